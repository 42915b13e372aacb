"""SQL of what was answered before: published replies to learn from, and the latest drafts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.codec import decode
from bot.events import DraftProposed, Origin
from bot.past import MOST_WORDS, Lesson, PastReply, Published, search_words
from bot.store.events import texts
from bot.store.sql import Dialect, Params, Work, fill, insert, marks, micros, unpack

_CANDIDATES = 60  # matches of the index that are compared word by word
_LOOKED_AT = 200  # latest drafts of all origins
_BY_COMPOSER = f'%"origin":"{Origin.COMPOSER}"%'

Found = list[tuple[PastReply, list[str]]]


def put(lesson: Lesson) -> Work[None]:
    """Keep the replies of a case; those that are not among them are gone."""
    drafts = [one.draft for one in lesson.replies]
    gone = "DELETE FROM replies WHERE organisation = ? AND case_id = ?"
    if drafts:
        gone += fill(" AND draft NOT IN (:drafts)", drafts=marks(len(drafts)))
    yield gone, (lesson.organisation, lesson.case_id, *drafts)
    if drafts:
        yield insert(
            "INSERT INTO replies (organisation, case_id, draft, language, post, reply, outcome, at,"
            " words) VALUES :rows ON CONFLICT (organisation, case_id, draft) DO UPDATE SET"
            " language = excluded.language, post = excluded.post, reply = excluded.reply,"
            " outcome = excluded.outcome, at = excluded.at, words = excluded.words",
            [_columns(lesson, one) for one in lesson.replies],
        )


def forget(organisation: str, case_id: str) -> Work[None]:
    """Delete the replies of a case."""
    yield (
        "DELETE FROM replies WHERE organisation = ? AND case_id = ?",
        (organisation, case_id),
    )


def like(dialect: Dialect, organisation: str, words: Sequence[str], language: str) -> Work[Found]:
    """Replies to posts with some of these words, with all the words of those posts."""
    sql = fill(
        "SELECT post, reply, language, outcome, words FROM replies"
        " JOIN (:matches) AS matches USING (id) WHERE organisation = ?",
        matches=dialect.matches,
    )
    params: list[object] = [_query(dialect, words), organisation]
    if language:
        sql += " AND language = ?"
        params.append(language)
    rows = yield sql + " ORDER BY distance, at DESC, id DESC LIMIT ?", (*params, _CANDIDATES)
    return [(PastReply(*about), words.split()) for *about, words in rows]


def recent(organisation: str, limit: int) -> Work[list[str]]:
    """Texts of the latest drafts by the composer, newest first, as far as they are not erased."""
    rows = yield (
        "SELECT version, data FROM (SELECT at, case_id, seq, version, data FROM events"
        " WHERE organisation = ? AND type = 'DraftProposed'"
        " ORDER BY at DESC, case_id DESC, seq DESC LIMIT ?) AS latest"
        " WHERE data LIKE ? ORDER BY at DESC, case_id DESC, seq DESC LIMIT ?",
        (organisation, _LOOKED_AT, _BY_COMPOSER, limit),
    )
    ids = [
        event.content.id
        for version, data in rows
        if version <= DraftProposed.VERSION
        and isinstance(event := decode("DraftProposed", version, unpack(data)), DraftProposed)
    ]
    if not ids:
        return []
    known = yield from texts(organisation, ids)
    return [known[id_].text for id_ in ids if id_ in known]


def _query(dialect: Dialect, words: Sequence[str]) -> str:
    """Any of the words. They hold letters and digits only; quoted, none is an operator."""
    quote = dialect.quote
    return dialect.either.join(f"{quote}{word}{quote}" for word in words[:MOST_WORDS])


def _columns(lesson: Lesson, one: Published) -> Params:
    about = one.reply
    return (
        lesson.organisation,
        lesson.case_id,
        one.draft,
        about.language,
        about.post,
        about.reply,
        about.outcome,
        micros(one.at),
        " ".join(search_words(about.post)),
    )
