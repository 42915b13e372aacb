"""How jobs are run: on a real store, with a clock and a sleep that the tests move."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from bot.errors import StoreBusy
from bot.records import Commit, Job, NewJob
from bot.store import Store
from bot.worker import NotYet, Worker, backoff

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)


class Clock(Protocol):
    async def now(self) -> datetime: ...
    def forward(self, by: timedelta) -> None: ...


class Sleepers:
    """Stands in for `asyncio.sleep`: everybody sleeps until the test wakes them all."""

    def __init__(self) -> None:
        self._asleep: dict[asyncio.Future[None], float] = {}
        self._news = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self._asleep[future] = seconds
        self._news.set()
        try:
            await future
        finally:
            self._asleep.pop(future)
            self._news.set()

    async def until_asleep(self, seconds: float) -> None:
        """Return when somebody sleeps for so long."""
        while not any(s == seconds and not f.done() for f, s in self._asleep.items()):
            self._news.clear()
            await self._news.wait()

    def wake(self, seconds: float) -> None:
        """Let everybody who sleeps for so long go on."""
        for future, asked in self._asleep.items():
            if asked == seconds and not future.done():
                future.set_result(None)


class Doing:
    """A handler that notes its jobs, and waits where it is told to."""

    def __init__(self, *, hold: bool = False, error: Exception | None = None) -> None:
        self.seen: list[Job] = []
        self.cancelled: list[Job] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.error = error
        if not hold:
            self.go_on.set()

    async def __call__(self, job: Job) -> None:
        self.seen.append(job)
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled.append(job)
            raise
        if self.error is not None:
            raise self.error


async def add(store: Store, *kinds: str, due: datetime = NOON, key: str = "") -> None:
    """Put jobs into the store."""
    jobs = tuple(NewJob(kind, key, "case-1", {}, due) for kind in kinds)
    await store.commit(Commit("acme", "case-1", None, jobs=jobs))


async def waiting(store: Store, at: datetime) -> list[Job]:
    """What another worker would get at this time."""
    return await store.claim_jobs(["draft"], now=at, lease=LEASE, limit=10)


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[asyncio.Task[None]]:
    """The worker at work in the background; stopped in the end."""
    task = asyncio.create_task(worker.run())
    yield task
    await worker.stop(timedelta(0))
    await asyncio.wait({task})


@pytest.fixture
def sleepers() -> Sleepers:
    return Sleepers()


@pytest.fixture
def hire(sqlite_store: Store, clock: Clock, sleepers: Sleepers) -> Callable[..., Worker]:
    """Makes a worker for one handler of `draft` jobs."""

    def worker(handler: Callable[[Job], Awaitable[None]], **options: Any) -> Worker:
        options = {"sleep": sleepers, "lease": LEASE, **options}
        return Worker(sqlite_store, {"draft": handler}, clock=clock, **options)

    return worker


Hire = Callable[..., Worker]


async def test_due_work_is_done_once(sqlite_store: Store, hire: Hire, clock: Clock) -> None:
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


async def test_failure_is_tried_again_later(sqlite_store: Store, hire: Hire, clock: Clock) -> None:
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
    sqlite_store: Store, hire: Hire, clock: Clock
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
    sqlite_store: Store, hire: Hire, clock: Clock, caplog: pytest.LogCaptureFixture
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
    assert stuck.error.startswith("ValueError at test_worker.py:")
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


async def test_job_that_kills_its_process_is_set_aside(
    sqlite_store: Store, hire: Hire, clock: Clock
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
    sqlite_store: Store, hire: Hire, clock: Clock, sleepers: Sleepers
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
    sqlite_store: Store, hire: Hire, clock: Clock, sleepers: Sleepers
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


async def test_late_result_is_dropped(sqlite_store: Store, hire: Hire, clock: Clock) -> None:
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


async def test_worker_outlives_a_database_that_is_away(
    sqlite_store: Store, clock: Clock, sleepers: Sleepers, caplog: pytest.LogCaptureFixture
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
