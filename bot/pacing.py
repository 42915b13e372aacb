"""When the next call may go out. Pure: what time it is comes in as an argument."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

# A float is only good to so many seconds: who waited as told is let through.
_ROUNDING = 1e-5


@dataclass(frozen=True, slots=True)
class Rate:
    """One call every so many seconds, after a burst of a few at once.

    Within any `window` seconds at most `burst + window / every` calls are let through.
    """

    every: float
    burst: int

    @property
    def slack(self) -> float:
        """How many seconds of calls a burst takes in advance."""
        return (self.burst - 1) * self.every


class Pace:
    """One call every so many seconds for each key, after a burst of a few at once.

    `also` are further rates to keep to at the same time. Times are seconds on whatever clock the
    caller has. `keys` bounds what is remembered.
    """

    def __init__(
        self, *, every: float, burst: int, also: Sequence[Rate] = (), keys: int = 10_000
    ) -> None:
        self._rates, self._keys = (Rate(every, burst), *also), keys
        self._due: OrderedDict[str, tuple[float, ...]] = OrderedDict()
        self._turns: OrderedDict[tuple[str, str], float] = OrderedDict()

    def take(self, key: str, now: float, who: str = "") -> float:
        """0 where a call may go out now, which is counted; else the seconds to wait for one.

        `who` gets a turn of its own, so that not everybody who waits comes back at once.
        """
        if (turn := self._turns.pop((key, who), None)) is not None:
            if turn - now > _ROUNDING:
                self._turns[key, who] = turn
                return turn - now
            return 0.0
        due = self._due_from(key, now)
        wait = max(one - rate.slack for one, rate in zip(due, self._rates, strict=True)) - now
        if wait <= _ROUNDING:
            self._count(key, due, now)
            return 0.0
        if who:
            self._count(key, due, now + wait)
            self._turns[key, who] = now + wait
            while len(self._turns) > self._keys:
                self._turns.popitem(last=False)
        return wait

    def hold(self, key: str, until: float) -> None:
        """No call before `until`, and none of a burst after it: the other side said so."""
        first, *others = self._due_from(key, until)
        self._note(key, (max(first, until + self._rates[0].slack), *others))

    def _due_from(self, key: str, at: float) -> tuple[float, ...]:
        """When each rate is through with what it let out, not before `at`."""
        return tuple(max(one, at) for one in self._due.get(key, (at,) * len(self._rates)))

    def _count(self, key: str, due: tuple[float, ...], at: float) -> None:
        """A call goes out at `at`."""
        counted = zip(due, self._rates, strict=True)
        self._note(key, tuple(max(one, at) + rate.every for one, rate in counted))

    def _note(self, key: str, due: tuple[float, ...]) -> None:
        self._due[key] = due
        self._due.move_to_end(key)
        while len(self._due) > self._keys:
            self._due.popitem(last=False)


def budget(per_minute: int) -> Pace:
    """At most so many calls of one key within any minute; a sixth of them may come at once."""
    return within((per_minute, 60.0), share=6)


def within(*limits: tuple[int, float], share: int = 2) -> Pace:
    """At most so many calls of one key within any so many seconds, for each of the limits.

    One in `share` of them may come at once.
    """
    first, *more = (_rate(calls, seconds, share) for calls, seconds in limits)
    return Pace(every=first.every, burst=first.burst, also=more)


def _rate(calls: int, seconds: float, share: int) -> Rate:
    burst = max(1, calls // share)
    return Rate(every=seconds / max(1, calls - burst), burst=burst)
