"""`coach doctor` on Microsoft Teams: what it asks, and what it makes of the answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.people import HOME
from bot.slack.manifest import SCOPES
from bot.store import Store, open_store
from bot.teams.checkup import check_up
from tests import doctor
from tests.doctor import Told, told
from tests.serving import free_port
from tests.slack_site import slack_site
from tests.teams_site import APP_ID, Place, TeamsSite, teams_site
from tests.teams_site_keys import rsa_key, self_signed

LEAD = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


class Teams:
    """A site and a store, in both of which the bot is known."""

    def __init__(self, site: TeamsSite, store: Store) -> None:
        self.site, self.store = site, store
        self.ana, self.lea = site.person("Ana"), site.person("Lea", entra=LEAD)

    async def known(self, place: Place) -> Place:
        """Somebody has spoken to the bot there."""
        await self.store.note_conversation(HOME, self.site.known(place))
        return place

    async def tell(self, **settings: str) -> Told:
        """What the doctor says of Teams."""
        return told(await check_up(self.site.settings(**settings), self.store))


@pytest.fixture
async def teams(sqlite_store: Store) -> AsyncIterator[Teams]:
    """A tenant in which the bot is an app with a password."""
    async with teams_site() as site:
        yield Teams(site, sqlite_store)


def certificate(site: TeamsSite, good_for: timedelta) -> dict[str, str]:
    """Settings of an app that signs in with a certificate which the site knows."""
    key = rsa_key("app")
    public = self_signed("app", key, good_for=good_for).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    site.certificate_pem = public
    pem = (private + public).decode()
    return {"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_CERTIFICATE": pem}


# As an operator runs it


async def test_everything_is_well(tmp_path: Path) -> None:
    """Who we are, how Teams gets here, where cards go, who leads, and what the emoji do."""
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    async with teams_site() as site:
        store = open_store(database)
        teams = Teams(site, store)
        care = await teams.known(site.place("channel", teams.ana, teams.lea, name="care"))
        await teams.known(site.place("personal", teams.ana))
        await teams.known(site.place("personal", teams.lea))
        await store.close()
        given = {"REVIEW_CONVERSATION": care.id, "LEADS": LEAD}
        code, text = await doctor.run(**site.environment(**given, DATABASE_URL=database))
    assert code == 0, text
    assert "problem" not in text
    assert f"Teams: app {APP_ID} of tenant tenant-1, with a password" in text
    assert "Teams requests: signed ones are taken at /api/messages" in text
    assert "Teams conversations: known so far: 1 channel, 2 personal chats" in text
    assert f"Teams cards: to a channel, {care.id}; people there: 2" in text
    assert "Teams leads: 1 by Entra object id" in text
    assert "✅ 👍 approve" in text
    assert site.password not in text


async def test_without_an_app_id_teams_is_off_and_says_how_to_begin() -> None:
    """A fresh machine is healthy."""
    told = await doctor.tell()
    assert "coach manifest teams" in told.of("Teams", "off")
    assert "MICROSOFT_APP_PASSWORD" in told.of("Teams", "off")


async def test_half_a_teams_is_a_problem() -> None:
    """Not "off": somebody meant to connect it."""
    told = await doctor.tell(MICROSOFT_APP_ID=APP_ID, MICROSOFT_APP_TENANT_ID="t")
    assert "MICROSOFT_APP_PASSWORD" in told.of("Settings", "problem")


async def test_slack_and_teams_share_leads_and_the_review_conversations(tmp_path: Path) -> None:
    """Each looks after its own ids; nobody is reported missing on the other platform."""
    database = f"sqlite:///{tmp_path / 'coach.db'}"
    async with teams_site() as site, slack_site() as slack:
        store = open_store(database)
        teams = Teams(site, store)
        care = await teams.known(site.place("groupChat", teams.ana, name="care"))
        await store.close()
        slack.workspaces["T1"].scopes = set(SCOPES)
        slack.person("U1", "ana")
        both = {
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": "xoxb-T1",
            "SLACK_SIGNING_SECRET": "s",
            "DATABASE_URL": database,
            "LEADS": f"U1,{LEAD}",
        }
        here = await doctor.tell(**site.environment(**both, REVIEW_CONVERSATION=f"C1,{care.id}"))
        there = await doctor.tell(**site.environment(**both, REVIEW_CONVERSATION=care.id))
        alone = await doctor.tell(**site.environment(**{**both, "LEADS": LEAD}))
    assert here.problems == []
    assert here.of("Leads", "ok") == "1, all known to Slack"
    assert here.of("Teams leads", "ok") == "1 by Entra object id"
    assert there.problems == []  # colleagues see the cards of Slack in Teams
    assert "links their accounts leads" in alone.of("Leads", "off")


# Who we are


async def test_nobody_is_asked_who_they_are(sqlite_store: Store) -> None:
    """Said plainly, and without a word about tokens that do not exist."""
    async with teams_site(anonymous=True) as site:
        found = await Teams(site, sqlite_store).tell()
    assert "anybody on this machine can speak for anybody" in found.of("Teams", "off")
    assert found.problems == []
    assert site.calls == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"MICROSOFT_APP_PASSWORD": "old"}, "AADSTS7000215: this is not the secret's value"),
        ({"MICROSOFT_APP_TENANT_ID": "another"}, "there is no tenant MICROSOFT_APP_TENANT_ID"),
    ],
)
async def test_a_secret_that_is_not_accepted_is_one_sentence(
    teams: Teams, wrong: dict[str, str], says: str
) -> None:
    """What depends on it is not asked, and not guessed."""
    await teams.known(teams.site.place("groupChat", teams.ana, name="care"))
    found = await teams.tell(**wrong, REVIEW_CONVERSATION="19:care@thread.v2")
    (only,) = found.problems
    assert only.startswith("Teams: MICROSOFT_APP_PASSWORD is not accepted")
    assert says in only
    assert teams.site.calls_of("roster") == []


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}], ids=str)
async def test_a_login_that_is_away_is_a_sentence(teams: Teams, fault: dict[str, Any]) -> None:
    """It is not the secret that is wrong."""
    teams.site.fail("token", times=5, **fault)
    (only,) = (await teams.tell()).problems
    assert "MICROSOFT_APP_PASSWORD could not be checked" in only
    assert "MICROSOFT_LOGIN_URL (127.0.0.1)" in only


async def test_a_managed_identity_outside_azure_is_told(
    teams: Teams, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It only exists there; on the right machine it is believed."""
    given = {"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_MANAGED_IDENTITY": "true"}
    monkeypatch.setenv("IDENTITY_HEADER", teams.site.identity_header)
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"http://127.0.0.1:{free_port()}/msi/token")
    assert "only on a machine in Azure" in (await teams.tell(**given)).of("Teams", "problem")
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{teams.site.url}/msi/token")
    assert (await teams.tell(**given)).of("Teams", "ok").endswith("with a managed identity")


