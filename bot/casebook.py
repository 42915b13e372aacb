"""Loads a case, decides, appends: the one way in which anything happens to a case."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from bot import commands as c
from bot import events as e
from bot.case import Case, evolve, replay
from bot.clock import Clock
from bot.consequences import Consequences, case_row, timer
from bot.contents import Content, seal
from bot.decide import decide, record
from bot.errors import CaseChanged, NewerEvents, NoSuchCase, StoreBusy
from bot.follow_up import FollowUp
from bot.incident import Incident, incident_of, telling
from bot.mentions import named, people_of, texts_of
from bot.past import HouseWord, Lesson, PastReply
from bot.people import SOMEBODY, ApprovalPolicy, Caller, Person
from bot.practice import Practice
from bot.records import CaseRow, Claims, Commit, Job, MessageRef, NewJob
from bot.views import CaseView

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

    async def case_of_customer(
        self, organisation: str, keys: Sequence[str], *, since: datetime
    ) -> str | None: ...

    async def due_cases(
        self, organisation: str, *, until: datetime, limit: int = 50
    ) -> list[CaseRow]: ...

    async def case_row(self, organisation: str, case_id: str) -> CaseRow | None: ...

    async def cases_alike(
        self,
        organisation: str,
        words: Sequence[str],
        *,
        since: datetime,
        until: datetime,
        limit: int = 20,
    ) -> list[tuple[str, int, datetime]]: ...

    async def incident_cases(self, organisation: str, incident: str) -> list[CaseRow]: ...

    async def histories(
        self, organisation: str, case_ids: Sequence[str]
    ) -> dict[str, list[e.Recorded]]: ...

    async def usual_words(
        self, organisation: str, words: Sequence[str], *, since: datetime, until: datetime
    ) -> set[str]: ...

    async def practice(self, organisation: str, person: str) -> Practice: ...

    async def set_practice(self, organisation: str, person: str, on: bool) -> None: ...


class Casebook:
    """`wake` is called after a commit that added work for the worker.

    What else it takes stands in `Consequences`.
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
        promise_reader: bool = False,
        house: FollowUp | None = None,
    ) -> None:
        self.ledger = ledger
        self._clock, self._policy, self._wake, self._new_id = clock, policy, wake, new_id
        # One thread at a time thinks for nobody who waits: Python runs one, and each more of them
        # would keep all who are waiting for an answer.
        self._behind = asyncio.Semaphore(1)
        self.house = house or FollowUp()
        self._follows = Consequences(
            tuple(after_change), second_reader, translator, promise_reader, self.house
        )

    async def now(self) -> datetime:
        """What time it is for everybody who works on these cases."""
        return await self._clock.now()

    async def view(self, organisation: str, case_id: str) -> CaseView:
        """The case with its words; `NoSuchCase` where the organisation has none such."""
        history = await self._history(organisation, case_id)
        wanted = [ref.id for recorded in history for ref in texts_of(recorded.event)]
        case, incident = replay(organisation, case_id, history), None
        if case.incident:
            incident = await self.incident(organisation, case.incident, but=case_id)
            wanted += [ref.id for ref in incident.contents]
            wanted += [row.headline_content for row in incident.beside(case_id)]
        texts = await self.ledger.contents(organisation, wanted)
        return CaseView(case, tuple(history), texts, self.house, incident)

    async def incident(self, organisation: str, incident: str, *, but: str = "") -> Incident:
        """All that is known of an incident besides one of its cases."""
        rows = await self.ledger.incident_cases(organisation, incident)
        ids = [case_id for case_id in telling(rows) if case_id != but]
        histories = await self.histories(organisation, ids)
        return incident_of(incident, rows, histories)

    async def histories(
        self, organisation: str, case_ids: Sequence[str]
    ) -> dict[str, list[e.Recorded]]:
        """What happened to each of these cases, in their order."""
        found = await self.ledger.histories(organisation, case_ids)
        told = iter(await self._with_names(organisation, [*chain.from_iterable(found.values())]))
        by_id = {case_id: list(islice(told, len(one))) for case_id, one in found.items()}
        return {case_id: by_id[case_id] for case_id in case_ids if case_id in by_id}

    async def show(self, organisation: str, case_id: str) -> None:
        """Have the cards of a case show it anew, though nothing happened to the case itself."""
        jobs = tuple(self._follows.shown(case_id, {}, await self._clock.now()))
        if jobs and await self.ledger.commit(Commit(organisation, case_id, None, jobs=jobs)):
            self._wake()

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
        customers: Sequence[str] = (),
    ) -> str:
        """Append a new case and its first jobs; a known delivery key gives the case it opened.

        `payload` goes to the jobs that show the case. `customers` are the keys by which a later
        post of the same customer is known.
        """
        case = Case(organisation, self._new_id())
        commit, _ = await self._decided(case, commands, by, contents, payload or {})
        commit = replace(commit, inbox_keys=tuple(keys), customers=tuple(customers))
        if await self.ledger.commit(commit):
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
        customers: Sequence[str] = (),
        first: Callable[[Case], Awaitable[Claims | None]] | None = None,
    ) -> Case:
        """All commands in one transaction, decided again where somebody else was faster.

        A delivery whose key is known changes nothing. `first` may refuse, seeing the case as it is,
        and say which claims have to stay as they are.
        """
        for _ in range(TRIES):
            history = await self._history(organisation, case_id)
            case = replay(organisation, case_id, history)
            claims = await first(case) if first else None
            try:
                return await self.append(
                    case, *commands, by=by, contents=contents, keys=keys, customers=customers,
                    claims=claims,
                )  # fmt: skip
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now. Please try again.")

    async def by(
        self,
        caller: Caller,
        case_id: str,
        *commands: c.Command,
        contents: Sequence[Content] = (),
        customers: Sequence[str] = (),
        first: Callable[[Case], Awaitable[Claims | None]] | None = None,
    ) -> Case:
        """What a caller wants to happen, once for each delivery."""
        return await self.act(
            caller.organisation,
            case_id,
            *commands,
            by=caller.person,
            contents=contents,
            keys=caller.delivery,
            customers=customers,
            first=first,
        )

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
        jobs: Sequence[NewJob] = (),
        customers: Sequence[str] = (),
        problem: Sequence[str] = (),
        claims: Claims | None = None,
    ) -> Case:
        """Decide on the case as given; `CaseChanged` where it is no longer the latest.

        `jobs` are added to those that follow from the commands.
        """
        commit, after = await self._decided(case, commands, by, contents)
        if commit.events or commit.jobs or finishes or problem:
            commit = replace(
                commit,
                row=case_row(after, self.house) if problem else commit.row,
                finishes=finishes,
                inbox_keys=tuple(keys),
                jobs=(*commit.jobs, *jobs),
                customers=tuple(customers),
                problem=tuple(problem),
                claims=claims,
            )
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
        return await self._with_names(organisation, history)

    async def _with_names(self, organisation: str, history: list[e.Recorded]) -> list[e.Recorded]:
        unnamed = {p.id for recorded in history for p in people_of(recorded) if p.name == SOMEBODY}
        if not unnamed:
            return history
        names = await self.ledger.names(organisation, sorted(unnamed))
        return [named(recorded, names) for recorded in history]

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
            jobs=tuple(self._follows.jobs(after, commands, recorded, payload or {}, now)),
            row=case_row(after, self.house) if recorded else None,
            drop_jobs=(timer(after),) if recorded and case.version else (),
        )
        return commit, after
