"""What the tests of calls between Teams and the bot share. A module names the fixtures it takes:

site, identity = teams_calls.site, teams_calls.identity
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.records import Conversation
from bot.teams.connector import Connector
from bot.teams.identity import Identity
from bot.teams.render import Message
from tests.teams_site import TeamsSite, teams_site

HOUR, DAY = 3600.0, 86_400.0
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Card"}]}
HELLO = Message("Hello.")
REVIEW = Message("A reply waits.", CARD)
CHAT, GROUP, CHANNEL = "a:ana", "19:group@thread.v2", "19:care@thread.tacv2"


class Watch:
    """Seconds, as a test sets them."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def site() -> AsyncIterator[TeamsSite]:
    """A Teams that knows the bot as an app with a password.

    Ana chats with the bot, and has it in a group chat and a channel.
    """
    async with teams_site() as site:
        ana = site.person("Ana")
        site.place("personal", ana)
        site.place("groupChat", ana, name="group")
        site.place("channel", ana, name="care")
        yield site


@pytest.fixture
def watch() -> Watch:
    """The clock of the bot's identity."""
    return Watch()


@pytest.fixture
def identity(site: TeamsSite, watch: Watch) -> Identity:
    """The bot's side of it, towards whoever calls and whoever is called."""
    return Identity(site.settings(), now=watch)


@pytest.fixture
async def connector(site: TeamsSite) -> AsyncIterator[Connector]:
    """The bot's side of it, as it calls."""
    connector = Connector(Identity(site.settings()), graph_url=site.graph_url)
    yield connector
    await connector.close()


def where(site: TeamsSite, place: str) -> Conversation:
    """A conversation as the store keeps it."""
    return site.known(site.places[place])
