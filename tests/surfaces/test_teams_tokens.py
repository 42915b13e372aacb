"""Who the bot is: tokens with which it calls Teams and Graph."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot.errors import PlatformAway, PlatformRefused, SetupError
from bot.teams.identity import Identity
from tests import teams_calls
from tests.teams_calls import Watch
from tests.teams_site import TeamsSite
from tests.teams_site_keys import rsa_key, self_signed

site, watch, identity = teams_calls.site, teams_calls.watch, teams_calls.identity


def app_with_certificate(site: TeamsSite) -> dict[str, str]:
    """Settings of an app that signs in with a certificate which the site knows."""
    key = rsa_key("app")
    public = self_signed("app", key).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    site.certificate_pem = public
    pem = (private + public).decode()
    return {"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_CERTIFICATE": pem}


async def test_a_password_gets_a_token(site: TeamsSite, identity: Identity) -> None:
    """The token is for Teams, or for another service where that is asked for."""
    assert site.tokens[await identity.token()] == "https://api.botframework.com/.default"
    graph = await identity.token("https://graph.example.com")
    assert site.tokens[graph] == "https://graph.example.com/.default"


async def test_a_certificate_gets_a_token(site: TeamsSite) -> None:
    """Key and certificate come as one PEM; line ends may be written as in an environment."""
    given = app_with_certificate(site)
    assert await Identity(site.settings(**given)).token() in site.tokens
    one_line = given["MICROSOFT_APP_CERTIFICATE"].replace("\n", "\\n")
    given["MICROSOFT_APP_CERTIFICATE"] = one_line
    assert await Identity(site.settings(**given)).token() in site.tokens


async def test_a_managed_identity_gets_a_token(
    site: TeamsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine of Microsoft's, the machine vouches for the bot, and no secret is needed."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{site.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", site.identity_header)
    given = {"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_MANAGED_IDENTITY": "true"}
    token = await Identity(site.settings(**given)).token("https://api.example.com")
    assert site.tokens[token] == "https://api.example.com"
    site.identity_header = "another machine"
    with pytest.raises(PlatformRefused, match="no_token"):
        await Identity(site.settings(**given)).token("https://other.example.com")


async def test_a_token_is_kept_until_it_runs_out(
    site: TeamsSite, identity: Identity, watch: Watch
) -> None:
    """One token serves for as long as it is good."""
    token = await identity.token()
    for _ in range(5):
        watch.at += 100
        assert await identity.token() == token
    assert len(site.tokens) == 1


async def test_concurrent_calls_share_a_token(site: TeamsSite, identity: Identity) -> None:
    """Twenty messages that go out at once are one sign-in.

    The site answers in this very loop, which botframework would stop meanwhile.
    """
    assert len(set(await asyncio.gather(*(identity.token() for _ in range(20))))) == 1
    assert len(site.tokens) == 1


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"MICROSOFT_APP_PASSWORD": "old"}, "invalid_client AADSTS7000215"),
        ({"MICROSOFT_APP_TENANT_ID": "another"}, "unknown_tenant"),
    ],
)
async def test_a_wrong_secret_is_told(site: TeamsSite, wrong: dict[str, str], error: str) -> None:
    """The operator reads in the log what Microsoft said, and no secret."""
    with pytest.raises(PlatformRefused) as told:
        await Identity(site.settings(**wrong)).token()
    assert told.value.barred
    assert told.value.error == error
    assert site.password not in str(told.value)


@pytest.mark.parametrize("fault", [{"status": 503}, {"drop": True}], ids=str)
async def test_a_login_that_is_away_comes_back(
    site: TeamsSite, identity: Identity, fault: dict[str, Any]
) -> None:
    """Nothing was sent then, and the next call tries again."""
    site.fail("token", times=2, **fault)  # MSAL itself asks twice where the connection is cut
    with pytest.raises(PlatformAway) as told:
        await identity.token()
    assert not told.value.sent
    site.mend()
    assert await identity.token() in site.tokens


@pytest.mark.parametrize("pem", ["nonsense", "certificate alone", "locked"])
async def test_an_unusable_certificate_is_told_at_the_start(site: TeamsSite, pem: str) -> None:
    """The operator learns which setting is wrong, and what should be there."""
    given = app_with_certificate(site)
    if pem == "certificate alone":
        pem = site.certificate_pem.decode()
    elif pem == "locked":
        lock = BestAvailableEncryption(b"password")
        locked = rsa_key("app").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)
        pem = (locked + site.certificate_pem).decode()
    with pytest.raises(SetupError, match="MICROSOFT_APP_CERTIFICATE"):
        Identity(site.settings(**(given | {"MICROSOFT_APP_CERTIFICATE": pem})))
