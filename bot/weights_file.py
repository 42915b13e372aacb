"""How learned weights are kept in a file: JSON that says what it is, with packed bytes in it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import SetupError
from bot.linear import Linear
from bot.yamlfile import read_text

WEIGHTS = "weights.json"
T = TypeVar("T")


def read_weights(folder: Path, unlearned: T, load: Callable[[Any], T]) -> T:
    """What `load` makes of the file in `folder`; `unlearned` where there is none yet.

    Raises `SetupError` for a file that cannot be used.
    """
    path = folder / WEIGHTS
    if not path.is_file():
        return unlearned
    try:
        return load(json.loads(read_text(path)))
    except (ValueError, KeyError, TypeError, zlib.error) as exc:
        problem = "this file is damaged; `coach learn` writes it anew"
        raise SetupError(problem, file=f"{folder.name}/{path.name}") from exc


def write_weights(folder: Path, value: Mapping[str, Any]) -> Path:
    """Write what was learned, and say where; the same weights make the same file."""
    path = folder / WEIGHTS
    note = {"note": "Written by `coach learn` from the examples beside it; not to be edited."}
    # All of it or nothing: a half-written file would keep the coach from starting.
    fresh = path.with_suffix(".new")
    text = json.dumps({**note, **value}, ensure_ascii=False, indent=1) + "\n"
    fresh.write_text(text, encoding="utf-8", newline="\n")
    fresh.replace(path)
    return path


def dump_linear(linear: Linear) -> dict[str, Any]:
    """Linear weights as JSON-able data."""
    return {
        "columns": list(linear.columns),
        "features": "\n".join(linear.features),
        "rarity": packed(linear.rarity),
        "rows": packed(linear.rows),
    }


def load_linear(value: Any) -> Linear:
    """What `dump_linear` gave; `ValueError` where its parts do not fit together."""
    columns, features = tuple(value["columns"]), tuple(value["features"].split("\n"))
    linear = Linear(
        columns=columns,
        features=features,
        rarity=unpacked(value["rarity"]),
        rows=unpacked(value["rows"]),
    )
    size = len(features)
    if len(linear.rarity) != size or len(linear.rows) != (size + 1) * len(columns):
        raise ValueError("features and weights do not fit together")
    return linear


def packed(numbers: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(zlib.compress(numbers, 9)).decode()


def unpacked(text: str) -> bytes:
    """The bytes that `packed` made into text."""
    return zlib.decompress(base64.b64decode(text, validate=True))
