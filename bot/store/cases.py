"""SQL of the case list, which is derived from the events and written with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.errors import CaseChanged
from bot.records import CaseRow, Claims
from bot.store.sql import Dialect, Work, fill, marks, micros, moment

_TEXTS = ("organisation", "case_id", "status", "category", "severity", "platform")
_WORDS = ("headline_content", "claimed_by", "incident", "unsaid", "outcome")
_TIMES = ("opened_at", "changed_at")
_MAYBE = ("answer_due", "promise_due", "returned_at", "posted_at", "first_sent_at", "concluded_at")
_ALL = (*_TEXTS, *_WORDS, *_TIMES, *_MAYBE)
_ROW = ", ".join(_ALL)
_ANEW = ", ".join(f"{name} = excluded.{name}" for name in _ALL[2:])


def upsert(row: CaseRow) -> Work[None]:
    """Write the line of one case."""
    yield (
        fill(
            "INSERT INTO cases (:row) VALUES (:values)"
            " ON CONFLICT (organisation, case_id) DO UPDATE SET :anew",
            row=_ROW,
            values=marks(len(_ALL)),
            anew=_ANEW,
        ),
        [_column(getattr(row, name)) for name in _ALL],
    )


def newest(
    organisation: str,
    statuses: Sequence[str],
    limit: int,
    before: CaseRow | None,
) -> Work[list[CaseRow]]:
    """Lines by latest change; `before` continues after the last line of an earlier answer."""
    first = fill("SELECT :row FROM cases WHERE organisation = ?", row=_ROW)
    after: list[object] = []
    if statuses:
        first += " AND status = ?"
    if before is not None:
        first += " AND (changed_at, case_id) < (?, ?)"
        after += (micros(before.changed_at), before.case_id)
    first += (latest := " ORDER BY changed_at DESC, case_id DESC LIMIT ?")
    # Status by status, each is one look into the index, however many cases there are.
    each = [(organisation, status, *after, limit) for status in dict.fromkeys(map(str, statuses))]
    if len(each) > 1:
        first = fill("SELECT * FROM (:first) AS of_status", first=first)
        rows = yield (
            " UNION ALL ".join([first] * len(each)) + latest,
            (*(value for some in each for value in some), limit),
        )
    else:
        rows = yield first, each[0] if each else (organisation, *after, limit)
    return [_case_row(row) for row in rows]


def by_status() -> Work[dict[str, int]]:
    """How many cases of each status there are, over all organisations."""
    rows = yield "SELECT status, COUNT(*) FROM cases GROUP BY status", ()
    return dict(rows)


def one(organisation: str, case_id: str) -> Work[CaseRow | None]:
    """The line of a case."""
    rows = yield _select("c.case_id = ?"), (organisation, case_id)
    return _case_row(rows[0]) if rows else None


def of_incident(organisation: str, incident: str) -> Work[list[CaseRow]]:
    """The lines of an incident's cases, the oldest first."""
    rows = yield (
        _select("c.incident = ? AND c.incident <> ''") + " ORDER BY c.opened_at, c.case_id",
        (organisation, incident),
    )
    return [_case_row(row) for row in rows]


def expect_claims(dialect: Dialect, organisation: str, case_id: str, told: Claims) -> Work[None]:
    """Raise `CaseChanged` where somebody claimed another case of the incident meanwhile.

    All its lines are locked, in one order: of two who claim at once, the second waits, and sees.
    """
    rows = yield (
        fill(
            "SELECT case_id, claimed_by FROM cases WHERE organisation = ? AND incident = ?"
            " AND incident <> '' ORDER BY case_id :alone",
            alone=dialect.alone,
        ),
        (organisation, told.incident),
    )
    if {case: by for case, by in rows if by and case != case_id} != told.by:
        raise CaseChanged("Somebody else was faster.")


