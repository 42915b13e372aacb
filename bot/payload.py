"""Reads JSON that comes from outside. Pure.

Whatever has an unexpected shape is read as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]


def data(holder: object, key: str) -> Data:
    """The mapping under `key`; empty where there is none."""
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def entries(holder: object, key: str) -> list[Data]:
    """The mappings in the list under `key`."""
    value = holder.get(key) if isinstance(holder, Mapping) else None
    listed = value if isinstance(value, list) else []
    return [entry for entry in listed if isinstance(entry, Mapping)]


def string(holder: object, key: str) -> str:
    """The text under `key`; empty where there is none. What no database can keep becomes “�”."""
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return whole(value) if isinstance(value, str) else ""


def whole(text: str) -> str:
    """`text`, of which JSON may hold NUL and half a surrogate pair, as something to be kept."""
    text = text.replace("\x00", "�")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
