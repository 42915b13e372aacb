"""A reply in a language that the team does not read: translated beside it, or said so."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.casebook import Casebook
from bot.coach import Coach
from bot.consequences import DRAFT_JOB, TRANSLATE_JOB
from bot.desk import CareDesk, NewPost
from bot.drafting import Drafting
from bot.errors import WarningOpen
from bot.events import Origin
from bot.people import ApprovalPolicy
from bot.store import Store
from bot.translating import Translating
from bot.translation import kept
from bot.translator import ModelTranslator
from bot.worker import Worker
from bot.writers import ModelWriter
from tests.conftest import SettableClock
from tests.desk.conftest import AS_ALEX, AS_LEE, AS_MIA, Office
from tests.openai_server import OpenAIServer, Request, Say, reply, served_model

POST = "El plato llegó frío y nadie nos pidió perdón en toda la noche."
DRAFT = "Sentimos que el plato llegara frío. [quién] le responderá aquí [cuándo]."
READ = json.dumps(
    {
        "post": "The dish came cold and nobody said sorry to us all night.",
        "reply": "We are sorry that the dish came cold. [quién] will answer you here [cuándo].",
    }
)

OWN = "Sentimos mucho que el plato llegara frío, y es culpa nuestra. ¿Qué podemos hacer?"
OWN_READ = json.dumps(
    {
        "post": "The dish came cold and nobody said sorry to us all night.",
        "reply": "We are very sorry that the dish came cold, and it is our fault. What can we do?",
    }
)


class Spanish:
    """An office with a model that writes and translates."""

    def __init__(self, office: Office, server: OpenAIServer) -> None:
        self.office, self.server = office, server

    async def forwarded(self, *script: Say | str) -> str:
        """Forward the post, with what the server says to writer and translator."""
        self.server.says(*script)
        case_id = await self.office.desk.open_case(AS_MIA, NewPost(POST, "google"))
        await self.office.work()
        return case_id


@pytest.fixture
async def spanish(
    sqlite_store: Store, coach: Coach, clock: SettableClock
) -> AsyncIterator[Spanish]:
    """The team reads English and Italian."""
    async with served_model(clock) as (model, server):
        casebook = Casebook(
            sqlite_store, clock=clock, policy=ApprovalPolicy(author_may_approve=True)
        )
        drafting = Drafting(
            casebook,
            coach,
            writer=ModelWriter(coach, model),
            translator=ModelTranslator(coach, model),
        )
        worker = Worker(sqlite_store, {DRAFT_JOB: drafting.run}, clock=clock)
        desk = CareDesk(casebook, coach)
        yield Spanish(Office(desk, worker, sqlite_store, clock, coach), server)


async def test_the_translation_stands_beside_the_draft(spanish: Spanish) -> None:
    """The draft can be approved like any other."""
    case_id = await spanish.forwarded(reply(DRAFT), READ)
    view = await spanish.office.view(case_id)
    draft = view.case.live_draft
    assert draft
    told = kept(view.beside(draft.content))
    assert told
    assert (told.language, told.model) == ("en", "mini-exactly")
    assert told.reply.startswith("We are sorry")
    assert told.post.startswith("The dish came cold")
    assert draft.unread == ""


@pytest.mark.parametrize(
    "trouble", [Say(status=400), Say("garbled"), Say('{"post":"","reply":""}')]
)
async def test_without_a_translation_the_draft_says_so(spanish: Spanish, trouble: Say) -> None:
    """The case goes on; nobody approves by accident what they cannot read."""
    case_id = await spanish.forwarded(reply(DRAFT), trouble)
    view = await spanish.office.view(case_id)
    draft = view.case.live_draft
    assert draft
    assert (draft.origin, draft.unread) == (Origin.MODEL, "es")
    assert kept(view.beside(draft.content)) is None


async def test_a_late_translation_costs_no_draft(spanish: Spanish) -> None:
    """The deadline holds for both together."""

    def slowly(request: Request) -> str:
        spanish.office.clock.forward(timedelta(seconds=21))
        return reply(DRAFT)

    case_id = await spanish.forwarded(Say(slowly), Say(READ, held=asyncio.Event()))
    draft = (await spanish.office.view(case_id)).case.live_draft
    assert draft
    assert (draft.origin, draft.unread) == (Origin.MODEL, "es")


async def test_slots_are_filled_in_both(spanish: Spanish) -> None:
    """So that the approver still reads what goes out."""
    case_id = await spanish.forwarded(reply(DRAFT), READ)
    desk = spanish.office.desk
    await desk.fill_slots(AS_MIA, case_id, 1, {0: "Lina", 1: "el lunes"})
    view = await spanish.office.view(case_id)
    draft = view.case.live_draft
    assert draft
    told = kept(view.beside(draft.content))
    assert told
    assert told.reply.endswith("Lina will answer you here el lunes.")
    assert draft.unread == ""


async def test_a_persons_own_text_is_for_others_to_read(spanish: Spanish) -> None:
    """Whoever wrote it knows it; who approves it is asked whether they can read it."""
    case_id = await spanish.forwarded(reply(DRAFT), READ)
    case = await spanish.office.desk.edit(AS_MIA, case_id, OWN)
    draft = case.live_draft
    assert draft
    assert draft.unread == "es"
    with pytest.raises(WarningOpen):
        await spanish.office.desk.approve(AS_LEE, case_id, draft.number, draft.content.digest)


@pytest.fixture
async def later(sqlite_store: Store, coach: Coach, clock: SettableClock) -> AsyncIterator[Spanish]:
    """The same team; what it cannot read goes to the translator once more, in a job."""
    async with served_model(clock) as (model, server):
        policy = ApprovalPolicy(author_may_approve=True)
        casebook = Casebook(sqlite_store, clock=clock, policy=policy, translator=True)
        translator = ModelTranslator(coach, model)
        writer = ModelWriter(coach, model)
        drafting = Drafting(casebook, coach, writer=writer, translator=translator)
        translating = Translating(casebook, coach, translator)
        jobs = {DRAFT_JOB: drafting.run, TRANSLATE_JOB: translating.run}
        worker = Worker(sqlite_store, jobs, clock=clock)
        desk = CareDesk(casebook, coach)
        yield Spanish(Office(desk, worker, sqlite_store, clock, coach), server)


async def test_a_persons_own_text_is_translated_for_the_others(later: Spanish) -> None:
    """Soon after, and whoever approves it reads what it says; the history tells."""
    case_id = await later.forwarded(reply(DRAFT), READ)
    later.server.says(OWN_READ)
    await later.office.desk.edit(AS_MIA, case_id, OWN)
    assert (await later.office.card(case_id)).cautions
    await later.office.work()
    card = await later.office.card(case_id)
    assert card.translation
    assert card.translation.reply.startswith("We are very sorry")
    assert card.translation.says == "Translated by a machine"
    assert not [told for told in card.cautions if "Spanish" in told]
    assert card.history[-1].what == "translated draft 2 for the team"
    case = await later.office.desk.approve(AS_LEE, case_id, card.draft, card.digest, anyway=False)
    assert case.draft(2).approved


async def test_where_the_first_translation_failed_there_is_another_try(later: Spanish) -> None:
    """A model's draft is no different."""
    case_id = await later.forwarded(reply(DRAFT), Say("garbled"), Say("garbled"), READ)
    await later.office.work()
    draft = (await later.office.view(case_id)).case.live_draft
    assert draft
    assert (draft.origin, draft.unread) == (Origin.MODEL, "")
    card = await later.office.card(case_id)
    assert card.translation
    assert card.translation.reply.startswith("We are sorry")


