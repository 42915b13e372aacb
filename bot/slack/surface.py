"""Everything of Slack in one piece, as the server runs it."""

from __future__ import annotations

import asyncio
import logging
import time

from aiohttp import ClientError, web
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.desk import CareDesk
from bot.errors import StoreError
from bot.following import Lines
from bot.linking import Linking
from bot.people import HOME
from bot.records import Installed
from bot.settings import Settings
from bot.slack.answering import Answering
from bot.slack.app import SlackApp
from bot.slack.checking import Checking
from bot.slack.coaching import Coaching
from bot.slack.emoji import emoji_names, emoji_shown
from bot.slack.handlers import Handlers
from bot.slack.interactions import Interactions
from bot.slack.messenger import CARDS_JOB, POST_JOB, SAY_JOB, Messenger
from bot.slack.oauth import oauth_flow
from bot.slack.people import PLATFORM, Directory
from bot.slack.pictures import PICTURE_JOB, PictureReader, Pictures
from bot.slack.web import Web
from bot.store import Store
from bot.worker import Handler

log = logging.getLogger(__name__)

_SELDOM = 60.0  # seconds between questions, at most


class SlackSurface:
    """`jobs` are the handlers for the worker. `pictures` reads posts that come as pictures."""

    def __init__(
        self,
        settings: Settings,
        desk: CareDesk,
        store: Store,
        clock: Clock,
        linking: Linking,
        pictures: PictureReader | None = None,
    ) -> None:
        token = settings.slack_bot_token.get_secret_value()
        key = settings.secret_key.get_secret_value().encode()
        self._settings, self._store, self._token = settings, store, token
        directory = Directory(
            store,
            token=token,
            leads=settings.lead_ids,
            secret=key,
            alone=not settings.slack_client_id,
            linking=linking,
        )
        self._web = Web(settings.slack_api_url, directory.token_of)
        self._coaching = Coaching(desk, self._web, now=time.monotonic, sleep=asyncio.sleep)
        self._checking = Checking(desk, self._web)
        messenger = Messenger(
            store,
            desk,
            self._web,
            clock=clock,
            review_conversation=settings.review_in(PLATFORM),
            emoji=emoji_shown(settings.decisions),
            policy=settings.policy,
            leads=settings.lead_ids,
        )
        self.jobs: dict[str, Handler] = {
            CARDS_JOB: messenger.show,
            SAY_JOB: messenger.say,
            POST_JOB: messenger.post,
        }
        self.lines = Lines.to(
            PLATFORM,
            SAY_JOB,
            POST_JOB,
            desk.coach.playbook.follow_up,
            leads=settings.lead_ids,
            reviews=bool(settings.review_in(PLATFORM)),
        )
        if pictures:
            self.jobs[PICTURE_JOB] = Pictures(desk, self._web, pictures).read
        self._client = client = AsyncWebClient(base_url=settings.slack_api_url)
        answering = Answering(desk, store, directory, self._web, links=settings.teams)
        interactions = Interactions(answering, self._coaching, self._checking)
        handlers = Handlers(
            answering, interactions, emoji_names(settings.decisions), sees=pictures is not None
        )
        oauth = None
        if settings.slack_client_id:
            oauth = oauth_flow(
                directory,
                settings.slack_api_url,
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret.get_secret_value(),
                key=key,
            )
        self._app = SlackApp(
            handlers,
            interactions,
            directory,
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            client=client,
            oauth=oauth,
        )
        self._learning: asyncio.Task[None] | None = None

    def add_routes(self, app: web.Application) -> None:
        """What Slack calls."""
        self._app.add_routes(app)

    async def start(self) -> None:
        """Connect where Socket Mode is configured; learn who the bot is."""
        if self._token:
            self._learning = asyncio.create_task(self._learn())
        if app_token := self._settings.slack_app_token.get_secret_value():
            await self._app.connect(app_token)

    async def close(self) -> None:
        """Leave Slack."""
        if self._learning:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)
        await self._app.close()
        await self._coaching.close()
        await self._checking.close()
        await self._web.close()

    async def _learn(self) -> None:
        """Which workspace the configured token belongs to; asked again while Slack is away."""
        wait = 1.0
        while not await self._learned():
            await asyncio.sleep(wait)
            wait = min(2 * wait, _SELDOM)

    async def _learned(self) -> bool:
        """Whether there is nothing more to ask."""
        try:
            told = await self._client.auth_test(token=self._token)
            await self._note(told)
        except (SlackClientError, ClientError, OSError, StoreError) as exc:
            why = type(exc).__name__
            log.warning("Slack did not say who we are (%s). `coach doctor` tells more.", why)
            return isinstance(exc, SlackApiError) and exc.response.status_code == 200
        return True

    async def _note(self, told: AsyncSlackResponse) -> None:
        workspace = Installed(
            PLATFORM, told["team_id"], HOME, told.get("team", ""), told.get("user_id", "")
        )
        known = await self._store.installed(PLATFORM, workspace.id)
        if not (known and known.secret):  # installed by link, it keeps its own token
            await self._store.install(workspace)
