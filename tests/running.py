"""Our bot as tests run it: the real server and store, real HTTP, jobs on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.coach import Coach
from bot.people import HOME
from bot.prompts import load_playbook
from bot.server import Service, public_app
from bot.settings import Settings
from bot.store import open_store
from bot.views import CaseView
from tests.conftest import SettableClock
from tests.serving import ROOT

_COACHES: list[Coach] = []
_SOON = timedelta(minutes=1)


def coach() -> Coach:
    """The coach with the shipped prompts, built once."""
    if not _COACHES:
        _COACHES.append(Coach(load_playbook(ROOT / "prompts")))
    return _COACHES[0]


@dataclass
class Running:
    """The running bot. `clock` is that of its jobs, `url` where it listens."""

    service: Service
    clock: SettableClock
    url: str

    async def work(self, *, seconds: int = 60) -> None:
        """Do everything that falls due within so many seconds, which pass as needed."""
        for _ in range(seconds * 4):
            done = 0
            for worker in self.service.workers:
                done += await worker.run_due()
            if not done and not await self._wait():
                return

    async def _wait(self) -> bool:
        """Let the clock go on to the next job; whether there is one."""
        kinds = [kind for worker in self.service.workers for kind in worker.kinds]
        due = await self.service.store.next_due(kinds)
        if due is None or due - self.clock.at > _SOON:
            return False
        passed = max(timedelta(0), due - self.clock.at)
        self.clock.forward(passed)
        self.passed(passed.total_seconds())
        return True

    def passed(self, seconds: float) -> None:
        """So much time has passed; whoever has a clock besides is told here."""

    async def cases(self) -> list[CaseView]:
        """All cases, the latest change first."""
        rows = await self.service.desk.cases(HOME, limit=500)
        return [await self.service.desk.view(HOME, row.case_id) for row, _ in rows]

    async def case(self) -> CaseView:
        """The only case."""
        (case,) = await self.cases()
        return case


@asynccontextmanager
async def running(folder: Path, settings: dict[str, Any]) -> AsyncIterator[Running]:
    """Start the bot, with a database in `folder`; nothing works by itself."""
    chosen = Settings(coach_home=ROOT, **{"secret_key": "secret-of-the-tests", **settings})
    clock = SettableClock()
    store = open_store(settings.get("database_url", f"sqlite:///{folder / 'coach.db'}"))
    service = Service(chosen, coach(), store, clock=clock)
    app = public_app(store)
    for surface in service.surfaces:
        surface.add_routes(app)
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield Running(service, clock, f"http://127.0.0.1:{runner.addresses[0][1]}")
    finally:
        await runner.cleanup()
        await service.stop()
        await store.close()
