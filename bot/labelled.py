"""Reads labelled files: JSON lines, or text with one item a line; of replies, and of posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.coach import Coach
from bot.contract import read_item, to_check, to_draft
from bot.draft_evaluation import Post
from bot.errors import BadInput
from bot.evaluation import Labelled
from bot.findings import FindingKind
from bot.text import clean, shorten
from bot.triage_reader import post_signs

_POSTS = "This file holds posts; what is measured here are replies (“reply” and “labels”)."
_REPLIES = "This file holds replies; what is drafted for are posts (“post”)."
_MOST = 60  # characters of an id or a language that are shown


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)
Reader = Callable[[bytes, str], tuple[str, T]]  # a line and its place; the whole id and the item
_Finder = Callable[[str], Sequence[tuple[int, int]]]  # where a post gives orders


def read_labelled(path: Path, coach: Coach) -> tuple[Labelled, ...]:
    """The replies of one file; `BadInput` names file and line of what cannot be used.

    In a `.jsonl` an item has `reply` and `labels`; also `id`, `customer_post`, `spans` (objects
    with `text` and `label`), `hard_negative`, `contested`, `lang`, `note`, and what `check` takes:
    `platform`, `brand`, `facts`. Each line of a `.txt` is a clean reply.
    """
    return _read(path, {".jsonl": partial(_item, coach), ".txt": _clean_line}, "reply")


def read_posts(path: Path, coach: Coach) -> tuple[Post, ...]:
    """The posts of one file; `BadInput` names file and line of what cannot be used.

    In a `.jsonl` an item has `post`; also `id`, `lang`, `triage` (what kind it is), `details` and
    `orders` (lists of pieces of the post), `injection`, and what `draft` takes: `platform`,
    `brand`, `facts`. Each line of a `.txt` is a post. Where nobody says which pieces give orders,
    it is those that the coach takes for some.
    """
    find = post_signs(coach.playbook.triage, coach.playbook.post_weights).orders
    readers = {".jsonl": partial(_post, coach, find), ".txt": partial(_post_line, find)}
    return _read(path, readers, "post")


def read_rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a `.jsonl` with the place of each, for what else is wrong with them."""
    for number, line in _lines(path):
        place = f"{path.name}, line {number}"
        try:
            yield place, read_item(line)
        except BadInput as exc:
            raise BadInput(f"{place}: {exc}") from exc


def _read(path: Path, readers: Mapping[str, Reader[T]], what: str) -> tuple[T, ...]:
    if path.suffix not in readers:
        raise BadInput(f"{path.name}: such a file is not known; it should end in .jsonl or .txt.")
    lines: dict[str, int] = {}
    items = []
    for number, name, item in _items(path, readers[path.suffix]):
        first = lines.setdefault(name, number)
        if first != number:
            raise BadInput(
                f"{path.name}, line {number}: The id “{item.id}” is that of line {first} too."
            )
        items.append(item)
    if not items:
        raise BadInput(f"{path.name}: there is no {what} in it.")
    return tuple(items)


def _items(path: Path, read: Reader[T]) -> Iterator[tuple[int, str, T]]:
    for number, line in _lines(path):
        try:
            name, item = read(line, f"{path.stem}:{number}")
        except BadInput as exc:
            raise BadInput(f"{path.name}, line {number}: {exc}") from exc
        yield number, name, item


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, with their numbers."""
    try:
        whole = path.read_bytes()
    except OSError as exc:
        raise BadInput(f"{path}: it cannot be read ({exc.strerror or exc}).") from exc
    for number, line in enumerate(whole.split(b"\n"), start=1):
        if line.strip():
            yield number, line


def _clean_line(line: bytes, place: str) -> tuple[str, Labelled]:
    return place, Labelled(place, clean(line, what="reply"))


def _post_line(find: _Finder, line: bytes, place: str) -> tuple[str, Post]:
    return place, _with_orders(find, Post(place, clean(line)))


def _post(coach: Coach, find: _Finder, line: bytes, place: str) -> tuple[str, Post]:
    item = read_item(line)
    if "post" not in item and "reply" in item:
        raise BadInput(_REPLIES)
    situation = to_draft(coach, item)
    name = _name(item, place)
    post = Post(
        id=_line(name) or place,
        text=situation.post,
        lang=_line(_text(item, "lang")),
        category=_line(_text(item, "triage")),
        platform=_text(item, "platform"),
        brand=_text(item, "brand"),
        facts=situation.facts,
        details=tuple(_piece(piece, "detail") for piece in _list(item, "details")),
        orders=tuple(_piece(piece, "order") for piece in _list(item, "orders")),
        injection=_flag(item, "injection"),
    )
    for order in post.orders:
        if order not in post.text:
            raise BadInput(f"The post has no such words: “{shorten(order, _MOST)}”.")
    denied = item.get("injection") is False and not post.orders
    return name, post if denied else _with_orders(find, post)


def _with_orders(find: _Finder, post: Post) -> Post:
    """The post with the pieces that give orders, which the coach looks for if nobody names them."""
    found = tuple(post.text[start:end] for start, end in find(post.text))
    orders = post.orders or found
    return replace(post, orders=orders, injection=post.injection or bool(orders))


def _piece(given: object, what: str) -> str:
    if not isinstance(given, str):
        raise BadInput(f"Each {what} should be a text.")
    return clean(given, what=what)


def _name(item: Mapping[str, Any], place: str) -> str:
    """The whole id of an item; its place where it has none."""
    given = item.get("id")
    return (place if given is None else str(given)).strip() or place


def _item(coach: Coach, line: bytes, place: str) -> tuple[str, Labelled]:
    item = read_item(line)
    if "reply" not in item and {"post", "triage"} & item.keys():
        raise BadInput(_POSTS)
    reply, situation = to_check(coach, item)
    name = _name(item, place)
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
