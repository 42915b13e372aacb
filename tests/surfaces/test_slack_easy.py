"""The easy ones in Slack: read as a list, untick, approve; each by itself."""

from __future__ import annotations

from pathlib import Path

from bot.case import DraftState
from bot.people import Caller
from bot.people import Person as Somebody
from tests.scenarios import PASTA
from tests.slack_blocks import View
from tests.slack_bot import Bot, slack_bot
from tests.slack_people import Person
from tests.slack_site import SlackSite

COFFEE = "Great coffee and the friendliest staff in town!"
CAKE = "The best lemon cake ever, thank you so much!"
OPEN = {"author_may_approve": True}


async def states(bot: Bot) -> dict[str, DraftState]:
    """How the drafts of all cases stand, by the words of the post."""
    return {view.post: view.case.drafts[-1].state for view in await bot.cases()}


async def bring(bot: Bot, ana: Person, *posts: str) -> None:
    """Some posts come in."""
    for post in posts:
        await ana.command("/respond", post)
    await bot.work()


async def the_list(ana: Person) -> View:
    """Open it from the answer to `/respond cases`."""
    answer = await ana.command("/respond", "cases")
    assert answer.message
    await ana.click(answer.message, "Read them")
    return ana.view()


def untick(view: View, number: int) -> None:
    """Take the tick off one of them."""
    control = view.input(f"tick_{number}")
    view.typed[control.key] = []


async def test_the_answer_names_them_only_where_there_are_some(bot: Bot, ana: Person) -> None:
    """No way to an empty list."""
    await bring(bot, ana, PASTA)
    assert "easy" not in (await ana.command("/respond", "cases")).text
    await bring(bot, ana, CAKE)
    assert "One easy one: read and untick" in (await ana.command("/respond", "cases")).text
    await bring(bot, ana, COFFEE)
    assert "2 easy ones: read and untick" in (await ana.command("/respond", "cases")).text
    await ana.open_home()
    assert "2 easy ones" in ana.home().words


async def test_what_is_ticked_is_approved_and_the_rest_waits(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """Post and reply stand there whole; everything is ticked at first."""
    async with slack_bot(site, tmp_path, **OPEN) as bot:
        await bring(bot, ana, CAKE, COFFEE)
        view = await the_list(ana)
        for case in await bot.cases():
            assert case.post in view.words
            assert case.text(case.case.drafts[-1].content) in view.words
        first = CAKE if view.words.index(CAKE) < view.words.index(COFFEE) else COFFEE
        untick(view, 1)
        await ana.submit()
        assert "One reply is approved." in ana.view().words
        other = {CAKE, COFFEE} - {first}
        assert await states(bot) == {
            first: DraftState.APPROVED,
            other.pop(): DraftState.AWAITING_REVIEW,
        }
        approvals = next(v for v in await bot.cases() if v.post == first).case.drafts[-1].approvals
        assert [person.name for person in approvals] == ["ana"]
        await bot.work()
        cards = [m.words for m in site.messages(ana.dm) if m.get("metadata")]
        assert sum("Approved by" in words for words in cards) == 1


async def test_what_was_refused_says_why_and_shows_its_card(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """One changed meanwhile; the other is approved all the same."""
    async with slack_bot(site, tmp_path, **OPEN) as bot:
        await bring(bot, ana, CAKE, COFFEE)
        await the_list(ana)
        changed = next(view for view in await bot.cases() if view.post == CAKE)
        ben = Caller("local", Somebody("slack:T1:U2", "Ben", ("slack:T1",)))
        await bot.service.desk.edit(ben, changed.case.id, "Thank you for your words on the cake!")
        await ana.submit()
        view = ana.view()
        assert "One reply is approved." in view.words
        assert "One wants a look of its own:" in view.words
        assert "This one has changed" in view.words
        assert CAKE in view.words
        await ana.click(view, "Show card")
        await bot.work()
        assert (await states(bot))[COFFEE] is DraftState.APPROVED
        assert (await states(bot))[CAKE] is DraftState.AWAITING_REVIEW


async def test_four_eyes_hold_for_a_list_as_well(
    site: SlackSite, ana: Person, tmp_path: Path
) -> None:
    """Who brought them cannot approve them; somebody else can."""
    async with slack_bot(site, tmp_path, author_may_approve=False) as bot:
        await bring(bot, ana, CAKE)
        await the_list(ana)
        await ana.submit()
        assert "somebody else" in ana.view().words
        assert "approved." not in ana.view().words
        ben = site.person("U2", "ben")
        await the_list(ben)
        await ben.submit()
        assert "One reply is approved." in ben.view().words


async def test_nothing_ticked_changes_nothing(bot: Bot, ana: Person) -> None:
    """It is said beside the first one."""
    await bring(bot, ana, CAKE)
    untick(await the_list(ana), 0)
    await ana.submit()
    assert ana.view().errors == {"tick_0": "Nothing is ticked, so nothing changed."}
    assert (await states(bot))[CAKE] is DraftState.AWAITING_REVIEW


async def test_sent_twice_it_approves_once(site: SlackSite, ana: Person, tmp_path: Path) -> None:
    """The same form again, because the first answer was slow."""
    async with slack_bot(site, tmp_path, **OPEN) as bot:
        await bring(bot, ana, CAKE)
        await the_list(ana)
        await ana.submit()
        assert (await site.tell(site.sent[-1])).ok
        (view,) = await bot.cases()
        assert len(view.case.drafts[-1].approvals) == 1
        given = [one for one in view.history if type(one.event).__name__ == "ApprovalGiven"]
        assert len(given) == 1


async def test_an_old_button_opens_an_empty_list(bot: Bot, ana: Person) -> None:
    """It says so, and there is nothing to send."""
    await bring(bot, ana, CAKE)
    answer = await ana.command("/respond", "cases")
    (case,) = await bot.cases()
    ben = Caller("local", Somebody("slack:T1:U2", "Ben", ("slack:T1",)))
    await bot.service.desk.close(ben, case.case.id, "Answered by phone")
    assert answer.message
    await ana.click(answer.message, "Read them")
    assert "No easy ones right now." in ana.view().words


async def test_a_list_with_strange_values_is_refused(bot: Bot, ana: Person) -> None:
    """Nobody approves what the list did not show."""
    await bring(bot, ana, CAKE)
    view = await the_list(ana)
    control = view.input("tick_0")
    view.typed[control.key] = [{**control.options[0], "value": '{"case":"x"}'}]
    await ana.submit()
    assert "not one of ours" in str(view.errors)


async def test_whoever_practises_is_not_led_to_the_list(bot: Bot, ana: Person) -> None:
    """Neither in the answer nor on the home page, and nothing is in it."""
    await bring(bot, ana, CAKE)
    listed = (await ana.command("/respond", "cases")).message
    assert listed
    helped = (await ana.command("/respond", "help")).message
    assert helped
    await ana.click(helped, "I'm new here: let me try first")
    await bot.work()
    assert "easy" not in (await ana.command("/respond", "cases")).text
    await ana.open_home()
    assert "easy one" not in ana.home().words
    await ana.click(listed, "Read them")
    assert "No easy ones right now." in ana.view().words
