"""A case in time: its timers ring as the clock goes on, and what people hear is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.case import Case, evolve
from bot.decide import decide, record
from bot.follow_up import FollowUp, FollowUpRules
from bot.office_hours import OfficeHours
from bot.people import Person
from bot.timers import Audience, Due, Reminder, next_time, pending
from bot.told_now import Telling, next_look, told_now
from bot.triage import Category, Confidence, Triage
from tests.cases import ALEX, LEE, MIA, OPEN_TO_ALL, ref

BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAY = date(2026, 11, 18)
BUSINESS = FollowUp(hours=OfficeHours(BERLIN, holidays=frozenset({HOLIDAY})))
ALWAYS = FollowUp(FollowUpRules(round_the_clock=True), BUSINESS.hours)


def berlin(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of November 2026 in Berlin; the 2nd is a Monday, the 18th a holiday."""
    return datetime(2026, 11, 1, hour, minute, tzinfo=BERLIN) + timedelta(days=day - 1)


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that somebody was told, and when."""

    at: datetime
    reminder: Reminder


class Followed:
    """One case and the clock. `heard` is what people were told, `telling` each look at it."""

    def __init__(self, now: datetime, house: FollowUp = BUSINESS) -> None:
        self.now, self.house = now, house
        self.case = Case("org", "case")
        self.heard: list[Heard] = []
        self.telling: list[tuple[datetime, Telling]] = []
        self._texts = count(1)

    def do(self, *commands: c.Command, by: Person | None = ALEX) -> Followed:
        """Decide and record at this moment."""
        for command in commands:
            happened = decide(self.case, command, by=by, policy=OPEN_TO_ALL)
            for one in record(self.case, happened, by=by, at=self.now):
                self.case = evolve(self.case, one)
        return self

    @property
    def waiting(self) -> list[Reminder]:
        """What is still to be told; the timer of the case is set to the first of it."""
        waiting = pending(self.case, self.house)
        assert next_time(self.case, self.house) == next((one.at for one in waiting), None)
        return waiting

    def look(self, waiting: list[Reminder]) -> None:
        """What the job behind the timer does, without its messages."""
        telling = told_now(waiting, self.house, self.now)
        if telling.marks:
            self.watch(telling)
            self.telling.append((self.now, telling))
            self.heard += [Heard(self.now, one) for one in telling.aloud]
            self.do(fc.RecordReminders(telling.marks, quietly=not telling.aloud), by=None)

    def watch(self, telling: Telling) -> None:
        """What is about to be told, for those who look closer."""

    def until(self, moment: datetime) -> Followed:
        """Let time go by; the timer rings whenever it is due."""
        while (at := next_look(waiting := self.waiting, self.house, self.now)) and at <= moment:
            self.now = max(at, self.now)
            self.look(waiting)
        self.now = moment
        return self

    def away(self, moment: datetime) -> Followed:
        """Let time go by while nothing runs, then look."""
        self.now = moment
        self.look(self.waiting)
        return self

    def said(self, *dues: Due) -> list[tuple[datetime, Due, Audience]]:
        """What people heard so far, all of it or of these kinds; forgotten afterwards."""
        told = [(h.at, h.reminder.due, h.reminder.audience) for h in self.heard]
        self.heard = []
        return [one for one in told if not dues or one[1] in dues]

    # -- what people do -----------------------------------------------------------------------

    def opened(
        self,
        category: Category = Category.COMPLAINT,
        severity: int = 2,
        *,
        posted_at: datetime | None = None,
    ) -> Followed:
        """A post is forwarded and read."""
        self.do(c.OpenCase(ref("cold pasta"), "google", "", posted_at))
        return self.read(category, severity)

    def read(self, category: Category, severity: int = 2, by: Person | None = None) -> Followed:
        """The post is taken for something."""
        return self.do(c.RecordTriage(Triage(category, severity, Confidence.SURE)), by=by)

    def answered(self, *promises: tuple[datetime | None, bool]) -> Followed:
        """A reply is written, approved and posted; it promises something by each of these times."""
        content = ref(f"We're sorry. ({next(self._texts)})")
        self.do(c.ProposeDraft(e.Origin.PERSON, content, (), "v"), by=ALEX)
        number = len(self.case.drafts)
        self.do(c.Approve(number, content.digest), by=LEE)
        self.do(c.StartPublishing(number, content.digest), c.RecordSent(number), by=MIA)
        for due, all_day in promises:
            self.do(fc.RecordPromise(number, ref("we'll call you"), due, all_day), by=MIA)
        return self
