"""Two thousand payloads that no Slack should ever send, among some that it does."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.acts import Target
from bot.understanding import QUESTION
from tests.scenarios import GOOD, PASTA
from tests.slack_bot import Bot, slack_bot
from tests.slack_delivery import Answer, Sent
from tests.slack_mutants import Mutants, fresh, wire
from tests.slack_people import Person
from tests.slack_site import SlackSite
from tests.spoilt import cold_plates, other_house, plate, put, shown_too_much

MUTANTS = 2000
POSTS = 120
AT_ONCE = 8
_LINK = "https://reviews.example/1"


@pytest.fixture
async def bot(site: SlackSite, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot; whoever forwarded a post may approve its reply."""
    async with slack_bot(site, tmp_path, author_may_approve=True) as bot:
        yield bot


async def a_day_at_work(bot: Bot, ana: Person) -> list[Sent]:
    """Everything that people do in Slack, once; what the bot was sent of it."""
    await ana.command("/respond", PASTA)
    await ana.command("/respond", "check: You should have told the waiter.")
    await ana.type("You should have told the waiter, as everybody else does.")
    await ana.submit()
    await ana.click(ana.view(), "Use this")
    await ana.close()
    told = await ana.command("/respond", "help")
    assert told.message
    await ana.click(told.message, "I'm new here: let me try first")
    await ana.forward("C1", PASTA, comment="<@UBOT> please")
    await ana.upload(ana.dm, b"png")
    await ana.open_home()
    await ana.command("/respond")
    ana.fill({"What did the customer write?": PASTA, "Where?": "Google reviews"})
    ana.fill(link=_LINK, fact_0="The kitchen was short of two cooks")
    await ana.submit()
    await bot.work()
    (card,) = [one for one in bot.site.messages("C1") if one.get("metadata")]
    await ana.shortcut(card)
    await ana.global_shortcut()
    await ana.click(card, "Warmer", stale=True)
    await ana.click(card, "coach_edit")
    ana.fill({QUESTION: "Dana, about cold pasta"})
    await ana.submit()
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await ana.close()
    await ana.command("/respond", "Great coffee and the friendliest staff in town!")
    await bot.work()
    bo = bot.site.person("U2", "bo")  # who is new here sees no list of easy ones
    answer = await bo.command("/respond", "cases")
    assert answer.message
    await bo.click(answer.message, "Read them")
    await bo.submit()
    await bo.close()
    await ana.click(card, "coach_edit", stale=True)
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await ana.click(card, "Ask back", stale=True)
    ana.fill(text="Which table?")
    await ana.submit()
    await ana.click(card, "Say what we know", stale=True)
    ana.fill(fact_0="Two cooks were ill")
    await ana.submit()
    await ana.click(card, "coach_details", stale=True)
    await ana.click(card, "coach_reject", stale=True)
    await ana.submit()
    await ana.react(card, "white_check_mark")
    await ana.unreact(card, "white_check_mark")
    await ana.say("C1", "Table 7", thread=card["thread_ts"])
    message = await ana.say("C1", "Lunch?")
    await ana.edit(message, "Lunch!")
    await ana.delete(message)
    await bot.work()
    assert all(one.answers[-1].ok for one in bot.site.sent)
    return list(bot.site.sent)


def posts(origins: Sequence[Sent], count: int) -> list[tuple[str, Sent]]:
    """Well-formed posts by command, message, mention, forward and form, each with its words."""
    found: list[tuple[str, Sent]] = []
    for number, origin in zip(range(count), itertools.cycle(_with_a_post(origins)), strict=False):
        words = plate(number)
        # Two posts under one address would be one customer's.
        told = json.dumps(fresh(origin.body, f"p{number}")).replace(_LINK, f"{_LINK}00{number}")
        body = json.loads(told)
        put(body, words)
        found.append((words, Sent(origin.kind, body)))
    return found


def _with_a_post(origins: Sequence[Sent]) -> list[Sent]:
    sent = [s for s in origins if s.body.get("type") == "view_submission"]
    forms = [s for s in sent if s.body["view"]["callback_id"] == "coach_new"]
    command = next(s for s in origins if s.kind == "command" and s.body["text"] == PASTA)
    forward = next(s for s in origins if s.kind == "event" and s.body["event"].get("attachments"))
    return [command, forward, forms[0]]


async def send(site: SlackSite, sent: Sent) -> Answer:
    """Signed, whatever it is."""
    answer = await site.post(*wire(sent))
    sent.answers.append(answer)
    return answer


async def send_all(site: SlackSite, what: Sequence[Sent]) -> None:
    """Some at a time."""
    waiting = iter(what)

    async def line() -> None:
        for one in waiting:
            await send(site, one)

    async with site.one_line():
        await asyncio.gather(*(line() for _ in range(AT_ONCE)))


@pytest.mark.timeout(120)
async def test_spoilt_payloads_among_good_ones(
    bot: Bot, site: SlackSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No 5xx but for events while the store is away; every good post is one case; no trace."""
    ana = site.person("U1", "ana")
    origins = await a_day_at_work(bot, ana)
    desk, theirs = await other_house(bot, "slack")
    before = await desk.view("other", theirs)
    strange = [theirs, Target(theirs, 1, "").value(), f"approve {Target(theirs, 1, '').value()}"]
    chance = random.Random(20261122)  # noqa: S311 - chance, not a secret
    mutants = list(itertools.islice(Mutants(origins, strange, chance), MUTANTS))
    good = posts(origins, POSTS)
    away, here = mutants[: MUTANTS // 8], mutants[MUTANTS // 8 :]

    with caplog.at_level(logging.INFO):
        (tmp_path / "coach.db").rename(tmp_path / "elsewhere")
        waiting = [sent for _, sent in good[: POSTS // 4]]
        await send_all(site, [*away, *waiting])
        (tmp_path / "elsewhere").rename(tmp_path / "coach.db")
        again = [sent for sent in waiting if not sent.answers[-1].ok]
        rest = [sent for _, sent in good[POSTS // 4 :]]
        twice = [sent for sent in rest if chance.random() < 0.4]
        mixed = [*here, *rest, *twice, *again, *again]
        chance.shuffle(mixed)
        await send_all(site, mixed)

    # What people were told by then, and what was written down about it.
    await bot.service.workers[1].run_due()
    told = [one.words for group in site.private.values() for one in group]
    told += [one.words for place in site.conversations.values() for one in place.messages.values()]
    for words in [*told, *(view.words for view in site.views.values())]:
        assert not shown_too_much(words)
    assert "cold" not in caplog.text

    was_down = set(map(id, [*away, *waiting]))
    for one in [*mutants, *(sent for _, sent in good)]:
        for number, answer in enumerate(one.answers):
            down = number == 0 and one.kind == "event" and id(one) in was_down
            assert answer.status < 500 or (down and answer.status == 503), (one, answer)
            assert not shown_too_much(answer.body), (one, answer)
    kinds = Counter((one.kind, one.answers[0].status) for one in waiting)
    assert set(kinds) == {("event", 503), ("command", 200), ("interaction", 200)}
    assert sum(one.answers[0].ok for one in mutants) > MUTANTS / 2, "most are not even looked at"

    # Only events come again; who typed the others was given the text back.
    given_back = {words for words, one in good[: POSTS // 4] if one.kind != "event"}
    found = await cold_plates(bot)
    assert found == {words: 1 for words, _ in good if words not in given_back}
    assert await desk.view("other", theirs) == before
