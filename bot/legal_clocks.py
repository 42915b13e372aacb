"""Finds words in a post that may start a legal deadline, whoever is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.errors import SetupError
from bot.phrases import PhraseBook, Token, tokens
from bot.triage import LegalClock, LegalMatter
from bot.wording import Span

FILE = "legal.yaml"
_READ = 6_000  # characters; the rest of a huge post adds nothing but time


@dataclass(frozen=True, slots=True)
class LegalCue:
    """One way to start a deadline, as `prompts/legal.yaml` words it; its head explains it."""

    id: str
    matter: LegalMatter
    phrases: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LegalRules:
    """`prompts/legal.yaml`; `reach` is in characters.

    Compared by identity, so that what is compiled from it can be kept.
    """

    cues: tuple[LegalCue, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    reach: int = 150


class _Reader:
    """The three sets of phrases of the rules, each looked up in one pass."""

    def __init__(self, rules: LegalRules) -> None:
        self._rules = rules
        self._said = self._book("phrases")
        self._near = self._book("near")
        self._unless = self._book("unless")

    def _book(self, key: str) -> PhraseBook:
        rows = ((cue.id, phrase) for cue in self._rules.cues for phrase in getattr(cue, key))
        return PhraseBook(rows, self._rules.classes, file=FILE)

    def find(self, post: str) -> list[tuple[LegalCue, Span]]:
        """Every cue found, each at its first place."""
        row = tokens(post[:_READ])
        said = _by_id(self._said, row)
        if not said:
            return []
        near, unless = _by_id(self._near, row), _by_id(self._unless, row)
        found = []
        for cue in self._rules.cues:
            for span in said.get(cue.id, ()):
                if any(_within(span, barred) for barred in unless.get(cue.id, ())):
                    continue
                if not cue.near or any(self._close(span, n) for n in near.get(cue.id, ())):
                    found.append((cue, span))
                    break
        return found

    def _close(self, span: Span, other: Span) -> bool:
        apart = max(span[0] - other[1], other[0] - span[1])
        return 0 <= apart <= self._rules.reach


def find_legal_clocks(post: str, rules: LegalRules) -> tuple[LegalClock, ...]:
    """The first words of each matter that may start a deadline, in the order of the post."""
    first: dict[LegalMatter, LegalClock] = {}
    for cue, span in _reader(rules).find(post):
        clock = first.get(cue.matter)
        if clock is None or span[0] < clock.start:
            first[cue.matter] = LegalClock(cue.matter, *span)
    return tuple(sorted(first.values(), key=lambda clock: clock.start))


def check_examples(rules: LegalRules) -> None:
    """Raise `SetupError` for a cue that misses its example, or finds a clean one."""
    reader = _reader(rules)
    for cue in rules.cues:
        for text, wanted in [(t, True) for t in cue.match] + [(t, False) for t in cue.clean]:
            if any(found.id == cue.id for found, _ in reader.find(text)) is not wanted:
                verb = "should be found in" if wanted else "should not be found in"
                raise SetupError(f"this cue {verb} “{text}”", file=FILE, key=cue.id)


@lru_cache(maxsize=4)
def _reader(rules: LegalRules) -> _Reader:
    return _Reader(rules)


def _by_id(book: PhraseBook, row: Sequence[Token]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for hit in book.find(row):
        found.setdefault(hit.id, []).append((hit.start, hit.end))
    return found


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
