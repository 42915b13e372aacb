"""What a draft says against a published reply about the same problem, told where it is plain."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.coach import Coach
from bot.contradictions import Clash, ClashKind, Reply, contradictions
from bot.prompts import load_playbook
from tests.serving import ROOT

AT = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(scope="module")
def coach() -> Coach:
    """The coach with the shipped prompts."""
    return Coach(load_playbook(ROOT / "prompts"))


def clashes(coach: Coach, ours: str, *theirs: str) -> list[Clash]:
    """What is told of a draft beside published replies of the same morning."""
    published = [Reply(text, coach.promises(text, AT)) for text in theirs]
    return contradictions(Reply(ours, coach.promises(ours, AT)), published)


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        (ClashKind.TIME, "We will refund it by Friday.", "We'll refund it by Monday."),
        (ClashKind.TIME, "It will be fixed by tomorrow noon.", "We will have it fixed tonight."),
        (ClashKind.TIME, "We'll refund you within 14 days.", "We'll refund you within 5 days."),
        (ClashKind.AMOUNT, "You get a €20 voucher.", "Everybody gets a €10 voucher from us."),
        (
            ClashKind.AMOUNT,
            "We give you 20% off the next bill.",
            "You'll have 10% off the next bill.",
        ),
        (ClashKind.REMEDY, "We can't refund the tickets.", "We will refund every ticket."),
        (ClashKind.REMEDY, "You will get a refund.", "We are sorry that we cannot refund this."),
        (ClashKind.STATE, "The app is still down.", "The app is working again since ten."),
        (ClashKind.STATE, "Die Störung ist noch nicht behoben.", "Die Störung wurde behoben."),
        (ClashKind.STATE, "Some card data was leaked.", "No card data was leaked."),
        (ClashKind.CAUSE, "It was caused by a burst pipe.", "It was caused by a power cut."),
        (ClashKind.CAUSE, "Die Ursache war ein Rohrbruch.", "Die Ursache war ein Stromausfall."),
    ],
)
def test_what_cannot_both_be_is_told(coach: Coach, kind: ClashKind, ours: str, theirs: str) -> None:
    """With the words of both."""
    assert clashes(coach, f"Thank you. {ours} Mia", f"We're sorry. {theirs} Lee") == [
        Clash(kind, ours, theirs)
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("We will refund it by Friday.", "We will refund it by Friday."),
        ("We'll answer here by Friday.", "We'll answer here by Monday."),
        ("I will call you back by Friday.", "I'll call you by Monday."),
        ("We refund your £40 today.", "We refund your £25 today."),
        ("The app is working again.", "The app is still down, we are on it."),
        ("We will refund it by Friday.", "Thank you. What would put this right for you?"),
        ("We refund you by Friday.", "We will replace the lamp by Monday."),
        ("We'll refund you within 5 days.", "We'll refund you by Monday."),
        ("If it is still down tomorrow, tell us.", "The app is working again."),
        ("It was due to a power cut.", "It was caused by the power cut in Norwick."),
        ("Sorry for the wait due to our delay.", "It was caused by a burst pipe."),
        ("You get a €20 voucher.", "The €10 fee is on us."),
        ("We can't refund it twice, but once.", "We will refund it."),
        ("You'll have 10% off the bill.", "You get a €10 discount."),
        ("Is it still down at yours?", "It is fixed."),
        ("", "We'll refund it by Monday."),
    ],
)
def test_what_can_both_be_is_left_alone(coach: Coach, ours: str, theirs: str) -> None:
    """A false alarm is worse than a miss."""
    assert clashes(coach, ours, theirs) == []


def test_each_kind_is_told_once(coach: Coach) -> None:
    """The first reply that was given counts, the latest first."""
    found = clashes(
        coach,
        "We will refund it by Friday. The app is still down.",
        "We'll refund it by Monday.",
        "We'll refund it by Tuesday. The app is working again.",
    )
    assert [(clash.kind, clash.theirs) for clash in found] == [
        (ClashKind.TIME, "We'll refund it by Monday."),
        (ClashKind.STATE, "The app is working again."),
    ]
