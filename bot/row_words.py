"""A line of the case list in words, for every surface. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card_lines import Short
from bot.case import CaseStatus
from bot.post_words import SEVERITY_WORDS
from bot.records import CaseRow

MOST = 20  # rows of one list
ERASED = "The words of this post were erased."
_STATUS = {
    CaseStatus.NEW: "New",
    CaseStatus.OPEN: "Needs us",
    CaseStatus.PENDING: "Waiting for the customer",
    CaseStatus.SOLVED: "Solved",
    CaseStatus.CLOSED: "Closed",
}


def standing(row: CaseRow) -> Sequence[str]:
    """How a case stands, which catches the eye."""
    status = _STATUS[CaseStatus(row.status)]
    return ["Urgent", status] if row.urgent else [status]


def about(row: CaseRow, short: Short) -> Sequence[str]:
    """What kind of post it is, and who has it."""
    kind = row.category.replace("_", " ")
    told = [
        f"{kind}, {SEVERITY_WORDS.get(row.severity, '')}" if kind else "being read",
        f"{short(row.claimed_by, 60)} is on it" if row.claimed_by else "",
    ]
    return [part for part in told if part]


def in_words(rows: Sequence[tuple[CaseRow, str]], short: Short) -> str:
    """The first cases with the words of each post, in words alone."""
    return "\n".join(
        f"{standing(row)[-1]}: {short(post, 120) or ERASED}" for row, post in rows[:MOST]
    )
