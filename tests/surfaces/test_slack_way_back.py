"""The way back to a card and to whoever is asked, pressed and delivered as Slack does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios import PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite, slack_site

REVIEWS = "CREVIEWS"


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A Slack in which the bot is in the review conversation."""
    async with slack_site() as site:
        site.add_conversation(REVIEWS, "reviews", people=["U1", "U2"], bot=True)
        yield site


@pytest.fixture
def bo(site: SlackSite) -> Person:
    """Bo, who reviews."""
    return site.person("U2", "bo")


@pytest.fixture
async def bot(site: SlackSite, ana: Person, bo: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot; cards go to the review conversation."""
    async with slack_bot(site, tmp_path, review_conversation=REVIEWS) as bot:
        yield bot


def cards(site: SlackSite, conversation: str) -> list[Message]:
    """The bot's cards in a conversation."""
    return [one for one in site.messages(conversation) if one.get("metadata")]


async def test_the_list_brings_the_card(bot: Bot, ana: Person, bo: Person, site: SlackSite) -> None:
    """Pressed in `/respond cases`: the card comes directly, and works there."""
    await ana.command("/respond", PASTA)
    await bot.work()
    answer = await bo.command("/respond", "cases")
    assert answer.message
    await bo.click(answer.message, "Show card")
    await bot.work()
    (copy,) = cards(site, bo.dm)
    await bo.click(copy, "Claim")
    await bot.work()
    assert "bo is on it" in cards(site, REVIEWS)[0].words


async def test_the_home_tab_brings_the_card(
    bot: Bot, ana: Person, bo: Person, site: SlackSite
) -> None:
    """There is no conversation to say anything in; the message itself is news enough."""
    await ana.command("/respond", PASTA)
    await bot.work()
    await bo.open_home()
    await bo.click(bo.home(), "Show card")
    await bot.work()
    assert len(cards(site, bo.dm)) == 1


async def test_an_emoji_on_a_copy_decides(
    bot: Bot, ana: Person, bo: Person, site: SlackSite
) -> None:
    """It belongs to the same draft as the other card."""
    await ana.command("/respond", PASTA)
    await bot.work()
    await bo.open_home()
    await bo.click(bo.home(), "Show card")
    await bot.work()
    await bo.react(cards(site, bo.dm)[0], "eyes")
    await bot.work()
    claimed = (await bot.case()).case.claimed_by
    assert claimed
    assert claimed.id == "slack:T1:U2"


async def test_a_deleted_card_comes_back(bot: Bot, ana: Person, bo: Person) -> None:
    """Deleted by mistake, or tidied away: nobody could decide any more."""
    await ana.command("/respond", PASTA)
    await bot.work()
    (card,) = cards(bot.site, REVIEWS)
    await bo.delete(card)
    await bot.site.redeliver(bot.site.sent[-1], times=2)
    await bot.work()
    (again,) = cards(bot.site, REVIEWS)
    assert again.ts != card.ts
    await bo.click(again, "Claim")
    await bot.work()
    assert (await bot.case()).case.claimed_by


async def test_other_deleted_messages_are_nobodys_business(bot: Bot, ana: Person) -> None:
    """People tidy up."""
    message = await ana.say("C1", "Lunch?")
    await ana.delete(message)
    await bot.work()
    assert bot.site.calls == []


async def test_a_question_is_answered_from_direct_messages(
    bot: Bot, ana: Person, bo: Person, site: SlackSite
) -> None:
    """Who forwarded the post need not even be in the review conversation."""
    await ana.command("/respond", PASTA)
    await bot.work()
    await bo.click(cards(site, REVIEWS)[0], "Ask back")
    bo.fill(text="Which table was it?")
    await bo.submit()
    await bot.work()
    (told,) = (one for one in site.messages(ana.dm) if "Which table" in one.words)
    assert "bo asks" in told.words
    await ana.click(told, "Answer")
    ana.fill(text="Table seven")
    await ana.submit()
    await bot.work()
    view = await bot.case()
    assert view.case.question is None
    assert "Table seven" in cards(site, REVIEWS)[-1].words
