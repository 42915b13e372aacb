"""What Teams is told unasked: from the store alone, and to whoever can still be reached."""

from __future__ import annotations

import pytest

from bot.acts import Act, Target
from bot.coach import Coach
from bot.people import HOME
from bot.standing import card_of
from bot.store import Store
from bot.teams.messenger import SAY_JOB
from tests.teams_room import KEY, REVIEWS, TeamsRoom, buttons, offers, teams_room, words
from tests.teams_site import TENANT

# -- after a restart -----------------------------------------------------------------------------


async def test_after_a_restart_cards_go_on(teams: TeamsRoom) -> None:
    """How each conversation is reached stands in the store."""
    channel = await teams.channel()
    case_id = await teams.open(channel, message="170")
    await teams.work()
    teams.restart()
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    assert "Bo is on it" in words(teams.cards(channel)[0])
    await teams.another(case_id)
    assert [card.thread for card in teams.cards(channel)] == ["170", "170"]


async def test_after_a_restart_somebody_is_told_something(teams: TeamsRoom) -> None:
    """Long after they wrote."""
    teams.restart()
    await teams.tell("Somebody was faster: Bo approved this one.", teams.ana)
    (told,) = teams.cards()
    assert "Bo approved" in told.text
    assert teams.site.calls_of("create") == []


async def test_who_never_wrote_to_the_bot_is_reached(teams: TeamsRoom) -> None:
    """Their personal conversation is opened once, and kept."""
    cleo = teams.site.person("Cleo")
    for sentence in ("One.", "Two."):
        await teams.tell(sentence, cleo)
        teams.restart()
    assert [told.text for told in teams.cards("a:cleo")] == ["One.", "Two."]
    assert len(teams.site.calls_of("create")) == 1


async def test_where_the_bot_never_was_nobody_is_told(sqlite_store: Store, coach: Coach) -> None:
    """There is no way to Teams yet; the case stands in the list, and nothing is stuck."""
    async with teams_room(sqlite_store, coach) as room:
        for who in ("ana", "bo"):
            await room.store.leave_conversation(HOME, KEY, f"a:{who}")
        await room.open()
        await room.tell("Hello.", room.ana)
        assert room.site.calls == []
        assert await room.stuck() == []


# -- taken away ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (403, "BotNotInConversationRoster"),
        (403, "BotDisabledByAdmin"),
        (403, "MessageWritesBlocked"),
        (403, "ConversationBlockedByUser"),
        (403, "status_403"),
        (404, "ConversationNotFound"),
        (404, "BotNotInConversationRoster"),
    ],
)
async def test_a_conversation_that_is_closed_is_left(
    reviewed_teams: TeamsRoom, status: int, code: str
) -> None:
    """The card goes to whoever forwarded the post, and later ones follow there at once."""
    reviewed_teams.site.fail("create", status=status, code=code)
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    assert await reviewed_teams.gone(reviewed_teams.site.places[REVIEWS])
    (card,) = reviewed_teams.cards()
    assert offers(card, "Approve")
    calls = len(reviewed_teams.site.calls)
    await reviewed_teams.another(case_id)
    assert len(reviewed_teams.cards()) == 2
    assert len(reviewed_teams.site.calls) == calls + 2  # the new card, and the old one's line
    assert await reviewed_teams.stuck() == []


async def test_a_bot_that_was_removed_does_not_hold_up_the_case(teams: TeamsRoom) -> None:
    """The card there stays as it is; the case goes on with whoever forwarded the post."""
    group = await teams.group()
    case_id = await teams.open(group)
    await teams.work()
    group.bot = False
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    (moved,) = teams.cards()
    assert "Bo is on it" in words(moved)
    await teams.another(case_id)
    assert len(teams.cards()) == 2
    assert len(teams.site.calls_of("update")) == 2  # one refused, and the older card here


async def test_a_bot_that_comes_back_shows_how_it_stands(teams: TeamsRoom) -> None:
    """What could not be changed then is changed with the next change."""
    group = await teams.group()
    case_id = await teams.open(group)
    await teams.work()
    group.bot = False
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    group.bot = True
    await teams.meet(group, teams.bo)
    await teams.desk.reject(teams.by(teams.bo), case_id, 1)
    await teams.work()
    assert "rejected" in words(teams.cards(group)[0]).lower()


