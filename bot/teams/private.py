"""Tells one person something in Teams: in their personal conversation, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.acts import Act, target
from bot.asked_back import passing_on
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformBusy, PlatformRefused
from bot.patience import patient
from bot.people import Workspace
from bot.records import Commit, Conversation, Job, NewJob
from bot.review_card import review_card
from bot.store import Store
from bot.teams import render
from bot.teams.cards import Turns
from bot.teams.connector import Connector
from bot.teams.ids import PLATFORM
from bot.teams.people import Directory, member_id
from bot.teams.places import UNREACHABLE, Places
from bot.teams.render import Message, Notice
from bot.views import CaseView
from bot.worker import NotYet

SAY_JOB = "teams-say"

_WAITING = "I have something for you: please open a chat with me (add the app)."
_TRIES = 12  # in about seven hours
_LONGEST = timedelta(hours=1)

log = logging.getLogger(__name__)


class PrivateWords:
    """The job behind what is said privately. `turns` are shared with the cards."""

    def __init__(
        self,
        store: Store,
        desk: CareDesk,
        connector: Connector,
        *,
        clock: Clock,
        places: Places,
        turns: Turns,
        directory: Directory,
        jitter: Callable[[], float],
    ) -> None:
        self._store, self._desk, self._connector, self._clock = store, desk, connector, clock
        self._places, self._turns, self._directory = places, turns, directory
        self._jitter = jitter

    async def say(self, job: Job) -> None:
        """Tell one person something, where only that person sees it."""
        async with patient(job, self._clock, self._jitter):
            asked = job.payload.get("question")
            message = await (self._asked(job) if asked else self._message(job))
            if message is not None:
                await self.privately(job, message)

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
        return render.asked_back(review_card(view, self._desk.coach.playbook))

    async def _message(self, job: Job) -> Message | None:
        """What is to be said; None where the words were erased since."""
        payload, words = job.payload, ""
        if content := payload.get("content"):
            found = (await self._store.contents(job.organisation, [content])).get(content)
            if found is None:
                return None
            if card := found.extra.get("card"):
                return Message(found.text, card)
            words = found.text
        if not payload.get("target"):
            return render.said(words)
        about, button = target(payload["target"]), payload.get("button")
        act = Act(button) if button else None
        return render.refusal(Notice(words, about, bool(payload.get("anyway")), act))

    async def privately(self, job: Job, message: Message) -> None:
        """In the personal conversation. Until there is one the words wait, for some hours.

        Others read where they were asked for, so there it is only said that there are some.
        """
        tenant, member = str(job.payload["workspace"]), str(job.payload["user"])
        key = f"{PLATFORM}:{tenant}"
        direct = await self._places.direct(job.organisation, key, member)
        if direct and await self._told(job, direct, message):
            return None
        if job.payload.get("waiting"):
            return await self._wait(job)
        name = str(job.payload.get("conversation") or "")
        where = await self._places.reach(job.organisation, key, name) if name else None
        if where and where.kind == "personal" and await self._told(job, where, message):
            return None
        if where and await self._among_colleagues(where):
            workspace = Workspace(job.organisation, PLATFORM, tenant)
            person = (await self._directory.caller(workspace, member, "")).person
            named = Message(f"{person.name}, {_WAITING}")
            await self._told(job, where, named, thread=str(job.payload.get("thread") or ""))
        payload, now = {**job.payload, "waiting": True}, await self._clock.now()
        later = NewJob(SAY_JOB, f"{SAY_JOB}:waiting:{job.id}", job.case_id, payload, now)
        await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(later,)))
        return None

    async def _wait(self, job: Job) -> None:
        if job.fence > _TRIES:
            log.warning("Somebody could not be told anything in Teams: there is no chat with them.")
            return
        wait = min(_LONGEST, timedelta(minutes=1) * (1 << min(job.fence - 1, 6)))
        raise NotYet(await self._clock.now() + wait)

    async def _among_colleagues(self, where: Conversation) -> bool:
        """Whether it is certain that there are several people, all of them colleagues."""
        if where.kind == "personal":
            return False
        return await self._places.outsiders(where, await self._clock.now()) is False

    async def _told(
        self, job: Job, where: Conversation, message: Message, *, thread: str = ""
    ) -> bool:
        """Whether it could be said there."""
        await self._turns.take(job, where)
        try:
            await self._connector.send(where, message, thread=thread)
        except PlatformBusy as exc:
            await self._turns.hold(where, exc)
            raise
        except PlatformRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            await self._places.leave(job.organisation, where, exc)
            return False
        return True
