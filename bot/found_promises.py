"""Reads with the model what a draft promises: words of the draft only, and nothing made up."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from bot import briefing
from bot.coach import Coach
from bot.due import Due
from bot.errors import ModelGarbled
from bot.masking import Masking
from bot.model import Model
from bot.promised import Said
from bot.prompt_files import fenced, fill, new_mark
from bot.second_reader import place_of
from bot.situation import Situation
from bot.structured import Message
from bot.wording import Wording, covers, fold

_MOST = 20  # promises of one reply; more of them were not read but made
_WHAT = 60  # characters
_AHEAD = timedelta(days=400)  # nobody promises in a reply what is further away
_BY = re.compile(r"\A(?:by|until|till)\s+", re.IGNORECASE)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})


class PromiseRead(_Shape):
    """One promise; `quote` and `when` are verbatim, `due` is an ISO day or moment, local."""

    quote: str
    what: str
    owner: str
    when: str
    due: str | None
    conditional: bool


class PromisesRead(_Shape):
    """What the model returns; `mark` shows that it read our page to the point."""

    mark: str
    promises: list[PromiseRead]


class ModelPromises:
    """Keeps the last `keep` readings, so that the same text is read once a day at most."""

    def __init__(self, coach: Coach, model: Model, *, keep: int = 512) -> None:
        self._coach, self._model, self._keep = coach, model, keep
        self._kept: OrderedDict[str, tuple[Said, ...]] = OrderedDict()

    async def read(
        self, organisation: str, reply: str, situation: Situation, now: datetime
    ) -> tuple[Said, ...]:
        """The promises of `reply`, in its order; `now` is the aware local moment of writing.

        Raises a `ModelError`; a `ModelGarbled` says that the answer cannot be relied on.
        """
        key = self._key(reply, now)
        if key not in self._kept:
            self._kept[key] = await self._read(organisation, reply, situation, now)
        self._kept.move_to_end(key)
        while len(self._kept) > self._keep:
            self._kept.popitem(last=False)
        return self._kept[key]

    async def _read(
        self, organisation: str, reply: str, situation: Situation, now: datetime
    ) -> tuple[Said, ...]:
        mark = new_mark()
        masking = Masking(
            customer=[], staff=[reply], known=briefing.public_words(situation.profile)
        )
        local = f"{now:%A} {now.day} {now:%B %Y, %H:%M}"
        page = fill(self._coach.playbook.prompts["promises_found"], {"now": local, "mark": mark})
        data = fenced("the reply to read", masking.hide(reply), new_mark())
        messages: list[Message] = [
            {"role": "system", "content": page},
            {"role": "user", "content": data},
        ]
        answer = (await self._model.answer(organisation, messages, PromisesRead)).value
        if answer.mark.strip() != mark:
            raise ModelGarbled("The model did not read the reply as it was asked to.")
        found = tuple(self._said(answer.promises[:_MOST], reply, masking, now))
        if answer.promises and not found:
            raise ModelGarbled("The model quotes only words that do not stand in the reply.")
        return found

    def _said(
        self, promises: Sequence[PromiseRead], reply: str, masking: Masking, now: datetime
    ) -> Iterator[Said]:
        """Those whose words stand in the reply, and not in quotation marks, each once."""
        wording, taken = Wording(reply), set[tuple[int, int]]()
        for one in promises:
            span = place_of(masking.reveal(one.quote), wording)
            if span is None or span in taken or covers(wording.quotations, *span):
                continue
            taken.add(span)
            owner, when = masking.reveal(one.owner).strip(), masking.reveal(one.when).strip()
            yield Said(
                reply[slice(*span)],
                " ".join(masking.reveal(one.what).split())[:_WHAT],
                owner if owner and place_of(owner, wording) else "",
                self._due(one.due, when, wording, now),
                one.conditional,
            )

    def _due(self, told: str | None, when: str, wording: Wording, now: datetime) -> Due | None:
        """By when, only where the reply says so; our own reading of those words comes first."""
        if not when or fold(when) not in wording.folded:
            return None
        return self._coach.time_named(_BY.sub("", when), now) or _to_come(told, now)

    def _key(self, reply: str, now: datetime) -> str:
        about = f"{self._coach.playbook.version}|{now:%Y-%m-%d}|{reply}"
        return hashlib.sha256(about.encode(errors="replace")).hexdigest()


def _to_come(told: str | None, now: datetime) -> Due | None:
    """The model's day or moment, if it is one that can be meant."""
    try:
        due: Due = (
            datetime.fromisoformat(told or "")
            if "T" in (told or "")
            else (date.fromisoformat(told or ""))
        )
    except ValueError:
        return None
    if isinstance(due, datetime):
        due = due.replace(tzinfo=None)
        fits = now.replace(tzinfo=None) <= due <= now.replace(tzinfo=None) + _AHEAD
    else:
        fits = now.date() <= due <= now.date() + _AHEAD
    return due if fits else None
