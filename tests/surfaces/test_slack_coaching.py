"""Coaching while people type in modals: the pause, the shared budget, and both readers."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator

import pytest

from bot.acts import Target
from bot.coach import Coach
from bot.errors import ModelAway
from bot.slack.ids import Form
from bot.slack.writing import coached_view
from bot.store import Store
from bot.views import flag_key
from tests.slack_cards import ANA, ORG, CardRoom, card_room
from tests.slack_desktop import BLAME, KIND, QUIET, STUPID, Desktop, SecondReader, hint


@pytest.fixture
async def room(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """A workspace with five people."""
    async with card_room(sqlite_store, coach) as room:
        yield room


@pytest.fixture
async def desktop(room: CardRoom) -> AsyncIterator[Desktop]:
    """Without a second reader."""
    desktop = Desktop(room)
    yield desktop
    await desktop.coaching.close()


# -- the pause ---------------------------------------------------------------------------------


async def test_the_hint_comes_when_the_fingers_rest(desktop: Desktop) -> None:
    """Not before 700 ms, and what was typed stays."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    await desktop.wait(0.69)
    assert desktop.updates == []
    await desktop.wait(0.02)
    assert len(desktop.updates) == 1
    assert "you should have" in hint(view)
    assert QUIET not in hint(view)
    assert view.text_in() == BLAME
    assert view.lost == []


async def test_who_types_on_is_not_interrupted(desktop: Desktop) -> None:
    """Twenty keystrokes without a pause are one refresh, for the last text."""
    view = await desktop.open()
    for end in range(len(STUPID) - 20, len(STUPID) + 1):
        desktop.type(view, STUPID[:end])
        await desktop.wait(0.3)
    assert desktop.updates == []
    await desktop.wait(1)
    assert len(desktop.updates) == 1
    assert view.text_in() == STUPID


async def test_short_texts_are_left_in_peace(desktop: Desktop) -> None:
    """Nobody wants to be read after three words."""
    view = await desktop.open()
    desktop.type(view, "You idiot, you should have")
    await desktop.wait(10)
    assert desktop.updates == []
    assert QUIET in hint(view)


async def test_the_hint_goes_away_with_the_words(desktop: Desktop) -> None:
    """All deleted: the line is quiet again."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    await desktop.wait(1)
    desktop.type(view, "Hello Kim,")
    await desktop.wait(1)
    assert QUIET in hint(view)
    assert view.text_in() == "Hello Kim,"


async def test_the_same_hint_is_not_sent_again(desktop: Desktop) -> None:
    """Slack counts calls, and a modal that flickers disturbs."""
    view = await desktop.open()
    for more in ("", " ", "  ", "   "):
        desktop.type(view, BLAME + more)
        await desktop.wait(1)
    assert len(desktop.updates) == 1


async def test_a_better_wording_changes_the_hint(desktop: Desktop) -> None:
    """The coach sees that it was heard."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    await desktop.wait(1)
    before = hint(view)
    desktop.type(view, KIND)
    await desktop.wait(1)
    assert hint(view) != before
    assert "you should have" not in hint(view)


async def test_a_long_text_keeps_all_its_inputs(desktop: Desktop) -> None:
    """Slack takes 3,000 characters in one input; the rest stands in the next."""
    text = f"{KIND}\n\n" * 60
    view = await desktop.open(text=text)
    inputs = [one for one in view.controls if one.told_while_typing]
    assert len(inputs) > 1
    desktop.type(view, STUPID)
    await desktop.wait(1)
    assert len(desktop.updates) == 1
    assert view.lost == []
    assert [one.key for one in view.controls if one.told_while_typing] == [
        one.key for one in inputs
    ]
    assert view.text_in(inputs[1].key[0]).strip()


# -- many at once ------------------------------------------------------------------------------


async def test_five_people_share_the_budget_of_the_workspace(desktop: Desktop) -> None:
    """Three minutes of typing with pauses: no minute has more than 60 refreshes, nobody's text is
    touched, and in the end everybody sees the hint for what stands there."""
    views = [await desktop.open(f"U{n}") for n in range(1, 6)]
    dice = random.Random(7)  # noqa: S311 - a test that can be repeated
    texts = itertools.cycle((BLAME, STUPID, KIND))
    written = dict.fromkeys(range(5), "")
    for _ in range(240):
        for n, view in enumerate(views):
            if dice.random() < 0.9:
                written[n] = f"{next(texts)} {dice.randrange(1000)}"
                desktop.type(view, written[n])
        await desktop.wait(0.75)
    await desktop.wait(60)
    for first, at in enumerate(desktop.updates):
        assert len([u for u in desktop.updates[first:] if u < at + 60]) <= 60
    assert len(desktop.updates) > 120
    assert all(call.answer["ok"] for call in desktop.site.calls_of("views.update"))
    for n, view in enumerate(views):
        assert (view.text_in(), view.lost) == (written[n], [])
        assert ("you should have" in hint(view)) == ("you should have" in written[n])


