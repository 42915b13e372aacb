"""`make bench`, following up: what waits, lists and incidents cost with 200,000 cases kept."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import psutil
import psycopg
import sqlite_utils

from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import FOLLOW_JOB
from bot.desk import CareDesk
from bot.digest import DIGEST_JOB
from bot.people import HOME, ApprovalPolicy
from bot.records import CaseRow
from bot.store import Store, open_store
from tests.bench_follow_cases import CASES, DAY, UNSETTLED, WINDOW, Filled, fill
from tests.bench_load import percentile
from tests.serving import serving

KINDS = (FOLLOW_JOB, DIGEST_JOB)
MONTH = 30 * DAY
TIMES = 300
IDLE = 20  # seconds
OURS = ("new", "open")
LATER, ALIKE = "… later pages", "incident match, posts of three days"

Line = Callable[..., None]
Work = Callable[[int], Awaitable[object]]


def bench(coach: Coach, line: Line, postgres: Callable[[], AbstractContextManager[str]]) -> None:
    """Print every figure about a store with many cases."""
    print(f"\n{CASES:,} cases of two years; {UNSETTLED:,} are not over, each with its timer")
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        database = Path(folder) / "cases.db"
        told, ours = _bench(coach, f"sqlite:///{database}", "SQLite", line)
        _otherwise(database, told, ours, line)
    with postgres() as url:
        _bench(coach, url, "PostgreSQL", line)


def _bench(coach: Coach, url: str, engine: str, line: Line) -> tuple[Filled, dict[str, float]]:
    """What it was filled with, and the median of each figure in milliseconds."""
    begin = time.perf_counter()
    told = fill(coach, url, datetime.now(UTC))
    line(f"{engine}: filled in", f"{time.perf_counter() - begin:.0f} s")
    _idle(url, line)
    medians: dict[str, float] = {}
    for what, milliseconds, target in asyncio.run(_measured(coach, url, told)):
        medians[what] = percentile(milliseconds, 50)
        line(what, _figure(milliseconds), f"p99 ≤ {target} ms" if target else "")
    return told, medians


def _idle(url: str, line: Line) -> None:
    """What a server costs in which nothing is due, and its database with it."""
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder), {"DATABASE_URL": url}) as served:
            watched = [psutil.Process(served.process.pid)]
            time.sleep(5)  # what belongs to the start is over
            watched += _backends(url)
            before = sum(map(_used, watched))
            time.sleep(IDLE)
            percent = 100 * (sum(map(_used, watched)) - before) / IDLE
        line("nothing due: CPU of `coach serve` and database", f"{percent:.2f} %", "≤ 1 %")


def _backends(url: str) -> list[psutil.Process]:
    """The processes of a PostgreSQL server that work for the bot."""
    if not url.startswith("postgresql"):
        return []
    asked = "SELECT pid FROM pg_stat_activity WHERE application_name = 'response-coach'"
    with psycopg.connect(url) as connection:
        return [psutil.Process(pid) for (pid,) in connection.execute(asked).fetchall()]


def _used(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


# -- our own way ------------------------------------------------------------------------------


async def _measured(
    coach: Coach, url: str, told: Filled
) -> list[tuple[str, list[float], float | None]]:
    """What was measured, how many milliseconds it took each time, and the target."""
    store = open_store(url)
    try:
        await _pages(store)  # once, so that what is measured is no disk
        return [
            ("p50, p99 of: looking for what is due", await _looks(store), 5),
            ("claiming what is due, a durable write", await _claims(store, told), None),
            ("… while thousands of timers are due", await _claims(store, told, late=5 * DAY), None),
            *await _lists(coach, store),
            (ALIKE, await _alike(store, told, told.lately), 20),
            ("… in a burst of 500 posts", await _alike(store, told, told.burst), 20),
            ("the morning's queries", await _timed(_morning(store, told), 10), None),
        ]
    finally:
        await store.close()


async def _timed(work: Work, times: int = TIMES) -> list[float]:
    milliseconds = []
    for number in range(times):
        begin = time.perf_counter()
        await work(number)
        milliseconds.append((time.perf_counter() - begin) * 1000)
    return milliseconds


async def _looks(store: Store) -> list[float]:
    return await _timed(lambda _: store.next_due(KINDS))


async def _claims(store: Store, told: Filled, late: timedelta = timedelta()) -> list[float]:
    """A worker's round; what it took stays with it."""
    times = count(1)

    async def turn(_: int) -> None:
        now = told.now + timedelta(hours=1) + next(times) * timedelta(minutes=4) + late
        due = await store.next_due(KINDS)
        if due and due <= now:
            await store.claim_jobs(KINDS, now=now, lease=MONTH, limit=4)

    return await _timed(turn)


