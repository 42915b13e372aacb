"""Finds what a pattern cannot match without, so that most patterns are never tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from importlib import import_module
from typing import Any, NamedTuple

# The parse tree of a pattern; only speed depends on it.
_parser: Any = import_module("re._parser")

_LONG, _SHORT = 5, 3

# Pieces that nearly every reply holds: they tell little.
_COMMON = frozenset({"you", "our", "the", "and", "are", "was", "not", "for", "tha", "hav", "wit"})


class Alternatives(NamedTuple):
    """One of `options` has to be there; without a piece of `first` none of them is."""

    first: frozenset[str]
    options: tuple[Needed, ...]


# Every part has to be there: one of a set of pieces, or one of some alternatives.
Needed = tuple[frozenset[str] | Alternatives, ...]


def pieces(low: str) -> frozenset[str]:
    """All pieces of 3 and of 5 characters of a text in small letters."""
    count = len(low)
    return frozenset(
        [low[i : i + _LONG] for i in range(count - _LONG + 1)]
        + [low[i : i + _SHORT] for i in range(count - _SHORT + 1)]
    )


def needed_pieces(pattern: str) -> Needed:
    """What stands in every match of `pattern`; empty where nothing is sure."""
    try:
        return _of_sequence(_parser.parse(pattern))
    except re.error:
        return ()


def may_match(needed: Needed, there: Set[str]) -> bool:
    """Whether a text with the pieces `there` can match."""
    for part in needed:
        options = () if isinstance(part, frozenset) else part.options
        first = part if isinstance(part, frozenset) else part.first
        if first.isdisjoint(there):
            return False
        if options and not any(may_match(option, there) for option in options):
            return False
    return True


def _of_sequence(items: Iterable[Any]) -> Needed:
    parts: list[frozenset[str] | Alternatives] = []
    run = ""
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            run += chr(value).lower()
            continue
        parts.extend(_piece(run))
        run = ""
        parts.extend(_of_item(name, value))
    return (*parts, *_piece(run))


def _piece(run: str) -> list[frozenset[str] | Alternatives]:
    if len(run) < _SHORT:
        return []
    return [frozenset({run[: _LONG if len(run) >= _LONG else _SHORT]})]


def _of_item(name: str, value: Any) -> Needed:
    match name:
        case "SUBPATTERN":
            return _of_sequence(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _of_sequence(value[2]) if value[0] > 0 else ()
        case "BRANCH":
            return _of_branches(value[1])
    return ()


def _of_branches(branches: Iterable[Any]) -> Needed:
    """Branches that need one piece each become one set; a branch that needs nothing frees all."""
    options = [_of_sequence(branch) for branch in branches]
    if not all(options):
        return ()
    single: set[str] = set()
    several: list[Needed] = []
    for option in options:
        if len(option) == 1 and isinstance(option[0], frozenset):
            single |= option[0]
        else:
            several.append(option)
    if not several:
        return (frozenset(single),)
    if single:
        several.append((frozenset(single),))
    first = frozenset().union(*(_rarest(option) for option in several))
    return (Alternatives(first, tuple(several)),)


def _rarest(needed: Needed) -> frozenset[str]:
    """The part of an option that most texts lack."""
    sets = [part if isinstance(part, frozenset) else part.first for part in needed]
    return min(sets, key=lambda pieces: (len(pieces & _COMMON), len(pieces)))
