"""What the desk does with easy cases: lists them for a person, and approves what was ticked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.case import Case, CaseStatus
from bot.casebook import Casebook
from bot.easy import AT_ONCE, EasyOne, easy_one, is_easy, listed, may_be_easy
from bot.errors import CoachError, WrongMoment
from bot.people import Caller
from bot.playbook import Playbook
from bot.practice import Practice
from bot.understanding import OWN_WORDS_FIRST, stage
from bot.views import CaseView

_SEARCHED = 500  # open cases among which the easy ones are looked for


class Approve(Protocol):
    """Approves the text with this digest, or raises a `CoachError` that says why not."""

    async def __call__(self, caller: Caller, case_id: str, number: int, digest: str) -> Case: ...


class EasyDesk:
    """Only a way to read: each case is approved by itself. A part of the care desk."""

    def __init__(self, casebook: Casebook, playbook: Playbook, approve: Approve) -> None:
        self._casebook, self._playbook, self._approve = casebook, playbook, approve

    async def ones(self, caller: Caller, limit: int = 20) -> list[EasyOne]:
        """Cases that this person can approve as a list, the latest change first; see `bot.easy`.

        Whoever practises sees none of our drafts before they have found words of their own.
        """
        statuses = (CaseStatus.NEW, CaseStatus.OPEN)
        rows = await self._casebook.ledger.cases(
            caller.organisation, statuses=statuses, limit=_SEARCHED
        )
        practice = await self._practice(caller)
        found: list[EasyOne] = []
        for row in rows:
            if len(found) < limit and may_be_easy(row.category, row.severity):
                view = await self._casebook.view(caller.organisation, row.case_id)
                if is_easy(view, self._playbook) and not _held_back(view, caller, practice):
                    found.append(easy_one(view, self._playbook))
        return found

    async def count(self, caller: Caller, within: float) -> int:
        """How many can be listed at once; 0 where that takes more than so many seconds to tell."""
        try:
            async with asyncio.timeout(within):
                return len(listed(await self.ones(caller, limit=AT_ONCE)))
        except TimeoutError:
            return 0

    async def approve(
        self, caller: Caller, ticked: Sequence[tuple[str, int, str]]
    ) -> list[tuple[str, str | None]]:
        """Approve each (case, draft, digest) by itself; what was refused comes with a sentence."""
        practice = await self._practice(caller)
        return [
            (case_id, await self._one(caller, practice, case_id, number, digest))
            for case_id, number, digest in ticked
        ]

    async def _one(
        self, caller: Caller, practice: Practice, case_id: str, number: int, digest: str
    ) -> str | None:
        keys = tuple(f"{key}:{case_id}" for key in caller.delivery)  # each is a delivery of its own
        try:
            view = await self._casebook.view(caller.organisation, case_id)
            if _held_back(view, caller, practice):
                raise WrongMoment("You find your own words first here. Open it to begin.")
            if not is_easy(view, self._playbook):
                raise WrongMoment("This one has changed, and wants a look of its own.")
            await self._approve(replace(caller, delivery=keys), case_id, number, digest)
        except CoachError as exc:
            return str(exc)
        return None

    async def _practice(self, caller: Caller) -> Practice:
        return await self._casebook.ledger.practice(caller.organisation, caller.person.id)


def _held_back(view: CaseView, caller: Caller, practice: Practice) -> bool:
    return stage(view, caller.person, practice) in OWN_WORDS_FIRST
