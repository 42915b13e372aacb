"""What a review card offers: its buttons and menus, and which emoji does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.case import OVER, DraftState
from bot.commands import Decision
from bot.findings import Severity
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.ids import Act, Target
from bot.slack.pieces import Block, actions, button, chooser, context, menu, option, section
from bot.understanding import Stage

_BUTTONS = 5
_WHILE_READING = frozenset({"edit", "own", "claim", "close", "understand"})
_LABELS = {
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
    Act.UNDERSTAND: "Say what you see",
}
_SIGNED = {
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
    DraftState.SENT: (Act.SOLVE, Act.CORRECT, Act.REOPEN),
    DraftState.REJECTED: (Act.ANSWER, Act.OWN, Act.AGAIN, Act.EDIT, Act.REOPEN),
    DraftState.SUPERSEDED: (Act.ANSWER, Act.OWN, Act.AGAIN, Act.EDIT, Act.REOPEN),
}
# For somebody who finds own words first.
_HELD = (Act.UNDERSTAND, Act.OWN, Act.ANSWER, Act.CLAIM, Act.CLOSE)
# Stands out where it comes first.
_PRIMARY = frozenset({Act.APPROVE, Act.GAPS, Act.ANSWER, Act.COPY, Act.POSTED, Act.SOLVE})
_ABOUT_POST = (Act.FACTS, Act.GAPS, Act.ANSWER, Act.ASK, Act.KIND, Act.CLAIM)
_ABOUT_REPLY = (Act.OWN, Act.DISMISS, Act.GOOD, Act.BAD, Act.CLOSE)


def target(shown: ReviewCard) -> Target:
    """What the card's buttons are about."""
    return Target(shown.case_id, shown.draft, shown.digest)


def held(shown: ReviewCard) -> bool:
    """Whether our draft is held back, for somebody who finds own words first."""
    return shown.stage in {Stage.UNDERSTAND, Stage.OWN_WORDS}


def has_known(shown: ReviewCard) -> bool:
    """Whether there is something known, or to be said: nobody collects facts in an emergency."""
    return bool(shown.facts or shown.slots or "facts" in _offered(shown))


def known_menu(shown: ReviewCard) -> Block | None:
    """What can be said about the post, beside what is known."""
    return _menu(shown, _rest(shown, _ABOUT_POST))


def asks(shown: ReviewCard) -> Iterator[Block]:
    """Where the coach is not sure of the kind of post: the question, and the kinds to choose."""
    if not shown.asks or shown.drafting or held(shown):
        return
    kinds = [option(title, _chosen(shown, key)) for key, title in shown.kinds]
    question = mrkdwn.short_escaped(shown.asks, 300)
    yield section("asks", question, chooser(Act.KIND_IS, "It is …", {"": kinds}))


def _tones(shown: ReviewCard) -> Block | None:
    """Again, but in another tone or language."""
    if "tone" not in _offered(shown):
        return None
    tones = [option(tone.capitalize(), _chosen(shown, tone)) for tone in shown.tones]
    spoken = [option(f"In {name}", _chosen(shown, code)) for code, name in shown.languages]
    groups = {"How it sounds": tones, "In another language": spoken}
    return chooser(Act.TONE, "Another tone", groups)


def _chosen(shown: ReviewCard, choice: str) -> str:
    return Target(shown.case_id, shown.draft, choice=choice).value()


def _menu(shown: ReviewCard, acts: Sequence[Act]) -> Block | None:
    return menu(((act, _LABELS[act]) for act in acts), target(shown))


def _offered(shown: ReviewCard) -> frozenset[str]:
    """What the card offers; while another draft is written, nobody decides on the old one."""
    may = set(shown.may & _WHILE_READING if shown.drafting else shown.may)
    if shown.claimed_by:
        may.discard("claim")
    if not shown.approved_by:
        may.discard("withdraw")
    if "rate" in may:
        may |= {"good", "bad"}
    return frozenset(may)


def _main(shown: ReviewCard) -> list[Act]:
    state = None if not shown.draft else shown.draft_state
    if shown.status in OVER:
        return [act for act in (Act.REOPEN, Act.CORRECT) if act in shown.may]
    offered = _offered(shown)
    acts = [act for act in (_HELD if held(shown) else _MAIN[state]) if act in offered]
    if shown.helpline:
        acts = [act for act in acts if act is not Act.AGAIN]
    return acts[:_BUTTONS]


def _rest(shown: ReviewCard, acts: Sequence[Act]) -> list[Act]:
    main, offered = _main(shown), _offered(shown)
    return [act for act in acts if act in offered and act not in main]


def buttons(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    """What can be decided, and the menus with all the rest."""
    about, main = target(shown), _main(shown)
    blocked = any(one.finding.severity is Severity.BLOCK for one in shown.findings)
    first = next((act for act in main[:1] if act in _PRIMARY or held(shown)), None)
    first = None if blocked else first
    if main:
        yield actions(
            "decide",
            [
                button(act, _label(act, shown, emoji), about, style="primary" * (act is first))
                for act in main
            ],
        )
    acts = _ABOUT_REPLY if has_known(shown) else (*_ABOUT_REPLY, *_ABOUT_POST)
    more = [*_looks(shown, about), _tones(shown), _menu(shown, _rest(shown, acts))]
    yield actions("more", [one for one in more if one])


def _looks(shown: ReviewCard, about: Target) -> Iterator[Block]:
    """What there is to read besides; nothing that shows our draft while it is held back."""
    acts = {Act.DETAILS: "Details"}
    if held(shown):
        acts = {Act.SHOW_OURS: "Stop practising and show me yours"}
    elif shown.ours:
        acts[Act.COMPARE] = "Compare with ours"
    yield from (button(act, label, about) for act, label in acts.items())


def _label(act: Act, shown: ReviewCard, emoji: Mapping[Decision, str]) -> str:
    label = _LABELS[act]
    if act is Act.AGAIN and not shown.draft:
        return "Draft one anyway"
    if act is Act.COPY and shown.draft_state is DraftState.PUBLISHING:
        return "Copy again"
    if act is Act.COPY and not mrkdwn.web_link(shown.link):
        return "Copy reply"
    sign = sign_of(emoji, _SIGNED[act]) if act in _SIGNED else ""
    return f"{label} {sign}" if sign else label


def sign_of(emoji: Mapping[Decision, str], decision: Decision) -> str:
    """The emoji of a decision as Slack shows it; names are put between colons."""
    sign = emoji.get(decision, "")
    return f":{sign.strip(':')}:" if sign.isascii() and sign else sign


def legend(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    """Which emoji does what, while they do something."""
    waits = shown.draft_state is DraftState.AWAITING_REVIEW
    if shown.drafting or held(shown) or not waits:
        return
    words = {
        Decision.APPROVE: "approve",
        Decision.CLAIM: "mine",
        Decision.EDIT: "edit",
        Decision.AGAIN: "again",
        Decision.REJECT: "no",
    }
    may = _offered(shown)
    told = [
        f"{sign} {word}"
        for decision, word in words.items()
        if decision in may and (sign := sign_of(emoji, decision))
    ]
    if told and shown.status not in OVER:
        yield context("legend", f"React with {' · '.join(told)}")
