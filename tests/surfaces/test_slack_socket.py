"""Socket Mode: the same bot without a public address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.scenarios import GOOD, PASTA
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite

SOCKET = {"slack_signing_secret": "", "slack_app_token": "xapp-1", "author_may_approve": True}


@asynccontextmanager
async def connected(site: SlackSite, folder: Path) -> AsyncIterator[Bot]:
    """Our bot, which has opened its socket and knows who it is."""
    async with slack_bot(site, folder, **SOCKET) as bot:
        assert bot.service.slack
        await bot.service.slack.start()
        await site.connected()
        yield bot


async def test_commands_events_and_clicks_come_by_socket(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """The whole way of a post; nothing is asked of an address of ours."""
    async with connected(site, tmp_path) as bot:
        site.bot_url = ""
        assert "Reading the post" in (await ana.command("/respond", PASTA)).text
        await ana.say("C1", "<@UBOT> And they were rude.")
        await bot.work()
        assert len(await bot.cases()) == 2
        (card,) = [one for one in site.messages(ana.dm) if one.get("metadata")]
        await ana.click(card, "coach_edit")
        ana.fill({"coach_typed": GOOD})
        await ana.submit()
        assert not ana.has_modal
        await ana.command("/respond")
        ana.fill(post="  ")
        await ana.submit()
        assert ana.view().errors == {"post": "Please write a few words."}


async def test_without_a_signing_secret_nobody_comes_in_by_http(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """There is no such page: whose requests they are could not be told."""
    async with slack_bot(site, tmp_path, **SOCKET):
        assert (await ana.command("/respond", PASTA)).status == 404


async def test_an_event_that_could_not_be_saved_is_not_acknowledged(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """So Slack delivers it again; a command is answered with the text."""
    async with connected(site, tmp_path) as bot:
        await ana.say(ana.dm, "The first")
        (tmp_path / "coach.db").rename(tmp_path / "elsewhere")
        site.patience = 0.3
        said = await ana.say(ana.dm, PASTA)
        site.patience = 10.0
        assert said.answers[0].status == 0
        answer = await ana.command("/respond", GOOD)
        assert "Not saved. Here is your text" in answer.text
        assert GOOD in answer.text
        (tmp_path / "elsewhere").rename(tmp_path / "coach.db")
        (waiting,) = site.undelivered
        assert [one.status for one in await site.redeliver(waiting, times=2)] == [200, 200]
        assert sorted(view.post for view in await bot.cases()) == [PASTA, "The first"]


async def test_after_a_disconnection_it_comes_back(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """Slack does this every few hours; what it delivers again is still one case."""
    async with connected(site, tmp_path) as bot:
        await ana.say(ana.dm, PASTA)
        for _ in range(2):
            await site.disconnect()
            assert not site.sockets
            await site.connected()
            await site.redeliver(site.sent[0], times=1)
        assert (await bot.case()).post == PASTA
        assert "customer's post" in (await ana.command("/respond", "help")).text


async def test_a_slack_that_is_away_does_not_keep_the_service_from_starting_or_stopping(
    site: SlackSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again later; meanwhile everything else works, and the token stays secret."""
    site.fail("apps.connections.open", status=500, times=1000)
    site.fail("auth.test", status=500, times=1000)
    async with slack_bot(site, tmp_path, **SOCKET) as bot:
        async with asyncio.timeout(5):
            await bot.service.start()
            assert await bot.cases() == []
            await bot.service.stop()
    assert "xapp-1" not in caplog.text
