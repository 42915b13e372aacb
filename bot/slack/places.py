"""Where the cards of a case go: one place after the other, until one of them takes the card."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import PlatformRefused
from bot.people import Place, member_id
from bot.slack.people import PLATFORM
from bot.slack.web import Json, Web
from bot.standing import Card, Spot
from bot.views import CaseView

log = logging.getLogger(__name__)

# Slack's words for a conversation, or a person, that cannot be written to (any more).
UNREACHABLE = frozenset(
    {
        "cannot_dm_bot",
        "cannot_reply_to_message",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
# Any of these says that people of another organisation may read along, now or soon.
OUTSIDERS = ("is_ext_shared", "is_shared", "is_org_shared", "is_pending_ext_shared")
_REMEMBERED = timedelta(minutes=1)  # a bot can be removed, a conversation shared
_MOST = 5_000
_PAGES = 20


class Places:
    """`review_conversation` is an id (`C…`), a name (`#care`), or empty."""

    def __init__(self, web: Web, review_conversation: str) -> None:
        self._web, self._review = web, review_conversation
        self._names: dict[tuple[str, str], str] = {}
        self._direct: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._safe: OrderedDict[tuple[str, str], tuple[datetime, bool]] = OrderedDict()

    async def of(
        self, view: CaseView, workspace: str, cards: Sequence[Card], now: datetime
    ) -> AsyncIterator[Spot]:
        """Where the next card goes; the later ones are for when an earlier one refuses it.

        `cards` are those that stand in this workspace, the latest last; copies draw nothing along.
        A case of another platform is shown in the review conversation alone.
        """
        cards = [card for card in cards if not card.copy]
        tried = [card.conversation for card in cards if not card.reachable]
        reachable = [card for card in cards if card.reachable]
        if reachable:
            tried.append(reachable[-1].conversation)
            if not await self.overheard(workspace, reachable[-1].conversation, now):
                yield _after(reachable[-1])
        came, key = view.case.came_from, f"{PLATFORM}:{workspace}"
        here = came is not None and (came.platform, came.workspace) == (PLATFORM, workspace)
        if came is None or not (here or came.platform != PLATFORM):
            return
        if self._review:
            if (review := await self.review_in(workspace)) not in tried:
                tried.append(review or self._review)
                if review and not await self._shared(workspace, review, now):
                    yield Spot(key, review)
        elif here and came.conversation not in tried and await self._in_place(came, now):
            tried.append(came.conversation)
            yield Spot(key, came.conversation, came.message)
        if here and view.case.forwarder:
            team, member = member_id(PLATFORM, view.case.forwarder.id)
            direct = await self.direct(team, member) if member else ""
            if direct and direct not in tried:
                yield Spot(f"{PLATFORM}:{team}", direct, note=_note(tried), member=member)

    async def direct_spot(self, organisation: str, workspace: str, member: str) -> Spot | None:
        """The direct messages with somebody, as a place; None where there can be none."""
        channel = await self.direct(workspace, member)
        return Spot(f"{PLATFORM}:{workspace}", channel, member=member) if channel else None

    async def direct(self, workspace: str, member: str) -> str:
        """The direct messages with somebody; empty where there can be none."""
        key = workspace, member
        if key not in self._direct:
            try:
                opened = await self._web.call(workspace, "conversations.open", users=member)
            except PlatformRefused as exc:
                if exc.error not in UNREACHABLE:
                    raise
                log.warning("No direct messages: %s", exc)
                return ""
            self._direct[key] = str(opened["channel"]["id"])
            if len(self._direct) > _MOST:
                self._direct.popitem(last=False)
        return self._direct[key]

    async def review_in(self, workspace: str) -> str:
        """The id of the review conversation; empty where the workspace has none of this name.

        A `PlatformError` other than a refusal is raised.
        """
        if not self._review.startswith("#"):
            return self._review
        key = workspace, self._review
        if key not in self._names and (found := await self._named(workspace)):
            self._names[key] = found
        return self._names.get(key, "")

    async def _shared(self, workspace: str, conversation: str, now: datetime) -> bool:
        """Whether outsiders read in the review conversation; what nobody says is not so."""
        key = workspace, f"shared {conversation}"
        looked, shared = self._safe.get(key, (now - _REMEMBERED, False))
        if now - looked >= _REMEMBERED:
            about = await self._about(workspace, conversation)
            shared = any(about.get(sign) for sign in OUTSIDERS)
            self._remember(key, now, shared)
        return shared

    async def overheard(self, workspace: str, conversation: str, now: datetime) -> bool:
        """Whether outsiders read by now in a conversation."""
        return conversation[:1] != "D" and await self._shared(workspace, conversation, now)

    async def _in_place(self, came: Place, now: datetime) -> bool:
        """Whether the bot is a member where the post was forwarded, and no outsider reads there."""
        if came.shared or came.conversation[:1] in {"", "D"}:
            return False
        key = came.workspace, came.conversation
        looked, safe = self._safe.get(key, (now - _REMEMBERED, False))
        if now - looked >= _REMEMBERED:
            safe = await self._looked_up(*key)
            self._remember(key, now, safe)
        return safe

    def _remember(self, key: tuple[str, str], now: datetime, found: bool) -> None:
        self._safe[key] = now, found
        if len(self._safe) > _MOST:
            self._safe.popitem(last=False)

    async def _about(self, workspace: str, conversation: str) -> Json:
        """What Slack says of a conversation; nothing where it is not for us to see."""
        try:
            told = await self._web.call(workspace, "conversations.info", channel=conversation)
        except PlatformRefused as exc:
            if exc.barred:
                raise
            return {}
        return told.get("channel") or {}

    async def _looked_up(self, workspace: str, conversation: str) -> bool:
        about = await self._about(workspace, conversation)
        member = about.get("is_member") is True and not about.get("is_im")
        if not member or about.get("is_archived"):
            return False
        return not any(about.get(sign) for sign in OUTSIDERS)

    async def _named(self, workspace: str) -> str:
        cursor, wanted = "", self._review.removeprefix("#")
        try:
            for _ in range(_PAGES):
                page = await self._web.call(
                    workspace,
                    "conversations.list",
                    types="public_channel,private_channel",
                    exclude_archived=True,
                    limit=200,
                    cursor=cursor,
                )
                for one in page.get("channels", ()):
                    if one.get("name") == wanted:
                        return str(one["id"])
                cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    break
        except PlatformRefused as exc:
            log.warning("The review conversation was not found by its name: %s", exc)
        return ""


def _after(card: Card) -> Spot:
    """The place of the next card of a case: the thread of this one."""
    return replace(card.spot, thread=card.thread or card.ref.message)


def _note(tried: Sequence[str]) -> str:
    """Why the card comes here; empty where this is its place."""
    if not tried:
        return ""
    where = f"<#{tried[-1]}>" if not tried[-1].startswith("#") else tried[-1]
    return (
        f"I can't post in {where} (people from outside read along there, or I am no member), so "
        "this comes to you. `/invite` me there if you can."
    )
