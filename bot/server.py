"""Puts the service together behind two listeners: public (surfaces, health) and loopback."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.casebook import Casebook
from bot.clock import Clock
from bot.coach import Coach
from bot.consequences import (
    DRAFT_JOB,
    FOLLOW_JOB,
    INCIDENT_JOB,
    PROMISES_JOB,
    READ_JOB,
    REMEMBER_JOB,
    SHARE_JOB,
    TRANSLATE_JOB,
)
from bot.desk import CareDesk
from bot.digest import DIGEST_JOB
from bot.drafting import Drafting, Rereading
from bot.errors import SetupError, StoreError
from bot.finding_promises import FindingPromises
from bot.following import Following
from bot.found_promises import ModelPromises
from bot.incidents import Incidents
from bot.linking import Linking
from bot.loopback import is_loopback
from bot.metrics import metrics
from bot.model import Model
from bot.morning import Morning
from bot.opening import house
from bot.playground import playground
from bot.prompts import load_playbook
from bot.remembering import Remembering
from bot.rewriter import ModelRewriter
from bot.second_reader import SecondReader
from bot.settings import Settings
from bot.store import Store, open_store
from bot.translating import Translating
from bot.translator import ModelTranslator
from bot.worker import Handler, Worker
from bot.writers import ModelWriter, PictureReader

if TYPE_CHECKING:
    from bot.slack.surface import SlackSurface
    from bot.teams.surface import TeamsSurface

# How long running work may go on after SIGTERM; App Engine and Kubernetes kill after 30 s or less.
GRACE = timedelta(seconds=10)

# How long the work of a killed process stays undone; heartbeats keep longer work alive.
LEASE = timedelta(seconds=10)

_TEAMS_UP = "Teams is configured. It sends everything to /api/messages of the public address."
_TEAMS_OPEN = (
    "Teams is open to everybody on this machine (TEAMS_ALLOW_ANONYMOUS): nobody is asked who they "
    "are. For tests only."
)

log = logging.getLogger(__name__)


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run every configured surface until SIGINT or SIGTERM; `say` tells a person where to look."""
    coach = Coach(load_playbook(settings.prompts))
    store = open_store(settings.database)
    try:
        await _serve(settings, coach, store, say)
    finally:
        await store.close()


class Service:
    """Everything behind the listeners, put together: desk, surfaces, and who does the work."""

    def __init__(
        self, settings: Settings, coach: Coach, store: Store, *, clock: Clock | None = None
    ) -> None:
        clock = clock or store.clock
        model = _model(settings, store, clock)
        reader = SecondReader(coach, model) if model else None
        self.store, self._model, self.second_reader = store, model, reader
        self._casebook = Casebook(
            store,
            clock=clock,
            policy=settings.policy,
            wake=self._wake,
            after_change=_after_change(settings),
            second_reader=reader is not None,
            translator=model is not None,
            promise_reader=model is not None,
            house=house(coach.playbook.follow_up, settings.zone, datetime.now(UTC).date()),
        )
        writer = ModelWriter(coach, model) if model else None
        translator = ModelTranslator(coach, model) if model else None
        rewriter = ModelRewriter(coach, model) if model else None
        self.desk = CareDesk(self._casebook, coach, reader, rewriter=rewriter, writer=writer)
        pictures = PictureReader(coach, model) if model and settings.openai_sees else None
        linking = Linking(store, clock)
        self.slack = _slack(settings, self.desk, store, clock, linking, pictures)
        self.teams = _teams(settings, self.desk, store, clock, linking)
        drafting = Drafting(
            self._casebook,
            coach,
            writer=writer,
            translator=translator,
            deadline=timedelta(seconds=settings.draft_seconds),
        )
        # Waiting for the model costs nothing, so as many drafts wait as it takes calls. What is
        # said on a platform has a worker of its own: no card waits for a draft.
        writing: dict[str, Handler] = {
            DRAFT_JOB: drafting.run,
            REMEMBER_JOB: Remembering(self._casebook, coach).run,
        }
        if reader:
            writing[READ_JOB] = Rereading(self._casebook, coach, reader).run
        if model:
            promises = ModelPromises(coach, model)
            writing[PROMISES_JOB] = FindingPromises(self._casebook, coach, promises).run
        if translator:
            writing[TRANSLATE_JOB] = Translating(self._casebook, coach, translator).run
        # Without one, a draft is nothing but thinking, and more of them at once gain nothing.
        drafts = 2 * settings.openai_concurrency if model else 2
        self.workers = [Worker(store, writing, clock=clock, lease=LEASE, concurrency=drafts)]
        said = {kind: done for one in self.surfaces for kind, done in one.jobs.items()}
        if said:
            talking = Worker(store, said, clock=clock, lease=LEASE, concurrency=8)
            self.workers.append(talking)
        lines = [one.lines for one in self.surfaces]
        self._morning = Morning(self._casebook, store, lines)
        self._following = Following(self._casebook, store, lines)
        incidents = Incidents(self._casebook, coach)
        timers: dict[str, Handler] = {
            FOLLOW_JOB: self._following.run,
            DIGEST_JOB: self._morning.run,
            INCIDENT_JOB: incidents.run,
            SHARE_JOB: incidents.share,
        }
        self.workers.append(Worker(store, timers, clock=clock, lease=LEASE, concurrency=4))
        self._working: list[asyncio.Task[None]] = []

    async def start(self) -> list[asyncio.Task[None]]:
        """Begin to work; the tasks end only where something is broken, or after `stop`."""
        if self._model:
            self._model.connect()
        with suppress(StoreError):  # a full database can still be read; its timers ask again
            await self._morning.begin()
            await self._following.begin()
        self._working = [asyncio.create_task(w.run(), name="worker") for w in self.workers]
        for surface in self.surfaces:
            await surface.start()
        return self._working

    async def stop(self) -> None:
        """Finish what is under way, for a while, and give back the rest."""
        await asyncio.gather(*(worker.stop(GRACE) for worker in self.workers))
        for surface in self.surfaces:
            await surface.close()
        if self._model:
            await self._model.close()
        await asyncio.gather(*self._working)

    @property
    def surfaces(self) -> list[SlackSurface | TeamsSurface]:
        """Where people talk to the bot, besides the playground."""
        return [surface for surface in (self.slack, self.teams) if surface]

    def _wake(self) -> None:
        for worker in self.workers:
            worker.wake()


