"""Reads a YAML file into typed values; what is wrong is named by file, line and key."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.errors import SetupError

T = TypeVar("T")

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):
    """A safe loader that says in which line a value is that cannot be what it looks like."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """The value of `node`; a date such as 2026-13-45 is a YAML error like any other."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, LookupError, AttributeError, TypeError) as exc:
            problem = f"“{node.value}” cannot be read as {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from exc


def written_yaml(value: Any) -> str:
    """`value` (dicts, lists, texts, numbers) as YAML, keys in the order given."""
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=100)
    return text


def read_yaml(path: Path, shape: type[T]) -> T:
    """The content of `path` as `shape` (a dataclass, or a container of them).

    Unknown, missing and repeated keys and wrong types raise `SetupError` with file, line (from 1)
    and key; so do unreadable and malformed files.
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
    """Tell pydantic to be strict about every dataclass within `shape`; the domain knows it not.

    A field whose key is no name in Python ("not") has that key as `yaml` in its metadata.
    """
    if is_dataclass(shape):
        if "__pydantic_config__" in vars(shape):
            return
        names = {f.name: f.metadata["yaml"] for f in fields(shape) if "yaml" in f.metadata}
        config = ConfigDict(extra="forbid", alias_generator=lambda name: names.get(name, name))
        setattr(shape, "__pydantic_config__", config)  # noqa: B010 - not declared
        for inner in get_type_hints(shape).values():
            _forbid_unknown_keys(inner)
    for inner in get_args(shape):
        _forbid_unknown_keys(inner)


def read_text(path: Path) -> str:
    """The words of a file of the customer-care lead; `SetupError` where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise SetupError("this file is missing", file=path.name) from exc
    except IsADirectoryError as exc:
        raise SetupError("this should be a file, but it is a folder", file=path.name) from exc
    except UnicodeDecodeError as exc:
        raise SetupError("this file cannot be read: it is no UTF-8 text", file=path.name) from exc
    except OSError as exc:
        raise SetupError(f"this file cannot be read ({exc.strerror})", file=path.name) from exc


def _compose(path: Path) -> tuple[yaml.Node, Any]:
    text = read_text(path)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise SetupError("this file is empty", file=path.name)
            _refuse_repeated_keys(node, path.name, set())
            return node, loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else None
        raise SetupError(f"this is not YAML: {exc.problem}", file=path.name, line=line) from exc
    except yaml.reader.ReaderError as exc:
        odd = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, odd.start()) + 1 if odd else None
        problem = "there is a control character in it, which no YAML may hold"
        raise SetupError(problem, file=path.name, line=line) from exc
    except RecursionError as exc:
        raise SetupError("this file is nested too deeply", file=path.name) from exc


def _refuse_repeated_keys(node: yaml.Node, file: str, seen: set[int]) -> None:
    """YAML lets the last of two equal keys win, so half of what was written would be ignored."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    seen.add(id(node))  # an alias may lead back to its own beginning
    children = node.value
    if isinstance(node, yaml.MappingNode):
        lines: dict[tuple[str, str], int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            name = (key.tag, str(key.value))
            if name in lines:
                problem = f"this key stands here twice, first in line {lines[name]}"
                raise SetupError(problem, file=file, line=line, key=name[1])
            lines[name] = line
        children = [value for _, value in node.value]
    for child in children:
        _refuse_repeated_keys(child, file, seen)


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
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"][0].lower() + error["msg"][1:])
