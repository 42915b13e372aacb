"""Events of every release can be read for ever; those of a later release are left alone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from bot import codec
from bot.case import CaseStatus, DraftState, replay
from bot.codec import EVENT_TYPES, decode, decode_person
from bot.errors import NewerEvents, StoreError
from bot.events import Recorded

RELEASES = sorted((Path(__file__).parent.parent / "fixtures" / "releases").glob("*.json"))


def _history(path: Path) -> list[Recorded]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Recorded(
            "org",
            "case",
            row["seq"],
            datetime.fromisoformat(row["at"]),
            decode_person(row["actor"]) if row["actor"] else None,
            decode(row["type"], row["version"], row["data"]),
        )
        for row in rows
    ]


@pytest.mark.parametrize("path", RELEASES, ids=lambda p: p.stem)
def test_the_events_of_every_release_still_replay(path: Path) -> None:
    """The fixture of a release is never edited; its case must come out as it did then."""
    case = replay("org", "case", _history(path))
    assert case.status is CaseStatus.SOLVED
    assert [d.state for d in case.drafts] == [
        DraftState.REJECTED,
        DraftState.SUPERSEDED,
        DraftState.SENT,
        DraftState.AWAITING_REVIEW,
    ]
    assert case.triage
    assert case.triage.severity == 3


def test_the_fixture_of_this_release_holds_every_event_type() -> None:
    """Whoever adds an event adds it to a fixture, or a later release could break it unseen."""
    seen = {row["type"] for p in RELEASES for row in json.loads(p.read_text(encoding="utf-8"))}
    assert seen == set(EVENT_TYPES)


def test_an_event_of_a_newer_release_is_refused_in_words() -> None:
    """Both an unknown type and a later version of a known one."""
    with pytest.raises(NewerEvents, match="newer release"):
        decode("CustomerDanced", 1, {})
    with pytest.raises(NewerEvents):
        decode("CaseClaimed", 99, {})


def test_upcasters_lift_old_data_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 0 of a claim had another shape; two steps later it reads as today's."""
    steps = {
        ("DraftSuperseded", -1): lambda data: {"draft": data["old"], "new": data["new"]},
        ("DraftSuperseded", 0): lambda data: {"draft": data["draft"], "by": data["new"]},
    }
    monkeypatch.setattr(codec, "UPCASTERS", steps)
    event = decode("DraftSuperseded", -1, {"old": 1, "new": 2})
    assert event == EVENT_TYPES["DraftSuperseded"](draft=1, by=2)  # type: ignore[call-arg]


def test_a_damaged_event_is_an_error_that_names_its_type() -> None:
    """Never a half-read case."""
    with pytest.raises(StoreError, match="DraftSuperseded"):
        decode("DraftSuperseded", 1, {"draft": "one"})
    with pytest.raises(StoreError, match="DraftSuperseded"):
        decode("DraftSuperseded", 0, {"draft": 1, "by": 2})


def test_a_damaged_person_is_an_error_in_words() -> None:
    """Whoever acted cannot be guessed."""
    with pytest.raises(StoreError, match="cannot be read"):
        decode_person({"id": 5})
