"""A process that dies at the worst moment: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from bot.casebook import Casebook
from bot.clock import SystemClock
from bot.coach import Coach
from bot.consequences import DRAFT_JOB
from bot.desk import CareDesk
from bot.drafting import Drafting
from bot.people import ApprovalPolicy
from bot.store import open_store
from bot.worker import Worker
from tests.serving import ROOT, environment

# Opens a case and dies: either before its draft is begun, or with the draft written but not kept.
DYING = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.casebook import Casebook
from bot.consequences import DRAFT_JOB
from bot.coach import Coach
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.people import ApprovalPolicy, Caller, Person
from bot.prompts import load_playbook
from bot.store import open_store
from bot.worker import Worker

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class DyingBook(Casebook):
    async def append(self, case, *commands, finishes=None, **more):
        if finishes:
            die()
        return await super().append(case, *commands, finishes=finishes, **more)

async def main(url, moment):
    store = open_store(url)
    coach = Coach(load_playbook(Path("prompts")))
    book = DyingBook(store, clock=store.clock, policy=ApprovalPolicy())
    caller = Caller("org", Person("p", "Pat", ("slack:T1",)))
    case_id = await CareDesk(book, coach).open_case(caller, NewPost("Cold pasta, 45 minutes."))
    print(case_id, flush=True)
    if moment == "accepted":
        die()
    await Worker(store, {DRAFT_JOB: Drafting(book, coach).run}, clock=store.clock).run_due()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("moment", ["accepted", "drafted"])
async def test_kill_9_between_accepting_a_post_and_its_draft(
    database_url: str, coach: Coach, moment: str
) -> None:
    """After a restart there is exactly one draft, on either engine."""
    dead = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", DYING, database_url, moment],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert dead.returncode == -signal.SIGKILL, dead.stderr
    case_id = dead.stdout.strip()
    store = open_store(database_url)
    try:
        later = _Later(timedelta(minutes=5))  # the dead process's lease is over by then
        book = Casebook(store, clock=later, policy=ApprovalPolicy())
        worker = Worker(store, {DRAFT_JOB: Drafting(book, coach).run}, clock=later)
        await worker.run_due()
        view = await CareDesk(book, coach).view("org", case_id)
        assert len(view.case.drafts) == 1
        assert not view.case.drafting
        assert await worker.run_due() == 0
    finally:
        await store.close()


class _Later(SystemClock):
    """The system's clock, ahead by some time."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    async def now(self) -> datetime:
        return await super().now() + self._ahead
