"""The learned reader: weighs the words of a sentence as the examples taught it, offline."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.facts import FactState
from bot.features import Asked, Sight
from bot.findings import GROUPS, Finding, FindingKind, Severity
from bot.linear import SCALE, Table, as_byte, chance, rarity_bytes, row_bytes, softmax
from bot.rubric import Rubric
from bot.situation import Situation
from bot.text import shorten
from bot.wording import Span, Wording, covers

_GATE = 0.15  # a sentence that is surely fine is not weighed kind by kind
_KNOWN = 0.25  # of the features of a sentence; with fewer it is in words that nobody taught
_MOST = 200  # findings in one reply; nobody reads on
_QUOTED = 90  # characters of a sentence that are said again in the reason


@dataclass(frozen=True)
class Weights(Table):
    """What was learned: for each feature one weight for "something is wrong", one for each kind.

    `rows` holds, feature by feature, one byte for "clean" and one for each of `kinds`; `gate` one
    for each feature, and a last one like `rows`. `examples` tells which examples they were learned
    from. Source: `bot/learning.py`.
    """

    examples: str = ""
    kinds: tuple[FindingKind, ...] = ()
    gate: bytes = b"\0"
    rows: bytes = b"\0"
    classes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def gates(self) -> array[int]:
        """`gate` as numbers."""
        return array("b", self.gate)

    @classmethod
    def rounded(
        cls,
        examples: str,
        kinds: Sequence[FindingKind],
        names: Sequence[str],
        rarity: Sequence[float],
        gate: Sequence[float],
        rows: Sequence[Sequence[float]],
        classes: Mapping[str, str],
    ) -> Weights:
        """Weights as floats, in bytes."""
        return cls(
            examples=examples,
            kinds=tuple(kinds),
            features=tuple(names),
            rarity=rarity_bytes(rarity),
            gate=array("b", map(as_byte, gate)).tobytes(),
            rows=row_bytes(rows),
            classes=dict(classes),
        )


class LearnedReader:
    """Flags sentences that are much like those that the examples mark."""

    def __init__(self, weights: Weights, rubric: Rubric) -> None:
        self._weights = weights
        self._rubric = rubric
        self._grouped = {
            group: [n for n, kind in enumerate(weights.kinds, 1) if kind in kinds]
            for group, kinds in GROUPS.items()
        }

    def read(
        self, reply: str | Wording, situation: Situation, taken: Sequence[Span] = ()
    ) -> tuple[Finding, ...]:
        """At most one finding a sentence, in the order of the text.

        Sentences in which one of the spans `taken` lies are left to who found that.
        """
        wording = Wording.of(reply)
        if not self._weights.features:
            return ()
        known = bool(situation.post) and wording.language in ("", self._rubric.language)
        sight = Sight(wording, Asked(situation.post), self._weights.classes)
        found: list[Finding] = []
        place = wording.sentence_at
        left = {n for a, b in taken for n in range(place(a), place(max(a, b - 1)) + 1)}
        for number in wording.worded:
            start, end = wording.sentences[number]
            if len(found) == _MOST:
                break
            if number in left:
                continue
            if covers(wording.quotations, start + 1, end - 1):
                continue
            if chances := self.chances(sight.features(number)):
                found.extend(self._judged(wording, number, chances, known))
        # Owning a fault is only too early beside a post, and before anything is confirmed.
        early = situation.post and not any(f.state is FactState.CONFIRMED for f in situation.facts)
        return tuple(f for f in found if early or f.kind is not FindingKind.PREMATURE_ADMISSION)

    def _judged(
        self, reply: Wording, number: int, chances: Sequence[float], known: bool
    ) -> Iterator[Finding]:
        """What the chances of one sentence say; `known` tells whether there is a post to go by."""
        limits, wrong = self._rubric.sureness, 1 - chances[0]
        sums = {name: sum(chances[n] for n in own) for name, own in self._grouped.items()}
        if wrong >= (limits.wrong if known else limits.unsure):
            likely = [name for name in sums if sums[name] >= limits.group(name)]
            group = max(likely, key=lambda name: sums[name], default="")
            eligible = self._grouped.get(group, [])
        else:
            kinds = enumerate(self._weights.kinds, 1)
            eligible = [n for n, kind in kinds if known and wrong >= limits.kinds.get(kind, 1.0)]
        best = max(eligible, key=lambda n: chances[n], default=0)
        if best and chances[best] >= limits.kind:
            kind = self._weights.kinds[best - 1]
            group = next(name for name, own in self._grouped.items() if best in own)
            yield self._finding(reply, number, kind, sums[group] >= limits.block)

    def chances(self, row: Sequence[str]) -> list[float]:
        """How likely a sentence with these features is clean, and is of each kind, summing to 1.

        Empty where it is so likely clean, or so strange, that the kinds were not weighed.
        """
        weights = self._weights
        place_of, rarities, gate = weights.places.get, weights.rarities, weights.gates
        score, squares, places = 0.0, 0.0, []
        for name in row:
            place = place_of(name)
            if place is not None:
                part = rarities[place]
                score += gate[place] * part
                squares += part * part
                places.append(place)
        norm, start = math.sqrt(squares) or 1.0, len(weights.features)
        strange = len(places) < _KNOWN * len(row)
        if strange or chance((score / norm + gate[start]) / SCALE) < _GATE:
            return []
        width = len(weights.kinds) + 1
        scores = [float(w) for w in weights.table[start * width :]]
        for place in places:
            row_of = weights.table[place * width : (place + 1) * width]
            share = rarities[place] / norm
            scores = [s + w * share for s, w in zip(scores, row_of, strict=True)]
        return softmax([score / SCALE for score in scores])

    def _finding(self, reply: Wording, number: int, kind: FindingKind, sure: bool) -> Finding:
        start, end = reply.sentences[number]
        rule = self._rubric.kinds[kind]
        # What only sounds like a bad example asks; it stops nobody unless it is very like them.
        softer = rule.severity is Severity.BLOCK and not sure
        return Finding(
            kind=kind,
            severity=Severity.WARN if softer else rule.severity,
            start=start,
            end=end,
            text=reply.text[start:end],
            why=rule.why.replace("{text}", shorten(reply.text[start:end], _QUOTED)),
            suggestion=rule.better.replace("{text}", reply.text[start:end]),
            reader="examples",
        )
