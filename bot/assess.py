"""Marks the ten criteria of the rubric in one reply, offline, and turns gaps into tips."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.exchange import Exchange, Round
from bot.findings import GROUPS, Finding, FindingKind
from bot.gates import open_slots, private_only, unverified_claims, wrong_language
from bot.rubric import Assessment, Criterion, Mark, Marked, Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence
from bot.wording import Sign, Span, Wording, overlapped, shared_words, stems

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
# What does harm; an empty apology or a brush-off is only hollow, and shown as that.
_HURTING = (
    GROUPS["toxic"]
    | GROUPS["hostile"]
    | (GROUPS["defensive"] - {FindingKind.EMPTY_APOLOGY, FindingKind.DISMISSIVE})
    | {FindingKind.DELETION_REQUEST, FindingKind.STAFF_BLAMED}
)
_LAST_WORD = frozenset({Criterion.QUESTION})  # of which one complete answer asks none
_GRAVE = 4
_SIGNATURE = 30  # characters; a last line that is shorter and ends without a mark is a name
_GAPS = {
    Criterion.THANKS: FindingKind.MISSING_THANKS,
    Criterion.RESPONSIBILITY: FindingKind.MISSING_RESPONSIBILITY,
    Criterion.APOLOGY: FindingKind.MISSING_APOLOGY,
    Criterion.REPAIR: FindingKind.MISSING_REPAIR,
    Criterion.QUESTION: FindingKind.MISSING_QUESTION,
    Criterion.SPECIFIC: FindingKind.MISSING_SPECIFIC,
    Criterion.NEXT_STEP: FindingKind.MISSING_NEXT_STEP,
}
_SAYS = re.compile(r"\w")
_MISSING = Marked(Mark.MISSING)
_NOT_ASKED = Marked(Mark.NOT_APPLICABLE)


def assess(
    reply: str | Wording, situation: Situation, rubric: Rubric, flagged: Sequence[Finding] = ()
) -> Assessment:
    """Every criterion marked, with the span (characters of `reply`) that earned the mark.

    What the kind of post does not ask for is `not_applicable`; so is what cannot be judged: a
    detail of a post that is not known, or wordings in a language that the signs do not cover.
    `flagged` is what was found in the reply: who blames or mocks with some words has not thanked,
    owned or promised anything with them.
    """
    wording = Wording.of(reply)
    wanted = wanted_criteria(situation)
    if wording.language not in ("", rubric.language):
        wanted &= _ALWAYS
    hollow = [(f.start, f.end) for f in flagged if f.kind is FindingKind.EMPTY_APOLOGY]
    whole = _Marker(wording, situation, rubric, hollow)
    hurts = [wording.clause(f.start, f.end) for f in flagged if _hurts(f)]
    fair = replace(whole, reply=wording.without(hurts)) if hurts else whole
    markers = {c: whole if c in _ALWAYS else fair for c in wanted}
    return {c: markers[c].mark(c) if c in wanted else _NOT_ASKED for c in Criterion}


def _hurts(finding: Finding) -> bool:
    return finding.kind in _HURTING and finding.end > finding.start


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
    return wanted - _not_again(situation.before)


def _not_again(before: Exchange) -> frozenset[Criterion]:
    """What need not be said where something was said before."""
    match before.round:
        case None | Round.WAITING:
            return frozenset()
        case Round.NOTE | Round.THANKS:
            return _ALL - _ALWAYS
        case Round.UPDATE:
            return frozenset({Criterion.THANKS, Criterion.APOLOGY}) | _LAST_WORD
    thanks = frozenset({Criterion.THANKS})
    return thanks | _LAST_WORD if before.closing else thanks


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
    hollow: Sequence[Span]  # apologies that somebody found empty

    def mark(self, criterion: Criterion) -> Marked:
        return _JUDGES[criterion](self)

    def sign(self, name: str) -> Sign:
        return self.reply.signs(self.rubric.signs)[name]

    def first(self, *names: str) -> Span | None:
        """The first place of the first sign that is there at all."""
        for name in names:
            if found := self.sign(name).search(self.reply):
                return found
        return None

    def solid(self, name: str) -> Iterator[Span]:
        """Where a sign stands outside its hollow forms."""
        for number in self.sign(name).numbers(self.reply):
            if found := self.sign(name).within(self.reply, number):
                hollow = self.sign(f"empty_{name}").within(self.reply, number)
                yield from (span for span in found if not overlapped(hollow, *span))

    def sentences_with(self, name: str) -> Iterator[tuple[int, Span]]:
        """The number of each sentence that holds a sign, and where."""
        for number in self.sign(name).numbers(self.reply):
            if found := self.sign(name).in_sentence(self.reply, number):
                yield number, found

    def said(self, name: str) -> Span | None:
        """Where a sign first stands that is not asked about."""
        return next((s for n, s in self.sentences_with(name) if not _asks(self, n)), None)

    @property
    def careful(self) -> bool:
        """Whether nobody's fault may be stated yet."""
        triage = self.situation.triage
        return bool(triage and (triage.safe_mode or triage.category is Category.CRISIS))


