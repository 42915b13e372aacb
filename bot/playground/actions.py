"""What the forms of a case do: each parses, makes its desk call, and says where to go next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.acts import Act as Asked
from bot.acts import Target
from bot.commands import Decision
from bot.deciding import FILLED
from bot.desk import CareDesk
from bot.errors import BadInput
from bot.filled import OWN_CASE
from bot.filling import READ
from bot.findings import Severity
from bot.people import Caller
from bot.playground import forms
from bot.playground.forms import Form


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that somebody sent on the page of a case."""

    desk: CareDesk
    caller: Caller
    case_id: str
    form: Form

    @property
    def draft(self) -> int:
        """The draft beside which the form stands."""
        return forms.number(self.form)

    @property
    def digest(self) -> str:
        """The text that the person saw."""
        return self.form.get("digest", "")

    @property
    def about(self) -> Target:
        """The case and the draft, as the forms of all surfaces name them."""
        return Target(self.case_id, self.draft, self.digest)

    def words(self, name: str) -> str:
        """A free-text field; empty where it was not sent."""
        return self.form.get(name, "")

    def text(self, name: str) -> str:
        """The same, for `bot.filling`."""
        return self.words(name)

    def ticked(self, name: str) -> list[str]:
        """No form of these asks for several things at once."""
        return [self.words(name)] if self.words(name) else []


