"""Teams takes so much and no more: everything comes in the end, and nothing is asked too often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace, within
from bot.teams.messenger import CARDS_JOB
from tests.teams_room import REVIEWS, TeamsRoom, words

LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))

# -- the pace --------------------------------------------------------------------------------------


def let_through(pace: Pace, tries: list[float]) -> list[float]:
    """When calls went out of somebody who tries at these times, and again when told to."""
    went: list[float] = []
    for at in tries:
        while wait := pace.take("19:care", at):
            at += wait
        went.append(at)
    return sorted(went)


def most_within(went: list[float], seconds: float) -> int:
    """The largest number of calls in any so many seconds."""
    ends = [sum(first <= one < first + seconds - 1e-4 for one in went) for first in went]
    return max(ends, default=0)


@given(tries=st.lists(st.floats(0, 120, allow_nan=False), min_size=1, max_size=150))
def test_no_window_sees_more_than_teams_takes(tries: list[float]) -> None:
    """A second, two, thirty and an hour, whenever the calls come."""
    went = let_through(within(*LIMITS), sorted(tries))
    for calls, seconds in LIMITS:
        assert most_within(went, seconds) <= calls


def test_a_long_queue_keeps_to_every_window() -> None:
    """After the bursts it is the hour that counts."""
    went = let_through(within(*LIMITS), [0.0] * 1900)
    assert [most_within(went, seconds) for _, seconds in LIMITS[:3]] <= [7, 8, 60]
    assert went[1800] > 3600


def test_a_few_cards_go_out_at_once() -> None:
    """Nobody waits for a single card, or for two or three."""
    assert let_through(within(*LIMITS), [0.0] * 3) == [0.0] * 3


def test_who_waits_has_a_turn_that_counts_in_every_window() -> None:
    """Told when to come, one job after the other, and then let through."""
    pace = within(*LIMITS)
    waits = [pace.take("19:care", 0.0, f"job {n}") for n in range(80)]
    assert waits == sorted(waits)
    assert most_within(waits, 1.0) <= 7
    assert most_within(waits, 30.0) <= 60
    turns = [(n, wait) for n, wait in enumerate(waits) if wait]
    assert all(pace.take("19:care", wait, f"job {n}") == 0 for n, wait in turns)


@pytest.mark.parametrize("times", [1, 5])
def test_a_hold_is_kept_and_no_longer_than_that(times: int) -> None:
    """Teams said how long to wait, perhaps to several jobs; then one after the other."""
    pace = within(*LIMITS)
    for _ in range(times):
        pace.hold("19:care", 30.0)
    went = let_through(pace, [0.0] * 4)
    assert went[0] == pytest.approx(30.0)
    assert len({round(one, 2) for one in went}) == 4
    assert went[-1] < 32


# -- Teams says no ---------------------------------------------------------------------------------


async def test_teams_says_how_long_to_wait(teams: TeamsRoom) -> None:
    """The job comes back then, and no try is lost."""
    teams.site.fail("send", status=429, retry_after=17)
    await teams.open()
    await teams.draft()
    await teams.show()
    assert teams.cards() == []
    due = await teams.store.next_due((CARDS_JOB,))
    assert due == teams.clock.at + timedelta(seconds=17)
    await teams.work()
    assert len(teams.cards()) == 1


async def test_other_cards_of_the_conversation_wait_as_well(reviewed_teams: TeamsRoom) -> None:
    """They would be refused, too."""
    reviewed_teams.site.fail("create", status=429, retry_after=17)
    await reviewed_teams.open()
    await reviewed_teams.draft()
    await reviewed_teams.show()
    await reviewed_teams.open()
    await reviewed_teams.draft()
    await reviewed_teams.show()
    assert len(reviewed_teams.site.calls_of("create")) == 1
    assert await reviewed_teams.work() < 20
    assert len(reviewed_teams.cards(REVIEWS)) == 2


@pytest.mark.parametrize("status", [412, 429, 502, 504])
@pytest.mark.parametrize("method", ["send", "update", "roster"])
async def test_what_can_be_asked_again_is(teams: TeamsRoom, status: int, method: str) -> None:
    """Five times in a row, which no job's tries would outlast."""
    group = await teams.group()
    teams.site.fail(method, status=status, times=6)
    case_id = await teams.open(group)
    await teams.work()
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    assert await teams.stuck() == []
    assert "Bo is on it" in words(teams.cards(group)[-1])


@pytest.mark.parametrize("minutes", [2, 30])
async def test_an_outage_of_teams_loses_nothing(teams: TeamsRoom, minutes: int) -> None:
    """However long it takes: the card comes afterwards, and nobody has to start it again."""
    teams.site.fail("send", status=503, times=5 + minutes)
    await teams.open()
    assert await teams.work() > 60 * minutes
    assert await teams.stuck() == []
    assert len(teams.cards()) == 1


@pytest.mark.parametrize("status", [429, 502])
async def test_not_all_who_wait_come_back_at_once(teams: TeamsRoom, status: int) -> None:
    """Each wait is longer by a share of its own."""
    shares = iter([0.0, 0.5, 1.0])
    teams.options["jitter"] = lambda: next(shares)
    teams.restart()
    retry_after = 10.0 if status == 429 else None
    waits = []
    teams.site.fail("send", status=status, retry_after=retry_after, times=3)
    await teams.open()
    await teams.draft()
    for _ in range(3):
        await teams.show()
        due = await teams.store.next_due((CARDS_JOB,))
        assert due
        waits.append((due - teams.clock.at).total_seconds())
        teams.clock.forward(due - teams.clock.at)
    await teams.show()
    assert waits == ([10, 15, 20] if status == 429 else [2, 6, 16])
    assert len(teams.cards()) == 1


async def test_many_cards_keep_to_the_pace_of_a_conversation(reviewed_teams: TeamsRoom) -> None:
    """Twenty cases at once: Teams never has to say no, and the last card is soon there."""
    for _ in range(20):
        await reviewed_teams.open()
    waited = await reviewed_teams.work()
    assert len(reviewed_teams.cards(REVIEWS)) == 20
    assert waited < 15


async def test_private_words_keep_to_it_as_well(teams: TeamsRoom) -> None:
    """Somebody presses many buttons."""
    teams.site.fail("send", status=429, retry_after=9)
    await teams.tell("One.", teams.ana)
    assert [told.text for told in teams.cards()] == ["One."]
