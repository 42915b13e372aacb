"""Calls to Teams that go wrong: it comes back in our own words, and nothing is done twice."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

import bot.teams.connector
from bot.errors import PlatformAway, PlatformBusy, PlatformError, PlatformRefused
from bot.records import Conversation
from bot.teams.connector import Connector
from bot.teams.identity import Identity
from bot.teams.render import Message
from tests import teams_calls
from tests.teams_calls import CARD, CHAT, GROUP, HELLO, REVIEW, where
from tests.teams_site import TeamsSite, teams_site

site, connector = teams_calls.site, teams_calls.connector


async def _send(connector: Connector, place: Conversation) -> None:
    await connector.send(place, HELLO)


async def _update(connector: Connector, place: Conversation) -> None:
    await connector.update(place, "1", HELLO)


async def _create(connector: Connector, place: Conversation) -> None:
    await connector.open_direct(place, "entra-ana")


async def _roster(connector: Connector, place: Conversation) -> None:
    await connector.roster(place)


async def _owners(connector: Connector, _: Conversation) -> None:
    await connector.owners("group-1")


ACTS = {"send": _send, "update": _update, "create": _create, "roster": _roster, "owners": _owners}
every_act = pytest.mark.parametrize("act", ACTS)


@every_act
@pytest.mark.parametrize(("told", "seconds"), [(7, 7.0), (0, 1.0), (90_000, 3600.0)])
async def test_teams_may_ask_for_patience(
    site: TeamsSite, connector: Connector, act: str, told: float, seconds: float
) -> None:
    """A full house names a time to come back, which is kept within reason."""
    site.fail(act, status=429, retry_after=told)
    with pytest.raises(PlatformBusy) as busy:
        await ACTS[act](connector, where(site, CHAT))
    assert busy.value.retry_after == seconds
    assert len(site.calls_of(act)) == 1


@pytest.mark.parametrize("status", [412, 429])
async def test_without_a_time_it_is_guessed(
    site: TeamsSite, connector: Connector, status: int
) -> None:
    """Not the same for all, so that they do not come back at once."""
    site.fail("send", status=status, times=9)
    waits = set()
    for _ in range(9):
        with pytest.raises(PlatformBusy) as busy:
            await connector.send(where(site, CHAT), HELLO)
        waits.add(busy.value.retry_after)
    assert len(waits) > 1
    assert all(5 <= wait <= 10 for wait in waits)


@every_act
@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 502}, {"status": 504}], ids=str)
async def test_trouble_of_teams_leaves_it_open(
    site: TeamsSite, connector: Connector, act: str, fault: dict[str, Any]
) -> None:
    """It may have been done all the same, and nothing is asked twice on its own."""
    site.fail(act, times=5, **fault)
    with pytest.raises(PlatformAway) as away:
        await ACTS[act](connector, where(site, CHAT))
    assert away.value.sent
    assert len(site.calls_of(act)) == 1


async def test_a_cut_connection_leaves_it_open(site: TeamsSite, connector: Connector) -> None:
    """The message stands there, though nobody said so; it is not posted again."""
    site.fail("send", drop=True, after_effect=True, times=5)
    with pytest.raises(PlatformAway) as away:
        await connector.send(where(site, CHAT), HELLO)
    assert away.value.sent
    assert len(site.messages(CHAT)) == 1


async def test_who_does_not_answer_is_not_waited_for(
    site: TeamsSite, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while the call is given up; others are not held up meanwhile."""
    never = asyncio.Event()
    site.fail("send", hang=never)
    slow = asyncio.create_task(connector.send(where(site, CHAT), HELLO))
    await site.asked_for("send")
    await connector.send(where(site, GROUP), HELLO)
    slow.cancel()
    monkeypatch.setattr(bot.teams.connector, "_PATIENCE", 0.01)
    site.fail("send", hang=never)
    with pytest.raises(PlatformAway):
        await connector.send(where(site, CHAT), HELLO)


async def test_many_slow_calls_take_no_threads(site: TeamsSite, connector: Connector) -> None:
    """While Teams keeps fifty calls waiting, the threads are free for whatever needs them."""
    hold, fifty = asyncio.Event(), 50
    site.fail("send", hang=hold, times=fifty)
    calls = [asyncio.create_task(connector.send(where(site, CHAT), HELLO)) for _ in range(fifty)]
    await site.asked_for("send", fifty)
    assert await asyncio.to_thread(lambda: "free") == "free"
    hold.set()
    await asyncio.gather(*calls)
    assert len(site.messages(CHAT)) == fifty


async def test_nobody_there_means_nothing_was_sent(site: TeamsSite, connector: Connector) -> None:
    """A refused connection is a sure no."""
    gone = replace(where(site, CHAT), reference={"serviceUrl": "http://127.0.0.1:9/"})
    with pytest.raises(PlatformAway) as away:
        await connector.send(gone, HELLO)
    assert not away.value.sent


