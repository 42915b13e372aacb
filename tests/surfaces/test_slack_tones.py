"""What the card tells and asks besides: tones, the kind of post, legal clocks, the house style."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.events import DraftRequested
from bot.past import Lesson
from bot.people import HOME
from bot.store import Store
from bot.tone import Tone
from bot.triage import Category
from bot.views import CaseView
from tests.scenarios import GOOD, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite

VAGUE = "Hm. The other day. You know what I mean."
ERASE = f"{PASTA} Delete all the data you hold on me."
QUESTION = "You changed “reach out” to “ring” 6 times. Make it the house style?"


@pytest.fixture
async def bot(site: SlackSite, ana: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot, with Ana as its lead; who brought a post may approve its reply."""
    async with slack_bot(site, tmp_path, leads="U1", author_may_approve=True) as bot:
        yield bot


async def brought(bot: Bot, ana: Person, post: str = PASTA) -> Message:
    """The card of a new case."""
    await ana.forward("C1", post)
    await bot.work()
    return latest(bot)


def latest(bot: Bot) -> Message:
    """The card that stands last."""
    return [one for one in bot.site.messages("C1") if one.get("metadata")][-1]


def wishes(view: CaseView) -> list[tuple[Tone | None, str]]:
    """What was asked of drafts."""
    events = [one.event for one in view.history]
    return [(e.tone, e.language) for e in events if isinstance(e, DraftRequested)]


# -- tones ------------------------------------------------------------------------------------


async def test_another_tone_is_one_choice(bot: Bot, ana: Person) -> None:
    """A new card comes in its place; the history says what was asked."""
    card = await brought(bot, ana)
    await ana.click(card, "Warmer")
    await bot.work()
    view = await bot.case()
    assert wishes(view) == [(Tone.WARMER, "")]
    assert len(view.case.drafts) == 2
    assert latest(bot).ts != card.ts


async def test_another_language_as_well(bot: Bot, ana: Person) -> None:
    """The languages stand under a heading of their own."""
    await ana.click(await brought(bot, ana), "In German")
    await bot.work()
    view = await bot.case()
    assert wishes(view) == [(None, "de")]
    assert "In English" in latest(bot).words
    assert "What our own words mean" in latest(bot).words


async def test_the_emoji_stays_plain_again(bot: Bot, ana: Person) -> None:
    """🔁 asks for another draft, and for nothing else."""
    await ana.react(await brought(bot, ana), "repeat")
    await bot.work()
    assert wishes(await bot.case()) == [(None, "")]


async def test_a_choice_that_is_delivered_twice_counts_once(bot: Bot, ana: Person) -> None:
    """And one that no card offered is told."""
    card = await brought(bot, ana)
    await ana.click(card, "Shorter")
    await bot.site.tell(bot.site.sent[-1])
    await bot.work()
    assert wishes(await bot.case()) == [(Tone.SHORTER, "")]
    (choice,) = [
        one
        for block in latest(bot).blocks
        for one in block.get("elements", ())
        if one.get("type") == "static_select"
    ]
    strange = choice["option_groups"][0]["options"][0]
    strange["value"] = strange["value"].replace("warmer", "klingon")
    await ana.click(latest(bot), strange["text"]["text"])
    await bot.work()
    assert "does not know this language" in ana.sees_private("C1")[-1].words


# -- what kind of post it is ------------------------------------------------------------------


async def test_where_the_coach_is_not_sure_one_choice_tells_it(bot: Bot, ana: Person) -> None:
    """The question stands on the card with the kinds; afterwards it is gone."""
    card = await brought(bot, ana, VAGUE)
    assert "What would you call it?" in card.words
    assert "Perhaps" in card.words
    await ana.click(card, "A question")
    await bot.work()
    triage = (await bot.case()).case.triage
    assert triage
    assert triage.category is Category.QUESTION
    assert "What would you call it?" not in latest(bot).words


