"""What is configured, missing or stuck: the checks behind `coach doctor`."""

from __future__ import annotations

from bot.coach import Coach
from bot.contract import Json
from bot.errors import CoachError, SetupError
from bot.playbook import Playbook
from bot.prompts import load_playbook
from bot.settings import Settings, load_settings
from bot.store import open_store


async def examine() -> list[Json]:
    """One entry a check: `state` (`ok`, `off` or `problem`), `what` and `says`."""
    try:
        settings = load_settings()
    except SetupError as exc:
        return [_line("problem", "Settings", str(exc))]
    return [
        _line("ok", "Settings", _source(settings)),
        *_prompts(settings),
        *await _database(settings),
        _approvals(settings),
        _playground(settings),
    ]


def _line(state: str, what: str, says: str) -> Json:
    return {"state": state, "what": what, "says": says}


def _source(settings: Settings) -> str:
    path = settings.coach_home / "app.yaml"
    return f"read from {path}" if path.is_file() else f"the defaults; there is no {path}"


def _prompts(settings: Settings) -> list[Json]:
    try:
        playbook = load_playbook(settings.prompts)
        Coach(playbook)
    except CoachError as exc:
        return [_line("problem", "Prompts", str(exc))]
    return [_line("ok", "Prompts", _described(playbook)), *_contacts(playbook)]


def _contacts(playbook: Playbook) -> list[Json]:
    bare = [profile.name for profile in playbook.profiles.values() if not profile.contacts]
    says = f"{', '.join(bare)}: none given, so a reply may name no phone, address or link"
    return [_line("off", "Contacts", says)] if bare else []


def _described(playbook: Playbook) -> str:
    names = ", ".join(profile.name for profile in playbook.profiles.values())
    return f"version {playbook.version}; answers for {names}"


async def _database(settings: Settings) -> list[Json]:
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    try:
        store = open_store(settings.database)
    except CoachError as exc:
        return [_line("problem", "Database", str(exc))]
    try:
        await store.health()
        stuck = await store.stuck_jobs()
    except CoachError as exc:
        return [_line("problem", "Database", str(exc))]
    finally:
        await store.close()
    database = _line("ok", "Database", f"{kind} can be read and written")
    if not stuck:
        return [database, _line("ok", "Jobs", "none is stuck")]
    says = f"{len(stuck)} stuck: see `coach jobs`, then `coach jobs retry` or `discard`"
    return [database, _line("problem", "Jobs", says)]


def _approvals(settings: Settings) -> Json:
    policy = settings.policy
    author = "the author may give one" if policy.author_may_approve else "not by the author"
    says = (
        f"{policy.approvals} needed, {author}; a lead's from severity {policy.lead_from_severity}"
    )
    return _line("ok", "Approvals", says)


def _playground(settings: Settings) -> Json:
    if settings.on_app_engine:
        return _line("off", "Playground", "never on App Engine")
    if not settings.playground_port:
        return _line("off", "Playground", "PLAYGROUND_PORT is 0")
    return _line("ok", "Playground", f"http://127.0.0.1:{settings.playground_port}/")
