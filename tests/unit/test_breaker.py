"""The circuit breaker, minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.breaker import Breaker

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
REST = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def broken(times: int = 3) -> Breaker:
    """A breaker of three after some failures at noon."""
    breaker = Breaker(failures=3, rest=REST)
    for _ in range(times):
        assert breaker.admits(NOON)
        breaker.failed(NOON)
    return breaker


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    """Not one sooner; an answer in between starts the count anew."""
    assert broken(2).admits(NOON)
    assert not broken(3).admits(NOON)
    breaker = broken(2)
    breaker.worked()
    breaker.failed(NOON)
    assert breaker.admits(NOON)


def test_after_its_rest_one_may_try() -> None:
    """The others wait for how that goes."""
    breaker = broken()
    assert not breaker.admits(NOON + REST - SECOND)
    assert breaker.admits(NOON + REST)
    assert not breaker.admits(NOON + REST)
    breaker.worked()
    assert breaker.admits(NOON + REST)


def test_a_failed_trial_means_another_rest() -> None:
    """From then on."""
    breaker = broken()
    assert breaker.admits(NOON + REST)
    breaker.failed(NOON + REST)
    assert not breaker.admits(NOON + REST + REST - SECOND)
    assert breaker.admits(NOON + REST + REST)


def test_the_other_side_can_ask_for_a_rest() -> None:
    """At the first failure; a later and shorter wish does not cut it short."""
    breaker = Breaker(failures=3, rest=REST)
    breaker.failed(NOON, rest=4 * REST)
    breaker.failed(NOON, rest=SECOND)
    assert not breaker.admits(NOON + 3 * REST)
    assert breaker.admits(NOON + 4 * REST)
