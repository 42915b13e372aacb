"""How fast Teams is answered while the workers are busy, beside a bare botbuilder that echoes."""

from __future__ import annotations

import asyncio
import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench_load import LANES, Request, at_rate, flood, helper, percentile, process
from tests.bench_teams_peers import PEOPLE
from tests.serving import free_port

PEERS = "tests.bench_teams_peers"
RATE, SECONDS = 50, 20
FLOOD = 1_000
# Half of them open a case.
MIX = ("post", "chatter", "mention", "chatter", "post", "command", "mention", "chatter")
POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."
_numbers = itertools.count(1)


def bench(line: Callable[..., None]) -> None:
    """Print the figures; `line` lays one out."""
    print(f"\nTeams: {RATE} messages/s for {SECONDS} s, mixed, while drafts are written")
    with tempfile.TemporaryDirectory() as folder, helper(PEERS, "site") as told:
        site = Site(**json.loads(told))
        with _coach(Path(folder), site) as url:
            sent = asyncio.run(at_rate(url, site.kinds, RATE, SECONDS, mix=MIX))
            ours = asyncio.run(flood(url, site.kinds, FLOOD, mix=MIX))
        with helper(PEERS, "echo", **site.environment) as url:
            bare = asyncio.run(flood(url, site.kinds, FLOOD, mix=MIX))
    for kind, took in sorted(sent.took.items()):
        line(f"{kind}: p50, p99", f"{percentile(took, 50):.1f}, {percentile(took, 99):.1f} ms")
    all_ = percentile(sent.all, 50), percentile(sent.all, 99)
    line("all: p50, p99", f"{all_[0]:.1f}, {all_[1]:.1f} ms", "target p99 ≤ 60 ms")
    line("the slowest", f"{sent.all[-1]:.0f} ms")
    line("answers by status", sent.told)
    print(f"\nTeams: as fast as it goes, {LANES} connections, the same mix")
    line("messages answered", f"{ours:,.0f} /s")
    line("bare botbuilder that echoes", f"{bare:,.0f} /s")
    line("ours / bare botbuilder", f"{ours / bare:.2f} x")


@dataclass(frozen=True)
class Site:
    """The local Teams: how a bot gets there, and what it sends with."""

    environment: dict[str, str]
    service: str
    header: str
    bot: dict[str, str]

    @property
    def kinds(self) -> dict[str, Request]:
        """The messages: two open a case, one is answered, and one is not for the bot."""
        return {
            "post": lambda host: self._wire(host, _post()),
            "mention": lambda host: self._wire(host, _mention(self.bot)),
            "command": lambda host: self._wire(host, _direct("cases")),
            "chatter": lambda host: self._wire(host, _in_channel("Lunch at noon, anybody?")),
        }

    def _wire(self, host: str, more: dict[str, Any]) -> bytes:
        number = next(_numbers)
        member = f"person{number % PEOPLE}"
        body = {
            "type": "message", "id": f"17{number:011}", "timestamp": _now(), "channelId": "msteams",
            "serviceUrl": self.service, "recipient": self.bot, "textFormat": "plain",
            "from": {"id": f"29:{member}", "aadObjectId": f"entra-{member}", "name": member},
            "locale": "en-US", **more,
        }  # fmt: skip
        if body["conversation"]["conversationType"] == "personal":
            body["conversation"]["id"] = f"a:{member}"
        raw = json.dumps(body).encode()
        return (
            f"POST /api/messages HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
            f"Authorization: {self.header}\r\nContent-Length: {len(raw)}\r\n\r\n"
        ).encode() + raw


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _direct(text: str) -> dict[str, Any]:
    """In a personal conversation with the bot."""
    where = {"conversationType": "personal", "tenantId": "tenant-1"}
    return {"text": text, "conversation": where, "channelData": {"tenant": {"id": "tenant-1"}}}


def _in_channel(text: str, **more: Any) -> dict[str, Any]:
    """In a channel in which the bot reads along."""
    channel = "19:care@thread.tacv2"
    where = {"conversationType": "channel", "isGroup": True, "tenantId": "tenant-1"}
    team = {"id": "19:team@thread.tacv2", "name": "Care", "aadGroupId": "group-1"}
    data = {"tenant": {"id": "tenant-1"}, "channel": {"id": channel}, "team": team}
    where |= {"id": f"{channel};messageid=17{next(_numbers):011}"}
    return {"text": text, "conversation": where, "channelData": data, **more}


def _post() -> dict[str, Any]:
    return _direct(f"{POST} Table {next(_numbers)}.")


def _mention(bot: dict[str, str]) -> dict[str, Any]:
    at = f"<at>{bot['name']}</at>"
    entity = {"type": "mention", "mentioned": bot, "text": at}
    return _in_channel(f"{at} {POST} Table {next(_numbers)}.", entities=[entity])


@contextmanager
def _coach(folder: Path, site: Site) -> Iterator[str]:
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "PORT": str(port),
        "PLAYGROUND_PORT": str(free_port()),
        "LOG_LEVEL": "ERROR",
        **site.environment,
    }
    with process(["bot", "serve"], "playground: http", str(folder), **settings):
        yield f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    bench(lambda what, figure, target="": print(f"  {what:<52} {figure:>16}  {target}"))
