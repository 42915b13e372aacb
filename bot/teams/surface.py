"""Everything of Microsoft Teams in one piece, as the server runs it."""

from __future__ import annotations

from aiohttp import web

from bot.clock import Clock
from bot.desk import CareDesk
from bot.following import Lines
from bot.linking import Linking
from bot.settings import Settings
from bot.store import Store
from bot.teams.answering import Answering
from bot.teams.app import TeamsApp
from bot.teams.checking import Checking
from bot.teams.connector import Connector
from bot.teams.emoji import reaction_decisions, shown
from bot.teams.extension import Extension
from bot.teams.handlers import Handlers
from bot.teams.identity import Identity
from bot.teams.ids import PLATFORM
from bot.teams.interactions import Interactions
from bot.teams.messenger import CARDS_JOB, POST_JOB, SAY_JOB, Messenger
from bot.teams.owners import OWNERS_JOB, Owners
from bot.teams.people import Directory
from bot.teams.presence import Presence
from bot.worker import Handler


class TeamsSurface:
    """`jobs` are the handlers for the worker."""

    def __init__(
        self, settings: Settings, desk: CareDesk, store: Store, clock: Clock, linking: Linking
    ) -> None:
        tenant = settings.microsoft_app_tenant_id
        identity = Identity(settings)
        self._connector = Connector(identity, graph_url=settings.microsoft_graph_url)
        directory = Directory(
            store,
            tenant=tenant,
            leads=settings.lead_ids,
            anonymous=settings.teams_allow_anonymous,
            review_conversation=settings.review_in(PLATFORM),
            linking=linking,
        )
        messenger = Messenger(
            store,
            desk,
            self._connector,
            clock=clock,
            review_conversation=settings.review_in(PLATFORM),
            emoji=shown(settings.decisions),
            policy=settings.policy,
            tenant=tenant,
            directory=directory,
        )
        owners = Owners(store, self._connector, clock=clock)
        self.jobs: dict[str, Handler] = {
            CARDS_JOB: messenger.show,
            SAY_JOB: messenger.say,
            POST_JOB: messenger.post,
            OWNERS_JOB: owners.learn,
        }
        back = Answering(desk, store, directory)
        zone = settings.zone
        self.lines = Lines.to(
            PLATFORM,
            SAY_JOB,
            POST_JOB,
            desk.coach.playbook.follow_up,
            leads=settings.lead_ids,
            reviews=bool(settings.review_in(PLATFORM)),
            workspace=tenant.lower(),
        )
        interactions = Interactions(back, messenger.drawing, Checking(desk), zone)
        self._app = TeamsApp(
            identity,
            self._connector,
            directory,
            Handlers(back, interactions, reaction_decisions(settings.decisions)),
            interactions,
            Extension(back, zone),
            Presence(back, interactions.personal, store, owners, messenger.places),
        )

    def add_routes(self, app: web.Application) -> None:
        """What Teams calls."""
        self._app.add_routes(app)

    async def start(self) -> None:
        """Nothing to do: Teams calls us."""

    async def close(self) -> None:
        """Finish what came in last, and leave Teams."""
        await self._app.close()
        await self._connector.close()
