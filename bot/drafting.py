"""The job behind every draft: read the post once, then write, check and propose."""

from __future__ import annotations

from dataclasses import replace

from bot import commands as c
from bot import events as e
from bot.case import OVER
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.records import Job
from bot.situation import Situation
from bot.views import CaseView, dump_reading, flags


class Drafting:
    """A proposal and the end of its job are one transaction: a killed process leaves either the
    job or the draft, never both and never neither."""

    def __init__(self, casebook: Casebook, coach: Coach) -> None:
        self._casebook, self._coach = casebook, coach

    async def run(self, job: Job) -> None:
        """Read the post of the job's case and draft for it, if a draft is still wanted."""
        await self._casebook.work(
            job.organisation, job.case_id, self._planned, by=None, finishes=job
        )

    def _planned(self, view: CaseView) -> Plan:
        case = view.case
        if case.status in OVER:
            return (), ()
        reading, view = triaged(self._coach, view)
        if not case.drafting:
            return reading, ()
        asked = any(isinstance(r.event, e.DraftRequested) for r in view.history)
        seen = [view.text(draft.content) for draft in case.drafts]
        drafted = self._coach.draft(situation(self._coach, view), asked=asked, avoid=seen)
        if drafted is None:
            return [*reading, c.WithholdReply()], ()
        content = self._casebook.seal(drafted.text, dump_reading(drafted.reading))
        found = flags(case.id, drafted.reading)
        version = self._coach.playbook.version
        return [*reading, c.ProposeDraft(drafted.origin, content.ref, found, version)], [content]


def triaged(coach: Coach, view: CaseView) -> tuple[list[c.Command], CaseView]:
    """The view with a triage, and the command that records it where there was none."""
    if view.case.triage is not None:
        return [], view
    triage = coach.triage(view.post, platform=view.case.platform)
    return [c.RecordTriage(triage)], replace(view, case=replace(view.case, triage=triage))


def situation(coach: Coach, view: CaseView) -> Situation:
    """What the coach may know when it writes or reads for this case."""
    case = view.case
    return coach.situation(
        brand=case.brand,
        platform=case.platform,
        post=view.post,
        triage=case.triage,
        facts=view.facts,
    )
