"""The desk with a model behind it: deadlines, a second reader, corrections, questions."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot import events as e
from bot.casebook import Casebook
from bot.coach import Coach, Drafted
from bot.consequences import DRAFT_JOB, READ_JOB
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting, Rereading
from bot.errors import BlockOpen, ModelAway, WrongMoment
from bot.facts import FactState
from bot.findings import Finding, FindingKind, Severity
from bot.people import ApprovalPolicy
from bot.situation import Situation
from bot.store import Store
from bot.triage import Category
from bot.worker import Worker
from tests.conftest import SettableClock
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, ORG, Office

PASTA = "45 minutes for cold pasta, and the waiter laughed at us. Never again."
REPLY = "Thank you for telling us. We're sorry about the cold pasta; Lina calls the kitchen today."


class ScriptedWriter:
    """Writes what it was given, or fails; notes for which facts it was asked."""

    def __init__(self, coach: Coach) -> None:
        self.coach, self.text, self.error = coach, REPLY, None
        self.asked: list[Situation] = []
        self.slow: asyncio.Event | None = None
        self.begun = asyncio.Event()

    async def write(
        self,
        organisation: str,
        situation: Situation,
        *,
        avoid: Sequence[str] = (),
        learned: Sequence[str] = (),
        seconds: float = 20.0,
    ) -> Drafted:
        self.asked.append(situation)
        self.learned = list(learned)
        self.begun.set()
        if self.slow:
            await self.slow.wait()
        if self.error:
            raise self.error
        reading = self.coach.read(self.text, situation)
        return Drafted(self.text, e.Origin.MODEL, reading, made={"model": "scripted"})


class ScriptedReader:
    """Finds one word in every reply that holds it."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.read_texts: dict[str, tuple[Finding, ...]] = {}

    def known(self, reply: str, situation: Situation) -> tuple[Finding, ...] | None:
        return self.read_texts.get(reply)

    def made(self, reply: str, situation: Situation) -> dict[str, Any]:
        return {"model": "scripted"}

    async def read(
        self, organisation: str, reply: str, situation: Situation
    ) -> tuple[Finding, ...]:
        start = reply.find(self.word)
        found = ()
        if start >= 0:
            end = start + len(self.word)
            kind, why = FindingKind.INSULT, "That hits the person."
            found = (Finding(kind, Severity.BLOCK, start, end, self.word, why, "", "model"),)
        self.read_texts[reply] = found
        return found


@pytest.fixture
def writer(coach: Coach) -> ScriptedWriter:
    """The model's part."""
    return ScriptedWriter(coach)


@pytest.fixture
def office(
    sqlite_store: Store, coach: Coach, clock: SettableClock, writer: ScriptedWriter
) -> Office:
    """An office with a model and a second reader."""
    policy = ApprovalPolicy(author_may_approve=True)
    reader = ScriptedReader("goldfish")
    book = Casebook(sqlite_store, clock=clock, policy=policy, second_reader=True)
    jobs = {
        DRAFT_JOB: Drafting(book, coach, writer=writer).run,
        READ_JOB: Rereading(book, coach, reader).run,
    }
    worker = Worker(sqlite_store, jobs, clock=clock)
    return Office(CareDesk(book, coach, reader), worker, sqlite_store, clock, coach)


async def opened(office: Office, text: str = PASTA) -> str:
    """A post came in and was worked on."""
    case_id = await office.desk.open_case(AS_ALEX, NewPost(text))
    await office.work()
    return case_id


async def test_the_models_draft_is_put_up_with_how_it_was_made(office: Office) -> None:
    """What wrote a text can be looked up later."""
    view = await office.view(await opened(office))
    (draft,) = view.case.drafts
    assert (draft.origin, view.text(draft.content)) == (e.Origin.MODEL, REPLY)
    assert view.beside(draft.content)["made"] == {"model": "scripted"}


async def test_the_composer_serves_when_the_model_is_away(
    office: Office, writer: ScriptedWriter
) -> None:
    """An outage costs the better draft, never the draft."""
    writer.error = ModelAway("The model cannot be reached.")
    view = await office.view(await opened(office))
    assert [d.origin for d in view.case.drafts] == [e.Origin.COMPOSER]


