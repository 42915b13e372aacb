"""The texts and people that an event speaks of. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from bot import events as e
from bot import follow_events as f
from bot.contents import ContentRef
from bot.people import Person


def texts_of(event: e.Event) -> Iterator[ContentRef]:
    """The texts that an event speaks of."""
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, ContentRef):
            yield value


def people_of(recorded: e.Recorded) -> Iterator[Person]:
    """Who did it, and who is named in it."""
    if recorded.actor:
        yield recorded.actor
    if isinstance(recorded.event, e.DraftProposed):
        yield recorded.event.author
    if isinstance(recorded.event, f.PromiseMade) and recorded.event.owner:
        yield recorded.event.owner


def named(recorded: e.Recorded, names: Mapping[str, str]) -> e.Recorded:
    """The event with the names of people that were not known when it happened."""

    def known(person: Person) -> Person:
        return replace(person, name=names.get(person.id, person.name))

    event = recorded.event
    if isinstance(event, e.DraftProposed):
        event = replace(event, author=known(event.author))
    if isinstance(event, f.PromiseMade) and event.owner:
        event = replace(event, owner=known(event.owner))
    return replace(recorded, actor=recorded.actor and known(recorded.actor), event=event)
