"""The moderation endpoint: asked beside the second reader, believed a little, never waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.coach import Coach
from bot.findings import Finding, FindingKind, Severity, Verdict
from bot.prompts import load_playbook
from bot.second_reader import SecondReader, with_second
from bot.situation import Situation
from tests.conftest import SettableClock
from tests.openai_server import OpenAIServer, Say, flags, second, served_model

COACH = Coach(load_playbook(Path(__file__).parents[2] / "prompts"))
POST = "The lamp I ordered (AB-123456) arrived in pieces. “Clumsy magpies”, said my mother."
ABOUT = COACH.size_up(POST)
REPLY = "Sorry about the lamp. The box shows a goldfish, really. A new one is on its way."


class Couch:
    """A second reader with a moderation endpoint behind it."""

    def __init__(self, reader: SecondReader, server: OpenAIServer, clock: SettableClock) -> None:
        self.reader, self.server, self.clock = reader, server, clock
        self._read = 0

    async def read(self, reply: str = REPLY, about: Situation = ABOUT) -> tuple[Finding, ...]:
        """What is found in a reply."""
        return await self.reader.read("org", reply, about)

    async def read_new(self) -> tuple[Finding, ...]:
        """What is found in a reply that nobody has read yet."""
        self._read += 1
        return await self.read(f"{REPLY} No. {self._read}.")

    @property
    def asked(self) -> list[str]:
        """The texts of the last call."""
        texts: list[str] = self.server.moderated[-1]["input"]
        return texts


@pytest.fixture
async def couch(clock: SettableClock) -> AsyncIterator[Couch]:
    """The model finds nothing, the endpoint minds goldfish."""
    async with served_model(clock, moderation=True) as (model, server):
        server.says(second())
        server.moderation = Say(flags(goldfish="harassment"))
        yield Couch(SecondReader(COACH, model), server, clock)


async def test_a_flagged_sentence_is_a_warning(couch: Couch) -> None:
    """The span is the sentence; an insult blocks, but not on the word of a service alone."""
    (finding,) = await couch.read()
    assert finding.text == REPLY[finding.start : finding.end]
    assert finding.text == "The box shows a goldfish, really."
    assert COACH.playbook.rubric.severity(FindingKind.INSULT) is Severity.BLOCK
    assert (finding.kind, finding.severity) == (FindingKind.INSULT, Severity.WARN)
    assert finding.text in finding.why
    assert (finding.suggestion, finding.reader) == ("", "moderation")
    reading = with_second(COACH.read(REPLY, ABOUT), [finding])
    assert reading.verdict is Verdict.WARN


@pytest.mark.parametrize(
    ("categories", "kind"),
    [
        ("harassment", "insult"),
        ("harassment harassment/threatening violence", "threat"),
        ("violence", None),
        ("violence/graphic", None),
        ("hate", "identity_attack"),
        ("hate hate/threatening", "threat"),
        ("harassment hate", "identity_attack"),
        ("sexual self-harm", None),
        ("", None),
    ],
)
async def test_its_categories_are_kinds_of_ours(
    couch: Couch, categories: str, kind: str | None
) -> None:
    """The gravest counts; violence without a threat, and what is none of our kinds, does not."""
    couch.server.moderation = Say(flags(goldfish=categories))
    assert [f.kind for f in await couch.read()] == ([kind] if kind else [])


async def test_a_milder_rubric_stays_milder(clock: SettableClock) -> None:
    """At most a warning, and less where the lead says so."""
    rubric = COACH.playbook.rubric
    tip = replace(rubric.kinds[FindingKind.INSULT], severity=Severity.TIP)
    kinds = {**rubric.kinds, FindingKind.INSULT: tip}
    mild = Coach(replace(COACH.playbook, rubric=replace(rubric, kinds=kinds)))
    async with served_model(clock, moderation=True) as (model, server):
        server.says(second())
        server.moderation = Say(flags(goldfish="harassment"))
        (finding,) = await SecondReader(mild, model).read("org", REPLY, ABOUT)
    assert finding.severity is Severity.TIP


async def test_the_sentences_go_in_one_call_without_identifiers(couch: Couch) -> None:
    """Masked like whatever a model gets; neither post nor facts go there."""
    await couch.read("AB-123456 is on its way. Or mail to ann@shop.example!")
    assert len(couch.server.moderated) == 1
    assert couch.server.moderated[0]["model"] == "omni-moderation-latest"
    assert couch.asked == ["[NUMBER_1] is on its way.", "Or mail to [EMAIL_1]!"]


async def test_the_customers_own_words_are_not_held_against_anybody(couch: Couch) -> None:
    """A sentence that only quotes them is not sent, and in any other they are left out."""
    couch.server.moderation = Say(flags(magpies="harassment"))
    reply = "“Clumsy magpies”. We were “clumsy magpies” that day. It is on its way."
    assert await couch.read(reply) == ()
    assert couch.asked[-1] == "It is on its way."
    assert len(couch.asked) == 2
    assert "magpies" not in " ".join(couch.asked).lower()
    assert len(await couch.read("You are the clumsy magpies.")) == 1


async def test_a_quotation_that_nobody_wrote_is_ours(couch: Couch) -> None:
    """Quotation marks alone excuse nothing."""
    assert len(await couch.read("You are a “goldfish”.")) == 1


async def test_nothing_to_read_is_not_sent(couch: Couch) -> None:
    """No call for a few signs."""
    assert await couch.read("… “Clumsy magpies” !") == ()
    assert couch.server.moderated == []


@pytest.mark.parametrize(
    ("quote", "kinds"),
    [
        (("insult", "a goldfish"), {("insult", "model")}),
        (("profanity", "goldfish"), {("profanity", "model")}),
        (("sarcasm", "really"), {("sarcasm", "model"), ("insult", "moderation")}),
        (("insult", "on its way"), {("insult", "model"), ("insult", "moderation")}),
    ],
)
async def test_what_a_reader_with_a_quote_found_comes_first(
    couch: Couch, quote: tuple[str, str], kinds: set[tuple[str, str]]
) -> None:
    """In a sentence where something toxic is flagged already, it adds nothing."""
    couch.server.says(second(quote))
    both = with_second(COACH.read(REPLY, ABOUT), await couch.read())
    found = {(str(f.kind), f.reader) for f in both.findings if f.severity is not Severity.TIP}
    assert found == kinds


async def test_the_cues_come_first_too(couch: Couch) -> None:
    """One insult is told once, and stays the block that the cues make of it."""
    reply = "Sorry about the lamp. You are an idiot and a goldfish."
    cues = COACH.read(reply, ABOUT)
    assert cues.verdict is Verdict.BLOCK
    assert with_second(cues, await couch.read(reply)) == cues


@pytest.mark.parametrize("status", [400, 404, 405])
async def test_a_server_without_it_is_asked_again_after_an_hour(couch: Couch, status: int) -> None:
    """Most servers of one's own have none."""
    fine, couch.server.moderation = couch.server.moderation, Say(status=status)
    assert await couch.read_new() == ()
    couch.server.moderation = fine
    couch.clock.forward(timedelta(minutes=59))
    assert await couch.read_new() == ()
    assert len(couch.server.moderated) == 1
    couch.clock.forward(timedelta(minutes=2))
    assert len(await couch.read_new()) == 1


