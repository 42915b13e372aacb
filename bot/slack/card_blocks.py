"""Lays a review card out in blocks: what to see first, what stands beside it, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.case import DraftState
from bot.commands import Decision
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.card_buttons import asks, buttons, has_known, held, known_menu, legend
from bot.slack.pieces import (
    PART,
    Block,
    context,
    quoted_line,
    rich,
    run,
    section,
    texts,
    whole,
)
from bot.understanding import Stage

REPLY = 4000  # units of a reply that a card shows; Slack takes about 13,000 in all blocks
_CAUTIONS = 4
_ACT_NOW = 3
_TRANSLATED = 700  # units of a translated reply; Details shows all of it
_LINK = 500  # units; a longer link stands in Details
_CUSTOMER = 400
_FACTS = 5
_NOTE = 300
_OPEN = frozenset({DraftState.AWAITING_REVIEW, DraftState.REJECTED})
_ALONE = "Others have to approve, but only you see this card. They find it with `/respond cases`."


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
        *_act_now(shown),
        *_beside(shown),
        *_translated(shown),
        *_told(shown),
        *_approach(shown),
        *_known(shown),
        *_standing(shown, alone=alone),
        *buttons(shown, emoji),
        *legend(shown, emoji),
    ]


def undrafted_blocks(shown: ReviewCard, emoji: Mapping[Decision, str]) -> list[Block]:
    """A card without a draft, or whose draft is held back for somebody who tries first.

    Where somebody is in danger, the helpline stands first.
    """
    blocks: list[Block] = []
    if shown.helpline:
        helpline = mrkdwn.short_escaped(shown.helpline, 500)
        blocks.append(section("helpline", f"*Please act now.* Helpline: *{helpline}*"))
    return [
        *blocks,
        *_customer(shown),
        _riskiest(shown),
        *_act_now(shown),
        *_reasons(shown),
        *_beside(shown),
        *_translated(shown),
        *_told(shown),
        *asks(shown),
        *_known(shown),
        *_standing(shown),
        *buttons(shown, emoji),
    ]


def fallback(shown: ReviewCard) -> str:
    """Who, what and the riskiest thing, in words without blocks."""
    short = mrkdwn.short_escaped
    told = [
        short(shown.helpline, 300),
        f"{_who(shown)}: “{short(shown.customer, 700)}”",
        f"Reply: {short(shown.reply, 1500)}" if shown.draft and not held(shown) else "",
        short(_first(shown), 700),
        *(short(sentence, 300) for sentence in shown.act_now[:1]),
        f"{short(state, 200)}." if (state := _state(shown)) else "",
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
    told = [run(mrkdwn.short(_first(shown), 600), "bold")]
    notes = dict.fromkeys(one.note for one in shown.findings if one.note)
    if notes and not shown.drafting:
        told.append(run(mrkdwn.short(f" {' '.join(notes)}", 200)))
    return rich("riskiest", told)


def _first(shown: ReviewCard) -> str:
    """The riskiest thing. While another draft is written, this card is about to be an old one."""
    if shown.drafting and shown.draft and not held(shown):
        return "Another draft is being written. It comes as a message of its own."
    return shown.riskiest or shown.state


def _act_now(shown: ReviewCard) -> Iterator[Block]:
    """What somebody has to do today, whatever is answered."""
    for n, sentence in enumerate(shown.act_now[:_ACT_NOW]):
        told = run(mrkdwn.short(sentence, 240))
        yield rich(f"act_now_{n}", [run("Somebody has to act: ", "bold"), told])


def _beside(shown: ReviewCard) -> Iterator[Block]:
    """What else to bear in mind."""
    if shown.bystander and not shown.drafting:
        yield context("bystander", mrkdwn.short_escaped(shown.bystander, 400))
    for n, caution in enumerate(shown.cautions[:_CAUTIONS]):
        yield rich(f"caution_{n}", [run(mrkdwn.short(caution, 280))])


def _translated(shown: ReviewCard) -> Iterator[Block]:
    """What post and reply say in the team's own language; nobody approves what they can't read."""
    told = shown.translation
    if told is None or shown.drafting:
        return
    language = mrkdwn.short_escaped(told.language, 60)
    yield context("translation", f"In {language} · {mrkdwn.short_escaped(told.says, 100)}")
    if told.post:
        yield rich("translated_post", [run(mrkdwn.short(told.post, _CUSTOMER))], quoted=True)
    if told.reply:
        reply = mrkdwn.split(told.reply, _TRANSLATED)[0]
        yield rich("translated_reply", [whole(reply)], quoted=True)
        if left := len(told.reply) - len(reply):
            yield context("translated_more", f"… and {left:,} more characters in Details.")


def _reasons(shown: ReviewCard) -> Iterator[Block]:
    """Why no reply is there; to whoever tries first, nothing that they could see themselves."""
    if shown.drafting or shown.stage is Stage.UNDERSTAND:
        return
    if shown.advice:
        told = " ".join(filter(None, [shown.advice, shown.moderation]))
        yield rich("advice", [run(mrkdwn.short(told, 900))])
    if not held(shown):
        yield from _because(shown)


def _approach(shown: ReviewCard) -> Iterator[Block]:
    """How to go about a post of this kind, while there is something to decide."""
    if shown.advice and not shown.drafting and shown.draft_state in _OPEN:
        yield context("advice", f"How to go about it: {mrkdwn.short_escaped(shown.advice, 300)}")
    yield from asks(shown)


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
    if not has_known(shown):
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
    yield section("known", "\n".join(lines), known_menu(shown))


def _standing(shown: ReviewCard, *, alone: bool = False) -> Iterator[Block]:
    """How the case stands, and whose post it is, from where and when."""
    short = mrkdwn.short_escaped
    number = f"Draft {shown.draft}" if shown.draft and not held(shown) else ""
    origin = f"{shown.origin[:1].lower()}{shown.origin[1:]}"
    told = [
        _state(shown),
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
        *_kind(shown),
        short(shown.how_sure, 60) if not shown.draft else "",
        f"<{link}|Open the post>" if link and len(link) < _LINK else "",
    ]
    yield context("about", " · ".join(part for part in about if part))


def _state(shown: ReviewCard) -> str:
    """How the draft stands, where that is not told by the riskiest thing."""
    tells = shown.draft and not held(shown) and shown.state not in shown.riskiest
    return shown.state if tells else ""


def _kind(shown: ReviewCard) -> Iterator[str]:
    """What kind of post it is and how bad; not for whoever is to see that first."""
    if shown.stage is not Stage.UNDERSTAND:
        yield mrkdwn.short_escaped(shown.strategy, 80)
        yield mrkdwn.short_escaped(shown.severity, 160)


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
