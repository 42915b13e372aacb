"""What people are told in Slack where something cannot be done: true, and of use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios import INSULTING, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite


@pytest.fixture
async def bot(site: SlackSite, ana: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot with one lead."""
    async with slack_bot(site, tmp_path, leads="U1") as bot:
        yield bot


async def card_of(bot: Bot, ana: Person) -> Message:
    """The card of a new case."""
    await ana.forward("C1", PASTA)
    await bot.work()
    return bot.site.messages("C1")[-1]


async def test_a_lead_who_sets_a_block_aside_is_asked_for_a_reason(bot: Bot, ana: Person) -> None:
    """Beside the input; who is no lead is told that a lead can."""
    card = await card_of(bot, ana)
    await ana.click(card, "coach_edit")
    ana.fill({"coach_typed": INSULTING})
    await ana.submit()
    await bot.work()
    card = bot.site.messages("C1")[-1]
    finding = next(one.key for one in (await bot.case()).case.drafts[-1].flags)
    for person in (ana, bot.site.person("U2", "ben")):
        await person.click(card, "Set a finding aside")
        options = person.view().input("finding").options
        person.fill(finding=options[0]["text"]["text"])
        await person.submit()
    assert finding
    assert ana.view().errors == {"text": "This one blocks. Please give a reason."}
    ben = bot.site.person("U2", "ben")
    assert "Only a lead" in str(ben.view().errors)
    ana.fill(text="It is a quote of theirs")
    await ana.submit()
    assert not ana.has_modal
    assert (await bot.case()).case.dismissed


async def test_a_form_that_did_not_open_asks_to_press_again(bot: Bot, ana: Person) -> None:
    """Nothing of a customer's post: that is there already."""
    card = await card_of(bot, ana)
    bot.site.fail("views.open", error="internal_error")
    await ana.click(card, "coach_reject")
    await bot.work()
    (one,) = ana.sees_private("C1")
    assert one.words == "The form did not open. Please press the button again."


@pytest.mark.parametrize("text", ["cases", "help", "policy humour?"])
async def test_a_question_while_the_store_is_away_lost_nothing(
    bot: Bot, ana: Person, text: str
) -> None:
    """So nothing is said to be unsaved, and no words are given back."""
    await ana.command("/respond", PASTA)
    await bot.service.store.close()
    answer = await ana.command("/respond", text)
    if text == "cases":
        assert "cannot be reached" in answer.text
    assert "saved" not in answer.text
    assert "your text" not in answer.text


async def test_a_look_while_the_store_is_away_is_nothing_unsaved(bot: Bot, ana: Person) -> None:
    """A decision is: the title says which it was."""
    card = await card_of(bot, ana)
    await bot.service.store.close()
    await ana.click(card, "coach_details")
    assert ana.view().title == "Please try again"
    await ana.close()
    await ana.click(card, "coach_again")
    assert ana.view().title == "Not saved yet"


async def test_whoever_asks_for_a_card_gets_it(bot: Bot, ana: Person, site: SlackSite) -> None:
    """From the list of cases, in direct messages."""
    await card_of(bot, ana)
    answer = await ana.command("/respond", "cases")
    assert answer.message
    await ana.click(answer.message, "Show card")
    await bot.work()
    (card,) = [one for one in site.messages(ana.dm) if one.get("metadata")]
    assert "cold pasta" in card.words


async def test_a_line_of_a_menu_that_is_none_is_told(bot: Bot, ana: Person) -> None:
    """An old card, or a strange one."""
    card = await card_of(bot, ana)
    (menu,) = [
        one
        for block in card.blocks
        for one in [block.get("accessory"), *block.get("elements", ())]
        if one and one.get("type") == "overflow" and "Ask back" in str(one)
    ]
    menu["options"][0]["value"] = "nonsense {}"
    await ana.click(card, menu["options"][0]["text"]["text"], stale=True)
    await bot.work()
    assert "not one of ours" in ana.sees_private("C1")[-1].words
