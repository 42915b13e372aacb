"""Teams' side of the cards of a case: posts and changes messages, at the pace that Teams takes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.errors import PlatformBusy, PlatformRefused
from bot.pacing import within
from bot.records import Conversation, Job
from bot.standing import Card, Fate, Spot, fingerprint
from bot.teams import render
from bot.teams.connector import Connector
from bot.teams.elements import fits, small
from bot.teams.ids import PLATFORM
from bot.teams.places import OVERHEARD, UNREACHABLE, Places
from bot.teams.render import Message
from bot.worker import NotYet

log = logging.getLogger(__name__)

# What Teams says of a message that is no more; without a code of its own, of any message.
_DELETED = frozenset({"ActivityNotFoundInConversation", "MessageNotFound"})
_NO_CODE = frozenset({"NotFound", "status_404"})
_NO_THREAD = frozenset({"ConversationNotFound", *_DELETED, *_NO_CODE})
_MOVED = "This card moved: people from outside read along here."
# Calls and seconds for each conversation, as Microsoft documents them.
_LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))


class Turns:
    """Whose turn it is to say something in a conversation."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self._pace = clock, within(*_LIMITS)

    async def take(self, job: Job, place: Card | Spot | Conversation) -> None:
        """Raise `NotYet` where it is too early; this job has its turn then."""
        now = await self.clock.now()
        if wait := self._pace.take(_key(place), now.timestamp(), str(job.id)):
            raise NotYet(now + timedelta(seconds=wait))

    async def hold(self, place: Card | Spot | Conversation, busy: PlatformBusy) -> None:
        """Nothing goes out there for as long as Teams said."""
        now = await self.clock.now()
        self._pace.hold(_key(place), now.timestamp() + busy.retry_after)


class TeamsBoard:
    """What Teams does with the cards of the case that `job` is about.

    Teams shows nobody what was posted: after a doubt a card is posted again, and the later one
    counts.
    """

    platform = PLATFORM

    def __init__(self, connector: Connector, places: Places, turns: Turns, job: Job) -> None:
        self._connector, self._places, self._turns = connector, places, turns
        self._job = job

    def mark(self, message: Message) -> str:
        """A fingerprint of what a card shows."""
        return fingerprint(message.text, message.card)

    def fate(self, refused: PlatformRefused) -> Fate:
        """What Teams' word says of the card."""
        unnamed = refused.method == "update" and refused.error in _NO_CODE
        if unnamed or refused.error in _DELETED:
            return Fate.DELETED
        if refused.error == OVERHEARD:
            return Fate.OVERHEARD
        return Fate.UNREACHABLE if refused.error in UNREACHABLE else Fate.UNKNOWN

    async def turn(self, spot: Spot) -> None:
        """Teams takes so many messages a second for each conversation."""
        await self._turns.take(self._job, spot)

    async def post(self, spot: Spot, draft: int, message: Message) -> Card:
        """Post a card; how it stands now: where the thread is gone, it begins one."""
        where = await self._reached(spot, "send")
        shown = _noted(message, spot.note)
        try:
            id_, thread = await sent(self._connector, where, shown, spot.thread)
        except PlatformBusy as exc:
            await self._turns.hold(spot, exc)
            raise
        except PlatformRefused as exc:
            await self._left(exc, where)
            raise
        return spot.posted(draft, self.mark(message), id_, thread=thread)

    async def change(self, card: Card, message: Message) -> None:
        """Have a card show something else; where people from outside read by now, no words."""
        where = await self._reached(card, "update")
        if not await self._places.overheard(where, await self._turns.clock.now()):
            return await self._changed(where, card, message)
        if not card.emptied:
            await self._changed(where, card, render.left(_MOVED))
        raise PlatformRefused("Teams", "update", OVERHEARD)

    async def _changed(self, where: Conversation, card: Card, message: Message) -> None:
        await self._turns.take(self._job, card)
        try:
            await self._connector.update(where, card.ref.message, message, thread=card.thread)
        except PlatformBusy as exc:
            await self._turns.hold(card, exc)
            raise
        except PlatformRefused as exc:
            await self._left(exc, where)
            raise

    async def delete(self, card: Card) -> None:
        """Take a message away; refusing that says nothing of the conversation."""
        where = await self._reached(card, "delete")
        await self._turns.take(self._job, card)
        try:
            await self._connector.delete(where, card.ref.message, thread=card.thread)
        except PlatformBusy as exc:
            await self._turns.hold(card, exc)
            raise

    async def look(self, card: Card) -> None:
        """Teams does not tell whether a message stands: the next change will."""

    async def twins(self, doubt: Card, cards: Sequence[Card]) -> list[Card]:
        """None that anybody can find."""
        return []

    async def point(self, twin: Card, live: Card) -> None:
        """The older of two equal cards says that there is another."""
        await self.change(twin, render.left("This card came twice. The other one is to be used."))

    async def _reached(self, place: Card | Spot, method: str) -> Conversation:
        """The conversation; refused, without asking, where nothing can be said any more."""
        platform = place.ref.platform if isinstance(place, Card) else place.platform
        where = await self._places.reach(self._job.organisation, platform, place.conversation)
        if where is None:
            raise PlatformRefused("Teams", method, "ConversationNotFound")
        return where

    async def _left(self, refused: PlatformRefused, where: Conversation) -> None:
        if self.fate(refused) is Fate.UNREACHABLE:
            await self._places.leave(self._job.organisation, where, refused)


async def sent(
    connector: Connector, where: Conversation, message: Message, thread: str
) -> tuple[str, str]:
    """What `Connector.send` gives; where the thread is gone, the message begins one."""
    try:
        return await connector.send(where, message, thread=thread)
    except PlatformRefused as exc:
        if not thread or where.kind != "channel" or exc.error not in _NO_THREAD:
            raise
        log.info("A message begins a thread of its own: %s", exc)
    return await connector.send(where, message)


def _noted(message: Message, note: str) -> Message:
    """The card with a line for the people there, where there is room for it."""
    if not (note and message.card):
        return message
    body = [*message.card.get("body", ()), small(note)]
    card = {**message.card, "body": body}
    return replace(message, card=card) if fits(card) else message


def _key(place: Card | Spot | Conversation) -> str:
    match place:
        case Card():
            return f"{place.ref.platform}/{place.conversation}"
        case Spot():
            return f"{place.platform}/{place.conversation}"
        case Conversation():
            return f"{place.workspace}/{place.id}"
