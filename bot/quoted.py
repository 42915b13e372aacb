"""Tells what a reply says itself from what it only takes up: quotations and reported words."""

from __future__ import annotations

import re

from bot.wording import Wording, covers, stems

_REPORTING = re.compile(r"\b(?:call(?:ed|ing)|told|said|says|saying|hear|heard|word|words|wrote)\b")


def is_mention(reply: Wording, start: int, end: int, post: Wording) -> bool:
    """Whether the words are quoted: from the post, or as something that somebody said."""
    if '"' not in reply.folded and "'" not in reply.folded:
        return False
    quoted = covers(reply.quotations, start, end)
    if not quoted:
        return False
    if post.text and reply.low[quoted[0] : quoted[1]].strip(" .,!?") in post.low:
        return True
    return bool(_REPORTING.search(reply.sentence(reply.sentence_at(start))))


def is_echo(words: str, post: Wording) -> bool:
    """Whether the words that carry meaning are all the customer's own."""
    ours = stems(words)
    return bool(ours) and ours <= post.stems
