"""Posts about the same problem, as one case of theirs looks at the others. Pure."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import events as e
from bot.case import Case, DraftState, Fact, replay
from bot.contents import ContentRef
from bot.people import Person
from bot.records import CaseRow

_GRAVE = 4  # a severity that many others need not reach
_MOST = 60  # cases of an incident that are looked at
_NAMED = 3  # other posts that a card names
_REACHED = 3  # posts beside which a grave one is read by many


@dataclass(frozen=True, slots=True)
class SharedFact:
    """What staff stated in another case; `number` tells it from every other of the incident."""

    number: int
    case: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Published:
    """A reply that stands in public in another case, since `at`."""

    case: str
    at: datetime
    content: ContentRef


@dataclass(frozen=True, slots=True)
class Other:
    """Another case of the incident. `facts_at` is when its facts last changed."""

    case: Case
    facts_at: datetime | None
    claimed_at: datetime | None
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """`rows` are the lines of all its cases, the oldest first; `others` those that were loaded."""

    id: str
    rows: tuple[CaseRow, ...]
    others: tuple[Other, ...] = ()

    @property
    def posts(self) -> int:
        """How many customers wrote about it."""
        return len(self.rows)

    @property
    def since(self) -> datetime:
        """When the first of them wrote."""
        return min(written(row) for row in self.rows)

    @property
    def owner(self) -> tuple[datetime, Person] | None:
        """Who claimed another case of it last, and when."""
        claims = [
            (one.claimed_at, one.case.claimed_by)
            for one in self.others
            if one.claimed_at and one.case.claimed_by
        ]
        return max(claims, key=lambda claim: claim[0]) if claims else None

    @property
    def crisis(self) -> int:
        """How many posts made it a crisis, as another case of it says; 0 for none."""
        return max((one.case.crisis for one in self.others), default=0)

    @property
    def facts(self) -> tuple[SharedFact, ...]:
        """What was stated in the other cases."""
        return tuple(
            SharedFact(shared_number(one.case.id, fact.number), one.case.id, fact)
            for one in self.others
            for fact in one.case.facts
        )

    @property
    def facts_at(self) -> datetime | None:
        """When the facts of the other cases last changed."""
        return max((one.facts_at for one in self.others if one.facts_at), default=None)

    @property
    def published(self) -> tuple[Published, ...]:
        """Replies in the other cases, the latest first."""
        found = (reply for one in self.others for reply in one.published)
        return tuple(sorted(found, key=lambda reply: reply.at, reverse=True))

    def beside(self, case_id: str) -> list[CaseRow]:
        """The lines of its other cases that are named on the card of this one, the latest first."""
        return [row for row in reversed(self.rows) if row.case_id != case_id][:_NAMED]

    @property
    def contents(self) -> Iterator[ContentRef]:
        """The texts that somebody who looks at the incident needs."""
        yield from (shared.fact.content for shared in self.facts)
        yield from (reply.content for reply in self.published)


def incident_of(
    incident: str, rows: Sequence[CaseRow], histories: Mapping[str, Sequence[e.Recorded]]
) -> Incident:
    """The incident as lines and the histories of other cases tell it."""
    others = (_other(case_id, history) for case_id, history in histories.items() if history)
    return Incident(incident, tuple(rows), tuple(others))


def telling(rows: Sequence[CaseRow]) -> list[str]:
    """The ids of the cases that people have done something about, and of the first.

    Those alone hold facts and replies, and say whose it is; the oldest that is open may say that it
    is a crisis. Of a very large incident, the latest.
    """
    handled = [row.case_id for row in rows if row.status != "new"][-_MOST:]
    waiting = [row.case_id for row in rows if row.status in {"new", "open"}]
    first = [row.case_id for row in rows]
    return list(dict.fromkeys((*first[:1], *waiting[:1], *handled)))


def _other(case_id: str, history: Sequence[e.Recorded]) -> Other:
    case = replay(history[0].organisation, case_id, history)
    sent_at = {r.event.draft: r.at for r in history if isinstance(r.event, e.ReplySent)}
    published = tuple(
        Published(case_id, sent_at[draft.number], draft.content)
        for draft in case.drafts
        if draft.state is DraftState.SENT and draft.number in sent_at
    )
    return Other(
        case,
        last_time(history, e.FactStated, e.FactWithdrawn),
        last_time(history, e.CaseClaimed),
        published,
    )


def last_time(history: Sequence[e.Recorded], *types: type[e.Event]) -> datetime | None:
    """When such an event happened last."""
    return next((r.at for r in reversed(history) if isinstance(r.event, types)), None)


def shared_number(case_id: str, number: int) -> int:
    """A number for a fact of another case; the own ones of a case stay far below."""
    return (zlib.crc32(case_id.encode()) % 900_000 + 1) * 1000 + number


def written(row: CaseRow) -> datetime:
    """When the customer wrote, as far as it is known."""
    return row.posted_at or row.opened_at


def burst(rows: Sequence[CaseRow], posts: int, hours: int, now: datetime) -> int:
    """How many posts make it a crisis: so many within so many hours, or fewer where one is grave.

    0 where it is none, or was over a day ago.
    """
    times = sorted(written(row) for row in rows)
    span, most, latest = timedelta(hours=hours), 0, now
    for number, at in enumerate(times):
        end = bisect_right(times, at + span)
        if end - number > most:
            most, latest = end - number, times[end - 1]
    grave = any(row.severity >= _GRAVE for row in rows)
    enough = most >= posts or (grave and most >= min(_REACHED, posts))
    return most if enough and now - latest <= timedelta(days=1) else 0
