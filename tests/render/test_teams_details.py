"""Details, practice, easy ones and checked replies in Teams: what they say, within 28 KB."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act
from bot.display import visible
from bot.easy import AT_ONCE, EasyOne
from bot.past import HouseWord
from bot.practice import ENOUGH, Practice
from bot.practice_words import saw
from bot.review_card import review_card
from bot.scorecard import scorecard
from bot.teams import easy_list, forms, steps, submitted
from bot.teams.details import details
from bot.teams.elements import Card, adaptive
from bot.teams.ids import Step, deed
from bot.teams.switches import practice_switch, style_card
from bot.understanding import QUESTION, Stage, Understanding
from bot.writing_desk import Checked
from tests.render.checks import PLAYBOOK, SAMPLES, crowded
from tests.render.nasty import texts
from tests.render.samples import GAPPY, KIND, PASTA, RUDE, Told, coach
from tests.teams_elements import check_card, elements, labels, press, words

LONG = ["a" * 40_000, "word " * 8000, "👍" * 20_000, '"' * 40_000, "a\n" * 20_000, "語" * 40_000]
NEW = Practice(on=True, good=3)


def checked(reply: str = RUDE, rewrite: str = KIND, ours: str = "") -> Checked:
    """How a reply stands, with this rewrite."""
    reading = coach().read(reply, coach().size_up(PASTA))
    lines = scorecard(reply, reading.assessment, PLAYBOOK.rubric)
    return Checked(reply, reading, lines, None, rewrite, False, ours)


def check_form(told: Checked, post: str = PASTA, *, asked_ours: bool = False) -> Card:
    """The form with what was found."""
    return forms.check_form(
        told.reply, playbook=PLAYBOOK, post=post, checked=told, asked_ours=asked_ours
    )


def value(card: Card, key: str) -> str:
    """What stands in an input."""
    return str(next(one for one in elements(card) if one.get("id") == key).get("value", ""))


# -- details ----------------------------------------------------------------------------------


def test_details_hold_what_the_card_leaves_out() -> None:
    """Evidence, findings with better wordings, scorecard, drafts with changes, history, origin."""
    told = Told().knows("two cooks were ill")
    told.composed("We are sorry, Dana. [who] looks into the pasta.").wrote(
        "We are so sorry, Dana. Lina looks into the pasta."
    )
    card = details(told.card, PLAYBOOK)
    check_card(card)
    for part in (
        PASTA,
        "A complaint",
        "For it: “",
        "A tip · No thanks yet",
        "✓ There: Apologizes",
        "From draft 1 to draft 2: gone, new",
        "Draft 1 · superseded · Written without the model",
        "confirmed: two cooks were ill",
        "Alex forwarded the post",
        "Playbook: v1",
    ):
        assert part in words(card)


def test_changes_are_struck_and_bold() -> None:
    """What went and what came can be told apart, the rest is plain."""
    told = Told().composed("We are sorry, Dana. We call you.")
    told.wrote("We are sorry, Dana. We ring you.")
    runs = [one for one in elements(details(told.card, PLAYBOOK)) if one.get("type") == "TextRun"]
    styled = {run["text"].strip(): run for run in runs}
    assert styled["call"]["strikethrough"]
    assert styled["ring"]["weight"] == "bolder"


def test_a_draft_written_anew_is_shown_with_the_old_one() -> None:
    """Where no word stayed, nobody reads through struck lines."""
    told = Told().composed("Thank you very much.").wrote("Lina calls Dana tomorrow at noon.")
    shown = words(details(told.card, PLAYBOOK))
    assert "Draft 2 was written anew. Draft 1 was:" in shown
    assert "Thank you very much." in shown


def test_details_hold_what_colleagues_said_and_what_was_translated() -> None:
    """The remark of whoever forwarded it, the answer to what was asked back, both texts read."""
    answered = words(details(SAMPLES["answered"], PLAYBOOK))
    assert "Alex wrote:\nTable 4, we refunded them already" in answered
    assert "Alex answered: “No, table 4”" in answered
    foreign = words(details(SAMPLES["foreign"], PLAYBOOK))
    assert "In English" in foreign
    assert "The pasta was cold, and nobody said sorry." in foreign
    assert "wrote:" not in words(details(SAMPLES["rude"], PLAYBOOK))


def test_what_is_cut_is_said() -> None:
    """A post that is longer than a card, more history than anybody reads."""
    base = SAMPLES["rude"]
    full = replace(base, post="It was cold. " * 2000, history=base.history * 30)
    card = details(full, PLAYBOOK)
    check_card(card)
    assert "more characters than fit here." in words(card)
    assert "earlier steps are left out here." in words(card)
    assert "more characters" not in words(details(base, PLAYBOOK))


@given(texts, st.sampled_from(sorted(SAMPLES)))
@settings(deadline=None, max_examples=40)
def test_details_fit_whatever_they_say(text: str, case: str) -> None:
    """Too much of everything."""
    check_card(details(crowded(text, SAMPLES[case]), PLAYBOOK))


# -- new-hire mode ----------------------------------------------------------------------------


def test_the_first_step_asks_before_anything_is_shown() -> None:
    """The post, one question, and how far somebody is."""
    told = Told().composed(GAPPY)
    card = steps.understand(review_card(told.view, PLAYBOOK, Stage.UNDERSTAND), NEW)
    check_card(card)
    shown = words(card)
    assert PASTA in shown
    assert QUESTION in shown
    assert "3 of 10 in your own words so far." in shown
    assert "I'm sorry that you waited" not in str(card)
    sent = press(card, "Go on").sent(text="Dana, cold pasta, an apology")
    assert (deed(sent).act, deed(sent).step) == (Act.UNDERSTAND, Step.SEND)
    assert submitted.words(sent).text == "Dana, cold pasta, an apology"


def test_what_somebody_saw_stands_over_their_own_reply() -> None:
    """Beside what we saw."""
    seen = saw(Understanding("cold pasta", "somebody", "pasta", "help", says="see pasta."))
    card = forms.form(Act.OWN, SAMPLES["complaint"], PLAYBOOK, saw=seen)
    assert "You saw “cold pasta”" in words(card)
    assert "And we see pasta." in words(card)
    assert "You saw" not in words(
        forms.form(Act.OWN, SAMPLES["complaint"], PLAYBOOK, saw=saw(None))
    )


def test_the_last_step_puts_both_replies_side_by_side() -> None:
    """Theirs is the one that counts."""
    card = forms.form(Act.COMPARE, replace(SAMPLES["rude"], ours=KIND), PLAYBOOK)
    check_card(card)
    shown = words(card)
    assert shown.index("Yours") < shown.index("Please delete") < shown.index("Ours (one way among")
    assert KIND in shown
    assert "Yours is the one that waits for review." in shown
    assert labels(card) == ["Back"]


@given(texts)
@settings(deadline=None, max_examples=25)
def test_the_steps_fit_whatever_is_written(text: str) -> None:
    """Post, translation, both replies and what was typed."""
    shown = replace(crowded(text, SAMPLES["foreign"]), ours=text * 3)
    card = steps.understand(shown, NEW, given={"text": text[:3000]}, problem="No.", at="text")
    check_card(card)
    assert value(card, "text") == visible(text[:3000])
    check_card(steps.compare(shown))


def test_the_switch_is_there_for_whoever_still_practises() -> None:
    """On, off, and nothing any more after ten good ones."""
    off, on = adaptive(practice_switch(Practice())), adaptive(practice_switch(NEW))
    check_card(off)
    assert deed(press(off, "I'm new here: let me try first").data).act is Act.NEW_HERE
    assert deed(press(on, "I know my way now").data).act is Act.KNOW_MY_WAY
    assert practice_switch(Practice(on=True, good=ENOUGH)) == []


@given(texts)
@settings(deadline=None, max_examples=20)
def test_the_question_about_the_house_style_holds_no_words_in_its_buttons(text: str) -> None:
    """They say only which change they mean."""
    whole = text.encode("utf-8", "replace").decode()
    card = style_card(HouseWord(whole, whole, 14))
    check_card(card)
    yes = press(card, "Yes, from now on")
    assert (deed(yes.data).act, deed(yes.data).step) == (Act.STYLE_YES, Step.DO)
    assert len(deed(yes.data).target.digest) == 16


# -- easy ones --------------------------------------------------------------------------------


def easy(n: int, reply: str = KIND, post: str = "Lovely!") -> EasyOne:
    """One that is easy."""
    return EasyOne(f"{n:016x}", 1, "d" * 64, post, reply, "Praise", "Dana", "Google")


def test_the_ticked_ones_come_back() -> None:
    """All are ticked at first; with a problem they are as somebody left them."""
    card = easy_list.easy_card([easy(1), easy(2)])
    check_card(card)
    assert "Approve this: Praise by Dana on Google" in words(card)
    sent = press(card, "Approve the ticked").sent(tick_0="false")
    assert submitted.ticked(sent) == [(f"{2:016x}", 1, "d" * 64)]
    again = easy_list.easy_card([easy(1), easy(2)], problem="Nothing changed.", given=sent)
    assert "Nothing changed." in words(again)
    assert submitted.ticked(press(again, "Approve the ticked").sent()) == submitted.ticked(sent)


@given(texts)
@settings(deadline=None, max_examples=30)
def test_easy_ones_are_shown_whole_or_not_at_all(text: str) -> None:
    """Nothing is approved that nobody read."""
    ones = [easy(n, (text * 9)[:2500].strip() or KIND, text[:600]) for n in range(30)]
    card = easy_list.easy_card(ones)
    check_card(card)
    if "No easy ones" not in words(card):
        shown = submitted.ticked(press(card, "Approve the ticked").sent())
        assert 0 < len(shown) <= AT_ONCE
    assert "No easy ones" in words(easy_list.easy_card([easy(1, "word " * 1000)]))


@given(texts, st.integers(0, 10))
@settings(deadline=None, max_examples=30)
def test_what_became_of_each_fits(text: str, refused: int) -> None:
    """Ten refusals with the customers' words, and the way to each card."""
    done = [(f"{n:016x}", text or "why" if n < refused else None) for n in range(10)]
    card = easy_list.approved(done, {case_id: text for case_id, _ in done})
    check_card(card)
    assert labels(card) == ["Show card"] * refused


