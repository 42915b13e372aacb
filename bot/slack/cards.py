"""The cards of one case in Slack: posts, changes and finds them again; never one twice."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.errors import SlackAway, SlackBusy, SlackError, SlackRefused
from bot.records import Commit, Job, MessageRef
from bot.slack import pieces
from bot.slack.ids import CARD_EVENT
from bot.slack.pacing import Pace
from bot.slack.people import PLATFORM
from bot.slack.places import FOUND, UNREACHABLE, Card, Spot, card_of
from bot.slack.render import Message
from bot.slack.web import NOT_LET_IN, Json, Web
from bot.store import Store
from bot.worker import NotYet

log = logging.getLogger(__name__)

# A note, kept like a card, that one is about to be posted. It stays where nobody knows whether it
# was: the process ended, or Slack did not answer.
_POSTING = "posting "
_LOOKED_AT = 15  # messages; more are not given to every app
_MOST_BLOCKS = 50
_WORTH_WAITING = 15.0  # seconds, rather than to post a card a second time


def fingerprint(message: Message) -> str:
    """Tells two messages apart."""
    told = json.dumps([message.text, message.blocks], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def quiet(message: Message) -> Json:
    """A message as arguments of a call; links in it are not unfurled."""
    return {
        "text": message.text,
        "blocks": message.blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


class CaseCards:
    """What stands of one case, during one run of `job`. Whatever changes is kept at once."""

    def __init__(self, store: Store, web: Web, pace: Pace, clock: Clock, job: Job) -> None:
        self._store, self._web, self._pace, self._clock, self._job = store, web, pace, clock, job
        self.cards: list[Card] = []
        self._doubts: list[Card] = []

    async def load(self) -> None:
        """Read what stands, the oldest first."""
        kept = await self._store.cards(self._job.organisation, self._job.case_id)
        found = [card_of(one) for one in kept if one.ref.platform.startswith(f"{PLATFORM}:")]
        self._doubts = [card for card in found if card.ref.message.startswith(_POSTING)]
        self.cards = [card for card in found if card not in self._doubts]
        self.cards.sort(key=lambda card: _moment(card.ref.message))

    def within(self, workspace: str) -> list[Card]:
        """The cards in one workspace."""
        return [card for card in self.cards if card.workspace == workspace]

    # -- changing -----------------------------------------------------------------------------

    async def update(self, card: Card, message: Message) -> bool:
        """Have the card show this; False where it was deleted, and is forgotten by now."""
        mark = fingerprint(message)
        if card.mark == mark:
            return True
        place = {"channel": card.ref.conversation, "ts": card.ref.message}
        shown = {"text": message.text, "blocks": message.blocks}
        try:
            await self._web.call(card.workspace, "chat.update", **place, **shown)
        except SlackRefused as exc:
            if exc.error == "message_not_found":
                await self._forget(card)
                return False
            if exc.error in UNREACHABLE:
                await self._keep(card.away())
                return True
            if exc.error not in _LEFT_ALONE:
                raise
            log.info("A card is left as it is: %s", exc)
        await self._keep(replace(card, mark=mark))
        return True

    async def stands(self, card: Card) -> bool:
        """Whether the card is still there, without changing it; a deleted one is forgotten."""
        try:
            await self.link(card)
        except SlackRefused as exc:
            if exc.error in NOT_LET_IN:
                raise
            if exc.error == "message_not_found":
                await self._forget(card)
                return False
        return True

    async def adopt(self, copy: Card, message: Message) -> None:
        """What was brought to somebody is the card that counts from now on."""
        card = replace(copy, copy=False)
        await self._keep(card)
        await self.update(card, message)

    async def retire(self, card: Card, message: Message) -> None:
        """Another card of the same draft takes the place of this one."""
        try:
            await self.update(card, message)
        except SlackError as exc:  # then both of them live
            log.info("An older card stays as it is: %s", exc)
        else:
            await self._forget(card)

    # -- posting ------------------------------------------------------------------------------

    async def post(self, spot: Spot, number: int, message: Message) -> None:
        """Post the card of a draft. That it will be posted is noted before, as a doubt."""
        await self._slot(spot)
        ref = MessageRef(spot.platform, spot.conversation, f"{_POSTING}{number}")
        doubt = Card(ref, number, FOUND, spot.thread, spot.copy, spot.member)
        doubted = any(one.ref == ref for one in self._doubts)
        if not doubted:
            await self._keep(doubt)
        try:
            told = await self._sent(spot, number, message)
        except (SlackRefused, SlackBusy, SlackAway) as exc:
            done = isinstance(exc, SlackAway) and exc.sent
            if not (done or doubted):
                await self._forget(doubt)
            raise
        # After a doubt it stays for once more: the earlier post may turn up late.
        gone = None if doubted else doubt
        await self._keep(_posted(spot, number, fingerprint(message), told), gone)

    async def _slot(self, spot: Spot) -> None:
        """Slack takes about one message a second for each conversation."""
        now = await self._clock.now()
        if wait := self._pace.take(_pace_key(spot), now.timestamp(), str(self._job.id)):
            raise NotYet(now + timedelta(seconds=wait))

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
        except SlackBusy as exc:
            now = await self._clock.now()
            self._pace.hold(_pace_key(spot), now.timestamp() + exc.retry_after)
            raise

    # -- finding again ------------------------------------------------------------------------

    async def settle(self) -> None:
        """Look once for every post of which nobody knows whether it was made.

        What is found becomes the draft's card. If the draft has one by now, the older message
        points to it. What cannot be read now is looked for again in the next run.
        """
        for doubt in list(self._doubts):
            found = await self._twins(doubt)
            live = self._beside(doubt)
            for ts, thread in found or ():
                if live is None:
                    ref = replace(doubt.ref, message=ts)
                    live = replace(doubt, ref=ref, mark=FOUND, thread=thread)
                    await self._keep(live)
                else:
                    await self._point(ts, live)
            if found is not None and live is not None:
                await self._forget(doubt)

    def _beside(self, doubt: Card) -> Card | None:
        """The card of the same draft in the same conversation, if one stands."""
        near = [card for card in self.cards if card.ref.conversation == doubt.ref.conversation]
        return next((card for card in near if card.draft == doubt.draft), None)

    async def _twins(self, doubt: Card) -> list[tuple[str, str]] | None:
        """Cards of this draft that nobody knows of, with their threads; the latest first."""
        try:
            told = await self._read(doubt)
        except SlackError as exc:
            if isinstance(exc, SlackBusy) and exc.retry_after <= _WORTH_WAITING:
                raise
            log.info("Nobody can say whether a card was posted: %s", exc)
            return None
        known = {card.ref.message for card in self.cards}
        found = [
            (str(one["ts"]), _thread_of(one))
            for one in told.get("messages", ())
            if self._is_card(one, doubt.draft) and one.get("ts") not in known
        ]
        return sorted(found, key=lambda one: _moment(one[0]), reverse=True)

    async def _read(self, doubt: Card) -> Json:
        channel = doubt.ref.conversation
        asked: Json = {
            "channel": channel,
            "limit": _LOOKED_AT,
            "include_all_metadata": True,
        }
        if doubt.thread:
            # Replies come with the oldest first: those before the last known card don't matter.
            before = [card.ref.message for card in self.cards if card.ref.conversation == channel]
            oldest = max([*before, doubt.thread], key=_moment)
            thread = {"ts": doubt.thread, "oldest": oldest}
            try:
                return await self._web.call(
                    doubt.workspace, "conversations.replies", **asked, **thread
                )
            except SlackRefused:  # the thread is gone; then it was posted beside it
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

    async def _point(self, ts: str, live: Card) -> None:
        """The older of two equal cards says where the live one stands."""
        place = {"channel": live.ref.conversation}
        try:
            link = await self.link(live)
            words = f"This card came twice. <{link}|The other one> is the one to use."
            shown = {"text": words, "blocks": [pieces.context("twin", words)]}
            await self._web.call(live.workspace, "chat.update", **place, ts=ts, **shown)
        except SlackRefused as exc:
            log.info("The older of two equal cards stays as it is: %s", exc)

    async def link(self, card: Card) -> str:
        """The address of a card."""
        told = await self._web.call(
            card.workspace,
            "chat.getPermalink",
            channel=card.ref.conversation,
            message_ts=card.ref.message,
        )
        return str(told["permalink"])

    # -- keeping ------------------------------------------------------------------------------

    async def _keep(self, card: Card, gone: Card | None = None) -> None:
        """Note what stands, and with it what does not stand any more."""
        job, refs = self._job, (gone.ref,) if gone else ()
        commit = Commit(job.organisation, job.case_id, None, cards=(card.standing(),), gone=refs)
        await self._store.commit(commit)
        self._doubts = [one for one in self._doubts if one.ref not in refs]
        kept = self._doubts if card.ref.message.startswith(_POSTING) else self.cards
        kept[:] = [*(one for one in kept if one.ref != card.ref), card]

    async def _forget(self, card: Card) -> None:
        await self._store.forget_card(self._job.organisation, card.ref)
        for kept in (self.cards, self._doubts):
            kept[:] = [one for one in kept if one.ref != card.ref]


# What Slack says of messages that cannot be changed, for whatever reason.
_LEFT_ALONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_editable"})


def _posted(spot: Spot, number: int, mark: str, told: Json) -> Card:
    """The card as Slack has it: where the thread is gone, it stands by itself."""
    ref = MessageRef(spot.platform, str(told["channel"]), str(told["ts"]))
    message = told.get("message")
    thread = _thread_of(message) if isinstance(message, dict) else spot.thread
    return Card(ref, number, mark, thread, spot.copy, spot.member)


def _thread_of(message: Mapping[str, Any]) -> str:
    thread = str(message.get("thread_ts") or "")
    return "" if thread == message.get("ts") else thread


def _moment(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        return 0.0


def _pace_key(spot: Spot) -> str:
    return f"{spot.workspace}/{spot.conversation}"
