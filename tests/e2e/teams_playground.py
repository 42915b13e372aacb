"""Starts the Microsoft 365 Agents Playground, Microsoft's local stand-in for Teams, and drives it.

What it sends, shows and refuses is Microsoft's; people other than the one at its page, reactions,
forwards and edits are activities that it passes on as they are given.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from tests.serving import ROOT, serving
from tests.teams_elements import labels, press, words

PROGRAM = ROOT / ".venv/teams/node_modules/@microsoft/m365agentsplayground/cli.js"
HERE = Path(__file__).parent / "teams"
LOOPBACK = HERE / "loopback.cjs"  # it would listen on every address, and call home
PATIENCE = 20.0  # seconds
CONFIG: Mapping[str, Any] = yaml.safe_load((HERE / "people.yml").read_text(encoding="utf-8"))
PERSONAL: str = CONFIG["personalChat"]["id"]
GROUP: str = CONFIG["groupChat"]["id"]
CHANNEL: str = CONFIG["team"]["channels"][0]["id"]
TENANT: str = CONFIG["tenantId"]
_BOT: Mapping[str, Any] = CONFIG["bot"]
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_LOG = "playground.log"
_ids = itertools.count(1)

Card = dict[str, Any]


def person(number: int) -> Mapping[str, Any]:
    """Somebody by number; 0 is at the Playground's page."""
    people = [CONFIG["currentUser"], *CONFIG["users"]]
    return {key: people[number][key] for key in ("id", "name", "aadObjectId")}


@cache
def missing() -> str:
    """Why the Playground cannot be run here; empty where it can."""
    if not (node := shutil.which("node")):
        return "there is no Node.js here, and Microsoft's stand-in for Teams needs Node.js 20"
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(told.removeprefix("v").partition(".")[0]) < 20:
        return f"Microsoft's stand-in for Teams needs Node.js 20; here is {told.strip()}"
    return "" if PROGRAM.exists() else "Microsoft's stand-in for Teams is missing: run `make test`"


# Where every change is checked, it has to run.
_may_skip = os.environ.get("COACH_TESTS") != "all"
needs_playground = pytest.mark.skipif(_may_skip and bool(missing()), reason=missing())


# What the Playground refuses, and Teams would not: it has no deleting of messages, and it passes
# nothing on once its page is closed, which the last redrawing of a card may meet.
_ITS_OWN = ("DeleteActivityAPINotImplemented", "WebSocket is not open")


@contextmanager
def playground(bot: str, folder: Path) -> Iterator[str]:
    """Start it for the bot at a base URL; its address, without a slash at the end."""
    assert not missing(), missing()
    endpoint = ("-e", f"{bot}/api/messages", "-c", "msteams", "-p", "0")
    process = subprocess.Popen(
        ["node", "--require", LOOPBACK, PROGRAM, "start", "--disable-telemetry", *endpoint],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TEAMSAPPTESTER_BROWSER": "none",
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(HERE / "people.yml"),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(folder / _LOG),
        },
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{_port(process)}"
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)


def _port(process: subprocess.Popen[str]) -> int:
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if line.startswith("Listening on "):
            return int(line.split()[-1])
    raise AssertionError(f"the Playground did not start:\n{''.join(said)}")


@contextmanager
def teams(folder: Path) -> Iterator[str]:
    """Start our bot and the Playground before it; the Playground's address.

    In the end, neither may have refused anything that the other sent.
    """
    with (
        serving(folder, {"TEAMS_ALLOW_ANONYMOUS": "1"}) as bot,
        playground(bot.public, folder) as url,
    ):
        yield url
    log = (folder / _LOG).read_text(encoding="utf-8").splitlines()
    refused = [line for line in log if re.search(r'"statusCode":[45]\d\d', line)]
    refused = [line for line in refused if not any(own in line for own in _ITS_OWN)]
    assert not refused, "\n".join(re.sub(r"^.*(?=.statusCode.:[45])", "", one) for one in refused)


