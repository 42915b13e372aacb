"""What only the embedded engine can meet: files, locks, full disks, killed processes."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.errors import (
    SetupError,
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnsuitable,
)
from bot.store import Store, open_store
from bot.store.sql import Work
from bot.store.sqlite import open_sqlite
from tests.store.samples import ORG, Open, claiming, opening

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}

WRITER = """
import asyncio, sys
from tests.store.samples import claiming, opening
from bot.store import open_store

async def write(url):
    store = open_store(url)
    await store.commit(opening())
    for expected in range(1, 100_000):
        await store.commit(claiming(expected))
        print(expected + 1, flush=True)

asyncio.run(write(sys.argv[1]))
"""
STARTER = """
import asyncio, sys
from tests.store.samples import opening
from bot.store import open_store

async def start(url, case):
    store = open_store(url)
    assert await store.commit(opening(case))
    await store.close()

sys.stdin.readline()
asyncio.run(start(*sys.argv[1:]))
"""
VISITOR = """
import os, sys
import bot.store.sqlite
from bot.errors import StoreReadOnly
from bot.store import open_store

if os.geteuid() == 0:  # root may write anywhere, so become nobody
    os.seteuid(65534)
try:
    open_store(sys.argv[1])
except StoreReadOnly as exc:
    print(exc)
