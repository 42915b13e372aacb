"""What Teams sends, as the bot understands it; whatever has another shape is not there."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wishes
from bot.teams import inbound
from bot.teams.inbound import Said
from bot.wishes import Wish
from tests import teams_payloads as teams
from tests.teams_mutants import Mutants, wire
from tests.teams_payloads import ANA, BO, BOT, ORIGINAL, TENANT
from tests.unit.test_cue_cost import seconds, stays_small

PASTA = "Cold pasta after 45 minutes."
WRITTEN = datetime.fromtimestamp(int(ORIGINAL) / 1000, UTC)


def said(body: dict[str, Any]) -> Said:
    """What a message is read as."""
    found = inbound.said(body)
    assert found
    return found


# -- messages ---------------------------------------------------------------------------------


def test_a_message_of_a_colleague_is_read() -> None:
    """Who, where, when, and the words."""
    read = said(teams.message(f" {PASTA}\r\n"))
    assert (read.user, read.name) == (ANA["aadObjectId"], "Ana Ruiz")
    assert (read.conversation, read.activity, read.thread) == (teams.DIRECT, teams.SAID, "")
    assert (read.text, read.kind) == (PASTA, "personal")
    assert (read.mentions, read.targeted, read.pictures) == (False, False, 0)
    assert (read.forwarded, read.quoted) == ((), ())


@pytest.mark.parametrize(
    "fields",
    [
        {"from": dict(BOT)},
        {"from": {"id": "28:another-bot", "name": "Other"}},
        {"from": {**ANA, "role": "bot"}},
        {"from": {**ANA, "tenantId": "another"}},
        {"from": None},
        {"from": {"name": "Ana"}},
        {"id": None},
        {"id": 5},
        {"conversation": None},
        {"conversation": {"id": ""}},
        {"conversation": {"id": teams.DIRECT, "tenantId": "another"}},
        {"type": "typing"},
        {"type": "messageUpdate"},
        {"type": ["message"]},
        {"textFormat": None, "value": {"act": "approve"}},
    ],
)
def test_what_is_no_message_of_a_colleague(fields: dict[str, Any]) -> None:
    """Bots, other companies, buttons, edits, and what cannot be answered or told apart."""
    text = "" if "value" in fields else PASTA
    assert inbound.said(teams.message(text, **fields)) is None


def test_whoever_has_no_entra_id_is_known_by_their_id_in_teams() -> None:
    """And an Entra id is the same in capitals."""
    assert inbound.member(teams.message("x", **{"from": {"id": "29:x"}})) == ("29:x", "")
    loud = {**ANA, "aadObjectId": ANA["aadObjectId"].upper()}
    assert inbound.member(teams.message("x", **{"from": loud}))[0] == ANA["aadObjectId"]


def test_the_mention_of_the_bot_is_taken_out_wherever_it_stands() -> None:
    """Others stay as names; the bot may be called otherwise than its account."""
    text = "<at>Coach</at>, <at>Bo Kim</at> says: cold <at>Coach</at> pasta &lt;3"
    body = teams.mentioning(teams.mentioning(teams.message(text), BOT, "Coach"), BO)
    read = said(teams.in_group(body))
    assert read.text == "Bo Kim says: cold pasta <3"
    assert (read.mentions, read.kind) == (True, "groupChat")
    other = said(teams.in_group(teams.mentioning(teams.message("<at>Bo Kim</at> hi"), BO)))
    assert (other.text, other.mentions) == ("Bo Kim hi", False)


def test_the_html_beside_the_text_is_what_was_written() -> None:
    """It has lists and emoji; the plain text has the mention a second time."""
    body = teams.mentioning(teams.message("<at>Response Coach</at> cold late"))
    html = f"<p>{teams.mention_html()}&nbsp;</p><ul><li>cold</li><li>late</li></ul>"
    read = said(teams.with_html(body, html))
    assert (read.text, read.mentions) == ("- cold\n- late", True)
    assert said(teams.with_html(teams.message(PASTA), "")).text == PASTA
    assert said(teams.with_html(teams.message(PASTA), "<p></p>")).text == PASTA


@pytest.mark.parametrize(
    ("text", "style", "seen"),
    [
        ("<p>Cold</p><p>late</p>", "xml", "Cold\nlate"),
        ("<p>Cold</p><p>late</p>", None, "Cold\nlate"),
        ("<p>Cold</p>", "plain", "<p>Cold</p>"),
        ("**Cold**", "markdown", "Cold"),
        ("**Cold**", "plain", "**Cold**"),
        (f"{teams.reply_html('x')}Cold", "plain", "Cold"),
        ("I <3 it", 7, "I <3 it"),
    ],
)
def test_text_is_read_by_its_format(text: str, style: Any, seen: str) -> None:
    """And by what it looks like where none is named."""
    assert said(teams.message(text, textFormat=style)).text == seen


def test_a_channel_has_threads() -> None:
    """A message that begins one has none to answer."""
    assert said(teams.in_channel(teams.message("x"))).thread == ""
    reply = said(teams.in_channel(teams.message("x"), teams.ROOT))
    assert (reply.conversation, reply.thread, reply.kind) == (teams.CHANNEL, teams.ROOT, "channel")
    assert inbound.thread(teams.in_channel(teams.execute({}), teams.ROOT)) == teams.ROOT


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ({"id": "a:1"}, "personal"),
        ({"id": "a:1", "isGroup": True}, "groupChat"),
        ({"id": "19:1@thread.v2"}, "groupChat"),
        ({"id": "19:1@thread.tacv2;messageid=5"}, "channel"),
        ({"id": "?", "conversationType": "GroupChat"}, "groupChat"),
        ({"id": "?", "conversationType": 5}, "groupChat"),
    ],
)
def test_a_conversation_is_private_only_where_that_is_certain(where: Any, kind: str) -> None:
    """Nobody's words go to a group by mistake."""
    assert inbound.kind(teams.message("x", conversation=where)) == kind


