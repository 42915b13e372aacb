"""What `coach doctor` finds out about Slack, above all what would fail without a word."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.checks import Check, of_teams, off, ok, others_needed, problem
from bot.errors import PlatformError, PlatformRefused, StoreError
from bot.people import HOME
from bot.records import Installed
from bot.settings import Settings
from bot.slack.emoji import emoji_unknown
from bot.slack.manifest import SCOPES
from bot.slack.people import PLATFORM, Directory
from bot.slack.places import OUTSIDERS, Places
from bot.slack.web import Json, Web
from bot.store import Store

_BOT, _APP = "the bot token", "the app token"  # what tokens are kept under that have no workspace
_MOST = 50  # leads and workspaces that are looked up; Slack allows about 50 look-ups a minute
_ID = re.compile("[CG][A-Z0-9]+")
_UNDO = "In the app's settings save the manifest of `coach manifest slack`, then install it again"
_UNSEEN = (
    "But nobody else sees a card in direct messages, where it goes unless we alone read along "
    "where the post was forwarded. REVIEW_CONVERSATION: C… sends all of them to one place."
)
_LOST = "its token cannot be opened with this SECRET_KEY. Open /slack/install there once more"


@dataclass(frozen=True, slots=True)
class Reached:
    """A workspace that answered. `key` is what its token is kept under, `scopes` what it may do."""

    key: str
    name: str
    scopes: frozenset[str]


async def check_up(settings: Settings, store: Store | None) -> list[Check]:
    """Every check of Slack. `store` tells of workspaces that installed the bot by link; it is None
    where it cannot be opened, which is somebody else's finding."""
    tokens = {
        _BOT: settings.slack_bot_token.get_secret_value(),
        _APP: settings.slack_app_token.get_secret_value(),
    }

    async def token_of(key: str) -> str:
        return tokens.get(key, "")

    web = Web(settings.slack_api_url, token_of)
    try:
        linked, lost = await _by_link(settings, store, tokens)
        checkup = _Checkup(settings, web, store)
        (workspaces, told), requests = await asyncio.gather(
            checkup.workspaces(linked), checkup.requests()
        )
        return [
            *told,
            *lost,
            *requests,
            *await checkup.places(workspaces),
            *await checkup.leads(workspaces),
            _emoji(settings),
        ]
    finally:
        await web.close()


async def _by_link(
    settings: Settings, store: Store | None, tokens: dict[str, str]
) -> tuple[dict[str, str], list[Check]]:
    """Id and name of the workspaces that installed the bot by link; their tokens go to `tokens`."""
    if not settings.slack_client_id:
        says = "SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SECRET_KEY let other workspaces install it"
        return {}, [off("Slack by link", says)]
    found: dict[str, str] = {}
    lost: list[Check] = []
    try:
        for one, token in await _installations(settings, store):
            if token:
                tokens[one.id] = token
                found[one.id] = one.name or one.id
            else:
                lost.append(problem("Slack by link", f"{one.name or one.id}: {_LOST}."))
    except StoreError:  # the check of the database tells
        return {}, []
    says = f"workspaces so far: {len(found) + len(lost)}; the page is /slack/install"
    return found, [*lost, ok("Slack by link", says)]


async def _installations(settings: Settings, store: Store | None) -> list[tuple[Installed, str]]:
    """The workspaces that installed the bot by link, each with its token; empty if it is lost."""
    if store is None:
        return []
    key = settings.secret_key.get_secret_value().encode()
    directory = Directory(store, token="", leads=frozenset(), secret=key)
    installed = (await store.installations(PLATFORM))[:_MOST]
    return [(one, await directory.token_of(one.id)) for one in installed]


