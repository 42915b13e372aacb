"""Learns the weights of the learned reader: the same examples always give the same ones."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.descent import Head, Row, Told, fit
from bot.examples import Example
from bot.features import Asked, Sight, tokens
from bot.findings import JUDGED, FindingKind
from bot.learned import Weights
from bot.wording import Wording

_SEEN = 2  # a feature of fewer sentences teaches nothing
_SHORT = 4  # words and signs


def learn(
    examples: Iterable[Example],
    classes: Mapping[str, str],
    name: str = "",
    told: Told = lambda done, of: None,
) -> Weights:
    """Weights from `examples`; `name` says which they are, `told` hears of each round.

    Multinomial logistic regression over sentences (clean, or one of the kinds), each a vector of
    its features by rarity (tf-idf) of length 1; by stochastic gradient steps with L2 decay. And a
    second one for "anything wrong", which spares most sentences the first.
    """
    sentences = [one for example in examples for one in _sentences(example, classes)]
    counts = Counter(feature for row, _ in sentences for feature in row)
    names = [feature for feature, count in counts.items() if count >= _SEEN]
    often = [counts[feature] for feature in names]
    rarity = [math.log((1 + len(sentences)) / (1 + count)) + 1 for count in often]
    places = {feature: place for place, feature in enumerate(names)}
    rows = [Row(_parts(row, places, rarity), _target(kinds)) for row, kinds in sentences]
    often.append(len(rows))
    table = fit(rows, often, [Head(0, len(JUDGED) + 1, one=True)], told)
    return Weights.rounded(name, JUDGED, names, rarity, _gate(rows, often), table, classes)


def _parts(
    row: Iterable[str], places: Mapping[str, int], rarity: Sequence[float]
) -> list[tuple[int, float]]:
    known = [p for p in map(places.get, row) if p is not None]
    norm = math.sqrt(math.fsum(rarity[p] ** 2 for p in known)) or 1.0
    return [*((p, rarity[p] / norm) for p in known), (len(places), 1.0)]


def _sentences(
    example: Example, classes: Mapping[str, str]
) -> Iterator[tuple[list[str], frozenset[FindingKind]]]:
    reply = Wording(example.reply)
    sight = Sight(reply, Asked(example.post), classes)
    for number in reply.worded:
        start, end = reply.sentences[number]
        spans = [span for span in example.spans if min(span[2], end) > max(span[1], start)]
        short = len(tokens(reply.low[start:end])) < _SHORT
        if short and any(a < start or end < b for _, a, b in spans):
            continue  # a "Hello!" within a longer mark is not what is wrong there
        yield sight.features(number), frozenset(kind for kind, _, _ in spans)


def _target(kinds: frozenset[FindingKind]) -> list[tuple[int, float]]:
    """The columns that should be likely, and how likely."""
    if not kinds:
        return [(0, 1.0)]
    return [(JUDGED.index(kind) + 1, 1 / len(kinds)) for kind in sorted(kinds)]


def _gate(rows: Sequence[Row], often: Sequence[int]) -> list[float]:
    """Weights for "anything wrong", whatever it is."""
    wrong = [Row(row.parts, [(0, 1.0)] if row.target[0][0] else []) for row in rows]
    return [weight for (weight,) in fit(wrong, often, [Head(0, 1, one=False)])]
