"""`make bench`, reading: how fast and good flags, triage and drafts are, beside other ways."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

from bot.coach import Coach
from bot.findings import GROUPS, Severity
from bot.post_files import load_posts
from bot.promises import read_promises
from bot.text import MAX_CHARACTERS
from tests.serving import ROOT

REPLY = (
    "Thank you for telling us about Friday evening. We are sorry that you waited 45 minutes and "
    "that the pasta was cold when it came; that is not the evening we want anybody to have here. "
    "Mia, who runs the floor, is talking to everyone who was on that night and will answer here "
    "by Monday noon. If you would rather talk, ask for her at the desk. You should not have had "
    "to ask twice for the bill either, and we were short-staffed, which is ours to solve. We want "
    "to get this right. What would put it right for you? Lina"
)
HOSTILE = (
    *"1_aA.!-([<{\"'@#+$€/é不…,\n ", "1 ", "1.", "1,", "1-", "a.", "a-", "a1", "A-", "€5 ", "a@",
    "x@y.", "http://", "www.", "Mr. ", ". ", ".\n", ", ", "$5", "12:", "do ", "what ", "so ",
    "we'll ", "i ", "will have to ", "You idiot! ", "you are so ", "we have refunded ", "sorry, ",
    "by Monday ", "I will call you by 5pm. ", "we will refund you €500 and ", "I ordered a b, ",
)  # fmt: skip
POST = "45 minutes for cold pasta and the waiter laughed at us. Never again."
EVERY = 16  # so many posts of prompts/posts are passed over for one that is timed
HELD_BACK = ROOT / "tests" / "evals" / "held_back.jsonl"

Judge = Callable[[str, str], bool]


def bench(coach: Coach) -> None:
    """Print every figure about reading."""
    _reading(coach)
    _posts(coach)
    _imports()
    _quality(coach)
    _hostile(coach)


def line(what: str, figure: str, target: str = "") -> None:
    """One figure."""
    print(f"  {what:<52} {figure:>16}  {target}")


def _reading(coach: Coach) -> None:
    from better_profanity import profanity
    from profanity_check import predict_prob

    reply = REPLY[:500]
    situation = coach.size_up(POST)
    print(f"Reading a reply of {len(reply)} characters")
    flags = _times(lambda: coach.flags(reply, situation), 1_000)
    everything = _times(lambda: coach.read(reply, situation), 400)
    learned = _times(lambda: predict_prob([reply]), 200)
    words = _times(lambda: profanity.contains_profanity(reply), 40)
    line("all offline flags, p50", f"{_p(flags, 50):.2f} ms", "target ≤ 1 ms")
    line("all offline flags, p99", f"{_p(flags, 99):.2f} ms", "target ≤ 5 ms")
    line("with assessment and verdict, p50", f"{_p(everything, 50):.2f} ms")
    line("alt-profanity-check, p50", f"{_p(learned, 50):.2f} ms")
    line("better-profanity, p50", f"{_p(words, 50):.2f} ms")
    line("flags / alt-profanity-check", f"{_p(flags, 50) / _p(learned, 50):.2f} x")
    line("flags / better-profanity", f"{_p(flags, 50) / _p(words, 50):.3f} x")


def _posts(coach: Coach) -> None:
    """Short and long posts of every kind, in all the languages of the examples."""
    from profanity_check import predict_prob

    posts = [example.post for example in load_posts(ROOT / "prompts" / "posts")][::EVERY]
    print(
        f"\nWhat is done with a post offline ({len(posts)} of prompts/posts, one after the other)"
    )
    triage = _each(coach.triage, posts)
    drafts = _each(lambda post: coach.draft(coach.size_up(post)), posts)
    learned = _each(lambda post: predict_prob([post]), posts)
    line("triage of a post, p50", f"{_p(triage, 50):.2f} ms")
    line("triage of a post, p99", f"{_p(triage, 99):.2f} ms")
    line(
        "draft of a post, with triage and reading, p50",
        f"{_p(drafts, 50):.2f} ms",
        "target ≤ 10 ms",
    )
    line("draft of a post, with triage and reading, p99", f"{_p(drafts, 99):.2f} ms")
    line("alt-profanity-check on a post, p50", f"{_p(learned, 50):.2f} ms", "(toxic or not)")
    line("triage / alt-profanity-check", f"{_p(triage, 50) / _p(learned, 50):.2f} x")


def _imports() -> None:
    print("\nImport, and memory after it (each in a process of its own, best of 3)")
    for module, target in (
        ("bot.readers", "target ≤ 0.3 s"),
        ("profanity_check", ""),
        ("better_profanity", ""),
    ):
        seconds, megabytes = min(_imported(module) for _ in range(3))
        line(module, f"{seconds:.2f} s, {megabytes:.0f} MB", target)


def _imported(module: str) -> tuple[float, float]:
    code = (
        "import sys, time, psutil, warnings; warnings.simplefilter('ignore'); "
        f"begin = time.perf_counter(); import {module}; "
        "print(time.perf_counter() - begin, psutil.Process().memory_info().rss / 2**20)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def _quality(coach: Coach) -> None:
    """Toxic or not, on replies that nobody tuned to."""
    from better_profanity import profanity
    from profanity_check import predict

    items = [json.loads(text) for text in HELD_BACK.read_text(encoding="utf-8").splitlines()]
    print(f"\nToxic language in {len(items)} held-back replies (`coach eval` tells the rest)")
    judges: dict[str, Judge] = {
        "our flags": lambda reply, post: _toxic(coach, reply, post),
        "alt-profanity-check": lambda reply, post: bool(predict([reply])[0]),
        "better-profanity": lambda reply, post: profanity.contains_profanity(reply),
    }
    for name, judge in judges.items():
        line(name, _measured(items, judge))


def _toxic(coach: Coach, reply: str, post: str) -> bool:
    return any(
        f.kind in GROUPS["toxic"] and f.severity is not Severity.TIP
        for f in coach.flags(reply, coach.size_up(post))
    )


def _measured(items: list[dict[str, Any]], judge: Judge) -> str:
    found = [(judge(i["reply"], i["customer_post"]), _labelled(i)) for i in items]
    right = sum(1 for said, is_so in found if said and is_so)
    precision = right / max(1, sum(1 for said, _ in found if said))
    recall = right / max(1, sum(1 for _, is_so in found if is_so))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"P {precision:.2f} R {recall:.2f} F1 {f1:.2f}"


def _labelled(item: dict[str, Any]) -> bool:
    return not GROUPS["toxic"].isdisjoint(item["labels"])


def _hostile(coach: Coach) -> None:
    """Short pieces repeated without an end; the server must not stand still for one text."""
    print(f"\nThe worst of {len(HOSTILE)} hostile texts of {MAX_CHARACTERS:,} characters")
    situation, at = coach.size_up(POST), datetime.now(UTC)
    words = coach.playbook.promises
    works: dict[str, tuple[Callable[[str], object], str]] = {
        "flagging it": (lambda text: coach.flags(text, situation), "target ≤ 200 ms"),
        "reading it as a reply": (lambda text: coach.read(text, situation), "target ≤ 1,000 ms"),
        "reading what it promises": (
            lambda text: read_promises(text, at=at, words=words),
            "target ≤ 1,000 ms",
        ),
        "triage of it as a post, draft and read": (
            lambda text: coach.draft(coach.size_up(text), asked=True),
            "target ≤ 1,000 ms",
        ),
    }
    for name, (work, target) in works.items():
        worst, piece = max((_once(work, piece), piece) for piece in HOSTILE)
        line(f"{name}: {piece!r}", f"{worst:.0f} ms", target)


def _once(work: Callable[[str], object], piece: str) -> float:
    """Milliseconds for the text that repeats `piece`."""
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    begin = time.perf_counter()
    work(text)
    return (time.perf_counter() - begin) * 1000


def _times(work: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after a warm-up."""
    for _ in range(5):
        work()
    gc.collect()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return sorted(times)


def _each(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of each text, after a warm-up."""
    following = cycle([*texts[-5:], *texts])
    return _times(lambda: work(next(following)), len(texts))


def _p(times: list[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]
