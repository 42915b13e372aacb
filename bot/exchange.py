"""What was said in public before the latest post, and what became of what we promised. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.ledger import PromiseState


class Round(StrEnum):
    """What a text is for where something was said before; a first answer is none of these."""

    WAITING = "waiting"  # they wrote again before anybody answered
    RETURN = "return"  # they wrote again after an answer
    THANKS = "thanks"  # they wrote again, and thank or praise us
    UPDATE = "update"  # they did not write again, but we have something to say
    NOTE = "note"  # it is settled, and everybody may read what was put right


@dataclass(frozen=True, slots=True)
class Turn:
    """One public text; `ours` says whether it is a reply of the house."""

    text: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Pledge:
    """What we promised in public, and what became of it.

    `what` is what was to be done ("call you") and `owner` who was named to do it, both empty where
    that is not known. `due` is a local day; `late` says that it is over, and that nobody has said
    yet whether it was kept. `news` says that it was kept after the customer wrote last.
    """

    quote: str
    what: str
    state: PromiseState
    due: date | None
    late: bool = False
    owner: str = ""
    news: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """The conversation so far, without the post that is answered now; the oldest turn first.

    `closing` says that there was enough back and forth: one complete answer is due. `standing` is
    the one reply that the place shows and that the new text takes the place of. `direct` says
    that it shows one reply which nobody can change, so that only the customer can be written to.
    `today` is the local day.
    """

    turns: tuple[Turn, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    round: Round | None = None
    closing: bool = False
    standing: str = ""
    direct: bool = False
    today: date | None = None

    @property
    def replies(self) -> tuple[str, ...]:
        """What stands, or stood, in public in our name."""
        return tuple(turn.text for turn in self.turns if turn.ours)

    @property
    def posts(self) -> tuple[str, ...]:
        """What the customer wrote before."""
        return tuple(turn.text for turn in self.turns if not turn.ours)

    @property
    def done(self) -> tuple[str, ...]:
        """The promises that were kept, in the words in which they were made."""
        return tuple(p.quote for p in self.pledges if p.state is PromiseState.KEPT)


NOTHING = Exchange()  # a first answer
