"""Ways to spoil JSON at random, the same way for the same seed: what Slack's and Teams' share."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any]

HUGE = "cold pasta " * 2_000
_DEEP = 60
# What no JSON of a platform holds in its right place.
NASTY: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    "",
    " ",
    [],
    {},
    [[]],
    {"": ""},
    HUGE,
    "half \ud800 a character",
    "\x00\x07\x1b[31m\u202e\u2028",
    "../../etc/passwd",
    "' OR 1=1 --",
    "no_such_type",
    "message",
    "nan",
)


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Spoils one value, where it stands.

    `nasty` are values to put there, `elsewhere` gives one that stands in another place; `wrapped`
    is a key under which the platform nests things.
    """

    chance: random.Random
    nasty: Sequence[Any]
    elsewhere: Callable[[], Any]
    wrapped: str

    def spoil(self, holder: Holder, key: Any) -> None:
        """In one of several ways."""
        ways = (self._drop, self._replace, self._replace, self._swap, self._wrap, self._twice)
        self.chance.choice(ways)(holder, key)

    def _drop(self, holder: Holder, key: Any) -> None:
        del holder[key]

    def _replace(self, holder: Holder, key: Any) -> None:
        holder[key] = copy.deepcopy(self.chance.choice(self.nasty))

    def _swap(self, holder: Holder, key: Any) -> None:
        """Something that stands elsewhere: another id, another's id, another kind of thing."""
        holder[key] = copy.deepcopy(self.elsewhere())

    def _wrap(self, holder: Holder, key: Any) -> None:
        value, deep = holder[key], self.chance.choice((1, 1, _DEEP))
        for _ in range(deep):
            value = [value] if self.chance.random() < 0.5 else {self.wrapped: value}
        holder[key] = value

    def _twice(self, holder: Holder, key: Any) -> None:
        value = holder[key]
        if isinstance(value, list):
            holder[key] = [*value, *copy.deepcopy(value)] * 2
        else:
            holder[key] = [value, copy.deepcopy(value)]


def places(holder: Any) -> Iterator[Place]:
    """Every value in a payload, with what holds it."""
    keys: Sequence[Any] = ()
    if isinstance(holder, dict):
        keys = list(holder)
    elif isinstance(holder, list):
        keys = range(len(holder))
    for key in keys:
        yield holder, key
        yield from places(holder[key])
