"""What an answered case accepts: promises are kept or settled, and customers come back."""

from __future__ import annotations

from datetime import datetime

from bot import events as e
from bot import follow_commands as fc
from bot import follow_events as f
from bot.case import OVER, Case, CaseStatus, DraftState
from bot.decide_ending import not_publishing
from bot.errors import CaseIsClosed, NotAllowed, WrongMoment
from bot.ledger import Owed, open_promises
from bot.people import Person, Role
from bot.posts import all_posts, out_since, taken_out
from bot.triage import BREACHES

_OURS = frozenset({CaseStatus.NEW, CaseStatus.OPEN})

_NO_BREACH = (
    "This is {kind}, not a breach of a guideline. A negative post stays up: answering it where it "
    "stands shows everybody else how you treat people."
)


def decide_follow_up(case: Case, command: fc.FollowUp, by: Person | None) -> tuple[e.Event, ...]:
    """The events that a command leads to; `by` None is the coach."""
    match command:
        case fc.RecordReminders():
            known = {mark for mark, _ in case.told}
            fresh = tuple(mark for mark in command.marks if mark not in known)
            return (f.Reminded(fresh, command.quietly),) if fresh else ()
        case fc.RecordPromisesFound(number, digest, content):
            draft = case.draft(number)
            current = draft is case.live_draft and draft.content.digest == digest
            return (f.PromisesFound(number, content),) if current else ()
        case fc.RecordPromise():
            return _promised(case, command, by)
        case fc.Return():
            return _returned(case, command)
        case fc.TakeBack():
            return _taken_back(case, command)
        case fc.JoinIncident(incident):
            joined = incident and incident != case.incident
            return (f.IncidentJoined(incident),) if joined else ()
        case fc.LeaveIncident():
            return (f.IncidentLeft(case.incident),) if case.incident else ()
        case fc.RaiseCrisis(posts):
            return (f.CrisisRaised(posts),) if posts > case.crisis else ()
        case fc.RequestNote():
            return _note(case)
    if by is None:
        raise NotAllowed("This is for a person to decide.")
    match command:
        case fc.Merge():
            return _merge(case, command)
        case fc.Moderate():
            return _moderate(case, command)
        case _:
            return _promise(case, command, by)


def _promise(case: Case, command: fc.FollowUp, by: Person) -> tuple[e.Event, ...]:
    """What becomes of one promise."""
    owed = _owed(case, command.promise)  # type: ignore[union-attr]
    match command:
        case fc.TakePromise(number):
            mine = owed.owner is not None and owed.owner.same(by)
            return () if mine else (f.PromiseTaken(number),)
        case fc.KeepPromise(number):
            return (f.PromiseKept(number),)
        case fc.MovePromise(number, due, all_day):
            return (f.PromiseMoved(number, due, all_day),)
        case fc.BreakPromise(number, reason):
            return (f.PromiseBroken(number, reason),)
        case fc.WaivePromise(number, reason):
            if Role.LEAD not in by.roles:
                raise NotAllowed("Only a lead can waive a promise, with a reason.")
            return (f.PromiseWaived(number, reason),)
    raise AssertionError(f"unknown command {command!r}")


def _owed(case: Case, number: int) -> Owed:
    found = next((one for one in case.ledger if one.number == number), None)
    if found is None:
        raise WrongMoment("This promise does not exist (any more).")
    if not found.open:
        raise WrongMoment(f"This promise is settled already: {found.state}.")
    return found


def _promised(case: Case, command: fc.RecordPromise, by: Person | None) -> tuple[e.Event, ...]:
    """Whoever has the case sees to it, or else whoever posted the reply."""
    draft = case.draft(command.draft)
    if draft.state is not DraftState.SENT:
        raise WrongMoment("A promise counts from when the reply stands in public.")
    number = max((one.number for one in case.ledger), default=0) + 1
    owner = case.claimed_by or by or draft.decided_by
    made = f.PromiseMade(
        number, command.draft, command.content, owner, command.due, command.all_day
    )
    return (made,)


