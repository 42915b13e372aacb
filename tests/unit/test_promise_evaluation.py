"""What the figures of promises count, and that those of our own replies do not fall."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.promise_evaluation import (
    PromisedReply,
    Wanted,
    matched,
    promise_mistakes,
    score_promises,
)
from bot.promise_text import Promise
from tests.serving import ROOT
from tests.unit.test_promises import read

AT = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
REPLY = "We'll call you on Friday and send a new one."


def found(start: int, end: int, due: date | None = None) -> Promise:
    return Promise(REPLY[start:end], start, end, "", None, due)


def test_two_places_are_one_promise_where_they_share_half_of_the_shorter() -> None:
    """Each counts once, and who shares most goes first."""
    wanted = (Wanted(0, 24), Wanted(29, 43))
    assert matched(wanted, [found(0, 24), found(29, 43)]) == {0: 0, 1: 1}
    assert matched(wanted, [found(0, 43)]) == {0: 0}
    assert matched(wanted, [found(20, 30)]) == {}
    assert matched(wanted, [found(0, 10), found(2, 24)]) == {0: 1}


def test_hits_misses_and_dues_are_counted_by_language() -> None:
    """A due counts only among the promises that were found."""
    item = PromisedReply("a", REPLY, AT, (Wanted(0, 24, "2026-11-20"), Wanted(29, 43)), "en")
    other = PromisedReply("b", "Danke.", AT, (), "de")
    whole, languages = score_promises([item, other], [[found(0, 24, date(2026, 11, 27))], []])
    assert (whole.replies, whole.promises.recall, whole.promises.precision) == (2, 0.5, 1.0)
    assert (whole.due, whole.due_share, whole.conditional) == (0, 0.0, 1)
    assert languages["de"].promises.recall is None


def test_every_mistake_is_named() -> None:
    """A wrong due with both, a miss and a false alarm with their words."""
    item = PromisedReply("a", REPLY, AT, (Wanted(0, 24, "2026-11-20"),))
    mistakes = list(promise_mistakes([item], [[found(0, 24), found(29, 43)]]))
    assert [(m.error, m.words, m.wanted) for m in mistakes] == [
        ("due", "We'll call you on Friday", "2026-11-20"),
        ("false alarm", "send a new one", ""),
    ]
    assert [m.error for m in promise_mistakes([item], [[]])] == ["missed"]


def test_the_figures_of_the_labelled_replies_do_not_fall() -> None:
    """They were written apart, and the words were mended with their help: a lower bound only."""
    lines = (ROOT / "tests/evals/promises/first.jsonl").read_text("utf-8").splitlines()
    items = []
    for row in map(json.loads, lines):
        at = datetime.fromisoformat(row["at"]).astimezone(ZoneInfo(row["tz"]))
        wanted = [
            Wanted(start, start + len(one["text"]), one["due"] or "", one["conditional"])
            for one in row["promises"]
            for start in (row["reply"].index(one["text"]),)
        ]
        items.append(PromisedReply(row["id"], row["reply"], at, tuple(wanted), row["lang"]))
    whole, _ = score_promises(items, [read(item.reply, item.at) for item in items])
    assert (whole.promises.recall or 0) >= 0.95
    assert (whole.promises.precision or 0) >= 0.95
    assert (whole.due_share or 0) >= 0.95