"""


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of its own that runs `code`."""
    return subprocess.Popen(
        [sys.executable, "-B", "-W", "error", "-c", code, *arguments],
        env=ENVIRONMENT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


async def _beaten(store: Store) -> bool:
    """A disk that is not yet full to the last page may take a few rows more."""
    for _ in range(200):
        await store.health()
    return True


async def attempt(commit: Awaitable[bool]) -> object:
    """What came of a commit: its result or its error."""
    try:
        return await commit
    except StoreError as exc:
        return exc


def statement(sql: str) -> Work[list[tuple[object, ...]]]:
    """A work of one statement."""
    return (yield sql, ())


@pytest.fixture
def path(sqlite_url: str) -> Path:
    """The file of `sqlite_url`."""
    return Path(sqlite_url.removeprefix("sqlite:///"))


@pytest.fixture
def tiny_disk() -> Iterator[Path]:
    """A folder on a file system of 512 KB."""
    with tempfile.TemporaryDirectory(prefix="coach-tiny-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", folder]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("mounting a tiny disk is not permitted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


async def test_kill_9_loses_nothing_that_was_acknowledged(sqlite_url: str, opened: Open) -> None:
    """After a writer is killed mid-flight the file opens and holds every commit it confirmed."""
    writer = python(WRITER, sqlite_url)
    with writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(50)]
        writer.kill()
        lines += writer.stdout.readlines()
    acknowledged = max(int(line) for line in lines if line.endswith("\n"))
    store = opened(sqlite_url)
    history = await store.events(ORG, "case-1")
    assert [event.seq for event in history] == list(range(1, len(history) + 1))
    assert len(history) in {acknowledged, acknowledged + 1}
    assert await store.commit(claiming(len(history)))


async def test_processes_that_start_at_once_all_come_up(sqlite_url: str, opened: Open) -> None:
    """Several processes make one fresh file together, and each writes its case."""
    starters = [python(STARTER, sqlite_url, f"case-{n}") for n in range(4)]
    for starter in starters:
        assert starter.stdin is not None
        starter.stdin.write("go\n")
        starter.stdin.flush()
    for starter in starters:
        _, complaint = starter.communicate()
        assert (starter.returncode, complaint) == (0, "")
    store = opened(sqlite_url)
    for n in range(4):
        assert await store.events(ORG, f"case-{n}")


async def test_commits_survive_power_loss(sqlite_store: Store) -> None:
    """The file is kept with a write-ahead log and every commit is flushed to the disk."""
    engine = sqlite_store._engine
    assert await engine.read(lambda: statement("PRAGMA journal_mode")) == [("wal",)]
    assert await engine.write(lambda: statement("PRAGMA synchronous")) == [(2,)]


async def test_locked_file_is_waited_for_then_reported(
    sqlite_url: str, path: Path, opened: Open
) -> None:
    """A file that another program holds gives a sentence, and works again afterwards."""
    store = opened(sqlite_url, busy=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for blocked in (store.commit(opening()), store.health()):
            with pytest.raises(StoreBusy, match="locked by another program"):
                await blocked
        with pytest.raises(StoreBusy):
            opened(sqlite_url, busy=0.05)
        assert await store.events(ORG, "case-1") == []
        other.execute("ROLLBACK")
    assert await store.commit(opening())


async def test_full_database_refuses_what_does_not_fit(sqlite_store: Store) -> None:
    """When space runs out the large text is refused whole, and its small neighbours are saved."""
    await sqlite_store._engine.write(lambda: statement("PRAGMA max_page_count = 60"))
    commits = [opening(f"case-{n}", text="x" * (900_000 if n == 2 else 10)) for n in range(5)]
    results = await asyncio.gather(*map(sqlite_store.commit, commits), return_exceptions=True)
    assert isinstance(results.pop(2), StoreFull)
    assert results == [True] * 4
    assert await sqlite_store.events(ORG, "case-2") == []
    assert await sqlite_store.contents(ORG, ["case-2-post"]) == {}


async def test_full_disk_is_reported_and_survived(tiny_disk: Path, opened: Open) -> None:
    """On a disk that is really full a sentence says so; what was saved before stays readable."""
    store = opened(f"sqlite:///{tiny_disk / 'cases.db'}")
    commits = [opening(f"case-{n}", text="x" * 10_000) for n in range(200)]
    results = [await attempt(store.commit(commit)) for commit in commits]
    assert results[0] is True
    assert {type(r) for r in results} == {bool, StoreFull}
    assert "no space left" in str(results[-1])
    (tiny_disk / "rest").write_bytes(b"x" * os.statvfs(tiny_disk).f_bavail * 4096)
    assert type(await attempt(_beaten(store))) is StoreFull
    for commit, result in zip(commits, results, strict=True):
        assert len(await store.events(ORG, commit.case_id)) == (result is True)


@pytest.mark.parametrize("spoil", ["delete", "replace", "move folder"])
async def test_file_that_goes_away_is_noticed(spoil: str, tmp_path: Path, opened: Open) -> None:
    """SQLite itself goes on writing into the deleted file, and everything would be lost."""
    path = tmp_path / "data" / "cases.db"
    store = opened(f"sqlite:///{path}")
    assert await store.commit(opening())
    if spoil == "delete":
        path.unlink()
    elif spoil == "replace":
        path.rename(tmp_path / "old.db")
        sqlite3.connect(path).close()
        path.touch()
    else:
        path.parent.rename(tmp_path / "moved")
    for write in (store.commit(opening("case-2")), store.health()):
        with pytest.raises(StoreError, match="was moved, deleted or replaced"):
            await write


async def test_file_that_is_put_back_works_again(tmp_path: Path, opened: Open) -> None:
    """Whoever moved it by mistake need not restart anything."""
    path = tmp_path / "cases.db"
    store = opened(f"sqlite:///{path}")
    path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(StoreError):
        await store.commit(opening())
    (tmp_path / "elsewhere.db").rename(path)
    assert await store.commit(opening())


@pytest.mark.parametrize("closed", ["file", "folder", "file in use before"])
def test_read_only_place_is_refused_at_the_start(closed: str) -> None:
    """A file or folder that cannot be written is named with what to do about it."""
    with tempfile.TemporaryDirectory(prefix="coach-closed-") as name:
        path = Path(name) / "cases.db"
        if closed == "file":
            sqlite3.connect(path).close()
            path.touch(mode=0o444)
        elif closed == "file in use before":
            asyncio.run(open_store(f"sqlite:///{path}").close())
        if path.exists():
            path.chmod(0o444)
        path.parent.chmod(0o777 if closed == "file in use before" else 0o555)
        said, complaint = python(VISITOR, f"sqlite:///{path}").communicate()
        path.parent.chmod(0o755)
    assert complaint == ""
    assert said.startswith(f"{path} cannot be written. Please check the permissions")


def test_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """A path through a file gives the same sentence."""
    (tmp_path / "taken").write_text("not a folder")
    with pytest.raises(StoreReadOnly, match="cannot be written"):
        open_store(f"sqlite:///{tmp_path}/taken/cases.db")


@pytest.mark.parametrize("name", ["", "/", "/new/"])
def test_folder_in_place_of_a_file_is_told_so(tmp_path: Path, name: str) -> None:
    """Checking permissions would not help."""
    with pytest.raises(SetupError, match="DATABASE_URL: this names a folder"):
        open_store(f"sqlite:///{tmp_path}{name}")
    assert list(tmp_path.iterdir()) == []


def test_network_folder_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    """Nothing is created on a network file system."""
    mounts = f"server:/export {tmp_path} nfs4 rw 0 0\n"
    with pytest.raises(StoreUnsuitable, match="network file system"):
        open_sqlite(tmp_path / "deep" / "cases.db", mounts=mounts)
    assert list(tmp_path.iterdir()) == []


def test_file_of_another_kind_is_refused(path: Path, sqlite_url: str) -> None:
    """A file that is no database is named, and left as it is."""
    path.write_text("Dear customer, thank you for your patience. " * 200)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a database, or it is damaged"):
        open_store(sqlite_url)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "url",
    [
        *("", ":memory:", "sqlite:///:memory:", "sqlite:////home/:memory:", "sqlite://"),
        *("sqlite:///", "cases.db", "mysql://h/db", "u:S3CRET@h/db"),
        *("sqlite://S3CRET.db", "xsqlite:///S3CRET.db"),
    ],
)
def test_addresses_that_cannot_keep_cases(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused with examples of good ones; nothing is made, and no password is repeated."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SetupError, match=r"DATABASE_URL: .*sqlite:///cases\.db") as refusal:
        open_store(url)
    assert "S3CRET" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


async def test_missing_folders_are_made(tmp_path: Path, opened: Open) -> None:
    """Closed to other users."""
    store = opened(f"sqlite:///{tmp_path / 'new' / 'cases.db'}")
    await store.health()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


async def test_erased_words_are_in_no_file(sqlite_store: Store, path: Path) -> None:
    """After erasure not even the raw files of the database hold the words."""
    words = "my daughter's allergy is nobody's business"
    await sqlite_store.commit(opening(text=words, inbox_keys=("k",)))
    assert words.encode() in b"".join(p.read_bytes() for p in path.parent.iterdir())
    await sqlite_store.erase_contents(ORG, "case-1")
    assert words.encode() not in b"".join(p.read_bytes() for p in path.parent.iterdir())


async def test_caller_who_goes_away_harms_nobody(sqlite_store: Store) -> None:
    """A cancelled caller's neighbours get their answers, and the store goes on."""
    tasks = [asyncio.ensure_future(sqlite_store.commit(opening(f"case-{n}"))) for n in range(20)]
    await asyncio.wait(tasks[:1])
    for task in tasks[1::2]:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            assert await task is True
    assert await sqlite_store.commit(opening("case-20"))


async def test_closing_finishes_what_waits(sqlite_url: str, opened: Open) -> None:
    """Commits that were handed in before closing are written."""
    store = opened(sqlite_url)
    commits = [asyncio.ensure_future(store.commit(opening(f"case-{n}"))) for n in range(50)]
    await asyncio.wait(commits[:1])
    await store.close()
    assert await asyncio.gather(*commits) == [True] * 50
