"""How a case ends, and begins again: never while something is owed to the customer."""

from __future__ import annotations

from bot import commands as c
from bot import events as e
from bot.case import Case, CaseStatus, DraftState
from bot.errors import CaseIsClosed, PromiseOpen, WrongMoment
from bot.ledger import open_promises


def solve(case: Case, command: c.Solve) -> tuple[e.Event, ...]:
    """A solved case may get another outcome later: whoever was won back came back."""
    if case.status is CaseStatus.CLOSED:
        raise CaseIsClosed("This case is closed. Reopen it first.")
    not_publishing(case)
    nothing_owed(case)
    if not case.answered:
        raise WrongMoment(
            "Nothing has been answered yet. If no reply is needed, close it with a reason."
        )
    if command.outcome in e.SHOWN and command.quote is None:
        raise WrongMoment(
            f"Which words of the customer show that they are {command.outcome}? Please quote them."
        )
    return (e.CaseSolved(command.outcome, command.quote),)


def close(case: Case, command: c.Close) -> tuple[e.Event, ...]:
    if case.status is CaseStatus.CLOSED:
        raise CaseIsClosed("This case is closed already.")
    not_publishing(case)
    nothing_owed(case)
    return (e.CaseClosed(command.reason),)


def reopen(case: Case, command: c.Reopen) -> tuple[e.Event, ...]:
    if case.status in {CaseStatus.NEW, CaseStatus.OPEN}:
        return ()
    reopened = e.CaseReopened(command.reason)
    return (reopened,) if case.drafts or case.withheld else (reopened, e.DraftRequested())


def not_publishing(case: Case) -> None:
    """Raise `WrongMoment` while nobody knows whether the approved reply stands in public."""
    draft = case.live_draft
    if draft and draft.state is DraftState.PUBLISHING:
        raise WrongMoment(
            "The approved reply is being posted. Say first whether it was posted or not."
        )


def nothing_owed(case: Case) -> None:
    """Raise `PromiseOpen` while something that was promised in public is neither kept nor waived.

    A promise that was broken is settled, too: it is on record, and the lead was told.
    """
    if owed := open_promises(case.ledger):
        several = len(owed) > 1
        many, was, it = (
            (f"{len(owed)} promises are", "they were", "them")
            if several
            else ("A promise is", "it was", "it")
        )
        raise PromiseOpen(
            f"{many} still open. Say first whether {was} kept or broken; "
            f"a lead can waive {it} with a reason."
        )
