"""Write first: a reply of one's own is checked in its form, mended, and compared with ours."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.errors import ModelAway
from bot.situation import Situation
from bot.slack.mrkdwn import JOINER
from tests.scenarios import PASTA
from tests.slack_blocks import View, words
from tests.slack_bot import Bot
from tests.slack_people import Person
from tests.slack_site import SlackSite

OWN = "You should have told the waiter at the time. Lina looks into it today."
OURS = "Ours (one way among many)"


class SlowRewriter:
    """Writes when it is let to; `mended` is what it makes of a reply."""

    def __init__(self) -> None:
        self.go, self.fails = asyncio.Event(), False

    async def rewrite(self, organisation: str, reply: str, about: Situation, *, mended: str) -> str:
        await self.go.wait()
        if self.fails:
            raise ModelAway("The model is away.")
        return "We are sorry. Lina looks into it today, and answers here by 6 pm."


async def filled() -> None:
    """Wait for what comes into a modal after its answer."""
    tasks = [t for t in asyncio.all_tasks() if t.get_name().startswith("checking ")]
    await asyncio.gather(*tasks)


async def checked(ana: Person, reply: str = OWN, post: str = PASTA) -> View:
    """The form, once the reply was checked."""
    await ana.command("/respond", "check:")
    ana.fill({"Your reply": reply, "The post it answers, if you have it": post})
    answer = await ana.submit()
    assert answer.ok, answer
    return ana.view()


def block(view: View, block_id: str) -> str:
    """The words of one block; empty where it is not there."""
    return words([one for one in view.blocks if one["block_id"] == block_id])


async def kept(bot: Bot) -> list[Any]:
    """Everything that is kept or waits: nothing, mostly."""
    due = await bot.service.store.next_due(["draft", "slack-cards", "slack-say"])
    return [*await bot.cases(), *([due] if due else [])]


async def test_the_form_answers_with_one_hint_a_scorecard_and_a_mended_text(
    bot: Bot, ana: Person
) -> None:
    """The words stay in their inputs, ours are not shown, and nothing is stored."""
    view = await checked(ana)
    assert view.text_in("Your reply") == OWN
    assert view.text_in("post") == PASTA
    assert "you should have" in block(view, "hint").casefold()
    assert view.words.count("Try:") == 1
    assert "What a good reply holds" in block(view, "score")
    assert "Not yet" in block(view, "score")
    assert "Lina looks into it today" in block(view, "mended")
    assert "should have" not in block(view, "mended")
    assert "without the model" in block(view, "mended_title")
    assert OURS not in view.words
    assert "Nothing of this is kept." in view.words
    assert await kept(bot) == []


async def test_the_mended_text_can_be_taken_and_checked_again(bot: Bot, ana: Person) -> None:
    """“Use this” puts it into the input; from there it goes on as before."""
    view = await checked(ana)
    mended = block(view, "mended")
    await ana.click(view, "Use this")
    await filled()
    assert ana.view().text_in("Your reply") == mended
    assert ana.view().text_in("post") == PASTA
    assert "should have" not in block(ana.view(), "hint")
    await ana.type(f"{OWN} Once more.")
    await ana.submit()
    assert "should have" in block(ana.view(), "hint")
    await ana.click(ana.view(), "Use this")
    await filled()
    assert "should have" not in ana.view().text_in("Your reply")
    assert await kept(bot) == []


async def test_ours_comes_only_when_it_is_asked_for(bot: Bot, ana: Person) -> None:
    """And only where the post is known: there is nothing to answer else."""
    view = await checked(ana)
    await ana.click(view, "Show me yours")
    await filled()
    view = ana.view()
    assert OURS in view.words
    assert "pasta" in block(view, "ours")
    assert view.text_in("Your reply") == OWN
    assert not any(one.label == "Show me yours" for one in view.controls)
    await ana.close()
    view = await checked(ana, post="")
    assert not any(one.label == "Show me yours" for one in view.controls)
    assert await kept(bot) == []


async def test_for_somebody_in_danger_there_is_nothing_of_ours(bot: Bot, ana: Person) -> None:
    """It says so, and does not leave the button standing."""
    view = await checked(ana, post="I want to kill myself because of what your staff did to me")
    await ana.click(view, "Show me yours")
    await filled()
    assert "it needs a person's own words" in ana.view().words
    assert OURS not in ana.view().words


async def test_what_the_model_takes_its_time_for_comes_later(
    bot: Bot, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack waits for three seconds; the words stand there meanwhile, and typing on is fine."""
    slow = SlowRewriter()
    monkeypatch.setattr(bot.service.desk.writing, "_rewriter", slow)
    monkeypatch.setattr("bot.slack.checking._IN_TIME", 0.0)
    view = await checked(ana)
    assert "Reading it" in view.words
    assert view.text_in("Your reply") == OWN
    view.put(view.input("text"), f"{OWN} And more.")
    slow.go.set()
    await filled()
    assert "by the model" in block(ana.view(), "mended_title")
    assert "answers here by 6 pm" in block(ana.view(), "mended")
    assert ana.view().text_in("Your reply") == f"{OWN} And more."
    assert ana.view().lost == []


