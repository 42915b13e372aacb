"""Promises and who may make them, from the reply to its approval."""

from __future__ import annotations

import pytest

from bot.case import DraftState
from bot.desk import NewPost
from bot.errors import BlockOpen, WarningOpen
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office

PASTA = "45 minutes for cold pasta on Friday, and we had so looked forward to it."
REPLY = (
    "Thank you for telling us about Friday. We're sorry that you waited 45 minutes and that the "
    "pasta was cold when it came. We will refund you {sum} for it; Mia from our team sees to that "
    "by Monday noon. What else would put this right for you? Lina"
)


async def _written(office: Office, amount: str) -> tuple[str, int, str]:
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA, platform="google"))
    await office.work()
    await office.desk.edit(AS_ALEX, case_id, REPLY.format(sum=amount))
    card = await office.card(case_id)
    return case_id, card.draft, card.digest


async def test_a_responder_approves_what_is_in_their_own_scope(office: Office) -> None:
    """£20 needs nobody else."""
    case_id, draft, digest = await _written(office, "£20")
    case = await office.desk.approve(AS_MIA, case_id, draft, digest)
    assert case.draft(draft).state is DraftState.APPROVED


async def test_more_than_that_waits_for_a_lead(office: Office) -> None:
    """£60: a responder's approval is kept, and the lead's completes it."""
    case_id, draft, digest = await _written(office, "£60")
    with pytest.raises(WarningOpen, match="£60 is more than a responder may promise"):
        await office.desk.approve(AS_MIA, case_id, draft, digest)
    case = await office.desk.approve(AS_MIA, case_id, draft, digest, anyway=True)
    assert case.draft(draft).state is DraftState.AWAITING_REVIEW
    case = await office.desk.approve(AS_LEE, case_id, draft, digest, anyway=True)
    assert case.draft(draft).state is DraftState.APPROVED


async def test_what_nobody_may_promise_is_refused(office: Office) -> None:
    """£500, from a lead as well."""
    case_id, draft, digest = await _written(office, "£500")
    for caller in (AS_MIA, AS_LEE):
        with pytest.raises(BlockOpen, match=r"£500 is more than anybody here may promise \(£150\)"):
            await office.desk.approve(caller, case_id, draft, digest, anyway=True)


async def _flagged(office: Office, case_id: str) -> list[str]:
    """The keys of what is open about “£60”."""
    found = (await office.card(case_id)).findings
    return [one.key for one in found if one.finding.text == "£60"]


async def test_setting_one_promise_aside_excuses_no_other(office: Office) -> None:
    """The same sentence stays quiet in another draft; the same £60 in another one does not."""
    case_id, draft, _ = await _written(office, "£60")
    (key,) = await _flagged(office, case_id)
    await office.desk.dismiss(AS_LEE, case_id, draft, key)
    await office.desk.edit(AS_ALEX, case_id, REPLY.format(sum="£60") + " Do come back.")
    assert await _flagged(office, case_id) == []
    other = REPLY.format(sum="£60") + " You will also get a voucher for £60."
    await office.desk.edit(AS_ALEX, case_id, other)
    (again,) = await _flagged(office, case_id)
    assert again != key
