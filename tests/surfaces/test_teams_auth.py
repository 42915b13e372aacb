"""Who is calling: tokens of Teams, and the defects of botframework that are mended."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession
from botbuilder.schema import Activity
from botframework.connector.auth import (
    BotFrameworkAuthenticationFactory,
    JwtTokenExtractor,
    PasswordServiceClientCredentialFactory,
    VerifyOptions,
)
from botframework.connector.auth.jwt_token_extractor import _OpenIdMetadata
from jwt import DecodeError

from bot.teams.identity import Identity
from bot.teams.signing_keys import SigningKeys
from tests import teams_calls
from tests.teams_calls import DAY, HOUR, Watch
from tests.teams_site import TeamsSite, teams_site
from tests.teams_site_keys import ISSUER, rsa_key

site, watch, identity = teams_calls.site, teams_calls.watch, teams_calls.identity


def message(site: TeamsSite) -> dict[str, Any]:
    """Something a person wrote to the bot."""
    ana = site.person("Ana")
    return site.activity("message", site.place("personal", ana), ana, text="Cold pasta!")


async def lets_in(identity: Identity, header: str | None, activity: dict[str, Any]) -> bool:
    """Whether the bot would read that."""
    caller = await identity.caller(header)
    return caller is not None and caller.sent(activity)


# Tokens of Teams


async def test_what_teams_signed_is_let_in(site: TeamsSite, identity: Identity) -> None:
    """A message with Teams' own token is believed; the keys are fetched once."""
    for _ in range(3):
        assert await lets_in(identity, site.header(), message(site))
    assert len(site.calls_of("keys")) == 2  # the metadata, and where they point to


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"key": rsa_key("forged")}, id="forged"),
        {"expires_in": -301},
        {"exp": None},
        {"nbf": 4_000_000_000},
        {"audience": "another-app"},
        {"aud": None},
        {"issuer": "https://login.microsoftonline.com/other/v2.0"},
        {"service_url": "https://elsewhere.example.com/"},
        {"serviceurl": None},
        {"kid": "nobody-published-this"},
        {"algorithm": "HS256", "key": "a secret that everybody could know, as public keys are"},
        {"algorithm": "none", "key": ""},
        {"appid": "a-skill", "ver": "1.0", "iss": "https://sts.windows.net/x/"},
    ],
    ids=str,
)
async def test_a_wrong_token_is_turned_away(
    site: TeamsSite, identity: Identity, claims: dict[str, Any]
) -> None:
    """Forged, expired, meant for another bot: every kind of wrong is a plain no."""
    assert not await lets_in(identity, site.header(**claims), message(site))


@pytest.mark.parametrize(
    "header",
    [None, "", " ", "Bearer", "Bearer ", "Basic YTpi", "Bearer x.y.z", "Bearer a b", "Bearer é"],
)
async def test_a_broken_header_is_turned_away(
    site: TeamsSite, identity: Identity, header: str | None
) -> None:
    """No header, an empty or a broken one is a plain no as well, not an error."""
    assert not await lets_in(identity, header, message(site))


async def test_a_key_for_another_channel_is_not_enough(site: TeamsSite, identity: Identity) -> None:
    """Web chat lets people choose who they are: what it signs is not from Teams."""
    site.ring.use("chat-key", endorsements=("webchat",))
    assert not await lets_in(identity, site.header(), message(site))


@pytest.mark.parametrize("channel", ["webchat", "directline", "emulator", "", None, 7])
async def test_only_teams_is_let_in(site: TeamsSite, identity: Identity, channel: object) -> None:
    """An activity of another channel is turned away, however well it is signed."""
    assert not await lets_in(identity, site.header(), message(site) | {"channelId": channel})


async def test_activities_of_any_shape_are_checked(site: TeamsSite, identity: Identity) -> None:
    """A service URL that is no text, or missing, is not the one of the token."""
    for url in (None, 7, [], "", site.service_url + "x"):
        body = message(site) | {"serviceUrl": url}
        assert not await lets_in(identity, site.header(), body)
        assert not await lets_in(identity, site.header(serviceurl=""), body)


# What botframework does with the same, and why we do it ourselves


