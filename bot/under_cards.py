"""What people write under a card: an answer to what was asked back, a wish, or their own talk."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bot.asked_back import answers
from bot.case import OVER, Case
from bot.errors import BadInput, Refused
from bot.people import Workspace
from bot.records import MessageRef
from bot.small_talk import interjection, small_talk
from bot.telling import Asker, Telling
from bot.text import shorten
from bot.views import CaseView
from bot.wishes import Wish

_WHICH = "Several questions are open here. Please use the “Answer” button of the one you mean."
_PRESS = (
    "Here I only take answers to what was asked back. For this reply please use the buttons on its "
    "card, such as Edit or Again. Another customer's post goes outside this thread."
)
_QUOTED = 600


@dataclass(frozen=True, slots=True)
class Under:
    """Words under a card. `named` says that they name the bot, `heard` that it hears them anyway;
    `pictures` that there are some beside them."""

    text: str
    wish: Wish
    named: bool = False
    heard: bool = False
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Threads:
    """Hears what is said in the threads of cards."""

    back: Telling

    async def cases(self, workspace: Workspace, conversation: str, thread: str) -> list[CaseView]:
        """The cases of a thread; none where it is somebody else's.

        A thread starts with a card, or with the message whose posts the cards are about.
        """
        ids = dict.fromkeys([one async for one in self._ids(workspace, conversation, thread)])
        return [await self.back.desk.view(workspace.organisation, one) for one in ids]

    async def _ids(
        self, workspace: Workspace, conversation: str, thread: str
    ) -> AsyncIterator[str]:
        organisation, desk = workspace.organisation, self.back.desk
        if found := await desk.find(organisation, MessageRef(workspace.key, conversation, thread)):
            yield found[0]
        key = message_key(workspace, conversation, thread)
        for number in itertools.count():
            opened = await desk.came_by(organisation, numbered(key, number))
            if opened is None:
                return
            yield opened

    async def hear(self, asker: Asker, said: Under, cases: Sequence[CaseView]) -> bool:
        """Take an answer, where one was asked for; True for words that are for the bot instead.

        What colleagues say to each other under a card is none of the bot's business.
        """
        asking = [view.case for view in cases if answers(view, asker.caller.person)]
        waiting = [case for case in asking if case.status not in OVER] or asking
        command = said.wish in {Wish.HELP, Wish.CASES}
        if waiting and not command and not interjection(said.text):
            await self._answer(asker, said.text, waiting)
            return False
        if not (said.named or said.heard):
            return False
        if said.wish is Wish.POST and not small_talk(said.text) and not said.pictures:
            await self.back.say(asker, _PRESS)
            return False
        return said.named or said.wish not in {Wish.NOTHING, Wish.POST} or said.pictures

    async def _answer(self, asker: Asker, words: str, waiting: Sequence[Case]) -> None:
        if len(waiting) > 1:
            return await self.back.say(asker, _WHICH)
        try:
            await self.back.desk.answer(asker.caller, waiting[0].id, words)
        except (BadInput, Refused) as exc:
            told = f"{exc}\n\nWhat you wrote was not kept: “{shorten(words, _QUOTED)}”"
            await self.back.say(asker, told)


def message_key(workspace: Workspace, conversation: str, message: str) -> str:
    """Under which a message, and the post in it, is known."""
    return f"{workspace.key}:{conversation}:{message}"


def numbered(key: str, number: int) -> str:
    """The key of one of several posts in a message."""
    return f"{key}:{number}" if number else key
