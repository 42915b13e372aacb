"""What the bot does not let in: strangers, other companies, removed houses, and idle talk."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.people import HOME
from bot.records import Installed
from bot.slack.people import Directory
from tests.scenarios import GOOD, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_delivery import Sent
from tests.slack_people import Person
from tests.slack_site import Answer, SlackSite

LATE = "An hour late, and nobody said sorry."


async def posts(bot: Bot) -> list[str]:
    """The customers' words of all cases."""
    return sorted(view.post for view in await bot.cases())


def in_plain_words(answer: Answer) -> None:
    """The answer does not show how the bot is built."""
    assert not [sign for sign in ("Traceback", "Error", ".db") if sign in answer.body], answer


# -- who may come in --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("secret", "headers"),
    [
        ("wrong", {}),
        ("", {}),
        (None, {"X-Slack-Request-Timestamp": "1"}),
        (None, {"X-Slack-Request-Timestamp": "soon"}),
        (None, {"X-Slack-Request-Timestamp": ""}),
        (None, {"X-Slack-Signature": ""}),
        (None, {"X-Slack-Signature": "v0=\u00fcber"}),
        ("wrong", {"Content-Type": "text/plain"}),
    ],
)
async def test_what_slack_did_not_sign_is_turned_away(
    bot: Bot,
    ana: Person,
    site: SlackSite,
    secret: str | None,
    headers: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """401, nothing kept, and nothing for strangers to fill a log with."""
    await ana.say(ana.dm, PASTA)
    body = str(site.sent[-1].body).replace("Cold", "Hot").encode()
    before = len(await bot.cases())
    with caplog.at_level(logging.INFO):
        answer = await site.post(body, "application/json", secret=secret, headers=headers)
    assert answer.status == 401
    assert len(await bot.cases()) == before
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_signed_bytes_that_are_no_text(bot: Bot, site: SlackSite) -> None:
    """Slack would never send them; they are refused, and nothing breaks."""
    for body in (b"\xff\xfe", b"{", b"[1]", b'"x"', b"[" * 100_000, b"payload={", b""):
        answer = await site.post(body, "application/json")
        assert 400 <= answer.status < 500, (body[:10], answer)
        in_plain_words(answer)


async def test_a_workspace_without_the_bot_is_told_so(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """Where the bot can be installed by link, strangers do not become part of the first house."""
    site.add_workspace("T2")
    site.add_conversation("C1", "general", team="T2")
    eve = site.person("U1", "eve", team="T2")
    linked = {"slack_client_id": "1.2", "slack_client_secret": "s"}
    async with slack_bot(site, tmp_path, **linked) as bot:
        await bot.service.store.install(Installed("slack", "T1", HOME, "ws", "UBOT"))
        await ana.command("/respond", PASTA)
        answers = [await eve.command("/respond", text) for text in ("cases", GOOD)]
        assert all("not installed in this workspace" in one.text for one in answers)
        assert GOOD in answers[1].text
        assert (await eve.say(eve.dm, GOOD)).answers[0].ok
        await bot.work()
        assert [view.post for view in await bot.cases()] == [PASTA]
        assert not [call for call in site.calls if call.token == "xoxb-T2"]


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}]
)
async def test_a_removed_bot_forgets_its_token(
    site: SlackSite, ana: Person, tmp_path: Path, event: dict[str, Any]
) -> None:
    """Also delivered again; what comes later from there is not used."""
    linked = {"slack_client_id": "1.2", "slack_client_secret": "s", "slack_bot_token": ""}
    async with slack_bot(site, tmp_path, **linked) as bot:
        directory = Directory(
            bot.service.store, token="", leads=frozenset(), secret=b"secret-of-the-tests"
        )
        await directory.install("T1", name="ws", token="xoxb-T1", bot_user="UBOT", scopes="")
        await ana.command("/respond", PASTA)
        assert (await site.event(event)).ok
        await site.redeliver(site.sent[-1], times=2)
        kept = await bot.service.store.installed("slack", "T1")
        assert kept
        assert not kept.secret
        assert "not installed" in (await ana.command("/respond", "cases")).text


async def test_revoked_tokens_of_people_change_nothing(bot: Bot, site: SlackSite) -> None:
    """The bot has none of those."""
    await site.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}})
    assert (await site.person("U1", "ana").command("/respond", "help")).ok


# -- what is none of the bot's business -------------------------------------------------------


async def test_what_happens_around_posts_opens_no_case(
    bot: Bot, ana: Person, site: SlackSite
) -> None:
    """Edits, deletions, own cards, joins, other bots, reactions on other messages."""
    message = await ana.say("C1", "Lunch?")
    await ana.edit(message, f"<@UBOT> {PASTA}")
    await ana.react(message, "white_check_mark")
    await ana.delete(message)
    await site.event({"type": "message", "subtype": "channel_join", "user": "U9", "channel": "C1"})
    other: dict[str, Any] = {"type": "message", "channel": ana.dm, "channel_type": "im"}
    await site.event({**other, "bot_id": "B9", "user": "U9", "ts": site.new_ts(), "text": PASTA})
    await ana.forward("C1", PASTA)
    await bot.work()
    (card,) = [one for one in site.messages("C1") if one.get("metadata")]
    assert (await site.echo(card)).ok
    assert all(one.answers[-1].ok for one in site.sent)
    assert await posts(bot) == [PASTA]


