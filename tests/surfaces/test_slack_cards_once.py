"""Each card stands once and stays up to date, whatever happens to Slack, the bot or the card."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import PlatformAway
from bot.records import Job
from bot.slack.messenger import CARDS_JOB
from bot.slack.web import Web
from bot.worker import NotYet
from tests.rooms import LEASE
from tests.slack_cards import BO, ORG, CardRoom, another, refs
from tests.working import Reached

# -- what was taken away -----------------------------------------------------------------------


async def test_a_deleted_card_comes_back_while_somebody_has_to_decide(room: CardRoom) -> None:
    """An admin tidied up; the case still needs us."""
    case_id = await room.open()
    await room.work()
    del room.site.conversation("C1").messages[room.cards()[0].ts]
    await room.desk.claim(BO, case_id)
    await room.work()
    (card,) = room.cards()
    assert [one.ref.message for one in await refs(room, case_id)] == [card.ts]


async def test_a_deleted_card_of_the_past_stays_deleted(room: CardRoom) -> None:
    """Nobody has to do anything with it."""
    case_id = await room.open()
    await room.work()
    await room.desk.reject(BO, case_id, 1)
    await room.work()
    del room.site.conversation("C1").messages[room.cards()[0].ts]
    for _ in range(2):
        await room.desk.close(BO, case_id, "Settled by phone")
        await room.work()
        await room.desk.reopen(BO, case_id)
        await room.work()
    assert room.cards() == []
    assert await refs(room, case_id) == []


async def test_a_thread_without_its_first_card_goes_on(room: CardRoom) -> None:
    """The first card was deleted, the second draft's card leads on."""
    case_id = await room.open()
    await room.work()
    await another(room, case_id)
    first, _ = room.cards()
    del room.site.conversation("C1").messages[first.ts]
    await another(room, case_id)
    second, third = room.cards()
    assert (second.buttons, bool(third.buttons)) == ([], True)
    assert await room.stuck() == []


async def test_an_archived_conversation_does_not_hold_up_the_case(room: CardRoom) -> None:
    """The card there stays as it is; it comes to whoever forwarded the post, and goes on there."""
    case_id = await room.open()
    await room.work()
    room.site.conversation("C1").archived = True
    await room.desk.claim(BO, case_id)
    await room.work()
    (moved,) = room.cards("D1")
    assert moved.buttons
    assert "C1" in moved.words
    await another(room, case_id)
    _, card = room.cards("D1")
    assert card["thread_ts"] == moved.ts
    assert len(room.cards("C1")) == 1
    assert await room.stuck() == []


async def test_a_conversation_that_opens_again_shows_how_it_stands(room: CardRoom) -> None:
    """What could not be changed then is changed now."""
    case_id = await room.open()
    await room.work()
    room.site.conversation("C1").archived = True
    await room.desk.claim(BO, case_id)
    await room.work()
    room.site.conversation("C1").archived = False
    await room.desk.reject(BO, case_id, 1)
    await room.work()
    assert "rejected" in room.cards("C1")[0].words.lower()


async def test_a_message_that_may_not_be_changed_is_left_alone(room: CardRoom) -> None:
    """The workspace's rules are not ours to fight."""
    case_id = await room.open()
    await room.work()
    room.site.fail("chat.update", error="cant_update_message")
    await room.desk.claim(BO, case_id)
    await room.work()
    assert await room.stuck() == []
    assert len(room.site.calls_of("chat.update")) == 1


# -- never twice -------------------------------------------------------------------------------


async def in_thread(room: CardRoom) -> str:
    return await room.open(message=room.posted().ts)


async def by_itself(room: CardRoom) -> str:
    return await room.open()


