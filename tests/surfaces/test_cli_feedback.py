"""`coach eval --feedback`: what people set aside in their cases."""

from __future__ import annotations

import json

import pytest

from bot.casebook import Casebook
from bot.clock import Clock
from bot.coach import Coach
from bot.desk import CareDesk, NewPost
from bot.findings import FindingKind
from bot.people import HOME, ApprovalPolicy, Caller
from bot.store import Store
from tests.cases import LEE, MIA
from tests.surfaces.test_cli_eval import PASTA, said


async def set_aside(desk: CareDesk, text: str, kind: str, reason: str, by: Caller) -> str:
    """A case with this reply, whose first finding of the kind is set aside; the id of its cue."""
    case_id = await desk.open_case(Caller(HOME, MIA), NewPost(PASTA))
    await desk.edit(Caller(HOME, MIA), case_id, text)
    view = await desk.view(HOME, case_id)
    draft = view.case.drafts[-1]
    place = [f.kind for f in draft.flags].index(FindingKind(kind))
    finding = next(f for f in view.findings(draft) if f.kind == kind)
    await desk.dismiss(by, case_id, draft.number, draft.flags[place].key, reason)
    return finding.cue


@pytest.fixture
def desk(sqlite_store: Store, coach: Coach, clock: Clock) -> CareDesk:
    """A desk on a real store."""
    policy = ApprovalPolicy(author_may_approve=True)
    return CareDesk(Casebook(sqlite_store, clock=clock, policy=policy), coach)


BLAMING = "Thank you for telling us. You should have told the waiter."
INSULTING = "Thank you for telling us. You are an idiot."


async def test_feedback_lists_the_cues_that_people_set_aside(
    desk: CareDesk, sqlite_url: str
) -> None:
    """The one set aside most comes first, with the reasons, the newest first."""
    mia, lee = Caller(HOME, MIA), Caller(HOME, LEE)
    cue = await set_aside(desk, BLAMING, "blame_shifting", "It is\x1b[31m  true", mia)
    assert await set_aside(desk, BLAMING, "blame_shifting", "", mia) == cue
    rude = await set_aside(desk, INSULTING, "insult", "His own word", lee)
    await desk.open_case(mia, NewPost(PASTA))  # nothing set aside here
    told = json.loads(said("eval", "--feedback", "--json", DATABASE_URL=sqlite_url))["feedback"]
    assert [(one["cue"], one["kind"], one["times"]) for one in told] == [
        (cue, "blame_shifting", 2),
        (rude, "insult", 1),
    ]
    assert cue != rude
    assert told[1]["reasons"] == ["His own word"]
    shown = said("eval", "--feedback", DATABASE_URL=sqlite_url)
    assert shown.splitlines()[0].split() == ["2", cue, "(blame_shifting)"]
    assert "“His own word”" in shown
    assert "\x1b" not in shown


async def test_feedback_without_any(sqlite_store: Store, sqlite_url: str) -> None:
    """A new installation says so."""
    assert "Nobody has set a finding aside yet." in said(
        "eval", "--feedback", DATABASE_URL=sqlite_url
    )


async def test_the_cue_is_kept_and_stays_inside(desk: CareDesk) -> None:
    """It is stored with the draft; the JSON for scripts does not grow by it."""
    await set_aside(desk, BLAMING, "blame_shifting", "", Caller(HOME, MIA))
    answer = json.loads(said("check", "--offline", "--json", BLAMING))
    assert set(answer["findings"][0]) == {
        "kind", "severity", "start", "end", "text", "why", "suggestion", "reader",
    }  # fmt: skip
