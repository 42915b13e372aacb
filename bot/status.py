"""Where a case stands."""

from __future__ import annotations

from enum import StrEnum


class CaseStatus(StrEnum):
    """NEW: no person has acted yet. OPEN: needs us. PENDING: answered, the customer's turn."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


OVER = frozenset({CaseStatus.SOLVED, CaseStatus.CLOSED})
