"""What buttons, emoji and forms do: one desk call each, whichever surface they come from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.acts import Act, Target
from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import (
    AlreadyDecided,
    BadInput,
    BlockOpen,
    FieldError,
    NotAllowed,
    Refused,
    SlotsOpen,
    WarningOpen,
)
from bot.filled import (
    OWN_CASE,
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
from bot.people import Caller, Role
from bot.tone import Tone
from bot.triage import Category


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that somebody pressed on the card of a draft."""

    desk: CareDesk
    caller: Caller
    target: Target


async def _approve(p: Pressed) -> None:
    await p.desk.approve(p.caller, p.target.case, p.target.draft, p.target.digest)


async def _anyway(p: Pressed) -> None:
    await p.desk.approve(p.caller, p.target.case, p.target.draft, p.target.digest, anyway=True)


async def _withdraw(p: Pressed) -> None:
    await p.desk.withdraw(p.caller, p.target.case, p.target.draft)


async def _claim(p: Pressed) -> None:
    await p.desk.claim(p.caller, p.target.case)


async def _take_over(p: Pressed) -> None:
    await p.desk.claim(p.caller, p.target.case, take_over=True)


async def _again(p: Pressed) -> None:
    await p.desk.request_draft(p.caller, p.target.case)


async def _tone(p: Pressed) -> None:
    """Again, in the tone or the language that was chosen."""
    choice = p.target.choice
    tone = Tone(choice) if choice in set(Tone) else None
    await p.desk.request_draft(p.caller, p.target.case, tone, "" if tone else choice)


async def _kind_is(p: Pressed) -> None:
    if p.target.choice not in set(Category):
        raise BadInput("This button is not one of ours (any more).")
    await p.desk.correct_triage(p.caller, p.target.case, Category(p.target.choice))


async def _not_posted(p: Pressed) -> None:
    await p.desk.abandon_publishing(p.caller, p.target.case, p.target.draft)


async def _reopen(p: Pressed) -> None:
    await p.desk.reopen(p.caller, p.target.case)


async def _copy(p: Pressed) -> None:
    await p.desk.start_publishing(p.caller, p.target.case, p.target.draft, p.target.digest)


async def _apart(p: Pressed) -> None:
    await p.desk.incidents.leave(p.caller, p.target.case)


# Buttons that decide something at once. COPY opens its form besides.
BUTTONS: Mapping[Act, Callable[[Pressed], Awaitable[None]]] = {
    Act.APPROVE: _approve,
    Act.ANYWAY: _anyway,
    Act.WITHDRAW: _withdraw,
    Act.CLAIM: _claim,
    Act.TAKE_OVER: _take_over,
    Act.AGAIN: _again,
    Act.TONE: _tone,
    Act.KIND_IS: _kind_is,
    Act.NOT_POSTED: _not_posted,
    Act.REOPEN: _reopen,
    Act.COPY: _copy,
    Act.APART: _apart,
}


async def _reject_at_once(p: Pressed) -> None:
    await p.desk.reject(p.caller, p.target.case, p.target.draft)


