"""The only reader of `app.yaml` and the environment."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.commands import Decision
from bot.errors import SetupError
from bot.loopback import is_loopback
from bot.model import ModelOptions
from bot.people import HIGHEST_SEVERITY, ApprovalPolicy, Role
from bot.yamlfile import read_yaml

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NO_TENANTS = frozenset({"common", "organizations", "consumers"})
_CONFIGURATION = "it stands in the Azure portal, on the Azure Bot's page “Configuration”"


class Settings(BaseSettings):
    """Every setting. Names in the environment are the field names in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    coach_home: Path
    host: str = "127.0.0.1"
    port: int = Field(3978, ge=0, le=65535)
    playground_port: int = Field(3979, ge=0, le=65535)
    database_url: SecretStr = SecretStr("sqlite:///data/coach.db")
    secret_key: SecretStr = Field(default_factory=lambda: SecretStr(secrets.token_hex(32)))
    approvals: int = Field(1, ge=1, le=5)
    approver_roles: str = "responder,lead"
    author_may_approve: bool = True
    lead_from_severity: int = Field(4, ge=1, le=6)
    emoji_map: str = "✅=approve 👀=claim ✏️=edit 🔁=again ❌=reject"
    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    microsoft_app_id: str = ""
    microsoft_app_password: SecretStr = SecretStr("")
    microsoft_app_certificate: SecretStr = SecretStr("")
    microsoft_app_tenant_id: str = ""
    microsoft_managed_identity: bool = False
    microsoft_login_url: str = "https://login.microsoftonline.com"
    microsoft_keys_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    microsoft_graph_url: str = "https://graph.microsoft.com/v1.0"
    teams_allow_anonymous: bool = False
    review_conversation: str = ""
    leads: str = ""
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = ""
    openai_model: str = "gpt-5-mini"
    openai_sees: bool = False
    openai_moderation: Literal["auto", "off"] = "auto"
    openai_concurrency: int = Field(16, ge=1, le=256)
    openai_daily_tokens: int = Field(0, ge=0)
    draft_seconds: int = Field(20, ge=2, le=300)
    time_zone: str = "UTC"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    gae_env: str = ""

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("this is no time zone, such as Europe/Berlin")
        return name

    @field_validator("approver_roles")
    @classmethod
    def _known_roles(cls, names: str) -> str:
        for name in map(str.strip, names.split(",")):
            if name not in set(Role):
                choices = " or ".join(Role)
                raise ValueError(f"“{name}” is no role; please choose {choices}, or both")
        return names

    @field_validator("emoji_map")
    @classmethod
    def _known_decisions(cls, pairs: str) -> str:
        for pair in pairs.split():
            emoji, _, decision = pair.partition("=")
            if not emoji or decision not in set(Decision):
                raise ValueError(f"“{pair}” should read emoji=decision, such as ✅=approve")
        return pairs

    @field_validator(
        "slack_api_url",
        "openai_base_url",
        "microsoft_login_url",
        "microsoft_keys_url",
        "microsoft_graph_url",
    )
    @classmethod
    def _web_address(cls, url: str) -> str:
        try:
            good = url.startswith(("https://", "http://")) and bool(urlsplit(url).hostname)
        except ValueError:  # such as http://[
            good = False
        if url and not good:
            raise ValueError("this is no web address, such as https://example.com/v1")
        return url

    @field_validator("openai_moderation", mode="before")
    @classmethod
    def _bare_off(cls, value: str) -> str:
        return "off" if value.lower() == "false" else value.lower()  # YAML's reading of a bare off

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, level: str) -> str:
        return level.upper()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`load_settings` is the only source: it knows which wins."""
        return (init_settings,)

    @property
    def prompts(self) -> Path:
        """The customer-care lead's folder."""
        return self.coach_home / "prompts"

    @property
    def slack(self) -> bool:
        """Whether Slack is configured: by its signing secret, or an app token for Socket Mode."""
        return bool(
            self.slack_signing_secret.get_secret_value() or self.slack_app_token.get_secret_value()
        )

    @property
    def teams(self) -> bool:
        """Whether Microsoft Teams is configured: an app id, or nobody's word for who is calling."""
        return bool(self.microsoft_app_id) or self.teams_allow_anonymous

    def review_in(self, platform: str) -> str:
        """The review conversation on a platform (`slack`, `teams`); empty where there is none.

        Ids in Teams begin with `19:`; all others are Slack's.
        """
        given = self.review_conversation.replace(",", " ").split()
        return next((i for i in given if i.startswith("19:") is (platform == "teams")), "")

    @property
    def model(self) -> bool:
        """Whether a model is configured: a key, or the address of a server that needs none."""
        return bool(self.openai_api_key.get_secret_value() or self.openai_base_url)

    @property
    def model_options(self) -> ModelOptions:
        """Where the model is and how it may be used."""
        return ModelOptions(
            base_url=self.openai_base_url,
            api_key=self.openai_api_key.get_secret_value(),
            name=self.openai_model,
            concurrency=self.openai_concurrency,
            daily_tokens=self.openai_daily_tokens,
            sees=self.openai_sees,
            moderation=self.openai_moderation == "auto",
        )

    @property
    def lead_ids(self) -> frozenset[str]:
        """Who is a lead, by the ids of the platforms; empty: everybody is."""
        return frozenset(self.leads.replace(",", " ").split())

    @property
    def on_app_engine(self) -> bool:
        """Whether this process runs on App Engine."""
        return bool(self.gae_env)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def database(self) -> str:
        """The database's URL; a relative SQLite path is made absolute from `COACH_HOME`."""
        url = self.database_url.get_secret_value()
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith(f"{prefix}/"):
            return f"{prefix}{(self.coach_home / url.removeprefix(prefix)).absolute()}"
        return url

    @property
    def policy(self) -> ApprovalPolicy:
        """Who has to approve a reply."""
        return ApprovalPolicy(
            approvals=self.approvals,
            roles=tuple(Role(name.strip()) for name in self.approver_roles.split(",")),
            author_may_approve=self.author_may_approve,
            lead_from_severity=self.lead_from_severity,
        )

    @property
    def decisions(self) -> dict[str, Decision]:
        """What each emoji decides."""
        pairs = (pair.partition("=") for pair in self.emoji_map.split())
        return {emoji: Decision(decision) for emoji, _, decision in pairs}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from `app.yaml` and the environment, which wins; `NAME_FILE` names a file.

    `COACH_HOME` locates `app.yaml` and `prompts/`; without it, the working folder if it holds an
    `app.yaml`, else the folder this program was installed from. Raises `SetupError`.
    """
    environment = os.environ if environment is None else environment
    home = _home(environment)
    values: dict[str, Any] = _app_yaml(home / "app.yaml")
    for name in Settings.model_fields:
        if value := _from_environment(name.upper(), environment):
            values[name] = value
    if environment.get("GAE_ENV"):
        values["host"] = "0.0.0.0"  # noqa: S104 - App Engine's front end reaches it only so
    values["coach_home"] = home
    try:
        settings = Settings(**values)
    except ValidationError as exc:
        first = exc.errors()[0]
        key = str(first["loc"][0]).upper()
        raise SetupError(first["msg"].removeprefix("Value error, "), key=key) from exc
    _check(settings)
    return settings


def _check(settings: Settings) -> None:
    if settings.on_app_engine and not settings.database.startswith(("postgresql:", "postgres:")):
        raise SetupError(
            "App Engine's disk is read-only and forgets, so cases would vanish. "
            "Set it to a PostgreSQL address (postgresql://…)",
            key="DATABASE_URL",
        )
    _check_slack(settings)
    _check_teams(settings)
    policy = settings.policy
    if Role.LEAD not in policy.roles and policy.lead_from_severity <= HIGHEST_SEVERITY:
        raise SetupError(
            f"from severity {policy.lead_from_severity} on a lead has to approve, so leads must be "
            "allowed to: write responder,lead. (LEAD_FROM_SEVERITY: 6 asks for no lead.)",
            key="APPROVER_ROLES",
        )


def _check_slack(settings: Settings) -> None:
    token = settings.slack_bot_token.get_secret_value()
    if token and not settings.slack:
        problem = "is missing, so nobody could tell whether a request really comes from Slack"
        raise SetupError(problem, key="SLACK_SIGNING_SECRET")
    if settings.slack and not token and not settings.slack_client_id:
        problem = "is missing (or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, to install it by link)"
        raise SetupError(problem, key="SLACK_BOT_TOKEN")
    for value, name, prefix in (
        (token, "SLACK_BOT_TOKEN", "xoxb-"),
        (settings.slack_app_token.get_secret_value(), "SLACK_APP_TOKEN", "xapp-"),
    ):
        if value and not value.startswith(prefix):
            raise SetupError(f"it should begin with {prefix}", key=name)
    _check_link(settings)


def _check_link(settings: Settings) -> None:
    """What installing by link needs is there as a whole, or not at all."""
    secret = settings.slack_client_secret.get_secret_value()
    if settings.slack_client_id and not settings.slack:
        raise SetupError("is missing beside SLACK_CLIENT_ID", key="SLACK_SIGNING_SECRET")
    if settings.slack_client_id and not secret:
        raise SetupError("is missing beside SLACK_CLIENT_ID", key="SLACK_CLIENT_SECRET")
    if secret and not settings.slack_client_id:
        raise SetupError("is missing beside SLACK_CLIENT_SECRET", key="SLACK_CLIENT_ID")
    if settings.slack_client_id and "secret_key" not in settings.model_fields_set:
        problem = "is missing: it keeps the tokens of installed workspaces sealed"
        raise SetupError(problem, key="SECRET_KEY")


def _check_teams(settings: Settings) -> None:
    """An empty app id would switch authentication off: only on purpose, see `_check_anonymous`."""
    secrets_given = {
        "MICROSOFT_APP_PASSWORD": bool(settings.microsoft_app_password.get_secret_value()),
        "MICROSOFT_APP_CERTIFICATE": bool(settings.microsoft_app_certificate.get_secret_value()),
        "MICROSOFT_MANAGED_IDENTITY": settings.microsoft_managed_identity,
    }
    given = [name for name, there in secrets_given.items() if there]
    if settings.teams_allow_anonymous:
        _check_anonymous(settings, given)
        return
    if not settings.microsoft_app_id:
        if given:
            raise SetupError(f"is missing beside {given[0]}", key="MICROSOFT_APP_ID")
        return
    if not settings.microsoft_app_tenant_id:
        problem = "is missing: the bot works for the people of one tenant"
        raise SetupError(problem, key="MICROSOFT_APP_TENANT_ID")
    _check_ids(settings.microsoft_app_id, settings.microsoft_app_tenant_id)
    if len(given) != 1:
        problem = (
            f"please give only one of {' and '.join(given)}"
            if given
            else "is missing (or MICROSOFT_APP_CERTIFICATE, or MICROSOFT_MANAGED_IDENTITY: true)"
        )
        raise SetupError(problem, key="MICROSOFT_APP_PASSWORD")


def _check_anonymous(settings: Settings, secrets_given: list[str]) -> None:
    """Nobody is asked who they are: only on loopback, and where nothing else can be reached so."""
    if settings.microsoft_app_id or secrets_given:
        problem = "anybody could speak for anybody: not together with MICROSOFT_APP_…"
    elif settings.slack:
        problem = "anybody could decide on Slack's cases: not together with SLACK_…"
    elif not is_loopback(settings.host):
        problem = "anybody could speak for anybody: only with HOST=127.0.0.1"
    else:
        return
    raise SetupError(problem, key="TEAMS_ALLOW_ANONYMOUS")


def _check_ids(app_id: str, tenant: str) -> None:
    """Names and domains in their place would keep everybody out, without a word."""
    if not _GUID.fullmatch(app_id):
        raise SetupError(f"this is no app id (a GUID); {_CONFIGURATION}", key="MICROSOFT_APP_ID")
    if "." in tenant or tenant.lower() in _NO_TENANTS:
        problem = f"this is the name of a tenant, not its id (a GUID); {_CONFIGURATION}"
        raise SetupError(problem, key="MICROSOFT_APP_TENANT_ID")


def _home(environment: Mapping[str, str]) -> Path:
    if named := environment.get("COACH_HOME"):
        home = Path(named).absolute()
        if not (home / "app.yaml").is_file() and not (home / "prompts").is_dir():
            raise SetupError(f"{home} holds neither app.yaml nor prompts", key="COACH_HOME")
        return home
    here = Path.cwd()
    return here if (here / "app.yaml").is_file() else Path(__file__).resolve().parent.parent


def _app_yaml(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    variables = read_yaml(path, dict[str, Any]).get("env_variables") or {}
    if not isinstance(variables, dict):
        raise SetupError(
            "this should be a list of NAME: value", file=path.name, key="env_variables"
        )
    for name in ("HOST", "PORT"):
        if name in variables:
            raise SetupError("App Engine sets this itself; take it out", file=path.name, key=name)
    return {str(name).lower(): str(value) for name, value in variables.items()}


def _from_environment(name: str, environment: Mapping[str, str]) -> str:
    if path := environment.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise SetupError(f"the file cannot be read ({exc})", key=f"{name}_FILE") from exc
    return environment.get(name, "")
