"""Where cards stand in Teams, and how a case crosses from one platform to the other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coach import Coach
from bot.desk import NewPost
from bot.people import HOME, ApprovalPolicy, Caller, Person, Place, Role
from bot.records import Commit, Installed, NewJob
from bot.slack.messenger import CARDS_JOB as SLACK_CARDS
from bot.standing import card_of
from bot.store import Store
from bot.teams.people import Directory
from tests.rooms import COLD
from tests.slack_cards import BO, ORG, CardRoom
from tests.teams_room import KEY, REVIEWS, TeamsRoom, buttons, offers, teams_room, words
from tests.teams_site import TENANT

ONLY_YOU = "only you see this card"

# -- in place ------------------------------------------------------------------------------------


async def test_a_personal_conversation_gets_the_card(teams: TeamsRoom) -> None:
    """Where the post was sent; there are no threads."""
    await teams.open(message="12")
    await teams.work()
    (card,) = teams.cards()
    assert offers(card, "Approve")
    assert card.thread == ""


async def test_a_channel_gets_the_card_in_the_thread_of_the_post(teams: TeamsRoom) -> None:
    """So do later drafts."""
    channel = await teams.channel()
    case_id = await teams.open(channel, message="170")
    await teams.work()
    await teams.another(case_id)
    assert [card.thread for card in teams.cards(channel)] == ["170", "170"]
    assert {card_of(one).thread for one in await teams.kept(case_id)} == {"170"}


async def test_a_group_chat_gets_the_card(teams: TeamsRoom) -> None:
    """Everybody there may help."""
    group = await teams.group()
    await teams.open(group)
    await teams.work()
    assert len(teams.cards(group)) == 1
    assert teams.cards() == []


@pytest.mark.parametrize("kind", ["guest", "anonymous", "another company"])
@pytest.mark.parametrize("place", ["channel", "group"])
async def test_where_outsiders_read_the_card_comes_directly(
    teams: TeamsRoom, kind: str, place: str
) -> None:
    """A guest, somebody without an account, or a shared channel: the customer may be one."""
    elsewhere = "tenant-2" if kind == "another company" else ""
    role = "user" if elsewhere else kind
    guest = teams.site.person("Gus", role=role, tenant=elsewhere)
    there = await (teams.channel(guest) if place == "channel" else teams.group(guest))
    await teams.open(there)
    await teams.work()
    assert teams.cards(there) == []
    assert len(teams.cards()) == 1


async def test_a_guest_who_joins_later_keeps_the_next_card_away(teams: TeamsRoom) -> None:
    """Who reads along is asked again after a minute."""
    group = await teams.group()
    await teams.open(group)
    await teams.work()
    group.members.append(teams.site.person("Gus", role="guest"))
    teams.clock.forward(timedelta(minutes=1))
    await teams.open(group)
    await teams.work()
    assert (len(teams.cards(group)), len(teams.cards())) == (1, 1)


async def test_a_roster_that_nobody_tells_keeps_the_card_away(teams: TeamsRoom) -> None:
    """Not certain that only colleagues read there."""
    group = await teams.group()
    teams.site.fail("roster", status=403, code="NotEnoughPermissions")
    await teams.open(group)
    await teams.work()
    assert (len(teams.cards(group)), len(teams.cards())) == (0, 1)


async def test_a_roster_has_several_pages(teams: TeamsRoom) -> None:
    """The guest is on the last one."""
    group = await teams.group(teams.site.person("Gus", role="guest"))
    teams.site.page = 1
    await teams.open(group)
    await teams.work()
    assert (len(teams.cards(group)), len(teams.cards())) == (0, 1)


# -- the review conversation ---------------------------------------------------------------------


async def test_the_review_conversation_goes_first(reviewed_teams: TeamsRoom) -> None:
    """Each case in a thread of its own, in which later drafts follow."""
    first = await reviewed_teams.open()
    second = await reviewed_teams.open(await reviewed_teams.group())
    await reviewed_teams.work()
    await reviewed_teams.another(first)
    one, later = await reviewed_teams.kept(first)
    (other,) = await reviewed_teams.kept(second)
    threads = {card.id: card.thread for card in reviewed_teams.cards(REVIEWS)}
    assert threads == {
        one.ref.message: one.ref.message,
        other.ref.message: other.ref.message,
        later.ref.message: one.ref.message,
    }
    assert reviewed_teams.cards() == []


async def test_a_review_conversation_that_never_spoke_is_found(
    sqlite_store: Store, coach: Coach
) -> None:
    """Its id is set, and the bot was added before this release kept such things."""
    async with teams_room(sqlite_store, coach, review=f"{REVIEWS};messageid=1") as room:
        room.site.place("channel", room.ana, room.bo, name="reviews")
        await room.open()
        await room.work()
        assert len(room.cards(REVIEWS)) == 1


@pytest.mark.parametrize("problem", ["guest", "thrown out", "deleted"])
async def test_a_closed_review_conversation_sends_the_card_directly(
    reviewed_teams: TeamsRoom, problem: str
) -> None:
    """Nobody waits for a card that cannot be posted; one line says why it comes here."""
    place = reviewed_teams.site.places[REVIEWS]
    match problem:
        case "guest":
            place.members.append(reviewed_teams.site.person("Gus", role="guest"))
        case "thrown out":
            place.bot = False
        case "deleted":
            del reviewed_teams.site.places[REVIEWS]
    case_id = await reviewed_teams.open(await reviewed_teams.group())
    await reviewed_teams.work()
    (card,) = reviewed_teams.cards()
    assert "people from outside" in words(card)
    assert len(await reviewed_teams.store.cards(HOME, case_id)) == 1
    assert await reviewed_teams.stuck() == []


async def test_a_thread_without_its_first_message_goes_on(reviewed_teams: TeamsRoom) -> None:
    """Somebody deleted it: the next draft begins a thread."""
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    reviewed_teams.site.fail("send", status=404, code="ConversationNotFound")
    await reviewed_teams.another(case_id)
    first, second = reviewed_teams.cards(REVIEWS)
    assert second.thread == second.id
    assert buttons(first) == []
    assert not await reviewed_teams.gone(reviewed_teams.site.places[REVIEWS])


# -- from one platform to the other --------------------------------------------------------------


CLEO = Caller(
    HOME, Person("slack:T1:U3", "Cleo", ("slack:T1",), (Role.RESPONDER, Role.LEAD))
)  # somebody of the organisation's Slack


async def from_slack(room: TeamsRoom) -> str:
    """A case that began in Slack."""
    post = NewPost(COLD, came_from=Place("slack", "T1", "C1"))
    return await room.desk.open_case(CLEO, post)


async def test_a_case_from_slack_stands_in_the_review_conversation(
    reviewed_teams: TeamsRoom,
) -> None:
    """There it is decided, and shows how it stands."""
    case_id = await from_slack(reviewed_teams)
    await reviewed_teams.work()
    (card,) = reviewed_teams.cards(REVIEWS)
    assert offers(card, "Approve")
    await reviewed_teams.desk.claim(CLEO, case_id)
    await reviewed_teams.work()
    assert "Cleo is on it" in words(reviewed_teams.cards(REVIEWS)[0])
    assert reviewed_teams.cards() == []


async def test_without_a_review_conversation_it_is_nowhere_in_teams(teams: TeamsRoom) -> None:
    """Until somebody asks for it: then they have a card, which follows the case."""
    case_id = await from_slack(teams)
    await teams.work()
    assert teams.site.posted == []
    await teams.bring(case_id, teams.bo)
    (copy,) = teams.cards("a:bo")
    assert offers(copy, "Approve")
    await teams.another(case_id)
    (copy,) = teams.cards("a:bo")
    assert buttons(copy) == ["Show card"]
    assert await teams.stuck() == []


async def test_a_case_of_another_organisation_is_not_shown(reviewed_teams: TeamsRoom) -> None:
    """Whoever installed the app in a Slack of their own is none of this tenant's business."""
    theirs = Caller("slack-T9", CLEO.person)
    post = NewPost(COLD, came_from=Place("slack", "T9", "C1"))
    await reviewed_teams.desk.open_case(theirs, post)
    await reviewed_teams.work()
    assert reviewed_teams.site.posted == []


