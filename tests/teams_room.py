"""Teams' messenger at work: a real desk and store, the local Teams, and one clock for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.casebook import DRAFT_JOB, Casebook
from bot.coach import Coach
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.facts import FactState
from bot.people import HOME, ApprovalPolicy, Caller, Role
from bot.people import Person as Somebody
from bot.people import Place as CaseStart
from bot.records import Commit, Job, NewJob, StandingCard, StuckJob
from bot.standing import card_of
from bot.store import Store
from bot.teams import inbound
from bot.teams.connector import Connector
from bot.teams.identity import Identity
from bot.teams.messenger import CARDS_JOB, SAY_JOB, Messenger
from bot.teams.people import Directory, person_id
from bot.worker import Worker
from tests.conftest import SettableClock
from tests.teams_site import TENANT, Member, Place, Posted, TeamsSite, teams_site
from tests.working import Reached

KEY = f"teams:{TENANT}"
REVIEWS = "19:reviews@thread.tacv2"
COLD = "45 minutes for cold pasta at table 7, and the waiter laughed at us."
DROWNING = "I don't want to live any more. I will kill myself tonight."
LEASE = timedelta(seconds=30)
OPEN_TO_ALL = ApprovalPolicy(author_may_approve=True)


@dataclass
class TeamsRoom:
    """A desk whose cases are shown on `site`. Jobs run when a test says so.

    Ana and Bo are colleagues who both have a personal conversation with the bot.
    """

    site: TeamsSite
    store: Store
    clock: SettableClock
    desk: CareDesk
    connector: Connector
    drafting: Drafting
    options: dict[str, Any]
    messenger: Messenger = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """As after the start of another process: nothing is known but what the store holds."""
        self.messenger = Messenger(
            self.store, self.desk, self.connector, clock=self.clock, **self.options
        )

    # -- who and where ------------------------------------------------------------------------

    @property
    def ana(self) -> Member:
        """Ana, who forwards."""
        return self.site.members["29:ana"]

    @property
    def bo(self) -> Member:
        """Bo, her colleague."""
        return self.site.members["29:bo"]

    @property
    def chat(self) -> Place:
        """Ana's personal conversation with the bot."""
        return self.site.places["a:ana"]

    def by(self, member: Member) -> Caller:
        """Somebody of the tenant, who may decide everything."""
        who = person_id(TENANT, member.entra)
        return Caller(HOME, Somebody(who, member.name, (KEY,), (Role.RESPONDER, Role.LEAD)))

    async def meet(self, place: Place, member: Member) -> None:
        """The bot hears something in a conversation, and keeps how it is reached."""
        heard = inbound.conversation(self.site.activity("message", place, member))
        assert heard
        await self.store.note_conversation(HOME, heard)

    async def channel(self, *members: Member, name: str = "care") -> Place:
        """A channel that the bot knows; Ana and Bo are there, and whoever else is named."""
        place = self.site.place("channel", self.ana, self.bo, *members, name=name)
        await self.meet(place, self.ana)
        return place

    async def group(self, *members: Member, name: str = "lunch") -> Place:
        """A group chat that the bot knows."""
        place = self.site.place("groupChat", self.ana, self.bo, *members, name=name)
        await self.meet(place, self.ana)
        return place

    # -- what happens -------------------------------------------------------------------------

    async def open(
        self,
        place: Place | None = None,
        *,
        text: str = COLD,
        message: str = "",
        by: Member | None = None,
        **payload: Any,
    ) -> str:
        """Somebody, Ana by default, forwards a post; the id of its case."""
        place, by = place or self.chat, by or self.ana
        where = CaseStart("teams", TENANT, place.id, message)
        if payload:
            payload |= {"workspace": TENANT, "user": by.entra, "conversation": place.id}
        post = NewPost(text, came_from=where)
        return await self.desk.open_case(self.by(by), post, payload=payload)

    async def another(self, case_id: str) -> None:
        """A second draft, with a fact that the first one did not know."""
        fact = (FactState.CONFIRMED, "The kitchen was one cook short")
        await self.desk.change_facts(self.by(self.ana), case_id, [fact])
        await self.work()

    async def bring(self, case_id: str, who: Member) -> None:
        """Somebody presses “Show card” in a list."""
        payload = {"show": True, "workspace": TENANT, "user": who.entra}
        job = NewJob(CARDS_JOB, "", case_id, payload, self.clock.at)
        await self.store.commit(Commit(HOME, case_id, None, jobs=(job,)))
        await self.work()

    async def tell(self, sentence: str, who: Member, **payload: Any) -> None:
        """Something is said privately to somebody."""
        to = {"workspace": TENANT, "user": who.entra, **payload}
        await self.desk.tell(self.by(who), SAY_JOB, sentence, to)
        await self.work()

    # -- what works ---------------------------------------------------------------------------

    @property
    def showing(self) -> Worker:
        """Runs what talks to Teams."""
        jobs = {CARDS_JOB: self.messenger.show, SAY_JOB: self.messenger.say}
        return Worker(self.store, jobs, clock=self.clock, lease=LEASE)

    async def draft(self) -> None:
        """Write the drafts that are wanted."""
        worker = Worker(self.store, {DRAFT_JOB: self.drafting.run}, clock=self.clock)
        await worker.run_due()

    async def show(self) -> None:
        """Do what is due in Teams, and stop there."""
        await self.showing.run_due()

    async def work(self) -> float:
        """Draft and show until nothing is left to do; how many seconds had to be waited."""
        began = self.clock.at
        await self.draft()
        await self.show()
        while due := await self.store.next_due((CARDS_JOB, SAY_JOB)):
            self.clock.forward(due - self.clock.at)
            await self.show()
        return (self.clock.at - began).total_seconds()

    async def claim(self) -> Job:
        """One card job, as the process holds it that is about to do it."""
        jobs = await self.store.claim_jobs([CARDS_JOB], now=self.clock.at, lease=LEASE, limit=1)
        return jobs[0]

    async def killed(self) -> None:
        """A process ends while Teams has the card and has not answered."""
        hang = Reached()
        self.site.fail("send", hang=hang, after_effect=True)
        task = asyncio.create_task(self.messenger.show(await self.claim()))
        await hang.reached.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        hang.set()
        self.clock.forward(LEASE + timedelta(seconds=1))

    # -- what came of it ----------------------------------------------------------------------

    def cards(self, place: Place | str | None = None) -> list[Posted]:
        """The messages of the bot in a conversation, oldest first; by default in Ana's."""
        return self.site.messages(place or self.chat)

    async def kept(self, case_id: str) -> list[StandingCard]:
        """What is kept of where the cards of a case stand."""
        kept = await self.store.cards(HOME, case_id)
        return [one for one in kept if not card_of(one).doubtful]

    async def gone(self, place: Place) -> bool:
        """Whether the store knows that nothing can be said there."""
        known = await self.store.conversation(HOME, KEY, place.id)
        return known is not None and known.gone

    async def stuck(self) -> list[StuckJob]:
        """What was given up."""
        return await self.store.stuck_jobs()