async def test_where_there_is_no_such_address_nothing_is_missed(couch: Couch) -> None:
    """The findings of the second reader are there all the same."""
    couch.server.moderation = None
    couch.server.says(second(("sarcasm", "really")))
    assert [f.kind for f in await couch.read()] == [FindingKind.SARCASM]


@pytest.mark.parametrize(
    "trouble",
    [Say(status=500), Say(status=401), Say(status=429), Say(dropped=True), Say(body="<html>"),
     Say("{}"), Say('{"results": [{"categories": null}]}'), Say("[]"), Say("not JSON"),
     Say('{"results": [{"categories": {"harassment": true}}]}')],
)  # fmt: skip
async def test_trouble_there_costs_nothing(couch: Couch, trouble: Say) -> None:
    """Nothing is added, nothing is raised, and it does not count against the model."""
    couch.server.moderation = trouble
    couch.server.says(second(("sarcasm", "really")))
    for _ in range(7):
        assert [f.kind for f in await couch.read_new()] == [FindingKind.SARCASM]
    assert couch.reader.outcomes == {"read": 7, "failed": 0, "distrusted": 0}


async def test_a_server_in_trouble_gets_a_rest(couch: Couch) -> None:
    """After five failures nobody asks for a minute."""
    fine, couch.server.moderation = couch.server.moderation, Say(status=500)
    for _ in range(7):
        await couch.read_new()
    assert len(couch.server.moderated) == 5
    couch.server.moderation = fine
    couch.clock.forward(timedelta(minutes=2))
    assert len(await couch.read_new()) == 1


async def test_nobody_waits_for_a_slow_one(couch: Couch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the second reading is there, it is too late; after five times it gets a rest."""
    monkeypatch.setattr("bot.second_reader._GRACE", 0.01)
    couch.server.moderation = Say(flags(goldfish="harassment"), held=asyncio.Event())
    async with asyncio.timeout(10):
        for _ in range(6):
            assert await couch.read_new() == ()
    assert couch.reader.outcomes["read"] == 6
    assert len(couch.server.moderated) <= 5


async def test_it_is_asked_while_the_model_reads(couch: Couch) -> None:
    """Both at once: the endpoint has answered before the model has."""
    held = asyncio.Event()
    couch.server.says(Say(second(), held=held))
    reading = asyncio.create_task(couch.read())
    await couch.server.asked.wait()
    async with asyncio.timeout(10):
        await couch.server.asked_to_moderate.wait()
    held.set()
    assert len(await reading) == 1


async def test_a_reading_that_failed_has_no_half(couch: Couch) -> None:
    """Where the model gives nothing, its moderation does not stand for it."""
    couch.server.says(Say(status=401), second())
    with pytest.raises(Exception, match="key"):
        await couch.read()
    assert couch.reader.known(REPLY, ABOUT) is None
    assert len(await couch.read()) == 1


async def test_a_text_is_asked_about_once(couch: Couch) -> None:
    """What it says is kept with the reading."""
    assert await couch.read() == await couch.read() == couch.reader.known(REPLY, ABOUT)
    assert len(couch.server.moderated) == 1


async def test_switched_off_it_is_never_asked(clock: SettableClock) -> None:
    """`OPENAI_MODERATION: "off"`."""
    async with served_model(clock) as (model, server):
        server.says(second())
        server.moderation = Say(flags(goldfish="harassment"))
        assert await SecondReader(COACH, model).read("org", REPLY, ABOUT) == ()
        assert server.moderated == []


async def test_a_huge_reply_is_not_sent_as_a_whole(couch: Couch) -> None:
    """A hundred sentences are enough for a hint."""
    await couch.read("Fine, so far. " * 2_800)
    assert len(couch.asked) == 100
