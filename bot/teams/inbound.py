"""Reads what Teams sends: whose it is, what was said, and what was forwarded or quoted. Pure.

Activities come from outside: whatever has an unexpected shape is read as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import wishes
from bot.payload import Data, data, entries, string
from bot.records import Conversation
from bot.teams.ids import PLATFORM
from bot.teams.markup import Written, read, read_plain
from bot.teams.shares import Shared as Shared
from bot.teams.shares import forwarded, html_of, quoted
from bot.teams.shares import message_payload as message_payload
from bot.teams.shares import moment as moment
from bot.wishes import Wish

_KINDS = {"personal": "personal", "groupchat": "groupChat", "channel": "channel"}
_THREAD = ";messageid="
_BOT = "28:"
_LONG = 4  # words behind “policy”
_HTML = re.compile(r"</(?:p|div|blockquote)>|<br ?/?>|schema\.skype\.com/", re.IGNORECASE)
_QUOTED_HTML = re.compile(r"<blockquote\b[^<>]*schema\.skype\.com/", re.IGNORECASE)
_PICTURES = frozenset(("png", "jpg", "jpeg", "gif", "webp", "heic", "bmp", "tif", "tiff"))
_FILE = "application/vnd.microsoft.teams.file.download.info"
_COMMAND = re.compile(
    r"(?P<slash>/?)(?P<name>respond|check|help|cases|policy|link)(?=\s|:|$)(?P<colon>\s*:)?\s*"
    r"(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"off|[a-z0-9]{4}-[a-z0-9]{4}|(?=[a-z]*[0-9])[a-z0-9]{8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody wrote where the bot can read it.

    `user` is the member id, `text` the words without the mention of the bot, without what was
    forwarded or quoted, and with HTML read. `thread` is the message of a channel that it answers,
    or empty. `targeted` says that nobody else sees it; `pictures` is how many there are.
    """

    user: str
    name: str
    conversation: str
    activity: str
    text: str
    thread: str = ""
    kind: str = "personal"
    mentions: bool = False
    targeted: bool = False
    forwarded: tuple[Shared, ...] = ()
    quoted: tuple[Shared, ...] = ()
    pictures: int = 0


def said(body: Data) -> Said | None:
    """A new message, or None for what no colleague wrote (bots, edits, outsiders, buttons)."""
    button = data(body, "value") and not string(body, "text").strip()
    if string(body, "type") != "message" or button:
        return None
    (user, name), (place, _) = member(body), _where(body)
    activity = string(body, "id")
    if not (user and place and activity) or _no_colleague(body):
        return None
    mentioned, names = _own_mentions(body)
    written = _written(body, names)
    shares = forwarded(body, written)
    return Said(
        user=user,
        name=name,
        conversation=place,
        activity=activity,
        text=written.text if html_of(body) else _own_words(written.text, shares),
        thread=thread(body),
        kind=kind(body),
        mentions=mentioned or written.mentioned,
        targeted=data(body, "recipient").get("isTargeted") is True,
        forwarded=shares,
        quoted=quoted(body, written),
        pictures=max(written.pictures, sum(map(_pictured, entries(body, "attachments")))),
    )


def _no_colleague(body: Data) -> bool:
    """Whether a bot wrote it, or somebody of another company."""
    sender = data(body, "from")
    own = string(sender, "id") == string(data(body, "recipient"), "id") != ""
    bot = string(sender, "id").startswith(_BOT) or string(sender, "role").lower() in {
        "bot",
        "skill",
    }
    return own or bot or outsider(body)


def outsider(body: Data) -> bool:
    """Whether the sender is known to belong to another company than the conversation."""
    homes = {
        string(data(data(body, "channelData"), "tenant"), "id").lower(),
        string(data(body, "conversation"), "tenantId").lower(),
        string(data(body, "from"), "tenantId").lower(),
    }
    return len(homes - {""}) > 1


def _written(body: Data, names: frozenset[str]) -> Written:
    """The words. Teams sends its HTML beside the plain text, into which it pours forwards."""
    marked, plain = html_of(body), _plain(body, names)
    if not marked:
        return plain
    full = read(marked, names)
    shares = bool(full.forwards or full.placeholders)
    return replace(
        full,
        text=full.text or ("" if shares else plain.text),
        replies=(*full.replies, *plain.replies),
        mentioned=full.mentioned or plain.mentioned,
    )


def _plain(body: Data, names: frozenset[str]) -> Written:
    text, style = string(body, "text"), string(body, "textFormat").lower()
    signs = _QUOTED_HTML if style == "plain" else _HTML
    if style == "xml" or signs.search(text):
        return read(text, names)
    return read_plain(text, names, markdown=style == "markdown")


def _own_words(text: str, shares: tuple[Shared, ...]) -> str:
    """Plain text without the forwarded words that Teams pours into it, behind the others."""
    for share in reversed(shares):
        text = text.removesuffix(share.text).strip()
    return text


