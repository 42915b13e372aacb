"""How many dues of labelled promises `dateparser` reads rightly, beside the coach's own reader.

Both get the labelled words alone, without the reply around them, the moment of writing and the
language. `dateparser` is no part of the project:

    pip install --target /tmp/dateparser dateparser
    PYTHONPATH=/tmp/dateparser python -m tests.bench_dates tests/evals/promises/*.jsonl
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.due import due_of
from bot.moments import TimeFinder
from bot.promise_evaluation import written_due
from bot.promise_signs import PromiseWords
from bot.wording import Wording
from bot.yamlfile import read_yaml

PROMISES = Path(__file__).parents[1] / "prompts" / "promises"
_MONTH = re.compile(
    r"\b(?:jan|feb|f[ée]v|mar|mär|apr|avr|abr|ma[iyg]|jun|juin|giu|jul|juil|lug|aug|ago|août|sep|set"
    r"|o[ck]t|out|ott|nov|de[cz]|dic|déc|ene|gen)[a-zûéí]*\b",
    re.IGNORECASE,
)
Reader = Callable[[str, datetime, str], str]


def main(files: list[str]) -> None:
    """Print both shares, of those with and those without a due, and the milliseconds a text."""
    spans = [span for name in files for span in _spans(Path(name))]
    for name, reader in (("coach", _ours()), ("dateparser", _theirs())):
        for text, at, code in {one[2]: one[:3] for one in spans}.values():
            reader(text, at, code)  # each language is loaded once
        begin = time.perf_counter()
        got = [reader(text, at, code) for text, at, code, _ in spans]
        spent = (time.perf_counter() - begin) * 1e3 / len(spans)
        both = [(g, want, text) for g, (text, *_, want) in zip(got, spans, strict=True)]
        counted = {
            "with a due": [g == want for g, want, _ in both if want],
            "day of it": [g[:10] == want[:10] for g, want, _ in both if want],
            "naming a month": [g == want for g, want, text in both if want and _MONTH.search(text)],
            "without": [g == want for g, want, _ in both if not want],
        }
        told = [f"{label} {sum(right)} of {len(right)}" for label, right in counted.items()]
        print(f"{name:<12}{', '.join(told)}; {spent:.2f} ms a text")


def _spans(path: Path) -> list[tuple[str, datetime, str, str]]:
    items: list[dict[str, Any]] = [
        json.loads(line) for line in path.read_text("utf-8").splitlines()
    ]
    return [
        (
            one["text"],
            datetime.fromisoformat(item["at"]).astimezone(ZoneInfo(item["tz"])),
            item["lang"],
            one["due"] or "",
        )
        for item in items
        for one in item["promises"]
    ]


def _ours() -> Reader:
    finders = {
        path.stem: TimeFinder(read_yaml(path, PromiseWords).times)
        for path in PROMISES.glob("*.yaml")
    }

    def read(text: str, at: datetime, code: str) -> str:
        wording = Wording(text)
        found = finders[code].find(wording.folded, wording.low, at, 0, len(text))
        return written_due(due_of(found, at))

    return read


def _theirs() -> Reader:
    from dateparser.search import search_dates  # type: ignore[import-not-found]

    def read(text: str, at: datetime, code: str) -> str:
        now = at.replace(tzinfo=None)
        settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
        found = search_dates(text, languages=[code], settings=settings) or []
        if not found:
            return ""
        due = found[-1][1]
        # Without an hour in the words, it gives midnight or the very minute of writing.
        bare = due.time() in (now.time(), datetime.min.time())
        return written_due(date(due.year, due.month, due.day) if bare else due)

    return read


if __name__ == "__main__":
    main(sys.argv[1:])
