"""How the offline reader does on replies that were kept aside while it was taught."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach import Coach
from bot.contract import to_check
from bot.evaluation import Report, score
from bot.findings import FindingKind
from bot.labelled import read_labelled
from bot.prompts import load_playbook

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def report() -> Report:
    """The figures of `make card`."""
    coach = Coach(load_playbook(ROOT / "prompts"))
    items = [
        item
        for name in ("held_back", "languages")
        for item in read_labelled(ROOT / "tests" / "evals" / f"{name}.jsonl", coach)
    ]
    found = [
        coach.flags(*to_check(coach, {"reply": item.reply, "customer_post": item.customer_post}))
        for item in items
    ]
    return score(items, found)


def test_toxic_language_is_found_and_seldom_imagined(report: Report) -> None:
    """Nine of ten flags are right, and two of three replies are found."""
    toxic = report.groups["toxic"].replies
    assert (toxic.precision or 0) >= 0.9
    assert (toxic.recall or 0) >= 0.67


def test_what_puts_customers_off_is_found_and_seldom_imagined(report: Report) -> None:
    """Hostile and defensive wordings, and bad practice."""
    rest = report.groups["hostile+defensive+practice"].replies
    assert (rest.precision or 0) >= 0.9
    assert (rest.recall or 0) >= 0.65


@pytest.mark.parametrize("kind", ["deletion_request", "empty_apology", "privacy_breach"])
def test_what_hurts_most_is_seldom_missed(report: Report, kind: str) -> None:
    """Four of five are found."""
    assert (report.kinds[FindingKind(kind)].recall or 0) >= 0.8


def test_staff_are_seldom_warned_for_nothing(report: Report) -> None:
    """Of good replies, those that look bad included, four in a hundred at most."""
    assert report.clean.any_kind <= 0.04 * report.clean.replies
    assert report.tricky.any_kind <= 0.06 * report.tricky.replies


def test_flags_lie_on_the_words_that_people_marked(report: Report) -> None:
    """Nearly all of them touch."""
    assert report.overlap.touching >= 0.95 * report.overlap.finds
