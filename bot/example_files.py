"""The folder `prompts/examples`: examples and word lists in, learned weights in and out."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import SetupError
from bot.examples import Example, read_examples
from bot.features import VERSION
from bot.findings import JUDGED, FindingKind
from bot.learned import Weights
from bot.rubric import Rubric
from bot.yamlfile import read_text, read_yaml

WEIGHTS = "weights.json"
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
    path = folder / WEIGHTS
    if not path.is_file():
        return Weights()
    try:
        return _weights(json.loads(read_text(path)), load_classes(folder))
    except (ValueError, KeyError, TypeError, zlib.error) as exc:
        problem = "this file is damaged; `coach learn` writes it anew"
        raise SetupError(problem, file=path.name) from exc


def _weights(value: Any, classes: Mapping[str, str]) -> Weights:
    kinds = tuple(FindingKind(kind) for kind in value["kinds"])
    weights = Weights(
        examples=value["examples"],
        kinds=kinds,
        features=tuple(value["features"].split("\n")),
        rarity=_unpacked(value["rarity"]),
        gate=_unpacked(value["gate"]),
        rows=_unpacked(value["rows"]),
        classes=classes,
    )
    size = len(weights.features)
    sizes = len(weights.rarity), len(weights.gate) - 1, len(weights.rows) / (len(kinds) + 1) - 1
    if any(given != size for given in sizes):
        raise ValueError("features and weights do not fit together")
    return weights


def save_weights(folder: Path, weights: Weights) -> Path:
    """Write what was learned, and say where; the same weights make the same file."""
    path = folder / WEIGHTS
    value = {
        "note": "Written by `coach learn` from the examples beside it; not to be edited.",
        "examples": weights.examples,
        "kinds": list(weights.kinds),
        "features": "\n".join(weights.features),
        "rarity": _packed(weights.rarity),
        "gate": _packed(weights.gate),
        "rows": _packed(weights.rows),
    }
    # All of it or nothing: a half-written file would keep the coach from starting.
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
    return path


def _packed(numbers: bytes) -> str:
    return base64.b64encode(zlib.compress(numbers, 9)).decode()


def _unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text, validate=True))
