"""How people may want a draft to sound."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """What is asked of the next draft."""

    WARMER = "warmer"
    SHORTER = "shorter"
    MORE_FORMAL = "more formal"
