"""The jobs behind a case's texts: drafting a reply, and reading a person's own a second time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot import commands as c
from bot import events as e
from bot import follow_events as f
from bot import promised
from bot.case import OVER
from bot.casebook import Casebook, Plan
from bot.coach import Coach, Drafted
from bot.errors import ModelError, ModelGarbled
from bot.findings import Finding
from bot.known import situation, triaged
from bot.past import house_style
from bot.promises_made import unsaid
from bot.records import Job
from bot.second_reader import with_second
from bot.situation import Situation
from bot.translation import Translation, beside, ours, unread
from bot.triage import Category
from bot.views import CaseView, dump_reading, flags

# That posts come or go asks for nothing by itself.
_CAME = f.CustomerReturned | f.EarlierPostAdded | f.ReturnTakenBack

log = logging.getLogger(__name__)

# Kinds of posts for which only a person, or a template, may find the words.
NO_MODEL = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})


class Writer(Protocol):
    """Writes a reply in about so many seconds, or raises a `ModelError`.

    `avoid` are the texts that were there before, `learned` what people said against them.
    """

    async def write(
        self,
        organisation: str,
        situation: Situation,
        *,
        avoid: Sequence[str] = (),
        learned: Sequence[str] = (),
        seconds: float = 20.0,
    ) -> Drafted: ...


class SecondReader(Protocol):
    """Reads what people wrote against the rubric; what it read once it knows."""

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None: ...

    def made(self, reply: str, situation: Situation) -> Mapping[str, Any]: ...

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]: ...


class Translator(Protocol):
    """Makes readable what the team cannot read, or raises a `ModelError`; None: it reads it all."""

    async def translate(
        self, organisation: str, situation: Situation, reply: str
    ) -> Translation | None: ...


class _Outdated(Exception):
    """What was written does not fit what is known by now."""


@dataclass(frozen=True, slots=True)
class _House:
    """How an organisation writes, whatever the case: its own words, and its latest drafts.

    `now` is its local time.
    """

    words: tuple[tuple[str, str], ...]
    recent: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class _Translated:
    """A draft's text, and what it says."""

    text: str
    told: Translation


class Drafting:
    """A proposal and the end of its job are one transaction: a killed process leaves either the
    job or the draft, never both and never neither.

    With a `writer`, `deadline` runs from the moment in which the draft was asked for; then the
    composer serves, and whatever the writer still says is dropped.
    """

    def __init__(
        self,
        casebook: Casebook,
        coach: Coach,
        *,
        writer: Writer | None = None,
        translator: Translator | None = None,
        deadline: timedelta = timedelta(seconds=20),
    ) -> None:
        self._casebook, self._coach = casebook, coach
        self._writer, self._translator, self._deadline = writer, translator, deadline

    async def run(self, job: Job) -> None:
        """Read the post of the job's case and draft for it, if a draft is still wanted."""
        house = await self._house(job.organisation)
        if self._writer is None:
            planned = partial(self._planned, house=house)
            await self._casebook.work(job.organisation, job.case_id, planned, by=None, finishes=job)
            return
        while not await self._run_with(self._writer, job, house):
            log.info("More was said while the model wrote for case %s.", job.case_id)

    async def _house(self, organisation: str) -> _House:
        ledger = self._casebook.ledger
        words = await ledger.house_words(organisation, at_least=0)
        recent = await ledger.recent_replies(organisation)
        zone = self._casebook.house.hours.zone
        now = (await self._casebook.now()).astimezone(zone)
        return _House(house_style(words), tuple(reversed(recent)), now)

    async def _run_with(self, writer: Writer, job: Job, house: _House) -> bool:
        """One try; False where what was written is outdated by what was said meanwhile."""
        organisation, case_id = job.organisation, job.case_id
        await self._casebook.work(organisation, case_id, self._read_first, by=None)
        view = await self._casebook.view(organisation, case_id)
        basis = situation(self._coach, view)
        written = await self._written(writer, view, basis, house)
        drafted = written or await self._casebook.think(partial(self._composed, view, house))
        translation = await self._translated(view, basis, drafted)

        def planned(view: CaseView) -> Plan:
            outdated = view.case.drafting and basis != situation(self._coach, view)
            if written and outdated:
                raise _Outdated
            fits = None if outdated else drafted
            return self._planned(view, fits, house=house, translation=translation)

        try:
            await self._casebook.work(organisation, case_id, planned, by=None, finishes=job)
        except _Outdated:
            return False  # the deadline ends this: after it there is nothing written
        return True

    def _read_first(self, view: CaseView) -> Plan:
        """What kind of post it is stands at once; the model takes its time."""
        return ((), ()) if is_over(view) else (triaged(self._coach, view)[0], ())

    async def _written(
        self, writer: Writer, view: CaseView, basis: Situation, house: _House
    ) -> Drafted | None:
        """What the writer made of it in time; None where the composer has to serve."""
        case, triage = view.case, view.case.triage
        if not case.drafting or triage is None or triage.category in NO_MODEL or basis.wrong:
            return None
        if not triage.reply_advised and not _asked(view):
            return None
        past = await self._casebook.ledger.past_replies(
            case.organisation, basis.post, language=basis.language
        )
        left = await self._left(view)
        try:
            async with asyncio.timeout(left):
                return await writer.write(
                    case.organisation,
                    replace(basis, past=tuple(past), house_words=house.words),
                    avoid=_seen(view),
                    learned=_learned(view),
                    seconds=left,
                )
        except TimeoutError:
            log.warning("The model took too long for case %s; the composer serves.", case.id)
        except ModelError as exc:
            log.warning("No draft by the model for case %s: %s", case.id, type(exc).__name__)
        return None

    async def _translated(
        self, view: CaseView, basis: Situation, drafted: Drafted | None
    ) -> _Translated | None:
        """What the team cannot read, in its own language, if there is time; nothing fails of it."""
        if self._translator is None or drafted is None:
            return None
        about = replace(basis, triage=drafted.triage or basis.triage)
        try:
            async with asyncio.timeout(await self._left(view)):
                told = await self._translator.translate(view.case.organisation, about, drafted.text)
        except (ModelError, TimeoutError) as exc:
            log.warning("No translation for case %s: %s", view.case.id, type(exc).__name__)
            return None
        return _Translated(drafted.text, told) if told else None

    async def _left(self, view: CaseView) -> float:
        """Seconds until the draft is due."""
        now = await self._casebook.now()
        return (self._deadline - (now - (view.case.drafting_since or now))).total_seconds()

    def _composed(self, view: CaseView, house: _House) -> Drafted | None:
        """The composer's draft; None where none is wanted or advised."""
        if is_over(view) or not view.case.drafting:
            return None
        about = replace(situation(self._coach, view), house_words=house.words)
        return self._coach.draft(about, asked=_asked(view), avoid=_seen(view), recent=house.recent)

    def _planned(
        self,
        view: CaseView,
        written: Drafted | None = None,
        *,
        house: _House,
        translation: _Translated | None = None,
    ) -> Plan:
        case = view.case
        if is_over(view):
            return (), ()
        reading, view = triaged(self._coach, view)
        if not case.drafting:
            return reading, ()
        drafted = written or self._composed(view, house)
        if drafted is not None and drafted.triage and drafted.triage != view.case.triage:
            reading = [*reading, c.RecordTriage(drafted.triage)]
            if not drafted.triage.reply_advised and not _asked(view):
                drafted = None
        if drafted is None:
            return [*reading, c.WithholdReply()], ()
        about = situation(self._coach, view)
        told = ours(drafted.translation, about)
        if translation is not None and translation.text == drafted.text:
            told = translation.told
        said = self._coach.promises(drafted.text, house.now)
        kept = {
            **dump_reading(drafted.reading),
            "made": dict(drafted.made),
            **beside(told),
            **promised.beside(unsaid(said, drafted.text, about.before.standing)),
        }
        content = self._casebook.seal(drafted.text, kept)
        proposal = c.ProposeDraft(
            drafted.origin,
            content.ref,
            flags(case.id, drafted.reading),
            self._coach.playbook.version,
            unread=unread(drafted.text, about, told),
        )
        return [*reading, proposal], [content]


