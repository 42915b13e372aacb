"""Takes payloads of Slack and spoils them at random, the same way for the same seed."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.slack_delivery import FORM, JSON, Sent

Holder = dict[str, Any] | list[Any]
Place = tuple[Holder, Any]

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
    "<!channel> <@U1> <https://evil.example|ok>",
    "{",
    '{"case":"' + "x" * 300 + '","draft":-1,"digest":[]}',
    '{"case":"\\ud800","draft":1,"digest":""}',
    "../../etc/passwd",
    "' OR 1=1 --",
    "coach_nope",
    "coach_approve",
    "coach_menu",
    "no_such_type",
    "view_submission",
    "event_callback",
    "message",
    "T2",
    "1700000000.000100",
    "nan",
    "1e400",
)


@dataclass(frozen=True, slots=True)
class Mutants:
    """Makes them from real payloads; `strange` are values of other houses to slip in."""

    origins: Sequence[Sent]
    strange: Sequence[Any]
    chance: random.Random
    _places: list[list[Place]] = field(init=False)

    def __post_init__(self) -> None:
        """What stands where in the real ones: looked up once, they do not change."""
        object.__setattr__(self, "_places", [list(_places(one.body)) for one in self.origins])

    def __iter__(self) -> Iterator[Sent]:
        """Without an end."""
        number = 0
        while True:
            number += 1
            origin = self.chance.choice(self.origins)
            yield Sent(origin.kind, self._mutant(fresh(origin.body, f"m{number}")))

    def _mutant(self, body: dict[str, Any]) -> dict[str, Any]:
        for _ in range(self.chance.randint(1, 4)):
            places = list(_places(body))
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
        where, name = self.chance.choice(self.chance.choice(self._places))
        foreign = self.chance.choice(self.strange)
        holder[key] = copy.deepcopy(self.chance.choice((where[name], foreign)))

    def _wrap(self, holder: Holder, key: Any) -> None:
        value, deep = holder[key], self.chance.choice((1, 1, _DEEP))
        for _ in range(deep):
            value = [value] if self.chance.random() < 0.5 else {"elements": value}
        holder[key] = value

    def _twice(self, holder: Holder, key: Any) -> None:
        value = holder[key]
        if isinstance(value, list):
            holder[key] = [*value, *copy.deepcopy(value)] * 2
        else:
            holder[key] = [value, copy.deepcopy(value)]


def fresh(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The same payload as a delivery of its own: other ids of event, message, trigger and view."""
    body = json.loads(json.dumps(body))
    for key in ("event_id", "trigger_id"):
        if key in body:
            body[key] = f"{body[key]}-{name}"
    event = body.get("event")
    if isinstance(event, dict) and isinstance(event.get("ts"), str):
        event["ts"] = f"{event['ts']}{sum(map(ord, name)):06d}{len(name)}{name[1:]}"
    if body.get("type") == "view_submission":
        body["view"]["id"] += f"-{name}"
    return body


def wire(sent: Sent) -> tuple[bytes, str]:
    """As it travels; `json` escapes what is no character, forms hold it as broken bytes."""
    if sent.kind == "event":
        return json.dumps(sent.body).encode(), JSON
    if sent.kind == "interaction":
        return urlencode({"payload": json.dumps(sent.body)}).encode(), FORM
    fields = {
        str(key): value if isinstance(value, str) else json.dumps(value)
        for key, value in sent.body.items()
    }
    return urlencode(fields, errors="surrogatepass").encode(), FORM


def _places(holder: Any) -> Iterator[Place]:
    """Every value in a payload, with what holds it."""
    keys: Sequence[Any] = ()
    if isinstance(holder, dict):
        keys = list(holder)
    elif isinstance(holder, list):
        keys = range(len(holder))
    for key in keys:
        yield holder, key
        yield from _places(holder[key])
