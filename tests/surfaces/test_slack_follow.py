"""Customers are followed up in Slack: reminders, what `cases` says, and the forms for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.case import CaseStatus
from bot.digest import morning_job
from bot.events import Outcome
from bot.follow_up import FollowUp
from bot.ledger import open_promises
from bot.people import HOME
from bot.records import Commit
from tests.rooms import DROWNING
from tests.scenarios import CAME_BACK, HAPPY, PASTA, PROMISE, PROMISING, SORRY
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite, slack_site
from tests.slack_stage import PEOPLE, REVIEWS, SlackStage

SOUP = "The soup was cold as well, and nobody came when we called."
BUYS = "BUY NOW cheap watches www.example.org/w BUY NOW cheap watches www.example.org/w"


@pytest.fixture
async def site() -> AsyncIterator[SlackSite]:
    """A Slack in which the bot is in the review conversation."""
    async with slack_site() as site:
        site.add_conversation(REVIEWS, "reviews", people=list(PEOPLE.values()), bot=True)
        yield site


@pytest.fixture
async def stage(site: SlackSite, tmp_path: Path) -> AsyncIterator[SlackStage]:
    """Ana and her colleagues; Lea leads."""
    people = {name: site.person(member, name) for name, member in PEOPLE.items()}
    settings = {"review_conversation": REVIEWS, "author_may_approve": True, "leads": "U3"}
    async with slack_bot(site, tmp_path, **settings) as bot:
        yield SlackStage(bot, people, emoji=False)


async def promised(stage: SlackStage, text: str = PROMISING) -> None:
    """The reply stands in public."""
    await stage.forward("Ana", PASTA)
    await stage.write("Ana", text)
    await approve_and_post(stage)


async def approve_and_post(stage: SlackStage) -> None:
    """The latest draft."""
    await stage.people["Ben"].click(stage.last, "coach_approve")
    await stage.bot.work()
    await stage.copy_and_post("Ana")


async def pass_by(bot: Bot, hours: int) -> None:
    """Time goes by, from one thing that is due to the next."""
    until = bot.clock.at + timedelta(hours=hours)
    kinds = [kind for worker in bot.service.workers for kind in worker.kinds]
    while (due := await bot.service.store.next_due(kinds)) and due <= until:
        _go_to(bot, due)
        await bot.work(seconds=1)
    _go_to(bot, until)


def _go_to(bot: Bot, moment: datetime) -> None:
    passed = max(timedelta(0), moment - bot.clock.at)
    bot.clock.forward(passed)
    bot.passed(passed.total_seconds())


def told(bot: Bot, who: Person) -> list[Message]:
    """What the bot told somebody in direct messages."""
    return [one for one in bot.site.messages(who.dm) if one.get("bot_id")]


# -- reminders --------------------------------------------------------------------------------


async def test_the_owner_is_reminded_before_and_the_lead_after(stage: SlackStage) -> None:
    """In direct messages, each once, with the way to the card."""
    await promised(stage)
    ana, lea, bot = stage.people["Ana"], stage.people["Lea"], stage.bot
    await pass_by(bot, 96)
    of_promise = [one for one in told(bot, ana) if PROMISE in one.words]
    assert [one.words.partition(":")[0] for one in of_promise] == [
        "Coming up",
        "Due today",
    ]
    late = [one for one in told(bot, lea) if PROMISE in one.words]
    assert "A promise is open past its time" in late[0].words
    assert "Ana has it" in late[0].words
    await lea.click(late[0], "Show card")
    await bot.work()
    assert f"We promised: “{PROMISE}”" in told(bot, lea)[-1].words


async def test_a_kept_promise_is_no_longer_asked_for(stage: SlackStage) -> None:
    """Whatever was planned for it."""
    await promised(stage)
    await stage.promise("Ana", "kept")
    await pass_by(stage.bot, 96)
    everybody = [one for who in stage.people.values() for one in told(stage.bot, who)]
    assert not [one for one in everybody if PROMISE in one.words]
    assert [one for one in everybody if "come back" in one.words]


async def test_without_named_leads_a_late_answer_is_told_under_the_card(
    site: SlackSite, tmp_path: Path
) -> None:
    """Everybody leads where nobody is named, so the review conversation hears of it."""
    people = {name: site.person(member, name) for name, member in PEOPLE.items()}
    async with slack_bot(site, tmp_path, review_conversation=REVIEWS) as bot:
        stage = SlackStage(bot, people, emoji=False)
        await stage.forward("Ana", PASTA)
        card = stage.last
        await pass_by(bot, 8)
        (late, *_) = [m for m in site.messages(REVIEWS, thread=card.ts) if "is due now" in m.words]
        assert PASTA[:20] in late.words
        assert late.buttons == ["Show card"]


async def test_an_alarm_for_somebody_who_is_gone_is_told_under_the_card(
    site: SlackSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The review conversation hears of it, and for whom it was; the log names no customer."""
    people = {name: site.person(member, name) for name, member in PEOPLE.items()}
    settings = {"review_conversation": REVIEWS, "author_may_approve": True, "leads": "U404"}
    async with slack_bot(site, tmp_path, **settings) as bot:
        stage = SlackStage(bot, people, emoji=False)
        await stage.forward("Ana", DROWNING)
        card = stage.last
        await pass_by(bot, 8)
        said = [m.words for m in site.messages(REVIEWS, thread=card.ts) if "in private" in m.words]
        assert [words for words in said if "is due now" in words]
        assert all(words.startswith("I can't reach U404 in private") for words in said)
        assert await bot.service.store.stuck_jobs() == []
    assert "whom a reminder is for cannot be told" in caplog.text
    assert DROWNING[:20] not in caplog.text


