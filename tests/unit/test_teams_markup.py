"""The markup of Teams, as the words that people see."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.markup import Reply, marked_up, read, read_plain
from tests.teams_payloads import SKYPE, forward_html, mention_html, reply_html
from tests.unit.test_cue_cost import repeated, seconds, stays_small

NAMES = ("Response Coach",)


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>Cold pasta</p>", "Cold pasta"),
        ("Cold pasta", "Cold pasta"),
        ("<div><div>Cold\r\n   pasta</div>\n</div>", "Cold pasta"),
        ("<p>Cold</p><p>late</p>", "Cold\nlate"),
        ("<p>Cold</p>\n<p>&nbsp;</p>\n<p>late</p>", "Cold\n\nlate"),
        ("<p>Cold<br>late<br/>rude<BR /></p><p>never</p>", "Cold\nlate\nrude\nnever"),
        ("<p>a</p><br><br><br><br><p>b</p>", "a\n\nb"),
        ("<p><b>Very</b> <i>cold</i>, <s>warm</s></p>", "Very cold, warm"),
        ("<h1>Rude</h1>waiter", "Rude\nwaiter"),
        (
            "salt &amp; pepper &lt;3 &#39;til &quot;ten&quot;&#x1F35D;",
            'salt & pepper <3 \'til "ten"🍝',
        ),
        ("&amp;lt; stays", "&lt; stays"),
        ("AT&T &c. &nosuchname; &#xD800; fish&chips", "AT&T &c. &nosuchname; � fish&chips"),
        ("<pre>a  b\r\n  c</pre>d  e", "a  b\nc\nd e"),
        ("<codeblock class=''><code>x = 1<br>y = 2</code></codeblock>", "x = 1\ny = 2"),
        ("<script>alert(1)</script><style>p{}</style>Cold", "Cold"),
        ("<!-- hidden <p>words</p> -->Cold<!doctype html><?xml version='1'?>", "Cold"),
        ("", ""),
        (" \r\n ", ""),
    ],
)
def test_markup_becomes_words(html: str, seen: str) -> None:
    """Lines where people see lines, blanks as they see them."""
    assert read(html).text == seen


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<ul><li>cold</li><li>late</li></ul>", "- cold\n- late"),
        ("Two:<ol>\n<li><p>cold</p></li>\n<li>late</li></ol>!", "Two:\n1. cold\n2. late\n!"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n- b\n2. c"),
        ("<table><tr><td>Stars</td><td>1</td></tr><tr><th><p>A</p></table>", "Stars | 1\nA"),
        ("<li>alone</ol></ul>", "- alone"),
    ],
)
def test_lists_and_tables_become_lines(html: str, seen: str) -> None:
    """One item or row a line; numbers are kept."""
    assert read(html).text == seen


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ('<a href="https://a.example/menu">our menu</a>', "our menu (https://a.example/menu)"),
        ('<a href="https://a.example/x?a=1&amp;b">a.example/x?a=1&amp;b</a>', "a.example/x?a=1&b"),
        ('<a href="http://a.example/" title="x">a.example</a>', "a.example"),
        ('<a href="mailto:ana@a.example">ana@a.example</a>', "ana@a.example"),
        ('<a href="https://a.example"></a>', "(https://a.example)"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ("Mail <bob@a.example>, I <3 you, 1<2", "Mail <bob@a.example>, I <3 you, 1<2"),
    ],
)
def test_links_keep_their_address(html: str, seen: str) -> None:
    """Where the words are not the address already."""
    assert read(html).text == seen


def test_emoji_are_words_and_pictures_are_counted() -> None:
    """Teams has had several ways to write an emoji."""
    html = (
        '<p>Great <emoji id="smile" alt="🙂" title="Smile"></emoji> '
        f'<img itemscope itemtype="{SKYPE}Emoji" alt="😡"> '
        '<span class="animated-x"><img src="https://a.example/emoticons/no.png" alt="👎"></span>'
        '<customemoji title=":oreo:"/></p>'
        f'<img src="https://a.example/1" alt="image" itemtype="{SKYPE}AMSImage"><img>'
    )
    assert read(html).text == "Great 🙂 😡 👎:oreo:"
    assert read(html).pictures == 2


def test_the_bot_is_taken_out_wherever_it_is_mentioned_and_people_stay() -> None:
    """In the way of chats and in the way of Teams' own data."""
    people = f"{mention_html('Bo Kim')} said it is cold, {mention_html('response  coach')} help"
    written = read(f"<p>{mention_html()}&nbsp;please, {people}</p>", NAMES)
    assert written.text == "please, Bo Kim said it is cold, help"
    assert written.mentioned
    older = read('<at id="0">Response Coach</at>, ask <at id="1">Bo</at>', NAMES)
    assert (older.text, older.mentioned) == ("ask Bo", True)
    assert not read('<at id="1">Bo</at> hi', NAMES).mentioned
    assert read("<at>Response Coach", NAMES).text == "Response Coach"


