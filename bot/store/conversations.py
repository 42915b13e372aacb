"""SQL of where the bot may speak unasked, and of who owns a team there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.records import Conversation, Reach
from bot.store.sql import Work, fill, insert, pack, unpack


def note(organisation: str, where: Conversation) -> Work[None]:
    """Keep a conversation; known already, the later reference counts.

    Of the personal conversations with one member the one that was noted last is the right one.
    """
    row = (
        organisation,
        where.workspace,
        where.id,
        where.kind,
        pack(where.reference),
        where.member,
        where.team,
        int(where.gone),
    )
    yield (
        "INSERT INTO conversations"
        " (organisation, workspace, id, kind, reference, member, team, gone)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (organisation, workspace, id) DO UPDATE SET"
        " kind = excluded.kind, reference = excluded.reference, member = excluded.member,"
        " team = CASE WHEN excluded.team = '' THEN conversations.team ELSE excluded.team END,"
        " gone = excluded.gone",
        row,
    )
    if where.kind == "personal" and where.member:
        yield (
            "UPDATE conversations SET gone = 1 WHERE organisation = ? AND workspace = ?"
            " AND member = ? AND id <> ?",
            (organisation, where.workspace, where.member, where.id),
        )


def leave(organisation: str, workspace: str, conversation: str) -> Work[None]:
    """Note that nothing can be said there any more."""
    yield (
        "UPDATE conversations SET gone = 1 WHERE organisation = ? AND workspace = ? AND id = ?",
        (organisation, workspace, conversation),
    )


def find(organisation: str, workspace: str, conversation: str) -> Work[Conversation | None]:
    """The conversation, whether it is gone or not."""
    rows = yield (
        _select("id = ?"),
        (organisation, workspace, conversation),
    )
    return _conversation(rows[0]) if rows else None


def direct(organisation: str, workspace: str, member: str) -> Work[Conversation | None]:
    """The personal conversation with somebody, where there is one that is not gone."""
    rows = yield (
        _select("member = ? AND member <> '' AND gone = 0"),
        (organisation, workspace, member),
    )
    return _conversation(rows[0]) if rows else None


def any_of(organisation: str, workspace: str) -> Work[Conversation | None]:
    """One in which the bot still is: it tells how to reach the platform at all."""
    rows = yield (
        _select("gone = 0"),
        (organisation, workspace),
    )
    return _conversation(rows[0]) if rows else None


def reach(organisation: str) -> Work[list[Reach]]:
    """How many there are in which the bot still is."""
    rows = yield (
        "SELECT workspace, kind, team, COUNT(*) FROM conversations"
        " WHERE organisation = ? AND gone = 0 GROUP BY workspace, kind, team"
        " ORDER BY workspace, kind, team",
        (organisation,),
    )
    return [Reach(*row) for row in rows]


def own(organisation: str, workspace: str, team: str, members: Sequence[str]) -> Work[None]:
    """Note who owns a team, in place of whoever did."""
    yield (
        "DELETE FROM team_owners WHERE organisation = ? AND workspace = ? AND team = ?",
        (organisation, workspace, team),
    )
    if members:
        yield insert(
            "INSERT INTO team_owners (organisation, workspace, team, member) VALUES :rows",
            [(organisation, workspace, team, member) for member in dict.fromkeys(members)],
        )


def owners(organisation: str, workspace: str, team: str) -> Work[list[str]]:
    """Whoever owns a team."""
    rows = yield (
        "SELECT member FROM team_owners WHERE organisation = ? AND workspace = ? AND team = ?"
        " ORDER BY member",
        (organisation, workspace, team),
    )
    return [row[0] for row in rows]


def _select(which: str) -> str:
    """The first conversation of a workspace of which this is true."""
    return fill(
        "SELECT workspace, id, kind, reference, member, team, gone FROM conversations"
        " WHERE organisation = ? AND workspace = ? AND :which ORDER BY id LIMIT 1",
        which=which,
    )


def _conversation(row: tuple[Any, ...]) -> Conversation:
    workspace, name, kind, reference, member, team, gone = row
    return Conversation(workspace, name, kind, unpack(reference), member, team, bool(gone))
