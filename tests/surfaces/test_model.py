"""The door to the model, against a server that behaves as servers do."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

import bot.model
from bot.errors import ModelAway, ModelError, ModelGarbled, ModelRefused
from bot.model import Model, ModelOptions, _retry_after
from tests.conftest import NOON, SettableClock
from tests.model_desk import FINE, KEY, POST, QUESTION, Desk, Word, model_desk
from tests.openai_server import Ledger, Say


@pytest.fixture
async def desk(clock: SettableClock) -> AsyncIterator[Desk]:
    """A desk whose server says yes."""
    async with model_desk(clock) as desk:
        yield desk


def test_nobody_without_a_model_pays_for_its_library() -> None:
    """openai takes a second to load: not before the first question."""
    code = (
        "import sys, bot.model, bot.writers, bot.second_reader; "
        "print([m for m in ('openai', 'tenacity') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


async def test_loading_it_is_nobodys_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an answer took counts from the question; whoever serves loads the client before."""
    connected = bot.model._connect

    def slowly(options: ModelOptions) -> Any:
        desk.clock.forward(timedelta(seconds=2))
        return connected(options)

    monkeypatch.setattr(bot.model, "_connect", slowly)
    desk.server.says(FINE)
    answer = await desk.model.answer("org", QUESTION, Word)
    assert answer.seconds == 0.0
    client = await desk.another().connect()
    assert str(client.base_url).startswith(desk.server.url)


async def test_a_question_goes_out_with_its_schema_and_comes_back_checked(desk: Desk) -> None:
    """The schema travels both as the protocol wants it and in words."""
    answer = await desk.model.answer("org", QUESTION, Word)
    assert (answer.value.word, answer.model) == ("yes", "mini-exactly")
    assert (answer.tokens_in, answer.tokens_out) == (100, 50)
    (request,) = desk.server.requests
    shape = request["response_format"]["json_schema"]
    assert (shape["strict"], shape["schema"]["required"]) == (True, ["word"])
    assert "JSON Schema" in request["messages"][0]["content"]
    assert request["messages"][1]["content"] == POST
    assert desk.server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "said",
    [
        f"Sure! Here you are:\n```json\n{FINE}\n```\nAnything else?",
        f"{{thinking}} maybe {{}} or {FINE}",
        '{"word": "yes", "mood": "fine"}',
    ],
)
async def test_prose_around_the_answer_is_tolerated(desk: Desk, said: str) -> None:
    """The first object that fits is the answer."""
    desk.server.says(said)
    assert await desk.ask() == "yes"
    assert len(desk.server.requests) == 1


async def test_an_unreadable_answer_is_asked_for_once_more(desk: Desk) -> None:
    """The second question says what was wrong with the first answer; both are paid for."""
    desk.server.says('{"word": 7}', FINE)
    answer = await desk.model.answer("org", QUESTION, Word)
    assert (answer.tokens_in, answer.tokens_out) == (200, 100)
    *_, theirs, ours = desk.server.requests[1]["messages"]
    assert theirs == {"role": "assistant", "content": '{"word": 7}'}
    assert "word" in ours["content"]
    assert "string" in ours["content"]


@pytest.mark.parametrize("said", ["I would rather not say.", "", "[1]", "{" * 5000, "{}"])
async def test_two_unreadable_answers_are_enough(desk: Desk, said: str) -> None:
    """The composer serves."""
    desk.server.says(said)
    with pytest.raises(ModelGarbled):
        await desk.ask()
    assert len(desk.server.requests) == 2


async def test_an_answer_that_was_cut_off_is_asked_for_shorter(desk: Desk) -> None:
    """The model is told what happened."""
    desk.server.says(Say('{"word": "y', finish="length"), FINE)
    assert await desk.ask() == "yes"
    assert "shorter" in desk.server.requests[1]["messages"][-1]["content"]


@pytest.mark.parametrize("say", [Say(refusal="No."), Say(FINE, finish="content_filter")])
async def test_a_refusal_is_final(desk: Desk, say: Say) -> None:
    """No second try, but the tokens count."""
    desk.server.says(say)
    with pytest.raises(ModelRefused):
        await desk.ask()
    assert len(desk.server.requests) == 1
    assert sum(desk.ledger.spent.values()) == 150


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
async def test_passing_trouble_is_waited_out(desk: Desk, status: int) -> None:
    """Two failures and an answer: the person sees only the answer."""
    desk.server.says(Say(status=status), Say(status=status), FINE)
    assert await desk.ask() == "yes"
    assert len(desk.naps) == 2
    assert all(0 <= nap <= 4 for nap in desk.naps)


@pytest.mark.parametrize("status", [408, 429, 500])
async def test_trouble_that_stays_is_given_up(desk: Desk, status: int) -> None:
    """After three tries; a draft is due."""
    desk.server.says(Say(status=status))
    with pytest.raises(ModelAway):
        await desk.ask()
    assert len(desk.server.requests) == 3


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, ModelRefused), (401, ModelAway), (403, ModelAway), (404, ModelAway),
     (413, ModelRefused), (422, ModelRefused)],
)  # fmt: skip
async def test_what_will_not_change_is_not_tried_again(
    desk: Desk, status: int, error: type[ModelError]
) -> None:
    """A wrong key stays wrong, and a question that is too long stays so."""
    desk.server.says(Say(status=status))
    with pytest.raises(error):
        await desk.ask()
    assert (len(desk.server.requests), desk.naps) == (1, [])


