"""What the rooms of Slack's and Teams' messengers share: a desk, and jobs that run when told to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import DRAFT_JOB
from bot.desk import CareDesk
from bot.drafting import Drafting
from bot.facts import FactState
from bot.people import ApprovalPolicy, Caller
from bot.records import Job, StuckJob
from bot.store import Store
from bot.worker import Worker
from tests.conftest import SettableClock

COLD = "45 minutes for cold pasta at table 7, and the waiter laughed at us."
DROWNING = "I don't want to live any more. I will kill myself tonight."
LEASE = timedelta(seconds=30)
OPEN_TO_ALL = ApprovalPolicy(author_may_approve=True)


@dataclass
class Room:
    """A desk whose cases a platform's messenger shows. Jobs run when a test says so."""

    cards_job: ClassVar[str]
    say_job: ClassVar[str]
    post_job: ClassVar[str]

    store: Store
    clock: SettableClock
    desk: CareDesk
    drafting: Drafting
    messenger: Any

    @property
    def showing(self) -> Worker:
        """Runs what talks to the platform."""
        jobs = {
            self.cards_job: self.messenger.show,
            self.say_job: self.messenger.say,
            self.post_job: self.messenger.post,
        }
        return Worker(self.store, jobs, clock=self.clock, lease=LEASE)

    async def draft(self) -> None:
        """Write the drafts that are wanted."""
        worker = Worker(self.store, {DRAFT_JOB: self.drafting.run}, clock=self.clock)
        await worker.run_due()

    async def show(self) -> None:
        """Do what is due on the platform, and stop there."""
        await self.showing.run_due()

    async def work(self) -> float:
        """Draft and show until nothing is left to do; how many seconds had to be waited."""
        began = self.clock.at
        await self.draft()
        await self.show()
        while due := await self.store.next_due(self.showing.kinds):
            self.forward((due - self.clock.at).total_seconds())
            await self.show()
        return (self.clock.at - began).total_seconds()

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.forward(timedelta(seconds=seconds))

    async def claim(self) -> Job:
        """One card job, as the process holds it that is about to do it."""
        kinds = [self.cards_job]
        jobs = await self.store.claim_jobs(kinds, now=self.clock.at, lease=LEASE, limit=1)
        return jobs[0]

    async def stuck(self) -> list[StuckJob]:
        """What was given up."""
        return await self.store.stuck_jobs()

    async def draft_again(self, caller: Caller, case_id: str) -> None:
        """A second draft, with a fact that the first one did not know."""
        fact = (FactState.CONFIRMED, "The kitchen was one cook short")
        await self.desk.change_facts(caller, case_id, [fact])
        await self.work()


def desk_of(
    store: Store, coach: Coach, clock: SettableClock, policy: ApprovalPolicy, cards_job: str
) -> tuple[CareDesk, Drafting]:
    """A desk whose changes are shown by `cards_job`, and who drafts for it."""
    casebook = Casebook(store, clock=clock, policy=policy, after_change=(cards_job,))
    return CareDesk(casebook, coach), Drafting(casebook, coach)
