"""Settings come from app.yaml and the environment, which wins; mistakes name their key."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import SecretStr

from bot.commands import Decision
from bot.errors import SetupError
from bot.people import Role
from bot.settings import Settings, load_settings
from tests.serving import ROOT


def _home(folder: Path, **variables: str) -> dict[str, str]:
    (folder / "app.yaml").write_text(yaml.safe_dump({"env_variables": variables}))
    return {"COACH_HOME": str(folder)}


def test_the_shipped_app_yaml_holds_every_default() -> None:
    """What an operator reads there is what happens; nothing is set in two ways."""
    variables = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))["env_variables"]
    kept_out = {"COACH_HOME", "HOST", "PORT", "GAE_ENV"} | {
        name.upper()
        for name, field in Settings.model_fields.items()
        if field.annotation is SecretStr and name != "database_url"
    }
    assert set(variables) == {name.upper() for name in Settings.model_fields} - kept_out
    shipped = load_settings({"COACH_HOME": str(ROOT)})
    assert shipped == Settings(coach_home=ROOT, secret_key=shipped.secret_key)


def test_the_environment_wins_over_app_yaml(tmp_path: Path) -> None:
    """And app.yaml over the built-in default."""
    home = _home(tmp_path, TIME_ZONE="Europe/Berlin", APPROVALS="2")
    settings = load_settings({**home, "APPROVALS": "3"})
    assert (settings.time_zone, settings.approvals) == ("Europe/Berlin", 3)


def test_a_secret_can_stand_in_a_file_and_is_never_shown(tmp_path: Path) -> None:
    """NAME_FILE is how containers pass secrets; a printed settings object stays silent."""
    (tmp_path / "key").write_text("s3cret\n")
    settings = load_settings({**_home(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})
    assert settings.secret_key.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)
    with pytest.raises(SetupError, match="SECRET_KEY_FILE"):
        load_settings({**_home(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PORT", "http"),
        ("TIME_ZONE", "Mars/North"),
        ("APPROVER_ROLES", "boss"),
        ("EMOJI_MAP", "✅=bless"),
        ("LOG_LEVEL", "LOUD"),
        ("APPROVALS", "0"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "https://["),
        ("OPENAI_BASE_URL", "127.0.0.1:8080"),
        ("OPENAI_BASE_URL", "http://"),
        ("OPENAI_CONCURRENCY", "0"),
        ("OPENAI_DAILY_TOKENS", "-1"),
        ("OPENAI_MODERATION", "maybe"),
        ("DRAFT_SECONDS", "1"),
    ],
)
def test_a_wrong_value_names_its_key(tmp_path: Path, key: str, value: str) -> None:
    """One sentence at start-up instead of a trace later."""
    with pytest.raises(SetupError, match=f"^{key}: "):
        load_settings({**_home(tmp_path), key: value})


def test_a_wrong_role_is_told_the_choices(tmp_path: Path) -> None:
    """And not the name of a class."""
    with pytest.raises(SetupError, match="“boss” is no role; please choose responder or lead"):
        load_settings({**_home(tmp_path), "APPROVER_ROLES": "lead,boss"})


def test_approvals_that_nobody_could_give_are_refused(tmp_path: Path) -> None:
    """A lead's approval is needed from severity 4 on, but leads may not approve."""
    home = _home(tmp_path, APPROVER_ROLES="responder")
    with pytest.raises(SetupError, match=r"^APPROVER_ROLES: from severity 4 .*responder,lead"):
        load_settings(home)
    assert load_settings({**home, "LEAD_FROM_SEVERITY": "6"}).policy.roles == (Role.RESPONDER,)


def test_a_home_that_is_none_is_refused(tmp_path: Path) -> None:
    """A misspelt COACH_HOME must not fall back to defaults in silence."""
    with pytest.raises(SetupError, match=r"^COACH_HOME: .*neither app\.yaml nor prompts"):
        load_settings({"COACH_HOME": str(tmp_path / "none")})
    (tmp_path / "prompts").mkdir()
    assert load_settings({"COACH_HOME": str(tmp_path)}).prompts == tmp_path / "prompts"


def test_host_and_port_in_app_yaml_are_refused(tmp_path: Path) -> None:
    """App Engine sets them; written there they break a deploy."""
    with pytest.raises(SetupError, match="PORT"):
        load_settings(_home(tmp_path, PORT="80"))


