"""What people are told when a case is looked at, and when to look at it again. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.follow_up import FollowUp
from bot.timers import Reminder

# What is due for longer than this when it is looked at stands in a digest: the bot was away.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Telling:
    """What has come due: its marks, and what is said of it, the weightiest of a strand first.

    `missed`: some of it came due while the bot was away, and stands in a digest.
    """

    marks: tuple[str, ...] = ()
    aloud: tuple[Reminder, ...] = ()
    missed: bool = False


def told_now(waiting: Sequence[Reminder], house: FollowUp, now: datetime) -> Telling:
    """What people are told `now` of what is pending; no marks where it is too early."""
    due = [one for one in waiting if _when(one, house, now) <= now]
    said = [one for one in due if not one.listed]
    fresh = [one for one in said if one.loud or now - one.at <= LATE]
    heard = {one.strand for one in fresh}
    return Telling(
        tuple(one.mark for one in due),
        _strongest(fresh),
        missed=any(one.strand not in heard for one in said),
    )


def next_look(waiting: Sequence[Reminder], house: FollowUp, now: datetime) -> datetime | None:
    """When something of what is pending can be told; None where nothing is."""
    return min((_when(one, house, now) for one in waiting), default=None)


def _when(one: Reminder, house: FollowUp, now: datetime) -> datetime:
    """When it can be told: where it is due already, not before people may be disturbed."""
    if one.at > now or one.loud or one.listed:
        return one.at
    return house.hours.awake(now)


def _strongest(due: Sequence[Reminder]) -> tuple[Reminder, ...]:
    """One for each strand and audience: the last of those that are due."""
    last = {(one.strand, one.audience): one for one in due}
    return tuple(sorted(last.values(), key=due.index, reverse=True))
