"""The easy ones as one list: read, untick, approve; and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.easy import EasyOne
from bot.slack import mrkdwn
from bot.slack.ids import Act, Form, Target
from bot.slack.pieces import (
    Block,
    View,
    asked,
    button,
    checkbox,
    context,
    divider,
    modal,
    option,
    rich,
    run,
    section,
    texts,
)

AT_ONCE = 10  # nobody reads more of them with care
_REPLY = 2500  # units; a longer reply wants a look of its own
_POST = 1500


def easy_line(count: int) -> list[Block]:
    """The way to the list, beside the cases; nothing where there are none."""
    if not count:
        return []
    told = "One easy one" if count == 1 else f"{count} easy ones"
    return [section("easy", f"{told}: read and untick", button(Act.EASY, "Read them", Target("")))]


def listed(easy: Sequence[EasyOne]) -> list[EasyOne]:
    """Those that can be shown whole: nothing is approved that was not read."""
    return [
        one for one in easy if mrkdwn.size(one.reply) <= _REPLY and mrkdwn.size(one.post) <= _POST
    ][:AT_ONCE]


def easy_view(easy: Sequence[EasyOne]) -> View:
    """Post and reply of each, all of them ticked."""
    blocks: list[Block] = [
        rich("lead", [run("Read each, untick what should wait, and approve the rest.")])
    ]
    for n, one in enumerate(listed(easy)):
        blocks += [divider(f"line_{n}"), *_pair(n, one)]
    if len(blocks) == 1:
        return modal(Form.EASY, "Easy ones", [rich("none", [run("No easy ones right now.")])])
    return modal(Form.EASY, "Easy ones", blocks, submit="Approve the ticked")


def _pair(n: int, one: EasyOne) -> Iterator[Block]:
    yield from texts(f"post_{n}", one.post, quoted=True)
    yield rich(f"ours_{n}", [run("Our reply:", "bold")])
    yield from texts(f"reply_{n}", one.reply)
    who = f" by {one.author}" if one.author else ""
    where = f" on {one.platform}" if one.platform else ""
    approve = option("Approve this", Target(one.case_id, one.draft, one.digest).value())
    yield asked(f"tick_{n}", f"{one.kind}{who}{where}", checkbox(approve), optional=True)


def approved_view(done: Sequence[tuple[str, str | None]], posts: Mapping[str, str]) -> View:
    """What became of each that was ticked; `posts` are the customers' words by case."""
    refused = [(case_id, why) for case_id, why in done if why]
    good = len(done) - len(refused)
    blocks: list[Block] = []
    if good:
        count = "One reply is" if good == 1 else f"{good} replies are"
        told = f"{count} approved. Copy and post from the cards; `/respond cases` shows them."
        blocks.append(section("approved", told))
        blocks.append(context("each", "Each was approved by itself, in your name."))
    if refused:
        told = "One wants" if len(refused) == 1 else f"{len(refused)} want"
        own = "its" if len(refused) == 1 else "their"
        blocks.append(rich("refused", [run(f"{told} a look of {own} own:", "bold")]))
    for n, (case_id, why) in enumerate(refused):
        words = mrkdwn.short_escaped(posts.get(case_id, ""), 200)
        said = mrkdwn.short_escaped(why, 300)
        show = button(Act.SHOW, "Show card", Target(case_id))
        blocks.append(section(f"refused_{n}", f"{words}\n{said}" if words else said, show))
    return modal(Form.DETAILS, "Easy ones", blocks, close="Close")
