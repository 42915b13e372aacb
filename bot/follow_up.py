"""How long customers wait at most, and when people are reminded: the rules of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.case import Case
from bot.office_hours import OfficeHours
from bot.triage import Category

_AT_ONCE = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})


@dataclass(frozen=True, slots=True)
class Targets:
    """How long an answer may take, in minutes, from the post on."""

    crisis: int
    grave: int
    others: int


@dataclass(frozen=True, slots=True)
class Days:
    """Opening hours: `HH:MM-HH:MM` for each weekday, empty where it is closed."""

    monday: str = "09:00-18:00"
    tuesday: str = "09:00-18:00"
    wednesday: str = "09:00-18:00"
    thursday: str = "09:00-18:00"
    friday: str = "09:00-18:00"
    saturday: str = ""
    sunday: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """Monday first."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is on call: one of `people` after the other, each for `days`, from `since` on."""

    people: tuple[str, ...] = ()
    since: date = date(2026, 1, 5)
    days: int = 7

    def on_call(self, today: date) -> str:
        """Whose turn it is, by the id of the platform; empty where nobody is named."""
        if not self.people:
            return ""
        turn = (today - self.since).days // max(self.days, 1)
        return self.people[turn % len(self.people)]


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """`prompts/follow_up.yaml`, as the head of that file explains it."""

    first_answer: Targets = Targets(15, 60, 240)
    conclusive_answer: Targets = Targets(240, 1440, 4320)
    round_the_clock: bool = False
    hours: Days = field(default_factory=Days)
    country: str = ""
    closed_on: tuple[date, ...] = ()
    quiet: str = "20:00-08:00"
    on_call: Rota = field(default_factory=Rota)
    crisis_owners: tuple[str, ...] = ()
    check_in_days: tuple[int, ...] = (1, 3, 7)
    won_back_days: int = 14
    closing_answer_from: int = 3
    morning: time = time(8, 30)
    burst_posts: int = 6
    burst_hours: int = 3
    same_customer_days: int = 60


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The rules of the house together with its hours."""

    rules: FollowUpRules = field(default_factory=FollowUpRules)
    hours: OfficeHours = field(default_factory=OfficeHours)

    def loud(self, case: Case) -> bool:
        """Whether people are told at any hour."""
        return case.crisis > 0 or (case.triage is not None and case.triage.category in _AT_ONCE)

    def first_answer_due(self, case: Case) -> datetime | None:
        """By when the customer's latest post has to be answered."""
        return case.waits_since and self.share_of(case, case.waits_since, 1.0)

    def conclusive_answer_due(self, case: Case) -> datetime | None:
        """By when the customer's latest post has to be settled."""
        first = case.first_posted_at or case.opened_at
        since = first if case.round == 1 else case.waits_since
        return since and self._due(case, self.rules.conclusive_answer, since)

    def share_of(self, case: Case, since: datetime, share: float) -> datetime:
        """When so much of the time for an answer has gone by."""
        return self._due(case, self.rules.first_answer, since, share)

    def next_morning(self, at: datetime) -> datetime:
        """When the next message of the morning comes: on open days, after `at`."""
        today = self.hours.day_of(at)
        for day in (today + timedelta(days=number) for number in range(366)):
            moment = self.hours.local(day, self.rules.morning)
            if moment > at and self.hours.works_on(day):
                return moment
        return at + timedelta(days=1)

    def _due(self, case: Case, targets: Targets, since: datetime, share: float = 1.0) -> datetime:
        span = timedelta(minutes=self._minutes(case, targets)) * share
        if self.rules.round_the_clock or self.loud(case):
            return since + span
        return self.hours.after(since, span)

    def _minutes(self, case: Case, targets: Targets) -> int:
        if self.loud(case):
            return targets.crisis
        grave = case.triage is not None and case.triage.severity >= 4
        return targets.grave if grave else targets.others


def span_of(text: str) -> tuple[time, time] | None:
    """`HH:MM-HH:MM` as two times; None for an empty text. Raises `ValueError` for any other.

    24:00 is 00:00: a span may last until its day is over.
    """
    if not text.strip():
        return None
    begins, _, ends = (part.strip() for part in text.partition("-"))
    return time.fromisoformat(begins), time.fromisoformat("00:00" if ends == "24:00" else ends)
