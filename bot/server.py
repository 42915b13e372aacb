"""The two HTTP listeners: public (health) and loopback (playground, metrics)."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
from collections.abc import Callable
from datetime import timedelta

from aiohttp import web

from bot.casebook import DRAFT_JOB, Casebook
from bot.coach import Coach
from bot.desk import CareDesk
from bot.drafting import Drafting
from bot.errors import SetupError, StoreError
from bot.metrics import metrics
from bot.playground import playground
from bot.prompts import load_playbook
from bot.settings import Settings, is_loopback
from bot.store import Store, open_store
from bot.worker import Worker

# How long running work may go on after SIGTERM; App Engine and Kubernetes kill after 30 s or less.
GRACE = timedelta(seconds=10)

# How long the work of a killed process stays undone; heartbeats keep longer work alive.
LEASE = timedelta(seconds=10)

log = logging.getLogger(__name__)


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run every configured surface until SIGINT or SIGTERM; `say` tells a person where to look."""
    coach = Coach(load_playbook(settings.prompts))
    store = open_store(settings.database)
    try:
        await _serve(settings, coach, store, say)
    finally:
        await store.close()


async def _serve(
    settings: Settings, coach: Coach, store: Store, say: Callable[[str], None]
) -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    casebook = Casebook(
        store, clock=store.clock, policy=settings.policy, wake=lambda: worker.wake()
    )
    handlers = {DRAFT_JOB: Drafting(casebook, coach).run}
    worker = Worker(store, handlers, clock=store.clock, lease=LEASE)
    desk = CareDesk(casebook, coach)
    runners = [await _listen(public_app(store), settings.host, settings.port, "PORT")]
    try:
        say(f"Response Coach is up: http://{settings.host}:{_port(runners[0])}/healthz")
        if settings.playground_port and not settings.on_app_engine:
            app = loopback_app(settings, desk, store)
            port = settings.playground_port
            runners.append(await _listen(app, "127.0.0.1", port, "PLAYGROUND_PORT"))
            say(f"Open the playground: http://127.0.0.1:{port}/   (Ctrl-C stops)")
        if not is_loopback(settings.host):
            log.info("The public listener is reachable from other machines.")
        working = asyncio.create_task(worker.run(), name="worker")
        await asyncio.wait(
            {working, asyncio.ensure_future(stopped.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        say("Stopping: what is under way is finished first …")
    finally:
        for runner in runners:
            await runner.cleanup()
        await worker.stop(GRACE)
    await working


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


def loopback_app(settings: Settings, desk: CareDesk, store: Store) -> web.Application:
    """The playground and `/metrics`, for this machine only."""
    secret = settings.secret_key.get_secret_value().encode()
    app = playground(desk, secret=secret, decisions=settings.decisions)

    async def show(_: web.Request) -> web.Response:
        return web.Response(text=await metrics(store), content_type="text/plain")

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
