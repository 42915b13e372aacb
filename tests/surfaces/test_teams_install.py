"""Where the bot is in Teams, who is told so, and who leads there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.people import HOME, Role, Workspace, member_id, person_id
from bot.records import Conversation
from bot.teams.people import Directory
from tests.teams_door import COLD, Door, teams_door
from tests.teams_site import TENANT, Place

KEY = f"teams:{TENANT}"


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """The bot, where those lead who own a team."""
    async with teams_door(tmp_path, leads="team-owners, U0SLACK") as door:
        yield door


async def kept(door: Door, place: Place) -> Conversation | None:
    """What the bot knows of a conversation."""
    return await door.service.store.conversation(HOME, KEY, place.id)


def added(door: Door) -> dict[str, Any]:
    """The bot was added."""
    return {"membersAdded": [{"id": door.ana.id}, {"id": door.site.bot["id"]}]}


def removed(door: Door) -> dict[str, Any]:
    """The bot was removed."""
    return {"membersRemoved": [{"id": door.site.bot["id"]}]}


async def test_whoever_adds_the_bot_is_greeted_once(door: Door) -> None:
    """Teams tells of it twice, and again after an update."""
    await door.happen("conversationUpdate", **added(door))
    await door.happen("installationUpdate", action="add")
    await door.happen("installationUpdate", action="add-upgrade")
    assert len(door.said()) == 1
    assert "Send or forward me a customer's post" in door.last()


async def test_a_team_is_not_greeted(door: Door) -> None:
    """Nobody asked."""
    channel = door.site.place("channel", door.ana)
    await door.happen("conversationUpdate", channel, **added(door))
    assert door.said(channel) == []
    assert await kept(door, channel)


async def test_every_message_says_how_its_conversation_is_reached(door: Door) -> None:
    """Follow-ups go out from what the store holds, not from memory."""
    await door.say(COLD)
    where = await kept(door, door.chat)
    assert where is not None
    assert (where.kind, where.member) == ("personal", door.ana.entra)
    assert where.reference["serviceUrl"] == door.site.service_url


async def test_what_is_known_is_not_written_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every message brings it."""
    written: list[Conversation] = []
    store = door.service.store
    note = store.note_conversation

    async def noted(organisation: str, where: Conversation) -> None:
        written.append(where)
        await note(organisation, where)

    monkeypatch.setattr(store, "note_conversation", noted)
    for _ in range(3):
        await door.say("hello")
    assert len(written) == 1


@pytest.mark.parametrize("how", ["conversationUpdate", "installationUpdate"])
async def test_a_conversation_that_the_bot_left_is_not_written_to(door: Door, how: str) -> None:
    """And one that it comes back to is."""
    await door.say("hello")
    gone = removed(door) if how == "conversationUpdate" else {"action": "remove"}
    await door.happen(how, **gone)
    where = await kept(door, door.chat)
    assert where is not None
    assert where.gone
    await door.say("hello")
    where = await kept(door, door.chat)
    assert where is not None
    assert not where.gone


async def test_a_deleted_channel_is_left(door: Door) -> None:
    """Teams tells of it in another one."""
    general, other = (door.site.place("channel", door.ana) for _ in range(2))
    for place in (general, other):
        await door.say("hello", place=place)
    told = {"tenant": {"id": TENANT}, "eventType": "channelDeleted", "channel": {"id": other.id}}
    await door.happen("conversationUpdate", general, channelData=told)
    assert [getattr(await kept(door, p), "gone", None) for p in (general, other)] == [False, True]


CARE = "19:care@thread.tacv2"  # the review conversation


async def roles(door: Door) -> tuple[Role, ...]:
    """What Ana may do, as another process would know it."""
    directory = Directory(
        door.service.store,
        tenant=TENANT,
        leads=frozenset({"team-owners"}),
        anonymous=False,
        review_conversation=CARE,
    )
    caller = await directory.caller(Workspace(HOME, "teams", TENANT), door.ana.entra, "Ana")
    return caller.person.roles


