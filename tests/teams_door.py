"""One colleague before our bot in the local Teams: what she sends, presses and reads."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.errors import StoreBusy
from tests.teams_bot import TeamsBot, teams_bot
from tests.teams_site import Answer, Member, Place, Posted, teams_site

COLD = "45 minutes for cold pasta at table 7, and the waiter laughed at us."
LATE = "Two hours late, and nobody picked up the phone. Never again."
Json = dict[str, Any]


@dataclass
class Door(TeamsBot):
    """The running bot, Ana, and her personal conversation with it."""

    ana: Member
    chat: Place

    async def say(
        self, text: str, *, who: Member | None = None, place: Place | None = None, **more: Any
    ) -> Answer:
        """A message, and all that comes of it; outside the personal chat it mentions the bot."""
        place = place or self.chat
        if place.kind != "personal":
            tag = f"<at>{self.site.bot['name']}</at>"
            text = f"{tag} {text}"
            more["entities"] = [{"type": "mention", "mentioned": self.site.bot, "text": tag}]
        answer = await self.site.say(place, who or self.ana, text, **more)
        await self.work()
        return answer

    async def happen(self, kind: str, place: Place | None = None, **more: Any) -> Answer:
        """Any other activity of Ana's, and all that comes of it."""
        body = self.site.activity(kind, place or self.chat, self.ana, **more)
        answer = await self.site.deliver(body)
        await self.work()
        return answer

    async def invoke(self, name: str, value: Json, place: Place | None = None) -> Json:
        """The answer to an invoke of Ana's."""
        body = self.site.activity("invoke", place or self.chat, self.ana, name=name, value=value)
        answer = await self.site.deliver(body)
        assert answer.status == 200
        return dict(answer.json)

    async def press(self, data: Json, *, automatic: bool = False, **inputs: str) -> Json:
        """What Ana sees after an Execute with this data and what she filled in."""
        action = {"type": "Action.Execute", "verb": "coach", "data": {**data, **inputs}}
        trigger = "automatic" if automatic else "manual"
        value = {"action": action, "trigger": trigger}
        shown = await self.invoke("adaptiveCard/action", value)
        assert shown["statusCode"] == 200
        await self.work()
        return dict(shown)

    async def pressed(self, label: str, card: Json, **inputs: str) -> Json:
        """The same for the button with these words on a card; the card that comes in its place."""
        shown = await self.press(button(card, label), **inputs)
        assert shown["type"].endswith("card.adaptive"), shown
        return dict(shown["value"])

    def said(self, place: Place | None = None) -> list[Posted]:
        """What the bot said there."""
        return self.site.messages(place or self.chat)

    def last(self, place: Place | None = None) -> str:
        """The words of its last message."""
        posted = self.said(place)[-1]
        return words(posted.card) if posted.card else posted.text

    @property
    def card(self) -> Posted:
        """The last card of a case in Ana's chat."""
        return next(p for p in reversed(self.said()) if p.card and "refresh" in p.card)

    @asynccontextmanager
    async def store_away(self) -> AsyncIterator[None]:
        """Nothing can be saved meanwhile, nor read."""

        async def away(*_: Any, **__: Any) -> None:
            raise StoreBusy("The database is locked.")

        store = type(self.service.store)
        names = ("commit", "events", "contents", "find_ref", "case_for_key", "note_conversation")
        with patch.multiple(store, **dict.fromkeys(names, away)):
            yield


@asynccontextmanager
async def teams_door(folder: Path, **settings: str) -> AsyncIterator[Door]:
    """Start the bot with a database in `folder`."""
    async with teams_site() as site, teams_bot(site, folder, **settings) as bot:
        ana = site.person("Ana")
        yield Door(bot.service, bot.clock, bot.url, site, ana, site.place("personal", ana))


def button(card: Json | None, label: str) -> Json:
    """The data of the button with these words, wherever it stands."""
    found = [one for one in _within(card) if str(one.get("title", "")).startswith(label)]
    labels = [one.get("title") for one in _within(card) if "data" in one]
    assert found, f"No “{label}” among {labels}"
    return dict(found[0]["data"])


def words(card: Json | None) -> str:
    """All that can be read on a card, in order."""
    return "".join(str(one["text"]) for one in _within(card) if isinstance(one.get("text"), str))


def value_of(card: Json | None, key: str) -> str:
    """What stands in an input."""
    return next(str(one.get("value", "")) for one in _within(card) if one.get("id") == key)


def _within(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key != "fallback":
                yield from _within(value)
    elif isinstance(part, list):
        for one in part:
            yield from _within(one)


def forward(text: str, number: int = 1) -> Json:
    """The attachment of a forwarded message; without words, one that cannot be read."""
    told = {"originalMessageId": str(number), "originalMessageContent": text} if text else {}
    return {
        "id": str(number),
        "contentType": "forwardedMessageReference",
        "content": json.dumps(told),
    }


def quote(message: str, text: str) -> Json:
    """The attachment of a message that is quoted."""
    told = {"messageId": message, "messagePreview": text}
    return {"id": message, "contentType": "messageReference", "content": json.dumps(told)}
