"""The small pieces that pages of the playground are made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.findings import Finding, FindingKind, Severity
from bot.playground.pieces import (
    Piece,
    age,
    browser_finding,
    browser_place,
    pieces,
    web_link,
    when,
)
from bot.review_card import CardFinding, Slot
from bot.wording import place_for

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def found(start: int, end: int, severity: Severity = Severity.WARN) -> CardFinding:
    finding = Finding(FindingKind.EXCUSE, severity, start, end, "x", "Why.", "Better.", "cues")
    return CardFinding(finding, "Excuse", f"key-{start}")


def test_a_reply_is_cut_at_findings_and_slots() -> None:
    """Plain words, an underlined stretch and a gap come in the order of the text."""
    text = "Sorry, but [who] calls."
    cut = pieces(text, [found(7, 10)], [Slot("who", 11, 16)])
    assert cut == [
        Piece("Sorry, "),
        Piece("but", flag=0),
        Piece(" "),
        Piece("who", slot=0),
        Piece(" calls."),
    ]


def test_where_findings_overlap_the_riskier_one_is_underlined() -> None:
    """Findings come riskiest first, and the first keeps its place."""
    cut = pieces("you should have called", [found(0, 15), found(4, 22)], [])
    assert cut == [Piece("you should have", flag=0), Piece(" called")]


def test_a_gap_stays_fillable_inside_an_underlined_stretch() -> None:
    """A slot wins over a finding that covers it."""
    cut = pieces("by [when]", [found(0, 9)], [Slot("when", 3, 9)])
    assert cut == [Piece("by "), Piece("when", slot=0)]


def test_a_finding_about_what_is_not_there_underlines_nothing() -> None:
    """An empty span leaves the text in one piece."""
    assert pieces("Thanks.", [found(7, 7)], []) == [Piece("Thanks.")]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_no_word_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    """Whatever is flagged, the pieces together are the text."""
    marks = [found(a, b) for a, b in spans if a <= b <= len(text)]
    assert "".join(p.text for p in pieces(text, marks, [])) == text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-30, "just now"),
        (20, "just now"),
        (600, "10 minutes ago"),
        (7300, "2 hours ago"),
        (100_000, "yesterday"),
        (400_000, "5 days ago"),
    ],
)
def test_ages_read_like_a_person_says_them(seconds: int, words: str) -> None:
    """From just now to days, and never in the future."""
    assert age(NOW - timedelta(seconds=seconds), NOW) == words


def test_times_of_another_day_say_the_day() -> None:
    """Today needs the time only."""
    assert when(NOW - timedelta(minutes=5), NOW).count(":") == 1
    assert "Oct" in when(NOW - timedelta(days=20), NOW)


@pytest.mark.parametrize("address", ["https://example.org/r/1", "http://example.org"])
def test_web_addresses_may_be_followed(address: str) -> None:
    """http and https stay as they are."""
    assert web_link(address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "https:", "http://[", "a b", ""],
)
def test_other_addresses_are_never_links(address: str) -> None:
    """A link of a post could hold anything."""
    assert web_link(address) == ""


def test_places_count_as_browsers_count() -> None:
    """An emoji is one character for us and two units for the page's script."""
    assert browser_place("🍝 cold", 2) == 3
    told = browser_finding(found(2, 6).finding, "🍝 cold", "Excuse", "key")
    assert (told["start"], told["end"]) == (3, 7)


def test_a_suggested_sentence_takes_the_place_of_the_sentence() -> None:
    """“Better.” in the middle of a sentence would read wrong; a phrase stays in its place."""
    text = "🍝 Hello. It was a busy night, sorry. Bye."
    told = browser_finding(found(20, 24).finding, text, "Excuse", "key")
    assert text[told["from"] - 1 : told["to"] - 1] == "It was a busy night, sorry."
    assert place_for("quiet", text, 20, 24) == (20, 24)


def test_half_an_emoji_does_not_stop_the_reading() -> None:
    """While somebody types, a browser may send one half of a pair."""
    assert browser_place("\ud83c cold", 3) == 3