class Rereading:
    """Has the second reader look at what a person put up for review."""

    def __init__(self, casebook: Casebook, coach: Coach, reader: SecondReader) -> None:
        self._casebook, self._coach, self._reader = casebook, coach, reader

    async def run(self, job: Job) -> None:
        """Add what the second reader finds to the draft that stands now, if a person wrote it.

        Where it finds nothing because it could not read, the case says so.
        """
        view = await self._casebook.view(job.organisation, job.case_id)
        draft = view.case.live_draft
        if draft is None or draft.origin is not e.Origin.PERSON:
            return
        text, about = view.text(draft.content), situation(self._coach, view)
        distrusted: bool | None = None
        found: tuple[Finding, ...] = ()
        try:
            found = await self._reader.read(job.organisation, text, about)
        except ModelError as exc:  # the cues have read it; nobody has to wait for more
            log.warning("No second reading in case %s: %s", job.case_id, type(exc).__name__)
            distrusted = isinstance(exc, ModelGarbled)

        def planned(view: CaseView) -> Plan:
            if is_over(view):
                return (), ()
            digest = draft.content.digest
            if distrusted is not None:
                return [c.RecordFailedRereading(draft.number, digest, distrusted)], ()
            reading = with_second(self._coach.read(text, situation(self._coach, view)), found)
            made = dict(self._reader.made(text, about))
            content = self._casebook.seal("", {**dump_reading(reading), "made": made})
            all_flags = flags(job.case_id, reading)
            return [c.RecordRereading(draft.number, digest, all_flags, content.ref)], [content]

        await self._casebook.work(job.organisation, job.case_id, planned, by=None, finishes=job)


def is_over(view: CaseView) -> bool:
    """Whether nothing more is written; a solved case may still get its public note."""
    return view.case.status in OVER and not view.case.noting


def _asked(view: CaseView) -> bool:
    """Whether somebody wants a text for the latest post, even where the coach advises none.

    That a customer came back asks for nothing by itself.
    """
    asked, before = view.case.noting, None
    for event in (recorded.event for recorded in view.history):
        if isinstance(event, _CAME):
            asked = view.case.noting
        elif isinstance(event, e.DraftRequested):
            asked = asked or not isinstance(before, _CAME | e.ReplySent)
        if not isinstance(event, e.DraftSuperseded):
            before = event
    return asked


def _learned(view: CaseView) -> list[str]:
    """Why people rejected earlier drafts, or found them of no help."""
    reasons = [
        recorded.event.reason
        for recorded in view.history
        if isinstance(recorded.event, e.DraftRejected)
        or (isinstance(recorded.event, e.DraftRated) and not recorded.event.good)
    ]
    return [view.text(reason) for reason in reasons if reason]


def _seen(view: CaseView) -> list[str]:
    return [view.text(draft.content) for draft in view.case.drafts]