async def test_what_nobody_else_can_be_told_goes_to_whoever_brought_the_post(
    site: SlackSite, tmp_path: Path
) -> None:
    """Without a review conversation, with the card in direct messages."""
    people = {name: site.person(member, name) for name, member in PEOPLE.items()}
    async with slack_bot(site, tmp_path, author_may_approve=True, leads="U404") as bot:
        stage = SlackStage(bot, people, emoji=False)
        await stage.forward("Ana", DROWNING)
        await pass_by(bot, 2)
        heard = [m.words for m in told(bot, people["Ana"]) if "I can't reach U404" in m.words]
        assert [words for words in heard if "is due now" in words]


async def test_the_morning_message_counts_what_is_due(stage: SlackStage) -> None:
    """One message a day in the conversation of the cards, a line a case."""
    await promised(stage)
    bot = stage.bot
    first = morning_job(FollowUp(), bot.clock.at)  # as it is asked for when the bot starts
    await bot.service.store.commit(Commit(HOME, "", None, jobs=(first,)))
    await pass_by(bot, 72)
    reviews = bot.site.messages(REVIEWS)
    (morning,) = [one for one in reviews if "1 promise today" in one.words]
    assert "thread_ts" not in morning
    assert f"• the customer: “{PASTA}”: a promise is due today" in morning.words


# -- the case list ----------------------------------------------------------------------------


async def test_the_case_list_says_what_is_due(stage: SlackStage) -> None:
    """A promise, then the customer who came back, then the answer that is overdue."""
    ana = stage.people["Ana"]
    await promised(stage)
    assert "a promise is due on Thursday 5 November" in (await listed(ana))
    await stage.came_back("Ana", CAME_BACK)
    words = await listed(ana)
    assert "the customer came back" in words
    assert "an answer is due today at 16:" in words
    _go_to(stage.bot, stage.bot.clock.at + timedelta(days=1))
    assert "an answer is overdue since yesterday at 16:" in (await listed(ana))


async def listed(who: Person) -> str:
    """What `/respond cases` answers."""
    answer = await who.command("/respond", "cases")
    assert answer.message
    return answer.message.words


# -- forms ------------------------------------------------------------------------------------


