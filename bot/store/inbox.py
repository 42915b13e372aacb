"""SQL that finds a case again: delivery keys that were seen, and places where cards live."""

from __future__ import annotations

from collections.abc import Sequence

from bot.records import MessageRef, StandingCard
from bot.store.sql import Work, fill, insert, marks

_AT_ONCE = 500  # cases in one question


def receive(organisation: str, keys: Sequence[str], case_id: str) -> Work[bool]:
    """Note the keys of a delivery; False where one of them was noted before."""
    rows = yield insert(
        "INSERT INTO inbox (organisation, key, case_id) VALUES :rows"
        " ON CONFLICT DO NOTHING RETURNING key",
        [(organisation, key, case_id) for key in dict.fromkeys(keys)],
    )
    if len(rows) == len(set(keys)):
        return True
    if rows:  # half of it was new: that half goes, or it would lead to a case that nobody opened
        new = [key for (key,) in rows]
        yield (
            fill("DELETE FROM inbox WHERE organisation = ? AND key IN (:k)", k=marks(len(new))),
            (organisation, *new),
        )
    return False


def case_for_key(organisation: str, keys: Sequence[str]) -> Work[str | None]:
    """The case that a delivery with one of these keys went to."""
    rows = yield (
        fill(
            "SELECT case_id FROM inbox WHERE organisation = ? AND key IN (:keys) ORDER BY key",
            keys=marks(len(keys)),
        ),
        (organisation, *keys),
    )
    return rows[0][0] if rows else None


def place(organisation: str, case_id: str, cards: Sequence[StandingCard]) -> Work[None]:
    """Note where cards stand and what they show. A message keeps its draft for ever."""
    yield insert(
        "INSERT INTO refs (organisation, platform, conversation, message, case_id, draft, shown)"
        " VALUES :rows ON CONFLICT (organisation, platform, conversation, message)"
        " DO UPDATE SET shown = excluded.shown",
        [
            (
                organisation,
                card.ref.platform,
                card.ref.conversation,
                card.ref.message,
                case_id,
                card.draft,
                card.shown,
            )
            for card in cards
        ],
    )


def remove(organisation: str, ref: MessageRef) -> Work[None]:
    """Forget a card that does not stand any more."""
    yield (
        "DELETE FROM refs WHERE organisation = ? AND platform = ? AND conversation = ?"
        " AND message = ?",
        (organisation, ref.platform, ref.conversation, ref.message),
    )


def find_ref(organisation: str, ref: MessageRef) -> Work[tuple[str, int] | None]:
    """Case and draft number of the card that stands there."""
    rows = yield (
        "SELECT case_id, draft FROM refs WHERE organisation = ? AND platform = ?"
        " AND conversation = ? AND message = ?",
        (organisation, ref.platform, ref.conversation, ref.message),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def cards_of(organisation: str, case_id: str) -> Work[list[StandingCard]]:
    """All cards of a case, by draft."""
    rows = yield (
        "SELECT platform, conversation, message, draft, shown FROM refs"
        " WHERE organisation = ? AND case_id = ? ORDER BY draft, platform, conversation, message",
        (organisation, case_id),
    )
    return [StandingCard(MessageRef(*where), draft, shown) for *where, draft, shown in rows]


def cards_of_all(organisation: str, case_ids: Sequence[str]) -> Work[dict[str, list[StandingCard]]]:
    """The cards of several cases, by case."""
    found: dict[str, list[StandingCard]] = {}
    for start in range(0, len(case_ids), _AT_ONCE):
        some = case_ids[start : start + _AT_ONCE]
        rows = yield (
            fill(
                "SELECT case_id, platform, conversation, message, draft, shown FROM refs"
                " WHERE organisation = ? AND case_id IN (:cases)"
                " ORDER BY draft, platform, conversation, message",
                cases=marks(len(some)),
            ),
            (organisation, *some),
        )
        for case_id, *where, draft, shown in rows:
            card = StandingCard(MessageRef(*where), draft, shown)
            found.setdefault(case_id, []).append(card)
    return found