async def approvable(bot: Bot, ana: Person) -> Message:
    """A card in C1 with a reply that anybody of the workspace may approve."""
    await ana.forward("C1", PASTA)
    await bot.work()
    await ana.click(bot.site.messages("C1")[-1], "coach_edit")
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await bot.work()
    return bot.site.messages("C1")[-1]


THEIRS = {"id": "U77", "username": "eve", "name": "eve", "team_id": "T9"}


@pytest.mark.parametrize("learnt", [True, False])
@pytest.mark.parametrize("team", ["T1", "T9"])
async def test_the_other_company_cannot_approve(
    bot: Bot, ana: Person, site: SlackSite, team: str, learnt: bool
) -> None:
    """Neither by a button, whichever workspace Slack names, nor by an emoji."""
    if learnt:
        await bot.service.store.install(Installed("slack", "T1", HOME, "ws", "UBOT"))
    card = await approvable(bot, ana)
    action = {"type": "button", "action_id": "coach_approve", "block_id": "decide"}
    (value,) = [
        one["value"]
        for block in card.blocks
        for one in block.get("elements", ())
        if one.get("action_id") == "coach_approve"
    ]
    body: dict[str, Any] = {
        "type": "block_actions",
        "user": THEIRS,
        "team": {"id": team, "domain": "x"},
        "trigger_id": "1.2.3",
        "container": {"type": "message", "channel_id": "C1", "message_ts": card.ts},
        "channel": {"id": "C1", "name": "general"},
        "actions": [{**action, "value": value, "action_ts": "1"}],
    }
    if team == "T1" or learnt:
        assert (await site.tell(Sent("interaction", body))).ok
    site.conversation("C1").shared = True
    item = {"type": "message", "channel": "C1", "ts": card.ts}
    reaction = {"type": "reaction_added", "user": "U77", "reaction": "white_check_mark"}
    for home in ({"user_team": "T9"}, {"team": "T9"}, {}):
        await site.event({**reaction, **home, "item": item, "event_ts": site.new_ts()})
    await bot.work()
    assert not (await bot.case()).case.drafts[-1].approvals


async def test_the_other_company_cannot_send_forms(bot: Bot, ana: Person, site: SlackSite) -> None:
    """A form that was opened here, and a shortcut used there."""
    await ana.command("/respond")
    ana.fill({"What did the customer write?": PASTA})
    view = ana.view().as_json()
    body = {"type": "view_submission", "user": THEIRS, "team": {"id": "T9"}, "view": view}
    view["app_installed_team_id"] = "T1"
    answer = await site.tell(Sent("interaction", {**body, "trigger_id": "1.2.4"}))
    assert "own workspace" in answer.body
    assert await bot.cases() == []
    message = {"type": "message_action", "callback_id": "coach_reply", "message": {"text": PASTA}}
    message |= {"user": THEIRS, "team": {"id": "T1"}, "trigger_id": "1.2.5"}
    assert (await site.tell(Sent("interaction", message))).ok
    assert not [call for call in site.calls if call.args.get("trigger_id") == "1.2.5"]


async def test_once_slack_said_which_workspace_it_is_no_other_one_counts(
    bot: Bot, ana: Person, site: SlackSite
) -> None:
    """The configured token belongs to one; an enterprise has several."""
    store = bot.service.store
    directory = Directory(store, token="xoxb-T1", leads=frozenset(), secret=b"s")
    assert await directory.office("T9")
    await store.install(Installed("slack", "T1", HOME, "ws", "UBOT"))
    fresh = Directory(store, token="xoxb-T1", leads=frozenset(), secret=b"s")
    assert await fresh.office("T1")
    assert await fresh.office("T9") is None
    assert await fresh.office("") is None
    site.add_workspace("T2")
    site.add_conversation("C1", "general", team="T2")
    eve = site.person("U9", "eve", team="T2")
    assert "not installed" in (await eve.command("/respond", "cases")).text
    await store.install(Installed("slack", "E1", HOME, "org", "UBOT"))
    assert await fresh.office("T9")


async def test_the_other_company_cannot_ask_the_bot(bot: Bot, ana: Person, site: SlackSite) -> None:
    """In a shared conversation the customer's people are neither heard nor shown any case."""
    await ana.command("/respond", PASTA)
    site.add_conversation("C8", "partners", shared=True)
    theirs = {"type": "app_mention", "user": "U77", "user_team": "T9", "team": "T9"}
    await site.event({**theirs, "channel": "C8", "ts": site.new_ts(), "text": "<@UBOT> cases"})
    await site.event({**theirs, "channel": "C8", "ts": site.new_ts(), "text": f"<@UBOT> {LATE}"})
    await bot.work()
    assert await posts(bot) == [PASTA]
    assert not [call for call in site.calls if call.args.get("channel") == "C8"]
