"""What people settle for themselves or the house: to practise or not, and the house style."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass

from bot.errors import CoachError, StoreError
from bot.events import Origin
from bot.past import HouseWord
from bot.people import Caller, Role
from bot.slack import mrkdwn, render
from bot.slack.answering import Answering, Asker
from bot.slack.ids import Act, Target
from bot.slack.messenger import CARDS_JOB
from bot.slack.people import PLATFORM
from bot.slack.pieces import Block, actions, button, rich, run
from bot.slack.steps import practice_switch

log = logging.getLogger(__name__)

SETTLED = frozenset({Act.NEW_HERE, Act.KNOW_MY_WAY, Act.SHOW_OURS, Act.STYLE_YES, Act.STYLE_NO})
_BEGUN = (
    "From now on you find your own words first: cards in your direct messages hold our draft back, "
    "and “Edit” or “Write my own” on any card begins with what you see in the post."
)
_ENDED = "From now on you see our draft at once."
_DECIDED = "That was decided meanwhile. Thank you all the same."
_LEFT = "It stays as it is, and I won't ask again."


@dataclass(frozen=True, slots=True)
class Personal:
    """Beside the cases: small switches, and one quiet question."""

    back: Answering

    async def help(self, caller: Caller) -> render.Message:
        """What one can do here; with the switch, and for a lead the question that is open."""
        told = render.help_text()
        try:
            practice = await self.back.desk.writing.practice(caller)
            asked = await self._question(caller)
        except StoreError as exc:  # the rest helps all the same
            log.info("Help came without its switch: %s", exc)
            return told
        more = [*practice_switch(practice), *(style_blocks(asked) if asked else [])]
        return render.Message(told.text, [*told.blocks, *more])

    async def settle(self, asker: Asker, act: Act, about: Target) -> None:
        """Do what one of the small buttons asks for, and say so."""
        if act in {Act.STYLE_YES, Act.STYLE_NO}:
            return await self._style(asker, act is Act.STYLE_YES, about)
        await self.back.desk.writing.set_practice(asker.caller, act is Act.NEW_HERE)
        if act is Act.SHOW_OURS:  # the card itself says it, once it is drawn anew
            look = {"look": True}
            return await self.back.desk.tell(asker.caller, CARDS_JOB, "", look, case_id=about.case)
        return await self.back.say(asker, _BEGUN if act is Act.NEW_HERE else _ENDED)

    async def approved(self, asker: Asker, about: Target) -> None:
        """Ask a lead who approved an edited draft about the house style: once for each change."""
        caller = asker.caller
        try:
            asked = await self._question(caller)
            if asked is None:
                return
            case = (await self.back.desk.view(caller.organisation, about.case)).case
            if case.draft(about.draft).origin is not Origin.PERSON:
                return
            key = f"{PLATFORM}:style:{caller.person.id}:{_mark(asked)}"
            told = mrkdwn.short_escaped(_sentence(asked), 600)
            message = render.Message(told, style_blocks(asked))
            await self.back.say_message(asker.known_by(key), message)
        except CoachError as exc:  # what was decided is saved
            log.info("Nobody was asked about the house style: %s", type(exc).__name__)

    async def _question(self, caller: Caller) -> HouseWord | None:
        if Role.LEAD not in caller.person.roles:
            return None
        return await self.back.desk.writing.style_question(caller.organisation)

    async def _style(self, asker: Asker, adopted: bool, about: Target) -> None:
        caller, desk = asker.caller, self.back.desk.writing
        word = await desk.style_question(caller.organisation)
        if word is None or _mark(word) != about.digest:
            return await self.back.say(asker, _DECIDED)
        await desk.answer_style(caller, word.said, word.instead, adopted)
        done = f"From now on I write “{word.instead}” in place of “{word.said}”."
        return await self.back.say(asker, done if adopted else _LEFT)


def style_blocks(asked: HouseWord) -> list[Block]:
    """One quiet line, with Yes and No."""
    about = Target("style", 0, _mark(asked))
    answers = {Act.STYLE_YES: "Yes, from now on", Act.STYLE_NO: "No, leave it"}
    return [
        rich("style", [run(mrkdwn.short(_sentence(asked), 600))]),
        actions("style_answers", [button(act, label, about) for act, label in answers.items()]),
    ]


def _sentence(asked: HouseWord) -> str:
    changed = f"You changed “{asked.said}” to “{asked.instead}” {asked.times} times."
    return f"{changed} Make it the house style?"


def _mark(word: HouseWord) -> str:
    """Tells one change from another; the words themselves stay out of the button."""
    return hashlib.sha256(f"{word.said}\n{word.instead}".encode()).hexdigest()[:16]
