"""People on the local Slack: what they do reaches a bot as Slack would send it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_payloads import as_slack_writes
from tests.slack_pieces import (
    actions,
    bare_bot,
    button,
    client_of,
    modal,
    plain,
    refused,
    section,
    text_input,
)
from tests.slack_site import SlackSite

MENU = {
    "type": "overflow",
    "action_id": "more",
    "options": [{"text": plain("Not this one"), "value": "not"}],
}


@pytest.fixture
def client(site: SlackSite) -> AsyncWebClient:
    """Slack's own client."""
    return client_of(site)


@pytest.fixture
async def bolt(site: SlackSite) -> AsyncIterator[AsyncApp]:
    """A bare bot that the site can reach over HTTP."""
    async with bare_bot(site) as app:
        yield app


async def test_a_mention_comes_twice_and_every_event_has_its_own_id(
    site: SlackSite, bolt: AsyncApp
) -> None:
    """As `message` and as `app_mention`: the same ts, different event ids, text as Slack has it."""
    heard: list[dict[str, Any]] = []

    async def note(body: dict[str, Any]) -> None:
        heard.append(body)

    bolt.event("message")(note)
    bolt.event("app_mention")(note)
    ana = site.person("U1", "ana")
    said = await ana.say("C1", "<@UBOT> cold & late")
    assert [one.status for one in said.answers] == [200, 200]
    assert {body["event"]["type"] for body in heard} == {"message", "app_mention"}
    assert {body["event"]["ts"] for body in heard} == {said.ts}
    assert len({body["event_id"] for body in heard}) == 2
    assert said.text == "<@UBOT> cold &amp; late"
    assert as_slack_writes("a<b https://x.example/?a=1&b") == (
        "a&lt;b <https://x.example/?a=1&amp;b>"
    )


async def test_a_command_is_answered_privately_and_later_by_its_hook(
    site: SlackSite, bolt: AsyncApp
) -> None:
    """The answer is hers alone; the response_url replaces it, five times at most."""
    urls: list[str] = []

    @bolt.command("/respond")
    async def respond(ack: Any, body: dict[str, Any]) -> None:
        urls.append(body["response_url"])
        await ack(text="Reading the post …", blocks=[section(body["text"])])

    ana = site.person("U1", "ana")
    answer = await ana.command("/respond", "Cold pasta", conversation="C1")
    assert answer.text == "Cold pasta"
    assert not site.messages("C1")
    async with aiohttp.ClientSession() as http:
        for number in range(6):
            body = {"replace_original": True, "text": f"Ready {number}"}
            async with http.post(urls[0], json=body) as posted:
                assert posted.status == (200 if number < 5 else 404)
    assert [one.words for one in ana.sees_private("C1")] == ["Ready 4"]