def _own_mentions(body: Data) -> tuple[bool, frozenset[str]]:
    """Whether the bot is mentioned, and what it is called in this message."""
    me = data(body, "recipient")
    names, mentioned = {string(me, "name")}, False
    for entity in entries(body, "entities"):
        whom = data(entity, "mentioned")
        if string(entity, "type").lower() == "mention" and _same(whom, me):
            mentioned = True
            names |= {string(whom, "name"), read_plain(string(entity, "text")).text}
    return mentioned, frozenset(names - {""})


def _same(one: Data, other: Data) -> bool:
    return string(one, "id").lower() == string(other, "id").lower() != ""


def _pictured(attachment: Data) -> bool:
    kind = string(attachment, "contentType").lower()
    told = data(attachment, "content")
    ending = string(told, "fileType") or string(attachment, "name").rpartition(".")[2]
    return kind.startswith("image/") or (kind == _FILE and ending.lower() in _PICTURES)


def reactions(body: Data) -> tuple[list[str], list[str]]:
    """The reactions that were added and removed, as they were sent."""
    return list(_types(body, "reactionsAdded")), list(_types(body, "reactionsRemoved"))


def _types(body: Data, key: str) -> Iterator[str]:
    return filter(None, (string(one, "type") for one in entries(body, key)))


def tenant(body: Data) -> str:
    """The tenant in which the conversation is, in small letters; empty where none is named."""
    told = data(data(body, "channelData"), "tenant")
    found = string(told, "id") or string(data(body, "conversation"), "tenantId")
    return found.lower()


def member(body: Data) -> tuple[str, str]:
    """Id and name of whoever acted; the id is Entra's where Teams sends one."""
    who = data(body, "from")
    return string(who, "aadObjectId").lower() or string(who, "id"), string(who, "name")


def _where(body: Data) -> tuple[str, str]:
    place, _, root = string(data(body, "conversation"), "id").partition(_THREAD)
    return place, root


def thread(body: Data) -> str:
    """The message in a channel under which it happened; empty elsewhere, and for that message."""
    _, root = _where(body)
    return "" if root == string(body, "id") else root


def kind(body: Data) -> str:
    """`personal`, `groupChat` or `channel`; not personal unless that is certain."""
    at = data(body, "conversation")
    named = _KINDS.get(string(at, "conversationType").lower())
    if named:
        return named
    channel = data(data(body, "channelData"), "channel")
    if channel or _THREAD in string(at, "id") or "@thread.tacv2" in string(at, "id"):
        return "channel"
    alone = string(at, "id").startswith("a:") and at.get("isGroup") is not True
    return "personal" if alone else "groupChat"


def conversation(body: Data) -> Conversation | None:
    """Where the bot may speak unasked from now on; None without a way to get there."""
    place, _ = _where(body)
    service, house = string(body, "serviceUrl"), tenant(body)
    if not (place and service and house):
        return None
    at, me, team = kind(body), data(body, "recipient"), data(data(body, "channelData"), "team")
    who, name = member(body)
    reference = {
        "serviceUrl": service,
        "channelId": string(body, "channelId"),
        "bot": {"id": string(me, "id"), "name": string(me, "name")},
        "conversation": {
            "id": place,
            "conversationType": at,
            "tenantId": house,
            "isGroup": at != "personal",
        },
    }
    if at == "personal":
        reference["user"] = {"id": string(data(body, "from"), "id"), "name": name}
    return Conversation(
        workspace=f"{PLATFORM}:{house}",
        id=place,
        kind=at,
        reference=reference,
        member=who if at == "personal" else "",
        team=string(team, "aadGroupId").lower() if at == "channel" else "",
    )


def wish(said: Said) -> wishes.Words:
    """What was said to the bot. `respond …` and, with a slash or in private, `check …` are Teams'
    own; whatever else is understood in Slack is understood here. A post may begin with “policy”,
    so without a slash only what looks like a question about it is one."""
    found = _COMMAND.fullmatch(said.text.strip())
    if not found:
        return wishes.words(said.text)
    name, text = found["name"].lower(), found["text"].strip()
    if name == "link":
        coded = not text or _CODE.fullmatch(text)
        return wishes.Words(Wish.LINK, text) if coded else wishes.words(said.text)
    meant = bool(found["slash"]) or said.targeted
    if name == "respond":
        return wishes.words(text)
    if name == "policy":
        asked = meant or found["colon"] or text.endswith("?") or len(text.split()) < _LONG
        return wishes.Words(Wish.POLICY, text) if asked else wishes.Words(Wish.POST, said.text)
    if name == "check" and (meant or found["colon"]):
        return wishes.Words(Wish.CHECK, text)
    if meant:
        return wishes.words(f"{name} {text}")
    return wishes.words(said.text)