async def test_the_deadline_counts_from_the_post(
    office: Office, writer: ScriptedWriter, clock: SettableClock
) -> None:
    """Who has waited in the queue for it gets the composer's draft at once, and only one."""
    writer.slow = asyncio.Event()
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    clock.forward(timedelta(seconds=20))
    await office.work()
    view = await office.view(case_id)
    assert [d.origin for d in view.case.drafts] == [e.Origin.COMPOSER]
    writer.slow.set()
    await office.work()
    assert len((await office.view(case_id)).case.drafts) == 1


async def test_a_draft_for_older_facts_is_not_used(office: Office, writer: ScriptedWriter) -> None:
    """What staff say while the model writes is in the draft that people get to see."""
    writer.slow = asyncio.Event()
    case_id = await office.desk.open_case(AS_ALEX, NewPost(PASTA))
    working = asyncio.create_task(office.work())
    await writer.begun.wait()
    fact = (FactState.CONFIRMED, "two cooks were ill")
    await office.desk.change_facts(AS_ALEX, case_id, [fact])
    writer.slow.set()
    await working
    await office.work()
    view = await office.view(case_id)
    last = view.case.drafts[-1]
    assert last.origin is e.Origin.MODEL
    assert writer.asked[-1].facts == view.facts


@pytest.mark.parametrize(
    "post",
    [
        "I can't go on any more, I just want to kill myself.",
        "A reporter of the Times is asking about the poisoned children, it is all over the news.",
    ],
)
async def test_the_model_never_writes_where_a_person_has_to(
    office: Office, writer: ScriptedWriter, post: str
) -> None:
    """Somebody in danger, or a crisis: a human finds the words."""
    view = await office.view(await opened(office, post))
    assert view.case.triage
    assert view.case.triage.category in {Category.PERSON_AT_RISK, Category.CRISIS}
    assert writer.asked == []


async def test_a_second_reading_locks_a_persons_text(office: Office) -> None:
    """The cues let it pass; the second reader finds it a moment later, and nobody can approve."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, f"{REPLY} Sorry, goldfish.")
    await office.work()
    card = await office.card(case_id)
    assert "goldfish" in [f.finding.text for f in card.findings]
    with pytest.raises(BlockOpen, match="hits the person"):
        await office.desk.approve(AS_LEE, case_id, card.draft, card.digest)


async def test_what_the_second_reader_knows_counts_at_once(office: Office) -> None:
    """A text that was read while it was typed is locked as soon as it is saved."""
    case_id = await opened(office)
    text = f"{REPLY} Sorry, goldfish."
    assert await office.desk.writing.read_again(ORG, text, await office.view(case_id))
    assert not await office.desk.writing.read_again(ORG, text, await office.view(case_id))
    case = await office.desk.edit(AS_MIA, case_id, text)
    assert Severity.BLOCK in {f.severity for f in case.drafts[-1].flags}


async def test_asking_back_waits_and_the_answer_is_a_fact(
    office: Office, writer: ScriptedWriter
) -> None:
    """The draft that follows knows what the forwarder said."""
    case_id = await opened(office)
    card = await office.card(case_id)
    await office.desk.ask_back(AS_LEE, case_id, "Which table was it?")
    with pytest.raises(WrongMoment, match="asked something back"):
        await office.desk.approve(AS_LEE, case_id, card.draft, card.digest)
    await office.desk.answer(AS_ALEX, case_id, "table four, by the door", state=FactState.CONFIRMED)
    await office.work()
    assert [fact.text for fact in writer.asked[-1].facts] == ["table four, by the door"]
    assert (await office.view(case_id)).case.question is None


async def test_a_published_reply_is_corrected_in_public(office: Office) -> None:
    """The correction says what was wrong, is no model's, and passes the same review."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, REPLY)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.posted(AS_LEE, case_id, card.draft)
    await office.desk.correct(AS_LEE, case_id, card.draft, "the oven was broken, not the cook late")
    await office.work()
    view = await office.view(case_id)
    text = view.text(view.case.drafts[-1].content)
    assert "orrection" in text
    assert "The oven was broken, not the cook late." in text
    assert view.case.drafts[-1].origin is e.Origin.COMPOSER


async def test_a_draft_can_be_rated_with_a_reason(office: Office) -> None:
    """What people found helpful, and what not, stands in the history."""
    case_id = await opened(office)
    await office.desk.rate(AS_MIA, case_id, 1, good=False, reason="too stiff")
    assert (await office.view(case_id)).case.drafts[0].ratings == ((AS_MIA.person.id, False),)


