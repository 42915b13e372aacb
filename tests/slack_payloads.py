"""Payloads as Slack words them: what is built here is what the bot receives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.slack_blocks import Message
from tests.slack_world import APP, Conversation

Payload = dict[str, Any]
_MARKUP = re.compile(r"(<(?:[@#!]|https?:|mailto:)[^<>]*>)|(https?://[^\s<>]+)|([&<>])")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def as_slack_writes(text: str) -> str:
    """Typed text as it stands in messages: `&`, `<` and `>` escaped, addresses in brackets."""

    def written(found: re.Match[str]) -> str:
        markup, address, sign = found.groups()
        return markup or (f"<{address.replace('&', '&amp;')}>" if address else _ESCAPED[sign])

    return _MARKUP.sub(written, text)


def event_callback(
    event: Payload, *, event_id: str, at: float, team: str, bot_user: str, shared: bool
) -> Payload:
    """The envelope of an event; `shared`: from a conversation with another company."""
    authorization = {
        "enterprise_id": None,
        "team_id": team,
        "user_id": bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "x",
        "team_id": team,
        "api_app_id": APP,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event": event,
    }


def slash_command(
    command: str,
    text: str,
    *,
    place: Conversation,
    user: tuple[str, str],
    domain: str,
    hook: str,
    trigger: str,
) -> Payload:
    """The form of a slash command; `user` is id and name."""
    return {
        "token": "x",
        "team_id": place.team,
        "team_domain": domain,
        "channel_id": place.id,
        "channel_name": place.name,
        "user_id": user[0],
        "user_name": user[1],
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": hook,
        "trigger_id": trigger,
    }


def share(text: str, author: str, *, ts: str, link: str, team: str = "T1") -> Payload:
    """The attachment of a forwarded message, which stood in C1."""
    written = as_slack_writes(text)
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    blocks = [{"type": "rich_text", "elements": [section]}]
    return {
        "is_share": True,
        "is_msg_unfurl": True,
        "from_url": link,
        "ts": ts,
        "author_id": "U2",
        "author_name": author,
        "channel_id": "C1",
        "channel_team": team,
        "channel_name": "general",
        "text": written,
        "fallback": f"[date] {author}: {written}",
        "footer": "Posted in #general",
        "mrkdwn_in": ["text"],
        "message_blocks": [
            {"team": team, "channel": "C1", "ts": ts, "message": {"blocks": blocks}}
        ],
    }


def picture(file_id: str, name: str, size: int, url: str) -> Payload:
    """An uploaded picture."""
    return {
        "id": file_id,
        "name": name,
        "mimetype": "image/png",
        "filetype": "png",
        "size": size,
        "url_private": url,
        "url_private_download": url,
    }


def inner(message: Mapping[str, Any]) -> Payload:
    """A message within another payload, which names the conversation itself."""
    return {key: value for key, value in message.items() if key != "channel"}


def message_changed(message: Message, before: Mapping[str, Any], kind: str, ts: str) -> Payload:
    """Somebody edited a message, or Slack itself unfurled a link (then without `edited`)."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": message.conversation,
        "channel_type": kind,
        "ts": ts,
        "event_ts": ts,
        "message": inner(message),
        "previous_message": inner(before),
    }


def message_deleted(message: Message, kind: str, ts: str) -> Payload:
    """Somebody deleted a message."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": message.conversation,
        "channel_type": kind,
        "ts": ts,
        "deleted_ts": message.ts,
        "event_ts": ts,
        "previous_message": inner(message),
    }


def member_left(place: Conversation, user: str, ts: str) -> Payload:
    """Somebody, perhaps the bot, is no longer in a conversation."""
    return {
        "type": "member_left_channel",
        "user": user,
        "channel": place.id,
        "channel_type": {"channel": "C", "group": "G"}[place.kind],
        "team": place.team,
        "event_ts": ts,
    }


def container(message: Message, *, private: bool) -> Payload:
    """Where a button stands."""
    return {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.conversation,
        "is_ephemeral": private,
    }
