"""Messages for Teams. Pure: a card or a few words come in, JSON goes out; no query, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import card_lines, easy_words, reading_words, row_words
from bot.acts import Act, Target
from bot.card_acts import held, target
from bot.commands import Decision
from bot.display import JOINER, cut, split
from bot.guidelines import look_up
from bot.playbook import Playbook
from bot.records import CaseRow
from bot.review_card import ReviewCard
from bot.teams.card_actions import bring, buttons, legend, press
from bot.teams.card_body import Room, customer, draft_body, undrafted_body
from bot.teams.elements import (
    Element,
    action_set,
    adaptive,
    columns,
    container,
    execute,
    fits,
    paragraphs,
    quoted,
    ready,
    rich,
    run,
    short,
    small,
    text_input,
    when,
)
from bot.teams.elements import shown as safe
from bot.teams.ids import Deed, Step
from bot.writing_desk import Checked

_LINES = 20  # of a message that tells several things
_GIVEN_BACK = 7000  # units of a text that is given back in one message
# How much of its texts a card shows, and whether Edit unfolds on it: the first that fits is taken.
_ROOMS = [(1.0, True), (0.6, True), (0.3, True), (1.0, False), (0.6, False), (0.3, False)]
_LEAST = (0.05, False)
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_TAG = re.compile(r"<(?=[\w/!?@])")


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted; without a card it is the text alone.

    `text` says the same in plain words (at most 3,900 characters), for screen readers and
    notifications. Send it as plain text, and beside a card as its summary only.
    """

    text: str
    card: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something said on top of a card, to the one person who sees it.

    `anyway` offers to approve in spite of a warning, `button` this one act, and `posted` to say
    that it was posted as approved, or not at all; `about` is the draft that they are about.
    """

    sentence: str
    about: Target | None = None
    anyway: bool = False
    button: Act | None = None
    posted: bool = False


def plain(text: str, limit: int) -> str:
    """`text` on one line for a message's words: no tag and no link of its own."""
    return cut(text, limit, _plain)


def _plain(text: str) -> str:
    return _TAG.sub("<" + JOINER, _ADDRESS.sub(JOINER, safe(text)))


# -- the card of a case -------------------------------------------------------------------------


def card(
    shown: ReviewCard,
    *,
    emoji: Mapping[Decision, str],
    alone: bool = False,
    notice: Notice | None = None,
    approver: bool = True,
) -> Message:
    """The live card of a draft, or of a case that shows none; at most 28 KB whatever it says.

    `alone` says that somebody has to approve who does not see it. `notice` is for the one person
    who sees this card, and so is `approver`: False for whoever may not approve.
    """
    seen = shown if approver else replace(shown, may=shown.may - {Act.APPROVE, Act.REJECT})
    barred = Act.APPROVE in shown.may and not approver
    told = card_lines.in_words(shown, plain)
    above = [] if notice is None else [_notice(notice)]
    for share, editable in (*_ROOMS, _LEAST):
        room = Room(share)
        if not shown.draft or held(shown):
            body = undrafted_body(seen, room)
        else:
            body = draft_body(seen, room, alone=alone, barred=barred)
        body += legend(seen, emoji)
        copied = _holds_copy(body)
        actions = buttons(seen, emoji, editable=editable, copied=copied)
        made = adaptive([*above, *body], actions, refresh=_again(shown))
        if fits(made):
            break
    return Message(told, made)


def to_copy(message: Message) -> bool:
    """Whether the card is the place to copy the reply from."""
    return message.card is not None and _holds_copy(message.card["body"])


def _holds_copy(body: Sequence[Element]) -> bool:
    return any(one.get("id") == "copy" for one in body)


def _again(shown: ReviewCard) -> Deed:
    """Brings the card as whoever looks at it may see it."""
    return Deed(Act.SHOW, Step.OPEN, Target(shown.case_id, shown.draft))


