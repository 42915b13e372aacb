"""The messenger at work: a real desk and store, the local Slack, and one clock for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.coach import Coach
from bot.desk import NewPost
from bot.people import ApprovalPolicy, Caller, Person, Place, Role
from bot.records import StandingCard
from bot.slack.emoji import emoji_shown
from bot.slack.messenger import CARDS_JOB, POST_JOB, SAY_JOB, Messenger
from bot.slack.web import Web
from bot.store import Store
from tests.conftest import SettableClock
from tests.rooms import COLD, OPEN_TO_ALL, Room, desk_of
from tests.slack_blocks import Message
from tests.slack_site import SlackSite, slack_site

ORG = "org"


def caller(member: str = "U1", name: str = "Ana", workspace: str = "T1") -> Caller:
    """Somebody of the workspace, who may decide everything."""
    roles = (Role.RESPONDER, Role.LEAD)
    person = Person(f"slack:{workspace}:{member}", name, (f"slack:{workspace}",), roles)
    return Caller(ORG, person)


ANA = caller()
BO = caller("U2", "Bo")


@dataclass
class CardRoom(Room):
    """A desk whose cases are shown on `site`."""

    cards_job = CARDS_JOB
    say_job = SAY_JOB
    post_job = POST_JOB

    site: SlackSite
    web: Web
    messenger: Messenger

    def forward(self, seconds: float) -> None:
        """Let time pass, here and in Slack."""
        super().forward(seconds)
        self.site.forward(seconds)

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
        desk, drafting = desk_of(store, coach, clock, policy, CARDS_JOB)

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
        try:
            yield CardRoom(store, clock, desk, drafting, messenger, site, web)
        finally:
            await web.close()


async def refs(room: CardRoom, case_id: str) -> list[StandingCard]:
    """What is kept of where the cards of a case stand."""
    return await room.store.cards(ORG, case_id)


async def another(room: CardRoom, case_id: str) -> None:
    """A second draft of Ana's."""
    await room.draft_again(ANA, case_id)
