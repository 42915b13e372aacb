"""What people put into the forms of a case, on whichever surface: words for the desk. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.acts import Target
from bot.events import Outcome
from bot.facts import FactState
from bot.profile import Moderation
from bot.triage import Category

# In BELONGS, with the id of a post behind it, in place of a case: somebody else wrote the post.
OWN_CASE = "own:"


class PromiseChoice(StrEnum):
    """What can become of a promise."""

    KEPT = "kept"
    MINE = "mine"
    MOVED = "moved"
    BROKEN = "broken"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Words:
    """What was written; empty only where it may be: REJECT, GOOD, BAD, POSTED, COPY."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """FACTS: what is known, and the numbers of facts that are taken back."""

    target: Target
    stated: tuple[tuple[FactState, str], ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """GAPS: words by the number of the slot, from 0."""

    target: Target
    words: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """ANSWER: without words, the question is not needed any more."""

    target: Target
    words: str
    state: FactState


@dataclass(frozen=True, slots=True)
class Kind:
    """KIND: what a person says it is."""

    target: Target
    category: Category


@dataclass(frozen=True, slots=True)
class Dismissal:
    """DISMISS: the finding by its key."""

    target: Target
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseAnswer:
    """PROMISE: what became of it; `until` and `text` as the choice needs them."""

    target: Target
    promise: int
    choice: PromiseChoice
    until: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """HIDE: what was done, the heading of the guideline, and which words of the post break it."""

    target: Target
    action: Moderation
    guideline: str
    words: str


@dataclass(frozen=True, slots=True)
class Ending:
    """SOLVE: how it ended for the customer, and the words of theirs that show it."""

    target: Target
    outcome: Outcome
    quote: str = ""
