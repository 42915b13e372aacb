"""Writes a draft without a model, from the post's details, the facts and the profile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.composer_plan import Outline
from bot.draft_texts import (
    SLOT,
    Composed,
    DraftTexts,
    Piece,
    assemble,
    criteria_of,
    length,
)
from bot.language import language_name
from bot.post_notes import PostNotes, PostReader
from bot.rubric import Criterion
from bot.sentences import Sentences
from bot.situation import Situation
from bot.tone import Tone
from bot.triage import Category, Triage
from bot.triage_reader import TriageReader

if TYPE_CHECKING:
    from bot.playbook import Playbook

_TRIES = 24
_ENGLISH = "en"
_GRAVE = 4
_SHORT = 300  # characters of a reply where the account's name has to do as a sign-off
_FILLING = 15  # characters that a filled slot may be longer than the slot
_LEAST = 90  # characters that the shortest reply needs
_NEEDED = 7  # weight of what a short reply keeps
_ESSENTIAL = {Criterion.APOLOGY, Criterion.NEXT_STEP}
_SILENT = {Category.SPAM, Category.GUIDELINE_BREACH, Category.PERSON_AT_RISK}
_ALONE = {"praise", "short"}  # holding replies that say it all in one
_UNSPACED = {"ja", "zh"}
_HOLDING = {
    Category.PRAISE: "praise",
    Category.QUESTION: "question",
    Category.SUGGESTION: "question",
    Category.CRISIS: "grave",
}


class Composer:
    """Deterministic: the same situation gives the same text, but for `recent` and `avoid`."""

    def __init__(self, playbook: Playbook) -> None:
        self._texts = playbook.texts
        self._triage = TriageReader(playbook)
        self._reader = PostReader(playbook)

    def compose(
        self,
        situation: Situation,
        *,
        avoid: Sequence[str] = (),
        recent: Sequence[str] = (),
        plain: bool = False,
    ) -> Composed | None:
        """A draft that is in none of `avoid` where one can be had; None where no reply is due.

        `recent` are the house's last composed drafts, the latest last: none of their sentences
        comes again while there are others. A `plain` draft takes up no words of the post.
        """
        triage = situation.triage or self._triage.triage(situation.post)
        if triage.category in _SILENT:
            return None
        language = self._language(situation, triage)
        notes = PostNotes() if plain else self._notes(situation, triage, language)
        seed = int.from_bytes(hashlib.sha256(situation.post.encode(errors="replace")).digest()[:4])
        seen, unwanted = (*recent, *avoid), {*recent, *avoid}
        composed = None
        for turn in range(_TRIES):
            fresh = seen if turn < _TRIES // 3 else ()  # all were used: then at least another mix
            sentences = Sentences(self._texts, situation, language, seed + turn, fresh)
            page = _Page(self._texts, situation, triage, language, sentences)
            composed = page.write(notes, seed + turn)
            if composed.text not in unwanted:
                break
        return composed

    def _language(self, situation: Situation, triage: Triage) -> str:
        """The language to write in; Hindi in Latin letters is answered in English."""
        language = situation.wanted_language or triage.language or _ENGLISH
        latin = language == "hi" and not any(c > "\u08ff" for c in situation.post)
        return _ENGLISH if latin and not situation.wanted_language else language

    def _notes(self, situation: Situation, triage: Triage, language: str) -> PostNotes:
        """What the post says, where the reply is in its language."""
        own = language if language in self._texts.languages else _ENGLISH
        if triage.language not in {"", language}:
            return PostNotes()
        platform = situation.platform
        return self._reader.read(
            situation.post,
            own,
            situation.profile.facts,
            category=triage.category,
            may_quote=platform is None or platform.may_quote,
            injection=triage.injection,
            careful=triage.safe_mode or triage.severity >= _GRAVE,
        )


class _Page:
    """One draft being put together."""

    def __init__(
        self,
        texts: DraftTexts,
        situation: Situation,
        triage: Triage,
        language: str,
        sentences: Sentences,
    ) -> None:
        self._texts, self._situation, self._profile = texts, situation, situation.profile
        self._triage, self._language, self._sentences = triage, language, sentences

    def write(self, notes: PostNotes, seed: int) -> Composed:
        """The draft in the variant `seed`."""
        language = self._language
        if language != _ENGLISH and language in self._texts.holding:
            pieces = [self._holding(self._key())]
        else:
            outline = Outline(self._situation, self._triage, notes, self._sentences, seed)
            pieces = self._toned(outline.pieces())
        composed = assemble(self._fitting(pieces), self._sign_off())
        if language in self._profile.languages:
            return Composed(composed.text, composed.met, composed.slots)
        return composed

    def _key(self) -> str:
        grave = self._triage.severity >= _GRAVE
        return _HOLDING.get(self._triage.category, "grave" if grave else "complaint")

    def _holding(self, key: str) -> Piece:
        """The short answer that says who of us will answer in the customer's language."""
        keys = [key] if key in _ALONE else [key, "next"]
        english = self._texts.holding.get(_ENGLISH, {})
        meant = " ".join(english[key][0] for key in keys if key in english)
        gap = "" if self._language in _UNSPACED else " "
        return Piece(
            gap.join(self._sentences.holding(key) for key in keys),
            (Criterion.NEXT_STEP, Criterion.FIT),
            english=meant.format(language=language_name(self._language)),
        )

    def _toned(self, pieces: list[Piece]) -> list[Piece]:
        """Where it should be shorter, what is needed and the thanks."""
        if self._situation.tone is not Tone.SHORTER or len(pieces) < 3:
            return pieces
        kept = {Criterion.THANKS, Criterion.APOLOGY, Criterion.NEXT_STEP}
        return [p for p in pieces if p.weight >= _NEEDED or kept & set(p.criteria)]

    def _sign_off(self) -> str:
        """The profile's, where there is room; a troll gets a line without a name."""
        platform = self._situation.platform
        short = platform is not None and platform.max_length <= _SHORT
        troll = self._triage.category is Category.TROLL
        return "" if short or troll else self._profile.sign_off

    def _fitting(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces that the platform has room for; the least needed are left out first."""
        needed = _ESSENTIAL & criteria_of(pieces)
        platform = self._situation.platform
        slots = sum(len(SLOT.findall(piece.text)) for piece in pieces)
        room = max(platform.max_length - slots * _FILLING, _LEAST) if platform else 0
        while room and len(pieces) > 1 and length(pieces, self._sign_off()) > room:
            least = min(reversed(pieces), key=lambda piece: piece.weight)
            pieces = [piece for piece in pieces if piece is not least]
        if room and (length(pieces, self._sign_off()) > room or needed - criteria_of(pieces)):
            if self._language != _ENGLISH and self._language in self._texts.holding:
                return [self._holding("short")]
            key = "very_short" if Criterion.APOLOGY in needed else "very_short_answer"
            return [self._sentences.piece(key, *needed)]
        return pieces
