"""Calls of Slack's Web API: what goes wrong comes back in our own words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.errors import PlatformAway, PlatformBusy, PlatformError, PlatformRefused
from bot.slack.web import Web
from tests.slack_site import SlackSite, slack_site

FORM = {"type": "modal", "title": {"type": "plain_text", "text": "Hello"}, "blocks": []}


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A Slack with two workspaces."""
    async with slack_site() as site:
        site.add_workspace("T2")
        site.person("U1", "ana")
        yield site


@pytest.fixture
async def slack(site: SlackSite) -> AsyncIterator[Web]:
    """Our side of it; the bot was removed from T3."""

    async def token_of(workspace: str) -> str:
        return site.workspaces[workspace].token if workspace != "T3" else ""

    slack = Web(site.api_url, token_of)
    yield slack
    await slack.close()


@asynccontextmanager
async def answering(response: web.Response) -> AsyncIterator[Web]:
    """A server that is not quite Slack."""

    async def answer(_: web.Request) -> web.Response:
        return response

    async def token_of(_: str) -> str:
        return "xoxb"

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack = Web(f"http://127.0.0.1:{runner.addresses[0][1]}/api/", token_of)
    try:
        yield slack
    finally:
        await slack.close()
        await runner.cleanup()


async def test_each_workspace_is_called_with_its_own_token(slack: Web, site: SlackSite) -> None:
    """Another one's token would post as somebody else's bot."""
    assert (await slack.call("T2", "auth.test"))["team_id"] == "T2"
    assert (await slack.call("T1", "auth.test"))["team_id"] == "T1"
    assert [call.token for call in site.calls] == ["xoxb-T2", "xoxb-T1"]


async def test_without_a_token_nothing_is_sent(slack: Web, site: SlackSite) -> None:
    """The bot was removed from that workspace."""
    with pytest.raises(PlatformRefused) as refused:
        await slack.call("T3", "auth.test")
    assert refused.value.error == "account_inactive"
    assert site.calls == []


async def test_reading_and_writing_both_reach_slack(slack: Web) -> None:
    """Methods that read take their arguments in the address, the others as JSON."""
    posted = await slack.call("T1", "chat.postMessage", channel="C1", text="Hello")
    told = await slack.call(
        "T1", "conversations.history", channel="C1", limit=1, include_all_metadata=True
    )
    assert told["messages"][0]["ts"] == posted["ts"]


async def test_a_refusal_names_slacks_reason(slack: Web) -> None:
    """Callers decide by it."""
    with pytest.raises(PlatformRefused) as refused:
        await slack.call("T1", "chat.postMessage", channel="C404", text="Hello")
    assert (refused.value.method, refused.value.error) == ("chat.postMessage", "channel_not_found")


async def test_busy_says_for_how_long(slack: Web, site: SlackSite) -> None:
    """The `Retry-After` header, in seconds."""
    site.fail("auth.test", retry_after=42)
    with pytest.raises(PlatformBusy) as busy:
        await slack.call("T1", "auth.test")
    assert busy.value.retry_after == 42


@pytest.mark.parametrize(
    "header", [{}, {"Retry-After": "soon"}, {"Retry-After": "-5"}, {"Retry-After": "nan"}]
)
async def test_busy_without_a_usable_time_waits_a_little(header: dict[str, str]) -> None:
    """Somewhere between a second and an hour."""
    async with answering(web.json_response({"ok": False}, status=429, headers=header)) as slack:
        with pytest.raises(PlatformBusy) as busy:
            await slack.call("T1", "auth.test")
        assert 1 <= busy.value.retry_after <= 3600


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"error": "internal_error"}])
async def test_trouble_of_slack_leaves_the_end_unknown(
    slack: Web, site: SlackSite, fault: dict[str, object]
) -> None:
    """And nothing is tried again here: that is for who knows whether it is safe."""
    site.fail("chat.postMessage", **fault)  # type: ignore[arg-type]
    with pytest.raises(PlatformAway) as away:
        await slack.call("T1", "chat.postMessage", channel="C1", text="Hello")
    assert away.value.sent
    assert len(site.calls) == 1


