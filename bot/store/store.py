"""The one door to what is kept: cases, texts, cards and jobs, on either engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.contents import Content
from bot.errors import SetupError
from bot.events import Recorded
from bot.past import MOST_WORDS, HouseWord, Lesson, PastReply, best_first, search_words
from bot.practice import Practice
from bot.records import (
    CaseRow,
    Commit,
    Job,
    MessageRef,
    Numbers,
    StandingCard,
    StuckJob,
)
from bot.store import (
    cases,
    customers,
    events,
    inbox,
    jobs,
    practice,
    replies,
    schema,
    style,
)
from bot.store.follow_store import FollowUps
from bot.store.sql import Dialect, Work


class Store(FollowUps):
    """Everything that lasts. A method that raises a `StoreError` has written nothing."""

    @property
    def clock(self) -> Clock:
        """The clock that all processes on this database share."""
        return self._engine.clock

    async def health(self) -> None:
        """Write a row; raise `StoreError` where the database cannot be written now."""
        await self._engine.write(schema.beat)

    async def close(self) -> None:
        """Finish what is under way and let go of the database."""
        await self._engine.close()

    # Cases

    async def commit(self, commit: Commit) -> bool:
        """Write all of it in one transaction.

        False where one of `inbox_keys` was seen before: then nothing is written. Raises
        `CaseChanged` where `expected` is not the number of events any more, or `claims` are others,
        `LeaseLost` where `finishes` is not held.
        """
        dialect = self._engine.dialect
        return await self._engine.write(lambda: _write(dialect, commit))

    async def events(self, organisation: str, case_id: str) -> list[Recorded]:
        """A case's history in order; empty where there is no such case."""
        rows = await self._engine.read(lambda: events.history(organisation, case_id))
        return events.recorded(organisation, case_id, rows)

    async def cases_with(self, organisation: str, event_type: str) -> list[str]:
        """The ids of the cases in which an event of this type happened."""
        return await self._engine.read(lambda: events.cases_with(organisation, event_type))

    async def contents(self, organisation: str, ids: Sequence[str]) -> dict[str, Content]:
        """Texts by id; unknown and erased ones are absent."""
        if not ids:
            return {}
        return await self._engine.read(lambda: events.texts(organisation, ids))

    async def erase_contents(self, organisation: str, case_id: str) -> int:
        """Delete texts, extras and salts of a case, and what was learned from its words.

        How many texts there were. Events stay.
        """
        erased = await self._engine.write(lambda: _erase(organisation, case_id))
        await self._engine.scrub()
        return erased

    async def cases(
        self,
        organisation: str,
        *,
        statuses: Sequence[str] = (),
        limit: int = 50,
        before: CaseRow | None = None,
    ) -> list[CaseRow]:
        """The case list, latest change first; `before` is the last row of the page before."""
        return await self._engine.read(lambda: cases.newest(organisation, statuses, limit, before))

    async def numbers(self) -> Numbers:
        """How much there is, for metrics."""
        by_status = await self._engine.read(cases.by_status)
        waiting, stuck = await self._engine.read(jobs.count)
        return Numbers(by_status, waiting, stuck)

    async def case_for_key(self, organisation: str, *inbox_keys: str) -> str | None:
        """The case that a delivery went to."""
        return await self._engine.read(lambda: inbox.case_for_key(organisation, inbox_keys))

    # Cards

    async def find_ref(self, organisation: str, ref: MessageRef) -> tuple[str, int] | None:
        """Case and draft number of the card that stands there."""
        return await self._engine.read(lambda: inbox.find_ref(organisation, ref))

    async def cards(self, organisation: str, case_id: str) -> list[StandingCard]:
        """All cards of a case, by draft."""
        return await self._engine.read(lambda: inbox.cards_of(organisation, case_id))

    async def forget_card(self, organisation: str, ref: MessageRef) -> None:
        """The card does not stand there any more."""
        await self._engine.write(lambda: inbox.remove(organisation, ref))

    # What the house learns

    async def remember(self, lesson: Lesson) -> None:
        """Keep what a case teaches in place of what it taught before."""
        dialect = self._engine.dialect
        await self._engine.write(lambda: _remember(dialect, lesson))

    async def past_replies(
        self, organisation: str, post: str, *, language: str, limit: int = 3
    ) -> list[PastReply]:
        """Published replies to posts like this one, the best first (see `best_first`).

        `language` (ISO 639-1) is that of the replies, empty for any.
        """
        words, dialect = search_words(post)[:MOST_WORDS], self._engine.dialect
        if not words or limit < 1:
            return []
        found = await self._engine.read(
            lambda: replies.like(dialect, organisation, words, language)
        )
        return best_first(words, found, limit)

    async def recent_replies(self, organisation: str, *, limit: int = 20) -> list[str]:
        """The latest texts that the composer proposed, whatever became of them, newest first."""
        return await self._engine.read(lambda: replies.recent(organisation, limit))

    async def house_words(self, organisation: str, *, at_least: int = 1) -> list[HouseWord]:
        """What people changed in at least so many cases, most often first.

        0 gives besides what was decided on and is in no case any more.
        """
        return await self._engine.read(lambda: style.words(organisation, at_least))

    async def adopt_word(self, organisation: str, said: str, instead: str, adopted: bool) -> None:
        """Decide whether it is the house style to say `instead`."""
        await self._engine.write(lambda: style.adopt(organisation, said, instead, adopted))

    async def practice(self, organisation: str, person: str) -> Practice:
        """How far somebody (by `Person.id`) has come in practising."""
        return await self._engine.read(lambda: practice.of(organisation, person))

    async def set_practice(self, organisation: str, person: str, on: bool) -> None:
        """Begin or end practising."""
        await self._engine.write(lambda: practice.switch(organisation, person, on))

    # Jobs: `LeaseLost` where another worker holds the job by now

    async def claim_jobs(
        self, kinds: Sequence[str], *, now: datetime, lease: timedelta, limit: int
    ) -> list[Job]:
        """Take due jobs, oldest first; no other worker gets them until `now + lease`."""
        if not kinds or limit < 1:
            return []
        dialect = self._engine.dialect
        return await self._engine.write(lambda: jobs.claim(dialect, kinds, now, lease, limit))

    async def extend(self, job: Job, *, until: datetime) -> bool:
        """Lengthen the lease; False where the job is gone, finished or dropped."""
        return await self._engine.write(lambda: jobs.extend(job, until))

    async def finish(self, job: Job) -> None:
        """The job is done. Harmless where a commit has finished it already."""
        await self._engine.write(lambda: jobs.finish(job))

    async def retry_at(self, job: Job, *, run_at: datetime, error: str) -> None:
        """Try the job again later; `error` holds no customer text."""
        await self._engine.write(lambda: jobs.retry_at(job, run_at, error))

    async def fail(self, job: Job, *, now: datetime, error: str) -> None:
        """Give the job up: it is kept for `stuck_jobs` and not claimed again."""
        await self._engine.write(lambda: jobs.fail(job, now, error))

    async def release(self, job: Job, *, run_at: datetime) -> None:
        """Give the lease back, until `run_at`; this attempt does not count."""
        await self._engine.write(lambda: jobs.release(job, run_at))

    async def next_due(self, kinds: Sequence[str]) -> datetime | None:
        """When to look again: the next due time or end of a lease; None where nothing waits."""
        if not kinds:
            return None
        return await self._engine.read(lambda: jobs.next_due(kinds))

    async def stuck_jobs(self, organisation: str | None = None) -> list[StuckJob]:
        """Jobs that were given up, the latest first; of all organisations by default."""
        return await self._engine.read(lambda: jobs.stuck(organisation))

    async def retry_job(self, job_id: int, *, now: datetime) -> bool:
        """Let a stuck job start anew; False where none has this id."""
        return await self._engine.write(lambda: jobs.retry(job_id, now))

    async def discard_job(self, job_id: int) -> bool:
        """Remove a stuck job; False where none has this id."""
        return await self._engine.write(lambda: jobs.discard(job_id))


