"""Puts Slack together: Bolt in front, the handlers behind it, HTTP or Socket Mode around it."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot import wishes
from bot.errors import CoachError, StoreError
from bot.in_time import AWAY, SLOW, SLOWLY, Late, broken
from bot.payload import data, string
from bot.slack import inbound, render
from bot.slack.handlers import Handlers
from bot.slack.interactions import Interactions
from bot.slack.people import Directory, Office
from bot.wishes import Wish

log = logging.getLogger(__name__)

# Below, Bolt logs (parts of) requests, and so customers' words.
_quiet = logging.getLogger(f"{__name__}.bolt")
_quiet.setLevel(logging.ERROR)

PATIENCE = 2.5  # seconds; Slack waits for 3
_LARGEST = 8 * 1024 * 1024  # bytes; a message holds each of its 40,000 characters several times

_ANYTHING = re.compile("")
_STRANGER = "Response Coach works for the people of its own workspace only."
_HOLDS_NO_WORDS = frozenset({Wish.NOTHING, Wish.HELP, Wish.CASES, Wish.POLICY})

Ack = Callable[..., Awaitable[BoltResponse]]
Json = dict[str, Any]
T = TypeVar("T")


class SlackApp:
    """Bolt with our listeners. Every answer is given after the work was saved, never before.

    Slack delivers events again where they fail; commands and clicks it does not, so those give
    back what somebody typed.
    """

    def __init__(
        self,
        handlers: Handlers,
        interactions: Interactions,
        directory: Directory,
        *,
        signing_secret: str,
        client: AsyncWebClient,
        oauth: AsyncOAuthFlow | None = None,
    ) -> None:
        self._handlers, self._interactions = handlers, interactions
        self._directory, self._oauth = directory, oauth
        self._signed = bool(signing_secret)
        signing_secret = signing_secret or secrets.token_hex(16)
        self._verifier = SignatureVerifier(signing_secret)
        self._socket: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._late = Late()
        self.bolt = AsyncApp(
            logger=_quiet,
            signing_secret=signing_secret,
            client=client,
            authorize=_authorized_by(directory),
            process_before_response=True,
        )
        self.bolt.error(_failed)
        self.bolt.command(_ANYTHING)(self._command)
        self.bolt.event(_ANYTHING)(self._event)
        self.bolt.shortcut(_ANYTHING)(self._shortcut)
        self.bolt.action(_ANYTHING)(self._action)
        self.bolt.view(_ANYTHING)(self._submission)
        self.bolt.view_closed(_ANYTHING)(self._closed)

    def add_routes(self, app: web.Application) -> None:
        """`POST /slack/events`, and the two pages that install the app by link."""
        if self._signed:
            app.router.add_post("/slack/events", self._http)
        if self._oauth:
            app.router.add_get("/slack/install", self._install)
            app.router.add_get("/slack/oauth_redirect", self._installed)

    async def connect(self, app_token: str) -> None:
        """Socket Mode: Slack's requests come through a web socket that this side opens.

        Returns at once. While Slack is away it is tried again and again.
        """
        self._socket = AsyncSocketModeHandler(self.bolt, app_token, logger=_quiet)
        self._connecting = asyncio.create_task(self._socket.connect_async())  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Leave Socket Mode, and finish what came in last."""
        if self._connecting:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._late.finish()

    # -- listeners ----------------------------------------------------------------------------

    async def _command(self, ack: Ack, body: Json) -> None:
        try:
            answer = await self._in_time(body, self._handlers.command)
        except TimeoutError:
            slow = SLOW if _is_post(body) else SLOWLY
            answer = self._given_back(body, slow, sure=False)
        except StoreError as exc:
            log.warning("A command could not be saved: %s", exc)
            answer = self._given_back(body, AWAY, sure=_is_post(body))
        except CoachError as exc:
            answer = self._given_back(body, str(exc))
        except Exception as exc:
            answer = self._given_back(body, broken(exc, "command"))
        await ack(**answer)

    def _given_back(self, body: Json, why: str, *, sure: bool = True) -> Json:
        """The private answer to a command that was not saved: the sentence, and what was typed."""
        text = string(body, "text").strip()
        if _wish(body) in _HOLDS_NO_WORDS:
            text = ""
        first, *more = render.not_saved(text, why, sure=sure) if text else [render.said(why)]
        if more and (url := string(body, "response_url")):
            self._late.later(self._rest(url, more))
        return _ephemeral(first)

    async def _rest(self, url: str, messages: Sequence[render.Message]) -> None:
        """The further parts of a long text. No job: the store may be what is away."""
        for message in messages:
            await self._handlers.back.web.answer(url, _ephemeral(message))

    async def _event(self, ack: Ack, body: Json) -> None:
        try:
            await self._for_office(body, self._handlers.event)
        except StoreError:
            raise  # `_failed` answers 503, and Slack delivers it again
        except CoachError as exc:
            log.info("An event was not used: %s", type(exc).__name__)
        except Exception as exc:  # delivered again it would fail again
            broken(exc, "event")
        await ack()

    async def _shortcut(self, ack: Ack, body: Json) -> None:
        await self._quietly("shortcut", body, self._handlers.shortcut)
        await ack()

    async def _action(self, ack: Ack, body: Json) -> None:
        await self._quietly("button", body, self._interactions.action)
        await ack()

    async def _submission(self, ack: Ack, body: Json) -> None:
        try:
            answer = await self._in_time(body, self._interactions.submission)
        except TimeoutError:
            answer = self._interactions.kept(body, f"{SLOW} Your text is still here.")
        except StoreError as exc:
            log.warning("A form could not be saved: %s", exc)
            answer = self._interactions.unsaved(body)
        except CoachError as exc:
            answer = self._interactions.kept(body, str(exc))
        except Exception as exc:
            answer = self._interactions.kept(
                body, f"{broken(exc, 'form')}. Your text is still here."
            )
        await ack(**answer)

    async def _closed(self, ack: Ack, body: Json) -> None:
        self._interactions.coaching.forget(string(data(body, "view"), "id"))
        await ack()

    async def _quietly(
        self, what: str, body: Json, work: Callable[[Office, Json], Awaitable[object]]
    ) -> None:
        """Interactions without words of anybody: what fails is logged, and can be done again."""
        try:
            await self._for_office(body, work)
        except CoachError as exc:
            log.warning("A %s could not be used: %s", what, type(exc).__name__)
        except Exception as exc:
            broken(exc, what)

    async def _in_time(self, body: Json, work: Callable[[Office, Json], Awaitable[Json]]) -> Json:
        return await self._late.in_time(self._for_office(body, work), PATIENCE)

    # -- who it is ----------------------------------------------------------------------------

    async def _for_office(self, body: Json, work: Callable[[Office, Json], Awaitable[T]]) -> T:
        office = await self._office(body)
        if inbound.outsider(body):
            raise CoachError(_STRANGER)
        return await work(office, body)

    async def _office(self, body: Mapping[str, Any]) -> Office:
        team = inbound.team(body)
        office = await self._directory.office(team)
        if office is None:
            raise CoachError("Response Coach is not installed in this workspace (any more).")
        told = inbound.bot_user(body)
        return office if office.bot_user or not told else office.known_as(told)

    # -- HTTP ---------------------------------------------------------------------------------

    async def _http(self, request: web.Request) -> web.Response:
        body = await request.clone(client_max_size=_LARGEST).read()
        if not self._genuine(request, body):
            return web.Response(status=401)
        try:
            asked = AsyncBoltRequest(
                body=body.decode(),
                query=request.query_string,
                headers=request.headers,  # type: ignore[arg-type]
            )
            answer = await self.bolt.async_dispatch(asked)
        except Exception as exc:  # what Bolt cannot even take apart
            log.warning("Slack sent what cannot be read: %s", type(exc).__name__)
            return web.Response(status=400)
        return await to_aiohttp_response(answer)

    def _genuine(self, request: web.Request, body: bytes) -> bool:
        """Whether Slack signed it. Before anything else: strangers should not even cause a log."""
        stamp = request.headers.get("X-Slack-Request-Timestamp")
        signature = request.headers.get("X-Slack-Signature")
        try:
            return self._verifier.is_valid(body, stamp, signature)
        except (ValueError, TypeError):  # no number, no text
            return False

    async def _install(self, request: web.Request) -> web.Response:
        assert self._oauth
        return await to_aiohttp_response(await self._oauth.handle_installation(_page(request)))

    async def _installed(self, request: web.Request) -> web.Response:
        assert self._oauth
        return await to_aiohttp_response(await self._oauth.handle_callback(_page(request)))


