"""The easy ones as one list: read, untick, approve; and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot import easy_words
from bot.acts import Act, Target
from bot.easy import EasyOne, listed
from bot.form_words import HEADS
from bot.slack import mrkdwn
from bot.slack.ids import Form
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


def easy_line(count: int) -> list[Block]:
    """The way to the list, beside the cases; nothing where there are none."""
    told = easy_words.line(count)
    pressed = button(Act.EASY, easy_words.READ_THEM, Target(""))
    return [section("easy", told, pressed)] if told else []


def easy_view(easy: Sequence[EasyOne]) -> View:
    """Post and reply of each, all of them ticked."""
    head = HEADS[Act.EASY]
    blocks: list[Block] = [rich("lead", [run(easy_words.LEAD)])]
    for n, one in enumerate(listed(easy)):
        blocks += [divider(f"line_{n}"), *_pair(n, one)]
    if len(blocks) == 1:
        return modal(Form.EASY, head.title, [rich("none", [run(head.nothing)])])
    return modal(Form.EASY, head.title, blocks, submit=head.submit)


def _pair(n: int, one: EasyOne) -> Iterator[Block]:
    yield from texts(f"post_{n}", one.post, quoted=True)
    yield rich(f"ours_{n}", [run(easy_words.OUR_REPLY, "bold")])
    yield from texts(f"reply_{n}", one.reply)
    approve = option(easy_words.APPROVE, Target(one.case_id, one.draft, one.digest).value())
    yield asked(f"tick_{n}", easy_words.whose(one), checkbox(approve), optional=True)


def approved_view(done: easy_words.Done, posts: Mapping[str, str]) -> View:
    """What became of each that was ticked; `posts` are the customers' words by case."""
    blocks: list[Block] = []
    if told := easy_words.approved(done):
        more = "Copy and post from the cards; `/respond cases` shows them."
        blocks.append(section("approved", f"{told} {more}"))
        blocks.append(context("each", easy_words.EACH))
    if told := easy_words.wanting(done):
        blocks.append(rich("refused", [run(told, "bold")]))
    for n, (case_id, why) in enumerate(easy_words.refused(done)):
        words = mrkdwn.short_escaped(posts.get(case_id, ""), 200)
        said = mrkdwn.short_escaped(why, 300)
        show = button(Act.SHOW, easy_words.SHOW, Target(case_id))
        blocks.append(section(f"refused_{n}", f"{words}\n{said}" if words else said, show))
    return modal(Form.DETAILS, HEADS[Act.EASY].title, blocks, close="Close")
