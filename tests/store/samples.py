"""Small cases and jobs for the store's tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.contents import Content, seal
from bot.events import CaseClaimed, CaseOpened, DraftRequested, Event, Recorded
from bot.people import Person, Role
from bot.records import CaseRow, Commit, Job, NewJob
from bot.store import Store

Open = Callable[..., Store]  # the fixture `opened`

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
ORG = "acme"
POST = "45 minutes for cold pasta."
ANA = Person("ana", "Ana", ("slack:T1",), (Role.RESPONDER, Role.LEAD))


def minutes(count: float) -> datetime:
    """Noon and so many minutes."""
    return NOON + timedelta(minutes=count)


def sealed(text: str = POST, *, of: str = "case-1", **extra: Any) -> Content:
    """The text of a post."""
    return seal(text, content_id=f"{of}-post", salt=f"salt of {of}", extra=extra)


def recorded(event: Event, seq: int, *, of: str = "case-1", by: Person | None = ANA) -> Recorded:
    """An event in its place."""
    return Recorded(ORG, of, seq, minutes(seq), by, event)


def opening(case_id: str = "case-1", text: str = POST, **more: Any) -> Commit:
    """A commit that opens a case with one post."""
    post = sealed(text, of=case_id)
    opened = CaseOpened(post.ref, "web", "default", NOON)
    events = (recorded(opened, 1, of=case_id),)
    return replace(Commit(ORG, case_id, 0, events, (post,)), **more)


def claiming(expected: int, case_id: str = "case-1", by: Person = ANA, **more: Any) -> Commit:
    """A commit with the next event of a case."""
    event = recorded(CaseClaimed(), expected + 1, of=case_id, by=by)
    return replace(Commit(ORG, case_id, expected, (event,)), **more)


def asking(expected: int, case_id: str = "case-1") -> Commit:
    """A commit by the coach itself."""
    event = recorded(DraftRequested(), expected + 1, of=case_id, by=None)
    return Commit(ORG, case_id, expected, (event,))


def row(case_id: str, changed: float, status: str = "open", organisation: str = ORG) -> CaseRow:
    """A line of the case list that changed so many minutes after noon."""
    return CaseRow(
        organisation, case_id, status, "complaint", 3, "web", NOON, minutes(changed), "c1", "Ana"
    )


def job(kind: str = "draft", key: str = "", due: float = 0, **payload: Any) -> NewJob:
    """A job due so many minutes after noon."""
    return NewJob(kind, key, "case-1", payload, minutes(due))


def adding(*jobs: NewJob, **more: Any) -> Commit:
    """A commit that only adds jobs."""
    return replace(Commit(ORG, "case-1", None, jobs=jobs), **more)


def numbers(jobs: list[Job]) -> list[int]:
    """The `n` that each job carries."""
    return [job.payload["n"] for job in jobs]
