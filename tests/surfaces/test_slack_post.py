"""What is told to a conversation of Slack, not to one person: reminders under a card, digests."""

from __future__ import annotations

import pytest

from bot.acts import Act, Target
from bot.contents import seal
from bot.records import Commit, NewJob
from bot.slack.messenger import POST_JOB
from tests.slack_blocks import Message
from tests.slack_cards import BO, ORG, CardRoom

LATE = "A promise is open past its time (yesterday): “Lina will call you.” Kept, moved, or broken?"
MORNING = "3 overdue · 2 promises today\n• Dana: “cold *pasta* <!channel>”: an answer is overdue"


async def told(
    room: CardRoom, words: str, conversation: str, *, case: str = "", under: str = ""
) -> None:
    """Something is due, and is told there."""
    content = seal(words, content_id="due", salt="salt")
    payload = {
        "workspace": "T1",
        "user": "",
        "conversation": conversation,
        "thread": under,
        "content": "due",
        "target": Target(case).value(),
        "button": Act.SHOW.value,
    }
    job = NewJob(POST_JOB, "due", case, payload, room.clock.at)
    await room.store.commit(Commit(ORG, case, None, contents=(content,), jobs=(job,)))


def said(room: CardRoom, conversation: str) -> list[Message]:
    """What the bot said there besides the cards."""
    return [one for one in room.cards(conversation) if not one.get("metadata")]


async def shown(room: CardRoom, conversation: str = "C1") -> tuple[str, Message]:
    """A case whose card stands there."""
    case = await room.open(conversation, message=room.posted(conversation).ts)
    await room.work()
    return case, room.cards(conversation)[-1]


async def test_a_reminder_stands_under_the_card(room: CardRoom) -> None:
    """With the way to the card, in the thread where the case is talked about."""
    case, card = await shown(room)
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.work()
    (reminder,) = said(room, "C1")
    assert reminder["thread_ts"] == card["thread_ts"]
    assert LATE in reminder.words
    assert reminder.buttons == ["Show card"]


async def test_where_the_thread_is_gone_it_stands_by_itself(room: CardRoom) -> None:
    """Somebody deleted the message under which the card stood."""
    case, card = await shown(room)
    room.site.fail("chat.postMessage", error="cannot_reply_to_message")
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.work()
    (reminder,) = said(room, "C1")
    assert "thread_ts" not in reminder


@pytest.mark.parametrize("problem", ["bot", "archived", "gone"])
async def test_a_lost_conversation_sends_it_to_the_review_conversation(
    reviewed: CardRoom, problem: str
) -> None:
    """The bot was removed, or the conversation archived or deleted."""
    _lose(reviewed, "C1", problem)
    await told(reviewed, MORNING, "C1")
    await reviewed.work()
    assert len(said(reviewed, "C9")) == 1
    assert await reviewed.stuck() == []


async def test_without_any_conversation_whoever_has_the_case_hears_of_it(room: CardRoom) -> None:
    """What is owed to a customer is not lost with a conversation."""
    case, card = await shown(room)
    await room.desk.claim(BO, case)
    await room.work()
    _lose(room, "C1", "gone")
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.work()
    assert LATE in said(room, room.site.direct("U2").id)[-1].words
    assert await room.stuck() == []


async def test_nothing_is_told_where_outsiders_read(room: CardRoom) -> None:
    """The conversation was shared with another company since: Ana, who brought the post, hears."""
    case, card = await shown(room)
    room.site.conversation("C1").shared = True
    room.forward(120)
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.work()
    assert said(room, "C1") == []
    assert LATE in said(room, "D1")[-1].words


async def test_a_shared_review_conversation_hears_nothing(reviewed: CardRoom) -> None:
    """A message about several cases has no owner: then it is left out."""
    reviewed.site.conversation("C9").shared = True
    await told(reviewed, MORNING, "")
    await reviewed.work()
    assert said(reviewed, "C9") == []
    assert await reviewed.stuck() == []


async def test_the_morning_message_keeps_its_lines_and_calls_nobody(reviewed: CardRoom) -> None:
    """A line a case; a customer's words are no markup."""
    await told(reviewed, MORNING, "")
    await reviewed.work()
    (message,) = said(reviewed, "C9")
    first, second = message.blocks[0]["elements"][0]["elements"][::2]
    assert "3 overdue · 2 promises today" in first["text"]
    assert "cold *pasta*" in second["text"]
    assert "<!channel>" not in message.text
    assert "\n" in message.text


async def test_while_slack_is_busy_it_waits_and_is_told_once(room: CardRoom) -> None:
    """429 says how long."""
    case, card = await shown(room)
    room.site.fail("chat.postMessage", retry_after=30, times=2)
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    assert await room.work() >= 60
    assert len(said(room, "C1")) == 1


async def test_words_that_were_erased_since_are_not_told(room: CardRoom) -> None:
    """A customer asked us to forget them."""
    case, card = await shown(room)
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.store.erase_contents(ORG, case)
    await room.work()
    assert all(LATE not in one.words for one in room.cards("C1"))


async def test_the_button_brings_the_card(room: CardRoom) -> None:
    """Its value names the case, and nothing of the words."""
    case, card = await shown(room)
    await told(room, LATE, "C1", case=case, under=card["thread_ts"])
    await room.work()
    (button,) = said(room, "C1")[-1].blocks[-1]["elements"]
    assert button["action_id"] == "coach_show"
    assert button["value"] == Target(case).value()


def _lose(room: CardRoom, conversation: str, problem: str) -> None:
    place = room.site.conversation(conversation)
    if problem == "gone":
        del room.site.conversations["T1", conversation]
    elif problem == "bot":
        place.bot = False
    else:
        place.archived = True
