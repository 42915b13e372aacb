"""SQL of new-hire mode: who practises, and whose own replies were good."""

from __future__ import annotations

from bot.past import Lesson
from bot.practice import Practice
from bot.store.sql import Work, insert


def put(lesson: Lesson) -> Work[None]:
    """Count the good replies of a case, once for each person."""
    yield (
        "DELETE FROM good_replies WHERE organisation = ? AND case_id = ?",
        (lesson.organisation, lesson.case_id),
    )
    if lesson.good:
        yield insert(
            "INSERT INTO good_replies (organisation, person, case_id) VALUES :rows"
            " ON CONFLICT DO NOTHING",
            [(lesson.organisation, person, lesson.case_id) for person in lesson.good],
        )


def of(organisation: str, person: str) -> Work[Practice]:
    """Whether somebody practises, and how far it has come."""
    rows = yield (
        "SELECT (SELECT MAX(practises) FROM practising WHERE organisation = ? AND person = ?),"
        " (SELECT COUNT(*) FROM good_replies WHERE organisation = ? AND person = ?)",
        (organisation, person) * 2,
    )
    practises, good = rows[0]
    return Practice(bool(practises), good)


def switch(organisation: str, person: str, on: bool) -> Work[None]:
    """Begin or end practising; what was good stays counted."""
    yield (
        "INSERT INTO practising (organisation, person, practises) VALUES (?, ?, ?)"
        " ON CONFLICT (organisation, person) DO UPDATE SET practises = excluded.practises",
        (organisation, person, int(on)),
    )