@pytest.mark.parametrize("opened", [in_thread, by_itself])
@pytest.mark.parametrize("end", ["killed", "stopped", "no answer", "500"])
async def test_a_post_that_was_not_noted_is_found_again(
    room: CardRoom, opened: Callable[[CardRoom], Awaitable[str]], end: str
) -> None:
    """The process ended, or Slack's answer got lost, between the post and its note."""
    case_id = await opened(room)
    await room.draft()
    match end:
        case "killed" | "stopped":
            await halfway(room, killed=end == "killed")
        case "no answer":
            room.site.fail("chat.postMessage", drop=True, after_effect=True)
        case "500":
            room.site.fail("chat.postMessage", status=500, after_effect=True)
    await room.work()
    (card,) = room.cards()
    (kept,) = await refs(room, case_id)
    assert kept.ref.message == card.ts
    await room.desk.claim(BO, case_id)
    await room.work()
    assert "Bo" in room.cards()[0].words


async def halfway(room: CardRoom, *, killed: bool) -> None:
    """A worker goes away while Slack has the card and has not answered."""
    hang = Reached()
    room.site.fail("chat.postMessage", hang=hang, after_effect=True)
    work = room.messenger.show(await room.claim()) if killed else room.showing.run()
    task = asyncio.create_task(work)
    await hang.reached.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    hang.set()
    if killed:
        room.forward(LEASE.total_seconds() + 1)


async def test_a_post_that_never_arrived_is_made_again(room: CardRoom) -> None:
    """Slack had not done it, so somebody has to."""
    room.site.fail("chat.postMessage", status=503)
    case_id = await room.open()
    await room.work()
    assert len(room.cards()) == 1
    assert len([one for one in await refs(room, case_id) if "." in one.ref.message]) == 1


async def test_a_twin_that_turns_up_late_points_to_the_live_card(room: CardRoom) -> None:
    """Nobody could look, so it was posted again: then there are two, and one of them counts."""
    room.site.fail("chat.postMessage", drop=True, after_effect=True)
    room.site.fail("conversations.history", error="missing_scope", times=1)
    case_id = await room.open()
    await room.work()
    older, live = room.cards()
    assert older.buttons
    await room.desk.claim(BO, case_id)
    await room.work()
    older, live = room.cards()
    assert older.buttons == []
    assert live.ts.replace(".", "") in older.words
    assert live.buttons
    assert [one.ref.message for one in await refs(room, case_id)] == [live.ts]


async def test_looking_again_waits_for_slack_if_that_is_soon(room: CardRoom) -> None:
    """Better a card a few seconds later than two of them."""
    room.site.fail("chat.postMessage", drop=True, after_effect=True)
    room.site.fail("conversations.history", retry_after=10)
    await room.open()
    await room.work()
    assert len(room.cards()) == 1


async def test_a_twin_of_an_older_draft_is_found_as_well(room: CardRoom) -> None:
    """Meanwhile there was another draft: the lost card collapses like any other."""
    room.site.fail("chat.postMessage", drop=True, after_effect=True)
    case_id = await room.open()
    await room.draft()
    await room.show()
    await another(room, case_id)
    first, second = room.cards()
    assert (first.buttons, bool(second.buttons)) == ([], True)


async def test_nobody_looks_where_nothing_is_in_doubt(room: CardRoom) -> None:
    """Some apps may read one page of messages a minute."""
    case_id = await room.open()
    await room.work()
    await another(room, case_id)
    assert room.site.calls_of("conversations.history") == []
    assert room.site.calls_of("conversations.replies") == []


# -- Slack is slow, busy or away ---------------------------------------------------------------


async def test_slack_says_how_long_to_wait(room: CardRoom) -> None:
    """The job comes back then, and no try is lost."""
    room.site.fail("chat.postMessage", retry_after=7)
    await room.open()
    await room.draft()
    await room.show()
    assert room.cards() == []
    due = await room.store.next_due((CARDS_JOB,))
    assert due == room.clock.at + timedelta(seconds=7)
    room.forward(7)
    await room.show()
    assert len(room.cards()) == 1


