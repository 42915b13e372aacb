"""What buttons and forms do: each parses, makes its desk call, and says what comes next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.commands import Decision
from bot.desk import CareDesk
from bot.errors import BadInput, FieldError, NotAllowed
from bot.people import Caller, Role
from bot.slack import submitted
from bot.slack.ids import Act, Form, Target
from bot.slack.submitted import Json
from bot.tone import Tone
from bot.triage import Category


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that somebody pressed on the card of a draft."""

    desk: CareDesk
    caller: Caller
    target: Target


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that somebody sent; `view` is what Slack gives of it."""

    desk: CareDesk
    caller: Caller
    view: Json


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
}

# Buttons that open the form of the same name.
FORMS = frozenset(Act) & {str(form) for form in Form}


async def _reject_at_once(p: Pressed) -> None:
    await p.desk.reject(p.caller, p.target.case, p.target.draft)


# What is decided at once: by the buttons, and by an emoji, which cannot ask for a reason.
AT_ONCE: Mapping[Act, Callable[[Pressed], Awaitable[None]]] = {
    **BUTTONS,
    Act.REJECT: _reject_at_once,
}

# What an emoji on a card decides, as the button that says the same. EDIT needs a button: an
# emoji brings no permission to open a form.
EMOJI: Mapping[Decision, Act] = {
    Decision.APPROVE: Act.APPROVE,
    Decision.CLAIM: Act.CLAIM,
    Decision.AGAIN: Act.AGAIN,
    Decision.REJECT: Act.REJECT,
}


async def _reply(s: Submitted) -> None:
    """A person's own text, in place of the draft that they had in front of them."""
    given = submitted.reply(s.view)
    await s.desk.edit(s.caller, given.target.case, given.text, based_on=given.target.draft)


async def _reject(s: Submitted) -> None:
    given = submitted.reason(s.view)
    await s.desk.reject(s.caller, given.target.case, given.target.draft, given.text)


async def _facts(s: Submitted) -> None:
    given = submitted.facts(s.view)
    await s.desk.change_facts(s.caller, given.target.case, given.stated, given.withdrawn)


async def _gaps(s: Submitted) -> None:
    given = submitted.gaps(s.view)
    await s.desk.fill_slots(s.caller, given.target.case, given.target.draft, given.words)


async def _ask(s: Submitted) -> None:
    given = submitted.words(s.view)
    await s.desk.ask_back(s.caller, given.target.case, given.text)


async def _answer(s: Submitted) -> None:
    given = submitted.answer(s.view)
    await s.desk.answer(s.caller, given.target.case, given.words, given.state)


async def _posted(s: Submitted) -> None:
    given = submitted.link(s.view)
    await s.desk.posted(s.caller, given.target.case, given.target.draft, given.text)


async def _correct(s: Submitted) -> None:
    given = submitted.words(s.view)
    await s.desk.correct(s.caller, given.target.case, given.target.draft, given.text)


async def _kind(s: Submitted) -> None:
    given = submitted.kind(s.view)
    await s.desk.correct_triage(s.caller, given.target.case, given.category)


async def _dismiss(s: Submitted) -> None:
    given = submitted.dismissal(s.view)
    target = given.target
    try:
        await s.desk.dismiss(s.caller, target.case, target.draft, given.key, given.reason)
    except NotAllowed as exc:
        if given.reason or Role.LEAD not in s.caller.person.roles:
            raise
        raise FieldError("text", "This one blocks. Please give a reason.") from exc


async def _solve(s: Submitted) -> None:
    given = submitted.ending(s.view)
    await s.desk.solve(s.caller, given.target.case, given.outcome)


async def _close(s: Submitted) -> None:
    given = submitted.words(s.view)
    await s.desk.close(s.caller, given.target.case, given.text)


async def _good(s: Submitted) -> None:
    given = submitted.reason(s.view)
    await s.desk.rate(s.caller, given.target.case, given.target.draft, True, given.text)


async def _bad(s: Submitted) -> None:
    given = submitted.reason(s.view)
    await s.desk.rate(s.caller, given.target.case, given.target.draft, False, given.text)


async def _nothing(s: Submitted) -> None:
    """A form that only shows something."""


SUBMISSIONS: Mapping[Form, Callable[[Submitted], Awaitable[None]]] = {
    Form.EDIT: _reply,
    Form.OWN: _reply,
    Form.REJECT: _reject,
    Form.FACTS: _facts,
    Form.GAPS: _gaps,
    Form.ASK: _ask,
    Form.ANSWER: _answer,
    Form.DETAILS: _nothing,
    Form.COPY: _posted,
    Form.POSTED: _posted,
    Form.CORRECT: _correct,
    Form.KIND: _kind,
    Form.DISMISS: _dismiss,
    Form.SOLVE: _solve,
    Form.CLOSE: _close,
    Form.GOOD: _good,
    Form.BAD: _bad,
}
