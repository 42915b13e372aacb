"""The figures of `coach eval` as a terminal shows them, within 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

import click

from bot.evaluation import (
    ANY,
    GROUPED,
    Changed,
    FalseAlarms,
    Mistake,
    Report,
    Tally,
    in_order,
    share,
)
from bot.feedback import Dismissed
from bot.findings import GROUPS, FindingKind

_WIDTH = 80
_NAME = 26  # the longest name of a group
_COUNTED = ("labelled", "found", "right", "precision", "recall", "F1")


def report(told: Report, files: Sequence[str], prompts: str) -> str:
    """The whole answer: kinds, groups, false alarms, and what they stand beside."""
    left_out = f"; {told.contested} contested ones are not scored" if told.contested else ""
    head = f"{told.replies} replies of {', '.join(files)}{left_out}. Prompts {prompts}."
    parts = [
        [_wrapped(head)],
        _kinds(told),
        _groups(told),
        _beside(told),
        _languages(told) if len(told.languages) > 1 else [],
        _rest(told),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def side_by_side(ours: Report, theirs: Report, folder: str) -> str:
    """Two versions of the prompts: here, there, and how much better here is."""
    kinds = [
        (str(kind), ours.kinds[kind], theirs.kinds[kind])
        for kind in ours.kinds
        if ours.kinds[kind].labelled or ours.kinds[kind].found or theirs.kinds[kind].found
    ]
    groups = [(name, ours.groups[name].replies, theirs.groups[name].replies) for name in GROUPED]
    lines = [
        _wrapped(f"Here, there ({folder}), and the difference"),
        "",
        _differing_header("By kind"),
        *(_differing(*row) for row in kinds),
        "",
        _differing_header("Groups, by reply"),
        *(_differing(*row) for row in groups),
        "",
        _both("Clean replies flagged", ours.clean, theirs.clean),
        _both("Tricky ones flagged", ours.tricky, theirs.tricky),
    ]
    return "\n".join(lines)


def changes(changed: Sequence[Changed]) -> str:
    """One line a reply that is read differently here."""
    if not changed:
        return "Every reply is read alike."
    lines = [
        _wrapped(
            f"{one.id}: "
            + "; ".join(
                f"{words} {_named(kinds)}"
                for words, kinds in (("now", one.gained), ("no longer", one.lost))
                if kinds
            )
            + f" (labelled: {_named(one.labels) or 'clean'})"
        )
        for one in changed
    ]
    many = "1 reply is" if len(changed) == 1 else f"{len(changed)} replies are"
    return "\n".join([_bold(f"{many} read differently here"), *lines])


def errors(mistakes: Iterable[Mistake]) -> str:
    """Each miss and each false alarm with its words and its reply."""
    return "\n\n".join(map(_mistake, mistakes)) or "No miss and no false alarm."


def feedback(dismissed: Sequence[Dismissed]) -> str:
    """What people set aside, most often first, with their newest reasons."""
    if not dismissed:
        return "Nobody has set a finding aside yet."
    return "\n".join(_dismissed(one) for one in dismissed)


def figure(value: float | None) -> str:
    """`0.83`, or a dash where there is nothing to say."""
    return "–" if value is None else f"{value:.2f}"


def percent(part: int, whole: int) -> str:
    """`2 of 40 (5.0 %)`."""
    value = share(part, whole)
    return f"{part} of {whole}" + ("" if value is None else f" ({value:.1%})".replace("%", " %"))


def _kinds(told: Report) -> Iterator[str]:
    yield _header("By kind")
    for group, kinds in GROUPS.items():
        yield _dim(group)
        yield from (_counted(f"  {kind}", told.kinds[kind]) for kind in in_order(kinds))
    others = [kind for kind in told.kinds if kind not in ANY]
    if others:
        yield _dim("others")
    yield from (_counted(f"  {kind}", told.kinds[kind]) for kind in others)


def _groups(told: Report) -> Iterator[str]:
    yield _header("Groups, by reply and kind")
    yield from (_counted(name, group.pairs) for name, group in told.groups.items())
    yield ""
    yield _header("Groups, by reply")
    yield from (_counted(name, group.replies) for name, group in told.groups.items())


def _beside(told: Report) -> Iterator[str]:
    title = "Precision, recall, F1"
    columns = "".join(f"  {name:<15}" for name in ("coach", "flag everything", "by length"))
    yield _bold(f"{title:<{_NAME}}{columns}".rstrip())
    for name, group in told.groups.items():
        tallies = (group.replies, group.everything, group.length)
        yield f"{name:<{_NAME}}" + "".join(f"  {_three(tally):<15}" for tally in tallies).rstrip()


def _languages(told: Report) -> Iterator[str]:
    yield _bold(f"{'By language':<{_NAME}}{'replies':>9}{'precision':>11}{'recall':>8}")
    for language, scored in told.languages.items():
        tally = scored.flagged
        yield (
            f"{language or 'not stated':<{_NAME}}{scored.replies:>9}"
            f"{figure(tally.precision):>11}{figure(tally.recall):>8}"
        )


def _rest(told: Report) -> Iterator[str]:
    yield _alarms("Clean replies flagged", told.clean)
    yield _alarms("Tricky ones flagged", told.tricky)
    touching = percent(told.overlap.touching, told.overlap.finds)
    yield f"{'Words':<24}{touching} right finds touch the labelled words"
    if told.timing:
        yield f"{'Time a reply':<24}p50 {told.timing.p50:.2f} ms, p99 {told.timing.p99:.2f} ms"


def _alarms(name: str, alarms: FalseAlarms) -> str:
    grouped = percent(alarms.grouped, alarms.replies)
    return f"{name:<24}{percent(alarms.any_kind, alarms.replies)}; by a kind above {grouped}"


def _both(name: str, ours: FalseAlarms, theirs: FalseAlarms) -> str:
    here, there = (percent(one.any_kind, one.replies) for one in (ours, theirs))
    return f"{name:<24}here {here}, there {there}"


def _header(title: str) -> str:
    names = "".join(
        f"{name:>{wide}}" for name, wide in zip(_COUNTED, (9, 8, 8, 10, 8, 7), strict=True)
    )
    return _bold(f"{title:<{_NAME}}{names}")


def _counted(name: str, tally: Tally) -> str:
    shares = f"{figure(tally.precision):>10}{figure(tally.recall):>8}{figure(tally.f1):>7}"
    return f"{name:<{_NAME}}{tally.labelled:>9}{tally.found:>8}{tally.right:>8}{shares}"


def _three(tally: Tally) -> str:
    return " ".join(f"{figure(value):>4}" for value in (tally.precision, tally.recall, tally.f1))


def _differing_header(title: str) -> str:
    columns = "".join(f"  {name:<16}" for name in ("precision", "recall", "F1"))
    return _bold(f"{title:<{_NAME}}{columns}".rstrip())


def _differing(name: str, ours: Tally, theirs: Tally) -> str:
    shares = (
        (ours.precision, theirs.precision),
        (ours.recall, theirs.recall),
        (ours.f1, theirs.f1),
    )
    return f"{name:<{_NAME}}" + "".join(f"  {_difference(*both)}" for both in shares)


def _difference(here: float | None, there: float | None) -> str:
    if here == there:
        more = "="
    else:
        more = "–" if here is None or there is None else f"{here - there:+.2f}"
    return f"{figure(here):>4} {figure(there):>4}  {more:>5}"


def _mistake(one: Mistake) -> str:
    quoted = ", ".join(f"“{' '.join(words.split())}”" for words in one.words if words)
    head = f"{'missed' if one.missed else 'false alarm'}  {one.id}  {one.kind}"
    lines = [_bold(head)] + ([_wrapped(quoted)] if quoted else [])
    return "\n".join([*lines, *(_wrapped(line) for line in one.reply.splitlines())])


def _dismissed(one: Dismissed) -> str:
    kind = f" ({one.source.kind})" if one.source.cue else ""
    lines = [f"{one.times:>5}  {one.source.name}{kind}"]
    lines += [
        textwrap.fill(f"“{reason}”", _WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7)
        for reason in one.reasons
    ]
    return "\n".join(lines)


def _named(kinds: Iterable[FindingKind]) -> str:
    return ", ".join(in_order(kinds))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _dim(text: str) -> str:
    return click.style(text, dim=True)