async def test_a_case_of_no_platform_is_not_shown(reviewed_teams: TeamsRoom) -> None:
    """Such as one of the playground."""
    await reviewed_teams.desk.open_case(CLEO, NewPost(COLD))
    await reviewed_teams.work()
    assert reviewed_teams.site.posted == []


async def in_slack(room: CardRoom) -> str:
    """A case that began in Teams, shown in the workspace that the organisation has."""
    await room.store.install(Installed("slack", "T1", ORG))
    caller = Caller(ORG, Person("teams:t:ana", "Ana", ("teams:t",), (Role.RESPONDER,)))
    came = Place("teams", "t", "19:abc@thread.v2", "1")
    return await room.desk.open_case(caller, NewPost(COLD, came_from=came))


async def test_a_case_from_teams_stands_in_slacks_review_conversation(
    reviewed: CardRoom,
) -> None:
    """The other way round; later drafts follow in the thread."""
    case_id = await in_slack(reviewed)
    await reviewed.work()
    (card,) = reviewed.cards("C9")
    assert card.buttons
    await reviewed.desk.edit(BO, case_id, "We are sorry about the cold pasta.")
    await reviewed.work()
    first, second = reviewed.cards("C9")
    assert second["thread_ts"] == first.ts
    assert reviewed.site.calls_of("conversations.open") == []


