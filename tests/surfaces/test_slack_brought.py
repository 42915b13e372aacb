"""What comes to people of itself, or is brought to them: questions, lost cards, copies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.coach import Coach
from bot.desk import NewPost
from bot.people import ApprovalPolicy
from bot.records import Commit, MessageRef, NewJob, StandingCard
from bot.slack.messenger import CARDS_JOB, SAY_JOB
from bot.standing import card_of
from bot.store import Store
from tests.rooms import COLD
from tests.slack_blocks import Message
from tests.slack_cards import ANA, ORG, CardRoom, caller, card_room

BO, CLEO = caller("U2", "Bo"), caller("U3", "Cleo")
ONLY_YOU = "only you see this card"


@pytest.fixture
async def room(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """Cards go to the conversation #care, C9."""
    async with card_room(sqlite_store, coach, review="C9") as room:
        room.site.add_conversation("C9", "care")
        yield room


@pytest.fixture
async def alone(sqlite_store: Store, coach: Coach) -> AsyncIterator[CardRoom]:
    """Cards go to whoever forwarded the post."""
    async with card_room(sqlite_store, coach) as room:
        yield room


async def bring(room: CardRoom, case_id: str, user: str = "U2", conversation: str = "") -> None:
    """Somebody presses “Show card” in a list."""
    payload = {"show": True, "workspace": "T1", "user": user, "conversation": conversation}
    job = NewJob(CARDS_JOB, "", case_id, payload, room.clock.at)
    await room.store.commit(Commit(ORG, case_id, None, jobs=(job,)))
    await room.work()


def direct(room: CardRoom, user: str = "U1") -> list[Message]:
    """What the bot wrote in somebody's direct messages."""
    place = room.site.direct(user)
    return [one for one in room.site.messages(place.id) if one.get("user") == "UBOT"]


def live(messages: list[Message]) -> list[Message]:
    """Those on which something can be decided."""
    return [one for one in messages if any("Approve" in label for label in one.buttons)]


# -- what was asked back -----------------------------------------------------------------------


async def test_whoever_forwarded_the_post_is_told_what_was_asked(room: CardRoom) -> None:
    """Once, in direct messages, with the way to answer; whatever happens to the case later."""
    case_id = await room.open()
    await room.work()
    await room.desk.ask_back(BO, case_id, "Which table was it?")
    await room.work()
    (told,) = direct(room)
    assert "Which table was it?" in told.words
    assert "cold pasta" in told.words
    assert "bo" in told.words.lower()
    assert "Answer" in told.buttons
    await room.desk.claim(CLEO, case_id)
    await room.work()
    await room.desk.edit(CLEO, case_id, "We are sorry about the cold pasta.")
    await room.work()
    assert len(direct(room)) == 1


async def test_another_question_is_told_again(room: CardRoom) -> None:
    """The answer brought up something new."""
    case_id = await room.open()
    await room.work()
    for question in ("Which table was it?", "Which table was it?"):
        await room.desk.ask_back(BO, case_id, question)
        await room.work()
        await room.desk.answer(ANA, case_id, "Table 7")
        await room.work()
    assert len(direct(room)) == 2


async def test_who_asks_themselves_is_told_nothing(room: CardRoom) -> None:
    """They know."""
    case_id = await room.open()
    await room.work()
    await room.desk.ask_back(ANA, case_id, "Which table was it?")
    await room.work()
    assert direct(room) == []


async def test_a_question_that_was_answered_meanwhile_is_not_told(room: CardRoom) -> None:
    """Slack was away for an hour."""
    case_id = await room.open()
    await room.work()
    await room.desk.ask_back(BO, case_id, "Which table was it?")
    room.site.fail("chat.postMessage", status=503, times=2)
    await room.show()
    assert await room.store.next_due((SAY_JOB,))
    await room.desk.answer(CLEO, case_id, "Table 7")
    await room.work()
    assert direct(room) == []


async def test_a_question_reaches_nobody_where_the_post_came_from_elsewhere(
    room: CardRoom,
) -> None:
    """Forwarded in the playground: nobody of this workspace can be told."""
    mia = replace(ANA, person=replace(ANA.person, id="playground:mia"))
    case_id = await room.desk.open_case(mia, NewPost(COLD))
    await room.desk.ask_back(BO, case_id, "Which table was it?")
    await room.work()
    assert room.site.calls == []
    assert await room.stuck() == []