def _model(settings: Settings, store: Store, clock: Clock) -> Model | None:
    if not settings.model:
        return None
    return Model(settings.model_options, spending=store, clock=clock)


def _slack(
    settings: Settings,
    desk: CareDesk,
    store: Store,
    clock: Clock,
    linking: Linking,
    pictures: PictureReader | None,
) -> SlackSurface | None:
    if not settings.slack:
        return None
    from bot.slack.surface import SlackSurface  # takes a while to load, so only where it is used

    return SlackSurface(settings, desk, store, clock, linking, pictures)


def _teams(
    settings: Settings, desk: CareDesk, store: Store, clock: Clock, linking: Linking
) -> TeamsSurface | None:
    if not settings.teams:
        return None
    from bot.teams.surface import TeamsSurface  # as above

    return TeamsSurface(settings, desk, store, clock, linking)


def _after_change(settings: Settings) -> list[str]:
    """The jobs that show a changed case."""
    shown = {"slack-cards": settings.slack, "teams-cards": settings.teams}
    return [kind for kind, used in shown.items() if used]


async def _serve(
    settings: Settings, coach: Coach, store: Store, say: Callable[[str], None]
) -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    service = Service(settings, coach, store)
    public = public_app(store)
    for surface in service.surfaces:
        surface.add_routes(public)
    runners = [await _listen(public, settings.host, settings.port, "PORT")]
    try:
        say(f"Response Coach is up: http://{settings.host}:{_port(runners[0])}/healthz")
        if service.slack:
            say("Slack is configured. `coach doctor` checks whether everything is allowed.")
        if service.teams:
            say(_TEAMS_OPEN if settings.teams_allow_anonymous else _TEAMS_UP)
        if settings.playground_port and not settings.on_app_engine:
            app = loopback_app(settings, service.desk, store, service.second_reader)
            port = settings.playground_port
            runners.append(await _listen(app, "127.0.0.1", port, "PLAYGROUND_PORT"))
            say(f"Open the playground: http://127.0.0.1:{port}/   (Ctrl-C stops)")
        if not is_loopback(settings.host):
            log.info("The public listener is reachable from other machines.")
        working = await service.start()
        await asyncio.wait(
            {*working, asyncio.ensure_future(stopped.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        say("Stopping: what is under way is finished first …")
    finally:
        for runner in runners:
            await runner.cleanup()
        await service.stop()


def public_app(store: Store) -> web.Application:
    """Health for load balancers. Never the playground, never metrics."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        try:
            await store.health()
        except StoreError as exc:
            return web.json_response({"status": "not ready", "why": str(exc)}, status=503)
        return web.json_response({"status": "ready"})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app


def loopback_app(
    settings: Settings, desk: CareDesk, store: Store, reader: SecondReader | None = None
) -> web.Application:
    """The playground and `/metrics`, for this machine only."""
    secret = settings.secret_key.get_secret_value().encode()
    app = playground(desk, secret=secret, decisions=settings.decisions)

    async def show(_: web.Request) -> web.Response:
        return web.Response(text=await metrics(store, reader), content_type="text/plain")

    app.router.add_get("/metrics", show)
    return app


async def _listen(app: web.Application, host: str, port: int, key: str) -> web.AppRunner:
    # No form or event comes packed; a body that is packed wrongly would end up in the log.
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except (OSError, UnicodeError) as exc:  # UnicodeError: a name that no host can have
        await runner.cleanup()
        raise _not_listening(exc, host, port, key) from exc
    return runner


def _not_listening(exc: OSError | UnicodeError, host: str, port: int, key: str) -> SetupError:
    """Which setting to change, and why."""
    match getattr(exc, "errno", None):
        case errno.EADDRINUSE:
            problem = (
                f"{host}:{port} is in use. Is another `coach serve` running? "
                f"Another port: {key}=4000"
            )
        case errno.EACCES | errno.EPERM:
            problem = f"{host}:{port} is not open to this user. Another port: {key}=4000"
        case _:
            key, problem = "HOST", f"{host} is no address of this machine, such as 127.0.0.1"
    return SetupError(problem, key=key)


def _port(runner: web.AppRunner) -> int:
    """The port in use, which the system chose where the setting is 0."""
    return int(runner.addresses[0][1])


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
