"""What the tests of surfaces share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.coach import Coach
from bot.prompts import load_playbook
from bot.store import Store
from tests.playground_site import Visitor, visiting
from tests.serving import ROOT
from tests.slack_bot import Bot, slack_bot
from tests.slack_cards import CardRoom, card_room
from tests.slack_people import Person
from tests.slack_site import SlackSite, slack_site
from tests.teams_room import REVIEWS, TeamsRoom, teams_room


@pytest.fixture
async def visitor(sqlite_store: Store) -> AsyncIterator[Visitor]:
    """A visitor of a playground without cases."""
    async with visiting(sqlite_store) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def coach() -> Coach:
    """The coach with the shipped prompts."""
    return Coach(load_playbook(ROOT / "prompts"))


@pytest.fixture
async def room(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """Cards go to whoever forwarded the post."""
    async with card_room(sqlite_store, coach) as room:
        yield room


@pytest.fixture
async def reviewed(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """Cards go to the conversation #care, C9."""
    async with card_room(sqlite_store, coach, review="C9") as room:
        room.site.add_conversation("C9", "care")
        yield room


@pytest.fixture
async def teams(sqlite_store: Store, coach: Coach) -> AsyncIterator[TeamsRoom]:
    """Cards in Teams, without a review conversation."""
    async with teams_room(sqlite_store, coach) as room:
        yield room


@pytest.fixture
async def reviewed_teams(sqlite_store: Store, coach: Coach) -> AsyncIterator[TeamsRoom]:
    """Cards in Teams go to the channel 19:reviews@thread.tacv2, which the bot knows."""
    async with teams_room(sqlite_store, coach, review=REVIEWS) as room:
        await room.channel(name="reviews")
        yield room


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A fresh local Slack; the bot is a member of C1."""
    async with slack_site() as site:
        yield site


@pytest.fixture
def ana(site: SlackSite) -> Person:
    """Ana, who forwards."""
    return site.person("U1", "ana")


@pytest.fixture
async def bot(site: SlackSite, ana: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot; cards go where the post came from."""
    async with slack_bot(site, tmp_path) as bot:
        yield bot
