"""What a reply promises: chooses the language, and keeps a reader for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from bot.due import Due, due_of
from bot.errors import SetupError
from bot.language import guess_language, small_words
from bot.learned_promises import NOT_LEARNED, UNLEARNED, PromiseWeights
from bot.linear import Linear
from bot.moments import TimeFinder
from bot.promise_reader import PromiseReader
from bot.promise_signs import PromiseWords, verb_classes
from bot.promise_text import Promise
from bot.wording import Wording, lower

__all__ = ["Promise", "check_examples", "read_promises"]

_MOST = 6_000  # characters; nobody's reply is longer, and nobody waits for one that is
_FIRST = "en"  # where nothing speaks for another language
_WORD = re.compile(r"[^\W\d_]+")
_SAID = re.compile(r"\w+")
_TRIED_AT = datetime.fromisoformat("2026-11-04T10:00:00+00:00")


def read_promises(
    reply: str,
    *,
    at: datetime,
    words: Mapping[str, PromiseWords],
    weights: PromiseWeights = NOT_LEARNED,
) -> tuple[Promise, ...]:
    """The promises of `reply` in its order; `at` is aware and in the reply's time zone.

    `words` are by language (ISO 639-1); nothing is found in a language that they lack, nor behind
    the first 6,000 characters. `weights` are what examples taught.
    """
    reply = reply[:_MOST]
    language = language_of(reply, words)
    if not language:
        return ()
    return _reader(_Key(words[language], weights.clauses)).read(reply, at=at)


def time_meant(text: str, *, at: datetime, words: Mapping[str, PromiseWords]) -> Due | None:
    """The time to come that `text` is, such as “Friday noon”, in any of the languages.

    None where a word of it is left over: then it may mean another time, or none.
    """
    for one in words.values():
        small = _small_words(one)
        wording = Wording(text)
        found = _times(_Key(one)).find(wording.folded, wording.low, at, 0, len(wording.folded))
        rest = wording.low
        for moment in found:
            rest = rest[: moment.start] + " " * (moment.end - moment.start) + rest[moment.end :]
        if found and small.issuperset(_SAID.findall(rest)):
            return due_of(found, at)
    return None


def _small_words(words: PromiseWords) -> frozenset[str]:
    """Those that may stand beside a time and change nothing about it ("by", "the")."""
    return frozenset(f"{words.joints.leads} {words.joints.articles}".lower().split())


def language_of(reply: str, words: Mapping[str, PromiseWords]) -> str:
    """In which of the languages of `words` to read; empty where it is surely another one.

    Where no language is sure, the one of which most words are known; English at a draw.
    """
    if sure := guess_language(reply):
        return sure if sure in words else ""
    said = frozenset(_WORD.findall(lower(reply)))
    known = {code: len(said & _vocabulary(_Key(one), code)) for code, one in words.items()}
    best = max(known, key=lambda code: (known[code], code == _FIRST), default="")
    return best if known.get(best) else (_FIRST if _FIRST in words else best)


def check_examples(words: Mapping[str, PromiseWords]) -> None:
    """Raise `SetupError` for a sign that misses its `match` or finds a promise in its `clean`."""
    for one in words.values():
        reader = _reader(_Key(one))
        for sign in one.signs:
            for wanted, examples in ((True, sign.match), (False, sign.clean)):
                for text in examples:
                    if bool(reader.read(text, at=_TRIED_AT)) is not wanted:
                        says = "should be a promise" if wanted else "should be no promise"
                        raise SetupError(f"“{text}” {says}", file=one.file, key=sign.id)


class _Key:
    """Lets a cache know one loaded file again; the words themselves cannot be hashed."""

    def __init__(self, words: PromiseWords, learned: Linear = UNLEARNED) -> None:
        self.words, self.learned = words, learned

    def __hash__(self) -> int:
        return hash((id(self.words), id(self.learned)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Key):
            return False
        return other.words is self.words and other.learned is self.learned


@lru_cache(maxsize=32)
def _reader(key: _Key) -> PromiseReader:
    return PromiseReader(key.words, key.learned)


@lru_cache(maxsize=32)
def _times(key: _Key) -> TimeFinder:
    return TimeFinder(key.words.times, file=key.words.file)


@lru_cache(maxsize=32)
def _vocabulary(key: _Key, code: str) -> frozenset[str]:
    """The words that speak for a language: small ones, those of signs, and of times."""
    words, times = key.words, key.words.times
    said = [words.joints.finite, words.joints.leads, words.joints.articles]
    said += [phrase for sign in words.signs for phrase in sign.phrases]
    said += [*times.weekdays, *times.months, *times.near, *times.parts, *times.spans]
    said += [row for rows in times.patterns.values() for row in rows]
    said += verb_classes(words).values()
    return small_words(code) | frozenset(_WORD.findall(" ".join(said).lower()))
