"""Installing the bot by link in further workspaces: each is a house of its own."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.people import HOME
from bot.records import Installed
from bot.slack.manifest import SCOPES
from tests.scenarios import GOOD, PASTA
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite, slack_site

THEIRS = "Their soup was salty."


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A Slack with two workspaces; ids of people and conversations are the same in both."""
    async with slack_site() as site:
        site.add_workspace("T2", bot_user="UBOT2")
        site.add_conversation("C1", "general", team="T2")
        yield site


@pytest.fixture
def eve(site: SlackSite) -> Person:
    """Eve of the second one."""
    return site.person("U1", "eve", team="T2")


@pytest.fixture
async def bot(site: SlackSite, ana: Person, eve: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot, installed in T1 by hand, and open to others by link."""
    linked = {"slack_client_id": site.client_id, "slack_client_secret": site.client_secret}
    async with slack_bot(site, tmp_path, **linked) as bot:
        await bot.service.store.install(Installed("slack", "T1", HOME, "ws", "UBOT"))
        yield bot


async def begin(site: SlackSite) -> tuple[str, str]:
    """Open the page that installs the bot: the state, and the cookie that goes with it."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(f"{site.bot_url}/slack/install") as answer,
    ):
        page = await answer.text()
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    (link,) = re.findall(r'href="(https://slack.com/oauth/[^"]*)"', page)
    asked = parse_qs(urlsplit(html.unescape(link)).query)
    assert asked["client_id"] == [site.client_id]
    assert set(asked["scope"][0].split(",")) == set(SCOPES)
    return asked["state"][0], cookie


async def come_back(site: SlackSite, cookie: str, **query: str) -> tuple[int, str]:
    """Come back from Slack; status and page."""
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(
            f"{site.bot_url}/slack/oauth_redirect", params=query, headers={"Cookie": cookie}
        ) as answer,
    ):
        return answer.status, await answer.text()


async def install(site: SlackSite, team: str) -> tuple[int, str]:
    """The whole way of whoever installs the bot."""
    state, cookie = await begin(site)
    return await come_back(site, cookie, code=site.install_code(team), state=state)


async def test_a_second_workspace_is_a_house_of_its_own(
    bot: Bot, site: SlackSite, ana: Person, eve: Person
) -> None:
    """Neither sees the other's cases, and each is answered with its own token."""
    status, page = await install(site, "T2")
    assert status == 200
    assert "Thank you" in page
    await ana.command("/respond", PASTA)
    await eve.command("/respond", THEIRS)
    await bot.work()
    assert "pasta" in (await ana.command("/respond", "cases")).text
    assert "soup" not in (await ana.command("/respond", "cases")).text
    assert "pasta" not in (await eve.command("/respond", "cases")).text
    assert "soup" in (await eve.command("/respond", "cases")).text
    await eve.open_home()
    assert "pasta" not in eve.home().words
    for team, word in (("T1", "pasta"), ("T2", "soup")):
        cards = [m for m in site.messages("D1", team=team) if m.get("metadata")]
        assert [word in card.words for card in cards] == [True]
    assert {call.token for call in site.calls_of("chat.postMessage")} == {"xoxb-T1", "xoxb-T2"}


async def test_buttons_and_forms_do_not_reach_into_the_other_house(
    bot: Bot, site: SlackSite, ana: Person, eve: Person
) -> None:
    """Not even with the ids of its case, its draft and its card."""
    await install(site, "T2")
    await ana.say(ana.dm, PASTA)
    await eve.say(eve.dm, THEIRS)
    await bot.work()
    (ours,) = [m for m in site.messages("D1") if m.get("metadata")]
    (hers,) = [m for m in site.messages("D1", team="T2") if m.get("metadata")]
    before = (await bot.case()).case.version
    foreign = hers.copy()
    foreign["blocks"] = ours.blocks
    forged = type(hers)(foreign)
    await eve.click(forged, "coach_edit", stale=True)
    await eve.click(forged, "coach_approve", stale=True)
    await eve.click(forged, "coach_details", stale=True)
    assert not eve.has_modal
    await eve.click(hers, "coach_edit")
    eve.view().payload["private_metadata"] = next(
        b["value"] for block in ours.blocks for b in block.get("elements", ()) if "value" in b
    )
    eve.fill({"coach_typed": GOOD})
    answer = await eve.submit()
    assert answer.json["response_action"] == "errors"
    await bot.work()
    assert "pasta" not in "".join(one.words for one in eve.sees_private(eve.dm))
    assert "does not exist" in "".join(one.words for one in eve.sees_private(eve.dm))
    assert (await bot.case()).case.version == before


async def test_the_same_message_ids_are_two_messages(
    bot: Bot, site: SlackSite, eve: Person
) -> None:
    """Conversation, ts and event id may be the same by chance."""
    await install(site, "T2")
    event = {"type": "message", "user": "U1", "channel": "D1", "channel_type": "im"}
    event |= {"ts": "1700000000.000100", "text": PASTA}
    for team in ("T1", "T2"):
        await site.event(event, team=team)
        site.sent[-1].body["event_id"] = "Ev1"
        await site.redeliver(site.sent[-1], times=2)
    assert len(await bot.cases()) == 1
    assert len(await bot.service.desk.cases("slack-T2")) == 1


