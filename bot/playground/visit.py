"""Who looks at a page, how, and what the page has to say to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.people import Person, Role
from bot.playground.forms import Form


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page needs. `csrf` is empty where no form may stand."""

    person: Person
    people: Sequence[Person]
    path: str
    csrf: str

    @property
    def is_lead(self) -> bool:
        """Whether the person in front leads."""
        return Role.LEAD in self.person.roles


@dataclass(frozen=True, slots=True)
class Notice:
    """A calm sentence in one area of a page. `anyway` offers to approve in spite of a warning."""

    area: str = ""
    text: str = ""
    anyway: bool = False


QUIET = Notice()


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """How a case is looked at: `write` is `draft`, `own` or empty; `typed` is what was not saved.

    `details` opens the part that is closed by default.
    """

    now: datetime
    write: str = ""
    details: bool = False
    notice: Notice = QUIET
    typed: Form = field(default_factory=dict)
