"""Free text kept apart from the events, so that erasing it leaves the history intact."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ContentRef:
    """What an event holds of a text: its id and `sha256(salt + text)` as hex digits."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Content:
    """A text with its salt. `extra` is JSON-able and goes when the text goes (handles, links)."""

    ref: ContentRef
    salt: str
    text: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether the text is the one that the events speak of."""
        return digest(self.salt, self.text) == self.ref.digest


def digest(salt: str, text: str) -> str:
    """The salted hash that stands for a text in the events."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def seal(
    text: str, *, content_id: str, salt: str, extra: Mapping[str, Any] | None = None
) -> Content:
    """Make the content and its reference; id and salt come from outside (no randomness here)."""
    return Content(ContentRef(content_id, digest(salt, text)), salt, text, extra or {})
