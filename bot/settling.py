"""What people settle for themselves or the house: to practise or not, and the house style."""

from __future__ import annotations

import hashlib

from bot.acts import Act, Target
from bot.desk import CareDesk
from bot.events import Origin
from bot.past import HouseWord
from bot.people import Caller, Role

SETTLED = frozenset({Act.NEW_HERE, Act.KNOW_MY_WAY, Act.SHOW_OURS, Act.STYLE_YES, Act.STYLE_NO})
STYLE_ANSWERS = {Act.STYLE_YES: "Yes, from now on", Act.STYLE_NO: "No, leave it"}
_BEGUN = (
    "From now on you find your own words first: cards in your direct messages hold our draft back, "
    "and “Edit” or “Write my own” on any card begins with what you see in the post."
)
_ENDED = "From now on you see our draft at once."
_DECIDED = "That was decided meanwhile. Thank you all the same."
_LEFT = "It stays as it is, and I won't ask again."


async def settle(desk: CareDesk, caller: Caller, act: Act, about: Target) -> str:
    """Do what one of the small buttons asks for; the sentence that says so."""
    if act in {Act.STYLE_YES, Act.STYLE_NO}:
        return await _style(desk, caller, act is Act.STYLE_YES, about)
    await desk.writing.set_practice(caller, act is Act.NEW_HERE)
    return _BEGUN if act is Act.NEW_HERE else _ENDED


async def style_question(desk: CareDesk, caller: Caller) -> HouseWord | None:
    """What a lead is asked about the house style; nothing for everybody else."""
    if Role.LEAD not in caller.person.roles:
        return None
    return await desk.writing.style_question(caller.organisation)


async def asked_on_approval(desk: CareDesk, caller: Caller, about: Target) -> HouseWord | None:
    """The same, for a lead who just approved a draft that a person edited."""
    asked = await style_question(desk, caller)
    if asked is None:
        return None
    case = (await desk.view(caller.organisation, about.case)).case
    return asked if case.draft(about.draft).origin is Origin.PERSON else None


async def _style(desk: CareDesk, caller: Caller, adopted: bool, about: Target) -> str:
    word = await desk.writing.style_question(caller.organisation)
    if word is None or style_target(word) != about:
        return _DECIDED
    await desk.writing.answer_style(caller, word.said, word.instead, adopted)
    done = f"From now on I write “{word.instead}” in place of “{word.said}”."
    return done if adopted else _LEFT


def style_sentence(asked: HouseWord) -> str:
    """The quiet question; Yes and No stand below it."""
    changed = f"You changed “{asked.said}” to “{asked.instead}” {asked.times} times."
    return f"{changed} Make it the house style?"


def style_target(asked: HouseWord) -> Target:
    """Tells one change from another; the words themselves stay out of the button."""
    words = f"{asked.said}\n{asked.instead}".encode()
    return Target("style", 0, hashlib.sha256(words).hexdigest()[:16])


def style_key(caller: Caller, asked: HouseWord) -> str:
    """Under which somebody was asked: once for each change."""
    platform = caller.person.id.partition(":")[0]
    return f"{platform}:style:{caller.person.id}:{style_target(asked).digest}"
