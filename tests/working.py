"""What the tests of the worker share: a sleep that they end, and handlers that they hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Literal

from bot.records import Commit, Job, NewJob
from bot.store import Store
from bot.worker import Worker
from tests.conftest import NOON

SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=30)
Hire = Callable[..., Worker]


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


class Reached(asyncio.Event):
    """Something to hang on; `reached` is set once somebody does."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def wait(self) -> Literal[True]:
        self.reached.set()
        return await super().wait()