class _Checkup:
    """The questions, and what is made of the answers."""

    def __init__(self, settings: Settings, web: Web, store: Store | None) -> None:
        self._settings, self._web, self._store = settings, web, store

    # -- who we are, and what we may do -------------------------------------------------------

    async def workspaces(self, linked: Mapping[str, str]) -> tuple[list[Reached], list[Check]]:
        """The workspaces that answer, and what there is to say of each."""
        keys = {_BOT: "SLACK_BOT_TOKEN"} if self._has_token else {}
        workspaces: list[Reached] = []
        told: list[Check] = []
        for key, name in {**keys, **linked}.items():
            try:
                known, granted = await self._web.who(key)
            except PlatformError as exc:
                told.append(problem("Slack", self._not_told(name, exc, by_link=key in linked)))
                continue
            one = Reached(key, str(known.get("team") or name), granted)
            workspaces.append(one)
            told += [await self._known(known, by_link=key in linked), *_scopes(one)]
        return workspaces, told

    @property
    def _has_token(self) -> bool:
        return bool(self._settings.slack_bot_token.get_secret_value())

    async def _known(self, known: Json, *, by_link: bool) -> Check:
        team = str(known.get("team_id", ""))
        says = f"@{known.get('user')} in {known.get('team')} ({team})"
        if not by_link and await self._installed_by_link(team):
            return problem(
                "Slack",
                f"{says} was installed by link before, and its cases belong to that installation. "
                "Take SLACK_BOT_TOKEN out, and open /slack/install there once more.",
            )
        return ok("Slack", says)

    async def _installed_by_link(self, team: str) -> bool:
        try:
            found = await self._store.installed(PLATFORM, team) if self._store else None
        except StoreError:  # the check of the database tells
            return False
        return found is not None and found.organisation != HOME

    def _not_told(self, name: str, exc: PlatformError, *, by_link: bool) -> str:
        if not isinstance(exc, PlatformRefused):
            return f"{name} could not be checked. {self._away(exc)}"
        if not exc.barred:
            return f"{name} could not be checked. {exc}"
        if by_link:
            return f"{name}: its token is not accepted ({exc.error}). Open /slack/install there."
        return (
            f"{name} is not accepted ({exc.error}). Copy it again from the app's page, "
            "OAuth & Permissions, or install the app again."
        )

    def _away(self, exc: PlatformError) -> str:
        host = urlsplit(self._settings.slack_api_url).hostname or ""
        return f"{exc} Is this machine online, and is SLACK_API_URL ({host}) right?"

    # -- how Slack reaches us -----------------------------------------------------------------

    async def requests(self) -> list[Check]:
        """Socket Mode, HTTP or both; the settings make sure that it is at least one."""
        found: list[Check] = []
        if self._settings.slack_app_token.get_secret_value():
            found.append(await self._socket())
        if self._settings.slack_signing_secret.get_secret_value():
            says = "signed ones are taken at /slack/events, which Slack has to reach by https"
            found.append(ok("Slack requests", says))
        else:
            found.append(off("Slack over HTTP", "SLACK_SIGNING_SECRET switches it on"))
        return found

    async def _socket(self) -> Check:
        try:
            await self._web.call(_APP, "apps.connections.open")
        except PlatformRefused as exc:
            return problem(
                "Slack requests",
                f"SLACK_APP_TOKEN opens no connection ({exc.error}). It has to be an app-level "
                "token with connections:write, and Socket Mode has to be on in the app's settings.",
            )
        except PlatformError as exc:
            return problem("Slack requests", f"Socket Mode does not connect. {self._away(exc)}")
        return ok("Slack requests", "they come by Socket Mode")

    # -- where cards go -----------------------------------------------------------------------

    async def places(self, workspaces: Sequence[Reached]) -> list[Check]:
        """The review conversation, in the first workspace that has it."""
        wanted = self._settings.review_in(PLATFORM)
        if not wanted:
            says = (
                "where a post was forwarded if only we read along there, else direct messages. "
                "REVIEW_CONVERSATION: C… sends all of them to one place"
            )
            why = self._others_needed()
            return [problem("Cards", f"{why}. {_UNSEEN}") if why else off("Cards", says)]
        if not wanted.startswith("#") and not _ID.fullmatch(wanted):
            says = f"REVIEW_CONVERSATION ({wanted}) has to be an id (C…), or a name like #care."
            return [problem("Cards", says)]
        why = ""
        for one in workspaces:
            try:
                if found := await Places(self._web, wanted).review_in(one.key):
                    return [await self._place(one, found)]
            except PlatformError as exc:
                why = self._unseen(wanted, exc)
        nowhere = (
            f"the bot sees no conversation {wanted}. If it is private, /invite the bot there; "
            "else check REVIEW_CONVERSATION."
        )
        return [problem("Cards", why or nowhere)] if workspaces else []

    def _others_needed(self) -> str:
        """Why this is trouble; a review conversation in Teams gets the cards as well."""
        settings = self._settings
        if settings.teams and settings.review_in("teams"):
            return ""
        return others_needed(settings.policy, leads_named=bool(settings.lead_ids))

    async def _place(self, one: Reached, conversation: str) -> Check:
        told = await self._web.call(one.key, "conversations.info", channel=conversation)
        about: Json = told.get("channel") or {}
        name = f"#{about.get('name') or conversation} in {one.name}"
        if about.get("is_archived"):
            return problem("Cards", f"{name} is archived. Choose another REVIEW_CONVERSATION.")
        if about.get("is_member") is not True:
            return problem(
                "Cards",
                f"the bot is no member of {name}: cards go to direct messages, and emoji there "
                "decide nothing. /invite it there.",
            )
        if any(about.get(sign) for sign in OUTSIDERS):
            return problem(
                "Cards",
                f"{name} is shared with people outside, who can read the cards. "
                "Choose another REVIEW_CONVERSATION.",
            )
        if self._settings.review_in(PLATFORM).startswith("#"):
            return ok("Cards", f"to {name}; its id, {conversation}, survives a new name")
        return ok("Cards", f"to {name}")

    def _unseen(self, wanted: str, exc: PlatformError) -> str:
        if not isinstance(exc, PlatformRefused):
            return f"REVIEW_CONVERSATION ({wanted}) could not be looked up. {self._away(exc)}"
        if exc.error == "channel_not_found":
            return ""
        why = "a permission is missing" if exc.error == "missing_scope" else exc.error
        return f"REVIEW_CONVERSATION ({wanted}) could not be looked up: {why}. {_UNDO}."

    # -- who decides --------------------------------------------------------------------------

    async def leads(self, workspaces: Sequence[Reached]) -> list[Check]:
        """Whether there is somebody behind every id."""
        if not self._settings.lead_ids:
            return [off("Leads", "everybody is one; LEADS: U…,U… names them")]
        wanted = sorted(lead for lead in self._settings.lead_ids if not self._elsewhere(lead))
        if not wanted:
            says = "LEADS names people in Teams only; whoever of them links their accounts leads"
            return [off("Leads", says)]
        if not workspaces:
            return []
        unsaid = [await self._lead(lead, workspaces) for lead in wanted[:_MOST]]
        wrong = [problem("Leads", says) for says in unsaid if says]
        return wrong or [ok("Leads", f"{len(wanted)}, all known to Slack")]

    def _elsewhere(self, lead: str) -> bool:
        """Whether somebody leads in Teams."""
        return self._settings.teams and of_teams(lead)

    async def _lead(self, lead: str, workspaces: Sequence[Reached]) -> str:
        """What is wrong with a lead; empty where nothing is."""
        for one in workspaces:
            try:
                told = await self._web.call(one.key, "users.info", user=lead)
            except PlatformRefused as exc:
                if exc.error not in {"user_not_found", "user_not_visible"}:
                    return f"{lead} could not be looked up ({exc.error})."
                continue
            except PlatformError as exc:
                return f"{lead} could not be looked up. {self._away(exc)}"
            about: Json = told.get("user") or {}
            if about.get("deleted"):
                return f"{lead} is deactivated. Take the id out of LEADS."
            if about.get("is_bot"):
                return f"{lead} is a bot, which approves nothing. Take the id out of LEADS."
            return ""
        return (
            f"nobody has the id {lead}. It is in the person's profile: ⋮, then Copy member ID (U…)."
        )


def _scopes(one: Reached) -> list[Check]:
    """What the workspace did not allow, and what that silently leaves undone."""
    what = f"Slack permissions in {one.name}"
    if not one.scopes:
        return [off(what, "the server does not tell which were granted")]
    missing = [scope for scope in SCOPES if scope not in one.scopes]
    if not missing:
        return [ok(what, f"all {len(SCOPES)}")]
    told = [problem(what, f"{scope} is missing, so {SCOPES[scope]}.") for scope in missing]
    return [*told, problem(what, f"{_UNDO}.")]


def _emoji(settings: Settings) -> Check:
    unknown = emoji_unknown(settings.decisions)
    if not unknown:
        shown = " ".join(f"{emoji} {decision}" for emoji, decision in settings.decisions.items())
        return ok("Emoji", shown) if shown else off("Emoji", "EMOJI_MAP is empty: none decides")
    return problem(
        "Emoji",
        f"{' '.join(unknown)} in EMOJI_MAP would decide nothing in Slack, which sends names. "
        "Write the name instead, such as rocket=approve.",
    )
