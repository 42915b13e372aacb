"""New-hire mode: what somebody takes from a post before seeing a draft, beside what we see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.case import OVER, Case, Draft, DraftState
from bot.events import Origin
from bot.people import Person
from bot.post_words import particulars
from bot.practice import Practice
from bot.triage import Category, Sensitivity, Triage
from bot.views import CaseView
from bot.wording import stems

QUESTION = "Who is angry, about what, and what do they want?"


class Stage(StrEnum):
    """Where a person who practises stands on one case; NONE: there is nothing to hold back."""

    NONE = "none"
    UNDERSTAND = "understand"
    OWN_WORDS = "own words"
    COMPARE = "compare"


OWN_WORDS_FIRST: Mapping[Stage, str] = {
    Stage.UNDERSTAND: f"You first: {QUESTION[0].lower()}{QUESTION[1:]}",
    Stage.OWN_WORDS: "Now in your own words. Our draft comes after yours.",
}

# Here somebody has to act at once, or nobody has to write.
_NO_PRACTICE = frozenset({Category.CRISIS, Category.PERSON_AT_RISK})
_WHO: Mapping[Category, str] = {
    Category.COMPLAINT: "a customer who was let down",
    Category.QUESTION: "somebody who wants to know something",
    Category.SUGGESTION: "somebody with an idea",
    Category.PRAISE: "somebody who is happy",
    Category.TROLL: "somebody who may only want a quarrel",
    Category.NOT_OURS: "somebody who may mean another company",
}
_WANTS: Mapping[Category, str] = {
    Category.COMPLAINT: "to have it put right",
    Category.QUESTION: "an answer",
    Category.SUGGESTION: "to hear what becomes of it",
    Category.PRAISE: "a kind word back",
    Category.TROLL: "attention",
    Category.NOT_OURS: "somebody who looks into it",
}


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a person and the coach each took from one post; neither of them is right or wrong.

    `yours` are the person's words. `who`, `what` and `wants` are phrases of the coach's ("somebody
    who is angry"); `both` and `also` are pieces of the post that both named, or only the coach did.
    `says` puts it all into two or three kind sentences, which go on behind “And we”.
    """

    yours: str
    who: str
    what: str
    wants: str
    both: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    says: str = ""


def stage(view: CaseView, person: Person, practice: Practice) -> Stage:
    """What comes next for this person; the coach's draft is held back before COMPARE."""
    case, triage = view.case, view.case.triage
    if not practice.own_words_first or triage is None or case.status in OVER:
        return Stage.NONE
    if triage.category in _NO_PRACTICE or triage.severity >= 4 or case.withheld:
        return Stage.NONE
    live = case.live_draft
    if live and live.origin is Origin.PERSON:
        return Stage.COMPARE if _is_own(live, person) and coaches_draft(case) else Stage.NONE
    if any(_is_own(draft, person) for draft in case.drafts):
        return Stage.NONE
    if live is None and (case.answered or case.drafting):
        return Stage.NONE
    if live and live.state is not DraftState.AWAITING_REVIEW:
        return Stage.NONE
    told = any(who == person.id for who, _ in case.understood)
    return Stage.OWN_WORDS if told else Stage.UNDERSTAND


def coaches_draft(case: Case) -> Draft | None:
    """The latest draft that no person wrote."""
    return next((d for d in reversed(case.drafts) if d.origin is not Origin.PERSON), None)


def understanding(view: CaseView, words: str) -> Understanding:
    """`words` of a person beside what the coach made of the post."""
    triage = view.case.triage
    assert triage  # nobody is asked before the post was read
    told = dict(particulars(view.post, triage))
    pieces = tuple(dict.fromkeys(piece for piece in told.values() if piece))
    theirs = stems(words)
    both = tuple(piece for piece in pieces if stems(piece) & theirs)
    also = tuple(piece for piece in pieces if piece not in both)
    who, wants = _who(triage), _wants(triage)
    what = told.get("What") or ", ".join(triage.topics[:2]).replace("_", " ")
    return Understanding(words, who, what, wants, both, also, _says(who, what, wants, both, also))


def _is_own(draft: Draft, person: Person) -> bool:
    return draft.origin is Origin.PERSON and draft.author.same(person)


def _who(triage: Triage) -> str:
    if Sensitivity.GRIEF in triage.sensitivities:
        return "somebody who is grieving"
    if triage.angry and triage.category is Category.COMPLAINT:
        return "somebody who is angry"
    return _WHO.get(triage.category, "somebody")


def _wants(triage: Triage) -> str:
    wants = _WANTS.get(triage.category, "to be heard")
    if triage.category is Category.COMPLAINT and triage.repeated:
        return "that it stops happening"
    if triage.category is Category.COMPLAINT and triage.angry:
        return f"to be heard first, then {wants}"
    return f"{wants}, and an answer to their wish" if triage.wish else wants


def _says(who: str, what: str, wants: str, both: tuple[str, ...], also: tuple[str, ...]) -> str:
    about = f", about “{what}”" if what else ""
    said = [f"see {who}{about}. What they want may be {wants}."]
    if both:
        said.append(f"You noticed {_listed(both)}, and so did we.")
    if also:
        said.append(f"We also noticed {_listed(also)}.")
    return " ".join(said)


def _listed(pieces: tuple[str, ...]) -> str:
    quoted = [f"“{piece}”" for piece in pieces]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
