"""Profiles and platforms: what a file may hold, and who looks after what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SetupError
from bot.people import Role
from bot.profile import Duty, Platform, Profile, Remedy
from bot.triage import LegalMatter
from bot.yamlfile import read_yaml
from tests.serving import ROOT

PROMPTS = ROOT / "prompts"
PROFILES = [PROMPTS / "profile.yaml", *sorted((PROMPTS / "profiles").glob("*.yaml"))]
LINE = "{key: spot, name: Spot, max_length: 10}"
WHO = "name: Lina\nkind: shop\nplace: here\nsign_off: Lina\nsenior_contact: Lina, owner\n"


def _profile(folder: Path, more: str) -> Profile:
    path = folder / "profile.yaml"
    path.write_text(WHO + more, encoding="utf-8")
    return read_yaml(path, Profile)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_sample_shows_what_a_profile_is_for(path: Path) -> None:
    """Who looks after what, who may promise what, and whom to turn to."""
    profile = read_yaml(path, Profile)
    assert set(profile.owners) == set(Duty)
    assert profile.contacts
    assert profile.helplines[profile.country]
    assert {remedy.by for remedy in profile.authority} == {Role.RESPONDER, Role.LEAD}


def test_a_clinic_brings_its_privacy_pack() -> None:
    """What is never confirmed, where people can turn in private, and words that are safe."""
    clinic = read_yaml(PROMPTS / "profiles" / "clinic.yaml", Profile)
    assert clinic.private
    assert any("patient" in never for never in clinic.privacy.never_confirm)
    assert any(contact in clinic.privacy.route for contact in clinic.contacts)
    assert clinic.privacy.wording


def test_the_page_about_the_profile_names_every_key() -> None:
    """A lead finds there what stands in the file."""
    page = (ROOT / "docs" / "profile.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", page))
    assert told >= {*Profile.__slots__, *Remedy.__slots__, *Platform.__slots__, *Duty}


def test_a_matter_goes_to_its_owner(tmp_path: Path) -> None:
    """Else to whoever looks after the law, else to the senior contact."""
    profile = _profile(tmp_path, "owners: {data: Joel, law: Greta, press: Dana}\n")
    assert profile.owner(LegalMatter.DATA_REQUEST) == "Joel"
    assert profile.owner(LegalMatter.REGULATOR) == "Greta"
    assert profile.owner(LegalMatter.PRODUCT_SAFETY) == "Greta"
    assert profile.owner(Duty.PRESS) == "Dana"
    assert _profile(tmp_path, "").owner(LegalMatter.WITHDRAWAL) == "Lina, owner"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("owners: {marketing: Ana}", r"owners\.marketing.*: .*'data', 'law', 'safety'"),
        ("country: Britain", "“Britain” should be the two capitals"),
        ("helplines: {uk: 116 123}", "“uk” should be the two capitals"),
        ("languages: []", "“languages” should name at least"),
        ("authority: [{what: ' '}]", r"authority\.0: “what” is empty"),
        ("authority: [{what: a refund, up_to: 5, currency: £}]", "a code such as GBP, or %"),
        ("authority: [{what: a refund, up_to: 0}]", "“up_to” should be an amount above 0"),
        ("authority: [{what: a refund, within_days: 0}]", "“within_days” should be a number"),
        ("authority: [{what: a refund, by: boss}]", "'responder' or 'lead'"),
        ("voice: {tone: warm}", r"voice\.tone: .*not known"),
        ("privacy: {secret: all}", r"privacy\.secret: .*not known"),
    ],
)
def test_what_cannot_stand_in_a_profile_is_named(tmp_path: Path, line: str, says: str) -> None:
    """At start-up, with the line."""
    with pytest.raises(SetupError, match=rf"^profile\.yaml, line .*{says}"):
        _profile(tmp_path, f"{line}\n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("spot", "Spot 9", "“key” should be of small letters"),
        ("Spot", "' '", "“name” is empty"),
        ("10", "0", "“max_length” should be a number of characters from 1"),
        ("10", "10, owner_replies: -1", "“owner_replies” should be 0"),
        ("10", "10, moderation: ban", "'hide', 'report' or 'remove'"),
    ],
)
def test_what_no_platform_is_like_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A key that no link could hold, numbers that make no sense, a word that is not known."""
    path = tmp_path / "platforms.yaml"
    path.write_text(f"- {LINE.replace(old, new)}\n", encoding="utf-8")
    with pytest.raises(SetupError, match=rf"^platforms\.yaml, line 1, 0.*{says}"):
        read_yaml(path, list[Platform])
