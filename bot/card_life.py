"""When the card of a case stands somewhere, and what is left of it afterwards. Pure."""

from __future__ import annotations

from bot.case import OVER, Case, DraftState
from bot.people import ApprovalPolicy, Role
from bot.review_card import ReviewCard
from bot.triage import Category

_URGENT = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})
_BELOW = " The newer one stands further down."


def live(case: Case, card: ReviewCard) -> bool:
    """Whether somebody may have to do something with the card."""
    if not card.draft:
        return case.status not in OVER
    return case.live_draft is not None and case.live_draft.number == card.draft


def shown_without_draft(case: Case) -> bool:
    """Whether a case gets a card although it has no draft: none comes, or it cannot wait."""
    if not case.drafting:
        return True
    triage = case.triage
    return triage is not None and (triage.category in _URGENT or triage.severity >= 5)


def takes_others(case: Case, policy: ApprovalPolicy, *, forwarder_leads: bool) -> bool:
    """Whether a reply needs the approval of somebody else than whoever forwarded the post."""
    if policy.approvals > 1 or not policy.author_may_approve:
        return True
    if forwarder_leads:
        return False
    triage = case.triage
    grave = triage and (triage.repeated or triage.severity >= policy.lead_from_severity)
    return bool(grave) or Role.RESPONDER not in policy.roles


def left_of(case: Case, number: int, *, below: bool = True) -> str:
    """The line that is left of the card of an older draft, 0 for the card without one.

    `below` says that a newer card follows in the same place.
    """
    more = _BELOW if below else ""
    if not number:
        return f"There is a draft by now.{more}"
    draft = case.draft(number)
    by = f" by {draft.decided_by.name}" if draft.decided_by else ""
    match draft.state:
        case DraftState.REJECTED:
            return f"Draft {number} was rejected{by}."
        case DraftState.SENT:
            return f"Draft {number} was posted{by}. Answered is not solved."
        case _:
            return f"Draft {number} was replaced.{more}"
