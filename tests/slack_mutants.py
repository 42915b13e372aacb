"""Takes payloads of Slack and spoils them at random, the same way for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.slack_delivery import FORM, JSON, Sent
from tests.spoiling import NASTY, Place, Spoiler, places

_NASTY: tuple[Any, ...] = (
    *NASTY,
    "<!channel> <@U1> <https://evil.example|ok>",
    "{",
    '{"case":"' + "x" * 300 + '","draft":-1,"digest":[]}',
    '{"case":"\\ud800","draft":1,"digest":""}',
    "coach_nope",
    "coach_approve",
    "coach_menu",
    "view_submission",
    "event_callback",
    "T2",
    "1700000000.000100",
    "1e400",
)


@dataclass(frozen=True, slots=True)
class Mutants:
    """Makes them from real payloads; `strange` are values of other houses to slip in."""

    origins: Sequence[Sent]
    strange: Sequence[Any]
    chance: random.Random
    _places: list[list[Place]] = field(init=False)
    _spoiler: Spoiler = field(init=False)

    def __post_init__(self) -> None:
        """What stands where in the real ones: looked up once, they do not change."""
        object.__setattr__(self, "_places", [list(places(one.body)) for one in self.origins])
        spoiler = Spoiler(self.chance, _NASTY, self._elsewhere, "elements")
        object.__setattr__(self, "_spoiler", spoiler)

    def __iter__(self) -> Iterator[Sent]:
        """Without an end."""
        number = 0
        while True:
            number += 1
            origin = self.chance.choice(self.origins)
            yield Sent(origin.kind, self._mutant(fresh(origin.body, f"m{number}")))

    def _mutant(self, body: dict[str, Any]) -> dict[str, Any]:
        for _ in range(self.chance.randint(1, 4)):
            if found := list(places(body)):
                self._spoiler.spoil(*self.chance.choice(found))
        return body

    def _elsewhere(self) -> Any:
        where, name = self.chance.choice(self.chance.choice(self._places))
        return self.chance.choice((where[name], self.chance.choice(self.strange)))


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