# -- a token that is not accepted --------------------------------------------------------------


@pytest.mark.parametrize("refusal", ["token_revoked", "account_inactive", "team_not_found"])
async def test_a_token_that_is_not_accepted_loses_no_card(room: CardRoom, refusal: str) -> None:
    """It is about the token, not the conversation: tried again, ever more seldom."""
    room.site.workspaces["T1"].refusal = refusal
    case_id = await room.open()
    await room.draft()
    for _ in range(8):
        await room.show()
        due = await room.store.next_due((CARDS_JOB,))
        assert due
        room.forward((due - room.clock.at).total_seconds())
    assert len(room.site.calls) <= 16
    room.site.workspaces["T1"].refusal = ""
    await room.work()
    assert await room.stuck() == []
    assert len(room.cards("C9")) == 1
    assert len(await room.store.cards(ORG, case_id)) == 1


async def test_a_card_stays_reachable_while_the_token_is_not(room: CardRoom) -> None:
    """What was decided then stands on the same card afterwards."""
    case_id = await room.open()
    await room.work()
    room.site.workspaces["T1"].refusal = "token_revoked"
    await room.desk.claim(BO, case_id)
    await room.show()
    room.site.workspaces["T1"].refusal = ""
    await room.work()
    (card,) = room.cards("C9")
    assert "Bo" in card.words


async def test_a_workspace_without_the_bot_is_given_up_in_the_end(room: CardRoom) -> None:
    """The app was removed for good: no job goes on for ever, and none is stuck."""
    room.site.workspaces["T1"].token = ""
    await room.open()
    await room.draft()
    started = room.clock.at
    await room.work()
    assert (room.clock.at - started).days in range(5, 11)
    assert await room.stuck() == []


# -- cards that were lost ----------------------------------------------------------------------


async def look(room: CardRoom, case_id: str) -> None:
    """Slack told that a card was deleted."""
    job = NewJob(CARDS_JOB, "", case_id, {"look": True}, room.clock.at)
    await room.store.commit(Commit(ORG, case_id, None, jobs=(job,)))
    await room.work()


async def test_a_deleted_card_is_posted_again_at_once(room: CardRoom) -> None:
    """Nobody has to do anything, which nobody could without the card."""
    case_id = await room.open()
    await room.work()
    (card,) = room.cards("C9")
    del room.site.conversation("C9").messages[card.ts]
    await look(room, case_id)
    (again,) = live(room.cards("C9"))
    assert [one.ref.message for one in await room.store.cards(ORG, case_id)] == [again.ts]


async def test_a_deleted_card_of_the_past_stays_deleted(room: CardRoom) -> None:
    """Nothing waits for anybody there."""
    case_id = await room.open()
    await room.work()
    await room.desk.reject(BO, case_id, 1)
    await room.work()
    del room.site.conversation("C9").messages[room.cards("C9")[0].ts]
    await look(room, case_id)
    assert room.cards("C9") == []


async def test_nothing_was_deleted_after_all(room: CardRoom) -> None:
    """The card stands, so there is one."""
    case_id = await room.open()
    await room.work()
    await look(room, case_id)
    assert len(room.cards("C9")) == 1
    assert room.site.calls_of("chat.update") == []


# -- a card for somebody who asks for it -------------------------------------------------------


async def test_a_card_comes_to_whoever_asks_for_it(room: CardRoom) -> None:
    """In direct messages, with everything on it; it follows what happens, and so does the other."""
    case_id = await room.open()
    await room.work()
    await bring(room, case_id, conversation="C9")
    (copy,) = live(direct(room, "U2"))
    ref = MessageRef("slack:T1", room.site.direct("U2").id, copy.ts)
    assert await room.desk.find(ORG, ref) == (case_id, 1)
    (told,) = room.site.person("U2", "bo").sees_private("C9")
    assert copy.ts.replace(".", "") in str(told.blocks)
    await room.desk.claim(CLEO, case_id)
    await room.work()
    (card,) = live(room.cards("C9"))
    assert "Cleo is on it" in card.words
    assert "Cleo is on it" in direct(room, "U2")[0].words


