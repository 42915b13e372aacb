"""`coach doctor`, run as a person runs it, against a local Slack and a local model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.people import HOME
from bot.records import Installed
from bot.slack.manifest import SCOPES
from bot.slack.people import PLATFORM, Directory
from bot.store import open_store
from tests.doctor import Told, run, tell
from tests.openai_server import OpenAIServer, Say, flags, openai_server
from tests.serving import free_port
from tests.slack_site import SlackSite, slack_site

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-T1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_SIGNING_SECRET": "signing-secret-of-the-tests",
    "SECRET_KEY": "key-of-the-tests",
    "OPENAI_API_KEY": "sk-of-the-tests",
}


class Doctor:
    """Runs `coach doctor` with a database and a Slack of its own."""

    def __init__(self, folder: Path, site: SlackSite) -> None:
        self.site = site
        self.database = f"sqlite:///{folder / 'coach.db'}"
        self.settings = {
            "DATABASE_URL": self.database,
            "SLACK_API_URL": site.api_url,
            "SLACK_BOT_TOKEN": "xoxb-T1",
            "SLACK_SIGNING_SECRET": SECRETS["SLACK_SIGNING_SECRET"],
        }

    async def run(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Exit code, and everything that was printed."""
        return await run(*arguments, **(self.settings | settings))

    async def tell(self, **settings: str) -> Told:
        """What the doctor says with these settings."""
        return await tell(**(self.settings | settings))


@pytest.fixture
async def doctor(tmp_path: Path) -> AsyncIterator[Doctor]:
    """A doctor, and a workspace in which the bot was installed with the manifest of today."""
    async with slack_site() as site:
        site.workspaces["T1"].scopes = set(SCOPES)
        yield Doctor(tmp_path, site)


@pytest.fixture
async def model() -> AsyncIterator[OpenAIServer]:
    """A model that answers."""
    async with openai_server() as server:
        yield server


async def test_everything_is_well(doctor: Doctor, model: OpenAIServer) -> None:
    """Who we are, where cards go, who leads, what the emoji do, and that the model answers."""
    doctor.site.person("U1", "ana")
    code, text = await doctor.run(
        SLACK_APP_TOKEN="xapp-1",
        REVIEW_CONVERSATION="C1",
        LEADS="U1",
        OPENAI_BASE_URL=model.url,
        OPENAI_MODEL="mini",
        OPENAI_SEES="true",
    )
    assert code == 0, text
    assert "problem" not in text
    assert "Profiles: 6, nothing missing" in text
    assert "Slack: @coach in ws (T1)" in text
    assert f"all {len(SCOPES)}" in text
    assert "Cards: to #general in ws" in text
    assert "Leads: 1, all known to Slack" in text
    assert "Slack requests: they come by Socket Mode" in text
    assert "✅ approve" in text
    assert "Model: mini at 127.0.0.1 answers; sees pictures; after 20 s" in text


async def test_what_is_not_configured_is_off_and_says_how_to_switch_it_on(doctor: Doctor) -> None:
    """A fresh machine is healthy."""
    told = await doctor.tell(SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="")
    assert told.problems == []
    assert "coach manifest slack" in told.of("Slack", "off")
    assert "SLACK_BOT_TOKEN" in told.of("Slack", "off")
    assert "OPENAI_API_KEY" in told.of("Model", "off")
    assert doctor.site.calls == []
    told = await doctor.tell()
    assert "REVIEW_CONVERSATION" in told.of("Cards", "off")
    assert "LEADS" in told.of("Leads", "off")
    assert "SLACK_CLIENT_ID" in told.of("Slack by link", "off")


