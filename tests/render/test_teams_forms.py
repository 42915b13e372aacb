"""Forms in Teams: what they ask, what comes back, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot.acts import Act, Target
from bot.deciding import FILLED
from bot.display import visible
from bot.errors import FieldError
from bot.events import Outcome
from bot.facts import FactState
from bot.form_words import HEADS
from bot.teams import forms, submitted
from bot.teams.elements import Card
from bot.teams.ids import Step, deed
from bot.triage import Category
from tests.cases import LEE
from tests.render.checks import CASES, PLAYBOOK, SAMPLES, crowded
from tests.render.nasty import texts
from tests.render.samples import GAPPY, KIND, PASTA, RUDE, START, Told, coach
from tests.teams_elements import check_card, elements, labels, press, words

OF_A_CASE = sorted(forms.OF_A_CASE)
SENT = sorted(FILLED.keys() & forms.OF_A_CASE)
LONG = ["a" * 40_000, "👍" * 40_000, '"' * 40_000, "word\n" * 8000, "語" * 40_000, "a\n" * 20_000]
BERLIN = ZoneInfo("Europe/Berlin")


def form(act: Act, told: Told, **more: Any) -> Card:
    """The form for a case as it stands."""
    return forms.form(act, told.card, PLAYBOOK, **more)


def filled(card: Card, act: Act, **typed: Any) -> dict[str, Any]:
    """What comes back when a form is sent."""
    return press(card, HEADS[act].submit).sent(**typed)


def inputs(card: Card) -> dict[str, Any]:
    """What stands in the inputs, by their ids."""
    found = (one for one in elements(card) if str(one.get("type")).startswith("Input."))
    return {one["id"]: one.get("value", "") for one in found}


# -- a new post -------------------------------------------------------------------------------


def test_a_new_post_brings_all_that_is_known() -> None:
    """Post, place, author, link, time on the organisation's clock, and two facts."""
    sent = filled(
        forms.new_form(PLAYBOOK),
        Act.NEW,
        post=PASTA,
        platform="google",
        author=" Dana \n K. ",
        link="https://reviews.example.org/r/7",
        posted_at="2026-11-02",
        posted_time="11:30",
        fact_0="two cooks were ill",
        state_0="checking",
        fact_1="refunded the pasta",
    )
    post = submitted.new_post(sent, PLAYBOOK, START, BERLIN)
    assert (post.text, post.platform, post.author) == (PASTA, "google", "Dana K.")
    assert post.link == "https://reviews.example.org/r/7"
    assert post.posted_at == datetime(2026, 11, 2, 10, 30, tzinfo=UTC)
    assert post.facts == (
        (FactState.CHECKING, "two cooks were ill"),
        (FactState.CONFIRMED, "refunded the pasta"),
    )


def test_a_forwarded_post_is_filled_in() -> None:
    """A message brings its text and its time, which is said as the clocks there say it."""
    card = forms.new_form(
        PLAYBOOK, post=PASTA, author="x" * 999, posted_at=START, zone=BERLIN, problem="Look first."
    )
    check_card(card)
    assert inputs(card)["posted_at"] == "2026-11-02"
    assert inputs(card)["posted_time"] == "13:00"
    assert "Look first." in words(card)
    post = submitted.new_post(filled(card, Act.NEW), PLAYBOOK, START, BERLIN)
    assert (post.text, post.posted_at) == (PASTA, START)


def test_the_brand_is_asked_for_where_there_are_several() -> None:
    """With one profile there is nothing to choose."""
    profile = PLAYBOOK.profile("")
    one = replace(PLAYBOOK, profiles={"default": profile})
    two = replace(PLAYBOOK, profiles={"default": profile, "bar": replace(profile, name="Bar")})
    assert "brand" not in inputs(forms.new_form(one))
    sent = filled(forms.new_form(two), Act.NEW, post=PASTA, brand="bar")
    assert submitted.new_post(sent, two, START).brand == "bar"


