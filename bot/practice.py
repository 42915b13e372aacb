"""New-hire mode: somebody finds own words first, until ten of them were good."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Practice:
    """Whether a person practises, and how many own replies were approved without a warning."""

    on: bool = False
    good: int = 0

    @property
    def own_words_first(self) -> bool:
        """Whether the coach holds its own draft back until the person has written one."""
        return self.on and self.good < ENOUGH
