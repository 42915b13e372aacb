"""Who acts in the playground: two people of one team, so that four eyes can be tried out."""

from __future__ import annotations

from collections.abc import Mapping

from bot.people import HOME, Caller, Person, Role, Workspace

COOKIE = "coach_person"

_HERE = (Workspace(HOME, "playground", "local").key,)
YOU = Person("playground-you", "Robin", _HERE, (Role.RESPONDER, Role.LEAD))
ALEX = Person("playground-alex", "Alex", _HERE, (Role.RESPONDER,))
PEOPLE = (YOU, ALEX)


def caller(cookies: Mapping[str, str], delivery: str = "") -> Caller:
    """Whoever the switch in the header says; `YOU` until somebody uses it."""
    chosen = cookies.get(COOKIE, "")
    person = next((p for p in PEOPLE if p.id == chosen), YOU)
    return Caller(HOME, person, (delivery,) if delivery else ())
