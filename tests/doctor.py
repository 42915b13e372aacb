"""Runs `coach doctor` as a person does, and sorts what it says."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from bot.checks import Check
from tests.serving import ROOT, environment


@dataclass(frozen=True)
class Told:
    """What the doctor said: the sentences by what they are about."""

    lines: list[tuple[str, str, str]]

    def of(self, what: str, state: str = "") -> str:
        """The sentences about something, or only those of a state."""
        found = [says for told, about, says in self.lines if about == what and state in ("", told)]
        return "\n".join(found)

    @property
    def problems(self) -> list[str]:
        """What has to be mended."""
        return [f"{about}: {says}" for told, about, says in self.lines if told == "problem"]


def told(checks: Iterable[Check]) -> Told:
    """What a part of the doctor said."""
    return Told([(check.state, check.what, check.says) for check in checks])


async def run(*arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code of `coach doctor`, and everything that was printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor", *arguments),
        cwd=ROOT,
        env=environment(**settings, PYTHONUTF8="1"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def tell(**settings: str) -> Told:
    """What the doctor says with these settings; nothing but its JSON is printed."""
    code, text = await run("--json", **settings)
    found = Told([(c["state"], c["what"], c["says"]) for c in json.loads(text)["checks"]])
    assert code == (1 if found.problems else 0)
    return found
