"""Reads the labelled replies from which promises are learned, written so that a lead can edit them.

One reply a line; `{{…}}` marks each promise in it:

    Sorry about that. {{We'll ring you tomorrow}}, and {{the fare is on us.}} It was our mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import SetupError

_MARK = re.compile(r"\{\{([^{}]+)\}\}")


@dataclass(frozen=True, slots=True)
class PromiseExample:
    """A reply and where it promises something; spans count characters of `reply`."""

    reply: str
    promises: tuple[tuple[int, int], ...] = ()


def read_promise_examples(lines: Iterable[str], file: str) -> list[PromiseExample]:
    """The replies of a file; lines that begin with `#` are for people. Raises `SetupError`."""
    return [
        _read(line.strip(), file, number)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]


def _read(line: str, file: str, number: int) -> PromiseExample:
    reply, spans, place = "", [], 0
    for found in _MARK.finditer(line):
        reply += line[place : found.start()]
        spans.append((len(reply), len(reply) + len(found[1])))
        reply, place = reply + found[1], found.end()
    reply += line[place:]
    if "{{" in reply or "}}" in reply:
        raise SetupError("a mark {{…}} is not closed", file=file, line=number)
    return PromiseExample(reply, tuple(spans))
