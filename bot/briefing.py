"""What the prompts tell a model: rubric, profile, platform and facts in plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.assess import wanted_criteria
from bot.findings import FindingKind
from bot.language import language_name
from bot.playbook import Playbook
from bot.profile import Profile
from bot.rubric import KindRule, Rubric
from bot.situation import Situation
from bot.triage import Triage

_SHOWN = 3  # earlier drafts that are worth naming
_REASON = 500  # characters of a reason

# Only these can stand in a text; what is missing has no words to quote.
QUOTABLE = tuple(kind for kind in FindingKind if not kind.startswith("missing_"))

Hide = Callable[[str], str]


def house(profile: Profile) -> str:
    """Who answers."""
    lines = [f"{profile.name}, a {profile.kind} (“{profile.place}”)."]
    if profile.senior_contact:
        lines.append(f"Senior contact for grave matters: {profile.senior_contact}.")
    if profile.private:
        lines.append("Who its clients are is private: never confirm that somebody is one.")
    return "\n".join(lines)


def contacts(profile: Profile) -> str:
    """What a reply may name."""
    return _listed(profile.contacts)


def knowledge(profile: Profile) -> str:
    """What is true of the house on any day."""
    return _listed(f"{key}: {text}" for key, text in profile.facts.items())


def remedies(profile: Profile) -> str:
    """What may be promised, with its limit."""
    limits = (
        f"{r.what}, up to {r.up_to:g} {r.currency}".rstrip() if r.up_to is not None else r.what
        for r in profile.authority
    )
    return _listed(limits)


def platform(situation: Situation) -> str:
    """Where the reply will stand, and what the place allows."""
    place = situation.platform
    if place is None:
        return "a public page"
    parts = [f"{place.name}, at most {place.max_length} characters"]
    if place.owner_replies == 1:
        parts.append("one reply only, so it has to be complete")
    if not place.may_quote:
        parts.append("no words of the post may be quoted")
    return "; ".join(parts)


def language(situation: Situation) -> str:
    """The language to answer in."""
    return language_name(situation.language) or "that of the post"


def reading(triage: Triage | None) -> str:
    """What the offline triage made of the post, in one line."""
    if triage is None:
        return "none"
    parts = [f"{triage.category}, severity {triage.severity}, {triage.confidence}"]
    if triage.sensitivities:
        parts.append(f"touches {', '.join(triage.sensitivities)}")
        parts.append("so nobody's fault is stated before a fact is confirmed")
    if triage.needs_lead:
        parts.append("grave or repeated")
    return "; ".join(parts)


def facts(situation: Situation, hide: Hide) -> str:
    """What staff said, with how sure it is; identifiers hidden."""
    said = [f"{fact.state}: {hide(fact.text)}" for fact in situation.facts]
    if situation.wrong:
        said.append(f"our earlier reply was wrong: {hide(situation.wrong)}")
    return _listed(said, none="Nobody has told us anything yet.")


def categories(playbook: Playbook) -> str:
    """The kinds of posts, and what each means."""
    return _listed(f"{key}: {kind.means}" for key, kind in playbook.handling.kinds.items())


def strategy(playbook: Playbook, situation: Situation) -> str:
    """How to go about this post."""
    chosen = situation.strategy
    known = playbook.handling.strategies.get(chosen) if chosen else None
    return known.writer if known else "Answer calmly."


def criteria(playbook: Playbook, situation: Situation) -> str:
    """The criteria that this kind of post asks for, in the words of the rubric."""
    wanted = wanted_criteria(situation)
    return _listed(
        f"{rule.key} ({rule.title}): {rule.advice}"
        for rule in playbook.rubric.criteria
        if rule.key in wanted
    )


def kinds(playbook: Playbook) -> str:
    """What is flagged, in the words of the rubric."""
    return _listed(_kind(kind, rule) for kind, rule in _quotable(playbook.rubric))


def kinds_shown(playbook: Playbook) -> str:
    """The same, each kind with sentences that are of it, and such as only look like it."""
    return _listed(
        "\n".join(
            (
                _kind(kind, rule),
                *(f"  - is one: “{sentence}”" for sentence in rule.examples),
                *(f"  - is none: “{sentence}”" for sentence in rule.near_misses),
            )
        )
        for kind, rule in _quotable(playbook.rubric)
    )


def _quotable(rubric: Rubric) -> Iterator[tuple[FindingKind, KindRule]]:
    return ((kind, rubric.kinds[kind]) for kind in QUOTABLE if kind in rubric.kinds)


def _kind(kind: FindingKind, rule: KindRule) -> str:
    return f"{kind} ({rule.title}): {rule.why.replace('{text}', '…')}"


def seen(drafts: Sequence[str], hide: Hide) -> str:
    """Drafts that should not come again."""
    return _listed((" ".join(hide(text).split()) for text in drafts[-_SHOWN:]), none="None.")


def turned_down(reasons: Sequence[str], hide: Hide) -> str:
    """Why people turned earlier drafts down, the last ones."""
    return _listed(" ".join(hide(text).split())[:_REASON] for text in reasons[-_SHOWN:])


def public_words(profile: Profile) -> tuple[str, ...]:
    """What the business itself makes known, so that it needs no hiding."""
    return (
        *profile.contacts,
        *profile.facts.values(),
        *profile.helplines.values(),
        profile.senior_contact,
        profile.sign_off,
    )


def _listed(lines: Iterable[str], none: str = "Nothing.") -> str:
    return "\n".join(f"- {line}" for line in lines) or none
