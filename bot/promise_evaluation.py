"""Scores what was read of promises beside the labels of people: found, missed, and due. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.due import Due
from bot.evaluation import Tally, share
from bot.promise_text import Promise
from bot.wording import Span

_HALF = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """A promise as people labelled it: its place in the reply, and its due in ISO 8601.

    `due` is a day or a minute, local and without offset, empty where no time is named.
    """

    start: int
    end: int
    due: str = ""
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class PromisedReply:
    """A reply, the aware local moment of its writing, and what it promises."""

    id: str
    reply: str
    at: datetime
    wanted: tuple[Wanted, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class PromiseScore:
    """Promises of some replies. Of those found rightly, `due` have the right due.

    `conditional` have been told rightly whether the customer has to do something first.
    """

    replies: int = 0
    promises: Tally = field(default_factory=Tally)
    due: int = 0
    conditional: int = 0

    @property
    def due_share(self) -> float | None:
        """The share of right dues among the promises found; None where none was found."""
        return share(self.due, self.promises.right)

    def __add__(self, other: PromiseScore) -> PromiseScore:
        return PromiseScore(
            self.replies + other.replies,
            self.promises + other.promises,
            self.due + other.due,
            self.conditional + other.conditional,
        )


@dataclass(frozen=True, slots=True)
class PromiseMistake:
    """What went wrong with one promise: "missed", "false alarm" or "due", and the words of it.

    For a due, `wanted` is the right one and `got` the one that was read.
    """

    id: str
    error: str
    words: str
    reply: str
    wanted: str = ""
    got: str = ""


def score_promises(
    items: Sequence[PromisedReply], found: Sequence[Sequence[Promise]]
) -> tuple[PromiseScore, Mapping[str, PromiseScore]]:
    """All replies together, and each language by its code."""
    languages: dict[str, PromiseScore] = {}
    for item, promises in zip(items, found, strict=True):
        before = languages.get(item.language, PromiseScore())
        languages[item.language] = before + _score(item, promises)
    whole = sum(languages.values(), PromiseScore())
    return whole, dict(sorted(languages.items()))


def promise_mistakes(
    items: Sequence[PromisedReply], found: Sequence[Sequence[Promise]]
) -> Iterator[PromiseMistake]:
    """Each miss, each false alarm and each wrong due, in the order of the replies."""
    for item, promises in zip(items, found, strict=True):
        pairs = matched(item.wanted, promises)
        for place, wanted in enumerate(item.wanted):
            words = item.reply[wanted.start : wanted.end]
            if place not in pairs:
                yield PromiseMistake(item.id, "missed", words, item.reply)
            elif (got := written_due(promises[pairs[place]].due)) != wanted.due:
                yield PromiseMistake(item.id, "due", words, item.reply, wanted.due, got)
        for number, promise in enumerate(promises):
            if number not in pairs.values():
                yield PromiseMistake(item.id, "false alarm", promise.text, item.reply)


def matched(wanted: Sequence[Wanted], found: Sequence[Promise]) -> dict[int, int]:
    """Which labelled promise is which found one, by their numbers; each counts once.

    Two belong together where they share half of the shorter one; who shares most goes first.
    """
    shared = sorted(
        (-common, place, number)
        for place, one in enumerate(wanted)
        for number, other in enumerate(found)
        if (common := _common((one.start, one.end), (other.start, other.end)))
    )
    pairs: dict[int, int] = {}
    for _, place, number in shared:
        if place not in pairs and number not in pairs.values():
            pairs[place] = number
    return pairs


def written_due(due: Due | None) -> str:
    """A day or a minute in ISO 8601; empty for none."""
    if due is None:
        return ""
    return due.isoformat(timespec="minutes") if isinstance(due, datetime) else due.isoformat()


def _common(one: Span, other: Span) -> int:
    """How many characters two places share; 0 where that is less than half of the shorter."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    shorter = min(one[1] - one[0], other[1] - other[0])
    return common if common > 0 and common * _HALF >= shorter else 0


def _score(item: PromisedReply, found: Sequence[Promise]) -> PromiseScore:
    pairs = matched(item.wanted, found)
    both = [(item.wanted[place], found[number]) for place, number in pairs.items()]
    return PromiseScore(
        replies=1,
        promises=Tally(len(both), len(found) - len(both), len(item.wanted) - len(both)),
        due=sum(written_due(got.due) == wanted.due for wanted, got in both),
        conditional=sum(got.conditional == wanted.conditional for wanted, got in both),
    )
