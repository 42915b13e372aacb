"""Who acts on a surface and where, and how a job tells them something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from bot.acts import Act, Target
from bot.desk import CareDesk
from bot.people import Caller, Place, Workspace
from bot.records import MessageRef
from bot.standing import card_of
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever did something, and where the answer to it belongs.

    `thread` is the message under which it was done, empty for none: what is said privately beside
    a thread that nobody has opened yet would not be seen. `direct` says that nobody else is there.
    `member` is the platform's id of whoever did it.
    """

    workspace: Workspace
    caller: Caller
    member: str
    conversation: str = ""
    thread: str = ""
    direct: bool = False

    @property
    def place(self) -> Place:
        """The conversation, as a case remembers it."""
        return Place(self.workspace.platform, self.workspace.id, self.conversation)

    @property
    def to(self) -> dict[str, Any]:
        """Whom a job tells something, and where."""
        return {
            "workspace": self.workspace.id,
            "conversation": self.conversation,
            "thread": self.thread,
            "user": self.member,
        }

    def known_by(self, *delivery: str) -> Asker:
        """The same, under other keys of delivery."""
        return replace(self, caller=replace(self.caller, delivery=delivery))

    def beside(self, what: str) -> Asker:
        """The same, who is told something besides what was done: each of them once."""
        return self.known_by(*(f"{key}:{what}" for key in self.caller.delivery))


@dataclass(frozen=True, slots=True)
class Telling:
    """The desk, and the jobs of a surface that say something and that look after cards."""

    say_job: ClassVar[str]
    cards_job: ClassVar[str]

    desk: CareDesk
    store: Store

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
        await self.desk.tell(asker.caller, self.say_job, sentence, payload, case_id=case_id)

    async def say_drawn(
        self, asker: Asker, words: str, drawn: Mapping[str, Any], *, case_id: str = ""
    ) -> None:
        """The same as the surface draws it; `words` say it where nothing is drawn."""
        await self.desk.tell(asker.caller, self.say_job, words, asker.to, drawn, case_id=case_id)

    async def show(self, asker: Asker, about: Target) -> None:
        """Have the card of a case brought to whoever asks."""
        await self.desk.view(asker.caller.organisation, about.case)  # it may be gone
        payload = {**asker.to, "show": True}
        await self.desk.tell(asker.caller, self.cards_job, "", payload, case_id=about.case)

    async def look(self, caller: Caller, case_id: str) -> None:
        """Have somebody look whether the cards of a case stand, and show what they should."""
        await self.desk.tell(caller, self.cards_job, "", {"look": True}, case_id=case_id)

    async def thread_of(self, organisation: str, case_id: str, ref: MessageRef) -> str:
        """The thread in which a card stands; empty where it stands by itself."""
        standing = await self.store.cards(organisation, case_id)
        return next((card_of(one).thread for one in standing if one.ref == ref), "")
