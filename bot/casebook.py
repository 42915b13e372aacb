"""Loads a case, decides, appends: the one way in which anything happens to a case."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from bot import commands as c
from bot import events as e
from bot.case import Case, evolve, replay
from bot.clock import Clock
from bot.contents import Content, ContentRef, seal
from bot.decide import decide, record
from bot.errors import CaseChanged, NewerEvents, NoSuchCase, StoreBusy
from bot.past import HouseWord, Lesson, PastReply
from bot.people import SOMEBODY, ApprovalPolicy, Person
from bot.practice import Practice
from bot.records import CaseRow, Commit, Job, MessageRef, NewJob
from bot.views import CaseView

DRAFT_JOB = "draft"
READ_JOB = "read"
TRANSLATE_JOB = "translate"
REMEMBER_JOB = "remember"

# After these, the house may learn something else from a case than before.
_TELLING = (
    e.DraftApproved,
    e.ApprovalWithdrawn,
    e.ReplySent,
    e.CorrectionAsked,
    e.CaseSolved,
    e.CaseReopened,
)

T = TypeVar("T")

# How often a decision is made anew because somebody else appended to the case first.
TRIES = 20


# What should happen to a case: commands, and the texts they speak of.
Plan = tuple[Sequence[c.Command], Sequence[Content]]


class Ledger(Protocol):
    """Where cases are kept. One `commit` is one transaction."""

    async def commit(self, commit: Commit) -> bool: ...

    async def events(self, organisation: str, case_id: str) -> list[e.Recorded]: ...

    async def cases_with(self, organisation: str, event_type: str) -> list[str]: ...

    async def contents(self, organisation: str, ids: Sequence[str]) -> dict[str, Content]: ...

    async def case_for_key(self, organisation: str, *inbox_keys: str) -> str | None: ...

    async def find_ref(self, organisation: str, ref: MessageRef) -> tuple[str, int] | None: ...

    async def names(self, organisation: str, people: Sequence[str]) -> dict[str, str]: ...

    async def cases(
        self, organisation: str, *, statuses: Sequence[str] = (), limit: int = 50
    ) -> list[CaseRow]: ...

    async def remember(self, lesson: Lesson) -> None: ...

    async def past_replies(
        self, organisation: str, post: str, *, language: str, limit: int = 3
    ) -> list[PastReply]: ...

    async def recent_replies(self, organisation: str, *, limit: int = 20) -> list[str]: ...

    async def house_words(self, organisation: str, *, at_least: int = 1) -> list[HouseWord]: ...

    async def adopt_word(
        self, organisation: str, said: str, instead: str, adopted: bool
    ) -> None: ...

    async def practice(self, organisation: str, person: str) -> Practice: ...

    async def set_practice(self, organisation: str, person: str, on: bool) -> None: ...


class Casebook:
    """`wake` is called after a commit that added work for the worker.

    `after_change` are the kinds of jobs that every change of a case brings about: showing it where
    its cards stand. `second_reader` says whether what people write is read a second time,
    `translator` whether what the team cannot read is translated.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Clock,
        policy: ApprovalPolicy,
        wake: Callable[[], None] = lambda: None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        after_change: Sequence[str] = (),
        second_reader: bool = False,
        translator: bool = False,
    ) -> None:
        self.ledger = ledger
        self._clock, self._policy, self._wake, self._new_id = clock, policy, wake, new_id
        # One thread at a time thinks for nobody who waits: Python runs one, and each more of them
        # would keep all who are waiting for an answer.
        self._behind = asyncio.Semaphore(1)
        self._after_change = tuple(after_change)
        self._second_reader, self._translator = second_reader, translator

    async def now(self) -> datetime:
        """What time it is for everybody who works on these cases."""
        return await self._clock.now()

    async def view(self, organisation: str, case_id: str) -> CaseView:
        """The case with its words; `NoSuchCase` where the organisation has none such."""
        history = await self._history(organisation, case_id)
        wanted = [ref.id for recorded in history for ref in _refs(recorded.event)]
        texts = await self.ledger.contents(organisation, wanted)
        return CaseView(replay(organisation, case_id, history), tuple(history), texts)

    async def views_with(self, organisation: str, event: type[e.Event]) -> AsyncIterator[CaseView]:
        """Every case in which such an event happened; without those of a newer release."""
        for case_id in await self.ledger.cases_with(organisation, event.__name__):
            with suppress(NewerEvents):
                yield await self.view(organisation, case_id)

    async def open(
        self,
        organisation: str,
        by: Person,
        commands: Sequence[c.Command],
        contents: Sequence[Content],
        *,
        keys: Sequence[str] = (),
        payload: Mapping[str, Any] | None = None,
    ) -> str:
        """Append a new case and its first jobs; a known delivery key gives the case it opened.

        `payload` goes to the jobs that show the case.
        """
        case = Case(organisation, self._new_id())
        commit, _ = await self._decided(case, commands, by, contents, payload or {})
        if await self.ledger.commit(replace(commit, inbox_keys=tuple(keys))):
            self._wake()
            return case.id
        known = await self.ledger.case_for_key(organisation, *keys)
        if known is None:
            raise NoSuchCase("This post came in before, but its case cannot be found.")
        return known

    async def act(
        self,
        organisation: str,
        case_id: str,
        *commands: c.Command,
        by: Person | None,
        contents: Sequence[Content] = (),
        keys: Sequence[str] = (),
    ) -> Case:
        """All commands in one transaction, decided again where somebody else was faster.

        A delivery whose key is known changes nothing.
        """
        for _ in range(TRIES):
            history = await self._history(organisation, case_id)
            case = replay(organisation, case_id, history)
            try:
                return await self.append(case, *commands, by=by, contents=contents, keys=keys)
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now. Please try again.")

    async def enqueue(
        self,
        organisation: str,
        case_id: str,
        kind: str,
        payload: Mapping[str, Any],
        *,
        content: Content | None = None,
        keys: Sequence[str] = (),
    ) -> None:
        """Add a job to a case without changing it; a delivery whose key is known adds none."""
        job = NewJob(kind, "", case_id, payload, await self._clock.now())
        contents = (content,) if content else ()
        commit = Commit(
            organisation, case_id, None, contents=contents, jobs=(job,), inbox_keys=tuple(keys)
        )
        if await self.ledger.commit(commit):
            self._wake()

    async def work(
        self,
        organisation: str,
        case_id: str,
        plan: Callable[[CaseView], Plan],
        *,
        by: Person | None,
        finishes: Job | None = None,
        keys: Sequence[str] = (),
    ) -> Case:
        """What `plan` makes of the case with its words, planned anew where somebody was faster.

        `plan` runs in a thread: reading and writing texts takes a while.
        """
        for _ in range(TRIES):
            view = await self.view(organisation, case_id)
            thinking = partial(plan, view)
            planned = asyncio.to_thread(thinking) if by else self.think(thinking)
            commands, contents = await planned
            try:
                return await self.append(
                    view.case,
                    *commands,
                    by=by,
                    contents=contents,
                    finishes=finishes,
                    keys=keys,
                )
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now. Please try again.")

    async def think(self, work: Callable[[], T]) -> T:
        """What slow work comes to that nobody waits for, in a thread."""
        async with self._behind:
            return await asyncio.to_thread(work)

    async def append(
        self,
        case: Case,
        *commands: c.Command,
        by: Person | None,
        contents: Sequence[Content] = (),
        finishes: Job | None = None,
        keys: Sequence[str] = (),
    ) -> Case:
        """Decide on the case as given; `CaseChanged` where it is no longer the latest."""
        commit, after = await self._decided(case, commands, by, contents)
        if commit.events or commit.jobs or finishes:
            commit = replace(commit, finishes=finishes, inbox_keys=tuple(keys))
            if not await self.ledger.commit(commit):
                return case
        if commit.jobs:
            self._wake()
        return after

    def seal(self, text: str, extra: Mapping[str, Any] | None = None) -> Content:
        """A content with a fresh id and salt."""
        return seal(text, content_id=self._new_id(), salt=secrets.token_hex(16), extra=extra)

    async def _history(self, organisation: str, case_id: str) -> list[e.Recorded]:
        history = await self.ledger.events(organisation, case_id)
        if not history:
            raise NoSuchCase("This case does not exist (any more).")
        unnamed = {p.id for recorded in history for p in _people(recorded) if p.name == SOMEBODY}
        if not unnamed:
            return history
        names = await self.ledger.names(organisation, sorted(unnamed))
        return [_named(recorded, names) for recorded in history]

    async def _decided(
        self,
        case: Case,
        commands: Sequence[c.Command],
        by: Person | None,
        contents: Sequence[Content],
        payload: Mapping[str, Any] | None = None,
    ) -> tuple[Commit, Case]:
        now = await self._clock.now()
        recorded: list[e.Recorded] = []
        after = case
        for command in commands:
            happened = decide(after, command, by=by, policy=self._policy)
            for one in record(after, happened, by=by, at=now):
                after = evolve(after, one)
                recorded.append(one)
        commit = Commit(
            case.organisation,
            case.id,
            case.version,
            events=tuple(recorded),
            contents=tuple(contents) if recorded else (),
            jobs=tuple(self._jobs(after, commands, recorded, payload or {}, now)),
            row=_row(after) if recorded else None,
        )
        return commit, after

    def _jobs(
        self,
        after: Case,
        commands: Sequence[c.Command],
        recorded: Sequence[e.Recorded],
        payload: Mapping[str, Any],
        now: datetime,
    ) -> Iterator[NewJob]:
        """The work that follows from what happened."""
        # Asking again is no event, but it brings a job back that was given up or discarded.
        asked = any(isinstance(command, c.RequestDraft) for command in commands)
        wanted = any(isinstance(r.event, e.CaseOpened | e.DraftRequested) for r in recorded)
        if after.drafting and (asked or wanted):
            yield NewJob(DRAFT_JOB, f"draft:{after.id}", after.id, {}, now)
        written = any(
            isinstance(r.event, e.DraftProposed) and r.event.origin is e.Origin.PERSON
            for r in recorded
        )
        if written and self._second_reader:
            yield NewJob(READ_JOB, f"read:{after.id}", after.id, {}, now)
        proposed = (r.event for r in recorded if isinstance(r.event, e.DraftProposed))
        if self._translator and any(event.unread for event in proposed):
            yield NewJob(TRANSLATE_JOB, f"translate:{after.id}", after.id, {}, now)
        if any(isinstance(r.event, _TELLING) for r in recorded):
            yield NewJob(REMEMBER_JOB, f"remember:{after.id}", after.id, {}, now)
        if recorded:
            for kind in self._after_change:
                yield NewJob(kind, f"{kind}:{after.id}", after.id, payload, now)