@pytest.mark.parametrize(
    "response",
    [
        {"text": "Hello"},
        {"text": "<html>Sign in</html>", "content_type": "text/html"},
        {"text": "[1, 2]", "content_type": "application/json"},
        {"text": "{", "content_type": "application/json"},
        {"text": "{}", "content_type": "application/json"},
        {"text": "null", "content_type": "application/json", "status": 404},
        {"body": b"\x1f\x8b", "content_type": "application/gzip", "status": 403},
    ],
)
async def test_an_answer_that_is_none_of_slacks_is_an_error_of_ours(
    response: dict[str, object],
) -> None:
    """A proxy's page, half an answer: never an exception of somebody else's library."""
    async with answering(web.Response(**response)) as slack:  # type: ignore[arg-type]
        with pytest.raises(PlatformError):
            await slack.call("T1", "auth.test")


async def test_views_give_back_what_slack_has(slack: Web, site: SlackSite) -> None:
    """Id and hash, for later refreshes."""
    site_view = await slack.open_view("T1", site.trigger("T1", "U1"), _form("One"))
    view_id, view_hash = site_view["id"], site_view["hash"]
    told = await slack.update_view("T1", view_id, _form("Two"), view_hash=view_hash)
    assert told["hash"] != view_hash
    with pytest.raises(PlatformRefused) as conflict:
        await slack.update_view("T1", view_id, _form("Three"), view_hash=view_hash)
    assert conflict.value.error == "hash_conflict"
    await slack.update_view("T1", view_id, _form("Four"))
    assert "Four" in site.view(view_id).words
    await slack.publish("T1", "U1", {"type": "home", "blocks": _form("Home")["blocks"]})
    assert "Home" in site.homes["T1", "U1"].words


async def test_views_do_not_keep_a_listener_waiting(
    slack: Web, site: SlackSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack wants its answer within three seconds."""
    monkeypatch.setattr("bot.slack.web._VIEW_PATIENCE", 0.05)
    hang = asyncio.Event()
    site.fail("views.open", hang=hang)
    with pytest.raises(PlatformAway):
        await slack.open_view("T1", site.trigger("T1", "U1"), _form("One"))
    hang.set()


async def test_late_answers_go_to_their_address(slack: Web, site: SlackSite) -> None:
    """Five times within half an hour; then Slack says no."""
    path = site.hook("T1", "U1", "C1")
    for _ in range(5):
        await slack.answer(f"{site.url}{path}", {"text": "Hello"})
    with pytest.raises(PlatformRefused):
        await slack.answer(f"{site.url}{path}", {"text": "Hello"})
    assert len(site.hooks[path].posts) == 5


@pytest.mark.parametrize(("status", "kind"), [(429, PlatformBusy), (503, PlatformAway)])
async def test_late_answers_can_fail_like_calls(status: int, kind: type[Exception]) -> None:
    """Busy and away mean the same there."""
    async with answering(web.Response(status=status)) as slack:
        with pytest.raises(kind):
            await slack.answer(f"{slack._api_url}hook", {"text": "Hello"})
    with pytest.raises(PlatformAway):
        await slack.answer("http://127.0.0.1:9/hook", {"text": "Hello"})
    await slack.close()


async def test_words_stay_out_of_the_log(
    slack: Web, site: SlackSite, caplog: pytest.LogCaptureFixture
) -> None:
    """The library logs arguments at DEBUG; here it does not get to."""
    caplog.set_level(logging.DEBUG)
    await slack.call("T1", "chat.postMessage", channel="C1", text="porcelain elephant")
    site.fail("chat.postMessage", error="invalid_blocks")
    with pytest.raises(PlatformRefused) as refused:
        await slack.call("T1", "chat.postMessage", channel="C1", text="porcelain elephant")
    assert "porcelain" not in caplog.text
    assert "porcelain" not in str(refused.value)


def _form(words: str) -> dict[str, object]:
    section = {"type": "section", "text": {"type": "plain_text", "text": words}}
    return {**FORM, "blocks": [section]}