async def test_without_one_a_case_from_teams_is_nowhere_in_slack(room: CardRoom) -> None:
    """Nobody of that workspace forwarded it."""
    case_id = await in_slack(room)
    await room.work()
    assert room.site.calls == []
    job = NewJob(
        SLACK_CARDS, "", case_id, {"show": True, "workspace": "T1", "user": "U2"}, room.clock.at
    )
    await room.store.commit(Commit(ORG, case_id, None, jobs=(job,)))
    await room.work()
    place = room.site.direct("U2")
    assert len([m for m in room.site.messages(place.id) if m.get("user") == "UBOT"]) == 1


# -- for one person ------------------------------------------------------------------------------


async def test_a_card_comes_to_whoever_asks_for_it(reviewed_teams: TeamsRoom) -> None:
    """In their personal conversation; asked for twice, the older one points to the newer."""
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    for _ in range(2):
        await reviewed_teams.bring(case_id, reviewed_teams.bo)
    older, newer = reviewed_teams.cards("a:bo")
    assert buttons(older) == []
    assert offers(newer, "Approve")
    await reviewed_teams.desk.claim(reviewed_teams.by(reviewed_teams.ana), case_id)
    await reviewed_teams.work()
    assert "Ana is on it" in words(reviewed_teams.cards("a:bo")[1])
    assert "Ana is on it" in words(reviewed_teams.cards(REVIEWS)[0])


async def test_a_copy_does_not_draw_the_case_along(reviewed_teams: TeamsRoom) -> None:
    """The next draft goes where cards go."""
    case_id = await reviewed_teams.open()
    await reviewed_teams.work()
    await reviewed_teams.bring(case_id, reviewed_teams.bo)
    await reviewed_teams.another(case_id)
    assert len(reviewed_teams.cards(REVIEWS)) == 2
    assert buttons(reviewed_teams.cards("a:bo")[0]) == ["Show card"]


async def test_who_may_not_approve_has_no_such_button(sqlite_store: Store, coach: Coach) -> None:
    """In the personal conversation of whoever forwarded the post, with four eyes; others may."""
    policy = ApprovalPolicy(author_may_approve=False)
    async with teams_room(sqlite_store, coach, policy=policy) as room:
        case_id = await room.open()
        await room.work()
        (card,) = room.cards()
        assert not offers(card, "Approve")
        assert ONLY_YOU in words(card)
        await room.bring(case_id, room.bo)
        (copy,) = room.cards("a:bo")
        assert offers(copy, "Approve")
        assert ONLY_YOU not in words(copy)


@pytest.mark.parametrize(
    ("leads", "may"), [("entra-bo", True), ("team-owners", True), ("x", False)]
)
async def test_leads_are_known_by_their_ids_and_by_owning_a_team(
    sqlite_store: Store, coach: Coach, leads: str, may: bool
) -> None:
    """Where only leads approve."""
    policy, lead = ApprovalPolicy(roles=(Role.LEAD,)), frozenset({leads})
    async with teams_room(sqlite_store, coach, policy=policy, leads=lead) as room:
        care = await room.channel()
        room.options["directory"] = Directory(
            sqlite_store, tenant=TENANT, leads=lead, anonymous=False, review_conversation=care.id
        )
        room.restart()
        await room.store.note_owners(HOME, KEY, "group-1", [room.bo.entra])
        case_id = await room.open()
        await room.work()
        assert not offers(room.cards()[0], "Approve")
        await room.bring(case_id, room.bo)
        assert offers(room.cards("a:bo")[0], "Approve") is may


async def test_whoever_practises_sees_no_draft_of_ours(teams: TeamsRoom) -> None:
    """They say first what they see in the post; in a channel the card is for all."""
    await teams.store.set_practice(HOME, teams.by(teams.ana).person.id, True)
    channel = await teams.channel()
    await teams.open()
    await teams.open(channel, message="1")
    await teams.work()
    assert not offers(teams.cards()[0], "Approve")
    assert offers(teams.cards(channel)[0], "Approve")
