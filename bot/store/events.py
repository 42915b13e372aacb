"""SQL of the two tables that are the truth: events, and the texts kept apart from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.codec import decode, decode_person, encode, encode_person
from bot.contents import Content, ContentRef
from bot.errors import CaseChanged, NewerEvents, StoreError
from bot.events import Recorded
from bot.store.sql import Dialect, Rows, Work, fill, insert, marks, micros, moment, pack, unpack


def expect(organisation: str, case_id: str, expected: int) -> Work[None]:
    """Raise `CaseChanged` unless the case has exactly `expected` events."""
    rows = yield (
        "SELECT COALESCE(MAX(seq), 0) FROM events WHERE organisation = ? AND case_id = ?",
        (organisation, case_id),
    )
    if rows[0][0] != expected:
        raise _changed()


def append(events: Sequence[Recorded]) -> Work[None]:
    """Write events; `CaseChanged` where another process has just taken one of their places."""
    rows = yield insert(
        "INSERT INTO events (organisation, case_id, seq, at, actor, type, version, data)"
        " VALUES :rows ON CONFLICT DO NOTHING RETURNING seq",
        map(_columns, events),
    )
    if len(rows) != len(events):
        raise _changed()


def history(organisation: str, case_id: str) -> Work[Rows]:
    """The rows of a case's events in order; `recorded` reads them."""
    return (
        yield (
            "SELECT seq, at, actor, type, version, data FROM events"
            " WHERE organisation = ? AND case_id = ? ORDER BY seq",
            (organisation, case_id),
        )
    )


def histories(organisation: str, case_ids: Sequence[str]) -> Work[Rows]:
    """The rows of several cases' events as in `history`, each behind the id of its case."""
    return (
        yield (
            fill(
                "SELECT case_id, seq, at, actor, type, version, data FROM events"
                " WHERE organisation = ? AND case_id IN (:ids) ORDER BY case_id, seq",
                ids=marks(len(case_ids)),
            ),
            (organisation, *case_ids),
        )
    )


def cases_with(organisation: str, event_type: str) -> Work[list[str]]:
    """The cases in which such an event happened, by id."""
    rows = yield (
        "SELECT DISTINCT case_id FROM events WHERE organisation = ? AND type = ? ORDER BY case_id",
        (organisation, event_type),
    )
    return [case_id for (case_id,) in rows]


def recorded(organisation: str, case_id: str, rows: Rows) -> list[Recorded]:
    """Events from rows of `history`.

    `NewerEvents` where one is of a later release, another `StoreError` where one is damaged.
    """
    return [_recorded(organisation, case_id, row) for row in rows]


def keep(organisation: str, case_id: str, contents: Sequence[Content]) -> Work[None]:
    """Write the texts that events of this case refer to."""
    yield insert(
        "INSERT INTO contents (organisation, id, case_id, digest, salt, text, extra) VALUES :rows",
        [
            (organisation, c.ref.id, case_id, c.ref.digest, c.salt, c.text, pack(c.extra))
            for c in contents
        ],
    )


def texts(organisation: str, ids: Sequence[str]) -> Work[dict[str, Content]]:
    """Contents by id; unknown and erased ones are absent."""
    rows = yield (
        fill(
            "SELECT id, digest, salt, text, extra FROM contents"
            " WHERE organisation = ? AND text IS NOT NULL AND id IN (:ids)",
            ids=marks(len(ids)),
        ),
        (organisation, *ids),
    )
    return {
        id_: Content(ContentRef(id_, digest), salt, text, unpack(extra))
        for id_, digest, salt, text, extra in rows
    }


def all_there(dialect: Dialect, organisation: str, ids: Sequence[str]) -> Work[bool]:
    """Whether none of these texts was erased; none is until the transaction ends."""
    if not ids:
        return True
    rows = yield (
        fill(
            "SELECT id FROM contents WHERE organisation = ? AND text IS NOT NULL"
            " AND id IN (:ids) :shared",
            ids=marks(len(ids)),
            shared=dialect.shared,
        ),
        (organisation, *ids),
    )
    return len(rows) == len(set(ids))


def erase(organisation: str, case_id: str) -> Work[int]:
    """Delete text, extra and salt of a case's contents; how many there were."""
    rows = yield (
        "UPDATE contents SET salt = NULL, text = NULL, extra = NULL"
        " WHERE organisation = ? AND case_id = ? AND text IS NOT NULL RETURNING id",
        (organisation, case_id),
    )
    return len(rows)


def _recorded(organisation: str, case_id: str, row: Sequence[Any]) -> Recorded:
    seq, at, actor, type_name, version, data = row
    try:
        who = decode_person(unpack(actor)) if actor is not None else None
        event = decode(type_name, version, unpack(data))
        return Recorded(organisation, case_id, seq, moment(at), who, event)
    except NewerEvents:
        raise
    except (StoreError, TypeError, OverflowError) as exc:
        raise StoreError(
            f"Event {seq} of case {case_id} is damaged, so the case cannot be shown. "
            "Please restore a backup of the database."
        ) from exc


def _columns(event: Recorded) -> Sequence[object]:
    type_name, version, data = encode(event.event)
    actor = pack(encode_person(event.actor)) if event.actor else None
    place = (event.organisation, event.case_id, event.seq)
    return (*place, micros(event.at), actor, type_name, version, pack(data))


def _changed() -> CaseChanged:
    return CaseChanged("Somebody else has just changed this case. Please look at it again.")
