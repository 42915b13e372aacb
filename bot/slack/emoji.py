"""Which emoji decides what: Slack sends names, people see pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.commands import Decision

# Slack's names of the emoji that an operator is likely to choose; others are given by name.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "✅": ("white_check_mark",),
    "✔": ("heavy_check_mark",),
    "☑": ("ballot_box_with_check",),
    "👍": ("+1", "thumbsup"),
    "👌": ("ok_hand",),
    "👏": ("clap",),
    "🙌": ("raised_hands",),
    "🎉": ("tada",),
    "🚀": ("rocket",),
    "💯": ("100",),
    "🆗": ("ok",),
    "🟢": ("large_green_circle",),
    "💚": ("green_heart",),
    "👀": ("eyes",),
    "🙋": ("raising_hand",),
    "✋": ("hand", "raised_hand"),
    "👋": ("wave",),
    "✍": ("writing_hand",),
    "✏": ("pencil2",),
    "📝": ("memo", "pencil"),
    "🖊": ("lower_left_ballpoint_pen",),
    "🔁": ("repeat",),
    "🔄": ("arrows_counterclockwise",),
    "🔃": ("arrows_clockwise",),
    "♻": ("recycle",),
    "❌": ("x",),
    "✖": ("heavy_multiplication_x",),
    "❎": ("negative_squared_cross_mark",),
    "🚫": ("no_entry_sign",),
    "⛔": ("no_entry",),
    "🛑": ("octagonal_sign",),
    "👎": ("-1", "thumbsdown"),
    "🔴": ("red_circle",),
}
_SKIN = re.compile(":{1,2}skin-tone-[0-9]$")
# Asks for the coloured picture, or for a colour of skin: people type an emoji with and without,
# and Slack sends the colour behind the name.
_VARIANTS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


def emoji_names(decisions: Mapping[str, Decision]) -> dict[str, Decision]:
    """What each name of a reaction decides. An unknown picture decides nothing here."""
    names: dict[str, Decision] = {}
    for emoji, decision in decisions.items():
        for name in _names_of(emoji):
            names.setdefault(name, decision)
    return names


def emoji_unknown(decisions: Mapping[str, Decision]) -> list[str]:
    """The pictures whose name in Slack is not known here, so that they decide nothing there."""
    return [emoji for emoji in decisions if not _names_of(emoji)]


def _names_of(emoji: str) -> tuple[str, ...]:
    if emoji.isascii():
        return (_name(emoji),) if _name(emoji) else ()
    return _NAMES.get(_VARIANTS.sub("", emoji), ())


def _name(emoji: str) -> str:
    """A name without colons, and without the colour of skin: Slack sends that behind it."""
    return _SKIN.sub("", emoji.strip(":"))


def emoji_shown(decisions: Mapping[str, Decision]) -> dict[Decision, str]:
    """The emoji to show for each decision: the first one that decides it; without any, none."""
    shown: dict[Decision, str] = {}
    meant = emoji_names(decisions)
    for emoji, decision in decisions.items():
        if any(meant.get(name) is decision for name in _names_of(emoji)):
            shown.setdefault(decision, f":{_name(emoji)}:" if emoji.isascii() else emoji)
    return shown
