"""What can be done on a card as its case stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.case import OVER, Case, CaseStatus, Draft, DraftState
from bot.events import Origin
from bot.findings import Finding, FindingKind, Severity
from bot.ledger import open_promises
from bot.posts import can_part
from bot.triage import BREACHES, Category

_MAY: Mapping[DraftState, frozenset[str]] = {
    DraftState.AWAITING_REVIEW: frozenset(
        {"approve", "withdraw", "claim", "edit", "again", "reject"}
    ),
    DraftState.APPROVED: frozenset({"copy", "withdraw", "edit", "again"}),
    DraftState.PUBLISHING: frozenset({"copy", "posted", "not_posted"}),
    DraftState.SENT: frozenset({"edit", "solve", "correct"}),
    DraftState.REJECTED: frozenset({"edit", "again"}),
    DraftState.SUPERSEDED: frozenset({"edit", "again"}),
}


def may_do(case: Case, draft: Draft | None, findings: Sequence[Finding]) -> frozenset[str]:
    """What the card of this draft offers; `ReviewCard.may` lists the words."""
    state = draft.state if draft else None
    if case.status in OVER:
        over = {"reopen", "solve"} if case.status is CaseStatus.SOLVED else {"reopen"}
        over |= {"correct"} if state is DraftState.SENT else set()
        if case.noting and draft is not None and draft is case.live_draft:
            over |= _MAY[draft.state]
        return frozenset(over | (_after(case) & {"came_back", "promise"}))
    may = _after(case) - ({"belongs", "hide"} if state is DraftState.PUBLISHING else set())
    may |= set(_MAY[state]) if state else {"edit", "claim"} | _unless(case.drafting, "again")
    if state is not DraftState.PUBLISHING:
        may |= {"close", "kind", "own"} | _unless(at_risk(case), "facts")
    if case.answered and state is not DraftState.PUBLISHING:
        may |= {"solve"} | _unless(case.correcting is not None, "correct")
    if case.question:
        may = (may - {"approve", "copy"}) | {"answer"}
    elif state not in {DraftState.PUBLISHING, DraftState.SENT}:
        may.add("ask")
    if draft and draft.origin is not Origin.PERSON:
        may |= {"rate", "tone"} if "again" in may else {"rate"}
    if draft and state is DraftState.APPROVED and case.open_flags(draft, Severity.BLOCK):
        may.discard("copy")
    if state in {DraftState.AWAITING_REVIEW, DraftState.APPROVED}:
        slots = sum(f.kind is FindingKind.UNFILLED_SLOT for f in findings)
        may |= _unless(not slots, "gaps") | _unless(slots == len(findings), "dismiss")
    return frozenset(may)


def _after(case: Case) -> set[str]:
    """What can be done once there was an answer, and with posts that need none."""
    breach = case.triage and case.triage.category in BREACHES and not case.moderated
    return (
        _unless(not open_promises(case.ledger), "promise")
        | _unless(not case.answered, "came_back")
        | _unless(case.answered and not can_part(case), "belongs")
        | _unless(not breach, "hide")
        | _unless(not case.incident, "apart")
    )


def _unless(not_now: bool, act: str) -> set[str]:
    return set() if not_now else {act}


def at_risk(case: Case) -> bool:
    """Whether somebody may be in danger."""
    return case.triage is not None and case.triage.category is Category.PERSON_AT_RISK