def test_app_engine_needs_postgresql_and_binds_all_interfaces(tmp_path: Path) -> None:
    """Its disk forgets, and its front end comes from outside."""
    home = {**_home(tmp_path), "GAE_ENV": "standard"}
    with pytest.raises(SetupError, match="PostgreSQL"):
        load_settings(home)
    settings = load_settings({**home, "DATABASE_URL": "postgresql://u@h/d", "PORT": "8080"})
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)  # noqa: S104


def test_a_relative_database_counts_from_home(tmp_path: Path) -> None:
    """Wherever the command is run, it is the same file."""
    settings = load_settings(_home(tmp_path))
    assert settings.database == f"sqlite:///{tmp_path / 'data' / 'coach.db'}"


def test_policy_and_emoji_are_read(tmp_path: Path) -> None:
    """Four eyes, leads only, and an emoji of the house."""
    home = _home(tmp_path, APPROVER_ROLES="lead", AUTHOR_MAY_APPROVE="no", EMOJI_MAP="🚀=approve")
    settings = load_settings(home)
    assert settings.policy.roles == (Role.LEAD,)
    assert not settings.policy.author_may_approve
    assert settings.decisions == {"🚀": Decision.APPROVE}


BOT, SIGNED = {"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_SIGNING_SECRET": "s"}
LINK = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c", "SECRET_KEY": "k"}


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (BOT, "SLACK_SIGNING_SECRET"),
        (SIGNED, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({**SIGNED, "SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({**BOT, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({**SIGNED, **LINK, "SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET"),
        ({**SIGNED, **LINK, "SECRET_KEY": ""}, "SECRET_KEY"),
        (LINK, "SLACK_SIGNING_SECRET"),
        ({**LINK, **BOT}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_CLIENT_SECRET": "c"}, "SLACK_CLIENT_ID"),
        ({**BOT, **SIGNED, "SLACK_CLIENT_SECRET": "c"}, "SLACK_CLIENT_ID"),
    ],
)
def test_half_a_slack_is_refused(tmp_path: Path, given: dict[str, str], key: str) -> None:
    """The key that is missing, or that holds another's value, is named; no value is shown."""
    with pytest.raises(SetupError, match=f"^{key}: ") as caught:
        load_settings({**_home(tmp_path), **given})
    assert "xapp-1" not in str(caught.value)
    assert "xoxb-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "slack"),
    [
        ({}, False),
        ({**BOT, **SIGNED}, True),
        ({**BOT, "SLACK_APP_TOKEN": "xapp-1"}, True),
        ({**SIGNED, **LINK}, True),
    ],
)
def test_slack_is_on_with_a_way_in_and_a_token(
    tmp_path: Path, given: dict[str, str], slack: bool
) -> None:
    """By HTTP, by Socket Mode, or installed by link; without any of it, it is off."""
    assert load_settings({**_home(tmp_path), **given}).slack is slack


def test_a_key_or_an_address_is_enough_for_a_model(tmp_path: Path) -> None:
    """Servers of one's own often need no key."""
    home = _home(tmp_path)
    assert not load_settings(home).model
    assert load_settings({**home, "OPENAI_API_KEY": "k"}).model
    assert load_settings({**home, "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"}).model


def test_leads_are_ids_however_they_are_separated(tmp_path: Path) -> None:
    """Commas, blanks, or both."""
    settings = load_settings({**_home(tmp_path), "LEADS": "U1, U2 U3"})
    assert settings.lead_ids == {"U1", "U2", "U3"}
    assert load_settings(_home(tmp_path)).lead_ids == frozenset()


def test_the_moderation_can_be_switched_off(tmp_path: Path) -> None:
    """Also by a bare `off`, which YAML takes for "false"."""
    assert load_settings({"COACH_HOME": str(ROOT)}).model_options.moderation
    (tmp_path / "app.yaml").write_text("env_variables: {OPENAI_MODERATION: off}\n")
    home = {"COACH_HOME": str(tmp_path)}
    assert not load_settings(home).model_options.moderation
    assert load_settings({**home, "OPENAI_MODERATION": "AUTO"}).model_options.moderation
