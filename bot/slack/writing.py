"""Slack's modals in which somebody writes a reply, with the one hint under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.findings import Finding, FindingKind, Severity, Verdict
from bot.playbook import Playbook
from bot.readers import Reading
from bot.slack import mrkdwn
from bot.slack.ids import TYPED, Form, Target
from bot.slack.long_text import collected, inputs, spread, together, with_room
from bot.slack.pieces import Block, View, context, modal, rich, run, texts

_TEXT = "text"  # block id of the first input
_CUSTOMER = 600
_SHOWN = 5000
_FINDINGS = 12
_FORMS = {
    Form.EDIT: ("Edit the reply", "The reply", "Save"),
    Form.OWN: ("Write a reply", "Your reply", "Save"),
    Form.CHECK: ("Check a reply", "Your reply", "Check"),
}
_QUIET = "I read along while you write."
_WELL = "Reads well so far."
_SEVERITY = {
    Severity.BLOCK: "Please change this",
    Severity.WARN: "Worth a second look",
    Severity.TIP: "A tip",
}
_VERDICT = {
    Verdict.PASS: "Nothing stands in the way.",
    Verdict.WARN: "Worth a second look before it goes out.",
    Verdict.BLOCK: "Please change this before it goes out.",
}


def coached_view(
    form: Form,
    target: Target,
    customer: str,
    text: str | Mapping[str, str],
    reading: Reading | None,
    playbook: Playbook,
) -> View:
    """EDIT, OWN or CHECK, first shown and every time it is refreshed.

    `text` is the draft to start from, or what `typed` gave: then every input stays as it is.
    `reading` is what `CareDesk.read` says of `joined`; None while nothing was read yet (fewer
    than 40 characters): the hint then is a quiet line.
    """
    title, label, submit = _FORMS[form]
    parts = with_room(_TEXT, spread(_TEXT, text) if isinstance(text, str) else text or {_TEXT: ""})
    blocks: list[Block] = []
    if customer.strip():
        blocks += texts("customer", mrkdwn.short(customer, _CUSTOMER), quoted=True)
    blocks += inputs(_TEXT, parts, label=label, action_id=TYPED)
    blocks.append(rich("hint", list(_hint(reading, playbook))))
    return modal(form, title, blocks, submit=submit, metadata=target.value())


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """The words of each input of a coached view by its block id, from `payload["view"]`."""
    return collected(_TEXT, (view.get("state") or {}).get("values") or {})


def joined(view: Mapping[str, Any]) -> str:
    """The text that stands in the inputs of a coached view."""
    return together(typed(view))


def _hint(reading: Reading | None, playbook: Playbook) -> list[Block]:
    """The riskiest finding in a calm sentence; of the others only what they are called."""
    if reading is None:
        return [run(_QUIET)]
    if not reading.findings:
        return [run(_WELL)]
    told = _sentence(reading.findings[0])
    others = reading.findings[1:]
    if others:
        kinds = playbook.rubric.kinds
        titles = list(dict.fromkeys(kinds[f.kind].title for f in others))
        named = ", ".join(titles[:3]) + (" …" if len(titles) > 3 else "")
        told.append(run(f"\nAlso noticed: {len(others)} more ({named})", "italic"))
    return told


def _sentence(finding: Finding) -> list[Block]:
    told = [run(mrkdwn.short(finding.why, 500))]
    if finding.suggestion and finding.kind is not FindingKind.UNFILLED_SLOT:
        told += [run(" Try: "), run(f"“{mrkdwn.short(finding.suggestion, 400)}”", "bold")]
    return told


def checked_view(text: str, reading: Reading, playbook: Playbook) -> View:
    """What was found in a reply without a case; nothing was stored.

    Its blocks keep to the limits of a message, too.
    """
    verdict = _VERDICT[reading.verdict] if reading.findings else _WELL
    blocks = [rich("verdict", [run(verdict, "bold")])]
    blocks += findings_blocks(reading.findings, playbook, most=_FINDINGS)
    parts = mrkdwn.split(text, _SHOWN)
    blocks += texts("checked", parts[0] if parts else "", quoted=True)
    if rest := len(text) - len(parts[0] if parts else ""):
        blocks.append(context("checked_more", f"… and {rest:,} more characters, read as well."))
    blocks.append(context("kept", "Nothing was saved."))
    return modal(Form.CHECK, "What I noticed", blocks, metadata=Target("").value(), close="Close")


def findings_blocks(found: Sequence[Finding], playbook: Playbook, *, most: int) -> list[Block]:
    """Findings with what they are called, why, and a better wording; riskiest first."""
    kinds = playbook.rubric.kinds
    blocks = [
        rich(
            f"finding_{n}",
            [run(f"{_SEVERITY[f.severity]} · {kinds[f.kind].title}\n", "bold"), *_sentence(f)],
        )
        for n, f in enumerate(found[:most])
    ]
    if (more := len(found) - most) > 0:
        blocks.append(context("findings_more", f"… and {more} more."))
    return blocks
