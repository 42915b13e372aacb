"""What the local Slack refuses in blocks and views."""

from __future__ import annotations

from typing import Any

import pytest

from tests.slack_blocks import words
from tests.slack_limits import faults_in_blocks, faults_in_view
from tests.slack_pieces import actions, button, modal, plain, section, text_input


def quote(*runs: str) -> dict[str, Any]:
    """A quotation in rich text."""
    elements = [{"type": "text", "text": run} for run in runs]
    return {"type": "rich_text_quote", "elements": elements}


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (section("x" * 3001), "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (section(""), "more than 0 characters"),
        (section("😀" * 1501), "less than 3001"),
        ({"type": "section"}, "text or fields"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": 7}}, "must be a string"),
        ({"type": "section", "fields": [plain("x")] * 11}, "no more than 10 items"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
        ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "must be plain_text"),
        ({"type": "header"}, "missing required field: text"),
        ({"type": "carpet"}, "unsupported type: carpet"),
        ({"type": "rich_text", "elements": [quote("")]}, "more than 0 characters"),
        ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
        (actions(button("x" * 76, "a")), "less than 76"),
        (actions(button("x", "a", value="x" * 2001)), "less than 2001"),
        (actions(button("x", "a" * 256)), "less than 256"),
        (actions(button("x", "a", disabled=True)), "invalid additional property: disabled"),
        (actions(*(button("x", f"a{n}") for n in range(26))), "no more than 25 items"),
        (actions(button("x", "a"), button("y", "a")), "`action_id` must be unique: a"),
        ({**section("x"), "block_id": "b" * 256}, "less than 256"),
        (text_input(placeholder=plain("x" * 151)), "less than 151"),
        (text_input(initial_value="four", max_length=3), "must not exceed max_length"),
        (text_input(initial_value="x", min_length=3), "must not be shorter than min_length"),
        (text_input(initial_value="x" * 3001), "less than 3001"),
        ({**text_input(), "hint": plain("x" * 2001)}, "less than 2001"),
        ({k: v for k, v in text_input().items() if k != "label"}, "field: label"),
    ],
)
def test_a_block_that_slack_refuses_is_refused(block: dict[str, Any], reason: str) -> None:
    """Each limit names itself and the place, so that a failing test says what to shorten."""
    assert any(reason in fault for fault in faults_in_blocks([block])), faults_in_blocks([block])


def test_words_are_read_as_a_person_reads_them() -> None:
    """Runs of rich text stand in one line, without the marks of direction around them."""
    blocks = [{"type": "rich_text", "elements": [quote("Cold ", "\u2068pasta\u2069")]}]
    assert not faults_in_blocks(blocks)
    assert words([*blocks, section("next")]) == "Cold pasta\nnext"


def _overflow(count: int, text: str = "x") -> dict[str, Any]:
    options = [{"text": plain(text), "value": str(n)} for n in range(count)]
    return {"type": "overflow", "action_id": "more", "options": options}


@pytest.mark.parametrize(("element", "fits"), [(_overflow(5), True), (_overflow(6), False)])
def test_an_overflow_menu_holds_five_options(element: dict[str, Any], fits: bool) -> None:
    """The sixth makes Slack refuse the whole message."""
    assert (not faults_in_blocks([{**section("x"), "accessory": element}])) is fits


def test_a_message_holds_fifty_blocks_and_a_view_a_hundred() -> None:
    """One more is refused."""
    assert not faults_in_blocks([section("x")] * 50)
    assert faults_in_blocks([section("x")] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]
    assert not faults_in_view(modal(*[section("x")] * 100))
    assert faults_in_view(modal(*[section("x")] * 101))


@pytest.mark.parametrize(
    "change",
    [
        {"title": plain("x" * 25)},
        {"submit": plain("x" * 25)},
        {"submit": None},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"hash": "1.2"},
        {"blocks": [text_input(), text_input()]},
    ],
)
def test_a_view_that_slack_refuses_is_refused(change: dict[str, Any]) -> None:
    """Lengths, a submit button beside an input, ids that occur twice, fields of an answer."""
    assert not faults_in_view(modal(text_input()))
    assert faults_in_view({**modal(text_input()), **change})
