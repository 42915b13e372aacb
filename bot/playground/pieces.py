"""Small pure pieces of a page: text cut at findings and slots, ages, links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.findings import Finding
from bot.follow_words import OWED
from bot.review_card import CardFinding, Slot
from bot.wording import place_for

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a reply: plain text, one underlined finding (`flag`), or one `slot` to fill.

    `flag` counts the card's findings, `slot` its slots, both from 0; None where it is neither.
    """

    text: str
    flag: int | None = None
    slot: int | None = None


def pieces(text: str, findings: Sequence[CardFinding], slots: Sequence[Slot]) -> list[Piece]:
    """`text` in order, cut so that no two marks overlap; the riskier finding wins its place.

    `findings` come riskiest first. Slots win over findings: they must stay fillable.
    """
    taken: list[tuple[int, int, Piece]] = []
    marks: list[tuple[int, int, Piece]] = [
        (s.start, s.end, Piece(s.label, slot=n)) for n, s in enumerate(slots)
    ]
    marks += [
        (f.start, f.end, Piece(text[f.start : f.end], flag=n))
        for n, f in enumerate(card.finding for card in findings)
        if f.end > f.start
    ]
    for start, end, piece in marks:
        if all(end <= a or b <= start for a, b, _ in taken):
            taken.append((start, end, piece))
    return list(_filled(text, sorted(taken, key=lambda mark: mark[0])))


def _filled(text: str, marks: Iterable[tuple[int, int, Piece]]) -> Iterator[Piece]:
    done = 0
    for start, end, piece in marks:
        if start > done:
            yield Piece(text[done:start])
        yield piece
        done = end
    if done < len(text):
        yield Piece(text[done:])


def age(then: datetime, now: datetime) -> str:
    """How long ago, in words that need no arithmetic."""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < 90:
        return "just now"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes ago"
    if seconds < _DAY:
        return f"{round(seconds / 3600)} hours ago"
    days = round(seconds / _DAY)
    return "yesterday" if days == 1 else f"{days} days ago"


def when(then: datetime, now: datetime) -> str:
    """The time of day on this machine's clock, with the date where it was not today."""
    then, now = then.astimezone(), now.astimezone()
    return f"{then:%H:%M}" if then.date() == now.date() else f"{then.day} {then:%b, %H:%M}"


def promise_says(says: str) -> str:
    """A promise under a heading that says so."""
    return says.removeprefix(OWED).removeprefix("Promises: ")


def web_link(address: str) -> str:
    """`address` if a browser may follow it (http or https), else nothing."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def browser_place(text: str, place: int) -> int:
    """A character offset of `text` as browsers count it, in UTF-16 units."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def browser_finding(finding: Finding, text: str, title: str, key: str) -> dict[str, object]:
    """A finding as the page's script takes it; offsets in UTF-16 units.

    `from` and `to` are what the suggestion takes the place of.
    """
    place = place_for(finding.suggestion, text, finding.start, finding.end)
    return {
        "from": browser_place(text, place[0]),
        "to": browser_place(text, place[1]),
        "start": browser_place(text, finding.start),
        "end": browser_place(text, finding.end),
        "severity": str(finding.severity),
        "title": title,
        "text": finding.text,
        "why": finding.why,
        "suggestion": finding.suggestion,
        "key": key,
    }
