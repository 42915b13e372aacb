"""The sentences of a review card that every surface shows alike, unformatted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.card_acts import held
from bot.case import DraftState
from bot.incident_words import also
from bot.review_card import CardPromise, ReviewCard
from bot.understanding import Stage

Short = Callable[[str, int], str]  # makes foreign words safe, in at most so many units
_FACTS = 5
_PROMISES = 2
_OPEN = frozenset({DraftState.AWAITING_REVIEW, DraftState.REJECTED})
ALONE = "Others have to approve, but only you see this card."


def first(shown: ReviewCard) -> str:
    """The riskiest thing. While another draft is written, this card is about to be an old one."""
    if shown.drafting and shown.draft and not held(shown):
        return "Another draft is being written. It comes as a message of its own."
    return shown.riskiest or shown.state


def notes(shown: ReviewCard) -> str:
    """Who can settle what is flagged; empty where anybody can."""
    if shown.drafting:
        return ""
    return " ".join(dict.fromkeys(one.note for one in shown.findings if one.note))


def state(shown: ReviewCard) -> str:
    """How the draft stands, where that is not told by the riskiest thing."""
    tells = shown.draft and not held(shown) and shown.state not in shown.riskiest
    return shown.state if tells else ""


def who(shown: ReviewCard) -> str:
    """Whose post it is, and where it stands."""
    name = shown.author or "A customer"
    return f"{name} on {shown.platform}" if shown.platform else name


def note_by(shown: ReviewCard) -> str:
    """Who forwarded the post, and may have said something about it."""
    return shown.brought_by or "Whoever forwarded it"


def followed(shown: ReviewCard, short: Short) -> list[str]:
    """What came of earlier answers and what this one promises, in the order in which it stands."""
    promises = [short(one.says, 300) for one in shown.promises if _stands(one, shown)]
    if (more := len(promises) - _PROMISES) > 0:
        promises[_PROMISES:] = [f"{more} more in Details."]
    incident = [short(shown.incident, 150), short(also(shown.nearby), 150)]
    told = [short(shown.moderated, 600), *incident, came_back(shown), *promises]
    told += [short(shown.tell, 300), short(shown.closing, 300)]
    return [line for line in told if line]


def _stands(promise: CardPromise, shown: ReviewCard) -> bool:
    """Whether it has to be seen now; a draft that is about to go promises nothing."""
    return promise.open and not (shown.drafting and not promise.number)


def came_back(shown: ReviewCard) -> str:
    """That the words above are not the customer's first ones; empty where they are."""
    if not (before := len(shown.earlier)):
        return ""
    posts = "post stands" if before == 1 else f"{before} posts stand"
    return f"They wrote again: these are the latest words. The earlier {posts} in Details."


def clocks(shown: ReviewCard) -> str:
    """By when an answer is due, or how long it took."""
    return " ".join(shown.clocks)


def approach(shown: ReviewCard) -> str:
    """How to go about a post of this kind, while there is something to decide."""
    return shown.advice if not shown.drafting and shown.draft_state in _OPEN else ""


def reasons(shown: ReviewCard) -> str:
    """Why no reply is there; to whoever tries first, nothing that they could see themselves."""
    if shown.drafting or shown.stage is Stage.UNDERSTAND or not shown.advice:
        return ""
    return " ".join(filter(None, [shown.advice, shown.moderation]))


def gaps(shown: ReviewCard) -> Sequence[str]:
    """What only a person can fill in; empty where the riskiest thing says it."""
    labels = list(dict.fromkeys(slot.label for slot in shown.slots))
    return labels if any(f"[{label}]" not in shown.riskiest for label in labels) else []


def standing(shown: ReviewCard) -> Sequence[str]:
    """How the case stands, in short parts."""
    number = f"Draft {shown.draft}" if shown.draft and not held(shown) else ""
    origin = f"{shown.origin[:1].lower()}{shown.origin[1:]}"
    parts = [
        state(shown),
        f"{shown.claimed_by} is on it" if shown.claimed_by else "",
        f"{number}, {origin}" if number and origin else number,
        "what changed stands in Details" if len(shown.versions) > 1 else "",
    ]
    return [part for part in parts if part]


def kind(shown: ReviewCard) -> Sequence[str]:
    """What kind of post it is and how bad; not for whoever is to see that first."""
    if shown.stage is Stage.UNDERSTAND:
        return []
    sure = "" if shown.draft else shown.how_sure
    return [part for part in (shown.strategy, shown.severity, sure) if part]


def known(shown: ReviewCard, short: Short) -> list[tuple[str, str]]:
    """What is known and what is missing: pairs of what stands first, and the words after it."""
    facts = [f"{short(words, 120)} ({state})" for _, state, words in shown.facts[:_FACTS]]
    if (more := len(shown.facts) - _FACTS) > 0:
        facts.append(f"{more} more in Details")
    told = [("What we know:", " · ".join(facts) or "nothing yet.")]
    if shown.draft_state is DraftState.SENT and not facts:
        told = [("Did the customer come back?", "Say what is known by now.")]
    if missing := gaps(shown):
        told.append(("Only you can fill in:", short(", ".join(missing), 300)))
    return told


def in_words(shown: ReviewCard, short: Short) -> str:
    """Who, what and the riskiest thing, in words alone."""
    told = [
        short(shown.helpline, 300),
        f"{short(who(shown), 180)}: “{short(shown.customer, 700)}”",
        f"Reply: {short(shown.reply, 1000)}" if shown.draft and not held(shown) else "",
        short(first(shown), 700),
        *(short(sentence, 300) for sentence in shown.act_now[:1]),
        short(" ".join(followed(shown, _whole)), 500),
        f"{short(stands, 200)}." if (stands := state(shown)) else "",
    ]
    return "\n".join(filter(None, told))


def _whole(text: str, _: int) -> str:
    """For words that are made safe and short together."""
    return text
