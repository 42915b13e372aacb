"""How a case ends: in the customer's words, by their silence, or with our reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.case import CaseStatus
from bot.errors import FieldError, PromiseOpen, WrongMoment
from bot.events import Outcome
from bot.history import history
from bot.row_words import status_words
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office
from tests.desk.test_owed import HAPPY, PASTA, REPLY, posted, publish

SORRY = "We refunded the bill this morning, and we're sorry."
AGAIN = "No refund has come, you liars!"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "Which words"),
        ("Thanks for responding", "Thanks alone"),
        ("Tnx", "Thanks alone"),
        ("谢谢", "Thanks alone"),
        ("Thanks, Marco", "Thanks alone"),
        ("x", "Thanks alone"),
        ("Refunded", "too little"),
        ("cold pasta, and the waiter laughed", "before our answer"),
        ("I'm still furious and never coming back", "don't sound content"),
        ("I hate you and will sue", "don't sound content"),
    ],
)
async def test_not_every_quote_shows_that_they_are_content(
    office: Office, words: str, why: str
) -> None:
    """The refusal says what would, under the words."""
    case_id = await posted(office, SORRY)
    with pytest.raises(FieldError, match=why) as caught:
        await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, words)
    assert caught.value.block_id == "quote"
    assert (await office.view(case_id)).case.status is CaseStatus.PENDING


async def test_words_of_their_latest_post_show_it(office: Office) -> None:
    """Where they wrote since, nothing else does before that is answered."""
    case_id = await posted(office, SORRY)
    await office.desk.after.returned(AS_MIA, case_id, "Now it's all here, and the soup was good!")
    with pytest.raises(FieldError, match="quote it"):
        await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    case = await office.desk.after.solve(
        AS_MIA, case_id, Outcome.SATISFIED, "all here -- and the soup was good"
    )
    assert case.status is CaseStatus.SOLVED


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.STILL_UNHAPPY])
async def test_nothing_ends_while_the_customer_waits(office: Office, outcome: Outcome) -> None:
    """Their post came after our answer: that is the last word."""
    case_id = await posted(office, SORRY)
    await office.desk.after.returned(AS_MIA, case_id, AGAIN)
    office.clock.forward(timedelta(days=30))
    with pytest.raises(WrongMoment, match="no answer yet"):
        await office.desk.after.solve(AS_MIA, case_id, outcome, "They want it in cash.")
    await publish(office, case_id, "The refund is on its way back to us. We paid it in cash today.")
    office.clock.forward(timedelta(days=1))
    case = await office.desk.after.solve(AS_MIA, case_id, outcome, "They want it in cash.")
    assert case.outcome is outcome


async def test_another_draft_makes_no_answer_of_silence(office: Office) -> None:
    """The time that they have does not depend on what we are writing."""
    case_id = await posted(office, SORRY)
    await office.desk.edit(AS_MIA, case_id, "One more thing: we talked to the waiter.")
    with pytest.raises(WrongMoment, match="too new"):
        await office.desk.after.solve(AS_MIA, case_id, Outcome.NO_ANSWER)
    office.clock.forward(timedelta(days=1))
    case = await office.desk.after.solve(AS_MIA, case_id, Outcome.NO_ANSWER)
    assert case.outcome is Outcome.NO_ANSWER


async def test_still_unhappy_says_why_and_is_not_called_solved(office: Office) -> None:
    """On the card, in the list and in the history; nothing is asked of anybody any more."""
    case_id = await posted(office, SORRY)
    await office.desk.edit(AS_ALEX, case_id, "We also talked to [who] about it.")
    with pytest.raises(FieldError, match="Why does it end so"):
        await office.desk.after.solve(AS_MIA, case_id, Outcome.STILL_UNHAPPY, "?")
    await office.desk.after.solve(AS_MIA, case_id, Outcome.STILL_UNHAPPY, "They want a lawyer.")
    card = await office.card(case_id)
    assert (card.state, card.riskiest) == ("Ended: still unhappy", "Ended: still unhappy")
    assert (card.slots, card.findings, card.promises, card.advice) == ((), (), (), "")
    ((row, _),) = await office.desk.cases(ORG)
    assert status_words(row) == "Ended: still unhappy"
    assert any(
        one.what == "ended it: still unhappy: They want a lawyer."
        for one in history(await office.view(case_id))
    )


async def test_what_is_open_is_named_with_the_right_number(office: Office) -> None:
    """By both ways to end a case."""
    case_id = await posted(
        office, f"{REPLY} We'll call you back. We will write to you by Saturday."
    )
    told = "3 promises are still open. The next one: “We will refund the bill by Friday noon”."
    with pytest.raises(PromiseOpen, match=told):
        await office.desk.close(AS_LEE, case_id, "enough")
    with pytest.raises(PromiseOpen, match="whether they were kept or broken"):
        await office.desk.after.solve(AS_LEE, case_id, Outcome.SATISFIED, HAPPY)


async def test_whose_a_promise_will_be_is_told_before(office: Office) -> None:
    """A name in the words is nobody whom we know: whoever posts it is reminded."""
    case_id = await posted(office, SORRY)
    await office.desk.edit(AS_ALEX, case_id, "Giulia will call you by Friday noon.")
    (promise,) = (await office.card(case_id)).promises
    assert promise.says.endswith("It will be yours when you post it.")
    await publish(office, case_id, "Giulia will call you by Friday noon.")
    (promise,) = (await office.card(case_id)).promises
    assert promise.says.endswith("Alex sees to it.")


async def test_a_promise_without_a_day_is_the_first_thing_to_look_at(office: Office) -> None:
    """Nothing else stands out then; once it is posted, it is our turn."""
    case_id = await posted(office, SORRY, PASTA)
    text = f"{REPLY} We'll call you back."
    await office.desk.edit(AS_ALEX, case_id, text)
    card = await office.card(case_id)
    assert card.riskiest == "1 of 2 promises has no day. By when will that be done?"
    assert "no day named" in card.promises[1].says
    await publish(office, case_id, text)
    state = "Posted. Next: what we promised, due on Friday 6 November at 12:00"
    assert (await office.card(case_id)).state == state


async def test_after_a_broken_promise_the_customer_is_told(office: Office) -> None:
    """The card asks for it until something was posted."""
    case_id = await posted(office)
    await office.desk.after.break_promise(AS_MIA, case_id, 1, "the bank said no")
    card = await office.card(case_id)
    assert card.tell
    assert card.state == "Posted. Next: tell the customer"
    office.clock.forward(timedelta(minutes=5))
    await publish(office, case_id, "We're sorry: our bank refused it. We paid you in cash today.")
    assert not (await office.card(case_id)).tell


async def test_the_clocks_say_which_post_they_mean(office: Office) -> None:
    """The first was answered; another waits."""
    case_id = await posted(office, SORRY)
    office.clock.forward(timedelta(minutes=30))
    await office.desk.after.returned(AS_MIA, case_id, AGAIN)
    due, answered = (await office.card(case_id)).clocks
    assert due.startswith("An answer to their latest post is due on ")
    assert answered == "Their first post was answered after less than a minute."
