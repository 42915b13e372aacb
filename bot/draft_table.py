"""The figures of `coach eval --drafts` as a terminal shows them, within 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from bot.draft_evaluation import Differing, DraftReport, Measure, Outcome, Part, Seen
from bot.eval_table import figure, percent
from bot.pairs import Preferred, Verdicts
from bot.rubric import Criterion

_WIDTH = 80
_NAME = 38
_COLUMN = 20

_TITLES: Mapping[Measure, str] = {
    Measure.SERVED: "Written, of those it was asked for",
    Measure.ANSWERED: "Posts that need a reply and get one",
    Measure.UNBLOCKED: "Without a blocking finding",
    Measure.OPEN_SLOT: "With a slot for a person to fill",
    Measure.DETAIL: "A detail of the post is taken up",
    Measure.COMPLAINT_DETAIL: "  of these, English complaints",
    Measure.NAMED: "One of the details given is named",
    Measure.INVENTED: "Something nobody has told",
    Measure.CONTACT: "Unknown contacts",
    Measure.OBEYED: "Orders in the post obeyed, repeated",
    Measure.LANGUAGE: "In the right language",
    Measure.TOO_LONG: "Longer than the platform takes",
    Measure.SAME_TEXT: "Same text as for another post",
    Measure.SAME_OPENING: "Same opening as for another post",
    Measure.REPAIRED: "Went back to the model once",
}


def reports(told: Mapping[str, DraftReport], files: Sequence[str], prompts: str) -> str:
    """All figures, a column a writer."""
    first = next(iter(told.values()))
    posts = "1 post" if first.posts == 1 else f"{first.posts} posts"
    head = f"{posts} of {', '.join(files)}. Prompts {prompts}."
    parts = [
        [_wrapped(head)],
        [_header("Posts", told), *_outcomes(told)],
        [_header("Drafts", told), *_shares(told)],
        [_header("Criteria met, of those asked for", told), *_criteria(told)],
        [_header("Size and cost", told), *_amounts(told)],
        list(_failures(told)),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def side_by_side(name: str, ours: DraftReport, theirs: DraftReport, folder: str) -> str:
    """Two versions of the prompts at one writer: here, there, and how much more here is."""
    shares = [(_TITLES[m], ours.shares[m], theirs.shares[m]) for m in Measure]
    criteria = [(f"  {c}", ours.criteria[c], theirs.criteria[c]) for c in Criterion]
    counted = [row for row in shares if row[1].of or row[2].of]
    wanted = [row for row in criteria if row[1].of or row[2].of]
    lines = [
        _wrapped(f"{name}: here, there ({folder}), and the difference"),
        "",
        _bold(f"{'Drafts':<{_NAME}}{'here':>8}{'there':>8}{'':>3}{'':<8}".rstrip()),
        *(_differing(title, here.share, there.share) for title, here, there in counted),
        _bold("Criteria met"),
        *(_differing(title, here.share, there.share) for title, here, there in wanted),
        _bold("Cost"),
        _differing("Calls a draft", ours.calls, theirs.calls),
        _differing("Tokens a draft, in", ours.tokens_in, theirs.tokens_in),
        _differing("Tokens a draft, out", ours.tokens_out, theirs.tokens_out),
    ]
    return "\n".join(lines)


def changes(name: str, changed: Sequence[Differing]) -> str:
    """One line a post whose draft has other mistakes here."""
    if not changed:
        return f"{name}: every draft has the same mistakes, or none."
    many = "1 draft has" if len(changed) == 1 else f"{len(changed)} drafts have"
    lines = [
        _wrapped(
            f"{one.id}: "
            + "; ".join(
                f"{words} {', '.join(mistakes)}"
                for words, mistakes in (("now", one.gained), ("no longer", one.lost))
                if mistakes
            )
        )
        for one in changed
    ]
    return "\n".join([_bold(f"{name}: {many} other mistakes here"), *lines])


def errors(name: str, seen: Iterable[Seen]) -> str:
    """Each draft in which something went wrong: what, the words that show it, post and draft."""
    wrong = [_mistaken(name, one) for one in seen if one.mistakes]
    return "\n\n".join(wrong) or f"{name}: nothing went wrong."


def verdicts(told: Verdicts) -> str:
    """What judges said, in sentences."""
    if not told.judged:
        return "Nobody has judged a pair yet."
    lines = [
        f"{told.judged} of {told.pairs} pairs are judged: ours is better in {told.ours}, "
        f"the plain reply in {told.plain}, {told.ties} are ties.",
        f"Ours is preferred in {preferred(Preferred(told.ours, told.judged))}.",
    ]
    if told.ties and told.ours + told.plain:
        without = preferred(Preferred(told.ours, told.ours + told.plain))
        lines.append(f"Ties left out: {without}.")
    return "\n".join(map(_wrapped, lines))


def preferred(share: Preferred) -> str:
    """`62 of 80 (77.5 %, 95 % interval 67.2 to 85.3 %)`."""
    low, high = (f"{100 * end:.1f}" for end in share.interval)
    return (
        f"{share.count} of {share.of} ({100 * share.share:.1f} %, 95 % interval {low} to {high} %)"
    )


def _outcomes(told: Mapping[str, DraftReport]) -> Iterator[str]:
    for outcome in Outcome:
        counts = [one.outcomes[outcome] for one in told.values()]
        if any(counts):
            yield _row(str(outcome), map(str, counts))


def _shares(told: Mapping[str, DraftReport]) -> Iterator[str]:
    for measure in Measure:
        parts = [one.shares[measure] for one in told.values()]
        if any(part.of for part in parts):
            yield _row(_TITLES[measure], map(_part, parts))
        if measure is Measure.INVENTED:
            yield from _invented(told)


def _invented(told: Mapping[str, DraftReport]) -> Iterator[str]:
    kinds = sorted({kind for one in told.values() for kind in one.invented})
    for kind in kinds:
        yield _row(f"  {kind}s", (str(one.invented.get(kind, 0)) for one in told.values()))


def _criteria(told: Mapping[str, DraftReport]) -> Iterator[str]:
    for criterion in Criterion:
        parts = [one.criteria[criterion] for one in told.values()]
        if any(part.of for part in parts):
            yield _row(str(criterion), map(_part, parts))


def _amounts(told: Mapping[str, DraftReport]) -> Iterator[str]:
    every = told.values()
    yield _row("Details of the post a draft", (figure(one.details) for one in every))
    for title in ("p50", "p99"):
        words = (getattr(one.words, title, None) for one in every)
        yield _row(f"Words, {title}", ("–" if n is None else f"{n:.0f}" for n in words))
    for title in ("p50", "p99"):
        times = (getattr(one.milliseconds, title, None) for one in every)
        yield _row(f"Time, {title}", ("–" if n is None else _time(n) for n in times))
    if any(one.calls is not None for one in every):
        yield _row("Calls a draft", (figure(one.calls) for one in every))
        for title, name in (("in", "tokens_in"), ("out", "tokens_out")):
            tokens = (getattr(one, name) if one.calls is not None else None for one in every)
            yield _row(
                f"Tokens a draft, {title}", ("–" if n is None else f"{n:.0f}" for n in tokens)
            )


def _failures(told: Mapping[str, DraftReport]) -> Iterator[str]:
    for name, one in told.items():
        for sentence, times in one.failures.items():
            yield _wrapped(f"{name}, {times} times: {sentence}")


def _mistaken(name: str, one: Seen) -> str:
    attempt = one.attempt
    lines = [_bold(f"{attempt.post.id}  {name}")]
    for mistake in one.mistakes:
        shown = one.words.get(Measure(mistake), ()) if mistake in set(Measure) else ()
        quoted = ", ".join(f"“{' '.join(words.split())}”" for words in shown)
        lines.append(_wrapped(f"- {_named(mistake)}{': ' if quoted else ''}{quoted}"))
    lines.append(_wrapped(f"Post: {attempt.post.text}"))
    text = attempt.text if attempt.outcome is Outcome.WRITTEN else attempt.failure
    return "\n".join([*lines, *(_wrapped(line) for line in text.splitlines() if line)])


def _named(mistake: str) -> str:
    """A mistake in words: where "no" is the mistake, it has to be said."""
    wrong = {
        Measure.SERVED: "the model wrote nothing",
        Measure.ANSWERED: "a post that needs a reply gets none",
        Measure.UNBLOCKED: "a blocking finding",
        Measure.DETAIL: "no detail of the post is taken up",
        Measure.NAMED: "none of the details given is named",
        Measure.LANGUAGE: "in another language",
    }
    if mistake not in set(Measure):
        return f"criterion not met: {mistake.removeprefix('no ')}"
    measure = Measure(mistake)
    return wrong.get(measure, _TITLES[measure][:1].lower() + _TITLES[measure][1:])


def _differing(title: str, here: float | None, there: float | None) -> str:
    more = "="
    if here != there:
        more = "–" if here is None or there is None else f"{here - there:+.2f}"
    return f"{title:<{_NAME}}{figure(here):>8}{figure(there):>8}{more:>9}"


def _part(part: Part) -> str:
    return percent(part.count, part.of) if part.of else "–"


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.1f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def _header(title: str, told: Mapping[str, DraftReport]) -> str:
    return _bold(_row(title, told))


def _row(title: str, values: Iterable[str]) -> str:
    return f"{title:<{_NAME}}" + "".join(f"{value:>{_COLUMN}}" for value in values)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _bold(text: str) -> str:
    return click.style(text, bold=True)
