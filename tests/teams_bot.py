"""Our bot, connected to the local Teams of the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import Running, running
from tests.teams_site import TeamsSite


@dataclass
class TeamsBot(Running):
    """The running bot; `site` is the Teams that it talks to."""

    site: TeamsSite


def teams_settings(site: TeamsSite) -> dict[str, Any]:
    """How the bot gets to `site`."""
    return {name.lower(): value for name, value in site.environment().items()}


@asynccontextmanager
async def teams_bot(site: TeamsSite, folder: Path, **settings: Any) -> AsyncIterator[TeamsBot]:
    """Start the bot against `site`, with a database in `folder`; nothing works by itself."""
    async with running(folder, teams_settings(site) | settings) as bot:
        site.bot_url = bot.url
        yield TeamsBot(bot.service, bot.clock, bot.url, site)
