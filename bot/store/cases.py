"""SQL of the case list, which is derived from the events and written with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.records import CaseRow
from bot.store.sql import Work, fill, marks, micros, moment


def upsert(row: CaseRow) -> Work[None]:
    """Write the line of one case."""
    yield (
        "INSERT INTO cases (organisation, case_id, status, category, severity, platform,"
        " opened_at, changed_at, headline_content, claimed_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (organisation, case_id) DO UPDATE SET status = excluded.status,"
        " category = excluded.category, severity = excluded.severity,"
        " platform = excluded.platform, opened_at = excluded.opened_at,"
        " changed_at = excluded.changed_at, headline_content = excluded.headline_content,"
        " claimed_by = excluded.claimed_by",
        (
            row.organisation,
            row.case_id,
            str(row.status),
            str(row.category),
            row.severity,
            row.platform,
            micros(row.opened_at),
            micros(row.changed_at),
            row.headline_content,
            row.claimed_by,
        ),
    )


def newest(
    organisation: str, statuses: Sequence[str], limit: int, before: CaseRow | None
) -> Work[list[CaseRow]]:
    """Lines by latest change; `before` continues after the last line of an earlier answer."""
    params: list[object] = [organisation]
    sql = (
        "SELECT organisation, case_id, status, category, severity, platform, opened_at,"
        " changed_at, headline_content, claimed_by FROM cases WHERE organisation = ?"
    )
    if statuses:
        sql += fill(" AND status IN (:statuses)", statuses=marks(len(statuses)))
        params += map(str, statuses)
    if before is not None:
        sql += " AND (changed_at, case_id) < (?, ?)"
        params += (micros(before.changed_at), before.case_id)
    rows = yield sql + " ORDER BY changed_at DESC, case_id DESC LIMIT ?", (*params, limit)
    return [_case_row(row) for row in rows]


def by_status() -> Work[dict[str, int]]:
    """How many cases of each status there are, over all organisations."""
    rows = yield "SELECT status, COUNT(*) FROM cases GROUP BY status", ()
    return dict(rows)


def _case_row(row: Sequence[Any]) -> CaseRow:
    *about, opened_at, changed_at, headline, claimed_by = row
    organisation, case_id, status, category, severity, platform = about
    return CaseRow(
        organisation=organisation,
        case_id=case_id,
        status=status,
        category=category,
        severity=severity,
        platform=platform,
        opened_at=moment(opened_at),
        changed_at=moment(changed_at),
        headline_content=headline,
        claimed_by=claimed_by,
    )
