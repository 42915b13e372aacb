"""The cards of one case on one platform: posts, changes and finds them again; never one twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from bot.errors import PlatformAway, PlatformBusy, PlatformError, PlatformRefused
from bot.records import Commit, Job, MessageRef
from bot.standing import FOUND, Card, Fate, Spot, card_of, moment
from bot.store import Store
from bot.worker import NotYet

log = logging.getLogger(__name__)

Shown = TypeVar("Shown")  # a message, as the platform takes it
_Shown = TypeVar("_Shown", contravariant=True)


class Board(Protocol[_Shown]):
    """What a platform does with the cards of one case. Its calls raise a `PlatformError`."""

    @property
    def platform(self) -> str:
        """The platform's name, with which the keys of its workspaces begin."""
        ...

    def mark(self, message: _Shown) -> str:
        """A fingerprint of what a card shows."""
        ...

    def fate(self, refused: PlatformRefused) -> Fate:
        """What a refusal says of the card."""
        ...

    async def turn(self, spot: Spot) -> None:
        """Raise `NotYet` where the pace of the platform lets nothing be posted there now."""
        ...

    async def post(self, spot: Spot, draft: int, message: _Shown) -> Card:
        """Post a card; how it stands now."""
        ...

    async def change(self, card: Card, message: _Shown) -> None:
        """Have a card show something else."""
        ...

    async def delete(self, card: Card) -> None:
        """Take a message away."""
        ...

    async def look(self, card: Card) -> None:
        """Be refused, as by `change`, where the card does not stand any more."""
        ...

    async def twins(self, doubt: Card, cards: Sequence[Card]) -> list[Card] | None:
        """What was posted in spite of a doubt, the latest first, beside the cards that are known.

        None where nobody can say now.
        """
        ...

    async def point(self, twin: Card, live: Card) -> None:
        """Have the older of two equal cards say where the one that counts is."""
        ...


