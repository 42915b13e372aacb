"""Whatever arrives becomes clean text, or a sentence says why not."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, EmptyText, NotText, TextTooLong
from bot.text import MAX_CHARACTERS, clean, shorten


@pytest.mark.parametrize("raw", ["", "   \n\t ", b"", "\u200b\u200b", "\ufeff"])
def test_nothing_to_read_is_said_so(raw: str | bytes) -> None:
    """Blanks and invisible characters are no post."""
    with pytest.raises(EmptyText, match="no text"):
        clean(raw)


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"\x89PNG\r\n\x1a\n" + bytes(64), "\ud800"])
def test_binary_is_no_text(raw: str | bytes) -> None:
    """A picture or a damaged encoding is refused in words."""
    with pytest.raises(NotText, match="paste the post itself"):
        clean(raw)


def test_the_longest_post_is_taken_and_a_longer_one_refused() -> None:
    """40,000 characters are Slack's longest message."""
    assert len(clean("a" * MAX_CHARACTERS)) == MAX_CHARACTERS
    with pytest.raises(TextTooLong, match="40,001 characters"):
        clean("a" * (MAX_CHARACTERS + 1))


@pytest.mark.parametrize(
    "text", ["خدمة سيئة جداً", "שירות גרוע", "😡😡😡", "<b>cold</b> pasta", "ü"]
)
def test_other_scripts_emoji_and_markup_stay_as_they_are(text: str) -> None:
    """Customer text is data; it is escaped where it is shown, not changed."""
    assert clean(text) == text


def test_invisible_reordering_is_taken_out() -> None:
    """Bidirectional overrides could show a reviewer another text than the public sees."""
    assert clean("good\u202efood\u202c") == "goodfood"
    assert clean("a\x00b") == "ab"


def test_line_ends_and_forms_are_made_one() -> None:
    """Windows line ends, decomposed letters and stacks of blank lines."""
    assert clean("cafe\u0301\r\n\r\n\r\n\r\nclosed") == "café\n\nclosed"


@given(st.one_of(st.text(), st.binary()))
def test_clean_is_total_and_idempotent(raw: str | bytes) -> None:
    """Either one clean text or one of our errors, never anything else."""
    with suppress(BadInput):
        once = clean(raw)
        assert clean(once) == once


@given(st.text(min_size=1), st.integers(10, 80))
def test_shorten_keeps_to_its_limit(text: str, limit: int) -> None:
    """One line, never longer than asked."""
    short = shorten(text, limit)
    assert len(short) <= limit
    assert "\n" not in short
