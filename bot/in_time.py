"""Answers somebody who waits for so long and no longer; what takes more time goes on."""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from collections.abc import Coroutine
from typing import Any, TypeVar

AWAY = "Our database cannot be reached right now. Please try again in a minute."
SLOW = (
    "This takes longer than usual. It may be saved yet: please look whether the case comes up "
    "before you try again."
)
SLOWLY = "This takes longer than usual. Please try again in a minute."
_BROKEN = "Something went wrong on our side. Reference"
_LEAVING = 10.0  # seconds for what came in last

log = logging.getLogger(__name__)

T = TypeVar("T")


class Late:
    """What goes on after its answer was given."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    async def in_time(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """What `work` gives; `TimeoutError` where nobody would wait for it. It goes on then."""
        task = asyncio.create_task(work)
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if done:
            return task.result()
        self._keep(task)
        raise TimeoutError

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it after the answer."""
        self._keep(asyncio.create_task(work))

    async def finish(self) -> None:
        """Wait a while for what came in last."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LEAVING)

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._came_late)

    def _came_late(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (exc := task.exception()):
            log.warning("What came after the answer failed: %s", type(exc).__name__)


def broken(exc: BaseException, what: str) -> str:
    """A reference for the person, and the trace, without its message, for the log."""
    reference = secrets.token_hex(4)
    trace = "".join(traceback.format_tb(exc.__traceback__))
    log.error("Reference %s: a %s failed (%s).\n%s", reference, what, type(exc).__name__, trace)
    return f"{_BROKEN} {reference}"