class CaseCards(Generic[Shown]):
    """What stands of one case, during one run of `job`. Whatever changes is kept at once."""

    def __init__(self, store: Store, board: Board[Shown], job: Job) -> None:
        self._store, self._board, self._job = store, board, job
        self.cards: list[Card] = []
        self._doubts: list[Card] = []

    async def load(self) -> None:
        """Read what stands, the oldest first."""
        kept = await self._store.cards(self._job.organisation, self._job.case_id)
        mine = f"{self._board.platform}:"
        found = [card_of(one) for one in kept if one.ref.platform.startswith(mine)]
        self._doubts = [card for card in found if card.doubtful]
        self.cards = [card for card in found if not card.doubtful]
        self.cards.sort(key=lambda card: moment(card.ref.message))

    def within(self, workspace: str) -> list[Card]:
        """The cards in one workspace."""
        return [card for card in self.cards if card.workspace == workspace]

    def shows(self, card: Card, message: Shown) -> bool:
        """Whether this is what the card shows already."""
        return card.mark == self._board.mark(message)

    # -- changing -----------------------------------------------------------------------------

    async def update(self, card: Card, message: Shown) -> bool:
        """Have the card show this; False where it was deleted, and is forgotten by now."""
        if self.shows(card, message):
            return True
        try:
            await self._board.change(card, message)
        except PlatformRefused as exc:
            match self._board.fate(exc):
                case Fate.DELETED:
                    await self._forget(card)
                    return False
                case Fate.UNREACHABLE:
                    await self._keep(card.away())
                    return True
                case Fate.OVERHEARD:
                    await self._keep(card.without_words())
                    return True
                case Fate.UNKNOWN:
                    raise
            log.info("A card is left as it is: %s", exc)
        await self._keep(replace(card, mark=self._board.mark(message)))
        return True

    async def stands(self, card: Card) -> bool:
        """Whether the card is still there, without changing it; a deleted one is forgotten."""
        try:
            await self._board.look(card)
        except PlatformRefused as exc:
            if exc.barred:
                raise
            if self._board.fate(exc) is Fate.DELETED:
                await self._forget(card)
                return False
        return True

    async def adopt(self, copy: Card, message: Shown) -> None:
        """What was brought to somebody is the card of this draft, and counts from now on."""
        card = replace(copy, copy=False)
        await self._keep(card)
        await self.update(card, message)

    async def remove(self, copy: Card) -> Card | None:
        """Take a copy away; where the platform refuses that, it is an older card like any other."""
        try:
            await self._board.delete(copy)
        except PlatformRefused as exc:
            if exc.barred:
                raise
            log.info("A message is not taken away: %s", exc)
            older = replace(copy, copy=False)
            await self._keep(older)
            return older
        await self._forget(copy)
        return None

    async def retire(self, card: Card, message: Shown) -> None:
        """Another card of the same draft takes the place of this one."""
        try:
            await self.update(card, message)
        except (PlatformError, NotYet) as exc:  # then both of them live
            log.info("An older card stays as it is: %s", exc)
        else:
            await self._forget(card)

    # -- posting ------------------------------------------------------------------------------

    async def post(self, spot: Spot, number: int, message: Shown) -> bool:
        """Post the card of a draft; False where the place does not take it.

        That it will be posted is noted before, as a doubt.
        """
        await self._board.turn(spot)
        doubt = spot.doubt(number)
        doubted = any(one.ref == doubt.ref for one in self._doubts)
        if not doubted:
            await self._keep(doubt)
        try:
            card = await self._board.post(spot, number, message)
        except (PlatformRefused, PlatformBusy, PlatformAway) as exc:
            done = isinstance(exc, PlatformAway) and exc.sent
            if not (done or doubted):
                await self._forget(doubt)
            if self._refused_there(exc):
                log.info("A card goes elsewhere: %s", exc)
                return False
            raise
        # After a doubt it stays for once more: the earlier post may turn up late.
        await self._keep(card, None if doubted else doubt)
        return True

    def _refused_there(self, exc: PlatformError) -> bool:
        return isinstance(exc, PlatformRefused) and self._board.fate(exc) is Fate.UNREACHABLE

    # -- finding again ------------------------------------------------------------------------

    async def settle(self) -> None:
        """Look once for every post of which nobody knows whether it was made.

        What is found becomes the draft's card. If the draft has one by now, the older message
        points to it. What cannot be read now is looked for again in the next run.
        """
        for doubt in list(self._doubts):
            found = await self._board.twins(doubt, self.cards)
            live = self._beside(doubt)
            for twin in found or ():
                if live is None:
                    live = replace(twin, mark=FOUND)
                    await self._keep(live)
                else:
                    await self._point(twin, live)
            if found is not None and live is not None:
                await self._forget(doubt)

    def _beside(self, doubt: Card) -> Card | None:
        """The card of the same draft in the same conversation, if one stands."""
        near = [card for card in self.cards if card.conversation == doubt.conversation]
        return next((card for card in near if card.draft == doubt.draft), None)

    async def _point(self, twin: Card, live: Card) -> None:
        try:
            await self._board.point(twin, live)
        except PlatformRefused as exc:
            log.info("The older of two equal cards stays as it is: %s", exc)

    # -- keeping ------------------------------------------------------------------------------

    async def _keep(self, card: Card, gone: Card | None = None) -> None:
        """Note what stands, and with it what does not stand any more."""
        job = self._job
        refs: tuple[MessageRef, ...] = (gone.ref,) if gone else ()
        commit = Commit(job.organisation, job.case_id, None, cards=(card.standing(),), gone=refs)
        await self._store.commit(commit)
        self._doubts = [one for one in self._doubts if one.ref not in refs]
        kept = self._doubts if card.doubtful else self.cards
        kept[:] = [*(one for one in kept if one.ref != card.ref), card]

    async def _forget(self, card: Card) -> None:
        await self._store.forget_card(self._job.organisation, card.ref)
        for kept in (self.cards, self._doubts):
            kept[:] = [one for one in kept if one.ref != card.ref]
