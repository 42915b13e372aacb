"""The job behind a new draft: what it promises is read by the model, too, and added."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot import commands as c
from bot import follow_commands as fc
from bot.case import Draft, DraftState
from bot.casebook import Casebook, Plan
from bot.coach import Coach
from bot.contents import Content
from bot.errors import ModelError
from bot.findings import FindingKind
from bot.known import situation
from bot.promised import Said, beside, kept, merged, moment
from bot.promises_made import made, unsaid
from bot.records import Job
from bot.situation import Situation
from bot.so_far import standing
from bot.views import CaseView

log = logging.getLogger(__name__)


class PromiseReader(Protocol):
    """Reads what a reply promises, or raises a `ModelError`; `now` is aware and local."""

    async def read(
        self, organisation: str, reply: str, situation: Situation, now: datetime
    ) -> tuple[Said, ...]: ...


class FindingPromises:
    """Adds to what the cues read at once, and takes nothing away."""

    def __init__(self, casebook: Casebook, coach: Coach, reader: PromiseReader) -> None:
        self._casebook, self._coach, self._reader = casebook, coach, reader
        self._zone = casebook.house.hours.zone

    async def run(self, job: Job) -> None:
        """Read the latest draft. Where the model cannot, what the cues read is what there is."""
        view = await self._casebook.view(job.organisation, job.case_id)
        draft = view.case.drafts[-1] if view.case.drafts else None
        if draft is None or draft.promised or draft.content.id not in view.texts or _open(draft):
            return
        text, about = view.text(draft.content), situation(self._coach, view)
        try:
            found = _known(view, draft) or await self._read(job, text, about)
        except ModelError as exc:
            log.warning("No promises by the model in case %s: %s", job.case_id, type(exc).__name__)
            return

        def planned(view: CaseView) -> Plan:
            return self._planned(view, draft.number, found)

        await self._casebook.work(job.organisation, job.case_id, planned, by=None, finishes=job)

    async def _read(self, job: Job, text: str, about: Situation) -> Sequence[Said]:
        now = (await self._casebook.now()).astimezone(self._zone)
        return await self._reader.read(job.organisation, text, about, now)

    def _planned(self, view: CaseView, number: int, found: Sequence[Said]) -> Plan:
        """Beside the draft; where that was posted meanwhile, straight into what is owed."""
        draft = view.case.draft(number)
        place = self._coach.playbook.platforms.get(view.case.platform)
        stands = standing(view, place, but=number)
        read = kept(view.beside(draft.content))
        if draft.state is DraftState.SENT:
            known = [Said(words, "", "", None) for one, words in view.owed if one.draft == number]
            more = merged(known, found)[len(known) :]
            return self._owed(number, made(view, number, more, stands, self._zone).new)
        found = unsaid(found, view.text(draft.content), stands)
        new = [one for one in merged(read, found) if one not in read]
        if not new:
            return (), ()
        content = self._casebook.seal("", beside(new))
        return [fc.RecordPromisesFound(number, draft.content.digest, content.ref)], [content]

    def _owed(self, number: int, new: Sequence[Said]) -> Plan:
        commands: list[c.Command] = []
        contents: list[Content] = []
        for one in new:
            content = self._casebook.seal(one.quote, beside([one]))
            due, all_day = moment(one.due, self._zone) if one.due else (None, False)
            commands.append(fc.RecordPromise(number, content.ref, due, all_day))
            contents.append(content)
        return commands, contents


def _open(draft: Draft) -> bool:
    """Whether words are still missing in it."""
    return any(flag.kind is FindingKind.UNFILLED_SLOT for flag in draft.flags)


def _known(view: CaseView, draft: Draft) -> list[Said]:
    """What the model found in an earlier draft of the same words."""
    same = (d for d in view.case.drafts[: draft.number - 1] if d.promised)
    alike = [d for d in same if view.text(d.content) == view.text(draft.content)]
    return kept(view.beside(alike[-1].promised)) if alike else []
