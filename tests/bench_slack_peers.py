"""The processes that Slack is measured beside, each by its name: `site`, `bolt`, `model`.

Each says in a line where it listens, and stays until it is ended.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

SECRET = "test-signing-secret"
MANY, MODEL_SECONDS = 30, 8  # people who post at once, and what a model takes for each


async def _run_site() -> None:
    from tests.slack_site import slack_site

    async with slack_site() as site:
        site.real_time()
        for number in range(MANY):
            site.person(f"U{number}", f"person{number}")
        print(site.url, flush=True)
        await asyncio.Event().wait()


async def _run_bolt() -> None:
    import re

    from aiohttp import web
    from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-T1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    async def ack_only(ack: Any) -> None:
        await ack()

    for listen in (app.command, app.event, app.action):
        listen(re.compile(""))(ack_only)

    async def answer(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", answer)
    await _listen(server)


async def _run_model() -> None:
    from aiohttp import web

    from tests.openai_server import reply

    text = (
        "Thank you for telling us. We're sorry about the 45 minutes, the cold pasta and the "
        "laughter; putting it right is on us. [who] answers here [by when]. What would help?"
    )

    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(MODEL_SECONDS)
        message = {"role": "assistant", "content": reply(text)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 900, "completion_tokens": 200, "total_tokens": 1100}
        told = {"id": "c", "object": "chat.completion", "created": 0, "model": "bench"}
        return web.json_response({**told, "choices": [choice], "usage": usage})

    server = web.Application()
    server.router.add_post("/v1/chat/completions", answer)
    await _listen(server)


async def _listen(server: Any) -> None:
    from aiohttp import web

    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run({"site": _run_site, "bolt": _run_bolt, "model": _run_model}[sys.argv[1]]())
