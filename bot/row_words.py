"""A line of the case list in words, for every surface. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.card_lines import Short
from bot.case import CaseStatus
from bot.follow_words import ended
from bot.post_words import SEVERITY_WORDS
from bot.records import CaseRow
from bot.reminder_words import when

MOST = 20  # rows of one list
_NO_TIME = timedelta(days=1000)  # as far ahead is a promise without a time
ERASED = "The words of this post were erased."
_STATUS = {
    CaseStatus.NEW: "New",
    CaseStatus.OPEN: "Needs us",
    CaseStatus.PENDING: "Waiting for the customer",
}
_DAY_END = time(23, 59)


@dataclass(frozen=True, slots=True)
class RowDue:
    """What is due in a case, in a few words; `late` says that its time is over."""

    says: str
    late: bool = False


def standing(row: CaseRow) -> Sequence[str]:
    """How a case stands, which catches the eye."""
    status = status_words(row)
    return ["Urgent", status] if row.urgent else [status]


def status_words(row: CaseRow) -> str:
    """Whose turn it is, or how it ended."""
    if row.status == CaseStatus.PENDING and row.promise_due:
        return "Answered"  # what is promised stands beside it, and is ours to do
    return _STATUS.get(CaseStatus(row.status)) or ended(row.status, row.outcome)


def due(row: CaseRow, now: datetime) -> Sequence[str]:
    """What somebody has to see to; `now` is local (`FollowDesk.now`)."""
    told = []
    if row.returned_at:
        told.append("the customer came back")
    if row.answer_due and row.answer_due <= now:
        told.append(f"an answer is overdue since {_when(row.answer_due, now)}")
    elif row.answer_due:
        told.append(f"an answer is due {_when(row.answer_due, now)}")
    if row.promise_due:
        told.append(_promise(row.promise_due, now))
    return told


def _promise(at: datetime, now: datetime) -> str:
    if at - now > _NO_TIME:
        return "a promise is open"
    if at <= now:
        return f"a promise is open past its time ({when(at, now.tzinfo or UTC, now, all_day=True)})"
    return f"a promise is due {when(at, now.tzinfo or UTC, now, all_day=True)}"


def _when(at: datetime, now: datetime) -> str:
    return when(at, now.tzinfo or UTC, now)


def about(row: CaseRow, short: Short) -> Sequence[str]:
    """What kind of post it is, and who has it."""
    kind = row.category.replace("_", " ")
    told = [
        f"{kind}, {SEVERITY_WORDS.get(row.severity, '')}" if kind else "being read",
        f"{short(row.claimed_by, 60)} is on it" if row.claimed_by else "",
    ]
    return [part for part in told if part]


def in_words(rows: Sequence[tuple[CaseRow, str]], short: Short, now: datetime | None = None) -> str:
    """The first cases with the words of each post, in words alone; with `now`, what is due too."""
    return "\n".join(
        f"{', '.join([standing(row)[-1], *(due(row, now) if now else ())])}: "
        f"{short(post, 50) or ERASED}"
        for row, post in rows[:MOST]
    )


def briefly(row: CaseRow, now: datetime) -> list[RowDue]:
    """The same in two or three words each, such as `answer due today 14:00`, for a column."""
    told = [RowDue("came back")] if row.returned_at else []
    if row.answer_due:
        told.append(_briefly("answer", row.answer_due, now))
    if promise := dated_promise(row):
        told.append(_briefly("promise", promise, now))
    elif row.promise_due:
        told.append(RowDue("promise open"))
    return told


def dated_promise(row: CaseRow) -> datetime | None:
    """When the next open promise is due; None where it names no time, or nothing is open."""
    due = row.promise_due
    return due if due and due - row.opened_at < _NO_TIME else None


def _briefly(what: str, at: datetime, now: datetime) -> RowDue:
    if at < now:
        return RowDue(f"{what} overdue", late=True)
    local = at.astimezone(now.tzinfo)
    near = {0: "today", 1: "tomorrow"}.get((local.date() - now.date()).days)
    hour = f" {local:%H:%M}" if near and local.time() != _DAY_END else ""
    return RowDue(f"{what} due {near or f'{local:%a} {local.day} {local:%b}'}{hour}")
