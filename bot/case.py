"""The case: its state, folded from events (`evolve`). What it accepts stands in `bot/decide.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot import events as e
from bot import follow_events as f
from bot.contents import ContentRef
from bot.draft import LIVE, Draft, DraftState
from bot.errors import NoSuchDraft
from bot.facts import FactState
from bot.findings import Severity
from bot.ledger import Ledger, evolve_ledger, open_promises
from bot.people import Person, Place
from bot.posts import Stood, put_before, stands, taken_out
from bot.status import OVER, CaseStatus
from bot.tone import Tone
from bot.triage import Triage

__all__ = [
    "LIVE",
    "OVER",
    "Case",
    "CaseStatus",
    "Correction",
    "Draft",
    "DraftState",
    "Fact",
    "Question",
    "evolve",
    "replay",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A numbered statement of staff; the words stand in its content."""

    number: int
    state: FactState
    content: ContentRef


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
    """Everything about one customer's matter but the words. `version` counts its events.

    `post` is the customer's latest, written at `posted_at` (None: not known); `turn` counts their
    posts, and `earlier` holds those before, with how the case stood then in `stood`. `round` counts
    how often they came to us: a post that we hear of late is none. `waits_since` is when the clock
    began that runs while the case needs us, never later than when we heard of it: platforms' clocks
    may be ahead. `first_posted_at` is that of the first post. `first_sent_at` and `last_sent_at`
    are when replies came to stand in public.

    `drafting` is true while a draft is wanted, since `drafting_since`; then, and only then, a job
    works on one. `tone` and `wanted_language` are what was asked of it. `understood` pairs a
    person's id with what that person took from the post before seeing a draft. `ledger` holds
    what was promised in public, and `told` pairs the mark of each reminder with when people were
    told; `unsaid` are marks that stood in a digest only, since the last change. `incident` is the
    id of the first case about the same problem, empty for none; `crisis` is how many posts made
    that a crisis. `noting` is true while a public note of what was put right is wanted, or stands,
    for a solved case. `moderated` is what was done about the latest post, should it break a
    guideline; None again once the case is reopened.
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
    quote: ContentRef | None = None
    turn: int = 1
    round: int = 1
    earlier: tuple[ContentRef, ...] = ()
    stood: tuple[Stood, ...] = ()
    waits_since: datetime | None = None
    first_posted_at: datetime | None = None
    first_sent_at: datetime | None = None
    last_sent_at: datetime | None = None
    over_at: datetime | None = None
    ledger: Ledger = ()
    told: tuple[tuple[str, datetime], ...] = ()
    unsaid: tuple[str, ...] = ()
    incident: str = ""
    crisis: int = 0
    merged_into: str = ""
    moderated: f.PostModerated | None = None
    noting: bool = False

    def draft(self, number: int) -> Draft:
        """The draft with this number (from 1)."""
        if not 1 <= number <= len(self.drafts):
            raise NoSuchDraft("This draft does not exist (any more).")
        return self.drafts[number - 1]

    @property
    def live_draft(self) -> Draft | None:
        """The draft that people can act on; there is never more than one."""
        return next((d for d in reversed(self.drafts) if d.state in LIVE), None)

    def post_of(self, draft: Draft) -> ContentRef | None:
        """The customer's post that a draft answers."""
        posts = (*self.earlier, self.post)
        return posts[draft.turn - 1]

    @property
    def turns(self) -> int:
        """How many replies stand in public."""
        return sum(d.state is DraftState.SENT for d in self.drafts)

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
    # That people were reminded is no news of the case: it stays where it is in the list.
    if isinstance(recorded.event, f.Reminded):
        told = tuple((mark, recorded.at) for mark in recorded.event.marks)
        unsaid = (*case.unsaid, *recorded.event.marks) if recorded.event.quietly else ()
        return replace(case, version=recorded.seq, told=(*case.told, *told), unsaid=unsaid)
    case = replace(case, version=recorded.seq, changed_at=recorded.at, unsaid=())
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
                first_posted_at=min(event.posted_at or recorded.at, recorded.at),
                opened_at=recorded.at,
                waits_since=min(event.posted_at or recorded.at, recorded.at),
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
            return replace(case, drafting=False, withheld=True, noting=False)
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
            # Another outcome later leaves the public note alone that is being written.
            noting = case.noting and case.status is CaseStatus.SOLVED
            drafting, case = noting and case.drafting, _over(case, recorded.at)
            case = replace(case, status=CaseStatus.SOLVED, noting=noting, drafting=drafting)
            return replace(case, outcome=event.outcome, quote=event.quote)
        case e.CaseClosed():
            return replace(_over(case, recorded.at), status=CaseStatus.CLOSED)
        case e.CaseReopened():
            case = replace(_running(case), waits_since=recorded.at, merged_into="")
            return replace(case, moderated=None)
        case _:
            return _evolve_after(_evolve_draft(case, recorded), recorded)