async def test_a_place_that_is_closed_says_so(site: TeamsSite, connector: Connector) -> None:
    """Removed, blocked or gone: Teams' own word says which."""
    chat, group = where(site, CHAT), where(site, GROUP)
    site.places[CHAT].blocked = True
    site.places[GROUP].bot = False
    nowhere = replace(group, id="19:gone@thread.v2")
    for place, error in (
        (chat, "ConversationBlockedByUser"),
        (group, "BotNotInConversationRoster"),
        (nowhere, "ConversationNotFound"),
    ):
        with pytest.raises(PlatformRefused) as told:
            await connector.send(place, HELLO)
        assert (told.value.error, told.value.barred) == (error, False)


async def test_a_message_that_is_gone_cannot_be_changed(
    site: TeamsSite, connector: Connector
) -> None:
    """Somebody deleted it: that is no reason to try again."""
    id_, _ = await connector.send(where(site, CHAT), HELLO)
    site.messages(CHAT)[0].deleted = True
    with pytest.raises(PlatformRefused, match="ActivityNotFoundInConversation"):
        await connector.update(where(site, CHAT), id_, REVIEW)


async def test_a_card_that_is_too_large_is_refused(site: TeamsSite, connector: Connector) -> None:
    """Teams takes 28 KB; the local one says no where it would."""
    large = {**CARD, "body": [{"type": "TextBlock", "text": "x" * 28 * 1024}]}
    with pytest.raises(PlatformRefused, match="MessageSizeTooBig"):
        await connector.send(where(site, CHAT), Message("Large.", large))


@every_act
async def test_a_token_that_is_not_accepted_bars_us(
    site: TeamsSite, connector: Connector, act: str
) -> None:
    """A 401 means that somebody has to look after the bot's password."""
    site.fail(act, status=401, code="Unauthorized")
    with pytest.raises(PlatformRefused) as told:
        await ACTS[act](connector, where(site, CHAT))
    assert told.value.barred


async def test_without_a_token_nothing_goes_out(site: TeamsSite) -> None:
    """A wrong password is told as such, and Teams is not called at all."""
    connector = Connector(
        Identity(site.settings(MICROSOFT_APP_PASSWORD="old")), graph_url=site.graph_url
    )
    with pytest.raises(PlatformRefused, match="token: invalid_client") as told:
        await connector.send(where(site, CHAT), HELLO)
    assert told.value.barred
    assert not site.calls_of("send")


@pytest.mark.parametrize(
    "reference",
    [{}, {"serviceUrl": ""}, {"serviceUrl": 7}, {"serviceUrl": "http://example.com/"}],
    ids=str,
)
async def test_an_address_that_nobody_vouched_for_is_not_called(
    site: TeamsSite, connector: Connector, reference: dict[str, Any]
) -> None:
    """The token is shown to nobody but those whom Teams named."""
    with pytest.raises(PlatformRefused, match="unknown_service_url"):
        await connector.send(replace(where(site, CHAT), reference=reference), HELLO)


async def test_anonymously_only_this_machine_is_called() -> None:
    """Without an app id the bot sends no token, and never leaves this machine."""
    async with teams_site(anonymous=True) as site:
        chat = site.known(site.place("personal", site.person("Ana")))
        connector = Connector(Identity(site.settings()), graph_url="https://graph.example.com/v1.0")
        await connector.send(chat, HELLO)
        assert site.calls_of("send")[0].token == ""
        far = {"serviceUrl": "https://smba.trafficmanager.net/teams/"}
        with pytest.raises(PlatformRefused, match="unknown_service_url"):
            await connector.send(replace(chat, reference=far), HELLO)
        with pytest.raises(PlatformRefused, match="owners: anonymous"):
            await connector.owners("group-1")
        await connector.close()


@pytest.mark.parametrize(
    "response",
    [
        {"status": 200, "text": "<html>Hello</html>"},
        {"status": 200, "body": b"\xff\xfe"},
        {"status": 200, "text": "[1]"},
        {"status": 302, "headers": {"Location": "https://example.com/"}},
        {"status": 400, "text": '{"error": "text"}'},
        {"status": 403, "text": ""},
        {"status": 429, "headers": {"Retry-After": "Mon, 02 Nov 2026 12:00:00 GMT"}},
        {"status": 503, "text": "<html>Later</html>"},
    ],
    ids=str,
)
@every_act
async def test_whatever_answers_there_comes_back_in_our_words(
    site: TeamsSite, act: str, response: dict[str, Any]
) -> None:
    """A proxy or a page to sign in is no Teams; nothing else than our errors is raised."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(**response)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    connector = Connector(Identity(site.settings()), graph_url=url)
    with pytest.raises(PlatformError, match="Teams"):
        await ACTS[act](connector, replace(where(site, CHAT), reference={"serviceUrl": url}))
    await connector.close()
    await runner.cleanup()


async def test_what_people_wrote_is_never_logged(
    site: TeamsSite, connector: Connector, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where everything is logged, and the call fails; nor are tokens."""
    secret = "Cold pasta, says the customer."
    with caplog.at_level(logging.DEBUG):
        await connector.send(where(site, CHAT), Message(secret))
        site.fail("send", status=400, code="BadSyntax")
        with pytest.raises(PlatformRefused) as told:
            await connector.send(where(site, CHAT), Message(secret))
    assert secret not in caplog.text + str(told.value)
    assert not [token for token in site.tokens if token in caplog.text]
    assert site.password not in caplog.text
