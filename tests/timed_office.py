"""An office in time: a real desk and store, and what people were told as the clock went on."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot import commands as c
from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import FOLLOW_JOB
from bot.desk import CareDesk, NewPost
from bot.digest import DIGEST_JOB
from bot.errors import StoreBusy
from bot.events import Origin
from bot.follow_events import Reminded
from bot.follow_up import FollowUp
from bot.following import Following, Lines
from bot.morning import Morning
from bot.people import ApprovalPolicy, Caller, Person, Place
from bot.records import Commit, Job, MessageRef, StandingCard
from bot.store import Store
from bot.triage import Category, Confidence, Triage
from bot.worker import Worker
from tests.cases import ref
from tests.conftest import SettableClock
from tests.time_travel import BUSINESS

ORG, TEAM, REVIEW = "org", "T1", "CREVIEW"
ANA = Person("slack:T1:UANA", "Ana", ("slack:T1",))
BEN = Person("slack:T1:UBEN", "Ben", ("slack:T1",))
SLACK = Lines("slack", "slack-say", "slack-post", leads=("ULEAD",), reviews=True, workspace=TEAM)
TEAMS = Lines("teams", "teams-say", "teams-post", workspace="tenant")
SAID = ("slack-say", "slack-post", "teams-say", "teams-post")
TIMERS = (FOLLOW_JOB, DIGEST_JOB)
LEASE = timedelta(seconds=30)
CAME = Place("slack", TEAM, "CANY", "1.1")


@dataclass(frozen=True)
class Told:
    """A message as a platform got it: to a member, or a conversation."""

    at: datetime
    kind: str
    to: str
    words: str
    case_id: str


@dataclass
class TimedOffice:
    """`replicas` work side by side; with `dying`, they die at any moment."""

    store: Store
    clock: SettableClock
    coach: Coach
    house: FollowUp = BUSINESS
    lines: tuple[Lines, ...] = (SLACK,)
    dying: Random | None = None
    told: list[Told] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)  # keys of the messages that were written

    def __post_init__(self) -> None:
        self.casebook = Casebook(
            _Dying(self),  # type: ignore[arg-type]
            clock=self.clock,
            policy=ApprovalPolicy(author_may_approve=True),
            house=self.house,
        )
        self.desk = CareDesk(self.casebook, self.coach)
        rows = self.casebook.ledger
        self.following = Following(self.casebook, rows, self.lines)  # type: ignore[arg-type]
        self.morning = Morning(self.casebook, rows, self.lines)  # type: ignore[arg-type]
        self.handlers = {FOLLOW_JOB: self.following.run, DIGEST_JOB: self.morning.run}
        self.handlers |= dict.fromkeys(SAID, self._say)
        self.replicas = [
            Worker(self.store, self.handlers, clock=self.clock, attempts=50) for _ in range(2)
        ]

    async def _say(self, job: Job) -> None:
        to = job.payload
        where = to["user"] or to["conversation"] or "review"
        content = (await self.store.contents(job.organisation, [to["content"]]))[to["content"]]
        self.told.append(Told(self.clock.at, job.kind, where, content.text, job.case_id))

    async def until(self, moment: datetime) -> TimedOffice:
        """Let time go by; work is done as it falls due."""
        kinds = [*self.handlers]
        while (at := await self.store.next_due(kinds)) and at <= moment:
            self.clock.at = max(self.clock.at, at)
            if self.dying and self.dying.random() < 0.1:  # a process takes jobs with it
                now = self.clock.at
                await self.store.claim_jobs(kinds, now=now, lease=LEASE, limit=2)
            await asyncio.gather(*(replica.run_due() for replica in self.replicas))
        self.clock.at = moment
        return self

    async def away(self, moment: datetime) -> TimedOffice:
        """Let time go by while nothing runs; then everything that is due."""
        self.clock.at = moment
        return await self.until(moment)

    def heard(self) -> list[tuple[str, str]]:
        """To whom what was said since the last time, in words."""
        told, self.told = [(one.to, one.words) for one in self.told], []
        return told

    async def marks(self, case_id: str) -> Counter[str]:
        """What was told of a case, by the marks of its history."""
        events = [one.event for one in await self.store.events(ORG, case_id)]
        return Counter(m for event in events if isinstance(event, Reminded) for m in event.marks)

    # -- cases --------------------------------------------------------------------------------

    async def opened(
        self,
        words: str = "The pasta was cold, and it took 45 minutes.",
        *,
        category: Category = Category.COMPLAINT,
        severity: int = 2,
        by: Person = ANA,
        card: str = REVIEW,
        organisation: str = ORG,
    ) -> str:
        """A post is forwarded and read; its card stands in a conversation."""
        caller = Caller(organisation, by)
        post = NewPost(words, platform="google", came_from=CAME)
        case_id = await self.desk.open_case(caller, post)
        triage = c.RecordTriage(Triage(category, severity, Confidence.SURE))
        await self.casebook.act(organisation, case_id, triage, by=None)
        if card:
            where = StandingCard(MessageRef(f"slack:{TEAM}", card, f"m-{case_id}"), 1, "shown")
            await self.store.commit(Commit(organisation, case_id, None, cards=(where,)))
        return case_id

    async def answered(self, case_id: str, reply: str, *, by: Person = ANA) -> None:
        """A reply is written, approved and posted."""
        content = self.casebook.seal(reply)
        proposal = c.ProposeDraft(Origin.PERSON, content.ref, (), "v")
        case = await self.casebook.act(ORG, case_id, proposal, by=by, contents=[content])
        number, caller = len(case.drafts), Caller(ORG, by)
        await self.desk.approve(caller, case_id, number, content.ref.digest)
        await self.desk.start_publishing(caller, case_id, number, content.ref.digest)
        await self.desk.posted(caller, case_id, number)

    async def closed(self, case_id: str, *, by: Person = ANA) -> None:
        """A person decides to stay silent."""
        await self.casebook.act(ORG, case_id, c.Close(ref("a reason")), by=by)


class _Dying:
    """The store of a process that dies at its commits: some are written, some are not."""

    def __init__(self, office: TimedOffice) -> None:
        self._office = office

    def __getattr__(self, name: str) -> object:
        return getattr(self._office.store, name)

    async def commit(self, commit: Commit) -> bool:
        self._die(commit, "before it was written")
        written = await self._office.store.commit(commit)
        if written:
            self._office.asked.update(j.key for j in commit.jobs if j.key.startswith("due:"))
        self._die(commit, "before anybody knew that it was written")
        return written

    def _die(self, commit: Commit, when: str) -> None:
        random = self._office.dying
        if random and commit.finishes and random.random() < 0.06:
            raise StoreBusy(f"killed {when}")