def to_see_to(organisation: str, now: datetime, day_end: datetime) -> Work[list[CaseRow]]:
    """Lines of what is overdue now or promised until then, came back, or was not told in time."""
    # All are ranges: for these, either engine takes the small index of each.
    wanted = (
        ("c.answer_due <= ?", micros(now)),
        ("c.promise_due <= ?", micros(day_end)),
        ("c.returned_at > 0", None),
        ("c.unsaid > ''", None),
    )
    found: dict[str, CaseRow] = {}
    for where, until in wanted:
        rows = yield _select(where), (organisation,) if until is None else (organisation, until)
        found |= {row.case_id: row for row in map(_case_row, rows)}
    return sorted(found.values(), key=lambda row: (row.opened_at, row.case_id))


def due(organisation: str, until: datetime, limit: int) -> Work[list[CaseRow]]:
    """Lines of what is due until then, an answer or a promise, the soonest first."""
    found: dict[str, CaseRow] = {}
    for column in ("answer_due", "promise_due"):
        rows = yield (
            _select(fill("c.:column <= ?", column=column))
            + fill(" ORDER BY c.:column, c.case_id LIMIT ?", column=column),
            (organisation, micros(until), limit),
        )
        found |= {row.case_id: row for row in map(_case_row, rows)}
    return sorted(found.values(), key=_soonest)[:limit]


def _soonest(row: CaseRow) -> tuple[datetime, str]:
    return min(at for at in (row.answer_due, row.promise_due) if at), row.case_id


def answered_since(organisation: str, since: datetime) -> Work[list[CaseRow]]:
    """Lines of what was first answered since then."""
    rows = yield _select("c.first_sent_at >= ?"), (organisation, micros(since))
    return [_case_row(row) for row in rows]


def left_unanswered(
    organisation: str, category: str, since: datetime, until: datetime
) -> Work[list[CaseRow]]:
    """Lines of what was closed in that time without any reply, the latest first."""
    rows = yield (
        _select(
            "c.status = 'closed' AND c.changed_at >= ? AND c.changed_at < ? AND c.category = ?"
            " AND c.first_sent_at IS NULL"
        )
        + " ORDER BY c.changed_at DESC, c.case_id",
        (organisation, micros(since), micros(until), category),
    )
    return [_case_row(row) for row in rows]


def organisations() -> Work[list[str]]:
    """Those that have cases."""
    rows = yield "SELECT DISTINCT organisation FROM cases ORDER BY organisation", ()
    return [name for (name,) in rows]


def without_timer(kind: str, prefix: str) -> Work[list[tuple[str, str]]]:
    """Organisation and id of what still needs somebody and has no job that looks after it."""
    rows = yield (
        "SELECT organisation, case_id FROM ("
        "SELECT organisation, case_id FROM cases"
        " WHERE organisation IN (SELECT DISTINCT organisation FROM cases)"
        " AND status IN ('new', 'open', 'pending')"
        " UNION SELECT organisation, case_id FROM cases WHERE promise_due IS NOT NULL) AS c"
        " WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.organisation = c.organisation"
        " AND j.kind = ? AND j.key = ? || c.case_id AND j.key <> '' AND j.failed_at IS NULL)"
        " ORDER BY organisation, case_id",
        (kind, prefix),
    )
    return [(organisation, case_id) for organisation, case_id in rows]


def _select(where: str) -> str:
    row = ", ".join(f"c.{name}" for name in _ALL)
    return fill(
        "SELECT :row FROM cases c WHERE c.organisation = ? AND :where", row=row, where=where
    )


def _column(value: object) -> object:
    if isinstance(value, datetime):
        return micros(value)
    return value if value is None or isinstance(value, int) else str(value)


def _case_row(row: Sequence[Any]) -> CaseRow:
    found = dict(zip(_ALL, row, strict=True))
    for name in (*_TIMES, *_MAYBE):
        if found[name] is not None:
            found[name] = moment(found[name])
    return CaseRow(**found)
