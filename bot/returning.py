"""Chooses what a draft says where something was said before: it never starts from zero."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.composer_plan import THANKED, Outline
from bot.details import listed
from bot.draft_texts import SLOT, Piece
from bot.exchange import Pledge, Round
from bot.facts import KnownFact
from bot.language import guess_language
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
_SPEAKER = re.compile(r"\b(?:i|me|my)\b")
_DANGLING = re.compile(  # words that point at something which only stands elsewhere
    r"\b(?:it|its|them|they|their|this|that|these|those|as well|too|also|then|instead|again|"
    r"(?-i:[Dd]as (?=[a-zäöü]))|dies|es|dazu|dafür|darum|darüber|daran|davon|auch|ebenfalls)\b",
    re.IGNORECASE,
)
_AN_ANSWER = re.compile(  # promises that an answer keeps by standing there
    r"(?:come|get|report) back\b|(?:write|answer|reply|respond|say|tell|update|inform|post)\b"
    r"|(?:let|keep) you\b|be in touch\b|give you an? (?:answer|update|reply)\b"
)
_OPEN_STILL = re.compile(
    r"\b(?:still|yet|where|when|waiting|missing|nicht|kein\w*|nie|noch|wo|fehl\w+|pas|jamais|toujours|"
    r"rien|où|nunca|nada|todavía|aún|falta|dónde|niet|geen|nooit|nog|waar|não|ainda|onde|non|mai|"
    r"ancora|manca|dove)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[A-ZÄÖÜ]|(?:we|you|your|our|the|wir|ich|du|unser\w*|die|der)\b")
_QUOTED = 90  # characters of a promise that is quoted
_SEVERAL = 2  # things that have to follow where "all of it" is announced
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
                return [*self._pledged(self._kept()), *self._what_next()]
        if self._before.closing:
            return self._closing()
        if self._triage.category is Category.QUESTION:
            return [*self._pledged(self._kept()), *self._answer()]
        if self._triage.category is Category.SUGGESTION:
            return [*self._pledged(self._kept()), *self._suggestion()]
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
        pledged = self._pledged()
        first = self._opening(owed=owed)
        front = [*pledged, first] if owed else [first, *pledged]
        quiet = owed or self._is_grave or self._profile.private
        own = () if quiet else (self._own(),)
        return [*front, *own, *self._what_next(), *self._end("ask_again")]

    def _denied(self) -> list[Pledge]:
        """What we had noted as kept before the customer wrote that it did not happen."""
        if self._before.round is not Round.RETURN:
            return []
        post = Wording(self._situation.post)
        sentences = map(post.sentence, range(len(post.sentences)))
        about = stems(" ".join(s for s in sentences if negates(s) or _OPEN_STILL.search(s)))
        kept = [p for p in self._of(PromiseState.KEPT) if not p.news]
        return [p for p in kept if stems(f"{p.what} {p.quote}") & about]

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
        pieces = [self._say.piece("thanked", Criterion.THANKS), *self._pledged()]
        if self._before.closing:
            return [*pieces, self._contact()]
        return [*pieces, self._say.piece("thanked_ask", Criterion.QUESTION)]

    # ------------------------------------------------------------------ the last word

    def _closing(self) -> list[Piece]:
        """Everything that was done and will be done, and one way to reach a person."""
        quiet = self._is_grave or self._profile.private
        pledged = self._pledged(self._kept())
        facts = [] if self._profile.private else self._facts()
        told = [*pledged, *facts]
        ahead = bool(self._stands()) or any(names_next_step(f.text) for f in self._confirmed())
        if not told:
            told.append(self._say.piece("closing_unknown", Criterion.NEXT_STEP, weight=10))
        elif not ahead and (self._owed_now() or not self._confirmed()):
            told.append(self._say.piece("closing_open", Criterion.NEXT_STEP, weight=10))
        key = "closing" if len(told) >= _SEVERAL else "closing_few"
        key += "_grave" if quiet else ""
        first = self._say.piece(key, Criterion.APOLOGY, weight=8)
        return [first, *told, self._contact()]

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

    def _pledged(self, kept: Sequence[Pledge] = ()) -> list[Piece]:
        """What became of each promise, from the ledger alone, and of those kept only of `kept`.

        What the customer writes did not happen is not called done: our notes say so, or a person.
        """
        denied = self._denied()
        unclear = [p for p in denied if not self._has_done(p)]
        late = [p for p in self._before.pledges if p.late]
        return [
            *self._group("broken", self._of(PromiseState.BROKEN), self._would),
            *self._group("late", [*late, *unclear], self._would),
            *self._group("kept_noted", [p for p in denied if p not in unclear], self._has_done),
            *self._group("kept", [p for p in kept if p not in denied], self._has_done),
            *self._stands(),
        ]

    def _kept(self) -> list[Pledge]:
        """Those that were kept, that no fact tells besides, and that are more than an answer."""
        told = stems(" ".join(fact.text for fact in self._confirmed()))
        kept = [p for p in self._of(PromiseState.KEPT) if not _AN_ANSWER.match(p.what.lower())]
        return [p for p in kept if not (p.what and stems(p.what) <= told)]

    def _stands(self) -> list[Piece]:
        """The days of what still runs: it is not promised in the same words again."""
        runs = [p for p in self._of(PromiseState.OPEN) if not p.late]
        names = [self._say.day(day) for day in sorted({p.due for p in runs if p.due})]
        if not names:
            return []
        return [self._say.piece("stands_when", Criterion.NEXT_STEP, weight=5, names=names)]

    def _of(self, state: PromiseState) -> list[Pledge]:
        return [p for p in self._before.pledges if p.state is state]

    def _group(
        self, key: str, pledges: Sequence[Pledge], worded: Callable[[Pledge], str]
    ) -> list[Piece]:
        """What it was, in a sentence for all; else each in the words in which it was promised."""
        criterion = Criterion.RESPONSIBILITY if key == "broken" else Criterion.REPAIR
        told = [(p, worded(p)) for p in pledges]
        phrases = [words for _, words in told if words]
        quotes = [(p, self._quoted(p)) for p, words in told if not words]
        pieces = [self._say.piece(key, criterion, fact=listed(phrases))] if phrases else []
        pieces += [self._say.piece(f"{key}_quote", criterion, fact=q) for _, q in quotes if q]
        return [*pieces, *self._unnamed(key, [p for p, q in quotes if not q], criterion)]

    def _unnamed(
        self, key: str, pledges: Sequence[Pledge], criterion: Criterion
    ) -> Iterator[Piece]:
        """What cannot be named is named by a person, or, where it was kept, not at all.

        A house whose clients stay private names the days alone.
        """
        if not pledges:
            return
        names = [self._say.day(day) for day in sorted({p.due for p in pledges if p.due})]
        if self._profile.private:
            yield self._say.piece(f"{key}_{'when' if names else 'plain'}", criterion, names=names)
        elif key != "kept":
            yield self._say.piece(f"{key}_open", criterion)

    def _quoted(self, pledge: Pledge) -> str:
        """Our own words, where they are short and whole, and nothing in them points elsewhere."""
        quote = pledge.quote.strip(" .!;,")
        strange = SLOT.search(quote) or _DANGLING.search(quote) or "\n" in quote
        foreign = guess_language(quote) not in {"", self._situation.language or "en"}
        if self._profile.private or strange or foreign or not _WHOLE.match(quote):
            return ""
        return quote if len(quote) <= _QUOTED else ""

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
        if not self._say.english or self._profile.private:
            return False
        if _DANGLING.search(what) or _SPEAKER.search(what):
            return False
        if " " not in what and what not in _ENOUGH:
            return False
        quote = fold(pledge.quote).lower()
        if quote.startswith(f"{what} "):  # the second of two things that somebody will do
            return True
        owner = re.escape(pledge.owner.lower()) if pledge.owner else "we"
        pattern = _AS_PROMISED.format(owner=owner, what=re.escape(what))
        return re.search(pattern, quote) is not None
