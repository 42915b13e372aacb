"""Promises at the desk: seen before approval, on record once public, and never left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.case import CaseStatus, DraftState
from bot.desk import NewPost
from bot.errors import BadInput, FieldError, NotAllowed, PromiseOpen, WrongMoment
from bot.events import Outcome
from bot.history import history
from bot.ledger import PromiseState
from bot.people import Caller
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office

PASTA = "45 minutes for cold pasta, and the waiter laughed at us."
REPLY = (
    "Thank you for telling us about the cold pasta. 45 minutes is far too long, and we're sorry. "
    "We will refund the bill by Friday noon. What else would put this right for you?"
)
QUOTE = "We will refund the bill by Friday noon"
HAPPY = "The refund came, and we'd gladly eat there again."


async def posted(office: Office, reply: str = REPLY, post: str = PASTA) -> str:
    """A case whose reply stands in public."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(post, "google", "Dana K."))
    await office.work()
    await publish(office, case_id, reply)
    return case_id


async def publish(office: Office, case_id: str, reply: str) -> None:
    """Write, approve, copy and post."""
    await office.desk.edit(AS_ALEX, case_id, reply)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.start_publishing(AS_ALEX, case_id, card.draft, card.digest)
    await office.desk.posted(AS_ALEX, case_id, card.draft)


async def test_a_promise_is_seen_before_anybody_approves_it(office: Office) -> None:
    """With its words, when it is due, and who will be reminded of it."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    await office.work()
    await office.desk.edit(AS_ALEX, case_id, REPLY)
    (promise,) = (await office.card(case_id)).promises
    assert promise.says.startswith(f"Promises: “{QUOTE}”, by Friday 6 November, 12:00.")
    assert promise.says.endswith("It will be yours when you post it.")
    await office.desk.claim(AS_MIA, case_id)
    (promise,) = (await office.card(case_id)).promises
    assert promise.says.endswith("Mia will see to it.")


async def test_it_is_on_record_from_when_the_reply_is_public(office: Office) -> None:
    """Not before, and with the day it is due seen from that moment."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    await office.work()
    await office.desk.edit(AS_ALEX, case_id, REPLY)
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    await office.desk.start_publishing(AS_ALEX, case_id, card.draft, card.digest)
    assert not (await office.view(case_id)).case.ledger
    office.clock.forward(timedelta(days=5))  # a week's Friday later
    await office.desk.posted(AS_ALEX, case_id, card.draft)
    ((owed, quote),) = (await office.view(case_id)).owed
    assert quote.startswith(QUOTE)
    assert owed.due is not None
    assert owed.due.isoformat() == "2026-11-13T12:00:00+00:00"
    assert owed.owner is not None
    assert owed.owner.name == "Alex"


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.STILL_UNHAPPY, Outcome.SATISFIED])
async def test_no_case_ends_with_an_open_promise(office: Office, outcome: Outcome) -> None:
    """However it ended for the customer, and not by closing it either."""
    case_id = await posted(office)
    office.clock.forward(timedelta(days=30))
    with pytest.raises(PromiseOpen):
        await office.desk.after.solve(AS_LEE, case_id, outcome, HAPPY)
    with pytest.raises(PromiseOpen):
        await office.desk.close(AS_LEE, case_id, "nothing more to do")
    assert (await office.view(case_id)).case.status is CaseStatus.PENDING


async def test_once_it_is_kept_the_case_can_end(office: Office) -> None:
    """It says who kept it, and cannot be settled twice."""
    case_id = await posted(office)
    await office.desk.after.keep(AS_MIA, case_id, 1)
    with pytest.raises(WrongMoment, match="settled already: kept"):
        await office.desk.after.break_promise(AS_MIA, case_id, 1, "it was too much")
    case = await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    assert case.status is CaseStatus.SOLVED
    told = [(entry.who, entry.what) for entry in history(await office.view(case_id))]
    assert any(who == "Mia" and what.startswith(f"kept the promise “{QUOTE}") for who, what in told)


async def test_only_a_lead_waives_it_with_a_reason(office: Office) -> None:
    """The reason stays in the history."""
    case_id = await posted(office)
    with pytest.raises(NotAllowed):
        await office.desk.after.waive(AS_MIA, case_id, 1, "they don't want it")
    with pytest.raises(BadInput):
        await office.desk.after.waive(AS_LEE, case_id, 1, "  ")
    await office.desk.after.waive(AS_LEE, case_id, 1, "they don't want it")
    await office.desk.close(AS_LEE, case_id, "they asked us to leave it")
    ((owed, _),) = (await office.view(case_id)).owed
    assert owed.state is PromiseState.WAIVED
    assert any("they don't want it" in e.what for e in history(await office.view(case_id)))


