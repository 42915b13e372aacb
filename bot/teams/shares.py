"""Reads messages within a message of Teams: forwarded, quoted, and those of integrations. Pure.

How a forward reaches a bot is documented nowhere, so it is looked for wherever it was seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from bot.payload import Data, data, entries, string, whole
from bot.teams.markup import Written, marked_up, read, read_plain

_FORWARD = "forwardedmessagereference"
_QUOTE = "messagereference"
_NOT_WORDS = ("text/html", _FORWARD, _QUOTE)
_MOST = 20  # messages within a message; people pass on one
_DEEPEST = 12  # a card's elements within elements
_WORDS = ("title", "activityTitle", "subtitle", "activitySubtitle", "text", "value", "activityText")
_HOLDERS = ("facts", "body", "items", "columns", "inlines", "rows", "cells", "sections")
_EPOCH = re.compile(r"1[0-9]{12}")  # milliseconds, until 2033


@dataclass(frozen=True, slots=True)
class Shared:
    """A message that was forwarded or quoted, or on which the message action was used.

    `at` is when it was written. `readable` is False where there is one, but not its words.
    `card_of` is the id of a quoted message, which may be a card of ours.
    """

    text: str
    at: datetime | None
    readable: bool
    card_of: str = ""


def forwarded(message: Data, written: Written) -> tuple[Shared, ...]:
    """The messages that were forwarded, each once; the words of its HTML are in `written`."""
    found = [_reference(one) for one in islice(_attached(message, _FORWARD), _MOST)]
    for text in written.forwards[:_MOST]:
        known = text and any(one.text == text for one in found)
        blind = next((n for n, one in enumerate(found) if not one.readable), None)
        if blind is not None and not known:
            found[blind] = replace(found[blind], text=text, readable=bool(text))
        elif not known:
            found.append(Shared(text, None, bool(text)))
    if not found and _lost(message, written):
        found.append(Shared("", None, readable=False))
    return tuple(_once(found))


def quoted(message: Data, written: Written) -> tuple[Shared, ...]:
    """The messages that were quoted, each once, in the order of their places in the message."""
    found: dict[str, Shared] = {}
    for one in islice(_quotes(message, written), _MOST):
        known = found.get(one.card_of)
        same = not one.card_of and any(other.text == one.text for other in found.values())
        if not same and (known is None or not known.readable):
            found[one.card_of] = one
    return tuple(found.values())


def message_payload(value: Data) -> Shared:
    """The message on which a message action was used; a forwarded one's words where it has one.

    `value` is that of the invoke. What integrations post has its words in a card.
    """
    message = data(value, "messagePayload")
    body = data(message, "body")
    content = string(body, "content")
    plain = string(body, "contentType").lower() == "text"
    written = read_plain(content) if plain else _read_either(content)
    text = written.text or "\n".join(_cards(message))
    at = moment(string(message, "createdDateTime"))
    inner = next((one for one in forwarded(message, written) if one.readable), None)
    if inner:
        text, at = inner.text, inner.at or at
    readable = bool(text) and message.get("deleted") is not True
    return Shared(text if readable else "", at, readable, card_of=string(message, "id"))


def html_of(message: Data) -> str:
    """The HTML that Teams sends beside the plain text of a message; empty without any."""
    found = (string(one, "content") for one in _attached(message, "text/html"))
    return next(filter(None, found), "")


def moment(told: str) -> datetime | None:
    """A time of Teams: ISO 8601, or milliseconds since 1970, which ids of messages are as well."""
    try:
        if _EPOCH.fullmatch(told):
            return datetime.fromtimestamp(int(told) / 1000, UTC)
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def object_of(value: object) -> Data:
    """A mapping, or the JSON of one; empty for everything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, Mapping) else {}


def _attached(message: Data, kind: str) -> Iterator[Data]:
    return (a for a in entries(message, "attachments") if _kind(a) == kind)


def _kind(attachment: Data) -> str:
    return string(attachment, "contentType").lower()


def _reference(attachment: Data) -> Shared:
    """A forwarded message, in one of the shapes that were seen."""
    content = object_of(attachment.get("content"))
    raw = string(content, "originalMessageContent") or string(data(content, "body"), "content")
    text = _read_either(raw).text if raw else string(content, "originalMessagePreview").strip()
    times = ("originalSentDateTime", "createdDateTime", "originalMessageId")
    at = next(filter(None, (moment(string(content, key)) for key in times)), None)
    return Shared(text, at, bool(text))


def _quotes(message: Data, written: Written) -> Iterator[Shared]:
    for attachment in _attached(message, _QUOTE):
        content = object_of(attachment.get("content"))
        yield _quote(
            string(content, "messageId") or string(attachment, "id"),
            string(content, "messagePreview") or string(data(content, "body"), "content"),
        )
    for entity in entries(message, "entities"):
        if string(entity, "type").lower() == "quotedreply":
            told = data(entity, "quotedReply")
            words = "" if told.get("isReplyDeleted") is True else string(told, "preview")
            yield _quote(string(told, "messageId"), words)
    for reply in written.replies:
        yield _quote(reply.id, reply.text)


def _quote(message: str, words: str) -> Shared:
    text = _read_either(words).text
    return Shared(text, moment(message), bool(text), message)


def _read_either(text: str) -> Written:
    """HTML where there are tags in it; Teams does not say."""
    return read(text) if marked_up(text) else read_plain(text)


def _lost(message: Data, written: Written) -> bool:
    """Whether something stands in the message of which nothing was sent: no file, no card."""
    other = any(_kind(a) not in _NOT_WORDS for a in entries(message, "attachments"))
    sent = {string(a, "id") for a in entries(message, "attachments")} - {""}
    return not other and any(
        _EPOCH.fullmatch(one) and one not in sent for one in written.placeholders
    )


def _once(found: Iterable[Shared]) -> Iterator[Shared]:
    seen = set()
    for one in found:
        if not one.readable or one.text not in seen:
            seen.add(one.text)
            yield one


def _cards(message: Data) -> Iterator[str]:
    """The words of the cards that an integration posted."""
    for attachment in entries(message, "attachments"):
        if ".card." in _kind(attachment):
            lines: list[str] = []
            _collect(object_of(attachment.get("content")), lines)
            yield "\n".join(filter(None, lines))


def _collect(node: object, lines: list[str], depth: int = 0) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(node, list):
        for child in node:
            _collect(child, lines, depth + 1)
    elif isinstance(node, Mapping):
        told = [node[key] for key in _WORDS if isinstance(node.get(key), str)]
        texts = (_card_text(whole(text)) for text in told)
        lines.append((": " if "value" in node else "\n").join(filter(None, texts)))
        for key in _HOLDERS:
            _collect(node.get(key), lines, depth + 1)


def _card_text(text: str) -> str:
    return read(text).text if marked_up(text) else read_plain(text, markdown=True).text
