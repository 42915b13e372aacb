"""A reply while it is read for promises, and a promise as it is quoted from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from bot.clauses import Clause
from bot.due import Due, Moment
from bot.phrases import Hit, Token
from bot.wording import Span, Wording

TEAM = "team"  # the owner of what we promise
_WHAT = 60  # characters of a short phrase
_BEFORE = re.compile(r"[^\w£$€¿¡]*")
_start = attrgetter("start")
_Placed = TypeVar("_Placed", Token, Hit, Moment)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment in a reply, quoted; `start` and `end` count characters.

    `owner` is the name or role as written, "team" for we, and None where nobody is named. `due` is
    the last local moment (naive) at which it is still kept, None where no time is named. A
    `conditional` one waits for the customer to do something first.
    """

    text: str
    start: int
    end: int
    what: str
    owner: str | None
    due: Due | None
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A reply as it is being read."""

    wording: Wording
    sentences: Sequence[Span]
    row: list[Token]
    hits: list[Hit]
    moments: list[Moment]
    at: datetime

    def words(self, start: int, end: int) -> list[str]:
        """The words between two places that are no part of a time."""
        row = between(self.row, start, end)
        times = between(self.moments, start, end)
        return [t.text for t in row if not any(m.start <= t.start < m.end for m in times)]

    def hits_of(self, clause: Clause) -> list[Hit]:
        """The signs that lie in a clause."""
        return [h for h in between(self.hits, clause.start, clause.end) if h.end <= clause.end]

    def moments_of(self, clause: Clause) -> list[Moment]:
        """The times that a clause names."""
        return between(self.moments, clause.start, clause.end)

    def near(self, clause: Clause) -> list[Moment]:
        """The times before a clause: in its sentence, or else in the one before."""
        for number in (clause.sentence, clause.sentence - 1):
            begin = self.sentences[number][0] if number >= 0 else clause.start
            found = between(self.moments, begin, clause.start)
            if any(m.day or m.part for m in found):
                return found
        return []


def between(row: list[_Placed], start: int, end: int) -> list[_Placed]:
    """Those of `row`, which stands in the order of the text, that begin between two places."""
    first = bisect_left(row, start, key=_start)
    return row[first : bisect_left(row, end, first, key=_start)]


def quoted(told: Told, clause: Clause, what: str, owner: str | None, due: Due | None) -> Promise:
    text, start = trimmed(told, clause.start, clause.end)
    return Promise(text, start, start + len(text), what, owner, due)


def shares_subject(clause: Clause, before: Clause | None, last: Promise | None) -> bool:
    """Whether a clause goes on with whoever makes the promise right before it."""
    if before is None or last is None or clause.sentence != before.sentence:
        return False
    return clause.joined and before.start <= last.start


def joined(told: Told, first: Promise, second: Promise) -> Promise:
    """Two clauses that make one promise; the time of either is its time."""
    text, start = trimmed(told, first.start, second.end)
    due = second.due or first.due
    return replace(first, text=text, start=start, end=start + len(text), due=due)


def trimmed(told: Told, start: int, end: int) -> tuple[str, int]:
    """The words between two places without what only parts them, and where they begin."""
    text = told.wording.text[start:end].rstrip(" \n,;:–—-")
    opening = _BEFORE.match(text)
    begin = start + (opening.end() if opening else 0)
    return told.wording.text[begin : start + len(text)], begin


def short(what: str) -> str:
    line = " ".join(what.split()).strip(" ,;:.!")
    return line if len(line) <= _WHAT else line[:_WHAT].rsplit(" ", 1)[0] + "…"
