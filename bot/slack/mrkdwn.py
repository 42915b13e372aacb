"""Makes foreign words safe to show in Slack, in its markup and outside of it.

What is made here is for display only. The text that somebody copies or edits stays as it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.display import JOINER, cut, isolated, size, split, visible, whole_characters

__all__ = [
    "JOINER",
    "escape",
    "isolated",
    "moment",
    "short",
    "short_escaped",
    "shown",
    "size",
    "split",
    "whole_characters",
]

_CALLING = re.compile(r"@(?=here\b|channel\b|everyone\b|group\b|subteam\b)", re.IGNORECASE)
_ANGLED = re.compile(r"<(?=[!@#]|https?:|mailto:|tel:|slack:)", re.IGNORECASE)
_MARKS = re.compile(r"[*_~`]")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_QUOTE = re.compile(r"^(?=\s*(?:&gt;|[•>]))", re.MULTILINE)


def shown(text: str) -> str:
    """`text` for `plain_text` and `rich_text`, where nothing is markup: nobody can be called."""
    text = _CALLING.sub("@" + JOINER, visible(text))
    return _ANGLED.sub("<" + JOINER, text)


def escape(text: str) -> str:
    """`text` for `mrkdwn` and the fallback text: no markup, no mention, no link of its own."""
    text = _ADDRESS.sub(JOINER, shown(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _QUOTE.sub(JOINER, _MARKS.sub(lambda m: m.group() + JOINER, text))


def short(text: str, limit: int) -> str:
    """`text` on one line for `plain_text` and `rich_text`, cut to at most `limit` units."""
    return cut(text, limit, shown)


def short_escaped(text: str, limit: int) -> str:
    """`text` on one line for `mrkdwn` and the fallback text, cut to at most `limit` units."""
    return cut(text, limit, escape)


def moment(at: datetime) -> str:
    """A date and time as each reader's own clock says it."""
    at = at.astimezone(UTC)
    fallback = f"{at.day} {at:%b %Y, %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"
