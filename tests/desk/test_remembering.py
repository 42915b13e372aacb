"""What the house learns from its cases, and what becomes of it in the next drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.casebook import Casebook
from bot.coach import Coach, Drafted
from bot.consequences import DRAFT_JOB, REMEMBER_JOB
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.events import Origin
from bot.facts import FactState
from bot.past import HouseWord, PastReply
from bot.people import ApprovalPolicy
from bot.practice import Practice
from bot.remembering import Remembering
from bot.situation import Situation
from bot.store import Store
from bot.worker import Worker
from tests.cases import ALEX, MIA
from tests.conftest import SettableClock
from tests.desk.conftest import AS_ALEX, AS_MIA, ORG, Office

PASTA = "45 minutes for cold pasta and the waiter Marco laughed at us. I am Kofi Mensah."
LIKE_IT = "Cold pasta again, and a waiter who laughed. We waited 40 minutes."
DRAFT = (
    "Thank you for telling us about your evening. We're sorry that you waited 45 minutes and that "
    "the pasta was cold. Mia will reach out to you here by Monday noon. What would put this right "
    "for you? Lina"
)
RINGING = DRAFT.replace("reach out to", "ring")


@dataclass
class ScriptedWriter:
    """Writes the same draft every time, and notes what it was told."""

    coach: Coach
    told: list[Situation] = field(default_factory=list)
    meanwhile: object = None

    async def write(
        self,
        organisation: str,
        situation: Situation,
        *,
        avoid: Sequence[str] = (),
        learned: Sequence[str] = (),
        seconds: float = 20.0,
    ) -> Drafted:
        self.told.append(situation)
        if callable(self.meanwhile):
            await self.meanwhile()
        return Drafted(DRAFT, Origin.MODEL, self.coach.read(DRAFT, situation))


@pytest.fixture
def writer(coach: Coach) -> ScriptedWriter:
    """The model's part."""
    return ScriptedWriter(coach)


@pytest.fixture
def office(
    sqlite_store: Store, coach: Coach, clock: SettableClock, writer: ScriptedWriter
) -> Office:
    """An office with a model, which remembers."""
    policy = ApprovalPolicy(author_may_approve=True)
    book = Casebook(sqlite_store, clock=clock, policy=policy)
    jobs = {
        DRAFT_JOB: Drafting(book, coach, writer=writer).run,
        REMEMBER_JOB: Remembering(book, coach).run,
    }
    worker = Worker(sqlite_store, jobs, clock=clock)
    return Office(CareDesk(book, coach), worker, sqlite_store, clock, coach)


