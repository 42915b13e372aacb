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
    options: tuple[Parts, ...]


# Every part has to be there: one of a set of pieces, or one of some alternatives.
Parts = tuple[frozenset[str] | Alternatives, ...]


class Needed(NamedTuple):
    """The same laid out for speed: of each of `sets` one piece, of each of `choices` one whole."""

    sets: tuple[frozenset[str], ...] = ()
    choices: tuple[tuple[Needed, ...], ...] = ()


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
        return _laid_out(_of_sequence(_parser.parse(pattern)))
    except re.error:
        return Needed()


def may_match(needed: Needed, there: Set[str]) -> bool:
    """Whether a text with the pieces `there` can match."""
    sets, choices = needed
    for one_of in sets:
        if one_of.isdisjoint(there):
            return False
    for options in choices:
        for option in options:
            if may_match(option, there):
                break
        else:
            return False
    return True


def _laid_out(parts: Parts) -> Needed:
    sets = (part if isinstance(part, frozenset) else part.first for part in parts)
    choices = (part.options for part in parts if not isinstance(part, frozenset))
    return Needed(tuple(sets), tuple(tuple(map(_laid_out, options)) for options in choices))


def _of_sequence(items: Iterable[Any]) -> Parts:
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


def _of_item(name: str, value: Any) -> Parts:
    match name:
        case "SUBPATTERN":
            return _of_sequence(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return _of_sequence(value[2]) if value[0] > 0 else ()
        case "BRANCH":
            return _of_branches(value[1])
    return ()


def _of_branches(branches: Iterable[Any]) -> Parts:
    """Branches that need one piece each become one set; a branch that needs nothing frees all."""
    options = [_of_sequence(branch) for branch in branches]
    if not all(options):
        return ()
    single: set[str] = set()
    several: list[Parts] = []
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


def _rarest(needed: Parts) -> frozenset[str]:
    """The part of an option that most texts lack."""
    sets = [part if isinstance(part, frozenset) else part.first for part in needed]
    return min(sets, key=lambda pieces: (len(pieces & _COMMON), len(pieces)))
