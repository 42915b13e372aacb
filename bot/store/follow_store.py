"""What is kept so that customers are followed up: who wrote, about what, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby

from bot.errors import NewerEvents
from bot.events import Recorded
from bot.records import CaseRow, StandingCard
from bot.store import cases, customers, events, inbox
from bot.store.member_store import Members


class FollowUps(Members):
    """A part of the store."""

    async def case_of_customer(
        self, organisation: str, keys: Sequence[str], *, since: datetime
    ) -> str | None:
        """The case of the latest post of a customer who is known by one of these keys."""
        if not keys:
            return None
        return await self._engine.read(lambda: customers.case_of(organisation, keys, since))

    async def cases_alike(
        self,
        organisation: str,
        words: Sequence[str],
        *,
        since: datetime,
        until: datetime,
        limit: int = 20,
    ) -> list[tuple[str, int, datetime]]:
        """Cases that share words of their problem: id, how many words, and when they were posted.

        Those that share most come first.
        """
        if not words:
            return []
        return await self._engine.read(
            lambda: customers.alike(organisation, words, since, until, limit)
        )

    async def usual_words(
        self, organisation: str, words: Sequence[str], *, since: datetime, until: datetime
    ) -> set[str]:
        """Those of the words with which so many posts of this time tell their problem that they
        tell none from another.
        """
        if not words:
            return set()
        return await self._engine.read(lambda: customers.usual(organisation, words, since, until))

    async def histories(
        self, organisation: str, case_ids: Sequence[str]
    ) -> dict[str, list[Recorded]]:
        """The histories of several cases, by id; without those of a newer release."""
        if not case_ids:
            return {}
        rows = await self._engine.read(lambda: events.histories(organisation, case_ids))
        found: dict[str, list[Recorded]] = {}
        for case_id, own in groupby(rows, key=lambda row: str(row[0])):
            with suppress(NewerEvents):
                found[case_id] = events.recorded(organisation, case_id, [row[1:] for row in own])
        return found

    async def case_row(self, organisation: str, case_id: str) -> CaseRow | None:
        """The line of one case in the list."""
        return await self._engine.read(lambda: cases.one(organisation, case_id))

    async def incident_cases(self, organisation: str, incident: str) -> list[CaseRow]:
        """The cases of an incident, the oldest first."""
        return await self._engine.read(lambda: cases.of_incident(organisation, incident))

    async def to_see_to(self, organisation: str, now: datetime, day_end: datetime) -> list[CaseRow]:
        """Cases with an answer overdue `now` or a promise due until `day_end`, those of customers
        who came back, and those of which people were not told in time. The oldest first.
        """
        return await self._engine.read(lambda: cases.to_see_to(organisation, now, day_end))

    async def due_cases(
        self, organisation: str, *, until: datetime, limit: int = 50
    ) -> list[CaseRow]:
        """Cases in which an answer or a promise is due until then, the soonest first."""
        return await self._engine.read(lambda: cases.due(organisation, until, limit))

    async def answered_since(self, organisation: str, since: datetime) -> list[CaseRow]:
        """Cases whose first answer was sent since then."""
        return await self._engine.read(lambda: cases.answered_since(organisation, since))

    async def left_unanswered(
        self, organisation: str, category: str, since: datetime, until: datetime
    ) -> list[CaseRow]:
        """Cases of a category that were closed in that time without any reply."""
        return await self._engine.read(
            lambda: cases.left_unanswered(organisation, category, since, until)
        )

    async def cards_of_all(
        self, organisation: str, case_ids: Sequence[str]
    ) -> dict[str, list[StandingCard]]:
        """The cards of each of these cases that has any."""
        return await self._engine.read(lambda: inbox.cards_of_all(organisation, case_ids))

    async def organisations(self) -> list[str]:
        """Those that have cases."""
        return await self._engine.read(cases.organisations)

    async def without_timer(self, kind: str, prefix: str) -> list[tuple[str, str]]:
        """What still needs somebody and has no job of this `kind` with `prefix` before its id.

        Pairs of organisation and case id.
        """
        return await self._engine.read(lambda: cases.without_timer(kind, prefix))
