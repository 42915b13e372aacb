"""How Teams is answered: in the answer to an invoke, else by a job that tells it privately."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.payload import Data, string
from bot.people import Workspace
from bot.records import Conversation
from bot.teams import inbound
from bot.teams.messenger import CARDS_JOB, SAY_JOB
from bot.teams.people import Directory
from bot.teams.render import Message
from bot.telling import Asker, Telling
from bot.under_cards import message_key


@dataclass(frozen=True, slots=True)
class Answering(Telling):
    """The desk, and the ways back to whoever asks."""

    say_job: ClassVar[str] = SAY_JOB
    cards_job: ClassVar[str] = CARDS_JOB

    directory: Directory

    async def asker(self, workspace: Workspace, body: Data, *more: str) -> Asker:
        """Whoever sent an activity; `more` tells one of several things in it from the others."""
        where = inbound.conversation(body)
        member, name = inbound.member(body)
        key = delivery(workspace, body, where)
        keys = [":".join((key, *more))] if key else []
        caller = await self.directory.caller(workspace, member, name, *keys)
        if where is None:
            return Asker(workspace, caller, member)
        direct = where.kind == "personal"
        return Asker(workspace, caller, member, where.id, thread_of(body, where), direct)

    async def say_message(self, asker: Asker, message: Message, *, case_id: str = "") -> None:
        """Tell somebody privately, with a card of its own."""
        drawn = {"card": message.card} if message.card else {}
        await self.say_drawn(asker, message.text, drawn, case_id=case_id)


def thread_of(body: Data, where: Conversation) -> str:
    """Where an answer belongs: a message that somebody writes into a channel begins a thread."""
    begins = where.kind == "channel" and string(body, "type") == "message"
    return inbound.thread(body) or (string(body, "id") if begins else "")


def delivery(workspace: Workspace, body: Data, where: Conversation | None) -> str:
    """The key of an activity; empty where nothing tells one from another.

    Invokes and buttons count with what they bring: the id alone may be that of the card.
    """
    activity = string(body, "id")
    if not (activity and where):
        return ""
    key = message_key(workspace, where.id, activity)
    value = body.get("value")
    return f"{key}:{_digest(value)}" if value is not None else key


def form_key(workspace: Workspace, form: str, data: Data) -> str:
    """The key of a form that opens a case: sent twice, with the same words, it is one."""
    words = {key: value for key, value in data.items() if key != "choice"}
    return f"{workspace.key}:form:{form}:{_digest(words)}"


def once() -> str:
    """Tells a form from all others."""
    return secrets.token_hex(8)


def _digest(value: Any) -> str:
    told = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