def _refs(event: e.Event) -> Iterator[ContentRef]:
    """The texts that an event speaks of."""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, ContentRef):
            yield value


def _people(recorded: e.Recorded) -> Iterator[Person]:
    if recorded.actor:
        yield recorded.actor
    if isinstance(recorded.event, e.DraftProposed):
        yield recorded.event.author


def _named(recorded: e.Recorded, names: Mapping[str, str]) -> e.Recorded:
    """The event with the names of people that were not known when it happened."""

    def named(person: Person) -> Person:
        return replace(person, name=names.get(person.id, person.name))

    event = recorded.event
    if isinstance(event, e.DraftProposed):
        event = replace(event, author=named(event.author))
    return replace(recorded, actor=recorded.actor and named(recorded.actor), event=event)


def _row(case: Case) -> CaseRow:
    """The case list's entry, derived from the case."""
    assert case.post  # every case that has a version was opened
    assert case.opened_at
    assert case.changed_at
    triage = case.triage
    return CaseRow(
        organisation=case.organisation,
        case_id=case.id,
        status=case.status,
        category=triage.category if triage else "",
        severity=triage.severity if triage else 0,
        platform=case.platform,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        headline_content=case.post.id,
        claimed_by=case.claimed_by.name if case.claimed_by else "",
    )
