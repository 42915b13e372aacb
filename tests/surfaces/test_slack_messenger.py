"""Where cards stand in Slack, and how they live: against the local Slack."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.coach import Coach
from bot.desk import NewPost
from bot.people import SOMEBODY, Place
from bot.records import Commit, MessageRef, NewJob, StandingCard
from bot.slack.messenger import CARDS_JOB
from bot.store import Store
from tests.rooms import COLD, DROWNING, LEASE
from tests.slack_cards import ANA, BO, ORG, CardRoom, another, caller, card_room, refs

# -- where cards go ----------------------------------------------------------------------------


async def test_a_card_stands_in_the_thread_of_what_was_forwarded(room: CardRoom) -> None:
    """Where the bot is a member and nobody from outside reads along, everybody there may help."""
    message = room.posted()
    case_id = await room.open(message=message.ts)
    await room.work()
    (card,) = room.cards()
    assert card["thread_ts"] == message.ts
    assert "cold pasta" in card.words
    ref = MessageRef("slack:T1", "C1", card.ts)
    assert await room.desk.find(ORG, ref) == (case_id, 1)
    assert [one.ref for one in await refs(room, case_id)] == [ref]


async def test_a_card_of_a_command_stands_in_the_conversation(room: CardRoom) -> None:
    """A command is no message, so there is no thread to stand in."""
    await room.open()
    await room.work()
    (card,) = room.cards()
    assert "thread_ts" not in card
    told = room.site.calls_of("chat.postMessage")[0].args
    assert (told["unfurl_links"], told["unfurl_media"]) == (False, False)


@pytest.mark.parametrize(
    "there", [{"bot": False}, {"shared": True}, {"private": True, "bot": False}]
)
async def test_where_it_may_not_stand_the_card_comes_directly(
    room: CardRoom, there: dict[str, bool]
) -> None:
    """Not where the bot is no member, and not where another company could read it."""
    room.site.add_conversation("C2", "partners", **there)  # type: ignore[arg-type]
    await room.open("C2")
    await room.work()
    assert len(room.cards("D1")) == 1
    assert room.cards("C2") == []
    assert await room.stuck() == []


async def test_an_event_from_a_shared_conversation_is_believed(room: CardRoom) -> None:
    """What the event says needs no question to Slack."""
    await room.open(shared=True)
    await room.work()
    assert len(room.cards("D1")) == 1
    assert room.site.calls_of("conversations.info") == []


async def test_direct_messages_get_the_card_without_a_thread(room: CardRoom) -> None:
    """There a reply in a thread is easily overlooked."""
    message = room.posted("D1")
    await room.open("D1", message=message.ts)
    await room.work()
    (card,) = room.cards("D1")
    assert "thread_ts" not in card


async def test_the_review_conversation_goes_first(reviewed: CardRoom) -> None:
    """Where it is set, all cards go there."""
    await reviewed.open(message=reviewed.posted().ts)
    await reviewed.work()
    assert len(reviewed.cards("C9")) == 1
    assert reviewed.cards("C1") == []


async def test_a_review_conversation_by_name_is_looked_up_once(
    sqlite_store: Store, coach: Coach
) -> None:
    """`#care` is easier to set than an id."""
    async with card_room(sqlite_store, coach, review="#care") as room:
        room.site.add_conversation("C9", "care")
        for _ in range(2):
            await room.open()
            await room.work()
        assert len(room.cards("C9")) == 2
        assert len(room.site.calls_of("conversations.list")) == 1


async def test_an_unknown_name_sends_the_card_directly(sqlite_store: Store, coach: Coach) -> None:
    """The line under the card says which conversation was meant."""
    async with card_room(sqlite_store, coach, review="#cares") as room:
        await room.open()
        await room.work()
        (card,) = room.cards("D1")
        assert "#cares" in card.words


@pytest.mark.parametrize("problem", ["bot", "archived", "gone"])
async def test_a_closed_review_conversation_sends_the_card_directly(
    reviewed: CardRoom, problem: str
) -> None:
    """Nobody waits for a card that cannot be posted; one line says why it comes here."""
    place = reviewed.site.conversation("C9")
    if problem == "gone":
        del reviewed.site.conversations["T1", "C9"]
    else:
        setattr(place, problem, problem == "archived")
    case_id = await reviewed.open()
    await reviewed.work()
    (card,) = reviewed.cards("D1")
    assert "C9" in card.words
    assert "/invite" in card.words
    assert len(await refs(reviewed, case_id)) == 1
    assert await reviewed.stuck() == []


async def test_who_cannot_be_reached_does_not_hold_up_the_case(room: CardRoom) -> None:
    """Somebody left the company: the case stays in the list, and nothing is stuck."""
    room.site.add_conversation("C2", "old", archived=True)
    case_id = await room.open("C2", by=caller("U99", "Zoe"))
    await room.work()
    assert await room.stuck() == []
    assert [row.case_id for row, _ in await room.desk.cases(ORG)] == [case_id]


async def test_a_workspace_without_the_bot_does_not_hold_up_the_case(room: CardRoom) -> None:
    """The token is gone, so nothing is sent until there is one again."""
    token = room.site.workspaces["T1"].token
    room.site.workspaces["T1"].token = ""
    await room.open()
    await room.draft()
    await room.show()
    assert await room.stuck() == []
    assert room.site.calls == []
    room.site.workspaces["T1"].token = token
    await room.work()
    assert len(room.cards()) == 1


async def test_cases_of_other_places_are_not_shown(room: CardRoom) -> None:
    """Neither those of the playground nor those of Teams."""
    teams = Place("teams", "X1", "19:abc")
    for came_from in (None, teams):
        await room.desk.open_case(ANA, NewPost(COLD, came_from=came_from))
    await room.work()
    assert room.site.calls == []


async def test_a_case_of_elsewhere_with_a_card_here_is_kept_up_to_date(room: CardRoom) -> None:
    """Whoever put it there: it shows how the case stands."""
    case_id = await room.desk.open_case(ANA, NewPost(COLD))
    await room.draft()
    card = room.site.keep(room.site.conversation("C1"), {"user": "UBOT", "text": "old"})
    standing = StandingCard(MessageRef("slack:T1", "C1", card.ts), 1)
    await room.store.commit(Commit(ORG, case_id, None, cards=(standing,)))
    await room.work()
    assert "cold pasta" in room.site.message("C1", card.ts).words


# -- before there is a draft -------------------------------------------------------------------


async def test_while_the_post_is_read_only_the_forwarder_is_told(room: CardRoom) -> None:
    """At once, and once; the card comes with the draft."""
    ana = room.site.person("U1", "ana")
    await room.open(message=room.posted().ts, reading=True)
    job = await room.claim()
    await room.messenger.show(job)
    (told,) = ana.sees_private("C1")
    assert "Reading the post" in told.words
    assert room.cards() == []
    room.forward(LEASE.total_seconds() + 1)  # the process ended here
    await room.show()
    await room.work()
    assert len(room.cards()) == 1
    assert len(ana.sees_private("C1")) == 1


async def test_a_draft_that_is_there_already_needs_no_announcement(room: CardRoom) -> None:
    """Without a model the draft is written before anybody could read a line."""
    await room.open(reading=True)
    await room.draft()
    await room.work()
    assert room.site.person("U1", "ana").sees_private("C1") == []
    assert len(room.cards()) == 1


async def test_somebody_in_danger_is_shown_at_once(room: CardRoom) -> None:
    """No draft is written, and nobody waits for one."""
    case_id = await room.open(text=DROWNING)
    await room.work()
    (card,) = room.cards()
    assert (await refs(room, case_id))[0].draft == 0
    assert "danger" in card.text


async def test_a_post_that_needs_no_reply_gets_a_card_too(room: CardRoom) -> None:
    """A person decides, so a person has to see it."""
    case_id = await room.open(text="BUY CHEAP FOLLOWERS NOW http://spam.example click click click")
    await room.work()
    view = await room.desk.view(ORG, case_id)
    assert view.case.withheld
    (card,) = room.cards()
    await room.desk.edit(ANA, case_id, "Thank you, but this is no place for adverts.")
    await room.work()
    first, second = room.cards()
    assert (first.ts, first.buttons) == (card.ts, [])
    assert second["thread_ts"] == card.ts
    assert second.buttons


async def test_a_command_is_answered_with_a_link_to_the_card(room: CardRoom) -> None:
    """The private “reading the post …” becomes the way to the card, once."""
    path = room.site.hook("T1", "U1", "C1")
    await room.open(answer=f"{room.site.url}{path}")
    await room.show()
    assert room.site.hooks[path].posts == []
    await room.work()
    (card,) = room.cards()
    (post,) = room.site.hooks[path].posts
    assert post["replace_original"] is True
    assert card.ts.replace(".", "") in post["text"]


async def test_an_answer_that_comes_too_late_is_let_go(room: CardRoom) -> None:
    """Slack takes such answers for half an hour only."""
    path = room.site.hook("T1", "U1", "C1")
    await room.open(answer=f"{room.site.url}{path}")
    await room.show()
    room.forward(3600)
    await room.work()
    assert room.site.hooks[path].posts == []
    assert await room.stuck() == []


# -- the card's life ---------------------------------------------------------------------------


async def test_a_new_draft_gets_a_card_of_its_own(room: CardRoom) -> None:
    """In the thread of the first and seen by all; the old card collapses and keeps its draft."""
    case_id = await room.open()
    await room.work()
    await another(room, case_id)
    first, second = room.cards()
    assert second["thread_ts"] == first.ts
    assert second["subtype"] == "thread_broadcast"
    assert first.buttons == []
    assert second.buttons
    drafts = {one.ref.message: one.draft for one in await refs(room, case_id)}
    assert drafts == {first.ts: 1, second.ts: 2}
    await another(room, case_id)
    assert [card.get("thread_ts") for card in room.cards()][1:] == [first.ts, first.ts]


async def test_status_changes_in_place(room: CardRoom) -> None:
    """The text beside an emoji never changes, only what was decided about it."""
    case_id = await room.open()
    await room.work()
    (before,) = room.cards()
    await room.desk.claim(BO, case_id)
    await room.desk.reject(BO, case_id, 1)
    await room.work()
    (after,) = room.cards()
    assert after.ts == before.ts
    assert "Bo" in after.words


async def test_what_has_not_changed_is_not_sent_again(room: CardRoom) -> None:
    """Slack counts calls, and people see “edited”."""
    case_id = await room.open()
    await room.work()
    calls = len(room.site.calls)
    job = NewJob(CARDS_JOB, "", case_id, {}, room.clock.at)
    await room.store.commit(Commit(ORG, case_id, None, jobs=(job,)))
    await room.work()
    assert len(room.site.calls) == calls


async def test_the_card_says_what_its_message_is_about(room: CardRoom) -> None:
    """By this a card is found again whose post was not noted."""
    case_id = await room.open()
    await room.work()
    metadata = room.cards()[0]["metadata"]
    assert metadata["event_type"] == "coach_card"
    about = metadata["event_payload"]
    assert (about["case"], about["draft"]) == (case_id, 1)
    assert COLD not in str(metadata)


async def test_people_act_at_the_same_time(room: CardRoom) -> None:
    """Five people, three workers: one card for each draft, and it shows how it ended."""
    case_id = await room.open()
    await room.work()
    people = [
        caller(f"U{n}", name) for n, name in enumerate(("Ana", "Bo", "Cleo", "Dan", "Eve"), 1)
    ]
    acts = [room.desk.claim(who, case_id, take_over=True) for who in people]
    workers = [room.showing.run_due() for _ in range(3)]
    await asyncio.gather(*acts, *workers, return_exceptions=True)
    await asyncio.gather(*(room.showing.run_due() for _ in range(3)))
    await room.work()
    (card,) = room.cards()
    owner = (await room.desk.view(ORG, case_id)).case.claimed_by
    assert owner
    assert owner.name in card.words


async def test_names_are_learnt_once(room: CardRoom) -> None:
    """Events bring ids only; a card should say who decided."""
    case_id = await room.open()
    await room.work()
    await room.desk.claim(ANA, case_id)
    await room.work()
    ana = ANA.person.id
    assert await room.store.names(ORG, [ana]) == {ana: "ana"}
    assert len(room.site.calls_of("users.info")) == 1


async def test_the_card_names_whoever_was_not_known_yet(room: CardRoom) -> None:
    """An emoji brings no name; the card that shows it has one."""
    case_id = await room.open()
    await room.work()
    await room.desk.reject(caller("U3", SOMEBODY), case_id, 1)
    await room.work()
    assert "cleo" in room.cards()[0].words


async def test_a_name_that_nobody_tells_is_no_hindrance(room: CardRoom) -> None:
    """Without the permission to ask, the card stands all the same."""
    room.site.workspaces["T1"].scopes.discard("users:read")
    await room.open()
    await room.work()
    assert len(room.cards()) == 1


async def test_a_review_conversation_with_outsiders_gets_no_card(reviewed: CardRoom) -> None:
    """The customer may be one of them: the card goes to whoever forwarded the post."""
    reviewed.site.conversation("C9").shared = True
    await reviewed.open()
    await reviewed.work()
    assert reviewed.cards("C9") == []
    (card,) = reviewed.cards("D1")
    assert "people from outside" in card.words


async def test_the_next_draft_leaves_a_conversation_that_was_shared_since(room: CardRoom) -> None:
    """Outsiders read under the older card by now, so the case goes on with who forwarded it."""
    case_id = await room.open()
    await room.work()
    room.site.conversation("C1").shared = True
    room.clock.forward(timedelta(minutes=1))
    await another(room, case_id)
    assert len(room.cards("C1")) == 1
    (card,) = room.cards("D1")
    assert "people from outside" in card.words
