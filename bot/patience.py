"""What a job does while a platform is busy, away, or does not accept our token: it waits."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import Clock
from bot.errors import PlatformAway, PlatformBusy, PlatformRefused
from bot.records import Job
from bot.worker import NotYet, backoff

log = logging.getLogger(__name__)

_OUTAGE = timedelta(minutes=1)
_SELDOM = timedelta(hours=1)
_MOST_WAITS = 170  # of growing length, a week in all


def no_jitter() -> float:
    """Everybody who waits comes back at the same moment."""
    return 0.0


@asynccontextmanager
async def patient(
    job: Job, clock: Clock, jitter: Callable[[], float] = no_jitter
) -> AsyncIterator[None]:
    """Raises `NotYet` where waiting helps. A token that nobody renews in a week ends the job.

    `jitter` gives from 0 to 1: by up to that share every wait is longer.
    """
    try:
        yield
    except PlatformBusy as exc:
        wait = timedelta(seconds=exc.retry_after) * (1 + jitter())
        raise NotYet(await clock.now() + wait) from exc
    except PlatformAway as exc:
        log.warning("%s The job waits until it does.", exc)
        wait = min(_OUTAGE, backoff(job.fence))
        raise NotYet(await clock.now() + wait * (1 + jitter())) from exc
    except PlatformRefused as exc:
        if not exc.barred:
            raise
        if job.fence > _MOST_WAITS:
            log.warning("%s A job of case %s is given up.", exc, job.case_id)
            return
        log.warning("%s The job waits for a token that is accepted.", exc)
        wait = min(_SELDOM, _OUTAGE * (1 << min(job.fence - 1, 6)))
        raise NotYet(await clock.now() + wait) from exc
