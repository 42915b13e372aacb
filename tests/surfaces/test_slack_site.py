"""The local Slack's Web API: it keeps, refuses and fails as Slack does."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_pieces import client_of, modal, refused, section, text_input
from tests.slack_site import SlackSite


@pytest.fixture
def client(site: SlackSite) -> AsyncWebClient:
    """Slack's own client."""
    return client_of(site)


async def test_messages_are_kept_changed_and_deleted(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """What the bot posts stands there, with metadata only for those who ask for it."""
    note = {"event_type": "card", "event_payload": {"job": "j1"}}
    posted = await client.chat_postMessage(
        channel="C1", text="card", blocks=[section("Sorry!")], metadata=note
    )
    ts = posted["ts"]
    assert site.message("C1", ts).words == "Sorry!"
    reply = await client.chat_postMessage(channel="C1", text="newer", thread_ts=ts)
    assert [one.text for one in site.messages("C1", thread=ts)] == ["newer"]
    assert reply["message"]["thread_ts"] == ts
    plainly = await client.conversations_history(channel="C1")
    fully = await client.conversations_history(channel="C1", include_all_metadata=True)
    assert "metadata" not in plainly["messages"][0]
    assert fully["messages"][0]["metadata"] == note
    await client.chat_update(channel="C1", ts=ts, text="done")
    assert site.message("C1", ts).words == "done"
    link = await client.chat_getPermalink(channel="C1", message_ts=ts)
    assert link["permalink"].endswith(f"/C1/p{ts.replace('.', '')}")
    await client.chat_delete(channel="C1", ts=ts)
    assert await refused(client.chat_update(channel="C1", ts=ts, text="x")) == "message_not_found"
    late = await client.chat_postMessage(channel="C1", text="late", thread_ts=ts)
    assert "thread_ts" not in late["message"]


async def test_it_refuses_what_may_not_be_written(site: SlackSite, client: AsyncWebClient) -> None:
    """Unknown, archived and foreign conversations, other people's messages, empty and long."""
    site.add_conversation("C2", "attic", archived=True)
    site.add_conversation("C3", "elsewhere", bot=False)
    site.add_conversation("G1", "secret", private=True, bot=False)
    said = await site.person("U1", "ana").say("C3", "hello")
    assert said.answers[0].status == 0
    for place, error in {
        "C404": "channel_not_found",
        "C2": "is_archived",
        "C3": "not_in_channel",
        "G1": "channel_not_found",
    }.items():
        assert await refused(client.chat_postMessage(channel=place, text="x")) == error
    post, change = client.chat_postMessage, client.chat_update
    assert await refused(change(channel="C3", ts=said.ts, text="x")) == "cant_update_message"
    bare = client.api_call("chat.postMessage", json={"channel": "C1", "text": " "})
    assert await refused(bare) == "no_text"
    assert await refused(post(channel="C1", text="x" * 40_001)) == "msg_too_long"
    ts = (await post(channel="C1", text="x" * 40_000))["ts"]
    assert await refused(change(channel="C1", ts=ts, text="x" * 4001)) == "msg_too_long"
    crowd = [section("x" * 2900)] * 5
    assert await refused(post(channel="C1", text="x", blocks=crowd)) == "msg_blocks_too_long"
    with pytest.raises(SlackApiError, match="json-pointer:/blocks/0/text/text"):
        await post(channel="C1", text="x", blocks=[section("x" * 3001)])
    assert len(site.messages("C1")) == 1


async def test_tokens_and_scopes_count(site: SlackSite, client: AsyncWebClient) -> None:
    """A second workspace has its own token; a missing scope is named; a revoked token is told."""
    site.add_workspace("T2")
    other = client_of(site, team="T2")
    assert (await other.auth_test())["team_id"] == "T2"
    assert await refused(other.chat_postMessage(channel="C1", text="x")) == "channel_not_found"
    site.workspaces["T1"].scopes = {"chat:write"}
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "chat:write"
    assert await refused(client.users_info(user="U1")) == "missing_scope"
    site.workspaces["T1"].refusal = "token_revoked"
    assert await refused(client.auth_test()) == "token_revoked"
    stranger = client_of(site, team="nobody")
    assert await refused(stranger.auth_test()) == "invalid_auth"


async def test_an_installation_exchanges_its_code_once(site: SlackSite) -> None:
    """A code gives the token of its workspace, and only to the right app."""
    client = AsyncWebClient(base_url=site.api_url)
    good = {"client_id": site.client_id, "client_secret": site.client_secret}
    good["code"] = site.install_code("T1")
    wrong = client.api_call("oauth.v2.access", data={**good, "client_secret": "x"})
    assert await refused(wrong) == "bad_client_secret"
    installed = await client.api_call("oauth.v2.access", data=good)
    assert installed["access_token"] == "xoxb-T1"
    assert await refused(client.api_call("oauth.v2.access", data=good)) == "invalid_code"


# What goes wrong


async def test_faults_happen_before_or_after_the_effect(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """A dropped connection after the effect leaves a message that the client knows nothing of."""
    site.fail("chat.postMessage", error="fatal_error")
    assert await refused(client.chat_postMessage(channel="C1", text="x")) == "fatal_error"
    site.fail("chat.postMessage", status=500)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C1", text="x")
    site.fail("chat.postMessage", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="x")
    assert not site.messages("C1")
    site.fail("chat.postMessage", drop=True, after_effect=True, times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel="C1", text="once")
    await client.chat_postMessage(channel="C1", text="known")
    assert [one.text for one in site.messages("C1")] == ["once", "once", "known"]
    assert [call.answer.get("ok") for call in site.calls_of("chat.postMessage")] == [
        *(None,) * 5,
        True,
    ]


async def test_a_call_can_hang_until_the_test_lets_it_go(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """A slow Slack answers late, and correctly; who gives up may have been heard all the same."""
    go = asyncio.Event()
    site.fail("chat.postMessage", hang=go)
    slow = asyncio.create_task(client.chat_postMessage(channel="C1", text="x"))
    await client.auth_test()
    assert not site.messages("C1")
    go.set()
    assert (await slow)["ok"]
    site.fail("chat.postMessage", hang=asyncio.Event(), after_effect=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.chat_postMessage(channel="C1", text="unknown"), 0.1)
    assert [one.text for one in site.messages("C1")] == ["x", "unknown"]


async def test_one_message_a_second_and_conversation(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """Faster is answered 429 with Retry-After, on the site's own clock."""
    site.pace("chat.postMessage", every=1.0, burst=2)
    site.person("U1", "ana")
    post = client.chat_postMessage
    await post(channel="C1", text="1")
    await post(channel="C1", text="2")
    with pytest.raises(SlackApiError) as caught:
        await post(channel="C1", text="3")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await post(channel="U1", text="another conversation")
    site.forward(1)
    await post(channel="C1", text="3")


async def test_conversations_are_described_and_paged(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """Members, what is shared with another company, direct messages, pages of history."""
    site.person("U1", "ana")
    site.person("U2", "bo")
    site.add_conversation("C7", "partners", people=["U2"], bot=False, shared=True)
    told = (await client.conversations_info(channel="C7"))["channel"]
    assert (told["is_ext_shared"], told["is_member"]) == (True, False)
    assert (await client.conversations_members(channel="C7"))["members"] == ["U2"]
    listed = await client.conversations_list(types="public_channel,im", limit=2)
    assert [one["id"] for one in listed["channels"]] == ["C1", "D1"]
    assert listed["response_metadata"]["next_cursor"]
    unheard = client.api_call("conversations.info", json={"channel": "C7"})
    assert await refused(unheard) == "channel_not_found"
    assert await refused(client.conversations_history(channel="C7")) == "not_in_channel"
    direct = (await client.conversations_open(users="U1"))["channel"]["id"]
    assert direct == site.direct("U1").id
    stamps = [(await client.chat_postMessage(channel="U1", text=t))["ts"] for t in "abc"]
    by_person = client.chat_update(channel="U1", ts=stamps[0], text="x")
    assert await refused(by_person) == "channel_not_found"
    page = await client.conversations_history(channel=direct, limit=2)
    assert [one["text"] for one in page["messages"]] == ["c", "b"]
    after = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_history(channel=direct, limit=2, cursor=after)
    assert [one["text"] for one in rest["messages"]] == ["a"]
    newer = await client.conversations_history(channel=direct, oldest=stamps[1])
    assert [one["text"] for one in newer["messages"]] == ["c"]
    await client.chat_postMessage(channel=direct, text="below", thread_ts=stamps[0])
    thread = await client.conversations_replies(channel=direct, ts=stamps[0])
    assert [one["text"] for one in thread["messages"]] == ["a", "below"]
    assert await refused(client.conversations_replies(channel=direct, ts="1.2")) == (
        "thread_not_found"
    )
    assert (await client.users_info(user="U2"))["user"]["real_name"] == "Bo"


async def test_private_messages_and_reactions_of_the_bot(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """An ephemeral message reaches one person, if she is there; a reaction stands once."""
    ana, bo = site.person("U1", "ana"), site.person("U2", "bo")
    site.add_conversation("C7", "team", people=["U1"])
    await client.chat_postEphemeral(channel="C7", user="U1", text="One thing first")
    assert [one.text for one in ana.sees_private("C7")] == ["One thing first"]
    assert not bo.sees_private("C7")
    assert not site.messages("C7")
    away = client.chat_postEphemeral(channel="C7", user="U2", text="x")
    assert await refused(away) == "user_not_in_channel"
    ts = (await client.chat_postMessage(channel="C7", text="card"))["ts"]
    await client.reactions_add(channel="C7", timestamp=ts, name="eyes")
    assert site.message("C7", ts).reactions == {"eyes": ["UBOT"]}
    again = client.reactions_add(channel="C7", timestamp=ts, name="eyes")
    assert await refused(again) == "already_reacted"


async def test_views_are_pushed_and_published(site: SlackSite, client: AsyncWebClient) -> None:
    """Three modals on top of each other at most; a home tab stays and is updated in place."""
    ana = site.person("U1", "ana")

    async def push(call: str) -> None:
        trigger = site.trigger("T1", "U1")
        await client.api_call(call, json={"trigger_id": trigger, "view": modal(text_input())})

    assert await refused(push("views.push")) == "not_found"
    for call in ("views.open", "views.push", "views.push"):
        await push(call)
    assert await refused(push("views.push")) == "push_limit_reached"
    assert ana.view().previous == site.stack("U1")[1].id
    home = {"type": "home", "blocks": [section("Three cases wait.")]}
    first = (await client.views_publish(user_id="U1", view=home))["view"]
    home["blocks"] = [section("Two cases wait.")]
    second = (await client.views_publish(user_id="U1", view=home))["view"]
    assert ana.home().words == "Two cases wait."
    assert first["id"] == second["id"]
    assert first["hash"] != second["hash"]
    huge = modal(*[section(f"{n}" + "ä" * 2900) for n in range(60)])
    trigger = site.trigger("T1", "U1")
    assert await refused(client.views_open(trigger_id=trigger, view=huge)) == "view_too_large"
    wrong = client.views_open(trigger_id=trigger, view={"type": "modal", "blocks": []})
    assert await refused(wrong) == "invalid_arguments"


async def test_typed_text_survives_only_where_ids_stay(
    site: SlackSite, client: AsyncWebClient
) -> None:
    """An update with new ids takes away what somebody typed; the site keeps book of that."""
    ana = site.person("U1", "ana")
    opened = modal(text_input(), text_input("other"))
    trigger = site.trigger("T1", "U1")
    view_id = (await client.views_open(trigger_id=trigger, view=opened))["view"]["id"]
    old = ana.view().hash
    ana.fill(reply="Sorry about it", other="Details")
    same = modal(section("A hint"), text_input(initial_value="start"))
    await client.views_update(view_id=view_id, view=same, hash=old)
    assert ana.view().text_in("reply") == "Sorry about it"
    assert ana.view().lost == ["Details"]
    assert await refused(client.views_update(view_id=view_id, view=same, hash=old)) == (
        "hash_conflict"
    )
    changed = modal(text_input(action="typing-2", initial_value="start"))
    await client.views_update(view_id=view_id, view=changed)
    assert ana.view().text_in() == "start"
    assert ana.view().lost == ["Details", "Sorry about it"]
    assert await refused(client.views_update(view_id="V404", view=same)) == "not_found"
