"""The folder `prompts/examples`: examples and word lists in, learned weights in and out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import SetupError
from bot.examples import Example, read_examples
from bot.features import VERSION
from bot.findings import JUDGED, FindingKind
from bot.learned import Weights
from bot.rubric import Rubric
from bot.weights_file import packed, read_weights, unpacked, write_weights
from bot.yamlfile import read_text, read_yaml

_WORDS = "words.yaml"


def load_examples(folder: Path) -> list[Example]:
    """The examples of every `*.txt` of a folder; `SetupError` names file and line of a mistake."""
    return [
        example
        for path in sorted(folder.glob("*.txt"))
        for example in read_examples(read_text(path).splitlines(), path.name)
    ]


def taught(prompts: Path) -> list[Example]:
    """All that the learned reader learns from; what shows the model a kind teaches it, too."""
    rubric = read_yaml(prompts / "rubric.yaml", Rubric)
    return [*load_examples(prompts / "examples"), *_of_rubric(rubric)]


def _of_rubric(rubric: Rubric) -> Iterator[Example]:
    for kind, rule in rubric.kinds.items():
        if kind in JUDGED:
            for text in rule.examples:
                yield Example("", text, ((kind, 0, len(text)),))
            for text in rule.near_misses:
                yield Example("", text)


def load_classes(folder: Path) -> Mapping[str, str]:
    """In which word list a word stands: `words.yaml` turned round."""
    classes: dict[str, str] = {}
    for name, words in read_yaml(folder / _WORDS, dict[str, str]).items():
        for word in words.split():
            if word in classes:
                problem = f"“{word}” stands in the list {classes[word]}, too"
                raise SetupError(problem, file=_WORDS, key=name)
            classes[word] = f"<{name}>"
    return classes


def digest(examples: Iterable[Example], classes: Mapping[str, str]) -> str:
    """Tells one set of examples (and way of looking at them) from another."""
    known = hashlib.sha256(repr((VERSION, sorted(classes.items()))).encode())
    for example in examples:
        known.update(repr(example).encode())
    return known.hexdigest()[:16]


def load_weights(folder: Path) -> Weights:
    """What was learned; nothing where nobody has learned yet. `SetupError` if it cannot be read."""
    return read_weights(folder, Weights(), lambda value: _weights(value, load_classes(folder)))


def _weights(value: Any, classes: Mapping[str, str]) -> Weights:
    kinds = tuple(FindingKind(kind) for kind in value["kinds"])
    weights = Weights(
        examples=value["examples"],
        kinds=kinds,
        features=tuple(value["features"].split("\n")),
        rarity=unpacked(value["rarity"]),
        gate=unpacked(value["gate"]),
        rows=unpacked(value["rows"]),
        classes=classes,
    )
    size = len(weights.features)
    sizes = len(weights.rarity), len(weights.gate) - 1, len(weights.rows) / (len(kinds) + 1) - 1
    if any(given != size for given in sizes):
        raise ValueError("features and weights do not fit together")
    return weights


def save_weights(folder: Path, weights: Weights) -> Path:
    """Write what was learned, and say where."""
    value = {
        "examples": weights.examples,
        "kinds": list(weights.kinds),
        "features": "\n".join(weights.features),
        "rarity": packed(weights.rarity),
        "gate": packed(weights.gate),
        "rows": packed(weights.rows),
    }
    return write_weights(folder, value)
