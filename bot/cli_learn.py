"""`coach learn`: teaches the offline readers the examples of `prompts/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from bot.descent import Told
from bot.errors import SetupError
from bot.example_files import digest, load_classes, load_weights, save_weights, taught
from bot.learned_promises import PromiseWeights
from bot.learning import learn
from bot.post_files import (
    learned_from,
    load_post_weights,
    load_posts,
    posts_digest,
    save_post_weights,
)
from bot.promise_files import (
    EXAMPLES,
    load_promise_examples,
    load_promise_weights,
    load_promise_words,
    promises_digest,
    save_promise_weights,
)
from bot.promise_learning import learn_promises
from bot.settings import load_settings
from bot.triage_reader import TriageRules
from bot.yamlfile import read_yaml

T = TypeVar("T")


@click.command("learn")
@click.option("--all", "everything", is_flag=True, help="Learn what has not changed, too.")
def learn_examples(everything: bool) -> None:
    """Learn from prompts/examples (replies), prompts/posts and prompts/promises/examples, after
    somebody has changed them.

    It takes a minute or two. Then `coach eval` tells what it made better or worse.
    """
    prompts = load_settings().prompts
    _learn_replies(prompts, everything)
    _learn_posts(prompts, everything)
    _learn_promises(prompts / "promises", everything)


def _learn_replies(prompts: Path, everything: bool) -> None:
    folder = prompts / "examples"
    examples = _some(taught(prompts), folder)
    classes = load_classes(folder)
    name = digest(examples, classes)
    if not everything and load_weights(folder).examples == name:
        return click.echo("The replies are as they were learned.")
    with _bar(f"{len(examples)} replies") as told:
        weights = learn(examples, classes, name, told)
    return click.echo(f"{len(weights.features)} features in {save_weights(folder, weights)}.")


def _learn_posts(prompts: Path, everything: bool) -> None:
    folder = prompts / "posts"
    examples = _some(load_posts(folder), folder)
    rules = read_yaml(prompts / "triage.yaml", TriageRules)
    if not everything and load_post_weights(folder).examples == posts_digest(examples, rules):
        return click.echo("The posts are as they were learned.")
    with _bar(f"{len(examples)} posts") as told:
        weights = learned_from(examples, rules, told)
    path = save_post_weights(folder, weights)
    return click.echo(f"{len(weights.posts.features)} features in {path}.")


def _learn_promises(folder: Path, everything: bool) -> None:
    examples, words = load_promise_examples(folder / EXAMPLES), load_promise_words(folder)
    name = promises_digest(examples, words)
    if not everything and load_promise_weights(folder / EXAMPLES).examples == name:
        return click.echo("The promises are as they were learned.")
    count = sum(len(replies) for replies in examples.values())
    with _bar(f"{count} replies with and without promises") as told:
        weights = PromiseWeights(name, learn_promises(examples, words, told))
    path = save_promise_weights(folder / EXAMPLES, weights)
    return click.echo(f"{len(weights.clauses.features)} features in {path}.")


def _some(examples: list[T], folder: Path) -> list[T]:
    if not examples:
        raise SetupError("there are no examples (*.txt) to learn from", file=str(folder))
    return examples


@contextmanager
def _bar(label: str) -> Iterator[Told]:
    with click.progressbar(length=1, label=label) as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield told
