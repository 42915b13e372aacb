"""The time words of a language as the lead words them, and the pattern that is made of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.errors import SetupError
from bot.phrases import words

# Slots that stand for digits; every other one stands for words of the file.
_DIGITS = {
    "m": r"0?[1-9]|1[0-2]",
    "mm": r"[0-5]\d",
    "year": r"20\d\d",
    "iso": r"20\d\d-\d\d-\d\d",
    "sep": r"[:.]",
    "slash": r"/",
    "dd": r"[0-3]?\d(?![\d%]|[.,:/]\d)",
}
_MEANINGS = words(
    "past within later day_end next this ends ends_next month date of_month by_day day now coming "
    "part clock vague same bare half half_to quarter quarter_to"
)
_UNSAID = frozenset({"bare", "of_month"})  # a bare number is a time only before certain words
_PLACED = r"(?<![\w£$€#])(?<!\d[.,:])"
_SLOT = re.compile(r"<([a-z]+)>")
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"<(\w+)>|([_~])|([^<_~]+)")
_BLANKS = {"_": r"\s+", "~": r"\s*"}


@dataclass(frozen=True, slots=True)
class TimeWords:
    """`times` in a file of `prompts/promises`; its head explains how rows are written.

    `parts` name a part of the day and the clock time (HH:MM) at which it is over, `hours` a clock
    time, `near` days from today; `leads` are words before a time by what they make of it.
    What stands in `capital` is a time only with a capital, or after a lead ("sat", "may").
    """

    weekdays: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    hours: Mapping[str, str] = field(default_factory=dict)
    near: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    ordinals: str = ""
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spans: Mapping[str, str] = field(default_factory=dict)
    halves: Mapping[str, str] = field(default_factory=dict)
    marks: str = ""
    between: str = ""
    after: str = ""
    capital: str = ""
    leads: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Said(NamedTuple):
    """A time in a text: its place, what its row means, and the words in the slots of the row."""

    start: int
    end: int
    meaning: str
    slots: Mapping[str, str]


class TimePattern:
    """One pass over a text finds all times; the first row that fits at a place wins."""

    def __init__(self, times: TimeWords, *, file: str) -> None:
        """A `SetupError` names the row that cannot be used."""
        slots = _slots(times)
        undated = rf"(?!\.?(?:\s+\w{{1,2}})?\s+{slots['month']}(?!\w))"
        endings = {**dict.fromkeys(_UNSAID, _following(times) + undated), "by_day": undated}
        self._meanings: list[str] = []
        self._firsts: set[str] = set()
        self._heads: set[str] = set()
        parts: list[str] = []
        for meaning, row in (("date", "<iso>"), *_all_rows(times, file)):
            if unknown := set(_SLOT.findall(row)) - slots.keys():
                raise SetupError(f"“{row}” has no such slot: {min(unknown)}", file=file)
            made = _named(_row(row), slots, len(parts))
            parts.append(rf"(?P<r{len(parts)}>{made}(?!\w){endings.get(meaning, '')})")
            self._meanings.append(meaning)
            self._may_begin(row, times)
        self._beginnings = tuple(self._heads)
        self._pattern = re.compile(f"{_PLACED}(?:{'|'.join(parts)})")

    def _may_begin(self, row: str, times: TimeWords) -> None:
        """Note with which words, or beginnings of words, a row can begin."""
        for element in row.split():
            optional = len(element) > 2 and element[0] == "(" and element[-1] == ")"
            for part in (element[1:-1] if optional else element).split("/"):
                slot, _, said = _PIECE.findall(part)[0]
                open_end = part[len(slot) + 2 if slot else len(said) :][:1] == "<"
                for name in _slot_words(slot, times) if slot else (said,):
                    if word := _WORD.search(name):
                        (self._heads if open_end else self._firsts).add(word.group())
            if not optional:
                return

    def find(self, low: str, start: int, end: int) -> Iterator[Said]:
        """Every time that small-letter text names from `start` to `end`."""
        done = start
        for word in _WORD.finditer(low, start, end):
            said = word.group()
            if word.start() < done or not (
                said[0].isdigit() or said in self._firsts or said.startswith(self._beginnings)
            ):
                continue
            place = word.start() - (low[max(start, word.start() - 1)] == "'")
            match = self._pattern.match(low, place, end)
            if match is None:
                continue
            done = match.end()
            slots = {
                name.partition("_")[0]: text
                for name, text in match.groupdict().items()
                if text is not None and "_" in name
            }
            row = int((match.lastgroup or "r0")[1:])
            yield Said(place, done, self._meanings[row], slots)


def _all_rows(times: TimeWords, file: str) -> Iterator[tuple[str, str]]:
    for meaning, rows in times.patterns.items():
        if meaning not in _MEANINGS:
            known = ", ".join(sorted(_MEANINGS))
            raise SetupError(f"this should be one of {known}", file=file, key=meaning)
        yield from ((meaning, row) for row in rows)


def _row(row: str) -> str:
    """The row as a pattern; its slots still stand in it."""
    made, begun = "", False
    for element in row.split():
        optional = len(element) > 2 and element[0] == "(" and element[-1] == ")"
        inner = _element(element[1:-1] if optional else element)
        if optional:
            made += rf"(?:\s+{inner})?" if begun else rf"(?:{inner}\s+)?"
        else:
            made += rf"\s+{inner}" if begun else inner
            begun = True
    return made


def _element(text: str) -> str:
    """`a/b` as alternatives, each of letters, blanks (`_`, or `~` for one that may lack), slots."""
    alternatives = [
        "".join(
            f"<{slot}>" if slot else _BLANKS[blank] if blank else re.escape(said)
            for slot, blank, said in _PIECE.findall(part)
        )
        for part in text.split("/")
    ]
    return f"(?:{'|'.join(alternatives)})" if len(alternatives) > 1 else alternatives[0]


def _named(row: str, slots: Mapping[str, str], number: int) -> str:
    """The row with what its slots stand for, each a group; no name may come twice in a pattern."""
    count = itertools.count()
    return _SLOT.sub(lambda m: f"(?P<{m[1]}_{number}_{next(count)}>{slots[m[1]]})", row)


def _slots(times: TimeWords) -> dict[str, str]:
    number = rf"\d{{1,3}}|{_any(times.numbers)}"
    small = _any(w for w, n in times.numbers.items() if n in range(1, 13) and len(w) > 2)
    halves, marks = _any(times.halves), _any(times.marks.split())
    joiner = _any([*times.between.split(), "-", "–"])
    return {
        **_DIGITS,
        "n": rf"(?:(?:{number})\s*{joiner}\s*)?(?:{number})",
        "unit": _any(name for row in times.units.values() for name in row),
        "weekday": _any(name for row in times.weekdays for name in row.split()),
        "month": _any(name for row in times.months for name in row.split()),
        "part": _any(times.parts),
        "hour": _any(times.hours),
        "near": _any(times.near),
        "span": _any(times.spans),
        "weekend": _any(name for name, span in times.spans.items() if span == "weekend"),
        "half": halves,
        "joiner": joiner,
        "mark": rf"\s*{marks}",
        "from": rf"(?:\d{{1,2}}(?:[:.h]\d\d)?|{small})(?:\s*{halves})?(?:\s*{marks})?",
        "day": rf"[0-3]?\d(?:{_any(times.ordinals.split())})?(?!\d)|{_any(times.days)}",
        "nth": rf"[0-3]?\d{_any(times.ordinals.split())}|{_any(times.days)}",
        "h": rf"[0-2]?\d(?!\d)|{small}",
    }


def _slot_words(slot: str, times: TimeWords) -> Iterable[str]:
    """The words that a slot stands for; digits are seen without."""
    rows: Mapping[str, Iterable[str]] = {
        "n": times.numbers,
        "h": times.numbers,
        "from": times.numbers,
        "unit": (name for row in times.units.values() for name in row),
        "weekday": (name for row in times.weekdays for name in row.split()),
        "month": (name for row in times.months for name in row.split()),
        "part": times.parts,
        "hour": times.hours,
        "near": times.near,
        "span": times.spans,
        "weekend": times.spans,
        "half": times.halves,
        "day": times.days,
        "nth": times.days,
    }
    return rows.get(slot, ())


def _following(times: TimeWords) -> str:
    """What can follow a number that is a time ("by 9 tomorrow", not "by 9 people")."""
    starts = {
        *times.after.split(),
        *(name.split()[0] for name in (*times.near, *times.parts)),
        *(name for row in times.weekdays for name in row.split()),
    }
    return rf"(?=\s*(?:$|[.,;:!?)\n–—-]|{_any(starts)}(?!\w)))(?![.,:]\d)(?!-\w)"


def _any(words: Iterable[str]) -> str:
    """Any of `words`, the longest first; something that never matches where there are none."""
    listed = sorted(set(words), key=lambda word: (-len(word), word))
    joined = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in listed)
    return f"(?:{joined})" if listed else "(?!)"
