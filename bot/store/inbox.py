"""SQL that finds a case again: delivery keys that were seen, and places where cards live."""

from __future__ import annotations

from collections.abc import Sequence

from bot.records import MessageRef
from bot.store.sql import Work, insert


def receive(organisation: str, key: str, case_id: str) -> Work[bool]:
    """Note a delivery key; False where it was noted before."""
    rows = yield (
        "INSERT INTO inbox (organisation, key, case_id) VALUES (?, ?, ?)"
        " ON CONFLICT DO NOTHING RETURNING key",
        (organisation, key, case_id),
    )
    return bool(rows)


def case_for_key(organisation: str, key: str) -> Work[str | None]:
    """The case that a delivery went to."""
    rows = yield (
        "SELECT case_id FROM inbox WHERE organisation = ? AND key = ?",
        (organisation, key),
    )
    return rows[0][0] if rows else None


def place(organisation: str, case_id: str, refs: Sequence[tuple[MessageRef, int]]) -> Work[None]:
    """Note where cards live. A message that has a draft keeps it."""
    yield insert(
        "INSERT INTO refs (organisation, platform, conversation, message, case_id, draft)"
        " VALUES :rows ON CONFLICT DO NOTHING",
        [
            (organisation, ref.platform, ref.conversation, ref.message, case_id, draft)
            for ref, draft in refs
        ],
    )


def find_ref(organisation: str, ref: MessageRef) -> Work[tuple[str, int] | None]:
    """Case and draft number of the card that stands there."""
    rows = yield (
        "SELECT case_id, draft FROM refs WHERE organisation = ? AND platform = ?"
        " AND conversation = ? AND message = ?",
        (organisation, ref.platform, ref.conversation, ref.message),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def refs_of(organisation: str, case_id: str) -> Work[list[tuple[MessageRef, int]]]:
    """All cards of a case, by draft."""
    rows = yield (
        "SELECT platform, conversation, message, draft FROM refs"
        " WHERE organisation = ? AND case_id = ? ORDER BY draft, platform, conversation, message",
        (organisation, case_id),
    )
    return [(MessageRef(*where), draft) for *where, draft in rows]