async def test_each_missing_permission_says_what_would_silently_stay_undone(doctor: Doctor) -> None:
    """Slack just sends no events, so nothing else would ever tell."""
    doctor.site.workspaces["T1"].scopes -= {"reactions:read", "im:write"}
    told = await doctor.tell()
    missing = told.of("Slack permissions in ws", "problem").splitlines()
    assert missing[0] == "im:write is missing, so no card can be sent as a direct message."
    assert missing[1] == "reactions:read is missing, so emoji decide nothing."
    assert "coach manifest slack" in missing[2]
    assert len(missing) == 3


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_is_not_accepted_is_one_sentence(doctor: Doctor, error: str) -> None:
    """What depends on it is not asked, and not guessed."""
    doctor.site.workspaces["T1"].refusal = error
    told = await doctor.tell(REVIEW_CONVERSATION="C1", LEADS="U1")
    (only,) = told.problems
    assert only.startswith(f"Slack: SLACK_BOT_TOKEN is not accepted ({error}).")
    assert "install the app again" in only
    assert {call.method for call in doctor.site.calls} == {"auth.test"}


async def test_a_wrong_app_token_is_told(doctor: Doctor) -> None:
    """Socket Mode would try to connect for ever."""
    told = await doctor.tell(SLACK_APP_TOKEN="xapp-2", SLACK_SIGNING_SECRET="")
    assert "SLACK_APP_TOKEN opens no connection (invalid_auth)" in told.of(
        "Slack requests", "problem"
    )
    assert "connections:write" in told.of("Slack requests", "problem")
    assert len(told.problems) == 1


@pytest.mark.parametrize(
    ("wanted", "state", "says"),
    [
        ("C1", "ok", "to #general in ws"),
        ("#general", "ok", "C1, survives a new name"),
        ("CARCH", "problem", "#old in ws is archived"),
        ("COUT", "problem", "no member of #elsewhere in ws"),
        ("CSHARED", "problem", "shared with people outside"),
        ("CPRIVATE", "problem", "/invite the bot there"),
        ("CNONE", "problem", "sees no conversation CNONE"),
        ("#nope", "problem", "sees no conversation #nope"),
        ("general", "problem", "has to be an id (C…), or a name like #care"),
    ],
)
async def test_where_cards_would_go(doctor: Doctor, wanted: str, state: str, says: str) -> None:
    """A conversation that takes no cards, or shows them to customers, is named with the remedy."""
    doctor.site.add_conversation("CARCH", "old", archived=True)
    doctor.site.add_conversation("COUT", "elsewhere", bot=False)
    doctor.site.add_conversation("CSHARED", "partners", shared=True)
    doctor.site.add_conversation("CPRIVATE", "secret", private=True, bot=False)
    told = await doctor.tell(REVIEW_CONVERSATION=wanted)
    assert says in told.of("Cards", state)
    assert len(told.problems) == (state == "problem")


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"APPROVALS": "2"}, "2 people have to approve a reply"),
        ({"AUTHOR_MAY_APPROVE": "false"}, "somebody else than the author"),
        ({"LEADS": "U1"}, "a lead has to approve from severity 4 on"),
        ({"LEADS": "U1", "APPROVER_ROLES": "lead"}, "leads have to approve every reply"),
    ],
)
async def test_cards_that_others_need_and_do_not_see(
    doctor: Doctor, policy: dict[str, str], why: str
) -> None:
    """In direct messages they would wait for ever, and nobody would wonder."""
    doctor.site.person("U1", "ana")
    (only,) = (await doctor.tell(**policy)).problems
    assert only.startswith(f"Cards: {why}")
    assert "nobody else sees a card" in only
    assert "REVIEW_CONVERSATION" in only
    assert (await doctor.tell(**policy, REVIEW_CONVERSATION="C1")).problems == []


async def test_leads_that_nothing_needs_are_no_problem(doctor: Doctor) -> None:
    """Everybody may approve everything."""
    doctor.site.person("U1", "ana")
    assert (await doctor.tell(LEADS="U1", LEAD_FROM_SEVERITY="6")).problems == []


