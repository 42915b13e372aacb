"""Whether two posts are about the same problem. Precision comes first. Pure."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.problem import Problem
from bot.triage import Category, Confidence, Triage

WINDOW = timedelta(hours=72)

# Kinds of posts that can be about an incident; the rest is never joined.
_JOINED = frozenset({Category.COMPLAINT, Category.CRISIS, Category.QUESTION})

_SURE = 3.3
_CODE, _NAME, _THING, _WORD, _SIGN, _PLACE = 2.4, 1.5, 1.7, 1.0, 0.9, 0.9
_CARRIER, _EVERYDAY = 0.4, 0.25
_PLACES = 1.3  # at most: one place often has several names
_OTHER_THING = 1.5  # taken off where each names another thing
_KIN = 1.4  # another thing that is online: as a rule they fail together, and for everybody
_SOON, _SOON_AFTER = timedelta(hours=6), 1.0
_WORD_OF = re.compile(r"[^\W_]+")
_FEW, _NEARLY = 6, 0.75  # words; and which share of the shorter post stands in the other
_USUAL = 0.3  # of its weight, for a word that a house hears all the time


@dataclass(frozen=True, slots=True)
class Told:
    """One post as it is compared with others.

    `customers` are its `customer_keys`; `author` is empty where nobody knows who wrote.
    """

    case: str
    problem: Problem
    at: datetime
    brand: str = ""
    customers: frozenset[str] = frozenset()
    author: str = ""
    text: str = ""

    def same_customer(self, other: Told) -> bool:
        """Whether one person wrote both.

        Nearly the same words count as one post where it is not known that two people wrote them.
        """
        if self.author and other.author:
            return self.author == other.author
        return nearly_the_same(self.text, other.text) or bool(self.customers & other.customers)


def nearly_the_same(one: str, other: str) -> bool:
    """Whether two posts say the same in nearly the same words; of short ones, in the same."""
    ours, theirs = (frozenset(_WORD_OF.findall(text.casefold())) for text in (one, other))
    fewer = min(len(ours), len(theirs))
    if fewer < _FEW:
        return bool(ours) and ours == theirs
    return len(ours & theirs) >= _NEARLY * fewer


def can_join(triage: Triage | None) -> bool:
    """Whether a post of this kind can be about an incident; of none where the kind is a guess."""
    if triage is None or triage.category is Category.SPAM:
        return False
    return triage.category in _JOINED or triage.confidence is not Confidence.SURE


def same_problem(one: Told, other: Told, usual: Set[str] = frozenset()) -> bool:
    """Whether it is sure that both tell of the same problem; `usual` words weigh little."""
    if not _fits(one, other):
        return False
    soon = abs(one.at - other.at) <= _SOON
    return likeness(one.problem, other.problem, usual, soon=soon) >= _SURE


def likeness(
    one: Problem, other: Problem, usual: Set[str] = frozenset(), *, soon: bool = True
) -> float:
    """How much of their problem two posts share; 0 where they name no thing in common.

    `soon`: one was written within hours of the other.
    """

    def worth(shared: Set[str], weight: float, prefix: str = "") -> float:
        return sum(weight * (_USUAL if prefix + word in usual else 1.0) for word in shared)

    both = one.mentioned & other.mentioned
    things, signs = one.things & other.things, one.signs & other.signs
    outage = one.online and other.online and bool(signs)
    kin = outage and not things
    codes, places = one.codes & other.codes, both & (one.places | other.places)
    names = (both & (one.names | other.names)) - places - codes
    everyday = both & (one.everyday | other.everyday)
    words = both - codes - places - names - everyday
    if not (things or kin or codes or names or len(words) > 1):
        return 0.0
    return (
        worth(things, _THING, "~")
        + (_KIN if kin else 0.0)
        + (_SOON_AFTER if outage and soon else 0.0)
        + worth(one.carriers & other.carriers, _CARRIER, "~")
        + worth(signs, _SIGN, "~")
        + worth(codes, _CODE)
        + worth(names, _NAME)
        + min(worth(places, _PLACE), _PLACES)
        + worth(words, _WORD)
        + worth(everyday, _EVERYDAY)
        - (_OTHER_THING if one.things and other.things and not (things or kin) else 0.0)
    )


def _fits(one: Told, other: Told) -> bool:
    """Whether nothing speaks against it: brand, time, place, number, or the same customer."""
    return (
        one.case != other.case
        and one.brand == other.brand
        and abs(one.at - other.at) <= WINDOW
        and one.problem.old == other.problem.old
        and not _apart(one.problem, other.problem, one.problem.places, other.problem.places)
        and not _apart(one.problem, other.problem, one.problem.codes, other.problem.codes)
        and not one.same_customer(other)
    )


def _apart(one: Problem, other: Problem, ours: Set[str], theirs: Set[str]) -> bool:
    """Both name some, and neither mentions any of the other's."""
    if not ours or not theirs:
        return False
    return not (ours & other.mentioned or theirs & one.mentioned)
