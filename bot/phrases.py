"""Finds plain phrases with a few signs in a text: the language in which the lead writes cues.

A phrase is a row of elements with blanks between them:

    word        this word            word*      words that begin so (*word: that end so)
    a/b*/c      any of these         -word      beside `*word`: not this one, though it fits
    $food       any word of the class `food`, kept as `food`
    #           a number, kept as `n`           (word)     may be there
    ..          up to three words in between    ...        up to twelve, same sentence
    ^           the beginning of a sentence     ? !        the sign itself
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.errors import SetupError

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|\n+|[^\w\s]|_")
_SKIPPED = frozenset("-–—,\"'*_~«»„()[]")
_ENDS = frozenset(".!?;…\n")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"'})


def words(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


_NUMBERS = words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "twenty thirty forty fifty sixty ninety hundred dozen several dos tres cuatro cinco deux trois "
    "quatre cinq zwei drei vier fünf zwölf twee drie vijf dois duas três quatro"
)
_GAPS = {"..": 3, "...": 12}


class Token(NamedTuple):
    """A word, number or sign of the text, in lower case, with its place."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: whose it is, where (characters), and what its classes stood for."""

    id: str
    start: int
    end: int
    words: Mapping[str, str]
    first: int = 0


class _Element(NamedTuple):
    exact: frozenset[str]
    stems: tuple[str, ...]
    name: str
    gap: int
    endings: tuple[str, ...] = ()
    barred: frozenset[str] = frozenset()
    barred_endings: tuple[str, ...] = ()

    def fits(self, word: str) -> bool:
        if word in self.exact:
            return True
        if (self.stems and word.startswith(self.stems)) or (
            self.endings and word.endswith(self.endings)
        ):
            return word not in self.barred and not word.endswith(self.barred_endings)
        return self.name == "n" and (word[0].isdigit() or word in _NUMBERS)


class _Phrase(NamedTuple):
    id: str
    anchored: bool
    elements: tuple[_Element, ...]
    second: _Element | None  # what has to follow the first word at once