async def test_a_dropped_connection_is_tried_again(desk: Desk) -> None:
    """As is a server that is not there at all, in vain."""
    desk.server.says(Say(dropped=True), FINE)
    assert await desk.ask() == "yes"
    nowhere = desk.another(base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ModelAway, match="cannot be reached"):
        await desk.ask(nowhere)


@pytest.mark.parametrize("address", ["nonsense", "http://[::1", "ftp://127.0.0.1/v1"])
async def test_an_address_that_is_none_is_said_so(desk: Desk, address: str) -> None:
    """A slip of the operator's is a sentence, not a traceback."""
    with pytest.raises(ModelAway):
        await desk.ask(desk.another(base_url=address))


@pytest.mark.parametrize("body", ["<h1>Sign in to the network</h1>", "{}", "[]"])
async def test_something_else_behind_the_address_is_no_answer(desk: Desk, body: str) -> None:
    """The page of a proxy, say."""
    desk.server.says(Say(body=body))
    with pytest.raises(ModelGarbled):
        await desk.ask()


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_the_server_says_how_long_to_wait(desk: Desk, form: str) -> None:
    """In seconds or as a date; a little is added so that not everybody returns at once."""
    at = format_datetime(NOON + timedelta(seconds=3), usegmt=True)
    waits = {"Retry-After": "3" if form == "seconds" else at}
    desk.server.says(Say(status=429, headers=waits), FINE)
    assert await desk.ask() == "yes"
    (nap,) = desk.naps
    assert 3 <= nap <= 4


async def test_a_wait_that_outlasts_every_deadline_is_not_waited(desk: Desk) -> None:
    """The composer serves at once, and nobody knocks before that time is over."""
    desk.server.says(Say(status=429, headers={"Retry-After": "120"}), FINE)
    with pytest.raises(ModelAway):
        await desk.ask()
    desk.clock.forward(timedelta(seconds=100))
    with pytest.raises(ModelAway):
        await desk.ask()
    assert (len(desk.server.requests), desk.naps) == (1, [])
    desk.clock.forward(timedelta(seconds=21))
    assert await desk.ask() == "yes"


@pytest.mark.parametrize("said", ["soon", "-5", "nan", "inf", "Mon, 99 Foo 2026"])
async def test_an_odd_wait_is_no_wait(desk: Desk, said: str) -> None:
    """Then the usual pause is made."""
    desk.server.says(Say(status=503, headers={"Retry-After": said}), FINE)
    assert await desk.ask() == "yes"
    assert 0 <= desk.naps[0] <= 4


async def test_the_seconds_count_from_the_question(desk: Desk) -> None:
    """Queueing and answering together."""
    held = asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    asking = asyncio.create_task(desk.model.answer("org", QUESTION, Word))
    await desk.server.asked.wait()
    desk.clock.forward(timedelta(seconds=7))
    held.set()
    assert (await asking).seconds == 7


@pytest.mark.parametrize(
    "say",
    [Say(status=400), Say(status=401), Say(status=500), Say(POST), Say(refusal=POST),
     Say(body=POST), Say(FINE), Say(f'{{"word": ["{POST}"]}}'), Say(dropped=True)],
)  # fmt: skip
async def test_neither_errors_nor_logs_tell_the_customers_words_or_the_key(
    desk: Desk, say: Say, caplog: pytest.LogCaptureFixture
) -> None:
    """The server echoes all of it in its errors; nothing of that comes through."""
    caplog.set_level(logging.DEBUG)
    desk.server.says(say)
    told = ""
    try:
        await desk.ask()
    except ModelError as exc:
        logging.getLogger("test").warning("it failed", exc_info=exc)
        told = f"{exc!r} {exc.__cause__!r} {exc.__context__!r}"
    assert "cold" not in caplog.text + told
    assert KEY not in caplog.text + told + repr(desk.model.options)


async def test_the_doctor_learns_what_is_wrong(desk: Desk) -> None:
    """Nothing, or a sentence."""
    desk.server.says("ok")
    assert await desk.model.reachable() == ""
    assert len(desk.server.sent) < 200
    desk.server.says(Say(status=401))
    assert "key" in await desk.model.reachable()
    nowhere = desk.another(base_url="http://127.0.0.1:9/v1")
    assert "cannot be reached" in await nowhere.reachable()


async def test_a_model_that_was_never_asked_closes_quietly(clock: SettableClock) -> None:
    """No library is loaded just to hang up."""
    model = Model(ModelOptions("http://127.0.0.1:9", "", "m"), spending=Ledger(), clock=clock)
    await model.close()


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("86400000", 600.0), ("1e300", 600.0), ("inf", None), ("nan", None), ("soon", None),
     ("Fri, 31 Dec 9999 23:59:59 GMT", 600.0), ("-5", 0.0), ("7", 7.0),
     ("Fri, 31 Dec 99999999999 23:59:59 GMT", None)],
)  # fmt: skip
def test_a_server_cannot_send_us_away_for_days(said: str, seconds: float | None) -> None:
    """Ten minutes at most; what is no time is none."""
    now = datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert _retry_after({"retry-after": said}, now) == seconds