# -- quotes -----------------------------------------------------------------------------------


def test_a_forwarded_message_stands_apart_from_what_is_said_about_it() -> None:
    """Its words are not the forwarder's."""
    written = read(f"<p>FYI&nbsp;</p>{forward_html('Cold<br>pasta')}<p>urgent</p>")
    assert written.text == "FYI\nurgent"
    assert written.forwards == ("Cold\npasta",)


def test_a_quoted_message_is_known_without_its_author() -> None:
    """Nobody's name or time gets among the customer's words."""
    written = read(reply_html("Cold pasta") + "<p>please</p>")
    assert written.text == "please"
    assert written.replies == (Reply("1794990000000", "Cold pasta"),)
    older = (
        f'<blockquote itemscope="" itemtype="{SKYPE}Reply" itemid="7"><p><b>'
        '<span itemprop="mri" itemid="8:orgid:1">Bo&nbsp;</span><span itemprop="time" itemid="7" />'
        '</b></p><p itemprop="preview">Cold</p></blockquote>late'
    )
    assert read(older).replies == (Reply("7", "Cold"),)
    assert read(older).text == "late"


def test_a_quote_within_a_quote_is_left_out() -> None:
    """What the quoted one had answered is no part of what they said."""
    inner = reply_html("older", of="1")
    written = read(forward_html(f"{inner}Cold pasta") + "FYI")
    assert (written.text, written.forwards, written.replies) == ("FYI", ("Cold pasta",), ())
    twice = read(forward_html(f"Look: {forward_html('Cold')}"))
    assert twice.forwards == ("Look:\nCold",)


def test_words_that_are_only_set_off_stay() -> None:
    """People put what a customer wrote into a quotation of their own."""
    written = read("<p>Look:</p><blockquote><p>Cold pasta</p></blockquote><p>Help</p>")
    assert (written.text, written.replies) == ("Look:\nCold pasta\nHelp", ())


@pytest.mark.parametrize(
    "html",
    [
        f'<blockquote itemtype="{SKYPE}Forward"><p>Cold pasta',
        f'FYI<blockquote itemtype="{SKYPE}Forward">Cold pasta</p></div></blockquote></blockquote>',
        f'<blockquote itemtype="{SKYPE}Reply"><b itemprop="mri">Bo</blockquote>'
        f'<blockquote itemtype="{SKYPE}Forward">Cold pasta</blockquote>',
        f"<BLOCKQUOTE ITEMTYPE='{SKYPE}forward'>Cold pasta</BLOCKQUOTE>",
    ],
)
def test_quotes_that_do_not_end_or_end_twice_are_read(html: str) -> None:
    """Nothing that somebody wrote is lost to a slip of a client."""
    assert read(html).forwards == ("Cold pasta",)


def test_places_of_attachments_are_known() -> None:
    """They say that something was there, even where nothing else does."""
    written = read('<attachment id="17"></attachment><p>FYI</p><attachment id="19"/>')
    assert (written.text, written.placeholders) == ("FYI", ("17", "19"))


# -- plain text -------------------------------------------------------------------------------


def test_plain_text_has_mentions_and_quotes_as_well() -> None:
    """Teams marks them there in its own way."""
    text = (
        '<quoted messageId="17"/><at>Response Coach</at>: ask <at>Bo Kim</at>\r\nabout &lt;3&nbsp;'
    )
    written = read_plain(text, NAMES)
    assert written.text == "ask Bo Kim\nabout <3"
    assert written.replies == (Reply("17", ""),)
    assert written.mentioned
    assert read_plain('<attachment id="5"></attachment>x').placeholders == ("5",)


