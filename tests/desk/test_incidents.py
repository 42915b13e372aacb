"""Posts about the same problem: they are joined, know the same, have one owner, raise a crisis."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.case import CaseStatus
from bot.casebook import Casebook
from bot.consequences import DRAFT_JOB, FOLLOW_JOB, INCIDENT_JOB, SHARE_JOB
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.errors import AlreadyDecided, NoSuchCase, WrongMoment
from bot.facts import FactState
from bot.following import Following, Lines
from bot.incidents import Incidents
from bot.people import ApprovalPolicy, Place
from bot.records import Job
from bot.store import Store
from bot.triage import Category
from bot.worker import Worker
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office

DOWN = "The app of your Marlow gym is down since nine, and without it the door stays shut."
DOWN_TOO = "Marlow gym: app is down again, so the door stays shut. I paid for this month!"
ELSEWHERE = "The app of your Henley gym is down, and without it the door stays shut."
RUDE = "Your trainer in Marlow was rude to my daughter in front of the whole class."
PRAISE = "I love the new app at your Marlow gym, it is never down. Thank you!"
STEP = timedelta(seconds=10)  # for what is told to the others together


class Shop:
    """An office where posts about the same problem are joined, as the service does it."""

    def __init__(self, office: Office, casebook: Casebook, told: list[Job]) -> None:
        self.office, self.casebook, self.told = office, casebook, told
        self.desk = office.desk

    async def post(self, text: str, author: str = "", brand: str = "") -> str:
        """Forward a post, and do all that follows from it."""
        at, place = await self.casebook.now(), Place("slack", "T1", "C1")
        new = NewPost(text, "google", author, posted_at=at, brand=brand, came_from=place)
        case_id = await self.desk.open_case(AS_ALEX, new)
        await self.settle()
        return case_id

    async def settle(self) -> None:
        """Do what is due, and what is told to others a moment later."""
        await self.office.work()
        self.office.clock.forward(STEP)
        await self.office.work()

    async def incident(self, case_id: str) -> str:
        """The incident of a case."""
        return (await self.office.view(case_id)).case.incident

    async def publish(self, case_id: str, text: str) -> None:
        """Have a person's reply stand in public."""
        case = await self.desk.edit(AS_MIA, case_id, text)
        draft = case.drafts[-1]
        digest = draft.content.digest
        await self.desk.approve(AS_LEE, case_id, draft.number, digest, anyway=True)
        await self.desk.start_publishing(AS_MIA, case_id, draft.number, digest)
        await self.desk.posted(AS_MIA, case_id, draft.number)
        await self.settle()


@pytest.fixture
async def shop(office: Office, sqlite_store: Store) -> Shop:
    """The shop, with its day begun."""
    casebook = Casebook(
        sqlite_store, clock=office.clock, policy=ApprovalPolicy(author_may_approve=True)
    )
    told: list[Job] = []

    async def say(job: Job) -> None:
        told.append(job)

    incidents = Incidents(casebook, office.coach)
    lines = [Lines("slack", "slack-say", "slack-post", leads=("ULEAD",), crisis_owners=("UBOSS",))]
    handlers = {
        DRAFT_JOB: Drafting(casebook, office.coach).run,
        INCIDENT_JOB: incidents.run,
        SHARE_JOB: incidents.share,
        FOLLOW_JOB: Following(casebook, sqlite_store, lines).run,
        "slack-say": say,
    }
    office.desk = CareDesk(casebook, office.coach)
    office.worker = Worker(sqlite_store, handlers, clock=office.clock)
    return Shop(office, casebook, told)


async def test_two_posts_about_the_same_problem_become_one_incident(shop: Shop) -> None:
    """It has the id of the first case, and both cards say how many wrote since when."""
    first = await shop.post(DOWN, "Ann")
    assert await shop.incident(first) == ""
    second = await shop.post(DOWN_TOO, "Bob")
    assert await shop.incident(first) == await shop.incident(second) == first
    for case_id in (first, second):
        card = await shop.office.card(case_id)
        assert card.incident.startswith("2 posts about this since ")
        assert card.incident.endswith("Nobody has it yet.")
        [other] = card.nearby
        assert other.case != case_id
        assert other.says.startswith(("Ann, “The app of", "Bob, “Marlow gym: app"))
        assert "apart" in card.may


