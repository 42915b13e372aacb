"""What a review card offers to do, in which order and under which words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.acts import Act, Target
from bot.case import OVER, DraftState
from bot.commands import Decision
from bot.findings import Severity
from bot.review_card import ReviewCard
from bot.understanding import Stage

_BUTTONS = 5
_WHILE_READING = frozenset(
    {
        *("edit", "own", "claim", "close", "understand"),
        *("promise", "came_back", "belongs", "hide", "reopen"),
    }
)
LABELS = {
    Act.LINK: "Yes, that's me",
    Act.APPROVE: "Approve",
    Act.EDIT: "Edit",
    Act.AGAIN: "Again",
    Act.REJECT: "Reject",
    Act.CLAIM: "Claim",
    Act.WITHDRAW: "Take approval back",
    Act.COPY: "Copy & open post",
    Act.POSTED: "Posted",
    Act.NOT_POSTED: "Not posted",
    Act.SOLVE: "Solved",
    Act.CORRECT: "Correct",
    Act.REOPEN: "Reopen",
    Act.FACTS: "Say what we know",
    Act.GAPS: "Fill the gaps",
    Act.ASK: "Ask back",
    Act.ANSWER: "Answer",
    Act.KIND: "It's another kind of post",
    Act.OWN: "Write my own",
    Act.DISMISS: "Set a finding aside",
    Act.GOOD: "👍 This draft helped",
    Act.BAD: "👎 It didn't help",
    Act.CLOSE: "Close the case",
    Act.PROMISE: "Our promise …",
    Act.CAME_BACK: "They wrote again",
    Act.BELONGS: "Same customer as …",
    Act.HIDE: "It breaks a guideline",
    Act.APART: "It is about something else",
    Act.UNDERSTAND: "Say what you see",
    Act.COMPARE: "Compare with ours",
    Act.SHOW_OURS: "Stop practising and show me yours",
    Act.DETAILS: "Details",
    Act.SHOW: "Show card",
    Act.ANYWAY: "Approve anyway",
    Act.TAKE_OVER: "Take it over",
    Act.PICTURE: "Yes, coach me",
    Act.EASY: "Read them",
}
SIGNED = {
    Act.APPROVE: Decision.APPROVE,
    Act.EDIT: Decision.EDIT,
    Act.AGAIN: Decision.AGAIN,
    Act.REJECT: Decision.REJECT,
    Act.CLAIM: Decision.CLAIM,
}
# The first five that are possible stand on the card, in this order.
_MAIN: Mapping[DraftState | None, Sequence[Act]] = {
    None: (Act.ANSWER, Act.OWN, Act.AGAIN, Act.CLAIM, Act.CLOSE),
    DraftState.AWAITING_REVIEW: (
        Act.ANSWER,
        Act.GAPS,
        Act.APPROVE,
        Act.EDIT,
        Act.AGAIN,
        Act.REJECT,
        Act.WITHDRAW,
        Act.CLAIM,
    ),
    DraftState.APPROVED: (Act.COPY, Act.EDIT, Act.WITHDRAW, Act.AGAIN),
    DraftState.PUBLISHING: (Act.POSTED, Act.NOT_POSTED, Act.COPY),
    DraftState.SENT: (Act.PROMISE, Act.CAME_BACK, Act.SOLVE, Act.CORRECT, Act.REOPEN),
    DraftState.REJECTED: (Act.ANSWER, Act.OWN, Act.AGAIN, Act.EDIT, Act.REOPEN),
    DraftState.SUPERSEDED: (Act.ANSWER, Act.OWN, Act.AGAIN, Act.EDIT, Act.REOPEN),
}
_WORDS = {
    Decision.APPROVE: "approve",
    Decision.CLAIM: "mine",
    Decision.EDIT: "edit",
    Decision.AGAIN: "again",
    Decision.REJECT: "no",
}
# For somebody who finds own words first.
_HELD = (Act.UNDERSTAND, Act.OWN, Act.ANSWER, Act.CLAIM, Act.CLOSE)
_ENDED = (Act.REOPEN, Act.CORRECT, Act.SOLVE, Act.CAME_BACK)
# Stands out where it comes first.
PRIMARY = frozenset({Act.APPROVE, Act.GAPS, Act.ANSWER, Act.COPY, Act.POSTED, Act.SOLVE})
ABOUT_POST = (
    Act.FACTS,
    Act.GAPS,
    Act.ANSWER,
    Act.ASK,
    Act.KIND,
    Act.CAME_BACK,
    Act.BELONGS,
    Act.HIDE,
    Act.APART,
    Act.CLAIM,
)
ABOUT_REPLY = (
    Act.PROMISE,
    Act.OWN,
    Act.DISMISS,
    Act.GOOD,
    Act.BAD,
    Act.SOLVE,
    Act.CORRECT,
    Act.CLOSE,
    Act.REOPEN,
)


def target(shown: ReviewCard) -> Target:
    """What the card's buttons are about."""
    return Target(shown.case_id, shown.draft, shown.digest)