def buttons(message: Posted) -> list[str]:
    """The labels of what can be pressed on a card."""
    return [str(one.get("title")) for one in _nodes(message.card) if _pressable(one)]


def offers(message: Posted, label: str) -> bool:
    """Whether a card has a button that reads so, perhaps with its emoji."""
    return any(label in one for one in buttons(message))


def words(message: Posted) -> str:
    """All that is read on a message."""
    texts = [str(one["text"]) for one in _nodes(message.card) if "text" in one]
    return " ".join([message.text, *texts])


def _pressable(node: dict[str, Any]) -> bool:
    return str(node.get("type", "")).startswith("Action.") and "title" in node


def _nodes(node: object) -> list[dict[str, Any]]:
    """Every object of a card; what only old clients see is left out."""
    if isinstance(node, list):
        return [found for one in node for found in _nodes(one)]
    if not isinstance(node, dict):
        return []
    below = [one for key, one in node.items() if key not in {"fallback", "refresh"}]
    return [node, *(found for one in below for found in _nodes(one))]


@asynccontextmanager
async def teams_room(
    store: Store,
    coach: Coach,
    *,
    review: str = "",
    policy: ApprovalPolicy = OPEN_TO_ALL,
    leads: frozenset[str] = frozenset(),
) -> AsyncIterator[TeamsRoom]:
    """Everything connected."""
    async with teams_site() as site:
        clock = SettableClock()
        casebook = Casebook(store, clock=clock, policy=policy, after_change=(CARDS_JOB,))
        desk = CareDesk(casebook, coach)
        connector = Connector(Identity(site.settings()), graph_url=site.graph_url)
        options = {
            "review_conversation": review,
            "emoji": {},
            "policy": policy,
            "directory": Directory(store, tenant=TENANT, leads=leads, anonymous=False),
            "tenant": TENANT,
            "jitter": lambda: 0.0,
        }
        room = TeamsRoom(site, store, clock, desk, connector, Drafting(casebook, coach), options)
        for name in ("Ana", "Bo"):
            member = site.person(name)
            await room.meet(site.place("personal", member), member)
        try:
            yield room
        finally:
            await connector.close()
