"""A text that is too long for one input of Slack: cut over several, and put together again.

The block id of every further input says what stood between it and the one before, so that the
text comes back as it was, and a form can be refreshed without anything being kept elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.slack.mrkdwn import size, split, whole_characters
from bot.slack.pieces import INPUT, PART, Block, asked, text_input

_BETWEEN = {"p": "\n\n", "n": "\n", "s": " ", "x": ""}
_NEARLY_FULL = 2600


def spread(name: str, text: str) -> dict[str, str]:
    """`text` by the block ids of the inputs that it needs; the first one is `name`."""
    parts, ids = split(whole_characters(text), PART) or [""], [name]
    for n, part in enumerate(parts[:-1], start=1):
        code = next((c for c, sep in _BETWEEN.items() if sep and part.endswith(sep)), "x")
        parts[n - 1] = part.removesuffix(_BETWEEN[code])
        ids.append(f"{name}_{n}_{code}")
    return dict(zip(ids, parts, strict=True))


def with_room(name: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The same inputs, and an empty one more where the last is nearly full."""
    last = list(parts.values())[-1] if parts else ""
    if size(last) > _NEARLY_FULL:
        return {**parts, f"{name}_{len(parts)}_s": ""}
    return dict(parts)


def inputs(
    name: str, parts: Mapping[str, str], *, label: str, action_id: str = "", placeholder: str = ""
) -> list[Block]:
    """The inputs; with an `action_id` the app hears of every character."""
    blocks = []
    for n, (block_id, words) in enumerate(parts.items()):
        box = text_input(
            whole_characters(words)[:INPUT], lines=True, placeholder=placeholder if n == 0 else ""
        )
        block = asked(block_id, label if n == 0 else f"{label} (part {n + 1})", box, optional=n > 0)
        if action_id:
            block["dispatch_action"] = True
            box["action_id"] = action_id
            box["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
        blocks.append(block)
    return blocks


def collected(name: str, values: Mapping[str, Any]) -> dict[str, str]:
    """The words by block id, in order, from `view["state"]["values"]`."""
    found: dict[int, tuple[str, str]] = {}
    for block_id, block in values.items():
        place = re.fullmatch(rf"{re.escape(name)}(?:_(\d{{1,3}})_[pnsx])?", str(block_id))
        if place and isinstance(block, dict):
            given = [v.get("value") for v in block.values() if isinstance(v, dict)]
            words = next((w for w in given if isinstance(w, str)), "")
            found[int(place[1] or 0)] = (block_id, words)
    return dict(found[n] for n in sorted(found))


def together(parts: Mapping[str, str]) -> str:
    """The text that stands in the inputs; empty ones are passed over."""
    text = ""
    for block_id, words in parts.items():
        if words.strip():
            text += (_BETWEEN.get(block_id[-1], " ") if text and "_" in block_id else "") + words
    return text
