"""What people write under a card: an answer to what was asked back, a wish, or their own talk."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.case import OVER, Case
from bot.errors import BadInput, Refused
from bot.events import ForwarderAnswered, ForwarderAsked
from bot.people import Person
from bot.records import MessageRef
from bot.slack import inbound
from bot.slack.answering import Answering, Asker
from bot.slack.inbound import Said, Wish
from bot.slack.people import PLATFORM, Office
from bot.slack.small_talk import interjection, small_talk
from bot.text import shorten
from bot.views import CaseView

_WHICH = "Several questions are open here. Please use the “Answer” button of the one you mean."
_PRESS = (
    "Here I only take answers to what was asked back. For this reply please use the buttons on its "
    "card, such as Edit or Again. Another customer's post goes outside this thread."
)
_QUOTED = 600


@dataclass(frozen=True, slots=True)
class Threads:
    """Hears what is said in the threads of cards."""

    back: Answering

    async def cases(self, office: Office, said: Said) -> list[CaseView]:
        """The cases of a thread; none where it is somebody else's.

        A thread starts with a card, or with the message whose posts the cards are about.
        """
        organisation = office.workspace.organisation
        ids = dict.fromkeys([one async for one in self._ids(office, said)])
        return [await self.back.desk.view(organisation, one) for one in ids]

    async def _ids(self, office: Office, said: Said) -> AsyncIterator[str]:
        organisation = office.workspace.organisation
        ref = MessageRef(office.workspace.key, said.conversation, said.thread)
        if found := await self.back.desk.find(organisation, ref):
            yield found[0]
        key = message_key(office, said.conversation, said.thread)
        for number in itertools.count():
            opened = await self.back.desk.came_by(organisation, numbered(key, number))
            if opened is None:
                return
            yield opened

    async def heard(
        self,
        asker: Asker,
        said: Said,
        cases: Sequence[CaseView],
        spoken: Callable[[Asker, Said], Awaitable[None]],
    ) -> None:
        """An answer, where one was asked for; else words to the bot, which `spoken` hears.

        What colleagues say to each other under a card is none of the bot's business.
        """
        wish = inbound.words(said.text).wish
        asking = [view.case for view in cases if _answers(view, asker.caller.person)]
        waiting = [case for case in asking if case.status not in OVER] or asking
        command = wish in {Wish.HELP, Wish.CASES}
        if waiting and not command and not interjection(said.text):
            await self._answer(asker, said.text, waiting)
        elif not (said.mentions or said.direct):
            return
        elif wish is Wish.POST and not small_talk(said.text) and not said.pictures:
            await self.back.say(asker, _PRESS)
        elif said.mentions or wish not in {Wish.NOTHING, Wish.POST} or said.pictures:
            await spoken(asker, said)

    async def _answer(self, asker: Asker, words: str, waiting: Sequence[Case]) -> None:
        if len(waiting) > 1:
            return await self.back.say(asker, _WHICH)
        try:
            await self.back.desk.answer(asker.caller, waiting[0].id, words)
        except (BadInput, Refused) as exc:
            told = f"{exc}\n\nWhat you wrote was not kept: “{shorten(words, _QUOTED)}”"
            await self.back.say(asker, told)


def _answers(view: CaseView, person: Person) -> bool:
    """Whether words of this person under the card answer what is asked: the forwarder is asked.

    Whoever asks themselves is answered by anybody else.
    """
    asker, asked = _asked_by(view), view.case.forwarder
    if asker is None or asked is None:
        return False
    return person.id != asker.id if asker.id == asked.id else person.id == asked.id


def _asked_by(view: CaseView) -> Person | None:
    """Who waits for an answer. An end of the case ends the question, but not the waiting."""
    if view.case.question:
        return view.case.question.asked_by
    if view.case.status not in OVER:
        return None
    talk = (ForwarderAsked, ForwarderAnswered)
    last = next((one for one in reversed(view.history) if isinstance(one.event, talk)), None)
    return last.actor if last and isinstance(last.event, ForwarderAsked) else None


def message_key(office: Office, conversation: str, ts: str) -> str:
    """Under which a message, and the post in it, is known."""
    return f"{PLATFORM}:{office.workspace.id}:{conversation}:{ts}"


def numbered(key: str, number: int) -> str:
    """The key of one of several posts in a message."""
    return f"{key}:{number}" if number else key
