"""The engine for many replicas: PostgreSQL through psycopg, with a pool of connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime
from functools import lru_cache

import psycopg
from psycopg import AsyncConnection, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from bot.clock import Clock
from bot.errors import (
    SetupError,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnsuitable,
)
from bot.store.schema import migrate
from bot.store.sql import POSTGRES, Dialect, T, Work, checked, moment

TRIES = 5  # of a work that met a deadlock or a connection that had died
_Connection = AsyncConnection[tuple[object, ...]]
_Pool = AsyncConnectionPool[_Connection]


class _Again(Exception):
    """Nothing was written and the work may be done again at once."""


class DatabaseClock:
    """The clock of the database, which all replicas share."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine

    async def now(self) -> datetime:
        """The present moment in UTC."""
        return await self._engine.read(_now)


class PostgresEngine:
    """One database. The pool opens with the first work and belongs to that event loop."""

    def __init__(self, conninfo: str, place: str, *, connections: int, patience: float) -> None:
        self._conninfo = conninfo
        self._place = place
        self._connections = connections
        self._patience = patience
        self._pool: _Pool | None = None
        self._opening = asyncio.Lock()
        self._closed = False
        self._clock = DatabaseClock(self)

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL's words."""
        return POSTGRES

    @property
    def clock(self) -> Clock:
        """The database's clock."""
        return self._clock

    async def read(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work that only reads; each of its statements sees the latest commits."""
        return await self._run(lambda connection: _look(connection, work))

    async def write(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work, once it is committed; deadlocks are tried again."""
        return await self._run(lambda connection: _transact(connection, work))

    async def _run(self, task: Callable[[_Connection], Awaitable[T]]) -> T:
        problem: BaseException | None = None
        for _ in range(TRIES):
            try:
                return await self._once(task)
            except _Again as exc:
                problem = exc.__cause__
            except (psycopg.Error, PoolTimeout, PoolClosed) as exc:
                raise _translated(exc, self._place) from exc
        raise StoreBusy(f"{self._place} is busy. Please try again.") from problem

    async def scrub(self) -> None:
        """Nothing to do: PostgreSQL's own vacuum overwrites deleted rows in its time."""

    async def close(self) -> None:
        """Give all connections back."""
        self._closed = True
        if self._pool is not None:
            await self._pool.close()

    async def _once(self, task: Callable[[_Connection], Awaitable[T]]) -> T:
        pool = await self._open_pool()
        try:
            async with pool.connection() as connection:
                return await task(connection)
        except (errors.SerializationFailure, errors.DeadlockDetected) as exc:
            raise _Again from exc
        except _Again:
            await pool.check()  # the others died with the same server: replace them now
            raise

    async def _open_pool(self) -> _Pool:
        if self._closed:
            raise StoreError("The store is closed.")
        async with self._opening:
            if self._pool is None:
                pool = AsyncConnectionPool(
                    self._conninfo,
                    kwargs={"autocommit": True},
                    min_size=1,
                    max_size=self._connections,
                    timeout=self._patience,
                    open=False,
                )
                await pool.open()
                self._pool = pool
        return self._pool


def open_postgres(url: str, *, connections: int = 10, patience: float = 5.0) -> PostgresEngine:
    """Reach the database and bring its schema up to date.

    `patience` is how many seconds to wait for a connection, `connections` how many at most.
    """
    conninfo, place = _understood(url, patience)
    try:
        with closing(psycopg.connect(conninfo, autocommit=True)) as connection:
            encoding = connection.info.parameter_status("server_encoding")
            if encoding != "UTF8":
                raise StoreUnsuitable(
                    f"{place} keeps text as {encoding}, which cannot hold every language. Please "
                    "make it with the encoding UTF8."
                )
            with connection.transaction(), closing(migrate(POSTGRES)) as work:
                _drive_now(connection, work)
    except psycopg.Error as exc:
        raise _translated(exc, place) from exc
    return PostgresEngine(conninfo, place, connections=connections, patience=patience)


def _understood(url: str, patience: float) -> tuple[str, str]:
    """Connection parameters, and how to name the database without its password."""
    try:
        given = conninfo_to_dict(url)
        conninfo = make_conninfo(
            url,
            connect_timeout=given.get("connect_timeout", max(1, round(patience))),
            application_name=given.get("application_name", "response-coach"),
        )
    except psycopg.ProgrammingError:
        # Not chained: libpq quotes the address, password included.
        raise SetupError(
            "this is no address of a PostgreSQL database; it looks like "
            "postgresql://user:password@host/database",
            key="DATABASE_URL",
        ) from None
    name = given.get("dbname") or given.get("user") or "default"
    host = given.get("host") or given.get("hostaddr") or "this machine"
    return conninfo, f"The PostgreSQL database {name} on {host}"


async def _look(connection: _Connection, work: Callable[[], Work[T]]) -> T:
    """Without a transaction, which would cost two more journeys to the database and give nothing:
    within one, too, each statement would see what others have committed meanwhile.
    """
    try:
        return await _drive(connection, work())
    except psycopg.OperationalError as exc:
        if connection.broken:
            raise _Again from exc
        raise


async def _transact(connection: _Connection, work: Callable[[], Work[T]]) -> T:
    done = False
    try:
        async with connection.transaction():
            result = await _drive(connection, work())
            done = True
        return result
    except psycopg.OperationalError as exc:
        if connection.broken and not done:  # it never came to COMMIT, so nothing was written
            raise _Again from exc
        raise


async def _drive(connection: _Connection, work: Work[T]) -> T:
    with closing(work):
        try:
            statement = next(work)
            while True:
                sql, params = statement
                cursor = await connection.execute(_percent(sql), checked(params))
                statement = work.send(await cursor.fetchall() if cursor.description else [])
        except StopIteration as ended:
            result: T = ended.value
            return result


def _drive_now(connection: psycopg.Connection[tuple[object, ...]], work: Work[T]) -> T:
    """The same without an event loop, for the start."""
    try:
        statement = next(work)
        while True:
            sql, params = statement
            cursor = connection.execute(_percent(sql), checked(params))
            statement = work.send(cursor.fetchall() if cursor.description else [])
    except StopIteration as done:
        result: T = done.value
        return result


@lru_cache(maxsize=512)
def _percent(sql: str) -> bytes:
    return sql.replace("?", "%s").encode()


def _now() -> Work[datetime]:
    rows = yield "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT", ()
    return moment(rows[0][0])


def _translated(exc: Exception, place: str) -> StoreError:
    match exc:
        case errors.DiskFull():
            return StoreFull(f"{place} has no space left. Nothing was saved.")
        case errors.ReadOnlySqlTransaction() | errors.InsufficientPrivilege():
            return StoreReadOnly(f"{place} cannot be written. Please check the user's rights.")
        case PoolTimeout() | PoolClosed() | psycopg.OperationalError() | psycopg.InterfaceError():
            return StoreBusy(f"{place} is out of reach or busy. Please try again.")
        case _:
            state = getattr(exc, "sqlstate", None) or type(exc).__name__
            return StoreError(f"{place} did not accept this ({state}).")
