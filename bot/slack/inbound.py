"""Reads what Slack sends: whose it is, what was said, and which posts were forwarded. Pure.

Payloads come from outside: whatever has an unexpected shape is read as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.payload import Data, data, entries, string

_ANGLED = re.compile(r"<([^<>\s|]+)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the only three that Slack uses
_SKIN = re.compile(r"::skin-tone-\d$")
_OPENING = re.compile(r"\[[^\]]*\] [^:\n]{1,80}:(?:\s|$)")
_NOTHING_SHOWN = frozenset({"[no preview available]", "this content can't be displayed."})
_SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})


@dataclass(frozen=True, slots=True)
class Shared:
    """A post that was forwarded as a message of Slack; `at` is when that message was written."""

    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody wrote where the bot can read it.

    `text` is without the mention of the bot. `thread` is the message that it answers, or empty.
    """

    user: str
    conversation: str
    ts: str
    text: str
    thread: str = ""
    direct: bool = False
    mentions: bool = False
    outsiders: bool = False
    shared: tuple[Shared, ...] = ()
    pictures: tuple[str, ...] = ()


def said(body: Data, bot_user: str) -> Said | None:
    """The message of an event, or None for what no colleague wrote (bots, edits, outsiders)."""
    event = data(body, "event")
    user, ts = string(event, "user"), string(event, "ts")
    spoken = string(event, "subtype") in _SPOKEN and "bot_id" not in event
    if not (spoken and user and user != bot_user and ts and string(event, "channel")):
        return None
    if outsider(body):
        return None
    raw, mention = string(event, "text"), f"<@{bot_user}>"
    thread = string(event, "thread_ts")
    return Said(
        user=user,
        conversation=string(event, "channel"),
        ts=ts,
        text=plain(raw.replace(mention, " ")).strip(),
        thread="" if thread == ts else thread,
        direct=string(event, "channel_type") == "im" or string(event, "channel")[:1] == "D",
        mentions=(bool(bot_user) and mention in raw) or string(event, "type") == "app_mention",
        outsiders=bool(body.get("is_ext_shared_channel")),
        shared=tuple(_shares(event, bot_user)),
        pictures=tuple(_pictures(event)),
    )


def outsider(body: Data) -> bool:
    """Whether somebody of another company did it: they may read along, but do not work here.

    Slack names the home of whoever wrote something. Of a reaction it does not always, so that in a
    conversation shared with others a reaction without a home decides nothing.
    """
    event = data(body, "event")
    if not event:
        home = string(data(body, "user"), "team_id")
        return bool(home) and home not in _ours(body)
    if body.get("is_ext_shared_channel") is not True:
        return False
    home = string(event, "user_team") or string(event, "team")
    unknown = not home and string(event, "type").startswith("reaction_")
    return unknown or home not in {"", *_ours(body)}


def _ours(body: Data) -> set[str]:
    """The workspace and the enterprise that a request is about."""
    at = data(body, "team")
    known = {
        team(body),
        string(_installation(body), "enterprise_id"),
        string(body, "enterprise_id"),
        string(data(body, "enterprise"), "id"),
        string(at, "enterprise_id"),
    }
    if body.get("is_enterprise_install") is True:
        known.add(string(at, "id"))
    return known - {""}


def message_text(message: Data) -> str:
    """The words of a message that a shortcut was used on; a forwarded one's where it holds one."""
    own = plain(string(message, "text")).strip()
    shares = [share.text for share in _shares(message, "")]
    return (
        shares[0] if shares else own or _attached(message) or _in_rich_text(message.get("blocks"))
    )


def _attached(message: Data) -> str:
    """What integrations post: they put the customer's words into attachments."""
    return "\n".join(filter(None, map(_words_of, entries(message, "attachments"))))


def _words_of(attachment: Data) -> str:
    """The words of an attachment, wherever it has them."""
    return (
        plain(string(attachment, "text")).strip()
        or _in_rich_text([data(b, "message").get("blocks") for b in _inner(attachment)])
        or _in_rich_text(attachment.get("blocks"))
        or _in_fields(attachment)
        or _instead(attachment)
    )


def _inner(attachment: Data) -> list[Data]:
    return entries(attachment, "message_blocks")


def _in_fields(attachment: Data) -> str:
    """A heading and short facts, one a line."""
    lines = [plain(string(attachment, "pretext")), plain(string(attachment, "title"))]
    fields = entries(attachment, "fields")
    for field in fields:
        told = plain(string(field, "title")).strip(), plain(string(field, "value")).strip()
        lines.append(": ".join(filter(None, told)))
    return "\n".join(line.strip() for line in lines if line.strip()) if fields else ""


