"""What the prompts tell a model: rubric, profile, platform and facts in plain lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.assess import wanted_criteria
from bot.edited import room_for_update
from bot.exchange import Exchange, Pledge, Round
from bot.findings import FindingKind
from bot.language import language_name
from bot.ledger import PromiseState
from bot.past import PastReply
from bot.people import Role
from bot.playbook import Playbook
from bot.profile import Privacy, Profile, Remedy
from bot.rubric import KindRule, Rubric
from bot.situation import Situation
from bot.triage import Triage

_SHOWN = 3  # earlier drafts that are worth naming
_EXAMPLES = 3  # replies that show how the house sounds
_PAST = 700  # characters of each text of an earlier case
_SHORT = 300  # characters of a place where a sign-off is a waste
_REASON = 500  # characters of a reason

# Only these can stand in a text; what is missing has no words to quote.
QUOTABLE = tuple(kind for kind in FindingKind if not kind.startswith("missing_"))

_GOES_ON = frozenset({Round.RETURN, Round.UPDATE})
_CLOSING = (
    "Enough back and forth: write one complete closing answer, with all that was done and will be "
    "done as far as facts and promises tell, and with slots for the rest. No question."
)
_ROUNDS = {
    Round.WAITING: "They wrote more than once before anybody answered: sorry for the silence.",
    Round.RETURN: "They wrote again after our answer. One sorry, for having to come back.",
    Round.THANKS: (
        "They thank us. One short warm line, then openly ask whether it is settled; no more, and "
        "no advert. Thanks alone does not say that it is."
    ),
    Round.UPDATE: "They did not write again; we have something to add. No question, no sorry.",
    Round.NOTE: (
        "The matter is settled. Write a public note of what was put right, in one to three short "
        "sentences, for everybody who reads along: only what staff confirm and promises that were "
        "kept. No private detail, no praise of ourselves, no advert, no sorry, no question. Where "
        "nothing is known that was done, a slot `[what was done]`. What is said below of an answer "
        "to a post does not hold for it."
    ),
}

Hide = Callable[[str], str]


def house(profile: Profile) -> str:
    """Who answers."""
    lines = [f"{profile.name}, a {profile.kind} (“{profile.place}”)."]
    if profile.senior_contact:
        lines.append(f"Senior contact for grave matters: {profile.senior_contact}.")
    if profile.private:
        lines.append("Who its clients are is private: never confirm that somebody is one.")
    lines.extend(_privacy(profile.privacy))
    return "\n".join(lines)


def _privacy(privacy: Privacy) -> Iterator[str]:
    """What a private house keeps in mind."""
    if privacy.never_confirm:
        yield f"Never confirm in public: {'; '.join(privacy.never_confirm)}."
    if privacy.route:
        yield f"The private way for everything else: {privacy.route}."
    if privacy.wording:
        yield f"Sentences that are safe here: {' '.join(privacy.wording)}"


def contacts(profile: Profile) -> str:
    """What a reply may name."""
    return _listed(profile.contacts)


def knowledge(profile: Profile) -> str:
    """What is true of the house on any day."""
    return _listed(f"{key}: {text}" for key, text in profile.facts.items())


def remedies(profile: Profile) -> str:
    """What may be promised, with its limits; the rest of it needs a lead."""
    return _listed(
        _remedy(r) + (", only with a lead: leave it out" if r.by is Role.LEAD else "")
        for r in sorted(profile.authority, key=lambda r: r.by is Role.LEAD)
    )


def _remedy(remedy: Remedy) -> str:
    parts = [remedy.what]
    if remedy.up_to is not None:
        parts.append(f"up to {remedy.up_to:g} {remedy.currency}".rstrip())
    if remedy.within_days is not None:
        parts.append(f"within {remedy.within_days} days")
    return ", ".join(parts)


def voice(profile: Profile) -> str:
    """How the house sounds, with replies of its own."""
    said = profile.voice
    manner = said.manner or "calm, warm and plain."
    shown = [" ".join(example.split()) for example in said.examples[:_EXAMPLES]]
    if not shown:
        return manner
    own = f"Replies of its own; take the manner, never the facts:\n{_listed(shown)}"
    return f"{manner.rstrip('.')}. {own}"


def tone(situation: Situation) -> str:
    """How somebody wants the draft to sound."""
    return str(situation.tone) if situation.tone else "none in particular"


def words(situation: Situation, hide: Hide) -> str:
    """What people here say instead of a word."""
    pairs = (*situation.profile.voice.instead.items(), *situation.house_words)
    told = (f"“{hide(instead)}”, not “{hide(said)}”" for said, instead in dict(pairs).items())
    return "; ".join(told) or "none in particular"


def platform(situation: Situation) -> str:
    """Where the reply will stand, and what the place allows."""
    place = situation.platform
    if place is None:
        return "a public page"
    parts = [f"{place.name}, at most {place.max_length} characters"]
    if place.max_length <= _SHORT:
        parts.append(
            "so stay well below it, as slots grow when they are filled, and do not sign: the "
            "account's name stands beside it"
        )
    if place.owner_replies == 1:
        parts.append("one reply only, so it has to be complete")
    if not place.may_quote:
        parts.append("no words of the post may be quoted")
    return "; ".join(parts)


def language(situation: Situation) -> str:
    """The language to answer in, and how customers are addressed in it."""
    code, address = situation.language, situation.profile.address
    if not code:
        forms = "; ".join(f"in {language_name(key)} “{form}”" for key, form in address.items())
        return "that of the post" + (f"; we say {forms}" if forms else "")
    form = f"; we say “{address[code]}”" if code in address else ""
    return f"{language_name(code)}{form}"


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
    """What a draft should not hold, by its titles in the rubric; a slot is for a person."""
    return "; ".join(
        rule.title
        for kind, rule in _quotable(playbook.rubric)
        if kind is not FindingKind.UNFILLED_SLOT
    )


def kinds_shown(playbook: Playbook) -> str:
    """What is flagged and why, with sentences that are of the kind, and such as only look so."""
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
    return _listed(" ".join(hide(text).split()) for text in drafts[-_SHOWN:])


def turned_down(reasons: Sequence[str], hide: Hide) -> str:
    """Why people turned earlier drafts down, the last ones."""
    return _listed(" ".join(hide(text).split())[:_REASON] for text in reasons[-_SHOWN:])


def past(replies: Sequence[PastReply], hide: Hide) -> str:
    """What was answered to posts like this one, the best first."""
    shown = (
        f"Post: {_short(hide(each.post))}\nOur reply: {_short(hide(each.reply))}"
        + (f"\n(The customer: {each.outcome}.)" if each.outcome else "")
        for each in replies[:_EXAMPLES]
    )
    return "\n\n".join(shown)


def turn(situation: Situation) -> str:
    """What the text is for, and what to bear in mind, where something was said before."""
    before = situation.before
    if before.round is None:
        return "This is our first answer to them."
    told = [_CLOSING if before.closing and before.round in _GOES_ON else _ROUNDS[before.round]]
    if before.closing:
        told.append(f"Name one way to reach a person: {_person(situation.profile)}.")
    if before.standing:
        told.append(
            "The place shows one reply. The one that stands there stays; yours is put behind it, "
            f"dated. Write only what is new, in at most {room_for_update(situation)} characters, "
            "without a date and without a signature."
        )
    if before.direct:
        told.append(
            "Our reply in public cannot be changed: this goes to the customer directly, so nothing "
            "of it stands “here”."
        )
    return " ".join(told)


def _person(profile: Profile) -> str:
    return profile.senior_contact or next(iter(profile.contacts), "[who, and how]")


def exchange(before: Exchange, hide: Hide) -> str:
    """What was said in public before, the oldest first."""
    return "\n\n".join(
        f"{'We' if turn.ours else 'They'}: {_short(hide(turn.text))}" for turn in before.turns
    )


def pledges(before: Exchange, hide: Hide) -> str:
    """What we promised in public, and what became of it."""
    return _listed(
        f"“{hide(pledge.quote)}”: {_became(pledge)}"
        for pledge in before.pledges
        if pledge.state is not PromiseState.WAIVED
    )


def _became(pledge: Pledge) -> str:
    by = f", due {pledge.due:%A} {pledge.due.day} {pledge.due:%B}" if pledge.due else ""
    if pledge.late:
        return f"late{by}; nobody has told us what became of it, so that stands as a slot"
    return f"{'still to be done' if pledge.state is PromiseState.OPEN else pledge.state}{by}"


def _short(text: str) -> str:
    return " ".join(text.split())[:_PAST]


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
