"""The `coach` command."""

from __future__ import annotations

import asyncio
import codecs
import io
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from bot import __version__, contract, terminal
from bot.case import CaseStatus
from bot.casebook import Casebook
from bot.cli_eval import evaluate
from bot.cli_learn import learn_examples
from bot.cli_manifest import manifest
from bot.coach import Coach
from bot.desk import CareDesk
from bot.errors import BadInput, CoachError
from bot.history import history
from bot.opening import house
from bot.people import HOME
from bot.prompts import load_playbook
from bot.review_card import review_card
from bot.settings import load_settings
from bot.store import Store, open_store
from bot.text import MAX_CHARACTERS, decoded

BAD_INPUT = 2
_READ_AT_MOST = 8 * MAX_CHARACTERS  # bytes; twice what the longest text can have
_NO_CASES = "No cases yet. `coach serve` opens the playground."
_NOTHING_DUE = "Nothing is due today."
_PROGRESS_FROM = 1_000_000  # bytes; shorter runs are over before a bar can be read

T = TypeVar("T")


def main() -> None:
    """Entry point; an error of ours becomes one sentence on standard error."""
    _prepare_streams()
    try:
        coach(standalone_mode=False)
    except CoachError as exc:
        click.echo(f"{exc}", err=True)
        sys.exit(BAD_INPUT if isinstance(exc, BadInput) else 1)
    except click.ClickException as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except OSError as exc:
        _give_up_output()
        click.echo(f"Reading or writing failed: {exc.strerror or exc}.", err=True)
        sys.exit(1)


def _prepare_streams() -> None:
    """A closed standard input is an empty one; no character may stop the output."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - open until the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _give_up_output() -> None:
    """Send what is still buffered nowhere, or Python would fail again at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Commands(click.Group):
    """Ends quietly where the reader of a pipe has gone; click would end with 1 by itself."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _give_up_output()
            sys.exit(141)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="coach")
def coach() -> None:
    """Response Coach helps you answer unhappy customers in public."""


coach.add_command(evaluate)
coach.add_command(learn_examples)
coach.add_command(manifest)


@dataclass(frozen=True, slots=True)
class Given:
    """What `draft`, `triage` and `check` have in common on the command line.

    `offline` leaves the model out, where one is configured.
    """

    text: tuple[str, ...]
    as_json: bool
    jsonl: IO[bytes] | None
    offline: bool
    platform: str
    brand: str
    facts: tuple[str, ...]

    def item(self, key: str, what: str) -> contract.Json:
        """The one text as an item of the contract, under `key`."""
        words = _one(self.text, what)
        return {
            key: words,
            "platform": self.platform,
            "brand": self.brand,
            "facts": list(self.facts),
        }


def _text_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gather the options that three commands share into one `Given`."""

    @click.argument("text", nargs=-1)
    @click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")
    @click.option("--jsonl", type=click.File("rb"), help="One JSON item a line; - is stdin.")
    @click.option("--offline", is_flag=True, help="Cues and composer only, no model.")
    @click.option("--platform", default="", help="Where the post stands (google, x, …).")
    @click.option("--brand", default="", help="Which profile answers.")
    @click.option("--fact", "facts", multiple=True, help="What is known: “checking: the bill”.")
    @wraps(command)
    def gathered(**options: Any) -> None:
        common = {field.name: options.pop(field.name) for field in fields(Given)}
        command(Given(**common), **options)

    return gathered


@coach.command()
@_text_options
def draft(given: Given) -> None:
    """Draft a reply to a customer's post (given here or on standard input)."""
    judge = _judge(given)
    if given.jsonl:
        return _run_jsonl(judge, "draft", given.jsonl)
    item = given.item("post", "post")
    if given.as_json:
        return _print_json(contract.answer(judge, "draft", item))
    return click.echo(terminal.card(review_card(contract.drafted(judge, item), judge.playbook)))