def library(site: TeamsSite) -> JwtTokenExtractor:
    """botframework's own reader of tokens, which has fetched the keys already."""
    url = f"{site.keys_url}?library"
    options = VerifyOptions([ISSUER], None, 300, False)
    extractor = JwtTokenExtractor(options, url, ["RS256"])
    extractor.open_id_metadata.keys = site.ring.as_json()["keys"]
    extractor.open_id_metadata.last_updated = extractor.open_id_metadata.last_updated.max
    return extractor


async def test_botframework_stumbles_over_an_unknown_key(site: TeamsSite) -> None:
    """Defect of 4.17.1: a `kid` that nobody published raises IndexError."""
    with pytest.raises(IndexError):
        await library(site).get_identity_from_auth_header(site.header(kid="new"), "msteams")


async def test_botframework_stumbles_over_a_broken_token(site: TeamsSite) -> None:
    """Defect of 4.17.1: a broken token raises whatever the library for tokens raises."""
    with pytest.raises(DecodeError):
        await library(site).get_identity_from_auth_header("Bearer x.y.z", "msteams")


async def test_botframework_stumbles_over_an_empty_header(site: TeamsSite) -> None:
    """Defect of 4.17.1: an empty header raises AttributeError instead of a no."""
    login = PasswordServiceClientCredentialFactory(site.app_id, "x", site.tenant)
    checks = BotFrameworkAuthenticationFactory.create(
        credential_factory=login, to_bot_from_channel_token_issuer=ISSUER
    )
    with pytest.raises(AttributeError):
        await checks.authenticate_request(Activity(channel_id="msteams"), "")


async def test_botframework_lets_everybody_in_without_an_app_id() -> None:
    """Defect of 4.17.1: an empty app id switches authentication off."""
    login = PasswordServiceClientCredentialFactory("", "")
    checks = BotFrameworkAuthenticationFactory.create(credential_factory=login)
    found = await checks.authenticate_request(Activity(channel_id="msteams"), None)
    assert found.claims_identity.is_authenticated


async def test_without_an_app_id_nobody_is_let_in_unasked(site: TeamsSite) -> None:
    """An empty app id lets nobody in; only TEAMS_ALLOW_ANONYMOUS does."""
    nobody = {"MICROSOFT_APP_ID": "", "MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_TENANT_ID": ""}
    assert not await lets_in(Identity(site.settings(**nobody)), None, message(site))
    anybody = Identity(site.settings(**nobody, TEAMS_ALLOW_ANONYMOUS="1"))
    assert await lets_in(anybody, None, message(site))
    assert await anybody.token() == ""


async def others_ran_while(source: SigningKeys | _OpenIdMetadata) -> bool:
    """Whether the event loop did something else while a key was fetched."""
    ran = asyncio.Event()
    other = asyncio.get_running_loop().call_soon(ran.set)
    await source.get("key-1")
    other.cancel()
    return ran.is_set()


async def test_fetching_keys_does_not_stop_the_loop(site: TeamsSite) -> None:
    """Defect of 4.17.1: it fetches keys with blocking calls; ours lets others go on meanwhile."""
    theirs = others_ran_while(_OpenIdMetadata(site.keys_url))
    assert not await asyncio.to_thread(asyncio.run, theirs)
    assert await others_ran_while(SigningKeys(site.keys_url))


# Keys that come and go


async def test_a_new_key_is_learnt(site: TeamsSite, identity: Identity, watch: Watch) -> None:
    """After Teams has changed its key, the bot learns it, at most once an hour."""
    assert await lets_in(identity, site.header(), message(site))
    site.ring.use("key-2")
    watch.at += HOUR - 1
    assert not await lets_in(identity, site.header(), message(site))
    assert len(site.calls_of("keys")) == 2
    watch.at += 1
    assert await lets_in(identity, site.header(), message(site))
    assert len(site.calls_of("keys")) == 4


