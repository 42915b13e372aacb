"""What people settle for themselves or the house, in Teams; and help, which leads there."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot import settling
from bot.acts import Target
from bot.errors import CoachError, StoreError
from bot.people import Caller
from bot.teams import render
from bot.teams.answering import Answering
from bot.teams.elements import adaptive
from bot.teams.render import Message, plain
from bot.teams.switches import practice_switch, style_card, style_question
from bot.telling import Asker

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Personal:
    """Beside the cases: small switches, and one quiet question."""

    back: Answering

    async def help(self, caller: Caller) -> Message:
        """What one can do here; with the switch, and for a lead the question that is open."""
        told = render.help_text()
        try:
            practice = await self.back.desk.writing.practice(caller)
            asked = await settling.style_question(self.back.desk, caller)
        except StoreError as exc:  # the rest helps all the same
            log.info("Help came without its switch: %s", exc)
            return told
        more = [*practice_switch(practice), *(style_question(asked) if asked else [])]
        card = told.card or adaptive([])
        return Message(told.text, {**card, "body": [*card["body"], *more]})

    async def approved(self, asker: Asker, about: Target) -> None:
        """Ask a lead who approved an edited draft about the house style: once for each change."""
        try:
            asked = await settling.asked_on_approval(self.back.desk, asker.caller, about)
            if asked is None:
                return
            once = asker.known_by(settling.style_key(asker.caller, asked))
            told = plain(settling.style_sentence(asked), 600)
            await self.back.say_message(once, Message(told, style_card(asked)))
        except CoachError as exc:  # what was decided is saved
            log.info("Nobody was asked about the house style: %s", type(exc).__name__)
