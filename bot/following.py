"""The job behind a case's timer: tells whoever has to know that something is due, each once."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot import follow_commands as fc
from bot.acts import Act, Target
from bot.casebook import TRIES, Casebook
from bot.consequences import FOLLOW_JOB, TIMER
from bot.contents import Content
from bot.digest import missed_job, morning_job
from bot.errors import CaseChanged, NewerEvents, NoSuchCase, StoreBusy
from bot.follow_up import FollowUpRules
from bot.people import Person
from bot.records import Commit, Job, NewJob, StandingCard
from bot.reminder_words import sentence
from bot.standing import card_of
from bot.timers import Audience, Reminder, pending
from bot.told_now import Telling, next_look, told_now
from bot.unheard import else_in
from bot.views import CaseView
from bot.worker import NotYet

log = logging.getLogger(__name__)

_AT_ONCE = 500  # timers in one commit
_NEWER = timedelta(minutes=10)  # a process of the newer release takes it by then
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

To = tuple["Lines", Mapping[str, str]]  # a platform, and where there it goes


class Cards(Protocol):
    """Where the cards of a case stand, and which cases nobody looks after."""

    async def commit(self, commit: Commit) -> bool: ...

    async def cards(self, organisation: str, case_id: str) -> list[StandingCard]: ...

    async def workspaces(self, platform: str, organisation: str) -> list[str]: ...

    async def without_timer(self, kind: str, prefix: str) -> list[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True)
class Lines:
    """How one platform is told something: its jobs, and who leads there.

    `say` tells one member privately, `post` a whole conversation. `leads` are member ids; empty
    where everybody leads. `reviews` says that there is a review conversation. `workspace` is the
    only one there is, where no list of them is kept.
    """

    platform: str
    say: str
    post: str
    leads: tuple[str, ...] = ()
    crisis_owners: tuple[str, ...] = ()
    on_call: tuple[str, ...] = ()
    reviews: bool = False
    workspace: str = ""

    @classmethod
    def to(
        cls,
        platform: str,
        say: str,
        post: str,
        rules: FollowUpRules,
        *,
        leads: Iterable[str],
        reviews: bool,
        workspace: str = "",
    ) -> Lines:
        """To those of the people of the rules, and of the leads, who are on the platform."""
        return cls(
            platform,
            say,
            post,
            leads=members_of(platform, sorted(leads)),
            crisis_owners=members_of(platform, rules.crisis_owners),
            on_call=members_of(platform, rules.on_call.people),
            reviews=reviews,
            workspace=workspace,
        )


def members_of(platform: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Those of `ids` that can be members of a platform: in Teams they are GUIDs."""
    return tuple(one for one in ids if bool(_GUID.fullmatch(one)) is (platform == "teams"))


