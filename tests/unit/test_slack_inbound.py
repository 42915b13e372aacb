"""What Slack sends, as the bot understands it; whatever has another shape is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wishes
from bot.payload import string
from bot.slack import inbound
from bot.wishes import Wish, words
from tests.slack_payloads import as_slack_writes, share

TS = "1700000300.000200"


def event(**fields: Any) -> dict[str, Any]:
    """A message of Ana in C1, as Slack delivers it."""
    said = {"type": "message", "user": "U1", "channel": "C1", "ts": TS, "text": "Cold pasta"}
    authorizations = [{"team_id": "T1", "user_id": "UBOT", "enterprise_id": None}]
    return {"team_id": "T1", "authorizations": authorizations, "event": {**said, **fields}}


def forwarded(words: str, /, **fields: Any) -> dict[str, Any]:
    """The attachment of a forwarded message."""
    return {**share(words, "bo", ts=TS, link="https://ws.example/p1"), **fields}


# -- what is wanted ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wish", "rest"),
    [
        ("", Wish.NOTHING, ""),
        ("  \n ", Wish.NOTHING, ""),
        (" Help ", Wish.HELP, ""),
        ("CASES", Wish.CASES, ""),
        ("policy", Wish.POLICY, ""),
        ("policy  what do we delete?", Wish.POLICY, "what do we delete?"),
        ("Check: sorry for that", Wish.CHECK, "sorry for that"),
        ("check:", Wish.CHECK, ""),
    ],
)
def test_a_command_is_the_whole_text(text: str, wish: Wish, rest: str) -> None:
    """Upper case and blanks do not matter."""
    assert words(text) == wishes.Words(wish, rest)


@pytest.mark.parametrize(
    "text",
    [
        "help me, the pasta was cold",
        "cases like this happen every week",
        "policyholders are treated badly here",
        "Please check: the bill was wrong",
        "helpful staff, cold food",
    ],
)
def test_everything_else_is_a_post(text: str) -> None:
    """A customer may begin with the same letters."""
    assert words(text) == wishes.Words(Wish.POST, text)


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("salt &amp; pepper &lt;3", "salt & pepper <3"),
        ("&amp;lt; stays", "&lt; stays"),
        ("<@U1> and <@U2|bo>", "@U1 and @bo"),
        ("<!here> <!channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@team-care>", "@team-care"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<https://a.example/x?y=1&amp;z=2>", "https://a.example/x?y=1&z=2"),
        ("<http://a.example|a.example>", "a.example"),
        ("<https://a.example/menu|our menu>", "our menu (https://a.example/menu)"),
        ("<mailto:ana@a.example|ana@a.example>", "ana@a.example"),
        ("<tel:+431234|+43 1234>", "+43 1234 (+431234)"),
        ("<!date^1392734382^{date}|Feb 18, 2014>", "Feb 18, 2014"),
        ("1 < 2 and <3", "1 < 2 and <3"),
    ],
)
def test_markup_becomes_the_words_that_people_see(written: str, seen: str) -> None:
    """Mentions, links and dates; a link behind other words keeps its address."""
    assert inbound.plain(written) == seen


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_what_was_typed_comes_back(text: str) -> None:
    """Escaped by Slack and read by the bot, words without markup are the same."""
    typed = text.replace("<", "‹").replace(">", "›")
    assert inbound.plain(typed.replace("&", "&amp;")) == typed
    if "http" not in text and "<" not in text:
        assert inbound.plain(as_slack_writes(text)) == text


@pytest.mark.timeout(10)
def test_markup_without_an_end_takes_no_time() -> None:
    """Megabytes of opening brackets are read like any other text."""
    hostile = "<a" * 200_000 + "|" * 200_000
    assert inbound.plain(hostile) == hostile


def test_half_a_character_does_not_stand_in_the_way() -> None:
    """JSON can hold half a surrogate pair; everything around it is kept."""
    assert string({"text": "cold \ud800 pasta \U0001f35d"}, "text") == "cold � pasta \U0001f35d"


# -- messages ---------------------------------------------------------------------------------


def test_a_message_of_a_colleague_is_read() -> None:
    """Who, where, when, and the words without the mention."""
    said = inbound.said(event(text="<@UBOT> cold &amp; late"), "UBOT")
    assert said
    assert (said.user, said.conversation, said.ts, said.text) == ("U1", "C1", TS, "cold & late")
    assert said.mentions
    assert not said.direct
    assert not said.thread


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"user": "UBOT"},
        {"user": ""},
        {"user": None},
        {"ts": 5},
        {"channel": {}},
    ],
)
def test_what_no_colleague_wrote_is_ignored(fields: dict[str, Any]) -> None:
    """Edits, deletions, joins, bots, our own cards, and what is no message at all."""
    assert inbound.said(event(**fields), "UBOT") is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_people_write_in_several_ways(subtype: str) -> None:
    """With a file, from a thread to everybody, or with /me."""
    assert inbound.said(event(subtype=subtype), "UBOT")


def test_the_first_message_of_a_thread_answers_nothing() -> None:
    """Slack gives it its own ts as that of the thread."""
    first, second = inbound.said(event(thread_ts=TS), ""), inbound.said(event(thread_ts="1.2"), "")
    assert first
    assert second
    assert (first.thread, second.thread) == ("", "1.2")


@pytest.mark.parametrize(
    ("home", "shared", "heard"),
    [("T1", True, True), ("T9", True, False), ("", True, True), ("T9", False, True)],
)
def test_the_other_company_does_not_work_here(home: str, shared: bool, heard: bool) -> None:
    """In a shared conversation the customer's own people write, too; ours are listened to."""
    body = {**event(user_team=home), "is_ext_shared_channel": shared}
    assert bool(inbound.said(body, "UBOT")) is heard