def lower(text: str) -> str:
    """`text` in small letters and plain apostrophes, every character at its old place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.translate(_APOSTROPHES)


def tokens(text: str) -> list[Token]:
    """The words, numbers and signs of a text, in order, but for commas, dashes and quotes."""
    found = _TOKEN.finditer(lower(text))
    return [Token(m.group(), m.start(), m.end()) for m in found if m.group() not in _SKIPPED]


def ends_sentence(token: Token) -> bool:
    """Whether the sentence is over with this sign."""
    return token.text[0] in _ENDS


class PhraseBook:
    """All phrases of a file, looked up in one pass over the tokens of a text."""

    def __init__(
        self, phrases: Iterable[tuple[str, str]], classes: Mapping[str, str], *, file: str = ""
    ) -> None:
        """`phrases` are (id, phrase); `classes` name their words, blanks between them."""
        self._file = file
        self._classes = {name: _element(words.split(), name) for name, words in classes.items()}
        self._by_word: dict[str, list[_Phrase]] = {}
        self._by_stem: dict[str, list[_Phrase]] = {}
        self._by_ending: dict[str, list[_Phrase]] = {}
        self._longest = 0  # characters of a stem
        for owner, phrase in phrases:
            for row in _variants(phrase.split()):
                self._add(self._compile(owner, row))
        self._ending_sizes = sorted({len(ending) for ending in self._by_ending})

    def find(self, row: Sequence[Token]) -> Iterator[Hit]:
        """Every phrase that begins at some token, in the order of the text."""
        for at, token in enumerate(row):
            after = row[at + 1].text if at + 1 < len(row) else ""
            for phrase in self._candidates(token.text):
                if phrase.second and not (after and phrase.second.fits(after)):
                    continue
                if phrase.anchored and at and not ends_sentence(row[at - 1]):
                    continue
                words: dict[str, str] = {}
                end = _match(phrase.elements, 0, row, at, words)
                if end is not None:
                    yield Hit(phrase.id, token.start, row[end - 1].end, words, at)

    def _candidates(self, word: str) -> Iterator[_Phrase]:
        yield from self._by_word.get(word, ())
        if word[0].isdigit() or word in _NUMBERS:
            yield from self._by_word.get("#", ())
        for size in range(2, min(len(word), self._longest) + 1):
            yield from self._by_stem.get(word[:size], ())
        for size in self._ending_sizes:
            if size <= len(word):
                for phrase in self._by_ending.get(word[-size:], ()):
                    if word not in phrase.elements[0].exact:
                        yield phrase

    def _add(self, phrase: _Phrase) -> None:
        head = phrase.elements[0]
        for word in head.exact:
            self._by_word.setdefault(word, []).append(phrase)
        for stem in head.stems:
            self._by_stem.setdefault(stem, []).append(phrase)
            self._longest = max(self._longest, len(stem))
        for ending in head.endings:
            self._by_ending.setdefault(ending, []).append(phrase)
        if head.name == "n":
            self._by_word.setdefault("#", []).append(phrase)

    def _compile(self, owner: str, row: list[str]) -> _Phrase:
        anchored = row[:1] == ["^"]
        elements = tuple(self._read(owner, word) for word in row[anchored:])
        if not elements or elements[0].gap or elements[-1].gap:
            said = " ".join(row)
            raise SetupError(
                f"“{said}” has to begin and end with a word", file=self._file, key=owner
            )
        second = elements[1] if len(elements) > 1 and not elements[1].gap else None
        return _Phrase(owner, anchored, elements, second)

    def _read(self, owner: str, word: str) -> _Element:
        if word in _GAPS:
            return _Element(frozenset(), (), "", _GAPS[word])
        if word == "#":
            return _Element(frozenset(), (), "n", 0)
        if word[0] == "$" and len(word) > 1:
            if word[1:] not in self._classes:
                raise SetupError(f"no words are listed for {word}", file=self._file, key=owner)
            return self._classes[word[1:]]
        return _words(word)


@lru_cache(maxsize=16_384)
def _words(word: str) -> _Element:
    """`a/b*/c`; the same words stand in many phrases."""
    return _element(word.split("/") if len(word) > 1 else [word], "")


def _element(words: Iterable[str], name: str) -> _Element:
    listed = [lower(word) for word in words]
    barred = [word[1:] for word in listed if len(word) > 2 and word[0] == "-"]
    listed = [word for word in listed if word[1:] not in barred]
    stems = tuple(word[:-1] for word in listed if len(word) > 2 and word.endswith("*"))
    endings = {word[1:] for word in listed if len(word) > 2 and word.startswith("*")}
    open_ = {word for word in listed if len(word) > 2 and "*" in (word[0], word[-1])}
    return _Element(
        frozenset(listed) - open_,
        stems,
        name,
        0,
        tuple(e for e in sorted(endings) if not any(e[n:] in endings for n in range(1, len(e)))),
        frozenset(word for word in barred if word[0] != "*"),
        tuple(word[1:] for word in barred if word[0] == "*"),
    )


def _variants(row: list[str]) -> list[list[str]]:
    """The phrase with and without each element in parentheses."""
    for at, word in enumerate(row):
        if len(word) > 2 and word[0] == "(" and word[-1] == ")":
            rest = _variants(row[at + 1 :])
            with_it = [[*row[:at], word[1:-1], *tail] for tail in rest]
            return with_it + [[*row[:at], *tail] for tail in rest]
    return [row]


def _match(
    elements: Sequence[_Element], index: int, row: Sequence[Token], at: int, words: dict[str, str]
) -> int | None:
    """The token after the match, or None."""
    if index == len(elements):
        return at
    element = elements[index]
    if element.gap:
        for skip in range(element.gap + 1):
            end = _match(elements, index + 1, row, at + skip, words)
            if end is not None:
                return end
            if at + skip >= len(row) or ends_sentence(row[at + skip]):
                return None
        return None
    if at >= len(row) or not element.fits(row[at].text):
        return None
    if element.name:
        words[element.name] = row[at].text
    return _match(elements, index + 1, row, at + 1, words)
