"""What people say under a card: answers, wishes, forwards, and their own talk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.views import CaseView
from tests.scenarios import GOOD, PASTA
from tests.slack_blocks import Message
from tests.slack_bot import Bot, slack_bot
from tests.slack_payloads import share
from tests.slack_people import Person
from tests.slack_site import SlackSite

LATE = "An hour late, and nobody said sorry."
TABLE = "It was table 7"


@pytest.fixture
def ben(site: SlackSite) -> Person:
    """Ben, who asks back."""
    return site.person("U2", "ben")


@pytest.fixture
async def bot(site: SlackSite, ana: Person, ben: Person, tmp_path: Path) -> AsyncIterator[Bot]:
    """Our bot; cards stand in the thread of the forwarded message."""
    async with slack_bot(site, tmp_path) as bot:
        yield bot


def cards(site: SlackSite, conversation: str = "C1") -> list[Message]:
    """The bot's cards in a conversation."""
    return [one for one in site.messages(conversation) if one.get("metadata")]


def told(person: Person, conversation: str = "C1") -> str:
    """What only this person sees there, all of it."""
    return "\n".join(one.words for one in person.sees_private(conversation))


async def ask(bot: Bot, who: Person, card: Message, question: str = "Which table was it?") -> None:
    """Ask back on a card."""
    await who.click(card, "Ask back")
    who.fill(text=question)
    await who.submit()
    assert not who.has_modal
    await bot.work()


async def asked(bot: Bot, ana: Person, ben: Person) -> str:
    """A post of Ana's on which Ben asked something; the thread."""
    message = await ana.forward("C1", PASTA)
    await bot.work()
    await ask(bot, ben, cards(bot.site)[-1])
    assert (await bot.case()).case.question
    return message.ts


def answers(view: CaseView) -> list[str]:
    """What was answered so far."""
    contents = [getattr(one.event, "answer", None) for one in view.history]
    return [view.text(content) for content in contents if content]


# -- answers ----------------------------------------------------------------------------------


