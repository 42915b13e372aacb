"""Runs jobs and timers under leases; tries again what failed, and gives up in the end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.errors import LeaseLost, StoreError
from bot.records import Job
from bot.store import Store

# Returns when the work is done. Either a commit with `finishes=job` has ended the job, or the
# worker ends it now. Raises `NotYet` when it is too early, anything else when it has to be tried
# again. Cancelled when the lease is lost.
Handler = Callable[[Job], Awaitable[None]]
Sleep = Callable[[float], Awaitable[None]]

FIRST_RETRY = timedelta(seconds=2)
LAST_RETRY = timedelta(minutes=10)

log = logging.getLogger(__name__)


class NotYet(Exception):
    """Raised by a handler whose work cannot be done before `until`; the try does not count."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"not before {until}")


class Worker:
    """Does the jobs that its handlers know, several at once; any number of workers may run.

    `lease` is how long a job stays with a process that went away; while a handler works it is
    lengthened every third of it. After `attempts` tries a job is stuck until a person looks at it.
    `poll` is how often to look for work of other processes. `sleep` is what waiting is done with.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        clock: Clock,
        lease: timedelta = timedelta(seconds=30),
        attempts: int = 5,
        concurrency: int = 4,
        poll: timedelta = timedelta(seconds=1),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self.kinds = tuple(handlers)
        self._clock = clock
        self._lease = lease
        self._attempts = attempts
        self._concurrency = concurrency
        self._poll = poll
        self._sleep = sleep
        self._round: asyncio.Task[object] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._stopping = False

    async def run_due(self) -> int:
        """Do everything that is due now, with what it brings about; how many attempts that took."""
        done = 0
        while jobs := await self._claim(self._concurrency):
            ends = await asyncio.gather(*map(self._attempt, jobs), return_exceptions=True)
            for error in filter(None, ends):
                raise error
            done += len(jobs)
        return done

    async def run(self) -> None:
        """Work until `stop`. A database that is away for a while is waited for."""
        self._round = asyncio.current_task()
        try:
            while not self._stopping:
                self._woken.clear()
                await self._start_due()
                if not self._stopping:
                    await self._wait()
        finally:
            # Cancelled from outside: what runs gives its lease back first.
            if not self._stopping:
                await self._cancel_running()

    def wake(self) -> None:
        """Look for work now: some was committed in this process."""
        self._woken.set()

    async def stop(self, grace: timedelta) -> None:
        """Take no new work, wait `grace` for what runs, then cancel it and give the leases back."""
        self._stopping = True
        self.wake()
        if self._round:
            await asyncio.wait({self._round})
        if self._running:
            await asyncio.wait(self._running, timeout=grace.total_seconds())
        await self._cancel_running()

    async def _start_due(self) -> None:
        try:
            jobs = await self._claim(self._concurrency - len(self._running))
        except StoreError as exc:
            log.warning("The worker cannot reach its jobs: %s", exc)
            return
        for job in jobs:
            if self._stopping:  # it came while claiming
                await self._store.release(job, run_at=await self._clock.now())
                continue
            task = asyncio.create_task(self._attempt(job), name=f"job {job.id} {job.kind}")
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake()  # there is room for another
        if not task.cancelled() and (exc := task.exception()):
            log.error("A job's end could not be noted: %s. It runs again.", _describe(exc))

    async def _claim(self, limit: int) -> list[Job]:
        """Due jobs. Looks before it claims, so that an idle worker never takes a write lock."""
        now = await self._clock.now()
        due = await self._store.next_due(self.kinds) if limit > 0 else None
        if due is None or due > now:
            return []
        return await self._store.claim_jobs(self.kinds, now=now, lease=self._lease, limit=limit)

    async def _wait(self) -> None:
        """Until somebody wakes this worker, a timer may be due, or it is time to look again."""
        waits = {
            asyncio.ensure_future(self._woken.wait()),
            asyncio.ensure_future(self._sleep(self._poll.total_seconds())),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _cancel_running(self) -> None:
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _attempt(self, job: Job) -> None:
        """One try of one job, to a settled end."""
        if job.attempts > self._attempts:  # every try ended with its process
            await self._give_up(job, f"not finished in {self._attempts} tries")
            return
        handling = asyncio.ensure_future(self._handlers[job.kind](job))
        beating = asyncio.create_task(self._beat(job, handling))
        try:
            await asyncio.wait({handling})
        except asyncio.CancelledError:
            handling.cancel()
            await asyncio.wait({handling})
            await self._after_stop(job, handling)
            raise
        finally:
            beating.cancel()
            lost = (await asyncio.gather(beating, return_exceptions=True))[0]
        await self._settle(job, handling, lost=isinstance(lost, LeaseLost))

    async def _beat(self, job: Job, handling: asyncio.Future[None]) -> None:
        """Lengthen the lease as long as the job is there; cancel a handler that has lost it."""
        held = True
        while held:
            await self._sleep(self._lease.total_seconds() / 3)
            try:
                until = await self._clock.now() + self._lease
                held = await self._store.extend(job, until=until)
            except LeaseLost:
                handling.cancel()
                raise
            except StoreError as exc:  # the fence decides in the end, so go on
                log.warning("The lease of job %s cannot be lengthened: %s", job.id, exc)

    async def _settle(self, job: Job, handling: asyncio.Future[None], *, lost: bool) -> None:
        """Note how a try ended; with a lost lease the job's new holder does that."""
        error = None if handling.cancelled() else handling.exception()
        if lost or isinstance(error, LeaseLost):
            log.warning("Job %s (%s) was taken over; this try is dropped.", job.id, job.kind)
            return
        try:
            if handling.cancelled():
                await self._retry(job, asyncio.CancelledError())
            elif isinstance(error, NotYet):
                await self._store.release(job, run_at=error.until)
            elif error is not None:
                await self._retry(job, error)
            else:
                await self._store.finish(job)
        except LeaseLost as exc:
            log.warning("%s", exc)

    async def _retry(self, job: Job, error: BaseException) -> None:
        what = f"{_describe(error)}, reference {secrets.token_hex(4)}"
        log.warning("Job %s (%s), try %s: %s", job.id, job.kind, job.attempts, what)
        if job.attempts >= self._attempts:
            await self._give_up(job, what)
            return
        run_at = await self._clock.now() + backoff(job.attempts)
        await self._store.retry_at(job, run_at=run_at, error=what)

    async def _give_up(self, job: Job, what: str) -> None:
        log.error("Job %s (%s) is stuck: %s", job.id, job.kind, what)
        await self._store.fail(job, now=await self._clock.now(), error=what)

    async def _after_stop(self, job: Job, handling: asyncio.Future[None]) -> None:
        """The handler was cancelled by a stop: done after all, or back into the queue."""
        with suppress(LeaseLost):
            if handling.cancelled() or handling.exception() is not None:
                await self._store.release(job, run_at=await self._clock.now())
            else:
                await self._store.finish(job)


def backoff(attempts: int) -> timedelta:
    """How long to wait after this many tries: 2 s, 4 s, 8 s … at most ten minutes."""
    return min(FIRST_RETRY * (1 << min(attempts - 1, 16)), LAST_RETRY)


def _describe(error: BaseException) -> str:
    """Kind and place of an error and its causes; not the message, which may quote customers."""
    parts: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(parts) < 5:
        frames = traceback.extract_tb(cause.__traceback__)
        where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        parts.append(f"{type(cause).__name__}{where}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return " from ".join(parts)
