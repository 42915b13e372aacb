"""The job behind every draft: triage once, then write, read and propose."""

from __future__ import annotations

from dataclasses import replace

from bot import commands as c
from bot import events as e
from bot.casebook import TRIES, Casebook
from bot.coach import Coach
from bot.contents import Content
from bot.errors import CaseChanged, Refused, StoreBusy
from bot.records import Job
from bot.situation import Situation
from bot.views import CaseView, dump_reading, flags


class Drafting:
    """A proposal and the end of its job are one transaction: a killed process leaves either the
    job or the draft, never both and never neither."""

    def __init__(self, casebook: Casebook, coach: Coach) -> None:
        self._casebook, self._coach = casebook, coach

    async def run(self, job: Job) -> None:
        """Draft for the case of `job`, again where a person acts on the case meanwhile."""
        for _ in range(TRIES):
            view = await self._casebook.view(job.organisation, job.case_id)
            commands, contents = self._drafted(view) if view.case.drafting else ([], [])
            try:
                await self._casebook.append(
                    view.case, *commands, by=None, contents=contents, finishes=job
                )
            except CaseChanged:
                continue
            except Refused:  # closed meanwhile: no draft is wanted any more
                await self._casebook.append(view.case, by=None, finishes=job)
            return
        raise StoreBusy("The case kept changing while its draft was written.")

    def _drafted(self, view: CaseView) -> tuple[list[c.Command], list[Content]]:
        case = view.case
        commands: list[c.Command] = []
        if case.triage is None:
            triage = self._coach.triage(view.post, platform=case.platform)
            commands.append(c.RecordTriage(triage))
            view = replace(view, case=replace(case, triage=triage))
        asked = any(isinstance(r.event, e.DraftRequested) for r in view.history)
        drafted = self._coach.draft(situation(self._coach, view), asked=asked)
        if drafted is None:
            return [*commands, c.WithholdReply()], []
        content = self._casebook.seal(drafted.text, dump_reading(drafted.reading))
        found = flags(case.id, drafted.reading)
        version = self._coach.playbook.version
        proposal = c.ProposeDraft(drafted.origin, content.ref, found, version)
        return [*commands, proposal], [content]


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
