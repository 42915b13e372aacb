"""What people put into Slack's modals, as words for the desk.

Every function takes `payload["view"]` of a submission and raises `FieldError`, whose `block_id`
names the input to mark (`response_action: errors`), or `BadInput`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from bot.desk import NewPost
from bot.errors import BadInput, FieldError
from bot.events import Outcome
from bot.facts import FactState
from bot.playbook import Playbook
from bot.slack import mrkdwn, writing
from bot.slack.forms import FACT_ROWS, GAPS
from bot.slack.ids import Target, target
from bot.slack.long_text import collected, together
from bot.text import clean
from bot.triage import Category

__all__ = ["FieldError"]

Json = dict[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

_LINE = 500
_CHECKED_BYTES = 150_000  # a modal holds 250 KB, the mended reply among them


@dataclass(frozen=True, slots=True)
class Words:
    """What was written; empty only where it may be: REJECT, GOOD, BAD, POSTED, COPY."""

    target: Target
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """FACTS: what is known, and the numbers of facts that are taken back."""

    target: Target
    stated: tuple[tuple[FactState, str], ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """GAPS: words by the number of the slot, from 0."""

    target: Target
    words: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """ANSWER: without words, the question is not needed any more."""

    target: Target
    words: str
    state: FactState


@dataclass(frozen=True, slots=True)
class Kind:
    """KIND: what a person says it is."""

    target: Target
    category: Category


@dataclass(frozen=True, slots=True)
class Dismissal:
    """DISMISS: the finding by its key."""

    target: Target
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """SOLVE: how it ended for the customer."""

    target: Target
    outcome: Outcome


def new_post(view: Json, playbook: Playbook, now: datetime) -> NewPost:
    """NEW. `came_from` is left to the caller; `now` is when the form came."""
    platform, brand = _chosen(view, "platform"), _chosen(view, "brand")
    return NewPost(
        text=_clean("post", together(collected("post", _values(view))), "post"),
        platform=platform if platform in playbook.platforms else "",
        author=_line(view, "author"),
        link=_address(view, "link"),
        posted_at=_moment(view, now),
        brand=brand if brand in playbook.profiles else "",
        facts=_stated(view),
    )


def reply(view: Json) -> Words:
    """EDIT, OWN."""
    return Words(about(view), _clean("text", together(collected("text", _values(view))), "reply"))


def own_reply(view: Json) -> tuple[str, str]:
    """CHECK: the reply, and the post that it answers, empty where nobody gave one."""
    parts, post = writing.typed(view), together(writing.answered(view))
    reply = _clean(next(iter(parts), "text"), together(parts), "reply")
    post = _clean("post", post, "post") if post.strip() else ""
    if len(reply.encode()) + len(post.encode()) > _CHECKED_BYTES:
        raise FieldError("post", "Together this is too long to be shown here. Try the reply alone.")
    return reply, post


def ticked(view: Json) -> list[tuple[str, int, str]]:
    """EASY: case, draft and digest of each one that is ticked."""
    boxes = (_value(view, block_id).get("selected_options") for block_id in _values(view))
    given = [one for options in boxes if isinstance(options, list) for one in options]
    found = [target(str(one.get("value") or "")) for one in given if isinstance(one, dict)]
    return [(one.case, one.draft, one.digest) for one in found]


def words(view: Json) -> Words:
    """ASK, CORRECT, CLOSE, UNDERSTAND: something has to be said."""
    return Words(about(view), _clean("text", _text(view, "text"), "form"))


def reason(view: Json) -> Words:
    """REJECT, GOOD, BAD: the reason is optional."""
    return Words(about(view), _optional(view, "text"))


def link(view: Json) -> Words:
    """POSTED and COPY: an http(s) address, or empty."""
    return Words(about(view), _address(view, "link"))


def facts(view: Json) -> Facts:
    """FACTS: something new, or something that is not true any more."""
    stated = _stated(view)
    options = _value(view, "withdrawn").get("selected_options") or []
    given = [str(o.get("value", "")) for o in options if isinstance(o, dict)]
    withdrawn = tuple(int(number) for number in given if re.fullmatch(r"[0-9]{1,6}", number))
    if not stated and not withdrawn:
        raise FieldError(
            "fact_0", "Say in a few words what you know, such as “refunded the pasta”."
        )
    return Facts(about(view), stated, withdrawn)


def gaps(view: Json) -> Gaps:
    """GAPS: words for at least one of them."""
    filled = {n: words for n in range(GAPS) if (words := _optional(view, f"slot_{n}"))}
    if not filled:
        raise FieldError("slot_0", "Put your words into at least one of the gaps.")
    return Gaps(about(view), filled)


def answer(view: Json) -> Answer:
    """ANSWER."""
    state = _one_of(view, "state", FactState, FactState.CONFIRMED)
    return Answer(about(view), _optional(view, "text"), state)


def kind(view: Json) -> Kind:
    """KIND."""
    return Kind(about(view), _one_of(view, "category", Category))


def dismissal(view: Json) -> Dismissal:
    """DISMISS."""
    key = _chosen(view, "finding")
    if not key:
        raise FieldError("finding", "Please choose one.")
    return Dismissal(about(view), key, _optional(view, "text"))


def ending(view: Json) -> Ending:
    """SOLVE."""
    return Ending(about(view), _one_of(view, "outcome", Outcome))


def about(view: Json) -> Target:
    """What the form is about, as it was put there."""
    return target(str(view.get("private_metadata") or ""))


def _values(view: Json) -> Json:
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    return values if isinstance(values, dict) else {}


def _value(view: Json, block_id: str) -> Json:
    """What the one element of a block holds; empty where there is no such block."""
    block = _values(view).get(block_id)
    elements = list(block.values()) if isinstance(block, dict) else []
    return elements[0] if elements and isinstance(elements[0], dict) else {}


def _text(view: Json, block_id: str) -> str:
    words = _value(view, block_id).get("value")
    return words if isinstance(words, str) else ""


def _chosen(view: Json, block_id: str) -> str:
    chosen = _value(view, block_id).get("selected_option")
    return str(chosen.get("value", "")) if isinstance(chosen, dict) else ""


def _one_of(
    view: Json, block_id: str, choices: type[Choice], usual: Choice | None = None
) -> Choice:
    chosen = _chosen(view, block_id)
    if not chosen and usual is not None:
        return usual
    if chosen not in list(choices):
        raise FieldError(block_id, "Please choose one of the words in the list.")
    return choices(chosen)


def _clean(block_id: str, raw: str, what: str) -> str:
    """Clean words; what is wrong with them is said under their input."""
    if not raw.strip():
        raise FieldError(block_id, "Please write a few words.")
    try:
        return clean(raw, what=what)
    except BadInput as exc:
        raise FieldError(block_id, str(exc)) from exc


def _optional(view: Json, block_id: str) -> str:
    raw = _text(view, block_id)
    return _clean(block_id, raw, "text") if raw.strip() else ""


def _line(view: Json, block_id: str) -> str:
    return " ".join(_optional(view, block_id).split())[:_LINE]


def _address(view: Json, block_id: str) -> str:
    """An address that can be followed; Slack puts typed ones between angle brackets at times."""
    given = _text(view, block_id).strip().strip("<>").partition("|")[0]
    if given and not mrkdwn.web_link(given):
        raise FieldError(block_id, "Please paste the whole address; it starts with https://.")
    return given


def _stated(view: Json) -> tuple[tuple[FactState, str], ...]:
    """The rows that have words in them."""
    return tuple(
        (_one_of(view, f"state_{row}", FactState, FactState.CONFIRMED), words)
        for row in range(FACT_ROWS)
        if (words := _optional(view, f"fact_{row}"))
    )


def _moment(view: Json, now: datetime) -> datetime | None:
    seconds = _value(view, "posted_at").get("selected_date_time")
    if not isinstance(seconds, int):
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as exc:
        raise FieldError("posted_at", "When was it posted? Please choose a date.") from exc
    if moment > now:
        raise FieldError("posted_at", "That moment is still to come.")
    return moment