def held(shown: ReviewCard) -> bool:
    """Whether our draft is held back, for somebody who finds own words first."""
    return shown.stage in {Stage.UNDERSTAND, Stage.OWN_WORDS}


def has_known(shown: ReviewCard) -> bool:
    """Whether there is something known, or to be said: nobody collects facts in an emergency."""
    return bool(shown.facts or shown.slots or "facts" in offered(shown))


def offered(shown: ReviewCard) -> frozenset[str]:
    """What the card offers; while another draft is written, nobody decides on the old one."""
    may = set(shown.may & _WHILE_READING if shown.drafting else shown.may)
    if shown.claimed_by:
        may.discard("claim")
    if not shown.approved_by:
        may.discard("withdraw")
    if "rate" in may:
        may |= {"good", "bad"}
    return frozenset(may)


def main_acts(shown: ReviewCard) -> list[Act]:
    """What stands on the card itself; at most five, the likeliest first."""
    state = None if not shown.draft else shown.draft_state
    may = offered(shown)
    ended = shown.status in OVER and "edit" not in may  # no public note waits
    order = _ENDED if ended else _HELD if held(shown) else _MAIN[state]
    acts = [act for act in order if act in may]
    if shown.tell and Act.OWN in may:
        acts = [Act.OWN, *acts]
    if shown.helpline:
        acts = [act for act in acts if act is not Act.AGAIN]
    return acts[:_BUTTONS]


def rest(shown: ReviewCard, acts: Sequence[Act]) -> list[Act]:
    """Those of `acts` that are offered, but do not stand on the card itself."""
    main, may = main_acts(shown), offered(shown)
    return [act for act in acts if act in may and act not in main]


def primary(shown: ReviewCard) -> Act | None:
    """The act that stands out; none while something blocks."""
    if any(one.finding.severity is Severity.BLOCK for one in shown.findings):
        return None
    return next((act for act in main_acts(shown)[:1] if act in PRIMARY or held(shown)), None)


def label(act: Act, shown: ReviewCard, *, linked: bool) -> str:
    """The words on the button; `linked` says that there is an address of the post to open."""
    if act is Act.AGAIN and not shown.draft:
        return "Draft one anyway"
    if act is Act.COPY and shown.draft_state is DraftState.PUBLISHING:
        return "Copy again"
    if act is Act.OWN and shown.draft_state is DraftState.SENT:
        return "Write a follow-up"
    if act is Act.SOLVE and shown.status in OVER:
        return "Another outcome"
    if act is Act.COPY and not linked:
        return "Copy reply"
    return LABELS[act]


def signs(shown: ReviewCard, emoji: Mapping[Decision, str]) -> list[tuple[str, str]]:
    """Which emoji does what, while they do something: pairs of the sign and a word."""
    if shown.drafting or held(shown) or shown.draft_state is not DraftState.AWAITING_REVIEW:
        return []
    may = offered(shown)
    return [
        (sign, word)
        for decision, word in _WORDS.items()
        if decision in may and (sign := emoji.get(decision, ""))
    ]
