"""Stories of the main job: from a forwarded post to an approved and posted reply."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import events as e
from bot.case import CaseStatus, DraftState
from bot.desk import NewPost
from bot.errors import (
    AlreadyDecided,
    BlockOpen,
    EmptyText,
    NoSuchCase,
    OwnDraft,
    SlotsOpen,
    WarningOpen,
    WrongMoment,
)
from bot.facts import FactState
from bot.history import history
from bot.people import ApprovalPolicy
from bot.triage import Category
from bot.views import ERASED
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office

PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."
GOOD = (
    "Thank you for telling us about Friday. We're sorry that you waited 45 minutes and that the "
    "pasta was cold when it came. Mia from our team is talking to everyone who was on that evening "
    "and will answer here by Monday noon. What would put this right for you? Lina"
)
RUDE = "Maybe you should learn to book a table, you idiot. It was not our fault."


async def _opened(office: Office, text: str = PASTA, **more: str) -> str:
    case_id = await office.desk.open_case(AS_ALEX, NewPost(text, platform="google", **more))
    await office.work()
    return case_id


async def _approved(office: Office) -> tuple[str, str]:
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, GOOD)
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    return case_id, card.digest


async def test_a_post_becomes_a_draft_with_slots_for_what_nobody_has_said(office: Office) -> None:
    """The reader finds a draft about this post, and sees what only a person can know."""
    card = await office.card(await _opened(office))
    assert card.customer == PASTA
    assert "45 minutes" in card.reply
    assert "pasta" in card.reply
    assert card.slots
    assert not card.findings
    assert "approve" in card.may


async def test_the_whole_way_to_the_public(office: Office) -> None:
    """Fill the slots, approve, copy, posted: then it is the customer's turn."""
    case_id = await _opened(office)
    card = await office.card(case_id)
    with pytest.raises(SlotsOpen):
        await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    words = dict.fromkeys(range(len(card.slots)), "Mia, by Monday noon")
    await office.desk.fill_slots(AS_ALEX, case_id, card.draft, words)
    card = await office.card(case_id)
    assert not card.slots
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    await office.desk.start_publishing(AS_MIA, case_id, card.draft, card.digest)
    case = await office.desk.posted(AS_MIA, case_id, card.draft, "https://example.com/r/1")
    assert case.status is CaseStatus.PENDING
    told = [entry.what for entry in history(await office.view(case_id))]
    assert told[0] == "forwarded the post"
    assert "posted draft 2 (https://example.com/r/1)" in told
    assert told[-1].startswith("noted a promise")


async def test_facts_are_used_in_the_next_draft(office: Office) -> None:
    """What staff confirm takes the place of guessing; the old draft is superseded."""
    case_id = await _opened(office)
    await office.desk.change_facts(
        AS_ALEX, case_id, [(FactState.CONFIRMED, "two cooks were ill that evening")]
    )
    await office.work()
    view = await office.view(case_id)
    assert [d.state for d in view.case.drafts] == [
        DraftState.SUPERSEDED,
        DraftState.AWAITING_REVIEW,
    ]
    assert "two cooks were ill" in view.text(view.case.draft(2).content)


async def test_a_rude_reply_is_stopped_and_says_why(office: Office) -> None:
    """The refusal quotes what a reader would hear."""
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, RUDE)
    card = await office.card(case_id)
    with pytest.raises(BlockOpen, match=r"Not yet: .*idiot"):
        await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)


async def test_a_warning_asks_once(office: Office) -> None:
    """“One thing first”, then anyway."""
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, GOOD + " We were short-staffed that night.")
    card = await office.card(case_id)
    with pytest.raises(WarningOpen, match="One thing first: "):
        await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    case = await office.desk.approve(AS_MIA, case_id, card.draft, card.digest, anyway=True)
    assert case.draft(card.draft).state is DraftState.APPROVED


async def test_what_was_set_aside_stays_quiet_while_typing(office: Office) -> None:
    """Live reading leaves out what a person dismissed in this case."""
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, GOOD + " We were short-staffed that night.")
    card = await office.card(case_id)
    finding = card.findings[0]
    await office.desk.dismiss(AS_MIA, case_id, card.draft, finding.key)
    view = await office.view(case_id)
    reading = office.desk.writing.read("We were short-staffed that night.", view)
    assert finding.finding.kind not in {f.kind for f in reading.findings}


async def test_four_eyes(open_office: Callable[..., Office]) -> None:
    """The editor needs somebody else."""
    office = open_office(ApprovalPolicy(author_may_approve=False))
    case_id = await _opened(office)
    await office.desk.edit(AS_MIA, case_id, GOOD)
    card = await office.card(case_id)
    with pytest.raises(OwnDraft):
        await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest)


