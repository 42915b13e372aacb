"""Cases of ninety days: people and customers who do anything at any time, or nothing at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.case import OVER, CaseStatus
from bot.errors import Refused
from bot.facts import FactState
from bot.follow_up import FollowUp
from bot.ledger import open_promises
from bot.profile import Moderation
from bot.told_now import Telling, next_look
from bot.triage import Category
from tests.cases import ALEX, LEE, MIA, RIO, ref
from tests.time_travel import Followed

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINETY = 90 * DAY
WORDS = ref("any words")
PEOPLE = (ALEX, MIA, LEE, RIO)
CATEGORIES = (*(Category.COMPLAINT,) * 8, *Category)
# People react within minutes, hours or days, so many times. Then most of them end the case; the
# others never react again.
PACES = (30 * MINUTE, 4 * HOUR, 12 * HOUR, 2 * DAY, 5 * DAY)
ACTS = (0, 2, 4, 6, 12)

Away = Sequence[tuple[datetime, datetime]]


def downtimes(random: Random, start: datetime) -> Away:
    """From when to when the bot is away: for hours, or for days."""
    spans: list[tuple[datetime, datetime]] = []
    for begins in sorted(start + random.random() * NINETY for _ in range(12)):
        if not spans or begins > spans[-1][1]:
            spans.append((begins, begins + random.choice((2 * HOUR, 9 * HOUR, DAY, 2 * DAY))))
    return spans


class Life(Followed):
    """One case through its ninety days, with a close look at what people are told."""

    def __init__(self, random: Random, house: FollowUp, start: datetime, away: Away) -> None:
        self.random, self.end = random, start + NINETY
        self._away, self._begins = away, [begins for begins, _ in away]
        super().__init__(self.up(start + random.random() * 0.95 * NINETY), house)
        self.marks: set[str] = set()
        self.changed = self.now

    def up(self, at: datetime) -> datetime:
        """`at`, or when the bot is back."""
        place = bisect_right(self._begins, at) - 1
        return max(at, self._away[place][1]) if place >= 0 else at

    def live(self) -> Life:
        """Everything that happens to it."""
        random = self.random
        written = self.now - random.choice((0, 1, 30)) * random.random() * HOUR
        self.do(c.OpenCase(WORDS, "google", "", random.choice((None, written))))
        self.read(random.choice(CATEGORIES), random.randint(1, 5))
        self.happened()
        pace = random.choice(PACES)
        for _ in range(random.choice(ACTS)):
            then = self.up(self.now + random.expovariate(1.0) * pace)
            if then > self.end or (self.case.status in OVER and random.random() < 0.4):
                break
            self.ring(then)
            self.now = then
            with suppress(Refused):
                self.act()
            self.happened()
        else:
            if random.random() < 0.7:
                self.settle()
        self.ring(self.end)
        self.now = self.end
        return self

    def happened(self) -> None:
        """The timer is set anew, and rings at once where something is due by now."""
        self.changed = self.now
        self.ring(self.now)
        ours = self.case.status in {CaseStatus.NEW, CaseStatus.OPEN}
        if ours and self.house.loud(self.case):  # whatever the hour
            stamp = int(self.case.waits_since.timestamp()) if self.case.waits_since else 0
            assert f"crisis:{self.case.round}.{stamp}:alarm" in self.marks

    def ring(self, until: datetime) -> None:
        """Let the timer ring until then. What still needs somebody has one."""
        while at := next_look(waiting := self.waiting, self.house, self.now):
            if (at := max(self.up(at), self.now)) > until:
                return
            self.now, before = at, len(self.marks)
            self.look(waiting)
            # In vain only where the bot comes back while people sleep.
            assert len(self.marks) > before or self.house.hours.awake(at) > at
        assert self.case.status in OVER
        assert not open_promises(self.case.ledger)

    def watch(self, telling: Telling) -> None:
        """Nothing twice, nothing late, and nobody is disturbed at night but for a crisis."""
        assert len(set(telling.marks)) == len(telling.marks)
        assert self.marks.isdisjoint(telling.marks)
        self.marks.update(telling.marks)
        quiet = self.house.hours.awake(self.now) != self.now
        for one in telling.aloud:
            assert one.loud or not quiet
            on_time = max(self.up(one.at), self.changed)
            assert self.now == on_time or (self.house.hours.awake(on_time) == self.now)

    def forgotten(self) -> list[int]:
        """The promises that are open past their time, and of which nobody was told daily."""
        found = []
        for owed in open_promises(self.case.ledger):
            told = [
                at
                for mark, at in self.case.told
                if mark.startswith(f"promise:{owed.number}:{owed.moved}:")
                and (owed.due is None or at > owed.due)
            ]
            last = max(told, default=None)
            if owed.due is None:
                again = (last or owed.since) + 2 * DAY
            else:
                again = self.house.next_morning(last) if last else owed.due + MINUTE
            # A case is looked at whenever it changes, so the bot may have told it a little later.
            again = self.up(self.house.hours.awake(self.up(max(again, self.changed))))
            if again < self.end - MINUTE:
                found.append(owed.number)
        return found

    # -- what people do -----------------------------------------------------------------------

    def act(self) -> None:
        """Somebody does something that comes to mind."""
        choices = (
            (self._answer, 6),
            (self._promise, 5),
            (self._return, 2),
            (self._end, 3),
            (self._else, 3),
        )
        acts, weights = zip(*choices, strict=True)
        self.random.choices(acts, weights)[0]()

    def settle(self) -> None:
        """People say what became of everything, and end the case."""
        for owed in open_promises(self.case.ledger):
            self.do(fc.BreakPromise(owed.number, WORDS))
        with suppress(Refused):
            self.do(c.Close(WORDS))
        self.happened()

    def _answer(self) -> None:
        self.answered(*(self._due() for _ in range(self.random.choice((0, 0, 1, 1, 2, 3)))))

    def _due(self) -> tuple[datetime | None, bool]:
        random = self.random
        match random.choice(("none", "moment", "moment", "day", "past")):
            case "none":
                return None, False
            case "moment":
                return self.now + random.random() ** 2 * 10 * DAY + MINUTE, False
            case "past":
                return self.now - random.random() * DAY, False
        day = self.house.hours.day_of(self.now + random.random() * 10 * DAY)
        return self.house.hours.local(day, time(23, 59)), True

    def _promise(self) -> None:
        owed = open_promises(self.case.ledger)
        if not owed:
            return self._answer()
        number = self.random.choice(owed).number
        later = self.now + self.random.random() * 8 * DAY + MINUTE
        command = self.random.choice(
            (
                fc.KeepPromise(number),
                fc.KeepPromise(number),
                fc.MovePromise(number, later),
                fc.BreakPromise(number, WORDS),
                fc.WaivePromise(number, WORDS),
                fc.TakePromise(number),
            )
        )
        self.do(command, by=self.random.choice(PEOPLE))
        return None

    def _return(self) -> None:
        written = self.random.choice((None, self.now - HOUR, self.now + DAY, self.now - 3 * DAY))
        self.do(fc.Return(WORDS, written))
        if self.random.random() < 0.7:
            self.read(self.random.choice(CATEGORIES), self.random.randint(1, 5))

    def _end(self) -> None:
        random = self.random
        command = random.choice(
            (c.Solve(random.choice([*e.Outcome]), WORDS), c.Close(WORDS), c.Reopen())
        )
        self.do(command, by=random.choice(PEOPLE))

    def _else(self) -> None:
        random = self.random
        number = max(len(self.case.drafts), 1)
        command = random.choice(
            (
                c.Claim(take_over=True),
                c.RequestDraft(),
                c.Reject(number),
                c.Correct(number, WORDS),
                c.StateFact(FactState.CONFIRMED, WORDS),
                c.ProposeDraft(e.Origin.COMPOSER, WORDS, (), "v"),
                fc.RaiseCrisis(self.case.crisis + 6),
                fc.JoinIncident("another"),
                fc.LeaveIncident(),
                fc.RequestNote(),
                fc.Moderate(random.choice([*Moderation]), WORDS),
            )
        )
        self.do(command, by=random.choice(PEOPLE))
        if random.random() < 0.3:
            self.read(random.choice(CATEGORIES), random.randint(1, 5), by=MIA)
