"""SQL of what is known again: the posts of one customer, and those about the same problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.store.sql import Work, fill, insert, marks, micros, moment

_MANY = 50  # posts


def note(organisation: str, case_id: str, keys: Sequence[str], at: datetime) -> Work[None]:
    """Remember by what a later post of the same customer is known."""
    yield insert(
        "INSERT INTO customers (organisation, key, at, case_id) VALUES :rows"
        " ON CONFLICT (organisation, key, case_id) DO UPDATE SET at = excluded.at",
        [(organisation, key, micros(at), case_id) for key in dict.fromkeys(keys)],
    )


def case_of(organisation: str, keys: Sequence[str], since: datetime) -> Work[str | None]:
    """The case to which such a customer's latest post belongs."""
    rows = yield (
        fill(
            "SELECT case_id FROM customers WHERE organisation = ? AND key IN (:keys) AND at >= ?"
            " ORDER BY at DESC LIMIT 1",
            keys=marks(len(keys)),
        ),
        (organisation, *keys, micros(since)),
    )
    return rows[0][0] if rows else None


def note_problem(organisation: str, case_id: str, words: Sequence[str], at: datetime) -> Work[None]:
    """Remember by which words a post tells its problem, in place of those of an earlier post."""
    yield (
        "DELETE FROM problem_words WHERE organisation = ? AND case_id = ?",
        (organisation, case_id),
    )
    if not words:
        return
    yield insert(
        "INSERT INTO problem_words (organisation, word, at, case_id) VALUES :rows"
        " ON CONFLICT DO NOTHING",
        [(organisation, word, micros(at), case_id) for word in words],
    )


def alike(
    organisation: str, words: Sequence[str], since: datetime, until: datetime, limit: int
) -> Work[list[tuple[str, int, datetime]]]:
    """Cases that tell their problem with some of these words: id, how many of them, and when."""
    rows = yield (
        fill(
            # By both, which are one: by the case alone, SQLite would go through every case.
            "SELECT case_id, COUNT(*) AS shared, at FROM problem_words"
            " WHERE organisation = ? AND word IN (:words) AND at >= ? AND at <= ?"
            " GROUP BY at, case_id ORDER BY shared DESC, at DESC, case_id LIMIT ?",
            words=marks(len(words)),
        ),
        (organisation, *words, micros(since), micros(until), limit),
    )
    return [(case_id, int(shared), moment(at)) for case_id, shared, at in rows]


def usual(
    organisation: str, words: Sequence[str], since: datetime, until: datetime
) -> Work[set[str]]:
    """Those of the words that stand in `_MANY` posts of this time, or in more."""
    # Counting ends where it is enough: a word of every day stands in thousands of rows.
    often = (
        "SELECT ? WHERE (SELECT COUNT(*) FROM (SELECT 1 FROM problem_words WHERE organisation = ?"
        " AND word = ? AND at >= ? AND at < ? LIMIT ?) AS found) >= ?"
    )
    told = [(w, organisation, w, micros(since), micros(until), _MANY, _MANY) for w in words]
    rows = yield " UNION ALL ".join([often] * len(told)), [one for row in told for one in row]
    return {word for (word,) in rows}


def forget(organisation: str, case_id: str) -> Work[None]:
    """Delete both of a case."""
    for table in ("customers", "problem_words"):
        yield (
            fill("DELETE FROM :table WHERE organisation = ? AND case_id = ?", table=table),
            (organisation, case_id),
        )
