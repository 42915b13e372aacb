"""What happens on the page of a case after the answer, without any script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.case import CaseStatus
from bot.events import Outcome
from bot.history import history
from bot.ledger import PromiseState
from bot.store import Store
from bot.triage import Category
from tests.conftest import SettableClock
from tests.playground_site import PASTA, Page, Visitor, visiting

REPLY = (
    "Thank you for telling us, Dana. We are sorry about the cold pasta and the long wait. "
    "We will refund the bill by Friday noon. What would put this right for you?"
)
ANSWER = "Thank you for writing again, Dana. We are sorry about the second waiter. What now?"
HAPPY = "The refund came, and we'd gladly eat there again."
HATE = "Insults and hate"
NOTE = "Dana, the refund takes a little longer. You will have it by Tuesday noon."


@pytest.fixture
async def visitor(sqlite_store: Store, clock: SettableClock) -> AsyncIterator[Visitor]:
    """A visitor on Monday 2 November 2026, at noon UTC."""
    async with visiting(sqlite_store, clock=clock) as visitor:
        yield visitor


async def publish(visitor: Visitor, reply: str) -> Page:
    """Write, approve, copy and post."""
    await visitor.write(reply)
    await visitor.press("Approve")
    if visitor.page.offers("Approve anyway"):
        await visitor.press("Approve anyway")
    await visitor.press("Copy reply")
    return await visitor.press("Posted")


async def posted(visitor: Visitor, reply: str = REPLY, **about: str) -> Page:
    """A case whose reply stands in public."""
    await visitor.bring(**about)
    return await publish(visitor, reply)


async def solved(visitor: Visitor) -> Page:
    """One whose customer is content."""
    await posted(visitor)
    await visitor.press("Kept")
    return await visitor.press("Mark as solved", outcome="satisfied", quote=HAPPY)


async def test_a_promise_is_seen_before_the_approval(visitor: Visitor) -> None:
    """Its words, when it is due, and who will be reminded."""
    await visitor.bring()
    page = await visitor.write(REPLY)
    due = "“We will refund the bill by Friday noon”, by Friday 6 November, 12:00."
    assert f"Promises {due} It will be yours when you post it." in page.words
    assert not page.offers("Kept")
    page = await visitor.press("I'm on it")
    assert f"Promises {due} Robin will see to it." in page.words


async def test_what_is_owed_keeps_the_case_open(visitor: Visitor) -> None:
    """Solved and closed are refused with the reason, and what was typed stays."""
    page = await posted(visitor)
    assert "due on Friday 6 November at 12:00. Robin sees to it." in page.words
    page = await visitor.press("Mark as solved", outcome="satisfied", quote=HAPPY)
    assert page.status == 409
    assert "A promise is still open" in page.said
    form, _ = page.form_with("Mark as solved")
    assert (form.fields["outcome"], form.fields["quote"]) == ("satisfied", HAPPY)
    page = await visitor.press("Close the case", reason="Enough")
    assert "A promise is still open" in page.said
    await visitor.press("Kept")
    assert (await visitor.view()).case.ledger[0].state is PromiseState.KEPT


async def test_somebody_else_takes_it_on(visitor: Visitor) -> None:
    """Who has it is not asked to take it."""
    page = await posted(visitor)
    assert not page.offers("I see to it")
    await visitor.press("Alex")
    page = await visitor.press("I see to it")
    assert "Alex sees to it." in page.words
    assert not page.offers("I see to it")


async def test_a_moved_promise_tells_the_customer(visitor: Visitor) -> None:
    """The note comes up for approval, and the promise has its new time."""
    await posted(visitor)
    page = await visitor.press("Save", choice="moved", until="Tuesday noon", text=NOTE)
    assert NOTE in page.words
    assert page.offers("Approve")
    assert "due on Tuesday 3 November at 12:00 (moved)" in page.words


@pytest.mark.parametrize(
    ("until", "text", "says"),
    [
        ("", NOTE, "By when will it be done?"),
        ("some day", NOTE, "I can't read that."),
        ("Tuesday noon", " ", "Please write a few words."),
    ],
)
async def test_a_promise_that_is_not_moved_stays_typed(
    visitor: Visitor, until: str, text: str, says: str
) -> None:
    """Beside its own form, which is open."""
    await posted(visitor)
    page = await visitor.press("Save", choice="moved", until=until, text=text)
    assert page.status == 400
    assert says in page.said
    form, _ = page.form_with("Save")
    assert form.fields["until"] == until
    assert form.fields["text"].strip() == text.strip()
    assert '<details class="drop" name="more" open>' in page.html


async def test_only_a_lead_waives_a_promise(visitor: Visitor) -> None:
    """With a reason that stays in the history; nobody else is offered it."""
    await posted(visitor)
    assert 'value="waived"' in visitor.page.html
    await visitor.press("Alex")
    assert 'value="waived"' not in visitor.page.html
    page = await visitor.press("Save", choice="waived", text="They paid in cash")
    assert "Only a lead" in page.said
    await visitor.press("Robin")
    page = await visitor.press("Save", choice="waived", text="They paid in cash")
    assert "They paid in cash" in page.words
    assert not page.offers("Kept")


async def test_a_broken_promise_is_on_record(visitor: Visitor) -> None:
    """The customer is to be told; and the case may end then, with the reason."""
    await posted(visitor)
    page = await visitor.press("Save", choice="broken", text="The bank said no")
    assert "The bank said no" in page.words
    assert "The customer should hear it from us. ✍️ Write a follow-up" in page.words
    page = await visitor.press("Mark as solved", outcome="still unhappy")
    assert "Why does it end so?" in page.said
    page = await visitor.press("Mark as solved", outcome="still unhappy", quote="They want cash")
    assert "Ended: still unhappy" in page.words
    assert "Solved" not in page.words


async def test_they_wrote_again(visitor: Visitor) -> None:
    """The new words stand below the earlier ones, are read, and need us."""
    await posted(visitor)
    await visitor.press("Read it", text="And now the second waiter was rude, too!")
    page = await visitor.look_again()
    assert page.words.index(PASTA) < page.words.index("And now the second waiter")
    assert "A customer wrote before" in page.words or "The customer wrote before" in page.words
    assert "An answer to their latest post is due on Monday 2 November at 16:00." in page.words
    assert page.offers("Approve")
    assert (await visitor.view()).case.status is CaseStatus.OPEN


async def test_a_further_post_of_the_same_author_joins_the_case(visitor: Visitor) -> None:
    """And the page says so, also of the very same post once more."""
    await posted(visitor, author="Dana", platform="facebook")
    known = visitor.case_id
    await visitor.bring("Nobody refunded me.", author="dana", platform="facebook")
    assert visitor.case_id == known
    assert (await visitor.view()).posts == (PASTA, "Nobody refunded me.")
    await visitor.open("/")
    page = await visitor.press(
        "Coach me", text="Still nothing!", author="Dana", platform="facebook"
    )
    assert page.said == "This customer wrote before. The post is now in their case."
    await visitor.open("/")
    page = await visitor.press(
        "Coach me", text="Still nothing!", author="Dana", platform="facebook"
    )
    assert page.said == "This post is here already: this is its case."
    page = await visitor.bring("No table for us!", author="Mika", platform="facebook")
    assert visitor.case_id != known
    assert not page.said


async def test_a_post_is_put_to_the_case_of_its_customer(visitor: Visitor) -> None:
    """What was opened for it says where it is; that can be taken back."""
    await posted(visitor, author="Dana", platform="facebook")
    known = visitor.case_id
    page = await visitor.bring("Dana here: nobody refunded me.", author="D.")
    new = visitor.case_id
    assert "Dana on Facebook: “45 minutes for cold pasta" in page.words
    page = await visitor.press("Put it there", case=known)
    assert visitor.case_id == known
    assert page.said == "This customer wrote before. The post is now in their case."
    page = await visitor.open(f"/cases/{new}")
    assert f"/cases/{known}" in page.links
    assert not page.offers("Read it")
    page = await visitor.press("Reopen the case")
    assert page.said == "This post has its own case again."
    assert not (await visitor.view()).case.merged_into
    await visitor.open(f"/cases/{known}")
    assert (await visitor.view()).posts == (PASTA,)


async def test_a_post_that_joined_by_mistake_gets_its_own_case(visitor: Visitor) -> None:
    """Somebody else has the same name; the case that it joined stands as before."""
    await posted(visitor, author="Dana", platform="facebook")
    known = visitor.case_id
    await visitor.bring("Nobody refunded me.", author="Dana", platform="facebook")
    post = (await visitor.view()).case.post
    assert post
    page = await visitor.press("Put it there", case=f"own:{post.id}")
    assert page.said == "This post has a case of its own now."
    assert visitor.case_id != known
    assert (await visitor.view()).posts == ("Nobody refunded me.",)
    await visitor.open(f"/cases/{known}")
    assert (await visitor.view()).posts == (PASTA,)


async def test_thanks_alone_is_not_solved(visitor: Visitor) -> None:
    """The reason stands beside the form, with what was typed."""
    await posted(visitor)
    await visitor.press("Kept")
    page = await visitor.press("Mark as solved", outcome="satisfied", quote="Thanks!")
    assert "Thanks alone" in page.said
    assert page.form_with("Mark as solved")[0].fields["quote"] == "Thanks!"
    page = await visitor.press("Mark as solved", outcome="satisfied", quote="")
    assert "Please quote them" in page.said


async def test_a_public_note_of_a_solved_case_is_approved_and_posted(visitor: Visitor) -> None:
    """It comes up by itself; the case stays solved, and may get another outcome later."""
    page = await solved(visitor)
    assert "Writing a public note" in page.words
    page = await visitor.look_again()
    assert "this note tells everybody who reads along" in page.words
    assert "Solved: satisfied" in page.words
    page = await publish(visitor, "Dana has the refund, and we thank her for her patience.")
    assert (await visitor.view()).case.status is CaseStatus.SOLVED
    assert "Conclusive answer after" in page.words
    page = await visitor.press("Mark as solved", outcome="won back", quote="We came again!")
    assert (await visitor.view()).case.outcome is Outcome.WON_BACK


async def test_only_a_breach_is_hidden_and_the_guideline_is_quoted(visitor: Visitor) -> None:
    """A merely negative post stays up, with the reason."""
    page = await visitor.bring(platform="facebook")
    assert not page.offers("Note it")
    fields = page.form_with("Close the case")[0].fields
    breach = {**fields, "guideline": HATE, "action": "hide", "words": "cold pasta"}
    page = await visitor.send(f"/cases/{visitor.case_id}/hide", breach)
    assert page.status == 409
    assert "A negative post stays up" in page.said
    await visitor.open(f"/cases/{visitor.case_id}")
    page = await visitor.press("Go with this", category=Category.GUIDELINE_BREACH)
    assert "Only what breaks a guideline." in page.words
    page = await visitor.press("Note it", guideline=HATE, action="hide", words="cold pasta")
    assert page.status == 400
    assert page.said.startswith("This is a bad review, not a breach: it stays up")
    assert page.form_with("Note it")[0].fields["words"].strip() == "cold pasta"


async def test_a_breach_is_hidden_and_that_is_the_end(visitor: Visitor) -> None:
    """The page says who did what and why; it is not offered again, and nothing is due."""
    await visitor.bring("All these dirty immigrants should go home.", platform="facebook")
    words = "dirty immigrants should go home"
    page = await visitor.press("Note it", guideline=HATE, action="hide", words=words)
    assert "Closed: the post was hidden" in page.words
    assert f"hid this post on Monday 2 November at 12:00 because of “{words}”" in page.words
    assert f"”. {HATE}: " in page.words
    assert not page.offers("Note it")
    assert page.offers("Reopen the case")
    assert "An answer is due" not in page.words
    assert "Due (" not in (await visitor.open("/")).words


async def test_the_clocks_stand_on_the_page(visitor: Visitor, clock: SettableClock) -> None:
    """When an answer is due, that it is overdue, and how long it took."""
    page = await visitor.bring()
    assert "An answer is due on Monday 2 November at 16:00." in page.words
    clock.forward(timedelta(hours=2, minutes=5))
    page = await publish(visitor, REPLY)
    assert "First answer after 2 h 5 min." in page.words


async def test_the_list_tells_what_is_due(visitor: Visitor, clock: SettableClock) -> None:
    """In words; what is due today can be looked at alone, the soonest first."""
    await posted(visitor)
    page = await visitor.open("/")
    assert "promise due Fri 6 Nov" in page.words
    assert "Due (" not in page.words
    await visitor.bring("No table for us on Sunday!")
    page = await visitor.open("/?show=due")
    assert "Due (1)" in page.words
    assert "answer due today 16:00" in page.words
    assert "45 minutes" not in page.words
    clock.forward(timedelta(days=4, minutes=1))
    page = await visitor.open("/?show=due")
    assert "answer overdue" in page.words
    assert "promise overdue" in page.words
    assert page.words.index("No table") < page.words.index("45 minutes")


async def test_reminders_stand_in_the_history(visitor: Visitor, clock: SettableClock) -> None:
    """Nobody is pinged in the playground, so the page says what was due."""
    await visitor.bring()
    clock.forward(timedelta(hours=2, minutes=1))
    await visitor.remind()
    page = await visitor.look_again()
    assert "Coach gave a reminder: an answer is due soon" in page.words
    await publish(visitor, REPLY)
    clock.forward(timedelta(days=4))
    await visitor.remind()
    told = [entry.what for entry in history(await visitor.view())]
    assert "“We will refund the bill by Friday noon”" in told[-1]
