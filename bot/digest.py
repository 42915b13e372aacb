"""The one message in the morning: what is due, who came back, how it went. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.follow_up import FollowUp
from bot.office_hours import OfficeHours
from bot.records import CaseRow, NewJob
from bot.reminder_words import span
from bot.timers import Due

DIGEST_JOB = "digest"

Where = tuple[str, str]  # workspace key and conversation
_LISTED = 5
_TOGETHER = timedelta(minutes=2)  # what was missed in this time is one message
_NEAR = timedelta(hours=1)
_UNSAID = {
    Due.CONCLUSION: "this has been open for long",
    Due.CHECK_IN: "has the customer come back?",
    Due.WON_BACK: "are they a customer again?",
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What one conversation is told. `says` is the first line; empty where there is nothing.

    `cases` are those to look at first: id, content id of the post, and why. `second_look` are
    content ids of posts that were left without an answer and are worth another look.
    """

    says: str
    cases: tuple[tuple[str, str, str], ...] = ()
    second_look: tuple[str, ...] = ()


def digest(
    rows: Sequence[CaseRow],
    answered: Sequence[CaseRow],
    left: Iterable[str],
    now: datetime,
    hours: OfficeHours,
) -> Digest:
    """Of the cases of one conversation; `answered` are those that got their first answer lately.

    What is more than one of these counts as each, and is listed with the weightiest.
    """
    overdue = [r for r in rows if _over(r.answer_due, now) or _over(r.promise_due, now)]
    promised = [r for r in rows if _today(r.promise_due, now, hours)]
    returned = [r for r in rows if r.returned_at]
    counted = {r.case_id for r in (*overdue, *promised, *returned)}
    more = [r for r in rows if r.unsaid and r.case_id not in counted]
    parts = [
        f"{len(overdue)} overdue" if overdue else "",
        _many(len(promised), "promise today", "promises today"),
        _many(len(returned), "customer came back", "customers came back"),
        f"{len(more)} more to look at" if more else "",
        _answered(answered),
    ]
    says, second = " · ".join(part for part in parts if part), tuple(left)
    first = {r.case_id: r for r in (*overdue, *promised, *returned, *more)}
    listed = [(r.case_id, r.headline_content, _why(r, now, hours)) for r in first.values()]
    return Digest(says or ("Nothing is due." if second else ""), tuple(listed[:_LISTED]), second)


def _over(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now


def _today(due: datetime | None, now: datetime, hours: OfficeHours) -> bool:
    return due is not None and due > now and hours.day_of(due) == hours.day_of(now)


def _why(row: CaseRow, now: datetime, hours: OfficeHours) -> str:
    if _over(row.answer_due, now):
        return "an answer is overdue"
    if _over(row.promise_due, now):
        return "a promise is open past its time"
    if _today(row.promise_due, now, hours):
        return "a promise is due today"
    return "the customer came back" if row.returned_at else _UNSAID[Due(row.unsaid)]


def morning_job(house: FollowUp, now: datetime) -> NewJob:
    """Has the next message come; asked for twice, it comes once."""
    at = house.next_morning(now)
    day = str(house.hours.day_of(at))
    return NewJob(DIGEST_JOB, f"morning:{day}", "", {"of": day}, at)


def missed_job(house: FollowUp, now: datetime) -> NewJob:
    """Has what came due while the bot was away told in one message: soon, or in the morning."""
    at = house.hours.awake(now + _TOGETHER)
    if house.next_morning(now) - at <= _NEAR:
        return morning_job(house, now)
    return NewJob(DIGEST_JOB, "missed", "", {"of": now.isoformat(), "missed": True}, at)


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""


def _answered(rows: Sequence[CaseRow]) -> str:
    waits = [
        (row.first_sent_at - (row.posted_at or row.opened_at)).total_seconds()
        for row in rows
        if row.first_sent_at
    ]
    if not waits:
        return ""
    return f"{len(waits)} answered, median {span(timedelta(seconds=median(waits)))}"
