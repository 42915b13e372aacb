"""What follows from what happened to a case: jobs, its timer, its line in the list. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot import commands as c
from bot import events as e
from bot import follow_events as f
from bot.case import Case, CaseStatus
from bot.findings import FindingKind
from bot.follow_up import FollowUp
from bot.ledger import open_promises
from bot.records import CaseRow, NewJob
from bot.timers import next_time, unsaid

DRAFT_JOB = "draft"
READ_JOB = "read"
TRANSLATE_JOB = "translate"
PROMISES_JOB = "promises"
REMEMBER_JOB = "remember"
FOLLOW_JOB = "follow"
TIMER = "follow:"  # before the id of a case: the key of the one timer that it has
INCIDENT_JOB = "incident"
SHARE_JOB = "share"

# What happens to one case of an incident within so long is told to the others at once.
_TOGETHER = timedelta(seconds=5)

# What concerns the other cases of an incident.
_NEWS = (
    f.IncidentJoined,
    e.FactStated,
    e.FactWithdrawn,
    e.CaseClaimed,
    e.ReplySent,
)

_NO_TIME = timedelta(days=3650)  # for an open promise without a time

# After these, the house may learn something else from a case than before.
_TELLING = (
    e.DraftApproved,
    e.ApprovalWithdrawn,
    e.ReplySent,
    e.CorrectionAsked,
    e.CaseSolved,
    e.CaseReopened,
    f.CustomerReturned,
    f.ReturnTakenBack,
)


@dataclass(frozen=True, slots=True)
class Consequences:
    """`after_change` are the kinds of jobs that every change of a case brings about: showing it
    where its cards stand. `second_reader` says whether what people write is read a second time,
    `translator` whether what the team cannot read is translated, and `promise_reader` whether a
    model reads what drafts promise. `house` says when a case has to be looked at again.
    """

    after_change: tuple[str, ...] = ()
    second_reader: bool = False
    translator: bool = False
    promise_reader: bool = False
    house: FollowUp = field(default_factory=FollowUp)

    def jobs(
        self,
        after: Case,
        commands: Sequence[c.Command],
        recorded: Sequence[e.Recorded],
        payload: Mapping[str, Any],
        now: datetime,
    ) -> Iterator[NewJob]:
        """The work that follows from what happened."""
        # Asking again is no event, but it brings a job back that was given up or discarded.
        asked = any(isinstance(command, c.RequestDraft) for command in commands)
        asking = e.CaseOpened | e.DraftRequested | f.NoteRequested
        wanted = any(isinstance(r.event, asking) for r in recorded)
        if after.drafting and (asked or wanted):
            yield NewJob(DRAFT_JOB, f"draft:{after.id}", after.id, {}, now)
        written = any(
            isinstance(r.event, e.DraftProposed) and r.event.origin is e.Origin.PERSON
            for r in recorded
        )
        if written and self.second_reader:
            yield NewJob(READ_JOB, f"read:{after.id}", after.id, {}, now)
        proposed = (r.event for r in recorded if isinstance(r.event, e.DraftProposed))
        if self.translator and any(event.unread for event in proposed):
            yield NewJob(TRANSLATE_JOB, f"translate:{after.id}", after.id, {}, now)
        if self.promise_reader and any(_is_whole(r.event) for r in recorded):
            yield NewJob(PROMISES_JOB, f"promises:{after.id}", after.id, {}, now)
        if any(isinstance(r.event, _TELLING) for r in recorded):
            yield NewJob(REMEMBER_JOB, f"remember:{after.id}", after.id, {}, now)
        # The timer of a case is set anew by whatever happens to it.
        if recorded and (at := next_time(after, self.house)):
            yield NewJob(FOLLOW_JOB, timer(after), after.id, {}, at)
        yield from _about_others(after, recorded, now)
        if recorded:
            yield from self.shown(after.id, payload, now)

    def shown(self, case_id: str, payload: Mapping[str, Any], now: datetime) -> Iterator[NewJob]:
        """What shows a case where its cards stand."""
        for kind in self.after_change:
            yield NewJob(kind, f"{kind}:{case_id}", case_id, payload, now)


def _about_others(after: Case, recorded: Sequence[e.Recorded], now: datetime) -> Iterator[NewJob]:
    """Posts about the same problem are looked for, and told what is new in one of them."""
    # Where the post before is the latest again, it is not read anew in each case.
    read = e.PostTriaged | f.ReturnTakenBack
    if after.triage and any(isinstance(r.event, read) for r in recorded):
        yield NewJob(INCIDENT_JOB, f"incident:{after.id}", after.id, {}, now)
    left = next((r.event.incident for r in recorded if isinstance(r.event, f.IncidentLeft)), "")
    news = any(isinstance(r.event, _NEWS) for r in recorded)
    if incident := left or (after.incident if news else ""):
        payload = {"incident": incident}
        yield NewJob(SHARE_JOB, f"share:{incident}", after.id, payload, now + _TOGETHER)


def _is_whole(event: e.Event) -> bool:
    """A new draft without a gap: one with gaps is not approved, and its words are not final."""
    gap = FindingKind.UNFILLED_SLOT
    return isinstance(event, e.DraftProposed) and all(flag.kind is not gap for flag in event.flags)


def timer(case: Case) -> str:
    """The key of the one timer that a case has."""
    return f"{TIMER}{case.id}"


def case_row(case: Case, house: FollowUp) -> CaseRow:
    """The case list's entry, derived from the case."""
    assert case.post  # every case that has a version was opened
    assert case.opened_at
    assert case.changed_at
    triage, owed = case.triage, open_promises(case.ledger)
    ours = case.status in {CaseStatus.NEW, CaseStatus.OPEN}
    return CaseRow(
        organisation=case.organisation,
        case_id=case.id,
        status=case.status,
        category=triage.category if triage else "",
        severity=triage.severity if triage else 0,
        platform=case.platform,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        headline_content=case.post.id,
        claimed_by=case.claimed_by.name if case.claimed_by else "",
        answer_due=house.first_answer_due(case) if ours else None,
        promise_due=(owed[0].due or owed[0].made_at + _NO_TIME) if owed else None,
        returned_at=case.waits_since if ours and case.round > 1 else None,
        posted_at=case.first_posted_at,
        first_sent_at=case.first_sent_at,
        concluded_at=case.last_sent_at if case.status is CaseStatus.SOLVED else None,
        incident=case.incident,
        unsaid=unsaid(case),
        outcome=case.outcome or "",
    )
