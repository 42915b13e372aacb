"""Slack's modals: what they ask, what comes back, and the one hint while somebody types."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot.acts import Act, Target, target
from bot.errors import BadInput, FieldError
from bot.events import Outcome
from bot.facts import FactState
from bot.slack import forms, render, submitted
from bot.slack.ids import PREFIX, Form
from bot.slack.pieces import menu_choice, menu_value
from bot.triage import Category
from tests.cases import LEE
from tests.render.checks import ABOUT, CASES, EMOJI, PLAYBOOK, SAMPLES, crowded, form, opened
from tests.render.nasty import CALLS, displayed, sendable, texts
from tests.render.samples import GAPPY, KIND, PASTA, RUDE, START, Told
from tests.slack_blocks import words
from tests.slack_limits import VIEW_BYTES, faults_in_view, too_large

OF_A_CASE = sorted(forms.OF_A_CASE)
LATER = START + timedelta(days=1)


# -- a new post -------------------------------------------------------------------------------


def test_a_new_post_brings_all_that_is_known() -> None:
    """Post, place, author, link, time and two facts."""
    view = opened(forms.new_view(PLAYBOOK, metadata="C1"))
    at = int((START - timedelta(hours=3)).timestamp())
    view.put("post", PASTA).put("platform", "google").put("author", " Dana \n K. ")
    view.put("link", "https://reviews.example.org/r/7").put("posted_at", at)
    view.put("fact_0", "two cooks were ill").put("state_0", "checking")
    view.put("fact_1", "refunded the pasta")
    post = submitted.new_post(view.sent, PLAYBOOK, START)
    assert (post.text, post.platform, post.author) == (PASTA, "google", "Dana K.")
    assert post.link == "https://reviews.example.org/r/7"
    assert post.posted_at == START - timedelta(hours=3)
    assert post.facts == (
        (FactState.CHECKING, "two cooks were ill"),
        (FactState.CONFIRMED, "refunded the pasta"),
    )
    assert view.sent["private_metadata"] == "C1"


def test_only_the_text_is_needed() -> None:
    """Everything else may stay empty."""
    post = submitted.new_post(
        opened(forms.new_view(PLAYBOOK)).put("post", PASTA).sent, PLAYBOOK, START
    )
    assert (post.platform, post.author, post.link, post.posted_at) == ("", "", "", None)
    assert post.facts == ()


@pytest.mark.parametrize(
    ("block", "value", "said"),
    [
        ("post", " \n ", "few words"),
        ("link", "javascript:alert(1)", "https://"),
        ("link", "somewhere", "https://"),
        ("posted_at", int(LATER.timestamp()), "still to come"),
        ("posted_at", 10**30, "choose a date"),
        ("author", "\x00" * 60, "does not look like text"),
    ],
)
def test_what_cannot_be_used_is_said_under_its_input(block: str, value: Any, said: str) -> None:
    """`response_action: errors` needs the block; what was typed stays in the form."""
    view = opened(forms.new_view(PLAYBOOK)).put("post", PASTA)
    view.put(block, value)
    with pytest.raises(FieldError, match=said) as caught:
        submitted.new_post(view.sent, PLAYBOOK, START)
    assert caught.value.block_id == block


def test_a_forwarded_post_is_filled_in_whole() -> None:
    """A message shortcut brings text and time; long texts are spread over several inputs."""
    text = "It was cold. " * 700
    view = opened(forms.new_view(PLAYBOOK, post=text.strip(), author="x" * 999, posted_at=START))
    post = submitted.new_post(view.sent, PLAYBOOK, LATER)
    assert post.text == text.strip()
    assert post.posted_at == START


def test_the_brand_is_asked_for_where_there_are_several() -> None:
    """With one profile there is nothing to choose."""
    profile = PLAYBOOK.profile("")
    one = replace(PLAYBOOK, profiles={"default": profile})
    two = replace(PLAYBOOK, profiles={"default": profile, "bar": replace(profile, name="Bar")})
    assert "brand" not in [b["block_id"] for b in forms.new_view(one)["blocks"]]
    view = opened(forms.new_view(two)).put("post", PASTA).put("brand", "bar")
    assert submitted.new_post(view.sent, two, START).brand == "bar"


# -- forms of a case --------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_A_CASE)
@pytest.mark.parametrize("case", CASES)
def test_every_form_opens_for_every_case(name: Form, case: str) -> None:
    """Where there is nothing to fill in, it says so; each knows what it is about."""
    view = opened(forms.case_view(name, SAMPLES[case], PLAYBOOK))
    assert view.payload["callback_id"].startswith(PREFIX)
    if view.payload.get("submit"):
        assert view.payload["callback_id"] == PREFIX + name
        about = target(view.payload["private_metadata"])
        assert (about.case, about.draft) == (SAMPLES[case].case_id, SAMPLES[case].draft)


@given(texts, st.sampled_from(OF_A_CASE), st.sampled_from(list(CASES)))
@settings(deadline=None, max_examples=120)
def test_whatever_people_write_a_form_keeps_to_the_limits(text: str, name: Form, case: str) -> None:
    """60 findings, 50 versions, 30 gaps, any words: Slack shows it, and nobody is called."""
    view = forms.case_view(name, crowded(text, SAMPLES[case]), PLAYBOOK)
    assert faults_in_view(view) == []
    assert not too_large(view)
    assert sendable(view)
    # COPY shows the exact text, in a part where Slack reads no markup.
    assert name is Form.COPY or not CALLS.search(displayed(view))


@pytest.mark.parametrize("text", ["a" * 40_000, "👍" * 40_000, '"' * 40_000, "word\n" * 8000])
@pytest.mark.parametrize("name", [Form.DETAILS, Form.COPY, Form.GAPS, Form.FACTS])
def test_the_longest_texts_fit_into_a_form(text: str, name: Form) -> None:
    """250 KB and 100 blocks are the most that a view can have."""
    for base in SAMPLES.values():
        view = forms.case_view(name, crowded(text, base), PLAYBOOK)
        assert faults_in_view(view) == []
        assert not too_large(view)


def test_details_fit_in_every_script() -> None:
    """Nobody knows whether Slack counts letters of other scripts as escaped: six bytes each."""
    long = "Было холодно. " * 2800
    card = replace(SAMPLES["rude"], post=long, reply=long)
    view = forms.case_view(Form.DETAILS, card, PLAYBOOK)
    assert len(json.dumps(view)) < VIEW_BYTES


def test_details_show_the_whole_post() -> None:
    """40,000 characters of it, and what Slack cannot show is counted."""
    post = "".join(f"{n:07} " for n in range(5000))
    view = forms.case_view(Form.DETAILS, replace(SAMPLES["rude"], post=post), PLAYBOOK)
    parts = [b for b in view["blocks"] if b["block_id"].startswith("post")]
    assert post in "".join(words([part]) for part in parts)
    many = forms.case_view(Form.DETAILS, replace(SAMPLES["rude"], post="👍" * 40_000), PLAYBOOK)
    assert "more characters than Slack can show" in words(many["blocks"])


def test_details_hold_what_the_card_leaves_out() -> None:
    """Evidence, findings with better wordings, scorecard, drafts with changes, history, origin."""
    told = Told().knows("two cooks were ill")
    told.composed("We are sorry, Dana. [who] looks into the pasta.").wrote(
        "We are so sorry, Dana. Lina looks into the pasta."
    )
    shown = words(forms.case_view(Form.DETAILS, told.card, PLAYBOOK)["blocks"])
    for part in (
        "A complaint",
        "For it: “",
        "A tip · No thanks yet",
        "✓ There: Apologizes",
        "From draft 1 to draft 2: ~gone~, *new*",
        "Draft 1 · superseded · Written without the model",
        "confirmed: two cooks were ill",
        "Alex forwarded the post",
        "Playbook: v1",
    ):
        assert part in shown


def test_details_hold_what_colleagues_said() -> None:
    """The whole remark of whoever forwarded the post, and the answer to what was asked back."""
    remark = "Table 4. " * 300
    card = replace(SAMPLES["answered"], note=remark)
    blocks = forms.case_view(Form.DETAILS, card, PLAYBOOK)["blocks"]
    said = [b for b in blocks if b["block_id"].startswith("note")]
    assert words([said[0]]) == "Alex wrote:"
    assert "".join(words([part]) for part in said[1:]) == remark
    assert "Alex answered: “No, table 4”" in words(blocks)
    assert "wrote:" not in words(forms.case_view(Form.DETAILS, SAMPLES["rude"], PLAYBOOK)["blocks"])


def test_changes_are_struck_and_bold() -> None:
    """What went and what came can be told apart, the rest is plain."""
    told = (
        Told()
        .composed("We are sorry, Dana. We call you.")
        .wrote("We are sorry, Dana. We ring you.")
    )
    view = forms.case_view(Form.DETAILS, told.card, PLAYBOOK)
    runs = next(b for b in view["blocks"] if b["block_id"] == "changes_0")["elements"][0]
    styled = {r["text"].strip(): list(r.get("style", {})) for r in runs["elements"]}
    assert styled["call"] == ["strike"]
    assert styled["ring"] == ["bold"]


def test_gaps_are_filled_by_their_number() -> None:
    """One input a gap, with the words around it; some may stay open."""
    view = form(Form.GAPS, Told().wrote(GAPPY))
    assert [one.label for one in view.controls] == ["Who", "By when"]
    assert "[who] will call you" in view.words
    assert submitted.READ[Form.GAPS](view.put("slot_1", " by Friday ").sent).words == {
        1: "by Friday"
    }
    with pytest.raises(FieldError, match="at least one"):
        submitted.READ[Form.GAPS](form(Form.GAPS, Told().wrote(GAPPY)).sent)


def test_facts_are_added_and_taken_back() -> None:
    """What is known already is listed; it can be said not to be true any more."""
    told = Told().knows("two cooks were ill").knows("refunded", FactState.CHECKING)
    view = form(Form.FACTS, told.wrote(KIND))
    assert "two cooks were ill" in view.words
    view.put("fact_0", "Lina called").put("state_0", "confirmed").put("withdrawn", "2")
    given = submitted.READ[Form.FACTS](view.sent)
    assert given.stated == ((FactState.CONFIRMED, "Lina called"),)
    assert given.withdrawn == (2,)
    with pytest.raises(FieldError, match="what you know"):
        submitted.READ[Form.FACTS](form(Form.FACTS, told).sent)


def test_a_question_is_answered_or_not_needed_any_more() -> None:
    """The question stands above; an empty answer takes it back."""
    told = CASES["asked_back"]()
    view = form(Form.ANSWER, told)
    assert "Lee asks: Was it table 7?" in view.words
    assert submitted.READ[Form.ANSWER](view.sent).words == ""
    given = submitted.READ[Form.ANSWER](view.put("text", "Yes").put("state", "checking").sent)
    assert (given.words, given.state) == ("Yes", FactState.CHECKING)


def test_copy_shows_the_text_as_it_was_approved() -> None:
    """Not a character more or less, even where it would call somebody in a chat."""
    text = "Thank you, Dana. Write to @here <!channel> *now*.\n\nWe are sorry. Alex"
    card = replace(SAMPLES["approved"], reply=text)
    view = opened(forms.case_view(Form.COPY, card, PLAYBOOK))
    assert view.text_in("copy_0") == text
    assert text in view.words
    links = [b["elements"][0].get("url") for b in view.blocks if b["type"] == "actions"]
    assert links == ["https://reviews.example.org/r/7"]
    assert submitted.READ[Form.POSTED](view.sent).text == ""
    view.put("link", "https://reviews.example.org/a/1")
    assert submitted.READ[Form.POSTED](view.sent).text == "https://reviews.example.org/a/1"


def test_a_long_text_is_copied_in_parts() -> None:
    """Together the boxes hold all of it."""
    text = "We are sorry. " * 600
    view = opened(forms.case_view(Form.COPY, replace(SAMPLES["approved"], reply=text), PLAYBOOK))
    boxes = [one for one in view.controls if one.key[0].startswith("copy")]
    assert "".join(box.element["initial_value"] for box in boxes) == text


def test_posted_says_that_answered_is_not_solved() -> None:
    """And takes no address that is none."""
    view = form(Form.POSTED, Told().wrote(KIND).approved().copied())
    assert "Answered is not solved" in view.words
    with pytest.raises(FieldError, match="https://"):
        submitted.READ[Form.POSTED](view.put("link", "on Google").sent)


@pytest.mark.parametrize("name", [Form.ASK, Form.CORRECT, Form.CLOSE])
def test_some_things_need_words(name: Form) -> None:
    """A question, what was wrong, and why a case is closed."""
    view = form(name, Told().wrote(KIND))
    assert submitted.READ[Form.ASK](view.put("text", "Table 7?").sent).text == "Table 7?"
    with pytest.raises(FieldError, match="few words"):
        submitted.READ[Form.ASK](form(name, Told().wrote(KIND)).sent)


@pytest.mark.parametrize("name", [Form.REJECT, Form.GOOD, Form.BAD])
def test_reasons_are_welcome_but_not_needed(name: Form) -> None:
    """An empty reason is none."""
    view = form(name, Told().composed(GAPPY))
    assert submitted.READ[Form.REJECT](view.sent).text == ""
    assert submitted.READ[Form.REJECT](view.put("text", "too long").sent).text == "too long"


def test_choices_come_back_as_the_desk_knows_them() -> None:
    """Kind of post, and how it ended."""
    told = Told().wrote(KIND).approved().posted()
    kind = form(Form.KIND, told).put("category", "praise")
    assert submitted.READ[Form.KIND](kind.sent).category is Category.PRAISE
    ending = form(Form.SOLVE, told).put("outcome", "won back")
    assert submitted.READ[Form.SOLVE](ending.sent).outcome is Outcome.WON_BACK
    with pytest.raises(FieldError, match="choose one"):
        submitted.READ[Form.SOLVE](form(Form.SOLVE, told).sent)


def test_a_finding_is_set_aside_by_its_key() -> None:
    """It is chosen by what it is called and what it quotes."""
    told = Told().wrote(RUDE)
    first = told.card.findings[0]
    view = form(Form.DISMISS, told)
    assert "Asks to remove the post: “Please delete this review”" in view.words
    given = submitted.READ[Form.DISMISS](view.put("finding", first.key).put("text", "quoted").sent)
    assert (given.key, given.reason) == (first.key, "quoted")
    told.do(c.DismissFinding(1, first.key, told.words("quoted")), by=LEE)


@pytest.mark.parametrize(
    "sent", [{}, {"state": None}, {"state": {"values": []}}, {"private_metadata": "{}"}]
)
def test_a_form_that_is_not_ours_is_bad_input(sent: dict[str, Any]) -> None:
    """Whatever the shape, it is a sentence and not a crash."""
    for read in (
        submitted.READ[Form.EDIT],
        submitted.READ[Form.ASK],
        submitted.READ[Form.REJECT],
        submitted.READ[Form.POSTED],
        submitted.READ[Form.FACTS],
        submitted.READ[Form.GAPS],
        submitted.READ[Form.ANSWER],
        submitted.READ[Form.KIND],
        submitted.READ[Form.DISMISS],
        submitted.READ[Form.SOLVE],
        submitted.own_reply,
    ):
        with pytest.raises(BadInput):
            read(sent)
    with pytest.raises(BadInput):
        submitted.new_post(sent, PLAYBOOK, datetime.now(UTC))


def test_a_menu_line_knows_what_it_asks_for() -> None:
    """Act and target come back; a value is never longer than Slack takes."""
    assert menu_choice(menu_value(Act.DISMISS, ABOUT)) == (Act.DISMISS, ABOUT)
    long = Target("x" * 40, 123_456, "d" * 64)
    assert len(menu_value(Act.NOT_POSTED, long)) <= 150
    with pytest.raises(BadInput):
        menu_choice("nonsense {}")


def test_a_choice_travels_with_what_it_is_about() -> None:
    """A plain button holds none, and an old one never did."""
    chosen = replace(ABOUT, choice="more formal")
    assert target(chosen.value()) == chosen
    assert "choice" not in ABOUT.value()
    for strange in ("[]", '{"case":1,"draft":1,"digest":""}', ABOUT.value().replace("1", '"1"')):
        with pytest.raises(BadInput):
            target(strange)


def test_details_tell_what_was_read_and_what_it_says_in_our_language() -> None:
    """Particulars, what is delicate, legal clocks, translations, past replies, a lead's say."""
    card = replace(
        SAMPLES["foreign"],
        particulars=(("What", "cold pasta"), ("How often", "twice")),
        touches=("a child", "money"),
        act_now=("Tell Priya Nair today.",),
        past="Written with an eye on 2 replies of ours.",
        made=(("Playbook", "v1"),),
        findings=tuple(
            replace(one, note="A lead's approval makes this fine.")
            for one in SAMPLES["rude"].findings[:1]
        ),
    )
    shown = words(forms.case_view(Form.DETAILS, card, PLAYBOOK)["blocks"])
    for part in (
        "What: “cold pasta”",
        "How often: “twice”",
        "It touches a child, money: nobody's fault",
        "Tell Priya Nair today.",
        "In English",
        "Translated by a machine.",
        "The pasta was cold, and nobody said sorry.",
        "We are sorry, Dana.",
        "with an eye on 2 replies",
        "A lead's approval makes this fine.",
    ):
        assert part in shown
    assert "A lead's approval" in words(render.card(card, emoji=EMOJI).blocks[2])


def test_a_sentence_can_take_the_place_of_a_form() -> None:
    """Why it cannot be done, in a modal."""
    view = opened(forms.message_view("A title that is much too long for Slack", "No. " * 2000))
    assert len(view.title) <= 24
