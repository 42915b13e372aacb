"""Tells without a model what kind of post this is, how bad, and what in it says so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.disguise import undisguised
from bot.errors import SetupError
from bot.language import guess_language
from bot.personal_data import find_personal_data
from bot.phrases import PhraseBook, lower, tokens, words
from bot.triage import Category, Confidence, Evidence, Sensitivity, Triage

if TYPE_CHECKING:
    from bot.playbook import Playbook

FILE = "triage.yaml"
_READ = 6_000  # characters read for cues; the rest of a huge post adds nothing but time
_LEET = str.maketrans("013457@$", "oieastas")
_KIND = 3.0  # points of one kind word
_LAST_RESORT = Category.COMPLAINT
_BASE = {
    Category.COMPLAINT: 2,
    Category.CRISIS: 4,
    Category.PERSON_AT_RISK: 5,
    Category.GUIDELINE_BREACH: 3,
}
_GRAVE = frozenset({Category.COMPLAINT, Category.CRISIS, Category.PERSON_AT_RISK})
_MODES = _GRAVE | {Category.NOT_OURS, Category.QUESTION, Category.SUGGESTION}

# Words that say nothing alone: a phrase cannot stand on them.
_LITTLE = words(
    "a an the my our your his her their its this that these those some any of in on at to for from "
    "with without by as i me we us you he him she it they them is are am was were be been being "
    "has have had do does did don't doesn't didn't hasn't haven't isn't aren't wasn't weren't can "
    "can't cannot could couldn't will won't would should no not never and or but if so how what "
    "what's when where where's who which nobody noone one anyone @"
)


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


@dataclass(frozen=True, slots=True, eq=False)
class TriageRules:
    """`prompts/triage.yaml`: points below `floor` abstain, a lead of `clear` is sure.

    Compared by identity, so that what is compiled from it can be kept.
    """

    floor: float = 2.0
    clear: float = 2.5
    classes: Mapping[str, str] = field(default_factory=dict)
    cues: tuple[PostCue, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """A cue found in the post; `negated` where a "not" stands before it."""

    cue: PostCue
    start: int
    end: int
    negated: bool = False


class PostSigns:
    """Finds the cues of the rules in a post, and the orders that somebody hid in it."""

    def __init__(self, rules: TriageRules) -> None:
        self._cues = {cue.id: cue for cue in rules.cues}
        orders = [cue for cue in rules.cues if "orders" in cue.marks]
        plain = [cue for cue in rules.cues if "orders" not in cue.marks]
        self._plain = _book(plain, rules.classes)
        self._exceptions = PhraseBook(
            ((c.id, p) for c in plain for p in c.unless), rules.classes, file=FILE
        )
        self._orders = _book(orders, rules.classes)
        self._patterns = _compiled(plain)
        self._order_patterns = _compiled(orders)
        self._negators = frozenset(lower(rules.classes.get("neg", "")).split())

    def find(self, post: str) -> list[Sign]:
        """Every cue that is no order, in the order of the text."""
        row = tokens(post)
        signs = []
        exceptions = list(self._exceptions.find(row))
        for hit in self._plain.find(row):
            if any(
                hit.id == e.id and e.start <= hit.start and hit.end <= e.end for e in exceptions
            ):
                continue
            cue = self._cues[hit.id]
            before = row[max(0, hit.first - 2) : hit.first]
            negated = any(token.text in self._negators for token in before)
            negated = negated and "negatable" in cue.marks
            signs.append(Sign(cue, hit.start, hit.end, negated))
        small = lower(post)
        for cue, pattern in self._patterns:
            signs.extend(Sign(cue, *m.span()) for m in pattern.finditer(small))
        return sorted(signs, key=lambda sign: sign.start)

    def orders(self, post: str) -> list[tuple[int, int]]:
        """The sentences, brackets or tagged rests of the post that give orders to software."""
        spans = self._orders_in(post)
        for seen in undisguised(post):
            spans += [seen.span(*span) for span in self._orders_in(seen.text)]
        return _merged(_sentence(post, start, end) for start, end in spans)

    def _orders_in(self, text: str) -> list[tuple[int, int]]:
        spans = []
        plain = lower(text)
        readings = (plain, plain.translate(_LEET)) if _looks_leet(plain) else (plain,)
        for small in readings:
            for _, pattern in self._order_patterns:
                spans += [
                    (m.start(), len(text)) if "<" in m.group() else m.span()
                    for m in pattern.finditer(small)
                ]
            spans += [(hit.start, hit.end) for hit in self._orders.find(tokens(small))]
        return spans


def without(post: str, spans: Iterable[tuple[int, int]]) -> str:
    """`post` with blanks in place of the spans, every other character at its old place."""
    for start, end in spans:
        post = post[:start] + " " * (end - start) + post[end:]
    return post


@lru_cache(maxsize=4)
def post_signs(rules: TriageRules) -> PostSigns:
    """The signs of these rules, compiled once for everybody who reads posts."""
    return PostSigns(rules)


class TriageReader:
    """The offline triage: adds up the points of the cues and says how sure that makes it."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules = playbook.triage
        self._signs = post_signs(self._rules)

    def triage(self, post: str, *, platform: str = "") -> Triage:
        """What kind of post this is; never raises, whatever the text.

        The platform it stands on changes nothing yet: followers and stars are not looked at.
        """
        head = post[:_READ]
        orders = self._signs.orders(head)
        rest = without(head, orders)
        signs = self._signs.find(rest)
        points = _points(signs)
        if orders and not re.search(r"\w{2,}", rest):
            points = _only_orders(_points(self._signs.find(head)))
        category, confidence = self._decide(points)
        category = _escalated(category, signs)
        severity, reasons = _severity(category, signs)
        if orders and category in {Category.TROLL, Category.SPAM}:
            severity, reasons = max(severity, 2), (*reasons, "gives orders to the software")
        return Triage(
            category=category,
            severity=severity,
            confidence=confidence,
            topics=_topics(signs, category),
            sensitivities=_sensitivities(signs) if category in _MODES else (),
            evidence=_evidence(signs, category, orders),
            severity_reasons=reasons,
            language=guess_language(rest if rest.strip() else head),
            repeated=any("repeated" in s.cue.marks for s in signs)
            and category in {Category.COMPLAINT, Category.CRISIS},
            injection=bool(orders),
            personal_data=find_personal_data(post),
        )

    def _decide(self, points: Mapping[Category, float]) -> tuple[Category, Confidence]:
        ranked = sorted(points.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < self._rules.floor:
            best = ranked[0][0] if ranked and ranked[0][1] > 1 else _LAST_RESORT
            return best, Confidence.UNSURE
        best, most = ranked[0]
        lead = most - (ranked[1][1] if len(ranked) > 1 else 0.0)
        if lead >= self._rules.clear:
            return best, Confidence.SURE
        return best, Confidence.FAIRLY_SURE if lead >= 1 else Confidence.UNSURE


def check_phrase(phrase: str, *, file: str, key: str) -> None:
    """Raise `SetupError` where a phrase says nothing once its (optional) words are left out.

    What is left needs a word with a meaning of its own, or two classes beside each other.
    """
    row = phrase.split()
    bare = [word for word in row if not (len(word) > 2 and word[0] == "(" and word[-1] == ")")]
    classes = sum(len(word) > 1 and word[0] == "$" for word in bare)
    if len(bare) == len(row) or classes > 1 or any(_means_something(word) for word in bare):
        return
    problem = f"without the words in parentheses “{phrase}” is only “{' '.join(bare)}”"
    raise SetupError(problem, file=file, key=key)


def _means_something(element: str) -> bool:
    if element[0] in "$#.^":
        return False
    choices = element.split("/")
    return 2 * len(_LITTLE.intersection(choices)) < len(choices)


def check_examples(rules: TriageRules) -> None:
    """Raise `SetupError` for a cue that misses its example, finds a clean one, or says nothing."""
    finder = post_signs(rules)
    for cue in rules.cues:
        for phrase in cue.phrases:
            check_phrase(phrase, file=FILE, key=cue.id)
        for text, wanted in [(t, True) for t in cue.match] + [(t, False) for t in cue.clean]:
            if "orders" in cue.marks:
                found = bool(finder.orders(text))
            else:
                found = any(sign.cue.id == cue.id for sign in finder.find(text))
            if found is not wanted:
                verb = "should be found in" if wanted else "should not be found in"
                raise SetupError(f"this cue {verb} “{text}”", file=FILE, key=cue.id)


def _book(cues: Sequence[PostCue], classes: Mapping[str, str]) -> PhraseBook:
    return PhraseBook(((c.id, p) for c in cues for p in c.phrases), classes, file=FILE)


def _compiled(cues: Sequence[PostCue]) -> list[tuple[PostCue, re.Pattern[str]]]:
    compiled = []
    for cue in cues:
        for pattern in cue.patterns:
            try:
                compiled.append((cue, re.compile(pattern)))
            except re.error as exc:
                raise SetupError(f"this is no pattern: {exc}", file=FILE, key=cue.id) from exc
    return compiled


def _looks_leet(text: str) -> bool:
    return re.search(r"[^\W\d_][013457@$]+[^\W\d_]|\b\d[^\W\d_]{2,}\d", text) is not None


def _sentence(post: str, start: int, end: int) -> tuple[int, int]:
    """The span widened to its sentence, or to the brackets around it."""
    left = max((post.rfind(sign, 0, start) for sign in ".!?\n(["), default=-1) + 1
    opened = left > 0 and post[left - 1] in "(["
    stops = [at for sign in (")]" if opened else ".!?\n") if (at := post.find(sign, end)) >= 0]
    right = min(stops) + 1 if stops else len(post)
    tag = post.find("<", left, start + 1)
    return (left - 1 if opened else tag if tag >= 0 else left), right


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _points(signs: Sequence[Sign]) -> dict[Category, float]:
    """Each cue counts once; found several times it counts half as much again."""
    times: dict[tuple[str, bool], int] = defaultdict(int)
    cues: dict[str, PostCue] = {}
    for sign in signs:
        times[sign.cue.id, sign.negated] += 1
        cues[sign.cue.id] = sign.cue
    points: dict[Category, float] = defaultdict(float)
    for (cue_id, negated), count in times.items():
        for category, worth in cues[cue_id].points.items():
            points[_flipped(category) if negated else category] += worth * (1.4 if count > 1 else 1)
    if any("wish" in cue.marks for cue in cues.values()):
        _take_up_wish(points)
    return dict(points)


def _take_up_wish(points: dict[Category, float]) -> None:
    """Kind words with a wish inside are praise; a small trouble beside them weighs less."""
    if points[Category.PRAISE] >= _KIND:
        points[Category.COMPLAINT] = max(0.0, points[Category.COMPLAINT] - 1.5)
        points[Category.PRAISE] += 0.5


def _only_orders(points: Mapping[Category, float]) -> dict[Category, float]:
    """A post that holds nothing but orders to software is a troll's, or an advert."""
    return {Category.TROLL: 4.0, Category.SPAM: points.get(Category.SPAM, 0.0)}


def _flipped(category: Category) -> Category:
    """ "Not friendly" is no praise, "no complaints" is no complaint."""
    return {Category.PRAISE: Category.COMPLAINT, Category.COMPLAINT: Category.PRAISE}.get(
        category, category
    )


def _escalated(category: Category, signs: Sequence[Sign]) -> Category:
    """Where ambulance or police are there already, a person at risk has become a crisis."""
    cared_for = any("in_charge" in s.cue.marks for s in signs)
    alone = any(s.cue.id == "self_harm" for s in signs)
    if category is Category.PERSON_AT_RISK and cared_for and not alone:
        return Category.CRISIS
    return category


def _severity(category: Category, signs: Sequence[Sign]) -> tuple[int, tuple[str, ...]]:
    base = _BASE.get(category, 1)
    raising = [
        s.cue
        for s in signs
        if s.cue.severity > base
        and not s.negated
        and (category in _GRAVE or s.cue.points.get(category, 0) > 0)
    ]
    if category is Category.COMPLAINT:
        raising = [cue for cue in raising if cue.severity < 5] + [
            cue for cue in raising if cue.severity == 5 and cue.points.get(category, 0) > 0
        ]
    severity = max([base, *(cue.severity for cue in raising)])
    return severity, tuple(dict.fromkeys(c.says for c in raising if c.severity == severity))


def _topics(signs: Sequence[Sign], category: Category) -> tuple[str, ...]:
    spoken = [s.cue for s in signs if s.cue.points.get(category, 0) > 0]
    return tuple(dict.fromkeys(topic for cue in spoken for topic in cue.topics))


def _sensitivities(signs: Sequence[Sign]) -> tuple[Sensitivity, ...]:
    return tuple(dict.fromkeys(each for s in signs for each in s.cue.sensitivities))


def _evidence(
    signs: Sequence[Sign], category: Category, orders: Sequence[tuple[int, int]]
) -> tuple[Evidence, ...]:
    """The first span of each cue, at most six for and three against, then the orders."""
    first: dict[str, Evidence] = {}
    for sign in signs:
        spoken = {_flipped(c) if sign.negated else c: p for c, p in sign.cue.points.items()}
        supports = spoken.get(category, 0) > 0
        if supports or any(p > 0 for p in spoken.values()) or spoken.get(category, 0) < 0:
            first.setdefault(
                sign.cue.id, Evidence(sign.start, sign.end, sign.cue.says, supports=supports)
            )
    pro = [e for e in first.values() if e.supports][:6]
    against = [e for e in first.values() if not e.supports][:3]
    told = [Evidence(*span, "gives orders to the software", supports=False) for span in orders]
    return (*pro, *against, *told)
