"""Blocks, views and a bare bot for tests of the local Slack itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_site import SlackSite


def client_of(site: SlackSite, *, team: str = "T1") -> AsyncWebClient:
    """Slack's own client, as the bot uses it, without retries."""
    return AsyncWebClient(f"xoxb-{team}", base_url=site.api_url, retry_handlers=[])


@asynccontextmanager
async def bare_bot(site: SlackSite) -> AsyncIterator[AsyncApp]:
    """A Bolt app without a listener that the site reaches over HTTP."""
    app = AsyncApp(
        client=client_of(site), signing_secret=site.signing_secret, process_before_response=True
    )

    async def answer(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", answer)
    runner = web.AppRunner(server)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield app
    finally:
        await runner.cleanup()


async def refused(call: Awaitable[Any]) -> str:
    """The error that Slack answers with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def plain(text: str) -> dict[str, str]:
    """A plain text."""
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    """A section with this text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str, name: str, **more: Any) -> dict[str, Any]:
    """A button with this label and action id."""
    return {"type": "button", "text": plain(text), "action_id": name, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def text_input(block: str = "reply", action: str = "typing", **more: Any) -> dict[str, Any]:
    """An input that the bot hears every character of."""
    heard = {"trigger_actions_on": ["on_character_entered"]}
    element = {"type": "plain_text_input", "action_id": action, "dispatch_action_config": heard}
    return {
        "type": "input",
        "block_id": block,
        "dispatch_action": True,
        "label": plain("Your reply"),
        "element": {**element, **more},
    }


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A modal with these blocks."""
    looks = {"title": plain("Edit"), "submit": plain("Save"), "callback_id": "edit"}
    return {"type": "modal", **looks, "blocks": list(blocks), **more}