def test_plain_text_is_no_markup() -> None:
    """What a customer typed stays as it was typed."""
    typed = "1 < 2 > 0, **very** <b>cold</b>, AT&T \\*"
    assert read_plain(typed).text == typed


def test_markdown_is_read_where_a_message_says_so() -> None:
    """Only what stands for something else is changed; stars within a word stay."""
    typed = "**Very** cold, __late__, 5 \\* 3, f**k, snake_case"
    assert read_plain(typed, markdown=True).text == "Very cold, late, 5 * 3, f**k, snake_case"


@pytest.mark.parametrize(
    ("text", "marked"), [("<p>x</p>", True), ("a<b", False), ("I <3 <you>", True), ("", False)]
)
def test_what_looks_like_markup(text: str, marked: bool) -> None:
    """A tag has an end."""
    assert marked_up(text) is marked


# -- whatever else may come -------------------------------------------------------------------


@given(st.text(st.characters(exclude_characters="&<", exclude_categories=["Cc", "Zs", "Zl", "Zp"])))
def test_words_without_markup_come_back(text: str) -> None:
    """Nothing is lost, nothing is made up."""
    assert read(text).text == text.strip()
    assert read(f"<p>{text}</p>", NAMES).text == text.strip()


_PIECES = ("<blockquote itemtype='x/Forward'>", "</blockquote>", "<p>", "</p>", "<at>", "</at>")
_MORE = ("<a href='b'>", "</a>", "<pre>", "</pre>", "<ol>", "<li>", "</ol>", "<", '"', "Cold")


@given(st.lists(st.sampled_from((*_PIECES, *_MORE, "<b itemprop='mri'>", "<br>", "&#0;"))))
def test_nothing_is_too_strange(pieces: list[str]) -> None:
    """Tags in any order are read somehow."""
    read("".join(pieces), ["cold"])
    read_plain("".join(pieces), ["cold"], markdown=True)


HOSTILE = (
    *("<a", "</a", "<!--", "<![CDATA[", "<!", "<?", "<a/", "<a b=", '<a b="', "<a '"),
    *("<a 'b=\"c'>d", "<a \"' ", "'<a \"", "<p a='b\"c' ", "<p aaaa ", "&#", "&#9", "&amp"),
    *("<script>", "</script ", "<p>", "<blockquote>", "</blockquote>", "<blockquote itemscope>"),
    *("<pre>", "<ol><li>", "<td>", "<blockquote itemtype='x/Forward'>", "<at>", "<at>x</at>"),
    *("<span itemtype='x/Mention'>", "<a href='http://x'>", "<a href=x>y</a>", "**", "**a*"),
    *("__a_", "<quoted messageId='1'/>", '<b itemprop="mri">', "<!--a-", "\xa0\r", "\n", " "),
)


@pytest.fixture
def _no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("piece", HOSTILE)
def test_endless_markup_takes_no_time(piece: str) -> None:
    """40,000 characters of it are read in a moment, and half of it in about half of that."""
    readers: tuple[Callable[[str], object], ...] = (
        lambda text: read(text, NAMES),
        lambda text: read(f"<p {text}>", NAMES),
        lambda text: read_plain(text, NAMES, markdown=True),
        marked_up,
    )
    for reader in readers:
        assert stays_small(lambda length, r=reader: seconds(lambda: r(repeated(piece, length))))  # type: ignore[misc]


def test_a_number_without_end_is_no_character() -> None:
    """Python refuses to read numbers of that length."""
    text = f"&#{'9' * 5000};"
    assert read(text).text == text


def test_an_ordinary_message_is_read_in_far_less_than_a_millisecond() -> None:
    """Everything else has to wait while one is read; the best of five counts."""
    html = (
        f"<p>{mention_html()}&nbsp;please</p>{forward_html('Cold pasta after 45 minutes. ' * 20)}"
    )
    spent = []
    for _ in range(5):
        begin = time.process_time()
        for _ in range(100):
            read(html, NAMES)
        spent.append((time.process_time() - begin) / 100)
    assert min(spent) < 0.001