async def test_who_left_does_not_hold_up_the_case(teams: TeamsRoom) -> None:
    """Somebody left the company: the case stays in the list, and nothing is stuck."""
    zoe = teams.site.person("Zoe")
    chat = teams.site.place("personal", zoe)
    case_id = await teams.open(chat, by=zoe)
    del teams.site.places[chat.id], teams.site.members[zoe.id], teams.site.members[zoe.entra]
    await teams.work()
    assert await teams.stuck() == []
    assert [row.case_id for row, _ in await teams.desk.cases(HOME)] == [case_id]


async def test_who_blocked_the_bot_is_not_written_to_for_ever(teams: TeamsRoom) -> None:
    """One refusal, and the conversation is left; when they write again, they have a card."""
    teams.chat.blocked = True
    case_id = await teams.open()
    await teams.work()
    assert await teams.gone(teams.chat)
    assert await teams.stuck() == []
    teams.chat.blocked = False
    await teams.meet(teams.chat, teams.ana)
    await teams.desk.claim(teams.by(teams.ana), case_id)
    await teams.work()
    assert len(teams.cards()) == 1


# -- private words -------------------------------------------------------------------------------


async def test_private_words_come_to_one_person(teams: TeamsRoom) -> None:
    """Not into the group chat where they pressed."""
    group = await teams.group()
    await teams.tell("Somebody was faster.", teams.bo, conversation=group.id)
    assert teams.cards(group) == []
    assert teams.cards("a:bo")[0].text == "Somebody was faster."


async def test_where_they_cannot_only_that_there_is_something_is_said_by_name(
    teams: TeamsRoom,
) -> None:
    """In the conversation, in the thread. What it is, others are not told."""
    channel = await teams.channel()
    teams.site.places["a:bo"].bot = False
    await teams.store.learn_names(HOME, {teams.by(teams.bo).person.id: "Bo"})
    about = Target("c", 1, "d").value()
    told = {"conversation": channel.id, "thread": "170", "target": about, "anyway": True}
    await teams.tell("One thing first: have another look.", teams.bo, **told)
    (said,) = teams.cards(channel)
    waiting = "I have something for you: please open a chat with me (add the app)."
    assert said.text == f"Bo, {waiting}"
    assert said.thread == "170"
    assert await teams.gone(teams.site.places["a:bo"])


async def test_private_words_wait_until_the_chat_is_open(teams: TeamsRoom) -> None:
    """They come by themselves, and nobody is called a second time."""
    group, personal = await teams.group(), teams.site.places["a:bo"]
    personal.bot = False
    await teams.desk.tell(
        teams.by(teams.bo),
        SAY_JOB,
        "Somebody was faster.",
        {"workspace": TENANT, "user": teams.bo.entra, "conversation": group.id},
    )
    await teams.show()
    personal.bot = True
    await teams.meet(personal, teams.bo)
    await teams.work()
    assert [said.text for said in teams.cards("a:bo")] == ["Somebody was faster."]
    assert len(teams.cards(group)) == 1


async def test_nothing_private_is_said_before_outsiders(teams: TeamsRoom) -> None:
    """Rather nobody is told."""
    group = await teams.group(teams.site.person("Gus", role="guest"))
    teams.site.places["a:bo"].bot = False
    await teams.tell("Somebody was faster.", teams.bo, conversation=group.id)
    assert teams.site.posted == []
    assert await teams.stuck() == []


async def test_a_refusal_offers_what_can_be_done(teams: TeamsRoom) -> None:
    """Approve anyway, or take it over."""
    about = Target("c", 1, "d").value()
    await teams.tell("One thing first.", teams.ana, target=about, anyway=True)
    await teams.tell("Bo is on it.", teams.ana, target=about, button=Act.TAKE_OVER)
    first, second = teams.cards()
    assert offers(first, "Approve anyway")
    assert offers(second, "Take it over")


async def test_words_that_were_erased_are_not_said(teams: TeamsRoom) -> None:
    """Their content is gone when the job comes."""
    case_id = await teams.open()
    await teams.work()
    to = {"workspace": "tenant-1", "user": teams.ana.entra}
    words_of_ana = "Here is your text: …"
    await teams.desk.tell(teams.by(teams.ana), SAY_JOB, words_of_ana, to, case_id=case_id)
    await teams.store.erase_contents(HOME, case_id)
    await teams.show()
    assert all(words_of_ana not in words(one) for one in teams.cards())


async def test_a_card_of_its_own_is_said_as_it_is(teams: TeamsRoom) -> None:
    """The list of cases, for instance."""
    drawn = {"card": {"type": "AdaptiveCard", "version": "1.5", "body": []}}
    to = {"workspace": "tenant-1", "user": teams.ana.entra}
    await teams.desk.tell(teams.by(teams.ana), SAY_JOB, "Two cases.", to, drawn)
    await teams.work()
    (told,) = teams.cards()
    assert (told.summary, told.card) == ("Two cases.", drawn["card"])


