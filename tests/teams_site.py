"""A small local Microsoft Teams for tests: it refuses what Teams refuses, and remembers everything.

Beside this module: teams_site_world (people, conversations, messages), teams_site_rest (the Bot
Connector's REST API and Graph), teams_site_keys (keys, tokens and certificates).

    async with teams_site() as site:                      # listens on 127.0.0.1, port free
        identity = Identity(site.settings())              # app id, password, tenant, all addresses
        site.bot_url = "http://127.0.0.1:3978"
        ana = site.person("Ana")                          # 29:ana, Entra object id entra-ana
        chat = site.place("personal", ana)                # a:ana
        answer = await site.say(chat, ana, "Cold pasta!")
        card = site.messages(chat)[-1].card

`teams_site(anonymous=True)` is a Teams that asks nobody who they are (TEAMS_ALLOW_ANONYMOUS), as
the Agents Playground is: then nothing is signed and no token is needed.

What a test sets up
  .settings(**more) -> Settings       .environment(**more) -> {NAME: value} for `coach serve`
  .url .service_url .keys_url .graph_url .login_url .app_id .password .tenant .bot (its account)
  .person(name, role="user", tenant="", entra="") -> Member   .id .entra .name .tenant .role
  .place(kind, *members, team="", name="") -> Place           kind: personal, groupChat, channel
      Place: .id .members .team (group id; "group-1") .bot (False: not a member) .blocked
             .thread(root) -> "19:…;messageid=…"              set .bot = False to throw the bot out
  .known(place) -> Conversation                               as the bot's store keeps it
  .own(team, *members)                                        owners of a team, for Graph
  del site.places[place.id]                                   the conversation is no more
  .page = 2                                                   members on one page of a roster
  .fail(method, status= code= retry_after= hang= drop= times=1, after_effect=False)
      method: send update delete create roster owners token keys; see METHODS in teams_site_rest
      .mend() ends it all
      hang: an asyncio.Event to wait for; drop: cut the connection; after_effect: once it is done
  .ring (KeyRing): .use(kid, endorsements=…) .forget(kid) .sign(…)   .certificate_pem: who may
      call by certificate              .identity_header: of the managed identity at .url/msi/token
What people send (signed; teams_people has the people)
  .activity(type, place, member, thread="", **more) -> dict   a whole activity, not yet sent
  await .say(place, member, text, thread="", **more) -> Answer
  await .deliver(activity, header=None) -> Answer             header: "" sends none
  .header(**claims) -> "Bearer …"                             see KeyRing.sign
      Answer: .status .body (bytes) .json .seconds; status 0 where nobody answered
What came of it
  .messages(place, thread=None) -> [Posted]                   what stands there, of the bot
      Posted: .id .place .thread .text .summary .card .activity .versions .deleted
  .posted -> [Posted] everywhere      .calls -> [Call] (method, path, body, token, query, status)
  await .asked_for(method, times=1)   the bot has called it so often, answered or not
  .calls_of(method) -> [Call]         .tokens -> {token: scope} given out so far
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import aiohttp
from aiohttp import web

from bot.records import Conversation
from bot.settings import Settings, load_settings
from tests.teams_site_keys import KeyRing, certificate
from tests.teams_site_rest import Rest
from tests.teams_site_world import Member, Place, Posted, World

__all__ = ["Answer", "Member", "Place", "Posted", "TeamsSite", "teams_site"]

ROOT = Path(__file__).resolve().parent.parent
APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "tenant-1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered; status 0 where it did not."""

    status: int
    body: bytes = b""
    json: Any = field(default=None)
    seconds: float = 0.0


