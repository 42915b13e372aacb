"""How a job stays with one worker, and what happens when it is lost: on a real store."""

from __future__ import annotations

import asyncio

from bot.records import Commit, Job
from bot.store import Store
from tests.conftest import NOON, SettableClock
from tests.working import LEASE, SECOND, Doing, Hire, Sleepers, add, running, waiting


async def test_job_that_kills_its_process_is_set_aside(
    sqlite_store: Store, hire: Hire, clock: SettableClock
) -> None:
    """A job under which process after process dies is not begun for ever."""
    await add(sqlite_store, "draft")
    for _ in range(5):
        assert await waiting(sqlite_store, await clock.now())
        clock.forward(LEASE)
    doing = Doing()
    await hire(doing, attempts=5).run_due()
    assert doing.seen == []
    assert len(await sqlite_store.stuck_jobs()) == 1


async def test_heartbeat_keeps_the_lease(
    sqlite_store: Store, hire: Hire, clock: SettableClock, sleepers: Sleepers
) -> None:
    """However long a handler works, nobody else gets its job while its process lives."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True)
    round_ = asyncio.create_task(hire(doing).run_due())
    await doing.begun.wait()
    for _ in range(6):
        await sleepers.until_asleep(10)
        clock.forward(10 * SECOND)
        sleepers.wake(10)
    await sleepers.until_asleep(10)
    assert await waiting(sqlite_store, await clock.now()) == []
    doing.go_on.set()
    assert await round_ == 1
    assert await sqlite_store.next_due(["draft"]) is None


async def test_lost_lease_stops_the_handler(
    sqlite_store: Store, hire: Hire, clock: SettableClock, sleepers: Sleepers
) -> None:
    """A worker that slept too long learns at its next heartbeat that the job is another's."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True)
    round_ = asyncio.create_task(hire(doing).run_due())
    await sleepers.until_asleep(10)
    clock.forward(2 * LEASE)
    (taken,) = await waiting(sqlite_store, await clock.now())
    sleepers.wake(10)
    await round_
    assert doing.cancelled == doing.seen
    await sqlite_store.finish(taken)


async def test_late_result_is_dropped(
    sqlite_store: Store, hire: Hire, clock: SettableClock
) -> None:
    """A handler that ends after its job was taken over changes nothing."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True, error=ValueError())
    round_ = asyncio.create_task(hire(doing).run_due())
    await doing.begun.wait()
    clock.forward(2 * LEASE)
    (taken,) = await waiting(sqlite_store, await clock.now())
    doing.go_on.set()
    await round_
    assert await sqlite_store.next_due(["draft"]) == NOON + 3 * LEASE
    await sqlite_store.finish(taken)


async def test_work_after_the_commit_is_not_cut_short(
    sqlite_store: Store, hire: Hire, sleepers: Sleepers
) -> None:
    """A heartbeat that finds the job finished by its own handler leaves the handler in peace."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True)

    async def commit_then_linger(job: Job) -> None:
        await sqlite_store.commit(Commit("acme", job.case_id, None, finishes=job))
        await doing(job)

    round_ = asyncio.create_task(hire(commit_then_linger).run_due())
    await doing.begun.wait()
    await sleepers.until_asleep(10)
    sleepers.wake(10)
    assert await sqlite_store.next_due(["draft"]) is None
    doing.go_on.set()
    assert await round_ == 1
    assert doing.cancelled == []


async def test_stop_gives_leases_back(sqlite_store: Store, hire: Hire) -> None:
    """Work that does not end in time is due again at once for others, and no try is lost."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True)
    async with running(hire(doing)):
        await doing.begun.wait()
    assert doing.cancelled == doing.seen
    (free,) = await waiting(sqlite_store, NOON)
    assert free.attempts == 1


async def test_cancelled_worker_gives_leases_back(sqlite_store: Store, hire: Hire) -> None:
    """The same holds where the whole program is being cancelled."""
    await add(sqlite_store, "draft")
    doing = Doing(hold=True)
    task = asyncio.create_task(hire(doing).run())
    await doing.begun.wait()
    task.cancel()
    await asyncio.wait({task})
    assert len(await waiting(sqlite_store, NOON)) == 1
