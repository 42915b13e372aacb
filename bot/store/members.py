"""SQL of who is there: workspaces, names of people, and what the model cost them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.records import Installed
from bot.store.sql import Work, fill, insert, marks


def install(where: Installed) -> Work[None]:
    """Note a workspace; installed again, the later one counts."""
    yield (
        "INSERT INTO workspaces (platform, id, organisation, name, bot_user, secret, scopes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (platform, id) DO UPDATE SET"
        " name = excluded.name, bot_user = excluded.bot_user, secret = excluded.secret,"
        " scopes = excluded.scopes",
        (
            where.platform,
            where.id,
            where.organisation,
            where.name,
            where.bot_user,
            where.secret,
            where.scopes,
        ),
    )


def uninstall(platform: str, workspace: str) -> Work[None]:
    """Forget the secret of a workspace; that it belongs to its organisation stays."""
    yield (
        "UPDATE workspaces SET secret = '' WHERE platform = ? AND id = ?",
        (platform, workspace),
    )


def installed(platform: str, workspace: str) -> Work[Installed | None]:
    """The workspace, if the bot was ever installed there."""
    rows = yield (
        "SELECT platform, id, organisation, name, bot_user, secret, scopes FROM workspaces"
        " WHERE platform = ? AND id = ?",
        (platform, workspace),
    )
    return Installed(*rows[0]) if rows else None


def installations(platform: str) -> Work[list[Installed]]:
    """The workspaces with a secret: those in which somebody installed the bot by link."""
    rows = yield (
        "SELECT platform, id, organisation, name, bot_user, secret, scopes FROM workspaces"
        " WHERE platform = ? AND secret <> '' ORDER BY id",
        (platform,),
    )
    return [Installed(*row) for row in rows]


def workspaces(platform: str, organisation: str) -> Work[list[str]]:
    """The ids of an organisation's workspaces on a platform, installed by link or by hand."""
    rows = yield (
        "SELECT id FROM workspaces WHERE platform = ? AND organisation = ? ORDER BY id",
        (platform, organisation),
    )
    return [row[0] for row in rows]


def learn(organisation: str, names: Mapping[str, str]) -> Work[None]:
    """Note what people are called."""
    yield insert(
        "INSERT INTO people (organisation, id, name) VALUES :rows"
        " ON CONFLICT (organisation, id) DO UPDATE SET name = excluded.name",
        [(organisation, person, name) for person, name in names.items()],
    )


def names(organisation: str, people: Sequence[str]) -> Work[dict[str, str]]:
    """What these people are called; unknown ones are absent."""
    rows = yield (
        fill(
            "SELECT id, name FROM people WHERE organisation = ? AND id IN (:ids)",
            ids=marks(len(people)),
        ),
        (organisation, *people),
    )
    return dict(rows)


def spent(organisation: str, day: str) -> Work[int]:
    """Tokens of that day (`2026-11-22`, UTC)."""
    rows = yield (
        "SELECT tokens FROM spending WHERE organisation = ? AND day = ?",
        (organisation, day),
    )
    return int(rows[0][0]) if rows else 0


def spend(organisation: str, day: str, tokens: int) -> Work[None]:
    """Count tokens."""
    yield (
        "INSERT INTO spending (organisation, day, tokens) VALUES (?, ?, ?)"
        " ON CONFLICT (organisation, day) DO UPDATE SET tokens = spending.tokens + excluded.tokens",
        (organisation, day, tokens),
    )
