"""The case: its state, folded from events (`evolve`). What it accepts stands in `bot/decide.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot import events as e
from bot.contents import ContentRef
from bot.errors import NoSuchDraft
from bot.facts import FactState
from bot.findings import Severity
from bot.people import Person, Place
from bot.tone import Tone
from bot.triage import Triage


class CaseStatus(StrEnum):
    """NEW: no person has acted yet. OPEN: needs us. PENDING: answered, the customer's turn."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


class DraftState(StrEnum):
    """Where one draft stands; SENT, REJECTED and SUPERSEDED are final."""

    AWAITING_REVIEW = "awaiting review"
    APPROVED = "approved"
    PUBLISHING = "publishing"
    SENT = "sent"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


LIVE = frozenset({DraftState.AWAITING_REVIEW, DraftState.APPROVED, DraftState.PUBLISHING})
OVER = frozenset({CaseStatus.SOLVED, CaseStatus.CLOSED})


@dataclass(frozen=True, slots=True)
class Fact:
    """A numbered statement of staff; the words stand in its content."""

    number: int
    state: FactState
    content: ContentRef


@dataclass(frozen=True, slots=True)
class Draft:
    """One immutable text. `decided_by` approved it last, rejected it, or posted it.

    `approved` stays true when a newer draft supersedes it: somebody may have posted it by then.
    `reading` holds the words of a second reading. `unread` is the language of a text that the team
    does not read and that nobody translated; `translation` is one that came later. `ratings` pairs
    a person's id with "it helped".
    """

    number: int
    origin: e.Origin
    content: ContentRef
    author: Person
    flags: tuple[e.Flag, ...]
    playbook: str
    proposed_at: datetime
    state: DraftState = DraftState.AWAITING_REVIEW
    approvals: tuple[Person, ...] = ()
    approved: bool = False
    decided_by: Person | None = None
    link: ContentRef | None = None
    reading: ContentRef | None = None
    unread: str = ""
    translation: ContentRef | None = None
    ratings: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked back, and by whom; the case waits for the answer."""

    content: ContentRef
    asked_by: Person


@dataclass(frozen=True, slots=True)
class Correction:
    """Which published draft is being put right, and what was wrong with it."""

    draft: int
    wrong: ContentRef


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one customer's post but the words. `version` counts its events.

    `drafting` is true while a draft is wanted, since `drafting_since`; then, and only then, a job
    works on one. `tone` and `wanted_language` are what was asked of it. `understood` pairs a
    person's id with what that person took from the post before seeing a draft.
    """

    organisation: str
    id: str
    version: int = 0
    status: CaseStatus = CaseStatus.NEW
    post: ContentRef | None = None
    platform: str = ""
    brand: str = ""
    posted_at: datetime | None = None
    opened_at: datetime | None = None
    changed_at: datetime | None = None
    forwarder: Person | None = None
    triage: Triage | None = None
    facts: tuple[Fact, ...] = ()
    drafts: tuple[Draft, ...] = ()
    drafting: bool = False
    drafting_since: datetime | None = None
    tone: Tone | None = None
    wanted_language: str = ""
    withheld: bool = False
    dismissed: frozenset[str] = frozenset()
    claimed_by: Person | None = None
    came_from: Place | None = None
    question: Question | None = None
    understood: tuple[tuple[str, ContentRef], ...] = ()
    correcting: Correction | None = None
    outcome: e.Outcome | None = None

    def draft(self, number: int) -> Draft:
        """The draft with this number (from 1)."""
        if not 1 <= number <= len(self.drafts):
            raise NoSuchDraft("This draft does not exist (any more).")
        return self.drafts[number - 1]

    @property
    def live_draft(self) -> Draft | None:
        """The draft that people can act on; there is never more than one."""
        return next((d for d in reversed(self.drafts) if d.state in LIVE), None)

    @property
    def answered(self) -> bool:
        """Whether any reply ever reached the public."""
        return any(d.state is DraftState.SENT for d in self.drafts)

    def open_flags(self, draft: Draft, *severities: Severity) -> tuple[e.Flag, ...]:
        """The draft's findings of these severities that nobody dismissed in this case."""
        return tuple(
            f for f in draft.flags if f.severity in severities and f.key not in self.dismissed
        )


def replay(organisation: str, case_id: str, history: Iterable[e.Recorded]) -> Case:
    """The case as its events made it."""
    case = Case(organisation, case_id)
    for recorded in history:
        case = evolve(case, recorded)
    return case


