"""`coach learn`: teaches the offline reader the examples of `prompts/examples`."""

from __future__ import annotations

import click

from bot.errors import SetupError
from bot.example_files import digest, load_classes, save_weights, taught
from bot.learning import learn
from bot.settings import load_settings


@click.command("learn")
def learn_examples() -> None:
    """Learn from prompts/examples (and the rubric's own), after somebody has changed them.

    It takes about a minute. Then `coach eval` tells what it made better or worse.
    """
    prompts = load_settings().prompts
    folder = prompts / "examples"
    examples = taught(prompts)
    if not examples:
        raise SetupError("there are no examples (*.txt) to learn from", file=str(folder))
    classes = load_classes(folder)
    with click.progressbar(length=1, label=f"{len(examples)} examples") as bar:

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        weights = learn(examples, classes, digest(examples, classes), told)
    path = save_weights(folder, weights)
    click.echo(f"{len(weights.features)} features in {path}.")