def _instead(attachment: Data) -> str:
    """What stands in for an attachment that a client cannot show: “[date] name: the words”."""
    if entries(attachment, "files"):
        return ""  # the name of a file
    told = plain(string(attachment, "fallback")).strip()
    if attachment.get("is_share") is True:
        told = _OPENING.sub("", told, count=1).strip()
    return "" if told.lower() in _NOTHING_SHOWN else told


def _shares(message: Data, bot_user: str) -> Iterator[Shared]:
    """Forwarded messages. A pasted link that Slack unfurls has no `is_share`."""
    for attachment in entries(message, "attachments"):
        if attachment.get("is_share") is not True:
            continue
        if bot_user and string(attachment, "author_id") == bot_user:
            continue  # a card of ours is no post of a customer
        if text := _words_of(attachment):
            yield Shared(text, moment(string(attachment, "ts")))


def _in_rich_text(blocks: object) -> str:
    """The words of what has them in blocks only."""
    found: list[str] = []
    _collect(blocks, found)
    return "".join(found).strip()


def _collect(node: object, found: list[str], depth: int = 0) -> None:
    if depth > 12:
        return
    if isinstance(node, list):
        for child in node:
            _collect(child, found, depth + 1)
    elif isinstance(node, Mapping):
        kind = node.get("type")
        if kind in {"text", "plain_text"}:
            found.append(string(node, "text"))
        elif kind == "mrkdwn":
            found.append(plain(string(node, "text")))
        elif kind == "link":
            found.append(string(node, "url"))
        elif kind == "emoji" and string(node, "name"):
            found.append(f":{string(node, 'name')}:")
        for key in ("elements", "text", "fields"):
            _collect(node.get(key), found, depth + 1)
        if kind in {"rich_text_section", "section", "header"}:
            found.append("\n")


def _pictures(event: Data) -> Iterator[str]:
    forwarded = (a for a in entries(event, "attachments") if a.get("is_share") is True)
    for holder in (event, *forwarded):
        for file in entries(holder, "files"):
            if string(file, "mimetype").startswith("image/") and string(file, "id"):
                yield string(file, "id")


def emoji_name(name: str) -> str:
    """The name of a reaction without its skin tone."""
    return _SKIN.sub("", name)


def plain(text: str) -> str:
    """Slack's markup as the words that people see."""

    text = _ANGLED.sub(_seen, text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _seen(markup: re.Match[str]) -> str:
    """What people see of one mention, date or link; a link with a name keeps its address."""
    target, label = markup[1], markup[2] or ""
    if target.startswith("!date^"):
        return label or target.split("^")[-1]
    if target.startswith(("@", "#", "!")):
        sign = "#" if target[0] == "#" else "@"
        return f"{sign}{(label or target[1:].split('^')[0]).lstrip('@#')}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == address:
        return address
    shortened = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return label if label.rstrip("/") == shortened else f"{label} ({address})"


def moment(ts: str) -> datetime | None:
    """The time of a message's `ts` ("1700000300.000200")."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def team(body: Data) -> str:
    """The workspace that a request is about: where the app is installed, not whose words it has.

    In conversations shared with another company these are two.
    """
    return (
        string(data(body, "view"), "app_installed_team_id")
        or string(_installation(body), "team_id")
        or string(body, "team_id")
        or string(data(body, "team"), "id")
        or string(data(body, "user"), "team_id")
        or string(data(body, "view"), "team_id")
    )


def conversation(body: Data) -> str:
    """Where a button was pressed; empty in a form."""
    return string(data(body, "channel"), "id") or string(data(body, "container"), "channel_id")


def thread(body: Data) -> str:
    """The thread in which a button was pressed; empty where it stands by itself."""
    where, message = data(body, "container"), data(body, "message")
    found = string(where, "thread_ts") or string(message, "thread_ts")
    own = string(where, "message_ts") or string(message, "ts")
    return "" if found == own else found


def bot_user(body: Data) -> str:
    """The member id under which the bot received an event."""
    return string(_installation(body), "user_id")


def _installation(body: Data) -> Data:
    """For which installation of the app Slack delivers an event."""
    return next(iter(entries(body, "authorizations")), {})


def user(body: Data) -> tuple[str, str]:
    """Id and name of whoever acted; the name is empty where Slack does not send it."""
    who = data(body, "user") or data(data(body, "event"), "user")
    if who:
        return string(who, "id"), string(who, "name") or string(who, "username")
    return (
        string(body, "user_id") or string(data(body, "event"), "user"),
        string(body, "user_name"),
    )