async def test_who_waited_for_the_budget_is_shown_the_latest_text_only(desktop: Desktop) -> None:
    """A hint for words that are gone by then would only confuse."""
    busy, view = await desktop.open("U1"), await desktop.open("U2")
    desktop.site.fail("views.update", retry_after=20)
    desktop.type(busy, KIND)
    await desktop.wait(1)
    desktop.type(view, BLAME)
    await desktop.wait(19.5)  # until just before Slack listens again
    desktop.type(view, STUPID)
    await desktop.wait(30)
    assert len(desktop.updates) > 1
    assert "you should have" not in str([c.args for c in desktop.site.calls_of("views.update")])
    assert view.text_in() == STUPID


async def test_another_workspace_has_a_budget_of_its_own(desktop: Desktop) -> None:
    """One busy team does not slow down another."""
    desktop.site.add_workspace("T2")
    desktop.site.person("U9", "zoe", team="T2")
    views = [await desktop.open(f"U{n}") for n in range(1, 6)]
    playbook = desktop.room.desk.coach.playbook
    fresh = coached_view(Form.CHECK, Target(""), "", "", None, playbook)
    opened = await desktop.room.web.open_view("T2", desktop.site.trigger("T2", "U9"), fresh)
    for round_ in range(4):
        for view in views:
            desktop.type(view, f"{BLAME if round_ % 2 else STUPID} {round_}")
        await desktop.wait(0.75)
    zoe = desktop.site.view(opened["id"])
    control = zoe.controls[0]
    zoe.typed[control.key] = BLAME
    desktop.coaching.typed("org-2", "T2", zoe.as_json())
    await desktop.wait(0.71)
    assert "you should have" in hint(zoe)


# -- the case ----------------------------------------------------------------------------------


async def test_what_was_set_aside_stays_aside(desktop: Desktop, room: CardRoom) -> None:
    """In this case somebody has looked at it and disagrees."""
    case_id = await room.open()
    await room.work()
    desk = room.desk
    await desk.edit(ANA, case_id, BLAME)
    view = await desk.view(ORG, case_id)
    draft = view.case.live_draft
    assert draft
    for finding in view.findings(draft):
        if "should have" in finding.text:
            key = flag_key(case_id, finding)
            await desk.dismiss(ANA, case_id, draft.number, key, "A quote")
    modal = await desktop.open(form=Form.OWN, case=case_id)
    desktop.type(modal, BLAME)
    await desktop.wait(1)
    assert "you should have" not in hint(modal)
    assert "cold pasta" in modal.words


# -- the second reader -------------------------------------------------------------------------


@pytest.fixture
async def second() -> SecondReader:
    return SecondReader()


@pytest.fixture
async def read_twice(room: CardRoom, second: SecondReader) -> AsyncIterator[Desktop]:
    """With a second reader."""
    desktop = Desktop(room, second)
    yield desktop
    await desktop.coaching.close()


async def test_the_second_reader_adds_what_it_finds(
    read_twice: Desktop, second: SecondReader
) -> None:
    """Once the text rests for two seconds; the first hint does not wait for it."""
    view = await read_twice.open()
    read_twice.type(view, KIND)
    await read_twice.wait(1)
    assert len(read_twice.updates) == 1
    await read_twice.wait(0.9)
    assert second.calls == 0
    await read_twice.wait(0.2)
    assert second.calls == 1
    assert "stumbled" in hint(view)
    assert view.text_in() == KIND


async def test_the_second_reader_is_asked_once_for_each_text(
    read_twice: Desktop, second: SecondReader
) -> None:
    """Reading costs tokens."""
    view = await read_twice.open()
    for text in (KIND, KIND + " ", KIND):
        read_twice.type(view, text)
        await read_twice.wait(5)
    assert second.calls == 2


async def test_who_types_on_is_not_read_twice(read_twice: Desktop, second: SecondReader) -> None:
    """And the hint for the new text comes after the usual pause."""
    view = await read_twice.open()
    read_twice.type(view, KIND)
    await read_twice.wait(1.5)
    read_twice.type(view, BLAME)
    await read_twice.wait(0.71)
    assert "you should have" in hint(view)
    assert second.calls == 0


@pytest.mark.parametrize("error", [ModelAway("The model is away."), RuntimeError("surprise")])
async def test_a_second_reader_that_fails_is_not_missed(
    read_twice: Desktop, second: SecondReader, error: Exception
) -> None:
    """The hint of the first stands, and typing goes on being read."""
    second.error = error
    view = await read_twice.open()
    read_twice.type(view, BLAME)
    await read_twice.wait(5)
    assert "you should have" in hint(view)
    read_twice.type(view, STUPID)
    await read_twice.wait(1)
    assert "you should have" not in hint(view)
