"""What the bot says in Teams besides cards: lists, help, refusals, and words given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act, Target
from bot.readers import Reading
from bot.scorecard import hint, scorecard
from bot.teams import render
from bot.teams.ids import Step, deed
from bot.teams.render import Message, Notice
from bot.writing_desk import Checked
from tests.render.checks import PLAYBOOK, SAMPLES, asked_back, crowded
from tests.render.nasty import NASTY, texts
from tests.render.samples import RUDE, START, coach
from tests.render.test_slack_messages import row
from tests.teams_elements import actions, check_card, elements, labels, press, words

HOUR = timedelta(hours=1)

ABOUT = Target("c", 1, "d" * 64)


def checked(reply: str, rewrite: str = "") -> Checked:
    """How a reply was read, as the desk says it."""
    reading: Reading = coach().read(reply, coach().size_up())
    lines = scorecard(reply, reading.assessment, PLAYBOOK.rubric)
    return Checked(reply, reading, lines, hint(reading, PLAYBOOK.rubric), rewrite, by_model=True)


def assert_fits(message: Message) -> None:
    """Teams takes it, and its plain words are plain."""
    if message.card is not None:
        check_card(message.card)
    assert len(message.text.encode("utf-16-le")) // 2 <= 3900
    assert "://evil" not in message.text
    assert "<b" not in message.text


def test_an_old_card_collapses_to_a_line() -> None:
    """Nothing can be pressed on it any more."""
    message = render.left("Draft 1 was rejected by Lee.")
    assert message.text == words(message.card) == "Draft 1 was rejected by Lee."
    assert actions(message.card) == []
    assert "further down" in render.further_down().text


def test_an_old_card_that_no_newer_one_follows_leads_to_it() -> None:
    """It was brought to somebody, and the newer one stands elsewhere."""
    found = deed(press(render.left("Draft 1 was replaced.", "case-1").card, "Show card").data)
    assert (found.act, found.step, found.target) == (Act.SHOW, Step.DO, Target("case-1"))


def test_what_was_asked_back_comes_with_the_way_to_answer() -> None:
    """Who asks, about which post, and what."""
    told = asked_back()
    message = render.asked_back(told.card)
    shown = words(message.card)
    assert "Lee asks about this post" in shown
    assert "cold pasta" in shown
    assert "Was it table 7?" in message.text
    assert labels(message.card) == ["Answer", "Details"]
    assert deed(press(message.card, "Answer").data).target == Target(told.case.id, 1)
    assert_fits(message)


def test_while_the_post_is_read_somebody_sees_that_it_came_in() -> None:
    """The post's first words, and that it is being read."""
    assert "Reading the post" in words(render.reading().card)
    assert words(render.reading("cold pasta").card).splitlines()[0] == "cold pasta"


def test_a_refusal_offers_what_can_be_done_instead() -> None:
    """A warning can be overruled on purpose; a block has no way around."""
    warned = render.refusal(Notice("One thing first: …", ABOUT, anyway=True))
    assert labels(warned.card) == ["Approve anyway", "Edit"]
    assert deed(press(warned.card, "Edit").data).step is Step.OPEN
    taken = render.refusal(Notice("Mia is on it.", ABOUT, button=Act.TAKE_OVER))
    assert labels(taken.card) == ["Take it over"]
    assert render.refusal(Notice("Not yet: …")) == Message("Not yet: …")


@given(texts)
@settings(deadline=None, max_examples=40)
def test_short_answers_are_what_teams_takes(text: str) -> None:
    """Whatever is told, asked or refused."""
    sentence = text or "No."
    for message in (
        render.reading(text),
        render.said(sentence),
        render.left(sentence, "case-1"),
        render.policy(PLAYBOOK.guidelines, text),
        render.policy(f"# {text}\n\n{text}\n\n- {text}", "bold quote general"),
        render.refusal(Notice(sentence, ABOUT, anyway=True)),
        render.asked_back(crowded(text, SAMPLES["asked_back"])),
        render.checked(checked(RUDE, text), PLAYBOOK),
        *render.not_saved(text, text),
    ):
        assert_fits(message)


