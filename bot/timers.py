"""What people have to be reminded of in a case, and when. Pure: the case tells all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain

from bot.case import OVER, Case, CaseStatus
from bot.events import Outcome
from bot.follow_up import FollowUp
from bot.ledger import Owed, open_promises

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_HOURLY = 12  # so often people hear every hour of a crisis that nobody sees to
_OWNERS = 2  # so often its owner is asked about a promise without a time; then a lead is


class Audience(StrEnum):
    """Who is told."""

    OWNER = "owner"
    LEAD = "lead"
    CRISIS_OWNER = "crisis owner"


class Due(StrEnum):
    """What is due."""

    ALARM = "alarm"  # a crisis, or somebody in danger
    ANSWER = "answer"  # half of the time for an answer has gone by, or most of it
    ANSWER_NOW = "answer now"
    ANSWER_LATE = "answer late"
    CONCLUSION = "conclusion"  # the case has been open for long
    PROMISE_SOON = "promise soon"
    PROMISE_NOW = "promise now"
    PROMISE_LATE = "promise late"
    PROMISE_UNDATED = "promise undated"
    CHECK_IN = "check in"  # has the customer come back?
    WON_BACK = "won back"  # are they a customer again?


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that somebody is told once. `mark` tells it from all others of its case.

    Several of one `strand` that fall due together are told as one to each audience: the last. A
    `loud` one is told at any hour. A `listed` one is told by the message of the morning alone.
    """

    mark: str
    strand: str
    at: datetime
    due: Due
    audience: Audience
    promise: int = 0
    loud: bool = False
    listed: bool = False


def pending(case: Case, house: FollowUp) -> list[Reminder]:
    """What is still to be told as things stand, the next first.

    What comes again and again is in it once: its next time depends on when it is told. Whatever
    still needs somebody, the case or a promise, has one.
    """
    found = chain.from_iterable(_untold(case, house))
    return sorted(found, key=lambda one: one.at)


def next_time(case: Case, house: FollowUp) -> datetime | None:
    """When the case has to be looked at again; None where nothing is left to do."""
    # Every change of a case asks for this, so no more is worked out than the first of each strand.
    firsts = (next(strand, None) for strand in _untold(case, house))
    return min((one.at for one in firsts if one), default=None)


def _untold(case: Case, house: FollowUp) -> Iterator[Iterator[Reminder]]:
    """What is still to be told, strand by strand, the next first in each."""
    look = _Look(case, house)
    for strand in look.strands():
        yield (one for one in strand if one.mark not in look.told)


_ANSWER = {
    "alarm": Due.ALARM,
    "50": Due.ANSWER,
    "80": Due.ANSWER,
    "100": Due.ANSWER_NOW,
    "150": Due.ANSWER_LATE,
    "late": Due.ANSWER_LATE,
}
_PROMISE = {
    "soon": Due.PROMISE_SOON,
    "now": Due.PROMISE_NOW,
    "late": Due.PROMISE_LATE,
    "undated": Due.PROMISE_UNDATED,
}
_ONLY = {"conclusion": Due.CONCLUSION, "back": Due.CHECK_IN, "won": Due.WON_BACK}


def due_of(mark: str) -> tuple[Due, int]:
    """What a mark stands for, and the number of the promise, 0 for none."""
    match mark.split(":"):
        case ["answer" | "crisis", _, step, *_]:
            return _ANSWER[step], 0
        case ["promise", number, _, step, *_]:
            return _PROMISE[step], int(number)
        case [strand, *_]:
            return _ONLY[strand], 0
    raise ValueError(mark)


_ASKING = (Due.CONCLUSION, Due.WON_BACK, Due.CHECK_IN)


def unsaid(case: Case) -> str:
    """What people were not asked, because the bot was away, and what no due time tells."""
    missed = {due_of(mark)[0] for mark in case.unsaid}
    return next((due for due in _ASKING if due in missed), "")


