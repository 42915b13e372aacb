"""Reads a YAML file into typed values; what is wrong is named by file, line and key."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.errors import SetupError

T = TypeVar("T")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, shape: type[T]) -> T:
    """The content of `path` as `shape` (a dataclass, or a container of them).

    Unknown keys, wrong types and missing keys raise `SetupError` with file, line (from 1) and key;
    so do unreadable and malformed files.
    """
    _forbid_unknown_keys(shape)
    node, value = _compose(path)
    try:
        return TypeAdapter(shape).validate_python(value)
    except ValidationError as exc:
        first = exc.errors()[0]
        line, key = _place(node, first["loc"])
        raise SetupError(_plain(first), file=path.name, line=line, key=key) from exc


def _forbid_unknown_keys(shape: Any) -> None:
    """Tell pydantic to be strict about every dataclass within `shape`; the domain knows it not."""
    if is_dataclass(shape):
        if "__pydantic_config__" in vars(shape):
            return
        setattr(shape, "__pydantic_config__", ConfigDict(extra="forbid"))  # noqa: B010 - not declared
        for inner in get_type_hints(shape).values():
            _forbid_unknown_keys(inner)
    for inner in get_args(shape):
        _forbid_unknown_keys(inner)


def _compose(path: Path) -> tuple[yaml.Node, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise SetupError("this file is missing", file=path.name) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise SetupError(f"this file cannot be read ({exc})", file=path.name) from exc
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        value = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else None
        raise SetupError(f"this is not YAML: {exc.problem}", file=path.name, line=line) from exc
    finally:
        loader.dispose()
    if node is None:
        raise SetupError("this file is empty", file=path.name)
    return node, value


def _place(node: yaml.Node, location: tuple[int | str, ...]) -> tuple[int, str]:
    """Follow a pydantic error location as far as the document goes: its line and dotted key."""
    line, keys = node.start_mark.line + 1, []
    for step in location:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == str(step):
                    line, child = key_node.start_mark.line + 1, value_node
        elif isinstance(node, yaml.SequenceNode) and step in range(len(node.value)):
            child = node.value[int(step)]
            line = child.start_mark.line + 1
        keys.append(str(step))
        if child is None:
            break
        node = child
    return line, ".".join(keys)


def _plain(error: Any) -> str:
    """A pydantic error in words for whoever edits the file."""
    match error["type"]:
        case "missing":
            return "this key is missing"
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "this key is not known here"
        case _:
            return str(error["msg"][0].lower() + error["msg"][1:])
