"""What people settle for themselves or the house, in Teams: one quiet line, and buttons."""

from __future__ import annotations

from bot import practice_words
from bot.acts import Act, Target
from bot.past import HouseWord
from bot.practice import Practice
from bot.settling import STYLE_ANSWERS, style_sentence, style_target
from bot.teams.elements import Card, Element, action_set, adaptive, execute, rich, short
from bot.teams.ids import Deed, Step


def practice_switch(practice: Practice) -> list[Element]:
    """“Let me try first”, on or off; nothing for whoever has practised enough."""
    switch = practice_words.switch(practice)
    if switch is None:
        return []
    told, act, label = switch
    return [rich(told), action_set([_press(act, label, Target(""))])]


def style_question(asked: HouseWord) -> list[Element]:
    """Whether a change of words becomes the house style, with Yes and No."""
    about = style_target(asked)
    answers = [_press(act, label, about) for act, label in STYLE_ANSWERS.items()]
    return [rich(short(style_sentence(asked), 600)), action_set(answers)]


def style_card(asked: HouseWord) -> Card:
    """The same as a card of its own."""
    return adaptive(style_question(asked))


def _press(act: Act, label: str, about: Target) -> Element:
    return execute(Deed(act, Step.DO, about), label)
