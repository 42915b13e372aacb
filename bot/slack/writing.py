"""Slack's modals in which somebody writes a reply, with the one hint under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot import reading_words
from bot.acts import Act, Target
from bot.findings import Finding
from bot.form_words import ANSWERED_POST, HEADS, WORDS
from bot.payload import data, entries
from bot.playbook import Playbook
from bot.readers import Reading
from bot.reading_words import finding_parts, hint_parts, scores
from bot.slack import mrkdwn
from bot.slack.ids import TYPED, Form
from bot.slack.long_text import collected, inputs, spread, together, with_room
from bot.slack.pieces import Block, View, actions, button, context, modal, rich, run, styled, texts
from bot.writing_desk import Checked

# Block ids of the first input. Whoever takes our words gets another input: Slack would keep what
# was typed into the one before.
_TEXT, _AGAIN = "text", "again"
_POST = "post"
_CUSTOMER = 600
_SHOWN = 5000
_MENDED_BYTES = 40_000  # a modal holds 250 KB, the reply and its post among them
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
    head, label = HEADS[Act(form)], WORDS[Act(form)].label
    parts = spread(_TEXT, text) if isinstance(text, str) else text or {_TEXT: ""}
    name = next(iter(parts)).partition("_")[0]
    blocks: list[Block] = []
    if customer.strip():
        blocks += texts("customer", mrkdwn.short(customer, _CUSTOMER), quoted=True)
    beside = list(beside)
    blocks += [block for block in beside if _begins(block) in _ABOVE]
    blocks += inputs(name, with_room(name, parts), label=label, action_id=TYPED)
    blocks.append(rich("hint", styled(hint_parts(reading, playbook))))
    if form is Form.CHECK:
        blocks += _post_inputs(spread(_POST, post) if isinstance(post, str) else post)
    blocks += [block for block in beside if _begins(block) not in _ABOVE]
    return modal(form, head.title, blocks, submit=head.submit, metadata=target.value())


def _post_inputs(parts: Mapping[str, str]) -> list[Block]:
    parts = with_room(_POST, parts or {_POST: ""})
    asked = inputs(_POST, parts, label=ANSWERED_POST)
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
    return [dict(block) for block in entries(view, "blocks") if _begins(block) in known]


def _values(view: Mapping[str, Any]) -> Mapping[str, Any]:
    return data(data(view, "state"), "values")


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
    beside = [*_score(checked), *_mended(checked), *ours]
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
    found = [rich("hint", styled(hint_parts(checked.reading, playbook)))]
    shown = [block for block in _mended(checked) if block["type"] != "actions"]
    return [*found, *_score(checked), *shown]


def _score(checked: Checked) -> Iterator[Block]:
    if checked.scorecard:
        yield rich("score", styled(scores(checked.scorecard)))


def _mended(checked: Checked) -> Iterator[Block]:
    """The reply mended, with a way to take it over."""
    if not checked.rewrite or len(checked.rewrite.encode()) > _MENDED_BYTES:
        return
    by = reading_words.BY_MODEL[checked.by_model]
    yield rich("mended_title", [run(reading_words.MENDED, "bold"), run(by)])
    yield from texts("mended", checked.rewrite, quoted=True)
    if "[" in checked.rewrite:
        yield context("mended_gaps", reading_words.BRACKETS)
    yield actions("mended_use", [button(Act.USE, "Use this", Target(""))])


def _ours(checked: Checked, post: str, *, asked: bool) -> Iterator[Block]:
    """A draft of our own where it was asked for; a way to ask where the post is known."""
    if checked.ours:
        yield rich("ours_title", [run(reading_words.OURS, "bold"), run(reading_words.ONE_WAY)])
        yield from texts("ours", mrkdwn.split(checked.ours, _SHOWN)[0], quoted=True)
    elif asked:
        yield context("ours_none", reading_words.NO_OURS)
    elif post.strip():
        yield actions("ours_show", [button(Act.OURS, reading_words.SHOW_OURS, Target(""))])
    yield context("kept", reading_words.NOT_KEPT)


def findings_blocks(
    found: Sequence[Finding], playbook: Playbook, *, most: int, notes: Sequence[str] = ()
) -> list[Block]:
    """Findings with what they are called, why, and a better wording; riskiest first.

    `notes` has a sentence for each of them, or none.
    """
    blocks: list[Block] = []
    for n, finding in enumerate(found[:most]):
        note = notes[n] if n < len(notes) else ""
        blocks.append(rich(f"finding_{n}", styled(finding_parts(finding, playbook, note))))
    if (more := len(found) - most) > 0:
        blocks.append(context("findings_more", f"… and {more} more."))
    return blocks
