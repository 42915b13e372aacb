"""How fast Slack is answered while the workers are busy, beside bare Bolt that only acks."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.bench_load import LANES, Lane, Request, at_rate, flood, helper, percentile, process
from tests.bench_slack_peers import MANY, MODEL_SECONDS, SECRET
from tests.serving import free_port

PEERS = "tests.bench_slack_peers"
RATE, SECONDS = 100, 20
FLOOD, KEYS = 3_000, 1_000
POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."
REPLY = (
    "Thank you for telling us about Friday. We are sorry that the pasta was cold and that you "
    "waited 45 minutes. You should have told the waiter, but Mia will look into it today."
)
_numbers = itertools.count(1)
_site: list[str] = []  # where the local Slack listens


def bench(line: Callable[..., None]) -> None:
    """Print the figures; `line` lays one out."""
    print(f"\nSlack: {RATE} requests/s for {SECONDS} s, mixed, while drafts are written")
    with tempfile.TemporaryDirectory() as folder, helper(PEERS, "site") as site:
        with _coach(Path(folder), site) as url:
            keys = asyncio.run(_keystrokes(url))
            sent = asyncio.run(at_rate(url, KINDS, RATE, SECONDS))
            ours = asyncio.run(flood(url, KINDS, FLOOD))
        with helper(PEERS, "bolt") as url:
            bare = asyncio.run(flood(url, KINDS, FLOOD))
        thirty = _thirty(Path(folder), site)
    for kind, took in sorted(sent.took.items()):
        line(f"{kind}: p50, p99", f"{percentile(took, 50):.1f}, {percentile(took, 99):.1f} ms")
    line("all: p99", f"{percentile(sent.all, 99):.1f} ms", "target ≤ 50 ms")
    line("the slowest", f"{sent.all[-1]:.0f} ms", "target ≤ 1,000 ms")
    line(
        "one keystroke after the other: p50, p99",
        f"{percentile(keys, 50):.1f}, {percentile(keys, 99):.1f} ms",
        "target ≤ 10 ms",
    )
    line("answers by status", sent.told)
    print(f"\nSlack: as fast as it goes, {LANES} connections, the same mix")
    line("requests answered", f"{ours:,.0f} /s")
    line("bare Bolt that only acks", f"{bare:,.0f} /s")
    line("ours / bare Bolt", f"{ours / bare:.2f} x")
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
    with helper(PEERS, "model") as model:
        more = {"OPENAI_BASE_URL": f"{model}/v1", "OPENAI_API_KEY": "sk-bench"}
        with _coach(folder, site, DATABASE_URL=f"sqlite:///{database}", **more) as url:
            return asyncio.run(_post_many(url, database))


async def _post_many(url: str, database: Path) -> Thirty:
    begin = time.perf_counter()

    async def post(number: int) -> float:
        one = Lane(url)
        status = await one.send(_wired(lambda: _command(number)))
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


_TYPES = {"form": "application/x-www-form-urlencoded", "json": "application/json"}


def _wire(host: str, kind: str, body: bytes) -> bytes:
    now = str(int(time.time()))
    signed = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256)
    return (
        f"POST /slack/events HTTP/1.1\r\nHost: {host}\r\nContent-Type: {_TYPES[kind]}\r\n"
        f"X-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _wired(make: Callable[[], tuple[str, bytes]]) -> Request:
    return lambda host: _wire(host, *make())


async def _keystrokes(url: str) -> list[float]:
    """Milliseconds for each of many keystrokes of five people, one after the other."""
    one, took = Lane(url), []
    for _ in range(KEYS):
        begin = time.perf_counter()
        assert await one.send(KINDS["typing"]) == 200
        took.append((time.perf_counter() - begin) * 1000)
    one.close()
    return took


KINDS: dict[str, Request] = {
    "command": _wired(_command),
    "message": _wired(_message),
    "reaction": _wired(_reaction),
    "typing": _wired(_typing),
}


# -- processes --------------------------------------------------------------------------------


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
    with process(["bot", "serve"], "playground: http", str(folder), **settings):
        yield f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    bench(lambda what, figure, target="": print(f"  {what:<52} {figure:>16}  {target}"))
