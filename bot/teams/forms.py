"""Forms in Teams: what is asked, in place of the card. What comes back is read in `submitted`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from bot import form_words
from bot.acts import Act, Target
from bot.card_acts import target
from bot.display import visible
from bot.facts import FactState
from bot.form_words import Asked, Options
from bot.links import web_link
from bot.payload import Data, string
from bot.playbook import Playbook
from bot.readers import Reading
from bot.reading_words import Part
from bot.review_card import ReviewCard
from bot.teams.details import details
from bot.teams.elements import (
    Card,
    Element,
    columns,
    open_url,
    quoted,
    rich,
    run,
    short,
    small,
    text_input,
)
from bot.teams.follow_forms import FOLLOW_UP, belongs
from bot.teams.frames import Typed, customer, fitted, nothing, within
from bot.teams.frames import form as framed
from bot.teams.steps import compare
from bot.teams.writing import MOST, check_form, reply_form

__all__ = ["OF_A_CASE", "check_form", "copied_whole", "form", "new_form"]

_FLAGGED = 60
_COPIED = 10_000  # bytes of a reply that is shown twice: to read, and to copy
_IN_ONE_BOX = 22_000
_GOES_ON = "The reply goes on: a card holds no more of it."
_TIME = "At what time?"
_NONE: Data = {}


def form(
    act: Act,
    shown: ReviewCard,
    playbook: Playbook,
    *,
    problem: str = "",
    at: str = "",
    given: Data = _NONE,
    reading: Reading | None = None,
    saw: Sequence[Sequence[Part]] = (),
    others: Options = (),
) -> Card:
    """The form or view that an act in `OF_A_CASE` opens, for the case as it stands.

    COPY is sent as “It's posted” and read like POSTED. Where there is nothing to fill in (no gaps,
    no question, nothing flagged), it says so. `given` is what was filled in (the data of an
    Execute), which stays; `problem` is what is wrong with it, at the input `at` (a `FieldError`'s
    `block_id`). EDIT and OWN show how what was typed reads (`reading`), and OWN what somebody saw
    in the post (`bot.practice_words.saw`). BELONGS offers the cases `others`.
    """
    typed = Typed(given, problem, at)
    if act in _WRITTEN:
        return reply_form(act, shown, playbook, typed, reading=reading, saw=saw)
    if act is Act.BELONGS:
        return fitted(lambda typed: belongs(shown, others, typed), typed)
    return fitted(lambda typed: _BUILDERS[act](shown, playbook, typed), typed)


def new_form(
    playbook: Playbook,
    *,
    post: str = "",
    author: str = "",
    link: str = "",
    posted_at: datetime | None = None,
    zone: tzinfo = UTC,
    once: str = "",
    problem: str = "",
    at: str = "",
    given: Data = _NONE,
) -> Card:
    """NEW: a customer's post. `zone` is the organisation's; `posted_at` is aware.

    `once` tells this form from all others; it is kept in what is `given`.
    """
    about = Target("", choice=once or string(given, "choice"))
    local = posted_at and posted_at.astimezone(zone)
    day, hour = (f"{local:%Y-%m-%d}", f"{local:%H:%M}") if local else ("", "")
    who = Asked(form_words.AUTHOR, optional=True)

    def made(typed: Typed) -> Card:
        body = [*typed.text("post", Asked(form_words.POST), post, lines=True, most=MOST)]
        if places := form_words.places(playbook):
            body += typed.choice("platform", form_words.WHERE, places)
        body += typed.text("author", who, author[:300], most=300)
        body += typed.link("link", form_words.LINK, link)
        on = [*typed.moment("posted_at", form_words.POSTED_AT, "Input.Date", day)]
        time = [*typed.moment("posted_time", _TIME, "Input.Time", hour)]
        body.append(columns(("stretch", on), ("stretch", time)))
        if brands := form_words.brands(playbook):
            body += typed.choice("brand", form_words.BRAND, brands)
        return framed(Act.NEW, about, [*body, *_fact_rows(typed)], typed, home=False)

    return fitted(made, Typed(given, problem, at))


# -- forms of a case ----------------------------------------------------------------------------


def _words(act: Act) -> Callable[[ReviewCard, Playbook, Typed], Card]:
    """Builds a form that asks for a few words."""

    def build(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
        box = typed.text("text", form_words.WORDS[act], lines=True)
        return framed(act, target(card), [customer(card), *box], typed)

    return build


def _fact_rows(typed: Typed) -> Iterator[Element]:
    """Rows for what is known."""
    for row in range(form_words.FACT_ROWS):
        yield from typed.text(f"fact_{row}", form_words.fact(row), most=1000)
        yield from _state(f"state_{row}", typed)


def _state(key: str, typed: Typed) -> Iterator[Element]:
    yield from typed.choice(key, form_words.SURE, form_words.states(), str(FactState.CONFIRMED))


def _facts(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    most, known = typed.room(form_words.LISTED), form_words.known(card)
    body = [customer(card)]
    for _number, state, words in card.facts[:most]:
        told = [run(f"{state}: ", "bold"), run(short(words, 400))]
        body.append(rich(told, spacing="small"))
    if (more := len(known) - most) > 0:
        body.append(small(f"{more} more stand in Details."))
    body += _fact_rows(typed)
    if known:
        body += typed.choice("withdrawn", form_words.WITHDRAWN, known[:most], many=True)
    return framed(Act.FACTS, target(card), body, typed)


def _gaps(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    if not card.slots:
        return nothing(Act.GAPS, target(card))
    body, asked = [customer(card)], card.slots[: typed.room(form_words.GAPS)]
    for n, slot in enumerate(asked):
        body += typed.text(f"slot_{n}", form_words.gap(card, slot), most=500)
    if more := form_words.more_gaps(card, len(asked)):
        body.append(small(more))
    return framed(Act.GAPS, target(card), body, typed)


def _answer(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    if not card.question:
        return nothing(Act.ANSWER, target(card))
    who = run(f"{short(card.asked_by, 100)} asks: ", "bold")
    body = [customer(card), rich([who, run(short(card.question, 2000))])]
    body += typed.text("text", form_words.WORDS[Act.ANSWER], lines=True)
    body += _state("state", typed)
    about = replace(target(card), choice=card.question_id)  # that very question is answered
    return framed(Act.ANSWER, about, body, typed)


def _copy(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    """The approved text in a box from which a phone can copy it; before that, as it reads."""
    text = visible(card.reply)
    body = [quoted(text)] if within(text, _COPIED) == text else []
    body.append(text_input("copy", form_words.TO_COPY, _to_copy(card), lines=True))
    body.append(small(form_words.COPIED if copied_whole(card) else _GOES_ON, spacing="small"))
    body += typed.link("link", form_words.OUR_LINK)
    link = web_link(card.link)
    more = [open_url(form_words.OPEN_POST, link)] if link else []
    return framed(Act.COPY, target(card), body, typed, more=more)


def copied_as_it_is(copied: str, text: str) -> bool:
    """Whether a box to copy from holds the approved text still, or nothing; but for blanks."""
    words = visible(copied).split()
    return words in ([], visible(text).split(), _boxed(text).split())


def copied_whole(card: ReviewCard) -> bool:
    """Whether the form COPY holds all of the reply."""
    return _to_copy(card) == visible(card.reply)


def _to_copy(card: ReviewCard) -> str:
    return _boxed(card.reply)


def _boxed(text: str) -> str:
    return within(visible(text), _IN_ONE_BOX, line=2)


def _posted(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    body = [*typed.link("link", form_words.OUR_LINK), rich(form_words.NOT_SOLVED)]
    return framed(Act.POSTED, target(card), body, typed)


def _kind(card: ReviewCard, playbook: Playbook, typed: Typed) -> Card:
    kinds = form_words.kinds(playbook)
    box = typed.choice("category", form_words.KIND, kinds, required=True)
    return framed(Act.KIND, target(card), [customer(card), *box], typed)


def _dismiss(card: ReviewCard, _: Playbook, typed: Typed) -> Card:
    if not card.findings:
        return nothing(Act.DISMISS, target(card))
    flagged = form_words.flagged(card)[: typed.room(_FLAGGED)]
    body = [*typed.choice("finding", form_words.WHICH, flagged, required=True)]
    body += typed.text("text", form_words.WORDS[Act.DISMISS], lines=True)
    return framed(Act.DISMISS, target(card), [*body, small(form_words.ASIDE)], typed)


_FEW_WORDS = (Act.REJECT, Act.ASK, Act.CORRECT, Act.CLOSE, Act.GOOD, Act.BAD)
_BUILDERS: Mapping[Act, Callable[[ReviewCard, Playbook, Typed], Card]] = {
    **{act: _words(act) for act in _FEW_WORDS},
    Act.FACTS: _facts,
    Act.GAPS: _gaps,
    Act.ANSWER: _answer,
    Act.DETAILS: lambda card, playbook, _: details(card, playbook),
    Act.COMPARE: lambda card, *_: compare(card),
    Act.COPY: _copy,
    Act.POSTED: _posted,
    Act.KIND: _kind,
    Act.DISMISS: _dismiss,
    **FOLLOW_UP,
}
_WRITTEN = frozenset({Act.EDIT, Act.OWN})
OF_A_CASE = _WRITTEN | _BUILDERS.keys() | {Act.BELONGS}
