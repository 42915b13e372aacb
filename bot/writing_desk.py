"""What helps people while they write a reply of their own."""

from __future__ import annotations

from bot.casebook import Casebook
from bot.coach import Coach
from bot.drafting import SecondReader, situation
from bot.readers import Reading
from bot.second_reader import with_second
from bot.situation import Situation
from bot.views import CaseView, flag_key


class WritingDesk:
    """Reads along, and knows who is still practising. A part of the care desk."""

    def __init__(
        self, casebook: Casebook, coach: Coach, second_reader: SecondReader | None = None
    ) -> None:
        self._casebook, self._coach, self._second = casebook, coach, second_reader

    def read(self, reply: str, view: CaseView | None) -> Reading:
        """Read a reply while it is typed. Nothing is kept; what was dismissed is left out.

        Without a case, the reply is read for itself. What the second reader knows is in it.
        """
        about = situation(self._coach, view) if view else self._coach.size_up()
        reading = self.reading(reply, about)
        if view is None:
            return reading
        dismissed = view.case.dismissed
        return reading.without(
            [f for f in reading.findings if flag_key(view.case.id, f) in dismissed]
        )

    async def read_again(self, organisation: str, reply: str, view: CaseView | None) -> bool:
        """Have the second reader read what is typed; whether `read` knows more by now."""
        about = situation(self._coach, view) if view else self._coach.size_up()
        if self._second is None or self._second.known(reply, about) is not None:
            return False
        return bool(await self._second.read(organisation, reply, about))

    def reading(self, reply: str, about: Situation) -> Reading:
        """How a reply reads; what the second reader knows of it is in it."""
        reading = self._coach.read(reply, about)
        known = self._second.known(reply, about) if self._second else None
        return with_second(reading, known) if known else reading
