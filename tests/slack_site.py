"""A small local Slack for tests: a Web API that refuses what Slack refuses, and people who act.

Beside this module: slack_people (who acts), slack_payloads and slack_delivery (what the bot gets),
slack_methods and slack_screens (the Web API), slack_limits (what it refuses), slack_blocks
(messages and views as people see them), slack_world (the state).

    async with slack_site() as site:                      # listens on 127.0.0.1, port free
        client = AsyncWebClient("xoxb-T1", base_url=site.api_url)
        site.bot_url = "http://127.0.0.1:3978"            # or connect by Socket Mode
        ana = site.person("U1", "ana")
        answer = await ana.command("/respond", "Cold pasta!")
        card = site.messages("C1")[-1]
        await ana.click(card, "Approve")

The site (`SlackSite`, on top of `World` in slack_world.py)
  .url .api_url .bot_url .signing_secret .client_id .client_secret .patience (seconds to answer)
  .person(id, name, team="T1", **profile) -> Person       who acts: see slack_people.py
  .add_workspace(team) -> Workspace                       token "xoxb-<team>", .scopes, .refusal
  .add_conversation(id, name, private= people= bot= shared= archived= team=) -> Conversation
  .conversation(id) .direct(user) -> Conversation         "C1" stands there from the start
  .messages(conversation, thread=None) -> [Message]       .message(conversation, ts) -> Message
  .view(id) .stack(user) -> View, [View]                  modals; .homes[team, user] home tabs
  .calls -> [Call]  .calls_of(method) -> [Call]           method, args, token, at, answer
  .hooks[path].posts                                      what came to each response_url
  .now() .forward(seconds) .real_time()                   its clock stands unless told otherwise
  .fail(method, error= status= retry_after= hang= drop= times=1, after_effect=False)
  .pace(method, every=1.0, burst=1)                       429 with Retry-After above that
  .file_bytes(id)                                         uploaded pictures
  await .event(event, team="T1") -> Answer                any event, wrapped and signed
  await .post(body, content_type, secret=None, headers=None) -> Answer    any bytes
  await .redeliver(sent, times=3, reason="http_error", at_once=False) -> [Answer]
  .sent -> [Sent] (kind, body, answers)  .undelivered     events that were not answered with 2xx
  await .echo(message) -> Answer                          the bot hears of its own message
  await .connected() .disconnect()                        Socket Mode: wait for the bot; send it off
  .install_code(team) -> str                              a code for oauth.v2.access
Answer: .status (0: nothing was sent, or nobody answered) .ok .body .json .text .message .seconds
Message (a dict as in the API): .ts .conversation .text .blocks .words .buttons .reactions .answers
View: .id .hash .title .words .values .text_in(key) .errors .lost (what an update took away)
"""

from __future__ import annotations

import asyncio
import base64
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.slack_delivery import JSON, Answer, Delivery, Sent
from tests.slack_methods import WITHOUT_JSON, perform
from tests.slack_screens import post_to_hook
from tests.slack_world import APP, Refusal, Workspace

if TYPE_CHECKING:
    from tests.slack_people import Person

__all__ = ["Answer", "Call", "Sent", "SlackSite", "slack_site"]


