"""Has the second reader read what somebody types, in the background and one text at a time."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web

from bot.desk import CareDesk
from bot.errors import CoachError
from bot.people import HOME
from bot.views import CaseView

log = logging.getLogger(__name__)

_SHORT = 40  # characters; of less, a model makes too much


class SecondLooks:
    """Nobody waits for a second reading: the page asks again whether more is known.

    Of each case one text is read at a time, and of those that come meanwhile only the latest.
    """

    def __init__(self, desk: CareDesk) -> None:
        self._desk = desk
        self._running: dict[str, asyncio.Task[None]] = {}
        self._latest: dict[str, tuple[str, CaseView]] = {}

    async def start(self, reply: str, view: CaseView) -> bool:
        """Have a reply read as soon as the one before it is done; whether more is to come.

        False also where all is known, or nobody reads a second time.
        """
        case_id = view.case.id
        if len(reply.strip()) < _SHORT:
            return False
        self._latest[case_id] = reply, view
        if case_id not in self._running:
            name = f"second look {case_id}"
            self._running[case_id] = asyncio.create_task(self._read(case_id), name=name)
        # One turn: what has nothing to wait for is done by then. Asked later, a reading that ends
        # while the cues are read would be missed.
        await asyncio.sleep(0)
        return case_id in self._running

    async def close(self, _: web.Application | None = None) -> None:
        """Stop everything that is under way."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, case_id: str) -> None:
        try:
            while case_id in self._latest:
                await self._read_one(*self._latest.pop(case_id))
        finally:
            del self._running[case_id]

    async def _read_one(self, reply: str, view: CaseView) -> None:
        """Whoever types must not notice what went wrong; the words stay out of the log."""
        try:
            await self._desk.writing.read_again(HOME, reply, view)
        except CoachError as exc:
            log.info("Nobody read a second time: %s", type(exc).__name__)
        except Exception as exc:
            log.warning("A second reading failed: %s", type(exc).__name__)
