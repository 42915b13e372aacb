"""The messenger at work: a real desk and store, the local Slack, and one clock for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.casebook import DRAFT_JOB, Casebook
from bot.coach import Coach
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.facts import FactState
from bot.people import ApprovalPolicy, Caller, Person, Place, Role
from bot.records import Job, StandingCard, StuckJob
from bot.slack.emoji import emoji_shown
from bot.slack.messenger import CARDS_JOB, SAY_JOB, Messenger
from bot.slack.web import Web
from bot.store import Store
from bot.worker import Worker
from tests.conftest import SettableClock
from tests.slack_blocks import Message
from tests.slack_site import SlackSite, slack_site

ORG = "org"
COLD = "45 minutes for cold pasta at table 7, and the waiter laughed at us."
LEASE = timedelta(seconds=30)
OPEN_TO_ALL = ApprovalPolicy(author_may_approve=True)


def caller(member: str = "U1", name: str = "Ana", workspace: str = "T1") -> Caller:
    """Somebody of the workspace, who may decide everything."""
    roles = (Role.RESPONDER, Role.LEAD)
    person = Person(f"slack:{workspace}:{member}", name, (f"slack:{workspace}",), roles)
    return Caller(ORG, person)


ANA = caller()
BO = caller("U2", "Bo")
DROWNING = "I don't want to live any more. I will kill myself tonight."


@dataclass
class CardRoom:
    """A desk whose cases are shown on `site`. Jobs run when a test says so."""

    site: SlackSite
    store: Store
    clock: SettableClock
    desk: CareDesk
    web: Web
    messenger: Messenger
    drafting: Drafting

    @property
    def showing(self) -> Worker:
        """Runs what talks to Slack."""
        jobs = {CARDS_JOB: self.messenger.show, SAY_JOB: self.messenger.say}
        return Worker(self.store, jobs, clock=self.clock, lease=LEASE)

    async def draft(self) -> None:
        """Write the drafts that are wanted."""
        worker = Worker(self.store, {DRAFT_JOB: self.drafting.run}, clock=self.clock)
        await worker.run_due()

    async def show(self) -> None:
        """Do what is due in Slack, and stop there."""
        await self.showing.run_due()

    async def work(self) -> None:
        """Draft and show, waiting for what has to wait, until nothing is left to do."""
        await self.draft()
        await self.show()
        while due := await self.store.next_due((CARDS_JOB, SAY_JOB)):
            self.forward((due - self.clock.at).total_seconds())
            await self.show()

    def forward(self, seconds: float) -> None:
        """Let time pass, here and in Slack."""
        self.clock.forward(timedelta(seconds=seconds))
        self.site.forward(seconds)

    async def claim(self) -> Job:
        """One card job, as the process holds it that is about to do it."""
        jobs = await self.store.claim_jobs([CARDS_JOB], now=self.clock.at, lease=LEASE, limit=1)
        return jobs[0]

    async def stuck(self) -> list[StuckJob]:
        """What was given up."""
        return await self.store.stuck_jobs()

    def posted(self, conversation: str = "C1", *, team: str = "T1") -> Message:
        """A message of Ana that holds a customer's words."""
        place = self.site.conversation(conversation, team)
        return self.site.keep(place, {"user": "U1", "text": COLD})

    def cards(self, conversation: str = "C1", *, team: str = "T1") -> list[Message]:
        """The messages of the bot in a conversation, oldest first."""
        bot = self.site.workspaces[team].bot_user
        return [m for m in self.site.messages(conversation, team=team) if m.get("user") == bot]

    async def open(
        self,
        conversation: str = "C1",
        *,
        text: str = COLD,
        message: str = "",
        shared: bool = False,
        by: Caller = ANA,
        **payload: Any,
    ) -> str:
        """A post comes in; the id of its case."""
        where = Place("slack", "T1", conversation, message, shared)
        if payload:
            member = by.person.id.rpartition(":")[2]
            payload |= {"workspace": "T1", "user": member, "conversation": conversation}
        return await self.desk.open_case(by, NewPost(text, came_from=where), payload=payload)


@asynccontextmanager
async def card_room(
    store: Store,
    coach: Coach,
    *,
    review: str = "",
    policy: ApprovalPolicy = OPEN_TO_ALL,
    leads: frozenset[str] = frozenset(),
) -> AsyncIterator[CardRoom]:
    """Everything connected; Ana, Bo and three colleagues are in the workspace."""
    async with slack_site() as site:
        for number, name in enumerate(("ana", "bo", "cleo", "dan", "eve"), start=1):
            site.person(f"U{number}", name)
        clock = SettableClock(datetime.fromtimestamp(site.now(), UTC))
        casebook = Casebook(
            store,
            clock=clock,
            policy=policy,
            after_change=(CARDS_JOB,),
        )
        desk = CareDesk(casebook, coach)

        async def token_of(workspace: str) -> str:
            return site.workspaces[workspace].token

        web = Web(site.api_url, token_of)
        messenger = Messenger(
            store,
            desk,
            web,
            clock=clock,
            review_conversation=review,
            emoji=emoji_shown({}),
            policy=policy,
            leads=leads,
        )
        drafting = Drafting(casebook, coach)
        try:
            yield CardRoom(site, store, clock, desk, web, messenger, drafting)
        finally:
            await web.close()


async def refs(room: CardRoom, case_id: str) -> list[StandingCard]:
    """What is kept of where the cards of a case stand."""
    return await room.store.cards(ORG, case_id)


async def another(room: CardRoom, case_id: str) -> None:
    """A second draft, with a fact that the first one did not know."""
    fact = (FactState.CONFIRMED, "The kitchen was one cook short")
    await room.desk.change_facts(ANA, case_id, [fact])
    await room.work()