# -- a reply that was checked -----------------------------------------------------------------


def test_a_form_to_check_a_reply_asks_for_it_and_keeps_nothing() -> None:
    """First empty, then with what was found, the words as they were typed."""
    empty = forms.check_form(playbook=PLAYBOOK)
    check_card(empty)
    assert labels(empty) == ["Check"]
    sent = press(empty, "Check").sent(text=RUDE, post=PASTA)
    assert submitted.own_reply(sent) == (RUDE, PASTA)
    card = check_form(checked())
    assert (value(card, "text"), value(card, "post")) == (RUDE, PASTA)
    assert "Please delete this review" in words(card)
    assert "What a good reply holds" in words(card)
    assert "Nothing of this is kept." in words(card)
    assert "%" not in words(card)


def test_the_mended_words_can_be_copied_and_taken() -> None:
    """They stand in an input, and come back with the button."""
    card = check_form(checked(rewrite=GAPPY))
    assert "Your words, mended (without the model)" in words(card)
    assert "[brackets] only you can know" in words(card)
    sent = press(card, "Use these words").sent()
    assert deed(sent).act is Act.USE
    assert submitted.mended(sent) == (GAPPY, PASTA)
    plain = check_form(checked(KIND, rewrite=""), post="")
    assert labels(plain) == ["Check"]


