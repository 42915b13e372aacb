"""Our bot, connected to the local Slack of the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.running import Running, coach, running
from tests.slack_site import SlackSite

__all__ = ["Bot", "coach", "slack_bot", "slack_settings"]


@dataclass
class Bot(Running):
    """The running bot; `site` is the Slack that it talks to."""

    site: SlackSite

    def passed(self, seconds: float) -> None:
        """Time passes in Slack as well."""
        self.site.forward(seconds)


def slack_settings(site: SlackSite) -> dict[str, Any]:
    """How the bot gets to `site`."""
    return {
        "slack_bot_token": "xoxb-T1",
        "slack_signing_secret": site.signing_secret,
        "slack_api_url": site.api_url,
    }


@asynccontextmanager
async def slack_bot(site: SlackSite, folder: Path, **settings: Any) -> AsyncIterator[Bot]:
    """Start the bot against `site`, with a database in `folder`; nothing works by itself."""
    async with running(folder, slack_settings(site) | settings) as bot:
        site.bot_url = bot.url
        yield Bot(bot.service, bot.clock, bot.url, site)
