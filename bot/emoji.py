"""Emoji as an operator writes them: as pictures, or by the names that people know them by. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Slack's names of the emoji that an operator is likely to choose; others are given by name.
NAMES: Mapping[str, tuple[str, ...]] = {
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
# Asks for the coloured picture, or for a colour of skin: people type an emoji with and without.
_VARIANTS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")


def bare(emoji: str) -> str:
    """A picture without what colours it."""
    return _VARIANTS.sub("", emoji)


def plain_name(emoji: str) -> str:
    """A name without colons, and without the colour of skin that Slack writes behind it."""
    return _SKIN.sub("", emoji.strip(":"))
