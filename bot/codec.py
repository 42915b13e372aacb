"""Events to and from plain JSON data, with upcasters for what earlier releases wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot import events, follow_events
from bot.errors import NewerEvents, StoreError
from bot.events import Event
from bot.people import Person

Data = dict[str, Any]
Upcaster = Callable[[Data], Data]

EVENT_TYPES: Mapping[str, type[Event]] = {
    name: cls
    for name, cls in {**vars(events), **vars(follow_events)}.items()
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
}

# (type, version it reads): gives the data of the next version. Pure; never edited once released.
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(cls: type[Any]) -> TypeAdapter[Any]:
    """Built on first use: all of them at import would cost start-up time."""
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


def encode(event: Event) -> tuple[str, int, Data]:
    """Type name, version and JSON-able data of an event."""
    cls = type(event)
    return cls.__name__, cls.VERSION, _adapter(cls).dump_python(event, mode="json")


def decode(type_name: str, version: int, data: Data) -> Event:
    """The event that was stored; `NewerEvents` for what only a later release can read."""
    cls = EVENT_TYPES.get(type_name)
    if cls is None or version > cls.VERSION:
        raise NewerEvents(
            "A newer release has worked on this case, so this one leaves it alone. "
            f"Please upgrade ({type_name}, version {version})."
        )
    try:
        while version < cls.VERSION:
            data = UPCASTERS[type_name, version](data)
            version += 1
        event: Event = _adapter(cls).validate_python(data)
    except (LookupError, TypeError, ValueError) as exc:  # also what pydantic raises
        raise StoreError(f"A stored event cannot be read ({type_name} {version}).") from exc
    return event


def encode_person(person: Person) -> Data:
    """JSON-able data of a person."""
    data: Data = _adapter(Person).dump_python(person, mode="json")
    return data


def decode_person(data: Data) -> Person:
    """The person that was stored."""
    try:
        person: Person = _adapter(Person).validate_python(data)
    except ValidationError as exc:
        raise StoreError("A stored event cannot be read (whoever acted).") from exc
    return person