def _thanks(at: _Marker) -> Marked:
    """Thanks without saying for what, or for the feedback that anybody may give, are empty."""
    if span := next(at.solid("thanks_for"), None):
        return Marked(Mark.MET, *span)
    return _marked(Mark.EMPTY, at.first("thanks"))


def _responsibility(at: _Marker) -> Marked:
    """In safe mode, owning the next step is the responsibility that can be taken."""
    if span := next(at.solid("responsibility"), None) or (at.careful and at.first("owning_next")):
        return Marked(Mark.MET, *span)
    if at.careful and (step := _next_step(at)).mark is Mark.MET:
        return step
    return _marked(Mark.EMPTY, at.first("empty_responsibility"))


def _apology(at: _Marker) -> Marked:
    """A bare "sorry" counts where the reply says elsewhere what for.

    Mere fellow feeling counts where nobody's fault may be stated yet.
    """
    bare: Span | None = None
    hollow: Span | None = None
    for span in at.solid("apology"):
        felt = _lies_in(at, "sympathy", span) and not at.careful
        if felt or overlapped(at.hollow, *span):
            hollow = hollow or span
        elif _lies_in(at, "bare_apology", span):
            bare = bare or span
        else:
            return Marked(Mark.MET, *span)
    if bare and _names_it(at):
        return Marked(Mark.MET, *bare)
    return _marked(Mark.EMPTY, bare or hollow or at.first("empty_apology"))


def _lies_in(at: _Marker, name: str, span: Span) -> bool:
    number = at.reply.sentence_at(span[0])
    return overlapped(at.sign(name).within(at.reply, number), *span)


def _names_it(at: _Marker) -> bool:
    return bool(_detail(at) or next(at.solid("responsibility"), None) or at.first("happened"))


def _repair(at: _Marker) -> Marked:
    """To look into it, to pass it on or to do one's best repairs nothing yet."""
    if found := at.first("done", "repair"):
        return Marked(Mark.MET, *found)
    step = _next_step(at)
    only_a_step = (step.start, step.end) if step.mark is Mark.MET else None
    return _marked(Mark.EMPTY, at.first("empty_repair") or at.said("owning_next") or only_a_step)


def _asks(at: _Marker, number: int) -> bool:
    return at.reply.sentence(number).rstrip("\"')]").endswith("?")


def _question(at: _Marker) -> Marked:
    """A formula, a rebuke or a request for data asks nothing that would help."""
    hollow: Span | None = None
    for number, sentence in enumerate(at.reply.sentences):
        if "?" not in at.reply.sentence(number):
            continue
        found = at.sign("question").in_sentence(at.reply, number)
        if found and not at.sign("empty_question").in_sentence(at.reply, number):
            return Marked(Mark.MET, *found)
        hollow = hollow or sentence
    return _marked(Mark.EMPTY, hollow)


def _public(at: _Marker) -> Marked:
    """Met unless the reply only leads out of sight."""
    away = private_only(at.reply, at.situation, at.rubric)
    return _marked(Mark.EMPTY, away[0]) if away else Marked(Mark.MET)


