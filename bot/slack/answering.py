"""How Slack is answered: forms that open at once, and private words that a job says."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from bot.desk import CareDesk
from bot.errors import SlackError
from bot.people import Caller, Place
from bot.slack import inbound, render
from bot.slack.ids import Act, Target
from bot.slack.inbound import Data
from bot.slack.messenger import SAY_JOB
from bot.slack.people import PLATFORM, Directory, Office
from bot.slack.web import Web

log = logging.getLogger(__name__)

AWAY = "Our database cannot be reached right now. Please try again in a minute."
NO_FORM = "The form did not open. Please try again, or type `/respond` and the customer's post."


@dataclass(frozen=True, slots=True)
class Answering:
    """The desk, and the ways back to whoever asks."""

    desk: CareDesk
    directory: Directory
    web: Web

    async def open(self, office: Office, body: Data, view: dict[str, Any]) -> bool:
        """Open a form; whether Slack did."""
        trigger = inbound.string(body, "trigger_id")
        try:
            await self.web.open_view(office.workspace.id, trigger, view)
        except SlackError as exc:
            log.info("A form was not opened: %s", exc)
            return False
        return True

    async def say(
        self,
        office: Office,
        caller: Caller,
        place: Place,
        sentence: str,
        about: Target | None = None,
        *,
        anyway: bool = False,
        button: Act | None = None,
    ) -> None:
        """Tell somebody privately, by a job."""
        payload = to(office, caller, place)
        if about:
            payload |= {"target": about.value(), "anyway": anyway, "button": button or ""}
        case_id = about.case if about else ""
        await self.desk.tell(caller, SAY_JOB, sentence, payload, case_id=case_id)

    async def say_message(
        self, office: Office, caller: Caller, place: Place, message: render.Message
    ) -> None:
        beside = {"blocks": message.blocks}
        await self.desk.tell(caller, SAY_JOB, message.text, to(office, caller, place), beside)


def to(office: Office, caller: Caller, place: Place) -> dict[str, Any]:
    """Whom a job tells something, and where."""
    return {
        "workspace": office.workspace.id,
        "conversation": place.conversation,
        "user": caller.person.id.rpartition(":")[2],
    }


def delivery(body: Data, words: str = "") -> str:
    """The key of a command or interaction. What else it holds makes it another delivery.

    A form has the key of its view: sent again because the answer was slow, it is still one. Empty
    where nothing tells one from another.
    """
    sent = inbound.string(body, "type") == "view_submission"
    one = inbound.string(inbound.data(body, "view"), "id") if sent else ""
    one = one or inbound.string(body, "trigger_id")
    told = hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{PLATFORM}:{inbound.team(body)}:{one}:{told}" if one else ""