async def test_what_is_missing_is_said_under_its_input(stage: SlackStage) -> None:
    """And nothing that was typed is lost."""
    await promised(stage)
    ana = stage.people["Ana"]
    await ana.click(stage.last, "coach_promise")
    ana.fill(choice="moved", text="We need two more days, and we're sorry.")
    await ana.submit()
    assert "By when" in ana.view().errors["until"]
    ana.fill(until="when pigs fly")
    await ana.submit()
    assert "Friday noon" in ana.view().errors["until"]
    assert ana.view().text_in("text") == "We need two more days, and we're sorry."
    ana.fill(choice="broken", text="")
    await ana.submit()
    assert "few words" in ana.view().errors["text"]
    assert open_promises((await stage.case()).case.ledger)


async def test_whoever_takes_a_promise_owns_it(stage: SlackStage) -> None:
    """It says so on the card."""
    await promised(stage)
    await stage.promise("Ben", "mine")
    assert "Ben sees to it." in stage.cards()[-1]


async def test_a_post_is_put_to_the_case_of_its_customer(stage: SlackStage) -> None:
    """The list shows the other cases with their words; this card says where it went."""
    await promised(stage, SORRY)
    await stage.forward("Ben", SOUP)
    ben, card = stage.people["Ben"], stage.last
    await ben.click(card, "Same customer as …")
    (case,) = ben.view().controls
    ((words, value),) = [(o["text"]["text"], o["value"]) for o in case.options]
    assert words == f"A customer: “{PASTA.partition('.')[0]}…”"
    ben.fill(case=value)
    await ben.submit()
    assert not ben.has_modal
    await stage.bot.work()
    first = next(view for view in await stage.bot.cases() if view.case.turn == 2)
    assert first.posts == (PASTA, SOUP)
    assert first.case.status is CaseStatus.OPEN


async def test_without_another_case_it_says_so(stage: SlackStage) -> None:
    """There is nothing to choose from."""
    await stage.forward("Ana", PASTA)
    await stage.people["Ana"].click(stage.last, "Same customer as …")
    assert "There is no other open case." in stage.people["Ana"].view().words


async def test_what_breaks_a_guideline_is_noted_with_its_words(stage: SlackStage) -> None:
    """The guideline is quoted in the history; a post that only complains has no such button."""
    await stage.forward("Ana", PASTA)
    assert "It breaks a guideline" not in stage.last.words
    await stage.forward("Ana", BUYS)
    ana = stage.people["Ana"]
    await ana.click(stage.last, "It breaks a guideline")
    guideline, _, action = ana.view().controls
    assert "merely negative stays up" in ana.view().words
    told = {"guideline": "Spam and fraud", "action": action.options[0]["text"]["text"]}
    assert told["guideline"] in [option["text"]["text"] for option in guideline.options]
    ana.fill(**told, words="Buy our cheap shoes")
    await ana.submit()
    assert "don't stand in the post" in ana.view().errors["words"]
    ana.fill(**told, words="cheap watches")
    await ana.submit()
    assert not ana.has_modal
    await stage.bot.work()
    case = next(view for view in await stage.bot.cases() if view.post == BUYS).case
    assert case.status is CaseStatus.CLOSED
    card = stage.last.words
    assert "Closed: the post was reported" in card
    assert "Ana reported this post" in card
    assert "because of “cheap watches”. Spam and fraud: " in card
    assert "It breaks a guideline" not in card


# -- how it ended -----------------------------------------------------------------------------


async def test_the_public_note_goes_the_way_of_every_reply(stage: SlackStage) -> None:
    """Drafted once it is solved, approved by somebody, posted; the case stays solved."""
    await promised(stage, SORRY)
    await stage.solve("Ana", "satisfied", HAPPY)
    assert "The matter is settled" in stage.cards()[-1]
    await stage.write("Ben", "We met Dana's family again, and put right what went wrong that day.")
    await approve_and_post(stage)
    case = (await stage.case()).case
    assert case.status is CaseStatus.SOLVED
    assert "put right what went wrong" in stage.cards()[-1]


async def test_another_outcome_can_be_said_later(stage: SlackStage) -> None:
    """Whoever was unhappy came again."""
    await promised(stage, SORRY)
    await stage.solve("Ana", "still unhappy", "They want nothing from us.")
    await stage.solve("Ana", "won back", HAPPY)
    assert (await stage.case()).case.outcome is Outcome.WON_BACK