@pytest.mark.parametrize(
    ("fields", "outside"),
    [
        ({"user": {"team_id": "T1"}}, False),
        ({"user": {}}, False),
        ({"user": {"team_id": "T9"}}, True),
        ({"user": {"team_id": "T9"}, "view": {"app_installed_team_id": "T1"}}, True),
        ({"user": {"team_id": "E1"}, "enterprise": {"id": "E1"}}, False),
    ],
)
def test_buttons_and_forms_are_for_our_own_people(fields: dict[str, Any], outside: bool) -> None:
    """Slack says where whoever pressed is at home."""
    assert inbound.outsider({"team": {"id": "T1"}, **fields}) is outside


@pytest.mark.parametrize(("home", "outside"), [("T1", False), ("T9", True), ("", True)])
def test_a_reaction_in_a_shared_conversation_needs_a_home(home: str, outside: bool) -> None:
    """It decides something; whose it is has to be known."""
    body = {**event(type="reaction_added", user_team=home), "is_ext_shared_channel": True}
    assert inbound.outsider(body) is outside
    assert inbound.outsider({**body, "is_ext_shared_channel": False}) is False


def test_the_thread_of_a_button_is_where_its_message_answers() -> None:
    """A card that others answered stands at the top all the same."""
    assert inbound.thread({"container": {"message_ts": "2.1", "thread_ts": "1.1"}}) == "1.1"
    assert inbound.thread({"message": {"ts": "2.1", "thread_ts": "1.1"}}) == "1.1"
    assert inbound.thread({"message": {"ts": "1.1", "thread_ts": "1.1"}}) == ""
    assert inbound.thread({"message": 5, "container": []}) == ""


def test_a_shared_conversation_belongs_to_where_the_app_is_installed() -> None:
    """The outer workspace is that of whoever wrote."""
    assert inbound.team({**event(), "team_id": "T9"}) == "T1"
    assert inbound.team({"team": {"id": "T2"}}) == "T2"
    assert inbound.team({"team": None, "user": {"team_id": "T3"}}) == "T3"
    away = {"team": {"id": "T9"}, "view": {"app_installed_team_id": "T1", "team_id": "T9"}}
    assert inbound.team(away) == "T1"
    assert inbound.team({"team": 5, "view": []}) == ""


# -- forwarded posts --------------------------------------------------------------------------


def test_forwarded_messages_are_posts_with_the_time_they_were_written() -> None:
    """Several at once are several posts; the forwarder's words stay apart."""
    both = [forwarded("Cold & late"), forwarded("Rude waiter")]
    said = inbound.said(event(text="look", attachments=both), "UBOT")
    assert said
    assert [one.text for one in said.shared] == ["Cold & late", "Rude waiter"]
    assert said.shared[0].at == datetime.fromtimestamp(float(TS), UTC)
    assert said.text == "look"


@pytest.mark.parametrize(
    "fields",
    [
        {"is_share": False},
        {"is_share": "true"},
        {"author_id": "UBOT"},
        {"text": "", "message_blocks": [], "fallback": "[May 1st] bo: "},
        {"text": "", "message_blocks": [], "fallback": "[no preview available]"},
        {"text": 7, "message_blocks": "none", "fallback": 7},
    ],
)
def test_what_is_no_forwarded_post(fields: dict[str, Any]) -> None:
    """Unfurled links, our own cards, and what has no words."""
    said = inbound.said(event(attachments=[forwarded("x", **fields), None, "?"]), "UBOT")
    assert said
    assert said.shared == ()


