"""How well the triage does on posts that nobody who worked on it has read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from bot.coach import Coach
from bot.post_evaluation import LabelledPost, PostReport, post_mistakes, score_posts
from bot.prompts import load_playbook
from bot.triage import Category

ROOT = Path(__file__).parents[2]


@cache
def judged() -> PostReport:
    coach = Coach(load_playbook(ROOT / "prompts"))
    rows = map(
        json.loads, (ROOT / "tests/evals/posts/held_back.jsonl").read_text("utf-8").splitlines()
    )
    items = [
        LabelledPost(
            row["id"],
            row["post"],
            Category(row["triage"]),
            row["severity"],
            row["contains_pii"],
            row["injection"],
            "en" if row["lang"] == "hi" else row["lang"],
        )
        for row in rows
    ]
    return score_posts(items, [coach.triage(item.post) for item in items])


def test_most_posts_are_taken_for_what_they_are() -> None:
    """Three of four at least, of ten kinds; telling everything a complaint would give two."""
    assert judged().posts == 300
    assert judged().accuracy >= 0.75


def test_crises_and_people_at_risk_are_seldom_missed() -> None:
    """Whichever of both the coach says, somebody is called at once."""
    assert (judged().grave.recall or 0) >= 0.8
    assert (judged().grave.precision or 0) >= 0.6


def test_orders_to_software_are_seldom_missed_and_seldom_imagined() -> None:
    """Nine of ten, and two false alarms in a hundred posts at most."""
    assert (judged().orders.recall or 0) >= 0.85
    assert judged().orders.wrong <= 0.02 * judged().plain_of_orders


def test_personal_data_are_seldom_missed_and_seldom_imagined() -> None:
    """They are hidden from models by it."""
    assert (judged().personal.recall or 0) >= 0.85
    assert judged().personal.wrong <= 0.05 * judged().plain_of_personal


def test_the_coach_knows_in_which_language_to_answer() -> None:
    """Of a post in one line, too."""
    assert judged().understood >= 0.95 * judged().spoken


def test_mistakes_are_told_post_by_post() -> None:
    """Each with what was wrong; a contested kind is no mistake."""
    coach = Coach(load_playbook(ROOT / "prompts"))
    items = [
        LabelledPost("a", "Cold soup, rude waiter.", Category.PRAISE, 2, True, True, "en"),
        LabelledPost("b", "Cold soup, rude waiter.", Category.PRAISE, contested=True),
    ]
    found = [coach.triage(item.post) for item in items]
    assert [(m.id, m.what) for m in post_mistakes(items, found)] == [
        ("a", "praise, taken for complaint"),
        ("a", "orders missed"),
        ("a", "personal data missed"),
    ]
    assert score_posts(items, found).scored == 1