def test_pictures_are_counted_and_other_files_are_not() -> None:
    """Uploaded, pasted, or both at once."""
    pasted = {"contentType": "image/*", "contentUrl": "https://files.example/1"}
    files = [teams.picture(), teams.picture("menu.docx"), pasted, None, "?"]
    assert said(teams.message("", attachments=files)).pictures == 2
    html = '<p><img src="https://files.example/1"><emoji alt="x"></p>'
    assert said(teams.with_html(teams.message(""), html, pasted)).pictures == 1


def test_a_private_command_is_known() -> None:
    """Only a plain yes counts."""
    assert said(teams.targeted("check x")).targeted
    assert not said(teams.message("x", recipient={**BOT, "isTargeted": "yes"})).targeted


# -- reactions, places, times -----------------------------------------------------------------


def test_reactions_are_read_as_they_were_sent() -> None:
    """Added and removed ones."""
    assert inbound.reactions(teams.reaction("like")) == (["like"], [])
    assert inbound.reactions(teams.reaction("1f440_eyes", removed=True)) == ([], ["1f440_eyes"])
    odd = teams.activity("messageReaction", reactionsAdded=[{"type": 5}, None], reactionsRemoved=5)
    assert inbound.reactions(odd) == ([], [])


def test_a_conversation_is_kept_with_the_way_to_it() -> None:
    """Whose it is, which team it belongs to, and what Teams has to be told."""
    where = inbound.conversation(teams.message("x"))
    assert where
    assert (where.workspace, where.id) == (f"teams:{TENANT}", teams.DIRECT)
    assert (where.kind, where.member, where.team) == ("personal", ANA["aadObjectId"], "")
    assert (where.reference["serviceUrl"], where.reference["bot"]) == (teams.SERVICE, BOT)
    channel = inbound.conversation(teams.in_channel(teams.message("x")))
    assert channel
    assert (channel.id, channel.member) == (teams.CHANNEL, "")
    assert channel.team == teams.TEAM["aadGroupId"]
    for missing in ("serviceUrl", "conversation"):
        assert inbound.conversation(teams.message("x", **{missing: None})) is None


def test_the_tenant_stands_in_several_places() -> None:
    """Its id is the same in capitals."""
    body = teams.message("x", channelData={"tenant": {"id": TENANT.upper()}})
    assert inbound.tenant(body) == TENANT
    assert inbound.tenant({"conversation": {"tenantId": "t"}, "channelData": 5}) == "t"
    assert inbound.tenant({}) == ""


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-11-18T10:00:01.1234567Z", datetime(2026, 11, 18, 10, 0, 1, 123456, UTC)),
        ("2026-11-18T11:00:00+01:00", datetime(2026, 11, 18, 10, tzinfo=UTC)),
        ("2026-11-18T10:00:00", datetime(2026, 11, 18, 10, tzinfo=UTC)),
        (ORIGINAL, WRITTEN),
        *((odd, None) for odd in ("", "soon", "nan", "0001-01-01T00:00:00+23:00", "9" * 13, "17")),
    ],
)
def test_times_in_the_ways_of_teams(told: str, at: datetime | None) -> None:
    """Nothing is made up."""
    assert inbound.moment(told) == at


