"""Takes activities of Teams and spoils them at random, the same way for the same seed."""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.teams_payloads import SKYPE, Payload

Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any]

MUTANTS = 2_000
_AGAIN = 0.05  # how many are sent a second time
_HUGE = "cold pasta " * 2_000
_DEEP = 60
_NASTY: tuple[Any, ...] = (
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
    _HUGE,
    "half \ud800 a character",
    "\x00\x07\x1b[31m\u202e\u2028",
    "<at>Response Coach</at>" * 200,
    f'<blockquote itemtype="{SKYPE}Forward">' * 200,
    "<div" * 500,
    "<!--" * 500,
    "&#" + "9" * 5_000 + ";",
    "[" * 5_000,
    '{"originalMessageContent": 5, "body": []}',
    '{"messageId": "\\ud800", "messagePreview": {}}',
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}} ${7*7}",
    "message",
    "messageReaction",
    "invoke",
    "adaptiveCard/action",
    "composeExtension/fetchTask",
    "no_such_type",
    "approve",
    "19:0000@thread.tacv2;messageid=1;messageid=2",
    ";messageid=",
    "28:0b7e4d1a-5f1c-4a50-9c39-3f2a6d7e8b90",
    "00000000-0000-0000-0000-000000000000",
    "1795000001000",
    "2026-13-45T99:99:99Z",
    "nan",
)


@dataclass(frozen=True, slots=True)
class Mutants:
    """Makes them from real activities; `strange` are values of other houses to slip in.

    What lies at a path in `spared` stays: such as the tenant, without which nothing is looked at.
    """

    origins: Sequence[Payload]
    strange: Sequence[Any]
    chance: random.Random
    spared: frozenset[tuple[str, ...]] = frozenset()
    _places: list[Place] = field(init=False)

    def __post_init__(self) -> None:
        """What stands where in the real ones: looked up once, they do not change."""
        found = itertools.chain.from_iterable(map(_places, self.origins))
        object.__setattr__(self, "_places", list(found))

    def __iter__(self) -> Iterator[Payload]:
        """Without an end."""
        for number in itertools.count(1):
            yield self._mutant(fresh(self.chance.choice(self.origins), f"m{number}"))

    def batch(self, count: int = MUTANTS) -> list[Payload]:
        """So many, some of them twice, in no order."""
        made = list(itertools.islice(self, int(count * (1 - _AGAIN))))
        again = self.chance.choices(made, k=count - len(made))
        mixed = [*made, *again]
        self.chance.shuffle(mixed)
        return mixed

    def _mutant(self, body: Payload) -> Payload:
        for _ in range(self.chance.randint(1, 4)):
            kept = [_holder(body, path) for path in self.spared]
            places = [place for place in _places(body) if not _among(place, kept)]
            if places:
                holder, key = self.chance.choice(places)
                self.chance.choice(self._ways())(holder, key)
        return body

    def _ways(self) -> Sequence[Callable[[Holder, Any], None]]:
        return (self._drop, self._replace, self._replace, self._swap, self._wrap, self._twice)

    def _drop(self, holder: Holder, key: Any) -> None:
        del holder[key]

    def _replace(self, holder: Holder, key: Any) -> None:
        holder[key] = copy.deepcopy(self.chance.choice(_NASTY))

    def _swap(self, holder: Holder, key: Any) -> None:
        """Something that stands elsewhere: another id, another's id, another kind of thing."""
        where, name = self.chance.choice(self._places)
        choice = (where[name], self.chance.choice(self.strange)) if self.strange else (where[name],)
        holder[key] = copy.deepcopy(self.chance.choice(choice))

    def _wrap(self, holder: Holder, key: Any) -> None:
        value, deep = holder[key], self.chance.choice((1, 1, _DEEP))
        for _ in range(deep):
            value = [value] if self.chance.random() < 0.5 else {"content": value}
        holder[key] = value

    def _twice(self, holder: Holder, key: Any) -> None:
        value = holder[key]
        if isinstance(value, list):
            holder[key] = [*value, *copy.deepcopy(value)] * 2
        else:
            holder[key] = [value, copy.deepcopy(value)]


def fresh(body: Payload, name: str) -> Payload:
    """The same activity as a delivery of its own: under another id, and in the thread of that."""
    body, own = copy.deepcopy(body), body.get("id")
    if isinstance(own, str):
        body["id"] = f"{own[:5]}{sum(map(ord, name)) % 1000:03d}{name[1:].zfill(5)[-5:]}"
        where = body.get("conversation")
        if isinstance(where, dict) and isinstance(where.get("id"), str):
            where["id"] = where["id"].replace(f";messageid={own}", f";messageid={body['id']}")
    return body


def wire(body: Payload) -> bytes:
    """As it travels; `json` escapes what is no character."""
    return json.dumps(body).encode()


def _places(holder: Any) -> Iterator[Place]:
    """Every value in an activity, with what holds it."""
    keys: Sequence[Any] = ()
    if isinstance(holder, dict):
        keys = list(holder)
    elif isinstance(holder, list):
        keys = range(len(holder))
    for key in keys:
        yield holder, key
        yield from _places(holder[key])


def _holder(body: Payload, path: tuple[str, ...]) -> list[tuple[int, str]]:
    """What has to stay for a path to lead somewhere: each holder by identity, and its key."""
    found, at = [], body
    for key in path:
        if not isinstance(at, dict) or key not in at:
            break
        found.append((id(at), key))
        at = at[key]
    return found


def _among(place: Place, kept: Sequence[Sequence[tuple[int, str]]]) -> bool:
    holder, key = place
    return any((id(holder), key) in path for path in kept)
