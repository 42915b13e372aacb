"""Scores the triage on labelled posts: kinds, severity, orders to software, personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation import Tally, Timing
from bot.triage import Category, Triage

GRAVE = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A post and what people say of it; None where they do not.

    A `contested` one is not scored by its kind. `language` is an ISO 639-1 code.
    """

    id: str
    post: str
    category: Category
    severity: int | None = None
    personal: bool | None = None
    injection: bool | None = None
    language: str = ""
    contested: bool = False


@dataclass(frozen=True, slots=True)
class PostReport:
    """How the triage does. `confused` counts (labelled, found) pairs, the commonest first.

    `right` of `scored` kinds are right; `close` of `weighed` severities are at most one off;
    `grave` counts crises and people at risk together, whichever of both was found.
    """

    posts: int
    scored: int
    right: int
    kinds: Mapping[Category, Tally]
    grave: Tally
    confused: Sequence[tuple[Category, Category, int]]
    exact: int
    close: int
    weighed: int
    orders: Tally
    personal: Tally
    plain_of_orders: int
    plain_of_personal: int
    spoken: int
    understood: int
    timing: Timing | None = None

    @property
    def accuracy(self) -> float:
        """Share of kinds that are right."""
        return self.right / self.scored if self.scored else 0.0


@dataclass(frozen=True, slots=True)
class PostMistake:
    """One post that was taken for something else, and what was wrong with it."""

    id: str
    what: str
    post: str


def score_posts(
    items: Sequence[LabelledPost], found: Sequence[Triage], timing: Timing | None = None
) -> PostReport:
    """The report on posts and what the triage made of each, in the same order."""
    both = list(zip(items, found, strict=True))
    told = [(item.category, triage.category) for item, triage in both if not item.contested]
    apart = Counter(pair for pair in told if pair[0] is not pair[1])
    severities = [(i.severity, t.severity) for i, t in both if i.severity is not None]
    orders = [(i.injection, t.injection) for i, t in both if i.injection is not None]
    personal = [(i.personal, bool(t.personal_data)) for i, t in both if i.personal is not None]
    # Where nothing is told of the language, the coach answers in English.
    spoken = [(i.language, t.language or "en") for i, t in both if i.language]
    return PostReport(
        posts=len(items),
        scored=len(told),
        right=sum(label is given for label, given in told),
        kinds={kind: _tally((a is kind, b is kind) for a, b in told) for kind in Category},
        grave=_tally((label in GRAVE, given in GRAVE) for label, given in told),
        confused=[(a, b, count) for (a, b), count in apart.most_common()],
        exact=sum(label == given for label, given in severities),
        close=sum(abs(label - given) <= 1 for label, given in severities),
        weighed=len(severities),
        orders=_tally(orders),
        personal=_tally(personal),
        plain_of_orders=sum(not label for label, _ in orders),
        plain_of_personal=sum(not label for label, _ in personal),
        spoken=len(spoken),
        understood=sum(label == given for label, given in spoken),
        timing=timing,
    )


def post_mistakes(items: Iterable[LabelledPost], found: Iterable[Triage]) -> Iterable[PostMistake]:
    """What went wrong, post by post; a post can be wrong in several ways."""
    for item, triage in zip(items, found, strict=True):
        if not item.contested and item.category is not triage.category:
            what = f"{item.category}, taken for {triage.category}"
            yield PostMistake(item.id, what, item.post)
        if item.injection is not None and item.injection != triage.injection:
            what = "orders missed" if item.injection else "orders seen where there are none"
            yield PostMistake(item.id, what, item.post)
        if item.personal is not None and item.personal != bool(triage.personal_data):
            what = "personal data missed" if item.personal else "personal data seen wrongly"
            yield PostMistake(item.id, what, item.post)


def _tally(pairs: Iterable[tuple[bool | None, bool]]) -> Tally:
    counted = Counter((bool(label), given) for label, given in pairs)
    return Tally(counted[True, True], counted[False, True], counted[True, False])
