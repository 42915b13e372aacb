"""One question with the shape of its answer, and what can be read in what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
Message = Mapping[str, Any]

_SHOWN = 4_000  # characters of an unreadable answer that go back with the question
_TRIED = 20  # braces at which an answer between prose may begin

_SHAPE = (
    "Answer with one JSON object and nothing before or after it. "
    "It has to fit this JSON Schema:\n{schema}"
)
_AGAIN = "That could not be read: {problem} Please answer again, with the whole JSON object only."


def response_format(shape: Mapping[str, Any]) -> dict[str, Any]:
    """What asks for an answer of this shape in OpenAI's chat completions."""
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": shape, "strict": True},
    }


def with_shape(messages: Sequence[Message], shape: Mapping[str, Any]) -> list[Message]:
    """Not every server that takes a schema heeds it, so the page in front names it, too."""
    first, *rest = messages
    told = _SHAPE.format(schema=json.dumps(shape, ensure_ascii=False))
    return [{**first, "content": f"{first['content']}\n\n{told}"}, *rest]


def asked_again(asked: Sequence[Message], said: str, problem: str) -> list[Message]:
    """The conversation so far, with what could not be read in its answer."""
    return [
        *asked,
        {"role": "assistant", "content": said[:_SHOWN] or "…"},
        {"role": "user", "content": _AGAIN.format(problem=problem)},
    ]


def parsed(text: str, schema: type[T], *, cut_off: bool) -> tuple[T | None, str]:
    """The answer, or what is wrong with it in words for the model."""
    problem = "it is no JSON."
    for candidate in _objects(text):
        try:
            return schema.model_validate(candidate), ""
        except ValidationError as exc:
            places = (
                f"{'.'.join(str(step) for step in e['loc'])}: {e['msg']}" for e in exc.errors()[:5]
            )
            problem = "; ".join(places) + "."
    return None, "it was cut off; please be shorter." if cut_off else problem


def _objects(text: str) -> Iterator[Any]:
    """Every JSON object in a text, the whole of it first: some models talk around it."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_TRIED):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield value
        start = text.find("{", end)
