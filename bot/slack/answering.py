"""How Slack is answered: forms that open at once, and private words that a job says."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from typing import Any

from bot.desk import CareDesk
from bot.errors import SlackError
from bot.people import Caller, Place
from bot.records import MessageRef
from bot.slack import inbound, render
from bot.slack.ids import Act, Target
from bot.slack.inbound import Data
from bot.slack.messenger import CARDS_JOB, SAY_JOB
from bot.slack.people import PLATFORM, Directory, Office
from bot.slack.places import card_of
from bot.slack.web import Web
from bot.store import Store

log = logging.getLogger(__name__)

AWAY = "Our database cannot be reached right now. Please try again in a minute."
NO_FORM = "The form did not open. Please try again, or type `/respond` and the customer's post."
PRESS_AGAIN = "The form did not open. Please press the button again."


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever did something, and where the answer to it belongs.

    `thread` is the message under which it was done, empty for none: what is said privately beside
    a thread that nobody has opened yet would not be seen.
    """

    office: Office
    caller: Caller
    conversation: str = ""
    thread: str = ""

    @property
    def place(self) -> Place:
        """The conversation, as a case remembers it."""
        return Place(PLATFORM, self.office.workspace.id, self.conversation)

    @property
    def to(self) -> dict[str, Any]:
        """Whom a job tells something, and where."""
        return {
            "workspace": self.office.workspace.id,
            "conversation": self.conversation,
            "thread": self.thread,
            "user": self.caller.person.id.rpartition(":")[2],
        }

    def known_by(self, *delivery: str) -> Asker:
        """The same, under other keys of delivery."""
        return replace(self, caller=replace(self.caller, delivery=delivery))


@dataclass(frozen=True, slots=True)
class Answering:
    """The desk, and the ways back to whoever asks."""

    desk: CareDesk
    directory: Directory
    web: Web
    store: Store

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
        asker: Asker,
        sentence: str,
        about: Target | None = None,
        *,
        anyway: bool = False,
        button: Act | None = None,
    ) -> None:
        """Tell somebody privately, by a job."""
        payload = asker.to
        if about:
            payload |= {"target": about.value(), "anyway": anyway, "button": button or ""}
        case_id = about.case if about else ""
        await self.desk.tell(asker.caller, SAY_JOB, sentence, payload, case_id=case_id)

    async def say_message(self, asker: Asker, message: render.Message) -> None:
        """The same with blocks of its own."""
        await self.desk.tell(
            asker.caller, SAY_JOB, message.text, asker.to, {"blocks": message.blocks}
        )

    async def show(self, asker: Asker, about: Target) -> None:
        """Have the card of a case brought to whoever asks."""
        await self.desk.view(asker.caller.organisation, about.case)  # it may be gone
        payload = {**asker.to, "show": True}
        await self.desk.tell(asker.caller, CARDS_JOB, "", payload, case_id=about.case)

    async def thread_of(self, organisation: str, case_id: str, ref: MessageRef) -> str:
        """The thread in which a card stands; empty where it stands by itself."""
        standing = await self.store.cards(organisation, case_id)
        return next((card_of(one).thread for one in standing if one.ref == ref), "")


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
