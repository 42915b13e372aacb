"""The small pieces that cards in Teams are made of: words, inputs, buttons (Adaptive Cards 1.5).

Teams reads markdown in text blocks and in the titles of choices, and the names of dates in any
text. Foreign words go into text runs, where nothing but dates is read, and lose their `{{`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.display import JOINER, cut, isolated, visible
from bot.display import size as units
from bot.teams.ids import VERB, Deed

Element = dict[str, Any]
Card = dict[str, Any]

MOST_BYTES = 27_000  # of a card; Teams takes 28 KB, a little of it for what stands around the card
PRIMARY = 6  # buttons that stand in a row; Teams shows no more
_TITLE = 60  # units of a button's words
_CHOICE = 100
_LABEL = 200
_INPUT = 10_000  # characters

_STYLES: dict[str, Element] = {
    "bold": {"weight": "bolder"},
    "italic": {"italic": True},
    "strike": {"strikethrough": True},
    "subtle": {"isSubtle": True},
    "small": {"size": "small"},
    "large": {"size": "medium"},
}
_DATE = re.compile(r"\{(?=\{)")
_EMPHASIS = re.compile(r"([*_~`])")
_LINKED = re.compile(r"\](?=[(\[])")


def shown(text: str) -> str:
    """`text` for a text run, a label or a button: nothing in it is read as anything but words."""
    return _DATE.sub("{" + JOINER, visible(text))


def short(text: str, limit: int) -> str:
    """`text` on one line for a text run, cut to at most `limit` units."""
    return cut(text, limit, shown)


def run(text: str, *styles: str) -> Element:
    """A stretch of foreign or own words; styles are bold, italic, strike, subtle, small, large.

    A line break in it is not shown: see `lines`.
    """
    return ready(isolated(shown(text)), *styles)


def whole(text: str, *styles: str) -> Element:
    """Foreign words that fill their line, so that they may run in their own direction."""
    return ready(shown(text), *styles)


def when(at: datetime, *styles: str) -> Element:
    """A date and time as each reader's own clock says it."""
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return ready(f"{{{{DATE({moment},SHORT)}}}}, {{{{TIME({moment})}}}}", *styles)


def ready(text: str, *styles: str) -> Element:
    """Words that are safe already: our own, with what `short` made of foreign ones."""
    made: Element = {"type": "TextRun", "text": text or " "}
    for style in styles:
        made |= _STYLES[style]
    return made


def rich(runs: str | Sequence[Element], *, spacing: str = "") -> Element:
    """A paragraph of words, shown as they are; spacing is none, small, medium or large."""
    inlines = [run(runs)] if isinstance(runs, str) else list(runs) or [run("")]
    made: Element = {"type": "RichTextBlock", "inlines": inlines}
    return {**made, "spacing": spacing} if spacing else made


def small(text: str | Sequence[Element], *, spacing: str = "") -> Element:
    """A small quiet line."""
    runs = [run(text)] if isinstance(text, str) else text
    quiet = [{**one, **_STYLES["small"], **_STYLES["subtle"]} for one in runs]
    return rich(quiet, spacing=spacing)


def heading(text: str) -> Element:
    """A heading in our own words, which screen readers find as one."""
    made = {"type": "TextBlock", "text": text, "style": "heading", "wrap": True}
    return {**made, "weight": "bolder", "size": "medium"}


def lines(text: str, *styles: str) -> list[Element]:
    """Foreign words with a paragraph for every line: Teams shows no line break within one."""
    made: list[Element] = []
    gap = ""
    for line in text.splitlines() or [""]:
        if line.strip() or not text.strip():
            made.append(rich([whole(line, *styles)], spacing=gap))
        gap = "none" if line.strip() else "medium"
    return made


def paragraphs(parts: Iterable[Sequence[str]]) -> list[Element]:
    """Words with their styles, as `bot.reading_words` gives them; line breaks begin another."""
    made: list[list[Element]] = [[]]
    for text, *styles in parts:
        for n, line in enumerate(text.split("\n")):
            if n:
                made.append([])
            if line:
                made[-1].append(run(line, *styles))
    return [rich(runs, spacing="small" if n else "") for n, runs in enumerate(filter(None, made))]


def quoted(items: str | Sequence[Element]) -> Element:
    """Somebody's words on a ground of their own."""
    return container(lines(items) if isinstance(items, str) else items, style="emphasis")


def container(items: Sequence[Element], *, style: str = "", spacing: str = "") -> Element:
    """Things that belong together; style is emphasis, accent, good, warning or attention."""
    made: Element = {"type": "Container", "items": list(items)}
    return made | ({"style": style} if style else {}) | ({"spacing": spacing} if spacing else {})


def columns(*parts: tuple[str, Sequence[Element]], separator: bool = False) -> Element:
    """Things side by side: pairs of a width (stretch, auto) and what stands there."""
    made = [{"type": "Column", "width": width, "items": list(items)} for width, items in parts]
    line = {"separator": True} if separator else {}
    return {"type": "ColumnSet", "columns": made, **line}


