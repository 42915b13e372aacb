"""Foreign words in Slack: harmless, whole, and still what the customer wrote."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.links import web_link as link
from bot.slack.mrkdwn import escape, isolated, moment, short, short_escaped, shown, size, split
from bot.text import clean
from tests.render.nasty import CALLS, NASTY, texts


@given(texts)
def test_nobody_is_called_by_what_a_customer_wrote(text: str) -> None:
    """No mention and no broadcast survives, neither in plain nor in marked text."""
    assert not CALLS.search(shown(text))
    assert not CALLS.search(escape(text))


@given(texts)
def test_marked_text_holds_no_angle_bracket(text: str) -> None:
    """Without `<` there is no link, no mention and no date of theirs; `&` only begins an entity."""
    told = escape(text)
    assert not re.search(r"[<>]|&(?!(?:amp|lt|gt);)", told)


@given(texts)
def test_what_is_shown_can_be_pasted_back(text: str) -> None:
    """What keeps words harmless is invisible, and goes when the words come in again."""
    try:
        original = clean(text)
    except BadInput:
        return
    assert clean(shown(original)) == original
    assert shown(shown(original)) == shown(original)


@pytest.mark.parametrize("text", ["*bold*", "_it_", "~no~", "`code`", "```x```"])
def test_marks_lose_their_meaning(text: str) -> None:
    """A star that a customer typed stays a star: it no longer touches the word behind it."""
    assert escape(text) != text
    assert escape(text).replace("\u2060", "") == text


def test_addresses_in_a_post_are_not_turned_into_links() -> None:
    """Only the post's own link may be followed."""
    told = escape("see https://evil.example and www.evil.example")
    assert "://" not in told
    assert "www." not in told


def test_words_of_the_other_direction_stay_by_themselves() -> None:
    """Hebrew or Arabic does not turn the rest of our line around; other words are left alone."""
    assert isolated("שלום") == "\u2068שלום\u2069"
    assert isolated("hello") == "hello"
    assert short("مرحبا", 20) == "\u2068مرحبا\u2069"


@given(texts, st.integers(10, 400))
def test_short_texts_keep_to_their_limit(text: str, limit: int) -> None:
    """However much escaping adds, and however many units an emoji has."""
    assert size(short(text, limit)) <= limit
    assert size(short_escaped(text, limit)) <= limit


@given(texts, st.integers(2, 3000))
@settings(deadline=None)
def test_long_texts_are_split_without_losing_a_character(text: str, limit: int) -> None:
    """Together the parts are the text, and each is short enough (an emoji has two units)."""
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(0 < size(part) <= limit for part in parts)


def test_texts_are_split_where_a_reader_would() -> None:
    """After a paragraph, else after a line, else after a word."""
    assert split("One two.\n\nThree four", 14) == ["One two.\n\n", "Three four"]
    assert split("One two.\nThree four", 14) == ["One two.\n", "Three four"]
    assert split("One two three", 9) == ["One two ", "three"]


def test_a_family_is_not_split() -> None:
    """An emoji of several people, and a letter with its accents, stay in one part."""
    family = "👩‍👩‍👧‍👦"
    assert all(part.count(family) * family == part for part in split(family * 9, 30))
    assert all(part.startswith("e") for part in split("e\u0301" * 40, 7))


@pytest.mark.parametrize(
    "address", ["https://example.org/r/1?a=b&c=d#e", "http://example.org", "https://bücher.example"]
)
def test_web_addresses_may_be_followed(address: str) -> None:
    """http and https stay as they are."""
    assert link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https:",
        "http://[",
        "https://a b.example",
        "https://a.example|x",
        "https://a.example>",
        "https://bank.example@evil.example",
        "https://a.example/\u202egpj",
        "https://a.example/" + "x" * 3000,
        "slack://open",
        "",
    ],
)
def test_other_addresses_are_never_links(address: str) -> None:
    """A link of a post could hold anything."""
    assert link(address) == ""


def test_a_moment_is_told_by_the_readers_own_clock() -> None:
    """Slack knows the reader's time zone; who has no Slack at hand reads UTC."""
    at = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
    told = "<!date^1793610300^{date_short_pretty} at {time}|2 Nov 2026, 09:05 UTC>"
    assert moment(at) == told


def test_the_nasty_texts_are_as_nasty_as_they_look() -> None:
    """The property tests above would prove nothing if no text called anybody."""
    assert any(CALLS.search(text) for text in NASTY)
