"""What changed between two drafts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.changes import Change, word_changes


def test_a_change_of_words_is_told_apart_from_what_stayed() -> None:
    """One word replaced: the old goes, the new comes, the rest stays."""
    assert word_changes("We are sorry.", "We are truly sorry.") == [
        Change("same", "We are "),
        Change("new", "truly "),
        Change("same", "sorry."),
    ]
    old, new = "We are so very sorry about it.", "We are most truly sorry about it."
    assert Change("gone", "so very ") in word_changes(old, new)


def test_a_text_written_anew_is_shown_as_a_whole() -> None:
    """A few common words in both are no reason to mix the two."""
    old, new = "Thank you for the hint about the soup.", "The cook was ill, so we closed."
    assert word_changes(old, new) == [Change("gone", old), Change("new", new)]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    """40,000 characters must not hold up everybody else's page."""
    old, new = "a b " * 10_000, "b a " * 10_000
    assert word_changes(old, new) == [Change("gone", old), Change("new", new)]


@given(st.text(max_size=80), st.text(max_size=80))
def test_changes_hold_both_texts(old: str, new: str) -> None:
    """Without what came they are the old text, without what went the new one."""
    changes = word_changes(old, new)
    assert "".join(c.text for c in changes if c.how != "new") == old
    assert "".join(c.text for c in changes if c.how != "gone") == new
