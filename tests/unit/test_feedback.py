"""What people set aside is counted by the cue that flagged it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from bot import commands as c
from bot.contents import Content, ContentRef
from bot.feedback import Dismissal, Source, dismissals, most_dismissed
from bot.findings import Finding, FindingKind, Severity
from bot.views import CaseView, flag_key
from tests.cases import ALEX, MIA, START, Story, flag, ref

EXCUSE = Finding(
    FindingKind.EXCUSE, Severity.WARN, 0, 7, "It rained", "Why", "", "cues", "en.weather"
)


def set_aside(
    *, stored: Sequence[dict[str, Any]] | None, reason: str = "", again: Finding | None = None
) -> CaseView:
    """A case whose excuse was set aside; `stored` is kept with the draft, None where erased.

    `again` is what a second reading made of it later.
    """
    story = Story().open(by=ALEX)
    key = flag_key("case", EXCUSE)
    story.draft(flags=(flag(EXCUSE.kind, EXCUSE.severity, key),), by=MIA)
    why = ref(reason) if reason else None
    story.do(c.DismissFinding(1, key, why), by=MIA)
    texts: list[tuple[ContentRef, str, dict[str, Any]]] = []
    if stored is not None:
        texts.append((story.case.draft(1).content, "It rained.", {"findings": stored}))
    if why and stored is not None:
        texts.append((why, reason, {}))
    if again:
        raised = flag(again.kind, again.severity, flag_key("case", again))
        second = ref("")
        story.do(c.RecordRereading(1, story.digest(1), (raised,), second))
        texts.append((second, "", {"findings": [asdict(again)]}))
    kept = {one.id: Content(one, "", text, extra) for one, text, extra in texts}
    return CaseView(story.case, tuple(story.history), kept)


def test_a_dismissal_names_the_cue_and_its_reason() -> None:
    """From the findings that were kept with the draft."""
    (one,) = dismissals(set_aside(stored=[asdict(EXCUSE)], reason="It did rain"))
    assert one.source == Source(FindingKind.EXCUSE, "en.weather", "cues")
    assert one.source.name == "en.weather"
    assert one.reason == "It did rain"


def test_a_draft_of_an_earlier_release_has_no_cue() -> None:
    """Then kind and reader stand for it."""
    old = asdict(EXCUSE)
    del old["cue"]
    (one,) = dismissals(set_aside(stored=[old]))
    assert (one.source.name, one.reason) == ("excuse/cues", "")


def test_of_erased_words_the_kind_is_still_known() -> None:
    """It counts, without words and reason."""
    (one,) = dismissals(set_aside(stored=None, reason="It did rain"))
    assert (one.source.name, one.reason) == ("excuse/erased", "")


def test_what_a_second_reading_raised_later_is_still_found() -> None:
    """The first reading says what was set aside then."""
    raised = replace(EXCUSE, severity=Severity.BLOCK)
    (one,) = dismissals(set_aside(stored=[asdict(EXCUSE)], again=raised))
    assert one.source.cue == "en.weather"


def test_a_cue_by_another_name_does_not_bring_a_dismissed_finding_back() -> None:
    """The key is made of kind, severity and words."""
    assert flag_key("case", EXCUSE) == flag_key("case", replace(EXCUSE, cue="en.sky"))


def _dismissal(cue: str, minute: int, reason: str = "") -> Dismissal:
    source = Source(FindingKind.EXCUSE, cue, "cues")
    return Dismissal(source, START + timedelta(minutes=minute), reason)


def test_what_is_set_aside_most_comes_first() -> None:
    """Then by name, so that the list is the same each time."""
    found = [_dismissal("b", 1), _dismissal("c", 2), _dismissal("a", 3), _dismissal("c", 4)]
    assert [(one.source.cue, one.times) for one in most_dismissed(found)] == [
        ("c", 2),
        ("a", 1),
        ("b", 1),
    ]


def test_the_newest_three_reasons_are_kept_each_once() -> None:
    """On one line, shortened, the newest first, whatever the order of the cases."""
    reasons = ["third\nline", "first", "x" * 500, "second", "second"]
    minutes = [3, 9, 1, 5, 4]
    found = [_dismissal("a", at, why) for at, why in zip(minutes, reasons, strict=True)]
    (one,) = most_dismissed([*found, _dismissal("a", 20)])
    assert one.times == 6
    assert one.reasons == ("first", "second", "third line")
