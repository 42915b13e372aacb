"""How a reply reads, in the words of every surface. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.findings import Finding, FindingKind, Severity
from bot.playbook import Playbook
from bot.readers import Reading
from bot.rubric import Mark
from bot.scorecard import Line, hint
from bot.text import shorten

Part = tuple[str, ...]  # words, and how they look: bold, italic, strike

QUIET = "I read along while you write."
QUIET_UNTIL_CHECKED = "Press Check to hear how it reads."
_WELL = "Reads well so far."
MENDED = "Your words, mended"
BY_MODEL = {True: " (by the model)", False: " (without the model)"}
BRACKETS = "What stands in [brackets] only you can know."
OURS = "Ours"
ONE_WAY = " (one way among many)"
SHOW_OURS = "Show me yours"
NO_OURS = "Nothing of ours for this one: it needs a person's own words."
NOT_KEPT = "Nothing of this is kept."
NOTHING_FLAGGED = "Nothing is flagged."
_SEVERITY = {
    Severity.BLOCK: "Please change this",
    Severity.WARN: "Worth a second look",
    Severity.TIP: "A tip",
}
_MARKS = {
    Mark.MET: "✓ There",
    Mark.EMPTY: "○ Only words so far",
    Mark.MISSING: "– Not yet",
    Mark.NOT_APPLICABLE: "Not needed",
}


def hint_parts(reading: Reading | None, playbook: Playbook, quiet: str = QUIET) -> list[Part]:
    """The riskiest finding in a calm sentence; of the others only what they are called.

    `quiet` is said where nothing was read yet.
    """
    if reading is None:
        return [(quiet,)]
    first = hint(reading, playbook.rubric)
    if first is None:
        return [(reading.first or _WELL,)]
    kinds = playbook.rubric.kinds
    found = next(f for f in reading.findings if (f.why, f.text) == (first.why, first.quote))
    told = _sentence(found)
    others = [one for one in reading.findings if one is not found]
    if others:
        titles = list(dict.fromkeys(kinds[f.kind].title for f in others))
        named = ", ".join(titles[:3]) + (" …" if len(titles) > 3 else "")
        told.append((f"\nAlso noticed: {len(others)} more ({named})", "italic"))
    return told


def finding_parts(finding: Finding, playbook: Playbook, note: str = "") -> list[Part]:
    """What it is called, why, and a better wording; `note` says who can settle it."""
    title = playbook.rubric.kinds[finding.kind].title
    told: list[Part] = [(f"{_SEVERITY[finding.severity]} · {title}\n", "bold")]
    told += _sentence(finding)
    if note:
        told.append((f" {shorten(note, 200)}",))
    return told


def scores(lines: Sequence[Line]) -> list[Part]:
    """What is there in one line, and what is not yet; there is no score."""
    if not lines:
        return []
    told: list[Part] = [("What a good reply holds\n", "bold")]
    if there := [line.title for line in lines if line.mark is Mark.MET]:
        told.append((f"✓ There: {', '.join(there)}\n",))
    return [*told, *score_parts(one for one in lines if one.mark is not Mark.MET)]


def score_parts(lines: Iterable[Line]) -> list[Part]:
    """A line of the scorecard each: how it stands, and the words that show it or a tip."""
    parts: list[Part] = []
    for line in lines:
        parts.append((f"{_MARKS[line.mark]}: {line.title}", "bold"))
        if line.mark is Mark.MET:
            quote = shorten(line.quote, 160)
            parts.append((f" “{quote}”\n" if quote else "\n",))
        else:
            parts.append((f". {shorten(line.advice, 200)}\n",))
    return parts


def _sentence(finding: Finding) -> list[Part]:
    told: list[Part] = [(shorten(finding.why, 500),)]
    if finding.suggestion and finding.kind is not FindingKind.UNFILLED_SLOT:
        told += [(" Try: ",), (f"“{shorten(finding.suggestion, 400)}”", "bold")]
    return told
