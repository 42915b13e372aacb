"""Reads the labelled posts from which the triage learns, written so that a lead can edit them.

One post a line: the language where it is not English, the kind of post, how bad it is (1 to 5),
and what else is true of it; then a bar, and the post:

    complaint 3 money repeated | Charged twice again. Ref {{pii: KX-204418}}, same as in May.

What else: the sensitivities (`health`, `money` …), `repeated`, `wish`, `deadline` (it may start a
legal clock). In the post `{{inject: …}}` marks orders to software, `{{pii: …}}` personal data, and
`\\n` a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import SetupError
from bot.triage import Category, Sensitivity

REPEATED, WISH, DEADLINE = "repeated", "wish", "deadline"
_WORDS = frozenset({REPEATED, WISH, DEADLINE, *Sensitivity})
_MARK = re.compile(r"\{\{(inject|pii): ?(.*?)\}\}", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class PostExample:
    """A labelled post. `words` are what else is true of it; spans count characters of `post`."""

    post: str
    category: Category
    severity: int
    words: frozenset[str] = frozenset()
    language: str = "en"
    orders: tuple[tuple[int, int], ...] = ()
    personal: tuple[tuple[int, int], ...] = ()


def read_post_examples(lines: Iterable[str], file: str) -> list[PostExample]:
    """The posts of a file; lines that begin with `#` are for people. Raises `SetupError`."""
    return [
        _read(line.strip(), file, number)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]


def _read(line: str, file: str, number: int) -> PostExample:
    head, bar, text = line.partition("|")
    words = head.split()
    language = words.pop(0) if words and _LANGUAGE.fullmatch(words[0]) else "en"
    try:
        category, severity = Category(words[0]), int(words[1])
    except (IndexError, ValueError) as exc:
        problem = "this line should begin with the kind of post and a number from 1 to 5"
        raise SetupError(problem, file=file, line=number) from exc
    more = frozenset(words[2:])
    post, orders, personal = _unmarked(text.strip().replace("\\n", "\n"))
    problem = ""
    if unknown := more - _WORDS:
        problem = f"“{min(unknown)}” is none of the words known here"
    elif not 1 <= severity <= 5:
        problem = "how bad it is should be a number from 1 to 5"
    elif not bar or not post.strip():
        problem = "the post is missing; it stands behind a bar (|)"
    elif "{{" in post or "}}" in post:
        problem = "a mark is neither {{inject: …}} nor {{pii: …}}, or not closed"
    if problem:
        raise SetupError(problem, file=file, line=number)
    return PostExample(post, category, severity, more, language, orders, personal)


def _unmarked(text: str) -> tuple[str, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """The text without marks, the spans of orders, and those of personal data."""
    spans: dict[str, list[tuple[int, int]]] = {"inject": [], "pii": []}
    plain, at = "", 0
    for mark in _MARK.finditer(text):
        plain += text[at : mark.start()]
        spans[mark.group(1)].append((len(plain), len(plain) + len(mark.group(2))))
        plain += mark.group(2)
        at = mark.end()
    return plain + text[at:], tuple(spans["inject"]), tuple(spans["pii"])
