"""The first page of the playground, hostile words, and what goes wrong."""

from __future__ import annotations

import io
import logging
from typing import Any, cast

import pytest

from bot.desk import CareDesk
from bot.errors import StoreBusy
from bot.people import HOME
from bot.store import Store
from tests.playground_site import KIND, PASTA, Visitor, visiting


async def test_the_empty_page_says_what_to_do(visitor: Visitor) -> None:
    """One line of purpose, a box, and a friendly word where cases will be."""
    page = await visitor.open("/")
    assert page.status == 200
    assert "A customer wrote" in page.words
    assert "No cases yet" in page.words


async def test_there_are_six_samples_to_start_from(visitor: Visitor) -> None:
    """Each link fills the box, also without script."""
    page = await visitor.open("/")
    links = [link for link in page.links if "sample=" in link]
    assert len(links) == 6
    samples = visitor.desk.coach.playbook.samples
    for link, sample in zip(links, samples, strict=True):
        form, _ = (await visitor.open(link.partition("#")[0])).form_with("Coach me")
        assert form.fields["text"] == sample.post
        assert form.fields["platform"] == sample.platform


@pytest.mark.parametrize("number", ["0", "7", "-1", "x", "²", "9" * 40])
async def test_a_sample_that_is_none_gives_the_empty_box(visitor: Visitor, number: str) -> None:
    """Nonsense in the address is no error."""
    page = await visitor.open(f"/?sample={number}&show=nonsense")
    assert page.status == 200
    assert page.form_with("Coach me")[0].fields["text"] == ""


async def test_a_pasted_post_becomes_a_card(visitor: Visitor) -> None:
    """The customer's words, the reply with gaps to fill, the riskiest thing, and the buttons."""
    page = await visitor.bring(author="Dana K.")
    assert PASTA in page.words
    assert "Dana K." in page.words
    assert "Our reply" in page.words
    assert "Look here first" in page.words
    assert any(name.startswith("slot-") for name in page.form_with("Fill in")[0].fields)
    for words in ("Approve", "I'm on it", "Edit", "Another draft", "Reject"):
        assert page.offers(words), words


async def test_while_the_coach_reads_the_page_says_so(visitor: Visitor) -> None:
    """It loads itself again, without script through a refresh."""
    await visitor.open("/")
    page = await visitor.press("Coach me", text=PASTA)
    assert "Reading the post …" in page.words
    assert "http-equiv" in page.html
    async with visitor.client.get(f"{page.path}/state?version=1") as answer:
        assert answer.status == 204
    await visitor.work()
    async with visitor.client.get(f"{page.path}/state?version=1") as answer:
        assert answer.status == 200


async def test_a_double_click_opens_one_case(visitor: Visitor) -> None:
    """The same form twice leads to the same case."""
    await visitor.open("/")
    form, _ = visitor.page.form_with("Coach me")
    first = await visitor.send("/cases", {**form.fields, "text": PASTA})
    second = await visitor.send("/cases", {**form.fields, "text": PASTA})
    assert first.path == second.path
    assert len(await visitor.desk.cases(HOME)) == 1


async def test_going_back_and_pasting_another_post_opens_another_case(visitor: Visitor) -> None:
    """Other words in the same form are never swallowed."""
    await visitor.open("/")
    form, _ = visitor.page.form_with("Coach me")
    first = await visitor.send("/cases", {**form.fields, "text": PASTA})
    second = await visitor.send("/cases", {**form.fields, "text": "The soup was cold too."})
    assert first.path != second.path


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "   "}, "no text"),
        ({"text": "x" * 40_001}, "40,000"),
        ({"text": PASTA, "posted_at": "2999-01-01T10:00"}, "still to come"),
        ({"text": PASTA, "posted_at": "yesterday"}, "a date and a time"),
    ],
)
async def test_a_post_that_cannot_be_used_stays_in_the_box(
    visitor: Visitor, fields: dict[str, str], words: str
) -> None:
    """A sentence says why; nothing that was typed is gone."""
    await visitor.open("/")
    page = await visitor.send("/cases", {**visitor.page.forms[-1].fields, **fields})
    assert page.status == 400
    assert words in page.said
    assert page.form_with("Coach me")[0].fields["text"] == fields["text"]
    assert not await visitor.desk.cases(HOME)


