"""Where the cards of a case go in Teams, and how each conversation is reached; from the store."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import PlatformRefused
from bot.payload import Data, string
from bot.people import Place, Workspace
from bot.records import Conversation
from bot.standing import Card, Spot
from bot.store import Store
from bot.teams.connector import Connector
from bot.teams.ids import PLATFORM
from bot.teams.people import Directory
from bot.views import CaseView

log = logging.getLogger(__name__)

# Teams' words for a conversation, or a person, that cannot be written to (any more).
UNREACHABLE = frozenset(
    {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ConversationNotFound",
        "Forbidden",
        "ForbiddenOperationException",
        "MemberNotFoundInConversation",
        "MessageWritesBlocked",
        "NotEnoughPermissions",
        "NotFound",
        "UserNotFound",
        "status_403",
        "status_404",
        "unknown_service_url",  # ours: kept while other servers were trusted
    }
)
OVERHEARD = "people_from_outside"  # ours, beside Teams' words
_OUTSIDE = frozenset({"guest", "anonymous"})  # of the roles that a roster names
_REMEMBERED = timedelta(minutes=1)  # a guest can be added, a bot removed
_MOST = 5_000
_NOTE = (
    "I can't post where this came from or where cards go (people from outside read along there, "
    "or I am no member), so this comes to you."
)


class Places:
    """`review_conversation` is the id of a conversation (`19:…`), or empty."""

    def __init__(
        self, store: Store, connector: Connector, directory: Directory, review_conversation: str
    ) -> None:
        self._store, self._connector, self._directory = store, connector, directory
        self._review = review_conversation.partition(";")[0]
        self._outside: OrderedDict[tuple[str, str], tuple[datetime, bool | None]] = OrderedDict()

    @property
    def review(self) -> str:
        """The review conversation; empty where there is none."""
        return self._review

    # -- where cards go -----------------------------------------------------------------------

    async def of(
        self, view: CaseView, tenant: str, cards: Sequence[Card], now: datetime
    ) -> AsyncIterator[Spot]:
        """Where the next card goes; the later ones are for when an earlier one refuses it.

        `cards` are those that stand in this tenant, the latest last; copies draw nothing along. A
        case of another platform is shown in the review conversation alone.
        """
        cards = [card for card in cards if not card.copy]
        tried = [card.conversation for card in cards if not card.reachable]
        if reachable := [card for card in cards if card.reachable]:
            tried.append(reachable[-1].conversation)
            where = await self.reach(view.case.organisation, *_of(reachable[-1]))
            if where is None or not await self.overheard(where, now):
                yield reachable[-1].spot
        came, key = view.case.came_from, f"{PLATFORM}:{tenant}"
        here = came is not None and (came.platform, came.workspace) == (PLATFORM, tenant)
        if came is None or not (here or came.platform != PLATFORM):
            return
        if self._review:
            if self._review not in tried:
                tried.append(self._review)
                if await self._may_stand(view, key, self._review, now):
                    yield Spot(key, self._review)
        elif here and came.conversation not in tried:
            async for spot in self._in_place(view, key, came, now):
                tried.append(spot.conversation)
                yield spot
        direct = await self._to_forwarder(view, tenant) if here else None
        if direct and direct.conversation not in tried:
            yield replace(direct, note=_NOTE if tried else "")

    async def _in_place(
        self, view: CaseView, key: str, came: Place, now: datetime
    ) -> AsyncIterator[Spot]:
        """Where the post was forwarded, if that is no personal conversation."""
        where = await self.reach(view.case.organisation, key, came.conversation)
        if where is None or where.kind == "personal" or came.shared:
            return
        if await self.outsiders(where, now) is False:
            yield Spot(key, where.id, came.message if where.kind == "channel" else "")

    async def _may_stand(self, view: CaseView, key: str, name: str, now: datetime) -> bool:
        """Whether the review conversation takes cards; what nobody says is no hindrance."""
        where = await self.reach(view.case.organisation, key, name)
        return where is not None and await self.outsiders(where, now) is not True

    async def _to_forwarder(self, view: CaseView, tenant: str) -> Spot | None:
        organisation, forwarder = view.case.organisation, view.case.forwarder
        if forwarder is None:
            return None
        workspace = Workspace(organisation, PLATFORM, tenant)
        member = await self._directory.here(workspace, forwarder)
        return await self.direct_spot(organisation, tenant, member) if member else None

    async def direct_spot(self, organisation: str, tenant: str, member: str) -> Spot | None:
        """The personal conversation with somebody, as a place; None where there can be none."""
        where = await self.direct(organisation, f"{PLATFORM}:{tenant}", member)
        return Spot(where.workspace, where.id, member=member) if where else None

    # -- how they are reached -----------------------------------------------------------------

    async def reach(self, organisation: str, key: str, name: str) -> Conversation | None:
        """A conversation by its id; None where nothing can be said (any more).

        One that the bot was never spoken to in is reached as any other of its tenant.
        """
        if known := await self._store.conversation(organisation, key, name):
            return None if known.gone else known
        near = await self._store.any_conversation(organisation, key)
        if near is None:
            return None
        kind = "channel" if name.endswith(("@thread.tacv2", "@thread.skype")) else "groupChat"
        return replace(near, id=name, kind=kind, member="", team="")

    async def leave(self, organisation: str, where: Conversation, why: PlatformRefused) -> None:
        """Nothing can be said there any more."""
        log.info("A conversation is left: %s", why)
        await self._store.leave_conversation(organisation, where.workspace, where.id)

    async def direct(self, organisation: str, key: str, member: str) -> Conversation | None:
        """The personal conversation with a member, opened if need be; None where it cannot be."""
        if known := await self._store.direct_conversation(organisation, key, member):
            return known
        near = await self._store.any_conversation(organisation, key)
        if near is None:
            return None
        try:
            opened = await self._connector.open_direct(near, member)
        except PlatformRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            log.info("No personal conversation: %s", exc)
            return None
        await self._store.note_conversation(organisation, opened)
        return opened

    async def outsiders(self, where: Conversation, now: datetime) -> bool | None:
        """Whether people of another organisation read there; None where nobody says."""
        key = where.workspace, where.id
        looked, found = self._outside.get(key, (now - _REMEMBERED, None))
        if now - looked >= _REMEMBERED:
            found = await self._asked(where)
            self._outside[key] = now, found
            if len(self._outside) > _MOST:
                self._outside.popitem(last=False)
        return found

    async def overheard(self, where: Conversation, now: datetime) -> bool:
        """Whether it is certain that people of another organisation read there."""
        return where.kind != "personal" and await self.outsiders(where, now) is True

    def forget(self, workspace: str) -> None:
        """Somebody came or went: who reads in this tenant (by its key) is asked again.

        A team tells it in one of its channels, and all of them are meant.
        """
        for key in [key for key in self._outside if key[0] == workspace]:
            del self._outside[key]

    async def _asked(self, where: Conversation) -> bool | None:
        tenant = where.workspace.partition(":")[2]
        try:
            roster = await self._connector.roster(where)
        except PlatformRefused as exc:
            if exc.barred:
                raise
            log.info("Nobody says who reads in a conversation: %s", exc)
            return None
        return any(from_outside(member, tenant) for member in roster)


def _of(card: Card) -> tuple[str, str]:
    return card.ref.platform, card.conversation


def from_outside(member: Data, tenant: str) -> bool:
    """Whether somebody of a roster does not belong to the tenant."""
    at = string(member, "tenantId").lower()
    return string(member, "userRole").lower() in _OUTSIDE or at not in {"", tenant.lower()}
