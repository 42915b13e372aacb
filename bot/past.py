"""What an organisation answered before: examples for the next draft, and what they teach."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.events import Outcome
from bot.wording import stems

MOST_WORDS = 64  # of a post that are looked for
_LONGEST = 40  # characters of a word
_NEAR = 0.6  # of the best likeness: as good a match
_SHARED = 2  # words without which two posts have nothing in common

# Scripts without blanks between words (Thai, kana, Han): there, two letters make a word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")

_RANK = {Outcome.SATISFIED: 0, Outcome.WON_BACK: 0, Outcome.STILL_UNHAPPY: 2}
_UNKNOWN = 1


@dataclass(frozen=True, slots=True)
class PastReply:
    """A published reply and the post that it answered, both without what identifies anybody.

    `outcome` is an `Outcome`, empty while the case is not solved.
    """

    post: str
    reply: str
    language: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class HouseWord:
    """People here write `instead` where a draft says `said`, `times` times so far.

    `adopted` is None until somebody decides whether it is the house style.
    """

    said: str
    instead: str
    times: int
    adopted: bool | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A reply as it is remembered: which draft it was, and since when it stands in public."""

    draft: int
    at: datetime
    reply: PastReply


@dataclass(frozen=True, slots=True)
class Lesson:
    """All that the house learns from one case, in place of what it learned from it before.

    `changed` are words of the coach and what a person wrote instead; `good` are the ids of people
    whose own draft was approved without a warning. `made_of` are the ids of the texts behind it:
    with one of them erased, no words are kept.
    """

    organisation: str
    case_id: str
    made_of: tuple[str, ...] = ()
    replies: tuple[Published, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    good: tuple[str, ...] = ()


def search_words(text: str) -> list[str]:
    """The words by which a post is found again, the longest first; letters and digits only."""
    words = {part[:_LONGEST] for word in stems(text) for part in _parts(word)}
    return sorted(words, key=lambda word: (-len(word), word))


def best_first(
    words: Sequence[str], found: Sequence[tuple[PastReply, Sequence[str]]], limit: int
) -> list[PastReply]:
    """Of replies with the words of their posts, those to posts most like one with `words`.

    Among good matches, those that satisfied a customer come first, and those that did not last.
    No two have the same text.
    """
    wanted = frozenset(words)
    often = Counter(word for _, theirs in found for word in wanted.intersection(theirs))
    telling = {word: math.log(1 + len(found) / often[word]) for word in often}
    scored: dict[str, tuple[float, PastReply]] = {}
    for reply, theirs in found:
        shared = wanted.intersection(theirs)
        likeness = sum(telling[word] for word in shared) / math.sqrt(len(theirs) + 8)
        known = scored.get(reply.reply)
        if len(shared) >= min(_SHARED, len(wanted)) and not (known and known[0] >= likeness):
            scored[reply.reply] = likeness, reply
    top = _NEAR * max((likeness for likeness, _ in scored.values()), default=0)

    def place(one: tuple[float, PastReply]) -> tuple[bool, int, float]:
        likeness, reply = one
        near = likeness >= top
        return not near, _rank(reply.outcome) if near else 0, -likeness

    return [reply for _, reply in sorted(scored.values(), key=place)[:limit]]


def house_style(words: Sequence[HouseWord]) -> tuple[tuple[str, str], ...]:
    """What is the house style by now: words, and what is said instead."""
    return tuple((word.said, word.instead) for word in words if word.adopted)


def _parts(word: str) -> Iterator[str]:
    if _UNSPACED.search(word) and len(word) > 1:
        yield from (word[i : i + 2] for i in range(len(word) - 1))
    else:
        yield word


def _rank(outcome: str) -> int:
    return next((rank for known, rank in _RANK.items() if known == outcome), _UNKNOWN)
