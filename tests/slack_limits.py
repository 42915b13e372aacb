"""What Slack refuses in blocks and views, as tables: `faults_in_blocks` and `faults_in_view`.

Reasons are worded as Slack words them: `must be less than 3001 characters [json-pointer:/…]`.
Source: Slack's Block Kit reference, and answers of real Slack that people have published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Faults = Iterator[str]
Rule = Callable[[Any, str], Faults]

PLAIN = frozenset({"plain_text"})
RICH = frozenset({"plain_text", "mrkdwn"})

MESSAGE_TEXT = 40_000
UPDATED_TEXT = 4_000  # chat.update takes less than chat.postMessage does
BLOCKS_TEXT = 13_200  # all blocks of a message together: not documented, but people ran into it
INPUT_TEXT = 3_000  # what a person can type into one input
VIEW_BYTES = 250 * 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an object; any other field is a fault. One of `either` has to be there."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    either: tuple[str, ...] = ()

    def __call__(self, value: Any, at: str) -> Faults:
        if not isinstance(value, dict):
            yield f"must be an object [json-pointer:{at}]"
            return
        fields = {**self.required, **self.optional}
        for key in self.required:
            if key not in value:
                yield f"missing required field: {key} [json-pointer:{at}]"
        if self.either and not any(value.get(key) for key in self.either):
            yield f"must define either {' or '.join(self.either)} [json-pointer:{at}]"
        for key, part in value.items():
            if key in fields:
                yield from fields[key](part, f"{at}/{key}")
            elif key != "type":
                yield f"invalid additional property: {key} [json-pointer:{at}]"


def anything(_: Any, __: str) -> Faults:
    yield from ()


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as browsers count: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def boolean(value: Any, at: str) -> Faults:
    if not isinstance(value, bool):
        yield f"must be a boolean [json-pointer:{at}]"


def one_of(*values: Any) -> Rule:
    def rule(value: Any, at: str) -> Faults:
        if value not in values:
            yield f"must be a valid enum value [json-pointer:{at}]"

    return rule


def string(most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str) -> Faults:
        if not isinstance(value, str):
            yield f"must be a string [json-pointer:{at}]"
        elif units(value) > most:
            yield f"must be less than {most + 1} characters [json-pointer:{at}]"
        elif len(value) < least:
            yield f"must be more than {least - 1} characters [json-pointer:{at}]"

    return rule


def number(least: int, most: int) -> Rule:
    def rule(value: Any, at: str) -> Faults:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            yield f"must be a number from {least} to {most} [json-pointer:{at}]"

    return rule


def many(rule_of_one: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: Any, at: str) -> Faults:
        if not isinstance(value, list):
            yield f"must be an array [json-pointer:{at}]"
            return
        if len(value) > most:
            yield f"no more than {most} items allowed [json-pointer:{at}]"
        if len(value) < least:
            yield f"no less than {least} items allowed [json-pointer:{at}]"
        for index, part in enumerate(value):
            yield from rule_of_one(part, f"{at}/{index}")

    return rule


def text(most: int, kinds: frozenset[str] = PLAIN) -> Rule:
    def rule(value: Any, at: str) -> Faults:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            yield f"must be {' or '.join(sorted(kinds))} [json-pointer:{at}]"
            return
        own = "emoji" if kind == "plain_text" else "verbatim"
        yield from Shape({"text": string(most)}, {own: boolean})(value, at)

    return rule


def kind_of(shapes: Mapping[str, Rule], allowed: frozenset[str] | None = None) -> Rule:
    """An object whose `type` says which shape it has."""

    def rule(value: Any, at: str) -> Faults:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in shapes or (allowed and kind not in allowed):
            yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        else:
            yield from shapes[kind](value, at)

    return rule


ID = string(255)
PLACEHOLDER = text(150)
CONFIRM = Shape(
    {"title": text(100), "text": text(300, RICH), "confirm": text(30), "deny": text(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = Shape(
    {"text": text(75), "value": string(150)}, {"description": text(75), "url": string(3000)}
)
RICH_OPTION = Shape({"text": text(75, RICH), "value": string(150)}, {"description": text(75, RICH)})
GROUP = Shape({"label": text(75), "options": many(OPTION, 100)})
ACTION: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
PICK: dict[str, Rule] = {**ACTION, "placeholder": PLACEHOLDER}
SOME: dict[str, Rule] = {"max_selected_items": number(1, 1000)}
DISPATCH = Shape(
    {"trigger_actions_on": many(one_of("on_enter_pressed", "on_character_entered"), most=2)}
)
TYPED: dict[str, Rule] = {
    "action_id": ID,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}
LISTED: dict[str, Rule] = {"options": many(OPTION, 100), "option_groups": many(GROUP, 100)}
EITHER_LIST = ("options", "option_groups")


def plain_text_input(value: Any, at: str) -> Faults:
    yield from Shape(
        optional={
            **TYPED,
            "initial_value": string(INPUT_TEXT, least=0),
            "multiline": boolean,
            "min_length": number(0, INPUT_TEXT),
            "max_length": number(1, INPUT_TEXT),
        }
    )(value, at)
    start = value.get("initial_value")
    if isinstance(start, str) and start:
        if units(start) > value.get("max_length", INPUT_TEXT):
            yield f"must not exceed max_length [json-pointer:{at}/initial_value]"
        if units(start) < value.get("min_length", 0):
            yield f"must not be shorter than min_length [json-pointer:{at}/initial_value]"


def chosen_from(shape: Rule, initial: str) -> Rule:
    """A list of options in which what is chosen at first has to occur."""

    def rule(value: Any, at: str) -> Faults:
        yield from shape(value, at)
        first = value.get(initial, [])
        groups = [value, *(value.get("option_groups") or [])]
        offered = [o for g in groups if isinstance(g, dict) for o in g.get("options") or []]
        for option in first if isinstance(first, list) else [first]:
            if option not in offered:
                yield f"must be one of the options [json-pointer:{at}/{initial}]"

    return rule


def _picker(initial: str, **more: Rule) -> Rule:
    return Shape(optional={**PICK, initial: anything, **more})


ELEMENTS: dict[str, Rule] = {
    "button": Shape(
        {"text": text(75)},
        {
            "action_id": ID,
            "confirm": CONFIRM,
            "url": string(3000),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "overflow": Shape({"options": many(OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "image": Shape(
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything},
        either=("image_url", "slack_file"),
    ),
    "static_select": chosen_from(
        Shape(optional={**PICK, **LISTED, "initial_option": OPTION}, either=EITHER_LIST),
        "initial_option",
    ),
    "multi_static_select": chosen_from(
        Shape(
            optional={**PICK, **SOME, **LISTED, "initial_options": many(OPTION, 100)},
            either=EITHER_LIST,
        ),
        "initial_options",
    ),
    "radio_buttons": chosen_from(
        Shape({"options": many(RICH_OPTION, 10)}, {**ACTION, "initial_option": RICH_OPTION}),
        "initial_option",
    ),
    "checkboxes": chosen_from(
        Shape(
            {"options": many(RICH_OPTION, 10)},
            {**ACTION, "initial_options": many(RICH_OPTION, 10)},
        ),
        "initial_options",
    ),
    "users_select": _picker("initial_user"),
    "multi_users_select": _picker("initial_users", **SOME),
    "conversations_select": _picker(
        "initial_conversation",
        default_to_current_conversation=boolean,
        response_url_enabled=boolean,
        filter=anything,
    ),
    "channels_select": _picker("initial_channel", response_url_enabled=boolean),
    "external_select": _picker("initial_option", min_query_length=number(0, 1000)),
    "datepicker": _picker("initial_date"),
    "timepicker": _picker("initial_time", timezone=string(100)),
    "datetimepicker": Shape(optional={**ACTION, "initial_date_time": anything}),
    "plain_text_input": plain_text_input,
    "email_text_input": Shape(optional={**TYPED, "initial_value": string(INPUT_TEXT, least=0)}),
    "url_text_input": Shape(optional={**TYPED, "initial_value": string(INPUT_TEXT, least=0)}),
    "number_input": Shape(
        {"is_decimal_allowed": boolean},
        {**TYPED, "initial_value": anything, "min_value": anything, "max_value": anything},
    ),
}
TEXT_INPUTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
IN_ACTIONS = frozenset(ELEMENTS) - TEXT_INPUTS - {"image"}
IN_SECTION = frozenset(ELEMENTS) - TEXT_INPUTS
IN_INPUT = frozenset(ELEMENTS) - {"button", "overflow", "image"}
CONTEXT: dict[str, Rule] = {
    "image": ELEMENTS["image"],
    "plain_text": text(3000),
    "mrkdwn": text(3000, RICH),
}
STYLE = {"style": Shape(optional=dict.fromkeys(("bold", "italic", "strike", "code"), boolean))}
RUNS: dict[str, Rule] = {
    "text": Shape({"text": string(MESSAGE_TEXT)}, STYLE),
    "link": Shape({"url": string(3000)}, {**STYLE, "text": string(3000), "unsafe": boolean}),
    "emoji": Shape({"name": string(255)}, {**STYLE, "unicode": string(255)}),
    "user": Shape({"user_id": string(255)}, STYLE),
    "channel": Shape({"channel_id": string(255)}, STYLE),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone")}),
}
SECTION = Shape({"elements": many(kind_of(RUNS), 1000)}, {"border": number(0, 1)})
RICH_TEXTS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": SECTION,
    "rich_text_preformatted": SECTION,
    "rich_text_list": Shape(
        {"style": one_of("bullet", "ordered"), "elements": many(SECTION, 1000)},
        {"indent": number(0, 8), "offset": number(0, 1000), "border": number(0, 1)},
    ),
}
BLOCKS: dict[str, Shape] = {
    "section": Shape(
        optional={
            "text": text(3000, RICH),
            "fields": many(text(2000, RICH), 10),
            "accessory": kind_of(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
        either=("text", "fields"),
    ),
    "header": Shape({"text": text(150)}, {"level": number(1, 4)}),
    "divider": Shape(),
    "actions": Shape({"elements": many(kind_of(ELEMENTS, IN_ACTIONS), 25)}),
    "context": Shape({"elements": many(kind_of(CONTEXT), 10)}),
    "input": Shape(
        {"label": text(2000), "element": kind_of(ELEMENTS, IN_INPUT)},
        {"hint": text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "image": Shape(
        {"alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything, "title": text(2000)},
        either=("image_url", "slack_file"),
    ),
    "rich_text": Shape({"elements": many(kind_of(RICH_TEXTS), 100)}),
    "markdown": Shape({"text": string(12_000)}),
}
ONLY_IN_MESSAGES = frozenset({"markdown"})


def faults_in_blocks(blocks: Any, at: str = "/blocks", most: int = 50) -> list[str]:
    """Why Slack would answer `invalid_blocks`; empty where it would take them."""
    allowed = frozenset(BLOCKS) if most == 50 else frozenset(BLOCKS) - ONLY_IN_MESSAGES
    shapes = {
        kind: Shape(shape.required, {**shape.optional, "block_id": ID}, shape.either)
        for kind, shape in BLOCKS.items()
    }
    found = list(many(kind_of(shapes, allowed), most, least=0)(blocks, at))
    if isinstance(blocks, list):
        found += _doubled(blocks, "block_id", at)
        for index, block in enumerate(blocks):
            elements = block.get("elements") if isinstance(block, dict) else None
            if isinstance(elements, list):
                found += _doubled(elements, "action_id", f"{at}/{index}/elements")
    return found


def _doubled(parts: list[Any], key: str, at: str) -> Faults:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        name = part.get(key) if isinstance(part, dict) else None
        if isinstance(name, str):
            if name in seen:
                yield f"`{key}` must be unique: {name} [json-pointer:{at}/{index}/{key}]"
            seen.add(name)


_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
VIEWS: dict[str, Rule] = {
    "modal": Shape(
        {"title": text(24), "blocks": anything},
        {
            **_COMMON,
            "submit": text(24),
            "close": text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Shape({"blocks": anything}, _COMMON),
}


def faults_in_view(view: Any) -> list[str]:
    """Why Slack would answer `invalid_arguments`; empty where it would show the view."""
    found = list(kind_of(VIEWS)(view, "/view"))
    if isinstance(view, dict) and "blocks" in view:
        found += faults_in_blocks(view["blocks"], "/view/blocks", most=100)
        blocks = view["blocks"] if isinstance(view["blocks"], list) else []
        asks = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if asks and view.get("type") == "modal" and not view.get("submit"):
            found.append("missing required field: submit [json-pointer:/view]")
    return found


def too_large(view: Any) -> bool:
    """Whether Slack would answer `view_too_large`."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES
