"""Lays a review card out for Teams: what to see first, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import card_lines as lines
from bot.card_acts import has_known, held
from bot.case import DraftState
from bot.display import split
from bot.form_words import COPIED, NO_WORDS, OUR_LINK, TO_COPY
from bot.review_card import ReviewCard
from bot.teams import elements
from bot.teams.card_actions import asks
from bot.teams.elements import (
    Element,
    container,
    quoted,
    ready,
    rich,
    run,
    small,
    text_input,
    when,
    whole,
)

_CUSTOMER = 400
_REPLY = 4000
_TRANSLATED = 700
_CAUTIONS = 4
_ACT_NOW = 3
_LEAST = 30  # units of whatever is cut
_LEAST_REPLY = 300
_LINES = 60
_LEAST_LINES = 8
_ALONE = f"{lines.ALONE} They find it with “cases”."
_OTHERS = "Somebody else has to approve this one."


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each text a card shows, from all that is good to read (1) downwards.

    Details shows more.
    """

    share: float = 1.0

    def line(self, text: str, limit: int) -> str:
        """`text` on one line, cut to this share of `limit`."""
        return elements.short(text, max(_LEAST, int(limit * self.share)))

    def part(self, text: str, limit: int) -> str:
        """The beginning of `text`, with its line breaks; each line takes room, too."""
        some = text.splitlines(keepends=True)[: max(_LEAST_LINES, int(_LINES * self.share))]
        parts = split("".join(some), max(_LEAST_REPLY, int(limit * self.share)))
        return parts[0] if parts else ""


def draft_body(
    shown: ReviewCard, room: Room, *, alone: bool = False, barred: bool = False
) -> list[Element]:
    """A card with a draft: customer, reply and riskiest thing first.

    `alone` says that somebody has to approve who does not see it, `barred` that the reader cannot.
    """
    return [
        customer(shown, room),
        *_reply(shown, room),
        _riskiest(shown, room),
        *_act_now(shown, room),
        *_followed(shown, room),
        *_beside(shown, room),
        *_translated(shown, room),
        *_told(shown, room),
        *_approach(shown, room),
        *_known(shown, room),
        *_standing(shown, room, alone=alone, barred=barred),
    ]


def undrafted_body(shown: ReviewCard, room: Room) -> list[Element]:
    """A card without a draft, or whose draft is held back for somebody who tries first.

    Where somebody is in danger, the helpline stands first.
    """
    body: list[Element] = []
    if shown.helpline:
        told = [run("Please act now. Helpline: ", "bold"), run(room.line(shown.helpline, 500))]
        body.append(container([rich(told)], style="attention"))
    return [
        *body,
        customer(shown, room),
        _riskiest(shown, room),
        *_act_now(shown, room),
        *_followed(shown, room),
        *_reasons(shown, room),
        *_beside(shown, room),
        *_translated(shown, room),
        *_told(shown, room),
        *asks(shown),
        *_known(shown, room),
        *_standing(shown, room),
    ]


def customer(shown: ReviewCard, room: Room) -> Element:
    """The customer's words."""
    return quoted([rich([whole(room.line(shown.customer, _CUSTOMER) or NO_WORDS)])])


def _reply(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """The reply with its gaps in bold; what does not fit is said, never left out silently.

    While it is being posted it stands in a box from which it can be copied, with one for the link.
    """
    text = shown.reply or NO_WORDS
    part = room.part(text, _REPLY)
    if shown.draft_state is DraftState.PUBLISHING and part == shown.reply:
        yield text_input("copy", TO_COPY, text, lines=True)
        yield small(COPIED, spacing="small")
        yield text_input("link", OUR_LINK, placeholder="https://")
        return
    yield from _lines(part, [(slot.start, slot.end) for slot in shown.slots])
    if left := len(text) - len(part):
        told = [run("The reply goes on", "bold"), run(f" for {left:,} more characters. ")]
        yield rich([*told, run("Details", "bold"), run(" shows more of it.")])


def _lines(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Element]:
    """A paragraph for every line, with what stands at `spans` in bold."""
    start, gap = 0, ""
    for line in text.split("\n"):
        if line.strip() or not text.strip():
            here = [(s - start, e - start) for s, e in spans]
            yield rich(list(_with_gaps(line, here)), spacing=gap)
        gap = "none" if line.strip() else "medium"
        start += len(line) + 1


def _with_gaps(line: str, spans: Sequence[tuple[int, int]]) -> Iterator[Element]:
    done = 0
    for start, end in spans:
        start, end = max(start, done), min(end, len(line))
        if start < end:
            if line[done:start]:
                yield whole(line[done:start])
            yield run(line[start:end], "bold")
            done = end
    if line[done:] or not done:
        yield whole(line[done:])


def _riskiest(shown: ReviewCard, room: Room) -> Element:
    """The one thing to look at first."""
    told = [run(room.line(lines.first(shown), 600), "bold")]
    if notes := lines.notes(shown):
        told += [run(" "), run(room.line(notes, 200))]
    return rich(told)


def _act_now(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """What somebody has to do today, whatever is answered."""
    for sentence in shown.act_now[:_ACT_NOW]:
        yield rich([run("Somebody has to act: ", "bold"), run(room.line(sentence, 240))])


def _followed(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """What came of earlier answers, and what this one promises."""
    for line in lines.followed(shown, room.line):
        yield rich([ready(line)], spacing="small")


def _beside(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """What else to bear in mind."""
    if shown.bystander and not shown.drafting:
        yield small([ready(room.line(shown.bystander, 400))])
    for caution in shown.cautions[:_CAUTIONS]:
        yield rich(room.line(caution, 280))


def _translated(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """What post and reply say in the team's own language; nobody approves what they can't read."""
    told = shown.translation
    if told is None or shown.drafting:
        return
    yield small([ready(f"In {room.line(told.language, 60)} · {room.line(told.says, 100)}")])
    if told.post:
        yield quoted([rich([whole(room.line(told.post, _CUSTOMER))])])
    if told.reply:
        reply = room.part(told.reply, _TRANSLATED)
        yield quoted(reply)
        if left := len(told.reply) - len(reply):
            yield small(f"… and {left:,} more characters in Details.")


def _reasons(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """Why no reply is there; to whoever tries first, nothing that they could see themselves."""
    if told := lines.reasons(shown):
        yield rich(room.line(told, 900))
        if not held(shown) and not shown.helpline:  # there is no time to read reasons then
            yield from _because(shown, room)


def _because(shown: ReviewCard, room: Room) -> Iterator[Element]:
    for quote in shown.evidence[:3]:
        sign = "Because" if quote.supports else "But"
        says = room.line(quote.says, 400)
        if quote.text.strip():
            told = [run(f"{sign} “"), run(room.line(quote.text, 200)), run("”: "), run(says)]
            yield rich(told, spacing="small")
        else:
            yield rich(says, spacing="small")


def _told(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """What colleagues said, of which nobody has made a fact."""
    if shown.note.strip():
        by = ready(f"{room.line(lines.note_by(shown), 100)} wrote: ", "bold")
        yield rich([by, run(room.line(shown.note, 300))])
    if shown.answered:
        yield rich(room.line(shown.answered, 450))


def _approach(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """How to go about a post of this kind, while there is something to decide."""
    if told := lines.approach(shown):
        yield small([ready(f"How to go about it: {room.line(told, 300)}")])
    yield from asks(shown)


def _known(shown: ReviewCard, room: Room) -> Iterator[Element]:
    """Facts and open gaps."""
    if has_known(shown):
        for first, words in lines.known(shown, room.line):
            yield rich([run(f"{first} ", "bold"), ready(words)])


def _standing(
    shown: ReviewCard, room: Room, *, alone: bool = False, barred: bool = False
) -> Iterator[Element]:
    """How the case stands, and whose post it is, from where and when."""
    if told := lines.standing(shown):
        yield small([ready(" · ".join(room.line(part, 120) for part in told))])
    if told := lines.clocks(shown):
        yield small([ready(room.line(told, 200))], spacing="small")
    if alone and shown.draft_state is DraftState.AWAITING_REVIEW:
        yield small(_ALONE)
    elif barred:
        yield small(_OTHERS)
    about = [run(room.line(lines.who(shown), 180)), *_clock(shown)]
    for part in lines.kind(shown):
        about.append(ready(f" · {room.line(part, 160)}"))
    yield small(about, spacing="small")


def _clock(shown: ReviewCard) -> list[Element]:
    """The clock starts when it was posted, or else when it came in; it says which."""
    if shown.posted_at:
        return [run(" · posted "), when(shown.posted_at)]
    if shown.opened_at:
        unknown = run("; when it was posted is not known")
        return [run(" · came in "), when(shown.opened_at), unknown]
    return []