async def test_half_a_slack_is_a_problem(doctor: Doctor) -> None:
    """Not "off": somebody meant to connect it."""
    half = {"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""}
    told = await doctor.tell(**half, SLACK_CLIENT_SECRET="secret")
    assert "SLACK_CLIENT_ID" in told.of("Settings", "problem")
    link = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "SECRET_KEY": "k"}
    told = await doctor.tell(**half, **link)
    assert "SLACK_SIGNING_SECRET" in told.of("Settings", "problem")


async def test_leads_have_to_be_people(doctor: Doctor) -> None:
    """An id with a typo would leave grave cases without anybody who may approve them."""
    doctor.site.person("U1", "ana")
    doctor.site.person("U2", "bo", deleted=True)
    told = await doctor.tell(LEADS="U1,U2,U9,UBOT")
    wrong = told.of("Leads", "problem").splitlines()
    assert len(wrong) == 3
    assert wrong[0].startswith("U2 is deactivated")
    assert wrong[1].startswith("nobody has the id U9")
    assert wrong[2].startswith("UBOT is a bot")


async def test_emoji_that_slack_would_never_send_are_named(doctor: Doctor) -> None:
    """Slack sends names, and not every picture's name is known."""
    told = await doctor.tell(EMOJI_MAP="🦩=approve rocket=again ❌=reject")
    assert told.of("Emoji", "problem").startswith("🦩 in EMOJI_MAP would decide nothing")
    told = await doctor.tell(EMOJI_MAP="flamingo=approve 🚀=again ❌=reject")
    assert told.problems == []


async def test_a_slack_and_a_model_that_are_away_are_sentences(doctor: Doctor) -> None:
    """Nobody listens there: no trace, and the rest is checked all the same."""
    told = await doctor.tell(
        SLACK_API_URL=f"http://127.0.0.1:{free_port()}/api/",
        OPENAI_BASE_URL=f"http://127.0.0.1:{free_port()}/v1",
        SLACK_APP_TOKEN="xapp-1",
    )
    assert "SLACK_BOT_TOKEN could not be checked" in told.of("Slack", "problem")
    assert "Is this machine online" in told.of("Slack", "problem")
    assert "Socket Mode does not connect" in told.of("Slack requests", "problem")
    assert "cannot be reached" in told.of("Model", "problem")
    assert "drafts are written without it" in told.of("Model", "problem")
    assert told.of("Database", "ok")


@pytest.mark.parametrize("fault", [{"status": 500}, {"retry_after": 7}, {"drop": True}])
async def test_trouble_at_slack_is_a_sentence(doctor: Doctor, fault: dict[str, int]) -> None:
    """Whatever comes instead of an answer."""
    doctor.site.fail("auth.test", **fault)  # type: ignore[arg-type]
    told = await doctor.tell()
    (only,) = told.problems
    assert only.startswith("Slack: SLACK_BOT_TOKEN could not be checked. Slack ")


@pytest.mark.parametrize(
    ("say", "says"),
    [
        (Say(status=401), "does not accept the key"),
        (Say(status=404), "does not know this model"),
        (Say(status=429), "asks us to wait"),
        (Say(body="<html>Welcome to nginx</html>"), "could not be read"),
    ],
)
async def test_what_is_wrong_with_the_model_is_told(
    doctor: Doctor, model: OpenAIServer, say: Say, says: str
) -> None:
    """Drafts would come from the composer, and somebody would wonder why."""
    model.says(say)
    told = await doctor.tell(OPENAI_BASE_URL=model.url, OPENAI_MODEL="mini")
    assert says in told.of("Model", "problem")
    assert "OPENAI_MODEL" in told.of("Model", "problem")


async def test_the_moderation_is_told_and_never_a_problem(
    doctor: Doctor, model: OpenAIServer
) -> None:
    """Many servers have none; it only ever adds something."""
    settings = {"OPENAI_BASE_URL": model.url}
    assert "no moderation endpoint" in (await doctor.tell(**settings)).of("Moderation", "off")
    model.moderation = Say(status=500)
    assert "status 500" in (await doctor.tell(**settings)).of("Moderation", "off")
    model.moderation = Say(flags())
    assert "what people write" in (await doctor.tell(**settings)).of("Moderation", "ok")
    told = await doctor.tell(**settings, OPENAI_MODERATION="off")
    assert "OPENAI_MODERATION is off" in told.of("Moderation", "off")
    assert len(model.moderated) == 2