class TeamsSite(World, Rest):
    """The running site; its public interface stands at the top of this module."""

    def __init__(self, *, anonymous: bool = False) -> None:
        World.__init__(self, tenant=TENANT, app_id="" if anonymous else APP_ID)
        Rest.__init__(self)
        self.anonymous = anonymous
        self.ring = KeyRing()
        self.password = "test-app-password"
        self.certificate_pem = b""
        self.identity_header = "test-identity-header"
        self.url, self.login_url, self.bot_url = "", "", ""
        self.patience = 15.0  # seconds until Teams gives up waiting for the bot's answer
        self.session: aiohttp.ClientSession | None = None

    @property
    def service_url(self) -> str:
        """Where the bot is told to answer; ends with a slash, as Microsoft's does."""
        return f"{self.url}/teams/"

    @property
    def keys_url(self) -> str:
        """The OpenID metadata of what signs inbound calls."""
        return f"{self.url}/keys/openidconfiguration"

    @property
    def graph_url(self) -> str:
        """Microsoft Graph."""
        return f"{self.url}/graph/v1.0"

    def environment(self, **more: str) -> dict[str, str]:
        """What an operator would set, to reach this site; `more` comes on top of it."""
        given = {
            "MICROSOFT_LOGIN_URL": self.login_url,
            "MICROSOFT_KEYS_URL": self.keys_url,
            "MICROSOFT_GRAPH_URL": self.graph_url,
            "REQUESTS_CA_BUNDLE": str(certificate()[1]),
        }
        if self.anonymous:
            given["TEAMS_ALLOW_ANONYMOUS"] = "1"
        else:
            given["MICROSOFT_APP_ID"] = self.app_id
            given["MICROSOFT_APP_TENANT_ID"] = self.tenant
            given["MICROSOFT_APP_PASSWORD"] = self.password
        return given | more

    def settings(self, **more: str) -> Settings:
        """The same as settings, with this repository's prompts; names are in capitals."""
        return load_settings({"COACH_HOME": str(ROOT), **self.environment(**more)})

    def known(self, place: Place) -> Conversation:
        """A conversation as the bot's store keeps it."""
        reference = {"serviceUrl": self.service_url, "bot": self.bot, "channelId": "msteams"}
        member = place.members[0].entra if place.kind == "personal" else ""
        workspace = f"teams:{self.tenant}"
        return Conversation(workspace, place.id, place.kind, reference, member, place.team)

    # What people send

    def activity(
        self, kind: str, place: Place, who: Member, *, thread: str = "", **more: Any
    ) -> dict[str, Any]:
        """What the bot is sent: an activity of type `kind`; `more` comes on top of it."""
        url = {"serviceUrl": self.service_url}
        return World.activity(self, kind, place, who, thread=thread, **(url | more))

    async def say(
        self, place: Place, who: Member, text: str, *, thread: str = "", **more: Any
    ) -> Answer:
        """A message of somebody. Outside a personal chat it has to mention the bot itself."""
        body = self.activity("message", place, who, thread=thread, text=text, **more)
        return await self.deliver({"textFormat": "plain"} | body)

    def header(self, **claims: Any) -> str:
        """The Authorization header of a call to the bot."""
        told = {"audience": self.app_id, "service_url": self.service_url}
        return f"Bearer {self.ring.sign(**(told | claims))}"

    async def deliver(self, activity: dict[str, Any], *, header: str | None = None) -> Answer:
        """Send an activity to the bot, signed where this site signs, and wait for its answer."""
        assert self.session is not None
        if header is None:
            header = "" if self.anonymous else self.header()
        headers = {"Authorization": header} if header else {}
        began = time.perf_counter()
        try:
            async with (
                asyncio.timeout(self.patience),
                self.session.post(
                    f"{self.bot_url}/api/messages", json=activity, headers=headers
                ) as answer,
            ):
                body = await answer.read()
                told = await answer.json() if answer.content_type == "application/json" else None
        except (aiohttp.ClientError, OSError):
            return Answer(0, seconds=time.perf_counter() - began)
        return Answer(answer.status, body, told, time.perf_counter() - began)


@asynccontextmanager
async def teams_site(*, anonymous: bool = False) -> AsyncIterator[TeamsSite]:
    """A local Teams of one tenant, stopped after. The login's certificate is trusted meanwhile."""
    site = TeamsSite(anonymous=anonymous)
    context, file = certificate()
    options: dict[str, Any] = {"access_log": None, "shutdown_timeout": 0.1}
    runner = web.AppRunner(site.application(), handler_cancellation=True, **options)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        plain, secure = (address[1] for address in runner.addresses)
        site.url, site.login_url = f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}"
        async with aiohttp.ClientSession() as site.session:
            with patch.dict(os.environ, {"REQUESTS_CA_BUNDLE": str(file)}):
                yield site
    finally:
        await runner.cleanup()