async def test_a_moved_promise_tells_the_customer_in_the_same_step(office: Office) -> None:
    """The note comes up for approval; once it is posted, nothing is owed twice."""
    case_id = await posted(office)
    until = await office.desk.after.until("Saturday noon")
    assert until is not None
    note = "The refund takes until Saturday noon; our bank was closed. We're sorry for the wait."
    caller = Caller("org", AS_MIA.person, ("moved-once",))
    await office.desk.after.move(caller, case_id, 1, until, note)
    view = await office.view(case_id)
    assert view.case.live_draft
    assert view.text(view.case.live_draft.content) == note
    assert [owed.moved for owed in view.case.ledger] == [1]
    assert view.case.status is CaseStatus.OPEN
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.start_publishing(AS_ALEX, case_id, card.draft, card.digest)
    await office.desk.posted(AS_ALEX, case_id, card.draft)
    assert len((await office.view(case_id)).case.ledger) == 1


async def test_a_promise_is_not_moved_into_the_past(office: Office) -> None:
    """Nothing changes, and no note is put up."""
    case_id = await posted(office)
    until = await office.desk.after.until("Friday noon")
    assert until is not None
    office.clock.forward(timedelta(days=10))
    with pytest.raises(BadInput, match="over already"):
        await office.desk.after.move(AS_MIA, case_id, 1, until, "Later, sorry.")
    assert [owed.moved for owed in (await office.view(case_id)).case.ledger] == [0]


async def test_somebody_else_takes_it(office: Office) -> None:
    """The reminders go to them from then on."""
    case_id = await posted(office)
    await office.desk.after.take(AS_MIA, case_id, 1)
    ((owed, _),) = (await office.view(case_id)).owed
    assert owed.owner is not None
    assert owed.owner.same(AS_MIA.person)


async def test_a_broken_promise_is_on_record_and_ends_nothing(office: Office) -> None:
    """The case goes on with the reason; it may end now, which the lead sees."""
    case_id = await posted(office)
    case = await office.desk.after.break_promise(AS_ALEX, case_id, 1, "the bank refused it")
    assert case.status is CaseStatus.PENDING
    assert [owed.state for owed in case.ledger] == [PromiseState.BROKEN]


async def test_a_reply_without_promises_owes_nothing(office: Office) -> None:
    """Opening hours, wishes and what is done already are none."""
    case_id = await posted(office, "We refunded the bill this morning. We're open until ten.")
    assert not (await office.view(case_id)).case.ledger


async def test_thanks_alone_is_not_solved(office: Office) -> None:
    """Only words of the customer that show it are."""
    case_id = await posted(office, "We refunded the bill this morning, and we're sorry.")
    for quote in ("", "Thanks!", "ok thank you for the quick reply"):
        with pytest.raises(FieldError):
            await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, quote)
    case = await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    assert case.status is CaseStatus.SOLVED


async def test_no_answer_needs_time_for_one(office: Office) -> None:
    """The day after is early enough to say that none came."""
    case_id = await posted(office, "We refunded the bill this morning, and we're sorry.")
    with pytest.raises(WrongMoment, match="too new"):
        await office.desk.after.solve(AS_MIA, case_id, Outcome.NO_ANSWER)
    office.clock.forward(timedelta(days=1))
    case = await office.desk.after.solve(AS_MIA, case_id, Outcome.NO_ANSWER)
    assert case.outcome is Outcome.NO_ANSWER


async def test_somebody_is_won_back_later(office: Office) -> None:
    """A solved case takes another outcome, with words that show it."""
    case_id = await posted(office, "We refunded the bill this morning, and we're sorry.")
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    case = await office.desk.after.solve(
        AS_MIA, case_id, Outcome.WON_BACK, "Back last night for my birthday, wonderful."
    )
    assert (case.status, case.outcome) == (CaseStatus.SOLVED, Outcome.WON_BACK)


async def test_the_note_that_is_rejected_leaves_the_promise_moved(office: Office) -> None:
    """The time is what was agreed; the words are tried again."""
    case_id = await posted(office)
    until = await office.desk.after.until("Saturday noon")
    assert until is not None
    await office.desk.after.move(AS_MIA, case_id, 1, until, "It takes until Monday, sorry.")
    card = await office.card(case_id)
    case = await office.desk.reject(AS_LEE, case_id, card.draft, "too short")
    assert case.drafts[-1].state is DraftState.REJECTED
    assert [owed.moved for owed in case.ledger] == [1]
