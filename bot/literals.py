"""Finds what a pattern cannot match without, so that most patterns are never tried."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import reduce
from importlib import import_module
from operator import or_
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
    if any(one_of.isdisjoint(there) for one_of in needed.sets):
        return False
    return _one_of_each(needed.choices, there)


class _Tree(NamedTuple):
    """A `Needed` with a bit for each set of pieces."""

    wanted: int
    choices: tuple[tuple[_Tree, ...], ...]

    def suits(self, mask: int) -> bool:
        """Whether a text may match that has the bits `mask`."""
        wanted, choices = self
        if wanted & mask != wanted:
            return False
        for options in choices:
            for option in options:
                if option.suits(mask):
                    break
            else:
                return False
        return True


class Prefilter:
    """Many patterns at once: which of them may match in which parts of a text."""

    def __init__(self, patterns: Iterable[Needed]) -> None:
        self._sets: dict[frozenset[str], int] = {}
        self._trees = [self._tree(needed) for needed in patterns]
        # A piece stands for every set that holds it.
        self._bits: dict[str, int] = defaultdict(int)
        for one_of, bit in self._sets.items():
            for piece in one_of:
                self._bits[piece] |= bit
        self._known = frozenset(self._bits)

    def _tree(self, needed: Needed) -> _Tree:
        bits = (self._sets.setdefault(one_of, 1 << len(self._sets)) for one_of in needed.sets)
        choices = (tuple(map(self._tree, options)) for options in needed.choices)
        return _Tree(reduce(or_, bits, 0), tuple(choices))

    def masks(self, parts: Iterable[frozenset[str]]) -> list[int]:
        """What `suits` looks at, for parts of a text by their pieces."""
        bits = self._bits
        return [reduce(or_, (bits[piece] for piece in self._known & part), 0) for part in parts]

    def suits(self, number: int, mask: int) -> bool:
        """Whether the pattern of that number may match in a part with that mask."""
        return self._trees[number].suits(mask)

    def places(self, parts: Sequence[frozenset[str]]) -> Iterator[tuple[int, list[int]]]:
        """The number of each pattern that may match, and of the parts (by their pieces) where."""
        masks = self.masks(parts)
        anywhere = reduce(or_, masks, 0)
        for number, tree in enumerate(self._trees):
            wanted = tree.wanted
            if wanted & anywhere != wanted or not tree.suits(anywhere):
                continue
            likely = (place for place, mask in enumerate(masks) if wanted & mask == wanted)
            if there := [place for place in likely if tree.suits(masks[place])]:
                yield number, there


def _one_of_each(choices: tuple[tuple[Needed, ...], ...], there: Set[str]) -> bool:
    return all(any(may_match(option, there) for option in options) for options in choices)


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
