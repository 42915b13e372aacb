"""Messages and views as a person has them before her: words, controls, and what she typed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack_limits import INPUT_TEXT, TEXT_INPUTS, units

# Where the choice stands in the state of an element, and what was chosen at first.
CHOICES = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    **dict.fromkeys(TEXT_INPUTS, ("value", "initial_value")),
}


SEVERAL = {"selected_options", "selected_users"}


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press, choose or fill in."""

    block: dict[str, Any]
    element: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """`(block_id, action_id)`, by which Slack keeps what was typed."""
        return self.block["block_id"], self.element["action_id"]

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def label(self) -> str:
        """The words on the button, or beside the input."""
        words = self.block.get("label") or self.element.get("text") or {}
        return str(words.get("text", ""))

    @property
    def options(self) -> list[dict[str, Any]]:
        """What can be chosen."""
        groups = [self.element, *self.element.get("option_groups", [])]
        return [option for group in groups for option in group.get("options", [])]

    def option(self, value: str) -> dict[str, Any]:
        """The option with these words or this value; the test fails if there is none."""
        found = [o for o in self.options if value in (o["text"]["text"], o["value"])]
        assert found, f"no option “{value}” among {[o['text']['text'] for o in self.options]}"
        return found[0]

    @property
    def dispatches(self) -> bool:
        """Whether the bot hears at once; inputs keep to themselves unless they ask for it."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    @property
    def told_while_typing(self) -> bool:
        """Whether the bot hears of every character."""
        config = self.element.get("dispatch_action_config", {})
        return self.dispatches and "on_character_entered" in config.get("trigger_actions_on", [])


def controls(blocks: list[dict[str, Any]]) -> Iterator[Control]:
    """Every button, menu and input, from top to bottom."""
    for block in blocks:
        if block["type"] == "section" and "accessory" in block:
            found = [block["accessory"]]
        elif block["type"] == "actions":
            found = block["elements"]
        elif block["type"] == "input":
            found = [block["element"]]
        else:
            continue
        yield from (Control(block, one) for one in found if one["type"] != "image")


def with_ids(blocks: list[dict[str, Any]], new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """A copy in which Slack has given an id, a new one each time, to what came without."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", new_id())
    for control in controls(blocks):
        control.element.setdefault("action_id", new_id())
    return blocks


# Marks of direction around foreign words: nobody sees them.
_UNSEEN = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))
_RUNS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted"}


def words(part: Any) -> str:
    """Everything that can be read, one text after the other, without marks of direction."""
    return "\n".join(_words(part)).translate(_UNSEEN)


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _words(one)
    elif isinstance(part, dict) and part.get("type") in _RUNS:
        yield "".join("".join(_words(run)) for run in part["elements"])
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for key, one in part.items():
            if isinstance(one, dict | list):
                yield from _words(one)
            elif key in {"initial_value", "alt_text"} and isinstance(one, str):
                yield one