@pytest.mark.parametrize("other", [ELSEWHERE, RUDE, PRAISE])
async def test_what_is_not_surely_the_same_stays_apart(shop: Shop, other: str) -> None:
    """Another place, another problem, or no problem at all."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(other, "Bob")
    assert await shop.incident(first) == await shop.incident(second) == ""
    assert (await shop.office.card(first)).incident == ""


async def test_one_customer_is_never_an_incident(shop: Shop) -> None:
    """Not under the same name elsewhere, nor by a post that was forwarded twice."""
    first = await shop.post(DOWN, "Ann")
    await shop.desk.open_case(AS_MIA, NewPost(DOWN_TOO, "facebook", "@ann"))
    await shop.desk.open_case(AS_MIA, NewPost(f" {DOWN}", "facebook"))
    await shop.settle()
    assert await shop.incident(first) == ""


async def test_nearly_the_same_words_without_a_name_are_one_post(shop: Shop) -> None:
    """Somebody may write six times in two minutes: that is no crisis."""
    again = "My Marlow gym app is down and the door stays shut, hello?"
    cases = [await shop.post(text) for text in (DOWN, again, f"{DOWN} Hello?", f"Again: {DOWN}")]
    assert {await shop.incident(case_id) for case_id in cases} == {""}
    other = await shop.post("Nobody can get into Marlow gym, door shut, app down. I have paid!")
    assert await shop.incident(other) != ""


async def test_days_later_it_is_another_problem(shop: Shop) -> None:
    """Three days on, the same words tell of something new."""
    first = await shop.post(DOWN, "Ann")
    shop.office.clock.forward(timedelta(days=4))
    await shop.post(DOWN_TOO, "Bob")
    assert await shop.incident(first) == ""


async def test_another_brand_has_its_own_incidents(shop: Shop) -> None:
    """The same words about another house are another problem."""
    first = await shop.post(DOWN, "Ann")
    await shop.post(DOWN_TOO, "Bob", brand="harbour")
    assert await shop.incident(first) == ""


async def test_posts_of_the_same_second_join_one_incident(shop: Shop) -> None:
    """Whichever is read first, there is one incident with all of them."""
    texts = [DOWN, DOWN_TOO, f"{DOWN} Unbelievable.", f"{DOWN_TOO} Unbelievable."]
    posts = [NewPost(text, "google", f"Dana {n}") for n, text in enumerate(texts)]
    cases = await asyncio.gather(*(shop.desk.open_case(AS_ALEX, post) for post in posts))
    await shop.settle()
    assert len({await shop.incident(case_id) for case_id in cases}) == 1
    assert await shop.incident(cases[0]) in cases


async def test_two_processes_that_join_at_once_agree(shop: Shop) -> None:
    """Each with a lock of its own: what one has begun, the other sees."""
    cases = [
        await shop.desk.open_case(AS_ALEX, NewPost(text, "google", f"Dana {n}"))
        for n, text in enumerate((DOWN, DOWN_TOO, f"{DOWN} Hello?"))
    ]
    for case_id in cases:
        await shop.desk.correct_triage(AS_ALEX, case_id, Category.COMPLAINT)
    jobs = [
        Job(n, ORG, INCIDENT_JOB, c, {}, shop.office.clock.at, 1, 1) for n, c in enumerate(cases)
    ]
    several = [Incidents(shop.casebook, shop.office.coach) for _ in jobs]
    await asyncio.gather(*(one.run(job) for one, job in zip(several, jobs, strict=True)))
    incident = await shop.incident(cases[0])
    assert incident in cases
    assert {await shop.incident(case_id) for case_id in cases} == {incident}


async def test_a_person_takes_a_case_out_for_good(shop: Shop) -> None:
    """It is not joined to the same incident again, whoever writes next."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.incidents.leave(AS_MIA, second)
    await shop.settle()
    assert await shop.incident(second) == ""
    with pytest.raises(WrongMoment):
        await shop.desk.incidents.leave(AS_MIA, second)
    third = await shop.post(f"{DOWN} Still!", "Cleo")
    assert await shop.incident(third) == first
    assert await shop.incident(second) == ""


async def test_the_first_case_can_be_taken_out_as_well(shop: Shop) -> None:
    """The others stay together."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    third = await shop.post(f"{DOWN} Still!", "Cleo")
    await shop.desk.incidents.leave(AS_MIA, first)
    await shop.settle()
    assert await shop.incident(second) == await shop.incident(third) != ""
    assert (await shop.office.card(third)).incident.startswith("2 posts about this")
    assert await shop.incident(await shop.post(f"{DOWN_TOO} Still!", "Dan")) == first
    assert await shop.incident(first) == ""


async def test_a_person_joins_what_nobody_saw_to_be_the_same(shop: Shop) -> None:
    """Whatever words it has; it stays, and others who write find both."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(PRAISE, "Eve")
    await shop.desk.incidents.join(AS_MIA, second, first)
    await shop.settle()
    assert await shop.incident(first) == await shop.incident(second) == first
    assert (await shop.office.card(second)).incident.startswith("2 posts about this")
    with pytest.raises(WrongMoment, match="already"):
        await shop.desk.incidents.join(AS_MIA, first, second)
    with pytest.raises(WrongMoment, match="same case"):
        await shop.desk.incidents.join(AS_MIA, first, first)
    third = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.correct_triage(AS_LEE, second, Category.PRAISE)
    await shop.settle()
    assert await shop.incident(third) == await shop.incident(second) == first


