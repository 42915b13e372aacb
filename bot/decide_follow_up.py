"""What an answered case accepts: promises are kept or settled, and customers come back."""

from __future__ import annotations

from bot import events as e
from bot import follow_commands as fc
from bot import follow_events as f
from bot.case import OVER, Case, CaseStatus, DraftState
from bot.errors import CaseIsClosed, NotAllowed, WrongMoment
from bot.ledger import Owed
from bot.people import Person, Role
from bot.triage import Category

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
        raise CaseIsClosed("This post was put to another case.")
    events: list[e.Event] = [f.CustomerReturned(command.post, command.posted_at)]
    live = case.live_draft
    if live is None or live.state is not DraftState.PUBLISHING:
        if live:
            events.append(e.DraftSuperseded(live.number, by=0))
        events.append(e.DraftRequested())
    return tuple(events)


def _note(case: Case) -> tuple[e.Event, ...]:
    if case.status is not CaseStatus.SOLVED or not case.answered:
        raise WrongMoment("A public note of what was put right comes once the case is solved.")
    return () if case.noting else (f.NoteRequested(),)


def _merge(case: Case, command: fc.Merge) -> tuple[e.Event, ...]:
    if case.answered:
        raise WrongMoment("This post was answered already, so it stays a case of its own.")
    if case.status in OVER or command.into == case.id:
        raise WrongMoment("This case cannot be put to another one.")
    return (f.CaseMerged(command.into),)


def _moderate(case: Case, command: fc.Moderate) -> tuple[e.Event, ...]:
    """Only what breaks a guideline is taken from sight; a merely negative post never is."""
    triage = case.triage
    if triage is None:
        raise WrongMoment("The post is still being read. Please try again in a moment.")
    if triage.category not in {Category.GUIDELINE_BREACH, Category.SPAM}:
        kind = triage.category.replace("_", " ")
        article = "an" if kind[0] in "aeiou" else "a"
        raise NotAllowed(_NO_BREACH.format(kind=f"{article} {kind}"))
    return (f.PostModerated(command.action, command.guideline),)
