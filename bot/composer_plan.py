"""Chooses what a draft says and in which order, by category, strategy and safe mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.details import Detail, DetailKind, Told, adds, gives_way
from bot.draft_texts import Piece
from bot.facts import FactState, KnownFact
from bot.phrases import lower, words
from bot.post_notes import PostNotes
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
from bot.sentences import Sentences
from bot.situation import Situation, strategy
from bot.triage import Category, Sensitivity, Strategy, Triage

_NAMED = 3  # details taken up in one sentence
_EARLY = 90  # characters within which people say what the matter is
_PERSONAL = {Sensitivity.MONEY, Sensitivity.DATA, Sensitivity.HEALTH}
_HARM = {Sensitivity.HEALTH, Sensitivity.INJURY, Sensitivity.GRIEF, Sensitivity.MINORS}
_ASKED = {Category.PRAISE, Category.SUGGESTION}
_DENIED = {FactState.DID_NOT_HAPPEN, FactState.NOT_OURS}
_HOLLOW = words(
    "the a an of with for to you your our in on trouble wait waiting what being not that who who "
    "did left without about getting answer size way were was which asked pay paid found on it"
)
_BOTH = (Criterion.APOLOGY, Criterion.SPECIFIC)
THANKED = {
    "_list": "thanks_list",
    "_topic": "thanks_list",
    "_quote": "thanks_quote",
    "_quote_soft": "thanks_quote",
    "_told": "thanks_told",
}


class Outline:
    """The pieces of one draft, in their order."""

    def __init__(
        self,
        situation: Situation,
        triage: Triage,
        notes: PostNotes,
        sentences: Sentences,
        seed: int,
    ) -> None:
        self._situation, self._profile, self._triage = situation, situation.profile, triage
        self._notes, self._say, self._seed = notes, sentences, seed
        self._say.quote = notes.quote
        self._strategy = strategy(triage, situation.facts)
        self._post = lower(situation.post)

    def pieces(self) -> list[Piece]:
        """What the draft says."""
        if self._strategy is Strategy.ASK_FIRST and self._triage.category in _ASKED:
            return self._ask_first()
        match self._triage.category:
            case Category.PRAISE:
                return self._praise()
            case Category.QUESTION:
                return self._question()
            case Category.SUGGESTION:
                return self._suggestion()
            case Category.CRISIS:
                return self._crisis()
            case Category.TROLL:
                return [self._say.piece("troll", Criterion.NEXT_STEP)]
            case Category.NOT_OURS:
                return self._not_ours()
            case _:
                return self._complaint()

    # ------------------------------------------------------------------ complaints

    def _complaint(self) -> list[Piece]:
        if self._strategy is Strategy.CARE_FIRST or self._profile.private:
            return self._grave()
        if self._strategy is Strategy.NOT_OURS:
            return self._not_ours()
        found = self._notes.details or self._notes.told.text
        if self._strategy is Strategy.ASK_FIRST and not found:
            return self._ask_first()
        if self._strategy is Strategy.LISTEN_FIRST:
            return self._listen_first()
        return [
            *self._sorry_and_thanks(),
            self._own(),
            *self._repair(),
            *self._private_route(),
            self._say.piece("ask", Criterion.QUESTION, weight=6),
        ]

    def _sorry_and_thanks(self) -> list[Piece]:
        """Both, and what for. What the customer wrote about comes first: no two begin alike."""
        key, names, fact = self._about()
        thanks = (Criterion.THANKS, Criterion.SPECIFIC)
        if self._notes.of(DetailKind.LEAVING):
            return [*self._sorry(), self._thanks()] if key else [self._thanks(), *self._sorry()]
        if key == "_list" and not any(map(self._speaks, names)) and self._notes.things:
            named = self._notes.things[:1]
            return [self._say.piece("thanks_list", *thanks, names=named), *self._sorry()]
        form = THANKED.get(key, "")
        if form and not self._seed % 3:
            norms = self._sorry()[1:]
            mode = "sorry_safe" if self._triage.safe_mode else "sorry"
            return [
                self._say.piece(form, *thanks, names=names, fact=fact),
                self._say.piece(mode, Criterion.APOLOGY),
                *norms,
            ]
        if key:
            return [*self._sorry(), self._thanks()]
        first, *norms = self._sorry()
        return [*norms[:1], first, self._thanks(), *norms[1:]] if norms else [self._thanks(), first]

    def _listen_first(self) -> list[Piece]:
        """First what it was like for them; sorry and thanks in one breath, then the repair."""
        first, *norms = self._sorry(listening=True)
        heard = [first, *norms] if self._about()[0] else [*norms, first]
        return [
            *heard,
            self._say.piece("listen_sorry", Criterion.APOLOGY, Criterion.THANKS, weight=9),
            self._own(),
            *self._repair(),
            *self._private_route(),
            self._say.piece("ask", Criterion.QUESTION, weight=6),
        ]

    def _ask_first(self) -> list[Piece]:
        """Neither sorry nor glad: what it is about has to be asked first."""
        if self._notes.quote:
            first = self._say.piece("unsure_quote", Criterion.THANKS, Criterion.SPECIFIC)
        elif self._notes.things:
            names = self._notes.things[:1]
            first = self._say.piece(
                "unsure_about", Criterion.THANKS, Criterion.SPECIFIC, names=names
            )
        else:
            first = self._say.piece("unsure", Criterion.THANKS)
        return [first, *self._facts(), self._say.piece("unsure_next", Criterion.NEXT_STEP)]

    def _grave(self) -> list[Piece]:
        """Harm, grief, or a place whose clients stay private: no thanks, no question, no list."""
        kept_private = self._profile.private
        grief = Sensitivity.GRIEF in self._triage.sensitivities
        sorry = "grave" if self._triage.severity >= 4 else "private_sorry"
        about = [] if kept_private else self._notes.concerned
        if about and sorry == "grave" and not grief:
            pieces = [self._say.piece("grave_whom", *_BOTH, names=about)]
        else:
            pieces = [self._say.piece("grave_grief" if grief else sorry, Criterion.APOLOGY)]
        norms = [d for d in self._notes.of(DetailKind.TREATMENT) if d.id != "again"][:1]
        pieces.extend(self._norm(d, (Criterion.SPECIFIC,), 5) for d in norms)
        serious = "private_serious" if kept_private else "grave_serious"
        pieces.append(self._serious(serious, about if grief else []))
        facts = [] if kept_private else self._facts()
        pieces.extend(facts)
        step = "private_next" if kept_private else "grave_next"
        both = (Criterion.NEXT_STEP, Criterion.REPAIR)
        pieces.append(self._say.piece(step, *both, paragraph=not facts))
        if self._profile.senior_contact:
            pieces.append(self._say.piece("grave_senior", weight=7))
        return pieces

    def _serious(self, key: str, about: Sequence[str]) -> Piece:
        """That it is taken seriously; what it is about is named where that can be."""
        if not about:
            return self._say.piece(key, Criterion.RESPONSIBILITY, weight=6)
        both = (Criterion.RESPONSIBILITY, Criterion.SPECIFIC)
        return self._say.piece("grave_serious_about", *both, names=about, weight=6)

    def _thanks(self) -> Piece:
        leaving = bool(self._notes.of(DetailKind.LEAVING))
        return self._say.piece(
            "thanks_leaving" if leaving else "thanks", Criterion.THANKS, weight=5
        )

    def _own(self) -> Piece:
        denied = any(fact.state in _DENIED for fact in self._situation.facts)
        key = "own_safe" if self._triage.safe_mode or denied else "own"
        return self._say.piece(key, Criterion.RESPONSIBILITY, weight=4)

    def _sorry(self, *, listening: bool = False) -> list[Piece]:
        """That we are sorry, for what; and how it should be, where people were treated badly."""
        norms = [d for d in self._notes.of(DetailKind.TREATMENT) if self._weighs(d)]
        key, names, fact = self._about()
        mode = "listen" if listening else "sorry_safe" if self._triage.safe_mode else "sorry"
        criteria: tuple[Criterion, ...] = _BOTH if key else (Criterion.APOLOGY,)
        if listening:
            criteria = (Criterion.SPECIFIC,) if key else ()
        pieces = [self._say.piece(f"{mode}{key}", *criteria, names=names, fact=fact)]
        specific = () if key else (Criterion.SPECIFIC,)
        pieces += [self._norm(norm, specific, 7 - i) for i, norm in enumerate(norms[:2])]
        return pieces

    def _about(self) -> tuple[str, list[str], str]:
        """How the trouble is named: the ending of the key, names of details, the words told."""
        notes = self._notes
        told = notes.told if notes.told.start < _EARLY else Told()
        trouble = [d for d in notes.of(DetailKind.TROUBLE) if d.name and not gives_way(d, told)]
        names = [d.name for d in trouble][:_NAMED]
        plain = [d for d in trouble if not d.vague and self._speaks(d.name)]
        if len(names) == 1 and plain and adds(told, plain[0]) and told.start < plain[0].end + 80:
            return "_both", names, told.text
        if plain or (names and not told.text and not notes.quote):
            return "_list", names, ""
        if told.text and not self._quoted_before(told.start):
            # "Sorry that you …" sounds as if the customer were the trouble.
            return "_told_you" if told.text.startswith("you") else "_told", [], told.text
        if notes.quote:
            return "_quote" if notes.quote_shows else "_quote_soft", [], ""
        if notes.things:
            return "_topic", list(notes.things[:2]), ""
        return "", [], ""

    def _quoted_before(self, place: int) -> bool:
        """Whether what can be quoted stands earlier in the post: people begin with the matter."""
        quote = self._notes.quote
        return bool(quote) and 0 <= self._post.find(lower(quote[:12])) < place

    def _speaks(self, name: str) -> bool:
        """Whether the name of a detail holds a word of the post itself."""
        return any(word in self._post for word in lower(name).split() if word not in _HOLLOW)

    def _norm(self, detail: Detail, criteria: tuple[Criterion, ...], weight: int) -> Piece:
        own, _, english = detail.norm.partition(" // ")
        filled = self._say.filled(own)
        return Piece(filled, criteria, weight, english=self._say.filled(english, english=True))

    def _weighs(self, detail: Detail) -> bool:
        """Whether the norm is worth its place: that it happened before is said now and then."""
        return detail.id != "again" or (self._triage.repeated and not self._seed % 3)

    def _private_route(self) -> list[Piece]:
        if not (_PERSONAL & set(self._triage.sensitivities) and self._say.contact):
            return []
        return [self._say.piece("private_route", Criterion.PUBLIC, weight=1)]

    def _repair(self) -> list[Piece]:
        facts = self._facts()
        confirmed = self._confirmed()
        if any(names_next_step(fact.text) for fact in confirmed):
            return facts
        repair = () if confirmed else (Criterion.REPAIR,)
        key = "next_more" if facts else "next"
        step = self._say.piece(key, Criterion.NEXT_STEP, *repair, weight=10, paragraph=not facts)
        return [*facts, step]

    # ------------------------------------------------------------------ what staff say

    def _confirmed(self) -> list[KnownFact]:
        return [f for f in self._situation.facts if f.state is FactState.CONFIRMED]

    def _facts(self) -> list[Piece]:
        """What staff said, each in a sentence of its own; the first begins a paragraph."""
        pieces = [self._fact(fact) for fact in self._situation.facts]
        kept = [piece for piece in pieces if piece.text]
        return [replace(piece, paragraph=not at) for at, piece in enumerate(kept)]

    def _fact(self, fact: KnownFact) -> Piece:
        if not self._say.english:
            return self._fact_as_noted(fact)
        match fact.state:
            case FactState.CONFIRMED:
                return Piece(self._known(fact.text), (Criterion.REPAIR, Criterion.FACTUAL), 8)
            case FactState.CHECKING:
                text = checked(fact.text) or self._say.text("checking", fact=about(fact.text))
            case FactState.DID_NOT_HAPPEN:
                key = "did_not" if is_trade(fact.text) else "did_not_heard"
                key += "_said" if negates(fact.text) else ""
                told = about(fact.text) if negates(fact.text) else whether(fact.text)
                text = self._say.text(key, fact=told)
            case FactState.NOT_OURS:
                text = self._say.text("not_ours_said", fact=about(fact.text))
        return Piece(text, (Criterion.FACTUAL,), 8)

    def _fact_as_noted(self, fact: KnownFact) -> Piece:
        """In another language the note stands as it is, behind words that say how sure it is."""
        keys = {
            FactState.CONFIRMED: "known",
            FactState.CHECKING: "checking",
            FactState.DID_NOT_HAPPEN: "did_not_heard",
            FactState.NOT_OURS: "not_ours_said",
        }
        key = "unsaid" if unfit(fact.text) else keys[fact.state]
        return self._say.piece(key, Criterion.FACTUAL, weight=8, fact=about(fact.text))

    def _known(self, fact: str) -> str:
        """A confirmed note as a sentence; one that accuses somebody is left to a person."""
        if unfit(fact):
            return self._say.text("unsaid")
        step = sentence(fact) if names_next_step(fact) else ""
        text = said(fact) or step or self._say.text("known", fact=about(fact))
        return f"{text} {self._say.text('reason')}" if is_reason(fact) else text

    # ------------------------------------------------------------------ other kinds of posts

    def _crisis(self) -> list[Piece]:
        grief = Sensitivity.GRIEF in self._triage.sensitivities
        pieces = [
            self._serious("crisis", [] if self._profile.private else self._notes.concerned),
            self._say.piece("crisis_next", Criterion.NEXT_STEP, Criterion.REPAIR, paragraph=True),
        ]
        if not _HARM.isdisjoint(self._triage.sensitivities):
            sorry = "grave_grief" if grief else "grave"
            pieces.insert(0, self._say.piece(sorry, Criterion.APOLOGY))
        if self._profile.senior_contact:
            pieces.append(self._say.piece("crisis_senior", weight=5))
        return pieces

    def _not_ours(self) -> list[Piece]:
        said_so = [f for f in self._situation.facts if f.state is FactState.NOT_OURS]
        fact = about(said_so[0].text) if said_so else ""
        return [
            self._say.piece("not_ours_thanks", Criterion.THANKS, weight=5),
            self._say.piece("not_ours_said" if fact else "not_ours", Criterion.FACTUAL, fact=fact),
            self._say.piece("not_ours_next", Criterion.NEXT_STEP, Criterion.QUESTION),
        ]

    def _suggestion(self) -> list[Piece]:
        notes, both = self._notes, (Criterion.THANKS, Criterion.SPECIFIC)
        if notes.idea:
            first = self._say.piece("suggestion_idea", *both, fact=notes.idea)
        elif notes.quote:
            first = self._say.piece("suggestion_quote", *both)
        else:
            first = self._say.piece("suggestion", Criterion.THANKS)
        return [first, *self._facts(), self._say.piece("suggestion_next", Criterion.NEXT_STEP)]

    def _praise(self) -> list[Piece]:
        if self._profile.private:
            return [self._say.piece("praise_private", Criterion.THANKS), *self._facts()]
        wished = self._wished()
        pieces = [self._glad(wished)]
        if self._notes.praised:
            names = self._notes.praised
            pieces.append(self._say.piece("praise_person", Criterion.SPECIFIC, names=names))
        if wished:
            pieces.append(self._say.piece("wish", Criterion.REPAIR, names=wished))
        elif self._notes.wished or self._triage.wish:
            pieces.append(self._say.piece("wish_plain", Criterion.REPAIR))
        return [*pieces, *self._facts()]

    def _wished(self) -> list[str]:
        """What the wish inside the praise is about, where it can be named."""
        notes = self._notes
        wished = [d.name for d in notes.of(DetailKind.WISH)]
        wished = wished or [d.name for d in notes.of(DetailKind.TROUBLE) if d.name]
        return wished[:1]

    def _glad(self, wished: list[str]) -> Piece:
        notes, both = self._notes, (Criterion.THANKS, Criterion.SPECIFIC)
        praised = [d.name for d in notes.of(DetailKind.PRAISE)]
        if spoken := [name for name in praised if self._speaks(name)]:
            return self._say.piece("praise_list", *both, names=spoken[:_NAMED])
        if notes.quote and not wished:
            return self._say.piece("praise_quote", *both)
        if praised:
            return self._say.piece("praise_list", *both, names=praised[:_NAMED])
        if notes.things and not (wished or notes.wished):
            return self._say.piece("praise_about", *both, names=notes.things[:1])
        return self._say.piece("praise", Criterion.THANKS)

    def _question(self) -> list[Piece]:
        facts = self._facts()
        if self._confirmed():
            return facts
        if facts:
            return [*facts, self._say.piece("next_short", Criterion.NEXT_STEP)]
        asked, both = self._notes.asked, (Criterion.REPAIR, Criterion.SPECIFIC)
        if asked.when:
            known = [Piece(sentence(asked.answer))] if asked.answer else []
            return [self._say.piece("answer_free", *both, fact=asked.when), *known]
        if asked.answer:
            rest = [self._say.piece("answer_rest", fact=left) for left in (asked.left,) if left]
            return [self._say.piece("answer", *both, fact=asked.answer), *rest]
        return [self._answer_later()]

    def _answer_later(self) -> Piece:
        both = (Criterion.NEXT_STEP, Criterion.SPECIFIC)
        if self._notes.things:
            return self._say.piece("answer_about", *both, names=self._notes.things[:1])
        if self._notes.quote:
            return self._say.piece("answer_quote", *both)
        return self._say.piece("answer_later", Criterion.NEXT_STEP)
