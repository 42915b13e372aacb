"""New-hire mode in Slack: somebody says what they see, writes, and then compares with our draft."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot import practising
from bot.acts import Act, Target
from bot.people import Caller, Person
from bot.slack import steps, submitted, writing
from bot.slack.answering import Answering
from bot.slack.ids import Form
from bot.slack.pieces import View
from bot.slack.submitted import Json
from bot.views import CaseView


@dataclass(frozen=True, slots=True)
class Practising:
    """The steps, for whoever practises; for everybody else the plain form to write in."""

    back: Answering

    async def form(self, caller: Caller, view: CaseView, act: Act, about: Target) -> View:
        """What EDIT, OWN, UNDERSTAND or COMPARE opens, on whichever card it was pressed."""
        desk = self.back.desk
        step = await practising.step(desk, caller, view, act, about.draft)
        if step.act is Act.COMPARE:
            return steps.compare_view(step.card)
        if step.act is Act.UNDERSTAND:
            return steps.understand_view(step.card, step.practice)
        return await self._writing(view, caller.person, Form(step.act), step.draft)

    async def understood(self, caller: Caller, view: Json) -> View:
        """Keep what somebody saw; what comes next is writing, with what we saw above."""
        given = submitted.words(view)
        await self.back.desk.writing.understand(caller, given.target.case, given.text)
        case = await self.back.desk.view(caller.organisation, given.target.case)
        return await self._writing(case, caller.person, Form.OWN, 0)

    async def compared(self, caller: Caller, case_id: str) -> View | None:
        """Our words beside those that were just written; None for whoever does not practise."""
        card = await practising.to_compare(self.back.desk, caller, case_id)
        return steps.compare_view(card) if card else None

    async def _writing(self, view: CaseView, person: Person, form: Form, draft: int) -> View:
        """The form to write in, from an old draft, or empty for 0."""
        desk = self.back.desk
        start = view.text(view.case.draft(draft).content) if draft else ""
        reading = await asyncio.to_thread(desk.writing.read, start, view) if start else None
        live = view.case.live_draft
        about = Target(view.case.id, live.number if live else 0)
        saw = steps.saw_blocks(desk.writing.understood(view, person))
        playbook = desk.coach.playbook
        return writing.coached_view(
            form, about, view.post, start, reading, playbook, beside=saw if not start else ()
        )
