"""A local server that speaks OpenAI's protocol, well or badly, and remembers requests."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.model import Model, ModelOptions

Request = Mapping[str, Any]
Maker = Callable[[Request], str]


@dataclass(frozen=True)
class Say:
    """What the server does with one request. `content` may be made from the request.

    `held` is waited for before the answer; `dropped` cuts the connection instead of answering.
    """

    content: str | Maker = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str = "stop"
    refusal: str = ""
    held: asyncio.Event | None = None
    dropped: bool = False
    body: str = ""
    usage: tuple[int, int] | None = (100, 50)


def reply(draft: str, **changes: Any) -> str:
    """What a good model returns for a draft."""
    written = {
        "category": "complaint",
        "severity": 2,
        "sensitivities": [],
        "injection": False,
        "strategy": "Own it and put it right.",
        "draft": draft,
        "spans": [],
        **changes,
    }
    return json.dumps(written)


def second(*findings: tuple[str, str] | tuple[str, str, str], mark: str = "") -> Maker:
    """What a good model returns for a second reading: (kind, quote, suggestion) each."""

    def content(request: Request) -> str:
        listed = [
            {"kind": kind, "quote": quote, "suggestion": rest[0] if rest else ""}
            for kind, quote, *rest in findings
        ]
        return json.dumps({"mark": mark or mark_of(request), "findings": listed})

    return content


def flags(**categories: str) -> Maker:
    """What a moderation endpoint returns: a text that holds the word is of this category
    ("harassment__threatening" stands for "harassment/threatening"), several with blanks between."""

    def content(request: Request) -> str:
        return json.dumps(
            {
                "id": "m1",
                "model": request["model"],
                "results": [_flagged(text, categories) for text in request["input"]],
            }
        )

    return content


def _flagged(text: str, words: Mapping[str, str]) -> dict[str, Any]:
    on = {named for word, listed in words.items() if word in text for named in listed.split()}
    known = ["harassment", "harassment/threatening", "hate", "hate/threatening", "sexual",
             "self-harm", "violence", "violence/graphic"]  # fmt: skip
    return {
        "flagged": bool(on),
        "categories": {name: name in on for name in known},
        "category_scores": {name: float(name in on) for name in known},
    }


def mark_of(request: Request) -> str:
    """The mark that the page in front asks to give back."""
    found = re.search(r"page: ([0-9a-f]{16})", request["messages"][0]["content"])
    return found.group(1) if found else ""


class OpenAIServer:
    """Works through `script`; the last thing in it is said over and over.

    `moderation` is what the moderation endpoint says; None: there is no such endpoint.
    """

    def __init__(self) -> None:
        self.script: list[Say] = [Say("ok")]
        self.moderation: Say | None = None
        self.requests: list[dict[str, Any]] = []
        self.moderated: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self.asked, self.asked_to_moderate = asyncio.Event(), asyncio.Event()
        self.held: list[asyncio.Event] = []
        self.at_once = self.most_at_once = 0

    def says(self, *script: Say | str | Maker) -> None:
        """Set what the next requests get."""
        self.script = [each if isinstance(each, Say) else Say(each) for each in script]

    @property
    def sent(self) -> str:
        """Everything that was ever sent here."""
        return json.dumps([*self.requests, *self.moderated], ensure_ascii=False)

    async def completions(self, request: web.Request) -> web.StreamResponse:
        """Answer one request as the script wants it."""
        asked = await request.json()
        self.requests.append(asked)
        self.headers.append(dict(request.headers))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.asked.set()
        say = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        try:
            if say.held:
                self.held.append(say.held)
                await say.held.wait()
        finally:
            self.at_once -= 1
        return _trouble(say, request, asked) or web.json_response(_completion(say, asked))

    async def moderations(self, request: web.Request) -> web.StreamResponse:
        """Say what is flagged in each text, where there is such an endpoint."""
        if self.moderation is None:
            raise web.HTTPNotFound
        asked, say = await request.json(), self.moderation
        self.moderated.append(asked)
        self.asked_to_moderate.set()
        if say.held:
            self.held.append(say.held)
            await say.held.wait()
        content = say.content(asked) if callable(say.content) else say.content
        answer = web.Response(text=content, content_type="application/json")
        return _trouble(say, request, asked) or answer


def _trouble(say: Say, request: web.Request, asked: Request) -> web.StreamResponse | None:
    """What there is instead of an answer."""
    if say.dropped and request.transport:
        request.transport.abort()
    if say.body:
        return web.Response(text=say.body, content_type="text/html", status=say.status)
    if say.status != 200:
        echoed = {"error": {"message": f"No: {json.dumps(asked)}", "type": "odd"}}
        return web.json_response(echoed, status=say.status, headers=dict(say.headers))
    return None


def _completion(say: Say, asked: dict[str, Any]) -> dict[str, Any]:
    content = say.content(asked) if callable(say.content) else say.content
    message = {"role": "assistant", "content": content, "refusal": say.refusal or None}
    completion: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 0,
        "model": f"{asked['model']}-exactly",
        "choices": [{"index": 0, "message": message, "finish_reason": say.finish}],
    }
    if say.usage:
        tokens_in, tokens_out = say.usage
        completion["usage"] = {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        }
    return completion


@asynccontextmanager
async def openai_server() -> AsyncIterator[OpenAIServer]:
    """A server on a free port of this machine, as long as the block runs."""
    server = OpenAIServer()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/v1/chat/completions", server.completions)
    app.router.add_post("/v1/moderations", server.moderations)
    runner = web.AppRunner(app, handle_signals=False, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    server.url = f"http://127.0.0.1:{port}/v1"
    try:
        yield server
    finally:
        for held in server.held:
            held.set()
        await runner.cleanup()


class Ledger:
    """Keeps what was spent, in memory."""

    def __init__(self) -> None:
        self.spent: dict[tuple[str, str], int] = {}

    async def tokens_spent(self, organisation: str, day: str) -> int:
        """The tokens of that day."""
        return self.spent.get((organisation, day), 0)

    async def spend_tokens(self, organisation: str, day: str, tokens: int) -> None:
        """Add to them."""
        key = organisation, day
        self.spent[key] = self.spent.get(key, 0) + tokens


@asynccontextmanager
async def served_model(clock: Clock, **options: Any) -> AsyncIterator[tuple[Model, OpenAIServer]]:
    """A model and the server behind it; retries do not wait."""

    async def no_nap(seconds: float) -> None:
        """Time does not pass in tests."""

    async with openai_server() as server:
        chosen = ModelOptions(server.url, "key", "mini", **options)
        model = Model(chosen, spending=Ledger(), clock=clock, sleep=no_nap)
        yield model, server
        for held in server.held:
            held.set()
        await model.close()