def _notice(notice: Notice) -> Element:
    told: list[Element] = [rich([run(short(notice.sentence, 1500), "bold")])]
    if offered := list(_offered(notice)):
        told.append(action_set(offered))
    return container(told, style="warning")


def _offered(notice: Notice) -> Iterator[Element]:
    if notice.about is None:
        return
    acts = [Act.ANYWAY, Act.EDIT] if notice.anyway else []
    acts += [notice.button] if notice.button else []
    yield from (press(act, notice.about, inputs=False) for act in acts)
    if notice.posted:
        posted = Deed(Act.POSTED, Step.SEND, Target(notice.about.case, notice.about.draft))
        yield press(Act.NOT_POSTED, notice.about, "Not posted, edit it", inputs=False)
        yield execute(posted, "Posted as approved", inputs=False)


def left(told: str, lost: str = "") -> Message:
    """The line that is left of an older card; `lost` is the case where no newer card follows."""
    line = small(short(told, 300))
    return Message(plain(told, 300), adaptive([line], [bring(lost)] if lost else []))


def further_down() -> Message:
    """What is left of a card in whose place another one was posted."""
    return left("This card stands further down.")


def asked_back(shown: ReviewCard) -> Message:
    """What somebody asked whoever forwarded the post, with the way to answer."""
    opening = f"{short(shown.asked_by, 100)} asks about this post:"
    waits = "The reply waits for your answer."
    about = target(shown)
    body = [
        rich([ready(opening)]),
        customer(shown, Room()),
        rich([run(short(shown.question, 2000), "bold")]),
        small(waits),
    ]
    actions = [press(Act.ANSWER, about, style="positive"), press(Act.DETAILS, about)]
    told = f"{opening} “{shown.question}” {waits}"
    text = f"{plain(told, 1800)}\n“{plain(shown.customer, 600)}”"
    return Message(text, adaptive(body, actions))


# -- words besides ------------------------------------------------------------------------------


def reading(post: str = "") -> Message:
    """“Reading the post …”, until the card stands there."""
    told = "Reading the post …"
    if not post.strip():
        return Message(told, adaptive([rich([run(told, "bold")])]))
    body = [quoted([rich(short(post, 280))]), rich([run(told, "bold")])]
    return Message(f"{told} “{plain(post, 600)}”", adaptive(body))


def said(sentence: str) -> Message:
    """One sentence of ours, or some lines."""
    told, lines = plain(sentence, 2500), _in_lines(sentence)
    return Message(told, adaptive(lines) if len(lines) > 1 else None)


def refusal(notice: Notice) -> Message:
    """Why it was not done, with what can be done instead."""
    told, offered = plain(notice.sentence, 2500), list(_offered(notice))
    if not offered:
        return Message(told)
    return Message(told, adaptive(_in_lines(notice.sentence), offered))


def _in_lines(words: str) -> list[Element]:
    """Words of ours, in which somebody's may be quoted: a paragraph for every line."""
    lines = [line for line in words.splitlines() if line.strip()][:_LINES] or [words]
    return [rich(short(line, 2500), spacing="small" if n else "") for n, line in enumerate(lines)]


def help_text() -> Message:
    """What one can do here."""
    ways = [
        ("Send or forward me a customer's post", ": I read it and draft a reply."),
        ("Coach a reply", ", in the menu of any message, does the same."),
        ("respond", " alone opens a form; there you can add who wrote it, where and when."),
        ("check:", " and a reply: I say how a reader may hear it. Nothing is kept."),
        ("cases", " lists what is open."),
        ("policy", " and a question quotes our guidelines."),
    ]
    last = "Nothing becomes public before a person has approved it and posted it."
    body = [rich([run(f"• {way}", "bold"), run(told)], spacing="small") for way, told in ways]
    told = "\n".join([*(f"• {way}{told}" for way, told in ways), last])
    return Message(told, adaptive([*body, rich(last)]))


