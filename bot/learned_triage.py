"""What examples taught about posts: kind, severity, what they touch, language, and orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.linear import Blocks, Linear, chance, softmax
from bot.post_examples import REPEATED, WISH
from bot.post_features import post_features
from bot.triage import Category, Sensitivity

LANGUAGES = ("en", "de", "es", "fr", "hi", "it", "nl", "pt")
LEVELS = range(1, 6)
ALSO = (*Sensitivity, REPEATED, WISH)
COLUMNS = (
    *Category,
    *(f"severity {level}" for level in LEVELS),
    *(f"language {code}" for code in LANGUAGES),
    *(f"also {name}" for name in ALSO),
)
SEVERITY = len(Category)
LANGUAGE = SEVERITY + len(LEVELS)
MORE = LANGUAGE + len(LANGUAGES)


@dataclass(frozen=True, eq=False)
class PostWeights:
    """`posts` knows posts as a whole, `orders` one segment of a post.

    `examples` tells which examples they were learned from; empty where nobody has learned yet.
    Compared by identity, as the rules beside them are.
    """

    examples: str = ""
    posts: Linear = field(default_factory=Linear)
    orders: Linear = field(default_factory=Linear)


NOT_LEARNED = PostWeights()


@dataclass(frozen=True, slots=True)
class Opinion:
    """Chances between 0 and 1; those of `categories`, of `severities` and of `languages` sum to 1.

    `also` holds the sensitivities, `repeated` and `wish`, each by itself. `known` is the share of
    the post's words that the examples hold.
    """

    categories: Mapping[Category, float]
    severities: Sequence[float]
    languages: Mapping[str, float]
    also: Mapping[str, float]
    known: float = 1.0

    @property
    def severity(self) -> float:
        """How bad on average, from 1 to 5."""
        return sum(level * part for level, part in zip(LEVELS, self.severities, strict=True))


def opinion(weights: PostWeights, blocks: Blocks) -> Opinion | None:
    """What the examples say of a post with these features; None where nothing was learned."""
    if not weights.posts.features:
        return None
    scores = weights.posts.scores(blocks)
    kinds, levels = softmax(scores[:SEVERITY]), softmax(scores[SEVERITY:LANGUAGE])
    codes = softmax(scores[LANGUAGE:MORE])
    return Opinion(
        dict(zip(Category, kinds, strict=True)),
        levels,
        dict(zip(LANGUAGES, codes, strict=True)),
        {name: chance(score) for name, score in zip(ALSO, scores[MORE:], strict=True)},
        _known(weights.posts, blocks),
    )


def _known(weights: Linear, blocks: Blocks) -> float:
    said = [name for name in blocks[0] if name.isalpha()]
    return sum(name in weights.places for name in said) / len(said) if said else 0.0


def gives_orders(weights: PostWeights, segment: str) -> float:
    """How likely this segment of a post gives orders to software; 0 where nothing was learned."""
    if not weights.orders.features:
        return 0.0
    return chance(weights.orders.scores(post_features(segment))[0])