@dataclass(slots=True)
class Call:
    """A call of a Web API method. `answer` is empty where the bot never got one."""

    method: str
    args: dict[str, Any]
    token: str
    at: float
    answer: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next calls of a method."""

    error: str | None
    status: int | None
    retry_after: int | None
    hang: asyncio.Event | None
    drop: bool
    times: int
    after_effect: bool


class SlackSite(Delivery):
    """The running site; its public interface stands at the top of this module."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.client_id, self.client_secret = "1.2", "test-client-secret"
        self.app_token = "xapp-1"
        self.calls: list[Call] = []
        self._faults: dict[str, list[Fault]] = {}
        self._paces: dict[str, tuple[float, int]] = {}
        self._due: dict[tuple[str, str, str], float] = {}

    @property
    def api_url(self) -> str:
        """What slack_sdk calls `base_url`; ends with a slash."""
        return f"{self.url}/api/"

    # What a test sets up and looks at

    def person(self, id: str, name: str, *, team: str = "T1", **profile: Any) -> Person:  # noqa: A002
        """Somebody of a workspace; `profile` adds to what users.info says (tz, is_restricted)."""
        from tests.slack_people import Person

        known = {"id": id, "team_id": team, "name": name, "is_bot": False, "tz": "Europe/Vienna"}
        named = {"real_name": name.capitalize(), "profile": {"display_name": name}}
        self.users[team, id] = {**known, **named, **profile}
        self.direct(id, team)
        return Person(self, id, name, team)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method == method]

    def fail(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after: int | None = None,
        hang: asyncio.Event | None = None,
        drop: bool = False,
        times: int = 1,
        after_effect: bool = False,
    ) -> None:
        """Let the next `times` calls go wrong; `after_effect`: only once they have been done."""
        fault = Fault(error, status, retry_after, hang, drop, times, after_effect)
        self._faults.setdefault(method, []).append(fault)

    def pace(self, method: str, *, every: float = 1.0, burst: int = 1) -> None:
        """Allow one call every so many seconds per conversation, or else per workspace."""
        self._paces[method] = every, burst

    def install_code(self, team: str) -> str:
        """The code that a person brings back from installing the bot."""
        code = self.new_id("code")
        self.codes[code] = team
        return code

    def file_bytes(self, file_id: str) -> bytes:
        """The contents of an uploaded file."""
        return bytes(self.files[file_id]["bytes"])

    # The Web API

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Answer one call; slack_sdk sends arguments as JSON, as a form or in the address."""
        name, args = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        call = Call(name, args, str(args.pop("token", token)), self.now())
        self.calls.append(call)
        fault = self._next_fault(name)
        if fault is None:
            return self._perform(call, request)
        done = self._perform(call, request) if fault.after_effect else None
        if fault.hang is not None:
            await fault.hang.wait()
        if fault.drop or fault.error or fault.status or fault.retry_after:
            call.answer = {}
            return self._spoilt(fault, request)
        return done or self._perform(call, request)

    def _next_fault(self, method: str) -> Fault | None:
        waiting = self._faults.get(method) or []
        if not waiting:
            return None
        waiting[0].times -= 1
        return waiting[0] if waiting[0].times > 0 else waiting.pop(0)

    def _spoilt(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.retry_after:
            return _too_fast(fault.retry_after)
        if fault.status:
            return web.Response(status=fault.status, text="Something is wrong on our side.")
        return web.json_response({"ok": False, "error": fault.error})

    def _perform(self, call: Call, request: web.Request) -> web.Response:
        team = next((one for one in self.workspaces.values() if one.token == call.token), None)
        headers = {"x-oauth-scopes": ",".join(sorted(team.scopes))} if team else {}
        if wait := self._wait_for(call, team):
            call.answer = {"ok": False, "error": "ratelimited"}
            return _too_fast(wait)
        try:
            call.answer = self._called(call, team, request)
        except Refusal as exc:
            call.answer = exc.as_json()
        return web.json_response(call.answer, headers=headers)

    def _called(self, call: Call, team: Workspace | None, request: web.Request) -> dict[str, Any]:
        if call.method == "apps.connections.open":
            if call.token != self.app_token:
                raise Refusal("invalid_auth")
            return {"ok": True, "url": f"{self.url.replace('http', 'ws', 1)}/socket"}
        if call.method == "oauth.v2.access":
            return self._install(call.args, request)
        if team is None:
            raise Refusal("invalid_auth" if call.token else "not_authed")
        return perform(self, team, call.method, call.args)

    def _install(self, args: dict[str, Any], request: web.Request) -> dict[str, Any]:
        told = request.headers.get("Authorization", "").removeprefix("Basic ")
        known = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        secrets = args.get("client_id"), args.get("client_secret")
        if told != known and secrets != (self.client_id, self.client_secret):
            raise Refusal("bad_client_secret")
        team = self.workspaces.get(self.codes.pop(args.get("code", ""), ""))
        if team is None:
            raise Refusal("invalid_code")
        return {
            "ok": True,
            "app_id": APP,
            "authed_user": {"id": "U1"},
            "scope": ",".join(sorted(team.scopes)),
            "token_type": "bot",
            "access_token": team.token,
            "bot_user_id": team.bot_user,
            "team": {"id": team.id, "name": team.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _wait_for(self, call: Call, team: Workspace | None) -> int:
        """Seconds to wait before this call is allowed; 0 where it is."""
        if call.method not in self._paces or team is None:
            return 0
        every, burst = self._paces[call.method]
        key = call.method, team.id, str(call.args.get("channel", ""))
        due = max(self._due.get(key, 0.0), self.now())
        if due - self.now() > (burst - 1) * every + 1e-9:
            return max(1, math.ceil(due - self.now() - (burst - 1) * every))
        self._due[key] = due + every
        return 0

    # What else the bot may ask for

    async def hook_posted(self, request: web.Request) -> web.Response:
        """A post to a `response_url`."""
        try:
            post_to_hook(self, request.path, await request.json())
        except Refusal as exc:
            status = 404 if exc.error.endswith(("_url", "_hook")) else 400
            return web.json_response(exc.as_json(), status=status)
        return web.Response(text="ok")

    async def download(self, request: web.Request) -> web.Response:
        """A picture; without a token that may read files Slack shows its sign-in page, with 200."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        file = self.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        team = self.workspaces[file["team"]]
        if token != team.token or "files:read" not in team.scopes:
            return web.Response(text="<html>Sign in to Slack</html>", content_type="text/html")
        return web.Response(body=file["bytes"], content_type=file["mimetype"])


async def _arguments(request: web.Request) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == JSON:
        told = await request.json()
        args.update({} if request.match_info["method"] in WITHOUT_JSON else told)
    elif request.can_read_body:
        args.update(await request.post())
    for key in ("blocks", "attachments", "metadata", "view"):
        if isinstance(args.get(key), str):
            args[key] = json.loads(args[key])
    return args


def _too_fast(seconds: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


@asynccontextmanager
async def slack_site() -> AsyncIterator[SlackSite]:
    """A local Slack with one workspace, T1, in which the bot is installed; stopped after."""
    site = SlackSite()
    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", site.api)
    app.router.add_post("/hook/{number}", site.hook_posted)
    app.router.add_get("/files/{file}/{name}", site.download)
    app.router.add_get("/socket", site.socket)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield site
    finally:
        for socket in list(site.sockets):
            await socket.close()
        await runner.cleanup()
