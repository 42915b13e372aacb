"""What a job does while Slack is busy, away, or does not accept our token: it waits."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import Clock
from bot.errors import SlackAway, SlackBusy, SlackRefused
from bot.records import Job
from bot.slack.web import NOT_LET_IN
from bot.worker import NotYet

log = logging.getLogger(__name__)

_TRIES = 4  # after which Slack is away for longer, and the worker would soon give up
_OUTAGE = timedelta(minutes=1)
_SELDOM = timedelta(hours=1)
_MOST_WAITS = 170  # of growing length, a week in all


@asynccontextmanager
async def patient(job: Job, clock: Clock) -> AsyncIterator[None]:
    """Raises `NotYet` where waiting helps. A token that nobody renews in a week ends the job."""
    try:
        yield
    except SlackBusy as exc:
        raise NotYet(await clock.now() + timedelta(seconds=exc.retry_after)) from exc
    except SlackAway as exc:
        if job.attempts < _TRIES:
            raise
        log.warning("%s The job waits until it does.", exc)
        raise NotYet(await clock.now() + _OUTAGE) from exc
    except SlackRefused as exc:
        if exc.error not in NOT_LET_IN:
            raise
        if job.fence > _MOST_WAITS:
            log.warning("%s A job of case %s is given up.", exc, job.case_id)
            return
        log.warning("%s The job waits for a token that is accepted.", exc)
        wait = min(_SELDOM, _OUTAGE * (1 << min(job.fence - 1, 6)))
        raise NotYet(await clock.now() + wait) from exc
