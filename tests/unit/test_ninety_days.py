"""Ten thousand cases of ninety days: none without a next timer, nothing forgotten or told twice."""

from __future__ import annotations

from random import Random

import pytest

from bot.case import OVER
from bot.ledger import open_promises
from bot.timers import Due, due_of, next_time
from tests.ninety_days import Life, downtimes
from tests.time_travel import ALWAYS, BUSINESS, berlin

CASES = 1_000  # of each seed


@pytest.mark.parametrize("seed", range(10))
def test_whatever_people_do_nothing_is_forgotten_and_nothing_is_told_twice(seed: int) -> None:
    """Over summer time's end, holidays and days of downtime; what `Life` looks at holds, too."""
    random = Random(seed)  # noqa: S311 - chance, not a secret
    start = berlin(-30)  # October 2nd: the clocks are set back on the 25th
    away = downtimes(random, start)
    told: set[Due] = set()
    ends: set[str] = set()
    for number in range(CASES):
        life = Life(random, (BUSINESS, ALWAYS)[number % 2], start, away).live()
        case = life.case
        if case.status not in OVER or open_promises(case.ledger):
            timer = next_time(case, life.house)
            assert timer is not None
        assert not life.forgotten()
        told |= {due_of(mark)[0] for mark in life.marks}
        ends.add(case.status)
    assert told == {*Due}  # the story tells of everything
    assert len(ends) >= 4