def test_a_post_that_stands_in_rich_text_only_is_read() -> None:
    """Words, links, emoji and lists, one paragraph a line."""
    section = {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "Cold pasta "},
            {"type": "emoji", "name": "angry"},
            {"type": "link", "url": "https://a.example"},
        ],
    }
    bold = {"type": "section", "text": {"type": "mrkdwn", "text": "*late* &amp; rude"}}
    blocks = [{"type": "rich_text", "elements": [section]}, bold]
    share_of = forwarded("", text="", message_blocks=[{"message": {"blocks": blocks}}])
    said = inbound.said(event(attachments=[share_of]), "")
    assert said
    assert said.shared[0].text == "Cold pasta :angry:https://a.example\n*late* & rude"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"fallback": "[May 1st, 2026 8:03 AM] Bo K.: Cold: &amp; late"}, "Cold: & late"),
        ({"fields": [{"title": "Stars", "value": "1"}, {"value": "Cold"}]}, "Stars: 1\nCold"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Cold"}}]}, "Cold"),
    ],
)
def test_a_forward_that_has_its_words_elsewhere_is_read(fields: dict[str, Any], text: str) -> None:
    """In blocks, in short fields, or only in what stands in for it."""
    bare = {"text": "", "message_blocks": [], "fallback": "[no preview available]"}
    said = inbound.said(event(attachments=[forwarded("", **{**bare, **fields})]), "UBOT")
    assert said
    assert [one.text for one in said.shared] == [text]


def test_the_name_of_a_forwarded_file_is_no_post() -> None:
    """Slack names the file where a picture cannot be shown."""
    bare = {"text": "", "message_blocks": [], "fallback": "[May 1st] bo: review.png"}
    files = [{"id": "F3", "mimetype": "image/png"}]
    said = inbound.said(event(text="", attachments=[forwarded("", **bare, files=files)]), "UBOT")
    assert said
    assert (said.shared, said.pictures) == ((), ("F3",))


def test_very_deep_blocks_are_read_no_further_than_makes_sense() -> None:
    """Nobody nests that deep but to break something."""
    deep: dict[str, Any] = {"type": "text", "text": "bottom"}
    for _ in range(5000):
        deep = {"type": "section", "elements": [deep]}
    share_of = forwarded("", text="", message_blocks=[{"message": {"blocks": [deep]}}])
    said = inbound.said(event(attachments=[share_of]), "")
    assert said
    assert said.shared == ()


def test_pictures_are_seen_also_in_what_is_forwarded() -> None:
    """Only pictures; other files are none of the bot's business."""
    files = [{"id": "F1", "mimetype": "image/png"}, {"id": "F2", "mimetype": "text/plain"}]
    inner = forwarded(
        "", text="", message_blocks=[], files=[{"id": "F3", "mimetype": "image/jpeg"}]
    )
    said = inbound.said(event(text="", files=files, attachments=[inner]), "")
    assert said
    assert said.pictures == ("F1", "F3")


# -- the message under a shortcut -------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "Cold &amp; late"}, "Cold & late"),
        ({"text": "look", "attachments": [forwarded("Cold pasta")]}, "Cold pasta"),
        (
            {"attachments": [{"text": "★ Cold"}, {"fallback": "by <http://a.example|Bo>"}]},
            "★ Cold\nby Bo (http://a.example)",
        ),
        ({"text": None, "attachments": "none"}, ""),
        ({}, ""),
    ],
)
def test_the_words_under_a_shortcut(message: dict[str, Any], text: str) -> None:
    """The message's own, those of what it forwards, or what an integration attached."""
    assert inbound.message_text(message) == text


@pytest.mark.parametrize("ts", ["", "soon", "nan", "inf", "1e300", "-1e18"])
def test_a_time_that_is_none(ts: str) -> None:
    """Nothing is made up."""
    assert inbound.moment(ts) is None


# -- whatever else may come -------------------------------------------------------------------

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["event", "user", "text", "attachments", "files", "view", "id", "team"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_nothing_that_comes_is_too_strange(body: Any) -> None:
    """Every reader gives its empty answer instead of failing."""
    inbound.said(body if isinstance(body, dict) else {}, "UBOT")
    readers = (inbound.team, inbound.user, inbound.conversation, inbound.bot_user)
    for read in (*readers, inbound.outsider, inbound.thread):
        read(body if isinstance(body, dict) else {})
    inbound.message_text(body if isinstance(body, dict) else {})