@coach.command()
@_text_options
def triage(given: Given) -> None:
    """Say what kind of post this is, and why."""
    judge = _judge(given)
    if given.jsonl:
        return _run_jsonl(judge, "triage", given.jsonl)
    item = given.item("post", "post")
    if given.as_json:
        return _print_json(contract.answer(judge, "triage", item))
    told = terminal.triage(*contract.triaged(judge, item), judge.playbook, given.brand)
    return click.echo(told)


@coach.command()
@_text_options
@click.option("--post", default="", help="The customer's post that the reply answers.")
@click.option("--at", default="", help="When the reply is written (ISO 8601); now if not given.")
@click.option("--tz", default="", help="Time zone, such as Europe/Berlin; TIME_ZONE if not given.")
def check(given: Given, post: str, at: str, tz: str) -> None:
    """Check a reply before it goes out."""
    judge = _judge(given)
    if given.jsonl:
        return _run_jsonl(judge, "check", given.jsonl)
    item = {**given.item("reply", "reply"), "customer_post": post, "at": at, "tz": tz}
    zone = load_settings().zone
    if given.as_json:
        return _print_json(contract.answer(judge, "check", item, zone=zone))
    reading, promises = contract.checked(judge, item, zone=zone)
    return click.echo(terminal.checked(reading, promises))


