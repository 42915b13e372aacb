"""How the local Slack reaches a bot: signed, again after a failure, or by Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_pieces import bare_bot, client_of
from tests.slack_site import SlackSite


@pytest.fixture
def client(site: SlackSite) -> AsyncWebClient:
    """Slack's own client."""
    return client_of(site)


@pytest.fixture
async def bolt(site: SlackSite) -> AsyncIterator[AsyncApp]:
    """A bare bot that the site can reach over HTTP."""
    async with bare_bot(site) as app:
        yield app


async def test_only_a_failed_event_comes_again_and_only_in_a_signed_form(
    site: SlackSite, bolt: AsyncApp
) -> None:
    """The same event id, with the number of the retry; a wrong signature is turned away."""
    retries: list[str | None] = []

    @bolt.event("message")
    async def fail_once(request: Any) -> None:
        retries.append(request.headers.get("x-slack-retry-num", [None])[0])
        if len(retries) == 1:
            raise RuntimeError("the store is down")

    ana = site.person("U1", "ana")
    said = await ana.forward(ana.dm, "Cold <pasta>", comment="look")
    assert said.answers[0].status == 500
    (failed,) = site.undelivered
    assert [one.status for one in await site.redeliver(failed, times=2)] == [200, 200]
    assert retries == [None, "1", "2"]
    assert not site.undelivered
    assert failed.body["event"]["attachments"][0]["text"] == "Cold &lt;pasta&gt;"
    assert (await site.post(b"{}", secret="wrong")).status == 401


async def test_redeliveries_can_come_at_once(site: SlackSite, bolt: AsyncApp) -> None:
    """Three at the same time, all with the same event id."""
    heard: list[str] = []

    @bolt.event("message")
    async def note(body: dict[str, Any]) -> None:
        heard.append(body["event_id"])

    await site.person("U1", "ana").say("C1", "Cold pasta")
    answers = await site.redeliver(site.sent[-1], times=3, at_once=True)
    assert [one.status for one in answers] == [200] * 3
    assert len(heard) == 4
    assert len(set(heard)) == 1


async def test_a_bot_that_is_gone_does_not_answer(site: SlackSite) -> None:
    """A killed process shows as status 0, and the event waits to be sent again."""
    async with bare_bot(site):
        pass
    said = await site.person("U1", "ana").say("C1", "Cold pasta")
    assert said.answers[0].status == 0
    assert len(site.undelivered) == 1


async def test_socket_mode_carries_the_same(site: SlackSite, client: AsyncWebClient) -> None:
    """Commands, events and their failures by web socket, before and after a reconnection."""
    app = AsyncApp(client=client, process_before_response=True)

    @app.command("/respond")
    async def respond(ack: Any) -> None:
        await ack("Reading …")

    @app.event("message")
    async def listen(event: dict[str, Any]) -> None:
        if event["text"] == "fail":
            raise RuntimeError("the store is down")

    handler = AsyncSocketModeHandler(app, site.app_token, web_client=client, ping_interval=0.2)
    try:
        await handler.connect_async()
        await site.connected()
        ana = site.person("U1", "ana")
        assert (await ana.command("/respond", "Cold pasta")).text == "Reading …"
        assert (await ana.say(ana.dm, "fine")).answers[0].ok
        site.patience = 0.2
        assert (await ana.say(ana.dm, "fail")).answers[0].status == 0
        assert len(site.undelivered) == 1
        site.patience = 10
        await site.disconnect()
        await site.connected()
        assert (await ana.command("/respond", "Again")).text == "Reading …"
    finally:
        await handler.close_async()
