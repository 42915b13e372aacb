"""The folder `prompts/posts`: labelled posts in, learned weights in and out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.descent import Told
from bot.learned_triage import NOT_LEARNED, PostWeights
from bot.post_examples import PostExample, read_post_examples
from bot.post_features import VERSION, post_features
from bot.post_learning import learn_posts
from bot.triage_reader import TriageRules, cue_names, post_signs, without
from bot.weights_file import dump_linear, load_linear, read_weights, write_weights
from bot.yamlfile import read_text


def load_posts(folder: Path) -> list[PostExample]:
    """The posts of every `*.txt` of a folder; `SetupError` names file and line of a mistake."""
    return [
        example
        for path in sorted(folder.glob("*.txt"))
        for example in read_post_examples(read_text(path).splitlines(), path.name)
    ]


def learned_from(
    examples: Sequence[PostExample], rules: TriageRules, told: Told = lambda done, of: None
) -> PostWeights:
    """What the posts teach, with the cues of the rules as signs in them."""
    signs = post_signs(rules)

    def seen(example: PostExample) -> tuple[PostExample, Any]:
        rest = without(example.post, example.orders)
        text = rest if rest.strip() else example.post
        return example, post_features(" ".join(text.split()), cue_names(signs.find(text)))

    return learn_posts([seen(one) for one in examples], posts_digest(examples, rules), told)


def posts_digest(examples: Iterable[PostExample], rules: TriageRules) -> str:
    """Tells one set of posts, of cues and of ways of looking at them from another."""
    known = hashlib.sha256(repr((VERSION, sorted(cue.id for cue in rules.cues))).encode())
    for example in examples:
        told = (example.post, example.category, example.severity, sorted(example.words))
        known.update(repr((*told, example.language, example.orders)).encode())
    return known.hexdigest()[:16]


def load_post_weights(folder: Path) -> PostWeights:
    """What was learned; nothing where nobody has learned yet. `SetupError` if it cannot be read."""
    return read_weights(folder, NOT_LEARNED, _loaded)


def _loaded(value: Any) -> PostWeights:
    posts, orders = load_linear(value["posts"]), load_linear(value["orders"])
    return PostWeights(value["examples"], posts, orders)


def save_post_weights(folder: Path, weights: PostWeights) -> Path:
    """Write what was learned, and say where."""
    parts = {"posts": dump_linear(weights.posts), "orders": dump_linear(weights.orders)}
    return write_weights(folder, {"examples": weights.examples, **parts})
