"""People from outside in Teams: guests who act, and those who join where a card stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.teams_door import COLD, Door, button, teams_door, words
from tests.teams_room import TeamsRoom, buttons
from tests.teams_room import words as read
from tests.teams_site import Member

MOVED = "This card moved: people from outside read along here."


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The running bot."""
    async with teams_door(tmp_path) as opened:
        yield opened


# Who joins where a card stands


@pytest.mark.parametrize("kind", ["guest", "another company"])
async def test_the_case_moves_when_outsiders_join(teams: TeamsRoom, kind: str) -> None:
    """The old card loses its words; the next one is for whoever forwarded the post."""
    group = await teams.group()
    case_id = await teams.open(group)
    await teams.work()
    elsewhere, role = ("tenant-2", "user") if kind == "another company" else ("", "guest")
    group.members.append(teams.site.person("Gus", role=role, tenant=elsewhere))
    teams.clock.forward(timedelta(minutes=1))
    await teams.desk.claim(teams.by(teams.ana), case_id)
    await teams.another(case_id)
    (old,) = teams.cards(group)
    assert MOVED in read(old)
    assert "pasta" not in read(old)
    assert buttons(old) == []
    assert len(old.versions) == 2
    assert "people from outside" in read(teams.cards()[0])
    assert buttons(teams.cards()[-1])
    assert await teams.stuck() == []


async def test_a_change_of_the_same_draft_moves_it_too(teams: TeamsRoom) -> None:
    """Somebody takes the case."""
    group = await teams.group()
    case_id = await teams.open(group)
    await teams.work()
    group.members.append(teams.site.person("Gus", role="guest"))
    teams.clock.forward(timedelta(minutes=1))
    await teams.desk.claim(teams.by(teams.ana), case_id)
    await teams.work()
    assert MOVED in read(teams.cards(group)[0])
    assert "Ana is on it" in read(teams.cards()[0])


async def test_who_joins_is_noticed_at_once(door: Door) -> None:
    """Teams tells of it; what was known a moment ago does not count any more."""
    group = door.site.place("groupChat", door.ana, name="lunch")
    await door.say(COLD, place=group)
    gus = door.site.person("Gus", role="guest")
    group.members.append(gus)
    await door.happen("conversationUpdate", group, membersAdded=[{"id": gus.id}])
    press = button(door.said(group)[-1].card, "Again")
    value = {"action": {"type": "Action.Execute", "verb": "coach", "data": press}}
    await door.invoke("adaptiveCard/action", value, group)
    await door.work()
    assert MOVED in words(door.said(group)[-1].card)


# Guests who act


@pytest.fixture
def gus(door: Door) -> Member:
    """A guest with an account in the tenant."""
    return door.site.person("Gus", role="guest")


async def test_a_guest_is_not_heard(door: Door, gus: Member) -> None:
    """Neither alone nor among colleagues; nothing is begun, nothing told."""
    await door.say(COLD)
    mine = door.site.place("personal", gus)
    group = door.site.place("groupChat", door.ana, gus, name="lunch")
    for place in (mine, group):
        for text in (COLD, "cases", "help"):
            await door.say(text, who=gus, place=place)
    assert door.said(mine) == []
    assert door.said(group) == []


async def test_a_guest_decides_nothing(door: Door, gus: Member) -> None:
    """A button that reached them all the same, an emoji, and the action of a message."""
    await door.say(COLD)
    card, mine = door.card, door.site.place("personal", gus)
    value = {"action": {"type": "Action.Execute", "verb": "coach"}}
    value["action"] |= {"data": button(card.card, "Approve")}  # type: ignore[dict-item]
    for name in ("adaptiveCard/action", "composeExtension/fetchTask"):
        body = door.site.activity("invoke", mine, gus, name=name, value=value)
        answer = await door.site.deliver(body)
        assert "its own organisation only" in answer.body.decode()
    door.chat.members.append(gus)
    reaction = {"replyToId": card.id, "reactionsAdded": [{"type": "like"}]}
    await door.site.deliver(door.site.activity("messageReaction", door.chat, gus, **reaction))
    await door.work()
    assert button(door.card.card, "Approve")


async def test_teams_is_asked_once_who_somebody_is(door: Door) -> None:
    """And not for every message."""
    for _ in range(3):
        await door.say("help")
    assert len(door.site.calls_of("member")) == 1


async def test_where_teams_does_not_say_a_personal_chat_is_a_members(door: Door) -> None:
    """In a group chat nobody decides until it does."""
    group = door.site.place("groupChat", door.ana, name="lunch")
    door.site.fail("member", status=403, times=9)
    await door.say("help")
    assert "Send or forward me" in door.last()
    await door.say(COLD, place=group)
    data = button(door.said(group)[-1].card, "Approve")
    value = {"action": {"type": "Action.Execute", "verb": "coach", "data": data}}
    shown = await door.invoke("adaptiveCard/action", value, group)
    assert "does not say right now who you are" in words(shown["value"])
