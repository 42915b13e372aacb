"""Reads which problem a post tells of: what failed, how, where, and the words that give it away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.language import guess_language, small_words
from bot.past import search_words
from bot.triage import Triage
from bot.wording import Span, fold, stem

FILE = "problems.yaml"
MOST_WORDS = 12  # by which a problem is looked for
_READ = 3_000  # characters; the first sentences of a huge post tell enough
_LONGEST = 40  # characters of a word

_ONLINE = frozenset({"app", "login", "website", "sync"})

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = frozenset('.!?…\n:“"')
# "KT204", "SPRING25", "update 8.2", "error 503", "the 7:42", but not "3am", "80th" or "9,99".
_CODES = re.compile(
    r"\b([A-Za-z]{1,12}\d{1,6}[A-Za-z]?)\b"
    r"|\b(?:version|update|release|v|ios|android)\.? (\d{1,3}(?:\.\d{1,3}){0,2})\b"
    r"|\b(?:error|fehler|erreur|code|line|linie|ligne|linea|gate|platform|terminal|gleis)"
    r" (\d{1,5})\b"
    r"|\b(?:the|der|die) (\d{1,2}[:.]\d\d)\b|\b(\d{1,2}[:.]\d\d) (?:from|to|train|von|nach|zug)\b",
    re.IGNORECASE,
)
_PREPOSITION = (
    r"(?:in|at|near|from|to|outside|around|bei|aus|nach|ab|zwischen|à|a|de|en|chez|te|bij|vanuit|di|"
    r"em|para|your|euer|our)"
)
_PLACE_NOUN = (
    r"(?:hotel|branch|shop|store|gym|practice|clinic|depot|station|airport|restaurant|café|cafe|"
    r"house|road|street|lane|square|park|place|avenue|filiale|straße|platz|library|school|pool|"
    r"campus|terminal|market|mall|centre|center|cinema|office|hospital)"
)
_NAMED = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,}"
_AT = re.compile(
    rf"\b(?i:{_PREPOSITION}) (?:the |la |el |le |die |der )?({_NAMED}(?:[ -]{_NAMED})?)"
)
_OF = re.compile(rf"\b({_NAMED}(?: {_NAMED})?) (?i:{_PLACE_NOUN})\b")
_HOUSE = re.compile(rf"\b(?i:{_PLACE_NOUN}) (?:in |de |di |à |of )?({_NAMED}(?: {_NAMED})?)")
_OPENS = re.compile(rf"(?:^|[.!?]\s)({_NAMED}):")
_OLD = re.compile(
    r"\b(?:last (?:month|year|summer|winter|spring|autumn)|(?:weeks|months|years|month|year) ago|"
    r"vor \w+ (?:wochen|monaten|jahren)|letzten (?:monat|sommer|winter)|letztes jahr|"
    r"il y a \w+ (?:semaines|mois|ans)|le mois dernier|l'annee derniere|hace \w+ (?:semanas|meses|"
    r"anos)|el mes pasado|el ano pasado|\w+ (?:weken|maanden|jaar) geleden|vorige maand|vorig jaar|"
    r"\w+ (?:settimane|mesi|anni) fa|ha \w+ (?:semanas|meses|anos))\b"
)
_NONE_OF = (
    r"(?:no|not a drop of|without|kein\w*|ohne|pas d\w*|plus d\w*|sin|geen|nessun\w*|sem|senza|"
    r"niente|keinerlei)"
)


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """`prompts/problems.yaml`, as the head of that file explains it."""

    things: Mapping[str, str] = field(default_factory=dict)
    carriers: Mapping[str, str] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    everyday: str = ""
    common: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What a post tells of its problem; nothing in it says who wrote it.

    `things`, `carriers` and `signs` are keys of the lead's list. `places`, `names` and
    `codes` are what is named; `words` are the other telling words as stems, and `everyday` those
    that say little. `old`: it happened a good while ago.
    """

    things: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    old: bool = False

    @property
    def mentioned(self) -> frozenset[str]:
        """Every word of it, whatever it stands for."""
        return self.places | self.names | self.codes | self.words | self.everyday

    @property
    def online(self) -> bool:
        """Whether something fails that as a rule fails for everybody, with all that is like it."""
        return bool(self.signs and self.things & _ONLINE)

    @property
    def search(self) -> tuple[str, ...]:
        """The words by which others like it are looked for, the most telling first."""
        longest = sorted(self.words, key=lambda word: (-len(word), word))
        ranked = (
            *sorted(self.codes),
            *sorted(f"~{thing}" for thing in self.things),
            *(["~online"] if self.online else []),
            *sorted(self.names),
            *sorted(place for place in self.places if " " not in place),
            *longest[:6],
            *sorted(f"~{sign}" for sign in self.signs),
            *longest[6:],
        )
        return tuple(dict.fromkeys(ranked))[:MOST_WORDS]


