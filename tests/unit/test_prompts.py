"""What the model is told, word for word: a prompt changes only where somebody means it to.

To renew a snapshot, delete it and run this file twice (see CONTRIBUTING).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import briefing
from bot.coach import Coach
from bot.errors import ModelError
from bot.facts import FactState, KnownFact
from bot.findings import Severity
from bot.found_promises import ModelPromises
from bot.model import Model
from bot.past import PastReply
from bot.people import Role
from bot.plain_writer import PlainWriter
from bot.playbook import Playbook
from bot.profile import Profile, Remedy, Voice
from bot.prompts import load_playbook
from bot.rewriter import ModelRewriter
from bot.second_reader import SecondReader
from bot.situation import Situation
from bot.tone import Tone
from bot.translator import ModelTranslator
from bot.triage import Category, Confidence, Triage
from bot.writers import ModelWriter, PictureReader
from tests.conftest import SettableClock
from tests.openai_server import Say, reply, served_model

ROOT = Path(__file__).parents[2]
SNAPSHOTS = ROOT / "tests" / "snapshots" / "prompts"
POST = "The kiln was cold when we came, and my daughter's bowl is still wet clay."
DRAFT = "We're sorry about the bowl, and that is on us. Please ring 0161 496 0000. What would help?"
HOUSE = Profile(
    name="Clay & Co",
    kind="pottery studio",
    place="in our studio",
    sign_off="Noor from Clay & Co",
    senior_contact="Noor Haddad, owner, noor@clay-and-co.example",
    contacts=("hello@clay-and-co.example",),
    facts={"hours": "The studio is open Wednesday to Sunday, 10:00 to 18:00."},
    authority=(
        Remedy("another evening at the wheel", 40, "GBP", within_days=60),
        Remedy("the course fee back", 180, "GBP", by=Role.LEAD),
    ),
    voice=Voice("plain and warm", ("Glaze runs. So do we, to fix it.",), {"guests": "people"}),
    address={"de": "Sie"},
)
SITUATION = Situation(
    profile=HOUSE,
    post=POST,
    triage=Triage(Category.COMPLAINT, 2, Confidence.SURE, language="en"),
    facts=(KnownFact(FactState.CONFIRMED, "a fuse had blown"),),
    tone=Tone.WARMER,
    past=(PastReply("My mug cracked.", "A cracked mug is on us.", "en", "satisfied"),),
    house_words=(("reach out", "ring"),),
)


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    """The shipped prompts."""
    return load_playbook(ROOT / "prompts")


def compare(name: str, text: str) -> None:
    """Hold a text against its snapshot; where there is none yet, it is written, and that fails."""
    path = SNAPSHOTS / f"{name}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} is new. Read it, run this again, and keep it.")
    assert text + "\n" == path.read_text(encoding="utf-8")


async def _reads(coach: Coach, model: Model) -> object:
    return await SecondReader(coach, model).read("org", DRAFT, SITUATION)


async def _mends(coach: Coach, model: Model) -> object:
    mended = DRAFT.replace("Please ring 0161 496 0000. ", "")
    return await ModelRewriter(coach, model).rewrite("org", DRAFT, SITUATION, mended=mended)


async def _translates(coach: Coach, model: Model) -> object:
    triage = Triage(Category.COMPLAINT, 2, Confidence.SURE, language="es")
    about = replace(SITUATION, post="El horno estaba frío y no nos avisaron.", triage=triage)
    reply = "Sentimos que el horno estuviera frío. [quién] le responderá aquí."
    return await ModelTranslator(coach, model).translate("org", about, reply)


async def _finds(coach: Coach, model: Model) -> object:
    at = datetime(2026, 12, 4, 14, 30, tzinfo=UTC)
    return await ModelPromises(coach, model).read("org", DRAFT, SITUATION, at)


async def _looks(coach: Coach, model: Model) -> object:
    return await PictureReader(coach, model).read_picture("org", b"picture", "image/png")


async def _is_plain(coach: Coach, model: Model) -> object:
    return await PlainWriter(ROOT / "prompts", model).write("org", SITUATION)


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("second_reading", _reads),
        ("rewrite", _mends),
        ("translate", _translates),
        ("promises_found", _finds),
        ("picture", _looks),
        ("plain", _is_plain),
    ],
)
async def test_a_question_is_as_it_was_read_last(
    playbook: Playbook,
    clock: SettableClock,
    name: str,
    ask: Callable[[Coach, Model], Awaitable[object]],
) -> None:
    """As the model's server gets it: the page, and then each text as data."""
    async with served_model(clock, sees=True) as (model, server):
        server.says(Say(status=400))
        with pytest.raises(ModelError):
            await ask(Coach(playbook), model)
        messages = server.requests[0]["messages"]
    page, *data = (each["content"] for each in messages)
    texts = [told if isinstance(told, str) else "(a picture)" for told in data]
    page = str(page).partition("\n\nAnswer with one JSON object")[0]
    compare(name, unmarked("\n\n=====\n\n".join((page, *texts))))


def test_every_prompt_has_a_snapshot() -> None:
    """None is left out, and none is left over."""
    prompts = {path.stem for path in (ROOT / "prompts").glob("*.md")}
    pages = prompts - {"CHANGELOG", "guidelines"}
    assert pages == {path.stem for path in SNAPSHOTS.glob("*.txt")}


async def test_a_conversation_about_a_draft_is_as_it_was_read_last(
    playbook: Playbook, clock: SettableClock
) -> None:
    """As the model's server gets it: the page, the data, its draft, and what readers noticed."""
    async with served_model(clock) as (model, server):
        server.says(reply(DRAFT), reply(DRAFT.replace("Please ring 0161 496 0000. ", "")))
        drafted = await ModelWriter(Coach(playbook), model).write(
            "org", SITUATION, avoid=["We are sorry about the bowl."], learned=["Too stiff."]
        )
        assert not [f for f in drafted.reading.findings if f.severity is Severity.BLOCK]
        first, second = (request["messages"] for request in server.requests)
    page = str(first[0]["content"]).partition("\n\nAnswer with one JSON object")[0]
    compare("draft", unmarked(f"{page}\n\n=====\n\n{first[1]['content']}"))
    compare("repair", unmarked(str(second[-1]["content"])))


def unmarked(text: str) -> str:
    """A text whose marks, made anew for every call, are numbered."""
    marks: Mapping[str, int] = {}
    for mark in re.findall(r"\b[0-9a-f]{16}\b", text):
        marks = {**marks, mark: marks.get(mark, len(marks) + 1)}
    for mark, number in marks.items():
        text = text.replace(mark, f"MARK{number}")
    return text


def test_what_never_changes_comes_first(playbook: Playbook) -> None:
    """A server can keep it from one draft to the next; nothing of house or case is in it."""
    page = playbook.prompts["draft"]
    constant = page[: page.index("# The house")]
    found = set(re.findall(r"\$(\w+)", constant))
    assert found == {"kinds", "categories", "guidelines"}
    assert len(constant) > len(page) * 0.7


def test_a_shorter_house_makes_no_broken_page(playbook: Playbook) -> None:
    """Without contacts, facts, remedies, voice or words, each place says so."""
    bare = replace(HOUSE, contacts=(), facts={}, authority=(), voice=Voice(), address={})
    about = replace(SITUATION, profile=bare, tone=None, house_words=())
    for said in (
        briefing.contacts(bare),
        briefing.remedies(bare),
        briefing.voice(bare),
        briefing.tone(about),
        briefing.words(about, str),
        briefing.language(about),
    ):
        assert said.strip(" -")