async def opened(office: Office, post: str = PASTA) -> str:
    """A post came in, and the model has drafted."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(post, author="kofi_m"))
    await office.work()
    return case_id


async def published(office: Office, *texts: str, post: str = PASTA) -> str:
    """A case whose reply was edited like this, one after the other, and stands in public."""
    case_id = await opened(office, post)
    for text in texts:
        await office.desk.edit(AS_ALEX, case_id, text)
    await post_it(office, case_id)
    return case_id


async def post_it(office: Office, case_id: str, *, anyway: bool = False) -> None:
    """The draft that stands is approved and posted."""
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest, anyway=anyway)
    await office.desk.start_publishing(AS_MIA, case_id, card.draft, card.digest)
    await office.desk.posted(AS_MIA, case_id, card.draft)
    await office.work()


async def examples(office: Office, post: str = LIKE_IT) -> list[PastReply]:
    """What is found for a similar post."""
    return await office.store.past_replies(ORG, post, language="en")


async def test_a_published_reply_is_an_example_without_names(office: Office) -> None:
    """Neither the customer nor the staff of the case can be told from it."""
    await published(office, RINGING)
    (past,) = await examples(office)
    assert past.post.endswith("the waiter [name] laughed at us. I am [name].")
    assert past.reply == RINGING.replace("Mia", "[name]")
    assert (past.language, past.outcome) == ("en", "")


async def test_the_outcome_is_learned_and_taken_back(office: Office) -> None:
    """Solved with a happy customer, then reopened: it is open how it ends."""
    case_id = await published(office)
    await office.satisfied(case_id)
    await office.work()
    assert [past.outcome for past in await examples(office)] == ["satisfied"]
    await office.desk.reopen(AS_MIA, case_id)
    await office.work()
    assert [past.outcome for past in await examples(office)] == [""]


async def test_a_corrected_reply_is_no_example(office: Office) -> None:
    """What was wrong in public is not repeated, and its correction answers no post."""
    case_id = await published(office)
    number = (await office.view(case_id)).case.drafts[-1].number
    await office.desk.correct(AS_MIA, case_id, number, "It was 30 minutes, not 45.")
    await office.work()
    assert await examples(office) == []
    await office.desk.edit(AS_ALEX, case_id, "We wrote 45 minutes. It was 30, and we're sorry.")
    await post_it(office, case_id, anyway=True)
    assert await examples(office) == []


async def test_an_erased_case_is_forgotten_for_good(office: Office) -> None:
    """Also where it goes on afterwards."""
    case_id = await published(office, RINGING)
    await office.store.erase_contents(ORG, case_id)
    assert await examples(office) == []
    await office.satisfied(case_id)
    await office.work()
    assert await examples(office) == []
    assert await office.store.house_words(ORG) == []


async def test_the_writer_sees_how_posts_like_this_were_answered(
    office: Office, writer: ScriptedWriter
) -> None:
    """And the house style, but nothing that nobody has decided on."""
    await published(office, RINGING)
    await office.store.adopt_word(ORG, "utilise", "use", True)
    await opened(office, LIKE_IT)
    assert writer.told[0].past == ()
    assert [past.reply for past in writer.told[-1].past] == [RINGING.replace("Mia", "[name]")]
    assert writer.told[-1].house_words == (("utilise", "use"),)


async def test_the_composer_does_not_repeat_itself(
    office: Office, coach: Coach, clock: SettableClock
) -> None:
    """Two customers with the same trouble get two texts, and both in the words of the house."""
    book = Casebook(office.store, clock=clock, policy=ApprovalPolicy())
    office.worker = Worker(office.store, {DRAFT_JOB: Drafting(book, coach).run}, clock=clock)
    await office.store.adopt_word(ORG, "we're sorry", "we are truly sorry", True)
    texts = [(await office.card(await opened(office))).reply for _ in range(4)]
    assert len(set(texts)) == 4
    assert any("are truly sorry" in text for text in texts)
    assert not any("e're sorry" in text for text in texts)


async def test_what_is_learned_meanwhile_does_not_outdate_a_draft(
    office: Office, writer: ScriptedWriter
) -> None:
    """Only what is said in the case itself does."""

    async def decide() -> None:
        await office.store.adopt_word(ORG, "reach out", "ring", True)

    writer.meanwhile = decide
    await published(office)
    assert len(writer.told) == 1


async def test_what_is_said_meanwhile_still_does(office: Office, writer: ScriptedWriter) -> None:
    """A fact that comes in while the model writes is in the next try."""
    case_id = await opened(office)

    async def say_more() -> None:
        writer.meanwhile = None
        await office.desk.change_facts(AS_ALEX, case_id, [(FactState.CONFIRMED, "The oven broke")])

    writer.meanwhile = say_more
    await office.desk.request_draft(AS_ALEX, case_id)
    await office.work()
    assert [len(about.facts) for about in writer.told] == [0, 0, 1]


async def test_words_that_people_change_are_counted(office: Office) -> None:
    """From the coach's draft to what was published, whatever steps it took; once for each case."""
    await published(office, DRAFT.replace("evening", "visit"), RINGING)
    case_id = await published(office, RINGING)
    await office.satisfied(case_id)
    await office.work()
    assert await office.store.house_words(ORG) == [HouseWord("reach out to", "ring", 2)]


async def test_words_of_an_unpublished_edit_do_not_count(office: Office) -> None:
    """Nor those of a draft that nobody changed."""
    case_id = await opened(office)
    await office.desk.edit(AS_ALEX, case_id, RINGING)
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    await published(office)
    await office.work()
    assert await office.store.house_words(ORG) == []


async def test_good_own_replies_count_for_their_author(office: Office) -> None:
    """Approved without a warning, once for each case; the coach's drafts count for nobody."""
    case_id = await published(office, RINGING)
    await office.satisfied(case_id)
    await published(office)
    assert await office.store.practice(ORG, ALEX.id) == Practice(good=1)
    assert await office.store.practice(ORG, MIA.id) == Practice()


async def test_a_reply_with_a_warning_is_not_yet_a_good_one(office: Office) -> None:
    """Approved anyway is approved, but no practice."""
    case_id = await opened(office)
    await office.desk.edit(AS_ALEX, case_id, RINGING + " We were short-staffed that night.")
    await post_it(office, case_id, anyway=True)
    assert await office.store.practice(ORG, ALEX.id) == Practice()


async def test_an_approval_that_is_taken_back_counts_no_more(office: Office) -> None:
    """What was counted with it goes with it."""
    case_id = await opened(office)
    await office.desk.edit(AS_ALEX, case_id, RINGING)
    card = await office.card(case_id)
    await office.desk.approve(AS_MIA, case_id, card.draft, card.digest)
    await office.work()
    assert (await office.store.practice(ORG, ALEX.id)).good == 1
    await office.desk.withdraw(AS_MIA, case_id, card.draft)
    await office.work()
    assert (await office.store.practice(ORG, ALEX.id)).good == 0
