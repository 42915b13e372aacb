"""What a house owes its customers: the promises of its public replies, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot import events as e
from bot import follow_events as f
from bot.contents import ContentRef
from bot.people import Person


class PromiseState(StrEnum):
    """What became of a promise. MOVED is not here: what is moved is still open."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Owed:
    """A promise of a reply that stands in public; its quote stands in `content`.

    `due` is the last moment at which it is kept (None: no time was named), and `all_day` says that
    a day was named, and no hour. `moved` counts how often it got another time, and `since` is when
    it got the one it has. `settled_at` is when it was kept, broken or waived.
    """

    number: int
    draft: int
    content: ContentRef
    owner: Person | None
    due: datetime | None
    made_at: datetime
    all_day: bool = False
    moved: int = 0
    state: PromiseState = PromiseState.OPEN
    settled_at: datetime | None = None
    moved_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """When its time was named."""
        return self.moved_at or self.made_at

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state is PromiseState.OPEN


Ledger = tuple[Owed, ...]


def open_promises(ledger: Ledger) -> Ledger:
    """Those that are owed, the next due first; those without a time last."""
    owed = [one for one in ledger if one.open]
    return tuple(sorted(owed, key=lambda one: (one.due is None, one.due or one.made_at)))


def evolve_ledger(ledger: Ledger, recorded: e.Recorded) -> Ledger:
    """The ledger after one more event of its case."""
    at = recorded.at
    match recorded.event:
        case f.PromiseMade() as event:
            owed = Owed(
                event.promise,
                event.draft,
                event.content,
                event.owner,
                event.due,
                at,
                event.all_day,
            )
            return (*ledger, owed)
        case f.PromiseTaken(number):
            return _with(ledger, number, owner=recorded.actor)
        case f.PromiseKept(number):
            return _with(ledger, number, state=PromiseState.KEPT, settled_at=at)
        case f.PromiseBroken(promise=number):
            return _with(ledger, number, state=PromiseState.BROKEN, settled_at=at)
        case f.PromiseWaived(promise=number):
            return _with(ledger, number, state=PromiseState.WAIVED, settled_at=at)
        case f.PromiseMoved() as event:
            moved = next(one.moved for one in ledger if one.number == event.promise) + 1
            changes = {"due": event.due, "all_day": event.all_day, "moved": moved}
            return _with(ledger, event.promise, moved_at=at, **changes)
    return ledger


def _with(ledger: Ledger, number: int, **changes: object) -> Ledger:
    return tuple(
        replace(one, **changes) if one.number == number else one  # type: ignore[arg-type]
        for one in ledger
    )