def evolve(case: Case, recorded: e.Recorded) -> Case:
    """The case after one more event. Decides nothing and refuses nothing."""
    case = replace(case, version=recorded.seq, changed_at=recorded.at)
    if case.status is CaseStatus.NEW and recorded.actor and case.post:
        case = replace(case, status=CaseStatus.OPEN)
    match recorded.event:
        case e.CaseOpened() as event:
            return replace(
                case,
                post=event.post,
                platform=event.platform,
                brand=event.brand,
                posted_at=event.posted_at,
                opened_at=recorded.at,
                forwarder=recorded.actor,
                came_from=event.came_from,
                drafting=True,
                drafting_since=recorded.at,
            )
        case e.PostTriaged() as event:
            return replace(case, triage=event.triage)
        case e.FactStated() as event:
            fact = Fact(event.fact, event.state, event.content)
            others = tuple(f for f in case.facts if f.number != event.fact)
            return replace(case, facts=tuple(sorted((*others, fact), key=lambda f: f.number)))
        case e.FactWithdrawn() as event:
            return replace(case, facts=tuple(f for f in case.facts if f.number != event.fact))
        case e.DraftRequested() as event:
            return replace(
                case,
                drafting=True,
                drafting_since=recorded.at,
                tone=event.tone,
                wanted_language=event.language or case.wanted_language,
            )
        case e.ReplyWithheld():
            return replace(case, drafting=False, withheld=True)
        case e.CaseClaimed():
            return replace(case, claimed_by=recorded.actor)
        case e.ForwarderAsked() as event if recorded.actor:
            return replace(case, question=Question(event.question, recorded.actor))
        case e.ForwarderAnswered():
            return replace(case, question=None)
        case e.PostUnderstood() as event if recorded.actor:
            known = tuple(u for u in case.understood if u[0] != recorded.actor.id)
            return replace(case, understood=(*known, (recorded.actor.id, event.words)))
        case e.CorrectionAsked() as event:
            return replace(case, correcting=Correction(event.draft, event.wrong))
        case e.FindingDismissed() as event:
            return replace(case, dismissed=case.dismissed | {event.key})
        case e.CaseSolved() as event:
            case = replace(case, question=None, correcting=None)
            return replace(case, status=CaseStatus.SOLVED, outcome=event.outcome, drafting=False)
        case e.CaseClosed():
            case = replace(case, question=None, correcting=None)
            return replace(case, status=CaseStatus.CLOSED, drafting=False)
        case e.CaseReopened():
            return replace(case, status=CaseStatus.OPEN, outcome=None)
        case _:
            return _evolve_draft(case, recorded)


def _evolve_draft(case: Case, recorded: e.Recorded) -> Case:
    who = recorded.actor
    match recorded.event:
        case e.DraftProposed() as event:
            draft = Draft(
                event.draft,
                event.origin,
                event.content,
                event.author,
                event.flags,
                event.playbook,
                recorded.at,
                unread=event.unread,
            )
            case = replace(case, drafts=(*case.drafts, draft), drafting=False, withheld=False)
            return _needing_us(case)
        case e.DraftSuperseded() as event:
            return _with(case, event.draft, state=DraftState.SUPERSEDED)
        case e.DraftReread() as event:
            return _with(case, event.draft, flags=event.flags, reading=event.reading)
        case e.DraftTranslated() as event:
            return _with(case, event.draft, translation=event.content, unread="")
        case e.DraftRated() as event if who:
            others = tuple(r for r in case.draft(event.draft).ratings if r[0] != who.id)
            return _with(case, event.draft, ratings=(*others, (who.id, event.good)))
        case e.ApprovalGiven() as event:
            given = case.draft(event.draft).approvals
            approvals = (*given, who) if who else given
            return _with(case, event.draft, approvals=approvals, decided_by=who)
        case e.ApprovalWithdrawn() as event:
            left = tuple(p for p in case.draft(event.draft).approvals if not who or not p.same(who))
            return _with(
                case,
                event.draft,
                approvals=left,
                approved=False,
                decided_by=left[-1] if left else None,
                state=DraftState.AWAITING_REVIEW,
            )
        case e.DraftApproved() as event:
            return _with(case, event.draft, state=DraftState.APPROVED, approved=True)
        case e.DraftRejected() as event:
            case = replace(case, correcting=None)  # whoever still wants it asks again
            return _with(case, event.draft, state=DraftState.REJECTED, decided_by=who)
        case e.PublishStarted() as event:
            case = replace(case, drafting=False)  # too late for another draft
            return _with(case, event.draft, state=DraftState.PUBLISHING, decided_by=who)
        case e.PublishAbandoned() as event:
            return _with(case, event.draft, state=DraftState.APPROVED)
        case e.ReplySent() as event:
            case = _with(case, event.draft, state=DraftState.SENT, decided_by=who, link=event.link)
            case = replace(case, correcting=None)
            return case if case.status in OVER else replace(case, status=CaseStatus.PENDING)
    return case


def _needing_us(case: Case) -> Case:
    """A new draft on an answered case asks for a decision."""
    return replace(case, status=CaseStatus.OPEN) if case.status is CaseStatus.PENDING else case


def _with(case: Case, number: int, **changes: object) -> Case:
    """The case with one draft changed."""
    drafts = tuple(
        replace(d, **changes) if d.number == number else d  # type: ignore[arg-type]
        for d in case.drafts
    )
    return replace(case, drafts=drafts)
