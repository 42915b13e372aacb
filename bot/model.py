"""The only door to a language model: one structured question, one checked answer or a sentence."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from bot.breaker import Breaker
from bot.clock import Clock
from bot.errors import BudgetSpent, ModelAway, ModelError, ModelGarbled, ModelRefused
from bot.structured import Message, asked_again, parsed, response_format, with_shape

if TYPE_CHECKING:  # importing it takes a second, so that is left to whoever has a model
    from openai import AsyncOpenAI

log = logging.getLogger(__name__)

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)

_ATTEMPTS = 3
_LONGEST_WAIT = 8.0  # seconds; a draft is due within 20, so a longer wait is of no use to anybody
_LONGEST_REST = 600.0  # seconds that a server can keep us waiting; then we ask again all the same
_LONGEST_CALL = 60.0  # seconds; the caller's deadline is nearly always sooner
_MODERATION = "omni-moderation-latest"
_WORTH_ANOTHER_TRY = frozenset({408, 409, 429})
_NOT_LET_IN = {
    401: "The model's server does not accept the key.",
    403: "The model's server does not let this key use the model.",
    404: "The model's server does not know this model, or this is not its address.",
}
_GARBLED = "The model's answer could not be read."


class Spending(Protocol):
    """Keeps how many tokens each organisation spent on a day (`2026-11-22`, UTC)."""

    async def tokens_spent(self, organisation: str, day: str) -> int:
        """The tokens of that day so far."""
        ...

    async def spend_tokens(self, organisation: str, day: str, tokens: int) -> None:
        """Add to the tokens of that day."""
        ...


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Where the model is and how it may be used.

    `concurrency` and `daily_tokens` (0: no limit) hold for each organisation. `sees` says that the
    model can read pictures, `moderation` that the server's moderation endpoint may be asked.
    """

    base_url: str
    api_key: str = field(repr=False)
    name: str
    concurrency: int = 16
    daily_tokens: int = 0
    sees: bool = False
    moderation: bool = False


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What the model answered. `seconds` counts from the question, waiting for one's turn
    included; tokens are those of every try that was answered."""

    value: T
    model: str
    tokens_in: int
    tokens_out: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    model: str
    tokens_in: int
    tokens_out: int
    refused: bool = False
    cut_off: bool = False


class Model:
    """Any server that speaks OpenAI's chat completions. Callers put their deadline around it."""

    def __init__(
        self,
        options: ModelOptions,
        *,
        spending: Spending,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.options = options
        self._spending, self.clock, self._sleep = spending, clock, sleep
        self._breaker = Breaker()
        self._lanes: dict[str, asyncio.Semaphore] = {}
        self._connected: asyncio.Task[AsyncOpenAI] | None = None
        self._afterwards: set[asyncio.Task[None]] = set()

    async def answer(
        self, organisation: str, messages: Sequence[Message], schema: type[T]
    ) -> Answer[T]:
        """The answer to `messages` as a `schema`; every failure is a `ModelError`."""
        await self._client()  # loading it is nobody's waiting for the model
        started = await self.clock.now()
        limit = self.options.concurrency
        async with self._lanes.setdefault(organisation, asyncio.Semaphore(limit)):
            value, told = await self._understood(organisation, messages, schema)
        seconds = (await self.clock.now() - started).total_seconds()
        tokens_in, tokens_out = sum(s.tokens_in for s in told), sum(s.tokens_out for s in told)
        return Answer(value, told[-1].model, tokens_in, tokens_out, seconds)

    async def flagged(self, texts: Sequence[str]) -> list[dict[str, bool]]:
        """What the server's moderation endpoint says of each text, by category; or a `ModelError`.

        One try, which costs no tokens and does not count for the circuit breaker.
        """
        asked: dict[str, Any] = {"model": _MODERATION, "input": list(texts)}
        return await self._requested(lambda client: client.moderations.create(**asked), _flags)

    def connect(self) -> asyncio.Task[AsyncOpenAI]:
        """Make the client, once, in a thread: it takes seconds, and meanwhile others are served."""
        if self._connected is None:
            self._connected = asyncio.create_task(asyncio.to_thread(_connect, self.options))
        return self._connected

    async def reachable(self) -> str:
        """Empty where the model answers a tiny question, else a sentence with what is wrong."""
        question = [{"role": "user", "content": "Please answer with the word: ok"}]
        try:
            async with asyncio.timeout(10):
                await self._once(question, None)
        except TimeoutError:
            return "The model did not answer within ten seconds."
        except ModelError as exc:
            return str(exc)
        return ""

    async def close(self) -> None:
        """Wait for what still has to be written down, and hang up."""
        await asyncio.gather(*self._afterwards, return_exceptions=True)
        if self._connected:
            with contextlib.suppress(ModelAway):  # it never was a connection
                await (await self._connected).close()

    # ------------------------------------------------------------------ question and answer

    async def _understood(
        self, organisation: str, messages: Sequence[Message], schema: type[T]
    ) -> tuple[T, list[_Said]]:
        """The answer, asked for once more where the first could not be read."""
        shape = schema.model_json_schema()
        asked = with_shape(messages, shape)
        said = await self._asked(organisation, asked, shape)
        value, problem = parsed(said.text, schema, cut_off=said.cut_off)
        if value is not None:
            return value, [said]
        again = asked_again(asked, said.text, problem)
        second = await self._asked(organisation, again, shape)
        value, _ = parsed(second.text, schema, cut_off=second.cut_off)
        if value is None:
            raise ModelGarbled(_GARBLED)
        return value, [said, second]

    async def _asked(
        self, organisation: str, messages: Sequence[Message], shape: Mapping[str, Any]
    ) -> _Said:
        """One answer, within the budget and past the circuit breaker."""
        now = await self.clock.now()
        await self._check_budget(organisation, now)
        if not self._breaker.admits(now):
            raise ModelAway("The model did not answer several times in a row; it gets a rest.")
        try:
            said = await self._tried(messages, shape)
        except asyncio.CancelledError:
            # The caller's deadline. The server goes on for a while, and bills it.
            self._breaker.failed(now)
            self._after(self._spend(organisation, _estimate(messages)))
            raise
        except (ModelRefused, ModelGarbled):
            self._breaker.worked()
            raise
        except Exception as exc:
            rest = getattr(exc, "after", None)
            self._breaker.failed(now, rest=timedelta(seconds=rest) if rest else None)
            raise
        self._breaker.worked()
        await self._spend(organisation, said.tokens_in + said.tokens_out)
        if said.refused:
            raise ModelRefused("The model does not want to answer this.")
        return said

    async def _tried(self, messages: Sequence[Message], shape: Mapping[str, Any]) -> _Said:
        """One answer, after up to `_ATTEMPTS` tries with growing, jittered pauses."""
        await self._client()
        import tenacity  # like openai: the client's thread has imported it

        backoff = tenacity.wait_random_exponential(multiplier=0.5, max=4)

        def pause(state: tenacity.RetryCallState) -> float:
            failed = state.outcome.exception() if state.outcome else None
            after = getattr(failed, "after", None)
            return float(backoff(state)) if after is None else after + min(1.0, backoff(state))

        attempts = tenacity.AsyncRetrying(
            sleep=self._sleep,
            wait=pause,
            stop=tenacity.stop_after_attempt(_ATTEMPTS),
            retry=tenacity.retry_if_exception(lambda e: isinstance(e, ModelAway) and e.again),
            reraise=True,
        )
        return await attempts(self._once, messages, shape)

    async def _once(self, messages: Sequence[Message], shape: Mapping[str, Any] | None) -> _Said:
        request: dict[str, Any] = {"model": self.options.name, "messages": list(messages)}
        if shape is not None:
            request["response_format"] = response_format(shape)
        return await self._requested(
            lambda client: client.chat.completions.create(**request),
            lambda done: _said(done, messages),
        )

    async def _requested(
        self, ask: Callable[[AsyncOpenAI], Awaitable[Any]], read: Callable[[Any], R]
    ) -> R:
        """One request. What goes wrong is raised outside of the handlers, without its cause: that
        may hold what the server echoes of the customer's words, and a log would show it."""
        client = await self._client()
        import openai  # it is loaded by now

        problem: ModelError
        try:
            return read(await ask(client))
        except openai.APIStatusError as exc:
            after = _retry_after(exc.response.headers, await self.clock.now())
            problem = _turned_away(exc.status_code, after)
            problem.status = exc.status_code
        except openai.APIConnectionError:
            problem = ModelAway("The model's server cannot be reached.", again=True)
        except (openai.OpenAIError, ValueError, LookupError, TypeError, AttributeError):
            problem = ModelGarbled(_GARBLED)
        raise problem

    # ------------------------------------------------------------------ tokens, connection

    async def _check_budget(self, organisation: str, now: datetime) -> None:
        limit = self.options.daily_tokens
        if limit and await self._spending.tokens_spent(organisation, _day(now)) >= limit:
            raise BudgetSpent(f"The {limit:,} tokens of today are used up; it goes on tomorrow.")

    async def _spend(self, organisation: str, tokens: int) -> None:
        day = _day(await self.clock.now())
        await self._spending.spend_tokens(organisation, day, tokens)

    def _after(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._noted)

    def _noted(self, task: asyncio.Task[None]) -> None:
        self._afterwards.discard(task)
        if not task.cancelled() and (exc := task.exception()):
            log.warning("Tokens could not be counted: %s", type(exc).__name__)

    async def _client(self) -> AsyncOpenAI:
        return await asyncio.shield(self.connect())


def _connect(options: ModelOptions) -> AsyncOpenAI:
    import tenacity  # noqa: F401 - whoever calls needs it next
    from openai import AsyncOpenAI

    for name in ("openai", "httpx2", "httpcore2"):  # these write whole requests to a debug log
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        return AsyncOpenAI(
            api_key=options.api_key or "none",  # servers of one's own often want no key
            base_url=options.base_url or None,
            max_retries=0,  # or every try of ours would become three
            timeout=_LONGEST_CALL,
        )
    except Exception as exc:
        raise ModelAway("The address of the model's server cannot be used.") from exc


def _said(done: Any, messages: Sequence[Message]) -> _Said:
    """What a completion says; a server that answers 200 with something else is a `LookupError`,
    `TypeError` or `AttributeError`."""
    choice = done.choices[0]
    text = str(choice.message.content or "")
    refused = bool(getattr(choice.message, "refusal", None))
    usage = done.usage
    return _Said(
        text=text,
        model=str(done.model or ""),
        tokens_in=int(usage.prompt_tokens) if usage else _estimate(messages),
        tokens_out=int(usage.completion_tokens) if usage else len(text) // 4 + 1,
        refused=refused or choice.finish_reason == "content_filter",
        cut_off=choice.finish_reason == "length",
    )


def _flags(done: Any) -> list[dict[str, bool]]:
    return [{k: bool(on) for k, on in r.categories.to_dict().items()} for r in done.results]


def _turned_away(status: int, after: float | None) -> ModelError:
    if status in _NOT_LET_IN:
        return ModelAway(_NOT_LET_IN[status])
    if status < 500 and status not in _WORTH_ANOTHER_TRY:
        return ModelRefused(f"The model's server does not accept the question (status {status}).")
    said = "asks us to wait" if status == 429 else f"has a problem (status {status})"
    soon = after is None or after <= _LONGEST_WAIT
    return ModelAway(f"The model's server {said}.", again=soon, after=after)


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asked us to wait, given as a number or as a date; None if neither.

    Never more than `_LONGEST_REST`: one odd header should not silence the model for a day.
    """
    said = headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(said) - now).total_seconds()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(0.0, seconds), _LONGEST_REST) if math.isfinite(seconds) else None


def _day(now: datetime) -> str:
    return now.date().isoformat()


def _estimate(messages: Sequence[Message]) -> int:
    """About how many tokens a question has; four characters make one."""
    return sum(len(str(m["content"])) for m in messages) // 4 + 1