def _over(case: Case, at: datetime) -> Case:
    return replace(case, question=None, correcting=None, drafting=False, noting=False, over_at=at)


def _running(case: Case) -> Case:
    return replace(
        case, status=CaseStatus.OPEN, outcome=None, quote=None, over_at=None, noting=False
    )


def _evolve_after(case: Case, recorded: e.Recorded) -> Case:
    """What can happen once there was an answer."""
    match recorded.event:
        case f.CustomerReturned() as event:
            assert case.post
            return replace(
                _running(case),
                post=event.post,
                posted_at=event.posted_at,
                earlier=(*case.earlier, case.post),
                stood=(*case.stood, stands(case)),
                turn=case.turn + 1,
                round=case.round + 1,
                waits_since=min(event.posted_at or recorded.at, recorded.at),
                triage=None,
                withheld=False,
                question=None,
                moderated=None,
            )
        case f.EarlierPostAdded() as event:
            return put_before(case, event.post, event.posted_at)
        case f.ReturnTakenBack() as event:
            return taken_out(case, event.post)
        case f.PromisesFound() as event:
            return _with(case, event.draft, promised=event.content)
        case f.CaseMerged() as event:
            case = replace(_over(case, recorded.at), status=CaseStatus.CLOSED, incident="")
            return replace(case, merged_into=event.into)
        case f.PostModerated() as event:
            case = replace(case, moderated=event)
            if not case.answered or case.status in OVER:
                return case
            return replace(case, status=CaseStatus.PENDING, question=None)  # nothing to answer
        case f.IncidentJoined() as event:
            return replace(case, incident=event.incident)
        case f.IncidentLeft():
            return replace(case, incident="", crisis=0)
        case f.CrisisRaised() as event:
            return replace(case, crisis=event.posts)
        case f.NoteRequested():
            return replace(case, noting=True, drafting=True, drafting_since=recorded.at)
        case _:
            return _owing(replace(case, ledger=evolve_ledger(case.ledger, recorded)))


def _owing(case: Case) -> Case:
    """What is owed keeps a case from being over, however late the promise was made or found."""
    if case.status in OVER and open_promises(case.ledger):
        return replace(_running(case), status=CaseStatus.PENDING)
    return case


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
                turn=case.turn,
            )
            case = replace(case, drafts=(*case.drafts, draft), drafting=False, withheld=False)
            return _needing_us(case, recorded.at)
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
            case = replace(case, correcting=None, noting=False)  # who still wants it asks again
            return _with(case, event.draft, state=DraftState.REJECTED, decided_by=who)
        case e.PublishStarted() as event:
            case = replace(case, drafting=False)  # too late for another draft
            return _with(case, event.draft, state=DraftState.PUBLISHING, decided_by=who)
        case e.PublishAbandoned() as event:
            return _with(case, event.draft, state=DraftState.APPROVED)
        case e.ReplySent() as event:
            case = _with(case, event.draft, state=DraftState.SENT, decided_by=who, link=event.link)
            first, last = case.first_sent_at or recorded.at, recorded.at
            if case.noting and case.last_sent_at:  # a note tells what was concluded before
                last = case.last_sent_at
            case = replace(case, correcting=None, noting=False)
            case = replace(case, first_sent_at=first, last_sent_at=last)
            waits = case.draft(event.draft).turn < case.turn  # they wrote again meanwhile
            over = case.status in OVER
            return case if over or waits else replace(case, status=CaseStatus.PENDING)
    return case


def _needing_us(case: Case, at: datetime) -> Case:
    """A new draft on an answered case asks for a decision."""
    if case.status is not CaseStatus.PENDING:
        return case
    return replace(case, status=CaseStatus.OPEN, waits_since=at)


def _with(case: Case, number: int, **changes: object) -> Case:
    """The case with one draft changed."""
    drafts = tuple(
        replace(d, **changes) if d.number == number else d  # type: ignore[arg-type]
        for d in case.drafts
    )
    return replace(case, drafts=drafts)
