"""One text that may become a public reply, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot import events as e
from bot.contents import ContentRef
from bot.people import Person


class DraftState(StrEnum):
    """Where one draft stands; SENT, REJECTED and SUPERSEDED are final."""

    AWAITING_REVIEW = "awaiting review"
    APPROVED = "approved"
    PUBLISHING = "publishing"
    SENT = "sent"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


LIVE = frozenset({DraftState.AWAITING_REVIEW, DraftState.APPROVED, DraftState.PUBLISHING})


@dataclass(frozen=True, slots=True)
class Draft:
    """One immutable text. `decided_by` approved it last, rejected it, or posted it.

    `approved` stays true when a newer draft supersedes it: somebody may have posted it by then.
    `reading` holds the words of a second reading. `unread` is the language of a text that the team
    does not read and that nobody translated; `translation` is one that came later. `ratings` pairs
    a person's id with "it helped". `turn` is the customer's post that it answers, from 1, and
    `promised` holds what the model found that it promises.
    """

    number: int
    origin: e.Origin
    content: ContentRef
    author: Person
    flags: tuple[e.Flag, ...]
    playbook: str
    proposed_at: datetime
    state: DraftState = DraftState.AWAITING_REVIEW
    approvals: tuple[Person, ...] = ()
    approved: bool = False
    decided_by: Person | None = None
    link: ContentRef | None = None
    reading: ContentRef | None = None
    unread: str = ""
    translation: ContentRef | None = None
    ratings: tuple[tuple[str, bool], ...] = ()
    turn: int = 1
    promised: ContentRef | None = None