# -- what is wanted ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wish", "rest"),
    [
        (f"respond {PASTA}", Wish.POST, PASTA),
        (f"/Respond: {PASTA}", Wish.POST, PASTA),
        (f"respond:\n{PASTA}", Wish.POST, PASTA),
        ("respond", Wish.NOTHING, ""),
        ("/respond  ", Wish.NOTHING, ""),
        ("/respond help", Wish.HELP, ""),
        ("check: sorry", Wish.CHECK, "sorry"),
        ("/check sorry", Wish.CHECK, "sorry"),
        ("/check", Wish.CHECK, ""),
        ("check sorry", Wish.POST, "check sorry"),
        ("/help", Wish.HELP, ""),
        ("cases", Wish.CASES, ""),
        ("/policy what do we delete?", Wish.POLICY, "what do we delete?"),
        ("policy", Wish.POLICY, ""),
        ("policy late delivery", Wish.POLICY, "late delivery"),
        ("Policy: what we say about allergies", Wish.POLICY, "what we say about allergies"),
        ("policy what is said of rude waiters?", Wish.POLICY, "what is said of rude waiters?"),
        ("Policy is ridiculous, no refund!", Wish.POST, "Policy is ridiculous, no refund!"),
        ("Link websites", Wish.POST, "Link websites"),
        ("", Wish.NOTHING, ""),
        ("responded late, cold pasta", Wish.POST, "responded late, cold pasta"),
        ("/checkout was slow", Wish.POST, "/checkout was slow"),
        ("check-in was slow", Wish.POST, "check-in was slow"),
        ("cases like this happen", Wish.POST, "cases like this happen"),
    ],
)
def test_commands_of_teams(text: str, wish: Wish, rest: str) -> None:
    """With and without a slash; everything else is a customer's post."""
    assert inbound.wish(said(teams.message(text))) == wishes.Words(wish, rest)


def test_a_private_check_needs_no_colon() -> None:
    """A slash command comes without its slash."""
    read = said(teams.targeted(f"check {PASTA}"))
    assert inbound.wish(read) == wishes.Words(Wish.CHECK, PASTA)


# -- whatever else may come -------------------------------------------------------------------


@pytest.mark.parametrize(
    "one",
    [
        {"contentType": "text/html", "content": "<p>"},
        teams.forward_reference("<p>A</p>"),
        teams.forward_reference("{"),
        teams.quote_reference("B"),
        teams.picture(),
    ],
)
def test_endless_attachments_take_no_time(one: dict[str, Any]) -> None:
    """Twice as many take about twice as long."""

    def cost(count: int) -> float:
        told = [{**one, "id": str(number)} for number in range(count // 10)]
        html = "".join(f'<attachment id="{number}"/>' for number in range(count // 10))
        body = teams.with_html(teams.message(PASTA), html, *told)
        body["entities"] = [teams.quote_entity("x", of=str(n)) for n in range(count // 10)]
        return seconds(lambda: inbound.said(body))

    assert stays_small(cost)


def look_at(body: dict[str, Any]) -> None:
    """Everything that is ever read of an activity."""
    if read := inbound.said(body):
        inbound.wish(read)
        for words in (read.text, read.user, *(s.text for s in (*read.forwarded, *read.quoted))):
            words.encode()
    for reader in (inbound.tenant, inbound.member, inbound.thread, inbound.conversation):
        reader(body)
    inbound.reactions(body)
    value = body.get("value")
    inbound.message_payload(value if isinstance(value, dict) else {}).text.encode()


def test_two_thousand_spoilt_activities_are_read_somehow() -> None:
    """Nothing raises, and nothing is kept that no database can keep."""
    chance = random.Random(20261122)  # noqa: S311 - chance, not a secret
    mutants = Mutants(teams.every_kind(PASTA), ["another"], chance).batch()
    assert len({wire(one) for one in mutants}) < len(mutants) == 2000
    for one in mutants:
        look_at(one)


_KEYS = ("from", "id", "type", "text", "conversation", "channelData", "attachments", "content")
_MORE = ("contentType", "entities", "mentioned", "recipient", "messagePayload", "body", "value")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("message"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from((*_KEYS, *_MORE)), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from((*_KEYS, *_MORE)), _JSON, max_size=8))
def test_nothing_that_comes_is_too_strange(body: dict[str, Any]) -> None:
    """Every reader gives its empty answer instead of failing."""
    look_at(body)
    look_at({**teams.message(PASTA), **body})
