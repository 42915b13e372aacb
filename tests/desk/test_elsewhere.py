"""Posts that belong to another case, and posts that break a guideline."""

from __future__ import annotations

import pytest

from bot.case import CaseStatus
from bot.desk import NewPost
from bot.errors import BadInput, NotAllowed, WrongMoment
from bot.history import history
from bot.profile import Moderation
from bot.triage import Category
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office
from tests.desk.test_owed import PASTA, posted

COLD = "And now the soup was cold as well, on our second visit!"
RUDE = "The waiter is a filthy %$&!, somebody should burn his house down. Address follows."
GUIDELINE = "When somebody only wants a quarrel"


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


async def test_a_merely_negative_post_is_never_hidden(office: Office) -> None:
    """It is refused with the reason, whoever asks."""
    case_id = await forwarded(office, PASTA)
    with pytest.raises(NotAllowed, match="A negative post stays up"):
        await office.desk.after.moderate(AS_LEE, case_id, Moderation.REPORT, GUIDELINE)
    assert (await office.view(case_id)).case.moderated is None


async def test_a_breach_is_noted_with_the_guideline_quoted(office: Office) -> None:
    """What was done, and which words of the house it breaks; the post is kept as evidence."""
    case_id = await forwarded(office, RUDE, "troll99", "facebook")
    await office.desk.correct_triage(AS_MIA, case_id, Category.GUIDELINE_BREACH)
    case = await office.desk.after.moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE)
    assert case.moderated is not None
    view = await office.view(case_id)
    assert view.text(case.moderated.guideline).startswith(f"{GUIDELINE}: A person decides.")
    assert view.post == RUDE
    assert any("noted that the post was hidden" in entry.what for entry in history(view))


async def test_only_what_the_place_allows_can_be_done_there(office: Office) -> None:
    """Google reviews can be reported; nobody can hide them."""
    case_id = await forwarded(office, RUDE, "troll99", "google")
    await office.desk.correct_triage(AS_MIA, case_id, Category.GUIDELINE_BREACH)
    with pytest.raises(BadInput, match="You can report it there"):
        await office.desk.after.moderate(AS_MIA, case_id, Moderation.HIDE, GUIDELINE)
    with pytest.raises(BadInput, match="no such paragraph"):
        await office.desk.after.moderate(AS_MIA, case_id, Moderation.REPORT, "Be nice")
    await office.desk.after.moderate(AS_MIA, case_id, Moderation.REPORT, GUIDELINE)
