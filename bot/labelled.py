"""Reads files of labelled replies: JSON lines, or text with one clean reply a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.coach import Coach
from bot.contract import read_item, to_check
from bot.errors import BadInput
from bot.evaluation import Labelled
from bot.findings import FindingKind
from bot.text import clean, shorten

_POSTS = "This file holds posts; what is measured here are replies (“reply” and “labels”)."
_MOST = 60  # characters of an id or a language that are shown


def read_labelled(path: Path, coach: Coach) -> tuple[Labelled, ...]:
    """The replies of one file; `BadInput` names file and line of what cannot be used.

    In a `.jsonl` an item has `reply` and `labels`; also `id`, `customer_post`, `spans` (objects
    with `text` and `label`), `hard_negative`, `contested`, `lang`, `note`, and what `check` takes:
    `platform`, `brand`, `facts`. Each line of a `.txt` is a clean reply.
    """
    readers = {".jsonl": _item, ".txt": _clean_line}
    if path.suffix not in readers:
        raise BadInput(f"{path.name}: such a file is not known; it should end in .jsonl or .txt.")
    lines: dict[str, int] = {}
    items = []
    for number, name, item in _items(path, coach, readers[path.suffix]):
        first = lines.setdefault(name, number)
        if first != number:
            raise BadInput(
                f"{path.name}, line {number}: The id “{item.id}” is that of line {first} too."
            )
        items.append(item)
    if not items:
        raise BadInput(f"{path.name}: there is no reply in it.")
    return tuple(items)


_Reader = Callable[[bytes, str, Coach], tuple[str, Labelled]]  # with the whole id


def _items(path: Path, coach: Coach, read: _Reader) -> Iterator[tuple[int, str, Labelled]]:
    for number, line in enumerate(_bytes(path).split(b"\n"), start=1):
        if line.strip():
            try:
                name, item = read(line, f"{path.stem}:{number}", coach)
            except BadInput as exc:
                raise BadInput(f"{path.name}, line {number}: {exc}") from exc
            yield number, name, item


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise BadInput(f"{path}: it cannot be read ({exc.strerror or exc}).") from exc


def _clean_line(line: bytes, place: str, _: Coach) -> tuple[str, Labelled]:
    return place, Labelled(place, clean(line, what="reply"))


def _item(line: bytes, place: str, coach: Coach) -> tuple[str, Labelled]:
    item = read_item(line)
    if "reply" not in item and {"post", "triage"} & item.keys():
        raise BadInput(_POSTS)
    reply, situation = to_check(coach, item)
    given = item.get("id")
    name = (place if given is None else str(given)).strip() or place
    labelled = Labelled(
        id=_line(name) or place,
        reply=reply,
        customer_post=situation.post,
        labels=frozenset(_kind(label) for label in _list(item, "labels", needed=True)),
        spans=tuple(_span(span) for span in _list(item, "spans")),
        tricky=_flag(item, "hard_negative"),
        contested=_flag(item, "contested"),
        lang=_line(_text(item, "lang")),
        note=_text(item, "note"),
        platform=_text(item, "platform"),
        brand=_text(item, "brand"),
        facts=situation.facts,
    )
    _agree(labelled)
    return name, labelled


def _agree(item: Labelled) -> None:
    """Spans and labels have to fit each other and the reply, or the figures mean nothing."""
    if item.tricky and item.labels:
        raise BadInput("“hard_negative” is for clean replies; this one has labels.")
    for kind, words in item.spans:
        if kind not in item.labels:
            raise BadInput(f"A span has the label “{kind}”, and “labels” has not.")
        if words not in item.reply:
            raise BadInput(f"The reply has no such words: “{shorten(words, _MOST)}”.")


def _span(given: object) -> tuple[FindingKind, str]:
    if not isinstance(given, dict):
        raise BadInput("A span is an object with “text” and “label”.")
    words = _text(given, "text")
    return _kind(given.get("label")), clean(words, what="span")


def _kind(given: object) -> FindingKind:
    try:
        return FindingKind(str(given))
    except ValueError as exc:
        raise BadInput(f"There is no label “{_line(str(given))}”.") from exc


def _list(item: Mapping[str, Any], key: str, *, needed: bool = False) -> list[Any]:
    value = item.get(key)
    if value is None and not needed:
        return []
    if not isinstance(value, list):
        raise BadInput(f"“{key}” is missing." if value is None else f"“{key}” should be a list.")
    return value


def _flag(item: Mapping[str, Any], key: str) -> bool:
    value = item.get(key)
    if not isinstance(value, bool | None):
        raise BadInput(f"“{key}” should be true or false.")
    return bool(value)


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str | None):
        raise BadInput(f"“{key}” should be a text.")
    return value or ""


def _line(text: str) -> str:
    """A short text of a file on one line, fit to be shown."""
    return shorten(clean(text, what="name"), _MOST) if text.strip() else ""
