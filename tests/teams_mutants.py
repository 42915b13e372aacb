"""Takes activities of Teams and spoils them at random, the same way for the same seed."""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.spoiling import NASTY, Place, Spoiler, places
from tests.teams_payloads import SKYPE, Payload

MUTANTS = 2_000
_AGAIN = 0.05  # how many are sent a second time
_NASTY: tuple[Any, ...] = (
    *NASTY,
    "<at>Response Coach</at>" * 200,
    f'<blockquote itemtype="{SKYPE}Forward">' * 200,
    "<div" * 500,
    "<!--" * 500,
    "&#" + "9" * 5_000 + ";",
    "[" * 5_000,
    '{"originalMessageContent": 5, "body": []}',
    '{"messageId": "\\ud800", "messagePreview": {}}',
    "{{7*7}} ${7*7}",
    "messageReaction",
    "invoke",
    "adaptiveCard/action",
    "composeExtension/fetchTask",
    "approve",
    "19:0000@thread.tacv2;messageid=1;messageid=2",
    ";messageid=",
    "28:0b7e4d1a-5f1c-4a50-9c39-3f2a6d7e8b90",
    "00000000-0000-0000-0000-000000000000",
    "1795000001000",
    "2026-13-45T99:99:99Z",
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
    _spoiler: Spoiler = field(init=False)

    def __post_init__(self) -> None:
        """What stands where in the real ones: looked up once, they do not change."""
        found = itertools.chain.from_iterable(map(places, self.origins))
        object.__setattr__(self, "_places", list(found))
        spoiler = Spoiler(self.chance, _NASTY, self._elsewhere, "content")
        object.__setattr__(self, "_spoiler", spoiler)

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
            found = [place for place in places(body) if not _among(place, kept)]
            if found:
                self._spoiler.spoil(*self.chance.choice(found))
        return body

    def _elsewhere(self) -> Any:
        where, name = self.chance.choice(self._places)
        choice = (where[name], self.chance.choice(self.strange)) if self.strange else (where[name],)
        return self.chance.choice(choice)


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
