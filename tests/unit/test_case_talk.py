"""Asking back, a second reading, ratings and corrections: what a case makes of them."""

from __future__ import annotations

import pytest

from bot import commands as c
from bot import events as e
from bot.case import CaseStatus, DraftState
from bot.errors import BlockOpen, WrongMoment
from bot.findings import FindingKind, Severity
from bot.history import history
from bot.views import CaseView
from tests.cases import ALEX, LEE, MIA, Story, flag, happy, ref

INSULT = flag(FindingKind.INSULT, Severity.BLOCK)
EXCUSE = flag(FindingKind.EXCUSE, Severity.WARN)


def drafted(*flags: e.Flag) -> Story:
    """A case whose draft Mia wrote."""
    return Story().open(by=ALEX).draft(by=MIA, flags=flags)


def posted() -> Story:
    """A case whose reply stands in public."""
    return drafted().approve(by=LEE).do(c.RecordSent(1), by=LEE)


def reread(story: Story, *flags: e.Flag, digest: str = "") -> Story:
    """The second reader is done with draft 1."""
    return story.do(c.RecordRereading(1, digest or story.digest(1), flags, ref("reading")))


def test_nothing_is_approved_while_a_question_is_open() -> None:
    """The reply waits for what only the forwarder knows, and says who asked."""
    story = drafted().do(c.AskForwarder(ref("which table?")), by=LEE)
    with pytest.raises(WrongMoment, match="Lee asked something back"):
        story.approve(by=LEE)
    story.do(c.AnswerQuestion(ref("four")), by=ALEX).approve(by=LEE)
    assert story.case.drafts[0].state is DraftState.APPROVED


def test_a_question_can_be_taken_back() -> None:
    """Whoever asked may find out elsewhere; without a question there is nothing to answer."""
    story = drafted().do(c.AskForwarder(ref("which table?")), by=LEE)
    story.do(c.AnswerQuestion(), by=LEE)
    assert story.case.question is None
    before = len(story.history)
    assert len(story.do(c.AnswerQuestion(), by=LEE).history) == before


def test_a_second_reading_locks_what_was_approved_meanwhile() -> None:
    """An approval given before the insult was found does not carry it into the public."""
    story = reread(drafted().approve(by=LEE), INSULT)
    with pytest.raises(BlockOpen):
        story.do(c.StartPublishing(1, story.digest(1)), by=LEE)
    story.do(c.DismissFinding(1, INSULT.key, ref("a quote")), by=LEE)
    assert story.do(c.StartPublishing(1, story.digest(1)), by=LEE).case.drafts[0].state is (
        DraftState.PUBLISHING
    )


def test_a_second_reading_that_finds_nothing_new_changes_nothing() -> None:
    """Nor does one of a text that stands no more, or of a draft that was replaced."""
    story = drafted(EXCUSE)
    before = len(story.history)
    assert len(reread(story, EXCUSE).history) == before
    assert len(reread(story, EXCUSE, INSULT, digest="of another text").history) == before
    story.draft(by=ALEX)
    before = len(story.history)
    assert len(reread(story, EXCUSE, INSULT).history) == before


def test_a_rating_counts_once_and_can_be_changed() -> None:
    """The last word of each person stands; also after the reply was posted."""
    story = posted().do(c.Rate(1, True), by=MIA).do(c.Rate(1, True), by=MIA)
    story.do(c.Rate(1, False, ref("stiff")), by=MIA).do(c.Rate(1, True), by=LEE)
    assert dict(story.case.drafts[0].ratings) == {MIA.id: False, LEE.id: True}
    assert sum(isinstance(r.event, e.DraftRated) for r in story.history) == 3


def test_only_what_stands_in_public_can_be_corrected() -> None:
    """A draft that nobody has seen is simply written anew."""
    with pytest.raises(WrongMoment, match="stands in public"):
        drafted().do(c.Correct(1, ref("it was the oven")), by=LEE)


def test_a_correction_is_drafted_and_ends_when_it_is_posted() -> None:
    """It opens a solved case again; the first reply stays in the history as it was."""
    story = posted().do(happy(), by=LEE)
    story.do(c.Correct(1, ref("it was the oven")), by=LEE)
    assert (story.case.status, story.case.drafting) == (CaseStatus.OPEN, True)
    assert story.case.correcting
    assert story.case.correcting.draft == 1
    story.draft().approve(by=LEE).do(c.RecordSent(2), by=LEE)
    assert story.case.correcting is None
    assert [d.state for d in story.case.drafts] == [DraftState.SENT, DraftState.SENT]


def test_the_history_tells_all_of_it() -> None:
    """In sentences, none of them the name of a class."""
    story = drafted().do(c.AskForwarder(ref("q")), by=LEE).do(c.AnswerQuestion(ref("a")), by=ALEX)
    story.do(c.AskForwarder(ref("q")), by=LEE).do(c.AnswerQuestion(), by=LEE)
    reread(story, EXCUSE).do(c.Rate(1, False), by=MIA).approve(by=LEE, anyway=True)
    story.do(c.RecordSent(1), by=LEE).do(c.Correct(1, ref("w")), by=LEE)
    told = [line.what for line in history(CaseView(story.case, tuple(story.history), {}))]
    events = {type(recorded.event).__name__ for recorded in story.history}
    assert not events & set(told)
    assert "took the question back" in told
