"""Nothing that comes from Slack is lost or done twice, whatever the store or the network does."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.case import DraftState
from tests.scenarios import GOOD, INSULTING, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import Answer, Sent, SlackSite

NEVER_SHOWN = ("Traceback", "Error", "sqlite", ".db", "DATABASE_URL")


@pytest.fixture
async def bot(site: SlackSite, ana: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot; whoever forwarded a post may approve its reply."""
    async with slack_bot(site, tmp_path, author_may_approve=True) as bot:
        yield bot


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """The database file is not where it was: nothing can be saved, what was saved can be read."""
    file = folder / "coach.db"
    file.rename(folder / "elsewhere.db")
    try:
        yield
    finally:
        (folder / "elsewhere.db").rename(file)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program writes to the database, and does not end."""
    with closing(sqlite3.connect(folder / "coach.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def in_plain_words(*answers: Answer) -> None:
    """No answer shows how the bot is built."""
    for answer in answers:
        assert not [word for word in NEVER_SHOWN if word in answer.body], answer.body


async def carded(bot: Bot, person: Person, text: str = "") -> Message:
    """The live card of the only case, of which the person has written the reply if given."""
    await person.say(person.dm, PASTA)
    await bot.work()
    if text:
        await person.click(cards(bot, person.dm)[-1], "coach_edit")
        person.fill({"coach_typed": text})
        await person.submit()
        await bot.work()
    return cards(bot, person.dm)[-1]


def cards(bot: Bot, conversation: str) -> list[Message]:
    """The bot's cards in a conversation."""
    return [one for one in bot.site.messages(conversation) if one.get("metadata")]


async def left(bot: Bot) -> None:
    """Slack is left, which finishes what came in last."""
    assert bot.service.slack
    await bot.service.slack.close()


# -- the same thing again ---------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [False, True])
async def test_an_event_delivered_again_is_one_case(
    bot: Bot, ana: Person, site: SlackSite, at_once: bool
) -> None:
    """One after another, or all at the same moment; there is one card."""
    await ana.forward(ana.dm, PASTA)
    answers = await site.redeliver(site.sent[-1], times=3, at_once=at_once)
    await bot.work()
    assert [one.status for one in answers] == [200] * 3
    assert len(await bot.cases()) == 1
    assert len(cards(bot, ana.dm)) == 1


async def test_a_double_mention_is_one_case(bot: Bot, ana: Person, site: SlackSite) -> None:
    """It comes as `message` and as `app_mention`, at the same moment, each three times more."""
    message = await ana.say("C1", f"<@UBOT> {PASTA}")
    both = site.sent[-2:]
    await asyncio.gather(*(site.redeliver(one, times=3, at_once=True) for one in both))
    await bot.work()
    assert all(answer.ok for answer in message.answers)
    assert (await bot.case()).post == PASTA
    assert len(cards(bot, "C1")) == 1


async def test_mentions_that_race_on_either_database(
    site: SlackSite, ana: Person, tmp_path: Path, database_url: str
) -> None:
    """Both events of each of eight mentions are under way at once."""
    async with slack_bot(site, tmp_path, database_url=database_url) as bot:
        texts = [f"{PASTA} ({number})" for number in range(8)]
        await asyncio.gather(*(ana.say("C1", f"<@UBOT> {text}") for text in texts))
        await asyncio.gather(*(site.redeliver(one, times=1) for one in list(site.sent)))
        assert sorted(view.post for view in await bot.cases()) == texts


async def test_events_without_an_id_are_still_told_apart(
    bot: Bot, ana: Person, site: SlackSite
) -> None:
    """Messages by where and when they were written; commands that have no trigger not at all."""
    body = {"team_id": "T1", "type": "event_callback"}
    said = {"type": "message", "user": "U1", "channel": ana.dm, "channel_type": "im"}
    for number, text in enumerate((PASTA, GOOD)):
        message = {**said, "ts": f"1700000000.00010{number}", "text": text}
        sent = Sent("event", {**body, "event": message})
        await site.tell(sent)
        await site.redeliver(sent, times=2)
    assert len(await bot.cases()) == 2
    await ana.command("/respond", "help")
    for _ in range(2):
        command = {**site.sent[-1].body, "trigger_id": "", "text": "The same words again."}
        assert "Reading" in (await site.tell(Sent("command", command))).body
    assert len(await bot.cases()) == 4


async def test_the_same_command_delivered_twice(bot: Bot, ana: Person, site: SlackSite) -> None:
    """A proxy in between may do that; typed again it is another post."""
    await ana.command("/respond", PASTA)
    await site.tell(site.sent[-1])
    assert len(await bot.cases()) == 1
    await ana.command("/respond", PASTA)
    assert len(await bot.cases()) == 2


