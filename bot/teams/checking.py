"""Checks replies of people's own in the form for it. Nothing of what they write is kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.acts import Act
from bot.desk import CareDesk
from bot.payload import Data, string
from bot.scorecard import hint, scorecard
from bot.teams import forms, submitted
from bot.teams.elements import Card
from bot.writing_desk import Checked

_WITHIN = 6.0  # seconds; an answer has to be there within ten, whatever the model does


@dataclass(frozen=True, slots=True)
class Checking:
    """What “Check”, “Use these words” and “Show me yours” do."""

    desk: CareDesk

    async def checked(self, organisation: str, act: Act, data: Data) -> Card:
        """The form again, with what was found."""
        if act is Act.USE:
            return await self._used(*submitted.mended(data))
        reply, post = submitted.own_reply(data)
        ours = act is Act.OURS
        checked = await self.desk.writing.check_within(
            _WITHIN, organisation, reply, post, ours=ours
        )
        return self.form(data, checked=checked, asked_ours=ours)

    async def _used(self, reply: str, post: str) -> Card:
        """The mended reply in the input, read as it stands there."""
        playbook = self.desk.coach.playbook
        about = self.desk.coach.size_up(post)
        reading = await asyncio.to_thread(self.desk.writing.reading, reply, about)
        lines = scorecard(reply, reading.assessment, playbook.rubric)
        checked = Checked(reply, reading, lines, hint(reading, playbook.rubric))
        return self.form({"text": reply, "post": post}, checked=checked)

    def form(self, data: Data, **more: Any) -> Card:
        """With what was typed."""
        typed, post = string(data, "text"), string(data, "post")
        return forms.check_form(typed, post=post, playbook=self.desk.coach.playbook, **more)
