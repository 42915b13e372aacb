"""Gives back what somebody typed into a card that could not be saved. Pure; asks nobody."""

from __future__ import annotations

from collections.abc import Mapping

from bot.acts import Act
from bot.errors import BadInput
from bot.payload import Data, string
from bot.teams.card_actions import back
from bot.teams.elements import Element, adaptive, execute, rich, run, text_input
from bot.teams.ids import OWN, Step, deed
from bot.teams.render import Message, plain

_LABELS: Mapping[str, str] = {
    "text": "Your words",
    "post": "The post",
    "link": "The link",
    "quote": "Their words",
    "until": "The new time",
}
_SAVED = "Not saved, your text is still here."
_NOTHING_SAVED = frozenset({Act.SHOW, Act.DETAILS, Act.CHECK, Act.EASY, Act.COMPARE})


def typed(data: Data) -> dict[str, str]:
    """What somebody wrote into the inputs of a card; lists and ticks are chosen again easily."""
    words = {key: string(data, key) for key in data if key not in OWN}
    return {key: text for key, text in words.items() if _is_words(key) and text.strip()}


def card(data: Data, why: str) -> Message:
    """The sentence, the words in inputs of the same names, and the way to try once more."""
    try:
        asked = deed(data)
    except BadInput:
        return Message(plain(why, 2500), adaptive([rich([run(why, "bold")])]))
    words = typed(data)
    told = f"{_SAVED} {why}" if words and asked.act not in _NOTHING_SAVED else why
    body: list[Element] = [rich([run(told, "bold")])]
    body += [_box(key, text) for key, text in words.items()]
    body += [_hidden(key, string(data, key)) for key in data if key not in {*OWN, *words}]
    label = "Send again" if asked.step is Step.SEND else "Try again"
    actions = [execute(asked, label)]
    if asked.target.case:
        actions.append(back(asked.target))
    return Message(plain(told, 2500), adaptive(body, actions))


def _box(key: str, text: str) -> Element:
    return text_input(key, _LABELS.get(key, "Your words"), text, lines=True)


def _hidden(key: str, value: str) -> Element:
    """What was chosen goes along unseen."""
    return {**text_input(key, "", value), "isVisible": False}


def _is_words(key: str) -> bool:
    return key in {"author", *_LABELS} or key.startswith(("slot_", "fact_"))
