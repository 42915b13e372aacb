"""What is odd in the profiles and platforms, in plain words: a part of `coach doctor`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from bot.checks import Check, off, ok, problem
from bot.coach import Coach
from bot.findings import Severity
from bot.gates import unknown_contacts
from bot.guidelines import BREACHES, breaches
from bot.language import NAMES
from bot.playbook import Playbook
from bot.profile import Duty, Profile
from bot.situation import Situation
from bot.text import shorten
from bot.wording import lower

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+|@\w[\w.]+")
_PHONE = re.compile(r"\+?[\d\s().\-/]+")
_LEAST_DIGITS = 3
_ROOM = 3  # a sign-off may take up one part in so many of a reply
_SHORT = 300  # where a reply has no more characters than this, the sign-off is left out
_SHOWN = 3  # odd things that are named of one profile

_Look = Callable[[Profile], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Matter:
    """One thing to look at in every profile, and what it means where it is odd."""

    what: str
    told: Callable[[str, str], Check]
    look: _Look
    means: str


def check_prompts(playbook: Playbook, coach: Coach) -> list[Check]:
    """One line for each matter that is odd, or one that says that nothing is."""
    voices = _Voices(coach)
    matters = (
        *_MATTERS,
        _Matter("Voice", problem, voices.blocked, "Please reword what the coach itself would stop"),
        _Matter("Voice", off, voices.warned, "The coach itself would ask about that"),
        _Matter("Sign-off", off, _Rooms(playbook).tight, "A reply has little room left there"),
    )
    found = [check for matter in matters if (check := _checked(matter, playbook))]
    found += _samples(playbook)
    found = found or [ok("Profiles", f"{len(playbook.profiles)}, nothing missing")]
    return [*found, *_guidelines(playbook)]


def _guidelines(playbook: Playbook) -> Iterator[Check]:
    """Whether it is written down what may not stand on the house's pages."""
    if not breaches(playbook.guidelines):
        says = (
            f"guidelines.md holds no headed paragraph under “{BREACHES}”, so nobody can note that "
            "a post was hidden or reported."
        )
        yield off("Guidelines", says)


def _checked(matter: _Matter, playbook: Playbook) -> Check | None:
    told: dict[str, list[str]] = {}
    for profile in playbook.profiles.values():
        if odd := list(matter.look(profile)):
            told.setdefault(", ".join(odd[:_SHOWN]), []).append(profile.name)
    if not told:
        return None
    says = "; ".join(f"{', '.join(names)}: {odd}" for odd, names in told.items())
    return matter.told(matter.what, f"{says}. {matter.means}.")


def _samples(playbook: Playbook) -> Iterator[Check]:
    odd = [
        f"“{sample.title}” names the {key} {name}"
        for sample in playbook.samples
        for key, name, known in (
            ("platform", sample.platform, playbook.platforms),
            ("brand", sample.brand, playbook.profiles),
        )
        if name and name not in known
    ]
    if odd:
        yield problem("Samples", f"{'; '.join(odd)}, and there is none of that name.")


