"""Lays a review card out in blocks: what to see first, what stands beside it, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.case import OVER, DraftState
from bot.commands import Decision
from bot.findings import Severity
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.ids import Act, Target
from bot.slack.pieces import (
    PART,
    Block,
    actions,
    button,
    context,
    menu,
    quoted_line,
    rich,
    run,
    section,
    texts,
    whole,
)

REPLY = 7000  # units of a reply that a card shows; Slack takes about 13,000 in all blocks
_CAUTIONS = 3
_LINK = 500  # units; a longer link stands in Details
_CUSTOMER = 400
_FACTS = 5
_NOTE = 300
_ALONE = "Others have to approve, but only you see this card. They find it with `/respond cases`."
_BUTTONS = 5
_WHILE_READING = frozenset({"edit", "own", "claim", "close"})
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
# Stands out where it comes first.
_PRIMARY = frozenset({Act.APPROVE, Act.GAPS, Act.ANSWER, Act.COPY, Act.POSTED, Act.SOLVE})
_ABOUT_POST = (Act.FACTS, Act.GAPS, Act.ANSWER, Act.ASK, Act.KIND, Act.CLAIM)
_ABOUT_REPLY = (Act.OWN, Act.DISMISS, Act.GOOD, Act.BAD, Act.CLOSE)


def target(shown: ReviewCard) -> Target:
    """What the card's buttons are about."""
    return Target(shown.case_id, shown.draft, shown.digest)


def draft_blocks(
    shown: ReviewCard, emoji: Mapping[Decision, str], *, alone: bool = False
) -> list[Block]:
    """A card with a draft: customer, reply and riskiest thing first.

    `alone` says that somebody has to approve who does not see it.
    """
    return [
        *_customer(shown),
        *_reply(shown),
        _riskiest(shown),
        *_beside(shown),
        *_told(shown),
        *_known(shown),
        *_standing(shown, alone=alone),
        *_buttons(shown, emoji),
        *_legend(shown, emoji),
    ]


def undrafted_blocks(shown: ReviewCard, emoji: Mapping[Decision, str]) -> list[Block]:
    """A card without a draft; where somebody is in danger, the helpline stands first."""
    blocks: list[Block] = []
    if shown.helpline:
        helpline = mrkdwn.short_escaped(shown.helpline, 500)
        blocks.append(section("helpline", f"*Please act now.* Helpline: *{helpline}*"))
    blocks += _customer(shown)
    blocks.append(_riskiest(shown))
    if shown.advice and not shown.drafting:
        told = " ".join(filter(None, [shown.advice, shown.moderation]))
        blocks.append(rich("advice", [run(mrkdwn.short(told, 900))]))
    blocks += _because(shown) if not shown.drafting else []
    return [
        *blocks,
        *_beside(shown),
        *_told(shown),
        *_known(shown),
        *_standing(shown),
        *_buttons(shown, emoji),
    ]


def fallback(shown: ReviewCard) -> str:
    """Who, what and the riskiest thing, in words without blocks."""
    short = mrkdwn.short_escaped
    told = [
        short(shown.helpline, 300),
        f"{_who(shown)}: “{short(shown.customer, 700)}”",
        f"Reply: {short(shown.reply, 1500)}" if shown.draft else "",
        short(_first(shown), 700),
        f"{short(shown.state, 200)}." if shown.draft and shown.state not in shown.riskiest else "",
    ]
    return "\n".join(filter(None, told))


def _customer(shown: ReviewCard) -> list[Block]:
    return texts("customer", mrkdwn.short(shown.customer, _CUSTOMER) or "(no words)", quoted=True)


def _reply(shown: ReviewCard) -> Iterator[Block]:
    """The reply with its gaps in bold; what does not fit is said, never left out silently."""
    text, start = shown.reply or "(no words)", 0
    for n, part in enumerate(mrkdwn.split(mrkdwn.split(text, REPLY)[0], PART)):
        spans = [(s.start - start, s.end - start) for s in shown.slots]
        yield rich("reply" if n == 0 else f"reply_{n}", list(_with_gaps(part, spans)))
        start += len(part)
    if left := len(text) - start:
        told = f"*The reply goes on* for {left:,} more characters. *Details* shows all of it."
        yield section("reply_more", told)


def _with_gaps(part: str, spans: Sequence[tuple[int, int]]) -> Iterator[Block]:
    done = 0
    for start, end in spans:
        start, end = max(start, done), min(end, len(part))
        if start < end:
            if part[done:start]:
                yield whole(part[done:start])
            yield run(part[start:end], "bold")
            done = end
    if part[done:] or not done:
        yield whole(part[done:])


def _riskiest(shown: ReviewCard) -> Block:
    return rich("riskiest", [run(mrkdwn.short(_first(shown), 600), "bold")])


def _first(shown: ReviewCard) -> str:
    """The riskiest thing. While another draft is written, this card is about to be an old one."""
    if shown.drafting and shown.draft:
        return "Another draft is being written. It comes as a message of its own."
    return shown.riskiest or shown.state


def _beside(shown: ReviewCard) -> Iterator[Block]:
    """What else to bear in mind."""
    if shown.bystander and not shown.drafting:
        yield context("bystander", mrkdwn.short_escaped(shown.bystander, 400))
    for n, caution in enumerate(shown.cautions[:_CAUTIONS]):
        yield rich(f"caution_{n}", [run(mrkdwn.short(caution, 350))])


