"""Where the bot is: keeps the conversations in which it may speak, and greets once."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from bot.payload import Data, data, entries, string
from bot.people import Workspace
from bot.records import Conversation
from bot.store import Store
from bot.teams import inbound
from bot.teams.answering import Answering
from bot.teams.owners import Owners
from bot.teams.personal import Personal
from bot.teams.places import Places

_REMEMBERED = 600.0  # seconds after which a conversation is kept once more
_MOST = 10_000
_NO_MORE = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted"})


class Presence:
    """What was kept a moment ago is not written again. `now` counts seconds."""

    def __init__(
        self,
        back: Answering,
        personal: Personal,
        store: Store,
        owners: Owners,
        places: Places,
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._back, self._personal, self._store = back, personal, store
        self._owners, self._places, self._now = owners, places, now
        self._kept: OrderedDict[tuple[str, str], tuple[float, Conversation]] = OrderedDict()

    async def seen(self, workspace: Workspace, body: Data) -> None:
        """Keep how the conversation of an activity is reached, where that is news."""
        where = inbound.conversation(body)
        if where is None:
            return
        until, known = self._kept.get((where.workspace, where.id), (0.0, None))
        if known == where and self._now() < until:
            return
        await self._store.note_conversation(workspace.organisation, where)
        self._remember(where)
        if where.team and self._back.directory.owners_lead:
            await self._owners.ask(workspace, where, daily=True)

    async def changed(self, workspace: Workspace, body: Data) -> None:
        """Somebody joined or left, perhaps the bot itself."""
        where = inbound.conversation(body)
        if where is None:
            return
        self._places.forget(where.workspace)
        if _removed(body):
            await self._left(workspace, _place_left(body, where))
        else:
            await self._joined(workspace, body, where)

    async def _joined(self, workspace: Workspace, body: Data, where: Conversation) -> None:
        await self.seen(workspace, body)
        if where.kind == "personal" and _added(body):
            await self._greet(workspace, body)
        elif where.team and self._back.directory.owners_lead:
            await self._owners.ask(workspace, where, daily=False)

    async def _greet(self, workspace: Workspace, body: Data) -> None:
        asker = await self._back.asker(workspace, body)
        once = f"{workspace.key}:{asker.conversation}:greeted"
        help_text = await self._personal.help(asker.caller)
        await self._back.say_message(asker.known_by(once), help_text)

    async def _left(self, workspace: Workspace, where: Conversation) -> None:
        self._kept.pop((where.workspace, where.id), None)
        organisation = workspace.organisation
        await self._store.leave_conversation(organisation, where.workspace, where.id)
        if where.team:
            await self._store.note_owners(organisation, where.workspace, where.team, [])

    def _remember(self, where: Conversation) -> None:
        key = where.workspace, where.id
        self._kept[key] = self._now() + _REMEMBERED, where
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)


def _added(body: Data) -> bool:
    """Whether the bot came."""
    if string(body, "type") == "installationUpdate":
        return string(body, "action").startswith("add")
    return _me(body) in {string(one, "id") for one in entries(body, "membersAdded")} - {""}


def _removed(body: Data) -> bool:
    """Whether the bot is gone, or the conversation."""
    if string(body, "type") == "installationUpdate":
        return string(body, "action").startswith("remove")
    if string(data(body, "channelData"), "eventType") in _NO_MORE:
        return True
    return _me(body) in {string(one, "id") for one in entries(body, "membersRemoved")} - {""}


def _me(body: Data) -> str:
    return string(data(body, "recipient"), "id")


def _place_left(body: Data, where: Conversation) -> Conversation:
    """The channel that is no more, which is not always the one that tells it."""
    told = data(body, "channelData")
    if string(told, "eventType") != "channelDeleted":
        return where
    channel = string(data(told, "channel"), "id")
    return replace(where, id=channel, team="") if channel else where
