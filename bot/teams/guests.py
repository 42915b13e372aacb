"""Knows who of those that act is a guest in the tenant; remembers it, and asks Teams else."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable

from bot.errors import CoachError, PlatformError
from bot.payload import Data, data, string
from bot.records import Conversation
from bot.teams.connector import Connector
from bot.teams.inbound import conversation
from bot.teams.places import from_outside

_REMEMBERED = 600.0  # seconds; a guest can become a member
_UNKNOWN = 15.0  # seconds after which somebody of whom Teams did not tell is asked about again
_PATIENCE = 2.0  # seconds; somebody waits for an answer
_MOST = 10_000

_STRANGER = "Response Coach works for the people of its own organisation only."
_UNSURE = "Teams does not say right now who you are, so nothing was done. Please try once more."

log = logging.getLogger(__name__)


class Stranger(CoachError):
    """Somebody is not one of the people that the bot works for."""

    def __init__(self) -> None:
        super().__init__(_STRANGER)


class Guests:
    """Activities of guests look like those of members: only the list of members tells.

    `now` counts seconds.
    """

    def __init__(self, connector: Connector, *, now: Callable[[], float] = time.monotonic) -> None:
        self._connector, self._now = connector, now
        self._known: OrderedDict[tuple[str, ...], tuple[float, bool | None]] = OrderedDict()

    async def turn_away(self, body: Data, *, deciding: bool) -> None:
        """Raises `Stranger` for a guest; for one who decides, `CoachError` if nobody says."""
        guest = await self.sent(body)
        if guest:
            raise Stranger
        if deciding and guest is None:
            raise CoachError(_UNSURE)

    async def sent(self, body: Data) -> bool | None:
        """Whether a guest sent an activity; None where nobody says.

        Where Teams does not say it of a personal chat, a member did.
        """
        where, account = conversation(body), string(data(body, "from"), "id")
        if where is None or not account:
            return None
        # Of whom one conversation tells nothing, another may.
        here, anywhere = (where.workspace, account, where.id), (where.workspace, account)
        known = self._recalled(anywhere) or self._recalled(here)
        if known:
            guest = known[1]
        else:
            guest = await self._asked(where, account)
            self._remember(here if guest is None else anywhere, guest)
        return False if guest is None and where.kind == "personal" else guest

    async def _asked(self, where: Conversation, account: str) -> bool | None:
        try:
            async with asyncio.timeout(_PATIENCE):
                found = await self._connector.member(where, account)
        except (PlatformError, TimeoutError) as exc:
            log.info("Nobody says whether somebody is a guest: %s", exc)
            return None
        return from_outside(found, where.workspace.partition(":")[2])

    def _recalled(self, key: tuple[str, ...]) -> tuple[float, bool | None] | None:
        known = self._known.get(key)
        return known if known and self._now() < known[0] else None

    def _remember(self, key: tuple[str, ...], guest: bool | None) -> None:
        lasts = _UNKNOWN if guest is None else _REMEMBERED
        self._known[key] = self._now() + lasts, guest
        self._known.move_to_end(key)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