async def test_owners_of_a_team_lead(door: Door) -> None:
    """Of the team in which the review conversation is, from the moment that the bot is there."""
    assert Role.LEAD not in await roles(door)
    team = door.site.place("channel", door.ana, name="care")
    door.site.own(team.team, door.ana)
    await door.happen("conversationUpdate", team, **added(door))
    assert Role.LEAD in await roles(door)


async def test_a_team_of_ones_own_makes_nobody_a_lead(door: Door) -> None:
    """Anybody may create one, and add the app."""
    team = door.site.place("channel", door.ana, team="group-party")
    door.site.own(team.team, door.ana)
    await door.happen("conversationUpdate", team, **added(door))
    assert Role.LEAD not in await roles(door)


async def test_owners_are_asked_for_again_when_somebody_leaves_and_every_day(door: Door) -> None:
    """Teams change."""
    team = door.site.place("channel", door.ana, name="care")
    door.site.own(team.team, door.ana)
    await door.happen("conversationUpdate", team, **added(door))
    door.site.owners[team.team] = []
    await door.happen("conversationUpdate", team, membersRemoved=[{"id": "29:somebody"}])
    assert Role.LEAD not in await roles(door)
    door.site.own(team.team, door.ana)
    door.clock.forward(timedelta(days=1))
    await door.work()
    assert Role.LEAD in await roles(door)


async def test_nobody_leads_by_a_team_that_the_bot_has_left(door: Door) -> None:
    """Not even after a day."""
    team = door.site.place("channel", door.ana, name="care")
    door.site.own(team.team, door.ana)
    await door.happen("conversationUpdate", team, **added(door))
    await door.happen("conversationUpdate", team, **removed(door))
    door.clock.forward(timedelta(days=1))
    await door.work()
    assert Role.LEAD not in await roles(door)


async def test_graph_that_says_no_leaves_the_owners_as_they_were(door: Door) -> None:
    """The permission may be missing; nothing gets stuck."""
    team = door.site.place("channel", door.ana, name="care")
    door.site.own(team.team, door.ana)
    await door.happen("conversationUpdate", team, **added(door))
    door.site.fail("owners", status=403)
    await door.happen("conversationUpdate", team, membersAdded=[{"id": "29:somebody"}])
    assert Role.LEAD in await roles(door)
    assert await door.service.store.stuck_jobs() == []


async def test_a_lead_by_id_is_one_whatever_its_letters(door: Door) -> None:
    """Operators copy ids from many places."""
    leads = frozenset({door.ana.entra.upper()})
    directory = Directory(door.service.store, tenant=TENANT, leads=leads, anonymous=False)
    for member, lead in ((door.ana.entra, True), ("entra-bo", False)):
        caller = await directory.caller(Workspace(HOME, "teams", TENANT), member, "")
        assert (Role.LEAD in caller.person.roles) is lead


async def test_a_name_is_kept_for_what_brings_none(door: Door) -> None:
    """Reactions name nobody."""
    directory = Directory(door.service.store, tenant=TENANT, leads=frozenset(), anonymous=False)
    here = Workspace(HOME, "teams", TENANT)
    await directory.caller(here, "entra-ana", "Ana")
    assert (await directory.caller(here, "entra-ana", "")).person.name == "Ana"


def test_only_the_own_tenant_is_let_in(door: Door) -> None:
    """Anonymous, any: there is nobody to ask."""
    store = door.service.store
    strict = Directory(store, tenant="T-1", leads=frozenset(), anonymous=False)
    loose = Directory(store, tenant="", leads=frozenset(), anonymous=True)
    assert strict.workspace("t-1")
    assert strict.workspace("t-2") is None
    assert strict.workspace("") is None
    assert loose.workspace("t-2")
    assert loose.workspace("") is None


def test_people_of_other_platforms_have_no_member_id() -> None:
    """A person can come from Slack."""
    assert member_id("teams", person_id("teams", "t", "m")) == ("t", "m")
    assert member_id("teams", "slack:T1:U1") == ("", "")
