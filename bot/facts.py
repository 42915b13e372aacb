"""What staff say is known or done: the only source of a draft besides post and profile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactState(StrEnum):
    """How far a fact can be used in public."""

    CONFIRMED = "confirmed"
    CHECKING = "checking"
    DID_NOT_HAPPEN = "did not happen"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One statement of staff, in their words ("two cooks were ill", "refunded the pasta")."""

    state: FactState
    text: str
