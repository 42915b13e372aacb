"""Looks cases up: one with its words, the list of them, what is due, and by a card."""

from __future__ import annotations

from collections.abc import Sequence

from bot.casebook import Casebook
from bot.records import CaseRow, MessageRef
from bot.views import CaseView


class CaseList:
    """What of the care desk only looks."""

    def __init__(self, casebook: Casebook) -> None:
        self._casebook = casebook

    async def view(self, organisation: str, case_id: str) -> CaseView:
        """The case with all its words; `NoSuchCase` where the organisation has none such."""
        return await self._casebook.view(organisation, case_id)

    async def cases(
        self, organisation: str, *, statuses: Sequence[str] = (), limit: int = 50
    ) -> list[tuple[CaseRow, str]]:
        """The case list with the words of each post: what is urgent, then the latest change."""
        ledger = self._casebook.ledger
        rows = await ledger.cases(organisation, statuses=statuses, limit=limit)
        # Stable: within both groups the latest change first.
        rows.sort(key=lambda row: not row.urgent)
        texts = await ledger.contents(organisation, [row.headline_content for row in rows])
        found = [(row, texts.get(row.headline_content)) for row in rows]
        return [(row, content.text if content else "") for row, content in found]

    async def find(self, organisation: str, ref: MessageRef) -> tuple[str, int] | None:
        """Case and draft number of the card that stands there; None for any other message."""
        return await self._casebook.ledger.find_ref(organisation, ref)

    async def came_by(self, organisation: str, delivery: str) -> str | None:
        """The case that a delivery opened; None where it opened none."""
        return await self._casebook.ledger.case_for_key(organisation, delivery) or None