async def test_a_joined_post_brings_the_incident_that_it_is_in(shop: Shop) -> None:
    """A case on its own joins it, whichever of the two was named; another brand's does not."""
    first = await shop.post(DOWN, "Ann")
    await shop.post(DOWN_TOO, "Bob")
    alone = await shop.post(RUDE, "Eve")
    await shop.desk.incidents.join(AS_MIA, first, alone)
    assert await shop.incident(alone) == first
    elsewhere = await shop.post(RUDE, "Dan", brand="harbour")
    with pytest.raises(WrongMoment, match="brand"):
        await shop.desk.incidents.join(AS_MIA, elsewhere, first)


async def test_what_is_no_complaint_after_all_leaves(shop: Shop) -> None:
    """Somebody says that it is a troll."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.correct_triage(AS_MIA, second, Category.TROLL)
    await shop.settle()
    assert await shop.incident(second) == ""
    assert (await shop.office.card(first)).incident == ""


async def test_what_is_known_of_one_holds_for_all(shop: Shop) -> None:
    """The coach's draft for another customer is written anew; it can be taken back there."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    before = (await shop.office.card(second)).draft
    fact = (FactState.CONFIRMED, "the door was opened by hand at 10:50")
    await shop.desk.change_facts(AS_MIA, first, [fact])
    await shop.settle()
    card = await shop.office.card(second)
    assert card.draft > before
    assert "10:50" in card.reply
    [(number, state, words)] = card.facts
    assert (state, words) == (str(FactState.CONFIRMED), fact[1])
    await shop.desk.change_facts(AS_LEE, second, (), [number])
    await shop.settle()
    assert (await shop.office.card(first)).facts == ()
    assert "10:50" not in (await shop.office.card(first)).reply


async def test_what_a_case_that_is_over_said_can_be_taken_back(shop: Shop) -> None:
    """In another case of the incident; what is stated there is kept, and nothing reopens."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.change_facts(AS_MIA, first, [(FactState.CONFIRMED, "the server failed")])
    await shop.publish(first, "The server failed. We are sorry, and it works again. Mia")
    await shop.desk.close(AS_MIA, first, "all said")
    [(number, _, _)] = (await shop.office.card(second)).facts
    lock = (FactState.CONFIRMED, "the lock was broken, not the server")
    await shop.desk.change_facts(AS_LEE, second, [lock], [number])
    assert [words for _, _, words in (await shop.office.card(second)).facts] == [lock[1]]
    case = (await shop.office.view(first)).case
    assert (case.status, case.facts) == (CaseStatus.CLOSED, ())


async def test_a_post_that_joins_later_gets_what_is_known(shop: Shop) -> None:
    """Its first draft did not know it; the next one does."""
    first = await shop.post(DOWN, "Ann")
    fact = (FactState.CONFIRMED, "the door was opened by hand at 10:50")
    await shop.desk.change_facts(AS_MIA, first, [fact])
    second = await shop.post(DOWN_TOO, "Bob")
    assert "10:50" in (await shop.office.card(second)).reply


async def test_what_a_person_wrote_stays_and_the_card_says_that_more_is_known(shop: Shop) -> None:
    """Nobody's own words are replaced."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    own = "Thank you for telling us, Bob. We are sorry that you stood before a shut door. Mia"
    await shop.desk.edit(AS_MIA, second, own)
    await shop.desk.change_facts(AS_MIA, first, [(FactState.CONFIRMED, "the door is open again")])
    await shop.settle()
    card = await shop.office.card(second)
    assert card.reply == own
    assert any("new is known" in caution for caution in card.cautions)


