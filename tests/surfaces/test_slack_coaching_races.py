"""Coaching that is overtaken, refused or closed: nobody's text is lost, and nothing stays."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.acts import Target
from bot.coach import Coach
from bot.store import Store
from tests.slack_cards import ORG, CardRoom, card_room
from tests.slack_desktop import BLAME, KIND, QUIET, STUPID, Desktop, hint


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


# -- races -------------------------------------------------------------------------------------


async def test_typing_during_a_refresh_loses_nothing(desktop: Desktop) -> None:
    """A keystroke that was under way still names the state before; the next hint comes anyway."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    before = view.as_json()
    await desktop.wait(1)
    control = view.controls[0]
    view.typed[control.key] = KIND
    late = {**before, "state": {"values": view.values}}
    desktop.coaching.typed(ORG, "T1", late)
    await desktop.wait(1)
    assert "you should have" not in hint(view)
    assert (view.text_in(), view.lost) == (KIND, [])
    assert all(call.answer["ok"] for call in desktop.site.calls_of("views.update"))


async def test_a_modal_that_changed_otherwise_is_left_alone(desktop: Desktop) -> None:
    """`hash_conflict`: dropped, not forced; the next keystroke brings a fresh one."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    view.hash = "changed"
    await desktop.wait(5)
    assert QUIET in hint(view)
    assert len(desktop.updates) == 1
    desktop.type(view, f"{BLAME} ")
    await desktop.wait(1)
    assert "you should have" in hint(view)


async def test_slack_that_is_busy_gets_the_hint_later(desktop: Desktop) -> None:
    """With the text as it then is."""
    view = await desktop.open()
    desktop.site.fail("views.update", retry_after=5)
    desktop.type(view, BLAME)
    await desktop.wait(4)
    assert QUIET in hint(view)
    await desktop.wait(3)
    assert "you should have" in hint(view)


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"error": "not_found"}])
async def test_a_hint_that_fails_disturbs_nobody(
    desktop: Desktop, fault: dict[str, object]
) -> None:
    """It is not tried again by itself; typing goes on."""
    view = await desktop.open()
    desktop.site.fail("views.update", **fault)  # type: ignore[arg-type]
    desktop.type(view, BLAME)
    await desktop.wait(10)
    assert len(desktop.updates) == 1
    desktop.type(view, STUPID)
    await desktop.wait(1)
    assert QUIET not in hint(view)


async def test_a_closed_modal_is_forgotten(desktop: Desktop) -> None:
    """Submitted or closed before the pause was over."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    await desktop.wait(0.5)
    desktop.coaching.forget(view.id)
    desktop.coaching.forget("V404")
    await desktop.wait(10)
    assert desktop.updates == []


async def test_strange_views_are_let_be(desktop: Desktop) -> None:
    """Payloads come from outside; a keystroke handler must never fail."""
    view = (await desktop.open()).as_json()
    strange = [
        {},
        {"id": 5},
        {"id": "V1"},
        {**view, "id": "V2", "callback_id": "coach_new"},
        {**view, "id": "V3", "private_metadata": "not ours"},
        {**view, "id": "V4", "private_metadata": Target("no such case").value()},
        {**view, "id": "V5", "blocks": None, "state": None, "hash": None},
    ]
    for one in strange:
        desktop.coaching.typed(ORG, "T1", one)
    await desktop.wait(10)
    assert desktop.updates == []


# -- nothing stays -----------------------------------------------------------------------------


async def test_what_is_typed_is_neither_kept_nor_logged(
    desktop: Desktop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where something goes wrong, and not at DEBUG."""
    caplog.set_level(logging.DEBUG)
    secret = "Grandmother's porcelain elephant"
    view = await desktop.open()
    for fault in ({"error": "not_found"}, {"status": 500}, {}):
        if fault:
            desktop.site.fail("views.update", **fault)  # type: ignore[arg-type]
        desktop.type(view, f"{BLAME} {secret} {len(fault)}")
        await desktop.wait(5)
    assert len(desktop.updates) > 1
    assert "porcelain" not in caplog.text
    assert "should have" not in caplog.text
    assert b"porcelain" not in _kept(tmp_path)


def _kept(folder: Path) -> bytes:
    files = [path.read_bytes() for path in folder.iterdir() if path.is_file()]
    assert files
    return b"".join(files)


async def test_forgotten_modals_cost_no_memory(desktop: Desktop) -> None:
    """The browser was closed without a word: at most 500 are remembered, and for an hour."""
    view = (await desktop.open()).as_json()
    for n in range(600):
        desktop.coaching.typed(ORG, "T1", {**view, "id": f"V{n}x"})
    await desktop.wait(5)
    assert len(desktop.coaching._open) == 500
    await desktop.wait(3601)
    desktop.coaching.typed(ORG, "T1", view)
    assert list(desktop.coaching._open) == [view["id"]]


async def test_closing_stops_what_is_under_way(desktop: Desktop) -> None:
    """The server goes down; nobody hangs."""
    view = await desktop.open()
    desktop.type(view, BLAME)
    await desktop.wait(0.1)
    await desktop.coaching.close()
    followers: Sequence[asyncio.Task[None]] = desktop._followers()
    assert followers == []
