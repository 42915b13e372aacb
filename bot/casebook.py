"""Loads a case, decides, appends: the one way in which anything happens to a case."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Protocol

from bot import commands as c
from bot import events as e
from bot.case import Case, evolve, replay
from bot.clock import Clock
from bot.contents import Content, ContentRef, seal
from bot.decide import decide, record
from bot.errors import CaseChanged, NoSuchCase, StoreBusy
from bot.people import ApprovalPolicy, Person
from bot.records import CaseRow, Commit, Job, NewJob
from bot.views import CaseView

DRAFT_JOB = "draft"

# How often a decision is made anew because somebody else appended to the case first.
TRIES = 20


# What should happen to a case: commands, and the texts they speak of.
Plan = tuple[Sequence[c.Command], Sequence[Content]]


class Ledger(Protocol):
    """Where cases are kept. One `commit` is one transaction."""

    async def commit(self, commit: Commit) -> bool: ...

    async def events(self, organisation: str, case_id: str) -> list[e.Recorded]: ...

    async def contents(self, organisation: str, ids: Sequence[str]) -> dict[str, Content]: ...

    async def case_for_key(self, organisation: str, inbox_key: str) -> str | None: ...

    async def cases(
        self, organisation: str, *, statuses: Sequence[str] = (), limit: int = 50
    ) -> list[CaseRow]: ...


class Casebook:
    """`wake` is called after a commit that added work for the worker."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        clock: Clock,
        policy: ApprovalPolicy,
        wake: Callable[[], None] = lambda: None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self.ledger = ledger
        self._clock, self._policy, self._wake, self._new_id = clock, policy, wake, new_id

    async def view(self, organisation: str, case_id: str) -> CaseView:
        """The case with its words; `NoSuchCase` where the organisation has none such."""
        history = await self._history(organisation, case_id)
        wanted = [ref.id for recorded in history for ref in _refs(recorded.event)]
        texts = await self.ledger.contents(organisation, wanted)
        return CaseView(replay(organisation, case_id, history), tuple(history), texts)

    async def open(
        self, organisation: str, by: Person, command: c.OpenCase, content: Content, *, key: str
    ) -> str:
        """Append a new case and its first job; a known delivery `key` gives the case it opened."""
        case = Case(organisation, self._new_id())
        commit, _ = await self._decided(case, [command], by, [content])
        if await self.ledger.commit(replace(commit, inbox_key=key)):
            self._wake()
            return case.id
        known = await self.ledger.case_for_key(organisation, key)
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
    ) -> Case:
        """All commands in one transaction, decided again where somebody else was faster."""
        for _ in range(TRIES):
            history = await self._history(organisation, case_id)
            case = replay(organisation, case_id, history)
            try:
                return await self.append(case, *commands, by=by, contents=contents)
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now. Please try again.")

    async def work(
        self,
        organisation: str,
        case_id: str,
        plan: Callable[[CaseView], Plan],
        *,
        by: Person | None,
        finishes: Job | None = None,
    ) -> Case:
        """What `plan` makes of the case with its words, planned anew where somebody was faster.

        `plan` runs in a thread: reading and writing texts takes a while.
        """
        for _ in range(TRIES):
            view = await self.view(organisation, case_id)
            commands, contents = await asyncio.to_thread(plan, view)
            try:
                return await self.append(
                    view.case, *commands, by=by, contents=contents, finishes=finishes
                )
            except CaseChanged:
                continue
        raise StoreBusy("Many people are working on this case right now. Please try again.")

    async def append(
        self,
        case: Case,
        *commands: c.Command,
        by: Person | None,
        contents: Sequence[Content] = (),
        finishes: Job | None = None,
    ) -> Case:
        """Decide on the case as given; `CaseChanged` where it is no longer the latest."""
        commit, after = await self._decided(case, commands, by, contents)
        if commit.events or commit.jobs or finishes:
            await self.ledger.commit(replace(commit, finishes=finishes))
        if commit.jobs:
            self._wake()
        return after

    def seal(self, text: str, extra: Mapping[str, object] | None = None) -> Content:
        """A content with a fresh id and salt."""
        return seal(text, content_id=self._new_id(), salt=secrets.token_hex(16), extra=extra)

    async def _history(self, organisation: str, case_id: str) -> list[e.Recorded]:
        history = await self.ledger.events(organisation, case_id)
        if not history:
            raise NoSuchCase("This case does not exist (any more).")
        return history

    async def _decided(
        self,
        case: Case,
        commands: Sequence[c.Command],
        by: Person | None,
        contents: Sequence[Content],
    ) -> tuple[Commit, Case]:
        now = await self._clock.now()
        recorded: list[e.Recorded] = []
        after = case
        for command in commands:
            happened = decide(after, command, by=by, policy=self._policy)
            for one in record(after, happened, by=by, at=now):
                after = evolve(after, one)
                recorded.append(one)
        # Asking again is no event, but it brings a job back that was given up or discarded.
        asked = any(isinstance(command, c.RequestDraft) for command in commands)
        wanted = any(isinstance(r.event, e.CaseOpened | e.DraftRequested) for r in recorded)
        job = NewJob(DRAFT_JOB, f"draft:{case.id}", case.id, {}, now)
        commit = Commit(
            case.organisation,
            case.id,
            case.version,
            events=tuple(recorded),
            contents=tuple(contents) if recorded else (),
            jobs=(job,) if after.drafting and (asked or wanted) else (),
            row=_row(after) if recorded else None,
        )
        return commit, after


def _refs(event: e.Event) -> Iterator[ContentRef]:
    """The texts that an event speaks of."""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, ContentRef):
            yield value


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
