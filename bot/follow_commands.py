"""What people and the coach may ask of a case once it was answered. See `bot/commands.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.contents import ContentRef
from bot.profile import Moderation


@dataclass(frozen=True, slots=True)
class RecordPromisesFound:
    """The model has read what the draft with this digest promises; see `PromisesFound`."""

    draft: int
    digest: str
    content: ContentRef


@dataclass(frozen=True, slots=True)
class RecordPromise:
    """A reply that is being recorded as posted promises this; see `PromiseMade`."""

    draft: int
    content: ContentRef
    due: datetime | None
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class TakePromise:
    """See to a promise from now on."""

    promise: int


@dataclass(frozen=True, slots=True)
class KeepPromise:
    """It was done."""

    promise: int


@dataclass(frozen=True, slots=True)
class MovePromise:
    """It will be done by another time."""

    promise: int
    due: datetime
    all_day: bool = False


@dataclass(frozen=True, slots=True)
class BreakPromise:
    """It was not done, and will not be."""

    promise: int
    reason: ContentRef


@dataclass(frozen=True, slots=True)
class WaivePromise:
    """A lead decides that it need not be done."""

    promise: int
    reason: ContentRef


@dataclass(frozen=True, slots=True)
class RecordReminders:
    """The coach tells people that something is due; see `Reminded`."""

    marks: tuple[str, ...]
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """The same customer wrote again; `waits` says that nobody has answered it, however old."""

    post: ContentRef
    posted_at: datetime | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class TakeBack:
    """These posts do not belong to this case after all."""

    posts: tuple[ContentRef, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The posts belong to another case, and stand there by now: these, and no others."""

    into: str
    posts: tuple[ContentRef, ...]


@dataclass(frozen=True, slots=True)
class Moderate:
    """A post against a guideline was hidden, removed or reported."""

    action: Moderation
    guideline: ContentRef


@dataclass(frozen=True, slots=True)
class JoinIncident:
    """The post is about the same problem as others."""

    incident: str


@dataclass(frozen=True, slots=True)
class LeaveIncident:
    """It is about something else after all."""


@dataclass(frozen=True, slots=True)
class RaiseCrisis:
    """So many people wrote about the same problem that it is a crisis."""

    posts: int


@dataclass(frozen=True, slots=True)
class RequestNote:
    """Have a public note of what was put right drafted, for a solved case."""


FollowUp = (
    RecordPromisesFound
    | RecordPromise
    | TakePromise
    | KeepPromise
    | MovePromise
    | BreakPromise
    | WaivePromise
    | RecordReminders
    | Return
    | TakeBack
    | Merge
    | Moderate
    | JoinIncident
    | LeaveIncident
    | RaiseCrisis
    | RequestNote
)
