"""SQL of the house style: words that people change, and what was decided on them."""

from __future__ import annotations

from bot.past import HouseWord, Lesson
from bot.store.sql import Work, insert


def put(lesson: Lesson) -> Work[None]:
    """Count what a person changed in a case, once; what counted for it before does no more."""
    yield from forget(lesson.organisation, lesson.case_id)
    if lesson.changed:
        yield insert(
            "INSERT INTO changed_words (organisation, said, instead, case_id) VALUES :rows"
            " ON CONFLICT DO NOTHING",
            [(lesson.organisation, *pair, lesson.case_id) for pair in lesson.changed],
        )


def forget(organisation: str, case_id: str) -> Work[None]:
    """Count nothing for a case any more. What was decided stays."""
    yield (
        "DELETE FROM changed_words WHERE organisation = ? AND case_id = ?",
        (organisation, case_id),
    )


def words(organisation: str, at_least: int) -> Work[list[HouseWord]]:
    """What people changed in so many cases, most often first; 0: also what was only decided."""
    rows = yield (
        "SELECT said, instead, SUM(times), MAX(adopted) FROM ("
        " SELECT said, instead, 1 AS times, -1 AS adopted FROM changed_words WHERE organisation = ?"
        " UNION ALL SELECT said, instead, 0, adopted FROM house_words WHERE organisation = ?"
        ") AS counted GROUP BY said, instead HAVING SUM(times) >= ?"
        " ORDER BY SUM(times) DESC, said, instead",
        (organisation, organisation, at_least),
    )
    return [
        HouseWord(said, instead, int(times), None if adopted < 0 else bool(adopted))
        for said, instead, times, adopted in rows
    ]


def adopt(organisation: str, said: str, instead: str, adopted: bool) -> Work[None]:
    """Decide on a change. One word has one word instead, and never goes back and forth."""
    if adopted:
        yield (
            "UPDATE house_words SET adopted = 0 WHERE organisation = ? AND adopted = 1"
            " AND (said = ? OR (said = ? AND instead = ?))",
            (organisation, said, instead, said),
        )
    yield (
        "INSERT INTO house_words (organisation, said, instead, adopted) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (organisation, said, instead) DO UPDATE SET adopted = excluded.adopted",
        (organisation, said, instead, int(adopted)),
    )
