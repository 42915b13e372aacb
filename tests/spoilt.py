"""What the tests share that send spoilt payloads among good ones: what must hold afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.casebook import Casebook
from bot.desk import CareDesk, NewPost
from bot.people import HOME, ApprovalPolicy, Caller, Person
from bot.records import Installed
from tests.running import Running, coach
from tests.scenarios import PASTA

NEVER_SHOWN = ("Traceback", 'File "', "Error(", "Error:", "sqlite", ".db", "Exception")


def shown_too_much(words: str) -> list[str]:
    """What no person should read."""
    return [sign for sign in NEVER_SHOWN if sign in words]


def plate(number: int) -> str:
    """The words of one of many good posts."""
    return f"Plate number {number} was cold."


def put(value: Any, words: str) -> None:
    """Let the customer have written `words`, wherever a payload says what they wrote."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inner, dict | list):
            put(inner, words)
        elif isinstance(inner, str) and PASTA in inner:
            value[key] = inner.replace(PASTA, words)


async def cold_plates(bot: Running) -> Counter[str]:
    """How often each of the good posts became a case, without loading each case."""
    store = bot.service.store
    rows = await store.cases(HOME, limit=10_000)
    texts = await store.contents(HOME, [row.headline_content for row in rows])
    return Counter(text.text for text in texts.values() if text.text.startswith("Plate number"))


async def other_house(bot: Running, platform: str) -> tuple[CareDesk, str]:
    """The desk and the case of another organisation, “other”, in the same database."""
    store = bot.service.store
    await store.install(Installed(platform, "T2", "other", "other", "UBOT2"))
    desk = CareDesk(Casebook(store, clock=bot.clock, policy=ApprovalPolicy()), coach())
    eve = Caller("other", Person(f"{platform}:T2:U1", "Eve", (f"{platform}:T2",)))
    return desk, await desk.open_case(eve, NewPost("Their secret soup was cold."))
