"""What is turned away at the door of Teams, and that this costs next to nothing."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.loopback import comes_from_here
from bot.teams import posted
from tests.teams_bot import TeamsBot, teams_bot
from tests.teams_door import COLD, Door, teams_door
from tests.teams_site import TeamsSite, teams_site

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, with Ana before it."""
    async with teams_door(tmp_path) as door:
        yield door


@pytest.fixture
async def anonymous(tmp_path: Path) -> AsyncIterator[TeamsBot]:
    """A bot that asks nobody who they are."""
    async with teams_site(anonymous=True) as site, teams_bot(site, tmp_path) as bot:
        yield bot


async def post(site: TeamsSite, body: bytes, headers: Mapping[str, str]) -> int:
    """The status with which the bot answers to that."""
    assert site.session
    url = f"{site.bot_url}/api/messages"
    async with site.session.post(url, data=BytesIO(body), headers=headers) as answer:
        return answer.status


async def raw(url: str, *lines: str, version: str = "1.1", body: bytes = b"") -> int:
    """The same for a head of one's own, and as much of the body as one likes."""
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    head = [f"POST /api/messages HTTP/{version}", f"Host: {at.netloc}", *lines]
    writer.write("\r\n".join([*head, "Content-Type: application/json", "", ""]).encode() + body)
    status = await reader.readline()
    writer.close()
    return int(status.split()[1])


def deep(levels: int) -> bytes:
    """An object with lists within lists."""
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (deep(61), "application/json", 400),
        (deep(60), "application/json", 401),
        (b'{"a":"' + b"[" * 100 + b'\\""}', "application/json", 401),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json", 401),
        (b" " * 1_200_000, "application/json", 413),
    ],
)
async def test_what_is_no_activity_is_turned_away(
    door: Door, body: bytes, kind: str, status: int
) -> None:
    """However good its token is; deep is what stands in brackets, not what only looks like it."""
    headers = {"Content-Type": kind, "Authorization": door.site.header()}
    assert await post(door.site, body, headers) == status


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b" " * 1_200_000, deep(61)])
async def test_of_strangers_no_body_is_looked_at(door: Door, body: bytes) -> None:
    """What would be refused for what it says is refused for who says it."""
    assert await post(door.site, body, JSON) == 401
    assert await post(door.site, body, JSON | {"Authorization": "Bearer x.y.z"}) == 401


async def test_of_strangers_no_body_is_waited_for(door: Door) -> None:
    """The answer is there before anything of the body is."""
    assert await raw(door.url, "Content-Length: 1000000") == 401


async def test_a_body_that_does_not_come_is_given_up(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a good token too."""
    monkeypatch.setattr(posted, "_PATIENCE", 0.01)
    signed = f"Authorization: {door.site.header()}"
    assert await raw(door.url, signed, "Content-Length: 1000000", body=b'{"text":') == 408


async def test_nothing_is_unpacked(door: Door) -> None:
    """Teams packs nothing; a kilobyte could become a megabyte here."""
    body = gzip.compress(json.dumps(door.site.activity("typing", door.chat, door.ana)).encode())
    headers = JSON | {"Authorization": door.site.header(), "Content-Encoding": "gzip"}
    assert await post(door.site, body, headers) == 415


@pytest.mark.parametrize(
    "header",
    [
        {"Host": "coach.example.com"},
        {"Host": "127.0.0.1.example.com:3978"},
        {"Host": "[::1"},
        {"X-Forwarded-For": "203.0.113.9"},
        {"x-forwarded-proto": "https"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
    ],
    ids=str,
)
async def test_who_asks_nobody_who_they_are_listens_to_this_machine_only(
    anonymous: TeamsBot, header: dict[str, str]
) -> None:
    """What a proxy or a tunnel brings, or a page in a browser, comes from somebody else."""
    site = anonymous.site
    ana = site.person("Ana")
    body = site.activity("message", site.place("personal", ana), ana, text=COLD)
    assert await post(site, json.dumps(body).encode(), JSON | header) == 403
    assert await anonymous.cases() == []


async def test_a_proxy_that_keeps_silent_gives_itself_away(anonymous: TeamsBot) -> None:
    """By the HTTP of before 1997."""
    assert await raw(anonymous.url, "Content-Length: 2", version="1.0", body=b"{}") == 403


async def test_on_this_machine_anybody_is_heard(anonymous: TeamsBot) -> None:
    """As the Agents Playground needs it."""
    site = anonymous.site
    ana = site.person("Ana")
    assert (await site.say(site.place("personal", ana), ana, COLD)).status == 200
    assert (await anonymous.case()).post == COLD


@pytest.mark.parametrize(
    ("remote", "here"),
    [("127.0.0.1", True), ("::1", True), ("203.0.113.9", False), ("10.0.0.2", False), ("", False)],
)
def test_only_this_machine_is_here(remote: str, here: bool) -> None:
    """By the other end of the connection."""
    request = make_mocked_request("POST", "/api/messages", headers={"Host": "localhost:3978"})
    assert comes_from_here(request.clone(remote=remote)) is here
