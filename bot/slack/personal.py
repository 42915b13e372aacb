"""What people settle for themselves or the house: to practise or not, and the house style."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot import settling
from bot.acts import Act, Target
from bot.errors import CoachError, StoreError
from bot.past import HouseWord
from bot.people import HOME, Caller
from bot.settling import style_question, style_sentence, style_target
from bot.slack import mrkdwn, render
from bot.slack.answering import Answering
from bot.slack.pieces import Block, actions, button, rich, run, section
from bot.slack.steps import practice_switch
from bot.telling import Asker

log = logging.getLogger(__name__)

# What can be settled by a small button here.
SETTLED = settling.SETTLED | {Act.LINK}
_UNLINK = "unlink"
_UNLINKED = "This account stands by itself again. What was decided stays decided."
_CODE = (
    "In Teams, write this to Response Coach within ten minutes: link {code} – then you are one "
    "person on both, with the rights of both. Please give the code to nobody else."
)


@dataclass(frozen=True, slots=True)
class Personal:
    """Beside the cases: small switches, and one quiet question."""

    back: Answering

    async def help(self, caller: Caller) -> render.Message:
        """What one can do here; with the switch, and for a lead the question that is open."""
        told = render.help_text()
        if self.back.links and caller.organisation == HOME:
            told = render.Message(
                told.text, [*told.blocks, *link_blocks(bool(caller.person.linked))]
            )
        try:
            practice = await self.back.desk.writing.practice(caller)
            asked = await style_question(self.back.desk, caller)
        except StoreError as exc:  # the rest helps all the same
            log.info("Help came without its switch: %s", exc)
            return told
        more = [*practice_switch(practice), *(style_blocks(asked) if asked else [])]
        return render.Message(told.text, [*told.blocks, *more])

    async def settle(self, asker: Asker, act: Act, about: Target) -> None:
        """Do what one of the small buttons asks for, and say so."""
        if act is Act.LINK:
            return await self._link(asker, about.choice)
        told = await settling.settle(self.back.desk, asker.caller, act, about)
        if act is Act.SHOW_OURS:  # the card itself says it, once it is drawn anew
            return await self.back.look(asker.caller, about.case)
        return await self.back.say(asker, told)

    async def _link(self, asker: Asker, choice: str) -> None:
        caller = asker.caller
        linking = self.back.directory.linking
        if choice == _UNLINK:
            await linking.unlink(caller.organisation, caller.person.id)
            return await self.back.say(asker, _UNLINKED)
        code = await linking.offer(caller.organisation, caller.person.id)
        return await self.back.say(asker, _CODE.format(code=code))

    async def approved(self, asker: Asker, about: Target) -> None:
        """Ask a lead who approved an edited draft about the house style: once for each change."""
        try:
            asked = await settling.asked_on_approval(self.back.desk, asker.caller, about)
            if asked is None:
                return
            told = mrkdwn.short_escaped(style_sentence(asked), 600)
            message = render.Message(told, style_blocks(asked))
            once = asker.known_by(settling.style_key(asker.caller, asked))
            await self.back.say_message(once, message)
        except CoachError as exc:  # what was decided is saved
            log.info("Nobody was asked about the house style: %s", type(exc).__name__)


def link_blocks(linked: bool) -> list[Block]:
    """The way to be one person on both platforms, and back."""
    if linked:
        press = button(Act.LINK, "Unlink", Target("", choice=_UNLINK))
        return [section("link", "This account is linked with yours in Teams.", press)]
    press = button(Act.LINK, "Link my accounts", Target(""))
    return [section("link", "You work in Teams as well?", press)]


def style_blocks(asked: HouseWord) -> list[Block]:
    """One quiet line, with Yes and No."""
    about = style_target(asked)
    return [
        rich("style", [run(mrkdwn.short(style_sentence(asked), 600))]),
        actions(
            "style_answers",
            [button(act, label, about) for act, label in settling.STYLE_ANSWERS.items()],
        ),
    ]
