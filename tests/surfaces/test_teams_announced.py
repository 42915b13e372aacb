"""What a conversation in Teams is told: under a card, in the review conversation, or privately."""

from __future__ import annotations

import pytest

from bot.people import HOME
from tests.teams_elements import words as read
from tests.teams_room import REVIEWS, TeamsRoom, buttons, words
from tests.teams_site import Place

DUE = "Dana has waited 4 h. An answer is due now. “45 minutes for cold pasta”"


async def opened(teams: TeamsRoom) -> str:
    """A case that was brought in private, with its card."""
    case_id = await teams.open()
    await teams.work()
    return case_id


async def card_in(teams: TeamsRoom, place: Place, message: str = "") -> tuple[str, dict[str, str]]:
    """A case whose card stands there, and where it is told of."""
    case_id = await teams.open(place, message=message)
    await teams.work()
    thread = teams.cards(place)[-1].thread if place.kind == "channel" else ""
    return case_id, {"conversation": place.id, "thread": thread}


async def test_it_stands_in_the_thread_of_the_card(teams: TeamsRoom) -> None:
    """With the way to the card, which comes to whoever presses it as a message of its own."""
    channel = await teams.channel()
    case_id, there = await card_in(teams, channel, message="170")
    await teams.announce(DUE, case_id, **there)
    card, told = teams.cards(channel)
    assert (card.thread, told.thread) == ("170", "170")
    assert DUE in read(told.card)
    assert buttons(told) == ["Show card"]
    assert teams.cards() == []


async def test_in_a_group_chat_it_stands_below(teams: TeamsRoom) -> None:
    """There are no threads."""
    group = await teams.group()
    case_id, there = await card_in(teams, group)
    await teams.announce(DUE, case_id, **there)
    assert DUE in words(teams.cards(group)[-1])


async def test_without_a_card_it_comes_to_the_review_conversation(
    reviewed_teams: TeamsRoom,
) -> None:
    """Which begins a thread."""
    await reviewed_teams.announce("3 overdue · 41 answered, median 52 min")
    (told,) = reviewed_teams.cards(REVIEWS)
    assert told.text == "3 overdue · 41 answered, median 52 min"
    assert told.thread == told.id


async def test_the_lines_of_a_morning_stay_lines(reviewed_teams: TeamsRoom) -> None:
    """What customers wrote in them is nothing but words."""
    told = "2 overdue\n• Dana: “<b>Cold</b> {{DATE(x)}}”: an answer is overdue\n• Eve: “No.”"
    await reviewed_teams.announce(told, await opened(reviewed_teams))
    card = reviewed_teams.cards(REVIEWS)[-1].card
    assert card
    lines = [read(one).strip() for one in card["body"]]
    assert lines[0] == "2 overdue"
    assert lines[1].startswith("• Dana: “<b>Cold</b>")
    assert "{{DATE" not in lines[1]
    assert lines[2] == "• Eve: “No.”"


async def test_a_thread_that_is_gone_is_begun_anew(teams: TeamsRoom) -> None:
    """Somebody deleted the post; the conversation is not taken for deleted."""
    channel = await teams.channel()
    case_id, there = await card_in(teams, channel, message="170")
    teams.site.fail("send", status=404, code="ActivityNotFoundInConversation")
    await teams.announce(DUE, case_id, **there)
    told = teams.cards(channel)[-1]
    assert DUE in words(told)
    assert told.thread == told.id
    assert not await teams.gone(channel)


@pytest.mark.parametrize("how", ["removed", "deleted", "blocked"])
async def test_a_conversation_that_is_no_more_is_told_in_the_review_conversation(
    reviewed_teams: TeamsRoom, how: str
) -> None:
    """What is due does not go away with it."""
    teams = reviewed_teams
    group = await teams.group()
    if how == "deleted":
        del teams.site.places[group.id]
    group.bot, group.blocked = how != "removed", how == "blocked"
    await teams.announce(DUE, await opened(teams), conversation=group.id)
    assert DUE in words(teams.cards(REVIEWS)[-1])
    assert await teams.gone(group)
    assert await teams.stuck() == []


async def test_before_outsiders_nothing_is_told(reviewed_teams: TeamsRoom) -> None:
    """Not where the customer could read along; in the review conversation instead."""
    teams = reviewed_teams
    group = await teams.group(teams.site.person("Gus", role="guest"))
    await teams.announce(DUE, await opened(teams), conversation=group.id)
    assert teams.cards(group) == []
    assert DUE in words(teams.cards(REVIEWS)[-1])


async def test_where_nobody_can_be_told_aloud_whoever_has_the_case_is(teams: TeamsRoom) -> None:
    """Bo took it; Ana, who brought it, would have been told otherwise."""
    gus = teams.site.person("Gus", role="guest")
    group = await teams.group(gus)
    case_id = await opened(teams)
    await teams.announce(DUE, case_id, conversation=group.id)
    assert DUE in words(teams.cards()[-1])
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    await teams.announce(DUE, case_id, conversation=group.id)
    assert [buttons(one) for one in teams.cards("a:bo")] == [["Show card"]]
    assert teams.cards(group) == []


async def test_what_concerns_no_case_and_finds_no_place_holds_nothing_up(teams: TeamsRoom) -> None:
    """There is another morning."""
    await teams.announce("3 overdue")
    assert teams.site.posted == []
    assert await teams.stuck() == []


async def test_words_that_were_erased_are_told_nowhere(reviewed_teams: TeamsRoom) -> None:
    """A reminder quotes the customer."""
    teams = reviewed_teams
    case_id = await opened(teams)
    before = len(teams.site.posted)
    teams.site.fail("create", status=503)
    await teams.announce_later(DUE, case_id)
    await teams.store.erase_contents(HOME, case_id)
    await teams.work()
    assert all(DUE not in words(one) for one in teams.site.posted[before:])


@pytest.mark.parametrize("status", [412, 429, 502, 504])
async def test_teams_may_say_to_wait(reviewed_teams: TeamsRoom, status: int) -> None:
    """Then it comes later, and once."""
    reviewed_teams.site.fail("create", status=status, retry_after=17, times=3)
    await reviewed_teams.announce("3 overdue")
    assert [one.text for one in reviewed_teams.cards(REVIEWS)] == ["3 overdue"]


async def test_many_announcements_keep_to_the_pace(reviewed_teams: TeamsRoom) -> None:
    """A morning with twenty conversations' worth of news in one place: none is refused."""
    for n in range(20):
        await reviewed_teams.announce_later(f"{n} overdue")
    assert await reviewed_teams.work() < 15
    told = [one.text for one in reviewed_teams.cards(REVIEWS)]
    assert sorted(told) == sorted(f"{n} overdue" for n in range(20))
    assert {call.status for call in reviewed_teams.site.calls_of("create")} == {201}


async def test_after_a_restart_it_is_told_all_the_same(teams: TeamsRoom) -> None:
    """How a conversation is reached stands in the store."""
    group = await teams.group()
    case_id, there = await card_in(teams, group)
    teams.restart()
    await teams.announce(DUE, case_id, **there)
    assert DUE in words(teams.cards(group)[-1])