async def test_the_same_click_twice(bot: Bot, ana: Person, site: SlackSite) -> None:
    """Delivered twice, nothing is told; pressed twice, the person hears that it was done."""
    card = await carded(bot, ana, GOOD)
    await ana.click(card, "coach_approve")
    await site.tell(site.sent[-1])
    await bot.work()
    assert (await bot.case()).case.drafts[-1].state is DraftState.APPROVED
    assert "already" not in "".join(one.words for one in ana.sees_private(ana.dm))
    await ana.click(card, "coach_approve", stale=True)
    await bot.work()
    assert [p.id for p in (await bot.case()).case.drafts[-1].approvals] == ["slack:T1:U1"]
    assert "already" in ana.sees_private(ana.dm)[-1].words


async def test_a_refusal_is_told_once(bot: Bot, ana: Person, site: SlackSite) -> None:
    """The reaction that was refused is delivered three times more."""
    card = await carded(bot, ana, INSULTING)
    before = len(ana.sees_private(ana.dm))
    await ana.react(card, "white_check_mark")
    await site.redeliver(site.sent[-1], times=3)
    await bot.work()
    assert len(ana.sees_private(ana.dm)) == before + 1


async def test_the_same_form_sent_twice(bot: Bot, ana: Person, site: SlackSite) -> None:
    """Even under another trigger, as when somebody presses again because nothing happened."""
    await ana.command("/respond")
    ana.fill(post=PASTA)
    await ana.submit()
    again = site.sent[-1]
    again.body["trigger_id"] = site.trigger("T1", "U1")
    answer = await site.tell(again)
    assert answer.json == {"response_action": "clear"}
    assert len(await bot.cases()) == 1


# -- a store that is away ---------------------------------------------------------------------


async def test_events_come_again_when_the_store_is_back(
    bot: Bot, ana: Person, site: SlackSite, tmp_path: Path
) -> None:
    """5xx, so Slack delivers again; then every post is there, once."""
    await ana.say(ana.dm, "The first one, as long as all is well.")
    texts = [f"{PASTA} ({number})" for number in range(5)]
    with unwritable(tmp_path):
        for text in texts[:3]:
            await ana.say(ana.dm, text)
        await ana.forward("C1", texts[3])
        await ana.say("C1", f"<@UBOT> {texts[4]}")
    waiting = list(site.undelivered)
    assert [one.answers[0].status for one in waiting] == [503] * 6
    in_plain_words(*(answer for one in waiting for answer in one.answers))
    for one in waiting:
        await site.redeliver(one, times=2)
    assert not site.undelivered
    assert sorted(view.post for view in await bot.cases())[:5] == texts


async def test_reactions_come_again_when_the_store_is_back(
    bot: Bot, ana: Person, site: SlackSite, tmp_path: Path
) -> None:
    """An emoji cannot be put twice, so it must not get lost."""
    card = await carded(bot, ana, GOOD)
    with unwritable(tmp_path):
        assert (await ana.react(card, "white_check_mark")).status == 503
    await site.redeliver(site.sent[-1], times=1)
    assert (await bot.case()).case.drafts[-1].state is DraftState.APPROVED


@pytest.mark.parametrize("text", [PASTA, "Long and cold. " * 1500])
async def test_a_command_gives_the_whole_text_back(
    bot: Bot, ana: Person, site: SlackSite, tmp_path: Path, text: str
) -> None:
    """Slack does not deliver it again: what was typed stands in the answer, as long as it is."""
    with unwritable(tmp_path):
        answer = await ana.command("/respond", text)
        await left(bot)
    assert answer.status == 200
    in_plain_words(answer)
    assert "Not saved. Here is your text" in answer.text
    shown = "".join(one.words for one in ana.sees_private(ana.dm))
    assert shown.count("cold") == text.count("cold")
    assert await bot.cases() == []


async def test_a_button_says_in_a_modal_that_it_was_not_saved(
    bot: Bot, ana: Person, tmp_path: Path
) -> None:
    """No job could tell it; pressed again later it works."""
    card = await carded(bot, ana, GOOD)
    with unwritable(tmp_path):
        assert (await ana.click(card, "coach_approve")).status == 200
    assert "Not saved yet" in ana.view().title
    assert not [word for word in NEVER_SHOWN if word in ana.view().words]
    await ana.close()
    await ana.click(card, "coach_approve")
    assert (await bot.case()).case.drafts[-1].state is DraftState.APPROVED


async def test_a_form_keeps_its_text_until_the_store_is_back(
    bot: Bot, ana: Person, tmp_path: Path
) -> None:
    """The error stands beside the input; sent again, it is one draft."""
    card = await carded(bot, ana)
    await ana.click(card, "coach_edit")
    ana.fill({"coach_typed": GOOD})
    with unwritable(tmp_path):
        answer = await ana.submit()
    assert answer.json["response_action"] == "errors"
    in_plain_words(answer)
    assert "Not saved" in "".join(ana.view().errors.values())
    assert ana.view().text_in() == GOOD
    await ana.submit()
    assert not ana.has_modal
    view = await bot.case()
    assert [view.text(draft.content) for draft in view.case.drafts[1:]] == [GOOD]