# At which share of the time for an answer who is told; an alarm only of what is told at any hour.
_STEPS = (
    ("alarm", 0.0, Audience.CRISIS_OWNER),
    ("50", 0.5, Audience.OWNER),
    ("80", 0.8, Audience.OWNER),
    ("100", 1.0, Audience.LEAD),
    ("150", 1.5, Audience.CRISIS_OWNER),
)


class _Look:
    """One look at a case: what there is to tell. Times of what was told are not worked out."""

    def __init__(self, case: Case, house: FollowUp) -> None:
        self.case, self.house, self.loud = case, house, house.loud(case)
        self.told = dict(case.told)
        self.again: dict[str, tuple[int, datetime]] = {}  # how often, and when last, by prefix
        for mark, at in case.told:
            prefix = mark.rpartition(":")[0]
            self.again[prefix] = self.again.get(prefix, (0, at))[0] + 1, at

    def strands(self) -> Iterator[Iterator[Reminder]]:
        """Everything there is to tell; within each, what comes first stands first."""
        yield self.answer()
        yield self.conclusion()
        for owed in open_promises(self.case.ledger):
            yield self.promise(owed)
        yield self.check_in()
        yield self.won_back()

    def answer(self) -> Iterator[Reminder]:
        """While a post waits for us: to its owner, to the lead, to the crisis owner, then daily.

        Where silence is advised, somebody has to decide on it, and no more than that.
        """
        case, since = self.case, self.case.waits_since
        if case.status not in {CaseStatus.NEW, CaseStatus.OPEN} or since is None:
            return
        # What turns out to be a crisis begins anew, whoever was told before.
        strand = f"{'crisis' if self.loud else 'answer'}:{case.round}.{_stamp(since)}"
        steps = _STEPS if self.loud else _STEPS[3:4] if case.withheld else _STEPS[1:]
        at = since
        for name, share, audience in steps:
            mark = f"{strand}:{name}"
            if mark not in self.told or name == steps[-1][0]:
                at = self._heard(self.house.share_of(case, since, share))
                yield Reminder(mark, strand, at, _ANSWER[name], audience, loud=self.loud)
        yield self._late(strand, at, Due.ANSWER_LATE)

    def conclusion(self) -> Iterator[Reminder]:
        """Once for each post that is not settled in time, whoever's turn it is."""
        strand, due = f"conclusion:{self.case.round}", self.house.conclusive_answer_due(self.case)
        if self.case.status not in OVER and due and strand not in self.told:
            at, lead = self._heard(due), Audience.LEAD
            yield Reminder(strand, strand, at, Due.CONCLUSION, lead, loud=self.loud)

    def promise(self, owed: Owed) -> Iterator[Reminder]:
        """Of one that is open."""
        strand = f"promise:{owed.number}:{owed.moved}"
        if owed.due is None:
            yield self._undated(owed, strand)
        else:
            yield from self._dated(owed, owed.due, strand)

    def check_in(self) -> Iterator[Reminder]:
        """Has the customer come back?

        Not before what was promised is settled: until then it is our turn.
        """
        case = self.case
        waiting = case.status is CaseStatus.PENDING and not open_promises(case.ledger)
        if waiting and case.last_sent_at:
            yield from self._came_back(case.last_sent_at)

    def won_back(self) -> Iterator[Reminder]:
        """Two weeks after it was settled: are they a customer again?"""
        case, house = self.case, self.house
        settled = case.status is CaseStatus.SOLVED and case.outcome is not Outcome.WON_BACK
        if settled and case.over_at:
            strand = f"won:{_stamp(case.over_at)}"
            at = house.hours.awake(case.over_at + timedelta(days=house.rules.won_back_days))
            yield Reminder(strand, strand, at, Due.WON_BACK, Audience.OWNER)

    def _late(self, strand: str, first: datetime, due: Due, number: int = 0) -> Reminder:
        """What the lead hears after `first` until somebody acts: of a crisis hourly, else daily."""
        prefix = f"{strand}:late"
        count, last = self.again.get(prefix, (0, first))
        hourly = self.loud and count < _HOURLY
        return Reminder(
            f"{prefix}:{count + 1}",
            strand,
            last + _HOUR if hourly else self.house.next_morning(last),
            due,
            Audience.LEAD,
            number,
            loud=hourly,
            listed=not hourly,
        )

    def _dated(self, owed: Owed, due: datetime, strand: str) -> Iterator[Reminder]:
        """Before it is due and when it is, to the owner; once it is late, to the lead, daily."""
        first, now = f"{strand}:late:0", f"{strand}:now"
        if now not in self.told:
            yield from self._before(owed, due, strand)
        if first not in self.told:
            late = self._heard(due + timedelta(minutes=1))
            lead = Audience.LEAD
            yield Reminder(first, strand, late, Due.PROMISE_LATE, lead, owed.number, self.loud)
        else:
            yield self._late(strand, due, Due.PROMISE_LATE, owed.number)

    def _before(self, owed: Owed, due: datetime, strand: str) -> Iterator[Reminder]:
        soon, now = _times(owed, due, self.house)
        if not self.loud:  # it may fall due at night: its owner is told before the quiet hours
            hours = self.house.hours
            soon, now = (hours.awake_before(at, owed.since) for at in (soon, now))
        owner, number, loud = Audience.OWNER, owed.number, self.loud
        if owed.since < soon < now:  # whoever has just promised it knows
            yield Reminder(f"{strand}:soon", strand, soon, Due.PROMISE_SOON, owner, number, loud)
        yield Reminder(f"{strand}:now", strand, now, Due.PROMISE_NOW, owner, number, loud)

    def _undated(self, owed: Owed, strand: str) -> Reminder:
        """Nobody forgets what has no date: its owner is asked every two days, then the lead."""
        prefix = f"{strand}:undated"
        count, last = self.again.get(prefix, (0, owed.since))
        audience = Audience.OWNER if count < _OWNERS else Audience.LEAD
        mark, at = f"{prefix}:{count + 1}", self.house.hours.awake(last + 2 * _DAY)
        return Reminder(mark, strand, at, Due.PROMISE_UNDATED, audience, owed.number)

    def _came_back(self, sent_at: datetime) -> Iterator[Reminder]:
        hours, days = self.house.hours, self.house.rules.check_in_days
        base = max([sent_at, *(one.settled_at for one in self.case.ledger if one.settled_at)])
        strand, at = f"back:{_stamp(sent_at)}", base
        for number, after in enumerate(days, start=1):
            mark = f"{strand}:{number}"
            if mark not in self.told or number == len(days):
                at = hours.awake(base + timedelta(days=after))
                yield Reminder(mark, strand, at, Due.CHECK_IN, Audience.OWNER)
        weekly = f"{strand}:weekly"
        count, last = self.again.get(weekly, (0, at))
        mark, at = f"{weekly}:{count + 1}", hours.awake(last + _WEEK)
        yield Reminder(mark, strand, at, Due.CHECK_IN, Audience.OWNER)

    def _heard(self, at: datetime) -> datetime:
        """When people are told what falls due at `at`: of a crisis at once, else not in quiet."""
        return at if self.loud else self.house.hours.awake(at)


def _times(owed: Owed, due: datetime, house: FollowUp) -> tuple[datetime, datetime]:
    """When the owner is told that it is due soon, and that it is due."""
    if not owed.all_day:
        return due - min((due - owed.since) / 4, _DAY), due
    hours = house.hours
    day = hours.worked_on(hours.day_of(due))  # where the house is closed, on the day before
    last = hours.closes_on(day) - 2 * _HOUR
    return hours.opens_on(day), last if last > owed.since else due


def _stamp(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())
