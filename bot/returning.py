"""Chooses what a draft says where something was said before: it never starts from zero."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.composer_plan import THANKED, Outline
from bot.details import listed
from bot.draft_texts import Piece
from bot.exchange import Pledge, Round
from bot.facts import KnownFact
from bot.ledger import PromiseState
from bot.personal_data import find_personal_data
from bot.phrases import words
from bot.post_notes import PostNotes
from bot.rubric import Criterion
from bot.said import about, names_next_step, negates, said, sentence, unfit
from bot.sentences import Sentences
from bot.situation import Situation
from bot.triage import Category, Confidence, Strategy, Triage
from bot.wording import Wording, fold, stems

_GRAVE = 4
_SHORT = 300  # characters of a place where every word counts
_TOLD = 0.6  # of a fact's words that stand in our replies, so that it was told before
_DANGLING = re.compile(r"\b(?:i|me|my|it|its|them|they|their|this|that|these|those)\b")
_ENOUGH = words("call ring phone write answer reply come")  # verbs that say it all
_AS_PROMISED = (
    r"\b(?:we|i|{owner})(?:'ll| will| shall| are going to|'re going to)(?: \w+ly)? {what}\b"
)


class Returning(Outline):
    """The pieces of one draft of a conversation that goes on.

    `participles` are those of the verbs with which promises are made ("call": "called").
    """

    def __init__(
        self,
        situation: Situation,
        triage: Triage,
        notes: PostNotes,
        sentences: Sentences,
        seed: int,
        participles: Mapping[str, str],
    ) -> None:
        self._before, self._participles = situation.before, participles
        whole = self._before.closing or self._before.round is Round.NOTE
        facts = situation.facts if whole else tuple(f for f in situation.facts if self._fresh(f))
        super().__init__(replace(situation, facts=facts), triage, notes, sentences, seed)
        self._is_grave = triage.severity >= _GRAVE

    def pieces(self) -> list[Piece]:
        """What the draft says."""
        match self._before.round:
            case Round.NOTE:
                return self._note()
            case Round.THANKS:
                return self._thanked()
            case Round.WAITING:
                return self._waited()
            case Round.UPDATE if not self._before.closing:
                return [*self._pledged("kept"), *self._what_next()]
        if self._before.closing:
            return self._closing()
        if self._triage.category is Category.QUESTION:
            return [*self._pledged("kept"), *self._answer()]
        if self._triage.category is Category.SUGGESTION:
            return [*self._pledged("kept"), *self._suggestion()]
        return self._again()

    def _answer(self) -> list[Piece]:
        """A further question is answered; nobody is thanked for asking once more."""
        if self._confirmed() or self._notes.asked.answer:
            return self._question()
        return self._what_next()

    def _fresh(self, fact: KnownFact) -> bool:
        """Whether no reply of ours told it yet."""
        said_now = stems(fact.text)
        told = said_now & stems(" ".join(self._before.replies))
        return not said_now or len(told) < _TOLD * len(said_now)

    # ------------------------------------------------------------------ they wrote again

    def _waited(self) -> list[Piece]:
        """Nobody has answered yet, and they wrote again."""
        first = self._say.piece("waiting", Criterion.APOLOGY)
        if self._triage.category is Category.QUESTION:
            return [first, *self._question()]
        key, names, fact = self._about()
        thanks: list[Piece] = []
        if key in THANKED and not (self._is_grave or self._profile.private):
            both = (Criterion.THANKS, Criterion.SPECIFIC)
            thanks = [self._say.piece(THANKED[key], *both, names=names, fact=fact, weight=6)]
        return [first, *thanks, self._own(), *self._repair(), *self._end("ask")]

    def _again(self) -> list[Piece]:
        owed = self._owed_now()
        pledged = self._pledged("kept_noted", self._denied())
        first = self._opening(owed=owed)
        front = [*pledged, first] if owed else [first, *pledged]
        quiet = owed or self._is_grave or self._profile.private
        own = () if quiet else (self._own(),)
        return [*front, *own, *self._what_next(), *self._end("ask_again")]

    def _denied(self) -> list[Pledge]:
        """What we have noted as kept, and what the customer says did not happen."""
        post = Wording(self._situation.post)
        denied = [s for n in range(len(post.sentences)) if negates(s := post.sentence(n))]
        about = stems(" ".join(denied))
        kept = self._of(PromiseState.KEPT)
        return [p for p in kept if self._has_done(p) and stems(p.what.split()[0]) & about]

    def _owed_now(self) -> bool:
        return any(p.late or p.state is PromiseState.BROKEN for p in self._before.pledges)

    def _opening(self, *, owed: bool) -> Piece:
        """That they had to come back, and what about."""
        if self._profile.private:
            return self._say.piece("again_private", Criterion.APOLOGY)
        if self._is_grave:
            return self._say.piece("again_grave", Criterion.APOLOGY)
        if owed:
            return self._say.piece("again_owed", Criterion.APOLOGY)
        if self._strategy is Strategy.NOT_OURS:
            return self._say.piece("again_more", Criterion.THANKS)
        if self._triage.confidence is Confidence.UNSURE:
            return self._say.piece("again_unsure", Criterion.THANKS)
        key, names, fact = self._about()
        forms = {"_topic": "_list", "_both": "_list", "_told_you": "_told", "_quote_soft": "_quote"}
        key = forms.get(key, key)
        specific = (Criterion.SPECIFIC,) if key else ()
        return self._say.piece(f"again{key}", Criterion.APOLOGY, *specific, names=names, fact=fact)

    def _what_next(self) -> list[Piece]:
        """What staff say that was not said yet, and who sees to it now."""
        facts = [] if self._profile.private else self._facts()
        if any(names_next_step(fact.text) for fact in self._confirmed()):
            return facts
        key = "next_direct" if self._before.direct else "next_again"
        return [*facts, self._say.piece(key, Criterion.NEXT_STEP, weight=10, paragraph=not facts)]

    def _end(self, question: str) -> list[Piece]:
        """Whom to turn to, or one open question."""
        if self._is_grave or self._profile.private:
            senior = self._profile.senior_contact
            return [self._say.piece("grave_senior", weight=7)] if senior else []
        route = [] if self._before.direct else self._private_route()
        return [*route, self._say.piece(question, Criterion.QUESTION, weight=6)]

    def _thanked(self) -> list[Piece]:
        """One warm line; thanks alone does not say that it is settled."""
        pieces = [self._say.piece("thanked", Criterion.THANKS), *self._pledged("kept", ())]
        if self._before.closing:
            return [*pieces, self._contact()]
        return [*pieces, self._say.piece("thanked_ask", Criterion.QUESTION)]

    # ------------------------------------------------------------------ the last word

    def _closing(self) -> list[Piece]:
        """Everything that was done and will be done, and one way to reach a person."""
        quiet = self._is_grave or self._profile.private
        key = "closing_grave" if quiet else "closing"
        pieces = [self._say.piece(key, Criterion.APOLOGY, weight=8)]
        pledged = self._pledged("kept")
        facts = [] if self._profile.private else self._facts()
        pieces += [*pledged, *facts]
        open_ones = any(p.state is PromiseState.OPEN and not p.late for p in self._before.pledges)
        ahead = open_ones or any(names_next_step(f.text) for f in self._confirmed())
        if not (pledged or facts):
            pieces.append(self._say.piece("closing_unknown", Criterion.NEXT_STEP, weight=10))
        elif not ahead and (self._owed_now() or not self._confirmed()):
            pieces.append(self._say.piece("closing_open", Criterion.NEXT_STEP, weight=10))
        return [*pieces, self._contact()]

    def _contact(self) -> Piece:
        """A person, by name where the profile has one."""
        senior = self._profile.senior_contact
        reach = senior or self._say.contact or next(iter(self._profile.contacts), "[…]")
        key = "closing_contact" if senior else "closing_contact_who"
        platform = self._situation.platform
        if platform and platform.max_length <= _SHORT:
            key = "closing_contact_short"
        key = "closing_contact_direct" if self._before.direct else key
        return self._say.piece(key, Criterion.PUBLIC, weight=11, paragraph=True, fact=reach)

    def _note(self) -> list[Piece]:
        """What was put right, and no more: without private matters, and without an advert."""
        if self._profile.private:
            key = "note_private" if self._of(PromiseState.KEPT) else "note_unknown"
            return [self._say.piece(key, Criterion.REPAIR)]
        facts = [f for f in self._confirmed() if self._may_stand(f)]
        pieces = [*self._put_right(facts), *self._group("kept", self._kept(), self._has_done)]
        return pieces or [self._say.piece("note_unknown", Criterion.REPAIR)]

    def _may_stand(self, fact: KnownFact) -> bool:
        """Whether everybody may read it: nothing about people, and nothing to come."""
        private = unfit(fact.text) or find_personal_data(fact.text)
        return not (private or names_next_step(fact.text))

    def _put_right(self, facts: Sequence[KnownFact]) -> list[Piece]:
        both = (Criterion.REPAIR, Criterion.FACTUAL)
        if not self._say.english:
            return [self._say.piece("note_known", *both, fact=about(f.text)) for f in facts[:3]]
        done = (said(fact.text) for fact in facts)  # what was no deed puts nothing right
        return [Piece(sentence(text), both, 8) for text in done if text and " will " not in text]

    # ------------------------------------------------------------------ what we promised

    def _pledged(self, key: str, kept: Sequence[Pledge] | None = None) -> list[Piece]:
        """What became of each promise, from the ledger alone.

        `key` words those of `kept` (all that were kept, where none are given).
        """
        kept = self._kept() if kept is None else kept
        late = [p for p in self._before.pledges if p.late]
        stands = [p for p in self._of(PromiseState.OPEN) if not p.late]
        return [
            *self._group("broken", self._of(PromiseState.BROKEN), self._would),
            *self._group("late", late, self._would),
            *self._group(key, kept, self._has_done),
            *self._group("stands", stands, _unsaid),
        ]

    def _kept(self) -> list[Pledge]:
        """Those that were kept and that no fact tells besides."""
        told = stems(" ".join(fact.text for fact in self._confirmed()))
        kept = self._of(PromiseState.KEPT)
        return [p for p in kept if not (p.what and stems(p.what) <= told)]

    def _of(self, state: PromiseState) -> list[Pledge]:
        return [p for p in self._before.pledges if p.state is state]

    def _group(
        self, key: str, pledges: Sequence[Pledge], worded: Callable[[Pledge], str]
    ) -> list[Piece]:
        """One sentence for all: what it was, or else the days for which it was promised."""
        if not pledges:
            return []
        criterion = {"stands": Criterion.NEXT_STEP, "broken": Criterion.RESPONSIBILITY}.get(
            key, Criterion.REPAIR
        )
        weight = 5 if key == "stands" else 9
        phrases = [worded(p) for p in pledges]
        if all(phrases):
            return [self._say.piece(key, criterion, weight=weight, fact=listed(phrases))]
        if days := sorted({p.due for p in pledges if p.due}):
            names = [self._say.day(day) for day in days]
            return [self._say.piece(f"{key}_when", criterion, weight=weight, names=names)]
        plain = key if key == "stands" else f"{key}_plain"
        return [self._say.piece(plain, criterion, weight=weight)]

    def _would(self, pledge: Pledge) -> str:
        """`call you by Friday 27 November`; empty where that cannot be said so."""
        if not self._sayable(pledge):
            return ""
        by = f" by {self._say.day(pledge.due)}" if pledge.due else ""
        return pledge.what + by

    def _has_done(self, pledge: Pledge) -> str:
        """`called you`; empty where that cannot be said so."""
        verb, _, rest = pledge.what.partition(" ")
        done = self._participles.get(verb.lower(), "")
        return f"{done} {rest}".strip() if done and self._sayable(pledge) else ""

    def _sayable(self, pledge: Pledge) -> bool:
        """Whether what was promised reads well after "we would": we or one of us said we will."""
        what = pledge.what.strip().lower()
        if not self._say.english or self._profile.private or _DANGLING.search(what):
            return False
        if " " not in what and what not in _ENOUGH:
            return False
        owner = re.escape(pledge.owner.lower()) if pledge.owner else "we"
        pattern = _AS_PROMISED.format(owner=owner, what=re.escape(what))
        return re.search(pattern, fold(pledge.quote).lower()) is not None


def _unsaid(_: Pledge) -> str:
    """What still stands is not promised in the same words again."""
    return ""
