"""The sentences of composed drafts, and how pieces of them become one text."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.errors import SetupError
from bot.rubric import Criterion
from bot.tone import Tone

FILE = "composer.yaml"
SLOT = re.compile(r"\[[^\[\]\n]{1,80}\]")
ENGLISH = " // "  # between a sentence in another language and what it means
_NAMES = {"list", "List", "place", "senior", "contact", "fact", "quote", "matter"}
_CHOICE = re.compile(r"<([^<>|]*)\|([^<>|]*)>")


@dataclass(frozen=True, slots=True)
class ToneTexts:
    """How a tone words the sentences of some `parts`, and what it says `instead` of a word."""

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a language writes a `day` of the week, and a `short` one; the names begin with Monday
    and January."""

    day: str = "{weekday} {day} {month}"
    short: str = "{day} {month}"
    weekdays: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    def spoken(self, day: date) -> str:
        """`Friday 27 November`."""
        return self._filled(self.day, day)

    def dated(self, day: date) -> str:
        """`27 November`."""
        return self._filled(self.short, day)

    def _filled(self, pattern: str, day: date) -> str:
        names = {"weekday": self.weekdays[day.weekday()], "month": self.months[day.month - 1]}
        return pattern.format(day=day.day, **names)


@dataclass(frozen=True, slots=True)
class DraftTexts:
    """`prompts/composer.yaml`: the sentences of drafts; its head explains the keys.

    `languages` are the other languages in which whole drafts are written, each with a file of its
    own (`composer_de.yaml`).
    """

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tones: Mapping[Tone, ToneTexts] = field(default_factory=dict)
    matters: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holding: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    calendar: Calendar = Calendar()
    languages: Mapping[str, DraftTexts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft: `met` gives the span of `text` that meets each criterion, `slots` what is open.

    `translation` is what `text` says, in English,
    where it is in a language that the team does not read; else empty.
    """

    text: str
    met: Mapping[Criterion, tuple[int, int]]
    slots: tuple[str, ...] = ()
    translation: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence; the lowest `weight` goes first where the platform has no room for all.

    `english` is what it says, where it is in another language.
    """

    text: str
    criteria: tuple[Criterion, ...] = ()
    weight: int = 9
    paragraph: bool = False
    english: str = ""


def addressed(text: str, *, informal: bool) -> str:
    """The text with one of each `<Sie schreiben|du schreibst>`."""
    return _CHOICE.sub(lambda m: m.group(2 if informal else 1), text)


def check_texts(texts: DraftTexts) -> None:
    """Raise `SetupError` for a sentence with an unknown {name} or a broken bracket."""
    for file, key, text in _sentences(texts):
        try:
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        except ValueError as exc:
            raise SetupError(f"“{text}” has a broken brace", file=file, key=key) from exc
        if names - _NAMES:
            known = ", ".join(sorted(_NAMES))
            raise SetupError(f"“{text}” may use only {known}", file=file, key=key)
    if not texts.parts.get("correction"):
        raise SetupError("the sentence of a correction is missing", file=FILE, key="correction")
    _check_calendar(texts.calendar, FILE)
    for code, other in texts.languages.items():
        _check_calendar(other.calendar, f"composer_{code}.yaml")
        if missing := sorted(set(texts.parts) - set(other.parts)):
            problem = "the sentences of this key are missing"
            raise SetupError(problem, file=f"composer_{code}.yaml", key=missing[0])


def _check_calendar(calendar: Calendar, file: str) -> None:
    if (len(calendar.weekdays), len(calendar.months)) != (7, 12):
        problem = "it needs the names of 7 weekdays and 12 months"
        raise SetupError(problem, file=file, key="calendar")
    try:
        calendar.spoken(date.min), calendar.dated(date.min)
    except (LookupError, ValueError) as exc:
        problem = "a day may use only {weekday}, {day} and {month}"
        raise SetupError(problem, file=file, key="calendar") from exc


def _sentences(texts: DraftTexts, file: str = FILE) -> Iterator[tuple[str, str, str]]:
    """File, key and text of every sentence."""
    tones = {
        f"tones.{tone}.{key}": v for tone, t in texts.tones.items() for key, v in t.parts.items()
    }
    for key, variants in {**texts.parts, **tones}.items():
        if not variants:
            raise SetupError("there is no sentence here", file=file, key=key)
        yield from ((file, key, text) for text in variants)
    for code, other in texts.languages.items():
        yield from _sentences(other, f"composer_{code}.yaml")


def criteria_of(pieces: Sequence[Piece]) -> set[Criterion]:
    return {criterion for piece in pieces for criterion in piece.criteria}


def length(pieces: Sequence[Piece], sign_off: str) -> int:
    return len(assemble(pieces, sign_off).text)


def assemble(pieces: Sequence[Piece], sign_off: str) -> Composed:
    """The text, with the span of the first piece that meets each criterion."""
    text = english = ""
    met: dict[Criterion, tuple[int, int]] = {}
    for piece in pieces:
        gap = ("\n\n" if piece.paragraph else " ") if text else ""
        start = len(text) + len(gap)
        text += gap + piece.text
        english += gap + (piece.english or piece.text)
        for criterion in piece.criteria:
            met.setdefault(criterion, (start, len(text)))
    if sign_off:
        text += f"\n\n{sign_off}"
    slots = tuple(dict.fromkeys(match.group() for match in SLOT.finditer(text)))
    foreign = any(piece.english for piece in pieces)
    return Composed(text, met, slots, english if foreign else "")
