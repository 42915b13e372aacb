"""What is left of an older card, and who has to see a card."""

from __future__ import annotations

import pytest

from bot import commands as c
from bot.card_life import left_of, takes_others
from bot.people import ApprovalPolicy, Role
from tests.cases import LEE
from tests.render.samples import Told


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (c.RequestDraft(), "Draft 1 was replaced. The newer one stands further down."),
        (c.Reject(1), "Draft 1 was rejected by Lee."),
    ],
)
def test_an_older_card_says_what_became_of_its_draft(step: c.Command, says: str) -> None:
    """Who decided, and where to look."""
    told = Told().drafted().do(step, by=LEE)
    if isinstance(step, c.RequestDraft):
        told.drafted()
    assert left_of(told.case, 1) == says


def test_without_a_newer_card_below_nobody_is_sent_there() -> None:
    """A card that was brought to somebody has no newer one beside it."""
    told = Told().drafted()
    assert "further down" in left_of(told.case, 0)
    assert "further down" not in left_of(told.case, 0, below=False)


@pytest.mark.parametrize(
    ("policy", "leads", "others"),
    [
        (ApprovalPolicy(author_may_approve=True), False, False),
        (ApprovalPolicy(author_may_approve=False), True, True),
        (ApprovalPolicy(approvals=2, author_may_approve=True), True, True),
        (ApprovalPolicy(roles=(Role.LEAD,), author_may_approve=True), False, True),
        (ApprovalPolicy(roles=(Role.LEAD,), author_may_approve=True), True, False),
    ],
)
def test_whether_somebody_else_has_to_approve(
    policy: ApprovalPolicy, leads: bool, others: bool
) -> None:
    """It depends on the policy, and on whether whoever forwarded the post leads."""
    case = Told().drafted().case
    assert takes_others(case, policy, forwarder_leads=leads) is others