@dataclass(slots=True)
class Shown:
    """A message of the bot as the Playground shows it now."""

    id: str
    conversation: str
    text: str = ""
    card: Card = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Everything that can be read on it, also in what opens."""
        return f"{self.text}\n{words(self.card)}"

    def offers(self, label: str) -> bool:
        """Whether there is such a button; an emoji may follow."""
        return any(one == label or one.startswith(f"{label} ") for one in labels(self.card))

    def action(self, label: str, **typed: str) -> Card:
        """What is sent with a button; as in Teams, inputs without words are left out."""
        pressed = press(self.card, label)
        filled = {key: value for key, value in pressed.sent(**typed).items() if value != ""}
        told = {k: pressed.element[k] for k in ("type", "title", "verb") if k in pressed.element}
        return {**told, "data": filled}


class Client:
    """The person at the Playground's page: writes, presses, and sees what the bot sends."""

    def __init__(
        self, url: str, session: aiohttp.ClientSession, stream: aiohttp.ClientWebSocketResponse
    ) -> None:
        self._connector = f"{url.replace('127.0.0.1', 'localhost')}/_connector"
        self._session = session
        self._stream = stream
        self.shown: dict[str, Shown] = {}

    async def write(self, text: str) -> None:
        """A message in the personal conversation with the bot."""
        said = {"from": {"id": person(0)["id"]}, "text": text, "textFormat": "plain"}
        await self._post(f"/_conversation/v1/conversations/{PERSONAL}/messages", said)

    async def mention(self, text: str, conversation: str) -> None:
        """A message that names the bot, in a group chat or a channel."""
        name = f"<at>{_BOT['name']}</at>"
        said = {
            "from": {"id": person(0)["id"]},
            "text": f"{name} {text}",
            "textFormat": "plain",
            "mentions": [{"mentioned": {"id": _BOT["id"]}, "text": name}],
        }
        await self._post(f"/_conversation/v1/conversations/{conversation}/messages", said)

    async def press(self, shown: Shown, label: str, **typed: str) -> Shown:
        """Press an action by its label, with inputs by their ids; what replaces the card for us."""
        action = shown.action(label, **typed)
        assert action["type"] == "Action.Execute"
        answer = await self.invoke(
            "adaptiveCard/action",
            {"action": action},
            conversation=shown.conversation,
            replyToId=shown.id,
        )
        assert answer["type"] == _ADAPTIVE, answer
        return Shown(shown.id, shown.conversation, card=answer["value"])

    async def invoke(
        self, name: str, value: Card, *, conversation: str = PERSONAL, **more: str
    ) -> dict[str, Any]:
        """An invoke activity and the bot's answer to it."""
        told = {
            "name": name,
            "value": value,
            "from": {"id": person(0)["id"]},
            "conversation": {"id": conversation},
        }
        got: dict[str, Any] = await self._post("/_conversation/v1/invoke", told | more)
        return got

    async def activity(self, kind: str, *, by: int = 0, **more: Any) -> str:
        """Any activity, from the person at the page or one of the others; its id."""
        told = {
            "type": kind,
            "id": f"1790000000{next(_ids):03}",
            "timestamp": "2026-11-02T12:00:00Z",
            "channelId": "msteams",
            "serviceUrl": self._connector,
            "from": person(by),
            "recipient": {"id": _BOT["id"], "name": _BOT["name"]},
            "conversation": {"id": PERSONAL, "conversationType": "personal"},
            "channelData": {"tenant": {"id": TENANT}},
        }
        told |= more
        await self._post("/_internal/v1/customActivities", told)
        return str(told["id"])

    async def sees(self, so: Callable[[Shown], bool]) -> Shown:
        """Wait until a message of the bot is so; that message."""
        for one in self.shown.values():
            if so(one):
                return one
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                async for event in self._stream:
                    if (one := self._note(event.json())) and so(one):
                        return one
        seen = "\n\n".join(one.words for one in self.shown.values())
        raise AssertionError(f"the bot did not send it, but:\n{seen}")

    def _note(self, event: Mapping[str, Any]) -> Shown | None:
        if event["action"] not in {"createMessage", "updateMessage"}:
            return None
        message = event["message"]
        cards = [a["content"] for a in message["attachments"]]
        one = Shown(
            message["messageId"],
            event["actionConversationId"],
            message.get("text", ""),
            cards[0] if cards else {},
        )
        self.shown[one.id] = one
        return one

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        async with self._session.post(path, json=body) as answer:
            said = await answer.text()
            assert answer.status == 200, said
            return await answer.json() if said else None


@asynccontextmanager
async def client(url: str) -> AsyncIterator[Client]:
    """Look at the Playground from now on."""
    async with (
        aiohttp.ClientSession(url, timeout=aiohttp.ClientTimeout(PATIENCE)) as session,
        session.ws_connect("/_ws_conversation/v1/conversations/stream") as stream,
    ):
        yield Client(url, session, stream)
