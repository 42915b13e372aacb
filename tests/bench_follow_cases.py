"""Fills a database with two years of work: many copies of a few cases that went the real way."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate, count
from typing import Any, Protocol

import psycopg

from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import DRAFT_JOB, FOLLOW_JOB
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.people import HOME, ApprovalPolicy, Caller, Person
from bot.records import Commit, MessageRef, StandingCard
from bot.review_card import review_card
from bot.store import Store, open_store
from bot.store.sql import Work, marks, micros
from bot.store.sql import fill as named
from bot.worker import Worker

CASES, UNSETTLED, BURST = 200_000, 20_000, 500
DAY = timedelta(days=1)
WINDOW = 3 * DAY  # within which posts about the same problem belong together

_TWO_YEARS, _TWO_MONTHS = 730 * DAY, 60 * DAY
_A_MOMENT = timedelta(hours=3)  # in which the burst came
_POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."
_REPLY = (
    "Thank you for telling us about Friday. We're sorry that you waited 45 minutes and that the "
    "pasta was cold when it came. Mia from our team is talking to everyone who was on that evening "
    "and will answer here by Monday noon. What would put this right for you? Lina"
)
_VOCABULARY = [f"word{number}" for number in range(20_000)]
_ZIPF = list(accumulate(1 / rank for rank in range(1, len(_VOCABULARY) + 1)))

# Ids of what is copied begin with this; those of a copy begin with so many letters of its own.
_MARK, _LETTERS = "@", 16
_STORIES = ("open", "pending", "solved", "closed")
_COPIED = ("events", "contents", "refs")
_JOB = (
    *("organisation", "kind", "key", "case_id"),
    *("payload", "run_at", "attempts", "fence", "error"),
)

Row = tuple[Any, ...]


@dataclass
class Filled:
    """The words of the posts of the last days in the database, and of the burst among them."""

    now: datetime
    lately: list[list[str]] = field(default_factory=list)
    burst: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Table:
    columns: Sequence[str]
    rows: Sequence[Row]


class _Bulk(Protocol):
    """A connection that takes many rows at once."""

    def run(self, sql: str) -> None: ...

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None: ...


class _Standing:
    """A clock that stands at the moment at which all that is copied happened."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    async def now(self) -> datetime:
        return self._at


def fill(coach: Coach, url: str, now: datetime) -> Filled:
    """Fill the fresh database at `url`; no timer in it is due within an hour of `now`."""
    asyncio.run(open_store(url).close())
    tables = asyncio.run(_stories(coach, now))
    told, dice = Filled(now), random.Random(7)  # noqa: S311 - the same on every machine
    with (_postgres if url.startswith("postgresql") else _sqlite)(url) as bulk:
        cases = [_case(number, tables["cases"], now, dice) for number in range(CASES)]
        cases.sort(key=lambda case: str(case["opened_at"]))
        bulk.put("cases", list(cases[0]), (tuple(case.values()) for case in cases))
        for name in _COPIED:
            _copy(bulk, name, tables[name])
        bulk.run(
            "INSERT INTO customers (organisation, key, at, case_id)"
            " SELECT organisation, 'author ' || case_id, opened_at, case_id FROM cases"
        )
        bulk.put("jobs", _JOB, (_timer(case, now, dice) for case in cases if _needs_us(case)))
        words = ("organisation", "word", "at", "case_id")
        bulk.put("problem_words", words, _words(cases, told, dice))
    return told


# -- what is copied ---------------------------------------------------------------------------


async def _stories(coach: Coach, now: datetime) -> dict[str, _Table]:
    """A case of each status, as the desk leaves it; the status stands for the id of the case."""
    with tempfile.TemporaryDirectory() as folder:
        store, ids = open_store(f"sqlite:///{folder}/stories.db"), count()
        casebook = Casebook(
            store,
            clock=_Standing(now),
            policy=ApprovalPolicy(author_may_approve=True),
            new_id=lambda: f"{_MARK}{next(ids)}",
        )
        desk = CareDesk(casebook, coach)
        worker = Worker(store, {DRAFT_JOB: Drafting(casebook, coach).run}, clock=_Standing(now))
        try:
            for status in _STORIES:
                await _story(status, store, desk, worker)
            return {
                name: await store._engine.read(partial(_all_of, name))
                for name in ("cases", *_COPIED)
            }
        finally:
            await store.close()


async def _story(status: str, store: Store, desk: CareDesk, worker: Worker) -> None:
    ana = Caller(HOME, Person("slack:T1:ana", "Ana", ("slack:T1",)))
    case_id = await desk.open_case(ana, NewPost(_POST, platform="google"))
    await worker.run_due()
    if status != "open":
        await desk.edit(ana, case_id, _REPLY)
        card = review_card(await desk.view(HOME, case_id), desk.coach.playbook)
        await desk.approve(ana, case_id, card.draft, card.digest)
        await desk.start_publishing(ana, case_id, card.draft, card.digest)
        await desk.posted(ana, case_id, card.draft)
    if status == "closed":
        for owed in (await desk.view(HOME, case_id)).case.ledger:
            await desk.after.break_promise(ana, case_id, owed.number, "It is not needed.")
        await desk.close(ana, case_id, "It is settled.")
    ref = MessageRef("slack:T1", "C1", case_id)
    await store.commit(Commit(HOME, case_id, None, cards=(StandingCard(ref, 1),)))
    for table in ("cases", *_COPIED):
        await store._engine.write(partial(_rename, table, case_id, status))