async def test_a_copy_does_not_draw_the_case_along(room: CardRoom) -> None:
    """The next draft goes where cards go; the copy offers to show it."""
    case_id = await room.open()
    await room.work()
    await bring(room, case_id)
    await room.desk.edit(CLEO, case_id, "We are sorry about the cold pasta.")
    await room.work()
    assert len(room.cards("C9")) == 2
    (copy,) = direct(room, "U2")
    assert copy.buttons == ["Show card"]
    await bring(room, case_id)
    assert len(live(direct(room, "U2"))) == 1


async def test_asked_for_twice_one_of_them_counts(room: CardRoom) -> None:
    """The older one says that the newer stands further down."""
    case_id = await room.open()
    await room.work()
    for _ in range(2):
        await bring(room, case_id)
    older, newer = direct(room, "U2")
    assert older.buttons == []
    assert live([newer])
    await room.desk.claim(CLEO, case_id)
    await room.work()
    assert direct(room, "U2")[0].buttons == []


async def test_whoever_lost_their_only_card_gets_one(alone: CardRoom) -> None:
    """Deleted in direct messages, asked for in the list: one card, not two."""
    case_id = await alone.open("D1")
    await alone.work()
    (card,) = direct(alone)
    del alone.site.direct("U1").messages[card.ts]
    await bring(alone, case_id, "U1")
    assert len(live(direct(alone))) == 1
    await alone.desk.claim(BO, case_id)
    await alone.work()
    assert len(live(direct(alone))) == 1
    (kept,) = await alone.store.cards(ORG, case_id)
    assert not card_of(kept).copy


async def test_a_card_that_is_over_can_be_shown(room: CardRoom) -> None:
    """To reopen it, for instance."""
    case_id = await room.open()
    await room.work()
    await room.desk.close(BO, case_id, "Settled by phone")
    await room.work()
    await bring(room, case_id)
    (copy,) = direct(room, "U2")
    assert "Reopen" in copy.buttons


async def test_an_answer_of_slack_that_got_lost_makes_no_second_copy(room: CardRoom) -> None:
    """It is found again."""
    case_id = await room.open()
    await room.work()
    room.site.fail("chat.postMessage", drop=True, after_effect=True)
    await bring(room, case_id)
    assert len(direct(room, "U2")) == 1


def test_what_is_kept_of_a_copy_is_read_again() -> None:
    """With and without a thread; cards of earlier releases are none."""
    for shown in ("m", "m 1.2", "m - copy", "m 1.2 copy"):
        standing = StandingCard(MessageRef("slack:T1", "D1", "1.1"), 1, shown)
        assert card_of(standing).standing() == standing
        assert card_of(standing).copy is ("copy" in shown)
        assert card_of(standing).thread == ("1.2" if "1.2" in shown else "")


# -- others have to approve --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "leads", "told"),
    [
        (ApprovalPolicy(author_may_approve=True), "", False),
        (ApprovalPolicy(author_may_approve=False), "", True),
        (ApprovalPolicy(approvals=2, author_may_approve=True), "", True),
        (ApprovalPolicy(author_may_approve=True, lead_from_severity=1), "U3", True),
        (ApprovalPolicy(author_may_approve=True, lead_from_severity=1), "U1", False),
        (ApprovalPolicy(author_may_approve=True, lead_from_severity=5), "U3", False),
    ],
)
async def test_a_card_that_nobody_else_sees_says_so(
    sqlite_store: Store, coach: Coach, policy: ApprovalPolicy, leads: str, told: bool
) -> None:
    """Where others have to approve, it would wait in direct messages for ever."""
    lead_ids = frozenset(filter(None, [leads]))
    async with card_room(sqlite_store, coach, policy=policy, leads=lead_ids) as room:
        case_id = await room.open("D1")
        await room.work()
        (card,) = direct(room)
        assert (ONLY_YOU in card.words) is told
        assert ("`/respond cases`" in card.words) is told
        await bring(room, case_id)
        assert ONLY_YOU not in direct(room)[0].words
        assert ONLY_YOU not in direct(room, "U2")[0].words


async def test_a_card_where_others_read_along_does_not(sqlite_store: Store, coach: Coach) -> None:
    """There they see it."""
    policy = ApprovalPolicy(approvals=2)
    async with card_room(sqlite_store, coach, review="C9", policy=policy) as room:
        room.site.add_conversation("C9", "care")
        await room.open("D1")
        await room.work()
        assert ONLY_YOU not in room.cards("C9")[0].words
