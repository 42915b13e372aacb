"""`coach eval --drafts`: measures drafts, writes pairs for blind judges, counts what they say."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from bot import contract, draft_table
from bot.coach import Coach
from bot.draft_evaluation import (
    Attempt,
    DraftReport,
    Outcome,
    Part,
    Post,
    Seen,
    differing,
    look,
    report,
)
from bot.errors import BadInput
from bot.labelled import read_posts, read_rows
from bot.pairs import TIE, Answered, Pair, Preferred, Verdicts, counted, made_alike, shuffled
from bot.settings import Settings

T = TypeVar("T")
_NO_MODEL = (
    "{what} asks the model, and there is none: set OPENAI_API_KEY or OPENAI_BASE_URL "
    "and leave out --offline."
)
COMPOSER, MODEL = "composer", "model"


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the command line says about drafts."""

    drafts: bool = False
    offline: bool = False
    writer: str | None = None
    limit: int | None = None
    pairs: Path | None = None
    judged: Path | None = None
    seed: int = 1

    @property
    def wanted(self) -> bool:
        """Whether drafts are measured, or judged."""
        return self.drafts or self.judged is not None

    @property
    def stray(self) -> bool:
        """Whether something is given that only goes with drafts."""
        return not self.wanted and self != DraftOptions(seed=self.seed)


