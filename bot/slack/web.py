"""Calls Slack's Web API: one client for all workspaces, and errors in our own words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PlatformAway, PlatformBusy, PlatformError, PlatformRefused

__all__ = ["PlatformError", "Web"]

Json = dict[str, Any]

_SLACK = "Slack"
_PATIENCE = 10.0  # seconds for one call
_VIEW_PATIENCE = 1.5  # a listener that opens a view has to answer within 3 s
_REST = 5.0  # seconds to wait where Slack does not say how long
# Methods that read take their arguments in the address; Slack ignores JSON there.
_READING = ("conversations.history", "conversations.info", "conversations.list")
_ASKED = frozenset(
    {*_READING, "conversations.members", "conversations.replies", "users.info", "files.info"}
    | {"chat.getPermalink"}
)
# Slack's words for a token that it does not accept (any more), whatever it was asked.
_NOT_LET_IN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "team_not_found",
        "token_expired",
        "token_revoked",
    }
)
# Slack's words for trouble of its own: whether the call was done is not known.
_TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class Web:
    """`token_of` gives a workspace's token, empty where the bot is not installed (any more).

    Nothing is tried twice here: who calls knows whether that is safe. Every method raises a
    `PlatformError`: `PlatformRefused`, `PlatformBusy` or `PlatformAway`.
    """

    def __init__(self, api_url: str, token_of: Callable[[str], Awaitable[str]]) -> None:
        self._api_url, self._token_of = api_url, token_of
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}
        # The library would log arguments, and so customers' words, at DEBUG.
        self._quiet = logging.getLogger(f"{__name__}.slack_sdk")
        self._quiet.setLevel(logging.WARNING)

    async def call(self, workspace: str, method: str, **arguments: Any) -> Json:
        """What Slack answers to `method` (`chat.postMessage`)."""
        return (await self._call(workspace, method, arguments, _PATIENCE))[0]

    async def who(self, workspace: str) -> tuple[Json, frozenset[str]]:
        """What Slack knows of the token (`auth.test`), and the scopes that it was given.

        The scopes are empty where the server does not name them.
        """
        known, headers = await self._call(workspace, "auth.test", {}, _PATIENCE)
        granted = headers.get("x-oauth-scopes", "").split(",")
        return known, frozenset(scope.strip() for scope in granted if scope.strip())

    async def open_view(self, workspace: str, trigger_id: str, view: Mapping[str, Any]) -> Json:
        """Open a modal; the view as Slack has it, with `id` and `hash`."""
        asked = {"trigger_id": trigger_id, "view": view}
        return await self._view(workspace, "views.open", asked)

    async def update_view(
        self, workspace: str, view_id: str, view: Mapping[str, Any], *, view_hash: str = ""
    ) -> Json:
        """Show something else in a modal; with `view_hash` only if that is what it shows now."""
        asked = {"view_id": view_id, "view": view}
        return await self._view(
            workspace, "views.update", asked | ({"hash": view_hash} if view_hash else {})
        )

    async def publish(self, workspace: str, user: str, view: Mapping[str, Any]) -> Json:
        """Show a person's home tab."""
        return await self._view(workspace, "views.publish", {"user_id": user, "view": view})

    async def answer(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Post to the address at which Slack takes late answers to a command or a button."""
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                self._open_session().post(response_url, json=body) as answer,
            ):
                status, headers = answer.status, answer.headers
        except (aiohttp.ClientError, OSError, ValueError) as exc:  # TimeoutError is an OSError
            raise PlatformAway(_SLACK, "response_url") from exc
        if status >= 300:
            raise _problem("response_url", status, headers, f"status_{status}")

    async def download(self, workspace: str, url: str, *, most: int) -> bytes:
        """A file of at most `most` bytes. The token goes to Slack's own hosts alone."""
        if not self._is_slack(url):
            raise PlatformRefused(_SLACK, "download", "not_slack")
        headers = {"Authorization": f"Bearer {await self._token_of(workspace)}"}
        try:
            async with (
                asyncio.timeout(_PATIENCE),
                self._open_session().get(url, headers=headers, allow_redirects=False) as answer,
            ):
                body = await answer.content.read(most + 1)
                while len(body) <= most and (more := await answer.content.read(most + 1)):
                    body += more
                status, kind = answer.status, answer.content_type
        except (aiohttp.ClientError, OSError, ValueError) as exc:
            raise PlatformAway(_SLACK, "download") from exc
        # Without the right to see it, Slack shows a page to sign in.
        if status != 200 or len(body) > most or kind == "text/html":
            raise PlatformRefused(_SLACK, "download", f"status_{status}")
        return body

    def _is_slack(self, url: str) -> bool:
        """Whether the token may be shown there."""
        asked, api = urlsplit(url), urlsplit(self._api_url)
        if asked.hostname == api.hostname and asked.port == api.port:
            return asked.scheme == api.scheme
        return asked.scheme == "https" and (asked.hostname or "").endswith(".slack.com")

    async def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            await self._session.close()

    async def _view(self, workspace: str, method: str, arguments: Json) -> Json:
        answer, _ = await self._call(workspace, method, arguments, _VIEW_PATIENCE)
        view: Json = answer.get("view") or {}
        return view

    async def _call(
        self, workspace: str, method: str, arguments: Json, patience: float
    ) -> tuple[Json, Mapping[str, str]]:
        """What Slack answers, and the headers of the answer."""
        token = await self._token_of(workspace)
        if not token:
            raise PlatformRefused(_SLACK, method, "account_inactive", barred=True)
        client = self._client(token)
        reads = method in _ASKED
        given: Json = {"params": arguments} if reads else {"json": arguments}
        try:
            async with asyncio.timeout(patience):
                answer = await client.api_call(
                    method, http_verb="GET" if reads else "POST", **given
                )
        except SlackApiError as exc:
            raise _in_our_words(method, exc) from exc
        except aiohttp.ClientConnectorError as exc:
            raise PlatformAway(_SLACK, method, sent=False) from exc
        # What is no answer of Slack at all makes the library stumble with the last two.
        except (aiohttp.ClientError, SlackClientError, OSError, AttributeError, ValueError) as exc:
            raise PlatformAway(_SLACK, method) from exc
        found = answer.data
        return (found if isinstance(found, dict) else {}), answer.headers

    def _client(self, token: str) -> AsyncWebClient:
        """One for each token, as long as the connections are open."""
        session = self._open_session()
        client = self._clients.get(token)
        if client is None or client.session is not session:
            client = self._clients[token] = AsyncWebClient(
                token,
                base_url=self._api_url,
                session=session,
                logger=self._quiet,
                retry_handlers=[],
            )
        return client

    def _open_session(self) -> aiohttp.ClientSession:
        """The shared connections; made only here, because that needs a running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(trust_env=True)
        return self._session


def _in_our_words(method: str, exc: SlackApiError) -> PlatformError:
    """Slack's own error; `exc` holds its answer, in one of two shapes."""
    response = exc.response
    status: Any = getattr(response, "status_code", None) or getattr(response, "status", 0)
    body = getattr(response, "data", None)
    error = body.get("error") if isinstance(body, dict) else None
    return _problem(method, status, response.headers, str(error or "unreadable_answer"))


def _problem(method: str, status: int, headers: Mapping[str, str], error: str) -> PlatformError:
    if status == 429 or error in {"ratelimited", "rate_limited"}:
        return PlatformBusy(_SLACK, method, _seconds(headers.get("Retry-After", "")))
    if status >= 500 or error in _TROUBLE:
        return PlatformAway(_SLACK, method)
    return PlatformRefused(_SLACK, method, error, barred=error in _NOT_LET_IN)


def _seconds(told: str) -> float:
    try:
        return max(1.0, min(float(told), 3600.0))
    except ValueError:
        return _REST