def on_disk(folder: Path) -> bytes:
    """All bytes of all files."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_the_token_is_sealed(bot: Bot, site: SlackSite, tmp_path: Path) -> None:
    """It stands nowhere in the files of the database, nor in the log."""
    await install(site, "T2")
    kept = await bot.service.store.installed("slack", "T2")
    assert kept
    assert kept.organisation == "slack-T2"
    assert kept.secret
    assert b"slack-T2" in on_disk(tmp_path)
    assert b"xoxb-T2" not in on_disk(tmp_path)


async def test_with_another_key_the_seal_stays_closed(
    site: SlackSite, ana: Person, eve: Person, tmp_path: Path
) -> None:
    """The bot has to be installed again then; it does not break, and nobody else comes in."""
    linked = {"slack_client_id": site.client_id, "slack_client_secret": site.client_secret}
    async with slack_bot(site, tmp_path, **linked):
        await install(site, "T2")
    async with slack_bot(site, tmp_path, **linked, secret_key="another") as bot:
        assert "not installed" in (await eve.command("/respond", THEIRS)).text
        await install(site, "T2")
        assert "Reading" in (await eve.command("/respond", THEIRS)).text
        assert len(await bot.service.desk.cases("slack-T2")) == 1


async def test_removed_and_installed_again_the_cases_are_still_there(
    bot: Bot, site: SlackSite, eve: Person
) -> None:
    """The house stays the same; meanwhile nothing is done there."""
    await install(site, "T2")
    await eve.command("/respond", THEIRS)
    await site.event({"type": "app_uninstalled"}, team="T2")
    assert "not installed" in (await eve.command("/respond", "cases")).text
    await install(site, "T2")
    assert "soup" in (await eve.command("/respond", "cases")).text


@pytest.mark.parametrize(
    "state", ["", "forged", "99999999999.ab.cd", "99999999999..", "\u00fc.\u00fc.\u00fc"]
)
async def test_a_forged_state_is_refused(bot: Bot, site: SlackSite, state: str) -> None:
    """Even with the cookie that belongs to it, and no code is spent on it."""
    code = site.install_code("T2")
    cookie = f"slack-app-oauth-state={state}"
    status, page = await come_back(site, cookie, code=code, state=state)
    assert status in {400, 401}
    assert "Traceback" not in page
    assert code in site.codes
    assert await bot.service.store.installed("slack", "T2") is None


async def test_a_state_counts_in_the_browser_that_asked_and_for_ten_minutes(
    bot: Bot, site: SlackSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's link, or an old one, installs nothing."""
    state, cookie = await begin(site)
    code = site.install_code("T2")
    assert (await come_back(site, "other=1", code=code, state=state))[0] == 400
    changed = f"{int(state.partition('.')[0]) + 9999}.{state.partition('.')[2]}"
    name = cookie.partition("=")[0]
    assert (await come_back(site, f"{name}={changed}", code=code, state=changed))[0] == 401
    monkeypatch.setattr("bot.slack.oauth._VALID", -1)
    state, cookie = await begin(site)
    assert (await come_back(site, cookie, code=code, state=state))[0] == 401
    assert code in site.codes


async def test_whoever_changes_their_mind_is_told_kindly(bot: Bot, site: SlackSite) -> None:
    """Slack brings them back with an error; also where the code is not (or no longer) good."""
    state, cookie = await begin(site)
    status, page = await come_back(site, cookie, error="access_denied", state=state)
    assert status == 200
    assert "Traceback" not in page
    status, page = await come_back(site, cookie, code="old", state=state)
    assert status < 500
    assert site.client_secret not in page
    assert await bot.service.store.installed("slack", "T2") is None


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": True}, {"error": "invalid_code"}])
async def test_a_slack_that_gives_no_token(
    bot: Bot, site: SlackSite, fault: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    """A page says that it did not work; no secret is in the log, however much is logged."""
    site.fail("oauth.v2.access", **fault)  # type: ignore[arg-type]
    with caplog.at_level(logging.DEBUG):
        status, page = await install(site, "T2")
    assert status < 500
    assert "Traceback" not in page
    assert site.client_secret not in caplog.text
    assert (await install(site, "T2"))[0] == 200


async def test_an_installation_that_could_not_be_kept_says_so(
    bot: Bot, site: SlackSite, eve: Person, tmp_path: Path
) -> None:
    """A page without a trace; and the workspace does not become part of the first house."""
    (tmp_path / "coach.db").rename(tmp_path / "elsewhere")
    status, page = await install(site, "T2")
    (tmp_path / "elsewhere").rename(tmp_path / "coach.db")
    assert status == 500
    assert "Traceback" not in page
    assert "coach.db" not in page
    assert "not installed" in (await eve.command("/respond", "cases")).text