async def test_buttons_open_a_modal_once_and_within_three_seconds(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """A click sends what the button holds; its trigger cannot be used twice or late."""
    errors: list[str] = []

    @bolt.action("edit")
    async def edit(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        assert body["message"]["text"] == "card"
        trigger = body["trigger_id"]
        if body["actions"][0]["value"] == "late":
            site.forward(4)
        else:
            await client.views_open(trigger_id=trigger, view=modal(text_input()))
        call = client.views_open(trigger_id=trigger, view=modal(text_input()))
        errors.append(await refused(call))

    bolt.action("more")(edit)
    menu = {**section("…"), "accessory": MENU}
    buttons = actions(button("✏️ Edit", "edit", value="7"), button("Late", "edit2", value="late"))
    bolt.action("edit2")(edit)
    await client.chat_postMessage(channel="C1", text="card", blocks=[buttons, menu])
    ana, card = site.person("U1", "ana"), site.messages("C1")[0]
    assert card.buttons == ["✏️ Edit", "Late", "Not this one"]
    assert (await ana.click(card, "Edit")).ok
    assert ana.view().title == "Edit"
    assert (await ana.click(card, "Late")).ok
    assert errors == ["exchanged_trigger_id", "expired_trigger_id"]
    with pytest.raises(AssertionError, match="0 times “Approve”"):
        await ana.click(card, "Approve")


async def _open_modal(site: SlackSite, client: AsyncWebClient, view: dict[str, Any]) -> str:
    opened = await client.views_open(trigger_id=site.trigger("T1", "U1"), view=view)
    return str(opened["view"]["id"])


async def test_typing_and_submitting_reach_the_bot(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """Typing carries state and hash; errors keep the modal and the text; then it closes."""
    typed: list[tuple[str, str]] = []

    @bolt.action("typing")
    async def typing(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        assert body["view"]["state"]["values"]["reply"]["typing"]["value"] == "you should have"
        typed.append((body["actions"][0]["value"], body["view"]["hash"]))

    @bolt.view("edit")
    async def save(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["reply"]["typing"]["value"]
        if "should" in text:
            await ack(response_action="errors", errors={"reply": "A reader may hear blame."})
        else:
            await ack()

    ana = site.person("U1", "ana")
    await _open_modal(site, client, modal(text_input(max_length=20)))
    assert (await ana.submit()).status == 0
    assert ana.view().errors == {"reply": "Please complete this required field."}
    assert (await ana.type("you should have")).ok
    assert typed == [("you should have", ana.view().hash)]
    await ana.submit()
    assert ana.view().errors == {"reply": "A reader may hear blame."}
    assert ana.view().text_in("Your reply") == "you should have"
    ana.fill(reply="We are sorry")
    assert (await ana.submit()).ok
    assert not ana.has_modal


async def test_reactions_need_membership_and_scope(site: SlackSite, bolt: AsyncApp) -> None:
    """Where the bot is no member, or lacks the scope, it hears nothing, and nobody says so."""
    heard: list[str] = []

    async def note(event: dict[str, Any]) -> None:
        heard.append(f"{event['type']} {event['reaction']} {event['item']['channel']}")

    bolt.event("reaction_added")(note)
    bolt.event("reaction_removed")(note)
    ana, bo = site.person("U1", "ana"), site.person("U2", "bo")
    card = site.keep(site.conversation("C1"), {"user": "UBOT", "text": "card"})
    assert (await ana.react(card, "white_check_mark")).ok
    assert (await ana.unreact(card, "white_check_mark")).ok
    assert heard == ["reaction_added white_check_mark C1", "reaction_removed white_check_mark C1"]
    site.workspaces["T1"].scopes.discard("reactions:read")
    assert (await bo.react(card, "eyes")).status == 0
    assert len(heard) == 2


async def test_a_picture_needs_the_token(site: SlackSite, bolt: AsyncApp) -> None:
    """Without it Slack shows a sign-in page, with status 200."""

    @bolt.event("message")
    async def ignore() -> None:
        return None

    ana = site.person("U1", "ana")
    said = await ana.upload("C1", b"\x89PNG", comment="this one")
    assert said.answers[0].ok
    url = said["files"][0]["url_private_download"]
    headers = {"Authorization": "Bearer xoxb-T1"}
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as page:
            assert (page.status, page.content_type) == (200, "text/html")
        async with http.get(url, headers=headers) as picture:
            assert await picture.read() == b"\x89PNG"


async def test_a_private_card_can_be_answered_and_taken_away(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """Slack sends no copy of a private message; its response_url may remove it."""

    @bolt.action("anyway")
    async def anyway(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        assert body["container"]["is_ephemeral"]
        assert "message" not in body
        await respond(delete_original=True)
        await respond(text="Approved by Ana", response_type="in_channel")

    ana = site.person("U1", "ana")
    asked = [section("One thing first: …"), actions(button("Approve anyway", "anyway"))]
    await client.chat_postEphemeral(channel="C1", user="U1", text="x", blocks=asked)
    (question,) = ana.sees_private("C1")
    assert (await ana.click(question, "Approve anyway")).ok
    assert not ana.sees_private("C1")
    assert [one.text for one in site.messages("C1")] == ["Approved by Ana"]


async def test_a_card_that_has_changed_can_still_be_pressed_in_the_last_moment(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """A stale click presses the button that stood there a moment ago."""
    pressed: list[str] = []

    @bolt.action("approve")
    async def approve(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        pressed.append(action["value"])

    ana, row = site.person("U1", "ana"), actions(button("Approve", "approve", value="1"))
    ts = (await client.chat_postMessage(channel="C1", text="card", blocks=[row]))["ts"]
    card = site.message("C1", ts)
    await client.chat_update(channel="C1", ts=ts, text="superseded")
    with pytest.raises(AssertionError, match="Approve"):
        await ana.click(card, "Approve")
    assert (await ana.click(card, "Approve", stale=True)).ok
    assert pressed == ["1"]


async def test_a_modal_is_updated_pushed_cleared_and_closed(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """Each answer to a submission does what Slack does with it; only then is closing told."""
    told = iter(["update", "push", "clear"])
    closed: list[str] = []

    @bolt.view("edit")
    async def save(ack: Any) -> None:
        view = modal(text_input(), title=plain("Next"), notify_on_close=True)
        action = next(told)
        await ack(response_action=action, **({} if action == "clear" else {"view": view}))

    @bolt.view_closed("edit")
    async def close(ack: Any, view: dict[str, Any]) -> None:
        closed.append(view["id"])
        await ack()

    ana = site.person("U1", "ana")
    first = await _open_modal(site, client, modal(text_input()))
    ana.fill(reply="Sorry")
    await ana.submit()
    assert (ana.view().title, ana.view().id, ana.view().text_in()) == ("Next", first, "Sorry")
    await ana.submit()
    second = ana.view().id
    assert second != first
    assert (await ana.close()).ok
    assert (closed, ana.view().id) == ([second], first)
    await ana.submit()
    assert not ana.has_modal


async def test_menus_are_chosen_by_their_words(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """The bot hears of a choice iff the input dispatches; the state holds it in any case."""
    heard: list[str] = []

    @bolt.action("pick")
    async def pick(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        heard.append(action["selected_option"]["value"])

    options = [{"text": plain(name), "value": name.lower()} for name in ("Google", "Yelp")]
    menu = {"type": "static_select", "action_id": "pick", "options": options}
    block = {"type": "input", "block_id": "where", "label": plain("Platform"), "element": menu}
    ana = site.person("U1", "ana")
    await _open_modal(site, client, modal(block))
    assert (await ana.click(ana.view(), "Yelp")).status == 0
    assert ana.fill({"Platform": "Google"}).values["where"]["pick"]["selected_option"] == options[0]
    await _open_modal(site, client, modal({**block, "dispatch_action": True}))
    assert (await ana.click(ana.view(), "Yelp")).ok
    assert heard == ["yelp"]


async def test_what_happens_to_messages_and_conversations_is_told(
    site: SlackSite, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    """Edits, deletions, unfurled links, the bot's own messages, archives, removals, shortcuts."""
    heard: list[str] = []

    async def note(event: dict[str, Any]) -> None:
        heard.append(event.get("subtype") or event["type"])

    for kind in ("message", "channel_archive", "member_left_channel", "app_home_opened"):
        bolt.event(kind)(note)

    @bolt.shortcut("coach_reply")
    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body["type"])
        await ack()

    ana = site.person("U1", "ana")
    said = await ana.say("C1", "Cold pasta")
    assert (await ana.shortcut(said)).ok
    assert (await ana.global_shortcut()).ok
    assert (await ana.edit(said, "Cold soup")).ok
    await ana.share_link("C1")
    card = site.messages("C1")[-1]
    assert (await ana.delete(card)).ok
    await client.chat_postMessage(channel="C1", text="card")
    await site.echo(site.messages("C1")[-1])
    assert (await ana.open_home()).ok
    assert (await ana.archive("C1")).ok
    assert (await ana.remove_bot("C1")).ok
    assert heard == [
        *("message", "message_action", "shortcut", "message_changed", "message"),
        *("message_changed", "message_deleted", "app_home_opened"),
        *("channel_archive", "member_left_channel"),
    ]
    assert site.sent[-4].body["event"]["bot_id"] == "BT1"  # which Bolt itself keeps from the bot
    assert (await ana.say("C1", "unheard")).answers[0].status == 0
