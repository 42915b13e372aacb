"""Tells one person something that only they see: answers, questions, the way to a card."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from bot.acts import Act, Target, target
from bot.asked_back import passing_on
from bot.card_acts import LABELS
from bot.case_cards import CaseCards
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformRefused
from bot.pacing import Pace
from bot.patience import patient
from bot.records import Commit, Job, NewJob
from bot.review_card import review_card
from bot.slack import pieces, render
from bot.slack.cards import SlackBoard, quiet
from bot.slack.names import Names
from bot.slack.people import PLATFORM, member_id
from bot.slack.places import UNREACHABLE, Places
from bot.slack.render import Message
from bot.slack.web import Web
from bot.store import Store
from bot.views import CaseView
from bot.worker import NotYet

SAY_JOB = "slack-say"

log = logging.getLogger(__name__)

_LINK_LIVES = timedelta(minutes=25)  # Slack takes late answers for 30
_LOOK_AGAIN = timedelta(seconds=2)


class PrivateWords:
    """The job behind what is said privately. `pace` is shared with the cards."""

    def __init__(
        self,
        store: Store,
        desk: CareDesk,
        web: Web,
        *,
        clock: Clock,
        places: Places,
        pace: Pace,
        names: Names,
    ) -> None:
        self._store, self._desk, self._web, self._clock = store, desk, web, clock
        self._places, self._pace, self._names = places, pace, names

    async def say(self, job: Job) -> None:
        """Tell one person something, where only that person sees it."""
        async with patient(job, self._clock):
            if job.payload.get("until"):
                await self._say_where(job)
            elif job.payload.get("question"):
                if (question := await self._asked(job)) is not None:
                    await self.privately(job, question)
            elif (message := await self._message(job)) is not None:
                await self.privately(job, message)

    async def link_later(self, job: Job, response_url: str) -> None:
        """Have “reading the post …” beside a command replaced by a link to the card."""
        now = await self._clock.now()
        payload = {"response_url": response_url, "until": (now + _LINK_LIVES).isoformat()}
        link = NewJob(SAY_JOB, f"link:{job.case_id}", job.case_id, payload, now + _LOOK_AGAIN)
        await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(link,)))

    async def pass_on(self, job: Job, view: CaseView) -> None:
        """Have whoever forwarded the post told what somebody else asked back; once, for ever."""
        to = member_id(view.case.forwarder.id) if view.case.forwarder else ("", "")
        if told := passing_on(view, PLATFORM, SAY_JOB, to, await self._clock.now()):
            await self._store.commit(told)

    async def _asked(self, job: Job) -> Message | None:
        """What was asked back; None where it is not open any more."""
        try:
            view = await self._desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return None
        question = view.case.question
        if question is None or question.content.id != job.payload["question"]:
            return None
        if await self._names.learn(view):
            view = await self._desk.view(job.organisation, job.case_id)
        return render.asked_back(review_card(view, self._desk.coach.playbook))

    async def _message(self, job: Job) -> Message | None:
        """What is to be said; None where the words were erased since."""
        payload, words = job.payload, str(job.payload.get("words", ""))
        blocks: list[dict[str, Any]] = []
        if content := payload.get("content"):
            found = (await self._store.contents(job.organisation, [content])).get(content)
            if found is None:
                return None
            words, blocks = found.text, found.extra.get("blocks", [])
        if blocks:
            return Message(words, blocks)
        if not payload.get("target"):
            return render.said(words)
        about = target(payload["target"])
        if not payload.get("button"):
            return render.refusal(words, about, anyway=bool(payload.get("anyway")))
        act, message = Act(payload["button"]), render.said(words)
        if act is Act.PICTURE:  # the button leads back to the words that stand here
            about = Target(str(payload.get("content", "")))
        button = pieces.button(act, LABELS.get(act, act.capitalize()), about)
        return Message(message.text, [*message.blocks, pieces.actions("act", [button])])

    async def privately(self, job: Job, message: Message) -> None:
        """Beside the command, else in the conversation, else in direct messages."""
        to = job.payload
        workspace, user = str(to["workspace"]), str(to["user"])
        shown = {"text": message.text, "blocks": message.blocks}
        if url := to.get("response_url"):
            try:
                body = {"response_type": "ephemeral", "replace_original": False, **shown}
                return await self._web.answer(str(url), body)
            except PlatformRefused as exc:
                log.info("Too late for an answer beside the command: %s", exc)
        if conversation := to.get("conversation"):
            where = {"channel": conversation, "user": user}
            if thread := to.get("thread"):
                where["thread_ts"] = thread
            try:
                await self._web.call(workspace, "chat.postEphemeral", **where, **shown)
                return None
            except PlatformRefused as exc:
                log.info("Told in direct messages instead: %s", exc)
        return await self._directly(job, workspace, user, message)

    async def _directly(self, job: Job, workspace: str, user: str, message: Message) -> None:
        channel = await self._places.direct(workspace, user)
        if not channel:
            return
        now = await self._clock.now()
        if wait := self._pace.take(f"{workspace}/{channel}", now.timestamp(), str(job.id)):
            raise NotYet(now + timedelta(seconds=wait))
        try:
            await self._web.call(workspace, "chat.postMessage", channel=channel, **quiet(message))
        except PlatformRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            log.warning("Somebody cannot be told anything: %s", exc)

    async def _say_where(self, job: Job) -> None:
        """Replace “reading the post …” by a link, once the first card stands."""
        now = await self._clock.now()
        if now >= datetime.fromisoformat(job.payload["until"]):
            return
        board = SlackBoard(self._web, self._pace, self._clock, job)
        cards = CaseCards(self._store, board, job)
        await cards.load()
        if not cards.cards:
            waited = now + _LINK_LIVES - datetime.fromisoformat(job.payload["until"])
            raise NotYet(now + max(_LOOK_AGAIN, waited / 10))
        try:
            message = render.ready(await board.link(cards.cards[-1]))
            body = {"replace_original": True, "text": message.text, "blocks": message.blocks}
            await self._web.answer(str(job.payload["response_url"]), body)
        except PlatformRefused as exc:
            log.info("The answer to a command stays as it is: %s", exc)
