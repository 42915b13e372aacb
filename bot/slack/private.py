"""Tells one person something that only they see: answers, questions, the way to a card."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from bot.acts import Act, Target, target
from bot.card_acts import LABELS
from bot.case_cards import CaseCards
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformBusy, PlatformRefused
from bot.pacing import Pace
from bot.passing_on import PassingOn
from bot.patience import patient
from bot.people import member_id
from bot.records import Commit, Job, NewJob
from bot.review_card import review_card
from bot.slack import pieces, render
from bot.slack.cards import SlackBoard, quiet
from bot.slack.names import Names
from bot.slack.people import PLATFORM
from bot.slack.places import UNREACHABLE, Places
from bot.slack.render import Message
from bot.slack.web import Web
from bot.store import Store
from bot.unheard import meant_for, owed, saying_whom, told_instead
from bot.worker import NotYet

SAY_JOB = "slack-say"
POST_JOB = "slack-post"

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
        self.questions = PassingOn(PLATFORM, SAY_JOB, store, desk, clock)

    async def say(self, job: Job) -> None:
        """Tell one person something, where only that person sees it."""
        async with patient(job, self._clock):
            if job.payload.get("until"):
                await self._say_where(job)
                return
            asked = job.payload.get("question")
            message = await (self._asked(job) if asked else self._message(job))
            if message is not None and not await self._heard(job, message):
                log.warning("Case %s: whom a reminder is for cannot be told in Slack.", job.case_id)
                instead = told_instead(job, PLATFORM, POST_JOB, await self._clock.now())
                jobs = Commit(job.organisation, job.case_id, None, jobs=(instead,))
                await self._store.commit(jobs)

    async def _heard(self, job: Job, message: Message) -> bool:
        """Whether it was told; true of what need not be."""
        try:
            return await self.privately(job, message) or not owed(job)
        except PlatformRefused as exc:
            if exc.barred or not owed(job):
                raise
            return False

    async def post(self, job: Job) -> None:
        """Tell a whole conversation something: under a card, or else in the review conversation.

        Where nothing can be said there, or people from outside read along, whoever has the case
        hears of it: what is owed to a customer is not lost with a conversation.
        """
        async with patient(job, self._clock):
            message = await self._message(job)
            if message is None or await self._aloud(job, message):
                return
            for member in await self._concerned(job):
                if await self._directly(job, str(job.payload["workspace"]), member, message):
                    return
            log.warning("A message for a conversation in Slack had nowhere to go.")

    async def _aloud(self, job: Job, message: Message) -> bool:
        """Whether colleagues could be told, and nobody else."""
        to, workspace = job.payload, str(job.payload["workspace"])
        beside, thread = str(to.get("conversation") or ""), str(to.get("thread") or "")
        for where, under in dict.fromkeys([(beside, thread), (beside, "")]):
            if where and await self._openly(job, where, under, message):
                return True
        review = await self._places.review_in(workspace)
        return review not in {"", beside} and await self._openly(job, review, "", message)

    async def _openly(self, job: Job, channel: str, thread: str, message: Message) -> bool:
        """Whether it could be said there, where no outsider reads."""
        workspace, now = str(job.payload["workspace"]), await self._clock.now()
        if await self._places.overheard(workspace, channel, now):
            return False
        return await self._spoken(job, workspace, channel, message, thread)

    async def _concerned(self, job: Job) -> list[str]:
        """The member ids of whoever has the case, and of whoever brought it."""
        try:
            case = (await self._desk.view(job.organisation, job.case_id)).case
        except NoSuchCase:
            return []
        people = filter(None, (case.claimed_by, case.forwarder))
        known = [member_id(PLATFORM, person.id) for person in people]
        return [member for team, member in known if team == job.payload["workspace"]]

    async def link_later(self, job: Job, response_url: str) -> None:
        """Have “reading the post …” beside a command replaced by a link to the card."""
        now = await self._clock.now()
        payload = {"response_url": response_url, "until": (now + _LINK_LIVES).isoformat()}
        link = NewJob(SAY_JOB, f"link:{job.case_id}", job.case_id, payload, now + _LOOK_AGAIN)
        await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(link,)))

    async def _asked(self, job: Job) -> Message | None:
        """What was asked back; None where it is not open any more."""
        if (view := await self.questions.asked(job)) is None:
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
        if person := meant_for(job):
            words = saying_whom(words, await self._names.of(job.organisation, person))
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

    async def privately(self, job: Job, message: Message) -> bool:
        """Beside the command, else in the conversation, else in direct messages; whether it was."""
        to = job.payload
        workspace, user = str(to["workspace"]), str(to["user"])
        shown = {"text": message.text, "blocks": message.blocks}
        if url := to.get("response_url"):
            try:
                body = {"response_type": "ephemeral", "replace_original": False, **shown}
                await self._web.answer(str(url), body)
                return True
            except PlatformRefused as exc:
                log.info("Too late for an answer beside the command: %s", exc)
        if conversation := to.get("conversation"):
            where = {"channel": conversation, "user": user}
            if thread := to.get("thread"):
                where["thread_ts"] = thread
            try:
                await self._web.call(workspace, "chat.postEphemeral", **where, **shown)
                return True
            except PlatformRefused as exc:
                log.info("Told in direct messages instead: %s", exc)
        return await self._directly(job, workspace, user, message)

    async def _directly(self, job: Job, workspace: str, user: str, message: Message) -> bool:
        channel = await self._places.direct(workspace, user)
        return bool(channel) and await self._spoken(job, workspace, channel, message)

    async def _spoken(
        self, job: Job, workspace: str, channel: str, message: Message, thread: str = ""
    ) -> bool:
        """Post it in its turn; False where nothing can be written (any more)."""
        key, now = f"{workspace}/{channel}", await self._clock.now()
        if wait := self._pace.take(key, now.timestamp(), str(job.id)):
            raise NotYet(now + timedelta(seconds=wait))
        where = {"channel": channel, **({"thread_ts": thread} if thread else {})}
        try:
            await self._web.call(workspace, "chat.postMessage", **where, **quiet(message))
        except PlatformBusy as exc:
            self._pace.hold(key, now.timestamp() + exc.retry_after)
            raise
        except PlatformRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            log.warning("Somebody cannot be told anything: %s", exc)
            return False
        return True

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