@given(post=texts, author=texts, fact=texts)
@settings(deadline=None, max_examples=40)
def test_a_new_post_comes_back_with_its_problem_as_it_was_typed(
    post: str, author: str, fact: str
) -> None:
    """Nobody types anything twice because one input was wrong."""
    given = {
        "post": post[:6000],
        "author": author[:300],
        "link": "on Google",
        "fact_0": fact[:1000],
    }
    given |= {"platform": "google", "state_0": "checking", "posted_at": "2026-11-02"}
    problem = "Please paste the whole address; it starts with https://."
    card = forms.new_form(PLAYBOOK, problem=problem, at="link", given=given)
    check_card(card)
    assert problem in words(card)
    kept = inputs(card)
    assert {key: kept[key] for key in given} == {k: visible(v) for k, v in given.items()}


# -- forms of a case --------------------------------------------------------------------------


@pytest.mark.parametrize("act", OF_A_CASE)
@pytest.mark.parametrize("case", CASES)
def test_every_form_opens_for_every_case(act: Act, case: str) -> None:
    """With a way back whatever is filled in, and one action that sends it where there is one."""
    card = forms.form(act, SAMPLES[case], PLAYBOOK)
    check_card(card)
    way_back = press(card, "Back")
    about = Target(SAMPLES[case].case_id, SAMPLES[case].draft)
    assert (deed(way_back.data).act, deed(way_back.data).step) == (Act.SHOW, Step.OPEN)
    assert deed(way_back.data).target == about
    assert way_back.inputs == {}
    sends = [one for one in labels(card) if act in HEADS and one == HEADS[act].submit]
    if inputs(card):
        sent = deed(filled(card, act))
        assert sends
        assert (sent.act, sent.step, sent.target.case) == (act, Step.SEND, about.case)


@given(texts, st.sampled_from(OF_A_CASE), st.sampled_from(list(CASES)))
@settings(deadline=None, max_examples=120)
def test_whatever_people_write_a_form_keeps_to_the_limits(text: str, act: Act, case: str) -> None:
    """60 findings, 50 versions, 30 gaps, any words, and the same once more as it was typed."""
    shown = crowded(text, SAMPLES[case])
    check_card(forms.form(act, shown, PLAYBOOK))
    typed = dict.fromkeys(inputs(forms.form(act, shown, PLAYBOOK)), text)
    check_card(forms.form(act, shown, PLAYBOOK, given=typed, problem=text, at="text"))


@pytest.mark.parametrize("text", LONG, ids=["a", "emoji", "quotes", "lines", "wide", "short lines"])
@pytest.mark.parametrize("act", OF_A_CASE)
def test_the_longest_texts_fit_into_a_form(text: str, act: Act) -> None:
    """Teams takes 28 KB."""
    check_card(forms.form(act, crowded(text, SAMPLES["rude"]), PLAYBOOK, given={"text": text}))


@given(texts, st.sampled_from(SENT), st.sampled_from(list(CASES)))
@settings(deadline=None, max_examples=80)
def test_a_form_filled_with_anything_comes_back_as_it_was(text: str, act: Act, case: str) -> None:
    """Control characters and halves of characters aside, which nobody can see."""
    empty = forms.form(act, SAMPLES[case], PLAYBOOK)
    boxes = [one for one in elements(empty) if one.get("type") == "Input.Text"]
    typed = {one["id"]: text[: min(3000, one["maxLength"])] for one in boxes if one["id"] != "copy"}
    card = forms.form(act, SAMPLES[case], PLAYBOOK, given=typed, problem="No.", at="text")
    kept = inputs(card)
    assert {key: kept[key] for key in typed} == {k: visible(v) for k, v in typed.items()}
    assert not boxes or "No." in words(card)


@pytest.mark.parametrize("odd", [None, 7, True, [], {"text": "x"}, ["a", 1]])
@pytest.mark.parametrize("act", OF_A_CASE)
def test_odd_inputs_are_read_as_if_they_were_not_there(odd: Any, act: Act) -> None:
    """Whatever somebody sends, a form comes back."""
    empty = forms.form(act, SAMPLES["rude"], PLAYBOOK)
    given = {**dict.fromkeys(inputs(empty), odd), "posted_at": odd, 5: odd}
    check_card(forms.form(act, SAMPLES["rude"], PLAYBOOK, given=given))


