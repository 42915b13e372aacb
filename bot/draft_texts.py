"""The sentences of composed drafts, and how pieces of them become one text."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import SetupError
from bot.rubric import Criterion

FILE = "composer.yaml"
SLOT = re.compile(r"\[[^\[\]\n]{1,80}\]")
_NAMES = {"list", "place", "senior", "contact", "fact", "quote", "matter"}


@dataclass(frozen=True, slots=True)
class DraftTexts:
    """`prompts/composer.yaml`: the sentences of drafts; its head explains the keys."""

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    matters: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    holding: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Composed:
    """A draft: `met` gives the span of `text` that meets each criterion, `slots` what is open.

    `note` is a sentence for the person who reviews, or empty.
    """

    text: str
    met: Mapping[Criterion, tuple[int, int]]
    slots: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence; the lowest `weight` goes first where the platform has no room for all."""

    text: str
    criteria: tuple[Criterion, ...] = ()
    weight: int = 9
    paragraph: bool = False


def check_texts(texts: DraftTexts) -> None:
    """Raise `SetupError` for a sentence with an unknown {name} or a broken bracket."""
    for key, variants in texts.parts.items():
        for text in variants:
            try:
                names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            except ValueError as exc:
                raise SetupError(f"“{text}” has a broken brace", file=FILE, key=key) from exc
            if names - _NAMES:
                known = ", ".join(sorted(_NAMES))
                raise SetupError(f"“{text}” may use only {known}", file=FILE, key=key)
    if not texts.parts.get("correction"):
        raise SetupError("the sentence of a correction is missing", file=FILE, key="correction")


def criteria_of(pieces: Sequence[Piece]) -> set[Criterion]:
    return {criterion for piece in pieces for criterion in piece.criteria}


def length(pieces: Sequence[Piece], sign_off: str) -> int:
    return len(assemble(pieces, sign_off, "").text)


def assemble(pieces: Sequence[Piece], sign_off: str, note: str) -> Composed:
    """The text, with the span of the first piece that meets each criterion."""
    text = ""
    met: dict[Criterion, tuple[int, int]] = {}
    for piece in pieces:
        if text:
            text += "\n\n" if piece.paragraph else " "
        start = len(text)
        text += piece.text
        for criterion in piece.criteria:
            met.setdefault(criterion, (start, len(text)))
    if sign_off:
        text += f"\n\n{sign_off}"
    slots = tuple(dict.fromkeys(match.group() for match in SLOT.finditer(text)))
    return Composed(text, met, slots, note)
