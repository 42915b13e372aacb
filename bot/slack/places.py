"""Where the cards of a case go: one place after the other, until one of them takes the card."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import SlackRefused
from bot.people import Place
from bot.records import MessageRef, StandingCard
from bot.slack.people import PLATFORM, member_id
from bot.slack.web import NOT_LET_IN, Json, Web
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
_AWAY = "away"
_COPY = "copy"
FOUND = "unknown"  # what a card shows that was found again


@dataclass(frozen=True, slots=True)
class Card:
    """A card that stands in Slack. `thread` is empty for one that stands by itself.

    `mark` is a fingerprint of what it shows, `_AWAY` where Slack took no more changes. A `copy` was
    brought to somebody who asked for it: the case goes on where its other cards stand. `member` is
    whose direct messages it stands in, empty elsewhere.
    """

    ref: MessageRef
    draft: int
    mark: str
    thread: str = ""
    copy: bool = False
    member: str = ""

    @property
    def workspace(self) -> str:
        """The id of the workspace."""
        return self.ref.platform.partition(":")[2]

    @property
    def spot(self) -> Spot:
        """The place to put the next card of this case: the thread of this one."""
        thread = self.thread or self.ref.message
        place = self.workspace, self.ref.conversation, thread
        return Spot(*place, follows=True, member=self.member)

    @property
    def reachable(self) -> bool:
        """Whether Slack took changes of this card, as far as is known."""
        return self.mark != _AWAY

    @property
    def found_again(self) -> bool:
        """Whether nobody knew that it was posted, until it was found."""
        return self.mark == FOUND

    def away(self) -> Card:
        """The same card, which takes no changes."""
        return replace(self, mark=_AWAY)

    def standing(self) -> StandingCard:
        """As it is kept."""
        copy = _COPY if self.copy else ""
        kept = [self.mark, *(part or "-" for part in (self.thread, copy, self.member))]
        while kept[-1] == "-":
            kept.pop()
        return StandingCard(self.ref, self.draft, " ".join(kept))


def card_of(standing: StandingCard) -> Card:
    """A card as it was kept."""
    mark, thread, copy, member, *_ = (*standing.shown.split(" "), "", "", "")
    thread = thread.removeprefix("-")
    return Card(standing.ref, standing.draft, mark, thread, copy == _COPY, member)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a card. `follows` says that an older card of the case stands there already.

    `note` is a line for the people there, if it is not the place where it was expected. A `copy` is
    for somebody who asked for it. `member` is whose direct messages these are.
    """

    workspace: str
    conversation: str
    thread: str = ""
    follows: bool = False
    note: str = ""
    copy: bool = False
    member: str = ""

    @property
    def platform(self) -> str:
        """The workspace's key."""
        return f"{PLATFORM}:{self.workspace}"


class Places:
    """`review_conversation` is an id (`C…`), a name (`#care`), or empty."""

    def __init__(self, web: Web, review_conversation: str) -> None:
        self._web, self._review = web, review_conversation
        self._names: dict[tuple[str, str], str] = {}
        self._direct: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._safe: OrderedDict[tuple[str, str], tuple[datetime, bool]] = OrderedDict()

    async def of(self, view: CaseView, cards: Sequence[Card], now: datetime) -> AsyncIterator[Spot]:
        """Where the next card goes; the later ones are for when an earlier one refuses it.

        `cards` are those that stand in this workspace, the latest last; copies draw nothing along.
        """
        cards = [card for card in cards if not card.copy]
        tried = [card.ref.conversation for card in cards if not card.reachable]
        reachable = [card for card in cards if card.reachable]
        if reachable:
            tried.append(reachable[-1].ref.conversation)
            yield reachable[-1].spot
        came = view.case.came_from
        if came is None or came.platform != PLATFORM:
            return
        if cards and cards[0].workspace != came.workspace:
            return
        if self._review:
            if (review := await self.review_in(came.workspace)) not in tried:
                tried.append(review or self._review)
                if review and not await self._shared(came.workspace, review, now):
                    yield Spot(came.workspace, review)
        elif came.conversation not in tried and await self._in_place(came, now):
            tried.append(came.conversation)
            yield Spot(came.workspace, came.conversation, came.message)
        if view.case.forwarder:
            workspace, member = member_id(view.case.forwarder.id)
            direct = await self.direct(workspace, member) if member else ""
            if direct and direct not in tried:
                yield Spot(workspace, direct, note=_note(tried), member=member)

    async def direct(self, workspace: str, member: str) -> str:
        """The direct messages with somebody; empty where there can be none."""
        key = workspace, member
        if key not in self._direct:
            try:
                opened = await self._web.call(workspace, "conversations.open", users=member)
            except SlackRefused as exc:
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

        A `SlackError` other than a refusal is raised.
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
        except SlackRefused as exc:
            if exc.error in NOT_LET_IN:
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
        except SlackRefused as exc:
            log.warning("The review conversation was not found by its name: %s", exc)
        return ""


def _note(tried: Sequence[str]) -> str:
    """Why the card comes here; empty where this is its place."""
    if not tried:
        return ""
    where = f"<#{tried[-1]}>" if not tried[-1].startswith("#") else tried[-1]
    return (
        f"I can't post in {where} (people from outside read along there, or I am no member), so "
        "this comes to you. `/invite` me there if you can."
    )
