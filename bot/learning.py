"""Learns the weights of the learned reader: the same examples always give the same ones."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.examples import Example
from bot.features import Asked, Sight, tokens
from bot.findings import JUDGED, FindingKind
from bot.learned import Weights, softmax
from bot.wording import Wording

_SEEN = 2  # a feature of fewer sentences teaches nothing
_SHORT = 4  # words and signs
_ROUNDS = 12
_STEP = 0.7  # how far one sentence moves the weights, in the first round
_SLOWER = 0.3  # how much shorter the steps get with each round
_FREE = 15.0  # how freely weights may grow; less is calmer (C of logistic regression)
_ORDER = 7  # any number: it fixes the order in which the sentences are seen


class _Row(NamedTuple):
    """A sentence: places of its features with their parts in it, and the columns it should fill."""

    parts: list[tuple[int, float]]
    target: list[tuple[int, float]]


def learn(
    examples: Iterable[Example],
    classes: Mapping[str, str],
    name: str = "",
    told: Callable[[int, int], None] = lambda done, of: None,
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
    rows = [_Row(_parts(row, places, rarity), _target(kinds)) for row, kinds in sentences]
    often.append(len(rows))
    table = _fit(rows, often, len(JUDGED) + 1, told)
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


def _fit(
    rows: Sequence[_Row], often: Sequence[int], width: int, told: Callable[[int, int], None]
) -> list[list[float]]:
    table = [[0.0] * width for _ in often]
    for done, step in enumerate(_steps()):
        for parts, target in _shuffled(rows, done):
            scores = [0.0] * width
            for place, part in parts:
                scores = [s + w * part for s, w in zip(scores, table[place], strict=True)]
            pull = [-step * chance for chance in softmax(scores)]
            for column, share in target:
                pull[column] += step * share
            for place, part in parts:
                keep = 1 - step / (_FREE * often[place])
                table[place] = [
                    w * keep + d * part for w, d in zip(table[place], pull, strict=True)
                ]
        told(done + 1, _ROUNDS)
    return table


def _gate(rows: Sequence[_Row], often: Sequence[int]) -> list[float]:
    weights = [0.0] * len(often)
    for done, step in enumerate(_steps()):
        for parts, target in _shuffled(rows, done):
            score = sum(weights[place] * part for place, part in parts)
            chance = 1 / (1 + math.exp(max(-30.0, min(30.0, -score))))
            pull = step * ((target[0][0] > 0) - chance)
            for place, part in parts:
                weights[place] += pull * part - weights[place] * step / (_FREE * often[place])
    return weights


def _steps() -> Iterator[float]:
    return (_STEP / (1 + _SLOWER * done) for done in range(_ROUNDS))


def _shuffled(rows: Sequence[_Row], done: int) -> list[_Row]:
    order = list(rows)
    random.Random(_ORDER + done).shuffle(order)  # noqa: S311 - an order, not a secret
    return order
