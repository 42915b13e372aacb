"""What is owed: read from public replies, and kept, moved, broken or waived by name."""

from __future__ import annotations

import pytest

from bot import commands as c
from bot import events as e
from bot import follow_commands as fc
from bot.case import CaseStatus
from bot.errors import NotAllowed, PromiseOpen, WrongMoment
from bot.ledger import PromiseState, open_promises
from tests.cases import ALEX, LEE, MIA, happy, ref
from tests.time_travel import Followed, berlin


def promised() -> Followed:
    """A case with two promises: Friday, and one without a time."""
    return Followed(berlin(2, 10)).opened().answered((None, False), (berlin(6, 12), False))


def test_a_promise_belongs_to_who_posted_it_or_has_the_case() -> None:
    """Until somebody else takes it."""
    case = promised()
    assert [one.owner for one in case.case.ledger] == [MIA, MIA]
    case.do(fc.TakePromise(1), by=ALEX)
    assert case.case.ledger[0].owner == ALEX
    claimed = Followed(berlin(2, 10)).opened().do(c.Claim(), by=ALEX).answered((None, False))
    assert claimed.case.ledger[0].owner == ALEX


def test_what_is_due_first_stands_first() -> None:
    """What names no time comes last."""
    assert [one.number for one in open_promises(promised().case.ledger)] == [2, 1]


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (fc.KeepPromise(2), PromiseState.KEPT),
        (fc.BreakPromise(2, ref("the courier lost it")), PromiseState.BROKEN),
        (fc.WaivePromise(2, ref("they said it is fine")), PromiseState.WAIVED),
    ],
)
def test_a_promise_is_settled_once(command: c.Command, state: PromiseState) -> None:
    """Whoever comes second learns what became of it."""
    case = promised().do(command, by=LEE)
    assert case.case.ledger[1].state is state
    assert case.case.ledger[1].settled_at == berlin(2, 10)
    with pytest.raises(WrongMoment, match=f"settled already: {state}"):
        case.do(fc.KeepPromise(2), by=MIA)


def test_a_promise_that_is_moved_is_open_at_its_new_time() -> None:
    """And counts how often it was."""
    case = promised()
    case.now = berlin(3, 9)
    case.do(fc.MovePromise(2, berlin(9, 12)), by=MIA)
    owed = case.case.ledger[1]
    assert (owed.open, owed.moved, owed.due) == (True, 1, berlin(9, 12))
    assert owed.since == berlin(3, 9)


def test_only_a_lead_waives() -> None:
    """With a reason, which stands in the history."""
    with pytest.raises(NotAllowed, match="Only a lead"):
        promised().do(fc.WaivePromise(1, ref("no time")), by=MIA)


@pytest.mark.parametrize("ending", [happy(), c.Close(ref("done"))])
def test_a_case_never_ends_with_something_owed(ending: c.Command) -> None:
    """One promise that is open is enough; settled all, it ends."""
    case = promised().do(fc.KeepPromise(1), by=MIA)
    with pytest.raises(PromiseOpen, match="A promise is still open"):
        case.do(ending, by=LEE)
    case.do(fc.BreakPromise(2, ref("we forgot")), by=MIA).do(ending, by=LEE)
    assert case.case.status in {CaseStatus.SOLVED, CaseStatus.CLOSED}


def test_a_promise_counts_from_when_it_stands_in_public() -> None:
    """A draft owes nobody anything."""
    case = Followed(berlin(2, 10)).opened()
    case.do(c.ProposeDraft(e.Origin.PERSON, ref("we'll call"), (), "v"))
    with pytest.raises(WrongMoment, match="stands in public"):
        case.do(fc.RecordPromise(1, ref("we'll call"), None))


def test_a_promise_that_does_not_exist() -> None:
    """A stale card says so."""
    with pytest.raises(WrongMoment, match="does not exist"):
        promised().do(fc.KeepPromise(7), by=MIA)