def case_list(rows: Sequence[tuple[CaseRow, str]], now: datetime, easy: int = 0) -> Message:
    """The cases with the words of each post, as `CareDesk.cases` gives them; the first 20.

    `now` is local, as of `FollowDesk.now`; `easy` counts those that can be approved as a list.
    """
    if not rows:
        return said("No cases yet. Send or forward me a customer's post.")
    body = [*_easy(easy), *(_row(row, post, now) for row, post in rows[: row_words.MOST])]
    if (more := len(rows) - row_words.MOST) > 0:
        body.append(small(f"… and {more} more."))
    return Message(row_words.in_words(rows, plain, now), adaptive(body))


def _easy(count: int) -> Iterator[Element]:
    if told := easy_words.line(count):
        yield rich(told)
        yield action_set([press(Act.EASY, Target(""))])


def _row(row: CaseRow, post: str, now: datetime) -> Element:
    eye = [*row_words.standing(row), *row_words.due(row, now)]
    told = [run(" · ".join(eye), "bold")]
    told += [ready(f" · {part}") for part in row_words.about(row, short)]
    told += [run(" · since "), when(row.opened_at)]
    words = [rich(short(post, 200) or row_words.ERASED), small(told, spacing="none")]
    way = action_set([bring(row.case_id)])
    return columns(("stretch", words), ("auto", [way]), separator=True)


def policy(guidelines: str, question: str) -> Message:
    """The paragraphs of the guidelines that fit the question; the headings for an empty one."""
    found = look_up(guidelines, question)
    body = [rich(found.says)] if found.says else []
    told = [found.says] if found.says else []
    for title in found.headings:
        body.append(rich(f"• {short(title, 80)}", spacing="small"))
        told.append(f"• {plain(title, 80)}")
    for title, text in found.paragraphs:
        body += [rich([run(short(title, 140), "bold")]), quoted(split(text, 2000)[0])]
        told.append(f"{plain(title, 100)}: “{plain(text, 800)}”")
    return Message("\n".join(told), adaptive(body))


def checked(checked: Checked, playbook: Playbook) -> Message:
    """How a reply reads: the one hint, the scorecard and the mended reply."""
    hint = reading_words.hint_parts(checked.reading, playbook)
    told = [plain("".join(words for words, *_ in hint), 1200)]
    if checked.rewrite:
        told.append(f"{reading_words.MENDED}: {plain(checked.rewrite, 2000)}")
    body = paragraphs(hint)
    if checked.scorecard:
        body.append(container(paragraphs(reading_words.scores(checked.scorecard))))
    for share, _ in (*_ROOMS, _LEAST):
        mended = _mended(checked, Room(share))
        made = adaptive([*body, *mended, small(reading_words.NOT_KEPT)])
        if fits(made):
            break
    return Message("\n".join(told), made)


def _mended(checked: Checked, room: Room) -> Iterator[Element]:
    if not checked.rewrite:
        return
    by = reading_words.BY_MODEL[checked.by_model]
    yield rich([run(reading_words.MENDED, "bold"), run(by)])
    part = room.part(checked.rewrite, 8000)
    yield quoted(part)
    if left := len(checked.rewrite) - len(part):
        yield small(f"… and {left:,} more characters.")
    if "[" in checked.rewrite:
        yield small(reading_words.BRACKETS)


def not_saved(text: str, why: str = "", *, sure: bool = True) -> list[Message]:
    """“Not saved, here is your text”, in as many messages as the text needs (mostly one).

    The text stands in an input, from which it can be copied as it is. Not `sure`, it says only
    what `why` says.
    """
    known = "Not saved." if sure else ""
    opening = " ".join(filter(None, [why, known, "Here is your text:"]))
    messages: list[Message] = []
    for n, part in enumerate(split(text, _GIVEN_BACK) or [""]):
        said = [rich([run(short(opening, 600), "bold")])] if n == 0 else []
        words = plain(f"{opening} {part}" if n == 0 else part, 3500)
        box = text_input(f"given_{n}", "", part, lines=True)
        messages.append(Message(words, adaptive([*said, box])))
    return messages
