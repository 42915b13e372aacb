"""New-hire mode in Slack: see, write, compare; for one person, wherever their cards stand."""

from __future__ import annotations

import pytest

from bot.case import DraftState
from bot.past import Lesson
from bot.people import HOME
from bot.practice import ENOUGH
from bot.understanding import QUESTION
from tests.scenarios import GOOD, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot
from tests.slack_people import Person
from tests.slack_site import SlackSite

SWITCH = "I'm new here: let me try first"
SAW = "Dana, about cold pasta and a waiter who laughed; she wants to be heard"
SEE = "Say what you see"


@pytest.fixture
def ben(site: SlackSite) -> Person:
    """A colleague who knows the way."""
    return site.person("U2", "ben")


async def begin(bot: Bot, person: Person) -> None:
    """Press the switch in the answer to `help`."""
    answer = await person.command("/respond", "help")
    assert answer.message
    await person.click(answer.message, SWITCH)
    await bot.work()


async def brought(bot: Bot, person: Person) -> Message:
    """The card of a new case, in that person's direct messages."""
    await person.forward(person.dm, PASTA)
    await bot.work()
    return card(bot, person)


def card(bot: Bot, person: Person) -> Message:
    """The latest card in somebody's direct messages."""
    return [one for one in bot.site.messages(person.dm) if one.get("metadata")][-1]


async def ours(bot: Bot) -> str:
    """The draft of the coach as the case keeps it."""
    view = await bot.case()
    return view.text(view.case.drafts[0].content)


async def see(bot: Bot, person: Person, where: Message, button: str = SEE) -> None:
    """The first step."""
    await person.click(where, button)
    person.fill({QUESTION: SAW})
    answer = await person.submit()
    assert answer.ok, answer


async def test_the_switch_says_how_far_it_is_and_can_be_pressed_back(bot: Bot, ana: Person) -> None:
    """Only whoever pressed it practises."""
    await begin(bot, ana)
    assert "you find your own words first" in ana.sees_private(ana.dm)[-1].words
    answer = await ana.command("/respond", "help")
    assert "0 of 10 in your own words so far" in answer.text
    assert answer.message
    await ana.click(answer.message, "I know my way now")
    await bot.work()
    assert "you see our draft at once" in ana.sees_private(ana.dm)[-1].words
    assert SWITCH in (await ana.command("/respond", "help")).message.buttons  # type: ignore[union-attr]


async def test_the_card_holds_our_draft_back(bot: Bot, ana: Person) -> None:
    """Neither blocks nor the text of the notification give draft or reading away."""
    await begin(bot, ana)
    held = await brought(bot, ana)
    draft = await ours(bot)
    for told in (held.words, held.text):
        assert draft[:40] not in told
        assert "A complaint" not in told
    assert QUESTION[1:] in held.words
    assert SEE in held.buttons
    assert not {"Approve ✅", "Details", "Edit ✏️", "Again 🔁"} & set(held.buttons)
    assert "React with" not in held.words


async def test_the_way_through_all_three_steps(bot: Bot, ana: Person) -> None:
    """See, own words with what we saw above, then ours beside them, on the card as well."""
    await begin(bot, ana)
    await see(bot, ana, await brought(bot, ana))
    assert f"You saw “{SAW}”" in ana.view().words
    assert "And we" in ana.view().words
    assert ana.view().text_in("Your reply") == ""
    await bot.work()
    assert "Now in your own words" in card(bot, ana).words
    await ana.type(GOOD)
    await ana.submit()
    draft = await ours(bot)
    view = ana.view()
    assert view.title == "Compare"
    assert GOOD in view.words
    assert draft in view.words
    await ana.close()
    await bot.work()
    later = card(bot, ana)
    assert GOOD in later.words
    await ana.click(later, "Compare with ours")
    assert draft in ana.view().words
    (_, mine) = (await bot.case()).case.drafts
    assert mine.state is DraftState.AWAITING_REVIEW


async def test_an_emoji_decides_on_nothing_that_was_not_shown(bot: Bot, ana: Person) -> None:
    """✅ beside a card without a draft leads to the first step instead."""
    await begin(bot, ana)
    held = await brought(bot, ana)
    await ana.react(held, "white_check_mark")
    await ana.react(held, "x")
    await bot.work()
    assert (await bot.case()).case.drafts[0].state is DraftState.AWAITING_REVIEW
    told = ana.sees_private(ana.dm)[-1]
    assert "You first" in told.words
    assert SEE in told.buttons
    await ana.react(held, "eyes")
    await bot.work()
    assert (await bot.case()).case.claimed_by


