"""`coach draft` and `coach check` ask the model where one is configured, unless told not to."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.openai_server import OpenAIServer, Say, flags, openai_server, reply, second
from tests.serving import ROOT, environment

PASTA = "45 minutes for cold pasta, and the waiter laughed at us. Never again."
GOOD = (
    "Thank you for telling us. We're sorry about the 45 minutes, the cold pasta and the laughter; "
    "putting it right is on us. [who] answers here [by when]. What would help?"
)
UNNOTICED = "We are sorry about the pasta. People of your sort always find something."
PLAIN = "We are sorry about the pasta. There is a goldfish in the lobby."


async def coach(folder: Path, server: OpenAIServer, *words: str) -> dict[str, Any]:
    """What a command prints, as data."""
    settings = environment(
        DATABASE_URL=f"sqlite:///{folder}/coach.db", OPENAI_BASE_URL=server.url, DRAFT_SECONDS="5"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", *words, "--json"),
        cwd=ROOT,
        env=settings,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    answer: dict[str, Any] = json.loads(out)
    return answer


async def test_a_draft_is_the_models(tmp_path: Path) -> None:
    """With `--offline` the composer writes it, and nobody is asked."""
    async with openai_server() as server:
        server.script = [Say(reply(GOOD))]
        drafted = await coach(tmp_path, server, "draft", PASTA)
        assert drafted["draft"] == {"text": GOOD, "origin": "model"}
        asked = len(server.requests)
        offline = await coach(tmp_path, server, "draft", "--offline", PASTA)
        assert offline["draft"]["origin"] == "composer"
        assert len(server.requests) == asked


@pytest.mark.parametrize("trouble", [Say(status=401), Say("I'd rather not.")])
async def test_a_model_that_fails_costs_nobody_the_draft(tmp_path: Path, trouble: Say) -> None:
    """The composer serves."""
    async with openai_server() as server:
        server.script = [trouble]
        drafted = await coach(tmp_path, server, "draft", PASTA)
        assert drafted["draft"]["origin"] == "composer"


async def test_a_check_holds_what_the_second_reader_found(tmp_path: Path) -> None:
    """Its findings stand beside those of the cues, and say who found them."""
    async with openai_server() as server:
        server.script = [Say(second(("condescension", "People of your sort")))]
        checked = await coach(tmp_path, server, "check", UNNOTICED, "--post", PASTA)
        found = {(f["kind"], f["reader"]) for f in checked["findings"]}
        assert ("condescension", "model") in found


async def test_a_check_asks_the_moderation_where_there_is_one(tmp_path: Path) -> None:
    """A warning for the sentence; never offline."""
    async with openai_server() as server:
        server.script, server.moderation = [Say(second())], Say(flags(goldfish="harassment"))
        checked = await coach(tmp_path, server, "check", PLAIN, "--post", PASTA)
        (told,) = [f for f in checked["findings"] if f["reader"] == "moderation"]
        assert (told["kind"], told["severity"]) == ("insult", "warn")
        assert told["text"] == "There is a goldfish in the lobby."
        await coach(tmp_path, server, "check", "--offline", PLAIN, "--post", PASTA)
        assert len(server.moderated) == 1