class Message(dict[str, Any]):
    """A message as the API gives it, plus what tests ask most. An update makes a new object.

    `answers` holds how the bot answered the events that told it of this message.
    """

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.answers: list[Any] = []

    @property
    def conversation(self) -> str:
        """The id of the conversation it stands in."""
        return str(self["channel"])

    @property
    def ts(self) -> str:
        """Its id within the conversation."""
        return str(self["ts"])

    @property
    def is_private(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.get("is_ephemeral"))

    @property
    def text(self) -> str:
        """The plain text: the fallback, where there are blocks."""
        return str(self.get("text", ""))

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its own blocks, then those of its attachments."""
        attached = [b for one in self.get("attachments", []) for b in one.get("blocks", [])]
        return [*self.get("blocks", []), *attached]

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Who put which emoji under it."""
        return {one["name"]: list(one["users"]) for one in self.get("reactions", [])}

    @property
    def words(self) -> str:
        """What a person reads: the blocks, or the text where there are none."""
        own = self.get("blocks") or [{"text": self.text}]
        return words([*own, *self.get("attachments", [])])

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons and in its overflow menus."""
        found: list[str] = []
        for control in controls(self.blocks):
            labels = [control.label] if control.kind == "button" else []
            found += labels or [option["text"]["text"] for option in control.options]
        return found


@dataclass(slots=True)
class View:
    """A modal, or a home tab, on somebody's screen.

    `typed` is what she put in, by `(block_id, action_id)`; `lost` collects what an update took
    from her; `errors` is what stands under the inputs, by block id.
    """

    id: str
    team: str
    user: str
    payload: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    typed: dict[tuple[str, str], Any] = field(default_factory=dict)
    lost: list[Any] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks, each with an id."""
        return list(self.payload["blocks"])

    @property
    def controls(self) -> list[Control]:
        """What can be pressed, chosen or filled in."""
        return list(controls(self.blocks))

    @property
    def title(self) -> str:
        """The words at its top."""
        return str(self.payload.get("title", {}).get("text", ""))

    @property
    def words(self) -> str:
        """What can be read in it, without what was typed."""
        return words([self.payload.get("title"), self.blocks, self.payload.get("submit")])

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """The state as Slack sends it: block id, action id, value."""
        state: dict[str, dict[str, Any]] = {}
        for control in self.controls:
            if control.kind in CHOICES:
                block, action = control.key
                state.setdefault(block, {})[action] = self.state_of(control)
        return state

    def state_of(self, control: Control) -> dict[str, Any]:
        """What stands in one input now; an empty text is null, as with Slack."""
        where, initial = CHOICES[control.kind]
        value = self.typed.get(control.key, control.element.get(initial))
        return {"type": control.kind, where: value or ([] if where in SEVERAL else None)}

    def put(self, control: Control, value: Any) -> None:
        """What she types or chooses; a choice of several is a list."""
        where, _ = CHOICES[control.kind]
        self.typed[control.key] = [value] if where in SEVERAL else value

    def text_in(self, key: str = "") -> str:
        """The text in the input with this block id, action id or label; else in the only one."""
        return self.state_of(self.input(key, only_text=True)).get("value") or ""

    def input(self, key: str = "", *, only_text: bool = False) -> Control:
        """The input with this block id, action id or label; the test fails if there is none.

        Without a key it is the only one, or the only one that is coached.
        """
        found = [
            one
            for one in self.controls
            if one.kind in (TEXT_INPUTS if only_text else CHOICES) and (not key or _same(key, one))
        ]
        if not key:
            found = [one for one in found if one.told_while_typing] or found
        told = [one.key for one in self.controls]
        assert len(found) == 1, f"{len(found)} inputs for “{key}” in {self.title}: {told}"
        return found[0]

    def replace(self, payload: dict[str, Any], new_hash: str) -> None:
        """Show something else. What was typed stays iff its block, action and element stay."""
        before = {one.key: one.kind for one in self.controls}
        self.payload, self.hash, self.errors = payload, new_hash, {}
        after = {one.key: one.kind for one in self.controls}
        for key in list(self.typed):
            if after.get(key) != before.get(key):
                self.lost.append(self.typed.pop(key))

    def complaints(self) -> dict[str, str]:
        """What the client itself says under the inputs before it sends anything."""
        found: dict[str, str] = {}
        for control in self.controls:
            if control.block["type"] != "input":
                continue
            state = self.state_of(control)
            value = state[CHOICES[control.kind][0]]
            if not value and not control.block.get("optional"):
                found[control.key[0]] = "Please complete this required field."
            elif isinstance(value, str) and "value" in state:
                most = control.element.get("max_length", INPUT_TEXT)
                least = control.element.get("min_length", 0)
                if value and not least <= units(value) <= most:
                    found[control.key[0]] = f"Must be {least} to {most} characters."
        return found

    def as_json(self) -> dict[str, Any]:
        """The view as it stands in payloads and answers."""
        return copy.deepcopy(
            {
                "callback_id": "",
                "private_metadata": "",
                "external_id": "",
                **self.payload,
                "id": self.id,
                "team_id": self.team,
                "hash": self.hash,
                "root_view_id": self.root,
                "previous_view_id": self.previous,
                "state": {"values": self.values},
            }
        )


def _same(key: str, control: Control) -> bool:
    names = {*control.key, control.label}
    return key in names or key.replace("_", "-") in names
