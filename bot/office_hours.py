"""When a house is open and its people may be disturbed, in its own time zone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_YEAR = 366  # days after which a house that never opens is taken to be always open
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)

Span = tuple[time, time]
Moments = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """`open` holds from when to when on each weekday, Monday first; None where it is closed.

    `holidays` are closed days. People are not disturbed in `quiet`, which may go past midnight,
    and on closed days; None disturbs them at any time. A span that ends at 00:00 ends with its
    day. All results are in UTC.
    """

    zone: tzinfo = UTC
    open: Sequence[Span | None] = ((time(9), time(18)),) * 5 + (None, None)
    holidays: frozenset[date] = frozenset()
    quiet: Span | None = (time(20), time(8))

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The moment at which so much open time has gone by since `start`."""
        day, left, start = self.day_of(start), span, start.astimezone(UTC)
        closed = 0
        while closed < _YEAR:
            opened, day = self._opened(day, start), day + _DAY
            if opened is None:
                closed += 1
                continue
            begins, ends = opened
            if begins + left <= ends:
                return begins + left
            left, closed = left - (ends - begins), 0
        return start + span

    def opening(self, at: datetime) -> datetime:
        """The first moment from `at` on at which the house is open."""
        return self.after(at, timedelta())

    def opens_on(self, day: date) -> datetime:
        """When the house opens on a day, or on the first open day after it."""
        return self.opening(self.local(day, time()))

    def works_on(self, day: date) -> bool:
        """Whether the house is open at all on a day."""
        return self._hours(day) is not None

    def worked_on(self, day: date) -> date:
        """The last day up to `day` on which the house is open."""
        days = (day - timedelta(days=number) for number in range(_YEAR))
        return next((one for one in days if self.works_on(one)), day)

    def closes_on(self, day: date) -> datetime:
        """When the house closes on a day; the end of a day on which it is closed."""
        hours = self._hours(day)
        return self._end(day, hours[1] if hours else time())

    def awake(self, at: datetime) -> datetime:
        """`at`, or the first moment after it at which people may be disturbed."""
        if self.quiet is None:
            return at.astimezone(UTC)
        day, at = self.day_of(at), at.astimezone(UTC)
        for number in range(_YEAR):
            for begins, ends in self._awake(day + timedelta(days=number)):
                if at < ends:
                    return max(at, begins)
        return at

    def awake_before(self, at: datetime, since: datetime) -> datetime:
        """`at`, or the last hour before it at which people may be disturbed, after `since`.

        Where there is none, the first moment after `at` at which they may be.
        """
        day, first = self.day_of(at), self.day_of(since)
        while day >= first and self.awake(at) > at:
            for begins, ends in reversed(self._awake(day)):
                moment = max(begins, ends - _HOUR)
                if since < moment <= at:
                    return moment
            day -= _DAY
        return self.awake(at)

    def local(self, day: date, hour: time) -> datetime:
        """A local clock time as a moment; one that summer time leaves out is the one after it."""
        return _moment(self.zone, day, hour)

    def day_of(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(self.zone).date()

    def _hours(self, day: date) -> Span | None:
        return None if day in self.holidays else self.open[day.weekday()]

    def _opened(self, day: date, start: datetime) -> Moments | None:
        """From when to when the house is open on a day, from `start` on."""
        hours = self._hours(day)
        if hours is None:
            return None
        begins, ends = max(self.local(day, hours[0]), start), self._end(day, hours[1])
        return (begins, ends) if begins < ends else None

    def _awake(self, day: date) -> Sequence[Moments]:
        """From when to when people may be disturbed on a day."""
        return _loud(self.zone, self.quiet, day) if self._hours(day) else ()

    def _end(self, day: date, hour: time) -> datetime:
        return _end(self.zone, day, hour)


# Moments, not clock times, are compared: clocks are set back and forth.


@lru_cache(4096)
def _loud(zone: tzinfo, quiet: Span | None, day: date) -> Sequence[Moments]:
    """The parts of a day that are not quiet."""
    midnight, end = _moment(zone, day, time()), _moment(zone, day + _DAY, time())
    if quiet is None:
        return ((midnight, end),)
    begins, ends = quiet
    if begins > ends:  # past midnight
        parts = [(_moment(zone, day, ends), _moment(zone, day, begins))]
    else:
        parts = [(midnight, _moment(zone, day, begins)), (_end(zone, day, ends), end)]
    return tuple((first, last) for first, last in parts if first < last)


def _end(zone: tzinfo, day: date, hour: time) -> datetime:
    return _moment(zone, day if hour != time() else day + _DAY, hour)


@lru_cache(8192)
def _moment(zone: tzinfo, day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
