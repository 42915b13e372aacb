"""Weighs what was found in a post: the kind, how sure that is, how bad, and what it touches."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.learned_triage import Opinion
from bot.linear import softmax
from bot.post_examples import REPEATED, WISH
from bot.triage import Category, Confidence, Sensitivity

_LEAST = {
    Category.COMPLAINT: 2,
    Category.CRISIS: 4,
    Category.PERSON_AT_RISK: 5,
    Category.GUIDELINE_BREACH: 3,
}
_MOST = {
    Category.COMPLAINT: 4,
    Category.PRAISE: 2,
    Category.QUESTION: 3,
    Category.SUGGESTION: 2,
    Category.TROLL: 2,
    Category.SPAM: 2,
    Category.NOT_OURS: 4,
}
_ALARMS = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})
_SERIOUS = 3  # how bad a complaint is at most in which nothing delicate is told
_FAULT = 2  # points of a cue that names what went wrong, and not only that somebody was there
_HINT = "hint"  # marks words without which nobody is alarmed, and which decide nothing alone
_NEVER = 1e-6  # no kind is out of the question
_HARMLESS = frozenset({Category.COMPLAINT, Category.PRAISE, Category.QUESTION})
_LIGHT = frozenset({Category.PRAISE, Category.SUGGESTION})
_HASTY = frozenset({Category.PRAISE, Category.TROLL, Category.SPAM, Category.GUIDELINE_BREACH})
_GRAVE = frozenset({Category.COMPLAINT, Category.CRISIS, Category.PERSON_AT_RISK})
_MODES = _GRAVE | {Category.NOT_OURS, Category.QUESTION, Category.SUGGESTION}
_POINT = 0.8  # how much a point of a cue counts where nobody has learned from examples
_BESIDE = 0.15  # the same beside what the examples say, who know the cues as well
_MOST_POINTS = 12.0  # that cues together can have for one kind
_ANYBODY = 0.5  # points that every post has for being a complaint
_KNOWN = 0.5  # of the words of a post; with fewer it is in words that nobody taught
_SAID = 4  # words; with fewer, and no cue, nobody can tell
_TOLD = 6  # words from which on praise or bait shows without a cue
_HASTE = 0.9


@dataclass(frozen=True, slots=True)
class PostCue:
    """One sign in a post, as `prompts/triage.yaml` words it (its head explains the keys)."""

    id: str
    says: str
    points: Mapping[Category, float] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    severity: int = 0
    topics: tuple[str, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    marks: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue found in the post; `negated` where a "not" stands before it."""

    cue: PostCue
    start: int
    end: int
    negated: bool = False

    @property
    def points(self) -> Mapping[Category, float]:
        """What it speaks for; "not friendly" is no praise, "no complaints" is no complaint."""
        if not self.negated:
            return self.cue.points
        return {_FLIPPED.get(category, category): p for category, p in self.cue.points.items()}

    @property
    def is_hint(self) -> bool:
        """Whether it only allows an alarm."""
        return _HINT in self.cue.marks

    @property
    def is_shown(self) -> bool:
        """Whether a crisis, or somebody in danger, can be told by these words."""
        return not self.negated and any(self.cue.points.get(kind, 0) > 0 for kind in _ALARMS)


_FLIPPED = {Category.PRAISE: Category.COMPLAINT, Category.COMPLAINT: Category.PRAISE}


@dataclass(frozen=True, slots=True)
class Sureness:
    """How likely (0 to 1) something has to be.

    `sure` and `fairly` are for the kind of a post; below them the coach asks. `grave` kinds are
    taken seriously from less on than the others, but from `unshown` on where no word of the post
    shows them. `orders` is for a sentence that gives orders to
    software, `also` for a sensitivity, a repetition or a wish that no cue found.
    """

    sure: float = 0.75
    fairly: float = 0.5
    grave: Mapping[Category, float] = field(default_factory=dict)
    unshown: Mapping[Category, float] = field(default_factory=dict)
    orders: float = 0.5
    also: float = 0.5


@dataclass(frozen=True, slots=True)
class Weighed:
    """What it adds up to; `reasons` say why it is that bad, as far as cues tell."""

    category: Category
    confidence: Confidence
    severity: int
    reasons: tuple[str, ...]
    sensitivities: tuple[Sensitivity, ...]
    repeated: bool
    wish: bool