async def test_with_no_store_at_all_people_are_still_told(
    bot: Bot, ana: Person, site: SlackSite, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even reading works: events wait, texts come back, forms open, and nobody sees a trace."""
    card = await carded(bot, ana, GOOD)
    await ana.command("/respond")
    ana.fill(post=PASTA)
    await bot.service.store.close()
    said = await ana.say(ana.dm, PASTA)
    told = [
        await ana.submit(),
        await ana.click(card, "coach_approve"),
        await ana.click(card, "coach_details"),
        await ana.command("/respond", PASTA),
        await ana.command("/respond", "cases"),
        await ana.command("/respond", "check: sorry"),
        await ana.command("/respond", "help"),
        await ana.shortcut(card),
        await ana.react(card, "white_check_mark"),
        await ana.open_home(),
    ]
    assert [one.status for one in [*told, *said.answers]] == [200] * 8 + [503] * 3
    in_plain_words(*told, *said.answers)
    assert "errors" in told[0].body
    assert "Not saved. Here is your text" in told[3].text
    assert PASTA in told[3].text
    assert "customer's post" in told[6].text
    assert ana.view().title == "A customer's post"
    assert len(site.undelivered) == 3
    assert PASTA not in caplog.text
    assert "Traceback" not in caplog.text


async def test_what_waited_is_found_by_the_next_process(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """The store of one process breaks down; another one starts, and Slack delivers again."""
    async with slack_bot(site, tmp_path) as first:
        await ana.say(ana.dm, "The first")
        await first.service.store.close()
        await ana.forward(ana.dm, PASTA)
        assert len(site.undelivered) == 1
    async with slack_bot(site, tmp_path) as second:
        await site.redeliver(site.undelivered[0], times=3, at_once=True)
        assert sorted(view.post for view in await second.cases()) == [PASTA, "The first"]


# -- a store that is slow ---------------------------------------------------------------------


async def test_a_slow_command_is_answered_in_time(
    bot: Bot, ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the text, and without a promise either way; in the end it was saved, once."""
    await ana.command("/respond", "help")
    monkeypatch.setattr("bot.slack.app.PATIENCE", 0.05)
    with locked(tmp_path):
        answer = await ana.command("/respond", PASTA)
        assert answer.seconds < 1
        assert PASTA in answer.text
        assert ("may be saved yet" in answer.text, "Not saved" in answer.text) == (True, False)
        assert await bot.cases() == []
    await left(bot)
    assert (await bot.case()).post == PASTA


async def test_a_slow_form_can_be_sent_again(
    bot: Bot, ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays open with its text; what is sent a second time is still one post."""
    await ana.command("/respond")
    ana.fill(post=PASTA)
    monkeypatch.setattr("bot.slack.app.PATIENCE", 0.05)
    with locked(tmp_path):
        answer = await ana.submit()
        assert answer.seconds < 1
        assert "Your text is still here" in ana.view().errors["post"]
        assert ana.view().text_in("post") == PASTA
    monkeypatch.setattr("bot.slack.app.PATIENCE", 5.0)
    await ana.submit()
    assert not ana.has_modal
    await left(bot)
    assert len(await bot.cases()) == 1


async def test_a_slow_event_that_slack_gave_up_is_one_case(
    bot: Bot, ana: Person, site: SlackSite, tmp_path: Path
) -> None:
    """Slack does not wait; it delivers again while the first delivery is still under way."""
    await ana.command("/respond", "help")
    site.patience = 0.1
    with locked(tmp_path):
        message = await ana.forward(ana.dm, PASTA)
        assert message.answers[0].status == 0
        await site.redeliver(site.sent[-1], times=2, reason="http_timeout")
    site.patience = 10.0
    await site.redeliver(site.sent[-1], times=1, reason="http_timeout")
    assert (await bot.case()).post == PASTA


async def test_a_mistake_has_a_reference_and_no_trace(
    bot: Bot,
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The person gets a reference and the text; the log gets the trace without any words."""

    async def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot use {PASTA}")

    await ana.command("/respond")
    ana.fill(post=PASTA)
    monkeypatch.setattr(bot.service.store, "commit", broken)
    answers = [await ana.submit(), await ana.command("/respond", PASTA)]
    said = await ana.say(ana.dm, PASTA)
    assert [one.status for one in [*answers, *said.answers]] == [200, 200, 200]
    in_plain_words(*answers)
    assert ana.view().text_in("post") == PASTA
    assert PASTA in answers[1].text
    _, of_command, _ = (line for line in caplog.messages if line.startswith("Reference "))
    assert of_command.split()[1].rstrip(":") in answers[1].text
    assert "ValueError" in of_command
    assert "45 minutes" not in caplog.text