async def test_a_storm_of_unknown_keys_is_one_fetch(
    site: TeamsSite, identity: Identity, watch: Watch
) -> None:
    """Strangers cannot make the bot ask Microsoft again and again."""
    assert await lets_in(identity, site.header(), message(site))
    watch.at += HOUR
    body = message(site)
    headers = [site.header(kid=f"kid-{n}", key=rsa_key("forged")) for n in range(20)]
    storm = [lets_in(identity, header, body) for header in headers]
    assert not any(await asyncio.gather(*storm))
    assert len(site.calls_of("keys")) == 4


async def test_concurrent_first_messages_share_a_fetch(site: TeamsSite, identity: Identity) -> None:
    """Twenty messages at once are twenty yeses and one fetch, also where one sender gives up."""
    hold = asyncio.Event()
    site.fail("keys", hang=hold)
    body, header = message(site), site.header()
    calls = [asyncio.create_task(lets_in(identity, header, body)) for _ in range(20)]
    await site.asked_for("keys")
    calls.pop(0).cancel()
    hold.set()
    assert all(await asyncio.gather(*calls))
    assert len(site.calls_of("keys")) == 2


async def test_a_withdrawn_key_is_forgotten(
    site: TeamsSite, identity: Identity, watch: Watch
) -> None:
    """The keys are fetched anew every day, without letting anybody wait."""
    assert await lets_in(identity, site.header(), message(site))
    site.ring.use("key-2")
    site.ring.forget("key-1")
    watch.at += DAY
    assert await lets_in(identity, site.header(kid="key-1"), message(site))  # and fetches meanwhile
    assert await lets_in(identity, site.header(), message(site))
    assert not await lets_in(identity, site.header(kid="key-1"), message(site))


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}], ids=str)
async def test_known_keys_outlast_an_outage(
    site: TeamsSite, identity: Identity, watch: Watch, fault: dict[str, Any]
) -> None:
    """While Microsoft's list of keys is away, the known ones go on to count."""
    assert await lets_in(identity, site.header(), message(site))
    site.fail("keys", times=100, **fault)
    for _ in range(3):
        watch.at += 2 * DAY
        assert await lets_in(identity, site.header(), message(site))


async def test_without_keys_nobody_is_let_in_until_they_come(
    site: TeamsSite, identity: Identity, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    """A start during an outage turns calls away, says so once, and mends itself."""
    site.fail("keys", status=500)
    for _ in range(5):
        assert not await lets_in(identity, site.header(), message(site))
    assert len(site.calls_of("keys")) == 1
    assert caplog.text.count("could not be fetched") == 1
    watch.at += 5
    assert await lets_in(identity, site.header(), message(site))


async def test_odd_lists_of_keys_are_read_as_far_as_they_go(site: TeamsSite) -> None:
    """A key of a kind that we do not know does not hide the others."""
    site.ring.odd = [None, 7, {"kty": "EC", "kid": "ec"}, {"kty": "RSA", "kid": "r"}, {"kid": []}]
    assert await lets_in(Identity(site.settings()), site.header(), message(site))


# Where the bot may answer


@pytest.mark.parametrize(
    ("url", "anybody", "app"),
    [
        ("http://127.0.0.1:28150/_connector", True, True),
        ("http://localhost:28150/_connector", True, True),
        ("http://[::1]:28150/", True, True),
        ("https://smba.trafficmanager.net/teams/", False, True),
        ("http://smba.trafficmanager.net/teams/", False, False),
        ("http://127.0.0.1.example.com/", False, False),
        ("http://localhost@example.com/", False, False),
        ("ftp://127.0.0.1/", False, False),
        ("//127.0.0.1/", False, False),
        ("http://[", False, False),
        ("", False, False),
    ],
)
async def test_where_the_bot_may_answer(
    site: TeamsSite, identity: Identity, url: str, anybody: bool, app: bool
) -> None:
    """Who is not asked who they are may only name this machine; tokens never go out in clear."""
    async with teams_site(anonymous=True) as open_site:
        assert Identity(open_site.settings()).trusted(url) is anybody
    assert identity.trusted(url) is app


async def test_the_site_itself_wants_a_token(site: TeamsSite) -> None:
    """The local Teams refuses calls without a token, as Teams does, or these tests say little."""
    url = f"{site.service_url}v3/conversations"
    async with ClientSession() as session, session.post(url, json={}) as answer:
        assert answer.status == 401
