"""The embedded engine: one SQLite file with one lane for writing and one for reading."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from sqlite_utils import Database

from bot.clock import Clock, SystemClock
from bot.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly, StoreUnsuitable
from bot.store.lane import Lane, drive
from bot.store.place import refuse_network_folder
from bot.store.schema import migrate
from bot.store.sql import SQLITE, Dialect, T, Work


class SqliteEngine:
    """One SQLite file. Several processes may work on it; the busy one is waited for."""

    def __init__(self, path: Path, writer: Database, reader: Database) -> None:
        self._path = path
        self._inode = _inode(path)
        self._writer = Lane(writer, "BEGIN IMMEDIATE", self._check_place)
        self._reader = Lane(reader, "BEGIN")
        self._clock = SystemClock()

    @property
    def dialect(self) -> Dialect:
        """SQLite's words."""
        return SQLITE

    @property
    def clock(self) -> Clock:
        """This machine's clock: all processes on the file run here."""
        return self._clock

    async def read(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work that only reads; it sees every commit that was acknowledged."""
        return await self._run(self._reader, work)

    async def write(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work, once it is safe on disk."""
        return await self._run(self._writer, work)

    async def scrub(self) -> None:
        """Empty the write-ahead log, where deleted text may still stand."""
        try:
            await asyncio.to_thread(_checkpoint, self._path)
        except sqlite3.Error as exc:
            raise _translated(exc, self._path) from exc

    async def close(self) -> None:
        """Finish what waits, then let go of the file."""
        await self._writer.close()
        await self._reader.close()

    def _check_place(self) -> None:
        """A deleted file takes writes without a word, and they are lost when the program ends."""
        if _inode(self._path) != self._inode:
            raise StoreError(
                f"{self._path} was moved, deleted or replaced while this program was running. "
                "Nothing was saved. Please put the file back, or restart the program."
            )

    async def _run(self, lane: Lane, work: Callable[[], Work[T]]) -> T:
        try:
            return await lane.run(work)
        except sqlite3.Error as exc:
            raise _translated(exc, self._path) from exc


def open_sqlite(path: Path, *, busy: float = 5.0, mounts: str | None = None) -> SqliteEngine:
    """Open or make the file and bring its schema up to date.

    `busy` is how many seconds to wait for another process; `mounts` stands in for `/proc/mounts`.
    """
    path = path.expanduser().absolute()
    refuse_network_folder(path.parent, mounts)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as opened:
            writer = opened.enter_context(closing(_connect(path, busy)))
            _switch_to_wal(writer, busy)
            _migrate(writer)
            reader = opened.enter_context(closing(_connect(path, busy)))
            reader.execute("PRAGMA query_only = ON")
            opened.pop_all()
    except sqlite3.Error as exc:
        raise _translated(exc, path) from exc
    except OSError as exc:
        raise StoreReadOnly(_not_writable(path)) from exc
    return SqliteEngine(path, writer, reader)


def _connect(path: Path, busy: float) -> Database:
    # The lane's thread takes the connection over; no two threads ever use it at once.
    connection = sqlite3.connect(path, timeout=busy, isolation_level=None, check_same_thread=False)
    try:
        # No plugins: whatever else is installed has no business in customers' data.
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return db


def _switch_to_wal(db: Database, busy: float) -> None:
    """Turn the write-ahead log on. SQLite does not wait by itself for a process doing the same."""
    deadline = time.monotonic() + busy
    while True:
        try:
            db.enable_wal()
            break
        except sqlite3.OperationalError as exc:
            if _primary(exc) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    if db.journal_mode != "wal":
        raise StoreUnsuitable(
            "SQLite's write-ahead log does not work in this place. Please use a local folder, or "
            "PostgreSQL through DATABASE_URL."
        )


def _migrate(db: Database) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        drive(db, lambda: migrate(SQLITE))
        db.commit()
    finally:
        db.rollback()


def _checkpoint(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=1.0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _inode(path: Path) -> tuple[int, int] | None:
    """Which file stands there: device and number; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _primary(exc: sqlite3.Error) -> int:
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF


def _not_writable(path: Path) -> str:
    return (
        f"{path} cannot be written. Please check the permissions of file and folder, or name "
        "another place in DATABASE_URL."
    )


def _translated(exc: sqlite3.Error, path: Path) -> StoreError:
    match _primary(exc):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(f"{path} is locked by another program. Please try again.")
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"There is no space left for {path}. Nothing was saved.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreReadOnly(_not_writable(path))
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return StoreError(
                f"{path} is not a database, or it is damaged. Please restore a backup, or name "
                "another file in DATABASE_URL."
            )
        case _:
            name = getattr(exc, "sqlite_errorname", type(exc).__name__)
            return StoreError(f"{path} could not be read or written ({name}).")
