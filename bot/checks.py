"""One line of what `coach doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Check:
    """`what` was looked at, and a sentence; of a `problem` it tells what to do, of what is `off`
    how to switch it on."""

    state: Literal["ok", "off", "problem"]
    what: str
    says: str


def ok(what: str, says: str) -> Check:
    """All is well."""
    return Check("ok", what, says)


def off(what: str, says: str) -> Check:
    """Not in use, or not known; nothing is wrong."""
    return Check("off", what, says)


def problem(what: str, says: str) -> Check:
    """Something that an operator has to mend."""
    return Check("problem", what, says)
