"""Tells without a model what kind of post this is, how bad, and what in it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.anger import is_angry
from bot.disguise import undisguised
from bot.errors import SetupError
from bot.language import guess_language
from bot.learned_triage import NOT_LEARNED, Opinion, PostWeights, gives_orders, opinion
from bot.legal_clocks import find_legal_clocks
from bot.particulars import find_particulars
from bot.personal_data import find_personal_data
from bot.phrases import PhraseBook, lower, tokens, words
from bot.post_features import post_features, segments
from bot.triage import Category, Confidence, Evidence, LegalMatter, Triage
from bot.triage_decision import PostCue, Sign, Sureness, Weighed, weigh

if TYPE_CHECKING:
    from bot.playbook import Playbook

FILE = "triage.yaml"
_READ = 6_000  # characters read for cues; the rest of a huge post adds nothing but time
_LEET = str.maketrans("013457@$", "oieastas")
_SURE_OF_LANGUAGE = 0.6
_WORDS_KNOWN = 0.6  # of the words of a post, to tell its language by them

# Words that say nothing alone: a phrase cannot stand on them.
_LITTLE = words(
    "a an the my our your his her their its this that these those some any of in on at to for from "
    "with without by as i me we us you he him she it they them is are am was were be been being "
    "has have had do does did don't doesn't didn't hasn't haven't isn't aren't wasn't weren't can "
    "can't cannot could couldn't will won't would should no not never and or but if so how what "
    "what's when where where's who which nobody noone one anyone @"
)


@dataclass(frozen=True, slots=True, eq=False)
class TriageRules:
    """`prompts/triage.yaml`.

    Compared by identity, so that what is compiled from it can be kept.
    """

    sureness: Sureness = field(default_factory=Sureness)
    classes: Mapping[str, str] = field(default_factory=dict)
    cues: tuple[PostCue, ...] = ()


class PostSigns:
    """Finds the cues of the rules in a post, and the orders that somebody hid in it."""

    def __init__(self, rules: TriageRules, weights: PostWeights) -> None:
        self._weights, self._limit = weights, rules.sureness.orders
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
        spans = [_sentence(post, *span) for span in self._orders_in(post)]
        spans += self._learned_in(post)
        for seen in undisguised(post):
            spans += [_sentence(post, *seen.span(*span)) for span in self._orders_in(seen.text)]
            spans += [seen.span(*span) for span in self._learned_in(seen.text)]
        return _merged(spans)

    def _learned_in(self, text: str) -> Iterator[tuple[int, int]]:
        for start, end in segments(text):
            if gives_orders(self._weights, text[start:end]) >= self._limit:
                yield start, end

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
def post_signs(rules: TriageRules, weights: PostWeights = NOT_LEARNED) -> PostSigns:
    """The signs of these rules, compiled once for everybody who reads posts."""
    return PostSigns(rules, weights)


class TriageReader:
    """The offline triage: what the cues find and what the examples taught, taken together."""

    def __init__(self, playbook: Playbook) -> None:
        self._rules, self._weights = playbook.triage, playbook.post_weights
        self._legal = playbook.legal
        self._signs = post_signs(self._rules, self._weights)

    def triage(self, post: str, *, platform: str = "") -> Triage:
        """What kind of post this is; never raises, whatever the text.

        The platform it stands on changes nothing yet: followers and stars are not looked at.
        """
        head = post[:_READ]
        orders = [span for span in self._signs.orders(head) if not self._asks_for_data(head, span)]
        rest = without(head, orders)
        bare = bool(orders) and not re.search(r"\w{2,}", rest)
        signs = self._signs.find(head if bare else rest)
        learned = self._opinion(head if bare else rest, signs)
        said = len(re.findall(r"[^\W\d_]{2,}", rest))
        it = weigh(signs, learned, self._rules.sureness, words=said)
        if bare:
            it = _only_orders(it)
        severity, reasons = it.severity, it.reasons
        if orders and it.category in {Category.TROLL, Category.SPAM}:
            severity, reasons = max(severity, 2), (*reasons, "gives orders to the software")
        personal = find_personal_data(post)
        barred = [*orders, *((found.start, found.end) for found in personal)]
        return Triage(
            category=it.category,
            severity=severity,
            confidence=it.confidence,
            topics=_topics(signs, it.category),
            sensitivities=it.sensitivities,
            evidence=_evidence(signs, it.category, orders),
            severity_reasons=reasons,
            language=_language(rest if rest.strip() else head, learned),
            repeated=it.repeated,
            injection=bool(orders),
            personal_data=personal,
            angry=is_angry(rest),
            wish=it.wish,
            particulars=find_particulars(head, barred),
            legal_clocks=find_legal_clocks(rest, self._legal),
        )

    def _asks_for_data(self, post: str, span: tuple[int, int]) -> bool:
        """A wish to be forgotten is an order, but not one to software."""
        clocks = find_legal_clocks(post[slice(*span)], self._legal)
        return any(clock.matter is LegalMatter.DATA_REQUEST for clock in clocks)

    def _opinion(self, text: str, signs: Sequence[Sign]) -> Opinion | None:
        return opinion(self._weights, post_features(" ".join(text.split()), cue_names(signs)))


def cue_names(signs: Iterable[Sign]) -> list[str]:
    """The cues as features: a negated one is another one, and a hint is none."""
    told = [sign for sign in signs if not sign.is_hint]
    return [sign.cue.id + (" not" if sign.negated else "") for sign in told]


def _language(text: str, learned: Opinion | None) -> str:
    """The learned language where the examples are sure of it, else what script and words say."""
    guessed = guess_language(text)
    foreign = guessed and learned and guessed not in learned.languages
    if learned is None or foreign:
        return guessed
    best = max(learned.languages, key=lambda code: learned.languages[code])
    sure = learned.languages[best] >= _SURE_OF_LANGUAGE
    # English is the commonest: words that nobody knows look like it.
    likely = best if sure and (best != "en" or learned.known >= _WORDS_KNOWN) else guessed
    return "en" if likely == "hi" and text.isascii() else likely


def _only_orders(it: Weighed) -> Weighed:
    """A post that holds nothing but orders to software is a troll's, or an advert."""
    if it.category is Category.SPAM:
        return it
    return replace(it, category=Category.TROLL, confidence=Confidence.FAIRLY_SURE, severity=2)


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


def _topics(signs: Sequence[Sign], category: Category) -> tuple[str, ...]:
    spoken = [s.cue for s in signs if s.cue.points.get(category, 0) > 0]
    return tuple(dict.fromkeys(topic for cue in spoken for topic in cue.topics))


def _evidence(
    signs: Sequence[Sign], category: Category, orders: Sequence[tuple[int, int]]
) -> tuple[Evidence, ...]:
    """The first span of each cue, at most six for and three against, then the orders."""
    first: dict[str, Evidence] = {}
    for sign in signs:
        spoken = sign.points
        supports = spoken.get(category, 0) > 0
        if sign.is_hint and not supports:
            continue
        if supports or any(p > 0 for p in spoken.values()) or spoken.get(category, 0) < 0:
            first.setdefault(
                sign.cue.id, Evidence(sign.start, sign.end, sign.cue.says, supports=supports)
            )
    pro = [e for e in first.values() if e.supports][:6]
    against = [e for e in first.values() if not e.supports][:3]
    told = [Evidence(*span, "gives orders to the software", supports=False) for span in orders]
    return (*pro, *against, *told)
