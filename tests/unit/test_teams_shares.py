"""Messages within messages of Teams: forwarded, quoted, and those under the message action."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.teams import inbound
from bot.teams.inbound import Said
from tests import teams_payloads as teams
from tests.teams_payloads import ORIGINAL

PASTA = "Cold pasta after 45 minutes."
WRITTEN = datetime.fromtimestamp(int(ORIGINAL) / 1000, UTC)


def said(body: dict[str, Any]) -> Said:
    """What a message is read as."""
    found = inbound.said(body)
    assert found
    return found


# -- forwarded --------------------------------------------------------------------------------

FORWARDS = (
    f"<p>{PASTA}</p>",
    PASTA,
    {"originalMessageContent": f"<p>{PASTA}</p>", "originalMessageId": ORIGINAL},
    {"body": {"content": f"<p>{PASTA}</p>"}, "createdDateTime": WRITTEN.isoformat()},
    {"originalMessageContent": PASTA, "originalSentDateTime": WRITTEN.isoformat()},
)


@pytest.mark.parametrize("content", FORWARDS)
def test_a_forwarded_message_is_a_post(content: Any) -> None:
    """In each of the shapes that were seen, with the time it was written."""
    html = f'<p>FYI</p><attachment id="{ORIGINAL}"></attachment>'
    body = teams.with_html(teams.message("FYI"), html, teams.forward_reference(content))
    (share,) = said(body).forwarded
    assert (share.text, share.at, share.readable, share.card_of) == (PASTA, WRITTEN, True, "")
    assert said(body).text == "FYI"


def test_forwarded_words_in_html_are_not_the_forwarders() -> None:
    """Teams pours them into the plain text as well."""
    html = f"<p>FYI</p>{teams.forward_html(PASTA)}"
    read = said(teams.with_html(teams.message(f"FYI\r\n\r\n{PASTA}"), html))
    assert read.text == "FYI"
    assert [(one.text, one.readable) for one in read.forwarded] == [(PASTA, True)]
    alone = said(teams.with_html(teams.message(PASTA), teams.forward_html(PASTA)))
    assert (alone.text, len(alone.forwarded)) == ("", 1)


def test_words_behind_a_remark_that_were_forwarded_are_taken_away() -> None:
    """Where only the plain text came, into which Teams pours them."""
    body = teams.message(f"FYI\r\n\r\n{PASTA}", attachments=[teams.forward_reference(PASTA)])
    assert said(body).text == "FYI"


def test_a_message_that_is_forwarded_in_two_ways_is_one() -> None:
    """Two messages are two."""
    both = teams.with_html(
        teams.message("FYI"), teams.forward_html(PASTA), teams.forward_reference(PASTA)
    )
    assert [one.text for one in said(both).forwarded] == [PASTA]
    blind = teams.with_html(
        teams.message("FYI"), teams.forward_html(PASTA), teams.forward_reference({})
    )
    assert [(one.text, one.readable) for one in said(blind).forwarded] == [(PASTA, True)]
    other = teams.message("", attachments=[teams.forward_reference(w) for w in ("A", "B")])
    assert [one.text for one in said(other).forwarded] == ["A", "B"]


@pytest.mark.parametrize(
    "attachment",
    [
        teams.forward_reference({}),
        teams.forward_reference({"originalMessageContent": 5, "body": "x"}),
        teams.forward_reference({"originalMessageContent": "<p>&nbsp;</p><img>"}),
        {"contentType": "forwardedMessageReference", "content": "{"},
        {"contentType": "ForwardedMessageReference", "content": "[" * 100_000},
        {"contentType": "forwardedMessageReference"},
        {"contentType": "text/html", "content": f'<attachment id="{ORIGINAL}"></attachment>'},
        {"contentType": "text/html", "content": teams.forward_html("<img src='x'>")},
    ],
)
def test_a_forward_without_words_is_told(attachment: dict[str, Any]) -> None:
    """The remark beside it is not taken for the post."""
    read = said(teams.message("FYI", attachments=[attachment]))
    assert [(one.text, one.readable) for one in read.forwarded] == [("", False)]


def test_a_card_or_a_file_is_no_lost_forward() -> None:
    """They have a place in the message as well."""
    html = f'<p>look</p><attachment id="{ORIGINAL}"></attachment>'
    for other in (teams.picture("menu.docx"), {"contentType": "application/vnd.x.card.hero"}):
        assert said(teams.with_html(teams.message("look"), html, other)).forwarded == ()
    assert said(teams.with_html(teams.message("x"), '<attachment id="a-b"/>x')).forwarded == ()


# -- quoted -----------------------------------------------------------------------------------

PLACED = teams.message(f'<quoted messageId="{ORIGINAL}"/> please')


@pytest.mark.parametrize(
    "body",
    [
        teams.message("please", attachments=[teams.quote_reference(PASTA)]),
        teams.message("please", entities=[teams.quote_entity(PASTA)]),
        teams.with_html(teams.message("please"), f"{teams.reply_html(PASTA)}<p>please</p>"),
        teams.with_html(
            {**PLACED, "entities": [teams.quote_entity(PASTA)]},
            teams.reply_html(""),
            teams.quote_reference(None),
        ),
    ],
)
def test_a_quoted_message_is_known_once_by_its_id(body: dict[str, Any]) -> None:
    """Wherever its words stand."""
    read = said(body)
    (share,) = read.quoted
    assert (share.text, share.at, share.readable) == (PASTA, WRITTEN, True)
    assert (share.card_of, read.text) == (ORIGINAL, "please")


@pytest.mark.parametrize(
    "body",
    [
        teams.message("please", attachments=[teams.quote_reference(None)]),
        teams.message("please", entities=[teams.quote_entity("gone", isReplyDeleted=True)]),
        teams.message(f'<quoted messageId="{ORIGINAL}"/>please'),
    ],
)
def test_a_quote_without_words_is_told(body: dict[str, Any]) -> None:
    """Its id still says which message it is, perhaps a card of ours."""
    (share,) = said(body).quoted
    assert (share.text, share.readable, share.card_of) == ("", False, ORIGINAL)


def test_several_quotes_are_several() -> None:
    """In the order in which they stand."""
    quotes = [teams.quote_entity("A", of="17"), teams.quote_entity("B", of="18")]
    assert [one.text for one in said(teams.message("x", entities=quotes)).quoted] == ["A", "B"]


# -- the message under the message action -----------------------------------------------------


@pytest.mark.parametrize(
    ("html", "fields", "text"),
    [
        (f"<div>{PASTA}</div>", {}, PASTA),
        ("a<br>b", {"body": {"contentType": "text", "content": "a<br>b"}}, "a<br>b"),
        ("<p>FYI</p>", {"attachments": [teams.forward_reference(PASTA)]}, PASTA),
        (teams.forward_html(PASTA), {}, PASTA),
        (f"{teams.reply_html('older')}<p>{PASTA}</p>", {}, PASTA),
        ("", {}, ""),
        (f"<p>{PASTA}</p>", {"deleted": True}, ""),
        ("", {"body": "none", "attachments": "none"}, ""),
    ],
)
def test_the_words_under_the_message_action(html: str, fields: Any, text: str) -> None:
    """The message's own, or those of what it forwards; a deleted one has none."""
    share = inbound.message_payload(teams.message_action(html, **fields)["value"])
    assert (share.text, share.readable, share.card_of) == (text, bool(text), ORIGINAL)
    assert share.at


def test_the_words_of_an_integrations_card() -> None:
    """Review sites post the customer's words in a card."""
    facts = {"type": "FactSet", "facts": [{"title": "Stars", "value": "1"}]}
    runs = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "late"}]}
    body = [{"type": "TextBlock", "text": "**Cold** &amp; rude"}, facts, {"items": [runs]}]
    for content in ({"body": body}, '{"title": "New", "sections": [{"activityText": "<p>x</p>"}]}'):
        card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
        value = teams.message_action('<attachment id="a-1"/>', attachments=[card])["value"]
        told = inbound.message_payload(value).text
        assert told in {"Cold & rude\nStars: 1\nlate", "New\nx"}
    deep: dict[str, Any] = {"text": "bottom"}
    for _ in range(500):
        deep = {"items": [deep]}
    card = {"contentType": "application/vnd.microsoft.card.hero", "content": deep}
    assert inbound.message_payload({"messagePayload": {"attachments": [card]}}).text == ""
