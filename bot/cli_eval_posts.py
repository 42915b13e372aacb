"""`coach eval --posts`: measures the triage on labelled posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from bot import contract
from bot.coach import Coach
from bot.errors import BadInput
from bot.evaluation import Tally, share, timing
from bot.labelled import read_rows
from bot.post_evaluation import (
    LabelledPost,
    PostMistake,
    PostReport,
    post_mistakes,
    score_posts,
)
from bot.text import clean, shorten
from bot.triage import Category, Triage

_SHOWN = 12  # pairs of kinds that were taken for each other
_QUOTED = 100


def measure_posts(
    coach: Coach, files: Sequence[Path], *, errors: bool, as_json: bool
) -> str | contract.Json:
    """The figures as text, or as JSON; raises `BadInput` for a file that cannot be used."""
    items = [item for path in files for item in _read(path)]
    found: list[Triage] = []
    milliseconds = []
    for item in items:
        start = perf_counter_ns()
        found.append(coach.triage(item.post))
        milliseconds.append((perf_counter_ns() - start) / 1e6)
    report = score_posts(items, found, timing(milliseconds))
    wrong = list(post_mistakes(items, found)) if errors else []
    if as_json:
        return _as_json(report, wrong, coach.playbook.version)
    return "\n".join(_as_text(report, wrong, coach.playbook.version))


def _read(path: Path) -> Iterator[LabelledPost]:
    if path.suffix != ".jsonl":
        raise BadInput(f"{path.name}: labelled posts stand in a .jsonl.")
    for number, (place, row) in enumerate(read_rows(path), 1):
        try:
            yield _labelled(row, f"{path.stem}:{number}")
        except (BadInput, ValueError) as exc:
            raise BadInput(f"{place}: {exc}") from exc


def _labelled(row: Mapping[str, Any], place: str) -> LabelledPost:
    post = clean(str(row.get("post") or ""))
    if row.get("triage") not in set(Category):
        known = ", ".join(Category)
        raise BadInput(f"“triage” should be one of: {known}.")
    severity = row.get("severity")
    if severity is not None and severity not in range(1, 6):
        raise BadInput("“severity” should be a number from 1 to 5.")
    return LabelledPost(
        id=shorten(str(row.get("id") or place), _QUOTED),
        post=post,
        category=Category(row["triage"]),
        severity=severity,
        personal=_flag(row, "contains_pii"),
        injection=_flag(row, "injection"),
        language=_language(str(row.get("lang") or ""), post),
        contested=bool(row.get("contested")),
    )


def _language(code: str, post: str) -> str:
    """The language to answer in: Hindi in Latin letters ("hi-en") is answered in English."""
    latin = "en" if code.startswith("hi") and post.isascii() else code
    return latin.rpartition("-")[2]


def _flag(row: Mapping[str, Any], key: str) -> bool | None:
    value = row.get(key)
    if not isinstance(value, bool | None):
        raise BadInput(f"“{key}” should be true or false.")
    return value


def _as_text(report: PostReport, wrong: Sequence[PostMistake], version: str) -> Iterator[str]:
    yield f"{report.posts} posts. Prompts {version}."
    yield ""
    yield f"The right kind: {report.right} of {report.scored}, {report.accuracy:.0%}"
    for kind, tally in report.kinds.items():
        if tally.labelled or tally.found:
            yield f"  {kind:<18}{_counts(tally)}"
    yield f"  {'crisis or at risk':<18}{_counts(report.grave)}"
    for label, given, count in report.confused[:_SHOWN]:
        yield f"  {count:>3} × {label} taken for {given}"
    yield ""
    if report.weighed:
        exact, close = report.exact / report.weighed, report.close / report.weighed
        yield f"How bad: the same number {exact:.0%}, at most one off {close:.0%}"
    yield _seen("Orders to software", report.orders, report.plain_of_orders)
    yield _seen("Personal data", report.personal, report.plain_of_personal)
    if report.spoken:
        yield f"Language: {report.understood} of {report.spoken} right"
    if report.timing:
        yield f"Milliseconds a post: {report.timing.p50:.1f} (p50), {report.timing.p99:.1f} (p99)"
    for one in wrong:
        yield f"{one.id}: {one.what}: {shorten(' '.join(one.post.split()), _QUOTED)}"


def _counts(tally: Tally) -> str:
    found = f"{tally.right:>4} of {tally.labelled:<4} found"
    return f"{found}, {tally.wrong} wrong" if tally.wrong else found


def _seen(what: str, tally: Tally, plain: int) -> str:
    alarms = f"{tally.wrong} of {plain} others flagged"
    return f"{what}: {tally.right} of {tally.labelled} found, {alarms}"


def _as_json(report: PostReport, wrong: Sequence[PostMistake], version: str) -> contract.Json:
    def tally(one: Tally, plain: int | None = None) -> contract.Json:
        told = {**asdict(one), "precision": one.precision, "recall": one.recall}
        return told if plain is None else {**told, "false_alarms": share(one.wrong, plain)}

    return {
        "prompts": version,
        "posts": report.posts,
        "accuracy": report.accuracy,
        "kinds": {kind: tally(one) for kind, one in report.kinds.items()},
        "grave": tally(report.grave),
        "confused": [[label, given, count] for label, given, count in report.confused],
        "severity": {
            "exact": share(report.exact, report.weighed),
            "close": share(report.close, report.weighed),
        },
        "orders": tally(report.orders, report.plain_of_orders),
        "personal_data": tally(report.personal, report.plain_of_personal),
        "language": share(report.understood, report.spoken),
        "milliseconds": asdict(report.timing) if report.timing else None,
        "errors": [asdict(one) for one in wrong],
    }