def test_a_problem_stands_beside_its_input_or_else_on_top() -> None:
    """Where people look."""
    told = Told().wrote(KIND)
    beside = words(form(Act.ASK, told, problem="Please write a few words.", at="text"))
    assert beside.index("What do you need") < beside.index("Please write") < beside.index("It goes")
    top = words(form(Act.ASK, told, problem="Somebody closed the case."))
    assert top.index("Somebody closed") < top.index("45 minutes")


def test_gaps_are_filled_by_their_number() -> None:
    """One input a gap, with the words around it; some may stay open."""
    card = form(Act.GAPS, Told().wrote(GAPPY))
    assert list(inputs(card)) == ["slot_0", "slot_1"]
    assert "[who] will call you" in words(card)
    read = submitted.READ[Act.GAPS]
    assert read(filled(card, Act.GAPS, slot_1=" by Friday ")).words == {1: "by Friday"}
    with pytest.raises(FieldError, match="at least one"):
        read(filled(card, Act.GAPS))


def test_facts_are_added_and_taken_back() -> None:
    """What is known already is listed; it can be said not to be true any more."""
    told = Told().knows("two cooks were ill").knows("refunded", FactState.CHECKING).knows("new")
    card = form(Act.FACTS, told.wrote(KIND))
    assert "confirmed: two cooks were ill" in words(card)
    sent = filled(card, Act.FACTS, fact_0="Lina called", withdrawn="2,3")
    given = submitted.READ[Act.FACTS](sent)
    assert given.stated == ((FactState.CONFIRMED, "Lina called"),)
    assert given.withdrawn == (2, 3)
    again = form(Act.FACTS, told, given=sent, problem="No.")
    assert inputs(again)["withdrawn"] == "2,3"


def test_a_question_is_answered_or_not_needed_any_more() -> None:
    """The question stands above; an empty answer takes it back."""
    card = form(Act.ANSWER, CASES["asked_back"]())
    assert "Lee asks: Was it table 7?" in words(card)
    read = submitted.READ[Act.ANSWER]
    assert read(filled(card, Act.ANSWER)).words == ""
    given = read(filled(card, Act.ANSWER, text="Yes", state="checking"))
    assert (given.words, given.state) == ("Yes", FactState.CHECKING)


def test_copy_holds_the_text_as_it_was_approved() -> None:
    """To read and to copy; the post opens beside, and the link of ours comes back."""
    text = "Thank you, Dana. Write to @here *now*.\n\nWe are sorry. Alex"
    shown = replace(SAMPLES["approved"], reply=text)
    card = forms.form(Act.COPY, shown, PLAYBOOK)
    assert inputs(card)["copy"] == text
    assert "Write to @here *now*." in words(card)
    assert press(card, "Open the post").element["url"] == "https://reviews.example.org/r/7"
    assert forms.copied_whole(shown)
    read = submitted.READ[Act.COPY]
    assert read(filled(card, Act.COPY)).text == ""
    link = "https://reviews.example.org/a/1"
    assert read(filled(card, Act.COPY, link=link)).text == link


def test_a_reply_that_is_too_long_to_copy_says_so() -> None:
    """Nobody takes its beginning for the whole."""
    shown = replace(SAMPLES["approved"], reply="We are sorry. " * 2500)
    card = forms.form(Act.COPY, shown, PLAYBOOK)
    check_card(card)
    assert not forms.copied_whole(shown)
    assert "The reply goes on" in words(card)
    assert shown.reply.startswith(inputs(card)["copy"])


def test_a_link_that_nobody_should_follow_is_not_offered() -> None:
    """A customer chooses what stands there."""
    shown = replace(SAMPLES["approved"], link="javascript:alert(1)")
    assert "Open the post" not in labels(forms.form(Act.COPY, shown, PLAYBOOK))