async def test_tokens_that_are_used_up_are_told(doctor: Doctor, model: OpenAIServer) -> None:
    """The model answers, and nobody may ask it before tomorrow."""
    settings = {"OPENAI_BASE_URL": model.url, "OPENAI_DAILY_TOKENS": "1000"}
    assert "0 of 1,000 used today" in (await doctor.tell(**settings)).of("Tokens", "ok")
    store = open_store(doctor.database)
    today = f"{await store.clock.now():%Y-%m-%d}"
    await store.spend_tokens(HOME, today, 1000)
    await store.close()
    assert "used up" in (await doctor.tell(**settings)).of("Tokens", "problem")


async def test_nothing_secret_is_printed(doctor: Doctor, model: OpenAIServer) -> None:
    """Not where all is well, and not in what is wrong."""
    address = model.url.replace("http://", "http://somebody:password-of-the-tests@")
    for settings in (
        {**SECRETS, "OPENAI_BASE_URL": address},
        {
            **{name: f"{value}-wrong" for name, value in SECRETS.items()},
            "OPENAI_BASE_URL": address.replace("/v1", "/v2"),
        },
    ):
        for way in ((), ("--json",)):
            _, text = await doctor.run(*way, **settings)
            for secret in (*SECRETS.values(), "password-of-the-tests"):
                assert secret not in text


async def test_workspaces_that_installed_it_by_link_are_checked(doctor: Doctor) -> None:
    """Each with its own token: one was installed before a permission was added."""
    linked = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret"}
    key = "key-of-the-tests"
    store = open_store(doctor.database)
    directory = Directory(store, token="", leads=frozenset(), secret=key.encode())
    for team in ("T2", "T3"):
        doctor.site.add_workspace(team).scopes = set(SCOPES)
        await directory.install(
            team, name=f"Team {team}", token=f"xoxb-{team}", bot_user="UBOT", scopes=""
        )
    await store.close()
    doctor.site.workspaces["T3"].scopes.discard("reactions:read")
    doctor.site.person("U7", "kim", team="T3")
    told = await doctor.tell(**linked, SECRET_KEY=key, LEADS="U7")
    assert told.of("Slack by link", "ok").startswith("workspaces so far: 2")
    assert told.of("Slack permissions in wst2", "ok")
    assert "emoji decide nothing" in told.of("Slack permissions in wst3", "problem")
    assert told.of("Leads", "ok")
    told = await doctor.tell(**linked, SECRET_KEY="another")
    lost = told.of("Slack by link", "problem")
    assert "Team T2: its token cannot be opened with this SECRET_KEY" in lost
    assert told.of("Slack") == ""


async def test_a_token_for_a_workspace_that_was_installed_by_link_is_told(doctor: Doctor) -> None:
    """Its cases belong to that installation, so the bot would not answer there."""
    store = open_store(doctor.database)
    await store.install(Installed(PLATFORM, "T1", "slack-T1", "ws", "UBOT"))
    await store.close()
    assert "was installed by link before" in (await doctor.tell()).of("Slack", "problem")


async def test_a_database_out_of_reach_does_not_hide_what_slack_says(
    doctor: Doctor, tmp_path: Path
) -> None:
    """Every trouble is told at once."""
    (tmp_path / "coach.db").write_bytes(b"this is no database, only a text" * 40)
    doctor.site.workspaces["T1"].scopes.discard("users:read")
    told = await doctor.tell(SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="s", SECRET_KEY="k")
    assert told.of("Database", "problem")
    assert "users:read is missing" in told.of("Slack permissions in ws", "problem")