async def test_bytes_that_are_no_text_are_refused_kindly(visitor: Visitor) -> None:
    """A broken charset is not a crash."""
    headers = {
        "Origin": visitor.origin,
        "Content-Type": "application/x-www-form-urlencoded; charset=nonsense",
    }
    async with visitor.client.post("/cases", data=b"text=\xff", headers=headers) as answer:
        assert answer.status == 400
        assert "does not look like text" in await answer.text()


FORM = "application/x-www-form-urlencoded"
PART = "--b\r\nContent-Disposition: form-data; name=text\r\n"


@pytest.mark.parametrize(
    ("kind", "coding", "body"),
    [
        ("text/plain", "", "text=hi"),
        ("application/json", "", '{"text": "hi"}'),
        ("multipart/form-data", "", "x"),
        ("multipart/form-data; boundary=b", "", f"{PART}\r\nhalf"),
        ("multipart/form-data; boundary=b", "", "--b\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=b", "",
         f"{PART}Content-Transfer-Encoding: base64\r\n\r\n!!!!!\r\n--b--\r\n"),
        (FORM, "gzip", "abc"),
        (FORM, "deflate", "abc"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/cases", "/cases/{case}/write", "/person"])
async def test_what_is_no_form_of_ours_is_refused_in_words(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, path: str, kind: str, coding: str, body: str
) -> None:
    """It says truly where the text is, and a stranger's mistake is nothing for the log."""
    await visitor.bring()
    headers = {"Origin": visitor.origin, "Content-Type": kind}
    headers |= {"Content-Encoding": coding} if coding else {}
    path = path.format(case=visitor.case_id)
    with caplog.at_level(logging.ERROR):
        async with visitor.client.post(path, data=body.encode(), headers=headers) as answer:
            words = await answer.text()
    assert answer.status == 400
    assert "Nothing was saved; the Back button of your browser brings your text back." in words
    assert not caplog.records


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"text":' * 100_000, b'{"text', b"[]", b"\xff", b'{"text": 5}']
)
async def test_live_coaching_says_what_it_cannot_read(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    """A sentence for the page, nothing for the log."""
    await visitor.bring()
    token = visitor.page.form_with("Approve")[0].fields["csrf"]
    headers = {"Origin": visitor.origin, "X-CSRF-Token": token}
    path = f"/cases/{visitor.case_id}/check"
    with caplog.at_level(logging.ERROR):
        async with visitor.client.post(path, data=body, headers=headers) as answer:
            assert answer.status == 400
            assert (await answer.json())["message"]
    assert not caplog.records


async def test_half_a_character_does_not_stop_the_coaching(visitor: Visitor) -> None:
    """A browser sends one while an emoji is being deleted; places stay where they were."""
    await visitor.bring()
    findings = await visitor.check("Sorry [\ud800] you idiot \ud83d")
    places = [(f["start"], f["end"]) for f in findings if f["severity"] == "block"]
    assert (6, 9) in places
    assert any(start <= 14 and end >= 19 for start, end in places)


async def test_a_name_that_is_too_long_is_just_not_there(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    """No file system looks for it."""
    for path in ("/static/" + "a" * 5000, "/static/" + "a" * 300, "/cases/" + "b" * 5000):
        with caplog.at_level(logging.ERROR):
            assert (await visitor.open(path)).status == 404
    assert not caplog.records


async def test_far_too_much_text_gets_a_page(visitor: Visitor) -> None:
    """Not a cut connection; and it says where the text is."""
    headers = {
        "Origin": visitor.origin,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = io.BytesIO(b"text=" + b"x" * 5_000_000)
    async with visitor.client.post("/cases", data=body, headers=headers) as answer:
        assert answer.status == 413
        words = await answer.text()
        assert "too much text" in words
        assert "the Back button of your browser brings your text back" in words


async def test_the_list_says_in_words_where_each_case_stands(visitor: Visitor) -> None:
    """And its filters show what they say."""
    await visitor.bring()
    page = await visitor.open("/")
    assert "New" in page.words
    assert "just now" in page.words
    assert "45 minutes" in (await visitor.open("/?show=open")).words
    assert "Nothing here right now" in (await visitor.open("/?show=done")).words


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script> cold pasta",
        "</textarea><img src=x onerror=alert(1)>",
        '" autofocus onfocus="alert(1)',
        "{{ 7 * 7 }} {% raw %}",
        "\u202ereversed <b>bold</b>",
    ],
)
async def test_hostile_words_stay_words(visitor: Visitor, hostile: str) -> None:
    """In the post, the author, a fact, a reply and a reason, on every page that shows them."""
    await visitor.bring(hostile, author=hostile, link=f"javascript:{hostile}")
    await visitor.press("Write it with this", fact_0=hostile)
    await visitor.look_again()
    await visitor.write(f"{KIND} {hostile}")
    pages = [visitor.page.html]
    pages.append((await visitor.open(f"/cases/{visitor.case_id}?write=draft")).html)
    pages.append((await visitor.open("/")).html)
    for html in pages:
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>bold" not in html
        assert "onfocus=" not in html.replace("onfocus=&#34;", "")
        assert 'href="javascript' not in html
    if "7 * 7" in hostile:
        assert all("7 * 7" in html for html in pages)


async def test_only_web_addresses_become_links(visitor: Visitor) -> None:
    """And those open apart, without telling where they were clicked."""
    await visitor.bring(link="https://example.org/review/1")
    assert "https://example.org/review/1" in visitor.page.links
    assert 'rel="noopener noreferrer nofollow"' in visitor.page.html
    await visitor.bring("The soup was cold.", link="javascript:alert(1)")
    assert not any("javascript" in link for link in visitor.page.links)
    assert "javascript:alert(1)" in visitor.page.words


@pytest.mark.parametrize("path", ["/cases/none", "/nowhere", "/cases/a/b", "/cases/a/b/c"])
async def test_what_does_not_exist_is_a_calm_page(visitor: Visitor, path: str) -> None:
    """With a way back to the start."""
    page = await visitor.open(path)
    assert page.status == 404
    assert "/" in page.links


async def test_an_unknown_action_is_a_404(visitor: Visitor) -> None:
    """Nothing is guessed."""
    await visitor.bring()
    assert (await visitor.send(f"/cases/{visitor.case_id}/explode", {})).status == 404


async def test_the_address_of_a_form_leads_back_to_its_page(visitor: Visitor) -> None:
    """After a refusal that address stands in the browser, and somebody loads it again."""
    await visitor.bring()
    await visitor.press("Approve")
    page = await visitor.open(f"/cases/{visitor.case_id}/decide")
    assert (page.status, page.path) == (200, f"/cases/{visitor.case_id}")
    assert (await visitor.open("/cases")).path == "/"


async def test_a_case_that_is_gone_gives_the_words_back(visitor: Visitor) -> None:
    """Somebody wrote while it was erased."""
    await visitor.open("/")
    token = visitor.page.forms[0].fields["csrf"]
    fields = {"text": KIND, "fact-1": "refunded", "slot-x": "odd", "slot-²": "odder"}
    page = await visitor.send("/cases/gone/write", {"csrf": token, **fields})
    assert page.status == 404
    assert KIND in page.words
    assert "refunded" in page.words


class Broken:
    """A desk behind which something fails."""

    def __init__(self, desk: CareDesk, failure: Exception) -> None:
        self._desk, self._failure = desk, failure

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    async def open_case(self, *_: object, **__: object) -> str:
        raise self._failure


async def sent_to_broken(store: Store, failure: Exception) -> tuple[Visitor, str]:
    """Paste a post where the desk fails."""
    async with visiting(store) as whole:
        desk = cast("CareDesk", Broken(whole.desk, failure))
        async with visiting(store, desk=desk) as visitor:
            await visitor.open("/")
            page = await visitor.press("Coach me", text=PASTA)
            return visitor, page.words


async def test_a_busy_store_is_said_and_the_post_given_back(sqlite_store: Store) -> None:
    """Try again, with the words at hand."""
    visitor, words = await sent_to_broken(sqlite_store, StoreBusy("The database is busy."))
    assert visitor.page.status == 503
    assert "The database is busy." in words
    assert PASTA in words


async def test_an_unknown_failure_gets_a_reference_and_no_words_in_the_log(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets their text and a reference; the log gets the trace without the text."""
    with caplog.at_level(logging.ERROR):
        visitor, words = await sent_to_broken(sqlite_store, KeyError(PASTA))
    assert visitor.page.status == 500
    assert PASTA in words
    record = next(r.getMessage() for r in caplog.records if "Reference" in r.getMessage())
    reference = record.split("Reference ")[1][:8]
    assert reference in words
    assert "KeyError" in record
    assert "pasta" not in caplog.text
