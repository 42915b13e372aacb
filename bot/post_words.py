"""What a review card says of the post itself: its kind, how bad it is, and what must be done."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.playbook import Handling
from bot.profile import Duty, Platform, Profile
from bot.text import shorten
from bot.triage import Aspect, Category, Confidence, LegalMatter, Sensitivity, Triage
from bot.views import ERASED

SEVERITY_WORDS = {1: "light", 2: "mild", 3: "serious", 4: "grave", 5: "critical"}
_HEDGED = re.compile(r"\b(?:perhaps|maybe|may|might)\b", re.IGNORECASE)
_QUOTED = 80  # characters of a piece of the post

_TOUCHES: Mapping[Sensitivity, str] = {
    Sensitivity.HEALTH: "somebody's health",
    Sensitivity.INJURY: "an injury",
    Sensitivity.MONEY: "money",
    Sensitivity.MINORS: "a child",
    Sensitivity.DATA: "personal data",
    Sensitivity.DISCRIMINATION: "discrimination",
    Sensitivity.LAW: "the law",
    Sensitivity.PRESS: "the press",
    Sensitivity.STAFF: "a colleague",
    Sensitivity.POLITICS: "politics",
    Sensitivity.GRIEF: "grief",
}
_NOT_CLEAR = "It is not clear what kind of post this is. What would you call it?"


def kind(title: str, triage: Triage) -> str:
    """What kind of post it is; with a "perhaps" where the triage abstains, and the title does not
    say already that it is open."""
    if triage.confidence is not Confidence.UNSURE or _HEDGED.search(title):
        return title
    return f"Perhaps {title[0].lower()}{title[1:]}"


def how_sure(triage: Triage | None) -> str:
    """How sure the coach is of the kind of post."""
    match triage.confidence if triage else None:
        case Confidence.SURE:
            return "Clear signs"
        case Confidence.FAIRLY_SURE:
            return "Fairly sure"
        case Confidence.UNSURE:
            return "Not sure: please have a look yourself"
        case _:
            return ""


def severity(triage: Triage | None) -> str:
    """How bad it is, and why."""
    if triage is None:
        return ""
    word = SEVERITY_WORDS[triage.severity]
    reasons = ", ".join(triage.severity_reasons)
    return f"{word} ({triage.severity} of 5)" + (f": {reasons}" if reasons else "")


def moderation(triage: Triage | None, platform: Platform | None) -> str:
    """What can be done about a post that needs no reply, where it stands."""
    unwanted = {Category.GUIDELINE_BREACH, Category.SPAM, Category.TROLL}
    if triage is None or platform is None or triage.category not in unwanted:
        return ""
    match platform.moderation:
        case "hide":
            return f"{platform.name}: a post can be hidden there."
        case "remove":
            return f"{platform.name}: a post can be removed there."
        case _:
            return f"{platform.name}: a post can only be reported there."


def touches(triage: Triage | None) -> tuple[str, ...]:
    """What makes it delicate, in plain words."""
    return tuple(_TOUCHES[one] for one in triage.sensitivities) if triage else ()


def particulars(post: str, triage: Triage | None) -> tuple[tuple[str, str], ...]:
    """What happened, when, where, to or by whom, and how often: labels and words of the post."""
    if triage is None or post == ERASED:
        return ()
    told: dict[Aspect, list[str]] = {aspect: [] for aspect in Aspect}
    for one in triage.particulars:
        words = shorten(post[one.start : one.end], _QUOTED)
        if words and words not in told[one.aspect]:
            told[one.aspect].append(words)
    return tuple((aspect.capitalize(), ", ".join(words)) for aspect, words in told.items() if words)


def act_now(post: str, triage: Triage | None, profile: Profile) -> tuple[str, ...]:
    """Sentences that ask somebody to do something now, whatever is answered."""
    if triage is None:
        return ()
    told = {
        one.matter: _clock(post, one.start, one.end, one.matter, profile)
        for one in reversed(triage.legal_clocks)
    }
    first = [told[matter] for matter in dict.fromkeys(c.matter for c in triage.legal_clocks)]
    if triage.category is Category.CRISIS:
        press = Sensitivity.PRESS in triage.sensitivities and Duty.PRESS in profile.owners
        owner = profile.owner(Duty.PRESS if press else Duty.CRISIS)
        first.insert(0, _tell(owner or "whoever is responsible for crises", "now"))
    return tuple(first)


def _clock(post: str, start: int, end: int, matter: LegalMatter, profile: Profile) -> str:
    words = "" if post == ERASED else shorten(post[start:end], _QUOTED)
    quote = f": “{words}”" if words else ""
    whom = profile.owner(matter) or "whoever looks after that here"
    return f"May start a legal deadline ({matter}){quote}. {_tell(whom, 'today')}"


def _tell(whom: str, when: str) -> str:
    """`Tell Lina Ferrante, owner, now.`: what stands after a name is set off on both sides."""
    return f"Tell {whom}{',' if ',' in whom else ''} {when}."


def asks(triage: Triage | None, handling: Handling) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What people are asked where the triage abstains: the question, and keys and titles of the
    kinds to choose from, the coach's guess first. Both empty where it does not abstain."""
    if triage is None or triage.confidence is not Confidence.UNSURE:
        return "", ()
    guess_first = sorted(handling.kinds.items(), key=lambda pair: pair[0] is not triage.category)
    return _NOT_CLEAR, tuple((str(key), kind.title) for key, kind in guess_first)