@pytest.mark.parametrize("method", ["conversations.open", "chat.update", "conversations.info"])
async def test_busy_calls_of_every_kind_come_later(room: CardRoom, method: str) -> None:
    """Whatever Slack is too busy for."""
    room.site.fail(method, retry_after=30, times=7)
    case_id = await room.open(shared=method == "conversations.open")
    await room.work()
    await room.desk.claim(BO, case_id)
    await room.work()
    assert await room.stuck() == []
    assert "Bo" in (room.cards() + room.cards("D1"))[0].words


async def test_many_cards_keep_to_the_pace_of_a_conversation(reviewed: CardRoom) -> None:
    """One message a second after a short burst: Slack never has to say no."""
    reviewed.site.pace("chat.postMessage", every=1.0, burst=3)
    started = reviewed.site.now()
    for _ in range(12):
        await reviewed.open()
    await reviewed.work()
    assert len(reviewed.cards("C9")) == 12
    answers = [call.answer["ok"] for call in reviewed.site.calls_of("chat.postMessage")]
    assert all(answers)
    assert reviewed.site.now() - started < 15


async def test_slack_that_is_away_is_tried_again(room: CardRoom) -> None:
    """An ordinary retry; after it the card stands."""
    room.site.fail("chat.postMessage", status=502, times=3)
    await room.open()
    await room.work()
    assert len(room.cards()) == 1


@pytest.mark.parametrize("minutes", [2, 30])
async def test_an_outage_of_slack_loses_nothing(room: CardRoom, minutes: int) -> None:
    """However long it takes: the card comes afterwards, and nobody has to start it again."""
    room.site.fail("chat.postMessage", status=503, times=4 + minutes)
    await room.open()
    await room.work()
    assert await room.stuck() == []
    assert len(room.cards()) == 1


async def test_a_missing_permission_stays_visible(room: CardRoom) -> None:
    """The operator forgot a scope: that is not the same as a person who left."""
    room.site.workspaces["T1"].scopes.discard("im:write")
    await room.open("D1")
    await room.work()
    (stuck,) = await room.stuck()
    assert stuck.job.kind == CARDS_JOB


async def test_a_refusal_that_nobody_expected_stays_visible(room: CardRoom) -> None:
    """A defect of ours must not vanish: the job is stuck until somebody looks."""
    room.site.fail("chat.postMessage", error="invalid_blocks", times=9)
    await room.open()
    await room.work()
    (stuck,) = await room.stuck()
    assert stuck.job.kind == CARDS_JOB
    assert "PlatformRefused" in stuck.error


# -- the worker's side -------------------------------------------------------------------------


async def test_an_unknown_end_is_told_from_a_certain_one(room: CardRoom) -> None:
    """A connection that was cut may have brought the message before."""
    room.site.fail("chat.postMessage", drop=True)
    with pytest.raises(PlatformAway) as cut:
        await room.web.call("T1", "chat.postMessage", channel="C1", text="Hello")
    assert cut.value.sent


async def test_a_call_that_never_went_out_is_known_as_such() -> None:
    """Nobody listens there, so nothing can have been posted."""

    async def token_of(_: str) -> str:
        return "xoxb-T1"

    web = Web("http://127.0.0.1:9/api/", token_of)
    with pytest.raises(PlatformAway) as refused:
        await web.call("T1", "auth.test")
    assert not refused.value.sent
    await web.close()


async def test_a_case_that_nobody_knows_ends_its_job(room: CardRoom) -> None:
    """It was erased, or belongs to somebody else."""
    job = Job(1, ORG, CARDS_JOB, "nobody", {}, room.clock.at, 1, 1)
    await room.messenger.show(job)
    await room.messenger.show(replace(job, organisation="other"))
    assert room.site.calls == []


async def test_too_early_is_said_with_a_time(room: CardRoom) -> None:
    """So that no worker waits inside a job."""
    room.site.fail("chat.postMessage", retry_after=3)
    await room.open()
    await room.draft()
    job = await room.claim()
    with pytest.raises(NotYet) as early:
        await room.messenger.show(job)
    assert early.value.until == room.clock.at + timedelta(seconds=3)
