"""What a case accepts: a command goes in, the events that follow from it come out.

Pure: the time and the approval policy are arguments, and a refusal is a typed error whose message
is a sentence for the person who gave the command.
"""

from __future__ import annotations

from datetime import datetime

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.case import OVER, Case, Draft, DraftState
from bot.decide_ending import close, not_publishing, reopen, solve
from bot.decide_follow_up import decide_follow_up
from bot.errors import (
    AlreadyDecided,
    BlockOpen,
    CaseIsClosed,
    NoSuchCase,
    NotAllowed,
    QuestionChanged,
    SlotsOpen,
    TextChanged,
    WarningOpen,
    WrongMoment,
)
from bot.findings import FindingKind, Severity
from bot.language import language_name
from bot.people import ApprovalPolicy, Person, Role


def decide(
    case: Case, command: c.Command, *, by: Person | None, policy: ApprovalPolicy
) -> tuple[e.Event, ...]:
    """The events that `command` of `by` (None: the coach) leads to; empty if nothing changes."""
    if isinstance(command, c.OpenCase):
        return _open(case, command)
    if case.post is None:
        raise NoSuchCase("This case does not exist (any more).")
    match command:
        case c.Reopen():
            return reopen(case, command)
        case c.Close():
            return close(case, command)
        case c.Solve():
            return solve(case, command)
        case c.RecordSent():
            return _sent(case, command)
        case c.Correct():
            return _correct(case, command)
        case c.Rate():
            return _rate(case, command, _person(by))
    if isinstance(command, fc.FollowUp):
        return decide_follow_up(case, command, by)
    if not isinstance(command, c.WithdrawFact):  # what is not true goes, also where all is said
        _needs_running(case)
    match command:
        case c.RecordTriage():
            return (e.PostTriaged(command.triage),) if case.triage != command.triage else ()
        case c.StateFact():
            number = command.fact or max((f.number for f in case.facts), default=0) + 1
            return (e.FactStated(number, command.state, command.content),)
        case c.RequestDraft():
            return _request(case, command)
        case c.WithdrawFact():
            known = any(f.number == command.fact for f in case.facts)
            return (e.FactWithdrawn(command.fact),) if known else ()
        case c.WithholdReply():
            return _withhold(case)
        case c.ProposeDraft():
            return _propose(case, command, by)
        case c.RecordRereading():
            return _reread(case, command)
        case c.RecordFailedRereading():
            return _not_reread(case, command)
        case c.RecordTranslation():
            return _translated(case, command)
        case c.AskForwarder():
            return (e.ForwarderAsked(command.question),)
        case c.AnswerQuestion():
            return _answered(case, command)
    person = _person(by)
    match command:
        case c.Understand():
            return (e.PostUnderstood(command.words),)
        case c.Claim():
            return _claim(case, command, person)
        case c.DismissFinding():
            return _dismiss(case, command, person)
        case c.Approve():
            return _approve(case, command, person, policy)
        case c.WithdrawApproval():
            return _withdraw(case, command, person)
        case c.Reject():
            return _reject(case, command)
        case c.StartPublishing():
            return _start_publishing(case, command)
        case c.AbandonPublishing():
            return _abandon(case, command)
    raise AssertionError(f"unknown command {command!r}")


def record(
    case: Case, happened: tuple[e.Event, ...], *, by: Person | None, at: datetime
) -> tuple[e.Recorded, ...]:
    """Put events in their places behind the case's last one."""
    return tuple(
        e.Recorded(case.organisation, case.id, case.version + i, at, by, event)
        for i, event in enumerate(happened, start=1)
    )


def _person(by: Person | None) -> Person:
    if by is None:
        raise NotAllowed("This is for a person to decide.")
    return by


def _needs_running(case: Case) -> None:
    """A case that is over takes nothing but the public note of what was put right."""
    if case.status in OVER and not case.noting:
        raise CaseIsClosed(f"This case is {case.status}. Reopen it first.")


def _open(case: Case, command: c.OpenCase) -> tuple[e.Event, ...]:
    if case.post is not None:
        raise WrongMoment("This case is open already.")
    opened = e.CaseOpened(
        command.post, command.platform, command.brand, command.posted_at, command.came_from
    )
    return (opened,)


def _request(case: Case, command: c.RequestDraft) -> tuple[e.Event, ...]:
    not_publishing(case)
    wish = command.tone, command.language
    # Where one is under way, only another tone or language is another wish.
    if case.drafting and wish in {(None, ""), (case.tone, case.wanted_language)}:
        return ()
    return (e.DraftRequested(*wish),)


