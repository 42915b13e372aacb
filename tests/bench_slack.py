"""How fast Slack is answered while the workers are busy, beside bare Bolt that only acks.

`python -m tests.bench_slack site`, `… bolt` and `… model` are the helper processes.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.serving import ROOT, environment, free_port

SECRET = "test-signing-secret"
RATE, SECONDS, LANES = 100, 20, 32
FLOOD, KEYS = 3_000, 1_000
MANY, MODEL_SECONDS = 30, 8
POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."
REPLY = (
    "Thank you for telling us about Friday. We are sorry that the pasta was cold and that you "
    "waited 45 minutes. You should have told the waiter, but Mia will look into it today."
)
_numbers = itertools.count(1)
_site: list[str] = []  # where the local Slack listens


@dataclass
class Sent:
    """What came of the requests: milliseconds from when each was due, by kind, and statuses."""

    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, kind: str, status: int, milliseconds: float) -> None:
        self.took.setdefault(kind, []).append(milliseconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def all(self) -> list[float]:
        return sorted(one for some in self.took.values() for one in some)


def bench(line: Callable[..., None]) -> None:
    """Print the figures; `line` lays one out."""
    print(f"\nSlack: {RATE} requests/s for {SECONDS} s, mixed, while drafts are written")
    with tempfile.TemporaryDirectory() as folder, _helper("site") as site:
        with _coach(Path(folder), site) as url:
            keys = asyncio.run(_keystrokes(url))
            sent = asyncio.run(_at_rate(url))
            flood = asyncio.run(_flood(url))
        with _helper("bolt") as url:
            bare = asyncio.run(_flood(url))
        thirty = _thirty(Path(folder), site)
    for kind, took in sorted(sent.took.items()):
        line(f"{kind}: p50, p99", f"{_p(took, 50):.1f}, {_p(took, 99):.1f} ms")
    line("all: p99", f"{_p(sent.all, 99):.1f} ms", "target ≤ 50 ms")
    line("the slowest", f"{sent.all[-1]:.0f} ms", "target ≤ 1,000 ms")
    line(
        "one keystroke after the other: p50, p99",
        f"{_p(keys, 50):.1f}, {_p(keys, 99):.1f} ms",
        "target ≤ 10 ms",
    )
    line("answers by status", " ".join(f"{k}: {v}" for k, v in sorted(sent.statuses.items())))
    print(f"\nSlack: as fast as it goes, {LANES} connections, the same mix")
    line("requests answered", f"{flood:,.0f} /s")
    line("bare Bolt that only acks", f"{bare:,.0f} /s")
    line("ours / bare Bolt", f"{flood / bare:.2f} x")
    print(f"\nSlack: {MANY} people post at once, the model takes {MODEL_SECONDS} s")
    line("“reading the post” stands, the slowest", f"{thirty.reading:.2f} s", "target ≤ 2 s")
    line("a card with a draft stands, the slowest", f"{thirty.card:.1f} s", "deadline 20 s")
    line("drafts by the model, by the composer", f"{thirty.model}, {thirty.composer}")


@dataclass(frozen=True)
class Thirty:
    """Seconds until the slowest had it, and who wrote how many drafts."""

    reading: float
    card: float
    model: int
    composer: int


def _thirty(folder: Path, site: str) -> Thirty:
    database = folder / "many.db"
    with _helper("model") as model:
        more = {"OPENAI_BASE_URL": f"{model}/v1", "OPENAI_API_KEY": "sk-bench"}
        with _coach(folder, site, DATABASE_URL=f"sqlite:///{database}", **more) as url:
            return asyncio.run(_post_many(url, database))


async def _post_many(url: str, database: Path) -> Thirty:
    begin = time.perf_counter()

    async def post(number: int) -> float:
        one = _Lane(url)
        status = await one.send(*_command(number))
        one.close()
        assert status == 200
        assert b"Reading the post" in one.body, one.body
        return time.perf_counter() - begin

    reading = max(await asyncio.gather(*(post(number) for number in range(MANY))))
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as looking:
        count = "SELECT COUNT(DISTINCT case_id) FROM refs WHERE draft > 0"
        while looking.execute(count).fetchone()[0] < MANY:
            assert time.perf_counter() - begin < 60, "some cards never came"
            await asyncio.sleep(0.05)
        card = time.perf_counter() - begin
        told = "SELECT data FROM events WHERE type = 'DraftProposed'"
        origins = [json.loads(data)["origin"] for (data,) in looking.execute(told)]
    return Thirty(reading, card, origins.count("model"), origins.count("composer"))


def _p(times: list[float], percent: int) -> float:
    times = sorted(times)
    return times[min(len(times) - 1, len(times) * percent // 100)]


# -- requests ---------------------------------------------------------------------------------


def _command(person: int | None = None) -> tuple[str, bytes]:
    """Somebody's post, in the direct messages with the bot."""
    number = next(_numbers)
    person = number % MANY if person is None else person
    fields = {
        "team_id": "T1", "channel_id": f"D{person}", "channel_name": "directmessage",
        "user_id": f"U{person}", "user_name": f"person{person}", "command": "/respond",
        "text": f"{POST} Table {number}.",
        "trigger_id": f"{number}.1.a", "api_app_id": "A1", "token": "x",
        "response_url": f"{_site[0]}/hook/none", "is_enterprise_install": "false",
    }  # fmt: skip
    return "form", urlencode(fields).encode()


