"""The tables, as a numbered list of migrations that serves both engines."""

from __future__ import annotations

from bot.errors import NewerSchema
from bot.store.sql import Dialect, Work, fill

# Append only: what has been released is never edited. Times are microseconds since 1970, UTC.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE events (
            organisation TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL,
            at BIGINT NOT NULL, actor TEXT, type TEXT NOT NULL, version BIGINT NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (organisation, case_id, seq))""",
        # An erased content keeps its row: salt, text and extra are NULL.
        """CREATE TABLE contents (
            organisation TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL,
            digest TEXT NOT NULL, salt TEXT, text TEXT, extra TEXT,
            PRIMARY KEY (organisation, id))""",
        "CREATE INDEX contents_of_case ON contents (organisation, case_id)",
        """CREATE TABLE inbox (
            organisation TEXT NOT NULL, key TEXT NOT NULL, case_id TEXT NOT NULL,
            PRIMARY KEY (organisation, key))""",
        """CREATE TABLE refs (
            organisation TEXT NOT NULL, platform TEXT NOT NULL, conversation TEXT NOT NULL,
            message TEXT NOT NULL, case_id TEXT NOT NULL, draft BIGINT NOT NULL,
            PRIMARY KEY (organisation, platform, conversation, message))""",
        "CREATE INDEX refs_of_case ON refs (organisation, case_id)",
        """CREATE TABLE cases (
            organisation TEXT NOT NULL, case_id TEXT NOT NULL, status TEXT NOT NULL,
            category TEXT NOT NULL, severity BIGINT NOT NULL, platform TEXT NOT NULL,
            opened_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
            headline_content TEXT NOT NULL, claimed_by TEXT NOT NULL,
            PRIMARY KEY (organisation, case_id))""",
        "CREATE INDEX cases_by_change ON cases (organisation, changed_at, case_id)",
        # A finished job has no row. While a worker holds one, run_at is the end of its lease.
        """CREATE TABLE jobs (
            id :serial_key, organisation TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
            case_id TEXT NOT NULL, payload TEXT NOT NULL, run_at BIGINT NOT NULL,
            attempts BIGINT NOT NULL, fence BIGINT NOT NULL, error TEXT NOT NULL,
            failed_at BIGINT)""",
        "CREATE UNIQUE INDEX jobs_by_key ON jobs (organisation, kind, key) WHERE key <> ''",
        "CREATE INDEX jobs_due ON jobs (run_at, id) WHERE failed_at IS NULL",
        "CREATE INDEX jobs_of_case ON jobs (organisation, case_id)",
    ),
    # One row that every check of health changes.
    ("CREATE TABLE health (id BIGINT PRIMARY KEY, beats BIGINT NOT NULL)",),
    (
        # How often the job was asked for: what is asked again while it runs, runs again.
        "ALTER TABLE jobs ADD COLUMN asked BIGINT NOT NULL DEFAULT 1",
        # A fingerprint of what the card shows, so that only changes are sent.
        "ALTER TABLE refs ADD COLUMN shown TEXT NOT NULL DEFAULT ''",
        # Where the bot is installed; secrets are sealed with SECRET_KEY.
        """CREATE TABLE workspaces (
            platform TEXT NOT NULL, id TEXT NOT NULL, organisation TEXT NOT NULL,
            name TEXT NOT NULL, bot_user TEXT NOT NULL, secret TEXT NOT NULL, scopes TEXT NOT NULL,
            PRIMARY KEY (platform, id))""",
        """CREATE TABLE people (
            organisation TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (organisation, id))""",
        """CREATE TABLE spending (
            organisation TEXT NOT NULL, day TEXT NOT NULL, tokens BIGINT NOT NULL,
            PRIMARY KEY (organisation, day))""",
    ),
    (
        # What was published, without what identifies anybody; `words` are those of the post.
        """CREATE TABLE replies (
            id :serial_key, organisation TEXT NOT NULL, case_id TEXT NOT NULL,
            draft BIGINT NOT NULL, language TEXT NOT NULL, post TEXT NOT NULL, reply TEXT NOT NULL,
            outcome TEXT NOT NULL, at BIGINT NOT NULL, words TEXT NOT NULL,
            UNIQUE (organisation, case_id, draft))""",
        ":word_index",
        # One row for each case in which a person changed these words, and what was decided on.
        """CREATE TABLE changed_words (
            organisation TEXT NOT NULL, said TEXT NOT NULL, instead TEXT NOT NULL,
            case_id TEXT NOT NULL, PRIMARY KEY (organisation, said, instead, case_id))""",
        "CREATE INDEX changed_words_of_case ON changed_words (organisation, case_id)",
        """CREATE TABLE house_words (
            organisation TEXT NOT NULL, said TEXT NOT NULL, instead TEXT NOT NULL,
            adopted BIGINT NOT NULL, PRIMARY KEY (organisation, said, instead))""",
        # Who practises, and one row for each case in which an own reply was good.
        """CREATE TABLE practising (
            organisation TEXT NOT NULL, person TEXT NOT NULL, practises BIGINT NOT NULL,
            PRIMARY KEY (organisation, person))""",
        """CREATE TABLE good_replies (
            organisation TEXT NOT NULL, person TEXT NOT NULL, case_id TEXT NOT NULL,
            PRIMARY KEY (organisation, person, case_id))""",
        "CREATE INDEX good_replies_of_case ON good_replies (organisation, case_id)",
        # The latest drafts of a house.
        """CREATE INDEX events_proposed ON events (organisation, at, case_id, seq)
            WHERE type = 'DraftProposed'""",
    ),
    (
        # Where the bot may speak unasked; `reference` is JSON.
        """CREATE TABLE conversations (
            organisation TEXT NOT NULL, workspace TEXT NOT NULL, id TEXT NOT NULL,
            kind TEXT NOT NULL, member TEXT NOT NULL, team TEXT NOT NULL,
            reference TEXT NOT NULL, gone BIGINT NOT NULL,
            PRIMARY KEY (organisation, workspace, id))""",
        "CREATE INDEX conversations_of_member ON conversations (organisation, workspace, member)",
        # Who owns a team, and so leads.
        """CREATE TABLE team_owners (
            organisation TEXT NOT NULL, workspace TEXT NOT NULL, team TEXT NOT NULL,
            member TEXT NOT NULL, PRIMARY KEY (organisation, workspace, team, member))""",
        # Who is one person on several platforms, and the codes by which they say so.
        """CREATE TABLE linked (
            organisation TEXT NOT NULL, identity TEXT NOT NULL, person TEXT NOT NULL,
            PRIMARY KEY (organisation, identity))""",
        "CREATE INDEX linked_by_person ON linked (organisation, person)",
        """CREATE TABLE link_codes (
            organisation TEXT NOT NULL, code TEXT NOT NULL, identity TEXT NOT NULL,
            until BIGINT NOT NULL, PRIMARY KEY (organisation, code))""",
    ),
    (
        # What is due in a case, and how long its answers took; NULL where nothing is, or did.
        "ALTER TABLE cases ADD COLUMN answer_due BIGINT",
        "ALTER TABLE cases ADD COLUMN promise_due BIGINT",
        "ALTER TABLE cases ADD COLUMN returned_at BIGINT",
        "ALTER TABLE cases ADD COLUMN posted_at BIGINT",
        "ALTER TABLE cases ADD COLUMN first_sent_at BIGINT",
        "ALTER TABLE cases ADD COLUMN concluded_at BIGINT",
        "ALTER TABLE cases ADD COLUMN incident TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE cases ADD COLUMN unsaid TEXT NOT NULL DEFAULT ''",
        """CREATE INDEX cases_returned ON cases (organisation, returned_at)
            WHERE returned_at IS NOT NULL""",
        "CREATE INDEX cases_unsaid ON cases (organisation, unsaid) WHERE unsaid > ''",
        "CREATE INDEX cases_by_status ON cases (organisation, status, changed_at, case_id)",
        """CREATE INDEX cases_first_sent ON cases (organisation, first_sent_at)
            WHERE first_sent_at IS NOT NULL""",
        """CREATE INDEX cases_answer_due ON cases (organisation, answer_due)
            WHERE answer_due IS NOT NULL""",
        """CREATE INDEX cases_promise_due ON cases (organisation, promise_due)
            WHERE promise_due IS NOT NULL""",
        """CREATE INDEX cases_of_incident ON cases (organisation, incident)
            WHERE incident <> ''""",
        # Of one kind only, a worker finds what is due however much of the others waits.
        "DROP INDEX jobs_due",
        "CREATE INDEX jobs_due ON jobs (kind, run_at, id) WHERE failed_at IS NULL",
        # By what the posts of one customer are known again: digests of author and link.
        """CREATE TABLE customers (
            organisation TEXT NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL,
            case_id TEXT NOT NULL, PRIMARY KEY (organisation, key, case_id))""",
        "CREATE INDEX customers_of_case ON customers (organisation, case_id)",
        # By what posts about the same problem are known: the words that tell it, one row each.
        """CREATE TABLE problem_words (
            organisation TEXT NOT NULL, word TEXT NOT NULL, at BIGINT NOT NULL,
            case_id TEXT NOT NULL, PRIMARY KEY (organisation, word, at, case_id))""",
        "CREATE INDEX problem_words_of_case ON problem_words (organisation, case_id)",
    ),
    (
        # How it ended for the customer; empty where it did not, or was never told.
        "ALTER TABLE cases ADD COLUMN outcome TEXT NOT NULL DEFAULT ''",
    ),
)


def migrate(dialect: Dialect) -> Work[int]:
    """Bring the schema up to date; the number of migrations applied.

    Runs in one write transaction, so of several processes that start at once the first does it.
    A schema that only a later release knows raises `NewerSchema`. The last statement changes
    nothing, but a database that is read-only refuses it; a full one can still be opened and read.
    """
    if dialect.lock_schema:
        yield dialect.lock_schema, ()
    yield "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)", ()
    rows = yield "SELECT COALESCE(MAX(version), 0) FROM schema_version", ()
    found = int(rows[0][0])
    if found > len(MIGRATIONS):
        raise NewerSchema(
            f"This database was made by a newer release (schema {found}; this one knows "
            f"{len(MIGRATIONS)}). Please upgrade, or use another database."
        )
    for version, statements in enumerate(MIGRATIONS[found:], start=found + 1):
        for statement in statements:
            for sql in dialect.word_index if statement == ":word_index" else (statement,):
                yield fill(sql, serial_key=dialect.serial_key), ()
        yield "INSERT INTO schema_version (version) VALUES (?)", (version,)
    yield "DELETE FROM health WHERE id < 0", ()
    return len(MIGRATIONS) - found


def beat() -> Work[None]:
    """Change a row: only so does a database show that it is writable and has space."""
    yield (
        "INSERT INTO health (id, beats) VALUES (1, 1)"
        " ON CONFLICT (id) DO UPDATE SET beats = health.beats + 1",
        (),
    )