async def test_its_slots_are_filled_in_both_as_well(later: Spanish) -> None:
    """A translation that came later is as good as one that came at once."""
    case_id = await later.forwarded(reply(DRAFT), Say("garbled"), Say("garbled"), READ)
    await later.office.work()
    await later.office.desk.fill_slots(AS_MIA, case_id, 1, {0: "Lina", 1: "el lunes"})
    view = await later.office.view(case_id)
    draft = view.case.live_draft
    assert draft
    told = kept(view.told(draft))
    assert told
    assert told.reply.endswith("Lina will answer you here el lunes.")


async def test_a_translation_that_never_comes_leaves_everything_as_it_is(later: Spanish) -> None:
    """The case goes on, and the job is done with."""
    case_id = await later.forwarded(reply(DRAFT), Say(status=400))
    later.office.clock.forward(timedelta(hours=1))
    assert await later.office.work() == 0
    card = await later.office.card(case_id)
    assert card.translation is None
    assert [told for told in card.cautions if "no translation stands beside it" in told]


async def test_what_was_replaced_meanwhile_is_not_translated(later: Spanish) -> None:
    """A translation belongs to the text it was made of."""
    case_id = await later.forwarded(reply(DRAFT), READ)
    held = asyncio.Event()
    later.server.says(Say(OWN_READ, held=held))
    later.server.asked.clear()
    await later.office.desk.edit(AS_MIA, case_id, OWN)
    working = asyncio.create_task(later.office.work())
    await later.server.asked.wait()
    await later.office.desk.edit(AS_MIA, case_id, "We are sorry that the dish came cold.")
    held.set()
    await working
    draft = (await later.office.view(case_id)).case.live_draft
    assert draft
    assert (draft.number, draft.translation) == (3, None)


async def test_the_post_stays_readable_beside_a_reply_that_the_team_reads(later: Spanish) -> None:
    """Who answers in English still sees what the Spanish post says."""
    case_id = await later.forwarded(reply(DRAFT), READ)
    await later.office.desk.edit(AS_MIA, case_id, "We are sorry that the dish came cold.")
    card = await later.office.card(case_id)
    assert card.translation
    assert card.translation.post.startswith("The dish came cold")
    assert (card.translation.reply, card.translation.says) == ("", "Translated by a machine")


async def test_the_composers_own_words_need_no_machine(
    open_office: Callable[..., Office], coach: Coach
) -> None:
    """Its holding replies come with what they mean."""
    office = open_office()
    case_id = await office.desk.open_case(AS_ALEX, NewPost(POST, "google"))
    await office.work()
    view = await office.view(case_id)
    draft = view.case.live_draft
    assert draft
    drafted = coach.draft(coach.size_up(POST, platform="google"))
    assert drafted
    told = kept(view.beside(draft.content))
    assert (told.reply if told else "") == drafted.translation
    assert draft.unread == ("" if drafted.translation else "es")
