"""What examples taught about promises, in all languages together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.linear import Blocks, Linear, chance

COLUMN = "promise"
UNLEARNED = Linear()


@dataclass(frozen=True, eq=False)
class PromiseWeights:
    """`clauses` knows one clause of a reply; without features, nobody has learned yet.

    `examples` tells which examples they were learned from. The languages share what they have in
    common: which signs there are, whether a time is named, where a clause stands.
    """

    examples: str = ""
    clauses: Linear = UNLEARNED


NOT_LEARNED = PromiseWeights()


def sureness(learned: Linear, blocks: Blocks) -> float:
    """How likely a clause with these features promises something, from 0 to 1."""
    return chance(learned.scores(blocks)[0])
