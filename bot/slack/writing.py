"""Slack's modals in which somebody writes a reply, with the one hint under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.findings import Finding, FindingKind, Severity
from bot.playbook import Playbook
from bot.readers import Reading
from bot.rubric import Mark
from bot.scorecard import Line, hint
from bot.slack import inbound, mrkdwn
from bot.slack.ids import TYPED, Act, Form, Target
from bot.slack.long_text import collected, inputs, spread, together, with_room
from bot.slack.pieces import Block, View, actions, button, context, modal, rich, run, texts
from bot.writing_desk import Checked

# Block ids of the first input. Whoever takes our words gets another input: Slack would keep what
# was typed into the one before.
_TEXT, _AGAIN = "text", "again"
_POST = "post"
_CUSTOMER = 600
_SHOWN = 5000
_MENDED_BYTES = 40_000  # a modal holds 250 KB, the reply and its post among them
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
_MARKS = {
    Mark.MET: "✓ There",
    Mark.EMPTY: "○ Only words so far",
    Mark.MISSING: "– Not yet",
    Mark.NOT_APPLICABLE: "Not needed",
}
_ABOVE, _BELOW = frozenset({"saw"}), frozenset({"mended", "ours"})  # what block ids begin with


def coached_view(
    form: Form,
    target: Target,
    customer: str,
    text: str | Mapping[str, str],
    reading: Reading | None,
    playbook: Playbook,
    *,
    post: str | Mapping[str, str] = "",
    beside: Iterable[Block] = (),
) -> View:
    """EDIT, OWN or CHECK, first shown and every time it is refreshed.

    `text` is the draft to start from, or what `typed` gave: then every input stays as it is.
    `reading` is what the desk says of `joined`; None while nothing was read yet (fewer than 40
    characters): the hint then is a quiet line. CHECK asks for the `post`, too, which is what
    `answered` gave, or a text. `beside` are blocks that stand there besides; see `proposals`.
    """
    title, label, submit = _FORMS[form]
    parts = spread(_TEXT, text) if isinstance(text, str) else text or {_TEXT: ""}
    name = next(iter(parts)).partition("_")[0]
    blocks: list[Block] = []
    if customer.strip():
        blocks += texts("customer", mrkdwn.short(customer, _CUSTOMER), quoted=True)
    beside = list(beside)
    blocks += [block for block in beside if _begins(block) in _ABOVE]
    blocks += inputs(name, with_room(name, parts), label=label, action_id=TYPED)
    blocks.append(rich("hint", list(_hint(reading, playbook))))
    if form is Form.CHECK:
        blocks += _post_inputs(spread(_POST, post) if isinstance(post, str) else post)
    blocks += [block for block in beside if _begins(block) not in _ABOVE]
    return modal(form, title, blocks, submit=submit, metadata=target.value())


def _post_inputs(parts: Mapping[str, str]) -> list[Block]:
    parts = with_room(_POST, parts or {_POST: ""})
    asked = inputs(_POST, parts, label="The post it answers, if you have it")
    return [{**block, "optional": True} for block in asked]


def _begins(block: Mapping[str, Any]) -> str:
    return str(block.get("block_id") or "").partition("_")[0]


def typed(view: Mapping[str, Any]) -> dict[str, str]:
    """The words of each input of a coached view by its block id, from `payload["view"]`."""
    values = _values(view)
    return collected(_TEXT, values) or collected(_AGAIN, values)


def joined(view: Mapping[str, Any]) -> str:
    """The text that stands in the inputs of a coached view."""
    return together(typed(view))


def answered(view: Mapping[str, Any]) -> dict[str, str]:
    """The post that a checked reply answers, by block id; empty where nobody gave one."""
    return collected(_POST, _values(view))


def proposals(view: Mapping[str, Any]) -> list[Block]:
    """What stands beside the inputs and stays while somebody types on."""
    known = _ABOVE | _BELOW
    return [dict(block) for block in inbound.entries(view, "blocks") if _begins(block) in known]


def _values(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return inbound.data(inbound.data(view, "state"), "values")


def mended(view: Mapping[str, Any]) -> str:
    """The mended reply that a view of CHECK shows; empty where it shows none."""
    shown = (b for b in proposals(view) if b.get("block_id") == "mended" or _part(b, "mended"))
    runs = (run for block in shown for run in _runs(block))
    return "".join(runs).replace(mrkdwn.JOINER, "")


def taken(view: Mapping[str, Any], playbook: Playbook, reading: Reading | None) -> View:
    """CHECK with the mended reply in the place of what was typed."""
    name = _AGAIN if _TEXT in typed(view) else _TEXT
    parts = spread(name, mended(view))
    post = answered(view)
    return coached_view(Form.CHECK, Target(""), "", parts, reading, playbook, post=post)


def _part(block: Block, name: str) -> bool:
    return str(block["block_id"]).removeprefix(f"{name}_").isdecimal()


def _runs(part: Any) -> Iterator[str]:
    """The words of rich text as Slack sends it back."""
    if isinstance(part, list):
        for one in part:
            yield from _runs(one)
    elif isinstance(part, dict):
        if part.get("type") == "text":
            yield str(part.get("text") or "")
        yield from _runs(part.get("elements"))


def _hint(reading: Reading | None, playbook: Playbook) -> list[Block]:
    """The riskiest finding in a calm sentence; of the others only what they are called."""
    if reading is None:
        return [run(_QUIET)]
    first = hint(reading, playbook.rubric)
    if first is None:
        return [run(_WELL)]
    kinds = playbook.rubric.kinds
    found = next(f for f in reading.findings if (f.why, f.text) == (first.why, first.quote))
    told = _sentence(found)
    others = [one for one in reading.findings if one is not found]
    if others:
        titles = list(dict.fromkeys(kinds[f.kind].title for f in others))
        named = ", ".join(titles[:3]) + (" …" if len(titles) > 3 else "")
        told.append(run(f"\nAlso noticed: {len(others)} more ({named})", "italic"))
    return told


def _sentence(finding: Finding) -> list[Block]:
    told = [run(mrkdwn.short(finding.why, 500))]
    if finding.suggestion and finding.kind is not FindingKind.UNFILLED_SLOT:
        told += [run(" Try: "), run(f"“{mrkdwn.short(finding.suggestion, 400)}”", "bold")]
    return told


# -- a reply that was checked -----------------------------------------------------------------


def checked_view(
    checked: Checked,
    text: Mapping[str, str],
    post: Mapping[str, str],
    playbook: Playbook,
    *,
    asked_ours: bool = False,
) -> View:
    """CHECK with what was found; `text` and `post` are what `typed` and `answered` gave."""
    ours = _ours(checked, together(post), asked=asked_ours)
    beside = [*_score(checked.scorecard), *_mended(checked), *ours]
    return coached_view(
        Form.CHECK, Target(""), "", text, checked.reading, playbook, post=post, beside=beside
    )


def said_view(
    text: Mapping[str, str], post: Mapping[str, str], sentence: str, playbook: Playbook
) -> View:
    """CHECK with a sentence of ours; the words stay where they are."""
    told = [context("said", mrkdwn.short_escaped(sentence, 300))]
    return coached_view(Form.CHECK, Target(""), "", text, None, playbook, post=post, beside=told)


def checked_blocks(checked: Checked, playbook: Playbook) -> list[Block]:
    """The same as a message: the one hint, the scorecard and the mended reply."""
    found = [rich("hint", list(_hint(checked.reading, playbook)))]
    shown = [block for block in _mended(checked) if block["type"] != "actions"]
    return [*found, *_score(checked.scorecard), *shown]


def _score(lines: Sequence[Line]) -> Iterator[Block]:
    """What is there in one line, and what is not yet; there is no score."""
    if not lines:
        return
    there = [line.title for line in lines if line.mark is Mark.MET]
    told = [run("What a good reply holds\n", "bold")]
    if there:
        told.append(run(f"✓ There: {', '.join(there)}\n"))
    yield rich("score", [*told, *score_runs([one for one in lines if one.mark is not Mark.MET])])


def score_runs(lines: Iterable[Line]) -> list[Block]:
    """A line of the scorecard each: how it stands, and the words that show it or a tip."""
    runs: list[Block] = []
    for line in lines:
        runs.append(run(f"{_MARKS[line.mark]}: {line.title}", "bold"))
        if line.mark is Mark.MET:
            quote = mrkdwn.short(line.quote, 160)
            runs.append(run(f" “{quote}”\n" if line.quote.strip() else "\n"))
        else:
            runs.append(run(f". {mrkdwn.short(line.advice, 200)}\n"))
    return runs


def _mended(checked: Checked) -> Iterator[Block]:
    """The reply mended, with a way to take it over."""
    if not checked.rewrite or len(checked.rewrite.encode()) > _MENDED_BYTES:
        return
    by = "by the model" if checked.by_model else "without the model"
    yield rich("mended_title", [run("Your words, mended", "bold"), run(f" ({by})")])
    yield from texts("mended", checked.rewrite, quoted=True)
    if "[" in checked.rewrite:
        yield context("mended_gaps", "What stands in [brackets] only you can know.")
    yield actions("mended_use", [button(Act.USE, "Use this", Target(""))])


def _ours(checked: Checked, post: str, *, asked: bool) -> Iterator[Block]:
    """A draft of our own where it was asked for; a way to ask where the post is known."""
    if checked.ours:
        yield rich("ours_title", [run("Ours", "bold"), run(" (one way among many)")])
        yield from texts("ours", mrkdwn.split(checked.ours, _SHOWN)[0], quoted=True)
    elif asked:
        yield context("ours_none", "Nothing of ours for this one: it needs a person's own words.")
    elif post.strip():
        yield actions("ours_show", [button(Act.OURS, "Show me yours", Target(""))])
    yield context("kept", "Nothing of this is kept.")


def findings_blocks(
    found: Sequence[Finding], playbook: Playbook, *, most: int, notes: Sequence[str] = ()
) -> list[Block]:
    """Findings with what they are called, why, and a better wording; riskiest first.

    `notes` has a sentence for each of them, or none.
    """
    kinds = playbook.rubric.kinds
    blocks: list[Block] = []
    for n, f in enumerate(found[:most]):
        told = [run(f"{_SEVERITY[f.severity]} · {kinds[f.kind].title}\n", "bold"), *_sentence(f)]
        if n < len(notes) and notes[n]:
            told.append(run(f" {mrkdwn.short(notes[n], 200)}"))
        blocks.append(rich(f"finding_{n}", told))
    if (more := len(found) - most) > 0:
        blocks.append(context("findings_more", f"… and {more} more."))
    return blocks
