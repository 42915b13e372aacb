"""The sentences that show the model what is of a kind, and what only looks like it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.briefing import QUOTABLE
from bot.coach import Coach
from bot.errors import SetupError
from bot.findings import FindingKind
from bot.prompts import load_playbook
from tests.serving import ROOT

COACH = Coach(load_playbook(ROOT / "prompts"))
KINDS = COACH.playbook.rubric.kinds
# Of these, no single sentence is one: the whole reply is.
WHOLE = {FindingKind.TOO_LONG, FindingKind.WRONG_LANGUAGE}


@pytest.mark.parametrize("kind", [kind for kind in QUOTABLE if kind not in WHOLE])
def test_every_kind_is_shown(kind: FindingKind) -> None:
    """Two or three that are, one or two that are not; short enough for a prompt."""
    rule = KINDS[kind]
    assert 2 <= len(rule.examples) <= 3
    assert 1 <= len(rule.near_misses) <= 2
    assert all(len(sentence) <= 120 for sentence in (*rule.examples, *rule.near_misses))


@pytest.mark.parametrize("kind", QUOTABLE)
def test_offline_and_model_agree_on_the_near_misses(kind: FindingKind) -> None:
    """What the model is told to leave alone, the offline reader does not flag as that kind."""
    for sentence in KINDS[kind].near_misses:
        found = COACH.read(sentence, COACH.size_up()).findings
        assert kind not in {finding.kind for finding in found}, sentence


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be spoiled."""
    return Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("examples", '["Noted.", " "]', r"rubric\.yaml, kinds\.dismissive\.examples: .*no words"),
        ("not", '[""]', r"rubric\.yaml, kinds\.dismissive\.not: .*no words"),
        ("not", '["Noted."]', r"rubric\.yaml, kinds\.dismissive\.not: “Noted\.” stands among"),
        ("examples", '"Noted."', r"rubric\.yaml, line \d+, kinds\.dismissive\.examples: "),
        ("examples", "[7]", r"rubric\.yaml, line \d+, kinds\.dismissive\.examples\.0: "),
        ("not", "{a: b}", r"rubric\.yaml, line \d+, kinds\.dismissive\.not: "),
    ],
)
def test_a_broken_entry_is_named(prompts: Path, key: str, value: str, says: str) -> None:
    """By file and key, and by line where it is no list of sentences."""
    _spoil(prompts, key, f"{key}: {value}")
    with pytest.raises(SetupError, match=says):
        load_playbook(prompts)


def test_a_key_that_does_not_exist_is_named(prompts: Path) -> None:
    """`not` is called so in the file, and only there."""
    _spoil(prompts, "not", 'near_misses: ["Fine."]')
    with pytest.raises(SetupError, match=r"kinds\.dismissive\.near_misses: .*not known"):
        load_playbook(prompts)


def test_a_kind_without_examples_is_fine(prompts: Path) -> None:
    """They help the model; nothing depends on them."""
    for key in ("examples", "not"):
        _spoil(prompts, key, f"{key}: []")
    assert load_playbook(prompts).rubric.kinds[FindingKind.DISMISSIVE].examples == ()


def _spoil(prompts: Path, key: str, line: str) -> None:
    """Put another line in place of one of the kind `dismissive`."""
    path = prompts / "rubric.yaml"
    head, rest = path.read_text(encoding="utf-8").split("  dismissive:", 1)
    spoiled, found = re.subn(rf"\b{key}: \[[^\]]*\]", lambda _: line, rest, count=1)
    assert found
    path.write_text(f"{head}  dismissive:{spoiled}", encoding="utf-8")