def _propose(case: Case, command: c.ProposeDraft, by: Person | None) -> tuple[e.Event, ...]:
    not_publishing(case)
    old = case.live_draft
    if old and command.based_on is not None and command.based_on != old.number:
        raise WrongMoment("There is a newer draft by now. Please have a look at that one first.")
    author = by if command.origin is e.Origin.PERSON else case.forwarder
    if author is None:
        raise NotAllowed("A reply written by a person needs that person's name.")
    number = len(case.drafts) + 1
    proposed = e.DraftProposed(
        number,
        command.origin,
        command.content,
        author,
        command.flags,
        command.playbook,
        command.unread,
    )
    return (proposed, e.DraftSuperseded(old.number, number)) if old else (proposed,)


def _reread(case: Case, command: c.RecordRereading) -> tuple[e.Event, ...]:
    """Adds to what is flagged and never takes away; a text that was replaced is left alone."""
    draft = case.draft(command.draft)
    known = {flag.key for flag in draft.flags}
    if draft is not case.live_draft or draft.content.digest != command.digest:
        return ()
    if all(flag.key in known for flag in command.flags):
        return ()
    return (e.DraftReread(draft.number, command.flags, command.reading),)


def _not_reread(case: Case, command: c.RecordFailedRereading) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    if draft is not case.live_draft or draft.content.digest != command.digest:
        return ()
    return (e.RereadingFailed(draft.number, command.distrusted),)


def _translated(case: Case, command: c.RecordTranslation) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    current = draft is case.live_draft and draft.content.digest == command.digest
    return (e.DraftTranslated(draft.number, command.content),) if current and draft.unread else ()


def _rate(case: Case, command: c.Rate, person: Person) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    if (person.id, command.good) in draft.ratings and command.reason is None:
        return ()
    return (e.DraftRated(draft.number, command.good, command.reason),)


def _correct(case: Case, command: c.Correct) -> tuple[e.Event, ...]:
    sent = [d.number for d in case.drafts if d.state is DraftState.SENT]
    if not sent:
        raise WrongMoment("Only a reply that stands in public can be corrected.")
    not_publishing(case)
    number = command.draft if command.draft in sent else sent[-1]
    asked: tuple[e.Event, ...] = (e.CorrectionAsked(number, command.wrong),)
    if case.status in OVER:
        asked = (e.CaseReopened(None), *asked)
    return asked if case.drafting else (*asked, e.DraftRequested())


def _withhold(case: Case) -> tuple[e.Event, ...]:
    draft = case.live_draft
    if draft is None or draft.origin is e.Origin.PERSON:
        return (e.ReplyWithheld(),)
    not_publishing(case)
    return (e.ReplyWithheld(), e.DraftSuperseded(draft.number, by=0))


def _claim(case: Case, command: c.Claim, person: Person) -> tuple[e.Event, ...]:
    owner = case.claimed_by
    if owner and owner.same(person):
        return ()
    if owner and not command.take_over:
        raise AlreadyDecided(f"{owner.name} is already on it.")
    return (e.CaseClaimed(),)


def _dismiss(case: Case, command: c.DismissFinding, person: Person) -> tuple[e.Event, ...]:
    flag = next((f for f in case.draft(command.draft).flags if f.key == command.key), None)
    if flag is None or command.key in case.dismissed:
        return ()
    if flag.kind is FindingKind.UNFILLED_SLOT:
        raise NotAllowed("An open gap can only be filled in, or taken out of the text.")
    if flag.severity is Severity.BLOCK and not (Role.LEAD in person.roles and command.reason):
        raise NotAllowed("Only a lead can set this aside, with a reason.")
    return (e.FindingDismissed(command.draft, command.key, command.reason),)


def _approve(
    case: Case, command: c.Approve, person: Person, policy: ApprovalPolicy
) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    _awaits_review(draft)
    triage = case.triage
    if triage is None:
        raise WrongMoment("The post is still being read. Please try again in a moment.")
    _nothing_asked(case)
    if case.drafting:
        raise WrongMoment("Another draft is being written. Please have a look at that one first.")
    if any(p.same(person) for p in draft.approvals):
        raise AlreadyDecided("You approved this already. It still needs somebody else's approval.")
    policy.check(person, draft.author)
    if command.digest != draft.content.digest:
        raise TextChanged("The text has changed since you saw it. Please read it again.")
    _no_block(case, draft)
    warnings = case.open_flags(draft, Severity.WARN)
    if warnings and not command.anyway:
        raise WarningOpen("One thing first: have another look at what is underlined.")
    if draft.unread and not command.anyway:
        raise WarningOpen(
            f"This is in {language_name(draft.unread)}, and no translation stands beside it. "
            "If you can read it, approve it anyway."
        )
    given = e.ApprovalGiven(draft.number, command.digest, tuple(f.key for f in warnings))
    grave = triage.repeated or triage.severity >= policy.lead_from_severity
    beyond = any(flag.lead_may for flag in draft.flags)
    if policy.complete((*draft.approvals, person), needs_lead=grave or beyond):
        return (given, e.DraftApproved(draft.number))
    return (given,)


