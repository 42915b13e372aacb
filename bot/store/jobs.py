"""SQL of the jobs: each row is a timer, a lease while a worker holds it, and a fence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.errors import LeaseLost
from bot.records import Job, NewJob, StuckJob
from bot.store.sql import (
    Dialect,
    Statement,
    Work,
    fill,
    insert,
    marks,
    micros,
    moment,
    pack,
    unpack,
)

_JOB = "id, organisation, kind, case_id, payload, run_at, attempts, fence, asked"
_ANEW = ("case_id", "payload", "run_at", "attempts", "error")
_HELD = "WHERE id = ? AND organisation = ? AND fence = ? AND failed_at IS NULL RETURNING id"


def add(organisation: str, jobs: Sequence[NewJob]) -> Work[None]:
    """Add jobs. One whose key is there already is asked for once more; a stuck one starts anew."""
    kept = ":name = CASE WHEN jobs.failed_at IS NULL THEN jobs.:name ELSE excluded.:name END"
    yield _added(organisation, jobs, ", ".join(fill(kept, name=name) for name in _ANEW))


def put(organisation: str, jobs: Sequence[NewJob]) -> Work[None]:
    """Add jobs in place of those of the same case and key, also of one that runs.

    Its worker's result is then refused. Of a timer that waits, only the time is written.
    """
    anew = ", ".join(fill(":name = excluded.:name", name=name) for name in _ANEW)
    own = " WHERE jobs.case_id = excluded.case_id"
    yield _added(organisation, jobs, f"fence = jobs.fence + 1, {anew}", own)


def _added(organisation: str, jobs: Sequence[NewJob], anew: str, where: str = "") -> Statement:
    return insert(
        "INSERT INTO jobs (organisation, kind, key, case_id, payload, run_at, attempts, fence,"
        " error) VALUES :rows ON CONFLICT (organisation, kind, key) WHERE key <> ''"
        " DO UPDATE SET failed_at = NULL, asked = jobs.asked + 1, :anew:where".replace(
            ":anew:where", anew + where
        ),
        [_columns(organisation, job) for job in _distinct(jobs)],
    )


def drop(organisation: str, case_id: str, keys: Sequence[str]) -> Work[None]:
    """Remove jobs of a case by key, also one that runs: its worker's result is then refused."""
    yield (
        fill(
            "DELETE FROM jobs WHERE organisation = ? AND case_id = ? AND key <> ''"
            " AND key IN (:keys)",
            keys=marks(len(keys)),
        ),
        (organisation, case_id, *keys),
    )


def claim(
    dialect: Dialect, kinds: Sequence[str], now: datetime, lease: timedelta, limit: int
) -> Work[list[Job]]:
    """Take up to `limit` due jobs, oldest first; nobody else gets them until `now + lease`."""
    # Kind by kind, each is one look into the index, however much is due.
    first = fill(
        "SELECT * FROM (SELECT :job FROM jobs WHERE failed_at IS NULL AND kind = ? AND run_at <= ?"
        " ORDER BY run_at, id LIMIT ? :skip_locked) AS of_kind",
        job=_JOB,
        skip_locked=dialect.skip_locked,
    )
    each = [value for kind in kinds for value in (kind, micros(now), limit)]
    rows = yield (
        " UNION ALL ".join([first] * len(kinds)) + " ORDER BY run_at, id LIMIT ?",
        (*each, limit),
    )
    if not rows:
        return []
    yield (
        fill(
            "UPDATE jobs SET run_at = ?, attempts = attempts + 1, fence = fence + 1"
            " WHERE id IN (:ids)",
            ids=marks(len(rows)),
        ),
        (micros(now + lease), *(row[0] for row in rows)),
    )
    return [_job((*row[:6], row[6] + 1, row[7] + 1, row[8])) for row in rows]


def count() -> Work[tuple[int, int]]:
    """How many jobs wait or run, and how many are stuck."""
    rows = yield "SELECT COUNT(*), COUNT(failed_at) FROM jobs", ()
    everything, stuck = rows[0]
    return everything - stuck, stuck


def next_due(kinds: Sequence[str]) -> Work[datetime | None]:
    """When the next job falls due; for one that runs, when its lease ends."""
    # As in `claim`, however much waits.
    first = "SELECT MIN(run_at) AS run_at FROM jobs WHERE failed_at IS NULL AND kind = ?"
    rows = yield (
        fill(
            "SELECT MIN(run_at) FROM (:each) AS each_kind",
            each=" UNION ALL ".join([first] * len(kinds)),
        ),
        kinds,
    )
    return moment(rows[0][0]) if rows[0][0] is not None else None


def complete(job: Job) -> Work[None]:
    """Remove a job whose result is written in this transaction; asked for again, it runs again."""
    yield from _must(job, _ended(job))


