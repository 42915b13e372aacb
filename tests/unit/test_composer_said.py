"""Notes of staff become sentences."""

from __future__ import annotations

import pytest

from bot.said import checked, is_reason, names_next_step, said, whether


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("refunded the pasta", "We have refunded the pasta."),
        ("Spoke to the team", "We have spoken to the team."),
        ("we changed the rota.", "We changed the rota."),
        ("will replace the lamp", "We will replace the lamp."),
        ("two cooks were ill", ""),
        ("delayed by snow", ""),
    ],
)
def test_what_we_did_becomes_a_sentence(note: str, sentence: str) -> None:
    """Deeds get a "we have"; bare facts are left to the lead-in."""
    assert said(note) == sentence


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("looking at the till roll", "We are looking at the till roll."),
        ("kitchen was short-staffed", "We are checking whether kitchen was short-staffed."),
        ("we are asking the courier", "We are asking the courier."),
        ("who served the table", ""),
    ],
)
def test_what_is_being_checked_becomes_a_sentence(note: str, sentence: str) -> None:
    """A clause gets a "whether"; a question word goes straight after "We are checking"."""
    assert checked(note) == sentence


def test_clauses_and_things_are_told_apart() -> None:
    """Only a clause needs "whether"."""
    assert whether("the waiter laughed") == "whether the waiter laughed"
    assert whether("a second charge") == "a second charge"


def test_reasons_and_next_steps_are_seen() -> None:
    """A cause is not a deed, and a step needs a time."""
    assert is_reason("two cooks were ill")
    assert not is_reason("repaired the broken oven")
    assert names_next_step("Lina will call you tomorrow")
    assert not names_next_step("Lina will call you")