@pytest.mark.parametrize("text", ["Our reply.", "word " * 8000, "一" * 40_000, *NASTY[1:4]])
def test_what_could_not_be_saved_is_given_back_in_full(text: str) -> None:
    """Every character, in an input from which it can be copied; a few messages at most."""
    messages = render.not_saved(text, "The database is busy.")
    assert len(messages) <= 6
    assert "Not saved. Here is your text:" in messages[0].text
    boxes = [e for m in messages for e in elements(m.card or {}) if e.get("type") == "Input.Text"]
    assert "".join(str(box["value"]) for box in boxes) == text
    for message in messages:
        assert_fits(message)


def test_the_policy_answer_quotes_what_fits() -> None:
    """The words of the guidelines, under their heading; all headings where nothing fits."""
    guidelines = PLAYBOOK.guidelines
    found = render.policy(guidelines, "May we speak about their account?")
    assert "Speaking about their account" in found.text
    assert "What we leave" in words(found.card)
    assert "How we sound" in words(render.policy(guidelines, "").card)
    assert "don't speak of that" in render.policy(guidelines, "zeppelin").text


def test_the_case_list_says_what_is_urgent_and_who_has_it() -> None:
    """A row a case with its first words; more than twenty are counted."""
    told = render.case_list([row(1, severity=5), *(row(n) for n in range(2, 31))], START)
    assert_fits(told)
    first = words(told.card).splitlines()[:2]
    assert first[0] == "post 1"
    assert first[1].startswith("Urgent · Needs us · complaint, critical · Mia is on it · since {{")
    assert "… and 10 more." in words(told.card)
    assert labels(told.card) == ["Show card"] * 20
    assert labels(render.case_list([row(1)], START, easy=3).card)[0] == "Read them"


def test_the_case_list_says_what_is_due() -> None:
    """An answer, a promise, and that the customer came back; in the time of the house."""
    due = {"answer_due": START + HOUR, "promise_due": START - HOUR, "returned_at": START}
    told = words(render.case_list([(replace(row(1)[0], **due), "Cold!")], START).card)
    assert "the customer came back" in told
    assert "an answer is due today at 13:00" in told
    assert "a promise is open past its time" in told


@given(st.lists(texts, max_size=25))
@settings(deadline=None, max_examples=20)
def test_any_case_list_is_what_teams_takes(posts: list[str]) -> None:
    """Posts of any kind, erased ones among them."""
    due = {"answer_due": START - HOUR, "promise_due": START - HOUR, "returned_at": START}
    rows = [(replace(row(n)[0], claimed_by=text, **due), text) for n, text in enumerate(posts)]
    assert_fits(render.case_list(rows, START, easy=len(posts)))


def test_an_empty_case_list_and_help_say_how_to_begin() -> None:
    """A newcomer's first look: every way in is named."""
    assert "forward me" in render.case_list([], START).text
    shown = words(render.help_text().card)
    for way in ("forward", "Coach a reply", "respond", "check:", "cases", "policy"):
        assert way in shown


def test_a_checked_reply_is_told_with_one_hint_and_the_mended_words() -> None:
    """What a good reply holds, and that nothing of it is kept."""
    message = render.checked(checked(RUDE, "We are sorry. [who] calls you."), PLAYBOOK)
    shown = words(message.card)
    assert shown.startswith("Asking for the post to go")
    assert "What a good reply holds" in shown
    assert "Your words, mended (by the model)\nWe are sorry. [who] calls you." in shown
    assert "What stands in [brackets] only you can know." in shown
    assert shown.endswith("Nothing of this is kept.")
    long = render.checked(checked(RUDE, "word " * 8000), PLAYBOOK)
    assert "more characters." in words(long.card)
    assert_fits(long)
