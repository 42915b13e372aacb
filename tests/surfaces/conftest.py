"""What the tests of surfaces share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store import Store
from tests.playground_site import Visitor, visiting


@pytest.fixture
async def visitor(sqlite_store: Store) -> AsyncIterator[Visitor]:
    """A visitor of a playground without cases."""
    async with visiting(sqlite_store) as visitor:
        yield visitor
