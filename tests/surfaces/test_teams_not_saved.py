"""What Teams sends while something is wrong: nobody loses words, and nobody sees a bare error."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.teams import app as teams_app
from tests.teams_door import COLD, Door, button, forward, teams_door, value_of, words
from tests.teams_payloads import mentioning

AWAY = "Our database cannot be reached"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, with Ana before it."""
    async with teams_door(tmp_path) as door:
        yield door


async def told(door: Door) -> str:
    """What is sent beside the answer, once it is there."""
    assert door.service.teams
    await door.service.teams.close()
    return str(door.said()[-1].activity)


async def test_a_post_that_cannot_be_saved_is_given_back(door: Door) -> None:
    """Teams does not deliver it again."""
    async with door.store_away():
        answer = await door.site.say(door.chat, door.ana, COLD)
        assert answer.status == 200
        said = await told(door)
    assert AWAY in said
    assert "Not saved. Here is your text" in said
    assert COLD in said


async def test_a_forward_that_cannot_be_saved_is_given_back_too(door: Door) -> None:
    """With the words of both."""
    async with door.store_away():
        await door.site.say(door.chat, door.ana, "From Facebook", attachments=[forward(COLD)])
        said = await told(door)
    assert COLD in said
    assert "From Facebook" in said


def _channel_post(door: Door) -> dict[str, Any]:
    """Ana mentions the bot in a channel: the message begins a thread."""
    care = door.site.place("channel", door.ana, name="care")
    body = door.site.activity("message", care, door.ana, text=f"<at>Response Coach</at> {COLD}")
    body["conversation"]["id"] = care.thread(body["id"])
    return mentioning(body, door.site.bot)


def _group_command(door: Door) -> dict[str, Any]:
    """Ana's slash command in a group chat, which nobody else sees."""
    group = door.site.place("groupChat", door.ana, name="group")
    body = door.site.activity("message", group, door.ana, text=f"check {COLD}")
    return body | {"recipient": {**door.site.bot, "isTargeted": True}}


def _old_form(door: Door) -> dict[str, Any]:
    """What an old client sends of a form in a group chat."""
    group = door.site.place("groupChat", door.ana, name="group")
    given = {"act": "new", "step": "send", "post": COLD}
    return door.site.activity("message", group, door.ana, value=given)


@pytest.mark.parametrize("sent", [_channel_post, _group_command, _old_form])
async def test_where_others_read_only_the_outage_is_told(
    door: Door, sent: Callable[[Door], dict[str, Any]]
) -> None:
    """What was meant for the bot alone is not published; in a channel it stands in its thread."""
    body = sent(door)
    async with door.store_away():
        assert (await door.site.deliver(body)).status == 200
        assert door.service.teams
        await door.service.teams.close()
    (said,) = door.site.posted
    assert said.text == "Not saved. Please send it again in a minute."
    assert COLD not in str(said.activity)
    assert said.thread == (body["id"] if sent is _channel_post else "")


async def test_a_question_is_told_why_nothing_comes(door: Door) -> None:
    """There is nothing to give back."""
    async with door.store_away():
        await door.site.say(door.chat, door.ana, "help")
        said = await told(door)
    assert AWAY in said
    assert "Here is your text" not in said


async def test_a_form_that_cannot_be_saved_keeps_what_was_typed(door: Door) -> None:
    """It can be sent again as it stands."""
    await door.say(COLD)
    form = await door.pressed("Ask back", door.card.card or {})
    async with door.store_away():
        body = _execute(door, {**button(form, "Ask"), "text": "Which branch?"})
        answer = await door.site.deliver(body)
    kept = answer.json["value"]
    assert AWAY in words(kept)
    assert value_of(kept, "text") == "Which branch?"
    await door.pressed("Send again", kept, text=value_of(kept, "text"))
    assert (await door.case()).case.question


async def test_a_refresh_that_fails_leaves_the_card_as_it_is(door: Door) -> None:
    """Nobody pressed anything."""
    await door.say(COLD)
    data = (door.card.card or {})["refresh"]["action"]["data"]
    async with door.store_away():
        answer = await door.site.deliver(_execute(door, data, trigger="automatic"))
    assert answer.json["type"].endswith("activity.message")


async def test_a_dialog_that_cannot_be_saved_stays_open(door: Door) -> None:
    """With all that was typed."""
    given = {"act": "new", "step": "send", "post": COLD, "author": "Kim"}
    async with door.store_away():
        again = await door.invoke("composeExtension/submitAction", {"data": given})
    form = again["task"]["value"]["card"]["content"]
    assert (value_of(form, "post"), value_of(form, "author")) == (COLD, "Kim")
    assert "Not saved, your text is still here." in words(form)


async def test_what_takes_long_goes_on_and_is_told(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be saved yet."""
    monkeypatch.setattr(teams_app, "PATIENCE", 0.01)
    go_on = asyncio.Event()
    desk = type(door.service.desk)
    open_case = desk.open_case

    async def slowly(*given: Any, **more: Any) -> str:
        await go_on.wait()
        return await open_case(*given, **more)

    with patch.object(desk, "open_case", slowly):
        answer = await door.site.say(door.chat, door.ana, COLD)
        assert answer.status == 200
        go_on.set()
        said = await told(door)
    await door.work()
    assert "This takes longer than usual" in said
    assert (await door.case()).post == COLD


async def test_what_nobody_expected_has_a_reference_and_no_words_in_the_log(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """In the chat and on a card."""
    await door.say(COLD)
    desk = type(door.service.desk)
    secret = "a very private sentence"

    async def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError(secret)

    with caplog.at_level(logging.DEBUG), patch.multiple(desk, open_case=breaks, ask_back=breaks):
        answer = await door.site.say(door.chat, door.ana, secret)
        assert answer.status == 200
        said = await told(door)
        ask = {**button(door.card.card, "Ask back"), "step": "send", "text": secret}
        shown = await door.press(ask)
    assert "Reference" in said
    assert secret in said
    assert "Reference" in words(shown["value"])
    assert value_of(shown["value"], "text") == secret
    assert secret not in caplog.text


async def test_another_tenant_is_turned_away(door: Door) -> None:
    """However genuine the token is."""
    told = {"channelData": {"tenant": {"id": "tenant-2"}}}
    body = door.site.activity("message", door.chat, door.ana, text=COLD, **told)
    body["conversation"]["tenantId"] = "tenant-2"
    assert (await door.site.deliver(body)).status == 403
    assert await door.cases() == []


async def test_people_of_another_company_do_nothing_here(door: Door) -> None:
    """They may read along in a shared channel."""
    body = door.site.activity("message", door.chat, door.ana, text=COLD)
    body["from"]["tenantId"] = "tenant-2"
    assert (await door.site.deliver(body)).status == 200
    invoke = _execute(door, {"act": "approve", "step": "do", "case": "x", "draft": 1})
    invoke["from"]["tenantId"] = "tenant-2"
    assert "own organisation only" in (await door.site.deliver(invoke)).json["value"]
    assert await door.cases() == []


@pytest.mark.parametrize("kind", ["typing", "event", "endOfConversation", "", "message"])
async def test_whatever_else_comes_is_taken_and_left(door: Door, kind: str) -> None:
    """Teams invents new ones."""
    body = door.site.activity(kind, door.chat, door.ana)
    assert (await door.site.deliver(body)).status == 200


def _execute(door: Door, data: dict[str, Any], trigger: str = "manual") -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": "coach", "data": data}
    value = {"action": action, "trigger": trigger}
    return door.site.activity(
        "invoke", door.chat, door.ana, name="adaptiveCard/action", value=value
    )
