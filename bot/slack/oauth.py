"""Installing the bot by link in further workspaces, each an organisation of its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from logging import WARNING, Logger, getLogger
from typing import Any

from aiohttp import ClientError
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StoreError
from bot.slack.manifest import SCOPES
from bot.slack.people import Directory

log = getLogger(__name__)

# At DEBUG the library would log the app's secret.
_quiet = getLogger(f"{__name__}.slack_sdk")
_quiet.setLevel(WARNING)

_VALID = 600  # seconds that somebody has to agree


def oauth_flow(
    directory: Directory, api_url: str, *, client_id: str, client_secret: str, key: bytes
) -> AsyncOAuthFlow:
    """The flow behind `/slack/install` and `/slack/oauth_redirect`; `key` signs its state."""
    settings = AsyncOAuthSettings(
        client_id=client_id,
        client_secret=client_secret,
        scopes=list(SCOPES),
        installation_store=Installations(directory),
        state_store=SignedState(key),
        state_expiration_seconds=_VALID,
    )
    client = AsyncWebClient(base_url=api_url, logger=_quiet)
    return Flow(client=client, settings=settings)


class Flow(AsyncOAuthFlow):
    """Bolt's flow, but for how the code becomes a token."""

    async def run_installation(self, code: str) -> Installation | None:
        """What Slack gives for the code; None where it gives nothing that can be used.

        The app's secret goes into the form: the library's own call hands it over in a way that
        aiohttp is about to drop.
        """
        asked = {
            "code": code,
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret,
        }
        if self.settings.redirect_uri:
            asked["redirect_uri"] = self.settings.redirect_uri
        try:
            told = await self.client.api_call("oauth.v2.access", data=asked)
        except (SlackClientError, ClientError, OSError) as exc:  # TimeoutError is an OSError
            log.warning("Slack gave no token for an installation (%s).", type(exc).__name__)
            return None
        return _installation(told.data) if isinstance(told.data, dict) else None


def _installation(told: dict[str, Any]) -> Installation | None:
    """The answer of `oauth.v2.access`; None for a whole enterprise, which has no workspace."""
    team = told.get("team") or {}
    if not team.get("id") or not told.get("access_token"):
        log.warning("An installation names no workspace or has no token; it was not kept.")
        return None
    return Installation(
        app_id=told.get("app_id"),
        team_id=team["id"],
        team_name=team.get("name"),
        user_id=(told.get("authed_user") or {}).get("id", ""),
        bot_token=told["access_token"],
        bot_user_id=told.get("bot_user_id"),
        bot_scopes=told.get("scope") or "",
        token_type=told.get("token_type"),
    )


class Installations(AsyncInstallationStore):
    """Keeps what Slack gives after an installation; it is read through the `Directory`."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    @property
    def logger(self) -> Logger:
        """Where Bolt tells what it does."""
        return getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keep the token of the workspace; `BoltError` where that fails."""
        scopes = installation.bot_scopes or ()
        try:
            await self._directory.install(
                installation.team_id or "",
                name=installation.team_name or "",
                token=installation.bot_token or "",
                bot_user=installation.bot_user_id or "",
                scopes=scopes if isinstance(scopes, str) else ",".join(scopes),
            )
        except StoreError as exc:
            log.warning("An installation could not be kept: %s", exc)
            raise BoltError("The installation could not be kept.") from exc

    async def async_save_bot(self, bot: Bot) -> None:
        """Bolt calls `async_save` alone."""


class SignedState(AsyncOAuthStateStore):
    """A state that proves itself: any replica can check it, and nothing is stored.

    Bolt compares it with a cookie besides, so that it counts only in the browser that asked.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @property
    def logger(self) -> Logger:
        """Where Bolt tells what it does."""
        return getLogger(__name__)

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A fresh state."""
        told = f"{int(time.time()) + _VALID}.{secrets.token_hex(8)}"
        return f"{told}.{self._signed(told)}"

    async def async_consume(self, state: str) -> bool:
        """Whether we gave it, and not too long ago."""
        told, _, signature = state.rpartition(".")
        until = told.partition(".")[0]
        genuine = hmac.compare_digest(signature.encode(), self._signed(told).encode())
        return genuine and until.isdecimal() and time.time() < int(until)

    def _signed(self, told: str) -> str:
        return hmac.new(self._key, f"slack state {told}".encode(), hashlib.sha256).hexdigest()
