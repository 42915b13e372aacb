"""Learns linear weights by gradient steps: the same rows always give the same weights."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bot.linear import Blocks, Linear, chance, softmax, weighed

_ROUNDS = 12
_STEP = 0.7  # how far one row moves the weights, in the first round
_SLOWER = 0.3  # how much shorter the steps get with each round
_FREE = 15.0  # how freely weights may grow; less is calmer (C of logistic regression)
_FREER = 40.0  # the same where texts are short and columns many
_ORDER = 7  # any number: it fixes the order in which the rows are seen
_SEEN = 2  # a feature of fewer rows teaches nothing

Told = Callable[[int, int], None]


class Row(NamedTuple):
    """Places of the features with their parts, and the columns it should fill, and how much."""

    parts: list[tuple[int, float]]
    target: list[tuple[int, float]]


class Head(NamedTuple):
    """Columns `start` to `stop` (exclusive): `one` of them is right, or each by itself."""

    start: int
    stop: int
    one: bool


def learn_linear(
    texts: Sequence[tuple[Blocks, Sequence[str]]],
    columns: Sequence[str],
    heads: Sequence[Head],
    told: Told = lambda done, of: None,
    *,
    left_out: float = 0.0,
) -> Linear:
    """Weights from texts, each with its features and the columns that are right for it.

    In every second round a share of `left_out` of the features is not looked at, so that no single
    word is relied on.
    """
    counts = Counter(feature for blocks, _ in texts for block in blocks for feature in block)
    signs = {feature for blocks, _ in texts for feature in blocks[-1]}
    names = [feature for feature, count in counts.items() if count >= _SEEN]
    rarity = [
        0.0 if name in signs else math.log((1 + len(texts)) / (1 + counts[name])) + 1
        for name in names
    ]
    places = {name: place for place, name in enumerate(names)}
    number = {column: place for place, column in enumerate(columns)}
    rows = [
        Row(
            [*weighed(blocks, places, rarity), (len(names), 1.0)],
            [(number[column], 1.0) for column in right],
        )
        for blocks, right in texts
    ]
    often = [*(counts[name] for name in names), len(rows)]
    table = fit(rows, often, heads, told, left_out=left_out, free=_FREER)
    return Linear.rounded(columns, names, rarity, table)


def fit(
    rows: Sequence[Row],
    often: Sequence[int],
    heads: Sequence[Head],
    told: Told = lambda done, of: None,
    *,
    left_out: float = 0.0,
    free: float = _FREE,
) -> list[list[float]]:
    """One row of weights for each feature; `often` counts the rows of each.

    Logistic regression by stochastic steps with L2 decay. In every second round a share of
    `left_out` of the features of each row is not looked at.
    """
    width = heads[-1].stop
    table = [[0.0] * width for _ in often]
    for done, step in enumerate(_steps()):
        chosen = random.Random(_ORDER + done).random  # noqa: S311 - an order, not a secret
        for parts, target in _shuffled(rows, done):
            if left_out and done % 2:
                seen = [one for one in parts if chosen() >= left_out]
            else:
                seen = parts
            _step(table, seen, target, heads, step, often, free)
        told(done + 1, _ROUNDS)
    return table


def _step(
    table: list[list[float]],
    parts: Sequence[tuple[int, float]],
    target: Sequence[tuple[int, float]],
    heads: Sequence[Head],
    step: float,
    often: Sequence[int],
    free: float,
) -> None:
    """Move the weights of one row's features towards its target."""
    scores = [0.0] * heads[-1].stop
    for place, part in parts:
        scores = [s + w * part for s, w in zip(scores, table[place], strict=True)]
    pull = [-step * one for head in heads for one in _chances(scores, head)]
    for column, share in target:
        pull[column] += step * share
    for place, part in parts:
        keep = 1 - step / (free * often[place])
        table[place] = [w * keep + d * part for w, d in zip(table[place], pull, strict=True)]


def _chances(scores: Sequence[float], head: Head) -> Sequence[float]:
    own = scores[head.start : head.stop]
    return softmax(own) if head.one else [chance(score) for score in own]


def _steps() -> Iterator[float]:
    return (_STEP / (1 + _SLOWER * done) for done in range(_ROUNDS))


def _shuffled(rows: Sequence[Row], done: int) -> list[Row]:
    order = list(rows)
    random.Random(_ORDER + done).shuffle(order)  # noqa: S311 - an order, not a secret
    return order
