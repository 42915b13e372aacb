"""The model card: what the offline reader was tried on, its figures, and where it fails. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation import FalseAlarms, Report, Tally, in_order, share
from bot.findings import GROUPS, FindingKind

_LOW_RECALL = 0.5
_LOW_PRECISION = 0.8
_FEW_LABELS = 10
_FEW_REPLIES = 30


@dataclass(frozen=True, slots=True)
class Tried:
    """What the figures come from: files with their numbers of items, and what read them.

    `prompts` is the content hash of the folder, `command` what brings the figures about again.
    """

    files: Sequence[tuple[str, int]]
    prompts: str
    version: str
    command: str


def model_card(report: Report, tried: Tried) -> str:
    """The page in Markdown. The same figures give the same page: no date, no machine's time."""
    sections = [
        _head(),
        _tried(report, tried),
        _languages(report),
        _kinds(report),
        _groups(report),
        _baselines(report),
        _alarms(report),
        _failures(report),
        ["## How to repeat it", "", "```", tried.command, "```"],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _head() -> Iterator[str]:
    yield "# Model card: the offline reader"
    yield ""
    yield "Written by `coach eval --card` from its figures, so please don't edit it by hand."
    yield "How to read them: [evaluation.md](evaluation.md)."


def _tried(report: Report, tried: Tried) -> Iterator[str]:
    yield "## What it was tried on"
    yield ""
    yield from _table(
        ("file", "replies"), ((_code(name), str(items)) for name, items in tried.files)
    )
    yield ""
    yield (
        f"{report.replies} replies were scored; {report.contested} are contested (reasonable "
        f"people differ) and were not. They were read with the cues, gates and rubric of "
        f"Response Coach {tried.version}, prompts {_code(tried.prompts)}, without a model."
    )


def _languages(report: Report) -> Iterator[str]:
    yield "## Languages"
    yield ""
    yield "By reply: was anything to be flagged, and was anything flagged?"
    yield ""
    rows = (
        (_plain(language or "not stated"), str(one.replies), *_row(one.flagged))
        for language, one in report.languages.items()
    )
    yield from _table(("language", "replies", *_COLUMNS), rows)


def _kinds(report: Report) -> Iterator[str]:
    yield "## By kind"
    yield ""
    grouped = [(group, kind) for group, kinds in GROUPS.items() for kind in in_order(kinds)]
    known = {kind for _, kind in grouped}
    grouped += [("others", kind) for kind in report.kinds if kind not in known]
    rows = ((group, _code(kind), *_row(report.kinds[kind])) for group, kind in grouped)
    yield from _table(("group", "kind", *_COLUMNS), rows)


def _groups(report: Report) -> Iterator[str]:
    yield "## By group"
    for title, tally in _WAYS:
        yield ""
        yield title
        yield ""
        rows = ((name, *_row(tally(report, name))) for name in report.groups)
        yield from _table(("group", *_COLUMNS), rows)


def _baselines(report: Report) -> Iterator[str]:
    yield "## Beside something simpler"
    yield ""
    yield "Precision, recall and F1 by reply. “By length” flags by one limit of length, the one"
    yield "that does best on these very replies."
    yield ""
    rows = (
        (
            name,
            _three(group.replies),
            _three(group.everything),
            _three(group.length),
            group.rule or "–",
        )
        for name, group in report.groups.items()
    )
    yield from _table(("group", "coach", "flag everything", "by length", "which limit"), rows)


def _alarms(report: Report) -> Iterator[str]:
    yield "## False alarms, and the words"
    yield ""
    yield from _table(
        ("clean replies", "number", "with any warning or block", "… of a kind above"),
        (_alarm("all", report.clean), _alarm("tricky ones", report.tricky)),
    )
    yield ""
    overlap = report.overlap
    yield (
        f"Of {overlap.finds} right finds whose words are labelled, {overlap.touching} "
        f"({_percent(overlap.touching, overlap.finds)}) touch these words."
    )


def _failures(report: Report) -> Iterator[str]:
    kinds = report.kinds
    missing = [k for k, t in kinds.items() if (t.recall or 0) < _LOW_RECALL and t.labelled]
    crying = [k for k, t in kinds.items() if t.found and (t.precision or 0) < _LOW_PRECISION]
    yield "## Where it fails"
    yield ""
    yield "- " + _sentence(
        "It misses more than half of", missing, lambda kind: kinds[kind].recall, "No kind is missed"
    )
    yield "- " + _sentence(
        "More than one flag in five is wrong for",
        crying,
        lambda kind: kinds[kind].precision,
        "No kind is flagged",
    )
    yield from _unmeasured(report)


def _sentence(
    words: str,
    named: Sequence[FindingKind],
    figure: Callable[[FindingKind], float | None],
    otherwise: str,
) -> str:
    if not named:
        limit = "more than half of the time" if "missed" in otherwise else "wrongly that often"
        return f"{otherwise} {limit}."
    return f"{words} {', '.join(f'{_code(kind)} ({_figure(figure(kind))})' for kind in named)}."


def _unmeasured(report: Report) -> Iterator[str]:
    measured = {kind for kind, tally in report.kinds.items() if tally.labelled}
    never = [k for k in FindingKind if k not in measured and not k.startswith("missing_")]
    few = [k for k in in_order(measured) if report.kinds[k].labelled < _FEW_LABELS]
    seldom = [name for name, one in report.languages.items() if one.replies < _FEW_REPLIES]
    if never:
        yield f"- Nobody labelled these, so nobody measured them: {_codes(never)}."
    if few:
        yield f"- Fewer than {_FEW_LABELS} labels each, so chance has a say: {_codes(few)}."
    if seldom:
        names = ", ".join(_plain(name or "not stated") for name in seldom)
        yield f"- Fewer than {_FEW_REPLIES} replies each, so the same goes for: {names}."
    yield "- Languages that are not named above, and what a model adds, were not measured here."
    yield "- Replies as people really send them may differ from these: measure with your own."


_COLUMNS = ("labelled", "found", "right", "precision", "recall", "F1")
_WAYS: Sequence[tuple[str, Callable[[Report, str], Tally]]] = (
    ("By reply and kind (a kind counts once a reply):", lambda r, name: r.groups[name].pairs),
    ("By reply (has it anything of the group?):", lambda r, name: r.groups[name].replies),
)


def _row(tally: Tally) -> tuple[str, ...]:
    counts = (tally.labelled, tally.found, tally.right)
    shares = (tally.precision, tally.recall, tally.f1)
    return (*map(str, counts), *map(_figure, shares))


def _alarm(name: str, alarms: FalseAlarms) -> tuple[str, ...]:
    counted = [
        f"{part} ({_percent(part, alarms.replies)})" for part in (alarms.any_kind, alarms.grouped)
    ]
    return (name, str(alarms.replies), *counted)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _three(tally: Tally) -> str:
    return " · ".join(map(_figure, (tally.precision, tally.recall, tally.f1)))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _percent(part: int, whole: int) -> str:
    value = share(part, whole)
    return "–" if value is None else f"{value * 100:.1f} %"


def _codes(kinds: Iterable[FindingKind]) -> str:
    return ", ".join(map(_code, kinds))


def _code(text: str) -> str:
    return f"`{re.sub(r'[`|]', ' ', text)}`"


def _plain(text: str) -> str:
    """A text of a file as Markdown shows it: as it stands."""
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", text)
