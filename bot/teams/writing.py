"""Forms in Teams in which somebody writes a reply, with how it reads under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot import form_words, reading_words
from bot.acts import Act, Target
from bot.card_acts import target
from bot.display import visible
from bot.form_words import HEADS, WORDS, Asked
from bot.playbook import Playbook
from bot.readers import Reading
from bot.reading_words import Part
from bot.review_card import ReviewCard
from bot.teams.elements import (
    Card,
    Element,
    container,
    execute,
    paragraphs,
    quoted,
    rich,
    run,
    short,
    small,
    text_input,
)
from bot.teams.frames import Typed, fitted, form, long, styled, within
from bot.teams.ids import Deed, Step
from bot.writing_desk import Checked

MOST = 6000  # characters of a post or a reply that are typed into a form
_POST = 900
_MENDED = 18_000  # bytes
_OURS = 6000
_USE = "Use these words"
_NO_ROOM = "Your words mended are too long to be shown beside them."


def reply_form(
    act: Act,
    card: ReviewCard,
    playbook: Playbook,
    typed: Typed,
    *,
    reading: Reading | None = None,
    saw: Sequence[Sequence[Part]] = (),
) -> Card:
    """EDIT, which begins with the draft, or OWN; `saw` is what somebody saw in the post."""
    about, start = target(card), card.reply if act is Act.EDIT else ""
    check = execute(Deed(act, Step.CHECK, about), HEADS[Act.CHECK].submit)

    def made(typed: Typed) -> Card:
        body = [quoted([rich(short(card.post, typed.room(_POST)) or form_words.NO_WORDS)])]
        body += [styled(parts) for parts in saw if typed.share > 0.5]
        body += typed.text("text", WORDS[act], start, lines=True, most=MOST)
        return form(act, about, [*body, _hint(reading, playbook)], typed, more=[check])

    return fitted(made, typed)


def check_form(
    text: str = "",
    *,
    playbook: Playbook,
    post: str = "",
    checked: Checked | None = None,
    asked_ours: bool = False,
    problem: str = "",
    at: str = "",
) -> Card:
    """CHECK: a reply of somebody's own, the post that it answers, and what was found.

    “Use these words” (`Act.USE`) sends along the mended reply as the input `mended`; “Show me
    yours” is `Act.OURS`, after which `asked_ours` says that there was none where there is none.
    """
    asked = Asked(form_words.ANSWERED_POST, optional=True)

    def made(typed: Typed) -> Card:
        body = [*typed.text("text", WORDS[Act.CHECK], lines=True, most=MOST)]
        body.append(_hint(checked.reading if checked else None, playbook))
        body += typed.text("post", asked, lines=True, most=MOST)
        body += _found(checked, typed, asked_ours=asked_ours) if checked else []
        more = list(_ways_on(checked, body, post, asked_ours=asked_ours)) if checked else []
        return form(Act.CHECK, Target(""), body, typed, more=more, home=False)

    return fitted(made, Typed({"text": text, "post": post}, problem, at))


def _hint(reading: Reading | None, playbook: Playbook) -> Element:
    quiet = reading_words.QUIET_UNTIL_CHECKED
    told = paragraphs(reading_words.hint_parts(reading, playbook, quiet))
    return container(told, style="accent" if reading else "")


def _found(checked: Checked, typed: Typed, *, asked_ours: bool) -> Iterator[Element]:
    """The scorecard, the mended reply, and one of ours where it was asked for."""
    if lines := checked.scorecard[: typed.room(20)]:
        yield container(paragraphs(reading_words.scores(lines)))
    if checked.rewrite:
        yield from _mended(checked, typed)
    if checked.ours:
        yield rich([run(reading_words.OURS, "bold"), run(reading_words.ONE_WAY)])
        yield from long(checked.ours, typed.room(_OURS))
    elif asked_ours:
        yield small(reading_words.NO_OURS)
    yield small(reading_words.NOT_KEPT)


def _mended(checked: Checked, typed: Typed) -> Iterator[Element]:
    """The reply mended, whole or not at all, in an input from which it can be copied."""
    words = visible(checked.rewrite)
    if within(words, typed.room(_MENDED), line=2) != words:
        yield small(_NO_ROOM)
        return
    label = f"{reading_words.MENDED}{reading_words.BY_MODEL[checked.by_model]}"
    yield text_input("mended", label, words, lines=True, most=MOST)
    if "[" in words:
        yield small(reading_words.BRACKETS, spacing="small")


def _ways_on(
    checked: Checked, body: Sequence[Element], post: str, *, asked_ours: bool
) -> Iterator[Element]:
    if any(one.get("id") == "mended" for one in body):
        yield execute(Deed(Act.USE, Step.SEND, Target("")), _USE)
    if post.strip() and not (checked.ours or asked_ours):
        yield execute(Deed(Act.OURS, Step.SEND, Target("")), reading_words.SHOW_OURS)