async def test_what_the_forwarder_says_answers_but_is_no_fact(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """It was said in a talk; twice delivered, it is one answer."""
    thread = await asked(bot, ana, ben)
    await ana.say("C1", TABLE, thread=thread)
    await bot.site.redeliver(bot.site.sent[-1], times=2)
    await bot.work()
    view = await bot.case()
    assert view.case.question is None
    assert answers(view) == [TABLE]
    assert not view.case.facts
    assert not told(ana)


async def test_a_mention_in_an_answer_makes_it_no_post(bot: Bot, ana: Person, ben: Person) -> None:
    """Both events of the message come at once."""
    thread = await asked(bot, ana, ben)
    await ana.say("C1", f"<@UBOT> {TABLE}", thread=thread)
    await bot.work()
    view = await bot.case()
    assert answers(view) == [TABLE]
    assert not told(ana)


async def test_what_others_say_answers_nothing(bot: Bot, ana: Person, ben: Person) -> None:
    """Neither who asked, nor a colleague who passes by: only who forwarded was asked."""
    thread = await asked(bot, ana, ben)
    await ben.say("C1", "maybe table 4? not sure", thread=thread)
    await bot.site.person("U3", "lea").say("C1", "I would refund it", thread=thread)
    view = await bot.case()
    assert view.case.question
    assert not view.case.facts


@pytest.mark.parametrize("words", ["👍", ":eyes: :+1:", "ok", "Thanks!", "hm", "  "])
async def test_interjections_answer_nothing(bot: Bot, ana: Person, ben: Person, words: str) -> None:
    """“ok” says that it was seen, not which table it was."""
    thread = await asked(bot, ana, ben)
    await ana.say("C1", words, thread=thread)
    assert (await bot.case()).case.question


@pytest.mark.parametrize("words", ["No", "7", "yes, we did", "policy says no"])
async def test_short_answers_are_answers(bot: Bot, ana: Person, ben: Person, words: str) -> None:
    """Many questions need but a word."""
    thread = await asked(bot, ana, ben)
    await ana.say("C1", words, thread=thread)
    assert answers(await bot.case()) == [words]


async def test_whoever_asks_themselves_is_answered_by_others(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """Who forwarded and asked back wants to hear it from somebody else."""
    thread = await asked(bot, ana, ana)
    await ana.say("C1", "anybody?", thread=thread)
    assert (await bot.case()).case.question
    await ben.say("C1", TABLE, thread=thread)
    assert answers(await bot.case()) == [TABLE]


async def test_an_answer_to_a_closed_case_comes_back(bot: Bot, ana: Person, ben: Person) -> None:
    """Privately, with the reason and the words; nothing is lost in silence."""
    thread = await asked(bot, ana, ben)
    await ben.click(cards(bot.site)[-1], "Close the case")
    ben.fill(text="Spam after all")
    await ben.submit()
    await ana.say("C1", TABLE, thread=thread)
    await bot.work()
    (one,) = ana.sees_private("C1")
    assert "closed" in one.words
    assert TABLE in one.words
    assert one["thread_ts"] == thread


async def both_forwarded(bot: Bot, ana: Person) -> str:
    """Two posts in one message; their cards stand in one thread."""
    site = bot.site
    both = [share(text, "bo", ts=site.new_ts(), link="https://w.example") for text in (PASTA, LATE)]
    ts = site.new_ts()
    message = {"type": "message", "user": "U1", "channel": "C1", "channel_type": "channel"}
    await site.event({**message, "ts": ts, "text": "", "attachments": both})
    await bot.work()
    return ts


async def test_of_two_cases_in_a_thread_the_one_that_asks_is_answered(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """Whichever of the two it is."""
    thread = await both_forwarded(bot, ana)
    card = next(one for one in cards(bot.site) if "hour late" in one.words)
    await ask(bot, ben, card)
    await ana.say("C1", TABLE, thread=thread)
    found = {view.post: answers(view) for view in await bot.cases()}
    assert found == {PASTA: [], LATE: [TABLE]}


async def test_where_two_questions_are_open_nobody_guesses(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """The person is asked to answer on the card that is meant."""
    thread = await both_forwarded(bot, ana)
    for card in cards(bot.site):
        await ask(bot, ben, card)
    await ana.say("C1", TABLE, thread=thread)
    await bot.work()
    assert [answers(view) for view in await bot.cases()] == [[], []]
    assert "“Answer” button" in told(ana)


# -- what is no answer ------------------------------------------------------------------------


async def test_a_forward_into_a_thread_is_a_post(bot: Bot, ana: Person, ben: Person) -> None:
    """Also while a question is open there; the words beside it are its note."""
    thread = await asked(bot, ana, ben)
    ts = bot.site.new_ts()
    other = share(LATE, "bo", ts=ts, link="https://w.example")
    message = {"type": "message", "user": "U1", "channel": "C1", "channel_type": "channel"}
    message |= {"ts": ts, "thread_ts": thread, "text": "and this one", "attachments": [other]}
    await bot.site.event(message)
    await bot.work()
    views = {view.post: view for view in await bot.cases()}
    assert set(views) == {PASTA, LATE}
    assert views[PASTA].case.question
    assert not answers(views[PASTA])


async def test_talk_of_colleagues_is_left_alone(bot: Bot, ana: Person) -> None:
    """Nothing was asked, so nobody is answered."""
    message = await ana.forward("C1", PASTA)
    await bot.work()
    await ana.say("C1", "Who takes this?", thread=message.ts)
    await bot.work()
    assert not (await bot.case()).case.facts
    assert not told(ana)


async def test_a_wish_under_a_card_is_told_where_to_press(bot: Bot, ana: Person) -> None:
    """In direct messages, or where the bot is named; it becomes no case, and is told once."""
    await ana.say(ana.dm, PASTA)
    message = await ana.forward("C1", LATE)
    await bot.work()
    await ana.say(ana.dm, "please make it shorter", thread=cards(bot.site, ana.dm)[-1].ts)
    await ana.say("C1", "<@UBOT> please make it shorter", thread=message.ts)
    await bot.work()
    assert len(await bot.cases()) == 2
    assert told(ana, ana.dm).count("use the buttons") == 1
    (hint,) = ana.sees_private("C1")
    assert "use the buttons" in hint.words
    assert hint["thread_ts"] == message.ts


async def test_commands_and_thanks_work_under_a_card_as_well(bot: Bot, ana: Person) -> None:
    """What was asked of the bot is answered there; thanks need no answer."""
    message = await ana.forward("C1", PASTA)
    await bot.work()
    await ana.say("C1", "<@UBOT> cases", thread=message.ts)
    await ana.say("C1", "thanks!", thread=message.ts)
    await bot.work()
    (one,) = ana.sees_private("C1")
    assert "cold pasta" in one.words
    assert one["thread_ts"] == message.ts


async def test_a_thread_of_others_is_no_card(bot: Bot, ana: Person) -> None:
    """Who names the bot there brings a post."""
    lunch = await ana.say("C1", "Lunch?")
    await ana.say("C1", f"<@UBOT> {PASTA}", thread=lunch.ts)
    assert (await bot.case()).post == PASTA


# -- emoji and buttons in a thread ------------------------------------------------------------


async def test_private_answers_stand_in_the_thread_of_the_card(
    bot: Bot, ana: Person, ben: Person
) -> None:
    """Beside what was pressed, or reacted to; a card at the top is answered at the top."""
    message = await ana.forward("C1", PASTA)
    await bot.work()
    card = cards(bot.site)[-1]
    await ben.react(card, "white_check_mark")
    await ben.react(card, "pencil2")
    await ana.say(ana.dm, LATE)
    await bot.work()
    assert [one["thread_ts"] for one in ben.sees_private("C1")] == [message.ts] * 2
    await ana.react(cards(bot.site, ana.dm)[-1], "pencil2")
    await bot.work()
    assert not ana.sees_private(ana.dm)[-1].get("thread_ts")


async def test_who_comes_second_can_take_the_case_over(bot: Bot, ana: Person, ben: Person) -> None:
    """The private answer to 👀 says whose it is, and offers it."""
    await ana.forward("C1", PASTA)
    await bot.work()
    await ana.react(cards(bot.site)[-1], "eyes")
    await bot.work()
    await ben.react(cards(bot.site)[-1], "eyes")
    await bot.work()
    (one,) = ben.sees_private("C1")
    assert "already on it" in one.words
    await ben.click(one, "Take it over")
    view = await bot.case()
    assert view.case.claimed_by
    assert view.case.claimed_by.id == "slack:T1:U2"


async def written(bot: Bot, ana: Person) -> Message:
    """A card with a reply that can be approved."""
    await ana.forward("C1", PASTA)
    await bot.work()
    await ana.click(cards(bot.site)[-1], "coach_edit")
    ana.fill({"coach_typed": GOOD})
    await ana.submit()
    await bot.work()
    return cards(bot.site)[-1]


async def test_only_ones_own_approval_can_be_taken_back(bot: Bot, ana: Person, ben: Person) -> None:
    """The button says whose it is; removing an emoji that approved nothing stays quiet."""
    card = await written(bot, ana)
    await ben.click(card, "coach_approve")
    await bot.work()
    await ana.click(card, "coach_withdraw")
    await bot.work()
    assert "Only who approved it" in told(ana)
    await ana.react(card, "heart")
    lea = bot.site.person("U3", "lea")
    await lea.react(card, "white_check_mark")
    await bot.work()
    before = told(lea)
    await lea.unreact(card, "white_check_mark")
    await bot.work()
    assert told(lea) == before
    assert (await bot.case()).case.drafts[-1].approved


# -- emoji that cannot do what they say -------------------------------------------------------


async def test_an_emoji_on_a_closed_case_says_so(bot: Bot, ana: Person, ben: Person) -> None:
    """No form is offered that could not be sent."""
    await ana.forward("C1", PASTA)
    await bot.work()
    await ben.click(cards(bot.site)[-1], "Close the case")
    ben.fill(text="Spam after all")
    await ben.submit()
    await bot.work()
    await ben.react(cards(bot.site)[-1], "pencil2")
    await bot.work()
    (one,) = ben.sees_private("C1")
    assert one.words == "This case is closed. Reopen it first."
    assert one.buttons == []


@pytest.mark.parametrize(
    ("emoji", "words"),
    [
        ("white_check_mark", "There is no reply here to decide on"),
        ("x", "There is no reply here to decide on"),
        ("pencil2", "Here you can write a reply"),
    ],
)
async def test_an_emoji_on_a_card_without_a_draft(
    bot: Bot, ana: Person, ben: Person, emoji: str, words: str
) -> None:
    """Spam needs no reply; whoever wants one writes it."""
    spam = "BUY CHEAP PILLS http://spam.example CLICK HERE http://x.example free casino bonus"
    await ana.forward("C1", spam)
    await bot.work()
    assert not (await bot.case()).case.drafts
    await ben.react(cards(bot.site)[-1], emoji)
    await ben.unreact(cards(bot.site)[-1], emoji)
    await bot.work()
    (one,) = ben.sees_private("C1")
    assert words in one.words
    if one.buttons:
        await ben.click(one, "Edit")
        assert ben.has_modal