def test_a_draft_of_ours_is_shown_where_it_was_asked_for() -> None:
    """One way among many, or a sentence where there is none."""
    assert "Show me yours" in labels(check_form(checked()))
    ours = check_form(checked(ours=KIND), asked_ours=True)
    assert "Ours (one way among many)" in words(ours)
    assert "Show me yours" not in labels(ours)
    none = check_form(checked(), asked_ours=True)
    assert "Nothing of ours for this one" in words(none)
    assert "Show me yours" not in labels(none)


@pytest.mark.parametrize("text", LONG, ids=["a", "words", "emoji", "quotes", "lines", "wide"])
def test_the_longest_replies_fit(text: str) -> None:
    """Reply, post, mended text and ours at once; what is too long is said and not offered."""
    card = check_form(checked(RUDE, rewrite=text, ours=text), post=text)
    check_card(card)
    assert value(card, "text") == RUDE
    assert "too long to be shown" in words(card)
    assert "Use these words" not in labels(card)
    check_card(forms.check_form(text, playbook=PLAYBOOK, post=text, problem="No.", at="text"))


@given(texts, texts)
@settings(deadline=None, max_examples=30)
def test_what_was_typed_stays_beside_what_was_found(reply: str, rewrite: str) -> None:
    """And what is taken is the mended text."""
    reply, rewrite = reply[:4000].strip() or RUDE, f"Sorry. {rewrite[:2000]}".strip()
    told = replace(checked(), reply=reply, rewrite=rewrite)
    card = check_form(told, post="")
    check_card(card)
    assert value(card, "text") == visible(reply)
    assert value(card, "mended") == visible(rewrite)
