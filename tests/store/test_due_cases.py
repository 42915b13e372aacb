"""The cases in which something is due, on both engines."""

from __future__ import annotations

from dataclasses import replace

from bot.records import Commit
from tests.store.samples import ORG, Open, minutes, row


async def test_what_is_due_comes_soonest_first(opened: Open, database_url: str) -> None:
    """An answer or a promise, whichever is sooner; each case once; of this organisation alone."""
    store = opened(database_url)
    rows = [
        replace(row("later", 1), answer_due=minutes(90)),
        replace(row("both", 2), answer_due=minutes(50), promise_due=minutes(10)),
        replace(row("answer", 3), answer_due=minutes(20)),
        replace(row("promise", 4, "pending"), promise_due=minutes(30)),
        row("nothing", 5),
    ]
    for one in rows:
        await store.commit(Commit(ORG, one.case_id, None, row=one))
    other = replace(row("other", 6, organisation="rival"), answer_due=minutes(1))
    await store.commit(Commit("rival", "other", None, row=other))
    found = await store.due_cases(ORG, until=minutes(60))
    assert [one.case_id for one in found] == ["both", "answer", "promise"]
    found = await store.due_cases(ORG, until=minutes(60), limit=2)
    assert [one.case_id for one in found] == ["both", "answer"]
