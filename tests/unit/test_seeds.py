"""The articles behind the product: what they warn of is flagged, what they advise passes.

Only the few words that matter are quoted; the frame around them is ours.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.findings import FindingKind, Severity, Verdict
from bot.prompts import load_playbook
from bot.readers import Reading, ReplyReader
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage

PLAYBOOK = load_playbook(Path(__file__).parents[2] / "prompts")
READER = ReplyReader(PLAYBOOK)
HOUSE = PLAYBOOK.profile("default")


def read(reply: str, post: str = "", triage: Triage | None = None) -> Reading:
    """A reply as the sample house would send it."""
    return READER.read(reply, Situation(HOUSE, post=post, triage=triage))


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (
            "Thanks for picking up. Could you remove your Twitter post?",
            FindingKind.DELETION_REQUEST,
        ),
        ("Please delete the tweet and we will ring you.", FindingKind.DELETION_REQUEST),
        ("Go to the gym… you will need it.", FindingKind.INSULT),
        ("We do not want your group to come back.", FindingKind.THREAT),
        ("I do not want you or your group back in my restaurant.", FindingKind.THREAT),
        ("I'm sorry you feel that way.", FindingKind.EMPTY_APOLOGY),
        ("I found you through your credit card.", FindingKind.PRIVACY_BREACH),
        ("We traced your name using the card payment.", FindingKind.PRIVACY_BREACH),
        ("I have messaged you on your private Facebook account.", FindingKind.PRIVACY_BREACH),
        ("Hello. We will call you. Please call us back.", FindingKind.PRIVATE_ONLY),
        ("We solve complaints only by phone.", FindingKind.PRIVATE_ONLY),
        ("It was the kitchen porter's first day.", FindingKind.EXCUSE),
        ("It was not that bad, it was one slow evening.", FindingKind.MINIMIZING),
        ("You are wrong, the soup was hot.", FindingKind.DENIAL),
    ],
)
def test_what_the_articles_warn_of_is_flagged(reply: str, kind: FindingKind) -> None:
    """Each bad exchange gets the kind that names what is wrong with it, and no pass."""
    reading = read(reply)
    assert kind in {f.kind for f in reading.findings}
    assert reading.verdict is not Verdict.PASS


@pytest.mark.parametrize(
    "reply",
    [
        "Thanks for your feedback and for coming to us with your concerns.",
        "It's our fault your driver's seat had a rip after the detailing.",
        "We're sorry for our carelessness, and we're sorry for how it has affected you.",
        "What suggestions do you have that can help us avoid this in the future?",
        "Thank you for sharing, caring, and for bringing it to our attention.",
        "We're fixing it today and will tell you here how it went.",
        "Could you tell us a little more, so that we understand how to improve?",
        "It was our mistake, we apologize, and dinner is on us whenever you like.",
    ],
)
def test_what_the_articles_advise_passes(reply: str) -> None:
    """Thanks, owning it, a plain apology, the repair and an open question are left alone."""
    assert read(reply).verdict is Verdict.PASS, read(reply).findings


def test_the_safe_mode_wins_over_always_taking_the_blame() -> None:
    """With an injury and nothing confirmed, “it's our fault” blocks; care and a next step pass."""
    post = "I slipped on your wet stairs and broke my wrist."
    hurt = Triage(Category.COMPLAINT, 4, Confidence.SURE, sensitivities=(Sensitivity.INJURY,))
    blamed = read("It's our fault that you fell, we're sorry for our carelessness.", post, hurt)
    kinds = {f.kind: f.severity for f in blamed.findings}
    assert kinds[FindingKind.PREMATURE_ADMISSION] is Severity.BLOCK
    careful = read(
        "We're sorry you were hurt on our stairs. What you describe is serious. Lina is looking "
        "into it herself and will answer you here by tomorrow noon.",
        post,
        hurt,
    )
    assert careful.verdict is Verdict.PASS, careful.findings