def _because(shown: ReviewCard) -> Iterator[Block]:
    if shown.helpline:
        return  # there is no time to read reasons; Details has them
    for n, quote in enumerate(shown.evidence[:3]):
        sign = "Because" if quote.supports else "But"
        yield rich(f"because_{n}", quoted_line(f"{sign} ", quote.text, quote.says))


def _told(shown: ReviewCard) -> Iterator[Block]:
    """What colleagues said, of which nobody has made a fact."""
    if shown.note.strip():
        said = [run(f"{note_by(shown)} wrote: ", "bold"), run(mrkdwn.short(shown.note, _NOTE))]
        yield rich("note", said)
    if shown.answered:
        yield rich("answered", [run(mrkdwn.short(shown.answered, 450))])


def note_by(shown: ReviewCard) -> str:
    """Who forwarded the post, and may have said something about it."""
    who = shown.history[0].who if shown.history else ""
    return mrkdwn.short(who or "Whoever forwarded it", 100)


def _known(shown: ReviewCard) -> Iterator[Block]:
    """Facts and open gaps, with a menu of what can be said about them."""
    if not _has_known(shown):
        return
    short = mrkdwn.short_escaped
    facts = [f"{short(words, 120)} ({state})" for _, state, words in shown.facts[:_FACTS]]
    if (more := len(shown.facts) - _FACTS) > 0:
        facts.append(f"{more} more in Details")
    lines = [f"*What we know:* {' · '.join(facts) if facts else 'nothing yet.'}"]
    if shown.draft_state is DraftState.SENT and not facts:
        lines = ["*Did the customer come back?* Say what is known by now."]
    gaps = list(dict.fromkeys(slot.label for slot in shown.slots))
    if any(f"[{label}]" not in shown.riskiest for label in gaps):
        lines.append(f"*Only you can fill in:* {short(', '.join(gaps), 300)}")
    yield section("known", "\n".join(lines), _menu(shown, _rest(shown, _ABOUT_POST)))


def _has_known(shown: ReviewCard) -> bool:
    """Whether there is something known, or to be said: nobody collects facts in an emergency."""
    return bool(shown.facts or shown.slots or "facts" in _offered(shown))


def _menu(shown: ReviewCard, acts: Sequence[Act]) -> Block | None:
    return menu(((act, _LABELS[act]) for act in acts), target(shown))


def _standing(shown: ReviewCard, *, alone: bool = False) -> Iterator[Block]:
    """How the case stands, and whose post it is, from where and when."""
    short = mrkdwn.short_escaped
    number = f"Draft {shown.draft}" if shown.draft else ""
    origin = f"{shown.origin[:1].lower()}{shown.origin[1:]}"
    told = [
        shown.state if shown.draft and shown.state not in shown.riskiest else "",
        f"{shown.claimed_by} is on it" if shown.claimed_by else "",
        f"{number}, {origin}" if number and origin else number,
        "what changed stands in Details" if len(shown.versions) > 1 else "",
    ]
    if any(told):
        yield context("standing", " · ".join(short(part, 120) for part in told if part))
    if alone and shown.draft_state is DraftState.AWAITING_REVIEW:
        yield context("alone", _ALONE)
    link = mrkdwn.web_link(shown.link).replace("&", "&amp;")
    about = [
        _who(shown),
        _clock(shown),
        short(shown.strategy, 80),
        short(shown.severity, 160),
        short(shown.how_sure, 60) if not shown.draft else "",
        f"<{link}|Open the post>" if link and len(link) < _LINK else "",
    ]
    yield context("about", " · ".join(part for part in about if part))


def _who(shown: ReviewCard) -> str:
    who = mrkdwn.short_escaped(shown.author or "A customer", 120)
    return f"{who} on {mrkdwn.short_escaped(shown.platform, 60)}" if shown.platform else who


def _clock(shown: ReviewCard) -> str:
    """The clock starts when it was posted, or else when it came in; it says which."""
    if shown.posted_at:
        return f"posted {mrkdwn.moment(shown.posted_at)}"
    if shown.opened_at:
        return f"came in {mrkdwn.moment(shown.opened_at)}; when it was posted is not known"
    return ""


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
    acts = [act for act in _MAIN[state] if act in offered]
    if shown.helpline:
        acts = [act for act in acts if act is not Act.AGAIN]
    return acts[:_BUTTONS]


def _rest(shown: ReviewCard, acts: Sequence[Act]) -> list[Act]:
    main, offered = _main(shown), _offered(shown)
    return [act for act in acts if act in offered and act not in main]


def _buttons(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    about, main = target(shown), _main(shown)
    blocked = any(one.finding.severity is Severity.BLOCK for one in shown.findings)
    first = next((act for act in main[:1] if act in _PRIMARY and not blocked), None)
    if main:
        yield actions(
            "decide",
            [
                button(act, _label(act, shown, emoji), about, style="primary" * (act is first))
                for act in main
            ],
        )
    acts = _ABOUT_REPLY if _has_known(shown) else (*_ABOUT_REPLY, *_ABOUT_POST)
    rest = _menu(shown, _rest(shown, acts))
    details = button(Act.DETAILS, "Details", about)
    yield actions("more", [details, rest] if rest else [details])


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


def _legend(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    """Which emoji does what, while they do something."""
    if shown.drafting or shown.draft_state is not DraftState.AWAITING_REVIEW:
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
