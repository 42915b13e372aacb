"""`coach serve` as an operator meets it."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.serving import ROOT, Served, environment, free_port, serving

PASTA = "45 minutes for cold pasta and the waiter laughed at us. Never again."


def get(url: str) -> tuple[int, str]:
    """Status and body."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - loopback only
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def open_case(served: Served, post: str) -> str:
    """Paste a post as the form does; the address of its case."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{served.playground}/", timeout=10) as page:
        form = page.read().decode()
    action = re.search(r'<form[^>]+action="([^"]+)"[^>]*>(?:(?!</form>).)*name="text"', form, re.S)
    assert action
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    data = urlencode({**hidden, "text": post}).encode()
    request = urllib.request.Request(f"{served.playground}{action[1]}", data)  # noqa: S310
    request.add_header("Origin", served.playground)
    with browser.open(request, timeout=10) as page:
        return str(page.url)


def failing(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A server that does not start: exit code 1, and a sentence."""
    ports = {"PORT": str(free_port()), "PLAYGROUND_PORT": str(free_port())}
    url = f"sqlite:///{folder}/other.db"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT,
        env=environment(**{"DATABASE_URL": url, **ports, **settings}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done


def drafts(folder: Path) -> int:
    """How many drafts the database holds."""
    with sqlite3.connect(folder / "coach.db") as db:
        (count,) = db.execute("SELECT COUNT(*) FROM events WHERE type = 'DraftProposed'").fetchone()
    db.close()
    return int(count)


def let_leases_run_out(folder: Path) -> None:
    """What the passing of time does to the jobs of a dead process."""
    with sqlite3.connect(folder / "coach.db") as db:
        db.execute("UPDATE jobs SET run_at = 0")
    db.close()


def wait_for_draft(case: str) -> None:
    """Ask for the case until its draft stands; a server that never drafts fails by timeout."""
    for _ in range(2_000):
        _, page = get(case)
        if "Reading the post" not in page:
            return
    raise AssertionError("no draft appeared")


def test_health_metrics_and_what_the_public_listener_does_not_serve(tmp_path: Path) -> None:
    """The playground and the metrics are for this machine only."""
    with serving(tmp_path) as served:
        assert get(f"{served.public}/healthz") == (200, '{"status": "ok"}')
        assert get(f"{served.public}/readyz") == (200, '{"status": "ready"}')
        assert get(f"{served.public}/")[0] == 404
        assert get(f"{served.public}/metrics")[0] == 404
        status, numbers = get(f"{served.playground}/metrics")
        assert status == 200
        assert 'coach_jobs{state="stuck"} 0' in numbers


def test_a_database_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    """A load balancer stops sending, and the reason is there to read."""
    with serving(tmp_path) as served:
        holder = sqlite3.connect(tmp_path / "coach.db")
        holder.execute("BEGIN EXCLUSIVE")
        status, why = get(f"{served.public}/readyz")
        holder.close()
        assert status == 503
        assert json.loads(why)["why"].endswith(".")


def test_two_servers_on_one_file_both_work(tmp_path: Path) -> None:
    """A post given to one is seen by the other, and drafted once."""
    with serving(tmp_path) as one, serving(tmp_path) as two:
        case = open_case(one, PASTA)
        seen = case.replace(one.playground, two.playground)
        wait_for_draft(seen)
        open_case(two, "Lovely evening, thank you Marta!")
        assert get(seen)[0] == 200
    assert drafts(tmp_path) == 2


def test_kill_9_right_after_a_post_was_accepted(tmp_path: Path) -> None:
    """The next start finds the case and drafts it exactly once."""
    with serving(tmp_path) as served:
        case = open_case(served, PASTA)
        served.kill()
    let_leases_run_out(tmp_path)
    with serving(tmp_path) as again:
        wait_for_draft(case.replace(served.playground, again.playground))
    assert drafts(tmp_path) == 1


def test_sigterm_stops_it_in_good_order(tmp_path: Path) -> None:
    """Exit code 0, and a sentence instead of a trace."""
    with serving(tmp_path) as served:
        served.process.send_signal(signal.SIGTERM)
        assert served.process.stdout
        rest = served.process.stdout.read()
        assert served.process.wait(15) == 0
    assert "Stopping" in rest
    assert "Traceback" not in rest


def test_a_file_deleted_under_the_server_is_noticed(tmp_path: Path) -> None:
    """Not ready, and a post is refused instead of being lost."""
    with serving(tmp_path) as served:
        case = open_case(served, PASTA)
        wait_for_draft(case)
        for path in tmp_path.glob("coach.db*"):
            path.unlink()
        status, why = get(f"{served.public}/readyz")
        assert status == 503
        assert "deleted" in json.loads(why)["why"]
        with pytest.raises(urllib.error.HTTPError) as refusal:
            open_case(served, PASTA)
        with refusal.value as page:
            assert page.code == 503
            assert "cold pasta" in page.read().decode()


@pytest.mark.parametrize("host", ["192.0.2.7", "a..b"])
def test_a_host_that_is_none_is_named_as_such(tmp_path: Path, host: str) -> None:
    """It is not the port's fault."""
    done = failing(tmp_path, HOST=host)
    assert done.stderr.startswith(f"HOST: {host} is no address of this machine")


@pytest.mark.parametrize("key", ["PORT", "PLAYGROUND_PORT"])
def test_a_port_in_use_is_one_sentence(tmp_path: Path, key: str) -> None:
    """It names the setting to change."""
    with serving(tmp_path) as served:
        taken = served.public if key == "PORT" else served.playground
        done = failing(tmp_path, **{key: taken.rsplit(":", 1)[1]})
    assert f"{key}: 127.0.0.1:" in done.stderr
    assert "Is another `coach serve` running?" in done.stderr
