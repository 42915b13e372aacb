"""A mistake in a file is named by file, line and key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.profile import Platform, Profile
from bot.prompts import load_playbook
from bot.yamlfile import read_yaml
from tests.serving import ROOT


def _file(folder: Path, text: str) -> Path:
    path = folder / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_missing_key_names_file_and_key(tmp_path: Path) -> None:
    """Line 1 is where the mapping begins that lacks it."""
    path = _file(tmp_path, "name: Lina\nkind: restaurant\n")
    with pytest.raises(SetupError, match=r"profile\.yaml, line 1, place: this key is missing"):
        read_yaml(path, Profile)


def test_a_wrong_type_names_its_line(tmp_path: Path) -> None:
    """The third platform's length is no number."""
    rows = "- {key: a, name: A, max_length: 1}\n" * 2
    path = _file(tmp_path, f"{rows}- key: x\n  name: X\n  max_length: long\n")
    with pytest.raises(SetupError, match=r"line 5, 2\.max_length: .*integer"):
        read_yaml(path, list[Platform])


def test_an_unknown_key_is_a_mistake_too(tmp_path: Path) -> None:
    """A typo must not be ignored in silence."""
    path = _file(tmp_path, "- key: x\n  name: X\n  max_lenght: 3\n  max_length: 3\n")
    with pytest.raises(SetupError, match=r"line 3, 0\.max_lenght: .*not known"):
        read_yaml(path, list[Platform])


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "empty"), ("a: [1", "not YAML"), ("a: b: c", "line 1: this is not YAML")],
)
def test_what_is_no_yaml_is_said_so(tmp_path: Path, text: str, says: str) -> None:
    """Empty and malformed files."""
    with pytest.raises(SetupError, match=says):
        read_yaml(_file(tmp_path, text), Profile)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Missing, a folder, or no UTF-8."""
    with pytest.raises(SetupError, match="missing"):
        read_yaml(tmp_path / "profile.yaml", Profile)
    with pytest.raises(SetupError, match="cannot be read"):
        read_yaml(tmp_path, Profile)
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"name: Caf\xe9\n")
    with pytest.raises(SetupError, match=r"latin\.yaml: this file cannot be read"):
        read_yaml(path, Profile)


@pytest.mark.parametrize("name", ["rubric.yaml", "strategy.yaml", "platforms.yaml", "triage.yaml"])
def test_start_up_names_whichever_prompt_file_is_broken(tmp_path: Path, name: str) -> None:
    """The customer-care lead finds the place without a programmer."""
    folder = tmp_path / "prompts"
    shutil.copytree(ROOT / "prompts", folder)
    (folder / name).write_text("nonsense: [\n", encoding="utf-8")
    with pytest.raises(SetupError, match=name):
        load_playbook(folder)


def test_a_category_without_advice_is_named(tmp_path: Path) -> None:
    """Every kind of post needs its strategy."""
    folder = tmp_path / "prompts"
    shutil.copytree(ROOT / "prompts", folder)
    path = folder / "strategy.yaml"
    path.write_text(path.read_text(encoding="utf-8").split("spam:")[0], encoding="utf-8")
    with pytest.raises(SetupError, match=r"strategy\.yaml, spam"):
        load_playbook(folder)