def open_store(database_url: str, *, busy: float = 5.0) -> Store:
    """Open `sqlite:///folder/file.db` or `postgresql://…`; bring it up to date.

    Blocks for a moment, so it belongs to the start of a program. `busy` is how many seconds a
    locked or distant database is waited for. Raises `StoreError` or `SetupError`.
    """
    if database_url.startswith(("postgresql://", "postgres://")):
        from bot.store.postgres import open_postgres  # loads a C library only where it is used

        return Store(open_postgres(database_url, patience=busy))
    from bot.store.sqlite import open_sqlite

    return Store(open_sqlite(_file(database_url), busy=busy))


def _file(database_url: str) -> Path:
    """The file that an address names. What is refused is not shown: it may hold a password."""
    prefix, scheme, name = database_url.partition("sqlite:///")
    path = Path(name)
    if prefix or not scheme or not name or path.name == ":memory:":
        raise SetupError(
            "this is no database that can keep cases; it looks like sqlite:///cases.db or "
            "postgresql://user:password@host/database",
            key="DATABASE_URL",
        )
    if name.endswith("/") or path.is_dir():
        raise SetupError(
            "this names a folder; please add the name of a file, such as cases.db",
            key="DATABASE_URL",
        )
    return path


def _write(dialect: Dialect, commit: Commit) -> Work[bool]:
    organisation, case_id = commit.organisation, commit.case_id
    if commit.inbox_keys:
        fresh = yield from inbox.receive(organisation, commit.inbox_keys, case_id)
        if not fresh:
            return False
    if commit.claims is not None:
        yield from cases.expect_claims(dialect, organisation, case_id, commit.claims)
    # The case before its jobs, always: whoever held the job first and then waited for the case
    # would stop a person who changes the case and sets its timer anew, and be stopped by them.
    if commit.expected is not None:
        yield from events.expect(organisation, case_id, commit.expected)
    if commit.events:
        yield from events.append(commit.events)
    if commit.finishes is not None:
        yield from jobs.complete(commit.finishes)
    if commit.contents:
        yield from events.keep(organisation, case_id, commit.contents)
    yield from _jobs(commit)
    if commit.cards:
        yield from inbox.place(organisation, case_id, commit.cards)
    for ref in commit.gone:
        yield from inbox.remove(organisation, ref)
    if commit.row is not None:
        yield from _list(dialect, commit, commit.row)
    return True


