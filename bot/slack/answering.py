"""How Slack is answered: forms that open at once, and private words that a job says."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.errors import PlatformError
from bot.payload import Data, data, string
from bot.people import Caller
from bot.slack import inbound, render
from bot.slack.messenger import CARDS_JOB, SAY_JOB
from bot.slack.people import PLATFORM, Directory, Office
from bot.slack.web import Web
from bot.telling import Asker, Telling

log = logging.getLogger(__name__)

NO_FORM = "The form did not open. Please try again, or type `/respond` and the customer's post."
PRESS_AGAIN = "The form did not open. Please press the button again."


@dataclass(frozen=True, slots=True)
class Answering(Telling):
    """The desk, and the ways back to whoever asks."""

    say_job: ClassVar[str] = SAY_JOB
    cards_job: ClassVar[str] = CARDS_JOB

    directory: Directory
    web: Web
    links: bool = False  # whether there is another platform to be linked with

    async def open(self, office: Office, body: Data, view: dict[str, Any]) -> bool:
        """Open a form; whether Slack did."""
        trigger = string(body, "trigger_id")
        try:
            await self.web.open_view(office.workspace.id, trigger, view)
        except PlatformError as exc:
            log.info("A form was not opened: %s", exc)
            return False
        return True

    async def say_message(self, asker: Asker, message: render.Message) -> None:
        """Tell somebody privately, with blocks of its own."""
        await self.say_drawn(asker, message.text, {"blocks": message.blocks})


def asker(office: Office, caller: Caller, conversation: str = "", thread: str = "") -> Asker:
    """Whoever did something in a conversation of Slack."""
    direct = conversation.startswith("D")
    return Asker(office.workspace, caller, caller.member, conversation, thread, direct)


def delivery(body: Data, words: str = "") -> str:
    """The key of a command or interaction. What else it holds makes it another delivery.

    A form has the key of its view: sent again because the answer was slow, it is still one. Empty
    where nothing tells one from another.
    """
    sent = string(body, "type") == "view_submission"
    one = string(data(body, "view"), "id") if sent else ""
    one = one or string(body, "trigger_id")
    told = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{PLATFORM}:{inbound.team(body)}:{one}:{told}" if one else ""
