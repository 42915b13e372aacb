"""What the Teams app needs (commands, message action, permissions), and the package of it all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from bot import __version__
from bot.contract import written
from bot.errors import BadInput
from bot.settings import Settings
from bot.teams.ids import MESSAGE_ACTION

SCHEMA = "1.29"  # the first with commands behind a slash
_ICONS = Path(__file__).parent / "icons"
_AT = (2026, 1, 1, 0, 0, 0)  # of the files in the package: the same input gives the same bytes

# What can be typed; the words are those that `bot.wishes` knows.
COMMANDS = {
    "respond": "A customer's post: I read it and draft a reply. Alone, it opens a form.",
    "check:": "A reply of yours: I say how a reader may hear it. Nothing is kept.",
    "cases": "What is open, and the way to each card",
    "policy": "Ask our guidelines",
    "help": "What one can do here",
}
# What somebody who is new can try with one click.
STARTERS = {
    "Draft a reply": (
        "See what I make of a complaint",
        "respond 45 minutes for cold pasta, and the waiter laughed at us. Never again.",
    ),
    "Check a reply": (
        "See how your own words may be heard",
        "check: We're sorry you feel that way, but you should have told the waiter.",
    ),
    "What is open?": ("The cases that wait for us", "cases"),
}


def manifest(settings: Settings, website: str) -> dict[str, Any]:
    """The app's manifest; `website` is that of whoever runs it. `BadInput` names what is missing.

    Reading who owns a team is only asked for where LEADS names `team-owners`.
    """
    app_id, site = _app_id(settings.microsoft_app_id), _site(website)
    return {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/"
        f"v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": __version__,
        "id": app_id,
        "developer": {
            "name": (urlsplit(site).hostname or "")[:32],
            "websiteUrl": site,
            "privacyUrl": site,
            "termsOfUseUrl": site,
        },
        "name": {"short": "Response Coach", "full": "Response Coach"},
        "description": {
            "short": "Coaches you while you answer unhappy customers in public.",
            "full": "Forward a customer's post, and Response Coach drafts a reply held to your "
            "rubric, says what a reader could take badly, and waits: nothing becomes public "
            "before a person has approved it and posted it.",
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1f4d3a",
        "bots": [_bot(app_id)],
        "composeExtensions": [_message_action(app_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [],
        **_owners(app_id, wanted="team-owners" in map(str.lower, settings.lead_ids)),
    }


def package(settings: Settings, website: str) -> bytes:
    """The app package: a zip of the manifest and both icons, as Teams takes it."""
    told = written(manifest(settings, website), indent=2, encoding="utf-8")
    files = {"manifest.json": told.encode()}
    files |= {name: (_ICONS / name).read_bytes() for name in ("color.png", "outline.png")}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _AT), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _bot(app_id: str) -> dict[str, Any]:
    typed = [{"title": name, "description": says} for name, says in COMMANDS.items()]
    starters = [
        {"title": title, "description": says, "type": "prompt", "prompt": prompt}
        for title, (says, prompt) in STARTERS.items()
    ]
    slashed = [{**command, "title": command["title"].strip(":")} for command in typed]
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "supportsFiles": False,
        "isNotificationOnly": False,
        "supportsTargetedMessages": True,  # commands behind a slash, which nobody else sees
        "commandLists": [
            {"scopes": ["personal"], "commands": [*typed, *starters]},
            {"scopes": ["team", "groupChat"], "commands": typed},
            {"scopes": ["team", "groupChat"], "triggers": ["slash"], "commands": slashed},
        ],
    }


def _message_action(app_id: str) -> dict[str, Any]:
    command = {
        "id": MESSAGE_ACTION,
        "type": "action",
        "title": "Coach a reply",
        "description": "Draft and check a public reply to this message",
        "context": ["message"],
        "fetchTask": True,
    }
    return {"botId": app_id, "commands": [command]}


def _owners(app_id: str, *, wanted: bool) -> dict[str, Any]:
    """Teams gives the owners of a team, for the one team in which the bot is installed."""
    if not wanted:
        return {}
    asked = [{"name": "TeamMember.Read.Group", "type": "Application"}]
    return {
        "webApplicationInfo": {"id": app_id},
        "authorization": {"permissions": {"resourceSpecific": asked}},
    }


def _app_id(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError as exc:
        raise BadInput("Set MICROSOFT_APP_ID to the app id of your bot (a GUID) first.") from exc


def _site(given: str) -> str:
    try:
        parts = urlsplit(given)
        good = parts.scheme in {"http", "https"} and parts.hostname and len(given) <= 2048
    except ValueError:  # such as https://[
        good = False
    if not good or any(map(str.isspace, given)):
        raise BadInput("Teams shows who runs the app: --website https://www.example.com")
    return given
