"""`coach manifest`: what a platform has to know of this app."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from bot import contract
from bot.settings import load_settings
from bot.yamlfile import written_yaml

_NEXT_IN_SLACK = (
    "Next: https://api.slack.com/apps, Create New App, From a manifest; README has the rest."
)
_NEXT_IN_TEAMS = "Next: in Teams, Apps, Manage your apps, Upload an app; README has the rest."


@click.group()
def manifest() -> None:
    """Write what a platform has to know of this app."""


@manifest.command("slack")
@click.option("--url", default="", help="Your public address (https://…); else Socket Mode.")
@click.option("-o", "--output", type=click.File("w", "utf-8", lazy=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of YAML.")
def slack_manifest(url: str, output: IO[str], as_json: bool) -> None:
    """Write the Slack app manifest: exactly the permissions and events that are used."""
    from bot.slack.manifest import manifest as of_slack

    app = of_slack(url)
    output.write(contract.written(app, indent=2) + "\n" if as_json else written_yaml(app))
    if output.name != "-":
        click.echo(f"{output.name} is written. {_NEXT_IN_SLACK}", err=True)


@manifest.command("teams")
@click.option("--website", default="", help="Your company's website; Teams shows who runs the app.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("response-coach-teams.zip"),
    show_default=True,
)
def teams_manifest(website: str, output: Path) -> None:
    """Write the Teams app package: manifest and icons, zipped, with what is used and no more."""
    from bot.teams.manifest import package

    output.write_bytes(package(load_settings(), website))
    click.echo(f"{output} is written. {_NEXT_IN_TEAMS}", err=True)
