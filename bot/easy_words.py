"""The words around the list of easy ones, on every surface. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.easy import EasyOne

LEAD = "Read each, untick what should wait, and approve the rest."
READ_THEM = "Read them"
OUR_REPLY = "Our reply:"
APPROVE = "Approve this"
EACH = "Each was approved by itself, in your name."
SHOW = "Show card"
Done = Sequence[tuple[str, str | None]]  # a case, and why its reply was not approved


def line(count: int) -> str:
    """How many there are, beside the cases; empty where there are none."""
    told = "One easy one" if count == 1 else f"{count} easy ones"
    return f"{told}: read and untick" if count else ""


def whose(one: EasyOne) -> str:
    """What kind of post it is, and whose."""
    who = f" by {one.author}" if one.author else ""
    where = f" on {one.platform}" if one.platform else ""
    return f"{one.kind}{who}{where}"


def refused(done: Done) -> list[tuple[str, str]]:
    """The cases that were not approved, and why."""
    return [(case_id, why) for case_id, why in done if why]


def approved(done: Done) -> str:
    """How many were; empty for none."""
    good = len(done) - len(refused(done))
    count = "One reply is" if good == 1 else f"{good} replies are"
    return f"{count} approved." if good else ""


def wanting(done: Done) -> str:
    """How many were not; empty for none."""
    many = len(refused(done))
    told = "One wants a look of its own:" if many == 1 else f"{many} want a look of their own:"
    return told if many else ""
