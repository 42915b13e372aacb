"""Writes a draft without a model, from the post's details, the facts and the profile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from bot.edited import edited, header, is_part, room_for_update
from bot.exchange import Round
from bot.language import language_name
from bot.ledger import PromiseState
from bot.post_notes import PostNotes, PostReader
from bot.promise_signs import PromiseWords, participles
from bot.returning import Returning
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
_MOST = 99  # weight of nothing
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
# Who is told the same whatever was said before: one calm line, or that a person looks after it.
_UNCHANGED = {Category.CRISIS, Category.TROLL}
_FIRST_ANSWER = {Category.PRAISE, Category.SUGGESTION}  # however often they wrote before it


class Composer:
    """Deterministic: the same situation gives the same text, but for `recent` and `avoid`."""

    def __init__(self, playbook: Playbook) -> None:
        self._texts = playbook.texts
        self._triage = TriageReader(playbook)
        self._reader = PostReader(playbook)
        self._participles = participles(playbook.promises.get("en", PromiseWords()))

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
            page = _Page(self._texts, situation, triage, language, sentences, self._participles)
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
        waiting = situation.before.round is Round.WAITING
        posts = (*situation.before.posts, situation.post) if waiting else (situation.post,)
        return self._reader.read(
            "\n\n".join(posts),
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
        participles: Mapping[str, str],
    ) -> None:
        self._texts, self._situation, self._profile = texts, situation, situation.profile
        self._triage, self._language, self._sentences = triage, language, sentences
        self._participles = participles
        self._held = language != _ENGLISH and language in texts.holding
        self._room = room_for_update(situation)
        category, round_ = triage.category, situation.before.round
        early = round_ is Round.WAITING and category in _FIRST_ANSWER
        unchanged = category in _UNCHANGED and round_ is not Round.NOTE
        self._round = None if early or unchanged else round_

    def write(self, notes: PostNotes, seed: int) -> Composed:
        """The draft in the variant `seed`."""
        fitting = self._fitting(self._headed(self._pieces(notes, seed)))
        composed = edited(self._situation, assemble(fitting, self._sign_off()))
        if self._language in self._profile.languages:
            return Composed(composed.text, composed.met, composed.slots)
        return composed

    def _pieces(self, notes: PostNotes, seed: int) -> list[Piece]:
        if self._held:
            return self._held_again() if self._round else [self._holding(self._key())]
        about = self._situation, self._triage, notes, self._sentences, seed
        if self._round:
            return self._toned(Returning(*about, self._participles).pieces())
        return self._toned(Outline(*about).pieces())

    def _headed(self, pieces: list[Piece]) -> list[Piece]:
        """With the day in front, where it is a later part of what stands in public."""
        if not is_part(self._situation.before):
            return pieces
        head = header(self._texts, self._situation, self._language)
        english = header(self._texts, self._situation, _ENGLISH)
        first, *rest = pieces
        meant = f"{english} {first.english}" if first.english else ""
        return [replace(first, text=f"{head} {first.text}", english=meant, weight=11), *rest]

    def _held_again(self) -> list[Piece]:
        """What the short answers can say of what was said before."""
        before = self._situation.before
        broken = any(p.state is PromiseState.BROKEN or p.late for p in before.pledges)
        match self._round:
            case Round.NOTE:
                keys = ["note"]
            case Round.THANKS:
                keys = ["thanked"]
            case Round.WAITING:
                keys = ["complaint", "next"]
            case _:
                last = ["closing"] if before.closing else ["again", "next"]
                keys = [*(["broken"] if broken else []), *last]
        return [self._holding_of(keys)]

    def _key(self) -> str:
        grave = self._triage.severity >= _GRAVE
        return _HOLDING.get(self._triage.category, "grave" if grave else "complaint")

    def _holding(self, key: str) -> Piece:
        """The short answer that says who of us will answer in the customer's language."""
        return self._holding_of([key] if key in _ALONE else [key, "next"])

    def _holding_of(self, keys: Sequence[str]) -> Piece:
        english = self._texts.holding.get(_ENGLISH, {})
        meant = " ".join(english[key][0] for key in keys if key in english)
        gap = "" if self._language in _UNSPACED else " "
        contacts = (self._profile.senior_contact, self._sentences.contact, *self._profile.contacts)
        contact = next(filter(None, contacts), "[…]")
        text = gap.join(self._sentences.holding(key) for key in keys)
        return Piece(
            text.replace("{contact}", contact),
            (Criterion.NEXT_STEP, Criterion.FIT),
            english=meant.format(language=language_name(self._language), contact=contact),
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
        if self._round:
            return self._shortened(pieces)
        needed = _ESSENTIAL & criteria_of(pieces)
        platform = self._situation.platform
        slots = sum(len(SLOT.findall(piece.text)) for piece in pieces)
        room = max(self._room - slots * _FILLING, _LEAST) if platform else 0
        while room and len(pieces) > 1 and length(pieces, self._sign_off()) > room:
            least = min(reversed(pieces), key=lambda piece: piece.weight)
            pieces = [piece for piece in pieces if piece is not least]
        if room and (length(pieces, self._sign_off()) > room or needed - criteria_of(pieces)):
            if self._held:
                return [self._holding("short")]
            key = "very_short" if Criterion.APOLOGY in needed else "very_short_answer"
            return [self._sentences.piece(key, *needed)]
        return pieces

    def _shortened(self, pieces: list[Piece]) -> list[Piece]:
        """As many as there is room for beside what stands there; what has to be said stays, and
        takes that room, too."""
        platform = self._situation.platform
        slots = _FILLING * sum(len(SLOT.findall(piece.text)) for piece in pieces)
        rooms = [(self._room, _NEEDED), (platform.max_length, _MOST)] if platform else []
        for room, up_to in rooms:
            room = max(room - slots, _LEAST)
            while len(pieces) > 1 and length(pieces, self._sign_off()) > room:
                least = min(reversed(pieces), key=lambda piece: piece.weight)
                if least.weight > up_to:
                    break
                pieces = [piece for piece in pieces if piece is not least]
        return pieces
