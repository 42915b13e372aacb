"""Counts days, weeks and months on the calendar, and hours as they really pass."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta


def elapsed(at: datetime, by: timedelta) -> datetime:
    """The local minute after `by` of real time: the clock shifts over a summer-time change."""
    local = (at.astimezone(UTC) + by).astimezone(at.tzinfo)
    return local.replace(tzinfo=None, second=0, microsecond=0)


def working_days(day: date, count: int) -> date:
    """`count` days later, Saturdays and Sundays skipped."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def calendar_later(day: date, count: float, unit: str) -> date:
    """`count` days, weeks, fortnights, months or years later."""
    if unit in ("month", "year"):
        months = day.month - 1 + int(count) * (12 if unit == "year" else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"week": 7, "fortnight": 14}.get(unit, 1)
    return day + timedelta(days=round(count * days))


def end_of(span: str, today: date, *, following: bool) -> date:
    """The last day of this or the `following` week, weekend, month or year."""
    if span in ("week", "weekend"):
        return today + timedelta(days=6 - today.weekday() + 7 * following)
    if span == "year":
        return date(today.year + following, 12, 31)
    return month_end(today, today.month % 12 + 1 if following else today.month)


def month_end(today: date, month: int) -> date:
    """The last day of the next such month, which may be this one."""
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])


def next_such_day(today: date, day: int) -> date:
    """The next `day` of a month not before today; `ValueError` where no month has it."""
    year, month = today.year, today.month
    for _ in range(12):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = year + month // 12, month % 12 + 1
    raise ValueError(day)


def next_date(today: date, month: int, day: int, year: int | None) -> date:
    """That day of `year`, or where none is named the next such day not before today."""
    found = date(year or today.year, month, day)
    return found.replace(year=today.year + 1) if not year and found < today else found


def weekday_after(today: date, weekday: int, *, next_week: bool) -> date:
    """The next such weekday (0 is Monday) not before today, or the one of next week."""
    if next_week:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)