def _event(event: dict[str, Any]) -> tuple[str, bytes]:
    number = next(_numbers)
    bot = {"enterprise_id": None, "team_id": "T1", "user_id": "UBOT", "is_bot": True}
    body = {
        "token": "x", "team_id": "T1", "api_app_id": "A1", "type": "event_callback",
        "event_id": f"Ev{number:09}", "event_time": int(time.time()), "event": event,
        "authorizations": [{**bot, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }  # fmt: skip
    return "json", json.dumps(body).encode()


def _ts() -> str:
    return f"{int(time.time())}.{next(_numbers) % 1_000_000:06}"


def _message() -> tuple[str, bytes]:
    """A message in a direct conversation opens a case; most others are not for the bot."""
    direct = random.random() < 0.2  # noqa: S311 - no secret
    ts = _ts()
    where = {"channel": "D1", "channel_type": "im"} if direct else {"channel": "C1"}
    return _event(
        {"type": "message", "user": "U1", "text": POST, "ts": ts, "event_ts": ts, **where}
    )


def _reaction() -> tuple[str, bytes]:
    item = {"type": "message", "channel": "D1", "ts": _ts()}
    event = {"type": "reaction_added", "user": "U2", "reaction": "eyes", "item": item}
    return _event({**event, "item_user": "UBOT", "event_ts": _ts()})


def _typing() -> tuple[str, bytes]:
    """One of five people types the next characters of a reply."""
    number = next(_numbers)
    text = REPLY[: 40 + number % (len(REPLY) - 40)]
    user, block = f"U{number % 5}", "reply_0"
    typed = {"type": "plain_text_input", "value": text}
    view = {
        "id": f"V{number % 5}", "hash": f"{number}.1", "type": "modal", "team_id": "T1",
        "callback_id": "coach_check", "private_metadata": '{"case":"","draft":0,"digest":""}',
        "state": {"values": {block: {"coach_typed": typed}}}, "blocks": [],
    }  # fmt: skip
    action = {"type": "plain_text_input", "block_id": block, "action_id": "coach_typed"}
    payload = {
        "type": "block_actions", "team": {"id": "T1"}, "user": {"id": user, "team_id": "T1"},
        "api_app_id": "A1", "trigger_id": f"{number}.2.b", "view": view,
        "container": {"type": "view", "view_id": view["id"]},
        "actions": [{**action, "value": text, "action_ts": _ts()}],
    }  # fmt: skip
    return "form", urlencode({"payload": json.dumps(payload)}).encode()


KINDS = {"command": _command, "message": _message, "reaction": _reaction, "typing": _typing}
_TYPES = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


def _wire(host: str, kind: str, body: bytes) -> bytes:
    now = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256)
    return (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nContent-Type: {_TYPES[kind]}\r\n"
        f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


class _Lane:
    """One kept connection with one request under way."""

    def __init__(self, url: str) -> None:
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80

    async def send(self, kind: str, body: bytes) -> int:
        """The status of the answer."""
        if not hasattr(self, "_reader"):
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(_wire(f"{self._host}:{self._port}", kind, body))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        self.body = await self._reader.readexactly(length)
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        if hasattr(self, "_writer"):
            self._writer.close()


async def _at_rate(url: str) -> Sent:
    """Open loop: a request is late from the moment it was due, however long others take."""
    sent, names = Sent(), list(KINDS)
    begin, order = time.perf_counter() + 0.2, itertools.count()

    async def lane() -> None:
        one = _Lane(url)
        while (number := next(order)) < RATE * SECONDS:
            due = begin + number / RATE
            await asyncio.sleep(max(0, due - time.perf_counter()))
            name = names[number % len(names)]
            status = await one.send(*KINDS[name]())
            sent.note(name, status, (time.perf_counter() - due) * 1000)
        one.close()

    await asyncio.gather(*(lane() for _ in range(LANES)))
    return sent


async def _keystrokes(url: str) -> list[float]:
    """Milliseconds for each of many keystrokes of five people, one after the other."""
    one, took = _Lane(url), []
    for _ in range(KEYS):
        begin = time.perf_counter()
        assert await one.send(*_typing()) == 200
        took.append((time.perf_counter() - begin) * 1000)
    one.close()
    return took


async def _flood(url: str) -> float:
    """Closed loop: requests answered a second."""
    order, kinds = itertools.count(), list(KINDS.values())

    async def lane() -> None:
        one = _Lane(url)
        while (number := next(order)) < FLOOD:
            await one.send(*kinds[number % len(kinds)]())
        one.close()

    begin = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(LANES)))
    return FLOOD / (time.perf_counter() - begin)


# -- processes --------------------------------------------------------------------------------


@contextmanager
def _process(command: list[str], ready: str, folder: str, **settings: str) -> Iterator[str]:
    """A process that says where it listens in the first line that holds `ready`."""
    with (Path(folder) / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment(**{**settings, "PYTHONWARNINGS": "ignore"}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout
            told = next(one for one in process.stdout if ready in one)
            yield next(word for word in told.split() if word.startswith("http"))
        finally:
            process.terminate()
            process.communicate(timeout=20)


@contextmanager
def _helper(name: str) -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory() as folder,
        _process(["tests.bench_slack", name], "http", folder) as url,
    ):
        yield url


@contextmanager
def _coach(folder: Path, site: str, **more: str) -> Iterator[str]:
    port = free_port()
    _site[:] = [site]
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "PORT": str(port),
        "PLAYGROUND_PORT": str(free_port()),
        "SLACK_BOT_TOKEN": "xoxb-T1",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"{site}/api/",
        "LOG_LEVEL": "ERROR",
        **more,
    }
    with _process(["bot", "serve"], "playground: http", str(folder), **settings):
        yield f"http://127.0.0.1:{port}"


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
    helpers = {"site": _run_site, "bolt": _run_bolt, "model": _run_model}
    if sys.argv[1:]:
        asyncio.run(helpers[sys.argv[1]]())
    else:
        bench(lambda what, figure, target="": print(f"  {what:<52} {figure:>16}  {target}"))
