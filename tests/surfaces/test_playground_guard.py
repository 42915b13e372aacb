"""Nobody but the playground's own pages can make it do something."""

from __future__ import annotations

import pytest

from bot.store import Store
from tests.playground_site import PASTA, Visitor, visiting


async def no_cases(visitor: Visitor) -> bool:
    """Whether the list is still empty."""
    return "No cases yet" in (await visitor.open("/")).words


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[", "0.0.0.0:80"])
async def test_another_host_name_is_refused(visitor: Visitor, host: str) -> None:
    """A name that only resolves to this machine (DNS rebinding) gets nothing."""
    page = await visitor.open("/", Host=host)
    assert page.status == 403
    assert not page.forms


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost", "localhost:3979", "[::1]:3979"])
async def test_the_names_of_this_machine_are_welcome(visitor: Visitor, host: str) -> None:
    """Any port, so that tunnels on this machine work."""
    assert (await visitor.open("/", Host=host)).status == 200


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "", "http://127.0.0.1:1", "file://", "garbage", "http://[::1"],
)
async def test_a_form_from_another_site_does_nothing(visitor: Visitor, origin: str) -> None:
    """Not even with a token that is right."""
    await visitor.open("/")
    form, _ = visitor.page.form_with("Coach me")
    page = await visitor.send("/cases", {**form.fields, "text": PASTA}, Origin=origin)
    assert page.status == 403
    assert await no_cases(visitor)


async def test_a_form_without_our_token_does_nothing_and_keeps_the_text(visitor: Visitor) -> None:
    """The text stands in the box again, and sending it once more works."""
    await visitor.open("/")
    form, _ = visitor.page.form_with("Coach me")
    page = await visitor.send("/cases", {**form.fields, "text": PASTA, "csrf": "é"})
    assert page.status == 403
    assert page.form_with("Coach me")[0].fields["text"] == PASTA
    assert await no_cases(visitor)
    await visitor.send("/cases", {**form.fields, "text": PASTA, "csrf": "0" * 64})
    assert "/cases/" in (await visitor.press("Coach me")).path


async def test_the_token_of_another_browser_is_refused(
    visitor: Visitor, sqlite_store: Store
) -> None:
    """A token belongs to one session."""
    async with visiting(sqlite_store) as other:
        await other.open("/")
        form, _ = other.page.form_with("Coach me")
    await visitor.open("/")
    assert (await visitor.send("/cases", {**form.fields, "text": PASTA})).status == 403


async def test_a_reply_with_an_old_token_is_shown_again(visitor: Visitor) -> None:
    """The editor opens with the words in it."""
    await visitor.bring()
    page = await visitor.send(
        f"/cases/{visitor.case_id}/write", {"text": "We are sorry, Dana.", "csrf": "old"}
    )
    assert page.status == 403
    assert page.form_with("Save for review")[0].fields["text"] == "We are sorry, Dana."


async def test_live_coaching_needs_the_token_too(visitor: Visitor) -> None:
    """Another site could otherwise probe what the coach says about a case."""
    await visitor.bring()
    headers = {"Origin": visitor.origin, "X-CSRF-Token": "guess"}
    path = f"/cases/{visitor.case_id}/check"
    async with visitor.client.post(path, json={"text": "x"}, headers=headers) as answer:
        assert answer.status == 403
        assert (await answer.json())["message"]


async def test_every_answer_carries_the_headers(visitor: Visitor) -> None:
    """Pages, errors and files alike: no inline script, no frames, no copies, no referrer abroad."""
    for path in ("/", "/cases/none", "/static/app.js", "/nowhere"):
        async with visitor.client.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["Cache-Control"] == "no-store"


async def test_the_session_cookie_stays_out_of_reach(visitor: Visitor) -> None:
    """Neither scripts nor other sites get it."""
    async with visitor.client.get("/") as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("session", ["\udcff\udcfe", "short", "a%20b", "x" * 4000])
async def test_a_session_cookie_that_is_none_of_ours_is_replaced(
    visitor: Visitor, session: str
) -> None:
    """Whatever bytes it holds."""
    headers = {"Cookie": f"coach_session={session}"}
    async with visitor.client.get("/", headers=headers) as answer:
        assert answer.status == 200
        assert "coach_session=" in answer.headers["Set-Cookie"]


async def test_pages_have_no_inline_script_or_style(visitor: Visitor) -> None:
    """The policy would block them, so the pages would be broken."""
    for html in ((await visitor.open("/")).html, (await visitor.bring()).html):
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick" not in html
        assert html.count("<script") == html.count('<script src="/static/')


async def test_switching_persons_never_leads_elsewhere(visitor: Visitor) -> None:
    """`next` stays on this site whatever it says."""
    await visitor.open("/")
    for target in ("//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y"):
        await visitor.open("/")
        page = await visitor.press("Alex", next=target)
        assert page.path == "/"
