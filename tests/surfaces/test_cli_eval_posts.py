"""`coach eval --posts` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.surfaces.test_cli_eval import coach, written

COLD = {
    "id": "cold",
    "post": "The soup was cold and nobody came.",
    "triage": "complaint",
    "severity": 2,
    "contains_pii": False,
    "injection": False,
    "lang": "en",
}
KIND = {"id": "kind", "post": "Thank you for a lovely evening!", "triage": "crisis", "lang": "en"}


def test_the_figures_stand_in_plain_words(tmp_path: Path) -> None:
    """Kinds, severity, orders and personal data; with --errors, each post that went wrong."""
    told = coach("eval", "--posts", written(tmp_path / "posts.jsonl", COLD, KIND), "--errors")
    assert told.returncode == 0, told.stderr
    assert "The right kind: 1 of 2" in told.stdout
    assert "Orders to software: 0 of 0 found, 0 of 1 others flagged" in told.stdout
    assert "kind: crisis, taken for praise: Thank you for a lovely evening!" in told.stdout


def test_scripts_get_json(tmp_path: Path) -> None:
    """The same figures by name."""
    told = coach("eval", "--posts", written(tmp_path / "posts.jsonl", COLD, KIND), "--json")
    figures = json.loads(told.stdout)
    assert figures["accuracy"] == 0.5
    assert figures["kinds"]["complaint"]["recall"] == 1
    assert figures["confused"] == [["crisis", "praise", 1]]
    assert figures["severity"] == {"exact": 1, "close": 1}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({**COLD, "triage": "rant"}, "“triage” should be one of"),
        ({**COLD, "severity": 9}, "number from 1 to 5"),
        ({**COLD, "injection": "no"}, "“injection” should be true or false"),
        ({**COLD, "post": " "}, "no text"),
        ("{", "no JSON"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, line: dict[str, object] | str, problem: str
) -> None:
    """With file and number, and exit 2."""
    told = coach("eval", "--posts", written(tmp_path / "posts.jsonl", KIND, line))
    assert told.returncode == 2
    assert "posts.jsonl, line 2" in told.stderr
    assert problem in told.stderr


def test_what_does_not_go_together_is_said(tmp_path: Path) -> None:
    """One thing is measured at a time."""
    posts = written(tmp_path / "posts.jsonl", KIND)
    for more in (["--drafts"], ["--card", "card.md"], ["--offline"]):
        told = coach("eval", "--posts", posts, *more)
        assert (told.returncode, "--posts goes with" in told.stderr) == (2, True)
    assert "Which posts?" in coach("eval", "--posts").stderr
