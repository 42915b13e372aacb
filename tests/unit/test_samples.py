"""The sample posts of the playground, from post to draft."""

from __future__ import annotations

import pytest

from bot.findings import FindingKind, Severity
from bot.playbook import Sample
from bot.situation import Situation
from bot.triage import Category
from tests.unit.test_composer import composer, reply_reader
from tests.unit.test_triage_reader import book, reader

SAMPLES = book().samples
KINDS = [
    Category.COMPLAINT, Category.COMPLAINT, Category.QUESTION,
    Category.COMPLAINT, Category.PRAISE, Category.TROLL,
]  # fmt: skip


def situation(sample: Sample) -> Situation:
    return Situation(
        profile=book().profile(sample.brand),
        post=sample.post,
        triage=reader().triage(sample.post, platform=sample.platform),
        platform=book().platforms[sample.platform],
    )


def test_samples_show_different_kinds_places_and_brands() -> None:
    """Six posts: each brand and each platform once."""
    assert [reader().triage(s.post).category for s in SAMPLES] == KINDS
    assert len({s.brand for s in SAMPLES}) == len({s.platform for s in SAMPLES}) == 6
    assert all(not s.brand or s.brand in book().profiles for s in SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=[s.title for s in SAMPLES])
def test_sample_drafts_have_nothing_to_flag_but_slots(sample: Sample) -> None:
    """The composer's drafts pass the reader; at most a tip remains."""
    at = situation(sample)
    draft = composer().compose(at)
    assert draft is not None
    found = reply_reader().read(draft.text, at).findings
    assert [f for f in found if f.kind is not FindingKind.UNFILLED_SLOT
            and f.severity is not Severity.TIP] == []  # fmt: skip


def test_invented_contacts_only() -> None:
    """No sample profile names an address that could belong to somebody."""
    for profile in book().profiles.values():
        assert all(".example" in c for c in profile.contacts if "@" in c or "://" in c)
        assert ".example" in profile.senior_contact
