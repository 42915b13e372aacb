"""The cards of a case as they stand on a platform, and the places for them. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.records import MessageRef, StandingCard

FOUND = "unknown"  # what a card shows that was found again
_AWAY = "away"
_EMPTIED = "emptied"
_COPY = "copy"
# A note, kept like a card, that one is about to be posted. It stays where nobody knows whether it
# was: the process ended, or the platform did not answer.
_POSTING = "posting "


class Fate(StrEnum):
    """What it says of a card that a platform refused to do something with it."""

    DELETED = "deleted"  # the message is no more
    UNREACHABLE = "unreachable"  # nothing can be written in this place (any more)
    OVERHEARD = "overheard"  # people from outside read along, so its words were taken back
    FIXED = "fixed"  # it stands, and may not be changed
    UNKNOWN = "unknown"  # nothing that anybody expected


@dataclass(frozen=True, slots=True)
class Card:
    """A card that stands somewhere. `thread` is empty for one that stands by itself.

    `mark` is a fingerprint of what it shows, `_AWAY` where no more changes were taken, `_EMPTIED`
    where its words were taken back because people from outside read them. A `copy` was
    brought to somebody who asked for it: the case goes on where its other cards stand. `member` is
    whose direct messages it stands in, empty elsewhere.
    """

    ref: MessageRef
    draft: int
    mark: str
    thread: str = ""
    copy: bool = False
    member: str = ""

    @property
    def workspace(self) -> str:
        """The id of the workspace."""
        return self.ref.platform.partition(":")[2]

    @property
    def conversation(self) -> str:
        """The id of the conversation."""
        return self.ref.conversation

    @property
    def spot(self) -> Spot:
        """The place to put the next card of this case."""
        place = self.ref.platform, self.conversation, self.thread
        return Spot(*place, follows=True, member=self.member)

    @property
    def reachable(self) -> bool:
        """Whether this card can show the case, as far as is known."""
        return self.mark not in {_AWAY, _EMPTIED}

    @property
    def emptied(self) -> bool:
        """Whether its words were taken back."""
        return self.mark == _EMPTIED

    @property
    def found_again(self) -> bool:
        """Whether nobody knew that it was posted, until it was found."""
        return self.mark == FOUND

    @property
    def doubtful(self) -> bool:
        """Whether this is only a note that it is about to be posted."""
        return self.ref.message.startswith(_POSTING)

    def away(self) -> Card:
        """The same card, which takes no changes."""
        return replace(self, mark=_AWAY)

    def without_words(self) -> Card:
        """The same card, whose words were taken back."""
        return replace(self, mark=_EMPTIED)

    def standing(self) -> StandingCard:
        """As it is kept."""
        copy = _COPY if self.copy else ""
        kept = [self.mark, *(part or "-" for part in (self.thread, copy, self.member))]
        while kept[-1] == "-":
            kept.pop()
        return StandingCard(self.ref, self.draft, " ".join(kept))


def card_of(standing: StandingCard) -> Card:
    """A card as it was kept."""
    mark, thread, copy, member, *_ = (*standing.shown.split(" "), "", "", "")
    thread = thread.removeprefix("-")
    return Card(standing.ref, standing.draft, mark, thread, copy == _COPY, member)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a card; `platform` is the workspace's key. `thread` is empty for none.

    `follows` says that an older card of the case stands there already. `note` is a line for the
    people there, if it is not the place where it was expected. A `copy` is for somebody who asked
    for it. `member` is whose direct messages these are.
    """

    platform: str
    conversation: str
    thread: str = ""
    follows: bool = False
    note: str = ""
    copy: bool = False
    member: str = ""

    @property
    def workspace(self) -> str:
        """The id of the workspace."""
        return self.platform.partition(":")[2]

    def doubt(self, draft: int) -> Card:
        """The note that the card of a draft is about to be posted here."""
        ref = MessageRef(self.platform, self.conversation, f"{_POSTING}{draft}")
        return Card(ref, draft, FOUND, self.thread, self.copy, self.member)

    def posted(self, draft: int, mark: str, message: str, *, thread: str = "") -> Card:
        """The card that stands here now, with the platform's id of the message."""
        ref = MessageRef(self.platform, self.conversation, message)
        return Card(ref, draft, mark, thread, self.copy, self.member)


def fingerprint(*shown: object) -> str:
    """Tells two messages apart, by what they are made of (JSON-able)."""
    told = json.dumps(shown, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def moment(message: str) -> float:
    """When a message was posted, as far as its id tells: on most platforms it is a time."""
    try:
        return float(message)
    except ValueError:
        return 0.0
