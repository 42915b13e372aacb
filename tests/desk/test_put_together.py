"""Cases that are put together by hand, and taken apart again: no post is ever lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.case import CaseStatus
from bot.desk import NewPost
from bot.errors import FieldError, Refused, WrongMoment
from bot.events import Outcome
from bot.facts import FactState
from bot.history import history
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office
from tests.desk.test_elsewhere import COLD, forwarded
from tests.desk.test_owed import HAPPY, PASTA, posted, publish

RUDE = "The waiter was rude to my mother, and nobody said sorry."
CALLED = "We called you this morning, and we're sorry."


async def in_running_cases(office: Office) -> set[str]:
    """The posts that stand in cases that are not over."""
    rows = await office.desk.cases(ORG, statuses=("new", "open", "pending"))
    views = [await office.view(row.case_id) for row, _ in rows]
    return {post for view in views for post in view.posts}


async def test_two_cases_do_not_end_up_in_each_other(office: Office) -> None:
    """The second form is stale: it is refused, and further posts find their case."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    await office.desk.after.merge(AS_MIA, one, other)
    with pytest.raises(Refused, match="put to another one"):
        await office.desk.after.merge(AS_LEE, other, one)
    assert await in_running_cases(office) == {PASTA, COLD}
    assert await asyncio.wait_for(forwarded(office, RUDE, "Dana K."), 20) == other


async def test_two_people_who_put_them_together_at_once_lose_nothing(office: Office) -> None:
    """One of them at most is heard."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    merge = office.desk.after.merge
    await asyncio.gather(
        merge(AS_MIA, one, other), merge(AS_LEE, other, one), return_exceptions=True
    )
    assert await in_running_cases(office) == {PASTA, COLD}
    views = [await office.view(case_id) for case_id in (one, other)]
    assert sum(bool(view.case.merged_into) for view in views) <= 1
    if not any(view.case.merged_into for view in views):
        assert [view.posts for view in views] == [(PASTA,), (COLD,)]


async def test_nothing_is_put_elsewhere_while_a_reply_is_being_posted(office: Office) -> None:
    """Its promises would be recorded in a case that is over."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    await office.desk.edit(AS_ALEX, one, CALLED)
    card = await office.card(one)
    await office.desk.approve(AS_LEE, one, card.draft, card.digest, anyway=True)
    await office.desk.start_publishing(AS_ALEX, one, card.draft, card.digest)
    with pytest.raises(WrongMoment, match="being posted"):
        await office.desk.after.merge(AS_MIA, one, other)
    assert (await office.view(other)).posts == (COLD,)


async def test_all_posts_and_facts_go_along(office: Office) -> None:
    """In their order; what is known there already is not said twice."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    await office.desk.after.returned(AS_ALEX, one, RUDE)
    grill = (FactState.CONFIRMED, "The grill failed")
    await office.desk.change_facts(AS_MIA, one, [grill, (FactState.CHECKING, "It smoked")])
    await office.desk.change_facts(AS_MIA, other, [grill])
    await office.desk.after.merge(AS_MIA, one, other)
    await office.work()
    view = await office.view(other)
    assert view.posts == (COLD, PASTA, RUDE)
    assert [(fact.state, fact.text) for fact in view.facts] == [
        grill,
        (FactState.CHECKING, "It smoked"),
    ]


async def test_a_post_with_the_same_words_reopens_the_case_it_is_put_to(office: Office) -> None:
    """It is another post, and nobody has answered it."""
    one = await forwarded(office, PASTA, "Dana K.")
    other = await forwarded(office, PASTA, "Eve M.", "facebook")
    await office.desk.close(AS_MIA, one, "a troll")
    await office.desk.after.merge(AS_LEE, other, one)
    assert (await office.view(one)).case.status is CaseStatus.OPEN


async def test_reopening_takes_it_back(office: Office) -> None:
    """The other case stands as it stood; posts and facts are in one case only."""
    known = await posted(office, CALLED)
    other = await forwarded(office, COLD, "dk_1987", "x")
    await office.desk.change_facts(AS_MIA, other, [(FactState.CONFIRMED, "The grill failed")])
    await office.desk.after.merge(AS_MIA, other, known)
    await office.work()
    assert (await office.view(known)).case.live_draft
    await office.desk.reopen(AS_MIA, other)
    await office.work()
    there, here = await office.view(known), await office.view(other)
    assert (there.posts, there.case.status) == ((PASTA,), CaseStatus.PENDING)
    assert there.case.live_draft is None
    assert there.case.triage is not None
    assert there.facts == ()
    assert (here.posts, here.case.status) == ((COLD,), CaseStatus.OPEN)
    assert len(here.facts) == 1
    assert any("took a post out of this case again" in one.what for one in history(there))
    assert await forwarded(office, RUDE, "dk_1987", "x") == other


async def test_what_was_solved_is_solved_again(office: Office) -> None:
    """With its outcome, and without another draft."""
    known = await posted(office, CALLED)
    await office.desk.after.solve(AS_MIA, known, Outcome.SATISFIED, HAPPY)
    other = await forwarded(office, COLD, "dk_1987", "x")
    await office.desk.after.merge(AS_MIA, other, known)
    await office.desk.reopen(AS_MIA, other)
    case = (await office.view(known)).case
    assert (case.status, case.outcome) == (CaseStatus.SOLVED, Outcome.SATISFIED)
    assert not case.drafting


async def test_an_unanswered_case_is_read_anew(office: Office) -> None:
    """Its draft answered both posts, and there is one again."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    await office.desk.after.merge(AS_MIA, one, other)
    await office.work()
    await office.desk.reopen(AS_MIA, one)
    await office.work()
    view = await office.view(other)
    assert (view.posts, view.case.status) == ((COLD,), CaseStatus.OPEN)
    assert view.case.live_draft
    assert view.case.live_draft.turn == 1