# -- what was asked back -------------------------------------------------------------------------


async def test_whoever_forwarded_the_post_is_told_what_was_asked(
    reviewed_teams: TeamsRoom,
) -> None:
    """Once, in their personal conversation, with the way to answer."""
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    bo = reviewed_teams.by(reviewed_teams.bo)
    await reviewed_teams.desk.ask_back(bo, case_id, "Which table was it?")
    await reviewed_teams.work()
    (told,) = reviewed_teams.cards()
    assert "Which table was it?" in words(told)
    assert "Bo" in words(told)
    assert "Answer" in buttons(told)
    await reviewed_teams.desk.claim(bo, case_id)
    await reviewed_teams.work()
    assert len(reviewed_teams.cards()) == 1


async def test_a_question_that_was_answered_meanwhile_is_not_told(
    reviewed_teams: TeamsRoom,
) -> None:
    """Teams was away for a while."""
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    bo, ana = reviewed_teams.by(reviewed_teams.bo), reviewed_teams.by(reviewed_teams.ana)
    await reviewed_teams.desk.ask_back(bo, case_id, "Which table was it?")
    reviewed_teams.site.fail("send", status=503)
    await reviewed_teams.show()
    await reviewed_teams.desk.answer(ana, case_id, "Table 7")
    await reviewed_teams.work()
    assert reviewed_teams.cards() == []


# -- before there is a card ----------------------------------------------------------------------


async def test_a_post_from_a_group_brings_only_the_card(teams: TeamsRoom) -> None:
    """It comes where the post came from; nothing is left in anybody's own chat."""
    group = await teams.group()
    await teams.open(group, reading=True)
    await teams.show()
    assert (teams.cards(), teams.cards(group)) == ([], [])
    await teams.work()
    assert (len(teams.cards()), len(teams.cards(group))) == (0, 1)


async def test_what_says_that_the_post_is_read_makes_room_for_the_card(teams: TeamsRoom) -> None:
    """The card is a message of its own: an emoji on the line never decides on a draft."""
    case_id = await teams.open(reading=True)
    await teams.show()
    (told,) = teams.cards()
    assert "Reading the post" in told.summary
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.show()
    assert "Reading the post" in told.summary
    await teams.work()
    (card,) = teams.cards()
    assert (told.deleted, len(told.versions)) == (True, 1)
    assert (card.id == told.id, offers(card, "Approve")) == (False, True)
    assert [(one.ref.message, one.draft) for one in await teams.kept(case_id)] == [(card.id, 1)]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
async def test_where_nothing_can_be_deleted_one_line_is_left(teams: TeamsRoom, status: int) -> None:
    """Not every Teams takes messages away, and the Agents Playground never does."""
    case_id = await teams.open(reading=True)
    await teams.show()
    teams.site.fail("delete", status=status)
    await teams.work()
    told, card = teams.cards()
    assert "There is a draft by now." in words(told)
    assert (offers(told, "Approve"), offers(card, "Approve")) == (False, True)
    assert sorted(one.draft for one in await teams.kept(case_id)) == [0, 1]


async def test_a_line_that_somebody_deleted_is_not_looked_for(teams: TeamsRoom) -> None:
    """Whoever forwarded the post was faster."""
    case_id = await teams.open(reading=True)
    await teams.show()
    (told,) = teams.cards()
    told.deleted = True
    await teams.work()
    (card,) = teams.cards()
    assert [(one.ref.message, one.draft) for one in await teams.kept(case_id)] == [(card.id, 1)]


async def test_the_line_shows_the_way_where_cards_go_elsewhere(reviewed_teams: TeamsRoom) -> None:
    """Whoever forwarded the post in private finds its card from there."""
    await reviewed_teams.open(reading=True)
    await reviewed_teams.show()
    await reviewed_teams.work()
    (told,) = reviewed_teams.cards()
    assert "There is a draft by now." in words(told)
    assert buttons(told) == ["Show card"]


async def test_a_draft_that_is_there_already_needs_no_announcement(teams: TeamsRoom) -> None:
    """Without a model the draft is written before anybody could read a line."""
    case_id = await teams.open(reading=True)
    await teams.draft()
    await teams.work()
    assert len(teams.cards()) == 1
    (kept,) = await teams.kept(case_id)
    assert card_of(kept).member == teams.ana.entra
