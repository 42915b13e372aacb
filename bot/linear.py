"""Weights that were learned from examples: a linear model over the features of a text."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

SCALE = 8.0  # a weight of 1 is stored as 8, so that it fits into one byte
RARITY = 24.0  # a rarity of 1 is stored as 24
_SIGN = 0.7  # what a sign counts, beside words that together have the length 1

# Words, pieces of words, and signs: each of the first two together has the length 1.
Blocks = tuple[Sequence[str], Sequence[str], Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Rows of signed bytes, one for each of `features`, and a last one that every text starts from.

    `rarity` tells how much a feature counts because few texts have it (inverse document
    frequency).
    """

    features: tuple[str, ...] = ()
    rarity: bytes = b""
    rows: bytes = b""

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each feature."""
        return {name: number for number, name in enumerate(self.features)}

    @cached_property
    def rarities(self) -> tuple[float, ...]:
        """`rarity` as numbers."""
        return tuple(number / RARITY for number in self.rarity)

    @cached_property
    def table(self) -> array[int]:
        """`rows` as numbers."""
        return array("b", self.rows)


@dataclass(frozen=True)
class Linear(Table):
    """For each feature one weight for each of `columns`; a sign has no rarity.

    Source: `bot/descent.py`.
    """

    columns: tuple[str, ...] = ()

    @classmethod
    def rounded(
        cls,
        columns: Sequence[str],
        names: Sequence[str],
        rarity: Sequence[float],
        rows: Sequence[Sequence[float]],
    ) -> Linear:
        """Weights as floats, in bytes."""
        return cls(
            columns=tuple(columns),
            features=tuple(names),
            rarity=rarity_bytes(rarity),
            rows=row_bytes(rows),
        )

    def scores(self, blocks: Blocks) -> list[float]:
        """One number for each column; the higher, the likelier."""
        width = len(self.columns)
        start = len(self.features) * width
        scores = [float(w) for w in self.table[start : start + width]]
        for place, part in weighed(blocks, self.places, self.rarities):
            row = self.table[place * width : (place + 1) * width]
            scores = [s + w * part for s, w in zip(scores, row, strict=True)]
        return [score / SCALE for score in scores]

    def share(self, feature: str, column: str) -> float:
        """How much one feature alone speaks for a column."""
        place = self.places.get(feature)
        if place is None:
            return 0.0
        return self.table[place * len(self.columns) + self.columns.index(column)] / SCALE


def weighed(
    blocks: Blocks, places: Mapping[str, int], rarities: Sequence[float]
) -> Iterator[tuple[int, float]]:
    """Known features by their places, with their parts in the text."""
    *texts, signs = blocks
    for block in texts:
        known = [place for name in block if (place := places.get(name)) is not None]
        norm = math.sqrt(math.fsum(rarities[place] ** 2 for place in known)) or 1.0
        yield from ((place, rarities[place] / norm) for place in known)
    yield from ((place, _SIGN) for name in signs if (place := places.get(name)) is not None)


def as_byte(weight: float) -> int:
    """A weight as it is stored."""
    return max(-127, min(127, round(weight * SCALE)))


def rarity_bytes(rarity: Iterable[float]) -> bytes:
    """Rarities as they are stored."""
    return bytes(min(255, round(number * RARITY)) for number in rarity)


def row_bytes(rows: Iterable[Iterable[float]]) -> bytes:
    """Rows of weights as they are stored, one behind the other."""
    return array("b", (as_byte(weight) for row in rows for weight in row)).tobytes()


def softmax(scores: Sequence[float]) -> list[float]:
    """Scores as chances that sum to 1."""
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    total = sum(grown)
    return [part / total for part in grown]


def chance(score: float) -> float:
    """A score as a chance between 0 and 1."""
    return 1 / (1 + math.exp(max(-30.0, min(30.0, -score))))


def unique(names: Iterable[str]) -> list[str]:
    """Each once, in the order in which they came."""
    return list(dict.fromkeys(names))