@pytest.mark.parametrize(
    ("good_for", "says"),
    [
        (timedelta(days=40), ""),
        (timedelta(days=29), "MICROSOFT_APP_CERTIFICATE ends on"),
        (timedelta(hours=-1), "MICROSOFT_APP_CERTIFICATE has ended on"),
    ],
    ids=["good", "ends soon", "has ended"],
)
async def test_a_certificate_tells_when_it_ends(
    teams: Teams, good_for: timedelta, says: str
) -> None:
    """A month before, there is time to make another one."""
    found = await teams.tell(**certificate(teams.site, good_for))
    assert found.of("Teams", "ok").endswith("with a certificate")
    assert found.of("Teams certificate", "problem").startswith(says)
    assert len(found.problems) == bool(says)


async def test_a_certificate_that_is_none_is_told(teams: Teams) -> None:
    """The setting is named; nothing else is asked."""
    found = await teams.tell(MICROSOFT_APP_PASSWORD="", MICROSOFT_APP_CERTIFICATE="nonsense")
    (only,) = found.problems
    assert "MICROSOFT_APP_CERTIFICATE" in only
    assert "nonsense" not in only
    assert teams.site.calls == []


# How Teams gets here


async def test_keys_that_cannot_be_read_are_told(teams: Teams) -> None:
    """Every call would be turned away, and the people in Teams would see nothing."""
    nowhere = f"http://127.0.0.1:{free_port()}/keys"
    (only,) = (await teams.tell(MICROSOFT_KEYS_URL=nowhere)).problems
    assert only.startswith("Teams requests: the keys with which Teams signs cannot be read")
    assert "MICROSOFT_KEYS_URL (127.0.0.1)" in only
    teams.site.ring.use("key-1", endorsements=("webchat",))
    (only,) = (await teams.tell()).problems
    assert "none of the keys at MICROSOFT_KEYS_URL is for Teams" in only


async def test_conversations_that_are_known_are_counted(teams: Teams) -> None:
    """None yet is no problem: perhaps nobody has said anything. Where we were removed is none."""
    assert "messaging endpoint" in (await teams.tell()).of("Teams conversations", "off")
    chat = await teams.known(teams.site.place("personal", teams.ana))
    await teams.known(teams.site.place("groupChat", teams.ana, teams.lea))
    known = (await teams.tell()).of("Teams conversations", "ok")
    assert known == "known so far: 1 group chat, 1 personal chat"
    await teams.store.leave_conversation(HOME, "teams:tenant-1", chat.id)
    known = (await teams.tell()).of("Teams conversations", "ok")
    assert known == "known so far: 1 group chat"


# Where cards go


