"""How jobs are run: on a real store, with a clock and a sleep that the tests move."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import pytest

from bot.errors import StoreBusy
from bot.records import Commit, Job, NewJob
from bot.store import Store
from bot.worker import NotYet, Worker, backoff
from tests.conftest import NOON, SettableClock
from tests.working import SECOND, Doing, Hire, Sleepers, add, running, waiting


async def test_due_work_is_done_once(sqlite_store: Store, hire: Hire, clock: SettableClock) -> None:
    """What is due is done and gone; timers wait for their time, unknown kinds for their worker."""
    await add(sqlite_store, "draft", "other")
    await add(sqlite_store, "draft", due=NOON + SECOND)
    doing = Doing()
    assert await hire(doing).run_due() == 1
    assert await hire(doing).run_due() == 0
    clock.forward(SECOND)
    assert await hire(doing).run_due() == 1
    assert len({job.id for job in doing.seen}) == 2
    assert await sqlite_store.next_due(["other"]) == NOON


async def test_work_that_brings_work(sqlite_store: Store, hire: Hire) -> None:
    """What a handler adds for now is done in the same round, in one commit with its own end."""
    await add(sqlite_store, "draft")
    done: list[str] = []

    async def step(job: Job) -> None:
        done.append(job.case_id)
        if len(done) < 3:
            new = (NewJob("draft", "", f"case-{len(done) + 1}", {}, NOON),)
            commit = Commit("acme", job.case_id, None, jobs=new, finishes=job)
            assert await sqlite_store.commit(commit)

    assert await hire(step).run_due() == 3
    assert done == ["case-1", "case-2", "case-3"]
    assert await sqlite_store.next_due(["draft"]) is None


async def test_failure_is_tried_again_later(
    sqlite_store: Store, hire: Hire, clock: SettableClock
) -> None:
    """A failed try waits longer each time; when it works at last nothing is left."""
    await add(sqlite_store, "draft")
    doing = Doing(error=TimeoutError())
    worker = hire(doing)
    assert await worker.run_due() == 1
    assert await sqlite_store.next_due(["draft"]) == NOON + 2 * SECOND
    clock.forward(2 * SECOND)
    assert await worker.run_due() == 1
    assert await sqlite_store.next_due(["draft"]) == NOON + 6 * SECOND
    clock.forward(4 * SECOND)
    doing.error = None
    assert await worker.run_due() == 1
    assert [job.attempts for job in doing.seen] == [1, 2, 3]
    assert await sqlite_store.next_due(["draft"]) is None


async def test_what_is_too_early_comes_back_at_its_time(
    sqlite_store: Store, hire: Hire, clock: SettableClock
) -> None:
    """A handler that has to wait for its turn gives its place away, and no try is counted."""
    await add(sqlite_store, "draft")
    doing = Doing(error=NotYet(NOON + SECOND))
    worker = hire(doing, attempts=1)
    assert await worker.run_due() == 1
    assert await sqlite_store.next_due(["draft"]) == NOON + SECOND
    clock.forward(SECOND)
    doing.error = None
    assert await worker.run_due() == 1
    assert [job.attempts for job in doing.seen] == [1, 1]
    assert await sqlite_store.stuck_jobs() == []


async def test_poison_is_set_aside_without_customer_text(
    sqlite_store: Store, hire: Hire, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """After the last try a job is stuck, with a reference that stands in the log as well."""
    await add(sqlite_store, "draft")
    doing = Doing(error=ValueError("my daughter's allergy"))
    worker = hire(doing, attempts=3)
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            await worker.run_due()
            clock.forward(timedelta(hours=1))
    assert len(doing.seen) == 3
    (stuck,) = await sqlite_store.stuck_jobs("acme")
    assert stuck.error.startswith("ValueError at working.py:")
    assert stuck.error.split("reference ")[1] in caplog.text
    assert "allergy" not in stuck.error + caplog.text
    assert await sqlite_store.retry_job(stuck.job.id, now=await clock.now())
    doing.error = None
    assert await worker.run_due() == 1


async def test_causes_are_named(sqlite_store: Store, hire: Hire) -> None:
    """The note of a failure names what lay behind it."""
    await add(sqlite_store, "draft")

    async def busy(job: Job) -> None:
        try:
            raise ConnectionError("secret")
        except ConnectionError as exc:
            raise StoreBusy("secret") from exc

    await hire(busy, attempts=1).run_due()
    (stuck,) = await sqlite_store.stuck_jobs()
    assert "StoreBusy" in stuck.error
    assert " from ConnectionError" in stuck.error
    assert "secret" not in stuck.error


async def test_no_more_at_once_than_allowed(sqlite_store: Store, hire: Hire) -> None:
    """A worker takes only what it has hands for; the rest stays for others."""
    await add(sqlite_store, *["draft"] * 5)
    doing = Doing(hold=True)
    async with running(hire(doing, concurrency=2)):
        await doing.begun.wait()
        assert len(await waiting(sqlite_store, NOON)) == 3
        assert len(doing.seen) == 2


async def test_running_worker_is_woken_for_new_work(
    sqlite_store: Store, hire: Hire, sleepers: Sleepers
) -> None:
    """Work that is committed in this process begins at once, without waiting for the next look."""
    doing = Doing()
    worker = hire(doing)
    async with running(worker):
        await sleepers.until_asleep(1)
        await add(sqlite_store, "draft")
        worker.wake()
        await doing.begun.wait()
    assert len(doing.seen) == 1


async def test_running_worker_looks_for_others_work(
    sqlite_store: Store, hire: Hire, sleepers: Sleepers
) -> None:
    """Work of another process is found at the next look."""
    doing = Doing()
    async with running(hire(doing)):
        await sleepers.until_asleep(1)
        await add(sqlite_store, "draft")
        sleepers.wake(1)
        await doing.begun.wait()
    assert len(doing.seen) == 1


async def test_graceful_stop_waits_for_what_runs(sqlite_store: Store, hire: Hire) -> None:
    """Within its grace a stop lets work end, and takes on none."""
    await add(sqlite_store, "draft", "draft")
    doing = Doing(hold=True)
    worker = hire(doing, concurrency=1)
    async with running(worker) as task:
        await doing.begun.wait()
        stopping = asyncio.create_task(worker.stop(timedelta(seconds=60)))
        await asyncio.wait({task})
        doing.go_on.set()
        await stopping
    assert (len(doing.seen), doing.cancelled) == (1, [])
    assert len(await waiting(sqlite_store, NOON)) == 1


async def test_worker_outlives_a_database_that_is_away(
    sqlite_store: Store, clock: SettableClock, sleepers: Sleepers, caplog: pytest.LogCaptureFixture
) -> None:
    """A clock or database out of reach is reported and looked for again."""
    doing = Doing()

    class Away:
        away = True

        async def now(self) -> datetime:
            if self.away:
                raise StoreBusy("The database is out of reach.")
            return await clock.now()

    shared = Away()
    await add(sqlite_store, "draft")
    worker = Worker(sqlite_store, {"draft": doing}, clock=shared, sleep=sleepers)
    async with running(worker):
        await sleepers.until_asleep(1)
        assert "out of reach" in caplog.text
        shared.away = False
        sleepers.wake(1)
        await doing.begun.wait()
    assert len(doing.seen) == 1


def test_waiting_grows_up_to_ten_minutes() -> None:
    """Tries come further and further apart, but never more than ten minutes."""
    assert [backoff(n).total_seconds() for n in (1, 2, 3, 9, 10, 500)] == [2, 4, 8, 512, 600, 600]
