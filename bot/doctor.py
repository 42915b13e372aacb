"""What is configured, missing or stuck: the checks behind `coach doctor`."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from urllib.parse import urlsplit

from bot.checks import Check, off, ok, problem
from bot.clock import SystemClock
from bot.coach import Coach
from bot.contract import Json
from bot.errors import CoachError, ModelError, SetupError, StoreError
from bot.example_files import digest, load_classes, taught
from bot.follow_checks import check_follow_up
from bot.model import Model
from bot.moderation import NO_ENDPOINT
from bot.people import HOME
from bot.playbook import Playbook
from bot.post_files import load_posts, posts_digest
from bot.promise_files import EXAMPLES, load_promise_examples, promises_digest
from bot.promises import check_examples as check_promises
from bot.prompt_checks import check_prompts
from bot.prompts import load_playbook
from bot.settings import Settings, load_settings
from bot.store import Store, open_store


async def examine() -> list[Json]:
    """One entry a check: `state` (`ok`, `off` or `problem`), `what` and `says`."""
    return [asdict(check) for check in await _checks()]


async def _checks() -> list[Check]:
    try:
        settings = load_settings()
    except SetupError as exc:
        return [problem("Settings", str(exc))]
    found = [ok("Settings", _source(settings)), *_prompts(settings)]
    try:
        store = open_store(settings.database)
    except CoachError as exc:
        return [*found, problem("Database", str(exc)), *await _around(settings, None)]
    try:
        return [*found, *await _database(settings, store), *await _around(settings, store)]
    finally:
        await store.close()


async def _around(settings: Settings, store: Store | None) -> list[Check]:
    """Who decides, and what the bot is connected to; whom it asks, it asks at the same time."""
    asked = _slack(settings, store), _teams(settings, store), _model(settings, store)
    slack, teams, model = await asyncio.gather(*asked)
    return [_approvals(settings), _playground(settings), *slack, *teams, *model]


def _source(settings: Settings) -> str:
    path = settings.coach_home / "app.yaml"
    return f"read from {path}" if path.is_file() else f"the defaults; there is no {path}"


def _prompts(settings: Settings) -> list[Check]:
    try:
        playbook = load_playbook(settings.prompts)
        check_promises(playbook.promises)
        coach = Coach(playbook)
    except CoachError as exc:
        return [problem("Prompts", str(exc))]
    odd = check_prompts(playbook, coach)
    follow_up = check_follow_up(playbook.follow_up, settings)
    return [ok("Prompts", _described(playbook)), *odd, *_learned(settings, playbook), follow_up]


def _learned(settings: Settings, playbook: Playbook) -> list[Check]:
    """Whether the learned readers know the examples as they stand."""
    prompts = settings.prompts
    try:
        replies = digest(taught(prompts), load_classes(prompts / "examples"))
        posts = posts_digest(load_posts(prompts / "posts"), playbook.triage)
        marked = load_promise_examples(prompts / "promises" / EXAMPLES)
        promises = promises_digest(marked, playbook.promises)
    except SetupError as exc:
        return [problem("Examples", str(exc))]
    weights, of_posts = playbook.weights, playbook.post_weights
    of_promises = playbook.promise_weights
    known = len(of_promises.clauses.features)
    return [
        _as_learned("Example replies", weights.examples == replies, len(weights.features)),
        _as_learned("Example posts", of_posts.examples == posts, len(of_posts.posts.features)),
        _as_learned("Example promises", of_promises.examples == promises, known),
    ]


def _as_learned(what: str, same: bool, features: int) -> Check:
    if not features:
        return problem(what, "nothing was learned from them; run `coach learn`")
    if not same:
        return problem(what, "they have changed since they were learned; run `coach learn`")
    return ok(what, f"learned, {features} features")


def _described(playbook: Playbook) -> str:
    names = ", ".join(profile.name for profile in playbook.profiles.values())
    return f"version {playbook.version}; answers for {names}"


async def _database(settings: Settings, store: Store) -> list[Check]:
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    try:
        await store.health()
        stuck = await store.stuck_jobs()
    except CoachError as exc:
        return [problem("Database", str(exc))]
    database = ok("Database", f"{kind} can be read and written")
    if not stuck:
        return [database, ok("Jobs", "none is stuck")]
    says = f"{len(stuck)} stuck: see `coach jobs`, then `coach jobs retry` or `discard`"
    return [database, problem("Jobs", says)]


def _approvals(settings: Settings) -> Check:
    policy = settings.policy
    author = "the author may give one" if policy.author_may_approve else "not by the author"
    says = (
        f"{policy.approvals} needed, {author}; a lead's from severity {policy.lead_from_severity}"
    )
    return ok("Approvals", says)


def _playground(settings: Settings) -> Check:
    if settings.on_app_engine:
        return off("Playground", "never on App Engine")
    if not settings.playground_port:
        return off("Playground", "PLAYGROUND_PORT is 0")
    return ok("Playground", f"http://127.0.0.1:{settings.playground_port}/")


async def _slack(settings: Settings, store: Store | None) -> list[Check]:
    if not settings.slack:
        says = (
            "not connected; `coach manifest slack` begins. Then set SLACK_BOT_TOKEN, and "
            "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)"
        )
        return [off("Slack", says)]
    from bot.slack.checkup import check_up  # takes a while to load, so only where it is used

    return await check_up(settings, store)


async def _teams(settings: Settings, store: Store | None) -> list[Check]:
    if not settings.teams:
        says = (
            "not connected. Set MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and "
            "MICROSOFT_APP_TENANT_ID; then `coach manifest teams` writes the app package"
        )
        return [off("Teams", says)]
    from bot.teams.checkup import check_up  # takes a while to load, so only where it is used

    return await check_up(settings, store)


async def _model(settings: Settings, store: Store | None) -> list[Check]:
    if not settings.model:
        says = (
            "none, so drafts are written without one. OPENAI_API_KEY switches it on, or "
            "OPENAI_BASE_URL for a server of your own"
        )
        return [off("Model", says)]
    where = urlsplit(settings.openai_base_url).hostname or "OpenAI"
    called = f"{settings.openai_model} at {where}"
    model = Model(settings.model_options, spending=_Nothing(), clock=SystemClock())
    try:
        wrong = await model.reachable()
        moderation = [] if wrong else [await _moderation(settings, model)]
    finally:
        await model.close()
    if wrong:
        check = "Please check OPENAI_BASE_URL, OPENAI_MODEL and OPENAI_API_KEY"
        return [problem("Model", f"{called}: {wrong} {check}; drafts are written without it.")]
    sees = "sees pictures" if settings.openai_sees else "no pictures"
    deadline = f"after {settings.draft_seconds} s a draft is written without it"
    answers = ok("Model", f"{called} answers; {sees}; {deadline}")
    return [answers, *moderation, *await _budget(settings, store)]


async def _moderation(settings: Settings, model: Model) -> Check:
    """Only ever an addition, so that its absence is no problem."""
    if not settings.model_options.moderation:
        return off("Moderation", "OPENAI_MODERATION is off")
    try:
        async with asyncio.timeout(5):
            await model.flagged(["Thank you."])
    except ModelError as exc:
        if exc.status in NO_ENDPOINT:
            return off("Moderation", "this server has no moderation endpoint")
        return off("Moderation", f"not now. {exc}")
    except TimeoutError:
        return off("Moderation", "not now. It did not answer within five seconds.")
    return ok("Moderation", "the server's endpoint looks at what people write, too")


async def _budget(settings: Settings, store: Store | None) -> list[Check]:
    limit = settings.openai_daily_tokens
    if not limit or store is None:
        return []
    try:
        today = f"{await store.clock.now():%Y-%m-%d}"
        spent = await store.tokens_spent(HOME, today)
    except StoreError:  # the check of the database tells
        return []
    if spent < limit:
        return [ok("Tokens", f"{spent:,} of {limit:,} used today")]
    says = f"all {limit:,} of today are used up, so the composer writes until midnight UTC. "
    return [problem("Tokens", f"{says}OPENAI_DAILY_TOKENS allows more.")]


class _Nothing:
    """Keeps no account: the one question costs next to nothing."""

    async def tokens_spent(self, organisation: str, day: str) -> int:
        """Nothing."""
        return 0

    async def spend_tokens(self, organisation: str, day: str, tokens: int) -> None:
        """Forget it."""