@pytest.mark.parametrize("act", [Act.ASK, Act.CORRECT, Act.CLOSE])
def test_some_things_need_words(act: Act) -> None:
    """The client asks for them, and so do we."""
    card = form(act, Told().wrote(KIND))
    box = next(one for one in elements(card) if one.get("id") == "text")
    assert box["isRequired"]
    assert submitted.READ[act](filled(card, act, text="Table 7?")).text == "Table 7?"
    with pytest.raises(FieldError, match="few words"):
        submitted.READ[act](filled(card, act))


@pytest.mark.parametrize("act", [Act.REJECT, Act.GOOD, Act.BAD])
def test_reasons_are_welcome_but_not_needed(act: Act) -> None:
    """An empty reason is none."""
    card = form(act, Told().composed(GAPPY))
    assert submitted.READ[act](filled(card, act)).text == ""
    assert submitted.READ[act](filled(card, act, text="too long")).text == "too long"


def test_choices_come_back_as_the_desk_knows_them() -> None:
    """Kind of post, and how it ended."""
    told = Told().wrote(KIND).approved().posted()
    kind = filled(form(Act.KIND, told), Act.KIND, category="praise")
    assert submitted.READ[Act.KIND](kind).category is Category.PRAISE
    ending = filled(form(Act.SOLVE, told), Act.SOLVE, outcome="won back")
    assert submitted.READ[Act.SOLVE](ending).outcome is Outcome.WON_BACK
    with pytest.raises(FieldError, match="choose one"):
        submitted.READ[Act.SOLVE](filled(form(Act.SOLVE, told), Act.SOLVE))


def test_a_finding_is_set_aside_by_its_key() -> None:
    """It is chosen by what it is called and what it quotes."""
    told = Told().wrote(RUDE)
    first = told.card.findings[0]
    card = form(Act.DISMISS, told)
    assert "Asks to remove the post: “Please delete this review”" in words(card)
    sent = filled(card, Act.DISMISS, finding=first.key, text="quoted")
    given = submitted.READ[Act.DISMISS](sent)
    assert (given.key, given.reason) == (first.key, "quoted")
    told.do(c.DismissFinding(1, first.key, told.words("quoted")), by=LEE)


def test_where_there_is_nothing_to_fill_in_it_says_so() -> None:
    """No gaps, no question, nothing flagged: a sentence and the way back."""
    calm = replace(SAMPLES["approved"], slots=(), question="", findings=())
    for act in (Act.GAPS, Act.ANSWER, Act.DISMISS):
        card = forms.form(act, calm, PLAYBOOK)
        assert HEADS[act].nothing in words(card)
        assert labels(card) == ["Back"]


def test_writing_shows_how_it_reads_and_keeps_the_words() -> None:
    """Edit begins with the draft, “Write my own” with nothing; Check says more and does nothing."""
    told = Told().composed(GAPPY)
    assert inputs(form(Act.EDIT, told))["text"] == GAPPY
    assert inputs(form(Act.OWN, told))["text"] == ""
    sent = press(form(Act.OWN, told), "Check").sent(text=RUDE)
    assert (deed(sent).act, deed(sent).step) == (Act.OWN, Step.CHECK)
    reading = coach().read(RUDE, coach().size_up(PASTA))
    card = form(Act.OWN, told, given=sent, reading=reading)
    assert inputs(card)["text"] == RUDE
    assert "Please delete this review" in words(card)
    assert "Also noticed: " in words(card)
    given = submitted.READ[Act.OWN](filled(card, Act.OWN))
    assert (given.text, given.target.draft) == (RUDE, 1)


def test_a_moment_that_is_still_to_come_is_kept_and_said() -> None:
    """The form comes back with it."""
    later = START + timedelta(days=1)
    sent = filled(forms.new_form(PLAYBOOK), Act.NEW, post=PASTA, posted_at=f"{later:%Y-%m-%d}")
    with pytest.raises(FieldError, match="still to come") as caught:
        submitted.new_post(sent, PLAYBOOK, START)
    problem = str(caught.value)
    card = forms.new_form(PLAYBOOK, problem=problem, at=caught.value.block_id, given=sent)
    assert inputs(card)["posted_at"] == "2026-11-03"
    told = words(card)
    assert told.index("When was it posted?") < told.index(problem) < told.index("At what time?")
