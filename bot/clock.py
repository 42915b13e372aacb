"""What time it is: a port, so that tests set it and replicas share the database's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment, aware and in UTC."""

    async def now(self) -> datetime:
        """The present moment; `StoreBusy` where it is read from a database out of reach."""
        ...


class SystemClock:
    """The clock of this machine."""

    async def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)
