"""Makes whatever arrives into clean text, or says why it cannot be used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.errors import EmptyText, NotText, TextTooLong

MAX_CHARACTERS = 40_000

# Control characters, and the invisible ones that reorder or hide text; tab and line break stay.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
# Letters that are shown as nothing, and tags, but for those of a flag behind the black one.
_UNSEEN = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)"
    "|[\u00ad\u034f\u115f\u1160\u180b-\u180e\U000e0000-\U000e007f]"
)
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(raw: str | bytes, *, what: str = "post") -> str:
    """`raw` in NFC, trimmed, with `\\n` line ends and without control characters.

    Raises `EmptyText`, `TextTooLong` (over `MAX_CHARACTERS`) or `NotText` (bytes that are no
    UTF-8, or more control characters than text). `what` names the text in the sentence.
    """
    text = decoded(raw, what=what)
    visible = _INVISIBLE.sub("", text)
    if len(text) - len(visible) > max(8, len(text) // 10):
        raise NotText(f"That does not look like text. Please paste the {what} itself.")
    visible = _UNSEEN.sub(r"\1", visible)
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


def decoded(raw: str | bytes, *, what: str = "post") -> str:
    """`raw` as characters, unchanged; raises `NotText`."""
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
        text.encode("utf-8")
    except UnicodeError as exc:
        raise NotText(f"That does not look like text. Please paste the {what} itself.") from exc
    return text


def places(raw: str, cleaned: str) -> Sequence[tuple[int, int]]:
    """Where each character of `cleaned`, which is `clean(raw)`, stands in `raw`: start and end.

    Both sides are walked fully decomposed. There they differ only by what `clean` left out, and
    by the order of the marks on one letter, which moves a place no further than that letter.
    """
    pieces = [
        (piece, at) for char, at in _kept(raw) for piece in unicodedata.normalize("NFD", char)
    ]
    found, index = [], 0
    for char in cleaned:
        taken = []
        for piece in unicodedata.normalize("NFD", char):
            while pieces[index][0] != piece and pieces[index][0].isspace():
                index += 1
            taken.append(pieces[index][1])
            index += 1
        found.append((taken[0], taken[-1] + 1))
    return found


def _visible(raw: str) -> list[tuple[str, int]]:
    """The characters that somebody sees, with their places."""
    kept = [(char, at) for at, char in enumerate(raw) if not _INVISIBLE.match(char)]
    text = "".join(char for char, _ in kept)
    unseen = {found.start() for found in _UNSEEN.finditer(text) if not found[1]}
    return [one for n, one in enumerate(kept) if n not in unseen] if unseen else kept


def _kept(raw: str) -> Iterator[tuple[str, int]]:
    """The visible characters with their places; of a line end of two characters the second."""
    for (char, at), (after, _) in pairwise([*_visible(raw), ("", len(raw))]):
        if char != "\r":
            yield char, at
        elif after != "\n":
            yield "\n", at


def span_in(found: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """A span of the cleaned text as one of the raw text, by its `places`; empty stays empty."""
    if start < end:
        return found[start][0], found[end - 1][1]
    at = found[start - 1][1] if start else found[0][0]
    return at, at


def shorten(text: str, limit: int) -> str:
    """`text` on one line, cut at a word with `…` where it is longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut
    return head.rstrip(" ,.;:-") + "…"
