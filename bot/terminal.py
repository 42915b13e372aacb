"""Cards, findings and lists as a terminal shows them."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime

import click

from bot.card_words import settled
from bot.contract import Json
from bot.due import Due
from bot.findings import Finding, FindingKind, Severity
from bot.follow_history import said_of
from bot.follow_words import ended
from bot.history import Entry
from bot.incident_words import also
from bot.playbook import Playbook
from bot.post_words import act_now, particulars, touches
from bot.promises import Promise
from bot.readers import Reading
from bot.records import CaseRow, StuckJob
from bot.reminder_words import when
from bot.review_card import ReviewCard
from bot.row_words import RowDue, briefly
from bot.rubric import Mark
from bot.text import shorten
from bot.timers import pending
from bot.triage import Triage
from bot.views import CaseView

_SEVERITY = {
    Severity.BLOCK: ("stop", "red"),
    Severity.WARN: ("look", "yellow"),
    Severity.TIP: ("tip", "cyan"),
}
_OWNERS = {None: "Nobody owns it.", "team": "No one person owns it."}
_MARKS = {Mark.MET: "✓", Mark.EMPTY: "○ empty:", Mark.MISSING: "– missing:"}


def card(shown: ReviewCard) -> str:
    """A review card: the customer, the reply and the riskiest thing first."""
    lines = [_quote(shown.customer), ""]
    if shown.reply:
        lines += [_reply(shown), ""]
    lines.append(_wrap(f"▸ {shown.riskiest}", bold=True))
    lines += [_wrap(more) for more in (shown.bystander, shown.helpline) if more]
    lines += [_wrap(f"! {must}", bold=True) for must in shown.act_now]
    lines += ["", _dim(" · ".join(filter(None, [shown.strategy, shown.severity, shown.how_sure])))]
    lines.append(_wrap(shown.advice))
    lines += [_wrap(told) for told in (_told(shown.particulars), _delicate(shown.touches)) if told]
    if shown.evidence:
        lines += ["", _dim("Because the post says")]
        lines += [_evidence(q.text, q.says, supports=q.supports) for q in shown.evidence]
    if shown.scorecard:
        lines += ["", _dim("The reply")]
        lines += [_wrap(_mark(line.title, line.mark), indent="  ") for line in shown.scorecard]
    if shown.findings:
        lines += ["", findings([one.finding for one in shown.findings])]
    if shown.origin:
        lines += ["", _dim(f"{shown.origin}. Nothing is public before a person approves it.")]
    return "\n".join(lines)


def _told(particulars: Sequence[tuple[str, str]]) -> str:
    """`What: the boiler · When: since Monday`."""
    return " · ".join(f"{label}: {words}" for label, words in particulars)


def _delicate(touches: Sequence[str]) -> str:
    return f"Handle with care: {', '.join(touches)}" if touches else ""


def findings(found: Sequence[Finding]) -> str:
    """The findings of a reply, riskiest first, each with a better wording where there is one."""
    if not found:
        return click.style("Nothing to flag.", fg="green")
    return "\n".join(_finding(f) for f in found)


def checked(reading: Reading, promises: Sequence[Promise]) -> str:
    """How a reply reads, then what it promises, by when, and who owns it."""
    if reading.first and not reading.findings:
        told = [_wrap(reading.first, bold=True)]
    else:
        told = [findings(reading.findings)]
    told += [_wrap(f"Promises: {_promise(one)}") for one in promises]
    return "\n".join(told)


def _promise(one: Promise) -> str:
    return f"{one.what}{spoken(one.due)}. " + _OWNERS.get(one.owner, f"{one.owner} owns it.")


def spoken(due: Due | None) -> str:
    """` by Friday 4 December, 12:00`, or nothing."""
    if due is None:
        return ""
    hour = f", {due:%H:%M}" if isinstance(due, datetime) else ""
    return f" by {due:%A} {due.day} {due:%B}{hour}"


def triage(post: str, read: Triage, playbook: Playbook, brand: str = "") -> str:
    """What kind of post it is, and why; how to go about it, and what must be done now."""
    reasons = ", ".join(read.severity_reasons)
    head = f"{read.category.replace('_', ' ').capitalize()}, severity {read.severity} of 5"
    lines = [
        click.style(head, bold=True)
        + (f" ({reasons})" if reasons else "")
        + f" · {read.confidence}"
    ]
    lines += [
        _evidence(post[ev.start : ev.end], ev.says, supports=ev.supports) for ev in read.evidence
    ]
    details = [
        ("Topics", ", ".join(read.topics)),
        ("Personal data", ", ".join(sorted({p.kind for p in read.personal_data}))),
        ("Careful", "the post tries to give the coach orders" if read.injection else ""),
    ]
    told = [_told(particulars(post, read)), _delicate(touches(read))]
    lines += [_wrap(line, indent="  ") for line in told if line]
    lines += [f"  {name}: {value}" for name, value in details if value]
    lines.append(_wrap(f"How: {playbook.handling.strategies[read.strategy].advice}", indent="  "))
    lines += [
        _wrap(f"! {must}", bold=True) for must in act_now(post, read, playbook.profile(brand))
    ]
    return "\n".join(lines)


def case_list(rows: Sequence[tuple[CaseRow, str]], now: datetime, *, empty: str) -> str:
    """One line a case: id, status, kind, what is due, the post. `now` is local.

    `empty` is said where there is none.
    """
    due = [_due(briefly(row, now)) for row, _ in rows]
    wide = max(map(len, due), default=0)
    left = max(20, _width() - 47 - wide)
    lines = [
        f"{row.case_id}  {_status(row):<8} {row.category.replace('_', ' ') or '…':<16} "
        f"{told:<{wide}} {shorten(post, left)}"
        for (row, post), told in zip(rows, due, strict=True)
    ]
    return "\n".join(lines) or empty


def _status(row: CaseRow) -> str:
    """As `--status` takes it; but only a content customer is told to be solved."""
    return ended(row.status, row.outcome).partition(":")[0].lower()


def _due(told: Sequence[RowDue]) -> str:
    """The most pressing, and how much there is besides."""
    if not told:
        return ""
    first = next((one for one in told if one.late), told[0])
    return first.says + (f" +{len(told) - 1}" if len(told) > 1 else "")


def followed(shown: ReviewCard, reminder: str) -> str:
    """What came before, what is owed, how long it takes, and the next `reminder`; or nothing."""
    before = [f"They wrote before: “{shorten(post, 200)}”" for post in shown.earlier]
    promises = [one.says for one in shown.promises]
    told = [shown.incident, also(shown.nearby), *before, shown.closing, *promises]
    told += [" ".join(shown.clocks), reminder]
    return "\n".join(_wrap(line) for line in told if line)


def next_reminder(view: CaseView, now: datetime) -> str:
    """Of what people are reminded next, and when; empty where nothing is left to do."""
    waiting = pending(view.case, view.house)
    if not waiting:
        return ""
    one, zone = waiting[0], view.house.hours.zone
    says = said_of(one.due, one.promise, view)
    return f"Next reminder {when(max(one.at, now), zone, now)}: {says}."


def case_history(entries: Iterable[Entry]) -> str:
    """One line an event, oldest first."""
    return "\n".join(f"{entry.at:%Y-%m-%d %H:%M}  {entry.who} {entry.what}" for entry in entries)


def stuck_jobs(stuck: Sequence[StuckJob]) -> str:
    """One line a job that was given up."""
    lines = [
        f"{one.job.id:<6} {one.job.kind} of case {one.job.case_id}, "
        f"{one.failed_at:%Y-%m-%d %H:%M}: {one.error}"
        for one in stuck
    ]
    return "\n".join(lines) or "No job is stuck."


def checks(lines: Iterable[Json]) -> str:
    """What `coach doctor` found."""
    colour = {"ok": "green", "off": None, "problem": "red"}
    return "\n".join(
        click.style(line["state"].ljust(8), fg=colour[line["state"]])
        + f" {line['what']}: {line['says']}"
        for line in lines
    )


def _width() -> int:
    return min(shutil.get_terminal_size((88, 24)).columns, 100)


def _wrap(text: str, *, indent: str = "", bold: bool = False) -> str:
    filled = "\n".join(
        textwrap.fill(
            line, _width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )
        for line in text.splitlines()
    )
    return click.style(filled, bold=True) if bold else filled


def _dim(text: str) -> str:
    return click.style(text, dim=True)


def _quote(text: str) -> str:
    return click.style(_wrap(f"“{text}”"), italic=True)


def _reply(shown: ReviewCard) -> str:
    text = shown.reply
    wrapped = _wrap(text, indent="  ")
    for label in dict.fromkeys(text[slot.start : slot.end] for slot in shown.slots):
        wrapped = wrapped.replace(label, click.style(label, fg="magenta", bold=True))
    return wrapped


def _evidence(text: str, says: str, *, supports: bool) -> str:
    sign = "+" if supports else "-"
    return _wrap(f"{sign} “{shorten(text, 60)}”: {says}", indent="  ")


def _mark(title: str, mark: Mark) -> str:
    return f"{_MARKS[mark]} {title}"


def _finding(found: Finding) -> str:
    word, colour = _SEVERITY[found.severity]
    head = click.style(f"{word:<5}", fg=colour, bold=True)
    head += " ".join(part for part in (found.why, settled(found)) if part)
    if found.kind is not FindingKind.UNFILLED_SLOT and found.suggestion:
        head += f"\n     Try: {found.suggestion}"
    return head
