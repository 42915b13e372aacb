"""Messages for Slack. Pure: a card or a few words come in, blocks go out; no query, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import row_words
from bot.acts import Act, Target
from bot.card_acts import held, target
from bot.commands import Decision
from bot.guidelines import look_up
from bot.records import CaseRow
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.card_blocks import draft_blocks, fallback, undrafted_blocks
from bot.slack.ids import COMMAND
from bot.slack.pieces import (
    Block,
    actions,
    button,
    context,
    rich,
    run,
    section,
    texts,
)

_LINES = 20  # of a message that tells several things
_MESSAGE = 9000  # units of a text that is given back in one message


@dataclass(frozen=True, slots=True)
class Message:
    """What `chat.postMessage`, `chat.update` and answers take; within all limits of Slack.

    `text` says the same in plain words (at most 3,900 characters), for screen readers and
    notifications. Send it with `unfurl_links` and `unfurl_media` off.
    """

    text: str
    blocks: list[Block]


def card(shown: ReviewCard, *, emoji: Mapping[Decision, str], alone: bool = False) -> Message:
    """The live card of a draft, or of a case that shows none (then it is `no_draft`).

    `alone` says that somebody has to approve who does not see it.
    """
    if not shown.draft or held(shown):
        return no_draft(shown, emoji=emoji)
    return Message(fallback(shown), draft_blocks(shown, emoji, alone=alone))


def no_draft(shown: ReviewCard, *, emoji: Mapping[Decision, str]) -> Message:
    """A case for which nothing was drafted (yet): what it is, and what a person can do."""
    return Message(fallback(shown), undrafted_blocks(shown, emoji))


def left(told: str, lost: str = "") -> Message:
    """The line that is left of an older card; `lost` is the case where no newer card follows."""
    return _line(mrkdwn.short_escaped(told, 300), lost)


def further_down() -> Message:
    """What is left of a card in whose place another one was posted."""
    return _line("This card stands further down.", "")


def _line(told: str, lost: str) -> Message:
    if lost:
        return Message(told, [section("superseded", told, _show(lost))])
    return Message(told, [context("superseded", told)])


def ready(link: str) -> Message:
    """Where the card is."""
    told = f"The card is ready: <{link}|open it>."
    return Message(told, [section("link", told)])


def asked_back(shown: ReviewCard) -> Message:
    """What somebody asked whoever forwarded the post, with the way to answer."""
    short = mrkdwn.short
    opening = f"{short(shown.asked_by, 100)} asks about this post:"
    rest = "The reply waits for your answer."
    about = target(shown)
    buttons = [
        button(Act.ANSWER, "Answer", about, style="primary"),
        button(Act.DETAILS, "Details", about),
    ]
    told = f"{opening} “{short(shown.question, 1500)}” {rest}"
    return Message(
        mrkdwn.short_escaped(f"{told}\n“{short(shown.customer, 600)}”", 3000),
        [
            rich("asks", [run(opening)]),
            *texts("customer", short(shown.customer, 400) or "(no words)", quoted=True),
            rich("question", [run(short(shown.question, 2000), "bold")]),
            context("waits", rest),
            actions("act", buttons),
        ],
    )


def reading(post: str = "") -> Message:
    """“Reading the post …”, until the card stands there."""
    told = "Reading the post …"
    if not post.strip():
        return said(told)
    quote = texts("customer", mrkdwn.short(post, 280), quoted=True)
    text = f"{told} “{mrkdwn.short_escaped(post, 600)}”"
    return Message(text, [*quote, rich("riskiest", [run(told, "bold")])])


def said(sentence: str) -> Message:
    """One sentence of ours, or some lines."""
    lines = [line for line in sentence.splitlines() if line.strip()][:_LINES] or [""]
    most = 2500 // len(lines)
    told = "\n".join(mrkdwn.short_escaped(line, most) for line in lines)
    runs = [part for line in lines for part in (run("\n"), run(mrkdwn.short(line, most)))]
    return Message(told, [rich("said", runs[1:])])


def help_text() -> Message:
    """What one can do here."""
    lines = [
        f"`{COMMAND}` and a customer's post: I read it and draft a reply.",
        f"`{COMMAND}` alone opens a form; there you can add who wrote it, where and when.",
        f"`{COMMAND} check:` and a reply: I say how a reader may hear it. Nothing is kept.",
        f"`{COMMAND} cases` lists what is open, `{COMMAND} policy` and a question quotes our "
        "guidelines.",
        "You can forward a message to me as well, or choose *Coach a reply* in its menu.",
        "Nothing becomes public before a person has approved it and posted it.",
    ]
    return Message("\n".join(lines), [section("help", "\n".join(f"• {line}" for line in lines))])


def case_list(rows: Sequence[tuple[CaseRow, str]], now: datetime) -> Message:
    """The cases with the words of each post, as `CareDesk.cases` gives them; the first 20.

    `now` is local, as of `FollowDesk.now`.
    """
    if not rows:
        return said(f"No cases yet. Forward me a customer's post, or type {COMMAND} and paste it.")
    blocks = [_row(row, post, now) for row, post in rows[: row_words.MOST]]
    if (more := len(rows) - row_words.MOST) > 0:
        blocks.append(context("more_cases", f"… and {more} more."))
    return Message(row_words.in_words(rows, mrkdwn.short_escaped, now), blocks)


def _row(row: CaseRow, post: str, now: datetime) -> Block:
    short = mrkdwn.short_escaped
    facts = [
        *(f"*{part}*" for part in (*row_words.standing(row), *row_words.due(row, now))),
        *row_words.about(row, short),
        f"since {mrkdwn.moment(row.opened_at)}",
    ]
    told = f"{short(post, 200) or row_words.ERASED}\n{' · '.join(facts)}"
    return section(f"case_{row.case_id}"[:255], told, _show(row.case_id))


def _show(case_id: str) -> Block:
    """The way to the card, wherever it stands."""
    return button(Act.SHOW, "Show card", Target(case_id))


def policy(guidelines: str, question: str) -> Message:
    """The paragraphs of the guidelines that fit the question; the headings for an empty one."""
    found = look_up(guidelines, question)
    if not found.paragraphs:
        return _contents(found.headings, found.says)
    blocks: list[Block] = []
    for n, (title, text) in enumerate(found.paragraphs):
        blocks.append(rich(f"title_{n}", [run(mrkdwn.short(title, 140), "bold")]))
        blocks += texts(f"policy_{n}", text[:2500], quoted=True)
    short = mrkdwn.short_escaped
    told = (f"{short(title, 100)}: “{short(text, 800)}”" for title, text in found.paragraphs)
    return Message("\n".join(told), blocks)


def _contents(titles: Sequence[str], opening: str) -> Message:
    escaped = [mrkdwn.short_escaped(title, 80) for title in titles]
    told = "\n".join([opening, *(f"• {title}" for title in escaped)])
    return Message(told, [section("contents", told)])


def refusal(sentence: str, about: Target, *, anyway: bool = False) -> Message:
    """Why it was not done, for one person; `anyway` offers to approve in spite of a warning."""
    told = said(sentence)
    if not anyway:
        return told
    again = [
        button(Act.ANYWAY, "Approve anyway", about),
        button(Act.EDIT, "Edit", about),
    ]
    return Message(told.text, [*told.blocks, actions("anyway", again)])


def not_saved(text: str, why: str = "", *, sure: bool = True) -> list[Message]:
    """“Not saved, here is your text”, in as many messages as the text needs (mostly one).

    Not `sure`, it says only what `why` says.
    """
    known = "Not saved." if sure else ""
    opening = " ".join(filter(None, [why, known, "Here is your text:"]))
    parts = mrkdwn.split(text, _MESSAGE) or [""]
    return [
        Message(
            mrkdwn.short_escaped(f"{opening} {part}" if n == 0 else part, 3500),
            [
                *([rich("opening", [run(mrkdwn.short(opening, 600), "bold")])] if n == 0 else []),
                *texts("text", part),
            ],
        )
        for n, part in enumerate(parts)
    ]
