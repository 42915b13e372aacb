"""Words the pieces of a draft: picks a sentence that was not used lately, and fills it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from zlib import crc32

from bot.details import listed
from bot.draft_texts import ENGLISH, FILE, DraftTexts, Piece, addressed
from bot.errors import SetupError
from bot.rubric import Criterion
from bot.situation import Situation

_GAP = re.compile(r"\{\w+\}|\[[^\]]*\]")
_INFORMAL = frozenset({"du", "tu", "tú", "ti", "je", "jij", "jullie"})
_LAST = {"de": "und"}


def is_informal(situation: Situation, language: str) -> bool:
    """Whether the house says "du" or "tu" in this language."""
    return situation.profile.address.get(language, "").strip().lower() in _INFORMAL


class Sentences:
    """The sentences of one language for one draft.

    `seed` picks among those that were not used in the texts `seen` (the latest last); where all
    were, it is the one whose last use is the longest ago.
    """

    def __init__(
        self, texts: DraftTexts, situation: Situation, language: str, seed: int, seen: Sequence[str]
    ) -> None:
        self._own = texts.languages.get(language, texts)
        self._english = texts
        self._situation, self._profile = situation, situation.profile
        self._language, self._seed, self._seen = language, seed, seen
        self._tone = self._own.tones.get(situation.tone) if situation.tone else None
        self._informal = is_informal(situation, language)
        self._instead = self._house_words()
        self.english = language not in texts.languages
        self.quote = ""

    def piece(
        self, key: str, *criteria: Criterion, weight: int = 9, paragraph: bool = False,
        names: Sequence[str] = (), fact: str = "",
    ) -> Piece:  # fmt: skip
        """A sentence of this key."""
        text, english = self._pick(key)
        filled = self.filled(text, names, fact)
        meant = self.filled(english, names, fact, english=True) if english else ""
        return Piece(filled, criteria, weight, paragraph, meant)

    def text(self, key: str, *, fact: str = "") -> str:
        """The words of such a sentence."""
        return self.piece(key, fact=fact).text

    def filled(
        self, template: str, names: Sequence[str] = (), fact: str = "", *, english: bool = False
    ) -> str:
        """The sentence with what stands in braces."""
        last = "and" if english else _LAST.get(self._language, "and")
        row = listed((_half(name, english) for name in names), last)
        own = self._english if english else self._own
        matters, places = own.matters, own.places
        kind = self._profile.kind.lower()
        return template.format(
            list=row, List=row[:1].upper() + row[1:], fact=fact, quote=self.quote,
            place=places.get(kind, places.get("other", self._profile.place)),
            senior=self._profile.senior_contact, contact=self.contact,
            matter=matters.get(kind, matters.get("other", "")),
        )  # fmt: skip

    def day(self, day: date) -> str:
        """A day of the week as a name for `names`, with what it means."""
        own, english = self._own.calendar.spoken(day), self._english.calendar.spoken(day)
        return own if own == english else f"{own}{ENGLISH}{english}"

    @property
    def contact(self) -> str:
        """The first mail address of the profile."""
        return next((c for c in self._profile.contacts if "@" in c), "")

    def _pick(self, key: str) -> tuple[str, str]:
        """A sentence as it will stand, and what it means, where that is kept beside it."""
        toned = self._tone.parts.get(key) if self._tone else None
        variants = toned or self._own.parts.get(key)
        if not variants:
            raise SetupError("the sentences for this are missing", file=FILE, key=key)
        return self._fresh(key, variants)

    def holding(self, key: str) -> str:
        """The short answer of this kind that says who will answer in the customer's language."""
        return self._fresh(key, self._english.holding[self._language][key])[0]

    def _fresh(self, key: str, variants: Sequence[str]) -> tuple[str, str]:
        """The variant that was not used for the longest time."""
        first = crc32(f"{key} {self._seed}".encode()) % len(variants)
        worded = [self._worded(v) for v in (*variants[first:], *variants[:first])]
        return min(worded, key=lambda pair: self._last_use(pair[0]))

    def _worded(self, variant: str) -> tuple[str, str]:
        own, _, english = variant.partition(ENGLISH)
        own = addressed(own, informal=self._informal)
        for said, instead in self._instead.items():
            own = _replaced(own, said, instead)
        return own, english

    def _last_use(self, template: str) -> int:
        """The place of the latest text with this sentence in it; -1 where there is none."""
        fixed = max(_GAP.split(template), key=len)
        if len(fixed) < 6:
            return -1
        return max((at for at, text in enumerate(self._seen) if fixed in text), default=-1)

    def _house_words(self) -> Mapping[str, str]:
        tone = dict(self._tone.instead) if self._tone else {}
        return tone | dict(self._profile.voice.instead) | dict(self._situation.house_words)


def _half(name: str, english: bool) -> str:
    """The name of a detail, or what it means, where both are kept."""
    own, _, meant = name.partition(ENGLISH)
    return (meant or own) if english else own


@lru_cache(maxsize=512)
def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(said)}(?!\w)(?![^\[\]]*\]|[^{{}}]*\}})", re.IGNORECASE)


def _replaced(text: str, said: str, instead: str) -> str:
    """The text in the words of the house; slots and braces stay as they are."""
    if not said.strip() or said.lower() not in text.lower():
        return text
    braced = instead.replace("{", "{{").replace("}", "}}")

    def put(found: re.Match[str]) -> str:
        return braced[:1].upper() + braced[1:] if found.group()[:1].isupper() else braced

    return _pattern(said).sub(put, text)
