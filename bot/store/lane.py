"""A thread with a SQLite connection; works that wait at the same moment share one commit."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from bot.errors import StoreError
from bot.store.sql import T, Work, checked

GROUP = 256  # works that share one commit, and so one wait for the disk


@dataclass(slots=True)
class _Errand:
    """A work on its way through a lane, and what came of it."""

    work: Callable[[], Work[Any]]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.future.done():  # whoever asked has been cancelled meanwhile
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Lane:
    """One thread with one connection; what waits shares a transaction, each in a savepoint."""

    def __init__(self, db: Database, begin: str, check: Callable[[], None] = lambda: None) -> None:
        """`check` runs before each transaction; what it raises is told to all who wait."""
        self._db = db
        self._begin = begin
        self._check = check
        self._waiting: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        self._closed = False
        # A daemon: a program that forgets to close must still be able to end.
        self._thread = threading.Thread(target=self._run, name=f"store {begin}", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work, after its transaction has ended; raises what the work raised."""
        if self._closed:
            raise StoreError("The store is closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Errand(work, loop, future))
        return await future

    async def close(self) -> None:
        """Do what waits, then close the connection."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        with closing(self._db):
            while True:
                group, last = self._next_group()
                self._serve(group)
                _report(group)
                if last:
                    return

    def _next_group(self) -> tuple[list[_Errand], bool]:
        group: list[_Errand] = []
        errand = self._waiting.get()
        while errand is not None:
            if not errand.future.cancelled():
                group.append(errand)
            if len(group) >= GROUP:
                return group, False
            try:
                errand = self._waiting.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _serve(self, group: Sequence[_Errand]) -> None:
        if not group:
            return
        try:
            self._check()
            self._db.execute(self._begin)
        except Exception as exc:
            for errand in group:
                errand.error = exc
            return
        try:
            for errand in group:
                self._attempt(errand)
            self._db.execute("COMMIT")
        except Exception as exc:
            self._db.rollback()
            self._after_rollback(group, exc)

    def _attempt(self, errand: _Errand) -> None:
        """Do one work; raises only if it took the group's whole transaction down."""
        errand.result = errand.error = None
        try:
            with self._db.atomic():
                errand.result = drive(self._db, errand.work)
        except Exception as exc:
            errand.error = exc
            if not self._db.conn.in_transaction:  # SQLite does this when the disk is full
                raise

    def _after_rollback(self, group: Sequence[_Errand], exc: Exception) -> None:
        """Nothing of the group was written: tell the one, or try each of the many alone."""
        if len(group) == 1:
            group[0].error = group[0].error or exc
            return
        for errand in group:
            self._serve([errand])


def drive(db: Database, make: Callable[[], Work[T]]) -> T:
    """Run one work to its end within the transaction that is open."""
    work = make()
    with closing(work):
        try:
            statement = next(work)
            while True:
                sql, params = statement
                statement = work.send(db.execute(sql, checked(params)).fetchall())
        except StopIteration as done:
            result: T = done.value
            return result


def _report(group: Sequence[_Errand]) -> None:
    """Wake everybody who asked, each event loop once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Errand]] = defaultdict(list)
    for errand in group:
        by_loop[errand.loop].append(errand)
    for loop, errands in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, errands)


def _settle(errands: Sequence[_Errand]) -> None:
    for errand in errands:
        errand.settle()
