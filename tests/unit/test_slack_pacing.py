"""When a call may go out: never too many, and never later than needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace, budget


def let_through(pace: Pace, tries: list[float], key: str = "C1") -> list[float]:
    """When calls went out of somebody who tries at these times, and again when told to."""
    went: list[float] = []
    for at in tries:
        while wait := pace.take(key, at):
            at += wait
        went.append(at)
    return went


def test_a_few_go_out_at_once_and_then_one_a_second() -> None:
    """A short burst is fine for Slack."""
    pace = Pace(every=1.0, burst=3)
    assert let_through(pace, [10.0] * 6) == pytest.approx([10, 10, 10, 11, 12, 13], abs=1e-4)


def test_after_a_rest_there_is_a_burst_again() -> None:
    """Who was quiet has saved up, but never more than one burst."""
    pace = Pace(every=1.0, burst=2)
    let_through(pace, [0.0] * 5)
    assert let_through(pace, [100.0] * 3) == pytest.approx([100, 100, 101], abs=1e-4)


def test_conversations_do_not_wait_for_each_other() -> None:
    """The limit is that of one conversation."""
    pace = Pace(every=1.0, burst=1)
    assert pace.take("C1", 0.0) == 0
    assert pace.take("C2", 0.0) == 0
    assert pace.take("C1", 0.0) == pytest.approx(1.0)


def test_who_is_told_to_wait_has_taken_nothing() -> None:
    """Asking often does not put the time off."""
    pace = Pace(every=1.0, burst=1)
    pace.take("C1", 0.0)
    assert [pace.take("C1", 0.4) for _ in range(5)] == pytest.approx([0.6] * 5)
    assert pace.take("C1", 1.0) == 0


def test_a_hold_is_kept_and_no_burst_follows_it() -> None:
    """Slack said how long to wait; then one after the other."""
    pace = Pace(every=1.0, burst=3)
    pace.hold("C1", 30.0)
    assert pace.take("C1", 0.0) == pytest.approx(30.0)
    assert let_through(pace, [0.0] * 3) == pytest.approx([30, 31, 32], abs=1e-4)


def test_what_is_remembered_is_bounded() -> None:
    """The conversation that was quiet for longest is forgotten first."""
    pace = Pace(every=1.0, burst=1, keys=2)
    for key in ("C1", "C2", "C3"):
        pace.take(key, 0.0)
    assert pace.take("C3", 0.0) > 0
    assert pace.take("C1", 0.0) == 0


@given(
    per_minute=st.integers(1, 120),
    tries=st.lists(st.floats(0, 300, allow_nan=False), min_size=1, max_size=300),
)
def test_no_minute_sees_more_than_the_budget(per_minute: int, tries: list[float]) -> None:
    """Whenever people type: any minute on any clock."""
    went = let_through(budget(per_minute), sorted(tries))
    went.sort()
    for first, at in enumerate(went):
        within = [one for one in went[first:] if one < at + 60]
        assert len(within) <= per_minute + (per_minute == 1)


@given(now=st.floats(1.7e9, 1.8e9), tries=st.integers(1, 20))
def test_the_clock_of_today_is_fine_enough(now: float, tries: int) -> None:
    """Seconds since 1970 leave few digits for a fraction; nobody is told to wait for nothing."""
    pace = Pace(every=1.0, burst=3)
    for _ in range(tries):
        if wait := pace.take("C1", now):
            assert wait > 1e-6
            assert pace.take("C1", now + round(wait, 6)) == 0


def test_who_waits_has_a_turn_of_its_own() -> None:
    """Ten who wait come back one after the other, not all at the same moment."""
    pace = Pace(every=1.0, burst=1)
    waits = [pace.take("C1", 0.0, f"job {n}") for n in range(5)]
    assert waits == pytest.approx([0, 1, 2, 3, 4])
    assert pace.take("C1", 2.0, "job 4") == pytest.approx(2.0)
    assert [pace.take("C1", float(n), f"job {n}") for n in range(1, 5)] == [0, 0, 0, 0]
    assert pace.take("C1", 4.0, "job 1") == pytest.approx(1.0)