async def test_what_was_answered_since_stays_there(office: Office) -> None:
    """Our reply stands in public, and answers both."""
    one, other = await forwarded(office, PASTA, "Dana K."), await forwarded(office, COLD, "Eve M.")
    await office.desk.after.merge(AS_MIA, one, other)
    await office.work()
    await publish(office, other, CALLED)
    with pytest.raises(WrongMoment, match="answered it in the other case"):
        await office.desk.reopen(AS_MIA, one)
    assert (await office.view(one)).case.status is CaseStatus.CLOSED
    assert (await office.view(other)).posts == (COLD, PASTA)


async def test_a_chain_is_taken_back_from_its_middle(office: Office) -> None:
    """Wherever the post went on, it is in its own case alone."""
    names = ((PASTA, "Dana K."), (COLD, "Eve M."), (RUDE, "Rio P."))
    first, second, third = [await forwarded(office, text, name) for text, name in names]
    await office.desk.after.merge(AS_MIA, first, second)
    await office.desk.after.merge(AS_MIA, second, third)
    assert (await office.view(third)).posts == (RUDE, COLD, PASTA)
    await office.desk.reopen(AS_MIA, first)
    assert (await office.view(third)).posts == (RUDE, COLD)
    await office.desk.reopen(AS_MIA, second)
    posts = [(await office.view(one)).posts for one in (first, second, third)]
    assert posts == [(PASTA,), (COLD,), (RUDE,)]


async def test_cases_of_another_brand_are_not_offered_and_not_taken(office: Office) -> None:
    """One firm does not answer for another."""
    house = await forwarded(office, PASTA, "Dana K.")
    hotel = await office.desk.open_case(AS_ALEX, NewPost(COLD, "facebook", "Dana", brand="hotel"))
    same = await office.desk.open_case(AS_ALEX, NewPost(RUDE, "facebook", "Eve", brand="default"))
    offered = await office.desk.after.others(await office.view(house))
    assert [row.case_id for row, _ in offered] == [same]
    with pytest.raises(FieldError, match="another brand"):
        await office.desk.after.merge(AS_MIA, house, hotel)


async def test_somebody_elses_post_gets_a_case_of_its_own(office: Office) -> None:
    """It joined by its name; once is enough, and what stays was answered."""
    case_id = await posted(office, CALLED)
    office.clock.forward(timedelta(days=1))
    assert await forwarded(office, COLD, "Dana K.") == case_id
    view = await office.view(case_id)
    assert view.case.post
    split = office.desk.after.split
    own = await split(AS_MIA, case_id, view.case.post.id)
    await office.work()
    there, here = await office.view(case_id), await office.view(own)
    assert (there.posts, there.case.status) == ((PASTA,), CaseStatus.PENDING)
    assert here.posts == (COLD,)
    assert here.case.live_draft
    assert (await office.card(own)).author == "Dana K."
    with pytest.raises(WrongMoment, match="changed meanwhile"):
        await split(AS_MIA, case_id, view.case.post.id)


async def test_what_was_answered_does_not_part(office: Office) -> None:
    """Neither the only post, nor one that our reply answers."""
    case_id = await posted(office, CALLED)
    await forwarded(office, COLD, "Dana K.")
    await publish(office, case_id, "The soup is hot again, and we're sorry.")
    post = (await office.view(case_id)).case.post
    assert post
    with pytest.raises(WrongMoment):
        await office.desk.after.split(AS_MIA, case_id, post.id)
    assert "belongs" not in (await office.card(case_id)).may