class Following:
    """What is told and that it was told are one transaction, so nobody is told twice."""

    def __init__(self, casebook: Casebook, cards: Cards, lines: Sequence[Lines] = ()) -> None:
        self._casebook, self._cards = casebook, cards
        self._lines: Mapping[str, Lines] = {one.platform: one for one in lines}

    async def begin(self) -> None:
        """Look after the cases that nobody does: those of an older release, or a discarded job."""
        now = await self._casebook.now()
        waiting: dict[str, list[NewJob]] = {}
        for organisation, case_id in await self._cards.without_timer(FOLLOW_JOB, TIMER):
            timer = NewJob(FOLLOW_JOB, f"{TIMER}{case_id}", case_id, {}, now)
            waiting.setdefault(organisation, []).append(timer)
        for organisation, jobs in waiting.items():
            for first in range(0, len(jobs), _AT_ONCE):
                some = tuple(jobs[first : first + _AT_ONCE])
                await self._cards.commit(Commit(organisation, "", None, jobs=some))

    async def run(self, job: Job) -> None:
        """Tell what is due in the job's case, and set its timer anew."""
        for _ in range(TRIES):
            try:
                view = await self._casebook.view(job.organisation, job.case_id)
            except NoSuchCase:
                log.info("Case %s is no more.", job.case_id)
                return None
            except NewerEvents:
                log.info("Case %s is left to a newer release.", job.case_id)
                raise NotYet(await self._casebook.now() + _NEWER) from None
            try:
                return await self._tell(job, view)
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now.")

    async def _tell(self, job: Job, view: CaseView) -> None:
        now, house = await self._casebook.now(), self._casebook.house
        waiting = pending(view.case, house)
        telling = told_now(waiting, house, now)
        if not telling.marks:
            if later := next_look(waiting, house, now):
                raise NotYet(later)
            return
        contents, jobs = await self._said(telling, view, now)
        jobs.append(morning_job(house, now))
        if telling.missed:
            jobs.append(missed_job(house, now))
        await self._casebook.append(
            view.case,
            fc.RecordReminders(telling.marks, quietly=not telling.aloud),
            by=None,
            contents=contents,
            finishes=job,
            jobs=jobs,
        )

    async def _said(
        self, telling: Telling, view: CaseView, now: datetime
    ) -> tuple[list[Content], list[NewJob]]:
        """The words and jobs of what is told; of one thing nobody hears twice in a moment."""
        contents, jobs = list[Content](), list[NewJob]()
        heard: set[tuple[str, str, str]] = set()
        for reminder in telling.aloud:
            content = self._casebook.seal(sentence(reminder, view, now))
            told = list[NewJob]()
            for line, to in await self._recipients(reminder, view, now):
                who = reminder.strand, line.platform, repr(to)
                if who not in heard:
                    heard.add(who)
                    kind, payload = await self._errand(line, to, view)
                    told.append(_job(view, reminder, content, kind, payload, now, len(told)))
            jobs += told
            contents += [content] if told else []
        return contents, jobs

    async def _errand(
        self, line: Lines, to: Mapping[str, str], view: CaseView
    ) -> tuple[str, Mapping[str, Any]]:
        """The kind of job, and what it holds: also where it is told if its person is not there."""
        if not to["user"]:
            return line.post, to
        return line.say, {**to, **else_in(await self._place(line, view) or _to(to["workspace"]))}

    async def _recipients(self, reminder: Reminder, view: CaseView, now: datetime) -> Sequence[To]:
        """Who is told, each on their platform; nobody where none is configured."""
        if reminder.audience is Audience.OWNER:
            for person in _owners(reminder, view):
                if found := self._direct(person.id):
                    return [found]
            if called := await self._on_call(view, now):
                return [called]
            if view.case.forwarder and (found := self._direct(view.case.forwarder.id)):
                return [found]
        if reminder.audience is Audience.CRISIS_OWNER and (owners := await self._owners(view)):
            return owners
        return await self._leads(view)

    async def _leads(self, view: CaseView) -> Sequence[To]:
        """The leads of the nearest platform that has some, else the conversation of the card."""
        for line in self._nearest(view):
            if line.leads and (workspace := await self._workspace(line, view)):
                return [(line, _to(workspace, user=member)) for member in line.leads]
        for line in self._nearest(view):
            if place := await self._place(line, view):
                return [(line, place)]
        return []

    async def _owners(self, view: CaseView) -> Sequence[To]:
        """Whoever owns a crisis, on whatever platform."""
        return [
            (line, _to(workspace, user=member))
            for line in self._nearest(view)
            if line.crisis_owners and (workspace := await self._workspace(line, view))
            for member in line.crisis_owners
        ]

    def _direct(self, person: str) -> To | None:
        platform, _, rest = person.partition(":")
        workspace, _, member = rest.rpartition(":")
        line = self._lines.get(platform)
        return (line, _to(workspace, user=member)) if line and member else None

    async def _on_call(self, view: CaseView, now: datetime) -> To | None:
        """Whoever is on call, where nobody has the case."""
        house = self._casebook.house
        member = house.rules.on_call.on_call(house.hours.day_of(now))
        for line in self._nearest(view):
            if member in line.on_call and (workspace := await self._workspace(line, view)):
                return line, _to(workspace, user=member)
        return None

    def _nearest(self, view: CaseView) -> list[Lines]:
        """The platforms, that of the case first."""
        came = view.case.came_from.platform if view.case.came_from else ""
        return sorted(self._lines.values(), key=lambda line: line.platform != came)

    async def _workspace(self, line: Lines, view: CaseView) -> str:
        came = view.case.came_from
        if came and came.platform == line.platform:
            return came.workspace
        there = await self._cards.workspaces(line.platform, view.case.organisation)
        return there[0] if there else line.workspace

    async def _place(self, line: Lines, view: CaseView) -> Mapping[str, str] | None:
        """Under the latest card of the case, else in the review conversation."""
        standing = await self._cards.cards(view.case.organisation, view.case.id)
        mine = [
            card_of(one) for one in standing if one.ref.platform.startswith(f"{line.platform}:")
        ]
        cards = [card for card in mine if card.reachable and not card.doubtful and not card.member]
        if cards:
            card = cards[-1]
            thread = card.thread or card.ref.message
            return _to(card.workspace, conversation=card.conversation, thread=thread)
        workspace = await self._workspace(line, view) if line.reviews else ""
        return _to(workspace) if workspace else None


def _owners(reminder: Reminder, view: CaseView) -> Iterator[Person]:
    """Whoever sees to the promise, or to the case."""
    owed = next((one for one in view.case.ledger if one.number == reminder.promise), None)
    if owed and owed.owner:
        yield owed.owner
    if view.owner:
        yield view.owner


def _job(
    view: CaseView,
    reminder: Reminder,
    content: Content,
    kind: str,
    to: Mapping[str, Any],
    now: datetime,
    number: int,
) -> NewJob:
    """One of those that tell a reminder; asked for twice, it comes once."""
    case, about = view.case, Target(view.case.id).value()
    payload: dict[str, Any] = {"target": about, "button": Act.SHOW.value}
    key = f"due:{case.id}:{reminder.mark}:{number}"
    return NewJob(kind, key, case.id, {**to, "content": content.ref.id, **payload}, now)


def _to(
    workspace: str, *, user: str = "", conversation: str = "", thread: str = ""
) -> Mapping[str, str]:
    return {
        "workspace": workspace,
        "user": user,
        "conversation": conversation,
        "thread": thread,
    }