async def test_a_kind_that_nobody_offered_is_refused(bot: Bot, ana: Person) -> None:
    """An old or a strange card."""
    card = await brought(bot, ana, VAGUE)
    (chooser,) = [b["accessory"] for b in card.blocks if b["block_id"] == "asks"]
    strange = chooser["options"][0]
    strange["value"] = strange["value"].replace('"choice":"', '"choice":"x')
    await ana.click(card, strange["text"]["text"], stale=True)
    await bot.work()
    assert "not one of ours" in ana.sees_private("C1")[-1].words


async def test_a_legal_clock_stands_on_the_card(bot: Bot, ana: Person) -> None:
    """Right after the three things that come first, with whom to tell."""
    card = await brought(bot, ana, ERASE)
    first = [block["block_id"] for block in card.blocks[:5]]
    assert first.index("act_now_0") == first.index("riskiest") + 1
    assert "Somebody has to act: May start a legal deadline (data request)" in card.words
    assert "May start a legal deadline" in card.text
    await ana.click(card, "Details")
    assert "May start a legal deadline" in ana.view().words


async def test_details_tell_what_was_read_in_the_post(bot: Bot, ana: Person) -> None:
    """What, when, who in words of the post; what it touches; what was written with an eye on."""
    post = "On Friday the waiter in your Leeds branch spilled soup on my daughter, again."
    await ana.click(await brought(bot, ana, post), "Details")
    words = ana.view().words
    assert "Friday" in words.partition("What:")[2] or "When: “" in words
    assert "It touches a child" in words


# -- the house style --------------------------------------------------------------------------


async def changed(store: Store, times: int = 6) -> None:
    """People write something else again and again."""
    for number in range(times):
        lesson = Lesson(HOME, f"earlier-{number}", changed=(("reach out", "ring"),))
        await store.remember(lesson)


async def written(bot: Bot, ana: Person) -> Message:
    """A card with somebody's own words."""
    card = await brought(bot, ana)
    await ana.click(card, "coach_edit")
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await bot.work()
    return latest(bot)


async def test_a_lead_who_approved_own_words_is_asked_once(bot: Bot, ana: Person) -> None:
    """One quiet line, with Yes and No; the next approval does not ask again."""
    await changed(bot.service.store)
    await ana.click(await written(bot, ana), "coach_approve")
    await bot.work()
    asked = [one for one in ana.sees_private("C1") if QUESTION in one.words]
    assert len(asked) == 1
    await ana.click(latest(bot), "Take approval back")
    await bot.work()
    await ana.click(latest(bot), "coach_approve")
    await bot.work()
    assert len([one for one in ana.sees_private("C1") if QUESTION in one.words]) == 1
    await ana.click(asked[0], "Yes, from now on")
    await bot.work()
    assert "From now on I write “ring”" in ana.sees_private("C1")[-1].words
    (word,) = await bot.service.store.house_words(HOME)
    assert word.adopted is True
    await ana.click(asked[0], "No, leave it")
    await bot.work()
    assert "decided meanwhile" in ana.sees_private("C1")[-1].words


async def test_help_asks_leads_only(bot: Bot, ana: Person, site: SlackSite) -> None:
    """And No is heard, too."""
    await changed(bot.service.store)
    ben = site.person("U2", "ben")
    assert QUESTION not in (await ben.command("/respond", "help", conversation="C1")).text
    answer = await ana.command("/respond", "help", conversation="C1")
    assert QUESTION in answer.text
    assert answer.message
    await ben.click(answer.message, "Yes, from now on")
    await bot.work()
    assert "for a lead to decide" in ben.sees_private("C1")[-1].words
    await ana.click(answer.message, "No, leave it")
    await bot.work()
    assert "won't ask again" in ana.sees_private("C1")[-1].words
    assert QUESTION not in (await ana.command("/respond", "help", conversation="C1")).text


async def test_nobody_is_asked_about_a_draft_of_ours(bot: Bot, ana: Person) -> None:
    """Nor where nobody changed anything often."""
    await changed(bot.service.store, 6)
    await ana.forward("C1", "Great coffee and the friendliest staff in town!")
    await bot.work()
    await ana.click(latest(bot), "coach_approve")
    await bot.work()
    assert QUESTION not in "".join(one.words for one in ana.sees_private("C1"))
