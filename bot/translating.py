"""The job behind a reply that the team cannot read: what it says is put beside it, later."""

from __future__ import annotations

import logging

from bot import commands as c
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.drafting import Translator, is_over
from bot.errors import ModelError
from bot.known import situation
from bot.records import Job
from bot.translation import beside
from bot.views import CaseView

log = logging.getLogger(__name__)


class Translating:
    """Has the draft that stands now translated, where it was written in another language."""

    def __init__(self, casebook: Casebook, coach: Coach, translator: Translator) -> None:
        self._casebook, self._coach, self._translator = casebook, coach, translator

    async def run(self, job: Job) -> None:
        """Put the translation beside the draft. Where there is none, the draft stays as it is, and
        whoever approves it is asked whether they can read it."""
        view = await self._casebook.view(job.organisation, job.case_id)
        draft = view.case.live_draft
        if draft is None or not draft.unread:
            return
        text, about = view.text(draft.content), situation(self._coach, view)
        try:
            told = await self._translator.translate(job.organisation, about, text)
        except ModelError as exc:
            log.warning("No translation for case %s: %s", job.case_id, type(exc).__name__)
            return
        if told is None or not told.reply:
            return
        content = self._casebook.seal("", beside(told))
        record = c.RecordTranslation(draft.number, draft.content.digest, content.ref)

        def planned(view: CaseView) -> Plan:
            return ((), ()) if is_over(view) else ([record], [content])

        await self._casebook.work(job.organisation, job.case_id, planned, by=None, finishes=job)
