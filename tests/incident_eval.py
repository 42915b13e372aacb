"""Measures how well posts about the same problem are joined: `python -m tests.incident_eval`.

`tests/evals/incidents.jsonl` holds made-up posts of made-up houses: `house`, `hours` (since the
first of them), `text`, `lang`, `problem` (posts of one house with the same one belong together;
empty: to nothing) and `set` (`dev`: looked at while the words were chosen; `held`: not).
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations

from bot.coach import Coach
from bot.incident_match import Told, can_join, same_problem
from bot.prompts import load_playbook
from tests.serving import ROOT

FILE = ROOT / "tests" / "evals" / "incidents.jsonl"
_START = datetime(2026, 11, 23, 8, tzinfo=UTC)
_UNRELATED = 1500  # posts of `prompts/posts`


@dataclass(frozen=True, slots=True)
class Post:
    """A labelled post as it is compared; `told` is None for a kind that is never joined."""

    id: str
    set: str
    house: str
    problem: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of posts that were joined rightly, wrongly, and not though they belong together."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was joined, how much belongs together."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of what belongs together, how much was joined."""
        return self.right / max(1, self.right + self.missed)


def labelled(coach: Coach) -> list[Post]:
    """The posts of the file, read as the coach reads them."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [
        Post(
            row["id"],
            row["set"],
            row["house"],
            row["problem"],
            _told(coach, row["id"], row["text"], row["hours"]),
        )
        for row in rows
    ]


def measured(posts: Iterable[Post]) -> Score:
    """Pairs within each house, after its posts came in one by one and were joined."""
    houses: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        houses[post.house].append(post)
    right = wrong = missed = 0
    for own in houses.values():
        groups = _joined(own)
        for one, other in combinations(own, 2):
            together = groups[one.id] == groups[other.id]
            belong = bool(one.problem) and one.problem == other.problem
            right += together and belong
            wrong += together and not belong
            missed += belong and not together
    return Score(right, wrong, missed)


def unrelated(coach: Coach) -> tuple[int, int]:
    """Of pairs of posts that have nothing to do with each other: how many are joined, of how many.

    They come from all trades, as if one house heard them in one hour.
    """
    texts = [
        line.split("|", 1)[-1].strip()
        for path in sorted((ROOT / "prompts" / "posts").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "|" in line and not line.startswith("#")
    ]
    random.Random(5).shuffle(texts)  # noqa: S311 - a sample, the same each time
    told = (_told(coach, str(n), text, 0) for n, text in enumerate(texts[:_UNRELATED]))
    known = [one for one in told if one]
    pairs = list(combinations(known, 2))
    return sum(same_problem(one, other) for one, other in pairs), len(pairs)


def _joined(posts: Sequence[Post]) -> dict[str, str]:
    """The incident of each post, by id; one that joins nothing stands by itself."""
    group = {post.id: post.id for post in posts}
    for number, post in enumerate(posts):
        earlier = [o for o in posts[:number] if o.told and post.told]
        alike = [o for o in earlier if post.told and o.told and same_problem(post.told, o.told)]
        for other in alike[:1]:
            group[post.id] = group[other.id]
    return group


def _told(coach: Coach, name: str, text: str, hours: float) -> Told | None:
    triage = coach.triage(text)
    at = _START + timedelta(hours=hours)
    return Told(name, coach.problem(text, triage), at, text=text) if can_join(triage) else None


def main() -> None:
    """Print the table."""
    coach = Coach(load_playbook(ROOT / "prompts"))
    posts = labelled(coach)
    print("set     pairs joined rightly  wrongly  missed  precision  recall")
    for name in ("dev", "held"):
        score = measured(post for post in posts if post.set == name)
        counts = f"{score.right:20}  {score.wrong:7}  {score.missed:6}"
        print(f"{name:6}{counts}  {score.precision:9.2f}  {score.recall:6.2f}")
    joined, pairs = unrelated(coach)
    print(f"Posts that have nothing to do with each other: {joined} of {pairs:,} pairs joined.")


if __name__ == "__main__":
    main()