def finish(job: Job) -> Work[None]:
    """Remove a job; one that a commit finished already is fine. Asked for again, it runs again."""
    if not (yield from _ended(job)):
        yield from _must_be_gone(job)


def _ended(job: Job) -> Work[bool]:
    """Remove the job, or make it due at once where it was asked for while it ran."""
    rows = yield (
        "DELETE FROM jobs WHERE id = ? AND organisation = ? AND fence = ? AND failed_at IS NULL"
        " AND asked = ? RETURNING id",
        (job.id, job.organisation, job.fence, job.asked),
    )
    if rows:
        return True
    again = "UPDATE jobs SET run_at = ?, attempts = 0, fence = fence + 1 :held"
    return (yield from _change(job, again, micros(job.run_at)))


def extend(job: Job, until: datetime) -> Work[bool]:
    """Lengthen the lease; False where the job is gone: finished or dropped."""
    if (yield from _change(job, "UPDATE jobs SET run_at = ? :held", micros(until))):
        return True
    yield from _must_be_gone(job)
    return False


def retry_at(job: Job, run_at: datetime, error: str) -> Work[None]:
    """Give the job back, to be tried again at `run_at`."""
    sql = "UPDATE jobs SET run_at = ?, error = ? :held"
    yield from _must(job, _change(job, sql, micros(run_at), error))


def fail(job: Job, now: datetime, error: str) -> Work[None]:
    """Give the job up: it is kept and shown as stuck."""
    sql = "UPDATE jobs SET failed_at = ?, error = ? :held"
    yield from _must(job, _change(job, sql, micros(now), error))


def release(job: Job, run_at: datetime) -> Work[None]:
    """Give the lease back unused until `run_at`; the attempt does not count."""
    sql = "UPDATE jobs SET run_at = ?, attempts = attempts - 1 :held"
    yield from _must(job, _change(job, sql, micros(run_at)))


def stuck(organisation: str | None) -> Work[list[StuckJob]]:
    """Jobs that were given up, the latest first."""
    sql = fill("SELECT :job, error, failed_at FROM jobs WHERE failed_at IS NOT NULL", job=_JOB)
    params: tuple[object, ...] = ()
    if organisation is not None:
        sql, params = sql + " AND organisation = ?", (organisation,)
    rows = yield sql + " ORDER BY failed_at DESC, id DESC", params
    return [StuckJob(_job(job), error, moment(at)) for *job, error, at in rows]


def retry(job_id: int, now: datetime) -> Work[bool]:
    """Let a stuck job start anew; False where there is none with this id."""
    rows = yield (
        "UPDATE jobs SET run_at = ?, attempts = 0, error = '', failed_at = NULL"
        " WHERE id = ? AND failed_at IS NOT NULL RETURNING id",
        (micros(now), job_id),
    )
    return bool(rows)


def discard(job_id: int) -> Work[bool]:
    """Remove a stuck job; False where there is none with this id."""
    rows = yield (
        "DELETE FROM jobs WHERE id = ? AND failed_at IS NOT NULL RETURNING id",
        (job_id,),
    )
    return bool(rows)


def _change(job: Job, sql: str, *params: object) -> Work[bool]:
    """Run `sql` on the job's row if this fence still holds it; whether it did."""
    held = (job.id, job.organisation, job.fence)
    rows = yield fill(sql, held=_HELD), (*params, *held)
    return bool(rows)


def _must(job: Job, change: Work[bool]) -> Work[None]:
    if not (yield from change):
        raise _lost(job)


def _must_be_gone(job: Job) -> Work[None]:
    rows = yield (
        "SELECT id FROM jobs WHERE id = ? AND organisation = ? AND asked = ?",
        (job.id, job.organisation, job.asked),
    )
    if rows:  # asked for again since, it is another run's
        raise _lost(job)


def _lost(job: Job) -> LeaseLost:
    return LeaseLost(f"Job {job.id} ({job.kind}) is no longer held here; its result is dropped.")


def _distinct(jobs: Sequence[NewJob]) -> list[NewJob]:
    """Without repeated keys: PostgreSQL refuses to touch one row twice in a statement."""
    seen: dict[object, NewJob] = {}
    for number, job in enumerate(jobs):
        seen.setdefault((job.kind, job.key or number), job)
    return list(seen.values())


def _columns(organisation: str, job: NewJob) -> Sequence[object]:
    run_at = micros(job.run_at)
    return organisation, job.kind, job.key, job.case_id, pack(job.payload), run_at, 0, 0, ""


def _job(row: Sequence[Any]) -> Job:
    id_, organisation, kind, case_id, payload, run_at, attempts, fence, asked = row
    return Job(
        id_, organisation, kind, case_id, unpack(payload), moment(run_at), attempts, fence, asked
    )