async def test_a_card_that_others_see_stays_as_it_is(bot: Bot, ana: Person, ben: Person) -> None:
    """There the buttons of whoever practises open the steps; others write at once."""
    await begin(bot, ana)
    await ben.forward("C1", PASTA)
    await bot.work()
    (shared,) = [one for one in bot.site.messages("C1") if one.get("metadata")]
    assert (await ours(bot))[:40] in shared.words
    await ben.click(shared, "coach_edit")
    assert ben.view().title == "Edit the reply"
    await see(bot, ana, shared, "coach_edit")
    assert ana.view().title == "Write a reply"
    assert ana.view().text_in("Your reply") == ""
    await ana.close()
    await ana.click(shared, "Write my own")
    assert f"You saw “{SAW}”" in ana.view().words
    await ana.react(shared, "white_check_mark")
    await bot.work()
    assert "You first" not in "".join(one.words for one in ana.sees_private("C1"))


async def test_who_wants_to_see_it_can_stop(bot: Bot, ana: Person) -> None:
    """The card then shows our draft, where it stands."""
    await begin(bot, ana)
    held = await brought(bot, ana)
    await ana.click(held, "Stop practising and show me yours")
    await bot.work()
    assert (await ours(bot))[:40] in card(bot, ana).words
    assert "Approve ✅" in card(bot, ana).buttons
    assert card(bot, ana).ts == held.ts


async def test_others_see_the_normal_card_and_a_copy_knows_whose_it_is(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """Ben brings the post; Ana has its card brought to her, and hers holds back, also later."""
    await begin(bot, ana)
    assert (await ours_of(bot, ben))[:40] in card(bot, ben).words
    answer = await ana.command("/respond", "cases")
    assert answer.message
    await ana.click(answer.message, "Show card")
    await bot.work()
    assert SEE in card(bot, ana).buttons
    await ben.click(card(bot, ben), "Claim")
    await bot.work()
    assert SEE in card(bot, ana).buttons
    assert "ben is on it" in card(bot, ana).words.casefold()


async def ours_of(bot: Bot, person: Person) -> str:
    """The draft for a post that somebody brings."""
    await brought(bot, person)
    return await ours(bot)


async def test_a_step_that_is_sent_twice_is_one(bot: Bot, ana: Person) -> None:
    """And an empty one stays, with a word beside the input."""
    await begin(bot, ana)
    held = await brought(bot, ana)
    await ana.click(held, SEE)
    ana.fill({QUESTION: "   "})
    await ana.submit()
    assert ana.view().errors
    ana.fill({QUESTION: SAW})
    await ana.submit()
    sent = bot.site.sent[-1]
    again = await bot.site.tell(sent)
    assert again.ok
    told = [r for r in (await bot.case()).history if type(r.event).__name__ == "PostUnderstood"]
    assert len(told) == 1


async def test_after_ten_good_ones_it_leaves_by_itself(bot: Bot, ana: Person) -> None:
    """No switch, no held back card."""
    await begin(bot, ana)
    for number in range(ENOUGH):
        await bot.service.store.remember(Lesson(HOME, f"earlier-{number}", good=("slack:T1:U1",)))
    answer = await ana.command("/respond", "help")
    assert answer.message
    assert not {SWITCH, "I know my way now"} & set(answer.message.buttons)
    assert SEE not in (await brought(bot, ana)).buttons


async def test_in_an_emergency_nobody_practises(bot: Bot, ana: Person) -> None:
    """Somebody has to act at once."""
    await begin(bot, ana)
    await ana.forward(ana.dm, "I will kill myself tonight because of what your staff did to me.")
    await bot.work()
    assert "Please act now" in card(bot, ana).words
    assert SEE not in card(bot, ana).buttons


async def test_help_helps_while_the_store_is_away(bot: Bot, ana: Person) -> None:
    """Only the switch is missing."""
    await ana.command("/respond", "help")
    await bot.service.store.close()
    answer = await ana.command("/respond", "help")
    assert "customer's post" in answer.text
    assert answer.message
    assert SWITCH not in answer.message.buttons
