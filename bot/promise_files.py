"""The folder `prompts/promises`: words by language, labelled replies, and learned weights."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.errors import SetupError
from bot.learned_promises import NOT_LEARNED, PromiseWeights
from bot.promise_examples import PromiseExample, read_promise_examples
from bot.promise_features import VERSION
from bot.promise_signs import PromiseWords
from bot.weights_file import dump_linear, load_linear, read_weights, write_weights
from bot.yamlfile import read_text, read_yaml

EXAMPLES = "examples"
Examples = Mapping[str, Sequence[PromiseExample]]


def load_promise_words(folder: Path) -> Mapping[str, PromiseWords]:
    """A file for each language of replies, by its code."""
    words = {
        path.stem: replace(read_yaml(path, PromiseWords), file=f"{folder.name}/{path.name}")
        for path in sorted(folder.glob("*.yaml"))
    }
    if not words:
        raise SetupError("no promise would be noticed without a file here", file=folder.name)
    return words


def load_promise_examples(folder: Path) -> Examples:
    """By language, which is the name of the file; `SetupError` names file and line of a mistake."""
    return {
        path.stem: read_promise_examples(read_text(path).splitlines(), path.name)
        for path in sorted(folder.glob("*.txt"))
    }


def promises_digest(examples: Examples, words: Mapping[str, PromiseWords]) -> str:
    """Tells one set of examples, and of signs that are seen in them, from another."""
    known = hashlib.sha256(repr(VERSION).encode())
    for code, replies in sorted(examples.items()):
        signs = sorted(sign.id for sign in words[code].signs) if code in words else []
        known.update(repr((code, replies, signs)).encode())
    return known.hexdigest()[:16]


def load_promise_weights(folder: Path) -> PromiseWeights:
    """What was learned; nothing where nobody has learned yet. `SetupError` if it cannot be read."""
    return read_weights(folder, NOT_LEARNED, _loaded)


def _loaded(value: Any) -> PromiseWeights:
    return PromiseWeights(value["examples"], load_linear(value["clauses"]))


def save_promise_weights(folder: Path, weights: PromiseWeights) -> Path:
    """Write what was learned, and say where."""
    clauses = dump_linear(weights.clauses)
    return write_weights(folder, {"examples": weights.examples, "clauses": clauses})