def _rename(table: str, case_id: str, status: str) -> Work[None]:
    yield named("UPDATE :table SET case_id = ? WHERE case_id = ?", table=table), (status, case_id)


def _all_of(table: str) -> Work[_Table]:
    columns = yield "SELECT name FROM pragma_table_info(?)", (table,)
    rows = yield named("SELECT * FROM :table", table=table), ()
    return _Table([name for (name,) in columns], rows)


# -- its copies -------------------------------------------------------------------------------


def _case(number: int, stories: _Table, now: datetime, dice: random.Random) -> dict[str, Any]:
    """The line of a case; what is not over is from the last weeks, the burst from just now."""
    if number < UNSETTLED:
        status = "open" if number % 3 == 0 or number < BURST else "pending"
        ago = (_A_MOMENT if number < BURST else _TWO_MONTHS) * dice.random()
    else:
        status, ago = "solved" if number % 4 else "closed", _TWO_YEARS * dice.random()
    row = next(row for row in stories.rows if status in row)
    line = dict(zip(stories.columns, row, strict=True))
    own = f"{dice.getrandbits(64):0{_LETTERS}x}"
    at, soon = micros(now - ago), micros(now + 21 * DAY * dice.random() - DAY)
    moments = ("opened_at", "changed_at", "posted_at", "first_sent_at", "concluded_at")
    return {
        **line,
        **{name: at for name in moments if line[name]},
        "case_id": f"{own}-{number}",
        "status": status,
        "headline_content": line["headline_content"].replace(_MARK, own),
        "answer_due": soon if status == "open" else None,
        "promise_due": soon if status == "pending" and number % 2 else None,
        "returned_at": at if status == "open" and number % 50 == 0 else None,
    }


def _copy(bulk: _Bulk, name: str, table: _Table) -> None:
    """The rows of each story for each case that has its status."""
    bulk.run(named("CREATE TEMPORARY TABLE copied AS SELECT * FROM :name", name=name))
    bulk.put("copied", table.columns, table.rows)
    own = f"SUBSTR(c.case_id, 1, {_LETTERS})"
    values = {
        "case_id": "c.case_id",
        "at": "c.opened_at",
        "conversation": "'C' || (c.opened_at % 8)",
        **{one: f"REPLACE(s.{one}, '{_MARK}', {own})" for one in ("id", "data", "message")},
    }
    chosen = ", ".join(values.get(column, f"s.{column}") for column in table.columns)
    bulk.run(
        named(
            "INSERT INTO :name (:columns) SELECT :chosen FROM cases c"
            " JOIN copied s ON s.case_id = c.status ORDER BY c.opened_at",
            name=name,
            columns=", ".join(table.columns),
            chosen=chosen,
        )
    )
    bulk.run("DROP TABLE copied")


def _needs_us(case: Mapping[str, Any]) -> bool:
    return case["status"] in {"open", "pending"}


def _timer(case: Mapping[str, Any], now: datetime, dice: random.Random) -> Row:
    at = micros(now + timedelta(hours=1) + 14 * DAY * dice.random())
    case_id = case["case_id"]
    return (HOME, FOLLOW_JOB, f"follow:{case_id}", case_id, "{}", at, 0, 0, "")


def _words(cases: list[dict[str, Any]], told: Filled, dice: random.Random) -> Iterator[Row]:
    """By which words posts tell their problem: every thousandth begins an incident of twenty."""
    burst, problem = _some(10, dice), list[str]()
    for number, case in enumerate(cases):
        if number % 1_000 == 0:
            problem = _some(9, dice)
        words = _some(dice.randint(8, 12), dice)
        if case["opened_at"] > micros(told.now - _A_MOMENT):
            words = [*dice.sample(burst, 7), *words[:2]]
            told.burst.append(words)
        elif number % 1_000 < 20:
            words = [*dice.sample(problem, 6), *words[:3]]
        if case["opened_at"] > micros(told.now - WINDOW):
            told.lately.append(words)
        for word in dict.fromkeys(words):
            yield HOME, word, case["opened_at"], case["case_id"]


def _some(so_many: int, dice: random.Random) -> list[str]:
    """Different words, as often as words are used."""
    drawn = dict.fromkeys(dice.choices(_VOCABULARY, cum_weights=_ZIPF, k=4 * so_many))
    return list(drawn)[:so_many]


# -- how it comes in --------------------------------------------------------------------------


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str) -> None:
        self._connection.execute(sql)

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        asked = named(
            "INSERT INTO :table (:columns) VALUES (:values)",
            table=table,
            columns=", ".join(columns),
            values=marks(len(columns)),
        )
        self._connection.executemany(asked, rows)


class _Postgres:
    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def run(self, sql: str) -> None:
        self._connection.execute(sql.encode())

    def put(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        asked = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(asked.encode()) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def _sqlite(url: str) -> Iterator[_Bulk]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -500000"):
            connection.execute(f"PRAGMA {pragma}")
        yield _Sqlite(connection)
        connection.commit()


@contextmanager
def _postgres(url: str) -> Iterator[_Bulk]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield _Postgres(connection)
        connection.execute("VACUUM ANALYZE")  # which the server does by itself, in its time