class _Voices:
    """Reads what the house gives as its own words as the coach reads any reply."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach

    def blocked(self, profile: Profile) -> Iterator[str]:
        """What of it could never be approved."""
        return self._flagged(profile, Severity.BLOCK)

    def warned(self, profile: Profile) -> Iterator[str]:
        """What of it asks once, or says what the house does not say."""
        yield from self._flagged(profile, Severity.WARN)
        for number, text in enumerate(profile.voice.examples, 1):
            for word, instead in profile.voice.instead.items():
                if re.search(rf"\b{re.escape(lower(word))}\b", lower(text)):
                    yield f"example {number} says “{word}” instead of “{instead}”"

    def _flagged(self, profile: Profile, severity: Severity) -> Iterator[str]:
        about = Situation(profile)
        own = [(f"example {n}", text) for n, text in enumerate(profile.voice.examples, 1)]
        own += [("the privacy wording", text) for text in profile.privacy.wording]
        for name, text in own:
            for finding in self._coach.flags(text, about):
                if finding.severity is severity:
                    title = self._coach.playbook.rubric.kinds[finding.kind].title.lower()
                    yield f"{name}, “{shorten(finding.text, 40)}” ({title})"


class _Rooms:
    """Knows how long a reply may be on each platform."""

    def __init__(self, playbook: Playbook) -> None:
        self._platforms = [p for p in playbook.platforms.values() if p.max_length > _SHORT]

    def tight(self, profile: Profile) -> Iterator[str]:
        """The platforms where the sign-off takes up too much of a reply."""
        for place in self._platforms:
            if len(profile.sign_off) * _ROOM > place.max_length:
                yield f"{len(profile.sign_off)} of {place.max_length} characters on {place.name}"


def _no_contact(profile: Profile) -> Iterator[str]:
    if not profile.contacts:
        yield "none given"


def _no_address(profile: Profile) -> Iterator[str]:
    for contact in profile.contacts:
        digits = sum(c.isdigit() for c in contact)
        phone = _PHONE.fullmatch(contact.strip()) and digits >= _LEAST_DIGITS
        if not phone and not _ADDRESS.fullmatch(contact.strip()):
            yield f"“{shorten(contact, 40)}”"


def _no_helpline(profile: Profile) -> Iterator[str]:
    if not profile.country:
        yield "no country"
    elif not profile.helplines.get(profile.country, "").strip():
        yield f"none for {profile.country}"


def _no_owner(profile: Profile) -> Iterator[str]:
    if missing := [duty for duty in Duty if not profile.owners.get(duty, "").strip()]:
        yield f"nobody for {', '.join(missing)}"


def _no_sign_off(profile: Profile) -> Iterator[str]:
    if not profile.sign_off.strip():
        yield "none"


def _no_senior(profile: Profile) -> Iterator[str]:
    if not profile.senior_contact.strip():
        yield "none"


def _unknown_languages(profile: Profile) -> Iterator[str]:
    codes = chain(profile.languages, profile.address)
    yield from (f"“{code}”" for code in dict.fromkeys(codes) if code not in NAMES)


def _no_remedy(profile: Profile) -> Iterator[str]:
    if not profile.authority:
        yield "none"


def _no_currency(profile: Profile) -> Iterator[str]:
    for remedy in profile.authority:
        if remedy.up_to is not None and not remedy.currency:
            yield f"“{remedy.what}” up to {remedy.up_to:g}"
        elif remedy.up_to is None and remedy.currency:
            yield f"“{remedy.what}” in {remedy.currency}, but no up_to"


def _strange_links(profile: Profile) -> Iterator[str]:
    """Contacts within facts that the contacts do not hold; without any, that is told already."""
    if not profile.contacts:
        return
    about = Situation(replace(profile, facts={}))
    texts = [*profile.facts.items(), ("privacy.route", profile.privacy.route)]
    for key, text in texts:
        for start, end in unknown_contacts(text, about):
            yield f"“{text[start:end]}” in {key}"


def _half_private(profile: Profile) -> Iterator[str]:
    pack = profile.privacy
    if profile.private and not (pack.route and pack.never_confirm):
        yield "private, without a route or what is never confirmed"
    elif not profile.private and (pack.route or pack.never_confirm or pack.wording):
        yield "a privacy pack, but private is false"


_MATTERS = (
    _Matter("Contacts", off, _no_contact, "A reply may name no phone, address or link there"),
    _Matter("Contacts", problem, _no_address, "That is no phone number, address or link"),
    _Matter("Helplines", problem, _no_helpline, "Nobody in danger could be given a number"),
    _Matter("Owners", off, _no_owner, "The senior contact is named instead"),
    _Matter("Sign-off", off, _no_sign_off, "Replies end without a name"),
    _Matter("Senior contact", off, _no_senior, "Grave replies name nobody to turn to"),
    _Matter("Languages", problem, _unknown_languages, "Codes have two letters, such as en or de"),
    _Matter("Authority", off, _no_remedy, "No sum may be promised there"),
    _Matter(
        "Authority", problem, _no_currency, "A limit needs up_to and currency (% for a discount)"
    ),
    _Matter("Facts", off, _strange_links, "Is that right? The contacts do not hold it"),
    _Matter("Privacy", off, _half_private, "docs/profile.md says what belongs there"),
)