Act = Callable[[Sent], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Action:
    """`area` is where on the page a refusal is shown; `act` gives the query of the next page, or
    the whole of its address."""

    area: str
    act: Act


async def _facts(s: Sent) -> str:
    await s.desk.change_facts(s.caller, s.case_id, forms.facts(s.form))
    return ""


async def _kind(s: Sent) -> str:
    await s.desk.correct_triage(s.caller, s.case_id, forms.category(s.form))
    return ""


async def _fact_back(s: Sent) -> str:
    await s.desk.change_facts(s.caller, s.case_id, (), [forms.number(s.form, "fact")])
    return ""


async def _ask(s: Sent) -> str:
    question = forms.said(s.form, "question", "What would you like to know? A few words will do.")
    await s.desk.ask_back(s.caller, s.case_id, question)
    return ""


async def _answer(s: Sent) -> str:
    otherwise = "Say it in a few words, or press “Not needed any more”."
    words = forms.said(s.form, "answer", otherwise)
    await s.desk.answer(s.caller, s.case_id, words, forms.fact_state(s.form))
    return ""


async def _not_needed(s: Sent) -> str:
    await s.desk.answer(s.caller, s.case_id, "")
    return ""


async def _rate(s: Sent) -> str:
    await s.desk.rate(s.caller, s.case_id, s.draft, forms.yes(s.form, "helped"))
    return "#rating"


async def _rate_why(s: Sent) -> str:
    reason = forms.said(s.form, "reason", "A few words are enough.")
    await s.desk.rate(s.caller, s.case_id, s.draft, forms.yes(s.form, "helped"), reason)
    return "#rating"


async def _correct(s: Sent) -> str:
    wrong = forms.said(s.form, "wrong", "Say what was wrong, and what is right.")
    await s.desk.correct(s.caller, s.case_id, s.draft, wrong)
    return ""


async def _slots(s: Sent) -> str:
    await s.desk.fill_slots(s.caller, s.case_id, s.draft, forms.slots(s.form))
    return ""


async def _decide(s: Sent) -> str:
    try:
        decision = Decision(s.words("decision"))
    except ValueError as exc:
        raise BadInput("Please press one of the buttons.") from exc
    if decision is Decision.EDIT:
        return "?write=draft"
    await _DECISIONS[decision](s)
    return ""


async def _approve(s: Sent) -> None:
    await s.desk.approve(s.caller, s.case_id, s.draft, s.digest)


async def _claim(s: Sent) -> None:
    await s.desk.claim(s.caller, s.case_id)


async def _again(s: Sent) -> None:
    await s.desk.request_draft(s.caller, s.case_id)


async def _tone(s: Sent) -> str:
    tone, language = forms.tone(s.form)
    await s.desk.request_draft(s.caller, s.case_id, tone, language)
    return ""


async def _understand(s: Sent) -> str:
    words = forms.said(s.form, "saw", "A few words are enough.")
    await s.desk.writing.understand(s.caller, s.case_id, words)
    return ""


async def _reject(s: Sent) -> None:
    await s.desk.reject(s.caller, s.case_id, s.draft, s.words("reason"))


_DECISIONS: Mapping[Decision, Callable[[Sent], Awaitable[None]]] = {
    Decision.APPROVE: _approve,
    Decision.CLAIM: _claim,
    Decision.AGAIN: _again,
    Decision.REJECT: _reject,
}


async def _anyway(s: Sent) -> str:
    await s.desk.approve(s.caller, s.case_id, s.draft, s.digest, anyway=True)
    return ""


async def _take_over(s: Sent) -> str:
    await s.desk.claim(s.caller, s.case_id, take_over=True)
    return ""


async def _withdraw(s: Sent) -> str:
    await s.desk.withdraw(s.caller, s.case_id, s.draft)
    return ""


async def _write(s: Sent) -> str:
    """Save a person's own text; what they set aside while typing stays aside."""
    case = await s.desk.edit(s.caller, s.case_id, s.words("text"), based_on=s.draft)
    aside = set(s.words("aside").split())
    draft = case.drafts[-1]
    for flag in case.open_flags(draft, Severity.WARN, Severity.TIP):
        if flag.key in aside:
            await s.desk.dismiss(s.caller, s.case_id, draft.number, flag.key)
    return "?saved=1"


async def _dismiss(s: Sent) -> str:
    key, reason = s.words("key"), s.words("reason")
    await s.desk.dismiss(s.caller, s.case_id, s.draft, key, reason)
    return "?details=1"


async def _copy(s: Sent) -> str:
    await s.desk.start_publishing(s.caller, s.case_id, s.draft, s.digest)
    return ""


async def _posted(s: Sent) -> str:
    await s.desk.posted(s.caller, s.case_id, s.draft, forms.line(s.form, "link"))
    return ""


async def _not_posted(s: Sent) -> str:
    await s.desk.abandon_publishing(s.caller, s.case_id, s.draft)
    return ""


def _filled(asked: Asked) -> Act:
    """What a form does that is the same on every surface."""

    async def act(s: Sent) -> str:
        await FILLED[asked](s.desk, s.caller, READ[asked](s))
        return ""

    return act


async def _belongs(s: Sent) -> str:
    """The post stands in the other case from now on, so that is shown."""
    given = READ[Asked.BELONGS](s)
    if given.text.startswith(OWN_CASE):
        post = given.text.removeprefix(OWN_CASE)
        return f"/cases/{await s.desk.after.split(s.caller, s.case_id, post)}?came=own"
    await FILLED[Asked.BELONGS](s.desk, s.caller, given)
    return f"/cases/{given.text}?came=joined"


async def _apart(s: Sent) -> str:
    await s.desk.incidents.leave(s.caller, s.case_id)
    return ""


async def _close(s: Sent) -> str:
    await s.desk.close(s.caller, s.case_id, s.words("reason"))
    return ""


async def _reopen(s: Sent) -> str:
    """What was put to another case stands here alone again, and is told so."""
    elsewhere = (await s.desk.view(s.caller.organisation, s.case_id)).case.merged_into
    await s.desk.reopen(s.caller, s.case_id, s.words("reason"))
    return "?came=back" if elsewhere else ""


ACTIONS: Mapping[str, Action] = {
    "kind": Action("kind", _kind),
    "facts": Action("facts", _facts),
    "fact-back": Action("facts", _fact_back),
    "ask": Action("ask", _ask),
    "answer": Action("answer", _answer),
    "not-needed": Action("answer", _not_needed),
    "slots": Action("slots", _slots),
    "rate": Action("rate", _rate),
    "rate-why": Action("rate", _rate_why),
    "decide": Action("decide", _decide),
    "tone": Action("decide", _tone),
    "understand": Action("understand", _understand),
    "anyway": Action("decide", _anyway),
    "take-over": Action("decide", _take_over),
    "withdraw": Action("publish", _withdraw),
    "write": Action("write", _write),
    "dismiss": Action("details", _dismiss),
    "copy": Action("publish", _copy),
    "posted": Action("publish", _posted),
    "not-posted": Action("publish", _not_posted),
    "correct": Action("correct", _correct),
    "promise": Action("promise", _filled(Asked.PROMISE)),
    "came-back": Action("came_back", _filled(Asked.CAME_BACK)),
    "belongs": Action("belongs", _belongs),
    "hide": Action("hide", _filled(Asked.HIDE)),
    "apart": Action("came", _apart),
    "solve": Action("solve", _filled(Asked.SOLVE)),
    "close": Action("ending", _close),
    "reopen": Action("ending", _reopen),
}
