"""When the next call may go out. Pure: what time it is comes in as an argument."""

from __future__ import annotations

from collections import OrderedDict

# A float is only good to so many seconds: who waited as told is let through.
_ROUNDING = 1e-5


class Pace:
    """One call every so many seconds for each key, after a burst of a few at once.

    Within any `window` seconds at most `burst + window / every` calls of one key are let through.
    Times are seconds on whatever clock the caller has. `keys` bounds what is remembered.
    """

    def __init__(self, *, every: float, burst: int, keys: int = 10_000) -> None:
        self._every, self._slack, self._keys = every, (burst - 1) * every, keys
        self._due: OrderedDict[str, float] = OrderedDict()
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
        due = max(self._due.get(key, now), now)
        if (wait := due - self._slack - now) > _ROUNDING:
            if who:
                self._note(key, due + self._every)
                self._turns[key, who] = now + wait
                while len(self._turns) > self._keys:
                    self._turns.popitem(last=False)
            return wait
        self._note(key, due + self._every)
        return 0.0

    def hold(self, key: str, until: float) -> None:
        """No call before `until`, and none of a burst after it: the other side said so."""
        self._note(key, max(self._due.get(key, until), until) + self._slack)

    def _note(self, key: str, due: float) -> None:
        self._due[key] = due
        self._due.move_to_end(key)
        while len(self._due) > self._keys:
            self._due.popitem(last=False)


def budget(per_minute: int) -> Pace:
    """At most so many calls of one key within any minute; a sixth of them may come at once."""
    burst = max(1, per_minute // 6)
    return Pace(every=60 / max(1, per_minute - burst), burst=burst)
