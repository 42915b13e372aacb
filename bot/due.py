"""Finds the times that a text names, and the last local moment that each of them leaves."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple, TypeVar

Due = date | datetime
_T = TypeVar("_T")

_DAY_END = time(23, 59)
_EDGE = r"\b"
_ELAPSED = ("min", "hour", "hr")
_EARLY = 6  # nobody means one to five in the morning unless they say so
_LATE = 7  # on another day, "at 7" is in the morning and "at 6" is not

# What can follow a bare number that is a time of day ("by 9 tomorrow", not "by 9 people").
_AFTER_CLOCK = (
    r"(?=\s*(?:$|[.,;:!?)\n–—]|(?:on|in|at|and|or|so|if|but|with|for|to|when|sharp|latest|this|"
    r"today|tomorrow|tonight|next|mon|tue|wed|thu|fri|sat|sun|-)))(?![.,:]\d)"
)


class Moment(NamedTuple):
    """A time as a text names it: its place, and what is known of day and hour.

    `whole` is a due that stands by itself ("within 3 days"); `later` counts days from another.
    """

    start: int
    end: int
    lead: str = ""
    whole: Due | None = None
    day: date | None = None
    part: time | None = None
    hour: tuple[int, int, str] | None = None
    later: int = 0


_Reader = Callable[[Mapping[str, str], datetime, str], Moment | None]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The time words of `prompts/promises.yaml`; a row of words means the same thing.

    `parts` name a part of the day and the clock time (HH:MM) at which it is over.
    """

    weekdays: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)


