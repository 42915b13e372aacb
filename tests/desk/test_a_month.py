"""A month of cases on a real store: whoever dies when, nothing is told twice and nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest

from bot.case import OVER
from bot.coach import Coach
from bot.consequences import FOLLOW_JOB, TIMER
from bot.follow_commands import Return
from bot.people import Caller
from bot.store import Store
from bot.timers import pending
from bot.told_now import told_now
from bot.triage import Category
from tests.cases import ref
from tests.conftest import SettableClock
from tests.time_travel import berlin
from tests.timed_office import ANA, BEN, ORG, TimedOffice

CASES = 24
REPLIES = (
    "We're sorry about that.",
    "We're sorry. We'll call you tomorrow at noon.",
    "We're sorry. We'll refund the 40 euros by Friday noon. We'll look into it, too.",
)
KINDS = (Category.COMPLAINT, Category.COMPLAINT, Category.CRISIS, Category.TROLL)


async def month(office: TimedOffice, random: Random) -> list[str]:
    """Cases come in, people answer some, keep some promises, and let the rest go; their ids."""
    cases: list[str] = []
    acts = sorted(
        (berlin(2, 9) + timedelta(minutes=random.randrange(25 * 24 * 60)), random.random())
        for _ in range(4 * CASES)
    )
    for at, chance in acts:
        await office.until(at)
        if len(cases) < CASES and chance < 0.4:
            words = f"The pasta was cold, and it took {chance:.6f} hours."
            case_id = await office.opened(words, category=random.choice(KINDS), severity=3)
            cases.append(case_id)
        elif cases:
            await _act(office, random.choice(cases), random)
    await office.until(berlin(30))
    return cases


async def _act(office: TimedOffice, case_id: str, random: Random) -> None:
    """Somebody sees to a case, as far as there is something to do."""
    case = (await office.desk.view(ORG, case_id)).case
    caller, owed = Caller(ORG, BEN), [one.number for one in case.ledger if one.open]
    if owed:
        await office.desk.after.keep(caller, case_id, owed[0])
    elif case.status not in OVER and case.triage and random.random() < 0.7:
        await office.answered(case_id, random.choice(REPLIES), by=BEN)
    elif case.status not in OVER:
        await office.closed(case_id)
    elif case.triage:
        again = Return(ref("It is cold again."), office.clock.at)
        await office.casebook.act(ORG, case_id, again, by=ANA)


async def nothing_is_left(office: TimedOffice, cases: Sequence[str]) -> None:
    """Every case has its timer, and what was due by now was told."""
    assert not await office.store.without_timer(FOLLOW_JOB, TIMER)
    assert not await office.store.stuck_jobs()
    for case_id in cases:
        case = (await office.desk.view(ORG, case_id)).case
        waiting = pending(case, office.house)
        assert not told_now(waiting, office.house, office.clock.at - timedelta(minutes=5)).marks


@pytest.mark.parametrize("seed", [1, 2])
async def test_two_processes_that_die_at_any_moment_tell_everything_once(
    sqlite_store: Store, coach: Coach, seed: int
) -> None:
    """Every mark once, every message once, one message on a morning; and every case has a timer."""
    random, dying = Random(seed), Random(-seed)  # noqa: S311 - chance, not a secret
    office = TimedOffice(sqlite_store, SettableClock(berlin(2, 9)), coach, dying=dying)
    cases = await month(office, random)
    await nothing_is_left(office, cases)
    marks = sum([await office.marks(case_id) for case_id in cases], Counter[str]())
    assert len(marks) > 3 * CASES
    for case_id in cases:
        assert set((await office.marks(case_id)).values()) <= {1}
    assert set(office.asked.values()) == {1}
    of_cases = [one for one in office.told if one.case_id]
    assert len(of_cases) == len(office.asked)
    zone = office.house.hours.zone
    mornings = Counter(one.at.astimezone(zone).date() for one in office.told if not one.case_id)
    assert set(mornings.values()) == {1}
    days = (min(mornings) + timedelta(days=number) for number in range(30))
    wanted = [day for day in days if day.day < 30 and day.month == 11]
    assert set(mornings) == {day for day in wanted if office.house.hours.works_on(day)}
