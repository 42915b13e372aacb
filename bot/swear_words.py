"""Which words are swearing, and which of them a spelling with tricks stands for."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby, islice

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """What a lead changes about the list of one language; blanks part the words.

    `with_english` says that replies in it read as English (Hindi in Latin letters).
    """

    never: str = ""
    also: str = ""
    stems: str = ""
    with_english: bool = False


@dataclass(frozen=True, slots=True)
class SwearRules:
    """The file `prompts/swearing.yaml`; blanks part the words.

    `lists_at_least`: how many of the collected lists must agree on an English word. `beside` maps
    words to the neighbours that make them ordinary, `only_beside` to those that they need to count;
    `(end)` stands for no word after them.
    """

    lists_at_least: int = 2
    never: str = ""
    also: str = ""
    slurs: str = ""
    names: str = ""
    stems: str = ""
    anywhere: str = ""
    every_language: str = ""
    signs_named_by: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    only_beside: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, LanguageRules] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Swearing:
    """The rules, and the words of the maintained lists by language (ISO 639-1)."""

    rules: SwearRules = field(default_factory=SwearRules)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


# Letters that look like another one; µ is folded by the reader of text like any letter.
_LOOKALIKE = str.maketrans("аеосрхукіѕьдτυνοαεικρµμʏıǃ", "aeocpxykisbdtuvoaeikpuuyii")
_LEET = str.maketrans("013457@$!+|€©¢®", "oieastasitieccr")
_LEET_SIGNS = frozenset("013457@$!+|€©¢®")
_ELL = str.maketrans("1!|", "lll")
_WILD = frozenset("*#%&^~@$!?+=|_•·©®€£¢")
_DOUBLED = re.compile(r"(.)\1+")
_TRIPLED = re.compile(r"(.)\1\1")
_MOST = 300  # words in foreign letters that are looked at
_LONGEST = 24  # letters; nothing longer is looked at closely
_HISSED = ("s", "x", "z", "ch", "sh")


class Vocabulary:
    """The swear words of one language, laid out so that a look-up costs next to nothing."""

    def __init__(self, words: Iterable[str], never: str, stems: str, anywhere: str = "") -> None:
        self._never = frozenset(_with_plurals(never.split()))
        self._stems = tuple(stems.split())
        known = frozenset(words) | frozenset(self._stems)
        self._words = frozenset(_with_plurals(known)) - self._never
        self._anywhere = tuple(anywhere.split())
        self._short_stems = tuple(_squeezed(stem) for stem in self._stems)
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        self._by_shape: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self._words, key=lambda w: (not w.startswith(self._stems), w)):
            self._by_skeleton[_squeezed(word)].append(word)
            self._by_shape[word[0], len(word)].append(word)
        self._starts = frozenset(s for word in self._words for s in _starts(word))

    def worth_a_look(self, tokens: Iterable[str], low: str) -> Iterable[str]:
        """Those of the words of the text `low` that can mean anything, by how they begin."""
        starts = self._starts
        found = [token for token in tokens if token[:3] in starts]
        if any(part in low for part in self._anywhere):
            found += [t for t in tokens if any(part in t for part in self._anywhere)]
        if not low.isascii():
            found += islice((t for t in tokens if not t.isascii()), _MOST)
        return found

    def meant(self, token: str) -> str:
        """The swear word that a word of small letters stands for; empty where it is none."""
        word = token.partition("'")[0] if token not in self._words else token
        if word in self._words:
            return word
        if word in self._never or len(word) < 3:
            return ""
        if word.startswith(self._stems) or any(part in word for part in self._anywhere):
            return word
        if _DOUBLED.search(word):
            return self._drawn_out(word)
        return "" if word.isascii() else self._folded(word)

    def _drawn_out(self, word: str) -> str:
        """Of a word with repeated letters ("shiiit"); two are enough at a stem ("fuuck")."""
        if len(word) > 2 * _LONGEST:
            return ""
        skeleton = _squeezed(word)
        if skeleton in self._never:
            return ""
        tripled = _TRIPLED.search(word) is not None
        for known in self._by_skeleton.get(skeleton, ()):
            if (tripled or known.startswith(self._stems)) and _is_longer(word, known):
                return known
        return skeleton if skeleton.startswith(self._short_stems) else ""

    def _folded(self, word: str) -> str:
        """Of a word with letters that only look like plain ones ("fück", Cyrillic "с")."""
        plain = unicodedata.normalize("NFKD", word.translate(_LOOKALIKE))
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        return self.meant(plain) if plain.isascii() and plain.isalpha() else ""

    def root(self, word: str) -> str:
        """What "shitty" and "shit" have in common."""
        for stem in (*self._anywhere, *self._stems):
            if stem in word:
                return stem
        return word[:-1] if word.endswith("s") and word[:-1] in self._words else word

    def unmasked(self, shape: str) -> str:
        """The swear word behind leet or signs ("sh1t", "f**k"); empty where nothing fits."""
        if not 3 <= len(shape) <= _LONGEST or shape.isalpha():
            return ""
        if shape in self._words:
            return shape
        return self._leet(shape) or self._masked(shape)

    def _leet(self, shape: str) -> str:
        if _LEET_SIGNS.isdisjoint(shape):
            return ""
        letters = sum(c.isalpha() for c in shape)
        signs = any(not c.isalnum() for c in shape)
        if letters < 1 or (not signs and (letters < 2 or len(shape) < 4)):
            return ""
        if shape[0] == "@" and shape[1:].isalpha():  # somebody's name on a platform
            return ""
        for table in (_LEET, _ELL | _LEET):
            word = shape.translate(table)
            if word.isalpha() and (meant := self.meant(word)):
                return meant
        return ""

    def _masked(self, shape: str) -> str:
        if not shape[0].isalpha():
            return ""
        for word in self._by_shape.get((shape[0], len(shape)), ()):
            if self._fits(shape, word):
                return word
        for stem in self._stems:
            if stem[0] != shape[0]:
                continue
            head, tail = shape[: len(stem)], shape[len(stem) :]
            shown = len(head) - _hidden(head)
            if tail and 1 < shown < len(head) and self._fits(head, stem) and _is_ending(tail):
                return stem
        return ""

    def _fits(self, shape: str, word: str) -> bool:
        hidden = 0
        for shown, letter in zip(shape, word, strict=True):
            if shown == letter or shown.translate(_LEET) == letter:
                continue
            if not _is_wild(shown, shape):
                return False
            hidden += 1
        return hidden > 0 and self._is_enough(shape, word, hidden)

    def _is_enough(self, shape: str, word: str, hidden: int) -> bool:
        """Whether so many letters are shown that the mask is no footnote, formula or initial."""
        if len(shape) - hidden == 1:
            return len(shape) > 3 and word.startswith(self._stems)
        if len(shape) == 3:
            return shape[1] == "*"
        if hidden == 1 and shape[:-1].isalpha():
            return word.startswith(self._stems)
        return True


def _starts(word: str) -> Iterable[str]:
    """How a word can begin, spelled as it is or with its first letters repeated."""
    short = _squeezed(word)
    yield word[:3]
    yield short[:3]
    for first, second in ((short[:1], short[1:2]), (short[:1], short[:1])):
        yield first + second * 2
        yield first * 2 + second


def _squeezed(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _is_longer(word: str, known: str) -> bool:
    """Whether every letter stands in `word` as often in a row as in `known`, or oftener."""
    runs = zip(groupby(word), groupby(known), strict=True)
    return all(len(list(a)) >= len(list(b)) for (_, a), (_, b) in runs)


def _is_wild(sign: str, shape: str = "") -> bool:
    """Whether a sign can hide a letter; a lone dot or a hyphen in a short word cannot."""
    if sign in _WILD:
        return True
    if sign in ".-":
        return sign * 2 in shape or (sign == "-" and len(shape) > 3)
    return not sign.isascii() and unicodedata.category(sign) in ("So", "Sk", "Po", "Pd")


def _is_ending(tail: str) -> bool:
    return all(c.isalpha() or _is_wild(c) for c in tail)


def _hidden(shape: str) -> int:
    return sum(not c.isalnum() for c in shape)


def _with_plurals(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        yield word
        yield word + ("es" if word.endswith(_HISSED) else "s")
