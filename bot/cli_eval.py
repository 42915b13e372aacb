"""`coach eval`: measures the offline reader on labelled replies, and what people set aside."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import click

from bot import __version__, contract, eval_table
from bot.casebook import Casebook
from bot.cli_eval_drafts import DraftOptions, count_judged, draft_options, measure_drafts
from bot.cli_eval_posts import measure_posts
from bot.cli_eval_promises import hold_promises, measure_promises
from bot.coach import Coach
from bot.errors import BadInput, SetupError
from bot.evaluation import (
    Changed,
    FalseAlarms,
    Labelled,
    Mistake,
    Report,
    Tally,
    changed,
    in_order,
    mistakes,
    score,
    share,
)
from bot.events import FindingDismissed
from bot.feedback import Dismissal, Dismissed, dismissals, most_dismissed
from bot.findings import Finding
from bot.labelled import read_labelled
from bot.model_card import Tried, model_card
from bot.people import HOME
from bot.prompts import load_playbook
from bot.settings import Settings, load_settings
from bot.store import open_store


@dataclass(frozen=True, slots=True)
class _Run:
    """The items read by one version of the prompts."""

    version: str
    predictions: tuple[tuple[Finding, ...], ...]
    report: Report


@click.command("eval")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
@click.option("--errors", is_flag=True, help="Print each miss and each false alarm.")
@click.option(
    "--against",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Another folder of prompts, beside this one.",
)
@click.option(
    "--card", metavar="FILE", type=click.Path(path_type=Path), help="Write the model card."
)
@click.option("--feedback", is_flag=True, help="Which cues people set aside most, and why.")
@click.option("--posts", is_flag=True, help="The files hold labelled posts: measure the triage.")
@draft_options
def evaluate(
    files: tuple[Path, ...],
    as_json: bool,
    errors: bool,
    against: Path | None,
    card: Path | None,
    feedback: bool,
    posts: bool,
    about: DraftOptions,
) -> None:
    """Measure the offline reader on labelled replies (.jsonl), or clean ones (.txt, one a line).

    Replies with labelled promises measure the reader of promises (also .jsonl).
    With --posts, measure the triage on labelled posts (.jsonl). With --drafts, measure what the
    writers make of posts (.jsonl, or .txt, one a line).
    """
    settings = load_settings()
    if feedback:
        if files or errors or against or card or posts or about != DraftOptions():
            raise BadInput("--feedback reads the cases, so it takes no files; --json is fine.")
        return _feedback(settings, as_json)
    if posts:
        if against or card or about != DraftOptions():
            raise BadInput("--posts goes with files, --errors and --json only.")
        return _posts(settings, files, as_json=as_json, errors=errors)
    if about.wanted:
        if card:
            raise BadInput("--card is for replies; drafts have none.")
        return _drafts(settings, files, about, as_json=as_json, errors=errors, against=against)
    if about.stray:
        raise BadInput(
            "--offline, --writer, --limit and --pairs go with --drafts; --pairs also with --judged."
        )
    if not files:
        raise BadInput("Which file should be read? For example: coach eval replies.jsonl")
    if hold_promises(files):
        if card or against:
            raise BadInput("Labelled promises go with --errors and --json only.")
        return _promises(settings, files, as_json=as_json, errors=errors)
    if card:
        _writable(card)
    coach = Coach(load_playbook(settings.prompts))
    read = [read_labelled(path, coach) for path in files]
    items = [item for one in read for item in one]
    counts = [(path.name, len(one)) for path, one in zip(files, read, strict=True)]
    ours = _run(coach, items)
    theirs = _run(_other(against), items) if against else None
    if card:
        tried = Tried(counts, ours.version, __version__, _command(files, card))
        card.write_text(model_card(ours.report, tried), encoding="utf-8", newline="\n")
    if as_json:
        return _print_json(_as_json(items, counts, ours, theirs, errors=errors))
    return click.echo(_as_text(items, counts, ours, theirs, against, errors=errors))


def _posts(settings: Settings, files: tuple[Path, ...], *, as_json: bool, errors: bool) -> None:
    if not files:
        raise BadInput("Which posts? For example: coach eval --posts posts.jsonl")
    coach = Coach(load_playbook(settings.prompts))
    told = measure_posts(coach, files, errors=errors, as_json=as_json)
    return click.echo(told) if isinstance(told, str) else _print_json(told)


def _promises(settings: Settings, files: tuple[Path, ...], *, as_json: bool, errors: bool) -> None:
    coach = Coach(load_playbook(settings.prompts))
    told = measure_promises(coach, files, errors=errors, as_json=as_json)
    return click.echo(told) if isinstance(told, str) else _print_json(told)


def _drafts(
    settings: Settings,
    files: tuple[Path, ...],
    about: DraftOptions,
    *,
    as_json: bool,
    errors: bool,
    against: Path | None,
) -> None:
    if about.judged:
        if files or about.drafts or errors or against:
            raise BadInput("--judged takes no posts: coach eval --pairs FILE --judged FILE")
        told = count_judged(about, as_json=as_json)
    elif not files:
        raise BadInput("Which posts? For example: coach eval --drafts posts.jsonl")
    else:
        versions = [Coach(load_playbook(settings.prompts)), *([_other(against)] if against else [])]
        told = measure_drafts(
            settings, versions, files, about, folder=against, errors=errors, as_json=as_json
        )
    return click.echo(told) if isinstance(told, str) else _print_json(told)


def _writable(card: Path) -> None:
    """Measuring takes a while, so a card that cannot be written is told before it.

    Opened for appending, a card that stands there keeps its text until there is a new one.
    """
    try:
        new = not (card.exists() or card.is_symlink())
        card.open("a").close()
        if new:
            card.unlink()
    except OSError as exc:
        raise BadInput(f"{card}: it cannot be written ({exc.strerror or exc}).") from exc


def _run(coach: Coach, items: Sequence[Labelled]) -> _Run:
    predictions, milliseconds = [], []
    for item in items:
        situation = coach.size_up(
            item.customer_post, brand=item.brand, platform=item.platform, facts=item.facts
        )
        start = perf_counter_ns()
        reading = coach.read(item.reply, situation)
        milliseconds.append((perf_counter_ns() - start) / 1e6)
        predictions.append(reading.findings)
    report = score(items, predictions, milliseconds)
    return _Run(coach.playbook.version, tuple(predictions), report)


def _other(folder: Path) -> Coach:
    """The coach with the prompts in `folder`, or in its subfolder `prompts`."""
    try:
        inside = folder / "prompts"
        return Coach(load_playbook(inside if inside.is_dir() else folder))
    except SetupError as exc:
        raise BadInput(f"{folder} cannot be used: {exc}") from exc


def _command(files: Sequence[Path], card: Path) -> str:
    """What was run, without the places of this machine."""
    names = [path.name if path.is_absolute() else str(path) for path in (*files, card)]
    return shlex.join(["coach", "eval", *names[:-1], "--card", names[-1]])


def _as_text(
    items: Sequence[Labelled],
    counts: Sequence[tuple[str, int]],
    ours: _Run,
    theirs: _Run | None,
    folder: Path | None,
    *,
    errors: bool,
) -> str:
    names = [name for name, _ in counts]
    parts = [eval_table.report(ours.report, names, ours.version)]
    if theirs:
        differing = list(changed(items, theirs.predictions, ours.predictions))
        there = f"{folder}, {theirs.version}"
        parts += [
            eval_table.side_by_side(ours.report, theirs.report, there),
            eval_table.changes(differing),
        ]
    if errors:
        parts.append(eval_table.errors(mistakes(items, ours.predictions)))
    return "\n\n".join(parts)


def _as_json(
    items: Sequence[Labelled],
    counts: Sequence[tuple[str, int]],
    ours: _Run,
    theirs: _Run | None,
    *,
    errors: bool,
) -> contract.Json:
    told = {
        "files": [{"name": name, "replies": replies} for name, replies in counts],
        **_run_json(ours),
    }
    if errors:
        told["errors"] = [_mistake_json(one) for one in mistakes(items, ours.predictions)]
    if theirs:
        told["against"] = _run_json(theirs)
        differing = changed(items, theirs.predictions, ours.predictions)
        told["changed"] = [_changed_json(one) for one in differing]
    return told


def _run_json(run: _Run) -> contract.Json:
    report = run.report
    return {
        "prompts": run.version,
        "replies": report.replies,
        "contested": report.contested,
        "kinds": {kind: _tally_json(tally) for kind, tally in report.kinds.items()},
        "groups": {
            name: {
                "pairs": _tally_json(group.pairs),
                "replies": _tally_json(group.replies),
                "flag_everything": _tally_json(group.everything),
                "by_length": {**_tally_json(group.length), "rule": group.rule},
            }
            for name, group in report.groups.items()
        },
        "clean": _alarms_json(report.clean),
        "tricky": _alarms_json(report.tricky),
        "overlap": {
            **asdict(report.overlap),
            "share": share(report.overlap.touching, report.overlap.finds),
        },
        "languages": {
            name: {"replies": one.replies, **_tally_json(one.flagged)}
            for name, one in report.languages.items()
        },
        "milliseconds": asdict(report.timing) if report.timing else None,
    }


def _tally_json(tally: Tally) -> contract.Json:
    return {
        "labelled": tally.labelled,
        "found": tally.found,
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
    }


def _alarms_json(alarms: FalseAlarms) -> contract.Json:
    return {
        "replies": alarms.replies,
        "grouped": alarms.grouped,
        "grouped_rate": share(alarms.grouped, alarms.replies),
        "any_kind": alarms.any_kind,
        "any_kind_rate": share(alarms.any_kind, alarms.replies),
    }


def _mistake_json(one: Mistake) -> contract.Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "error": "missed" if one.missed else "false alarm",
        "words": list(one.words),
        "reply": one.reply,
    }


def _changed_json(one: Changed) -> contract.Json:
    return {
        "id": one.id,
        "labels": in_order(one.labels),
        "gained": in_order(one.gained),
        "lost": in_order(one.lost),
    }


def _feedback(settings: Settings, as_json: bool) -> None:
    counted = most_dismissed(asyncio.run(_set_aside(settings)))
    if as_json:
        return _print_json({"feedback": [_dismissed_json(one) for one in counted]})
    return click.echo(eval_table.feedback(counted))


async def _set_aside(settings: Settings) -> list[Dismissal]:
    store = open_store(settings.database)
    try:
        casebook = Casebook(store, clock=store.clock, policy=settings.policy)
        views = casebook.views_with(HOME, FindingDismissed)
        return [one async for view in views for one in dismissals(view)]
    finally:
        await store.close()


def _dismissed_json(one: Dismissed) -> contract.Json:
    source: dict[str, Any] = {
        "cue": one.source.cue or None,
        "kind": one.source.kind,
        "reader": one.source.reader or None,
    }
    return {**source, "times": one.times, "reasons": list(one.reasons)}


def _print_json(value: contract.Json) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(contract.written(value, indent=2, encoding=encoding))
