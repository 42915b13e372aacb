"""What the tests of the worker share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.records import Job
from bot.store import Store
from bot.worker import Worker
from tests.conftest import SettableClock
from tests.working import LEASE, Hire, Sleepers


@pytest.fixture
def sleepers() -> Sleepers:
    """A sleep that ends when the test says so."""
    return Sleepers()


@pytest.fixture
def hire(sqlite_store: Store, clock: SettableClock, sleepers: Sleepers) -> Hire:
    """Makes a worker for one handler of `draft` jobs."""

    def worker(handler: Callable[[Job], Awaitable[None]], **options: Any) -> Worker:
        options = {"sleep": sleepers, "lease": LEASE, **options}
        return Worker(sqlite_store, {"draft": handler}, clock=clock, **options)

    return worker
