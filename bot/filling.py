"""Reads what people put into the forms, whichever surface showed them, as words for the desk.

Whatever cannot be used is a `FieldError`, whose `block_id` names the input to mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from bot.acts import Act, Target
from bot.desk import NewPost
from bot.errors import BadInput, FieldError
from bot.events import Outcome
from bot.facts import FactState
from bot.filled import (
    Answer,
    Dismissal,
    Ending,
    Facts,
    Gaps,
    Hidden,
    Kind,
    PromiseAnswer,
    PromiseChoice,
    Words,
)
from bot.form_words import FACT_ROWS, GAPS
from bot.links import web_link
from bot.playbook import Playbook
from bot.profile import Moderation
from bot.text import clean
from bot.triage import Category

Choice = TypeVar("Choice", bound=StrEnum)

_LINE = 500


class Form(Protocol):
    """A form that came back; whatever it does not hold is empty."""

    @property
    def about(self) -> Target:
        """What the form is about; `BadInput` where it is none of ours."""

    def text(self, name: str) -> str:
        """What was written, or chosen, in the input of that name."""

    def ticked(self, name: str) -> list[str]:
        """What was chosen where several things can be."""


def new_post(form: Form, playbook: Playbook) -> NewPost:
    """NEW, but for its time. `came_from` is left to the caller."""
    platform, brand = form.text("platform"), form.text("brand")
    return NewPost(
        text=written("post", form.text("post"), "post"),
        platform=platform if platform in playbook.platforms else "",
        author=_line(form, "author"),
        link=_address(form, "link"),
        brand=brand if brand in playbook.profiles else "",
        facts=_stated(form),
    )


def past(moment: datetime, now: datetime) -> datetime:
    """When the post was written, which cannot be later than now."""
    if moment > now:
        raise FieldError("posted_at", "That moment is still to come.")
    return moment


def reply(form: Form) -> Words:
    """EDIT, OWN."""
    return Words(form.about, written("text", form.text("text"), "reply"))


def words(form: Form) -> Words:
    """ASK, CORRECT, CLOSE, UNDERSTAND: something has to be said."""
    return Words(form.about, written("text", form.text("text"), "form"))


def reason(form: Form) -> Words:
    """REJECT, GOOD, BAD: the reason is optional."""
    return Words(form.about, _optional(form, "text"))


def link(form: Form) -> Words:
    """POSTED and COPY: an http(s) address, or empty."""
    return Words(form.about, _address(form, "link"))


def facts(form: Form) -> Facts:
    """FACTS: something new, or something that is not true any more."""
    stated, given = _stated(form), form.ticked("withdrawn")
    withdrawn = tuple(int(number) for number in given if re.fullmatch(r"[0-9]{1,6}", number))
    if not stated and not withdrawn:
        raise FieldError(
            "fact_0", "Say in a few words what you know, such as “refunded the pasta”."
        )
    return Facts(form.about, stated, withdrawn)


def gaps(form: Form) -> Gaps:
    """GAPS: words for at least one of them."""
    filled = {n: words for n in range(GAPS) if (words := _optional(form, f"slot_{n}"))}
    if not filled:
        raise FieldError("slot_0", "Put your words into at least one of the gaps.")
    return Gaps(form.about, filled)


def answer(form: Form) -> Answer:
    """ANSWER."""
    state = _one_of(form, "state", FactState, FactState.CONFIRMED)
    return Answer(form.about, _optional(form, "text"), state)


def kind(form: Form) -> Kind:
    """KIND."""
    return Kind(form.about, _one_of(form, "category", Category))


def dismissal(form: Form) -> Dismissal:
    """DISMISS."""
    key = form.text("finding")
    if not key:
        raise FieldError("finding", "Please choose one.")
    return Dismissal(form.about, key, _optional(form, "text"))


def promise(form: Form) -> PromiseAnswer:
    """PROMISE: moved needs a time and a note, broken and waived a reason."""
    number, choice = form.text("promise"), _one_of(form, "choice", PromiseChoice)
    if not number.isdecimal():
        raise FieldError("promise", "Please choose one.")
    until = form.text("until").strip() if choice is PromiseChoice.MOVED else ""
    if choice is PromiseChoice.MOVED and not until:
        raise FieldError("until", "By when will it be done? Such as “Friday noon”.")
    asked = choice not in {PromiseChoice.KEPT, PromiseChoice.MINE}
    text = written("text", form.text("text"), "text") if asked else ""
    return PromiseAnswer(form.about, int(number), choice, until, text)


def hidden(form: Form) -> Hidden:
    """HIDE: the guideline has to be one of the house's own, and the words some of the post."""
    action, guideline = _one_of(form, "action", Moderation), form.text("guideline").strip()
    if not guideline:
        raise FieldError("guideline", "Please choose the guideline that it breaks.")
    words = form.text("words")
    if not words.strip():
        raise FieldError("words", "Which words of the post break it? Please copy them here.")
    return Hidden(form.about, action, guideline, written("words", words, "quote"))


def other_case(form: Form) -> Words:
    """BELONGS: the id of a case, or `OWN_CASE` and that of a post."""
    if not (chosen := form.text("case").strip()):
        raise FieldError("case", "Please choose the case.")
    return Words(form.about, chosen)


def ending(form: Form) -> Ending:
    """SOLVE."""
    return Ending(form.about, _one_of(form, "outcome", Outcome), _optional(form, "quote"))


# What was put into the forms that `bot.deciding.FILLED` knows under the same name.
READ: Mapping[Act, Callable[[Form], Any]] = {
    Act.EDIT: reply,
    Act.OWN: reply,
    Act.REJECT: reason,
    Act.FACTS: facts,
    Act.GAPS: gaps,
    Act.ASK: words,
    Act.ANSWER: answer,
    Act.COPY: link,
    Act.POSTED: link,
    Act.CORRECT: words,
    Act.KIND: kind,
    Act.DISMISS: dismissal,
    Act.SOLVE: ending,
    Act.PROMISE: promise,
    Act.CAME_BACK: words,
    Act.BELONGS: other_case,
    Act.HIDE: hidden,
    Act.CLOSE: words,
    Act.GOOD: reason,
    Act.BAD: reason,
}


def written(name: str, raw: str, what: str) -> str:
    """Clean words; what is wrong with them is said under their input."""
    if not raw.strip():
        raise FieldError(name, "Please write a few words.")
    try:
        return clean(raw, what=what)
    except BadInput as exc:
        raise FieldError(name, str(exc)) from exc


def _one_of(form: Form, name: str, choices: type[Choice], usual: Choice | None = None) -> Choice:
    chosen = form.text(name)
    if not chosen and usual is not None:
        return usual
    if chosen not in list(choices):
        raise FieldError(name, "Please choose one of the words in the list.")
    return choices(chosen)


def _optional(form: Form, name: str) -> str:
    raw = form.text(name)
    return written(name, raw, "text") if raw.strip() else ""


def _line(form: Form, name: str) -> str:
    return " ".join(_optional(form, name).split())[:_LINE]


def _address(form: Form, name: str) -> str:
    """An address that can be followed; Slack puts typed ones between angle brackets at times."""
    given = form.text(name).strip().strip("<>").partition("|")[0]
    if given and not web_link(given):
        raise FieldError(name, "Please paste the whole address; it starts with https://.")
    return given


def _stated(form: Form) -> tuple[tuple[FactState, str], ...]:
    """The rows that have words in them."""
    return tuple(
        (_one_of(form, f"state_{row}", FactState, FactState.CONFIRMED), words)
        for row in range(FACT_ROWS)
        if (words := _optional(form, f"fact_{row}"))
    )
