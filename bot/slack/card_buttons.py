"""A review card's buttons and menus in Slack, and which emoji does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.acts import Act, Target
from bot.card_acts import (
    ABOUT_POST,
    ABOUT_REPLY,
    LABELS,
    SIGNED,
    has_known,
    held,
    label,
    main_acts,
    offered,
    primary,
    rest,
    signs,
    target,
)
from bot.commands import Decision
from bot.links import web_link
from bot.review_card import ReviewCard
from bot.slack import mrkdwn
from bot.slack.pieces import Block, actions, button, chooser, context, menu, option, section


def known_menu(shown: ReviewCard) -> Block | None:
    """What can be said about the post, beside what is known."""
    return _menu(shown, rest(shown, ABOUT_POST))


def asks(shown: ReviewCard) -> Iterator[Block]:
    """Where the coach is not sure of the kind of post: the question, and the kinds to choose."""
    if not shown.asks or shown.drafting or held(shown):
        return
    kinds = [option(title, _chosen(shown, key)) for key, title in shown.kinds]
    question = mrkdwn.short_escaped(shown.asks, 300)
    yield section("asks", question, chooser(Act.KIND_IS, "It is …", {"": kinds}))


def _tones(shown: ReviewCard) -> Block | None:
    """Again, but in another tone or language."""
    if "tone" not in offered(shown):
        return None
    tones = [option(tone.capitalize(), _chosen(shown, tone)) for tone in shown.tones]
    spoken = [option(f"In {name}", _chosen(shown, code)) for code, name in shown.languages]
    groups = {"How it sounds": tones, "In another language": spoken}
    return chooser(Act.TONE, "Another tone", groups)


def _chosen(shown: ReviewCard, choice: str) -> str:
    return Target(shown.case_id, shown.draft, choice=choice).value()


def _menu(shown: ReviewCard, acts: Sequence[Act]) -> Block | None:
    return menu(((act, LABELS[act]) for act in acts), target(shown))


def buttons(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    """What can be decided, and the menus with all the rest."""
    about, main, first = target(shown), main_acts(shown), primary(shown)
    if main:
        yield actions(
            "decide",
            [
                button(act, _label(act, shown, emoji), about, style="primary" * (act is first))
                for act in main
            ],
        )
    acts = ABOUT_REPLY if has_known(shown) else (*ABOUT_REPLY, *ABOUT_POST)
    more = [*_looks(shown, about), _tones(shown), _menu(shown, rest(shown, acts))]
    yield actions("more", [one for one in more if one])


def _looks(shown: ReviewCard, about: Target) -> Iterator[Block]:
    """What there is to read besides; nothing that shows our draft while it is held back."""
    acts = [Act.SHOW_OURS] if held(shown) else [Act.DETAILS]
    if shown.ours and not held(shown):
        acts.append(Act.COMPARE)
    yield from (button(act, LABELS[act], about) for act in acts)


def _label(act: Act, shown: ReviewCard, emoji: Mapping[Decision, str]) -> str:
    words = label(act, shown, linked=bool(web_link(shown.link)))
    sign = sign_of(emoji, SIGNED[act]) if act in SIGNED and words == LABELS[act] else ""
    return f"{words} {sign}" if sign else words


def sign_of(emoji: Mapping[Decision, str], decision: Decision) -> str:
    """The emoji of a decision as Slack shows it; names are put between colons."""
    sign = emoji.get(decision, "")
    return f":{sign.strip(':')}:" if sign.isascii() and sign else sign


def legend(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Iterator[Block]:
    """Which emoji does what, while they do something."""
    shown_as = {decision: sign_of(emoji, decision) for decision in emoji}
    if told := [f"{sign} {word}" for sign, word in signs(shown, shown_as)]:
        yield context("legend", f"React with {' · '.join(told)}")
