"""Adaptive Cards as Teams takes and shows them: their words, what can be pressed, their rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Element = Mapping[str, Any]

MOST_BYTES = 28 * 1024
MOST_PRIMARY = 6
# What an element of Adaptive Cards 1.5 cannot do without.
REQUIRED: dict[str, tuple[str, ...]] = {
    "TextBlock": ("text",),
    "RichTextBlock": ("inlines",),
    "TextRun": ("text",),
    "Container": ("items",),
    "ColumnSet": ("columns",),
    "Column": ("items",),
    "ActionSet": ("actions",),
    "FactSet": ("facts",),
    "Input.Text": ("id",),
    "Input.ChoiceSet": ("id", "choices"),
    "Input.Toggle": ("id", "title"),
    "Input.Date": ("id",),
    "Input.Time": ("id",),
    "Action.Execute": ("title", "verb", "data"),
    "Action.Submit": ("title", "data"),
    "Action.OpenUrl": ("title", "url"),
    "Action.ShowCard": ("title", "card"),
}
STYLES = {
    "Container": {"default", "emphasis", "accent", "good", "warning", "attention"},
    "Action": {"default", "positive", "destructive"},
    "TextBlock": {"default", "heading"},
    "Input.ChoiceSet": {"compact", "expanded", "filtered"},
}
_HELD = ("body", "items", "columns", "actions", "inlines", "facts")


@dataclass(frozen=True, slots=True)
class Pressable:
    """Something to press: its words, what it sends, and the inputs that go along by their ids."""

    label: str
    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, Element] = field(default_factory=dict)
    element: Element = field(default_factory=dict)

    @property
    def secondary(self) -> bool:
        """Whether it stands behind “…”."""
        return self.element.get("mode") == "secondary"

    def sent(self, **typed: Any) -> dict[str, Any]:
        """What the client sends: the data, and what stands in the inputs or was `typed`."""
        strange = typed.keys() - self.inputs.keys()
        assert not strange, f"“{self.label}” sends no {strange}, but {list(self.inputs)}"
        filled = {key: one.get("value", "") for key, one in self.inputs.items()} | typed
        return {**self.data, **filled}


def elements(card: Element) -> Iterator[Element]:
    """Every element and action of a card in reading order, itself and unfolded cards among them."""
    yield card
    for key in _HELD:
        for one in card.get(key, ()):
            yield from elements(one)
    if card.get("type") == "Action.ShowCard":
        yield from elements(card["card"])


def words(card: Element | None) -> str:
    """All that can be read on a card, a line for each paragraph; not what stands in inputs."""
    return "\n".join(line for one in elements(card or {}) for line in _said(one))


def _said(one: Element) -> list[str]:
    kind = str(one.get("type", ""))
    if kind == "RichTextBlock":
        return ["".join(run["text"] for run in one["inlines"])]
    if kind == "TextBlock":
        return [one["text"]]
    if kind.startswith("Input."):
        options = [choice["title"] for choice in one.get("choices", ())]
        return [one[key] for key in ("label", "title", "placeholder") if key in one] + options
    if kind.startswith("Action."):
        return [one["title"]]
    return [f"{one['title']} {one['value']}"] if not kind and "value" in one else []


def actions(card: Element | None) -> list[Pressable]:
    """All that can be pressed, in reading order."""
    return list(_actions(card or {}, {}))


def _actions(card: Element, above: dict[str, Element]) -> Iterator[Pressable]:
    own = {key: value for key, value in card.items() if key != "actions"}
    inputs = above | {str(one["id"]): one for one in elements(own) if _is_input(one)}
    sets = [one["actions"] for one in elements(own) if one.get("type") == "ActionSet"]
    for one in [*(one for row in sets for one in row), *card.get("actions", ())]:
        taken = {} if one.get("associatedInputs") == "none" else inputs
        kind = str(one["type"]).removeprefix("Action.")
        yield Pressable(one["title"], kind, dict(one.get("data", {})), dict(taken), one)
        if kind == "ShowCard":
            yield from _actions(one["card"], inputs)


def labels(card: Element | None) -> list[str]:
    """The words on all buttons."""
    return [one.label for one in actions(card)]


def press(card: Element | None, label: str) -> Pressable:
    """The button with these words, or that starts with them (an emoji may follow)."""
    found = actions(card)
    for same in (lambda one: one.label == label, lambda one: one.label.startswith(f"{label} ")):
        if exact := [one for one in found if same(one)]:
            return exact[0]
    raise AssertionError(f"No “{label}” among {[one.label for one in found]}")


# -- what Teams takes ---------------------------------------------------------------------------


def check_card(card: Element | None) -> None:
    """Fails where Teams would refuse a card, or show it otherwise than it is meant."""
    assert card is not None
    assert faults(card) == []


def faults(card: Element) -> list[str]:
    """What is wrong with a card, in words."""
    size = len(json.dumps(card, ensure_ascii=False).encode("utf-8"))
    found = [f"{size} bytes"] if size > MOST_BYTES else []
    if (card.get("type"), card.get("version")) != ("AdaptiveCard", "1.5"):
        found.append("no Adaptive Card 1.5")
    ids = [str(one["id"]) for one in elements(card) if _is_input(one)]
    found += [f"{one} is there twice" for one in set(ids) if ids.count(one) > 1]
    if not card.get("body"):
        found.append("nothing on it")
    refresh = card.get("refresh", {}).get("action")
    if refresh is not None and (refresh["type"], refresh["verb"]) != ("Action.Execute", "coach"):
        found.append("refreshes by something else than an Execute")
    return [*found, *_nested(card), *(fault for one in elements(card) for fault in _wrong(one))]


def _is_input(one: Element) -> bool:
    return str(one.get("type", "")).startswith("Input.")


def _nested(card: Element) -> Iterator[str]:
    unfolded = [one["card"] for one in elements(card) if one.get("type") == "Action.ShowCard"]
    for inner in unfolded:
        if any(one.get("type") == "Action.ShowCard" for one in elements(inner)):
            yield "a ShowCard in a ShowCard"


def _wrong(one: Element) -> Iterator[str]:
    kind = str(one.get("type", ""))
    if kind == "AdaptiveCard" or (not kind and "value" in one):
        yield from _wrong_row(one.get("actions", ()))
        return
    if kind not in REQUIRED:
        yield f"unknown element {kind or one}"
        return
    yield from (f"{kind} without {key}" for key in REQUIRED[kind] if key not in one)
    known = STYLES.get(kind) or STYLES["Action"] if kind.startswith("Action.") else STYLES.get(kind)
    if "style" in one and one["style"] not in (known or ()):
        yield f"{kind} in style {one['style']}"
    yield from _wrong_kind(kind, one)


def _wrong_kind(kind: str, one: Element) -> Iterator[str]:
    match kind:
        case "Action.Execute":
            yield from _wrong_execute(one)
        case "Action.OpenUrl" if not one["url"].startswith(("https://", "http://")):
            yield "opens no web page"
        case "ActionSet":
            yield from _wrong_row(one["actions"])
        case "Input.ChoiceSet":
            yield from _wrong_choices(one)
        case "Input.Text" if len(one.get("value", "")) > one.get("maxLength", 0):
            yield "an input with more in it than it takes"
        case "TextRun" if not one["text"] or "\n" in one["text"]:
            yield f"a run that is not shown as it is: {one['text']!r}"
        case "RichTextBlock" if not one["inlines"]:
            yield "a paragraph without words"
    if kind.startswith("Action.") and not one["title"].strip():
        yield "a button without words"


def _wrong_execute(one: Element) -> Iterator[str]:
    old = one.get("fallback", {})
    if one["verb"] != "coach" or old.get("type") != "Action.Submit":
        yield f"“{one['title']}” has another verb, or nothing for old clients"
    if old.get("data") != one["data"] or not {"act", "step"} <= one["data"].keys():
        yield f"“{one['title']}” does not say what it is for"


def _wrong_row(row: Any) -> Iterator[str]:
    primary = [one for one in row if one.get("mode") != "secondary"]
    if len(primary) > MOST_PRIMARY:
        yield f"{len(primary)} buttons in a row"


def _wrong_choices(one: Element) -> Iterator[str]:
    values = [choice["value"] for choice in one["choices"]]
    chosen = [one.get("value", "")]
    if one.get("isMultiSelect"):
        chosen = chosen[0].split(",")
    chosen = [value for value in chosen if value]
    if not values or len(set(values)) != len(values) or not set(chosen) <= set(values):
        yield f"{one['id']} offers nothing, something twice, or has chosen what it does not offer"
    if one.get("isMultiSelect") and any("," in value for value in values):
        yield f"{one['id']} has a comma in what is sent"