async def _lists(coach: Coach, store: Store) -> list[tuple[str, list[float], float | None]]:
    desk = CareDesk(Casebook(store, clock=store.clock, policy=ApprovalPolicy()), coach)
    first = await _timed(lambda _: desk.cases(HOME))
    ours = await _timed(lambda _: desk.cases(HOME, statuses=OURS))
    return [
        ("case list, first page", first, 10),
        ("… of what needs us", ours, 10),
        (LATER, await _pages(store), 10),
    ]


async def _pages(store: Store) -> list[float]:
    """One page after the other, with the words of the posts."""
    last: CaseRow | None = None

    async def page(_: int) -> None:
        nonlocal last
        rows = await store.cases(HOME, before=last)
        await store.contents(HOME, [row.headline_content for row in rows])
        last = rows[-1]

    return (await _timed(page))[1:]


async def _alike(store: Store, told: Filled, posts: Sequence[list[str]]) -> list[float]:
    """With what a post is compared: the cases that share most words, and how usual those are."""
    since, before = told.now - WINDOW, told.now - MONTH

    async def match(number: int) -> None:
        words = posts[number % len(posts)]
        found = await store.cases_alike(HOME, words, since=since, until=told.now, limit=13)
        await store.usual_words(HOME, words, since=before, until=since)
        await store.histories(HOME, [case_id for case_id, _, _ in found])

    return await _timed(match)


def _morning(store: Store, told: Filled) -> Work:
    async def morning(_: int) -> None:
        rows = await store.to_see_to(HOME, told.now, told.now + DAY)
        answered = await store.answered_since(HOME, told.now - DAY)
        await store.left_unanswered(HOME, "troll", told.now - 7 * DAY, told.now)
        await store.cards_of_all(HOME, [row.case_id for row in (*rows, *answered)])

    return morning


# -- what one would otherwise use -------------------------------------------------------------


def _otherwise(database: Path, told: Filled, ours: dict[str, float], line: Line) -> None:
    """SQLite through sqlite-utils' own ways: pages by offset, and its full-text search."""
    with closing(sqlite3.connect(database)) as connection:
        db = sqlite_utils.Database(connection)
        pages = _times(lambda number: list(_page(db, number)), 60)
        line("sqlite-utils' rows_where, later pages", _figure(pages))
        line("later pages / rows_where", f"{ours[LATER] / percentile(pages, 50):.2f} x")
        _index(db)
        posts = told.lately[:60]
        found = _times(lambda number: list(_search(db, told, posts[number])), len(posts))
        line("sqlite-utils' search (FTS5), posts of three days", _figure(found))
        line("incident match / search", f"{ours[ALIKE] / percentile(found, 50):.3f} x")


def _page(db: sqlite_utils.Database, number: int) -> Iterator[dict[str, object]]:
    return db.table("cases").rows_where(
        "organisation = ? and status in ('new', 'open', 'pending')",
        [HOME],
        order_by="opened_at desc",
        limit=50,
        offset=50 * number,
    )


def _index(db: sqlite_utils.Database) -> None:
    """The words of each post as a text, as full-text search has them."""
    db.execute(
        "CREATE TABLE told AS SELECT case_id, MAX(at) AS at, GROUP_CONCAT(word, ' ') AS words"
        " FROM problem_words GROUP BY case_id"
    )
    db.table("told").enable_fts(["words"])


def _search(
    db: sqlite_utils.Database, told: Filled, words: list[str]
) -> Iterator[dict[str, object]]:
    since = (told.now - WINDOW).timestamp() * 1_000_000
    return islice(
        db.table("told").search(
            " OR ".join(words), where="at >= :since", where_args={"since": since}, limit=20
        ),
        20,
    )


def _times(work: Callable[[int], object], times: int) -> list[float]:
    milliseconds = []
    for number in range(times):
        begin = time.perf_counter()
        work(number)
        milliseconds.append((time.perf_counter() - begin) * 1000)
    return milliseconds


def _figure(milliseconds: list[float]) -> str:
    return f"{percentile(milliseconds, 50):.2f}, {percentile(milliseconds, 99):.2f} ms"
