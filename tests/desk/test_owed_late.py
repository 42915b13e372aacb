"""Promises that come to light late: nothing that is owed is lost, and no case with one is over."""

from __future__ import annotations

from datetime import timedelta

from bot.case import CaseStatus
from bot.desk import NewPost
from bot.due import Due
from bot.events import Outcome
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office
from tests.desk.test_owed import HAPPY, PASTA, posted, publish

PLAIN = "Thank you for telling us about the cold pasta. It was far too cold, and we're sorry."
CALL = "We'll call you tomorrow."


async def approved(office: Office, case_id: str, reply: str) -> int:
    """A reply that somebody could post."""
    await office.desk.edit(AS_ALEX, case_id, reply)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    return card.draft


async def post(office: Office, case_id: str, draft: int) -> None:
    """It is posted, whatever became of the case."""
    digest = (await office.view(case_id)).case.draft(draft).content.digest
    await office.desk.start_publishing(AS_ALEX, case_id, draft, digest)
    await office.desk.posted(AS_ALEX, case_id, draft)


async def owed(office: Office, case_id: str) -> list[tuple[str, str]]:
    """What is promised, and what became of it."""
    view = await office.view(case_id)
    return [(words, str(one.state)) for one, words in view.owed]


async def test_a_case_that_was_closed_waits_again_for_what_is_promised(office: Office) -> None:
    """The reply was approved before, and posted after."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    await office.work()
    draft = await approved(office, case_id, f"{PLAIN} {CALL}")
    await office.desk.close(AS_LEE, case_id, "said so on the phone")
    await office.desk.posted(AS_ALEX, case_id, draft)
    assert (await office.view(case_id)).case.status is CaseStatus.PENDING
    assert await owed(office, case_id) == [(CALL, "open")]


async def test_a_public_note_may_promise_something_too(office: Office) -> None:
    """Then the case is not solved any more, until that is kept."""
    case_id = await posted(office, PLAIN, PASTA)
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    await office.work()
    await publish(office, case_id, f"Update: the bill was refunded. {CALL}")
    assert (await office.view(case_id)).case.status is CaseStatus.PENDING
    await office.desk.after.keep(AS_MIA, case_id, 1)
    case = await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    assert case.status is CaseStatus.SOLVED


async def test_what_was_kept_can_be_promised_again(office: Office) -> None:
    """In the same words, where the place shows one reply only."""
    case_id = await posted(office, f"{PLAIN} {CALL}")
    await office.desk.after.keep(AS_MIA, case_id, 1)
    office.clock.forward(timedelta(days=3))
    await publish(office, case_id, f"The line was dead, and we apologize for that too. {CALL}")
    assert await owed(office, case_id) == [(CALL, "kept"), (CALL, "open")]


async def test_an_edit_that_goes_on_promises_nothing_twice(office: Office) -> None:
    """The words of the reply that stands there are in it."""
    case_id = await posted(office, f"{PLAIN} {CALL}")
    await office.desk.after.keep(AS_MIA, case_id, 1)
    office.clock.forward(timedelta(days=3))
    await publish(office, case_id, f"{PLAIN} {CALL}\n\nUpdate: we did, and all is well.")
    assert await owed(office, case_id) == [(CALL, "kept")]


async def moved(office: Office, note: str) -> str:
    """A refund that was moved to Saturday noon, and the note that says so is posted."""
    case_id = await posted(office)
    until: Due | None = await office.desk.after.until("Saturday noon")
    assert until is not None
    await office.desk.after.move(AS_MIA, case_id, 1, until, note)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await post(office, case_id, card.draft)
    return case_id


async def test_a_note_may_promise_more_by_the_same_time(office: Office) -> None:
    """What is moved is told apart from it by its words."""
    voucher = "Anna will send you a new voucher by Saturday noon."
    case_id = await moved(office, f"We will refund the bill by Saturday noon. {voucher}")
    assert [words for words, _ in await owed(office, case_id)][1:] == [voucher]


async def test_the_time_that_the_public_was_told_counts(office: Office) -> None:
    """The note names another one than whoever moved the promise; there is one promise still."""
    case_id = await moved(office, "Sorry. We will refund the bill by Sunday noon instead.")
    (one,) = (await office.view(case_id)).case.ledger
    assert one.due is not None
    assert f"{one.due:%A %H:%M}" == "Sunday 12:00"