async def test_the_review_conversation_has_to_have_the_bot(teams: Teams) -> None:
    """Never spoken to, there, removed, or deleted: each with the remedy."""
    care = teams.site.place("channel", teams.ana, name="care")
    wanted = {"REVIEW_CONVERSATION": care.id}
    first = (await teams.tell(**wanted)).of("Teams cards", "problem")
    assert "cannot be looked up before somebody has written to the bot" in first
    await teams.known(teams.site.place("personal", teams.ana))
    assert "people there: 1" in (await teams.tell(**wanted)).of("Teams cards", "ok")
    care.bot = False
    gone = (await teams.tell(**wanted)).of("Teams cards", "problem")
    assert "not in REVIEW_CONVERSATION (BotNotInConversationRoster)" in gone
    assert "Add the app to that chat or team" in gone
    del teams.site.places[care.id]
    gone = (await teams.tell(**wanted)).of("Teams cards", "problem")
    assert "ConversationNotFound" in gone
    await teams.known(care)
    await teams.store.leave_conversation(HOME, "teams:tenant-1", care.id)
    gone = (await teams.tell(**wanted)).of("Teams cards", "problem")
    assert gone.startswith("the bot was removed from REVIEW_CONVERSATION")


@pytest.mark.parametrize("who", [{"role": "guest"}, {"tenant": "partner"}], ids=str)
async def test_people_from_outside_in_the_review_conversation_are_told(
    teams: Teams, who: dict[str, str]
) -> None:
    """The customer could be among them, so no card goes there."""
    stranger = teams.site.person("Kim", **who)
    care = await teams.known(teams.site.place("groupChat", teams.ana, stranger, name="care"))
    (only,) = (await teams.tell(REVIEW_CONVERSATION=care.id)).problems
    assert "people from outside read along" in only


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429, "retry_after": 7}], ids=str)
async def test_trouble_with_the_roster_is_a_sentence(teams: Teams, fault: dict[str, Any]) -> None:
    """Whatever comes instead of an answer."""
    care = await teams.known(teams.site.place("groupChat", teams.ana, name="care"))
    teams.site.fail("roster", **fault)
    (only,) = (await teams.tell(REVIEW_CONVERSATION=care.id)).problems
    assert only.startswith("Teams cards: REVIEW_CONVERSATION could not be looked up. Teams ")


async def test_a_review_conversation_that_is_no_id_of_teams_is_told(teams: Teams) -> None:
    """Without Slack nobody else would ever look at it."""
    (only,) = (await teams.tell(REVIEW_CONVERSATION="a:ana")).problems
    assert "REVIEW_CONVERSATION (a:ana) has to begin with 19:" in only


async def test_cards_that_others_need_and_do_not_see(teams: Teams) -> None:
    """In personal chats they would wait for ever, and nobody would wonder."""
    (only,) = (await teams.tell(APPROVALS="2")).problems
    assert only.startswith("Teams cards: 2 people have to approve a reply")
    assert "REVIEW_CONVERSATION: 19:…" in only


# Who leads


async def test_owners_of_teams_lead_where_teams_tells_who_they_are(teams: Teams) -> None:
    """No team that counts, not known, not allowed to ask, nobody, somebody: each is told."""
    lead = {"LEADS": "team-owners", "LEAD_FROM_SEVERITY": "6"}
    alone = (await teams.tell(**lead)).of("Teams leads", "problem")
    assert "only the team of REVIEW_CONVERSATION (19:…) counts" in alone
    lead["REVIEW_CONVERSATION"] = "19:care@thread.tacv2"
    assert "is not known" in (await teams.tell(**lead)).of("Teams leads", "problem")
    await teams.known(teams.site.place("channel", teams.ana, team="group-7", name="care"))
    teams.site.fail("owners", status=403, code="Forbidden")
    denied = (await teams.tell(**lead)).of("Teams leads", "problem")
    assert "does not say who owns team group-7 (Forbidden)" in denied
    assert "TeamMember.Read.Group" in denied
    assert "coach manifest teams" in denied
    assert "nobody yet" in (await teams.tell(**lead)).of("Teams leads", "problem")
    teams.site.own("group-7", teams.lea)
    assert "team-owners: 1, of team group-7" in (await teams.tell(**lead)).of("Teams leads", "ok")


async def test_leads_that_are_nobody_in_teams_are_told(teams: Teams) -> None:
    """An id with a typo would leave grave cases without anybody who may approve them."""
    found = await teams.tell(LEADS=f"U1,ana@example.com,{LEAD}", LEAD_FROM_SEVERITY="6")
    assert found.problems == [
        "Teams leads: U1 is neither an Entra object id nor team-owners.",
        "Teams leads: ana@example.com is neither an Entra object id nor team-owners.",
    ]
    assert found.of("Teams leads", "ok") == "1 by Entra object id"


async def test_without_leads_everybody_is_one(teams: Teams) -> None:
    """As in Slack."""
    assert "everybody is one" in (await teams.tell()).of("Teams leads", "off")


# What emoji do


async def test_emoji_that_stand_for_no_picture_are_told(teams: Teams) -> None:
    """Teams sends ids of pictures, so a name of one's own in Slack says nothing there."""
    found = (await teams.tell(EMOJI_MAP="party_parrot=approve 🚀=again")).problems
    assert found[0].startswith("Teams emoji: party_parrot in EMOJI_MAP stands for no picture")
    assert (await teams.tell(EMOJI_MAP="+1=approve 🦩=again launch=claim")).problems == []
    beside = await teams.tell(EMOJI_MAP="🪄=approve magicwand=approve")
    assert "magicwand" in beside.of("Teams emoji", "off")
