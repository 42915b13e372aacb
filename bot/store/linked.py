"""SQL of who is one person on several platforms, and of the codes by which they say so."""

from __future__ import annotations

from datetime import datetime

from bot.store.sql import Work, micros


def offer(organisation: str, code: str, identity: str, until: datetime) -> Work[None]:
    """Keep a code for whoever asked for it; an earlier one of theirs is void."""
    yield (
        "DELETE FROM link_codes WHERE organisation = ? AND identity = ?",
        (organisation, identity),
    )
    yield (
        "INSERT INTO link_codes (organisation, code, identity, until) VALUES (?, ?, ?, ?)",
        (organisation, code, identity, micros(until)),
    )


def redeem(organisation: str, code: str, identity: str, now: datetime) -> Work[str | None]:
    """Link `identity` to whoever asked for the code; who that was, or None where it is void."""
    first = yield from offered(organisation, code, now)
    if first is None or first == identity:
        return None
    yield "DELETE FROM link_codes WHERE organisation = ? AND code = ?", (organisation, code)
    known = yield from _person(organisation, first)
    other = yield from _person(organisation, identity)
    for one in (first, identity):
        yield (
            "INSERT INTO linked (organisation, identity, person) VALUES (?, ?, ?)"
            " ON CONFLICT (organisation, identity) DO UPDATE SET person = excluded.person",
            (organisation, one, known),
        )
    yield (
        "UPDATE linked SET person = ? WHERE organisation = ? AND person = ?",
        (known, organisation, other),
    )
    return first


def offered(organisation: str, code: str, now: datetime) -> Work[str | None]:
    """Who asked for a code that is still good."""
    rows = yield (
        "SELECT identity FROM link_codes WHERE organisation = ? AND code = ? AND until > ?",
        (organisation, code, micros(now)),
    )
    return str(rows[0][0]) if rows else None


def unlink(organisation: str, identity: str) -> Work[None]:
    """The identity is one person by itself; who is left alone as well."""
    person = yield from _person(organisation, identity)
    yield "DELETE FROM linked WHERE organisation = ? AND identity = ?", (organisation, identity)
    rows = yield (
        "SELECT identity FROM linked WHERE organisation = ? AND person = ? ORDER BY identity",
        (organisation, person),
    )
    left = [row[0] for row in rows]
    if len(left) == 1:
        yield "DELETE FROM linked WHERE organisation = ? AND person = ?", (organisation, person)
    elif person == identity and left:
        yield (
            "UPDATE linked SET person = ? WHERE organisation = ? AND person = ?",
            (left[0], organisation, person),
        )


def identities(organisation: str, identity: str) -> Work[list[str]]:
    """All the identities of the person behind one of them."""
    person = yield from _person(organisation, identity)
    rows = yield (
        "SELECT identity FROM linked WHERE organisation = ? AND person = ? ORDER BY identity",
        (organisation, person),
    )
    return [row[0] for row in rows] or [identity]


def _person(organisation: str, identity: str) -> Work[str]:
    rows = yield (
        "SELECT person FROM linked WHERE organisation = ? AND identity = ?",
        (organisation, identity),
    )
    return str(rows[0][0]) if rows else identity
