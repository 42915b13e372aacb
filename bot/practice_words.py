"""What somebody reads who finds own words first, on every surface. Pure."""

from __future__ import annotations

from bot.acts import Act
from bot.practice import ENOUGH, Practice
from bot.reading_words import Part
from bot.text import shorten
from bot.understanding import Understanding

CALM = "Nobody marks this. Your own words come next, and then you see ours."
COMPARE = "Compare"
YOURS = "Yours"
STANDS = "Yours is the one that waits for review."


def how_far(practice: Practice) -> str:
    """How many own replies were good so far."""
    return f"{practice.good} of {ENOUGH} in your own words so far."


def saw(understood: Understanding | None) -> list[list[Part]]:
    """What somebody saw beside what we did; nothing where nobody said anything."""
    if understood is None:
        return []
    yours, ours = shorten(understood.yours, 600), shorten(understood.says, 900)
    return [[("You saw ", "bold"), (f"“{yours}”",)], [("And we ", "bold"), (ours,)]]


def switch(practice: Practice) -> tuple[str, Act, str] | None:
    """“Let me try first”, on or off: a sentence, what the button asks for, and its words.

    None for whoever has practised enough.
    """
    if practice.own_words_first:
        told = f"You find your own words first. {how_far(practice)} After that, this leaves by"
        return f"{told} itself.", Act.KNOW_MY_WAY, "I know my way now"
    if practice.on:
        return None
    told = "New here? You can find your own words before you see ours."
    return told, Act.NEW_HERE, "I'm new here: let me try first"