def _authorized_by(directory: Directory) -> Callable[..., Awaitable[AuthorizeResult]]:
    """From the store: no network before the answer.

    Everybody passes. That the bot is not installed, or the store away, is told by the listener,
    which knows what somebody typed; Bolt would call Slack to tell it.
    """

    async def authorize(team_id: str | None) -> AuthorizeResult:
        try:
            office = await directory.office(team_id if isinstance(team_id, str) else "")
        except CoachError:
            office = None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team_id,
            bot_token=office.token if office else "",
            bot_user_id=(office.bot_user or None) if office else None,
        )

    return authorize


async def _failed(error: Exception) -> BoltResponse:
    """What a listener raised, or Bolt itself over a body that nobody expected."""
    if isinstance(error, StoreError):
        log.warning("Slack has to deliver again: %s", error)
        return BoltResponse(status=503)
    broken(error, "request")
    return BoltResponse(status=400)  # delivered again it would fail again


def _page(request: web.Request) -> AsyncBoltRequest:
    return AsyncBoltRequest(body="", query=request.query_string, headers=request.headers)  # type: ignore[arg-type]


def _wish(body: Json) -> Wish:
    """What a command asks for."""
    return wishes.words(inbound.plain(string(body, "text"))).wish


def _is_post(body: Json) -> bool:
    """Whether a command brings something to be kept."""
    return _wish(body) is Wish.POST


def _ephemeral(message: render.Message) -> Json:
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}
