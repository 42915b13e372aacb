"""Lays a review card out in blocks: what to see first, what stands beside it, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot import card_lines as lines
from bot.card_acts import has_known, held
from bot.case import DraftState
from bot.commands import Decision
from bot.links import web_link
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.card_buttons import asks, buttons, known_menu, legend
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

REPLY = 3400  # units of a reply that a card shows; Slack takes about 13,000 in all blocks
_CAUTIONS = 3
_ACT_NOW = 3
_CLOCKS = 3
_LEAD = 20
_LINE = 200  # units of what a reply promises
_TRANSLATED = 500  # units of a translated reply; Details shows all of it
_LINK = 500  # units; a longer link stands in Details
_CUSTOMER = 400
_NOTE = 240
_ALONE = f"{lines.ALONE} They find it with `/respond cases`."


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
        *_followed(shown),
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
        *_followed(shown),
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
    return lines.in_words(shown, mrkdwn.short_escaped)


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
    told = [run(mrkdwn.short(lines.first(shown), 600), "bold")]
    if notes := lines.notes(shown):
        told.append(run(mrkdwn.short(f" {notes}", 200)))
    return rich("riskiest", told)


def _followed(shown: ReviewCard) -> Iterator[Block]:
    """What this reply promises or an earlier one did, and that the customer came back."""
    for n, sentence in enumerate(lines.followed(shown, _within_a_line)):
        yield rich(f"followed_{n}", list(_led(sentence)))


def _led(sentence: str) -> Iterator[Block]:
    """“Promises: …” with its first words in bold."""
    lead, colon, rest = sentence.partition(": ")
    if not rest or len(lead) > _LEAD:
        yield run(sentence)
    else:
        yield run(lead + colon, "bold")
        yield run(rest)


def _within_a_line(text: str, limit: int) -> str:
    return mrkdwn.short(text, min(limit, _LINE))


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
        yield rich(f"caution_{n}", [run(mrkdwn.short(caution, 240))])


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
    if told := lines.reasons(shown):
        yield rich("advice", [run(mrkdwn.short(told, 900))])
        if not held(shown):
            yield from _because(shown)


def _approach(shown: ReviewCard) -> Iterator[Block]:
    """How to go about a post of this kind, while there is something to decide."""
    if told := lines.approach(shown):
        yield context("advice", f"How to go about it: {mrkdwn.short_escaped(told, 300)}")
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
        said = [
            run(f"{mrkdwn.short(lines.note_by(shown), 100)} wrote: ", "bold"),
            run(mrkdwn.short(shown.note, _NOTE)),
        ]
        yield rich("note", said)
    if shown.answered:
        yield rich("answered", [run(mrkdwn.short(shown.answered, 450))])


def _known(shown: ReviewCard) -> Iterator[Block]:
    """Facts and open gaps, with a menu of what can be said about them."""
    if not has_known(shown):
        return
    told = lines.known(shown, mrkdwn.short_escaped)
    facts_and_gaps = [f"*{first}* {words}" for first, words in told]
    yield section("known", "\n".join(facts_and_gaps), known_menu(shown))


def _standing(shown: ReviewCard, *, alone: bool = False) -> Iterator[Block]:
    """How the case stands, and whose post it is, from where and when."""
    short = mrkdwn.short_escaped
    told = [short(part, 120) for part in lines.standing(shown)]
    told += [short(part.rstrip("."), 70) for part in shown.clocks[:_CLOCKS]]
    if told:
        yield context("standing", " · ".join(told))
    if alone and shown.draft_state is DraftState.AWAITING_REVIEW:
        yield context("alone", _ALONE)
    link = web_link(shown.link).replace("&", "&amp;")
    about = [
        _who(shown),
        _clock(shown),
        *(short(part, 160) for part in lines.kind(shown)),
        f"<{link}|Open the post>" if link and len(link) < _LINK else "",
    ]
    yield context("about", " · ".join(part for part in about if part))


def _who(shown: ReviewCard) -> str:
    return mrkdwn.short_escaped(lines.who(shown), 180)


def _clock(shown: ReviewCard) -> str:
    """The clock starts when it was posted, or else when it came in; it says which."""
    if shown.posted_at:
        return f"posted {mrkdwn.moment(shown.posted_at)}"
    if shown.opened_at:
        return f"came in {mrkdwn.moment(shown.opened_at)}; when it was posted is not known"
    return ""
