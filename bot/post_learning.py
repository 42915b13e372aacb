"""Learns from labelled posts what the triage knows of posts and of orders in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.descent import Head, Told, learn_linear
from bot.learned_triage import ALSO, COLUMNS, LANGUAGE, LANGUAGES, MORE, SEVERITY, PostWeights
from bot.linear import Blocks
from bot.post_examples import PostExample
from bot.post_features import post_features, segments

_HEADS = (
    Head(0, SEVERITY, one=True),
    Head(SEVERITY, LANGUAGE, one=True),
    Head(LANGUAGE, MORE, one=True),
    Head(MORE, len(COLUMNS), one=False),
)
_ORDER = ("orders",)
_LEFT_OUT = 0.3  # of what is seen of a post, while learning
_COVERED = 0.5  # of a segment or of the marked words: so much of it makes it one that gives orders


def learn_posts(
    examples: Sequence[tuple[PostExample, Blocks]],
    name: str = "",
    told: Told = lambda done, of: None,
) -> PostWeights:
    """Weights from labelled posts, each with the features of what is no order in it."""
    posts = [(blocks, list(_right(example))) for example, blocks in examples]
    orders = [row for example, _ in examples for row in _segments(example)]
    return PostWeights(
        name,
        learn_linear(posts, COLUMNS, _HEADS, told, left_out=_LEFT_OUT),
        learn_linear(orders, _ORDER, (Head(0, 1, one=False),)),
    )


def _right(example: PostExample) -> Iterable[str]:
    yield example.category
    yield f"severity {example.severity}"
    if example.language in LANGUAGES:
        yield f"language {example.language}"
    yield from (f"also {word}" for word in example.words if word in ALSO)


def _segments(example: PostExample) -> Iterable[tuple[Blocks, Sequence[str]]]:
    for start, end in segments(example.post):
        orders = any(
            min(b, end) - max(a, start) >= _COVERED * min(b - a, end - start)
            for a, b in example.orders
        )
        yield post_features(example.post[start:end]), _ORDER if orders else ()