def _returned(case: Case, command: fc.Return) -> tuple[e.Event, ...]:
    """Another post of the same customer; what was drafted for the one before is out of date.

    A reply that is being posted right now is left alone: the next draft comes after it.
    """
    if case.merged_into:
        raise CaseIsClosed("This case was put to another one meanwhile. Please choose again.")
    if command.posted_at and case.posted_at and command.posted_at < case.posted_at:
        return _heard_late(case, command, command.posted_at)
    return (f.CustomerReturned(command.post, command.posted_at), *_drafted_anew(case))


def _heard_late(case: Case, command: fc.Return, at: datetime) -> tuple[e.Event, ...]:
    """An older post joins the earlier ones. The case needs us where no answer came after it."""
    added = f.EarlierPostAdded(command.post, at)
    if case.last_sent_at and at <= case.last_sent_at and not command.waits:
        return (added,)
    again = () if case.status in _OURS else (e.CaseReopened(None),)
    return (added, *again, *_drafted_anew(case))


def _drafted_anew(case: Case) -> tuple[e.Event, ...]:
    live = case.live_draft
    if live is None:
        return (e.DraftRequested(),)
    if live.state is DraftState.PUBLISHING:
        return ()
    return (e.DraftSuperseded(live.number, by=0), e.DraftRequested())


def _taken_back(case: Case, command: fc.TakeBack) -> tuple[e.Event, ...]:
    """What was answered since stays; else the case stands as it stood before."""
    posts = all_posts(case)
    gone = [ref for ref in reversed(posts) if ref in command.posts]
    if not gone:
        return ()
    if len(gone) == len(posts):
        raise WrongMoment("This is the only post of its case.")
    if any(d.state is DraftState.PUBLISHING for d in case.drafts):
        not_publishing(case)
    if out_since(case, posts.index(gone[-1]) + 1):
        raise WrongMoment("We have answered it in the other case since, so it stays there.")
    after = case
    for ref in gone:
        after = taken_out(after, ref)
    taken = tuple(f.ReturnTakenBack(ref) for ref in gone)
    if case.status in OVER:
        return taken
    if after.status in _OURS:
        return (*taken, *_drafted_anew(case))
    live = case.live_draft
    return (*taken, e.DraftSuperseded(live.number, by=0)) if live else taken


def _note(case: Case) -> tuple[e.Event, ...]:
    if case.status is not CaseStatus.SOLVED or not case.answered:
        raise WrongMoment("A public note of what was put right comes once the case is solved.")
    return () if case.noting else (f.NoteRequested(),)


def _merge(case: Case, command: fc.Merge) -> tuple[e.Event, ...]:
    if case.answered:
        raise WrongMoment("This post was answered already, so it stays a case of its own.")
    if case.status in OVER or command.into == case.id:
        raise WrongMoment("This case cannot be put to another one.")
    not_publishing(case)
    if command.posts != all_posts(case):
        raise WrongMoment("They wrote again just now. Please have a look at that first.")
    return (f.CaseMerged(command.into),)


def _moderate(case: Case, command: fc.Moderate) -> tuple[e.Event, ...]:
    """Only what breaks a guideline is taken from sight; a merely negative post never is.

    Then nobody has to answer it: the case ends with that, or waits for what was promised before.
    """
    if case.moderated:
        raise WrongMoment("It was noted already what was done about this post.")
    if case.status in OVER:
        raise CaseIsClosed(f"This case is {case.status}. Reopen it first.")
    triage = case.triage
    if triage is None:
        raise WrongMoment("The post is still being read. Please try again in a moment.")
    if triage.category not in BREACHES:
        raise NotAllowed(_NO_BREACH.format(kind=triage.category.named))
    not_publishing(case)
    moderated = f.PostModerated(command.action, command.guideline)
    if not open_promises(case.ledger):
        return (moderated, e.CaseClosed(command.guideline))
    live = case.live_draft
    gone = (e.DraftSuperseded(live.number, by=0),) if live else ()
    return (moderated, e.ReplyWithheld(), *gone)
