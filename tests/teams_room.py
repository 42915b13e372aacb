"""Teams' messenger at work: a real desk and store, the local Teams, and one clock for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.acts import Act, Target
from bot.coach import Coach
from bot.desk import NewPost
from bot.people import HOME, ApprovalPolicy, Caller, Role, person_id
from bot.people import Person as Somebody
from bot.people import Place as CaseStart
from bot.records import Commit, NewJob, StandingCard
from bot.standing import card_of
from bot.store import Store
from bot.teams import inbound
from bot.teams.connector import Connector
from bot.teams.identity import Identity
from bot.teams.messenger import CARDS_JOB, POST_JOB, SAY_JOB, Messenger
from bot.teams.people import Directory
from tests.conftest import SettableClock
from tests.rooms import COLD, LEASE, OPEN_TO_ALL, Room, desk_of
from tests.teams_site import TENANT, Member, Place, Posted, TeamsSite, teams_site
from tests.working import Reached

KEY = f"teams:{TENANT}"
REVIEWS = "19:reviews@thread.tacv2"


@dataclass
class TeamsRoom(Room):
    """A desk whose cases are shown on `site`.

    Ana and Bo are colleagues who both have a personal conversation with the bot.
    """

    cards_job = CARDS_JOB
    say_job = SAY_JOB
    post_job = POST_JOB

    messenger: Messenger = field(init=False)
    site: TeamsSite
    connector: Connector
    options: dict[str, Any]

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
        who = person_id("teams", TENANT, member.entra)
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
        """A second draft of Ana's."""
        await self.draft_again(self.by(self.ana), case_id)

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

    async def announce(self, sentence: str, case_id: str = "", **payload: Any) -> None:
        """Something is said to a conversation, about a case whose card it offers."""
        await self.announce_later(sentence, case_id, **payload)
        await self.work()

    async def announce_later(self, sentence: str, case_id: str = "", **payload: Any) -> None:
        """The same, once it is its turn."""
        to = {"workspace": TENANT, "user": "", "conversation": "", "thread": "", **payload}
        if case_id:
            to |= {"target": Target(case_id).value(), "button": Act.SHOW.value}
        await self.desk.tell(self.by(self.ana), POST_JOB, sentence, to, case_id=case_id)

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
        desk, drafting = desk_of(store, coach, clock, policy, CARDS_JOB)
        connector = Connector(Identity(site.settings()), graph_url=site.graph_url)
        options = {
            "review_conversation": review,
            "emoji": {},
            "policy": policy,
            "directory": Directory(store, tenant=TENANT, leads=leads, anonymous=False),
            "tenant": TENANT,
            "jitter": lambda: 0.0,
        }
        room = TeamsRoom(store, clock, desk, drafting, site, connector, options)
        for name in ("Ana", "Bo"):
            member = site.person(name)
            await room.meet(site.place("personal", member), member)
        try:
            yield room
        finally:
            await connector.close()
