"""What can happen to a case once it was answered: promises, the customer's return, incidents.

The rules of `bot/events.py` hold: nothing is ever renamed, and no event holds free text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.contents import ContentRef
from bot.events import Event
from bot.people import Person
from bot.profile import Moderation


@dataclass(frozen=True, slots=True)
class PromisesFound(Event):
    """The model has read what a draft promises; it stands beside `content`."""

    draft: int
    content: ContentRef


@dataclass(frozen=True, slots=True)
class PromiseMade(Event):
    """A reply that stands in public promises something; `content` quotes it.

    `owner` sees to it. `due` is the last moment at which it is still kept, None where the reply
    names no time; `all_day` says that it names a day, and no hour.
    """

    promise: int
    draft: int
    content: ContentRef
    owner: Person | None
    due: datetime | None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class PromiseTaken(Event):
    """The actor sees to a promise from now on."""

    promise: int


@dataclass(frozen=True, slots=True)
class PromiseKept(Event):
    """It was done."""

    promise: int


@dataclass(frozen=True, slots=True)
class PromiseMoved(Event):
    """It will be done by another time; the customer is told so."""

    promise: int
    due: datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class PromiseBroken(Event):
    """It was not done, and will not be."""

    promise: int
    reason: ContentRef


@dataclass(frozen=True, slots=True)
class PromiseWaived(Event):
    """A lead decided that it need not be done, and why."""

    promise: int
    reason: ContentRef


@dataclass(frozen=True, slots=True)
class Reminded(Event):
    """The coach told people that something is due. `marks` are `Reminder.mark`s, each told once.

    `quietly` says that it stood in a digest only, because its time was long over.
    """

    marks: tuple[str, ...]
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class CustomerReturned(Event):
    """The same customer wrote again (None: it is not known when)."""

    post: ContentRef
    posted_at: datetime | None


@dataclass(frozen=True, slots=True)
class EarlierPostAdded(Event):
    """We heard late of a post of this customer that is older than their latest one."""

    post: ContentRef
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnTakenBack(Event):
    """A post does not belong to this case after all."""

    post: ContentRef


@dataclass(frozen=True, slots=True)
class CaseMerged(Event):
    """The post belongs to another case, where it stands from now on."""

    into: str


@dataclass(frozen=True, slots=True)
class PostModerated(Event):
    """A post against a guideline was hidden, removed or reported; the guideline is quoted."""

    action: Moderation
    guideline: ContentRef


@dataclass(frozen=True, slots=True)
class IncidentJoined(Event):
    """The post is about the same problem as others; an incident has the id of its first case."""

    incident: str


@dataclass(frozen=True, slots=True)
class IncidentLeft(Event):
    """It is about something else after all."""

    incident: str


@dataclass(frozen=True, slots=True)
class CrisisRaised(Event):
    """So many people wrote about the same problem that it is a crisis."""

    posts: int


@dataclass(frozen=True, slots=True)
class NoteRequested(Event):
    """The case is solved, and a public note of what was put right is to be drafted."""
