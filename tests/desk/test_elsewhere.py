"""Posts that belong to another case."""

from __future__ import annotations

import pytest

from bot.case import CaseStatus
from bot.desk import NewPost
from bot.errors import WrongMoment
from tests.desk.conftest import AS_ALEX, AS_MIA, ORG, Office
from tests.desk.test_owed import PASTA, posted

COLD = "And now the soup was cold as well, on our second visit!"


async def forwarded(office: Office, text: str, author: str = "", platform: str = "google") -> str:
    """The case of a post, with its draft."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(text, platform, author))
    await office.work()
    return case_id


async def test_a_further_post_of_the_same_customer_joins_their_case(office: Office) -> None:
    """It is read anew and drafted for; the case needs us again, and nothing is opened."""
    case_id = await posted(office)
    assert await forwarded(office, COLD, "dana k.") == case_id
    view = await office.view(case_id)
    assert view.case.status is CaseStatus.OPEN
    assert view.posts == (PASTA, COLD)
    card = await office.card(case_id)
    assert card.customer == COLD
    assert card.earlier == (PASTA,)
    assert card.author == "dana k."
    assert card.draft == len(view.case.drafts)
    assert len(await office.desk.cases(ORG)) == 1


async def test_the_same_name_elsewhere_is_another_person(office: Office) -> None:
    """A name counts together with its platform only."""
    case_id = await posted(office)
    assert await forwarded(office, COLD, "Dana K.", "facebook") != case_id


async def test_nobody_named_is_nobody_known(office: Office) -> None:
    """Two posts of unknown authors are two cases."""
    assert await forwarded(office, PASTA) != await forwarded(office, COLD)


async def test_two_people_under_one_address_are_two_cases(office: Office) -> None:
    """A thread has one address, and many write in it."""
    link = "https://example.com/thread/5"
    first = await office.desk.open_case(AS_ALEX, NewPost(PASTA, "facebook", "Dana", link))
    other = await office.desk.open_case(AS_ALEX, NewPost(COLD, "facebook", "Eve", link))
    again = await office.desk.open_case(
        AS_ALEX, NewPost(f"{PASTA} Hello?", "facebook", "Dana", link)
    )
    assert first != other
    assert again == first


async def test_one_post_forwarded_by_two_colleagues_is_one_case(office: Office) -> None:
    """The link tells that it is the same; nothing is added to the case."""
    link = "https://example.com/reviews/77"
    first = await office.desk.open_case(AS_ALEX, NewPost(PASTA, "google", link=link))
    again = await office.desk.open_case(AS_MIA, NewPost(PASTA, "google", link=f"{link}/"))
    assert again == first
    assert (await office.view(first)).posts == (PASTA,)


async def test_a_post_is_put_to_the_case_of_its_customer_by_hand(office: Office) -> None:
    """Where nobody could know that it is the same person."""
    case_id = await posted(office)
    other = await forwarded(office, COLD, "dk_1987", "x")
    case = await office.desk.after.merge(AS_MIA, other, case_id)
    assert (case.status, case.merged_into) == (CaseStatus.CLOSED, case_id)
    await office.work()
    view = await office.view(case_id)
    assert view.posts == (PASTA, COLD)
    assert view.case.status is CaseStatus.OPEN
    assert (await office.view(other)).case.drafting is False


async def test_who_was_put_to_a_case_by_hand_is_known_there(office: Office) -> None:
    """Their next post goes on where the one before was put, and is not refused."""
    case_id = await forwarded(office, PASTA, "Dana K.")
    other = await forwarded(office, COLD, "dana.k", "facebook")
    await office.desk.after.merge(AS_MIA, other, case_id)
    assert await forwarded(office, "Nobody has called me yet.", "dana.k", "facebook") == case_id
    assert (await office.view(case_id)).posts[-1] == "Nobody has called me yet."


async def test_what_was_answered_stays_a_case_of_its_own(office: Office) -> None:
    """It says so, and the other case is left as it was."""
    first, second = await posted(office), await forwarded(office, COLD, "somebody else")
    with pytest.raises(WrongMoment):
        await office.desk.after.merge(AS_MIA, first, second)
    assert (await office.view(second)).posts == (COLD,)
