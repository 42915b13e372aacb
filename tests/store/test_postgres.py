"""What only the engine for replicas can meet: addresses, outages, deadlocks, shared time."""

from __future__ import annotations

import asyncio
import traceback

import psycopg
import pytest

from bot.errors import CaseChanged, SetupError, StoreBusy, StoreReadOnly, StoreUnsuitable
from bot.store import open_store
from bot.store.sql import Work
from tests.store.samples import LEASE, NOON, ORG, Open, claiming, job, opening

PASSWORD = "tr0ub4dor"


def test_unreachable_server_is_named_without_its_password() -> None:
    """An outage names host and database; the password appears nowhere, not even in the trace."""
    with pytest.raises(
        StoreBusy, match=r"database cases on 127\.0\.0\.1 is out of reach"
    ) as caught:
        open_store(f"postgresql://coach:{PASSWORD}@127.0.0.1:1/cases", busy=1)
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


def test_malformed_address_is_refused_without_its_password() -> None:
    """A typing mistake in the address is reported by its key, and the address is not repeated."""
    with pytest.raises(SetupError, match="DATABASE_URL: this is no address") as caught:
        open_store(f"postgresql://coach:{PASSWORD}@host:port:7/cases?nonsense=1")
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))


async def test_dead_connections_are_replaced(
    postgres_url: str, postgres: str, opened: Open
) -> None:
    """After the server drops every connection the next commit works as if nothing had happened."""
    store = opened(postgres_url)
    await asyncio.gather(*(store.commit(opening(f"case-{n}")) for n in range(20)))
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'response-coach'"
        )
    assert await store.commit(claiming(1, "case-1"))


async def test_deadlock_is_solved_by_trying_again(postgres_url: str, opened: Open) -> None:
    """A work that is chosen as the victim of a deadlock is done again and succeeds."""
    store = opened(f"{postgres_url}%20-cdeadlock_timeout%3D50ms")
    holds_b = asyncio.Event()
    tries = 0

    def b_then_a() -> Work[None]:
        nonlocal tries
        tries += 1
        yield "SELECT pg_advisory_xact_lock(2)", ()
        holds_b.set()
        yield "SELECT pg_advisory_xact_lock(1)", ()

    # This one's own timeout is long, so the store's work is the one that gives way.
    other = await psycopg.AsyncConnection.connect(f"{postgres_url}%20-cdeadlock_timeout%3D60s")
    async with other:
        await other.execute("SELECT pg_advisory_xact_lock(1)")
        work = asyncio.ensure_future(store._engine.write(b_then_a))
        await holds_b.wait()
        await other.execute("SELECT pg_advisory_xact_lock(2)")
    await work
    assert tries == 2


async def test_read_only_database_is_refused(postgres_url: str, opened: Open) -> None:
    """A database that takes no writes is refused at the start."""
    await opened(postgres_url).close()
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        opened(f"{postgres_url}%20-cdefault_transaction_read_only%3Don")


def test_database_without_unicode_is_refused(postgres: str) -> None:
    """A database that could not hold every language is refused with the remedy."""
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute("CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreUnsuitable, match="UTF8"):
        open_store(postgres.replace("/postgres?", "/plain?"))


async def test_time_is_the_databases(postgres_url: str, opened: Open) -> None:
    """All replicas read the same clock, in UTC, and it moves."""
    store = opened(postgres_url)
    first = await store.clock.now()
    rows = await store._engine.read(_time)
    second = await store.clock.now()
    assert first < rows < second
    assert first.utcoffset() is not None


async def test_store_that_was_never_used_closes(postgres_url: str, opened: Open) -> None:
    """Opening and closing without any work leaves nothing behind."""
    store = opened(postgres_url)
    await store.close()
    fresh = opened(postgres_url)
    assert await fresh.events(ORG, "case-1") == []
    await fresh.close()


def _time() -> Work[object]:
    rows = yield "SELECT clock_timestamp()", ()
    return rows[0][0]


async def test_who_acts_does_not_wait_for_the_timer(postgres_url: str, opened: Open) -> None:
    """While a timer's job wants to write in the same case, a person can set it anew."""
    # Its own timeout is long, so in a deadlock the person would have to give way.
    store = opened(f"{postgres_url}%20-cdeadlock_timeout%3D60s")
    await store.commit(opening(jobs=(job("follow", "f"),)))
    (held,) = await store.claim_jobs(["follow"], now=NOON, lease=LEASE, limit=1)
    person = await psycopg.AsyncConnection.connect(f"{postgres_url}%20-clock_timeout%3D9s")
    async with person:
        await person.execute(
            "INSERT INTO events (organisation, case_id, seq, at, type, version, data)"
            " VALUES (%s, 'case-1', 2, 0, 'CaseClaimed', 1, '{}')",
            (ORG,),
        )
        late = asyncio.ensure_future(store.commit(claiming(1, finishes=held)))
        while not await _somebody_waits(person):
            pass
        await person.execute("DELETE FROM jobs")
    with pytest.raises(CaseChanged):
        await late


async def _somebody_waits(connection: psycopg.AsyncConnection[tuple[object, ...]]) -> bool:
    found = await connection.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
    return await found.fetchone() is not None
