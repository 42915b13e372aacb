"""Reminders that cannot be told privately: colleagues hear of them instead. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.people import person_id
from bot.records import Job, NewJob

_INSTEAD, _MEANT = "instead", "meant_for"


def else_in(place: Mapping[str, str]) -> Mapping[str, Any]:
    """What the job of a reminder holds besides: where it goes if its person cannot be told."""
    return {_INSTEAD: dict(place)}


def owed(job: Job) -> bool:
    """Whether what the job says has to reach somebody, whoever it is."""
    return _INSTEAD in job.payload


def told_instead(job: Job, platform: str, post: str, now: datetime) -> NewJob:
    """The job (of kind `post`) that tells the others, and whom it was for."""
    to = job.payload
    meant = person_id(platform, str(to["workspace"]), str(to["user"]))
    payload = {**to, **to[_INSTEAD], _MEANT: meant}
    del payload[_INSTEAD]
    return NewJob(post, f"{post}:instead:{job.id}", job.case_id, payload, now)


def meant_for(job: Job) -> str:
    """The id of the person for whom it was; empty where whoever hears it was meant."""
    return str(job.payload.get(_MEANT, ""))


def saying_whom(words: str, name: str) -> str:
    """The words, with whom they were for."""
    return f"I can't reach {name} in private, so this comes here:\n{words}"
