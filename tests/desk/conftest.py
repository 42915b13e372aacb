"""A desk as it runs: real coach, real SQLite, a clock that is set, jobs run on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import DRAFT_JOB
from bot.desk import CareDesk
from bot.drafting import Drafting
from bot.events import Outcome
from bot.people import ApprovalPolicy, Caller
from bot.prompts import load_playbook
from bot.review_card import ReviewCard, review_card
from bot.store import Store
from bot.views import CaseView
from bot.worker import Worker
from tests.cases import ALEX, LEE, MIA
from tests.conftest import SettableClock
from tests.serving import ROOT

ORG = "org"
AS_ALEX, AS_MIA, AS_LEE = (Caller(ORG, person) for person in (ALEX, MIA, LEE))


@pytest.fixture(scope="session")
def coach() -> Coach:
    """The coach with the shipped prompts."""
    return Coach(load_playbook(ROOT / "prompts"))


@dataclass
class Office:
    """A desk with its worker, and short ways to look at a case."""

    desk: CareDesk
    worker: Worker
    store: Store
    clock: SettableClock
    coach: Coach

    async def view(self, case_id: str) -> CaseView:
        """The case with its words."""
        return await self.desk.view(ORG, case_id)

    async def card(self, case_id: str) -> ReviewCard:
        """The case's review card."""
        return review_card(await self.view(case_id), self.coach.playbook)

    async def satisfied(self, case_id: str) -> None:
        """Keep what was promised, and solve the case in the customer's own words."""
        for owed in (await self.view(case_id)).case.ledger:
            await self.desk.after.keep(AS_MIA, case_id, owed.number)
        words = "The refund is here, and the pasta was hot this time."
        await self.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, words)

    async def work(self) -> int:
        """Do what is due."""
        return await self.worker.run_due()


@pytest.fixture
def open_office(sqlite_store: Store, coach: Coach, clock: SettableClock) -> Callable[..., Office]:
    """Makes an office with the approval policy of the story."""

    def opened(policy: ApprovalPolicy | None = None) -> Office:
        casebook = Casebook(
            sqlite_store, clock=clock, policy=policy or ApprovalPolicy(author_may_approve=True)
        )
        worker = Worker(sqlite_store, {DRAFT_JOB: Drafting(casebook, coach).run}, clock=clock)
        return Office(CareDesk(casebook, coach), worker, sqlite_store, clock, coach)

    return opened


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """An office where one approval of anybody is enough."""
    return open_office()
