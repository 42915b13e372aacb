"""New-hire mode in Slack: somebody says what they see, writes, and then compares with our draft."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.commands import Decision
from bot.errors import CoachError
from bot.people import Caller, Person
from bot.review_card import review_card
from bot.slack import steps, submitted, writing
from bot.slack.answering import Answering, Asker
from bot.slack.ids import Act, Form, Target
from bot.slack.pieces import View
from bot.slack.submitted import Json
from bot.understanding import OWN_WORDS_FIRST, Stage
from bot.views import CaseView

log = logging.getLogger(__name__)

_NEXT = {Stage.UNDERSTAND: Act.UNDERSTAND, Stage.OWN_WORDS: Act.OWN}


@dataclass(frozen=True, slots=True)
class Practising:
    """The steps, for whoever practises; for everybody else the plain form to write in."""

    back: Answering

    async def form(self, caller: Caller, view: CaseView, act: Act, about: Target) -> View:
        """What EDIT, OWN, UNDERSTAND or COMPARE opens, on whichever card it was pressed."""
        desk, playbook = self.back.desk.writing, self.back.desk.coach.playbook
        practice = await desk.practice(caller)
        stage = desk.stage(view, caller.person, practice)
        if act is Act.COMPARE:
            return steps.compare_view(review_card(view, playbook, Stage.COMPARE))
        if stage is Stage.UNDERSTAND:
            return steps.understand_view(review_card(view, playbook, stage), practice)
        if stage is Stage.OWN_WORDS or act is Act.UNDERSTAND:
            act, about = Act.OWN, Target(about.case)
        return await self._writing(view, caller.person, Form(act), about.draft)

    async def understood(self, caller: Caller, view: Json) -> View:
        """Keep what somebody saw; what comes next is writing, with what we saw above."""
        given = submitted.words(view)
        await self.back.desk.writing.understand(caller, given.target.case, given.text)
        case = await self.back.desk.view(caller.organisation, given.target.case)
        return await self._writing(case, caller.person, Form.OWN, 0)

    async def compared(self, caller: Caller, case_id: str) -> View | None:
        """Our words beside those that were just written; None for whoever does not practise."""
        desk = self.back.desk
        try:
            practice = await desk.writing.practice(caller)
            if not practice.own_words_first:
                return None
            view = await desk.view(caller.organisation, case_id)
        except CoachError as exc:  # the reply is saved: that is what counts
            log.info("Nothing was compared: %s", type(exc).__name__)
            return None
        stage = desk.writing.stage(view, caller.person, practice)
        card = review_card(view, desk.coach.playbook, stage)
        return steps.compare_view(card) if stage is Stage.COMPARE else None

    async def held_back(self, asker: Asker, decision: Decision, about: Target) -> bool:
        """Tell whoever reacts to a card that shows no draft yet what comes first."""
        if not asker.conversation.startswith("D") or decision is Decision.CLAIM:
            return False
        desk, caller = self.back.desk, asker.caller
        practice = await desk.writing.practice(caller)
        if not practice.own_words_first:
            return False
        view = await desk.view(caller.organisation, about.case)
        stage = desk.writing.stage(view, caller.person, practice)
        if stage in _NEXT:
            await self.back.say(asker, OWN_WORDS_FIRST[stage], about, button=_NEXT[stage])
        return stage in _NEXT

    async def _writing(self, view: CaseView, person: Person, form: Form, draft: int) -> View:
        """The form to write in, from an old draft for EDIT, else empty."""
        desk = self.back.desk
        number = draft if 0 < draft <= len(view.case.drafts) and form is Form.EDIT else 0
        start = view.text(view.case.draft(number).content) if number else ""
        reading = await asyncio.to_thread(desk.writing.read, start, view) if start else None
        live = view.case.live_draft
        about = Target(view.case.id, live.number if live else 0)
        saw = steps.saw_blocks(desk.writing.understood(view, person))
        playbook = desk.coach.playbook
        return writing.coached_view(
            form, about, view.post, start, reading, playbook, beside=saw if not start else ()
        )