# What is decided at once: by the buttons, and by an emoji, which cannot ask for a reason.
AT_ONCE: Mapping[Act, Callable[[Pressed], Awaitable[None]]] = {
    **BUTTONS,
    Act.REJECT: _reject_at_once,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done: in a sentence, and what is offered beside it.

    `anyway` offers to approve in spite of a warning, `button` the button that it names.
    """

    sentence: str
    anyway: bool = False
    button: Act | None = None


async def refused(act: Act, pressed: Pressed) -> Refusal | None:
    """Do one of AT_ONCE, or say why not; None where it was done."""
    try:
        await AT_ONCE[act](pressed)
    except Refused as exc:
        return Refusal(str(exc), isinstance(exc, WarningOpen), _way_on(act, exc))
    return None


def _way_on(act: Act, exc: Refused) -> Act | None:
    """The button that leads on after a refusal."""
    match exc:
        case AlreadyDecided() if act is Act.CLAIM:
            return Act.TAKE_OVER
        case SlotsOpen():
            return Act.GAPS
        case BlockOpen():
            return Act.EDIT
        case _:
            return None


# What an emoji on a card decides, as the button that says the same. EDIT needs a button: an
# emoji brings no permission to open a form.
EMOJI: Mapping[Decision, Act] = {
    Decision.APPROVE: Act.APPROVE,
    Decision.CLAIM: Act.CLAIM,
    Decision.AGAIN: Act.AGAIN,
    Decision.REJECT: Act.REJECT,
}


async def _reply(desk: CareDesk, caller: Caller, given: Words) -> None:
    """A person's own text, in place of the draft that they had in front of them."""
    await desk.edit(caller, given.target.case, given.text, based_on=given.target.draft)


async def _reject(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.reject(caller, given.target.case, given.target.draft, given.text)


async def _facts(desk: CareDesk, caller: Caller, given: Facts) -> None:
    await desk.change_facts(caller, given.target.case, given.stated, given.withdrawn)


async def _gaps(desk: CareDesk, caller: Caller, given: Gaps) -> None:
    await desk.fill_slots(caller, given.target.case, given.target.draft, given.words)


async def _ask(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.ask_back(caller, given.target.case, given.text)


async def _answer(desk: CareDesk, caller: Caller, given: Answer) -> None:
    about, asked = given.target, given.target.choice or None
    await desk.answer(caller, about.case, given.words, given.state, question=asked)


async def _posted(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.posted(caller, given.target.case, given.target.draft, given.text)


async def _correct(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.correct(caller, given.target.case, given.target.draft, given.text)


async def _kind(desk: CareDesk, caller: Caller, given: Kind) -> None:
    await desk.correct_triage(caller, given.target.case, given.category)


async def _dismiss(desk: CareDesk, caller: Caller, given: Dismissal) -> None:
    target = given.target
    try:
        await desk.dismiss(caller, target.case, target.draft, given.key, given.reason)
    except NotAllowed as exc:
        if given.reason or Role.LEAD not in caller.person.roles:
            raise
        raise FieldError("text", "This one blocks. Please give a reason.") from exc


async def _solve(desk: CareDesk, caller: Caller, given: Ending) -> None:
    await desk.after.solve(caller, given.target.case, given.outcome, given.quote)


async def _promise(desk: CareDesk, caller: Caller, given: PromiseAnswer) -> None:
    case, number = given.target.case, given.promise
    match given.choice:
        case PromiseChoice.KEPT:
            await desk.after.keep(caller, case, number)
        case PromiseChoice.MINE:
            await desk.after.take(caller, case, number)
        case PromiseChoice.MOVED:
            until = await desk.after.until(given.until)
            if until is None:
                raise FieldError("until", "I can't read that. “Friday noon” or “4 December” works.")
            await desk.after.move(caller, case, number, until, given.text)
        case PromiseChoice.BROKEN:
            await desk.after.break_promise(caller, case, number, given.text)
        case PromiseChoice.WAIVED:
            await desk.after.waive(caller, case, number, given.text)


async def _came_back(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.after.returned(caller, given.target.case, given.text)


async def _belongs(desk: CareDesk, caller: Caller, given: Words) -> None:
    if given.text.startswith(OWN_CASE):
        await desk.after.split(caller, given.target.case, given.text.removeprefix(OWN_CASE))
    else:
        await desk.after.merge(caller, given.target.case, given.text)


async def _hide(desk: CareDesk, caller: Caller, given: Hidden) -> None:
    case, action = given.target.case, given.action
    await desk.after.moderate(caller, case, action, given.guideline, given.words)


async def _close(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.close(caller, given.target.case, given.text)


async def _good(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.rate(caller, given.target.case, given.target.draft, True, given.text)


async def _bad(desk: CareDesk, caller: Caller, given: Words) -> None:
    await desk.rate(caller, given.target.case, given.target.draft, False, given.text)


# What a form does with what was filled in, in the shape of `bot.filled` that its comment names.
FILLED: Mapping[Act, Callable[[CareDesk, Caller, Any], Awaitable[None]]] = {
    Act.EDIT: _reply,  # Words
    Act.OWN: _reply,  # Words
    Act.REJECT: _reject,  # Words
    Act.FACTS: _facts,  # Facts
    Act.GAPS: _gaps,  # Gaps
    Act.ASK: _ask,  # Words
    Act.ANSWER: _answer,  # Answer
    Act.COPY: _posted,  # Words: what was copied is posted
    Act.POSTED: _posted,  # Words
    Act.CORRECT: _correct,  # Words
    Act.KIND: _kind,  # Kind
    Act.DISMISS: _dismiss,  # Dismissal
    Act.SOLVE: _solve,  # Ending
    Act.PROMISE: _promise,  # PromiseAnswer
    Act.CAME_BACK: _came_back,  # Words
    Act.BELONGS: _belongs,  # Words
    Act.HIDE: _hide,  # Hidden
    Act.CLOSE: _close,  # Words
    Act.GOOD: _good,  # Words
    Act.BAD: _bad,  # Words
}