# -- what can be pressed ------------------------------------------------------------------------


def execute(
    deed: Deed, label: str, style: str = "", *, secondary: bool = False, inputs: bool = True
) -> Element:
    """A button. Clients that are too old for it send the same as a message.

    Style is positive or destructive; `secondary` puts it behind “…”. Without `inputs` nothing
    that was filled in is sent along, or has to be filled in.
    """
    told: Element = {"title": short(label, _TITLE), "data": deed.data()}
    told |= {"style": style} if style else {}
    told |= {"mode": "secondary"} if secondary else {}
    told |= {} if inputs else {"associatedInputs": "none"}
    old = {"type": "Action.Submit", **told}
    return {"type": "Action.Execute", "verb": VERB, **told, "fallback": old}


def show_card(
    label: str, body: Sequence[Element], actions: Sequence[Element], *, secondary: bool = False
) -> Element:
    """A button that unfolds more of the card; never within another one."""
    card = {"type": "AdaptiveCard", "body": list(body), "actions": list(actions)}
    made: Element = {"type": "Action.ShowCard", "title": short(label, _TITLE), "card": card}
    return {**made, "mode": "secondary"} if secondary else made


def open_url(label: str, url: str, *, secondary: bool = False) -> Element:
    """A button that opens a page; the address comes from `bot.links.web_link`."""
    made: Element = {"type": "Action.OpenUrl", "title": short(label, _TITLE), "url": url}
    return {**made, "mode": "secondary"} if secondary else made


def action_set(actions: Sequence[Element]) -> Element:
    """A row of buttons within the body."""
    return {"type": "ActionSet", "actions": list(actions)}


# -- what can be filled in ----------------------------------------------------------------------


def text_input(
    id: str,  # noqa: A002 - the name that Adaptive Cards have for it
    label: str,
    value: str = "",
    lines: bool = False,
    *,
    most: int = _INPUT,
    required: bool = False,
    placeholder: str = "",
) -> Element:
    """A box to write in; what stands in it at first stays as it is, however long."""
    value = visible(value)
    made: Element = {
        "type": "Input.Text",
        **_asked(id, label, required),
        "isMultiline": lines,
        "maxLength": max(most, units(value)),
    }
    if placeholder:
        made["placeholder"] = short(placeholder, _LABEL)
    return {**made, "value": value} if value else made


def choices(
    id: str,  # noqa: A002
    label: str,
    options: Iterable[tuple[str, str]],
    value: str = "",
    many: bool = False,
    *,
    required: bool = False,
    expanded: bool = False,
    placeholder: str = "",
) -> Element:
    """Something to choose, from pairs of what is read and what comes back.

    One is chosen in a closed list, or in an open one (`expanded`); `many` are ticked, and what
    comes back of each must hold no comma then.
    """
    made: Element = {
        "type": "Input.ChoiceSet",
        **_asked(id, label, required),
        "style": "expanded" if many or expanded else "compact",
        "choices": [{"title": _unmarked(title), "value": key} for title, key in options],
    }
    if many:
        made |= {"isMultiSelect": True, "wrap": True}
    elif expanded:
        made["wrap"] = True
    if placeholder:
        made["placeholder"] = short(placeholder, _LABEL)
    return {**made, "value": value} if value else made


def tick(id: str, title: str, *, ticked: bool = False) -> Element:  # noqa: A002
    """One thing to tick; comes back as "true" or "false"."""
    on = {"value": "true"} if ticked else {}
    return {"type": "Input.Toggle", "id": id, "title": _unmarked(title), "wrap": True, **on}


def _asked(key: str, label: str, required: bool) -> Element:
    made: Element = {"id": key} | ({"label": short(label, _LABEL)} if label else {})
    if required:
        made |= {"isRequired": True, "errorMessage": "Please fill this in."}
    return made


def _unmarked(title: str) -> str:
    """`title` for a choice, whose markdown Teams would read: hair spaces and joiners break it."""

    def made(text: str) -> str:
        text = _EMPHASIS.sub("\u200a\\1\u200a", shown(text))
        return _LINKED.sub("]" + JOINER, text)

    return cut(title, _CHOICE, made) or "…"


# -- the card -----------------------------------------------------------------------------------


def adaptive(
    body: Sequence[Element],
    actions: Sequence[Element] = (),
    *,
    refresh: Deed | None = None,
) -> Card:
    """The content of an attachment; `refresh` asks for the card as the reader may see it."""
    made: Card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "Full"},
        "body": list(body),
    }
    if actions:
        made["actions"] = list(actions)
    if refresh:
        action = {"type": "Action.Execute", "title": "Refresh", "verb": VERB}
        made["refresh"] = {"action": {**action, "data": refresh.data()}}
    return made


def size(card: Card) -> int:
    """Bytes of a card as it is sent."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def fits(card: Card) -> bool:
    """Whether Teams takes it."""
    return size(card) <= MOST_BYTES
