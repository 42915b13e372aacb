"""The public note at the end: what was put right, for everybody who reads along."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.case import CaseStatus, DraftState
from bot.desk import NewPost
from bot.errors import CaseIsClosed
from bot.events import Outcome
from bot.facts import FactState
from bot.follow_events import NoteRequested
from bot.views import CaseView
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office
from tests.desk.test_returning import answered, publish

HAPPY = "The refund came, and we'd gladly eat there again."
SIGNED = "\n\nLina and the team, Trattoria Lina"


async def solved(office: Office, *facts: str, platform: str = "facebook") -> str:
    """A case whose customer is satisfied, after a promise that was kept."""
    case_id = await answered(office, platform)
    for fact in facts:
        await office.desk.change_facts(AS_MIA, case_id, [(FactState.CONFIRMED, fact)])
    await office.desk.after.keep(AS_MIA, case_id, 1)
    office.clock.forward(timedelta(days=3))
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    await office.work()
    return case_id


def asked_for(view: CaseView) -> int:
    """How often a note was asked for."""
    return sum(isinstance(one.event, NoteRequested) for one in view.history)


async def test_the_note_tells_what_was_done_and_no_more(office: Office) -> None:
    """From confirmed facts and kept promises; the case stays solved while it waits."""
    case_id = await solved(office, "refunded the pasta")
    card = await office.card(case_id)
    note = card.reply.removesuffix(SIGNED)
    assert note.startswith("Update, 5 November: We have refunded the pasta.")
    assert "called you" in note
    assert "?" not in note
    assert "sorry" not in note
    assert card.status is CaseStatus.SOLVED
    assert "everybody who reads along" in card.closing
    assert not card.findings


async def test_it_goes_all_the_way_while_the_case_stays_solved(office: Office) -> None:
    """Review, approval, copy and posted; then nothing more is wanted, and no clock was moved."""
    case_id = await solved(office, "refunded the pasta")
    before = (await office.view(case_id)).case
    assert before.noting
    office.clock.forward(timedelta(days=1))
    await publish(office, case_id)
    view = await office.view(case_id)
    assert view.case.status is CaseStatus.SOLVED
    assert view.case.drafts[-1].state is DraftState.SENT
    assert not view.case.noting
    assert view.case.last_sent_at == before.last_sent_at
    assert not [owed for owed in view.case.ledger if owed.open]
    with pytest.raises(CaseIsClosed):
        await office.desk.request_draft(AS_MIA, case_id)
    assert "solve" in (await office.card(case_id)).may


async def test_whoever_rejects_it_ends_it(office: Office) -> None:
    """No second one comes by itself, and the case is as solved as before."""
    case_id = await solved(office, "refunded the pasta")
    number = (await office.card(case_id)).draft
    await office.desk.reject(AS_LEE, case_id, number, "they asked us to leave it")
    await office.work()
    view = await office.view(case_id)
    assert not view.case.noting
    assert view.case.live_draft is None
    assert view.case.status is CaseStatus.SOLVED
    assert "approve" not in (await office.card(case_id)).may


async def test_another_wording_can_be_asked_for(office: Office) -> None:
    """The note is a draft like any other: edited, written anew, taken back from approval."""
    case_id = await solved(office, "refunded the pasta")
    await office.desk.request_draft(AS_MIA, case_id)
    await office.work()
    await office.desk.edit(AS_MIA, case_id, "Update: the pasta was refunded on Tuesday.")
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.withdraw(AS_LEE, case_id, card.draft)
    assert (await office.view(case_id)).case.status is CaseStatus.SOLVED


async def test_private_details_and_blame_stay_out(office: Office) -> None:
    """What staff noted for each other is not for the public."""
    facts = ("refunded £48 to the card 4929 1234 5678 9012", "the waiter was rude and is warned")
    note = (await office.card(await solved(office, *facts))).reply
    assert "4929" not in note
    assert "waiter" not in note
    assert "called you" in note


async def test_where_nothing_is_known_a_person_fills_it_in(office: Office) -> None:
    """A note without anything done would be an advert."""
    reply = "We're sorry about the cold pasta. What would put this right for you?"
    case_id = await answered(office, reply=reply)
    office.clock.forward(timedelta(days=3))
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    await office.work()
    card = await office.card(case_id)
    assert [slot.label for slot in card.slots] == ["what was done"]


async def test_where_one_reply_stands_the_note_is_put_into_it(office: Office) -> None:
    """Google shows one: its core, and then what became of it."""
    note = (await office.card(await solved(office, "refunded the pasta", platform="google"))).reply
    assert note.startswith("We're sorry about the cold pasta")
    assert "\n\nUpdate, 5 November: We have refunded the pasta." in note
    assert "What would put this right" not in note


@pytest.mark.parametrize("platform", ["tripadvisor", "email"])
async def test_where_nobody_could_read_it_there_is_none(office: Office, platform: str) -> None:
    """A reply that cannot be changed, and a letter: nothing can be added for others."""
    view = await office.view(await solved(office, "refunded the pasta", platform=platform))
    assert not asked_for(view)
    assert not view.case.noting


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.STILL_UNHAPPY])
async def test_only_who_is_satisfied_is_a_reason_for_a_note(
    office: Office, outcome: Outcome
) -> None:
    """Nobody tells the public of a success that was none."""
    case_id = await answered(office)
    await office.desk.after.keep(AS_MIA, case_id, 1)
    office.clock.forward(timedelta(days=30))
    quote = "I will never come back." if outcome is Outcome.STILL_UNHAPPY else ""
    await office.desk.after.solve(AS_MIA, case_id, outcome, quote)
    await office.work()
    assert not asked_for(await office.view(case_id))


async def test_won_back_later_leaves_the_waiting_note_alone(office: Office) -> None:
    """Another outcome is no second note, and takes none away."""
    case_id = await solved(office, "refunded the pasta")
    office.clock.forward(timedelta(days=14))
    await office.desk.after.solve(AS_MIA, case_id, Outcome.WON_BACK, "See you on Sunday!")
    view = await office.view(case_id)
    assert view.case.outcome is Outcome.WON_BACK
    assert view.case.noting
    assert asked_for(view) == 1
    await publish(office, case_id)
    await office.desk.after.solve(AS_MIA, case_id, Outcome.WON_BACK, "We were there again.")
    assert asked_for(await office.view(case_id)) == 1


async def test_a_customer_who_comes_back_ends_the_note(office: Office) -> None:
    """It was not settled after all: the next draft answers them."""
    case_id = await solved(office, "refunded the pasta")
    await office.desk.after.returned(AS_ALEX, case_id, "Cold again last night. Unbelievable.")
    await office.work()
    view = await office.view(case_id)
    assert view.case.status is CaseStatus.OPEN
    assert not view.case.noting
    assert "sorry" in (await office.card(case_id)).reply


async def test_a_private_house_says_no_more_than_that_it_kept_its_word(office: Office) -> None:
    """What was done there for somebody is nobody else's business."""
    post = NewPost(
        "The dentist hurt me and nobody listened.", "facebook", "Dana K.", brand="clinic"
    )
    case_id = await office.desk.open_case(AS_ALEX, post)
    await office.work()
    await publish(office, case_id, "We're sorry to read this. Ruth will call you by Friday.")
    await office.desk.change_facts(AS_MIA, case_id, [(FactState.CONFIRMED, "redid the filling")])
    await office.desk.after.keep(AS_MIA, case_id, 1)
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    await office.work()
    note = (await office.card(case_id)).reply
    assert "We have done what we said we would do." in note
    assert "filling" not in note
