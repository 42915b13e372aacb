"""The second reader while somebody types in the playground: in the background, never in the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import ModelAway
from bot.store import Store
from tests.playground_site import KIND, ScriptedReader, Visitor, visiting

WORD = "goldfish"
SHRUG = f"{KIND} Well, {WORD}."


@pytest.fixture
def reader() -> ScriptedReader:
    """The model's part."""
    return ScriptedReader(WORD)


@pytest.fixture
async def couch(sqlite_store: Store, reader: ScriptedReader) -> AsyncIterator[Visitor]:
    """A visitor with a case, where a second reader reads along."""
    async with visiting(sqlite_store, reader=reader) as visitor:
        await visitor.bring()
        yield visitor


def flagged(told: dict[str, Any]) -> bool:
    """Whether the page knows what only the second reader finds."""
    return any(f["text"] == WORD for f in told["findings"])


async def at_last(visitor: Visitor, text: str) -> dict[str, Any]:
    """Ask until nothing more is to come."""
    while (told := await visitor.checked(text))["again"]:
        pass
    return told


async def test_nobody_waits_for_the_second_reader(couch: Visitor, reader: ScriptedReader) -> None:
    """The first answer comes while it still reads, and a later one knows what it found."""
    reader.held.clear()
    told = await couch.checked(SHRUG)
    assert told["again"]
    assert not flagged(told)
    reader.held.set()
    told = await at_last(couch, SHRUG)
    assert flagged(told)
    assert reader.asked == [SHRUG]


async def test_the_saved_reply_knows_it_too(couch: Visitor) -> None:
    """What was found while it was typed stands on the card."""
    await at_last(couch, SHRUG)
    assert "hear a shrug" in (await couch.write(SHRUG)).words


async def test_of_a_case_one_text_is_read_at_a_time(couch: Visitor, reader: ScriptedReader) -> None:
    """And of those that were typed meanwhile only the latest."""
    reader.held.clear()
    await couch.checked(SHRUG)
    for more in ("a", "ab", "abc"):
        assert (await couch.checked(f"{SHRUG} {more}"))["again"]
    assert reader.asked == [SHRUG]
    reader.held.set()
    assert flagged(await at_last(couch, f"{SHRUG} abc"))
    assert reader.asked == [SHRUG, f"{SHRUG} abc"]
    assert reader.most_at_once == 1


async def test_cases_do_not_wait_for_each_other(couch: Visitor, reader: ScriptedReader) -> None:
    """Somebody else's slow reading is not in the way."""
    reader.held.clear()
    await couch.checked(SHRUG)
    await couch.bring("The soup was cold and salty.")
    await couch.checked(SHRUG)
    assert len(reader.asked) == 2
    reader.held.set()


@pytest.mark.parametrize("error", [ModelAway("The model cannot be reached."), ValueError("words")])
async def test_a_model_in_trouble_is_not_noticed(
    couch: Visitor, reader: ScriptedReader, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """The cues answer as ever; no word of the reply gets into the log."""
    caplog.set_level("INFO", "bot.playground")
    reader.error = error
    told = await at_last(couch, SHRUG)
    assert told["findings"]
    assert not flagged(told)
    assert type(error).__name__ in caplog.text
    assert WORD not in caplog.text
    reader.error = None
    assert flagged(await at_last(couch, SHRUG))


async def test_a_few_words_are_not_worth_a_call(couch: Visitor, reader: ScriptedReader) -> None:
    """Nothing below 40 characters."""
    assert not (await couch.checked(f"Well, {WORD}."))["again"]
    assert reader.asked == []


async def test_without_a_model_nothing_changes(visitor: Visitor) -> None:
    """The page is never asked to ask again."""
    await visitor.bring()
    assert not (await visitor.checked(SHRUG))["again"]


async def test_stopping_does_not_wait_for_the_model(
    sqlite_store: Store, reader: ScriptedReader
) -> None:
    """A reading that is under way is left when the coach stops."""
    reader.held.clear()
    async with visiting(sqlite_store, reader=reader) as visitor:
        await visitor.bring()
        await visitor.checked(SHRUG)
        assert reader.at_once == 1
    assert reader.at_once == 0
