"""Makes whatever arrives into clean text, or says why it cannot be used."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import EmptyText, NotText, TextTooLong

MAX_CHARACTERS = 40_000

# Control characters, and the invisible ones that reorder or hide text; tab and line break stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(raw: str | bytes, *, what: str = "post") -> str:
    """`raw` in NFC, trimmed, with `\\n` line ends and without control characters.

    Raises `EmptyText`, `TextTooLong` (over `MAX_CHARACTERS`) or `NotText` (bytes that are no
    UTF-8, or more control characters than text). `what` names the text in the sentence.
    """
    text = _decoded(raw, what)
    visible = _INVISIBLE.sub("", text)
    if len(text) - len(visible) > max(8, len(text) // 10):
        raise NotText(f"That does not look like text. Please paste the {what} itself.")
    visible = unicodedata.normalize("NFC", visible.replace("\r\n", "\n").replace("\r", "\n"))
    visible = _BLANK_LINES.sub("\n\n", visible).strip()
    if not visible:
        raise EmptyText(f"There is no text in it. Please paste the {what} and try again.")
    if len(visible) > MAX_CHARACTERS:
        raise TextTooLong(
            f"The {what} has {len(visible):,} characters; up to {MAX_CHARACTERS:,} can be read. "
            "Please paste the part that matters."
        )
    return visible


def _decoded(raw: str | bytes, what: str) -> str:
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        text.encode("utf-8")
    except UnicodeError as exc:
        raise NotText(f"That does not look like text. Please paste the {what} itself.") from exc
    return text


def shorten(text: str, limit: int) -> str:
    """`text` on one line, cut at a word with `…` where it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return head.rstrip(" ,.;:-") + "…"
