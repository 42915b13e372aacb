"""What the learned reader learns from: posts and replies, with what is wrong in them marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.errors import SetupError
from bot.findings import FindingKind

_PARTS = re.compile(r"(?P<post>.*? |)>> (?P<reply>.*\S.*)")
_TRICKY = "~ "
_COMMENT = "# "
_MARK = re.compile(r"\{\{(?P<kind>\w+): ?(?P<words>[^{}]+)\}\}")


@dataclass(frozen=True, slots=True)
class Example:
    """One reply to a post; `spans` are kind, start and end (characters of `reply`).

    `tricky` marks a clean reply that looks bad at first sight.
    """

    post: str
    reply: str
    spans: tuple[tuple[FindingKind, int, int], ...] = ()
    tricky: bool = False


def read_examples(lines: Iterable[str], file: str) -> Iterator[Example]:
    """Each line that is not empty or a comment (`# `); `SetupError` names file and line.

    A line is `post >> reply`, or `>> reply` where no post is known; in the reply,
    `{{kind: words}}` marks what is wrong. A `~` before a line says that the reply is clean though
    it looks bad.
    """
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith(_COMMENT):
            yield _example(line.strip(), file, number)


def _example(line: str, file: str, number: int) -> Example:
    tricky = line.startswith(_TRICKY)
    parts = _PARTS.fullmatch(line.removeprefix(_TRICKY))
    if not parts:
        raise SetupError("a line should read “post >> reply”", file=file, line=number)
    reply, spans = _unmarked(parts["reply"], file, number)
    if tricky and spans:
        raise SetupError("“~” is for replies without a mark", file=file, line=number)
    return Example(parts["post"].strip(), reply, tuple(spans), tricky)


def _unmarked(marked: str, file: str, line: int) -> tuple[str, list[tuple[FindingKind, int, int]]]:
    """The reply without its marks, and what they marked."""
    reply, spans, place = "", [], 0
    for found in _MARK.finditer(marked):
        reply += marked[place : found.start()]
        start = len(reply)
        reply += found["words"]
        spans.append((_kind(found["kind"], file, line), start, len(reply)))
        place = found.end()
    reply += marked[place:]
    if "{{" in reply or "}}" in reply:
        raise SetupError("a mark should read {{kind: words}}", file=file, line=line)
    return reply, spans


def _kind(name: str, file: str, line: int) -> FindingKind:
    try:
        return FindingKind(name)
    except ValueError as exc:
        raise SetupError(f"there is no kind “{name}”", file=file, line=line) from exc