class ProblemReader:
    """Built once from the words of the lead; keeps nothing between posts."""

    def __init__(self, words: ProblemWords) -> None:
        self._things = {key: _finder(listed) for key, listed in words.things.items()}
        self._carriers = {key: _finder(listed) for key, listed in words.carriers.items()}
        self._signs = {key: _finder(listed) for key, listed in words.signs.items()}
        named = "|".join(f"(?:{_alternatives(listed)})" for listed in words.things.values())
        self._missing = re.compile(rf"\b{_NONE_OF}[ '](?:\w+ ){{0,2}}(?:{named or '(?!)'})")
        self._everyday = re.compile(rf"(?:{_alternatives(words.everyday)})\Z")
        self._common = frozenset(key for word in words.common.split() for key in _keys(word))

    def read(self, post: str, triage: Triage | None = None) -> Problem:
        """The problem of a post; what identifies somebody (`triage.personal_data`) is no part."""
        text = _masked(fold(post)[:_READ], triage)
        low = _plain(text)
        spans: list[Span] = []
        things = {key for key, finder in self._things.items() if _note(finder, low, spans)}
        carriers = {key for key, finder in self._carriers.items() if _note(finder, low, spans)}
        signs = {key for key, finder in self._signs.items() if _note(finder, low, spans)}
        if self._missing.search(low):
            signs.add("down")
        codes = {_plain(code) for found in _CODES.finditer(text) for code in found.groups() if code}
        language = (triage.language if triage else "") or guess_language(text)
        places = frozenset(self._places(text, language))
        words, names, everyday = self._words(text, low, spans, language)
        known = places | codes
        return Problem(
            things=frozenset(things),
            carriers=frozenset(carriers),
            signs=frozenset(signs),
            places=places,
            names=frozenset(names - known),
            codes=frozenset(codes),
            words=frozenset(words - known - names),
            everyday=frozenset(everyday - known - names),
            old=_OLD.search(low) is not None,
        )

    def _places(self, text: str, language: str) -> Iterator[str]:
        """Names behind "in", before "branch", or at the head of a post before a colon."""
        for pattern in (_AT, _OF, _HOUSE, _OPENS):
            for found in pattern.finditer(text):
                parts = [part for part in re.split(r"[ -]", found.group(1)) if part[1:].islower()]
                telling = [part for part in parts if not self._says_nothing(part, language)]
                yield from map(_key, telling)
                if telling and len(telling) < len(parts):  # of "Old Town", "Town" tells as well
                    yield " ".join(map(_key, parts))

    def _says_nothing(self, word: str, language: str) -> bool:
        """A word of no place: a common one, one of every day, or a thing of the list."""
        low = _plain(word)
        listed = any(f.fullmatch(low) for f in (*self._things.values(), *self._signs.values()))
        common = _key(low) in self._common or low in small_words(language)
        return common or listed or self._everyday.match(low) is not None

    def _words(
        self, text: str, low: str, spans: list[Span], language: str
    ) -> tuple[set[str], set[str], set[str]]:
        """Telling words, names, and words of every day, as stems."""
        words, names, everyday = set[str](), set[str](), set[str]()
        small = small_words(language)
        for found in _TOKEN.finditer(text):
            start, end = found.span()
            word = _plain(found.group()).partition("'")[0]
            key = _key(word)
            if len(word) < 3 or word.isdigit() or key in self._common or word in small:
                continue
            if any(s < end and start < e for s, e in spans):
                continue
            if not search_words(word):  # an English word of every sentence
                continue
            if self._everyday.match(word):
                everyday.add(key)
            elif language != "de" and _is_name(text, start, found.group()):
                names.add(key)
            else:
                words |= {key} if word.isascii() else set(search_words(word))
        return words, names, everyday


def _is_name(text: str, start: int, word: str) -> bool:
    """A capital within a sentence; a word in nothing but capitals is only loud."""
    before = text[:start].rstrip()
    return word[0].isupper() and word[1:].islower() and before[-1:] not in _SENTENCE_END | {""}


def _masked(text: str, triage: Triage | None) -> str:
    for datum in triage.personal_data if triage else ():
        blank = " " * (min(datum.end, len(text)) - datum.start)
        text = text[: datum.start] + blank + text[datum.end :]
    return text


class _Bare(dict[int, str]):
    """Each letter small and without its accent, as `str.translate` asks for it."""

    def __missing__(self, code: int) -> str:
        bare = unicodedata.normalize("NFKD", chr(code))[:1].lower()[:1]
        self[code] = bare or chr(code)
        return self[code]


_BARE = _Bare()


def _plain(text: str) -> str:
    """In small letters and without accents, one character for one."""
    return text.translate(_BARE)


def _key(word: str) -> str:
    """A word as others like it are known by: without accents and ending."""
    base = stem(_plain(word))[:_LONGEST]
    for ending in ("en", "er", "es", "em", "e", "n", "s", "a", "o", "i"):
        if base.endswith(ending) and len(base) - len(ending) >= 4:
            return base[: -len(ending)]
    return base


def _keys(word: str) -> tuple[str, str]:
    return _plain(word), _key(word)


def _note(finder: re.Pattern[str], low: str, spans: list[Span]) -> bool:
    found = [match.span() for match in finder.finditer(low)]
    spans += found
    return bool(found)


def _finder(listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternatives(listed)})(?!\w)")


def _alternatives(listed: str) -> str:
    """The words of a line of the file as one pattern; the longest first."""
    words = sorted((" ".join(word.split()) for word in listed.split(",")), key=len, reverse=True)
    return "|".join(_pattern(word) for word in words if word) or "(?!)"


def _pattern(word: str) -> str:
    open_ended = word.endswith("*")
    return re.escape(word.rstrip("*")).replace(r"\ ", r"\s+") + (r"\w*" if open_ended else "")