async def test_an_answer_without_a_state_is_no_fact(office: Office) -> None:
    """What somebody says in passing never goes into a public draft by itself; people see it."""
    case_id = await opened(office)
    before = await office.card(case_id)
    await office.desk.ask_back(AS_LEE, case_id, "Which table was it?")
    await office.desk.answer(AS_ALEX, case_id, "no idea, probably Marco again")
    await office.work()
    card = await office.card(case_id)
    assert (card.facts, card.reply, card.question) == ((), before.reply, "")
    assert card.answered == "Alex answered: “no idea, probably Marco again”"
    await office.desk.change_facts(AS_LEE, case_id, [(FactState.CHECKING, "the rota")])
    assert (await office.card(case_id)).answered == ""


async def test_what_a_person_wrote_is_not_replaced_by_news(office: Office) -> None:
    """A fact that comes later, even after the approval, is shown beside it; people decide."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, REPLY)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.change_facts(AS_ALEX, case_id, [(FactState.CONFIRMED, "two cooks were ill")])
    await office.work()
    after = await office.card(case_id)
    assert (after.draft, after.reply, after.state) == (card.draft, REPLY, "Approved by Lee")
    assert "Something new is known" in after.cautions[-1]


async def test_why_a_draft_was_no_good_is_told_to_the_writer(
    office: Office, writer: ScriptedWriter
) -> None:
    """“It helps the next one” is true."""
    case_id = await opened(office)
    await office.desk.rate(AS_MIA, case_id, 1, good=False, reason="too stiff")
    await office.desk.reject(AS_LEE, case_id, 1, "say what happens with the waiter")
    await office.desk.request_draft(AS_LEE, case_id)
    await office.work()
    assert writer.learned == ["too stiff", "say what happens with the waiter"]


async def posted(office: Office) -> str:
    """A case whose reply stands in public."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, REPLY)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.posted(AS_LEE, case_id, card.draft)
    return case_id


async def test_an_answered_case_can_always_be_solved_or_corrected(office: Office) -> None:
    """Whatever is drafted, rejected or said after the reply was posted."""
    case_id = await posted(office)
    await office.desk.change_facts(AS_MIA, case_id, [(FactState.CONFIRMED, "she came back")])
    await office.work()
    assert {"solve", "correct"} <= (await office.card(case_id)).may
    await office.desk.correct(AS_LEE, case_id, 2, "it was the oven")
    await office.work()
    card = await office.card(case_id)
    await office.desk.reject(AS_LEE, case_id, card.draft)
    assert {"solve", "correct"} <= (await office.card(case_id)).may
    assert (await office.view(case_id)).case.correcting is None
    await office.desk.correct_triage(AS_LEE, case_id, Category.SPAM)
    assert {"solve", "correct"} <= (await office.card(case_id)).may


async def test_a_posted_reply_stays_on_the_card_whatever_the_post_is_called(office: Office) -> None:
    """It stands in public, so it stands here."""
    case_id = await posted(office)
    await office.desk.correct_triage(AS_LEE, case_id, Category.SPAM)
    assert (await office.card(case_id)).reply == REPLY


async def test_nothing_is_copied_while_a_question_is_open(office: Office) -> None:
    """Asking back pauses the case, also after the approval."""
    case_id = await opened(office)
    await office.desk.edit(AS_MIA, case_id, REPLY)
    card = await office.card(case_id)
    await office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=True)
    await office.desk.ask_back(AS_LEE, case_id, "Is this the right table?")
    assert "copy" not in (await office.card(case_id)).may
    with pytest.raises(WrongMoment, match="asked something back"):
        await office.desk.start_publishing(AS_LEE, case_id, card.draft, card.digest)


async def test_nobody_approves_while_another_draft_is_written(office: Office) -> None:
    """The text beside the emoji is about to be replaced; whoever approves it is told so."""
    case_id = await opened(office)
    card = await office.card(case_id)
    await office.desk.request_draft(AS_MIA, case_id)
    with pytest.raises(WrongMoment, match="Another draft is being written"):
        await office.desk.approve(AS_LEE, case_id, card.draft, card.digest)
