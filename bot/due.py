"""The last local moment at which a promise is still kept, of the times that a clause names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

Due = date | datetime
DAY_END = time(23, 59)
_T = TypeVar("_T")
_EARLY = 6  # nobody means one to five in the morning unless they say so
_LATE = 7  # on another day, "at 7" is in the morning and "at 6" is not


class Moment(NamedTuple):
    """A time as a text names it: its place, and what is known of day and hour.

    `whole` is a due that stands by itself ("within 3 days"); `later` counts days from another, and
    `same` is that other one ("that day"). One that is `ahead` can only lie in the future, as
    "tonight" and unlike "Friday". A `vague` one leaves no due ("soon"); a `loose` one may be no
    due at all ("in May"). `lead` are the kinds of words that stand before it ("before", "by",
    "joined", "from", "about").
    """

    start: int
    end: int
    lead: frozenset[str] = frozenset()
    whole: Due | None = None
    day: date | None = None
    part: time | None = None
    hour: tuple[int, int, str] | None = None
    later: int = 0
    vague: bool = False
    ahead: bool = False
    loose: bool = False
    same: bool = False


def due_of(moments: Sequence[Moment], at: datetime, near: Iterable[Moment] = ()) -> Due | None:
    """The one due that the times of a clause add up to; `near` are those of its neighbours.

    None where no time is named, or where what is named lies before `at`.
    """
    if not moments:
        return None
    day, part = _day(moments), _last(m.part for m in moments)
    hour = _last(m.hour for m in moments)
    whole = _last(m.whole for m in moments)
    later = _last(m.later or None for m in moments)
    if day is None and any(m.same for m in moments):
        day = _day([*near])
    if later:
        base = _day([*near]) or at.date()
        due: Due | None = base + timedelta(days=later)
    elif hour is not None:
        named = day or _day([m for m in near if m.hour is None])
        if day is None and part is None:
            part = _last(m.part for m in near)
        due = _at_hour(hour, named, part, at)
    elif part is not None and whole is None:
        due = datetime.combine(day or at.date(), part)
        if day is None and due < at.replace(tzinfo=None) and part != DAY_END:
            due += timedelta(days=1)
    else:
        due = whole or day
    return None if due is None or _is_past(due, at) else due


def _day(moments: Sequence[Moment]) -> date | None:
    """The day meant: the first one, or the last of several that belong together."""
    days = [m for m in moments if m.day is not None]
    days = [m for m in days if "about" not in m.lead] or days
    chosen: Moment | None = None
    for one in days:
        if chosen is None or "joined" in one.lead:
            chosen = one
    if chosen is None or chosen.day is None:
        return None
    first = days[0].day
    if first and chosen.day < first:  # "between Monday and Thursday", said on a Wednesday
        return chosen.day + timedelta(days=7)
    before = "before" in chosen.lead and all(m.hour is None for m in moments)
    return chosen.day - timedelta(days=1) if before else chosen.day


def _last(values: Iterable[_T | None]) -> _T | None:
    return next((v for v in reversed([*values]) if v is not None), None)


def _at_hour(
    hour: tuple[int, int, str], day: date | None, part: time | None, at: datetime
) -> datetime:
    """The clock time on `day`, or its next occurrence; without am or pm, the sensible one."""
    return min(_candidates(hour, day, part, at), default=datetime.combine(at.date(), DAY_END))


def _candidates(
    hour: tuple[int, int, str], day: date | None, part: time | None, at: datetime
) -> list[datetime]:
    number, minute, half = hour
    if half == "24":
        hours = [number]
    elif half or part:
        late = half == "p" or (not half and part is not None and part.hour > 12)
        hours = [number % 12 + 12 * late]
    elif day and day != at.date():
        hours = [number % 12 + 12 * (number < _LATE or number == 12)]
    else:
        hours = [h for h in (number % 12, number % 12 + 12) if h >= _EARLY]
    now = at.replace(tzinfo=None)
    first = day or at.date()
    times = [datetime.combine(first, time(h, minute)) for h in hours]
    if first == at.date() and len(times) > 1:
        times = [t for t in times if t >= now] or times[-1:]
    if day is None:
        times = [t if t >= now else t + timedelta(days=1) for t in times]
    return times


def _is_past(due: Due, at: datetime) -> bool:
    if isinstance(due, datetime):
        return due < at.replace(tzinfo=None, second=0, microsecond=0)
    return due < at.date()
