"""A review card's buttons in Teams, what they ask for, and which emoji does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.acts import Act, Target
from bot.card_acts import (
    ABOUT_POST,
    ABOUT_REPLY,
    LABELS,
    SIGNED,
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
from bot.form_words import HEADS, OPEN_POST, WORDS
from bot.links import web_link
from bot.review_card import ReviewCard
from bot.teams.elements import (
    Element,
    action_set,
    choices,
    columns,
    execute,
    open_url,
    rich,
    short,
    show_card,
    small,
    text_input,
)
from bot.teams.ids import Deed, Step

_AT_ONCE = frozenset(
    {
        Act.APPROVE,
        Act.ANYWAY,
        Act.WITHDRAW,
        Act.CLAIM,
        Act.TAKE_OVER,
        Act.AGAIN,
        Act.TONE,
        Act.KIND_IS,
        Act.NOT_POSTED,
        Act.REOPEN,
        Act.APART,
        Act.SHOW_OURS,
        Act.SHOW,
        Act.LINK,
    }
)
_BOUND = frozenset({Act.APPROVE, Act.ANYWAY, Act.COPY})  # to the very text that somebody read


def press(act: Act, about: Target, words: str = "", style: str = "", **more: bool) -> Element:
    """The button for `act`: done at once, or a form is opened."""
    step = Step.DO if act in _AT_ONCE else Step.OPEN
    if act not in _BOUND:
        about = Target(about.case, about.draft, choice=about.choice)
    return execute(Deed(act, step, about), words or LABELS[act], style, **more)


def buttons(
    shown: ReviewCard, emoji: Mapping[Decision, str], *, editable: bool = True, copied: bool = False
) -> list[Element]:
    """What can be decided, and all the rest behind “…”.

    Where it is not `editable` on the card, because the text is long, Edit opens it by itself.
    `copied` says that the card holds the text to copy, and the input for the link to our reply.
    """
    about, first = target(shown), primary(shown)
    made: list[Element] = []
    for act in main_acts(shown):
        words = _label(act, shown, emoji)
        if copied and act in {Act.POSTED, Act.COPY}:
            made += _posted(about) if act is Act.POSTED else []
        elif act is Act.EDIT and editable:
            made.append(show_card(words, [_edit_input(shown.reply)], _edit_buttons(about)))
        else:
            style = "positive" if act is first else ""
            made.append(press(act, about, words, style, inputs=False))
    made.append(press(Act.SHOW_OURS if held(shown) else Act.DETAILS, about, inputs=False))
    if link := web_link(shown.link):
        made.append(open_url(OPEN_POST, link, secondary=not copied))
    return [*made, *_more(shown, about)]


def _more(shown: ReviewCard, about: Target) -> Iterator[Element]:
    if shown.ours and not held(shown):
        yield press(Act.COMPARE, about, secondary=True, inputs=False)
    yield from _tones(shown, about)
    for act in rest(shown, (*ABOUT_POST, *ABOUT_REPLY)):
        words = label(act, shown, linked=True)
        yield press(act, about, words, secondary=True, inputs=False)


def _tones(shown: ReviewCard, about: Target) -> Iterator[Element]:
    """Again, but in another tone or language."""
    if "tone" not in offered(shown):
        return
    tones = [(tone.capitalize(), str(tone)) for tone in shown.tones]
    spoken = [(f"In {name}", code) for code, name in shown.languages]
    wanted = choices(Act.TONE, "How should it sound?", [*tones, *spoken], required=True)
    draft = press(Act.TONE, about, "Draft it")
    yield show_card("Another tone or language", [wanted], [draft], secondary=True)


def _edit_input(text: str) -> Element:
    """The reply, to be changed."""
    return text_input("text", WORDS[Act.EDIT].label, text, lines=True, required=True)


def _edit_buttons(about: Target) -> list[Element]:
    """Save what stands in the input, or hear how it reads."""
    about = Target(about.case, about.draft)
    return [
        execute(Deed(Act.EDIT, Step.SEND, about), HEADS[Act.EDIT].submit, "positive"),
        execute(Deed(Act.EDIT, Step.CHECK, about), HEADS[Act.CHECK].submit),
    ]


def _posted(about: Target) -> list[Element]:
    """It stands in public now; the link to it comes along."""
    deed = Deed(Act.POSTED, Step.SEND, Target(about.case, about.draft))
    return [execute(deed, LABELS[Act.POSTED], "positive")]


def back(about: Target, words: str = "Back") -> Element:
    """The way from a form to the card, whatever was filled in."""
    deed = Deed(Act.SHOW, Step.OPEN, Target(about.case, about.draft))
    return execute(deed, words, inputs=False)


def asks(shown: ReviewCard) -> Iterator[Element]:
    """Where the coach is not sure of the kind of post: the question, and the kinds to choose."""
    if not shown.asks or shown.drafting or held(shown):
        return
    kinds = [(title, key) for key, title in shown.kinds]
    answer = press(Act.KIND_IS, target(shown), HEADS[Act.KIND].submit)
    yield rich(short(shown.asks, 300))
    wanted = choices(Act.KIND_IS, "", kinds, placeholder="It is …")
    yield columns(("stretch", [wanted]), ("auto", [action_set([answer])]))


def _label(act: Act, shown: ReviewCard, emoji: Mapping[Decision, str]) -> str:
    words = label(act, shown, linked=bool(web_link(shown.link)))
    sign = emoji.get(SIGNED[act], "") if act in SIGNED and words == LABELS[act] else ""
    return f"{words} {sign}" if sign else words


def legend(shown: ReviewCard, emoji: Mapping[Decision, str]) -> Sequence[Element]:
    """Which emoji does what, while they do something; the buttons come first."""
    told = " · ".join(f"{sign} {word}" for sign, word in signs(shown, emoji))
    return [small(f"Use the buttons, or react with {told}")] if told else []


def bring(case_id: str, words: str = LABELS[Act.SHOW]) -> Element:
    """The way to a card, wherever it stands: it comes as a message of its own."""
    return press(Act.SHOW, Target(case_id), words, inputs=False)
