"""The schema grows by numbered steps, on both engines."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import BadInput, NewerSchema
from bot.store import Store, open_store
from bot.store.schema import MIGRATIONS
from bot.store.sql import Work
from tests.store.samples import ORG, opening


def _from_the_future() -> Work[None]:
    yield "INSERT INTO schema_version (version) VALUES (?)", (len(MIGRATIONS) + 1,)


def _versions() -> Work[list[int]]:
    rows = yield "SELECT version FROM schema_version ORDER BY version", ()
    return [row[0] for row in rows]


async def test_newer_schema_is_refused(store: Store, database_url: str) -> None:
    """An older release leaves a newer database alone and says what to do."""
    await store._engine.write(_from_the_future)
    with pytest.raises(NewerSchema, match="made by a newer release"):
        open_store(database_url)


def _beats() -> Work[list[tuple[int, ...]]]:
    return (yield "SELECT beats FROM health", ())


async def test_health_is_a_row_that_was_written(store: Store) -> None:
    """Asking a question would work on a full or read-only database too."""
    for _ in range(3):
        await store.health()
    assert await store._engine.read(_beats) == [(3,)]


async def test_numbers_that_no_column_holds_are_refused_in_words(store: Store) -> None:
    """On either engine the same, before anything is written."""
    for number in (2**63, 10**30):
        with pytest.raises(BadInput, match="larger than any in the database"):
            await store.discard_job(number)
    assert not await store.discard_job(2**63 - 1)


async def test_several_that_start_at_once_all_come_up(database_url: str) -> None:
    """Of several that meet a fresh database one makes the tables, and all work."""
    stores = await asyncio.gather(*(asyncio.to_thread(open_store, database_url) for _ in range(5)))
    for number, store in enumerate(stores):
        assert await store.commit(opening(f"case-{number}"))
    assert len(await stores[0].events(ORG, "case-4")) == 1
    assert await stores[0]._engine.read(_versions) == list(range(1, len(MIGRATIONS) + 1))
    for store in stores:
        await store.close()
