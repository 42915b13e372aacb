"""Finds the times that a text names, and says what each tells of day and hour."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property

from bot.calendar_days import (
    calendar_later,
    elapsed,
    end_of,
    month_end,
    next_date,
    next_such_day,
    weekday_after,
    working_days,
)
from bot.due import DAY_END, Moment
from bot.time_words import Said, TimePattern, TimeWords

_LEAD = 24  # characters before a time that are looked at
_AHEAD = frozenset({"within", "next", "ends", "ends_next", "now"})
_SHIFTS = {"half": 30, "quarter": 15, "half_to": -30, "quarter_to": -15}


_Known = Mapping[str, object]
_Reader = Callable[[Said, datetime, frozenset[str]], "_Known | None"]


class TimeFinder:
    """Built once from the words of a language; pure: the present moment is an argument."""

    def __init__(self, words: TimeWords, *, file: str = "") -> None:
        self._words, self._file = words, file
        self._weekdays = {w: i for i, row in enumerate(words.weekdays) for w in row.split()}
        self._months = {w: i for i, row in enumerate(words.months, 1) for w in row.split()}
        self._parts = {name: time.fromisoformat(over) for name, over in words.parts.items()}
        self._hours = {name: time.fromisoformat(hour) for name, hour in words.hours.items()}
        self._units = {name: unit for unit, row in words.units.items() for name in row}
        self._capital = frozenset(words.capital.split())
        self._leads = [
            (kind, re.compile(rf"(?:^|[^\w])(?:{listed})$"), re.compile(rf"(?:{listed})(?!\w)"))
            for kind, row in words.leads.items()
            for listed in ("|".join(map(_spelled, row.split())),)
        ]
        self._readers: Mapping[str, _Reader] = {
            "past": _nothing,
            "vague": _vague,
            "same": _same,
            "within": self._within,
            "later": self._later,
            "day_end": self._day_end,
            "month": self._month,
            "date": self._date,
            "of_month": self._of_month,
            "by_day": self._of_month,
            "now": self._now,
            "coming": self._coming,
            **dict.fromkeys(("this", "next", "ends", "ends_next"), self._span),
        }

    @cached_property
    def _pattern(self) -> TimePattern:
        return TimePattern(self._words, file=self._file)

    def find(self, text: str, low: str, at: datetime, start: int, end: int) -> list[Moment]:
        """The times that `text` names from `start` to `end`, seen from `at` (aware).

        `low` is the text in small letters.
        """
        found = []
        for said in self._pattern.find(low, start, end):
            before = low[max(0, said.start - _LEAD) : said.start].rstrip()
            lead = frozenset(
                kind
                for kind, ending, beginning in self._leads
                if ending.search(before) or beginning.match(low, said.start)
            )
            if not lead and self._small(text, said):
                continue
            known = self._read(said, at, lead)
            if known is not None:
                ahead = self._is_ahead(said)
                found.append(Moment(said.start, said.end, lead, ahead=ahead, **known))  # type: ignore[arg-type]
        return found

    def _is_ahead(self, said: Said) -> bool:
        near = self._words.near.get(_plain(said.slots.get("near", "")), 0)
        return near > 0 or (said.meaning in _AHEAD and "part" not in said.slots)

    def _small(self, text: str, said: Said) -> bool:
        """Whether it is a word that is a time with a capital only, and has none."""
        named = {said.slots.get("weekday"), said.slots.get("month")}
        if named.isdisjoint(self._capital):
            return False
        return not any(letter.isupper() for letter in text[said.start : said.end])

    def _read(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known | None:
        if "past" in lead:
            return None
        try:
            return self._readers.get(said.meaning, self._plain)(said, at, lead)
        except (ValueError, OverflowError):  # a 31st of February, a year 10,000
            return None

    def _plain(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known | None:
        """What the slots tell by themselves: a day, a part of it, an hour."""
        hour = self._hour(said)
        if "h" in said.slots and hour is None:
            return None
        return {"day": self._day(said, at), "part": self._part(said), "hour": hour}

    def _day(self, said: Said, at: datetime, *, next_week: bool = False) -> date | None:
        if near := said.slots.get("near"):
            return at.date() + timedelta(days=self._words.near[_plain(near)])
        if weekday := said.slots.get("weekday"):
            return weekday_after(at.date(), self._weekdays[_plain(weekday)], next_week=next_week)
        return None

    def _part(self, said: Said) -> time | None:
        part = said.slots.get("part")
        return self._parts[_plain(part)] if part else None

    def _hour(self, said: Said) -> tuple[int, int, str] | None:
        if hour := said.slots.get("hour"):
            named = self._hours[_plain(hour)]
            return named.hour, named.minute, "24"
        if (shown := said.slots.get("h")) is None:
            return None
        shift = _SHIFTS.get(said.meaning, 0)
        hours = int(self._number(shown)) - (shift < 0)
        minutes = int(said.slots.get("mm", 0)) + shift + 60 * (shift < 0)
        half = self._words.halves.get(_plain(said.slots.get("half", "")), "")
        if not 0 <= hours < 24 or (half and hours > 12):
            return None
        exact = hours > 12 or hours == 0 or (shown.startswith("0") and not half)
        return hours, minutes, "24" if exact else half

    def _number(self, said: str) -> float:
        """The last number of "3", "three" or "three to five"."""
        last = _plain(re.split(r"\s*[-–]\s*(?=\d)", said)[-1])
        for begin in range(len(last)):
            rest = last[begin:]
            if begin == 0 or not last[begin - 1].isalnum():
                if rest.isdigit():
                    return float(rest)
                if rest in self._words.numbers:
                    return self._words.numbers[rest]
        raise ValueError(said)

    def _within(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        count = self._number(said.slots["n"]) if "n" in said.slots else 1.0
        unit = self._units[_plain(said.slots["unit"])]
        if unit in ("minute", "hour"):
            minutes = count * (1 if unit == "minute" else 60)
            return {"whole": elapsed(at, timedelta(minutes=minutes))}
        if unit == "working_day":
            return {"whole": working_days(at.date(), int(count))}
        return {"whole": calendar_later(at.date(), count, unit)}

    def _later(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        days = {"week": 7, "fortnight": 14}.get(self._units[_plain(said.slots["unit"])], 1)
        return {"later": int(self._number(said.slots["n"]) * days)}

    def _day_end(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        return {"day": self._day(said, at), "part": DAY_END}

    def _span(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        following = said.meaning in ("next", "ends_next")
        named = said.slots.get("span") or said.slots.get("weekend")
        if not named:
            return {
                "day": self._day(said, at, next_week=following),
                "part": self._part(said),
                "hour": self._hour(said),
            }
        span = self._words.spans[_plain(named)]
        whole = end_of(span, at.date(), following=following)
        if not said.meaning.startswith("ends"):
            if span == "weekend" and lead & {"before", "by"}:
                whole -= timedelta(days=2)
            elif span == "week" and "before" in lead:
                whole -= timedelta(days=7)
        return {"whole": whole}

    def _month(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        whole = month_end(at.date(), self._months[_plain(said.slots["month"])])
        return {"whole": whole, "loose": True}

    def _date(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        slots = said.slots
        if "iso" in slots:
            return {"day": date.fromisoformat(slots["iso"])}
        month = int(slots["m"]) if "m" in slots else self._months[_plain(slots["month"])]
        year = int(slots["year"]) if "year" in slots else None
        return {"day": next_date(at.date(), month, self._numbered(slots), year)}

    def _of_month(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known | None:
        return {"day": next_such_day(at.date(), self._numbered(said.slots))}

    def _numbered(self, slots: Mapping[str, str]) -> int:
        shown = slots.get("day") or slots.get("dd") or slots["nth"]
        digits = re.match(r"\d+", shown)
        return int(digits[0]) if digits else self._words.days[_plain(shown)]

    def _now(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        return {"day": at.date(), "part": self._part(said) or DAY_END, "hour": self._hour(said)}

    def _coming(self, said: Said, at: datetime, lead: frozenset[str]) -> _Known:
        part = self._part(said)
        later = part is not None and at.time() >= part
        return {"day": at.date() + timedelta(days=1) if later else None, "part": part}


def _vague(said: Said, at: datetime, lead: frozenset[str]) -> _Known:
    return {"vague": True}


def _same(said: Said, at: datetime, lead: frozenset[str]) -> _Known:
    return {"same": True}


def _nothing(said: Said, at: datetime, lead: frozenset[str]) -> None:
    return None


def _plain(said: str) -> str:
    """The words with one blank between them, as the file has them."""
    return " ".join(said.split())


def _spelled(word: str) -> str:
    return re.escape(word).replace("_", r"\s+")