def _nothing_asked(case: Case) -> None:
    if case.question:
        raise WrongMoment(
            f"{case.question.asked_by.name} asked something back; the reply waits for the answer."
        )


def _awaits_review(draft: Draft) -> None:
    who = draft.decided_by.name if draft.decided_by else "Somebody"
    match draft.state:
        case DraftState.APPROVED | DraftState.PUBLISHING:
            raise AlreadyDecided(f"{who} approved this already.")
        case DraftState.REJECTED:
            raise AlreadyDecided(f"{who} rejected this already.")
        case DraftState.SENT:
            raise AlreadyDecided(f"{who} posted this already.")
        case DraftState.SUPERSEDED:
            raise WrongMoment("There is a newer draft. Please decide on that one.")


def _no_block(case: Case, draft: Draft) -> None:
    blocks = case.open_flags(draft, Severity.BLOCK)
    slots = [f for f in blocks if f.kind is FindingKind.UNFILLED_SLOT]
    if len(slots) == 1:
        raise SlotsOpen("One gap in the text still needs your words.")
    if slots:
        raise SlotsOpen(f"{len(slots)} gaps in the text still need your words.")
    if blocks:
        raise BlockOpen("This can't go out as it stands. Have a look at what is underlined.")


def _answered(case: Case, command: c.AnswerQuestion) -> tuple[e.Event, ...]:
    asked = case.question.content.id if case.question else ""
    if command.question is not None and command.question != asked:
        raise QuestionChanged("That question is not open any more. Your answer was not used.")
    return (e.ForwarderAnswered(command.answer),) if asked else ()


def _withdraw(case: Case, command: c.WithdrawApproval, person: Person) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    if draft.state in {DraftState.PUBLISHING, DraftState.SENT}:
        raise WrongMoment("It is too late to take the approval back: the reply is on its way.")
    if draft.state not in {DraftState.AWAITING_REVIEW, DraftState.APPROVED}:
        return ()
    if not any(p.same(person) for p in draft.approvals):
        names = " or ".join(p.name for p in draft.approvals)
        raise WrongMoment(
            f"Only who approved it can take that back: {names}."
            if names
            else "Nobody has approved this (any more)."
        )
    return (e.ApprovalWithdrawn(draft.number),)


def _reject(case: Case, command: c.Reject) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    _awaits_review(draft)
    return (e.DraftRejected(draft.number, command.reason),)


def _start_publishing(case: Case, command: c.StartPublishing) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    if draft.state is DraftState.PUBLISHING:
        return ()
    _needs_approved(draft)
    _nothing_asked(case)
    _no_block(case, draft)  # a second reading may have found something since
    if command.digest != draft.content.digest:
        raise TextChanged("This is not the text that was approved. Please approve it again.")
    return (e.PublishStarted(draft.number, command.digest),)


def _needs_approved(draft: Draft) -> None:
    if draft.state is DraftState.AWAITING_REVIEW:
        raise WrongMoment("This reply has to be approved first.")
    if draft.state is not DraftState.APPROVED:
        _awaits_review(draft)


def _abandon(case: Case, command: c.AbandonPublishing) -> tuple[e.Event, ...]:
    draft = case.draft(command.draft)
    if draft.state is not DraftState.PUBLISHING:
        return ()
    return (e.PublishAbandoned(draft.number),)


def _sent(case: Case, command: c.RecordSent) -> tuple[e.Event, ...]:
    """What already stands in public is recorded, whatever the case says meanwhile."""
    draft = case.draft(command.draft)
    sent = e.ReplySent(draft.number, command.link)
    if draft.state is DraftState.PUBLISHING:
        behind = draft.turn < case.turn and not case.drafting
        return (sent, e.DraftRequested()) if behind else (sent,)
    if draft.state is DraftState.SUPERSEDED and draft.approved:
        return (sent,)
    _needs_approved(draft)
    return (e.PublishStarted(draft.number, draft.content.digest), sent)
