"""The circuit breaker: after several failures in a row nobody is made to wait for the next one."""

from __future__ import annotations

from datetime import datetime, timedelta

_FAILURES = 5
_REST = timedelta(seconds=60)


class Breaker:
    """Closed, it lets every call through; open, none; after its rest, one call as a trial."""

    def __init__(self, *, failures: int = _FAILURES, rest: timedelta = _REST) -> None:
        self._limit, self._rest = failures, rest
        self._failed = 0
        self._open_until: datetime | None = None
        self._on_trial = False

    def admits(self, now: datetime) -> bool:
        """Whether a call may start; who is admitted reports `worked` or `failed` afterwards."""
        if self._open_until is None:
            return True
        if self._on_trial or now < self._open_until:
            return False
        self._on_trial = True
        return True

    def worked(self) -> None:
        """A call was answered: everybody may call again."""
        self._failed, self._open_until, self._on_trial = 0, None, False

    def failed(self, now: datetime, *, rest: timedelta | None = None) -> None:
        """A call was not answered; `rest` is how long the other side asked to be left alone."""
        self._failed += 1
        if rest is not None or self._on_trial or self._failed >= self._limit:
            until = now + (rest or self._rest)
            self._open_until = max(until, self._open_until or until)
        self._on_trial = False
