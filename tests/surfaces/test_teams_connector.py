"""Calls to Teams: messages, conversations, members."""

from __future__ import annotations

import pytest

from bot.errors import PlatformRefused
from bot.payload import string
from bot.teams.connector import Connector
from tests import teams_calls
from tests.teams_calls import CARD, CHANNEL, CHAT, GROUP, HELLO, REVIEW, where
from tests.teams_site import TeamsSite

site, connector = teams_calls.site, teams_calls.connector


@pytest.mark.parametrize("place", [CHAT, GROUP])
async def test_a_message_is_posted(site: TeamsSite, connector: Connector, place: str) -> None:
    """In a chat it simply stands there; words without a card are plain text."""
    id_, thread = await connector.send(where(site, place), HELLO)
    (posted,) = site.messages(place)
    assert (posted.id, posted.text, thread) == (id_, "Hello.", "")
    assert posted.activity["textFormat"] == "plain"


async def test_a_card_comes_without_its_words_above_it(
    site: TeamsSite, connector: Connector
) -> None:
    """The words of a card are for notifications and screen readers, not shown twice."""
    await connector.send(where(site, CHAT), REVIEW)
    (posted,) = site.messages(CHAT)
    assert (posted.text, posted.summary, posted.card) == ("", "A reply waits.", CARD)


async def test_a_message_in_a_channel_begins_a_thread(
    site: TeamsSite, connector: Connector
) -> None:
    """The next one can stand in the same thread, or in another one."""
    channel = where(site, CHANNEL)
    first, thread = await connector.send(channel, HELLO)
    second, same = await connector.send(channel, REVIEW, thread=thread)
    _, other = await connector.send(channel, HELLO)
    assert same == thread != other
    assert [one.id for one in site.messages(CHANNEL, thread=thread)] == [first, second]


async def test_a_message_can_say_something_else(site: TeamsSite, connector: Connector) -> None:
    """An update changes the message that stands there, in a thread as well."""
    for place in (CHAT, CHANNEL):
        id_, thread = await connector.send(where(site, place), HELLO)
        await connector.update(where(site, place), id_, REVIEW, thread=thread)
        (posted,) = site.messages(place)
        assert (posted.id, posted.card, len(posted.versions)) == (id_, CARD, 2)


async def test_a_personal_conversation_is_opened(site: TeamsSite, connector: Connector) -> None:
    """By somebody's Entra object id; from then on the bot can write there."""
    bo = site.person("Bo")
    direct = await connector.open_direct(where(site, CHANNEL), bo.entra)
    assert (direct.kind, direct.member, direct.workspace) == (
        "personal",
        bo.entra,
        "teams:tenant-1",
    )
    await connector.send(direct, HELLO)
    assert site.messages(site.place("personal", bo))[0].text == "Hello."
    assert await connector.open_direct(direct, bo.entra) == direct


async def test_a_stranger_cannot_be_written_to(site: TeamsSite, connector: Connector) -> None:
    """Whoever has not got the bot, or is of another tenant, stays unbothered."""
    eve = site.person("Eve", tenant="other")
    for member in (eve.entra, "nobody"):
        with pytest.raises(PlatformRefused) as told:
            await connector.open_direct(where(site, CHAT), member)
        assert told.value.error == "ForbiddenOperationException"


async def test_all_members_are_listed(site: TeamsSite, connector: Connector) -> None:
    """Page by page, with what tells a guest from a colleague."""
    site.places[GROUP].members += [site.person(f"P{n}") for n in range(4)]
    site.places[GROUP].members.append(site.person("Gil", role="guest", tenant="other"))
    site.page = 2
    members = await connector.roster(where(site, GROUP))
    assert [string(one, "name") for one in members] == ["Ana", "P0", "P1", "P2", "P3", "Gil"]
    assert (members[-1]["userRole"], members[-1]["tenantId"]) == ("guest", "other")
    assert len(site.calls_of("roster")) == 3


async def test_the_owners_of_a_team_are_known(site: TeamsSite, connector: Connector) -> None:
    """Graph is asked, with a token of its own, page by page."""
    lea, max_ = site.person("Lea"), site.person("Max")
    site.own("group-1", lea, max_)
    site.page = 1
    assert await connector.owners("group-1") == [lea.entra, max_.entra]
    with pytest.raises(PlatformRefused, match="NotFound"):
        await connector.owners("no-team/../group-1")


async def test_graph_cannot_lead_the_token_elsewhere(
    site: TeamsSite, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A next page somewhere else is not asked for."""
    site.own("group-1", site.person("Lea"), site.person("Max"))
    site.page = 1
    outside = site.graph_url.replace("127.0.0.1", "localhost")
    monkeypatch.setattr(type(site), "graph_url", outside)
    assert await connector.owners("group-1") == ["entra-lea"]
