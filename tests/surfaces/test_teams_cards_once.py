"""Each card stands once in Teams and stays up to date, whatever happens to Teams or the bot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.records import Commit, Job, MessageRef, NewJob
from bot.teams.messenger import CARDS_JOB
from tests.rooms import DROWNING
from tests.teams_room import KEY, TeamsRoom, buttons, offers, words

# -- the card's life -----------------------------------------------------------------------------


async def test_a_new_draft_gets_a_card_of_its_own(teams: TeamsRoom) -> None:
    """A message belongs to one draft for ever; the older one collapses."""
    case_id = await teams.open()
    await teams.work()
    await teams.another(case_id)
    first, second = teams.cards()
    assert buttons(first) == []
    assert "replaced" in words(first)
    assert offers(second, "Approve")
    drafts = {one.ref.message: one.draft for one in await teams.kept(case_id)}
    assert drafts == {first.id: 1, second.id: 2}


async def test_status_changes_in_place(teams: TeamsRoom) -> None:
    """What was decided stands on the same message."""
    case_id = await teams.open()
    await teams.work()
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    (card,) = teams.cards()
    assert "Bo is on it" in words(card)
    assert len(card.versions) == 2


async def test_an_emoji_finds_its_draft(teams: TeamsRoom) -> None:
    """By the ids that a reaction brings."""
    case_id = await teams.open()
    await teams.work()
    ref = MessageRef(KEY, teams.chat.id, teams.cards()[0].id)
    assert await teams.desk.find("local", ref) == (case_id, 1)


async def test_what_has_not_changed_is_not_sent_again(teams: TeamsRoom) -> None:
    """Teams counts calls, and people see “edited”."""
    case_id = await teams.open()
    await teams.work()
    calls = len(teams.site.calls)
    job = NewJob(CARDS_JOB, "", case_id, {}, teams.clock.at)
    await teams.store.commit(Commit("local", case_id, None, jobs=(job,)))
    await teams.work()
    assert len(teams.site.calls) == calls


async def test_somebody_in_danger_is_shown_at_once(teams: TeamsRoom) -> None:
    """No draft is written, and nobody waits for one."""
    case_id = await teams.open(text=DROWNING)
    await teams.work()
    (card,) = teams.cards()
    assert (await teams.kept(case_id))[0].draft == 0
    assert "danger" in words(card)


# -- what was taken away -------------------------------------------------------------------------


async def test_a_deleted_card_comes_back_while_somebody_has_to_decide(teams: TeamsRoom) -> None:
    """An owner tidied up the channel; the case still needs us."""
    channel = await teams.channel()
    case_id = await teams.open(channel, message="1")
    await teams.work()
    teams.cards(channel)[0].deleted = True
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    (card,) = teams.cards(channel)
    assert "Bo is on it" in words(card)
    assert [one.ref.message for one in await teams.kept(case_id)] == [card.id]


async def test_a_deleted_card_of_the_past_stays_deleted(teams: TeamsRoom) -> None:
    """Nobody has to do anything with it."""
    case_id = await teams.open()
    await teams.work()
    await teams.desk.reject(teams.by(teams.bo), case_id, 1)
    await teams.work()
    teams.cards()[0].deleted = True
    await teams.desk.close(teams.by(teams.bo), case_id, "Settled by phone")
    await teams.work()
    assert teams.cards() == []
    assert await teams.kept(case_id) == []


async def test_a_deletion_without_a_code_of_its_own_is_understood(teams: TeamsRoom) -> None:
    """Not every 404 says what was not found: of a message that is changed it is the message."""
    case_id = await teams.open()
    await teams.work()
    (old,) = teams.cards()
    teams.site.fail("update", status=404, code="NotFound")
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    assert [one.ref.message for one in await teams.kept(case_id)] != [old.id]
    assert "Bo is on it" in words(teams.cards()[-1])


# -- never twice ---------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["killed", "no answer", "504"])
async def test_after_a_doubt_the_later_card_counts(teams: TeamsRoom, end: str) -> None:
    """Teams tells nobody what was posted: once more, and never a third time."""
    case_id = await teams.open()
    await teams.draft()
    match end:
        case "killed":
            await teams.killed()
        case "no answer":
            teams.site.fail("send", drop=True, after_effect=True)
        case "504":
            teams.site.fail("send", status=504, after_effect=True)
    await teams.work()
    _, later = teams.cards()
    assert [one.ref.message for one in await teams.kept(case_id)] == [later.id]
    await teams.desk.claim(teams.by(teams.bo), case_id)
    await teams.work()
    assert len(teams.cards()) == 2
    assert "Bo is on it" in words(teams.cards()[1])
    doubts = await teams.store.cards("local", case_id)
    assert len(doubts) == 1


async def test_what_was_surely_not_posted_leaves_no_doubt(teams: TeamsRoom) -> None:
    """Teams refused, so there is nothing to look for later."""
    teams.site.fail("send", status=429, retry_after=3)
    case_id = await teams.open()
    await teams.draft()
    await teams.show()
    assert await teams.store.cards("local", case_id) == []
    await teams.work()
    assert len(teams.cards()) == 1


async def test_several_workers_post_one_card(teams: TeamsRoom) -> None:
    """Jobs of one case never run at once, however many processes there are."""
    case_id = await teams.open()
    await teams.draft()
    for _ in range(3):
        await teams.desk.claim(teams.by(teams.bo), case_id, take_over=True)
    await teams.showing.run_due()
    await teams.showing.run_due()
    await teams.work()
    assert len(teams.cards()) == 1


# -- the job ---------------------------------------------------------------------------------------


async def test_a_case_that_nobody_knows_ends_its_job(teams: TeamsRoom) -> None:
    """It was erased, or belongs to somebody else."""
    job = Job(1, "local", CARDS_JOB, "nobody", {}, teams.clock.at, 1, 1)
    await teams.messenger.show(job)
    await teams.messenger.show(replace(job, organisation="other"))
    assert teams.site.calls == []


async def test_a_refusal_that_nobody_expected_stays_visible(teams: TeamsRoom) -> None:
    """A defect of ours must not vanish: the job is stuck until somebody looks."""
    teams.site.fail("send", status=400, code="BadSyntax", times=9)
    await teams.open()
    await teams.work()
    (stuck,) = await teams.stuck()
    assert stuck.job.kind == CARDS_JOB
    assert "PlatformRefused" in stuck.error


async def test_a_password_that_is_not_accepted_loses_no_card(teams: TeamsRoom) -> None:
    """It is about us, not the conversation: tried again, ever more seldom."""
    teams.site.fail("send", status=401, code="Unauthorized", times=5)
    case_id = await teams.open()
    waited = await teams.work()
    assert waited > 15 * 60
    assert len(teams.cards()) == 1
    assert len(await teams.kept(case_id)) == 1
    assert await teams.stuck() == []
