"""Pieces of posts told back to the customer, and ideas taken up."""

from __future__ import annotations

import pytest

from tests.unit.test_post_notes import notes


@pytest.mark.parametrize(
    ("post", "told"),
    [
        ("The wifi dropped every ten minutes.", "the wifi dropped every ten minutes"),
        ("Asked for a trim. Left with a mullet.", "you asked for a trim and left with a mullet"),
        ("I ordered medium rare. I received a shoe.",
         "you ordered medium rare and received a shoe"),
        ("Reset link expires before it arrives", "the reset link expires before it arrives"),
        ("Is your API down again? Invoices haven't gone out since 9am",
         "the invoices haven't gone out since 9am"),
        ("The room was NEVER cleaned", "the room was never cleaned"),
    ],
)  # fmt: skip
def test_the_trouble_is_told_from_our_side(post: str, told: str) -> None:
    """ "I" becomes "you", shouting is lowered, what was asked for meets what came."""
    assert notes(post).told.text == told


@pytest.mark.parametrize(
    "post",
    [
        "Tried to cancel.",
        "your driver never stopped shouting",
        "Marco ruined my colour",
        "my room was filthy and you laughed",
        "Someone cloned my card and bought £900 of trainers",
        "My wallet weeps, my belly doesn't",
        "the 42 just doesn't exist after 7pm does it",
        "the food was great",
        "my coat was <b>ruined</b>",
        "the lock broke, call 07700 900118",
        "fucking broken lift was dead again",
        "I've been a loyal customer for ten years, and never again",
    ],
)
def test_what_accuses_reveals_or_shows_no_trouble_is_not_told(post: str) -> None:
    """No person, no insult, no personal data, no half sentence, no praise."""
    text = notes(post).told.text
    assert text in {"", "your room was filthy", "the lock broke"}


@pytest.mark.parametrize(
    ("post", "idea"),
    [
        ("A dark mode would make the night shift easier.", "a dark mode"),
        ("Would love to see a plastic-free option at checkout.",
         "a plastic-free option at checkout"),
        ("Any chance of keyboard shortcuts for approving timesheets?",
         "keyboard shortcuts for approving timesheets"),
        ("Any chance of a refund, you idiots?", "a refund"),
        ("Why not add <script>x</script>", ""),
        ("The soup was cold", ""),
    ],
)  # fmt: skip
def test_an_idea_is_taken_up_in_its_own_words(post: str, idea: str) -> None:
    """What the customer would like to have, and nothing of what stands around it."""
    assert notes(post).idea == idea


@pytest.mark.parametrize(
    "post",
    [
        "There were no tables, though half the room was empty.",
        "While the room was cold the heating was broken",
        "This can't be right",
    ],
)
def test_half_a_sentence_is_not_told(post: str) -> None:
    """A clause that hangs on another, or does not parse, is given up."""
    assert not notes(post).told.text.startswith(("the though", "the while", "this"))
