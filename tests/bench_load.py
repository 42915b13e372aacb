"""Sends many requests to a server under measurement, and runs the processes beside it."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving import ROOT, environment

LANES = 32
Request = Callable[[str], bytes]  # makes a whole request for a host


@dataclass
class Sent:
    """What came of the requests: milliseconds from when each was due, by kind, and statuses."""

    took: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, kind: str, status: int, milliseconds: float) -> None:
        self.took.setdefault(kind, []).append(milliseconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def all(self) -> list[float]:
        return sorted(one for some in self.took.values() for one in some)

    @property
    def told(self) -> str:
        """The statuses, and how often each came."""
        return " ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))


def percentile(times: list[float], percent: int) -> float:
    """The time within which so many of a hundred were done."""
    times = sorted(times)
    return times[min(len(times) - 1, len(times) * percent // 100)]


class Lane:
    """One kept connection with one request under way."""

    def __init__(self, url: str) -> None:
        self._name, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80

    async def send(self, request: Request) -> int:
        """The status of the answer."""
        if not hasattr(self, "_reader"):
            self._reader, self._writer = await asyncio.open_connection(self._name, self._port)
        self._writer.write(request(f"{self._name}:{self._port}"))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        self.body = await self._reader.readexactly(length)
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        if hasattr(self, "_writer"):
            self._writer.close()


async def at_rate(
    url: str, kinds: Mapping[str, Request], rate: int, seconds: int, *, mix: Sequence[str] = ()
) -> Sent:
    """Open loop: a request is late from the moment it was due, however long others take.

    The kinds come in turn, or in the order of `mix`.
    """
    sent, names = Sent(), list(mix or kinds)
    begin, order = time.perf_counter() + 0.2, itertools.count()

    async def lane() -> None:
        one = Lane(url)
        while (number := next(order)) < rate * seconds:
            due = begin + number / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            name = names[number % len(names)]
            status = await one.send(kinds[name])
            sent.note(name, status, (time.perf_counter() - due) * 1000)
        one.close()

    await asyncio.gather(*(lane() for _ in range(LANES)))
    return sent


async def flood(
    url: str, kinds: Mapping[str, Request], count: int, *, mix: Sequence[str] = ()
) -> float:
    """Closed loop: requests a second that were answered well."""
    requests = [kinds[name] for name in mix or kinds]
    order, good = itertools.count(), itertools.count()

    async def lane() -> None:
        one = Lane(url)
        while (number := next(order)) < count:
            if await one.send(requests[number % len(requests)]) < 300:
                next(good)
        one.close()

    begin = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(LANES)))
    return next(good) / (time.perf_counter() - begin)


@contextmanager
def process(command: list[str], ready: str, folder: str, **settings: str) -> Iterator[str]:
    """A process that says where it listens in the first line that holds `ready`: that line."""
    with (Path(folder) / "log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=environment(**{**settings, "PYTHONWARNINGS": "ignore"}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert running.stdout
            yield next(one for one in running.stdout if ready in one)
        finally:
            running.terminate()
            running.communicate(timeout=20)


@contextmanager
def helper(peers: str, name: str, **settings: str) -> Iterator[str]:
    """One of the processes of a module of peers: the line in which it says where it listens."""
    with (
        tempfile.TemporaryDirectory() as folder,
        process([peers, name], "http", folder, **settings) as told,
    ):
        yield told.strip()
