"""The form in which SQL is written once for both engines: works, dialects, and column values.

A work is a generator that yields `(sql, parameters)`, is sent the rows (tuples; an empty list for
statements without any) and returns its result. An engine drives it inside one transaction and may
drive a fresh one again after a deadlock, so works are passed as functions that make them.
SQL has `?` for parameters, and neither `?` nor `%` otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.clock import Clock
from bot.errors import BadInput, NotText, StoreError

T = TypeVar("T")
Params = Sequence[object]
Rows = list[tuple[Any, ...]]
Statement = tuple[str, Params]
Work = Generator[Statement, Rows, T]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BEYOND = 2**63  # the first number that a BIGINT cannot hold


@dataclass(frozen=True, slots=True)
class Dialect:
    """The few places where the engines need different words.

    `shared` keeps rows that were read as they are until the transaction ends. `word_index` makes
    `replies` searchable by `words`; `matches` takes words joined by `either` and gives id and
    distance of each row that holds one of them, the smallest distance being the best match.
    """

    serial_key: str
    skip_locked: str
    lock_schema: str
    shared: str
    alone: str
    word_index: tuple[str, ...]
    matches: str
    either: str
    quote: str


SQLITE = Dialect(
    # AUTOINCREMENT: the id of a finished job must never come back, or an old lease would fit it.
    serial_key="INTEGER PRIMARY KEY AUTOINCREMENT",
    skip_locked="",
    lock_schema="",
    shared="",  # there is one writer at a time
    alone="",
    # Optimized at once: else a deleted word stands in the index until more is written.
    word_index=(
        "CREATE VIRTUAL TABLE replies_index USING"
        " fts5(words, content='replies', content_rowid='id')",
        "CREATE TRIGGER replies_added AFTER INSERT ON replies BEGIN"
        " INSERT INTO replies_index (rowid, words) VALUES (new.id, new.words); END",
        "CREATE TRIGGER replies_removed AFTER DELETE ON replies BEGIN"
        " INSERT INTO replies_index (replies_index, rowid, words)"
        " VALUES ('delete', old.id, old.words);"
        " INSERT INTO replies_index (replies_index) VALUES ('optimize'); END",
        "CREATE TRIGGER replies_changed AFTER UPDATE OF words ON replies"
        " WHEN old.words <> new.words BEGIN"
        " INSERT INTO replies_index (replies_index, rowid, words)"
        " VALUES ('delete', old.id, old.words);"
        " INSERT INTO replies_index (rowid, words) VALUES (new.id, new.words);"
        " INSERT INTO replies_index (replies_index) VALUES ('optimize'); END",
    ),
    matches="SELECT rowid AS id, bm25(replies_index) AS distance FROM replies_index"
    " WHERE replies_index MATCH ?",
    either=" OR ",
    quote='"',
)
POSTGRES = Dialect(
    serial_key="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    skip_locked="FOR UPDATE SKIP LOCKED",
    lock_schema="SELECT pg_advisory_xact_lock(7072656)",
    shared="FOR SHARE",
    alone="FOR UPDATE",
    word_index=(
        "ALTER TABLE replies ADD COLUMN found tsvector"
        " GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        "CREATE INDEX replies_index ON replies USING gin (found)",
    ),
    matches="SELECT id, -ts_rank(found, query, 1) AS distance"
    " FROM replies, to_tsquery('simple', ?) AS query WHERE found @@ query",
    either=" | ",
    quote="'",
)


class Engine(Protocol):
    """Runs works, each in a transaction of its own; raises `StoreError`s only."""

    @property
    def dialect(self) -> Dialect:
        """How this engine words things."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock that all processes on this database share."""
        ...

    async def read(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work that only reads."""
        ...

    async def write(self, work: Callable[[], Work[T]]) -> T:
        """The result of a work, once it is safe on disk."""
        ...

    async def scrub(self) -> None:
        """Leave no copy of deleted text in files of the database."""
        ...

    async def close(self) -> None:
        """Let go of the database; calls after this raise `StoreError`."""
        ...


def marks(count: int) -> str:
    """`count` parameter marks, for `IN (…)`."""
    return ",".join("?" * count)


def fill(sql: str, **parts: str) -> str:
    """`sql` with each `:name` replaced; parts come from this package, never from outside."""
    for name, part in parts.items():
        sql = sql.replace(f":{name}", part)
    return sql


def insert(sql: str, rows: Iterable[Sequence[object]]) -> Statement:
    """One statement for several rows; `:rows` in `sql` stands for their values."""
    rows = list(rows)
    values = ",".join([f"({marks(len(rows[0]))})"] * len(rows))
    return fill(sql, rows=values), [value for row in rows for value in row]


def checked(params: Params) -> Params:
    """The parameters; `NotText` or `BadInput` where one holds what no column can.

    PostgreSQL cannot store NUL; half a surrogate pair is no character at all; numbers have 64 bits.
    """
    for value in params:
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, int) and not -_BEYOND <= value < _BEYOND:
            raise BadInput("This number is larger than any in the database.")
    return params


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise NotText("This text holds a NUL character, so it cannot be saved.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as exc:
            raise NotText("This text holds half a character, so it cannot be saved.") from exc


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC; times are stored like this."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stored: int) -> datetime:
    """The time that `micros` stored, in UTC."""
    return _EPOCH + stored * _MICROSECOND


def pack(data: Mapping[str, Any]) -> str:
    """JSON text for a column; ASCII, so that any character survives in any database."""
    return json.dumps(data, separators=(",", ":"))


def unpack(text: str) -> dict[str, Any]:
    """The data that `pack` stored; `StoreError` where it is damaged."""
    try:
        data: dict[str, Any] = json.loads(text)
    except (TypeError, ValueError, RecursionError) as exc:
        raise StoreError("What is stored here is damaged. Please restore a backup.") from exc
    return data
