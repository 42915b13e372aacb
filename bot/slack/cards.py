"""Slack's side of the cards of a case: posts, changes and finds messages."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.errors import PlatformBusy, PlatformError, PlatformRefused
from bot.pacing import Pace
from bot.records import Job
from bot.slack import pieces
from bot.slack.ids import CARD_EVENT
from bot.slack.people import PLATFORM
from bot.slack.places import UNREACHABLE
from bot.slack.render import Message
from bot.slack.web import Json, Web
from bot.standing import Card, Fate, Spot, fingerprint, moment
from bot.worker import NotYet

log = logging.getLogger(__name__)

_LOOKED_AT = 15  # messages; more are not given to every app
_MOST_BLOCKS = 50
_WORTH_WAITING = 15.0  # seconds, rather than to post a card a second time
# What Slack says of messages that cannot be changed, for whatever reason.
_LEFT_ALONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_editable"})


def quiet(message: Message) -> Json:
    """A message as arguments of a call; links in it are not unfurled."""
    return {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


class SlackBoard:
    """What Slack does with the cards of the case that `job` is about."""

    platform = PLATFORM

    def __init__(self, web: Web, pace: Pace, clock: Clock, job: Job) -> None:
        self._web, self._pace, self._clock, self._job = web, pace, clock, job

    def mark(self, message: Message) -> str:
        """A fingerprint of what a card shows."""
        return fingerprint(message.text, message.blocks)

    def fate(self, refused: PlatformRefused) -> Fate:
        """What Slack's word says of the card."""
        if refused.error == "message_not_found":
            return Fate.DELETED
        if refused.error in UNREACHABLE:
            return Fate.UNREACHABLE
        return Fate.FIXED if refused.error in _LEFT_ALONE else Fate.UNKNOWN

    async def turn(self, spot: Spot) -> None:
        """Slack takes about one message a second for each conversation."""
        now = await self._clock.now()
        if wait := self._pace.take(_pace_key(spot), now.timestamp(), str(self._job.id)):
            raise NotYet(now + timedelta(seconds=wait))

    async def post(self, spot: Spot, draft: int, message: Message) -> Card:
        """Post a card; how it stands now: where the thread is gone, it stands by itself."""
        told = await self._sent(spot, draft, message)
        spot = replace(spot, conversation=str(told["channel"]))
        sent = told.get("message")
        thread = _thread_of(sent) if isinstance(sent, dict) else spot.thread
        return spot.posted(draft, self.mark(message), str(told["ts"]), thread=thread)

    async def change(self, card: Card, message: Message) -> None:
        """Have a card show something else."""
        place = {"channel": card.conversation, "ts": card.ref.message}
        shown = {"text": message.text, "blocks": message.blocks}
        await self._web.call(card.workspace, "chat.update", **place, **shown)

    async def delete(self, card: Card) -> None:
        """Take a message away."""
        place = {"channel": card.conversation, "ts": card.ref.message}
        await self._web.call(card.workspace, "chat.delete", **place)

    async def look(self, card: Card) -> None:
        """Be refused where the card does not stand any more."""
        await self.link(card)

    async def _sent(self, spot: Spot, number: int, message: Message) -> Json:
        if spot.note and len(message.blocks) < _MOST_BLOCKS:
            note = pieces.context("note", spot.note)
            message = Message(message.text, [*message.blocks, note])
        about = {"job": str(self._job.id), "case": self._job.case_id, "draft": number}
        more: Json = {"metadata": {"event_type": CARD_EVENT, "event_payload": about}}
        if spot.thread:
            more |= {"thread_ts": spot.thread, "reply_broadcast": spot.follows}
        try:
            return await self._web.call(
                spot.workspace,
                "chat.postMessage",
                channel=spot.conversation,
                **quiet(message),
                **more,
            )
        except PlatformBusy as exc:
            now = await self._clock.now()
            self._pace.hold(_pace_key(spot), now.timestamp() + exc.retry_after)
            raise

    # -- finding again ------------------------------------------------------------------------

    async def twins(self, doubt: Card, cards: Sequence[Card]) -> list[Card] | None:
        """Cards of this draft that nobody knows of, the latest first; None where none can look."""
        try:
            told = await self._read(doubt, cards)
        except PlatformError as exc:
            if isinstance(exc, PlatformBusy) and exc.retry_after <= _WORTH_WAITING:
                raise
            log.info("Nobody can say whether a card was posted: %s", exc)
            return None
        known = {card.ref.message for card in cards}
        found = [
            replace(doubt, ref=replace(doubt.ref, message=str(one["ts"])), thread=_thread_of(one))
            for one in told.get("messages", ())
            if self._is_card(one, doubt.draft) and one.get("ts") not in known
        ]
        return sorted(found, key=lambda one: moment(one.ref.message), reverse=True)

    async def _read(self, doubt: Card, cards: Sequence[Card]) -> Json:
        channel = doubt.conversation
        asked: Json = {
            "channel": channel,
            "limit": _LOOKED_AT,
            "include_all_metadata": True,
        }
        if doubt.thread:
            # Replies come with the oldest first: those before the last known card don't matter.
            before = [card.ref.message for card in cards if card.conversation == channel]
            oldest = max([*before, doubt.thread], key=moment)
            thread = {"ts": doubt.thread, "oldest": oldest}
            try:
                return await self._web.call(
                    doubt.workspace, "conversations.replies", **asked, **thread
                )
            except PlatformRefused:  # the thread is gone; then it was posted beside it
                pass
        return await self._web.call(doubt.workspace, "conversations.history", **asked)

    def _is_card(self, message: Mapping[str, Any], draft: int) -> bool:
        metadata = message.get("metadata") or {}
        about = metadata.get("event_payload") or {}
        mine = metadata.get("event_type") == CARD_EVENT and message.get("bot_id")
        return bool(mine) and (about.get("case"), about.get("draft")) == (
            self._job.case_id,
            draft,
        )

    async def point(self, twin: Card, live: Card) -> None:
        """The older of two equal cards says where the live one stands."""
        words = f"This card came twice. <{await self.link(live)}|The other one> is the one to use."
        await self.change(twin, Message(words, [pieces.context("twin", words)]))

    async def link(self, card: Card) -> str:
        """The address of a card."""
        told = await self._web.call(
            card.workspace,
            "chat.getPermalink",
            channel=card.conversation,
            message_ts=card.ref.message,
        )
        return str(told["permalink"])


def _thread_of(message: Mapping[str, Any]) -> str:
    thread = str(message.get("thread_ts") or "")
    return "" if thread == message.get("ts") else thread


def _pace_key(spot: Spot) -> str:
    return f"{spot.workspace}/{spot.conversation}"
