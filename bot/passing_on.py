"""Passes on what was asked back, as every platform does it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.asked_back import passing_on
from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import NoSuchCase
from bot.records import Job
from bot.store import Store
from bot.views import CaseView


@dataclass(frozen=True, slots=True)
class PassingOn:
    """`kind` is the platform's job for private words."""

    platform: str
    kind: str
    store: Store
    desk: CareDesk
    clock: Clock

    async def pass_on(self, view: CaseView) -> None:
        """Have whoever forwarded the post told what somebody else asked back; once, for ever."""
        if told := passing_on(view, self.platform, self.kind, await self.clock.now()):
            await self.store.commit(told)

    async def asked(self, job: Job) -> CaseView | None:
        """The case in which a job's question was asked; None where it is not open any more."""
        try:
            view = await self.desk.view(job.organisation, job.case_id)
        except NoSuchCase:
            return None
        question = view.case.question
        still = question is not None and question.content.id == job.payload["question"]
        return view if still else None
