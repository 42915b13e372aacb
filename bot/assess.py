"""Marks the ten criteria of the rubric in one reply, offline, and turns gaps into tips."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.findings import Finding, FindingKind
from bot.gates import open_slots, private_only, unverified_claims, wrong_language
from bot.language import guess_language
from bot.rubric import Assessment, Criterion, Mark, Marked, Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence
from bot.wording import Sign, Span, Wording, shared_word, sign

_ALL = frozenset(Criterion)
_ALWAYS = frozenset({Criterion.PUBLIC, Criterion.FACTUAL, Criterion.FIT})
_UNSURE = _ALWAYS | {Criterion.SPECIFIC, Criterion.NEXT_STEP}

# What is looked for by category; a category that is not named here is handled as a complaint.
_WANTED: dict[Category, frozenset[Criterion]] = {
    Category.QUESTION: _ALWAYS | {Criterion.SPECIFIC},
    Category.SUGGESTION: _ALWAYS | {Criterion.THANKS, Criterion.SPECIFIC, Criterion.NEXT_STEP},
    Category.PRAISE: _ALWAYS | {Criterion.THANKS, Criterion.SPECIFIC},
    Category.TROLL: _ALWAYS,
    Category.GUIDELINE_BREACH: _ALWAYS,
    Category.SPAM: _ALWAYS,
    Category.PERSON_AT_RISK: frozenset(),
    Category.NOT_OURS: _ALWAYS | {Criterion.THANKS, Criterion.SPECIFIC, Criterion.NEXT_STEP},
    Category.CRISIS: _ALL - {Criterion.THANKS, Criterion.QUESTION},
}
_GRAVE = 4
_GAPS = {
    Criterion.THANKS: FindingKind.MISSING_THANKS,
    Criterion.RESPONSIBILITY: FindingKind.MISSING_RESPONSIBILITY,
    Criterion.APOLOGY: FindingKind.MISSING_APOLOGY,
    Criterion.REPAIR: FindingKind.MISSING_REPAIR,
    Criterion.QUESTION: FindingKind.MISSING_QUESTION,
    Criterion.SPECIFIC: FindingKind.MISSING_SPECIFIC,
    Criterion.NEXT_STEP: FindingKind.MISSING_NEXT_STEP,
}
_MISSING = Marked(Mark.MISSING)
_NOT_ASKED = Marked(Mark.NOT_APPLICABLE)


def assess(reply: str | Wording, situation: Situation, rubric: Rubric) -> Assessment:
    """Every criterion marked, with the span (characters of `reply`) that earned the mark.

    What the kind of post does not ask for is `not_applicable`; so is what cannot be judged: a
    detail of a post that is not known, or wordings in a language that the signs do not cover.
    """
    wording = Wording.of(reply)
    marker = _Marker(wording, situation, rubric)
    wanted = wanted_criteria(situation)
    if guess_language(wording.text) not in ("", rubric.language):
        wanted &= _ALWAYS
    return {c: marker.mark(c) if c in wanted else _NOT_ASKED for c in Criterion}


def wanted_criteria(situation: Situation) -> frozenset[Criterion]:
    """What a reply should hold here; without a triage the post counts as a complaint."""
    triage = situation.triage
    wanted = _ALL if triage is None else _WANTED.get(triage.category, _ALL)
    if triage and triage.confidence is Confidence.UNSURE:
        wanted &= _UNSURE
    discreet = situation.profile.private and triage is not None and triage.safe_mode
    if triage and (triage.severity >= _GRAVE or discreet):
        wanted -= {Criterion.THANKS, Criterion.QUESTION}
    if not situation.post:
        wanted -= {Criterion.SPECIFIC}
    return wanted


def gaps(reply: str, assessment: Assessment, rubric: Rubric) -> Iterator[Finding]:
    """A tip for every criterion that is missing, at the end of the reply."""
    for criterion, kind in _GAPS.items():
        if assessment[criterion].mark is Mark.MISSING:
            rule, end = rubric.kinds[kind], len(reply)
            yield Finding(kind, rule.severity, end, end, "", rule.why, "", "rubric")


@dataclass(frozen=True, slots=True)
class _Marker:
    reply: Wording
    situation: Situation
    rubric: Rubric

    def mark(self, criterion: Criterion) -> Marked:
        judges: dict[Criterion, Callable[[], Marked]] = {
            Criterion.THANKS: self._thanks,
            Criterion.RESPONSIBILITY: self._responsibility,
            Criterion.APOLOGY: self._apology,
            Criterion.REPAIR: self._repair,
            Criterion.QUESTION: self._question,
            Criterion.PUBLIC: self._public,
            Criterion.SPECIFIC: self._specific,
            Criterion.NEXT_STEP: self._next_step,
            Criterion.FACTUAL: self._factual,
            Criterion.FIT: self._fit,
        }
        return judges[criterion]()

    def _sign(self, *names: str) -> Span | None:
        for name in names:
            if found := self._pattern(name).search(self.reply):
                return found
        return None

    def _pattern(self, name: str) -> Sign:
        return sign(self.rubric.signs.get(name, ()))

    def _thanks(self) -> Marked:
        """Thanks without saying for what are empty."""
        if span := self._sign("thanks_for"):
            return Marked(Mark.MET, *span)
        return _marked(Mark.EMPTY, self._sign("thanks"))

    def _responsibility(self) -> Marked:
        """In safe mode, owning the next step is the responsibility that can be taken."""
        triage = self.situation.triage
        span = self._sign("responsibility")
        if span is None and triage and triage.safe_mode:
            span = self._sign("owning_next")
        if span is None and triage and triage.safe_mode:
            step = self._next_step()
            return step if step.mark is Mark.MET else _MISSING
        return _marked(Mark.MET, span)

    def _apology(self) -> Marked:
        hollow = self._pattern("empty_apology").all(self.reply)
        for start, end in self._pattern("apology").all(self.reply):
            if not any(s[0] <= start < s[1] for s in hollow):
                return Marked(Mark.MET, start, end)
        return _marked(Mark.EMPTY, hollow[0] if hollow else None)

    def _repair(self) -> Marked:
        """A sentence that only promises to look into it is an empty repair."""
        for number in range(len(self.reply.sentences)):
            found = self._pattern("repair").in_sentence(self.reply, number)
            if found and not self._pattern("filler").in_sentence(self.reply, number):
                return Marked(Mark.MET, *found)
        return _marked(Mark.EMPTY, self._sign("repair", "owning_next", "commitment"))

    def _question(self) -> Marked:
        return _marked(Mark.MET, self._sign("question"))

    def _public(self) -> Marked:
        """Met unless the reply only leads out of sight."""
        away = private_only(self.reply, self.situation, self.rubric)
        return _marked(Mark.EMPTY, away[0]) if away else Marked(Mark.MET)

    def _specific(self) -> Marked:
        """Met by the first word that takes up the post."""
        return _marked(Mark.MET, shared_word(self.reply.text, self.situation.post))

    def _next_step(self) -> Marked:
        """Who and when: without a time the step is empty; what is done needs no next one."""
        promised: Span | None = None
        for number, sentence in enumerate(self.reply.sentences):
            found = self._pattern("commitment").in_sentence(self.reply, number)
            if found and self._pattern("time").in_sentence(self.reply, number):
                return Marked(Mark.MET, *sentence)
            promised = promised or found
        if promised:
            return Marked(Mark.EMPTY, *promised)
        done = self._sign("claim")
        return Marked(Mark.NOT_APPLICABLE, *done) if done else _MISSING

    def _factual(self) -> Marked:
        open_claims = unverified_claims(self.reply, self.situation, self.rubric)
        if open_claims:
            return Marked(Mark.EMPTY, *open_claims[0])
        slots = open_slots(self.reply.text)
        return Marked(Mark.EMPTY, *slots[0]) if slots else Marked(Mark.MET)

    def _fit(self) -> Marked:
        platform = self.situation.platform
        if platform and len(self.reply.text) > platform.max_length:
            return Marked(Mark.MISSING, platform.max_length, len(self.reply.text))
        wrong = wrong_language(self.reply, self.situation)
        return _MISSING if wrong else Marked(Mark.MET)


def _marked(mark: Mark, span: Span | None) -> Marked:
    return Marked(mark, *span) if span else _MISSING
