"""Which posts are one customer's: resends, names anybody may have, brands, posts heard of late."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pytest

from bot.case import CaseStatus
from bot.desk import NewPost
from bot.errors import FieldError
from bot.events import Outcome
from bot.facts import FactState
from bot.people import Caller
from tests.cases import ALEX
from tests.desk.conftest import AS_ALEX, AS_MIA, Office
from tests.desk.test_elsewhere import COLD, forwarded
from tests.desk.test_owed import HAPPY, PASTA, posted, publish

RUDE = "The waiter was rude to my mother, and nobody said sorry."
CALLED = "We called you this morning, and we're sorry."
STILL = "Still nobody has called me."
LINK = "https://example.com/reviews/77"


@pytest.mark.parametrize(
    "name",
    [
        "A Google User",
        "Ein Google-Nutzer",
        "Un utilisateur de Google",
        "Cliente de Amazon",
        "Utente anonimo",
        "Verwijderde gebruiker",
        "Usuário excluído",
        "TripAdvisor Member",
        "[deleted]",
        "guest2",
        "N/A",
        "-",
        "\u200b",
        "\u3164",
        "J.",
    ],
)
async def test_a_name_that_anybody_may_have_is_nobodys(office: Office, name: str) -> None:
    """Two strangers are two cases."""
    assert await forwarded(office, PASTA, name) != await forwarded(office, COLD, name)


@pytest.mark.parametrize("name", ["José", "Guest Marlow", "User 48213", "Van Do", "Anna Gast"])
async def test_a_name_is_known_however_it_is_typed(office: Office, name: str) -> None:
    """Composed or not, with something invisible in it or not."""
    first = await forwarded(office, PASTA, name)
    typed = f"@{unicodedata.normalize('NFD', name.upper())}\u200b"
    assert await forwarded(office, COLD, typed) == first


async def test_the_same_words_days_later_are_another_post(office: Office) -> None:
    """They reopen the case; the next day's resend is none, while nothing is settled."""
    case_id = await posted(office, CALLED, STILL)
    office.clock.forward(timedelta(hours=23))
    assert await forwarded(office, STILL, "Dana K.") == case_id
    assert (await office.view(case_id)).posts == (STILL,)
    await office.desk.after.solve(AS_MIA, case_id, Outcome.SATISFIED, HAPPY)
    assert await forwarded(office, STILL, "Dana K.") == case_id
    view = await office.view(case_id)
    assert view.posts == (STILL, STILL)
    assert view.case.status is CaseStatus.OPEN


async def test_the_same_link_is_the_same_post_however_late(office: Office) -> None:
    """Also where it says who followed it, and where others wrote under it since."""
    first = await office.desk.open_case(AS_ALEX, NewPost(PASTA, "google", "Dana K.", LINK))
    other = await office.desk.open_case(AS_ALEX, NewPost(COLD, "google", "Eve M.", LINK))
    office.clock.forward(timedelta(days=9))
    followed = f"{LINK}?utm_source=mail&fbclid=abc"
    assert await office.desk.open_case(AS_MIA, NewPost(PASTA, link=followed)) == first
    assert await office.desk.open_case(AS_MIA, NewPost(COLD, "google", link=LINK)) == other
    assert (await office.view(first)).posts == (PASTA,)


async def test_another_question_is_another_address(office: Office) -> None:
    """Only what shows who followed a link is left out."""
    first = await office.desk.open_case(AS_ALEX, NewPost(PASTA, link=f"{LINK}?id=1"))
    assert await office.desk.open_case(AS_ALEX, NewPost(PASTA, link=f"{LINK}?id=2")) != first


async def test_a_customer_of_another_brand_is_another_customer(office: Office) -> None:
    """By name and by link; the house itself is the same with and without its name."""
    kept = NewPost(PASTA, "google", "Dana K.", LINK)
    first = await office.desk.open_case(AS_ALEX, kept)
    hotel = NewPost(COLD, "google", "Dana K.", LINK, brand="hotel")
    assert await office.desk.open_case(AS_ALEX, hotel) != first
    house = NewPost(RUDE, "google", "Dana K.", brand="default")
    assert await office.desk.open_case(AS_ALEX, house) == first


