"""`coach cases`: what is due, and how one case stands."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.casebook import Casebook
from bot.desk import CareDesk, NewPost
from bot.people import HOME, ApprovalPolicy, Caller, Person, Role
from bot.store import open_store
from tests.playground_site import the_coach
from tests.surfaces.test_cli import PASTA, said


async def test_cases_tell_what_is_due_and_what_comes_next(tmp_path: Path) -> None:
    """A column, `--due` alone, keys for scripts, and of one case promises, clocks, reminders."""
    url = f"sqlite:///{tmp_path}/coach.db"
    store = open_store(url)
    policy = ApprovalPolicy(author_may_approve=True)
    desk = CareDesk(Casebook(store, clock=store.clock, policy=policy), the_coach())
    long_ago = await store.clock.now() - timedelta(days=14)
    ana = Caller(HOME, Person("ana", "Ana", (), (Role.LEAD,)))
    late = await desk.open_case(ana, NewPost(PASTA, posted_at=long_ago))
    owed = await desk.open_case(ana, NewPost("No table for us!", posted_at=long_ago))
    draft = (await desk.edit(ana, owed, "We are sorry. We will call you back.")).drafts[-1]
    await desk.approve(ana, owed, draft.number, draft.content.digest, anyway=True)
    await desk.start_publishing(ana, owed, draft.number, draft.content.digest)
    await desk.posted(ana, owed, draft.number)
    await store.close()

    listed = said("cases", DATABASE_URL=url)
    assert f"{late}  new" in listed
    assert "answer overdue" in listed
    assert "promise open" in listed
    told = json.loads(said("cases", "--json", "--due", DATABASE_URL=url))
    assert told["id"] == late  # the promise names no day
    assert told["answer_due"] < told["opened_at"]
    times = ("promise_due", "returned_at", "first_sent_at", "concluded_at", "incident")
    assert [told[key] for key in times] == [None] * 5
    one = said("cases", owed, DATABASE_URL=url)
    assert "We promised: “We will call you back”, no day named. Ana sees to it." in one
    assert "First answer after 14 days." in one
    assert "Next reminder" in one
    assert "this has been open for long" in " ".join(one.split())


def test_nothing_due_is_one_sentence(tmp_path: Path) -> None:
    """No case is missing then."""
    told = said("cases", "--due", DATABASE_URL=f"sqlite:///{tmp_path}/coach.db")
    assert told == "Nothing is due today.\n"
