"""`coach eval` on replies with labelled promises, as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.surfaces.test_cli_eval import coach, written

CALL = {
    "id": "call",
    "reply": "Mia will call you by Friday. Sorry about the soup.",
    "at": "2026-11-18T14:30:00+00:00",
    "tz": "Europe/London",
    "lang": "en",
    "promises": [{"text": "Mia will call you by Friday.", "due": "2026-11-20"}],
}
MISSED = {
    "id": "missed",
    "reply": "We'll send a new one by Friday.",
    "at": "2026-11-18T14:30:00+00:00",
    "tz": "Europe/London",
    "lang": "en",
    "promises": [{"text": "We'll send a new one by Friday.", "due": None}],
}


def test_the_figures_stand_in_plain_words(tmp_path: Path) -> None:
    """Found, right, and due, by language; with --errors, each promise that went wrong."""
    told = coach("eval", written(tmp_path / "replies.jsonl", CALL, MISSED), "--errors")
    assert told.returncode == 0, told.stderr
    assert "2 replies with 2 promises" in told.stdout
    row = next(line for line in told.stdout.splitlines() if line.startswith("en "))
    assert row.split() == ["en", "2", "2", "2", "2", "1.00", "1.00", "0.50"]
    assert "due  missed: 2026-11-20, not none" in told.stdout


def test_scripts_get_json(tmp_path: Path) -> None:
    """The same figures by name."""
    told = coach("eval", written(tmp_path / "replies.jsonl", CALL, MISSED), "--json")
    figures = json.loads(told.stdout)
    assert (figures["recall"], figures["precision"], figures["due_share"]) == (1.0, 1.0, 0.5)
    assert figures["languages"]["en"]["labelled"] == 2


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({**CALL, "promises": "none"}, "should be a list"),
        ({**CALL, "promises": [{"text": "We will sing."}]}, "no such words"),
        ({**CALL, "promises": ["call"]}, "A promise is an object"),
        ({**CALL, "tz": "Mars"}, "“tz” should be"),
        ({**CALL, "reply": " "}, "no text"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, line: dict[str, object], problem: str
) -> None:
    """With file and number, and exit 2."""
    told = coach("eval", written(tmp_path / "replies.jsonl", CALL, line))
    assert told.returncode == 2
    assert "replies.jsonl, line 2" in told.stderr
    assert problem in told.stderr