def weigh(
    signs: Sequence[Sign], learned: Opinion | None, limits: Sureness, *, words: int = _SAID
) -> Weighed:
    """The cues found in a post of so many `words` and what the examples say, taken together."""
    shown = any(sign.is_shown for sign in signs)
    signs = [sign for sign in signs if not sign.is_hint]
    chances = _chances(signs, learned)
    category, confidence = _decided(chances, limits, signs, shown=shown)
    if not any(sign.points.get(category, 0) > 0 for sign in signs):
        known = learned.known if learned and not any(s.points for s in signs) else 1.0
        category, confidence = _unseen(category, confidence, chances, words, known)
        if category in _HASTY and _speaks_for(Category.COMPLAINT, signs):
            doubted = category is Category.PRAISE and chances[category] < limits.fairly
            faulty = doubted and _names_a_fault(signs)
            category = Category.COMPLAINT if faulty or words < _TOLD else category
            confidence = Confidence.UNSURE
    elif category is Category.COMPLAINT and confidence is Confidence.UNSURE:
        confidence = Confidence.FAIRLY_SURE if _only_a_fault(signs) else confidence
    if category is Category.TROLL and words < _SAID:
        confidence = Confidence.UNSURE
    if category in _LIGHT and any(_is_grave(sign) for sign in signs):
        # Whatever it sounds like: nobody celebrates, or overlooks, a death or a danger.
        category = max(sorted(_GRAVE), key=lambda kind: chances[kind])
        confidence = Confidence.UNSURE
    category = _escalated(category, signs)
    also = learned.also if learned else {}
    marked = {mark for sign in signs for mark in sign.cue.marks}
    likely = {name for name, likelihood in also.items() if likelihood >= limits.also}
    found = dict.fromkeys(each for s in signs for each in s.cue.sensitivities)
    touched = (*found, *(s for s in Sensitivity if s in likely and s not in found))
    delicate = shown or bool(touched)
    severity, reasons = _severity(category, signs, learned, delicate=delicate)
    grave = category in {Category.COMPLAINT, Category.CRISIS}
    return Weighed(
        category,
        confidence,
        severity,
        reasons,
        touched if category in _MODES else (),
        repeated=(grave and not marked.isdisjoint({REPEATED})) or (grave and REPEATED in likely),
        wish=WISH in marked or WISH in likely,
    )


def _chances(signs: Sequence[Sign], learned: Opinion | None) -> Mapping[Category, float]:
    """What the examples say, moved by the points of the cues; without examples, points alone."""
    points: dict[Category, float] = defaultdict(float)
    for sign in {sign.cue.id: sign for sign in signs}.values():  # each cue once
        for category, worth in sign.points.items():
            points[category] += worth
    if learned is None:
        points[Category.COMPLAINT] += _ANYBODY
        scores = [points[category] * _POINT for category in Category]
    else:
        scores = [
            math.log(learned.categories[category] + _NEVER)
            + _BESIDE * min(points[category], _MOST_POINTS)
            for category in Category
        ]
    return dict(zip(Category, softmax(scores), strict=True))


def _decided(
    chances: Mapping[Category, float], limits: Sureness, signs: Sequence[Sign], *, shown: bool
) -> tuple[Category, Confidence]:
    """The likeliest kind, or a grave one that is likely enough.

    Where no word shows a grave one, and words show another kind that is fairly sure, it is that.
    """
    unshown = {} if shown else limits.unshown
    serious = [c for c, least in limits.grave.items() if chances[c] >= unshown.get(c, least)]
    best = max((c for c in chances if c not in unshown), key=lambda category: chances[category])
    told = unshown and chances[best] >= limits.fairly and _speaks_for(best, signs)
    if serious and not told:
        best = max(serious, key=lambda category: chances[category])
    if chances[best] >= limits.sure:
        return best, Confidence.SURE
    return best, Confidence.FAIRLY_SURE if chances[best] >= limits.fairly else Confidence.UNSURE


def _speaks_for(category: Category, signs: Iterable[Sign]) -> bool:
    return any(sign.points.get(category, 0) > 0 for sign in signs)


def _names_a_fault(signs: Iterable[Sign]) -> bool:
    return any(sign.points.get(Category.COMPLAINT, 0) >= _FAULT for sign in signs)


def _only_a_fault(signs: Iterable[Sign]) -> bool:
    """Whether a fault is named, and nothing speaks for another kind of post."""
    spoken = {kind for sign in signs for kind, points in sign.points.items() if points > 0}
    return spoken == {Category.COMPLAINT} and _names_a_fault(signs)


def _is_grave(sign: Sign) -> bool:
    grave = any(sign.points.get(kind, 0) > 0 for kind in _GRAVE)
    return grave and sign.cue.severity >= 4 and not sign.negated


def _unseen(
    category: Category,
    confidence: Confidence,
    chances: Mapping[Category, float],
    words: int,
    known: float,
) -> tuple[Category, Confidence]:
    """The same where no cue points anywhere: less sure, the more so where it would do harm."""
    if words < _SAID or known < _KNOWN:
        return (category if category in _HARMLESS else Category.COMPLAINT), Confidence.UNSURE
    # Cheering at mockery, or silence for somebody with a concern, is the worst answer.
    if category in _HASTY and (chances[category] < _HASTE or words < _TOLD):
        return category, Confidence.UNSURE
    surest = confidence is Confidence.SURE
    return category, Confidence.FAIRLY_SURE if surest else confidence


def _escalated(category: Category, signs: Iterable[Sign]) -> Category:
    """Where ambulance or police are there already, a person at risk has become a crisis."""
    cared_for = any("in_charge" in s.cue.marks for s in signs)
    alone = any(s.cue.id == "self_harm" for s in signs)
    if category is Category.PERSON_AT_RISK and cared_for and not alone:
        return Category.CRISIS
    return category


def _severity(
    category: Category, signs: Sequence[Sign], learned: Opinion | None, *, delicate: bool
) -> tuple[int, tuple[str, ...]]:
    least, most = _LEAST.get(category, 1), _MOST.get(category, 5)
    raising = [
        s.cue
        for s in signs
        if not s.negated and (category in _GRAVE or s.points.get(category, 0) > 0)
    ]
    told = max((min(cue.severity, most) for cue in raising), default=0)
    felt = round(learned.severity) if learned else 0
    if category is Category.COMPLAINT and not delicate:
        felt = min(felt, _SERIOUS)
    severity = max(least, min(most, max(told, felt)))
    whys = (cue.says for cue in raising if min(cue.severity, most) == severity > least)
    return severity, tuple(dict.fromkeys(whys))
