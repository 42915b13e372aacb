"""A real `coach serve` that is killed at the worst moment: its post ends as exactly one card."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.people import HOME
from bot.slack.messenger import CARDS_JOB, SAY_JOB
from bot.store import open_store
from tests.scenarios import PASTA
from tests.serving import Served, serving
from tests.slack_blocks import Message
from tests.slack_people import Person
from tests.slack_site import SlackSite, slack_site

PATIENCE = 40.0  # seconds; the lease of a dead process takes 10


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A local Slack on the real clock."""
    async with slack_site() as site:
        site.real_time()
        yield site


@asynccontextmanager
async def coach_serve(site: SlackSite, folder: Path) -> AsyncIterator[Served]:
    """The real process, connected to the local Slack."""
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-T1",
        "SLACK_SIGNING_SECRET": site.signing_secret,
        "SLACK_API_URL": site.api_url,
        "SECRET_KEY": "secret-of-the-tests",
    }
    running = serving(folder, settings)
    server = await asyncio.to_thread(running.__enter__)
    site.bot_url = server.public
    try:
        yield server
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


def cards(site: SlackSite, person: Person) -> list[Message]:
    """What stands in the direct messages and is about the post."""
    return [
        one
        for one in site.messages(person.dm)
        if "cold pasta" in one.words and one["user"] == "UBOT"
    ]


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Another process is at work; this looks again and again."""
    async with asyncio.timeout(PATIENCE):
        while not await so():  # noqa: ASYNC110 - nothing of another process can be awaited
            await asyncio.sleep(0.05)


async def called(site: SlackSite, method: str) -> None:
    """Wait for a call."""

    async def seen() -> bool:
        return bool(site.calls_of(method))

    await until(seen)


async def at_rest(folder: Path) -> int:
    """Wait until no job is left; how many cases there are."""
    store = open_store(f"sqlite:///{folder / 'coach.db'}")

    async def nothing_left() -> bool:
        return await store.next_due(["draft", CARDS_JOB, SAY_JOB]) is None

    try:
        await until(nothing_left)
        assert not await store.stuck_jobs()
        return len(await store.cases(HOME))
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("method", "after_effect"),
    [("conversations.open", False), ("chat.postMessage", False), ("chat.postMessage", True)],
    ids=["before the card", "with the card on its way", "with the card there, but not noted"],
)
async def test_kill_9_between_the_answer_to_slack_and_the_card(
    site: SlackSite, tmp_path: Path, method: str, after_effect: bool
) -> None:
    """After a restart, and delivered again, the post is one case with one card that works."""
    ana = site.person("U1", "ana")
    site.fail(method, hang=asyncio.Event(), after_effect=after_effect)
    async with coach_serve(site, tmp_path) as server:
        message = await ana.forward(ana.dm, PASTA)
        assert message.answers[0].ok
        await called(site, method)
        server.kill()
    assert len(cards(site, ana)) == int(after_effect)
    async with coach_serve(site, tmp_path):
        await site.redeliver(site.sent[0], times=2)
        assert await at_rest(tmp_path) == 1
        (card,) = cards(site, ana)
        assert (await ana.click(card, "coach_again")).ok
        assert await at_rest(tmp_path) == 1
        assert len(site.messages(ana.dm, thread=card.ts)) == 1


async def test_a_stop_finishes_what_is_under_way(site: SlackSite, tmp_path: Path) -> None:
    """SIGTERM while the card is being posted: it is posted and noted, and the process ends."""
    ana = site.person("U1", "ana")
    going_on = asyncio.Event()
    site.fail("chat.postMessage", hang=going_on)
    async with coach_serve(site, tmp_path) as server:
        await ana.forward(ana.dm, PASTA)
        await called(site, "chat.postMessage")
        server.process.terminate()
        going_on.set()
        assert await asyncio.to_thread(server.process.wait, 15) == 0
    assert len(cards(site, ana)) == 1
    async with coach_serve(site, tmp_path):
        assert await at_rest(tmp_path) == 1
    assert len(cards(site, ana)) == 1
