"""What the Slack app needs: scopes, events, entry points, and the manifest that asks for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.errors import BadInput
from bot.slack.ids import COMMAND, SHORTCUT, SHORTCUT_ANYWHERE

# Each scope with what would silently stay undone without it.
SCOPES = {
    "app_mentions:read": "mentions are not seen",
    "channels:history": "forwarded posts in public conversations are not seen",
    "channels:read": "cards cannot tell who reads along in public conversations",
    "chat:write": "no card can be posted",
    "commands": f"{COMMAND} and the shortcut do not work",
    "files:read": "a picture is not noticed, so whoever sent it hears nothing",
    "groups:history": "forwarded posts in private conversations are not seen",
    "groups:read": "cards cannot tell who reads along in private conversations",
    "im:history": "direct messages are not seen",
    "im:write": "no card can be sent as a direct message",
    "mpim:history": "forwarded posts in group messages are not seen",
    "mpim:read": "cards cannot tell who reads along in group messages",
    "reactions:read": "emoji decide nothing",
    "users:read": "cards and the history call people “A colleague”",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)


def manifest(base_url: str = "") -> dict[str, Any]:
    """The app manifest. `base_url` is the public address (https://…); without it, Socket Mode.

    `BadInput` where Slack could not call that address.
    """
    base_url = _public(base_url)
    url = f"{base_url}/slack/events" if base_url else ""
    address = {"request_url": url} if url else {}
    command = {
        "command": COMMAND,
        "description": "Coach a public reply to a customer",
        "usage_hint": "[the customer's post] | check: [your reply] | cases | policy | help",
        "should_escape": False,
    }
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if base_url:
        oauth["redirect_urls"] = [f"{base_url}/slack/oauth_redirect"]
    return {
        "display_information": {
            "name": "Response Coach",
            "description": "Coaches you while you answer unhappy customers in public.",
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True,
                         "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Response Coach", "always_online": True},
            "shortcuts": [
                {
                    "name": "Coach a reply",
                    "type": kind,
                    "callback_id": callback_id,
                    "description": "Draft and check a public reply",
                }
                for kind, callback_id in (("message", SHORTCUT), ("global", SHORTCUT_ANYWHERE))
            ],
            "slash_commands": [{**command, **({"url": url} if url else {})}],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not base_url,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip


def _public(address: str) -> str:
    """The address without what Slack does not want at its end."""
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and parts.hostname and not any(map(str.isspace, address))
    except ValueError:  # such as https://[
        good = False
    if address and (not good or parts.query or parts.fragment or parts.username is not None):
        raise BadInput(f"“{address}” is no public address, such as https://coach.example.com")
    return address.rstrip("/")