def draft_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gather the options about drafts into one `DraftOptions` (the argument `about`)."""
    somewhere = click.Path(path_type=Path)

    @click.option("--drafts", is_flag=True, help="The files hold posts: measure drafts for them.")
    @click.option("--offline", is_flag=True, help="Drafts by the composer only, no model.")
    @click.option(
        "--writer", type=click.Choice([COMPOSER, MODEL]), help="Drafts by this writer only."
    )
    @click.option("--limit", metavar="N", type=click.IntRange(1), help="Only the first N posts.")
    @click.option(
        "--pairs",
        metavar="FILE",
        type=somewhere,
        help="Write our drafts beside plain ones by the same model, for blind judges.",
    )
    @click.option(
        "--judged", metavar="FILE", type=somewhere, help="Count what judges said of --pairs."
    )
    @click.option("--seed", default=1, show_default=True, help="Shuffles the pairs.")
    @wraps(command)
    def gathered(**options: Any) -> None:
        about = {field.name: options.pop(field.name) for field in fields(DraftOptions)}
        command(**options, about=DraftOptions(**about))

    return gathered


@dataclass(frozen=True, slots=True)
class DraftRun:
    """What one version of the prompts made of the posts, by writer."""

    version: str
    seen: Mapping[str, tuple[Seen, ...]]
    reports: Mapping[str, DraftReport]


@dataclass(frozen=True, slots=True)
class Told:
    """All that is to be told of one run of the command."""

    counts: Sequence[tuple[str, int]]
    ours: DraftRun
    theirs: DraftRun | None
    folder: Path | None
    errors: bool


def measure_drafts(
    settings: Settings,
    versions: Sequence[Coach],
    files: Sequence[Path],
    about: DraftOptions,
    *,
    folder: Path | None,
    errors: bool,
    as_json: bool,
) -> contract.Json | str:
    """Draft for every post with each version of the prompts (ours, and the one in `folder`)."""
    model = settings.model and not about.offline
    if not model and about.writer == MODEL:
        raise BadInput(_NO_MODEL.format(what="--writer model"))
    if not model and about.pairs:
        raise BadInput(_NO_MODEL.format(what="--pairs"))
    read = [read_posts(path, versions[0]) for path in files]
    posts = _different([post for one in read for post in one])[: about.limit]
    counts = [(path.name, len(one)) for path, one in zip(files, read, strict=True)]
    names = [about.writer] if about.writer else [COMPOSER, *([MODEL] if model else [])]
    if about.pairs:
        _new(about.pairs)
    runs, pairs = asyncio.run(_run(settings, versions, posts, names, about))
    if about.pairs:
        _write_pairs(about.pairs, pairs, names[-1], versions[0].playbook.version)
    told = Told(counts, runs[0], runs[1] if len(runs) > 1 else None, folder, errors)
    if as_json:
        return _as_json(told)
    text = _as_text(told)
    return f"{text}\n\n{_written(about.pairs, len(pairs), len(posts))}" if about.pairs else text


def count_judged(about: DraftOptions, *, as_json: bool) -> contract.Json | str:
    """What judges said of the pairs that were written before."""
    if not about.pairs or not about.judged:
        raise BadInput("Of which pairs? Name their file, too: --pairs pairs.jsonl")
    key = {row["id"]: row["ours"] for row in _rows(_key_of(about.pairs), {"ours": ("a", "b")})}
    said = [
        (row["id"], row["better"])
        for row in _rows(about.judged, {"better": ("a", "b", TIE)}, known=key)
    ]
    verdicts = counted(key, said)
    return _verdicts_json(verdicts) if as_json else draft_table.verdicts(verdicts)


# ---------------------------------------------------------------------- drafts


async def _run(
    settings: Settings,
    versions: Sequence[Coach],
    posts: Sequence[Post],
    names: Sequence[str],
    about: DraftOptions,
) -> tuple[list[DraftRun], list[Pair]]:
    """Each version by each writer; then the pairs of the last writer, if they are wanted."""
    from bot.plain_writer import PlainWriter
    from bot.trials import Trial, bench, composed

    trials: dict[str, Trial] = {COMPOSER: composed}
    asked = len(posts) * ((MODEL in names) * len(versions) + bool(about.pairs))
    async with AsyncExitStack() as stack:
        if asked:
            tick = stack.enter_context(_progress(asked))
            table = await stack.enter_async_context(bench(settings, tick))
            trials[MODEL] = table.drafts
        if about.pairs:  # a broken prompt is told before anything is asked
            plain_writer = PlainWriter(settings.prompts, table.model)
        runs = []
        for coach in versions:
            seen = {name: look(await trials[name](coach, posts)) for name in names}
            reports = {name: report(one) for name, one in seen.items()}
            runs.append(DraftRun(coach.playbook.version, seen, reports))
        if not about.pairs:
            return runs, []
        attempts = [one.attempt for one in runs[0].seen[names[-1]]]
        ours = [one for one in attempts if one.outcome is Outcome.WRITTEN]
        plain = await table.plain(plain_writer, ours)
    answered = [_answered(one, text) for one, text in zip(ours, plain, strict=True)]
    both = [one for one in answered if one.ours and one.plain]
    return runs, list(shuffled(both, about.seed))


def _answered(ours: Attempt, plain: str) -> Answered:
    """Both replies to one post, made alike."""
    post, about = ours.post, ours.situation
    one, other = (
        made_alike(text, about.profile, language=about.language, name=post.id)
        for text in (ours.text, plain)
    )
    return Answered(post.id, post.text, one, other)


def _different(posts: Sequence[Post]) -> list[Post]:
    """Posts of several files are told apart by their ids alone."""
    seen: set[str] = set()
    for post in posts:
        if post.id in seen:
            raise BadInput(f"Two posts have the id “{post.id}”.")
        seen.add(post.id)
    return list(posts)


@contextmanager
def _progress(calls: int) -> Iterator[Callable[[], None]]:
    """Counts drafts on standard error where a person waits."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=calls, file=sys.stderr, label="Drafting") as bar:
        yield lambda: bar.update(1)


def _as_text(told: Told) -> str:
    names = [name for name, _ in told.counts]
    parts = [draft_table.reports(told.ours.reports, names, told.ours.version)]
    if told.theirs:
        there = f"{told.folder}, {told.theirs.version}"
        for name, ours in told.ours.reports.items():
            changed = list(differing(told.theirs.seen[name], told.ours.seen[name]))
            parts += [
                draft_table.side_by_side(name, ours, told.theirs.reports[name], there),
                draft_table.changes(name, changed),
            ]
    if told.errors:
        parts += [draft_table.errors(name, seen) for name, seen in told.ours.seen.items()]
    return "\n\n".join(parts)