async def test_many_approve_at_once_and_one_wins(office: Office) -> None:
    """Everybody else hears who was first; the history has one approval."""
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, GOOD)
    card = await office.card(case_id)
    answers = await asyncio.gather(
        *(
            office.desk.approve(who, case_id, card.draft, card.digest)
            for who in [AS_MIA, AS_LEE] * 5
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(a, AlreadyDecided) for a in answers) == 9
    view = await office.view(case_id)
    assert sum(isinstance(r.event, e.DraftApproved) for r in view.history) == 1


async def test_the_same_delivery_opens_one_case(office: Office) -> None:
    """A double click or a redelivery answers with the case that is there."""
    alex = replace(AS_ALEX, delivery=("form:1",))
    ids = await asyncio.gather(*(office.desk.open_case(alex, NewPost(PASTA)) for _ in range(5)))
    assert len(set(ids)) == 1
    assert len(await office.desk.cases(ORG)) == 1


async def test_an_approval_can_be_taken_back(office: Office) -> None:
    """Until the text is copied."""
    case_id, _ = await _approved(office)
    case = await office.desk.withdraw(AS_MIA, case_id, 2)
    assert case.draft(2).state is DraftState.AWAITING_REVIEW


async def test_not_posted_after_all_keeps_the_approval(office: Office) -> None:
    """The copy button pressed too early."""
    case_id, digest = await _approved(office)
    await office.desk.start_publishing(AS_MIA, case_id, 2, digest)
    case = await office.desk.abandon_publishing(AS_MIA, case_id, 2)
    assert case.draft(2).state is DraftState.APPROVED


async def test_reject_close_and_reopen(office: Office) -> None:
    """“No reply” is a decision with a name and a reason, and can be taken back."""
    case_id = await _opened(office)
    await office.desk.reject(AS_MIA, case_id, 1, "sounds stiff")
    await office.desk.close(AS_MIA, case_id, "posted by a competitor")
    assert (await office.card(case_id)).may == {"reopen"}
    case = await office.desk.reopen(AS_LEE, case_id)
    assert case.status is CaseStatus.OPEN
    told = [entry.what for entry in history(await office.view(case_id))]
    assert "rejected draft 1: sounds stiff" in told
    assert "closed it: posted by a competitor" in told


async def test_solved_keeps_the_outcome(office: Office) -> None:
    """The case list shows it as solved."""
    case_id, digest = await _approved(office)
    await office.desk.start_publishing(AS_MIA, case_id, 2, digest)
    await office.desk.posted(AS_MIA, case_id, 2)
    await office.satisfied(case_id)
    ((row, text),) = await office.desk.cases(ORG, statuses=[CaseStatus.SOLVED])
    assert (row.case_id, text) == (case_id, PASTA)


async def test_no_draft_where_none_is_advised_but_a_person_may_write(office: Office) -> None:
    """Somebody in danger gets a human and the helpline, not a draft."""
    case_id = await _opened(office, "I can't go on, I want to end my life tonight.")
    card = await office.card(case_id)
    assert card.reply == ""
    assert card.helpline
    assert "act now" in card.riskiest
    assert "edit" in card.may


async def test_a_draft_that_was_asked_for_while_one_is_written_is_one_draft(office: Office) -> None:
    """Impatient clicks don't multiply work."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    for _ in range(3):
        await office.desk.request_draft(AS_ALEX, case_id)
    await office.work()
    assert len((await office.view(case_id)).case.drafts) == 1


async def test_closing_while_the_draft_is_written_wins(office: Office) -> None:
    """No draft appears on a closed case, and no job is left behind."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    await office.desk.close(AS_ALEX, case_id, "posted twice")
    await office.work()
    view = await office.view(case_id)
    assert view.case.status is CaseStatus.CLOSED
    assert not view.case.drafts
    assert await office.store.next_due(["draft"]) is None


async def test_other_organisations_see_nothing(office: Office) -> None:
    """A case id alone opens no door."""
    case_id = await _opened(office)
    with pytest.raises(NoSuchCase):
        await office.desk.view("another org", case_id)
    assert await office.desk.cases("another org") == []


async def test_an_empty_edit_changes_nothing(office: Office) -> None:
    """The error is a sentence; the draft that was there still stands."""
    case_id = await _opened(office)
    with pytest.raises(EmptyText, match="reply"):
        await office.desk.edit(AS_ALEX, case_id, "   ")
    assert len((await office.view(case_id)).case.drafts) == 1


async def test_erased_words_leave_a_readable_history(office: Office) -> None:
    """The audit trail stays; the customer's words are gone from card and list."""
    case_id = await _opened(office)
    await office.store.erase_contents(ORG, case_id)
    view = await office.view(case_id)
    assert view.post == ERASED
    assert next(entry.what for entry in history(view)) == "forwarded the post"
    assert "pasta" not in repr(await office.card(case_id))
    assert await office.desk.cases(ORG) == [((await office.store.cases(ORG))[0], "")]


async def test_no_event_holds_a_customers_words(office: Office) -> None:
    """Events are for ever, so free text never stands in one."""
    case_id = await _opened(office, PASTA, author="@hungry_hanna", link="https://example.com/p/9")
    await office.desk.edit(AS_ALEX, case_id, GOOD)
    told = repr([r.event for r in (await office.view(case_id)).history])
    for word in ("pasta", "hanna", "example.com", "Monday"):
        assert word not in told


async def test_a_person_can_say_what_kind_of_post_it_is(office: Office) -> None:
    """Where the coach is not sure it asks; the answer leads to another draft."""
    case_id = await _opened(office, "Well. That was something.")
    assert "Not sure" in (await office.card(case_id)).how_sure
    await office.desk.correct_triage(AS_MIA, case_id, Category.PRAISE)
    await office.work()
    card = await office.card(case_id)
    assert (card.strategy, card.how_sure) == ("Praise", "Clear signs")
    told = [entry.who + " " + entry.what for entry in history(await office.view(case_id))]
    assert "Mia read the post: praise, sure" in told


async def test_a_post_that_a_person_calls_spam_gets_no_further_draft(office: Office) -> None:
    """What the coach drafted is taken back, so that nobody approves it by habit."""
    case_id = await _opened(office)
    await office.desk.correct_triage(AS_MIA, case_id, Category.SPAM)
    assert await office.work() == 0
    card = await office.card(case_id)
    assert (card.strategy, card.reply) == ("Spam", "")
    assert "approve" not in card.may


async def test_a_reply_written_before_the_post_was_read_gets_no_easier_way(office: Office) -> None:
    """A quick hand cannot slip past safe mode and the lead's approval."""
    case_id = await office.desk.open_case(
        AS_ALEX, NewPost("My daughter was taken to hospital, choking. We will sue you.")
    )
    await office.desk.edit(AS_ALEX, case_id, "It was our fault that nobody warned you.")
    card = await office.card(case_id)
    with pytest.raises(BlockOpen):
        await office.desk.approve(AS_ALEX, case_id, card.draft, card.digest, anyway=True)
    told = [(entry.who, entry.what) for entry in history(await office.view(case_id))]
    assert any(who == "Coach" and "read the post: crisis" in what for who, what in told)


async def test_copy_and_another_draft_at_once_never_leave_it_waiting(office: Office) -> None:
    """Whoever was first, the case has a draft to act on and no job left."""
    case_id, digest = await _approved(office)
    await asyncio.gather(
        office.desk.request_draft(AS_LEE, case_id),
        office.desk.start_publishing(AS_MIA, case_id, 2, digest),
        return_exceptions=True,
    )
    await office.work()
    view = await office.view(case_id)
    assert not view.case.drafting
    assert view.case.live_draft
    assert await office.store.next_due(["draft"]) is None


async def test_asking_again_brings_back_a_job_that_was_discarded(office: Office) -> None:
    """A person who presses 🔁 gets a draft, whatever became of the first job."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    now = await office.clock.now()
    (job,) = await office.store.claim_jobs(["draft"], now=now, lease=timedelta(1), limit=1)
    await office.store.fail(job, now=now, error="gave up")
    assert await office.store.discard_job(job.id)
    await office.desk.request_draft(AS_MIA, case_id)
    await office.work()
    assert (await office.view(case_id)).case.live_draft


async def test_gaps_of_an_older_draft_do_not_replace_a_newer_reply(office: Office) -> None:
    """The colleague's text stands; the late one is told."""
    case_id = await _opened(office)
    await office.desk.edit(AS_MIA, case_id, GOOD)
    with pytest.raises(WrongMoment, match="newer draft"):
        await office.desk.fill_slots(AS_ALEX, case_id, 1, {0: "Mia"})
    with pytest.raises(WrongMoment, match="gap"):
        await office.desk.fill_slots(AS_ALEX, case_id, 2, {0: "Mia"})
    view = await office.view(case_id)
    assert view.text(view.case.drafts[-1].content) == GOOD


async def test_a_fact_can_be_taken_back(office: Office) -> None:
    """A typo must not stay in every further draft."""
    case_id = await _opened(office)
    await office.desk.change_facts(AS_ALEX, case_id, [(FactState.CONFIRMED, "two cooks were ill")])
    await office.work()
    assert "two cooks" in (await office.card(case_id)).reply
    await office.desk.change_facts(AS_MIA, case_id, [], [1])
    await office.work()
    card = await office.card(case_id)
    assert "two cooks" not in card.reply
    assert card.facts == ()


async def test_another_draft_is_another_wording(office: Office) -> None:
    """Whoever presses 🔁 did not like the first one."""
    case_id = await _opened(office)
    first = (await office.card(case_id)).reply
    await office.desk.request_draft(AS_MIA, case_id)
    await office.work()
    assert (await office.card(case_id)).reply != first


async def test_somebody_in_danger_stands_on_top_of_the_list(office: Office) -> None:
    """Later posts do not push them down."""
    danger = await _opened(office, "I can't go on, I want to end my life tonight.")
    await _opened(office)
    assert (await office.desk.cases(ORG))[0][0].case_id == danger


async def test_everybody_who_approved_is_named(open_office: Callable[..., Office]) -> None:
    """The card credits both."""
    office = open_office(ApprovalPolicy(approvals=2, author_may_approve=True))
    case_id = await _opened(office)
    await office.desk.edit(AS_ALEX, case_id, GOOD)
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    assert "another approval" in (await office.card(case_id)).state
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest)
    assert (await office.card(case_id)).state == "Approved by Mia and Lee"
