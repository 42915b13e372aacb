"""How the local Slack reaches the bot: signed requests over HTTP, or envelopes on its socket."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests import slack_payloads as payloads
from tests.slack_blocks import Message
from tests.slack_world import APP, World

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
ENVELOPES = {"event": "events_api", "command": "slash_commands", "interaction": "interactive"}


@dataclass(slots=True)
class Answer:
    """How the bot answered; `status` 0: not at all, or nothing was sent (`body` says why)."""

    status: int
    body: str = ""
    seconds: float = 0.0
    message: Message | None = None

    @property
    def ok(self) -> bool:
        """Whether Slack takes it as received."""
        return 200 <= self.status < 300

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def text(self) -> str:
        """What the person reads."""
        return self.message.words if self.message else self.body


@dataclass(slots=True)
class Sent:
    """Something the bot was told of: an `event`, a `command` or an `interaction`."""

    kind: str
    body: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)


class Delivery(World):
    """The world with a line to the bot: `bot_url`, or the socket that the bot has opened."""

    def __init__(self) -> None:
        super().__init__()
        self.bot_url = ""
        self.signing_secret = "test-signing-secret"
        self.patience = 10.0
        self.sent: list[Sent] = []
        self.sockets: list[web.WebSocketResponse] = []
        self._socket_open = asyncio.Event()
        self._line: aiohttp.ClientSession | None = None
        self._acks: dict[str, asyncio.Future[Any]] = {}

    async def event(self, event: dict[str, Any], *, team: str = "T1") -> Answer:
        """Tell the bot of an event, wrapped as Slack wraps it, under an id of its own."""
        event = copy.deepcopy(event)
        item = event.get("item")
        place = event.get("channel") or (item.get("channel") if isinstance(item, dict) else "")
        known = self.conversations.get((team, place)) if isinstance(place, str) else None
        body = payloads.event_callback(
            event,
            event_id=self.new_id("Ev"),
            at=self.now(),
            team=team,
            bot_user=self.workspaces[team].bot_user,
            shared=bool(known and known.shared),
        )
        return await self.tell(Sent("event", body))

    async def echo(self, message: Message, *, team: str = "T1") -> Answer:
        """Slack tells the bot of its own messages, too."""
        kind = self.conversation(message.conversation, team).kind
        return await self.event(
            {**message, "channel_type": kind, "event_ts": message.ts}, team=team
        )

    async def tell(self, sent: Sent, *, retry: int = 0, reason: str = "") -> Answer:
        """Send by the socket if there is one, else signed over HTTP."""
        if not retry:
            self.sent.append(sent)
        start = time.perf_counter()
        if self.sockets:
            answer = await self._by_socket(sent, retry, reason)
        else:
            headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
            body, content_type = _wire(sent)
            answer = await self.post(body, content_type, headers=headers if retry else None)
        answer.seconds = time.perf_counter() - start
        sent.answers.append(answer)
        return answer

    async def redeliver(
        self, sent: Sent, times: int = 3, *, reason: str = "http_error", at_once: bool = False
    ) -> list[Answer]:
        """Send an event again, as Slack does when it was not answered in time."""
        assert sent.kind == "event", "Slack sends nothing but events again"
        before = len(sent.answers)
        again = [self.tell(sent, retry=before + n, reason=reason) for n in range(times)]
        return list(await asyncio.gather(*again)) if at_once else [await one for one in again]

    @property
    def undelivered(self) -> list[Sent]:
        """Events that Slack would send again: the last answer was no 2xx."""
        events = [one for one in self.sent if one.kind == "event" and one.answers]
        return [one for one in events if not one.answers[-1].ok]

    async def post(
        self,
        body: bytes,
        content_type: str = JSON,
        *,
        secret: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send bytes to the bot under a signature that is right for them, and for now."""
        assert self.bot_url, "set site.bot_url, or connect by Socket Mode"
        stamp = str(int(time.time()))  # the real time: the bot compares it with its own clock
        key = (self.signing_secret if secret is None else secret).encode()
        signed = hmac.new(key, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
        own = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signed}",
        }
        timeout = aiohttp.ClientTimeout(total=self.patience)
        url, own = f"{self.bot_url}/slack/events", {**own, **(headers or {})}
        session = self._line or aiohttp.ClientSession()
        try:
            async with session.post(url, data=body, headers=own, timeout=timeout) as answer:
                return Answer(answer.status, await answer.text())
        except (aiohttp.ClientError, TimeoutError) as exc:
            return Answer(0, f"no answer: {exc!r}")
        finally:
            if session is not self._line:
                await session.close()

    @asynccontextmanager
    async def one_line(self) -> AsyncIterator[None]:
        """Keep connections open for the requests within: many at once are faster so."""
        async with aiohttp.ClientSession() as self._line:
            yield
        self._line = None

    async def _by_socket(self, sent: Sent, retry: int, reason: str) -> Answer:
        envelope: dict[str, Any] = {
            "envelope_id": self.new_id("env"),
            "type": ENVELOPES[sent.kind],
            "payload": sent.body,
            "accepts_response_payload": sent.kind != "event",
        }
        if sent.kind == "event":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        acked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._acks[envelope["envelope_id"]] = acked
        await self.sockets[-1].send_json(envelope)
        try:
            payload = await asyncio.wait_for(acked, self.patience)
        except TimeoutError:
            return Answer(0, "not acknowledged")
        return Answer(200, json.dumps(payload) if payload else "")

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """A connection in Socket Mode: hello, then what the bot acknowledges."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        info = {"app_id": APP}
        await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": info})
        self.sockets.append(socket)
        self._socket_open.set()
        try:
            async for frame in socket:
                ack = json.loads(frame.data)
                if waiting := self._acks.pop(ack.get("envelope_id"), None):
                    waiting.set_result(ack.get("payload"))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            if not self.sockets:
                self._socket_open.clear()
        return socket

    async def connected(self) -> None:
        """Wait until the bot has come by Socket Mode."""
        await asyncio.wait_for(self._socket_open.wait(), self.patience)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew. It hangs up itself: if both did, it would come twice."""
        left, self.sockets[:] = list(self.sockets), []
        self._socket_open.clear()  # so that `connected` waits for the next one
        for socket in left:
            await socket.send_json({"type": "disconnect", "reason": reason})


def _wire(sent: Sent) -> tuple[bytes, str]:
    if sent.kind == "event":
        return json.dumps(sent.body).encode(), JSON
    if sent.kind == "command":
        return urlencode(sent.body).encode(), FORM
    return urlencode({"payload": json.dumps(sent.body)}).encode(), FORM
