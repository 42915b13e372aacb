"""Settings of Microsoft Teams: half of them is refused, and nothing opens the door by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks import of_teams
from bot.errors import SetupError
from bot.settings import Settings, load_settings

_ANYBODY, _TENANT = "TEAMS_ALLOW_ANONYMOUS", "MICROSOFT_APP_TENANT_ID"

APP = {"MICROSOFT_APP_ID": "0F1E2D3C-4b5a-4678-9abc-def012345678"}
TENANT = {"MICROSOFT_APP_TENANT_ID": "t"}
PASSWORD = {"MICROSOFT_APP_PASSWORD": "very-secret"}
CERTIFICATE = {"MICROSOFT_APP_CERTIFICATE": "a very-secret PEM"}
IDENTITY = {"MICROSOFT_MANAGED_IDENTITY": "true"}
ANYBODY = {"TEAMS_ALLOW_ANONYMOUS": "1"}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A folder in which nothing is set."""
    (tmp_path / "app.yaml").write_text("env_variables: {}\n")
    return {"COACH_HOME": str(tmp_path)}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (APP, "MICROSOFT_APP_TENANT_ID"),
        (APP | PASSWORD, "MICROSOFT_APP_TENANT_ID"),
        (APP | TENANT, "MICROSOFT_APP_PASSWORD"),
        (APP | TENANT | PASSWORD | CERTIFICATE, "MICROSOFT_APP_PASSWORD"),
        (APP | TENANT | PASSWORD | IDENTITY, "MICROSOFT_APP_PASSWORD"),
        (APP | TENANT | CERTIFICATE | IDENTITY, "MICROSOFT_APP_PASSWORD"),
        (PASSWORD, "MICROSOFT_APP_ID"),
        (CERTIFICATE | TENANT, "MICROSOFT_APP_ID"),
        (IDENTITY, "MICROSOFT_APP_ID"),
        (ANYBODY | APP, "TEAMS_ALLOW_ANONYMOUS"),
        (ANYBODY | PASSWORD, "TEAMS_ALLOW_ANONYMOUS"),
        (ANYBODY | IDENTITY, "TEAMS_ALLOW_ANONYMOUS"),
        (ANYBODY | {"HOST": "0.0.0.0"}, "TEAMS_ALLOW_ANONYMOUS"),  # noqa: S104
        (ANYBODY | {"HOST": "coach.example.com"}, "TEAMS_ALLOW_ANONYMOUS"),
        (ANYBODY | {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, _ANYBODY),
        (ANYBODY | {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, _ANYBODY),
        (APP | TENANT | PASSWORD | {"MICROSOFT_APP_ID": "response-coach"}, "MICROSOFT_APP_ID"),
        (APP | PASSWORD | {_TENANT: "contoso.onmicrosoft.com"}, _TENANT),
        (APP | PASSWORD | {_TENANT: "common"}, _TENANT),
        ({"MICROSOFT_LOGIN_URL": "login.example.com"}, "MICROSOFT_LOGIN_URL"),
        ({"MICROSOFT_KEYS_URL": "https://["}, "MICROSOFT_KEYS_URL"),
        ({"MICROSOFT_GRAPH_URL": "ftp://graph"}, "MICROSOFT_GRAPH_URL"),
    ],
)
def test_half_a_teams_is_refused(home: dict[str, str], given: dict[str, str], key: str) -> None:
    """The key that is missing, or that is too much, is named; no secret is shown."""
    with pytest.raises(SetupError, match=f"^{key}: ") as caught:
        load_settings(home | given)
    assert "very-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "proof", [PASSWORD, CERTIFICATE, IDENTITY], ids=["password", "certificate", "identity"]
)
def test_an_app_of_a_tenant_with_one_proof_switches_teams_on(
    home: dict[str, str], proof: dict[str, str]
) -> None:
    """Each of the three does; printed settings show neither password nor key."""
    settings = load_settings(home | APP | TENANT | proof)
    assert settings.teams
    assert not settings.teams_allow_anonymous
    assert "very-secret" not in repr(settings)


@pytest.mark.parametrize("given", [{}, TENANT, {"MICROSOFT_APP_ID": ""} | TENANT], ids=str)
def test_an_empty_app_id_never_opens_the_door(home: dict[str, str], given: dict[str, str]) -> None:
    """Where botbuilder would ask nobody who they are, Teams is off."""
    assert not load_settings(home | given).teams


def test_anybody_may_call_only_where_it_was_asked_for_on_this_machine(
    home: dict[str, str],
) -> None:
    """To try the bot in the Agents Playground; on App Engine everybody could reach it."""
    assert load_settings(home | ANYBODY).teams
    assert load_settings(home | ANYBODY | {"HOST": "localhost"}).teams
    cloud = {"GAE_ENV": "standard", "DATABASE_URL": "postgresql://u@h/d"}
    with pytest.raises(SetupError, match="TEAMS_ALLOW_ANONYMOUS"):
        load_settings(home | ANYBODY | cloud)


def test_a_certificate_can_stand_in_a_file(home: dict[str, str], tmp_path: Path) -> None:
    """Key and certificate have many lines, and containers pass secrets as files."""
    (tmp_path / "app.pem").write_text("-----BEGIN\nkey\n-----END\n")
    file = {"MICROSOFT_APP_CERTIFICATE_FILE": str(tmp_path / "app.pem")}
    found = load_settings(home | APP | TENANT | file).microsoft_app_certificate
    assert found.get_secret_value() == "-----BEGIN\nkey\n-----END"
    with pytest.raises(SetupError, match="MICROSOFT_APP_CERTIFICATE_FILE"):
        load_settings(home | APP | TENANT | {"MICROSOFT_APP_CERTIFICATE_FILE": "/none"})


@pytest.mark.parametrize(
    ("given", "slack", "teams"),
    [
        ("", "", ""),
        ("C1", "C1", ""),
        ("#care", "#care", ""),
        ("19:a@thread.v2", "", "19:a@thread.v2"),
        ("C1, 19:a@thread.v2", "C1", "19:a@thread.v2"),
        ("19:a@thread.tacv2 C1 C2", "C1", "19:a@thread.tacv2"),
    ],
)
def test_each_platform_has_its_review_conversation(
    home: dict[str, str], given: str, slack: str, teams: str
) -> None:
    """One of each at most, in any order."""
    settings = load_settings(home | {"REVIEW_CONVERSATION": given})
    assert (settings.review_in("slack"), settings.review_in("teams")) == (slack, teams)


def test_leads_of_both_platforms_stand_in_one_list(home: dict[str, str]) -> None:
    """Ids of Entra and `team-owners` are for Teams, all others for Slack."""
    entra = "6F1B0D5E-0000-4000-8000-000000000001"
    settings: Settings = load_settings(home | {"LEADS": f"U1, team-owners, {entra}"})
    assert settings.lead_ids == {"U1", "team-owners", entra}
    assert {lead for lead in settings.lead_ids if of_teams(lead)} == {"team-owners", entra}
