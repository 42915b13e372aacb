"""Writes a draft without a model, from the post's details, the facts and the profile."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.asked import Asked, AskedReader
from bot.details import Detail, DetailKind, DetailReader, Told, adds, gives_way, listed
from bot.draft_texts import SLOT, Composed, DraftTexts, Piece, assemble, criteria_of, length
from bot.facts import FactState, KnownFact
from bot.rubric import Criterion
from bot.said import (
    about,
    checked,
    is_reason,
    is_trade,
    names_next_step,
    negates,
    said,
    sentence,
    unfit,
    whether,
)
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.triage_reader import TriageReader

if TYPE_CHECKING:
    from bot.playbook import Playbook

_TRIES = 24
_SHORT = 300  # characters of a reply where the account's name has to do as a sign-off
_FILLING = 15  # characters that a filled slot may be longer than the slot
_LEAST = 90  # characters that the shortest reply needs
_ESSENTIAL = {Criterion.APOLOGY, Criterion.NEXT_STEP}
_NAMED = 3  # details taken up in one sentence
_SILENT = {Category.SPAM, Category.GUIDELINE_BREACH, Category.PERSON_AT_RISK}
_MILD = {Sensitivity.STAFF, Sensitivity.MONEY, Sensitivity.MINORS}
_PERSONAL = {Sensitivity.MONEY, Sensitivity.DATA, Sensitivity.HEALTH}
_HOLDING = {
    Category.PRAISE: "praise",
    Category.QUESTION: "question",
    Category.SUGGESTION: "question",
    Category.CRISIS: "grave",
}


class Composer:
    """Deterministic: the same situation gives the same text, until `avoid` names it."""

    def __init__(self, playbook: Playbook) -> None:
        self._texts = playbook.texts
        self._triage = TriageReader(playbook)
        self._details = DetailReader(playbook)
        self._asked = AskedReader(self._texts)

    def compose(self, situation: Situation, *, avoid: Sequence[str] = ()) -> Composed | None:
        """A draft that is in none of `avoid` where one can be had; None where no reply is due."""
        triage = situation.triage or self._triage.triage(situation.post)
        if triage.category in _SILENT:
            return None
        seed = int.from_bytes(hashlib.sha256(situation.post.encode(errors="replace")).digest()[:4])
        page = _Page(self._texts, situation, triage)
        page.details = self._details.find(situation.post)
        if situation.platform is None or situation.platform.may_quote:
            praise = triage.category is Category.PRAISE
            page.quote = self._details.quote(situation.post, praise=praise)
            page.told = self._details.told(situation.post)
        page.idea = self._details.idea(situation.post)
        page.wished = self._details.wishes(situation.post)
        page.praised = self._details.praised(situation.post)
        plain = self._details.safe_text(situation.post)
        page.asked = self._asked.read(plain, situation.profile.facts)
        composed = page.write(seed)
        for turn in range(1, _TRIES):
            if composed.text not in avoid:
                break
            composed = page.write(seed + turn)
        return composed


class _Page:
    """One draft being put together."""

    def __init__(self, texts: DraftTexts, situation: Situation, triage: Triage) -> None:
        self._texts, self._situation, self._profile = texts, situation, situation.profile
        self._triage = triage
        self.details: tuple[Detail, ...] = ()
        self.quote = ""
        self.told = Told()
        self.idea = ""
        self.wished = False
        self.praised: tuple[str, ...] = ()
        self.asked = Asked()
        self._seed = 0

    def write(self, seed: int) -> Composed:
        """The draft in the variant `seed`."""
        self._seed = seed
        language = self._situation.wanted_language or self._triage.language
        note = ""
        if language in self._texts.holding:
            pieces = [self._holding(self._texts.holding[language])]
        else:
            pieces = self._pieces()
            if language not in {"", "en"}:
                note = "The post is in another language; somebody who speaks it should answer."
        return assemble(self._fitting(pieces), self._sign_off(), note)

    # ------------------------------------------------------------------ which parts

    def _pieces(self) -> list[Piece]:
        match self._triage.category:
            case Category.PRAISE:
                return self._praise()
            case Category.QUESTION:
                return self._question()
            case Category.SUGGESTION:
                key = "suggestion_idea" if self.idea else "suggestion"
                return [
                    self._part(key, Criterion.THANKS, fact=self.idea),
                    *self._facts(),
                    self._part("suggestion_next", Criterion.NEXT_STEP),
                ]
            case Category.CRISIS:
                return self._crisis()
            case Category.TROLL:
                return [self._part("troll", Criterion.NEXT_STEP)]
            case Category.NOT_OURS:
                return self._not_ours()
            case _:
                return self._complaint()

    def _complaint(self) -> list[Piece]:
        if self._triage.severity >= 4 or self._profile.private:
            return self._grave()
        if self._triage.confidence is Confidence.UNSURE and not (self.details or self.told.text):
            return self._unsure()
        if self._only(FactState.NOT_OURS):
            return self._not_ours()
        leaving = any(d.kind is DetailKind.LEAVING for d in self.details)
        pieces = [
            self._part("thanks_leaving" if leaving else "thanks", Criterion.THANKS, weight=5),
            *self._sorry(),
        ]
        own = "own_safe" if self._is_safe() or self._denied() else "own"
        pieces.append(self._part(own, Criterion.RESPONSIBILITY, weight=4))
        pieces.extend(self._repair())
        if _PERSONAL & set(self._triage.sensitivities) and self._contact():
            pieces.append(self._part("private_route", Criterion.PUBLIC, weight=1))
        pieces.append(self._part("ask", Criterion.QUESTION, weight=6))
        return pieces

    def _unsure(self) -> list[Piece]:
        """Neither sorry nor glad: what it is about has to be asked first."""
        return [
            self._part("unsure", Criterion.THANKS),
            *self._facts(),
            self._part("unsure_next", Criterion.NEXT_STEP),
        ]

    def _grave(self) -> list[Piece]:
        """Harm, grief, or a place whose clients stay private: no thanks, no question, no list."""
        kept_private = self._profile.private
        grief = Sensitivity.GRIEF in self._triage.sensitivities
        sorry = "grave" if self._triage.severity >= 4 else "private_sorry"
        whom = [d.name for d in self._of(DetailKind.PERSON) if not d.name.endswith("'s")][:1]
        if whom and sorry == "grave" and not grief and not kept_private:
            pieces = [self._part("grave_whom", Criterion.APOLOGY, Criterion.SPECIFIC, names=whom)]
        else:
            pieces = [self._part("grave_grief" if grief else sorry, Criterion.APOLOGY)]
        norms = [d for d in self._of(DetailKind.TREATMENT) if d.id != "again"][:1]
        pieces.extend(Piece(self._filled(d.norm), (Criterion.SPECIFIC,), 5) for d in norms)
        serious = "private_serious" if kept_private else "grave_serious"
        pieces.append(self._part(serious, Criterion.RESPONSIBILITY, weight=6))
        facts = [] if kept_private else self._facts()
        pieces.extend(facts)
        step = "private_next" if kept_private else "grave_next"
        pieces.append(self._part(step, Criterion.NEXT_STEP, Criterion.REPAIR, paragraph=not facts))
        if self._profile.senior_contact:
            pieces.append(self._part("grave_senior", weight=7))
        return pieces

    def _crisis(self) -> list[Piece]:
        pieces = [
            self._part("crisis", Criterion.RESPONSIBILITY),
            self._part("crisis_next", Criterion.NEXT_STEP, Criterion.REPAIR, paragraph=True),
        ]
        if self._harm():
            sorry = "grave_grief" if self._sensitive(Sensitivity.GRIEF) else "grave"
            pieces.insert(0, self._part(sorry, Criterion.APOLOGY))
        if self._profile.senior_contact:
            pieces.append(self._part("crisis_senior", weight=5))
        return pieces

    def _not_ours(self) -> list[Piece]:
        said_so = [f for f in self._situation.facts if f.state is FactState.NOT_OURS]
        fact = about(said_so[0].text) if said_so else ""
        key = "not_ours_said" if fact else "not_ours"
        return [
            self._part("not_ours_thanks", Criterion.THANKS, weight=5),
            self._part(key, Criterion.FACTUAL, fact=fact),
            self._part("not_ours_next", Criterion.NEXT_STEP, Criterion.QUESTION),
        ]

    def _praise(self) -> list[Piece]:
        praised = [d.name for d in self._of(DetailKind.PRAISE)][:_NAMED]
        wished = [d.name for d in self._of(DetailKind.WISH)][:1]
        if not wished:
            wished = [d.name for d in self._of(DetailKind.TROUBLE) if d.name][:1]
        if not wished and self.wished:
            wished = [d.name for d in self._of(DetailKind.TOPIC)][:1]
        if self._profile.private:
            pieces = [self._part("praise_private", Criterion.THANKS)]
        elif praised:
            first = self._part("praise_list", Criterion.THANKS, names=praised)
            pieces = [Piece(first.text, (Criterion.THANKS, Criterion.SPECIFIC), 9)]
        elif self.quote and not wished:
            pieces = [self._part("praise_quote", Criterion.THANKS, Criterion.SPECIFIC)]
        else:
            pieces = [self._part("praise", Criterion.THANKS)]
        if self.praised and not self._profile.private:
            pieces.append(self._part("praise_person", Criterion.SPECIFIC, names=self.praised))
        if wished and not self._profile.private:
            pieces.append(self._part("wish", Criterion.REPAIR, names=wished))
        elif self.wished and not self._profile.private:
            pieces.append(self._part("wish_plain", Criterion.REPAIR))
        return [*pieces, *self._facts()]

    def _question(self) -> list[Piece]:
        facts = self._facts()
        if any(f.state is FactState.CONFIRMED for f in self._situation.facts):
            return facts
        if facts:
            return [*facts, self._part("next_short", Criterion.NEXT_STEP)]
        answer, both = self.asked.answer, (Criterion.REPAIR, Criterion.SPECIFIC)
        if self.asked.when:
            known = [Piece(sentence(answer))] if answer else []
            return [self._part("answer_free", *both, fact=self.asked.when), *known]
        if answer:
            rest = [self._part("answer_rest", fact=left) for left in (self.asked.left,) if left]
            return [self._part("answer", *both, fact=answer), *rest]
        return [self._part("answer_later", Criterion.NEXT_STEP)]

    # ------------------------------------------------------------------ the parts

    def _sorry(self) -> list[Piece]:
        safe = self._is_safe()
        norms = [self._filled(d.norm) for d in self._of(DetailKind.TREATMENT) if self._weighs(d)]
        told = Told() if safe else self.told
        trouble = self._of(DetailKind.TROUBLE)
        named = [d for d in trouble if d.name and not gives_way(d, told)][:_NAMED]
        names = [d.name for d in named]
        topics = [d.name for d in self._of(DetailKind.TOPIC)][:1]
        both = (Criterion.APOLOGY, Criterion.SPECIFIC)
        if len(names) == 1 and adds(told, named[0]):
            pieces = [self._part("sorry_both", *both, names=names, fact=told.text)]
        elif names:
            pieces = [self._part("sorry_safe_list" if safe else "sorry_list", *both, names=names)]
        elif told.text:
            # "Sorry that you …" sounds as if the customer were the trouble.
            key = "sorry_told_you" if told.text.startswith("you") else "sorry_told"
            pieces = [self._part(key, *both, fact=told.text)]
        elif self.quote and not norms and not safe:
            pieces = [self._part("sorry_quote", *both)]
        elif topics and not safe:
            pieces = [self._part("sorry_topic", *both, names=topics)]
        else:
            pieces = [self._part("sorry_safe" if safe else "sorry", Criterion.APOLOGY)]
        specific = () if names or told.text else (Criterion.SPECIFIC,)
        pieces.extend(Piece(norm, specific, 7 - i) for i, norm in enumerate(norms[:2]))
        return pieces

    def _repair(self) -> list[Piece]:
        facts = self._facts()
        if any(names_next_step(fact.text) for fact in self._confirmed()):
            return facts
        step = self._part(
            "next_more" if facts else "next",
            Criterion.NEXT_STEP,
            *(() if self._confirmed() else (Criterion.REPAIR,)),
            weight=10,
            paragraph=not facts,
        )
        return [*facts, step]

    def _facts(self) -> list[Piece]:
        """What staff said, each in a sentence of its own; the first begins a paragraph."""
        sentences: list[tuple[str, tuple[Criterion, ...]]] = []
        for fact in self._situation.facts:
            match fact.state:
                case FactState.CONFIRMED:
                    step = sentence(fact.text) if names_next_step(fact.text) else ""
                    text = said(fact.text) or step or self._text("known", fact=about(fact.text))
                    text += f" {self._text('reason')}" if is_reason(fact.text) else ""
                    text = self._text("unsaid") if unfit(fact.text) else text
                    sentences.append((text, (Criterion.REPAIR, Criterion.FACTUAL)))
                case FactState.CHECKING:
                    text = checked(fact.text) or self._text("checking", fact=about(fact.text))
                    sentences.append((text, (Criterion.FACTUAL,)))
                case FactState.DID_NOT_HAPPEN:
                    key = "did_not" if is_trade(fact.text) else "did_not_heard"
                    key += "_said" if negates(fact.text) else ""
                    text = about(fact.text) if negates(fact.text) else whether(fact.text)
                    sentences.append((self._text(key, fact=text), (Criterion.FACTUAL,)))
                case FactState.NOT_OURS:
                    text = self._text("not_ours_said", fact=about(fact.text))
                    sentences.append((text, (Criterion.FACTUAL,)))
        return [
            Piece(text, criteria, 8, paragraph=not i)
            for i, (text, criteria) in enumerate(sentences)
            if text
        ]

    def _holding(self, texts: Mapping[str, str]) -> Piece:
        grave = self._triage.severity >= 4
        key = _HOLDING.get(self._triage.category, "grave" if grave else "complaint")
        return Piece(texts[key], (Criterion.NEXT_STEP, Criterion.FIT))

    def _sign_off(self) -> str:
        """The profile's, where there is room; a troll gets a line without a name."""
        platform = self._situation.platform
        short = platform is not None and platform.max_length <= _SHORT
        troll = self._triage.category is Category.TROLL
        return "" if short or troll else self._profile.sign_off

    # ------------------------------------------------------------------ words

    def _part(
        self, key: str, *criteria: Criterion, weight: int = 9, paragraph: bool = False,
        names: Sequence[str] = (), fact: str = "",
    ) -> Piece:  # fmt: skip
        text = self._text(key, names=names, fact=fact)
        return Piece(text, criteria, weight, paragraph or key == "next")

    def _text(self, key: str, *, names: Sequence[str] = (), fact: str = "") -> str:
        variants = self._texts.parts[key]
        shift = sum(key.encode())
        template = variants[(self._seed // (1 + shift % 5) + shift) % len(variants)]
        return self._filled(template, names, fact)

    def _filled(self, template: str, names: Sequence[str] = (), fact: str = "") -> str:
        kind = self._profile.kind.lower()
        matters = self._texts.matters
        return template.format(
            list=listed(names), fact=fact, quote=self.quote, place=self._profile.place,
            senior=self._profile.senior_contact, contact=self._contact(),
            matter=matters.get(kind, matters.get("other", "anything")),
        )  # fmt: skip

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
            holding = self._texts.holding.get(self._situation.language)
            key = "very_short" if Criterion.APOLOGY in needed else "very_short_answer"
            return [Piece(holding["short"])] if holding else [self._part(key, *needed)]
        return pieces

    def _contact(self) -> str:
        return next((c for c in self._profile.contacts if "@" in c), "")

    def _of(self, kind: DetailKind) -> list[Detail]:
        return [detail for detail in self.details if detail.kind is kind]

    def _confirmed(self) -> list[KnownFact]:
        return [f for f in self._situation.facts if f.state is FactState.CONFIRMED]

    def _only(self, state: FactState) -> bool:
        facts = self._situation.facts
        return bool(facts) and all(fact.state is state for fact in facts)

    def _sensitive(self, *wanted: Sensitivity) -> bool:
        return not set(wanted).isdisjoint(self._triage.sensitivities)

    def _harm(self) -> bool:
        return self._sensitive(
            Sensitivity.HEALTH, Sensitivity.INJURY, Sensitivity.GRIEF, Sensitivity.MINORS
        )

    def _weighs(self, detail: Detail) -> bool:
        """Whether the norm is worth its place: that it happened before is said now and then."""
        return detail.id != "again" or (self._triage.repeated and not self._seed % 3)

    def _denied(self) -> bool:
        """Whether staff say of some of it that it did not happen, or not here."""
        states = {FactState.DID_NOT_HAPPEN, FactState.NOT_OURS}
        return any(fact.state in states for fact in self._situation.facts)

    def _is_safe(self) -> bool:
        """Whether more is at stake than a named employee or a sum: then nothing is owned yet."""
        return bool(set(self._triage.sensitivities) - _MILD)