def _jobs(commit: Commit) -> Work[None]:
    """What is dropped and added at once is put in its place: cheaper, as all do it with timers."""
    anew = {job.key for job in commit.jobs if job.key} & set(commit.drop_jobs)
    if gone := [key for key in commit.drop_jobs if key not in anew]:
        yield from jobs.drop(commit.organisation, commit.case_id, gone)
    if set_anew := [job for job in commit.jobs if job.key in anew]:
        yield from jobs.put(commit.organisation, set_anew)
    if added := [job for job in commit.jobs if job.key not in anew]:
        yield from jobs.add(commit.organisation, added)


def _list(dialect: Dialect, commit: Commit, row: CaseRow) -> Work[None]:
    """The case list's entry, and by what the case is found besides."""
    organisation, case_id = commit.organisation, commit.case_id
    yield from cases.upsert(row)
    if commit.customers:
        yield from customers.note(organisation, case_id, commit.customers, row.changed_at)
    if commit.problem:
        # Of a post that was erased while its words were looked for, none are kept.
        there = yield from events.all_there(dialect, organisation, (row.headline_content,))
        at = row.returned_at or row.posted_at or row.opened_at
        words = commit.problem if there else ()
        yield from customers.note_problem(organisation, case_id, words, at)


def _erase(organisation: str, case_id: str) -> Work[int]:
    """The texts go first: a lesson that is being written waits for them, and then keeps none."""
    erased = yield from events.erase(organisation, case_id)
    yield from replies.forget(organisation, case_id)
    yield from style.forget(organisation, case_id)
    yield from customers.forget(organisation, case_id)
    return erased


def _remember(dialect: Dialect, lesson: Lesson) -> Work[None]:
    there = yield from events.all_there(dialect, lesson.organisation, lesson.made_of)
    if not there:
        lesson = replace(lesson, replies=(), changed=())
    yield from replies.put(lesson)
    yield from style.put(lesson)
    yield from practice.put(lesson)
