"""How SQLite finds what is asked for: through the index that was made for it, never row by row.

PostgreSQL decides by how much there is, so with a few rows its plans tell nothing; `make bench`
measures both.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.store import Store, cases, customers, jobs
from bot.store.sql import SQLITE, Work
from tests.store.samples import NOON, ORG, row

LEASE = timedelta(seconds=30)
KINDS = ("follow", "digest")
TWO = ("new", "open")
TABLES = ("c ", "cases", "customers", "jobs", "problem_words")
ROW_BY_ROW = tuple(f"SCAN {table}" for table in TABLES)
INDEXES = ("sqlite_autoindex_", *(f"{table.strip()}_" for table in TABLES))

QUESTIONS: dict[str, tuple[Callable[[], Work[Any]], list[str]]] = {
    "the list": (lambda: cases.newest(ORG, (), 9, None), ["cases_by_change"]),
    "a later page": (lambda: cases.newest(ORG, (), 9, row("a", 1)), ["cases_by_change"]),
    "one status": (lambda: cases.newest(ORG, ("new",), 9, None), ["cases_by_status"]),
    "two statuses": (lambda: cases.newest(ORG, TWO, 9, row("a", 1)), ["cases_by_status"]),
    "one case": (lambda: cases.one(ORG, "a"), ["sqlite_autoindex_cases_1"]),
    "an incident": (lambda: cases.of_incident(ORG, "i"), ["cases_of_incident"]),
    "the morning": (
        lambda: cases.to_see_to(ORG, NOON, NOON),
        ["cases_answer_due", "cases_promise_due", "cases_returned", "cases_unsaid"],
    ),
    "what is due": (
        lambda: cases.due(ORG, NOON, 9),
        ["cases_answer_due", "cases_promise_due"],
    ),
    "answered": (lambda: cases.answered_since(ORG, NOON), ["cases_first_sent"]),
    "left alone": (lambda: cases.left_unanswered(ORG, "troll", NOON, NOON), ["cases_by_status"]),
    "a customer": (
        lambda: customers.case_of(ORG, ["k", "l"], NOON),
        ["sqlite_autoindex_customers_1"],
    ),
    "a problem": (
        lambda: customers.alike(ORG, ["app", "login"], NOON, NOON, 9),
        ["sqlite_autoindex_problem_words_1"],
    ),
    "usual words": (
        lambda: customers.usual(ORG, ["app", "login"], NOON, NOON),
        ["sqlite_autoindex_problem_words_1"],
    ),
    "erasing": (
        lambda: customers.forget(ORG, "a"),
        ["customers_of_case", "problem_words_of_case"],
    ),
    "the next timer": (lambda: jobs.next_due(KINDS), ["jobs_due"]),
    "due timers": (lambda: jobs.claim(SQLITE, KINDS, NOON, LEASE, 4), ["jobs_due"]),
    "timers to drop": (lambda: jobs.drop(ORG, "a", ["k"]), ["jobs_of_case"]),
}


def _explained(work: Work[Any]) -> Work[list[str]]:
    """How the tables are gone through for each statement of a work."""
    steps: list[str] = []
    try:
        sql, params = next(work)
        while True:
            plan = yield f"EXPLAIN QUERY PLAN {sql}", params
            steps += [step for *_, step in plan if step.startswith(("SEARCH", "SCAN"))]
            sql, params = work.send((yield sql, params))
    except StopIteration:
        return steps


@pytest.mark.parametrize("name", QUESTIONS)
async def test_each_question_has_its_index(sqlite_store: Store, name: str) -> None:
    """With nothing known of how much there is, which is how SQLite runs for most."""
    question, wanted = QUESTIONS[name]
    steps = await sqlite_store._engine.write(lambda: _explained(question()))
    assert [step for step in steps if step.startswith(ROW_BY_ROW)] == []
    used = {word for step in steps for word in step.split() if word.startswith(INDEXES)}
    assert used == set(wanted)
