"""The schema grows by numbered steps, on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.errors import BadInput, NewerSchema
from bot.store import Store, open_store, schema
from bot.store.schema import MIGRATIONS
from bot.store.sql import Work, micros
from tests.store.samples import LEASE, NOON, ORG, Open, claiming, minutes, opening, row


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


def _of_before() -> Work[None]:
    """A case and its job as the release before follow-ups wrote them."""
    yield (
        "INSERT INTO cases (organisation, case_id, status, category, severity, platform,"
        " opened_at, changed_at, headline_content, claimed_by)"
        " VALUES (?, 'case-1', 'open', 'complaint', 3, 'web', ?, ?, 'c1', 'Ana')",
        (ORG, micros(NOON), micros(minutes(1))),
    )
    yield (
        "INSERT INTO jobs (organisation, kind, key, case_id, payload, run_at, attempts, fence,"
        " error) VALUES (?, 'draft', 'k', 'case-1', '{}', ?, 0, 0, '')",
        (ORG, micros(NOON)),
    )


async def test_a_database_of_before_follow_ups(
    database_url: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its cases and jobs are all there, nothing is due in them, and what nobody watches is seen."""
    with monkeypatch.context() as before:
        before.setattr(schema, "MIGRATIONS", MIGRATIONS[:5])
        old = opened(database_url)
        await old._engine.write(_of_before)
        await old.close()
    store = opened(database_url)
    assert await store._engine.read(_versions) == list(range(1, len(MIGRATIONS) + 1))
    assert await store.cases(ORG) == [row("case-1", 1)]
    assert await store.to_see_to(ORG, minutes(9), minutes(9)) == []
    assert await store.answered_since(ORG, NOON) == []
    assert await store.without_timer("follow", "follow:") == [(ORG, "case-1")]
    (held,) = await store.claim_jobs(["draft"], now=NOON, lease=LEASE, limit=9)
    due = replace(row("case-1", 2), answer_due=minutes(5))
    assert await store.commit(claiming(0, row=due, finishes=held))
    assert await store.to_see_to(ORG, minutes(5), minutes(5)) == [due]
