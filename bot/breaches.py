"""Whether words of a post break a guideline, and who decides that. Pure."""

from __future__ import annotations

import re
import unicodedata

from bot import events as e
from bot.coach import Coach
from bot.errors import FieldError, NotAllowed
from bot.findings import FindingKind
from bot.follow_events import CustomerReturned
from bot.people import Person, Role
from bot.triage import BREACHES, Category, Confidence, Triage
from bot.views import CaseView

_UNWANTED = BREACHES | {Category.TROLL}
_ANSWERED = frozenset(
    {
        Category.COMPLAINT,
        Category.QUESTION,
        Category.SUGGESTION,
        Category.PRAISE,
        Category.NOT_OURS,
        Category.PERSON_AT_RISK,
    }
)
_HARM = frozenset({FindingKind.INSULT, FindingKind.THREAT, FindingKind.IDENTITY_ATTACK})
_NOT_THERE = "These words don't stand in the post. Please copy them from it as they are."
_NO_BREACH = (
    "This is {kind}, not a breach: it stays up, and an answer shows everybody who reads along how "
    "you treat people. If other words break a guideline, please quote those."
)
_LEAD = "{reading} A lead decides whether it breaks a guideline."

_STOPS = ".!?\u3002"
_AROUND = " \"'.…-"  # what people put around words that they quote, once it is folded
_SIGNS = str.maketrans(
    {**dict.fromkeys("“”„«»‹›", '"'), **dict.fromkeys("‘’‚`´", "'"), **dict.fromkeys("–—", "-")}
)


def check_breach(coach: Coach, view: CaseView, words: str, by: Person) -> None:
    """Raise `FieldError` where `words` are not of the post or break nothing, and `NotAllowed`
    where the coach read the post in another way and `by` is no lead."""
    sentence = _sentence_with(words, view.post)
    if not sentence:
        raise FieldError("words", _NOT_THERE)
    if kind := _only(coach, view, words, sentence):
        named = "a bad review" if kind is Category.COMPLAINT else kind.named
        raise FieldError("words", _NO_BREACH.format(kind=named))
    read = _coachs_own(coach, view)
    unsure = read.confidence is Confidence.UNSURE
    if Role.LEAD in by.roles or (read.category in _UNWANTED and not unsure):
        return
    if read.category in _UNWANTED:
        raise NotAllowed(_LEAD.format(reading="I am not sure what kind of post this is."))
    raise NotAllowed(_LEAD.format(reading=f"I read this post as {read.category.named}."))


def _only(coach: Coach, view: CaseView, words: str, sentence: str) -> Category | None:
    """What the words are where they are surely no breach; None where they may be one.

    A few words that tell nothing by themselves are taken as their sentence means them.
    """
    about = coach.situation(brand=view.case.brand, platform=view.case.platform)
    for text in (words, sentence):
        read = coach.triage(text, platform=view.case.platform)
        harms = any(found.kind in _HARM for found in coach.flags(text, about))
        if harms or read.personal_data or read.category not in _ANSWERED:
            return None
        if read.confidence is not Confidence.UNSURE:
            return read.category
    return None


def _coachs_own(coach: Coach, view: CaseView) -> Triage:
    """How the coach read the latest post before any person said what it is."""
    read = None
    for recorded in view.history:
        match recorded.event:
            case e.CaseOpened() | CustomerReturned():
                read, told = None, False
            case e.PostTriaged(triage) if not told:
                told = recorded.actor is not None
                read = read if told else triage
    return read or coach.triage(view.post, platform=view.case.platform)


def _sentence_with(words: str, post: str) -> str:
    """The sentence of the post in which the words stand, however they were copied; empty where
    they do not stand there as whole words."""
    wanted, read = _folded(words).strip(_AROUND), _folded(post)
    if len(wanted) < 2:
        return ""
    before, after = (r"(?<!\w)" if _spaced(wanted[0]) else ""), _spaced(wanted[-1])
    pattern = before + re.escape(wanted) + (r"(?!\w)" if after else "")
    found = re.search(pattern, read)
    if found is None:
        return ""
    start = max(read.rfind(stop, 0, found.start()) for stop in _STOPS) + 1
    ends = [at for stop in _STOPS if (at := read.find(stop, found.end())) >= 0]
    return read[start : min(ends, default=len(read)) + 1].strip()


def _spaced(char: str) -> bool:
    """Whether words of its script have blanks between them."""
    return char.isdecimal() or char.lower() != char.upper()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold().split())
