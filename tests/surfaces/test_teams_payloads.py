"""Every payload of Teams, and two thousand that it should never send, among good ones."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import teams_payloads as payloads
from tests.running import Running
from tests.scenarios import GOOD, PASTA
from tests.spoilt import cold_plates, other_house, plate, put, shown_too_much
from tests.teams_bot import TeamsBot, teams_bot
from tests.teams_elements import actions, words
from tests.teams_mutants import MUTANTS, Mutants, fresh
from tests.teams_people import TeamsPerson, teams_person
from tests.teams_site import Answer, Place, TeamsSite, teams_site

POSTS = 120
AT_ONCE = 8
Json = dict[str, Any]
# Without these nobody looks at an activity at all.
_LET_IN = frozenset(
    {("serviceUrl",), ("channelData", "tenant", "id"), ("conversation", "tenantId"), ("type",)}
)


@pytest.fixture
async def site() -> AsyncIterator[TeamsSite]:
    """A fresh local Teams."""
    async with teams_site() as site:
        yield site


@pytest.fixture
async def bot(site: TeamsSite, tmp_path: Path) -> AsyncIterator[TeamsBot]:
    """Our bot; whoever forwarded a post may approve its reply."""
    async with teams_bot(site, tmp_path, author_may_approve=True) as bot:
        yield bot


@pytest.fixture
def ana(site: TeamsSite) -> TeamsPerson:
    """Ana, in her personal chat, in a group chat and in a channel."""
    ana, bo = teams_person(site, "Ana"), teams_person(site, "Bo")
    site.place("groupChat", ana.member, bo.member, name="lunch")
    site.place("channel", ana.member, bo.member, name="care")
    return ana


def group(site: TeamsSite) -> Place:
    """The group chat."""
    return site.places["19:lunch@thread.v2"]


def channel(site: TeamsSite) -> Place:
    """The channel."""
    return site.places["19:care@thread.tacv2"]


def to_ana(site: TeamsSite, body: Json) -> Json:
    """One of the payloads of `teams_payloads`, as if it came from Ana at this site."""
    text = json.dumps(body)
    for theirs, ours in (
        (payloads.TENANT, site.tenant),
        (payloads.SERVICE, site.service_url),
        (payloads.BOT["id"], site.bot["id"]),
        (payloads.ANA["id"], "29:ana"),
        (payloads.ANA["aadObjectId"], "entra-ana"),
        (payloads.DIRECT, "a:ana"),
        (payloads.GROUP, group(site).id),
        (payloads.CHANNEL, channel(site).id),
        (payloads.TEAM["aadGroupId"], "group-1"),
    ):
        text = text.replace(theirs, ours)
    return dict(json.loads(text))


def all_said(site: TeamsSite) -> list[str]:
    """All words that people were ever shown, in messages."""
    versions = [one for posted in site.posted for one in posted.versions]
    cards = [one["content"] for v in versions for one in v.get("attachments") or ()]
    plain = [str(v.get("text", "")) + str(v.get("summary", "")) for v in versions]
    return [*plain, *map(words, cards), *(json.dumps(card) for card in cards)]


async def test_every_payload(bot: TeamsBot, site: TeamsSite, ana: TeamsPerson) -> None:
    """Each kind of activity is taken; invokes are answered, and nobody reads about our insides."""
    for body in payloads.every_kind(PASTA):
        answer = await site.deliver(to_ana(site, body))
        assert answer.status == 200, body
        assert bool(answer.body) is (body["type"] == "invoke"), body
        assert not shown_too_much(answer.body.decode())
    await bot.work()
    assert not any(map(shown_too_much, all_said(site)))
    posts = [view.post for view in await bot.cases()]
    assert posts
    assert all(PASTA in post or post in {"I disagree"} for post in posts)


async def a_day_at_work(bot: Running, site: TeamsSite, ana: TeamsPerson) -> list[Json]:
    """What people do in Teams; what the bot was sent of it, with the ids of a real case."""
    await ana.say(PASTA)
    await bot.work()
    card = ana.messages()[-1]
    await ana.press(card, "Save", text=GOOD)
    await bot.work()
    card = ana.messages()[-1]
    await ana.press(card, "Check", text="You should have told the waiter.")
    await ana.press(card, "Save", text=f"{GOOD} Bye.")
    await bot.work()
    card = ana.messages()[-1]
    await ana.press(card, "Ask back")
    await ana.press(card, "Ask", text="Which table?")
    await bot.work()
    await ana.press(card, "Answer")
    await ana.press(card, "Answer", text="Table 7")
    await bot.work()
    card = ana.messages()[-1]
    await ana.press(card, "Details")
    await ana.press(card, "Back")
    await ana.look(card)
    await ana.react(card, "like")
    await ana.unreact(card, "like")
    await ana.forward(PASTA, group(site), comment="please")
    await ana.quote(PASTA, "coach", channel(site))
    form = await ana.coach_a_reply(PASTA, channel(site))
    assert "card comes" in await ana.submit(form, "Coach me", channel(site))
    await ana.say("Great coffee and the friendliest staff in town!")
    await bot.work()
    await ana.say("cases")
    await ana.say("respond")
    await bot.work()
    every = [one for one in actions(card.card) if one.kind == "Execute"]
    pressed = [one.sent() for one in every] + [{"act": "easy", "step": "open"}]
    kinds = [payloads.execute(sent) for sent in pressed] + [payloads.submit(s) for s in pressed]
    kinds += payloads.every_kind(PASTA)
    return [*ana.sent, *(to_ana(site, body) for body in kinds)]


def posts(origins: Sequence[Json], count: int) -> list[tuple[str, Json]]:
    """Well-formed posts by message, forward, quote and message action, each with its words."""
    asking = [one for one in origins if _brings_a_post(one)]
    found: list[tuple[str, Json]] = []
    for number, origin in zip(range(count), itertools.cycle(asking), strict=False):
        body = fresh(origin, f"p{number}")
        put(body, plate(number))
        found.append((plate(number), body))
    return found


def _brings_a_post(body: Json) -> bool:
    """Of what Ana did on her day: what opened a case."""
    if body["type"] == "message":
        return PASTA in json.dumps(body) and body["id"].startswith("170000")
    told = body.get("value") or {}
    return body.get("name") == "composeExtension/submitAction" and PASTA in json.dumps(told)


async def send_all(site: TeamsSite, what: Sequence[Json]) -> list[Answer]:
    """Some at a time; the answers, in the order of what was sent."""
    waiting, header = iter(enumerate(what)), site.header()
    answers: dict[int, Answer] = {}

    async def line() -> None:
        for number, one in waiting:
            answers[number] = await site.deliver(one, header=header)

    await asyncio.gather(*(line() for _ in range(AT_ONCE)))
    return [answers[number] for number in range(len(what))]


@pytest.mark.timeout(180)
async def test_spoilt_payloads_among_good_ones(
    bot: TeamsBot,
    site: TeamsSite,
    ana: TeamsPerson,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Never a 5xx; every good post is one case, or is given back; no trace of our insides."""
    origins = await a_day_at_work(bot, site, ana)
    desk, theirs = await other_house(bot, "teams")
    before = await desk.view("other", theirs)
    strange = [theirs, {"act": "approve", "step": "do", "case": theirs, "draft": 1}]
    chance = random.Random(20261122)  # noqa: S311 - chance, not a secret
    spared = Mutants(origins, strange, chance, _LET_IN).batch(MUTANTS * 3 // 4)
    mutants = [*spared, *Mutants(origins, strange, chance).batch(MUTANTS // 4)]
    chance.shuffle(mutants)
    good = posts(origins, POSTS)
    away, here = mutants[: MUTANTS // 8], mutants[MUTANTS // 8 :]
    lost, kept = good[: POSTS // 4], good[POSTS // 4 :]

    with caplog.at_level(logging.INFO):
        (tmp_path / "coach.db").rename(tmp_path / "elsewhere")
        answers = await send_all(site, [*(body for _, body in lost), *away])
        (tmp_path / "elsewhere").rename(tmp_path / "coach.db")
        given_back = [answer.body.decode() for answer in answers[: len(lost)]]
        rest = [body for _, body in kept]
        twice = [body for body in rest if chance.random() < 0.4]
        mixed = [*here, *rest, *twice]
        chance.shuffle(mixed)
        answers += await send_all(site, mixed)
        assert bot.service.teams
        await bot.service.teams.close()  # what was to be said at once is said by then
        given_back += all_said(site)
        await bot.service.workers[1].run_due()

    for sent, answer in zip([*(body for _, body in lost), *away, *mixed], answers, strict=True):
        assert 0 < answer.status < 500, (sent, answer)
        assert not shown_too_much(answer.body.decode()), (sent, answer)
    for said in all_said(site):
        assert not shown_too_much(said), said
    assert "cold" not in caplog.text
    assert sum(answer.status == 200 for answer in answers) > MUTANTS / 2, "hardly any is let in"

    # Teams delivers nothing again: what could not be saved was given back, but not read out to
    # a group, which only hears that it was not saved.
    assert await cold_plates(bot) == {text: 1 for text, _ in kept}
    unseen = [(text, body) for text, body in lost if not any(text in one for one in given_back)]
    assert [text for text, body in unseen if _alone_with_the_bot(body)] == []
    assert sum("Not saved" in one for one in given_back) >= len(lost)
    assert await desk.view("other", theirs) == before


def _alone_with_the_bot(body: Json) -> bool:
    """Whether nobody else reads the answer: it is in a personal chat, or in a form of hers."""
    return body["type"] == "invoke" or body["conversation"]["conversationType"] == "personal"
