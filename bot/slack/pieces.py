"""The small pieces that messages and modals are made of: blocks, buttons, inputs, menus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.acts import Act, Target, target
from bot.errors import BadInput
from bot.slack.ids import PREFIX, Form
from bot.slack.mrkdwn import isolated, short, shown, size, split

Block = dict[str, Any]
View = dict[str, Any]

PART = 2800  # units of one part of a long text; Slack takes 3,000 in a section or an input
INPUT = 3000
_LABEL = 75
_TITLE = 24
_MENU = 5  # options of an overflow menu
_MENU_VALUE = 150
_CHOICES = 100  # options of a list


def plain(text: str, *, emoji: bool = False) -> Block:
    """Text that is never read as markup."""
    return {"type": "plain_text", "text": text or " ", "emoji": emoji}


def marked(text: str) -> Block:
    """Text with our own markup; foreign words in it have to be escaped. Makes no links itself."""
    return {"type": "mrkdwn", "text": text or " ", "verbatim": True}


def section(block_id: str, text: str, accessory: Block | None = None) -> Block:
    """A paragraph with our own markup."""
    block = {"type": "section", "block_id": block_id, "text": marked(text)}
    return {**block, "accessory": accessory} if accessory else block


def context(block_id: str, text: str) -> Block:
    """A small grey line with our own markup."""
    return {"type": "context", "block_id": block_id, "elements": [marked(text)]}


def divider(block_id: str) -> Block:
    """A thin line."""
    return {"type": "divider", "block_id": block_id}


def header(block_id: str, text: str) -> Block:
    """A heading."""
    return {"type": "header", "block_id": block_id, "text": plain(short(text, 140))}


def run(text: str, *styles: str) -> Block:
    """A stretch of foreign or own words in rich text; styles are bold, italic, strike."""
    part: Block = {"type": "text", "text": isolated(shown(text)) or " "}
    return {**part, "style": dict.fromkeys(styles, True)} if styles else part


def styled(parts: Iterable[Sequence[str]]) -> list[Block]:
    """Runs of words that come with their styles."""
    return [run(*part) for part in parts]


def whole(text: str) -> Block:
    """Foreign words that fill their paragraph, so that they may run in their own direction."""
    return {"type": "text", "text": shown(text) or " "}


def quoted_line(before: str, quote: str, after: str) -> list[Block]:
    """Runs for `before “quote”: after`; without the quote where there is none (any more)."""
    if not quote.strip():
        return [run(short(after, 400))]
    return [run(f"{before}“"), run(short(quote, 200)), run("”: "), run(short(after, 400))]


def rich(block_id: str, runs: Sequence[Block], *, quoted: bool = False) -> Block:
    """Words that Slack shows as they are."""
    kind = "rich_text_quote" if quoted else "rich_text_section"
    inner = {"type": kind, "elements": list(runs) or [run("")]}
    return {"type": "rich_text", "block_id": block_id, "elements": [inner]}


def texts(block_id: str, text: str, *, quoted: bool = False) -> list[Block]:
    """Foreign words in as many blocks as they need."""
    parts = split(text, PART) or [""]
    return [
        rich(block_id if n == 0 else f"{block_id}_{n}", [whole(part)], quoted=quoted)
        for n, part in enumerate(parts)
    ]


def button(act: Act, label: str, about: Target, *, style: str = "", url: str = "") -> Block:
    """A button that asks for `act`; with `url` it opens a page besides."""
    made: Block = {
        "type": "button",
        "action_id": PREFIX + act,
        "text": plain(short(label, _LABEL), emoji=True),
        "value": about.value(),
    }
    return made | ({"style": style} if style else {}) | ({"url": url} if url else {})


def menu(options: Iterable[tuple[Act, str]], about: Target) -> Block | None:
    """A menu of things to ask for; None for none. Where they are many, it is a list."""
    offered = [
        {"text": plain(short(label, _LABEL), emoji=True), "value": menu_value(act, about)}
        for act, label in options
    ]
    if not offered:
        return None
    made: Block = {"type": "overflow", "action_id": PREFIX + Act.MENU, "options": offered}
    many = {"type": "static_select", "placeholder": plain("More …")}
    return {**made, **many} if len(offered) > _MENU else made


def menu_value(act: Act, about: Target) -> str:
    """The value of a menu's option: the act, a blank, and what it is about."""
    value = f"{act} {about.value()}"
    if len(value) > _MENU_VALUE:
        value = f"{act} {Target(about.case, about.draft).value()}"
    return value


def menu_choice(value: str) -> tuple[Act, Target]:
    """What `menu_value` wrote; `BadInput` for anything else."""
    act, _, about = value.partition(" ")
    try:
        return Act(act), target(about)
    except ValueError as exc:
        raise BadInput("This menu is not one of ours (any more).") from exc


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def option(text: str, value: str) -> Block:
    """Something to choose."""
    return {"text": plain(short(text, _LABEL)), "value": value}


def select(
    options: Sequence[Block], *, placeholder: str = "Choose …", initial: str | None = None
) -> Block:
    """A list to choose one from; at most 100 are offered."""
    made: Block = {
        "type": "static_select",
        "action_id": "value",
        "placeholder": plain(placeholder),
        "options": list(options)[:_CHOICES],
    }
    chosen = next((o for o in made["options"] if o["value"] == initial), None)
    return {**made, "initial_option": chosen} if chosen else made


def chooser(act: Act, placeholder: str, groups: Mapping[str, Sequence[Block]]) -> Block:
    """A list that asks for `act` as soon as something is chosen; its options hold what it is about.

    `groups` are options by heading; with one of them only, the heading is left out.
    """
    given = {title: list(options)[:_CHOICES] for title, options in groups.items() if options}
    made: Block = {
        "type": "static_select",
        "action_id": PREFIX + act,
        "placeholder": plain(short(placeholder, _LABEL)),
    }
    if len(given) < 2:
        return {**made, "options": [one for options in given.values() for one in options]}
    named = [{"label": plain(title), "options": options} for title, options in given.items()]
    return {**made, "option_groups": named}


def checkbox(ticked: Block) -> Block:
    """One thing to tick, which is ticked at first."""
    chosen = {"options": [ticked], "initial_options": [ticked]}
    return {"type": "checkboxes", "action_id": "value", **chosen}


def radio(options: Sequence[Block]) -> Block:
    """A few things of which one is chosen."""
    return {"type": "radio_buttons", "action_id": "value", "options": list(options)[:10]}


def text_input(
    initial: str = "", *, lines: bool = False, placeholder: str = "", most: int = INPUT
) -> Block:
    """A box to write in; what stands in it at first is kept as it is."""
    made: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": lines,
        "max_length": most,
    }
    if placeholder:
        made["placeholder"] = plain(short(placeholder, 140))
    return {**made, "initial_value": initial} if initial else made


def asked(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    """An input with its label, and a hint under it."""
    made: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(short(label, 140)),
        "element": element,
        "optional": optional,
    }
    return {**made, "hint": plain(short(hint, 300))} if hint else made


def modal(
    form: Form,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
    metadata: str = "",
    close: str = "Cancel",
) -> View:
    """A modal; without `submit` there is only something to read."""
    assert size(title) <= _TITLE
    made: View = {
        "type": "modal",
        "callback_id": PREFIX + form,
        "title": plain(title),
        "close": plain(close),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }
    return {**made, "submit": plain(submit)} if submit else made
