"""What the bot says in Slack besides cards: lists, help, refusals, and words given back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import commands as c
from bot.acts import Target, target
from bot.records import CaseRow
from bot.slack import render
from tests.cases import ALEX
from tests.render.checks import (
    PLAYBOOK,
    SAMPLES,
    asked_back,
    assert_fits,
    card,
    crowded,
    offered,
)
from tests.render.nasty import NASTY, texts
from tests.render.samples import START, Told
from tests.slack_blocks import controls, words


def test_an_old_card_collapses_to_a_line() -> None:
    """Nothing can be pressed on it any more."""
    message = render.left("Draft 1 was rejected by Lee.")
    assert message.text == "Draft 1 was rejected by Lee."
    assert not list(controls(message.blocks))
    assert_fits(message)


def test_an_old_card_that_no_newer_one_follows_leads_to_it() -> None:
    """It was brought to somebody, and the newer one stands elsewhere."""
    message = render.left("Draft 1 was replaced.", "case-1")
    assert offered(message) == ["Show card"]
    assert_fits(message)


def test_what_was_asked_back_comes_with_the_way_to_answer() -> None:
    """Who asks, about which post, and what; the buttons are about that case."""
    told = asked_back()
    message = render.asked_back(told.card)
    assert "Lee asks about this post" in words(message.blocks)
    assert "cold pasta" in words(message.blocks)
    assert "Was it table 7?" in message.text
    assert offered(message) == ["Answer", "Details"]
    assert {target(one.element["value"]).case for one in controls(message.blocks)} == {told.case.id}
    assert_fits(message)


def test_while_the_post_is_read_somebody_sees_that_it_came_in() -> None:
    """The post's first words, and that it is being read."""
    assert "Reading the post" in render.reading().text
    assert "cold pasta" in words(render.reading("cold pasta").blocks)


@given(texts)
@settings(deadline=None)
def test_short_answers_keep_to_the_limits(text: str) -> None:
    """Whatever is told, asked or refused."""
    policy = PLAYBOOK.guidelines
    sentence = text or "No."
    for message in (
        render.reading(text),
        render.left(sentence),
        render.left(sentence, "case-1"),
        render.policy(policy, text),
        render.policy(f"# {text}\n\n{text}\n\n- {text}", "bold quote general"),
        render.refusal(sentence, Target("c", 1, "d"), anyway=True),
        render.asked_back(crowded(text, SAMPLES["asked_back"])),
        *render.not_saved(text, text),
    ):
        if message.text.strip():
            assert_fits(message)


def test_a_refusal_offers_to_approve_anyway_only_for_a_warning() -> None:
    """A block has no way around; a warning has, on purpose."""
    about = Target("c", 1, "d")
    assert "Approve anyway" in offered(render.refusal("One thing first: …", about, anyway=True))
    assert not offered(render.refusal("Not yet: …", about))


@pytest.mark.parametrize("text", ["Our reply.", "word " * 8000, "a" * 40_000, *NASTY[:4]])
def test_what_could_not_be_saved_is_given_back_in_full(text: str) -> None:
    """Every character, in as many messages as it needs; at most five can be sent."""
    messages = render.not_saved(text, "The database is busy.")
    assert len(messages) <= 5
    assert "Not saved. Here is your text:" in messages[0].text
    blocks = [b for m in messages for b in m.blocks if b["block_id"].startswith("text")]
    given_back = "".join(words([block]) for block in blocks)
    assert given_back.replace("\u2060", "") == text
    for message in messages:
        assert_fits(message)


def test_the_policy_answer_quotes_what_fits() -> None:
    """The words of the guidelines, under their heading; all headings where nothing fits."""
    guidelines = PLAYBOOK.guidelines
    found = render.policy(guidelines, "May we speak about their account?")
    assert "Speaking about their account" in found.text
    assert "What we leave" in words(found.blocks)
    everything = render.policy(guidelines, "")
    assert "How we sound" in everything.text
    assert "don't speak of that" in render.policy(guidelines, "zeppelin").text


def row(number: int, **changes: Any) -> tuple[CaseRow, str]:
    one = CaseRow(
        "org", f"case-{number}", "open", "complaint", 3, "google", START, START, "c", "Mia"
    )
    return replace(one, **changes), f"post {number}"


def test_the_case_list_says_what_is_urgent_and_who_has_it() -> None:
    """One line a case with its first words; more than twenty are counted."""
    told = render.case_list([row(1, severity=5), *(row(n) for n in range(2, 31))], START)
    assert_fits(told)
    first = words([told.blocks[0]])
    assert "post 1" in first
    assert "*Urgent* · *Needs us* · complaint, critical · Mia is on it" in first
    assert "… and 10 more." in words(told.blocks)
    assert offered(told) == ["Show card"] * 20


def test_an_empty_case_list_says_how_to_begin() -> None:
    """A newcomer's first look."""
    assert "/respond" in render.case_list([], START).text


@given(st.lists(texts, max_size=25))
@settings(deadline=None, max_examples=20)
def test_any_case_list_keeps_to_the_limits(posts: list[str]) -> None:
    """Posts of any kind, erased ones among them."""
    rows = [(row(n)[0], text) for n, text in enumerate(posts)]
    assert_fits(render.case_list(rows, START))


def test_help_names_every_way_in() -> None:
    """Command, form, check, list, guidelines and forwarding."""
    told = render.help_text().text
    for way in ("/respond", "check:", "cases", "policy", "forward", "Coach a reply"):
        assert way in told
    assert_fits(render.help_text())


def test_an_unknown_author_is_a_customer() -> None:
    """Nobody is called an empty string."""
    assert card(Told(author="", platform="").do(c.Claim(), by=ALEX)).text.startswith("A customer:")