class TimeFinder:
    """Built once from the words of the lead; pure: the present moment is an argument."""

    def __init__(self, words: TimeWords) -> None:
        self._weekdays = {w: i for i, row in enumerate(words.weekdays) for w in row.split()}
        self._months = {w: i for i, row in enumerate(words.months, 1) for w in row.split()}
        self._parts = {name: time.fromisoformat(over) for name, over in words.parts.items()}
        self._hours = {name: time.fromisoformat(hour) for name, hour in words.hours.items()}
        self._numbers = words.numbers

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """One pass over the text finds all; the first alternative that fits wins."""
        number = rf"(?:\d{{1,3}}|{_any(self._numbers)})"
        weekday, month = _any(self._weekdays), _any(self._months)
        small = _any(name for name, value in self._numbers.items() if value in range(1, 13))
        unit = r"(?:minute|min|hour|hr|day|week|fortnight|month|year)s?\b"
        last = rf"(?:{number}\s*(?:-|–|to|or)\s*)?"
        clock = r"\d{1,2}(?:[:.][0-5]\d)?\s*(?:[ap]\.?m\b\.?)?"
        rows = (
            rf"\b(?:within|in|inside|over)\s+(?:the\s+|under\s+)?(?:next\s+|coming\s+)?"
            rf"(?:about\s+)?{last}(?P<n>{number})[\s-]+(?:of\s+)?"
            rf"(?P<working>(?:working|business|week)\s*)?(?P<unit>{unit})",
            rf"\bwithin\s+(?:the|this)\s+(?P<one>{unit})",
            rf"{last}\b(?P<n_from>{number})\s+(?P<working_from>(?:working|business)\s+)?"
            rf"(?P<unit_from>{unit})\s+(?:from\s+(?:now|today)|at\s+(?:the\s+)?(?:most|latest))",
            rf"\b(?P<n_later>{number})\s+(?P<unit_later>days?|weeks?)\s+later",
            r"\b(?P<day_end>(?:end|close)\s+of\s+(?:the\s+)?(?:business\s+|working\s+)?"
            r"(?:day|play|business|today)|eod|cob)\b",
            rf"\b(?P<span_end>end\s+of\s+)?(?:the\s+)?(?P<which>this|next|the)\s+"
            rf"(?P<span>week|weekend|month|year)\b(?!\s+(?:on\s+)?{weekday})",
            rf"\b(?:end\s+of|during|in)\s+(?P<month_end>{month})\b(?!\s+\d)",
            r"\b(?P<iso>20\d\d-\d\d-\d\d)\b",
            rf"\b(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m1>{month})\b(?:,?\s+(?P<y1>20\d\d))?",
            rf"\b(?P<m2>{month})\s+(?:the\s+)?(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?\b(?![:%])"
            r"(?:,?\s+(?P<y2>20\d\d))?",
            rf"\bthe\s+(?P<d3>[0-3]?\d)(?:st|nd|rd|th)\b{_AFTER_CLOCK}",
            r"\b(?P<near>(?:the\s+)?day\s+after\s+tomorrow|tomorrow|today)\b",
            rf"\b(?:(?P<week1>next|this)\s+week\s+(?:on\s+)?|(?P<mod>next|this|coming|last|past)\s+)?"
            rf"(?P<weekday>{weekday})\b(?P<week2>\s+(?:of\s+)?next\s+week)?(?!')",
            rf"\b(?P<of_now>this\s+|in\s+the\s+)?(?P<part>{_any(self._parts)})\b",
            rf"\b(?P<named>{_any(self._hours)})\b",
            rf"\b(?:between|from)\s+{clock}\s*(?:and|to|-|–|till|until)\s*(?P<to>{clock})(?!\d)",
            r"(?<![\d.:£$€])\d{1,2}\s*[-–]\s*(?P<to2>\d{1,2}\s*[ap]\.?m\b\.?)",
            r"(?<![\d.:£$€])(?P<exact>\d{1,2}(?:[:.][0-5]\d)?\s*(?:[ap]\.?m\b\.?|o'clock)"
            r"|[01]?\d:[0-5]\d|2[0-3]:[0-5]\d)(?!\d)",
            rf"\b(?:at|by|before|till|until|around|from)\s+(?P<past>half|quarter)\s+"
            rf"(?P<side>past|to)\s+(?P<of>\d{{1,2}}|{small})\b",
            rf"\b(?:at|by|before|till|until|around|from)\s+"
            rf"(?P<bare>\d{{1,2}}[.][0-5]\d\b(?!\s*[%€£]|[.,:]\d)|(?:\d{{1,2}}|{small})\b{_AFTER_CLOCK})",
        )
        heads = "|".join(f"(?:{row.removeprefix(_EDGE)})" for row in rows)
        return re.compile(rf"{_EDGE}(?:{heads})")

    def may_name(self, words: Iterable[str]) -> bool:
        """Whether a sentence of these words can name a time at all."""
        return any(word in self._hints or word[0].isdigit() for word in words)

    @cached_property
    def _hints(self) -> frozenset[str]:
        named = (*self._weekdays, *self._months, *self._parts, *self._hours, *self._numbers)
        rest = {"today", "tomorrow", "weekend", "month", "year", "eod", "cob", "play", "business"}
        units = {"minute", "min", "hour", "hr", "day", "week", "fortnight", *rest}
        small = {word.split()[-1] for word in named} - {"a", "an", "may"}
        return frozenset(small | units | {f"{unit}s" for unit in units})

    def find(self, low: str, at: datetime, start: int = 0, end: int | None = None) -> list[Moment]:
        """The times that small-letter text names from `start` to `end`, seen from `at` (aware)."""
        found = []
        for match in self._pattern.finditer(low, start, len(low) if end is None else end):
            lead = low[max(0, match.start() - 24) : match.start()].rstrip()
            read = self._read(match, at, lead)
            if read:
                found.append(read._replace(start=match.start(), end=match.end(), lead=lead))
        return found

    def _read(self, match: re.Match[str], at: datetime, lead: str) -> Moment | None:
        said = {name: text for name, text in match.groupdict().items() if text is not None}
        for names, reader in self._readers:
            if not names.isdisjoint(said):
                try:
                    return reader(said, at, lead)
                except (ValueError, OverflowError):  # a 31st of February, a year 10,000
                    return None
        return None

    @cached_property
    def _readers(self) -> tuple[tuple[frozenset[str], _Reader], ...]:
        return (
            (frozenset({"n", "one", "n_from"}), self._span_from_now),
            (frozenset({"n_later"}), self._later),
            (frozenset({"day_end"}), lambda *_: Moment(0, 0, part=_DAY_END)),
            (frozenset({"span", "month_end"}), self._calendar_span),
            (frozenset({"iso", "d1", "d2", "d3"}), self._date),
            (frozenset({"near"}), _near),
            (frozenset({"weekday"}), self._weekday),
            (frozenset({"part"}), self._part),
            (frozenset({"named", "to", "to2", "exact", "past", "bare"}), self._clock),
        )

    def _number(self, said: str) -> float:
        return float(said) if said.isdigit() else self._numbers[said]

    def _span_from_now(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        count = self._number(said.get("n") or said.get("n_from") or "1")
        unit = said.get("unit") or said.get("unit_from") or said["one"]
        if unit.startswith(_ELAPSED):
            minutes = count * (1 if unit.startswith("min") else 60)
            return Moment(0, 0, whole=_elapsed(at, timedelta(minutes=minutes)))
        if "working" in said or "working_from" in said:
            return Moment(0, 0, whole=_working_days(at.date(), int(count)))
        return Moment(0, 0, whole=_calendar_later(at.date(), count, unit))

    def _later(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        days = 7 if said["unit_later"].startswith("week") else 1
        return Moment(0, 0, later=int(self._number(said["n_later"]) * days))

    def _calendar_span(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        today = at.date()
        if "month_end" in said:
            return Moment(0, 0, whole=_month_end(today, self._months[said["month_end"]]))
        which, span, ends = (
            said["which"],
            said["span"],
            "span_end" in said or lead.endswith("end of"),
        )
        if which == "the" and not ends and span != "weekend":
            return None
        whole = _end_of(span, today, following=which == "next")
        if lead.endswith(("before", " by")) and not ends and span == "weekend":
            whole -= timedelta(days=2)
        elif lead.endswith("before") and not ends and span == "week":
            whole -= timedelta(days=7)
        return Moment(0, 0, whole=whole)

    def _date(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        if "iso" in said:
            return Moment(0, 0, day=date.fromisoformat(said["iso"]))
        day = int(said.get("d1") or said.get("d2") or said["d3"])
        month = said.get("m1") or said.get("m2")
        year = said.get("y1") or said.get("y2")
        if month is None:
            return Moment(0, 0, day=_next_such_day(at.date(), day)) if lead else None
        found = date(int(year) if year else at.year, self._months[month], day)
        if not year and found < at.date():
            found = found.replace(year=at.year + 1)
        return Moment(0, 0, day=found)

    def _weekday(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        wanted, today = self._weekdays[said["weekday"]], at.date()
        if said.get("mod") in ("last", "past") or lead.endswith(("since", " your", "'s")):
            return None
        if said.get("mod") == "next" or said.get("week1") == "next" or "week2" in said:
            monday = today - timedelta(days=today.weekday())
            return Moment(0, 0, day=monday + timedelta(days=7 + wanted))
        return Moment(0, 0, day=today + timedelta(days=(wanted - today.weekday()) % 7))

    def _part(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        if lead.endswith(("good", "yesterday", "last", "all", "every", "the other")):
            return None
        part, of_now = said["part"], said.get("of_now", "").split()
        today = at.date() if of_now == ["this"] or part.startswith("to") else None
        if of_now == ["in", "the"] and at.time() >= self._parts[part]:
            today = at.date() + timedelta(days=1)
        return Moment(0, 0, day=today, part=self._parts[part])

    def _clock(self, said: Mapping[str, str], at: datetime, lead: str) -> Moment | None:
        if "named" in said:
            named = self._hours[said["named"]]
            return Moment(0, 0, hour=(named.hour, named.minute, "24"))
        if "past" in said:
            minutes = 30 if said["past"] == "half" else 15
            hour = int(self._number(said["of"]))
            if said["side"] == "to":
                hour, minutes = hour - 1, 60 - minutes
            return Moment(0, 0, hour=(hour, minutes, ""))
        shown = said.get("to") or said.get("to2") or said.get("exact") or said["bare"]
        digits = re.match(r"(\d{1,2})(?:[:.](\d\d))?", shown)
        hour = int(digits[1]) if digits else int(self._number(shown))
        minutes = int(digits[2] or 0) if digits else 0
        half = (re.findall(r"[ap](?=\.?m)", shown) or [""])[0]
        if hour > 23 or (half and hour > 12):
            return None
        exact = hour > 12 or hour == 0 or (shown.startswith("0") and not half)
        return Moment(0, 0, hour=(hour, minutes, "24" if exact else half))


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
        if day is None and due < at.replace(tzinfo=None) and part != _DAY_END:
            due += timedelta(days=1)
    else:
        due = whole or day
    return None if due is None or _is_past(due, at) else due


def _day(moments: Sequence[Moment]) -> date | None:
    """The day meant: the first one, or the last of several that belong together."""
    days = [m for m in moments if m.day is not None]
    for_nothing = [m for m in days if not m.lead.endswith(" for")]
    chosen: Moment | None = None
    for one in for_nothing or days:
        if chosen is None or one.lead.endswith((" or", " and", " to", "-", " until")):
            chosen = one
    if chosen is None or chosen.day is None:
        return None
    first = (for_nothing or days)[0].day
    if first and chosen.day < first:  # "between Monday and Thursday", said on a Wednesday
        return chosen.day + timedelta(days=7)
    before = chosen.lead.endswith("before") and all(m.hour is None for m in moments)
    return chosen.day - timedelta(days=1) if before else chosen.day


def _last(values: Iterable[_T | None]) -> _T | None:
    return next((v for v in reversed([*values]) if v is not None), None)


def _at_hour(
    hour: tuple[int, int, str], day: date | None, part: time | None, at: datetime
) -> datetime:
    """The clock time on `day`, or its next occurrence; without am or pm, the sensible one."""
    return min(_candidates(hour, day, part, at), default=datetime.combine(at.date(), _DAY_END))


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


def _near(said: Mapping[str, str], at: datetime, lead: str) -> Moment:
    days = 0 if said["near"] == "today" else 1 if said["near"] == "tomorrow" else 2
    return Moment(0, 0, day=at.date() + timedelta(days=days))


def _elapsed(at: datetime, by: timedelta) -> datetime:
    """Hours pass in real time, so that the local clock shifts over a summer-time change."""
    local = (at.astimezone(UTC) + by).astimezone(at.tzinfo)
    return local.replace(tzinfo=None, second=0, microsecond=0)


def _working_days(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _calendar_later(day: date, count: float, unit: str) -> date:
    if unit.startswith(("month", "year")):
        months = day.month - 1 + int(count) * (12 if unit.startswith("year") else 1)
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    days = {"w": 7, "f": 14}.get(unit[0], 1)
    return day + timedelta(days=round(count * days))


def _end_of(span: str, today: date, *, following: bool) -> date:
    if span.startswith("week"):
        return today + timedelta(days=6 - today.weekday() + 7 * following)
    if span == "year":
        return date(today.year + following, 12, 31)
    month = today.month % 12 + 1 if following else today.month
    return _month_end(today, month)


def _month_end(today: date, month: int) -> date:
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])


def _next_such_day(today: date, day: int) -> date:
    year, month = today.year, today.month
    for _ in range(12):
        if day <= monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year, month = year + month // 12, month % 12 + 1
    raise ValueError(day)


def _any(words: Iterable[str]) -> str:
    """Any of `words`, the longest first; something that never matches where there are none."""
    listed = sorted(words, key=len, reverse=True)
    return (
        "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in listed) + ")"
        if listed
        else "(?!)"
    )
