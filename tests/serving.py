"""Runs `coach serve` as its own process, for tests that need the real thing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Served:
    """A running server; `playground` and `public` are base URLs without a slash at the end."""

    process: subprocess.Popen[str]
    playground: str
    public: str

    def kill(self) -> None:
        """What a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def free_port() -> int:
    """A port that nothing listens on right now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """A clean environment: no settings of the machine, no keys."""
    kept = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
    return {**kept, "COACH_HOME": str(ROOT), "PYTHONWARNINGS": "error", **settings}


@contextmanager
def serving(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Start on free ports with a database in `folder`; ready when this yields, stopped after."""
    public, local = free_port(), free_port()
    chosen = {
        "DATABASE_URL": f"sqlite:///{folder / 'coach.db'}",
        "PORT": str(public),
        "PLAYGROUND_PORT": str(local),
        **(settings or {}),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT,
        env=environment(**chosen),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_ready(process)
        yield Served(process, f"http://127.0.0.1:{local}", f"http://127.0.0.1:{public}")
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if "playground: http" in line:
            return
    raise AssertionError(f"coach serve did not start:\n{''.join(said)}")