def _as_json(told: Told) -> contract.Json:
    answer = {
        "files": [{"name": name, "posts": posts} for name, posts in told.counts],
        **_run_json(told.ours),
    }
    if told.errors:
        answer["errors"] = [
            {
                "id": one.attempt.post.id,
                "writer": name,
                "mistakes": list(one.mistakes),
                "words": {m: list(words) for m, words in one.words.items() if words},
                "draft": one.attempt.text or None,
                "failure": one.attempt.failure or None,
            }
            for name, seen in told.ours.seen.items()
            for one in seen
            if one.mistakes
        ]
    if told.theirs:
        answer["against"] = _run_json(told.theirs)
        answer["changed"] = [
            {"writer": name, **asdict(one)}
            for name, seen in told.ours.seen.items()
            for one in differing(told.theirs.seen[name], seen)
        ]
    return answer


def _run_json(run: DraftRun) -> contract.Json:
    writers = {name: _report_json(told) for name, told in run.reports.items()}
    return {"prompts": run.version, "writers": writers}


def _report_json(told: DraftReport) -> contract.Json:
    return {
        **asdict(told),
        "shares": {name: _part_json(part) for name, part in told.shares.items()},
        "criteria": {name: _part_json(part) for name, part in told.criteria.items()},
    }


def _part_json(part: Part) -> contract.Json:
    return {"count": part.count, "of": part.of, "share": part.share}


# ---------------------------------------------------------------------- pairs


def _key_of(pairs: Path) -> Path:
    return pairs.with_name(f"{pairs.name}.key.jsonl")


def _new(path: Path) -> None:
    """Drafting takes a while, so a file that cannot be written is told before it.

    Pairs are never written over: somebody may be judging them.
    """
    for each in (path, _key_of(path)):
        if each.exists() or each.is_symlink():
            raise BadInput(f"{each} stands there already; please take another name.")
        try:
            each.touch()
            each.unlink()
        except OSError as exc:
            raise BadInput(f"{each}: it cannot be written ({exc.strerror or exc}).") from exc


def _write_pairs(path: Path, pairs: Sequence[Pair], writer: str, prompts: str) -> None:
    shown = [{"id": one.id, "post": one.post, "a": one.a, "b": one.b} for one in pairs]
    key = [
        {"id": one.id, "ours": one.ours, "writer": writer, "prompts": prompts}
        for one in sorted(pairs, key=lambda one: one.id)
    ]
    for file, rows in ((path, shown), (_key_of(path), key)):
        lines = "".join(f"{contract.written(row)}\n" for row in rows)
        file.write_text(lines, encoding="utf-8", newline="\n")


def _written(path: Path, pairs: int, posts: int) -> str:
    left = "" if pairs == posts else f" {posts - pairs} posts have none: one of the two is missing."
    return (
        f"{pairs} pairs are in {path}.{left}\n"
        f"Which reply is ours stands in {_key_of(path)}: keep it from the judges."
    )


def _rows(
    path: Path, choices: Mapping[str, Sequence[str]], *, known: Mapping[str, str] | None = None
) -> list[Mapping[str, str]]:
    """The rows of a file, each with an id (one of `known`) and one of the choices for a field."""
    rows = []
    for place, row in read_rows(path):
        if not isinstance(row.get("id"), str):
            raise BadInput(f"{place}: “id” is missing.")
        for field, allowed in choices.items():
            if row.get(field) not in allowed:
                raise BadInput(f"{place}: “{field}” should be one of {', '.join(allowed)}.")
        if known is not None and row["id"] not in known:
            raise BadInput(f"{place}: there is no pair with the id “{row['id']}”.")
        rows.append(row)
    return rows


def _verdicts_json(told: Verdicts) -> contract.Json:
    def shares(of: int) -> contract.Json | None:
        if not of:
            return None
        preferred = Preferred(told.ours, of)
        return {"share": preferred.share, "interval": list(preferred.interval)}

    return {
        **asdict(told),
        "judged": told.judged,
        "preferred": shares(told.judged),
        "without_ties": shares(told.ours + told.plain),
    }
