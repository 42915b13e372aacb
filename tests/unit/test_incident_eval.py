"""How well posts about the same problem are joined, on labelled posts; precision comes first."""

from __future__ import annotations

from bot.coach import Coach
from bot.prompts import load_playbook
from tests.incident_eval import labelled, measured
from tests.serving import ROOT


def test_what_is_joined_belongs_together() -> None:
    """Few are joined wrongly, and most that belong together are found, on posts kept aside too."""
    posts = labelled(Coach(load_playbook(ROOT / "prompts")))
    for name in ("dev", "held"):
        score = measured(post for post in posts if post.set == name)
        assert score.precision >= 0.97, name
        assert score.recall >= 0.8, name