@coach.command()
@click.argument("case_id", required=False)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([str(status) for status in CaseStatus]),
    help="Only these; may be given several times.",
)
@click.option("--due", is_flag=True, help="Only what is due now or today, the soonest first.")
@click.option("--incident", help="The timeline of a case (by its id) and of others like it.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one case a line.")
def cases(
    case_id: str | None,
    statuses: tuple[str, ...],
    due: bool,
    incident: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the cases, or show one with its promises, clocks and history."""

    async def listed(desk: CareDesk) -> None:
        if due:
            rows = await desk.after.due(HOME, limit=limit)
            rows = [(row, post) for row, post in rows if not statuses or row.status in statuses]
        else:
            rows = await desk.cases(HOME, statuses=statuses, limit=limit)
        if as_json:
            for row, post in rows:
                _print_json(contract.row_json(row, post), indent=None)
        else:
            empty = _NOTHING_DUE if due else _NO_CASES
            click.echo(terminal.case_list(rows, await desk.after.now(), empty=empty))

    async def told(desk: CareDesk) -> None:
        view = await desk.view(HOME, case_id or "")
        shown, now = review_card(view, desk.coach.playbook), await desk.after.now()
        followed = terminal.followed(shown, terminal.next_reminder(view, now))
        parts = [terminal.card(shown), followed, terminal.case_history(history(view))]
        click.echo("\n\n".join(filter(None, parts)))

    async def timeline(desk: CareDesk) -> None:
        click.echo(terminal.case_history(await desk.incidents.timeline(HOME, incident or "")))

    _at_the_desk(timeline if incident else told if case_id else listed)


@coach.group(invoke_without_command=True)
@click.pass_context
def jobs(context: click.Context) -> None:
    """Show jobs that were given up; `retry` or `discard` them."""
    if context.invoked_subcommand is None:
        stuck = _in_the_store(lambda store: store.stuck_jobs())
        click.echo(terminal.stuck_jobs(stuck))


@jobs.command()
@click.argument("job_id", type=int)
def retry(job_id: int) -> None:
    """Let a stuck job start anew."""

    async def again(store: Store) -> bool:
        return await store.retry_job(job_id, now=await store.clock.now())

    _found(_in_the_store(again), job_id, "It will be tried again.")


@jobs.command()
@click.argument("job_id", type=int)
def discard(job_id: int) -> None:
    """Remove a stuck job for good."""
    _found(_in_the_store(lambda store: store.discard_job(job_id)), job_id, "It is gone.")


@coach.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Say what is configured, missing or stuck; exit 1 if something is wrong."""
    from bot.doctor import examine

    logging.getLogger("bot").addHandler(logging.NullHandler())  # the checks say it in their words
    found = asyncio.run(examine())
    if as_json:
        _print_json({"checks": found})
    else:
        click.echo(terminal.checks(found))
    if any(line["state"] == "problem" for line in found):
        sys.exit(1)


@coach.command()
def serve() -> None:
    """Run the bot: all surfaces that are configured, and the playground."""
    from bot.server import serve as run_server  # aiohttp takes a while to load

    settings = load_settings()
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    asyncio.run(run_server(settings, click.echo))


def _judge(given: Given) -> Coach:
    """The coach that draws on the model, where one is configured and wanted."""
    settings, offline = load_settings(), _coach()
    if given.offline or not settings.model:
        return offline
    from bot.online import online_coach

    return click.get_current_context().with_resource(online_coach(settings, offline))


def _coach() -> Coach:
    return Coach(load_playbook(load_settings().prompts))


def _in_the_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store for one piece of work."""

    async def run() -> T:
        store = open_store(load_settings().database)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


def _at_the_desk(work: Callable[[CareDesk], Awaitable[None]]) -> None:
    async def seated(store: Store) -> None:
        settings, coach = load_settings(), _coach()
        today = (await store.clock.now()).date()
        hours = house(coach.playbook.follow_up, settings.zone, today)
        casebook = Casebook(store, clock=store.clock, policy=settings.policy, house=hours)
        await work(CareDesk(casebook, coach))

    _in_the_store(seated)


def _one(words: tuple[str, ...], what: str = "post") -> str:
    """The text given as arguments, or else on standard input, as it is."""
    if words:
        return decoded(" ".join(words), what=what)
    if sys.stdin.isatty():
        click.echo(f"Paste the {what}, then press Ctrl-D:", err=True)
    return decoded(_whole(sys.stdin.buffer.read(_READ_AT_MOST)), what=what)


def _whole(given: bytes) -> str | bytes:
    """Without the half of a character at which reading stopped; bytes where it is no text."""
    if len(given) == _READ_AT_MOST:
        with suppress(UnicodeDecodeError):
            return codecs.getincrementaldecoder("utf-8")().decode(given)
    return given


def _found(found: bool, job_id: int, says: str) -> None:
    if not found:
        raise BadInput(f"No stuck job has the number {job_id}. `coach jobs` lists them.")
    click.echo(says)


def _print_json(value: contract.Json, *, indent: int | None = 2) -> None:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(contract.written(value, indent=indent, encoding=encoding))


def _run_jsonl(judge: Coach, task: str, source: IO[bytes]) -> None:
    """One result a line, in the order of the input; a bad line becomes an `error`, then exit 2."""
    bad, zone = 0, load_settings().zone
    recent: list[str] = []
    with _progress(source) as lines:
        for line in lines:
            if not line.strip():
                continue
            result = _answered(judge, task, line, zone=zone, recent=recent)
            bad += "error" in result
            _print_json(result, indent=None)
    if bad:
        raise BadInput(f"{bad} {'line' if bad == 1 else 'lines'} could not be used; see “error”.")


def _answered(judge: Coach, task: str, line: bytes, **about: Any) -> contract.Json:
    name: Any = None
    try:
        name = (item := contract.read_item(line)).get("id")
        return {"id": name, **contract.answer(judge, task, item, **about)}
    except BadInput as exc:
        return {"id": name, "error": str(exc)}


@contextmanager
def _progress(source: IO[bytes]) -> Iterator[Iterable[bytes]]:
    """The lines of `source`, with a bar on standard error where a person waits for many."""
    size = os.fstat(source.fileno()).st_size
    if not sys.stderr.isatty() or size < _PROGRESS_FROM:
        yield source
        return
    with click.progressbar(length=size, file=sys.stderr, label="Reading") as bar:

        def counted() -> Iterator[bytes]:
            for line in source:
                yield line
                bar.update(len(line))

        yield counted()