async def test_a_modal_that_was_closed_meanwhile_is_not_missed(
    bot: Bot, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack says that it is gone; nobody is told anything."""
    slow = SlowRewriter()
    slow.fails = True
    monkeypatch.setattr(bot.service.desk.writing, "_rewriter", slow)
    monkeypatch.setattr("bot.slack.checking._IN_TIME", 0.0)
    await checked(ana)
    await ana.close()
    slow.go.set()
    await filled()
    assert not ana.has_modal
    assert ana.sees_private(ana.dm) == []


async def test_what_cannot_be_checked_is_said_beside_its_input(bot: Bot, ana: Person) -> None:
    """The form stays as it is."""
    await checked(ana, reply="  \n ")
    assert ana.view().errors == {"text": "Please write a few words."}
    ana.fill({"Your reply": "😀" * 1400, "The post it answers, if you have it": PASTA})
    await ana.submit()
    assert not ana.view().errors


async def test_hostile_words_call_nobody(bot: Bot, ana: Person) -> None:
    """Post and reply are shown as they are, and the mended text is the same without tricks."""
    reply = f"@channel <!here> *You* should have told us, {OWN}"
    view = await checked(ana, reply, "<!channel> cold pasta & <https://evil.example|here>")
    shown = [one for one in view.blocks if one["type"] != "input"]
    assert "<!here>" not in words(shown)
    await ana.click(view, "Use this")
    await filled()
    assert JOINER not in ana.view().text_in("Your reply")


async def test_typing_on_keeps_the_mended_text_and_drops_the_old_scorecard(
    bot: Bot, ana: Person
) -> None:
    """A proposal can still be taken; what was said of other words would mislead."""
    view = await checked(ana)
    await ana.type("We are sorry that you waited for so long, and that the pasta was cold.")
    slack = bot.service.slack
    assert slack
    typing = [t for t in asyncio.all_tasks() if t.get_name().startswith("coaching ")]
    await asyncio.wait(typing, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    assert "Lina looks into it today" in block(view, "mended")
    assert block(view, "score") == ""
    assert view.text_in("Your reply").startswith("We are sorry")


async def test_a_reply_said_to_the_bot_is_answered_there(bot: Bot, ana: Person) -> None:
    """Hint, scorecard and the mended text; buttons only in the form."""
    await ana.say(ana.dm, f"check: {OWN}")
    await bot.work()
    told = "\n".join(one.words for one in bot.site.messages(ana.dm) + ana.sees_private(ana.dm))
    assert "What a good reply holds" in told
    assert "Your words, mended" in told
    assert "Use this" not in told
    assert await bot.cases() == []


async def test_two_people_check_at_once(bot: Bot, ana: Person, site: SlackSite) -> None:
    """Each has their own words."""
    ben = site.person("U2", "ben")
    first = await checked(ana)
    second = await checked(ben, "We are sorry for the wait. What would help?", "")
    await ana.click(first, "Use this")
    await filled()
    assert second.text_in("Your reply").startswith("We are sorry for the wait")
