"""Tells one person something in Teams: in their personal conversation, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from bot.acts import Act, target
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase, PlatformBusy, PlatformRefused
from bot.passing_on import PassingOn
from bot.patience import patient
from bot.people import Workspace
from bot.records import Commit, Conversation, Job, NewJob
from bot.review_card import review_card
from bot.store import Store
from bot.teams import render
from bot.teams.cards import Turns, sent
from bot.teams.connector import Connector
from bot.teams.ids import PLATFORM
from bot.teams.people import Directory
from bot.teams.places import UNREACHABLE, Places
from bot.teams.render import Message, Notice
from bot.unheard import meant_for, owed, saying_whom, told_instead
from bot.worker import NotYet

SAY_JOB = "teams-say"
POST_JOB = "teams-post"

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
        self.questions = PassingOn(PLATFORM, SAY_JOB, store, desk, clock)

    async def say(self, job: Job) -> None:
        """Tell one person something, where only that person sees it."""
        async with patient(job, self._clock, self._jitter):
            asked = job.payload.get("question")
            message = await (self._asked(job) if asked else self._message(job))
            if message is not None and not await self._heard(job, message):
                log.warning("Case %s: whom a reminder is for cannot be told in Teams.", job.case_id)
                await self._add(told_instead(job, PLATFORM, POST_JOB, await self._clock.now()), job)

    async def _heard(self, job: Job, message: Message) -> bool:
        """Whether it was told, or waits; true of what need not be."""
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
        async with patient(job, self._clock, self._jitter):
            message = await self._message(job)
            if message is not None and not await self._aloud(job, message):
                await self._to_whom_it_concerns(job)

    async def _aloud(self, job: Job, message: Message) -> bool:
        """Whether colleagues could be told, and nobody else."""
        to, now = job.payload, await self._clock.now()
        beside = str(to.get("conversation") or ""), str(to.get("thread") or "")
        for name, thread in dict.fromkeys([beside, (self._places.review, "")]):
            key = f"{PLATFORM}:{to['workspace']}"
            where = await self._places.reach(job.organisation, key, name) if name else None
            if where is None or await self._places.overheard(where, now):
                continue
            if await self._told(job, where, message, thread=thread):
                return True
        return False

    async def _to_whom_it_concerns(self, job: Job) -> None:
        """Whoever has the case, or brought it, is told privately."""
        member = await self._concerned(job)
        if not member:
            log.warning("A message for a conversation in Teams had nowhere to go.")
            return
        payload = {**job.payload, "user": member, "conversation": "", "thread": ""}
        now = await self._clock.now()
        await self._add(
            NewJob(SAY_JOB, f"{SAY_JOB}:instead:{job.id}", job.case_id, payload, now), job
        )

    async def _add(self, further: NewJob, job: Job) -> None:
        await self._store.commit(Commit(job.organisation, job.case_id, None, jobs=(further,)))

    async def _concerned(self, job: Job) -> str:
        """Their member id; empty where they have no account here, or no case is meant."""
        try:
            case = (await self._desk.view(job.organisation, job.case_id)).case
        except NoSuchCase:
            return ""
        workspace = Workspace(job.organisation, PLATFORM, str(job.payload["workspace"]))
        people = [one for one in (case.claimed_by, case.forwarder) if one]
        people.sort(key=lambda one: one.id == meant_for(job))  # who cannot be told, last
        for person in people:
            if member := await self._directory.here(workspace, person):
                return member
        return ""

    async def _asked(self, job: Job) -> Message | None:
        """What was asked back; None where it is not open any more."""
        if (view := await self.questions.asked(job)) is None:
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
        if person := meant_for(job):
            words = saying_whom(words, await self._directory.name(job.organisation, person))
        if not payload.get("target"):
            return render.said(words)
        about, button = target(payload["target"]), payload.get("button")
        act = Act(button) if button else None
        return render.refusal(Notice(words, about, bool(payload.get("anyway")), act))

    async def privately(self, job: Job, message: Message) -> bool:
        """In the personal conversation. Until there is one the words wait, for some hours.

        Others read where they were asked for, so there it is only said that there are some. False
        where it is owed and cannot be told: a reminder does not wait.
        """
        tenant, member = str(job.payload["workspace"]), str(job.payload["user"])
        key = f"{PLATFORM}:{tenant}"
        direct = await self._places.direct(job.organisation, key, member)
        if direct and await self._told(job, direct, message):
            return True
        if owed(job):
            return False
        if job.payload.get("waiting"):
            return await self._wait(job)
        name = str(job.payload.get("conversation") or "")
        where = await self._places.reach(job.organisation, key, name) if name else None
        if where and where.kind == "personal" and await self._told(job, where, message):
            return True
        if where and await self._among_colleagues(where):
            workspace = Workspace(job.organisation, PLATFORM, tenant)
            person = (await self._directory.caller(workspace, member, "")).person
            named = Message(f"{person.name}, {_WAITING}")
            await self._told(job, where, named, thread=str(job.payload.get("thread") or ""))
        payload, now = {**job.payload, "waiting": True}, await self._clock.now()
        await self._add(
            NewJob(SAY_JOB, f"{SAY_JOB}:waiting:{job.id}", job.case_id, payload, now), job
        )
        return True

    async def _wait(self, job: Job) -> bool:
        if job.fence > _TRIES:
            log.warning("Somebody could not be told anything in Teams: there is no chat with them.")
            return False
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
            await sent(self._connector, where, message, thread)
        except PlatformBusy as exc:
            await self._turns.hold(where, exc)
            raise
        except PlatformRefused as exc:
            if exc.error not in UNREACHABLE:
                raise
            await self._places.leave(job.organisation, where, exc)
            return False
        return True
