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


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be spoiled."""
    return Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))


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


@pytest.mark.parametrize(
    ("last", "says"),
    [
        ("up: 2026-13-45", "“2026-13-45” cannot be read as timestamp"),
        ("up: !!int abc", "“abc” cannot be read as int"),
        ("up: !!bool abc", "“abc” cannot be read as bool"),
        ("up: !!float abc", "“abc” cannot be read as float"),
        ("up: !!timestamp abc", "“abc” cannot be read as timestamp"),
        ("# \x07", "control character"),
        ("up: \x00", "control character"),
        ("name: Rosa", "name: this key stands here twice, first in line 1"),
    ],
)
def test_what_cannot_stand_in_a_file_names_its_line(tmp_path: Path, last: str, says: str) -> None:
    """Values that are none, control characters, and keys of which the last would win."""
    path = _file(tmp_path, f"name: Lina’s\nkind: restaurant\n{last}\n")
    with pytest.raises(SetupError, match=rf"^profile\.yaml, line 3.*: .*{says.split(': ')[-1]}"):
        read_yaml(path, dict[str, str])


def test_a_repeated_key_is_found_wherever_it_stands(tmp_path: Path) -> None:
    """Deep down, on one line, and behind an alias that leads back to itself."""
    with pytest.raises(SetupError, match=r"line 2, b: .*twice"):
        read_yaml(_file(tmp_path, "- a: 1\n- {a: {b: 1, b: 2}}\n"), list[dict[str, object]])
    with pytest.raises(SetupError, match=r"line 1, a: .*twice"):
        read_yaml(_file(tmp_path, "&x {self: *x, a: 1, a: 2}\n"), dict[str, object])
    merged = _file(tmp_path, "one: &one {a: 1, b: 2}\ntwo: {<<: *one, a: 3}\n")
    assert read_yaml(merged, dict[str, dict[str, int]])["two"] == {"a": 3, "b": 2}


def test_a_file_nested_beyond_reason_is_one_sentence(tmp_path: Path) -> None:
    """Nobody writes this by hand, but a broken program might."""
    with pytest.raises(SetupError, match="nested too deeply"):
        read_yaml(_file(tmp_path, "[" * 5_000 + "]" * 5_000), Profile)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: ", 'name: "  " #', r"“name” is empty"),
        ("up_to: 30", "up_to: .nan", r"line \d+, authority\.\d: “up_to” should be an amount"),
        ("up_to: 30", "up_to: .inf", r"“up_to” should be an amount"),
        ("up_to: 30", "up_to: true", r"authority\.\d\.up_to: .*should be a valid number"),
        ("up_to: 30", 'up_to: "30"', r"authority\.\d\.up_to: .*should be a valid number"),
        ("up_to: 30", "up_to: -3", r"“up_to” should be an amount"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    prompts: Path, old: str, new: str, says: str
) -> None:
    """A business without a name; a limit that limits nothing."""
    path = prompts / "profile.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SetupError, match=rf"^profile\.yaml, .*{says}"):
        load_playbook(prompts)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """Missing, a folder, or no UTF-8."""
    with pytest.raises(SetupError, match="missing"):
        read_yaml(tmp_path / "profile.yaml", Profile)
    with pytest.raises(SetupError, match="a folder"):
        read_yaml(tmp_path, Profile)
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"name: Caf\xe9\n")
    with pytest.raises(SetupError, match=r"latin\.yaml: this file cannot be read"):
        read_yaml(path, Profile)


@pytest.mark.parametrize("name", ["rubric.yaml", "strategy.yaml", "platforms.yaml", "triage.yaml"])
def test_start_up_names_whichever_prompt_file_is_broken(prompts: Path, name: str) -> None:
    """The customer-care lead finds the place without a programmer."""
    (prompts / name).write_text("nonsense: [\n", encoding="utf-8")
    with pytest.raises(SetupError, match=name):
        load_playbook(prompts)


@pytest.mark.parametrize(
    ("cut", "key"), [("  spam:", "kinds.spam"), ("  ask_first:", "strategies.ask_first")]
)
def test_a_kind_or_strategy_without_words_is_named(prompts: Path, cut: str, key: str) -> None:
    """Every kind of post needs its words, and so does every strategy."""
    path = prompts / "strategy.yaml"
    told = path.read_text(encoding="utf-8")
    path.write_text(told.split(cut)[0], "utf-8")
    with pytest.raises(SetupError, match=rf"strategy\.yaml.*{key}"):
        load_playbook(prompts)


def test_without_cues_nothing_starts(prompts: Path) -> None:
    """A coach that flags nothing would look as if every reply were fine."""
    files = list(prompts.glob("cues/*.yaml"))
    for path in files:
        words = path.read_text(encoding="utf-8").replace("kind: threat", "kind: insult")
        path.write_text(words, encoding="utf-8")
    with pytest.raises(SetupError, match=r"^cues, threat: no cue finds these"):
        load_playbook(prompts)
    for path in files:
        path.unlink()
    with pytest.raises(SetupError, match=r"^cues: there is no cue"):
        load_playbook(prompts)


def test_guidelines_that_cannot_be_read_are_named(prompts: Path) -> None:
    """Binary, missing, or a folder."""
    path = prompts / "guidelines.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SetupError, match=r"guidelines\.md: .*no UTF-8 text"):
        load_playbook(prompts)
    path.unlink()
    with pytest.raises(SetupError, match=r"guidelines\.md: this file is missing"):
        load_playbook(prompts)
    path.mkdir()
    with pytest.raises(SetupError, match=r"guidelines\.md: .*folder"):
        load_playbook(prompts)


def test_platforms_are_there_and_each_is_there_once(prompts: Path) -> None:
    """Of two with one key the second would silently win."""
    path = prompts / "platforms.yaml"
    path.write_text("- {key: x, name: X, max_length: 1}\n" * 2, encoding="utf-8")
    with pytest.raises(SetupError, match=r"platforms\.yaml, x: two platforms have this key"):
        load_playbook(prompts)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(SetupError, match=r"platforms\.yaml: there is no platform"):
        load_playbook(prompts)
