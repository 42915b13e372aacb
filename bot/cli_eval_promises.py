"""`coach eval` of files with labelled promises: how many are found, and due when."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from bot import contract
from bot.coach import Coach
from bot.errors import BadInput
from bot.eval_table import figure
from bot.evaluation import Timing, timing
from bot.labelled import read_rows
from bot.promise_evaluation import (
    PromisedReply,
    PromiseMistake,
    PromiseScore,
    Wanted,
    promise_mistakes,
    score_promises,
)
from bot.promise_text import Promise
from bot.text import clean, shorten

_SHOWN = 60  # characters of an id, or of words that are not found
_WIDTH = 80
_COLUMNS = ("replies", "labelled", "found", "right", "precision", "recall", "due right")
_WIDE = (8, 9, 7, 7, 10, 8, 11)


def hold_promises(files: Sequence[Path]) -> bool:
    """Whether the first line of the first file has labelled promises; False where it has none."""
    if not files or files[0].suffix != ".jsonl":
        return False
    try:
        first = next(iter(read_rows(files[0])), None)
    except BadInput:
        return False  # whoever reads it next says what is wrong
    return first is not None and "promises" in first[1] and "labels" not in first[1]


def measure_promises(
    coach: Coach, files: Sequence[Path], *, errors: bool, as_json: bool
) -> str | contract.Json:
    """The figures as text, or as JSON; raises `BadInput` for a file that cannot be used."""
    items = [item for path in files for item in _read(path)]
    if not items:
        raise BadInput("There is no reply in it.")
    found: list[tuple[Promise, ...]] = []
    milliseconds = []
    for item in items:
        start = perf_counter_ns()
        found.append(coach.promised(item.reply, item.at))
        milliseconds.append((perf_counter_ns() - start) / 1e6)
    whole, languages = score_promises(items, found)
    wrong = list(promise_mistakes(items, found)) if errors else []
    times = timing(milliseconds)
    if as_json:
        return _as_json(whole, languages, times, wrong, coach.playbook.version)
    return "\n".join(_as_text(whole, languages, times, wrong, coach.playbook.version))


def _read(path: Path) -> Iterator[PromisedReply]:
    for number, (place, row) in enumerate(read_rows(path), 1):
        try:
            yield _labelled(row, f"{path.stem}:{number}")
        except BadInput as exc:
            raise BadInput(f"{place}: {exc}") from exc


def _labelled(row: Mapping[str, Any], place: str) -> PromisedReply:
    reply = clean(str(row.get("reply") or ""), what="reply")
    given = row.get("promises")
    if not isinstance(given, list):
        raise BadInput("“promises” should be a list.")
    return PromisedReply(
        id=shorten(str(row.get("id") or place), _SHOWN),
        reply=reply,
        at=contract.moment(str(row.get("at") or ""), str(row.get("tz") or ""), UTC),
        wanted=tuple(_wanted(one, reply) for one in given),
        language=str(row.get("lang") or ""),
    )


def _wanted(given: object, reply: str) -> Wanted:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise BadInput("A promise is an object with “text” and, where there is one, “due”.")
    words = clean(given["text"], what="promise")
    start = reply.find(words)
    if start < 0:
        raise BadInput(f"The reply has no such words: “{shorten(words, _SHOWN)}”.")
    due, conditional = given.get("due") or "", bool(given.get("conditional"))
    return Wanted(start, start + len(words), str(due), conditional)


def _as_text(
    whole: PromiseScore,
    languages: Mapping[str, PromiseScore],
    times: Timing | None,
    wrong: Sequence[PromiseMistake],
    version: str,
) -> Iterator[str]:
    yield f"{whole.replies} replies with {whole.promises.labelled} promises. Prompts {version}."
    yield ""
    yield "Promises".ljust(14) + "".join(
        name.rjust(wide) for name, wide in zip(_COLUMNS, _WIDE, strict=True)
    )
    for code, score in languages.items():
        yield _row(code or "not stated", score)
    if len(languages) > 1:
        yield _row("all", whole)
    told = f"{whole.conditional} of {whole.promises.right}"
    yield f"{'Conditional or not':<24}{told} told rightly"
    if times:
        yield f"{'Time a reply':<24}p50 {times.p50:.2f} ms, p99 {times.p99:.2f} ms"
    for one in wrong:
        yield ""
        yield from _mistake(one)


def _row(name: str, score: PromiseScore) -> str:
    tally = score.promises
    shares = (tally.precision, tally.recall, score.due_share)
    cells = (score.replies, tally.labelled, tally.found, tally.right, *map(figure, shares))
    return name.ljust(14) + "".join(
        str(cell).rjust(wide) for cell, wide in zip(cells, _WIDE, strict=True)
    )


def _mistake(one: PromiseMistake) -> Iterator[str]:
    dues = f": {one.got or 'none'}, not {one.wanted or 'none'}" if one.error == "due" else ""
    yield f"{one.error}  {one.id}{dues}"
    yield textwrap.fill(f"“{' '.join(one.words.split())}”", _WIDTH, subsequent_indent="  ")
    yield textwrap.fill(" ".join(one.reply.split()), _WIDTH, subsequent_indent="  ")


def _as_json(
    whole: PromiseScore,
    languages: Mapping[str, PromiseScore],
    times: Timing | None,
    wrong: Sequence[PromiseMistake],
    version: str,
) -> contract.Json:
    told: dict[str, Any] = {
        "prompts": version,
        **_score_json(whole),
        "languages": {code: _score_json(score) for code, score in languages.items()},
        "milliseconds": asdict(times) if times else None,
    }
    if wrong:
        told["errors"] = [asdict(one) for one in wrong]
    return told


def _score_json(score: PromiseScore) -> contract.Json:
    tally = score.promises
    return {
        "replies": score.replies,
        "labelled": tally.labelled,
        "found": tally.found,
        "right": tally.right,
        "precision": tally.precision,
        "recall": tally.recall,
        "due_right": score.due,
        "due_share": score.due_share,
        "conditional_right": score.conditional,
    }
