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
from pydantic import BaseModel

import bot.model
from bot.errors import BudgetSpent, ModelAway, ModelError, ModelGarbled, ModelRefused
from bot.model import Model, ModelOptions, _retry_after
from tests.conftest import NOON, SettableClock
from tests.openai_server import Ledger, OpenAIServer, Say, openai_server

KEY = "sk-very-secret"
POST = "The soup was cold, says Ann"
QUESTION = [{"role": "system", "content": "Judge."}, {"role": "user", "content": POST}]
FINE = '{"word": "yes"}'


class Word(BaseModel):
    """The smallest possible answer."""

    word: str


class Desk:
    """A model with everything around it that a test looks at."""

    def __init__(self, server: OpenAIServer, clock: SettableClock) -> None:
        self.server, self.clock = server, clock
        self.ledger, self.naps = Ledger(), list[float]()
        self.models: list[Model] = []
        self.model = self.another()

    def another(self, **options: Any) -> Model:
        """A model with other options."""
        chosen = {"base_url": self.server.url, "api_key": KEY, "name": "mini", **options}
        model = Model(
            ModelOptions(**chosen), spending=self.ledger, clock=self.clock, sleep=self._nap
        )
        self.models.append(model)
        return model

    async def ask(self, model: Model | None = None, organisation: str = "org") -> str:
        """One question; the word that comes back."""
        return (await (model or self.model).answer(organisation, QUESTION, Word)).value.word

    async def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)


@pytest.fixture
async def desk(clock: SettableClock) -> AsyncIterator[Desk]:
    """A desk whose server says yes."""
    async with openai_server() as server:
        server.says(FINE)
        desk = Desk(server, clock)
        yield desk
        for model in desk.models:
            await model.close()


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


async def test_after_five_failures_nobody_waits_for_a_sixth(desk: Desk) -> None:
    """The circuit breaker: a minute of rest, then one call as a trial."""
    desk.server.says(Say(status=500))
    for _ in range(5):
        with pytest.raises(ModelAway):
            await desk.ask()
    seen = len(desk.server.requests)
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    assert len(desk.server.requests) == seen
    desk.clock.forward(timedelta(seconds=61))
    held = asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    desk.server.asked.clear()
    trial = asyncio.create_task(desk.ask())
    await desk.server.asked.wait()
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    held.set()
    assert await trial == "yes"
    assert await desk.ask() == "yes"


async def test_a_trial_that_fails_means_another_rest(desk: Desk) -> None:
    """One failure is enough then."""
    desk.server.says(Say(status=401))
    for _ in range(5):
        with pytest.raises(ModelAway, match="key"):
            await desk.ask()
    desk.clock.forward(timedelta(seconds=61))
    for problem in ("key", "rest"):
        with pytest.raises(ModelAway, match=problem):
            await desk.ask()


async def test_a_server_that_hangs_trips_the_breaker_too(desk: Desk) -> None:
    """Whoever gave up at the deadline has waited for nothing; the next ones should not."""
    desk.server.says(Say(FINE, held=asyncio.Event()))
    for _ in range(5):
        desk.server.asked.clear()
        asking = asyncio.create_task(desk.ask())
        await desk.server.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    await desk.model.close()
    with pytest.raises(ModelAway, match="rest"):
        await desk.ask()
    assert sum(desk.ledger.spent.values()) > 0


async def test_refusals_do_not_trip_the_breaker(desk: Desk) -> None:
    """The server is well; it just does not want to."""
    desk.server.says(*[Say(refusal="No.")] * 6, FINE)
    for _ in range(6):
        with pytest.raises(ModelRefused):
            await desk.ask()
    assert await desk.ask() == "yes"


async def test_each_organisation_has_its_own_lane(desk: Desk) -> None:
    """Three questions of one, two at a time; another organisation does not wait for them."""
    model, held = desk.another(concurrency=2), asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    ours = [asyncio.create_task(desk.ask(model, "one")) for _ in range(3)]
    theirs = asyncio.create_task(desk.ask(model, "two"))
    while desk.server.at_once < 3:
        desk.server.asked.clear()
        await desk.server.asked.wait()
    assert len(desk.server.requests) == 3
    held.set()
    assert await asyncio.gather(*ours, theirs) == ["yes"] * 4
    assert desk.server.most_at_once == 3


async def test_waiting_in_line_ends_with_the_callers_deadline(desk: Desk) -> None:
    """Who has not had a turn by then costs nothing and blames nobody."""
    model = desk.another(concurrency=1)
    held = asyncio.Event()
    desk.server.says(Say(FINE, held=held))
    first = asyncio.create_task(desk.ask(model))
    await desk.server.asked.wait()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await desk.ask(model)
    held.set()
    assert await first == "yes"
    assert await desk.ask(model) == "yes"
    assert sum(desk.ledger.spent.values()) == 300


async def test_the_tokens_of_the_day_are_counted_and_limited(desk: Desk) -> None:
    """For each organisation; the next day it goes on."""
    model = desk.another(daily_tokens=200)
    assert await desk.ask(model) == "yes"
    assert await desk.ask(model) == "yes"
    with pytest.raises(BudgetSpent, match="200"):
        await desk.ask(model)
    assert await desk.ask(model, "other") == "yes"
    desk.clock.forward(timedelta(days=1))
    assert await desk.ask(model) == "yes"
    assert desk.ledger.spent == {
        ("org", "2026-11-02"): 300,
        ("other", "2026-11-02"): 150,
        ("org", "2026-11-03"): 150,
    }


async def test_a_server_that_counts_no_tokens_is_estimated(desk: Desk) -> None:
    """A quarter of the characters, about."""
    desk.server.says(Say(FINE, usage=None))
    answer = await desk.model.answer("org", QUESTION, Word)
    assert answer.tokens_in > 20
    assert answer.tokens_out > 2


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


async def test_after_a_long_wait_that_was_asked_for_the_model_is_back(desk: Desk) -> None:
    """An odd header does not silence it for a day."""
    desk.server.says(Say(status=429, headers={"retry-after": "1e300"}), FINE)
    with pytest.raises(ModelAway):
        await desk.ask()
    desk.clock.forward(timedelta(minutes=11))
    assert await desk.ask() == "yes"