def _specific(at: _Marker) -> Marked:
    """Takes up a detail of the post; a question has to be answered."""
    triage = at.situation.triage
    if triage is None or triage.category is not Category.QUESTION:
        return _marked(Mark.MET, _detail(at))
    for number, sentence in enumerate(at.reply.sentences):
        if _tells(at, number):
            return Marked(Mark.MET, *sentence)
    return _marked(Mark.EMPTY, _detail(at))


def _detail(at: _Marker) -> Span | None:
    """The first word that takes up the post and is not one that any post may hold."""
    post, profile = Wording(at.situation.post), at.situation.profile
    for span in shared_words(at.reply, post.stems - stems(profile.name)):
        if not at.sign("vague").stands_at(at.reply, span[0]):
            return span
    if pair := _praised_pair(at, post):
        return pair
    for thing in at.reply.signs(at.rubric.signs).each("same_thing"):
        if (found := thing.search(at.reply)) and thing.search(post):
            return found
    return None


def _praised_pair(at: _Marker, post: Wording) -> Span | None:
    """Two words side by side from praise: "lovely evening" says more than each of them alone."""
    triage = at.situation.triage
    if triage is None or triage.category is not Category.PRAISE:
        return None
    shared = [
        s
        for s in shared_words(at.reply, post.stems)
        if not at.sign("thanks").stands_at(at.reply, s[0])
    ]
    for (start, before), (after, end) in pairwise(shared):
        if at.reply.low[before:after] == " " and at.reply.low[start:end] in post.low:
            return start, end
    return None


def _tells(at: _Marker, number: int) -> bool:
    """Whether one sentence answers: a fact, a yes or no, or who answers by when."""
    text = at.reply.sentence(number)
    if _asks(at, number) or not _SAYS.search(text):
        return False
    if at.sign("answer").in_sentence(at.reply, number) or _steps(at, number):
        return True
    away = at.sign("private_route").in_sentence(at.reply, number)
    signed = number > 0 and len(text) < _SIGNATURE and text[-1].isalpha()
    return not (away or signed or at.sign("no_answer").in_sentence(at.reply, number))


def _next_step(at: _Marker) -> Marked:
    """Who and when: without them the step is empty; what is done needs no next one."""
    for number in at.sign("time").numbers(at.reply):
        if _steps(at, number):
            return Marked(Mark.MET, *at.reply.sentences[number])
    if done := at.first("done"):
        return Marked(Mark.NOT_APPLICABLE, *done)
    return _marked(Mark.EMPTY, at.said("commitment") or at.said("empty_step"))


def _steps(at: _Marker, number: int) -> bool:
    timed = at.sign("time").in_sentence(at.reply, number)
    told = (at.sign(name).in_sentence(at.reply, number) for name in ("commitment", "arrangement"))
    return bool(timed and any(told)) and not _asks(at, number)


def _factual(at: _Marker) -> Marked:
    open_claims = unverified_claims(at.reply, at.situation, at.rubric)
    if open_claims:
        return Marked(Mark.EMPTY, *open_claims[0])
    slots = open_slots(at.reply.text)
    return Marked(Mark.EMPTY, *slots[0]) if slots else Marked(Mark.MET)


def _fit(at: _Marker) -> Marked:
    platform = at.situation.platform
    if platform and len(at.reply.text) > platform.max_length:
        return Marked(Mark.MISSING, platform.max_length, len(at.reply.text))
    return _MISSING if wrong_language(at.reply, at.situation) else Marked(Mark.MET)


def _marked(mark: Mark, span: Span | None) -> Marked:
    return Marked(mark, *span) if span else _MISSING


_JUDGES: Mapping[Criterion, Callable[[_Marker], Marked]] = {
    Criterion.THANKS: _thanks,
    Criterion.RESPONSIBILITY: _responsibility,
    Criterion.APOLOGY: _apology,
    Criterion.REPAIR: _repair,
    Criterion.QUESTION: _question,
    Criterion.PUBLIC: _public,
    Criterion.SPECIFIC: _specific,
    Criterion.NEXT_STEP: _next_step,
    Criterion.FACTUAL: _factual,
    Criterion.FIT: _fit,
}
