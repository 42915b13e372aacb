"""One line of what `coach doctor` found, and what the surfaces' checks share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from bot.people import HIGHEST_SEVERITY, ApprovalPolicy, Role


@dataclass(frozen=True, slots=True)
class Check:
    """`what` was looked at, and a sentence; of a `problem` it tells what to do, of what is `off`
    how to switch it on."""

    state: Literal["ok", "off", "problem"]
    what: str
    says: str


def ok(what: str, says: str) -> Check:
    """All is well."""
    return Check("ok", what, says)


def off(what: str, says: str) -> Check:
    """Not in use, or not known; nothing is wrong."""
    return Check("off", what, says)


def problem(what: str, says: str) -> Check:
    """Something that an operator has to mend."""
    return Check("problem", what, says)


def others_needed(policy: ApprovalPolicy, *, leads_named: bool) -> str:
    """Why somebody else than the author has to see a card; empty where nobody has to."""
    if policy.approvals > 1:
        return f"{policy.approvals} people have to approve a reply"
    if not policy.author_may_approve:
        return "somebody else than the author has to approve a reply"
    if leads_named and Role.RESPONDER not in policy.roles:
        return "leads have to approve every reply"
    if leads_named and policy.lead_from_severity <= HIGHEST_SEVERITY:
        return f"a lead has to approve from severity {policy.lead_from_severity} on"
    return ""


def of_teams(lead: str) -> bool:
    """Whether an entry of LEADS is for Teams: an Entra object id, or a name such as team-owners."""
    if lead.lower() == "team-owners":
        return True
    try:
        return bool(UUID(lead))
    except ValueError:
        return False
