"""Which cues people disagree with: what they set aside, counted, with their reasons. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.events import FindingDismissed
from bot.findings import FindingKind
from bot.text import shorten
from bot.views import CaseView, flag_key

_REASONS = 3
_LENGTH = 120  # characters of a reason


@dataclass(frozen=True, slots=True)
class Source:
    """Who flagged: a cue by its id, or else a reader; empty where the words were erased."""

    kind: FindingKind
    cue: str = ""
    reader: str = ""

    @property
    def name(self) -> str:
        """The id of the cue, or kind and reader."""
        return self.cue or f"{self.kind}/{self.reader or 'erased'}"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One finding that somebody set aside; `reason` is empty where none was given."""

    source: Source
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """How often the findings of one source were set aside, and the newest reasons."""

    source: Source
    times: int
    reasons: tuple[str, ...]


def dismissals(view: CaseView) -> Iterator[Dismissal]:
    """What was set aside in a case, oldest first."""
    for recorded in view.history:
        event = recorded.event
        if isinstance(event, FindingDismissed):
            reason = view.texts.get(event.reason.id) if event.reason else None
            source = _source(view, event)
            if source:
                yield Dismissal(source, recorded.at, reason.text if reason else "")


def most_dismissed(found: Iterable[Dismissal]) -> list[Dismissed]:
    """By source, what was set aside most comes first."""
    by_source: dict[Source, list[Dismissal]] = {}
    for one in sorted(found, key=lambda one: one.at, reverse=True):
        by_source.setdefault(one.source, []).append(one)
    counted = [
        Dismissed(source, len(its), tuple(_reasons(its))) for source, its in by_source.items()
    ]
    return sorted(counted, key=lambda one: (-one.times, one.source.name))


def _source(view: CaseView, event: FindingDismissed) -> Source | None:
    """The finding as it was stored with the draft; of an erased one the kind is still known."""
    draft = view.case.draft(event.draft)
    # A second reading can raise a finding, which is another one then: the first reading has it.
    for finding in (*view.found(draft.content), *view.found(draft.reading)):
        if flag_key(view.case.id, finding) == event.key:
            return Source(finding.kind, finding.cue, finding.reader)
    flags = [flag for flag in draft.flags if flag.key == event.key]
    return Source(flags[0].kind) if flags else None


def _reasons(newest_first: Iterable[Dismissal]) -> list[str]:
    given = dict.fromkeys(shorten(one.reason, _LENGTH) for one in newest_first if one.reason)
    return list(given)[:_REASONS]
