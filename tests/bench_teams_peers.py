"""The processes that Teams is measured beside, each by its name: `site` and `echo`.

Each says in a line where it listens, and stays until it is ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

PEOPLE = 30
READY = "ready-made"  # a token that the site takes from a bot that has not asked for one


async def _run_site() -> None:
    from tests.teams_site import teams_site

    async with teams_site() as site:
        people = [site.person(f"Person{number}") for number in range(PEOPLE)]
        for member in people:
            site.place("personal", member)
        site.place("channel", *people, name="care")
        site.tokens[READY] = "https://api.botframework.com/.default"
        told = {
            "environment": site.environment(),
            "service": site.service_url,
            "header": site.header(),
            "bot": site.bot,
        }
        print(json.dumps(told), flush=True)
        await asyncio.Event().wait()


async def _run_echo() -> None:
    """What a newcomer to botbuilder builds; its token is ready, so that none has to be fetched."""
    from aiohttp import web
    from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
    from botbuilder.integration.aiohttp import (
        CloudAdapter,
        ConfigurationBotFrameworkAuthentication,
    )
    from botframework.connector.auth import (
        MicrosoftAppCredentials,
        PasswordServiceClientCredentialFactory,
    )

    class Config:
        APP_ID = os.environ["MICROSOFT_APP_ID"]
        TO_CHANNEL_FROM_BOT_LOGIN_URL = "https://login.microsoftonline.com/botframework.com"
        TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
        TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = "https://api.botframework.com"
        TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ["MICROSOFT_KEYS_URL"]

    class Ready(PasswordServiceClientCredentialFactory):  # type: ignore[misc]
        async def create_credentials(self, *given: Any, **named: Any) -> Any:
            made = MicrosoftAppCredentials(self.app_id, "-")
            made.get_access_token = lambda force_refresh=False: READY
            return made

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn: TurnContext) -> None:
            await turn.send_activity(MessageFactory.text(f"Echo: {turn.activity.text}"))

    ready = Ready(Config.APP_ID, "-")
    adapter = CloudAdapter(
        ConfigurationBotFrameworkAuthentication(Config, credentials_factory=ready)
    )
    echo = Echo()

    async def answer(request: web.Request) -> web.Response:
        return await adapter.process(request, echo) or web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run({"site": _run_site, "echo": _run_echo}[sys.argv[1]]())