async def test_a_delivery_that_comes_twice_states_its_facts_once(office: Office) -> None:
    """Also where the case is over by then, and where the post joined another one."""
    post = NewPost(PASTA, "google", "Dana K.", facts=((FactState.CONFIRMED, "The oven failed"),))
    once = Caller("org", ALEX, ("delivery-1",))
    case_id = await office.desk.open_case(once, post)
    assert await office.desk.open_case(once, post) == case_id
    assert len((await office.view(case_id)).facts) == 1
    more = NewPost(COLD, "google", "Dana K.", facts=((FactState.CONFIRMED, "It is mended"),))
    twice = Caller("org", ALEX, ("delivery-2",))
    for _ in range(2):
        assert await office.desk.open_case(twice, more) == case_id
    view = await office.view(case_id)
    assert [fact.text for fact in view.facts] == ["The oven failed", "It is mended"]
    await office.desk.close(AS_MIA, case_id, "a troll")
    assert await office.desk.open_case(twice, more) == case_id
    assert (await office.view(case_id)).case.status is CaseStatus.CLOSED


async def test_who_forwards_a_settled_post_with_facts_reopens_it(office: Office) -> None:
    """The post is not refused, and what is known is used."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA, link=LINK))
    await office.desk.close(AS_MIA, case_id, "a troll")
    facts = ((FactState.CONFIRMED, "The oven failed"),)
    assert await office.desk.open_case(AS_MIA, NewPost(PASTA, link=LINK, facts=facts)) == case_id
    view = await office.view(case_id)
    assert view.case.status is CaseStatus.OPEN
    assert view.posts == (PASTA,)
    assert len(view.facts) == 1


async def test_an_older_post_that_comes_late_is_not_the_latest(office: Office) -> None:
    """It stands among the earlier ones, in its place, and what was answered stays answered."""
    now = office.clock.at
    dana = NewPost(PASTA, "google", "Dana K.", posted_at=now)
    case_id = await office.desk.open_case(AS_ALEX, dana)
    await office.work()
    await publish(office, case_id, CALLED)
    office.clock.forward(timedelta(hours=3))
    for text, days in ((COLD, 20), (RUDE, 30)):
        late = NewPost(text, "google", "Dana K.", posted_at=now - timedelta(days=days))
        assert await office.desk.open_case(AS_ALEX, late) == case_id
    view = await office.view(case_id)
    assert view.posts == (RUDE, COLD, PASTA)
    assert view.case.status is CaseStatus.PENDING
    assert view.case.post_of(view.case.drafts[-1]) == view.case.post
    assert (await office.card(case_id)).customer == PASTA


async def test_an_older_post_that_nobody_answered_needs_us(office: Office) -> None:
    """Where no reply came after it, all are read together, and drafted for anew."""
    now = office.clock.at
    case_id = await office.desk.open_case(
        AS_ALEX, NewPost(PASTA, "google", "Dana K.", posted_at=now)
    )
    await office.work()
    drafts = len((await office.view(case_id)).case.drafts)
    earlier = NewPost(COLD, "google", "Dana K.", posted_at=now - timedelta(days=1))
    await office.desk.open_case(AS_ALEX, earlier)
    await office.work()
    view = await office.view(case_id)
    assert view.posts == (COLD, PASTA)
    assert view.case.triage is not None
    assert len(view.case.drafts) == drafts + 1


async def test_names_and_links_are_kept_short(office: Office) -> None:
    """A name is cut and shows it; a link that was cut would lead nowhere, so it is refused."""
    case_id = await office.desk.open_case(
        AS_ALEX, NewPost(PASTA, "google", "Da\x1bna" + " Dana" * 99)
    )
    view = await office.view(case_id)
    author = view.beside(view.case.post)["author"]
    assert author.endswith("…")
    assert len(author) <= 200
    assert "\x1b" not in author
    with pytest.raises(FieldError, match="2,000"):
        await office.desk.open_case(AS_ALEX, NewPost(PASTA, link=f"{LINK}/{'x' * 2000}"))