async def test_who_claims_one_has_the_incident(shop: Shop) -> None:
    """The others say so, and nobody claims them by accident."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.claim(AS_MIA, first)
    assert (await shop.office.card(second)).incident.endswith("Mia has it.")
    with pytest.raises(AlreadyDecided, match="Mia is already on the incident"):
        await shop.desk.claim(AS_LEE, second)
    await shop.desk.claim(AS_MIA, second)
    await shop.desk.claim(AS_LEE, second, take_over=True)
    assert (await shop.office.view(second)).case.claimed_by == AS_LEE.person


async def test_of_two_who_claim_at_once_one_is_told_who_has_it(shop: Shop) -> None:
    """Each on another case of the incident, at the same moment."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    came = await asyncio.gather(
        shop.desk.claim(AS_MIA, first), shop.desk.claim(AS_LEE, second), return_exceptions=True
    )
    [refused] = [one for one in came if isinstance(one, BaseException)]
    assert isinstance(refused, AlreadyDecided)
    assert str(refused) in {f"{one} is already on the incident." for one in ("Mia", "Lee")}
    cases = [(await shop.office.view(case_id)).case for case_id in (first, second)]
    assert len([case for case in cases if case.claimed_by]) == 1


async def test_a_reply_that_says_something_else_than_another_is_pointed_out(shop: Shop) -> None:
    """Both are quoted; the reply can be approved all the same."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    thanks = "Thank you for telling us. We are sorry that you could not train today."
    await shop.publish(first, f"{thanks} We will refund everybody by Monday. Mia")
    case = await shop.desk.edit(AS_LEE, second, f"{thanks} We will refund everybody by Friday. Lee")
    [caution] = [c for c in (await shop.office.card(second)).cautions if "another reply" in c]
    assert "refund everybody by Monday" in caution
    assert "refund everybody by Friday" in caution
    draft = case.drafts[-1]
    await shop.desk.approve(AS_MIA, second, draft.number, draft.content.digest, anyway=True)


async def test_many_posts_within_hours_raise_a_crisis_at_once(shop: Shop) -> None:
    """The crisis owner is told, whatever the hour; the card of each says so."""
    cases = [await shop.post(f"{DOWN} Post {n}.", f"Dana {n}") for n in range(5)]
    assert not any([(await shop.office.view(case_id)).case.crisis for case_id in cases])
    shop.told.clear()
    cases.append(await shop.post(DOWN_TOO, "Bob"))
    assert (await shop.office.view(cases[0])).case.crisis == 6
    assert any(job.payload["user"] == "UBOSS" for job in shop.told)
    for case_id in cases:
        assert (await shop.office.card(case_id)).incident.startswith("A crisis: 6 posts")
    await shop.post(f"{DOWN_TOO} Well?", "Cleo")
    assert (await shop.office.view(cases[0])).case.crisis == 6  # told again at twice as many


async def test_posts_over_several_days_are_no_crisis(shop: Shop) -> None:
    """It is the rate that counts."""
    cases = []
    for n in range(7):
        cases.append(await shop.post(f"{DOWN} Post {n}.", f"Dana {n}"))
        shop.office.clock.forward(timedelta(hours=9))
    assert not any([(await shop.office.view(case_id)).case.crisis for case_id in cases])


async def test_the_timeline_tells_the_lead_what_happened(shop: Shop) -> None:
    """Posts, facts, answers, who and when, in order; found by any case of the incident."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.claim(AS_MIA, first)
    await shop.desk.change_facts(AS_MIA, first, [(FactState.CONFIRMED, "the door is open again")])
    await shop.publish(second, "Thank you for telling us, Bob. We are sorry. Mia")
    told = await shop.desk.incidents.timeline(ORG, second)
    assert [one.at for one in told] == sorted(one.at for one in told)
    lines = [f"{one.who} {one.what}" for one in told]
    assert lines[0].startswith("Ann wrote: “The app of your Marlow gym")
    assert any(line.startswith("Bob wrote") for line in lines)
    assert "Mia took the case" in lines
    assert any("the door is open again" in line for line in lines)
    assert any(line.startswith("Mia answered: “Thank you") for line in lines)
    assert {one.case for one in told} == {first, second}
    alone = await shop.post(RUDE, "Eve")
    with pytest.raises(NoSuchCase, match="No other post is known to be about this"):
        await shop.desk.incidents.timeline(ORG, alone)
    with pytest.raises(NoSuchCase, match="takes the id of a case"):
        await shop.desk.incidents.timeline(ORG, "down")


async def test_erased_words_are_not_shared(shop: Shop) -> None:
    """What was stated in a case whose words are gone holds for nobody any more."""
    first = await shop.post(DOWN, "Ann")
    second = await shop.post(DOWN_TOO, "Bob")
    await shop.desk.change_facts(AS_MIA, first, [(FactState.CONFIRMED, "the door is open again")])
    await shop.office.store.erase_contents(ORG, first)
    assert (await shop.office.card(second)).facts == ()
    assert (await shop.desk.incidents.timeline(ORG, first))[0].what == "wrote: “[erased]”"
