"""The Teams app package is what Teams takes, and asks for exactly what is used."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot import wishes
from bot.errors import BadInput
from bot.settings import Settings
from bot.teams import manifest as app
from bot.teams.ids import MESSAGE_ACTION
from bot.teams.inbound import Said, wish
from tests.serving import ROOT, environment

SCHEMA = ROOT / "tests" / "fixtures" / "teams" / f"MicrosoftTeams.{app.SCHEMA}.schema.json"
APP_ID = "0f1e2d3c-4b5a-4678-9abc-def012345678"
SITE = "https://www.lina.example"


def settings(**given: Any) -> Settings:
    """A bot with an app id."""
    return Settings(coach_home=ROOT, microsoft_app_id=APP_ID, **given)


def told(**given: Any) -> dict[str, Any]:
    """The manifest."""
    return app.manifest(settings(**given), SITE)


@pytest.mark.parametrize("leads", ["", "team-owners", "someone, Team-Owners"])
def test_the_manifest_is_valid_against_the_published_schema(leads: str) -> None:
    """Teams would refuse it otherwise, and not say much about why."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    problems = [error.message for error in Draft4Validator(schema).iter_errors(told(leads=leads))]
    assert problems == []
    assert schema["properties"]["manifestVersion"]["const"] == app.SCHEMA


def test_the_package_holds_the_manifest_and_both_icons() -> None:
    """Named as the manifest names them, in the sizes that Teams wants; the same bytes each time."""
    packed = app.package(settings(), SITE)
    assert packed == app.package(settings(), SITE)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert json.loads(archive.read("manifest.json")) == told()
        sizes = {name: _size(archive.read(name)) for name in told()["icons"].values()}
    assert sizes == {"color.png": (192, 192), "outline.png": (32, 32)}


def test_every_command_that_is_offered_is_understood() -> None:
    """What Teams puts into the box when somebody picks a command or a starter does something."""
    for listed in told()["bots"][0]["commandLists"]:
        targeted = "slash" in listed.get("triggers", ())
        for command in listed["commands"]:
            typed = command.get("prompt") or f"{command['title']} something"
            if command["title"] in {"cases", "help"}:
                typed = command["title"]
            meant = wish(_said(typed, targeted=targeted)).wish
            expected = command["title"].strip(":") if "prompt" not in command else ""
            if expected and expected != "respond":
                assert meant == expected, command
            else:
                assert meant is not wishes.Wish.NOTHING
            assert not (expected == "respond" and meant is not wishes.Wish.POST), command


def test_the_message_action_is_the_one_that_is_handled() -> None:
    """On any message, with a dialog of ours."""
    (extension,) = told()["composeExtensions"]
    (command,) = extension["commands"]
    assert (command["id"], command["context"]) == (MESSAGE_ACTION, ["message"])
    assert command["fetchTask"] is True


def test_owners_are_only_asked_for_where_they_lead() -> None:
    """A permission that is not used is not asked for."""
    assert "authorization" not in told()
    asked = told(leads="Team-Owners")["authorization"]["permissions"]["resourceSpecific"]
    assert [one["name"] for one in asked] == ["TeamMember.Read.Group"]


@pytest.mark.parametrize("site", ["", "lina.example", "ftp://x", "https://[", "https://a b"])
def test_without_a_website_it_says_what_to_add(site: str) -> None:
    """Teams shows it to whoever adds the app."""
    with pytest.raises(BadInput, match="--website"):
        app.manifest(settings(), site)


def test_without_an_app_id_it_says_what_to_set() -> None:
    """The package is made for one bot."""
    with pytest.raises(BadInput, match="MICROSOFT_APP_ID"):
        app.manifest(Settings(coach_home=ROOT), SITE)


def test_the_command_writes_the_package(tmp_path: Path) -> None:
    """`coach manifest teams`, as an operator types it."""
    packed = tmp_path / "app.zip"
    command = [sys.executable, "-m", "bot", "manifest", "teams", "--website", SITE, "-o", packed]
    given = {"MICROSOFT_APP_TENANT_ID": "t", "MICROSOFT_APP_PASSWORD": "p"}
    done = subprocess.run(
        command,
        env=environment(MICROSOFT_APP_ID=APP_ID, **given),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "is written" in done.stderr
    assert zipfile.is_zipfile(packed)


def _said(text: str, *, targeted: bool) -> Said:
    return Said(
        user="u",
        name="Ana",
        conversation="c",
        activity="1",
        text=text,
        thread="",
        kind="groupChat" if targeted else "personal",
        mentions=True,
        targeted=targeted,
        forwarded=(),
        quoted=(),
        pictures=0,
    )


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height
