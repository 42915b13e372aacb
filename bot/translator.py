"""Makes a post and our reply readable for a team that does not speak their language, by a model."""

from __future__ import annotations

import re
from collections import Counter

from pydantic import BaseModel, ConfigDict

from bot import briefing
from bot.coach import Coach
from bot.errors import BadInput, ModelGarbled
from bot.language import guess_language, language_name
from bot.masking import Masking
from bot.model import Model
from bot.prompt_files import fenced, fill, new_mark
from bot.situation import Situation
from bot.structured import Message
from bot.text import clean
from bot.translation import Translation, foreign, foreign_post

_READ = 12_000  # characters of a post; the rest of a huge one adds nothing but tokens
_LONGER = 4  # times the length of the original; no language needs more
_SPARE = 200  # characters that a short text may grow besides
# What no translation changes: slots, placeholders, addresses.
_FIXED = re.compile(r"\[[^\[\]\n]{1,60}\]|https?://\S+|[\w.+-]+@[\w-]+\.\w+")


class Translated(BaseModel):
    """What the model returns."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})

    post: str
    reply: str


class ModelTranslator:
    """One structured call for both texts; identifiers are masked, and both are data."""

    def __init__(self, coach: Coach, model: Model) -> None:
        self._prompt, self._model = coach.playbook.prompts["translate"], model

    async def translate(
        self, organisation: str, situation: Situation, reply: str
    ) -> Translation | None:
        """What the team cannot read, in its own language; None where it reads both.

        A `ModelError` where there is no answer, or none that can be relied on.
        """
        profile = situation.profile
        post = situation.post[:_READ] if foreign_post(situation) else ""
        text = reply if foreign(reply, profile, situation.language) else ""
        if not (post or text):
            return None
        into = profile.languages[0]
        masking = Masking(
            customer=[post], staff=[text], known=briefing.public_words(profile), language=into
        )
        sent = masking.hide(post), masking.hide(text)
        answer = await self._model.answer(organisation, self._messages(into, *sent), Translated)
        told = answer.value.post, answer.value.reply
        read = (_checked(*each, into) for each in zip(sent, told, strict=True))
        post_read, reply_read = (masking.reveal(each) for each in read)
        model = answer.model or self._model.options.name
        return Translation(into, post_read, reply_read, model)

    def _messages(self, into: str, post: str, reply: str) -> list[Message]:
        mark = new_mark()
        data = (("the customer's post", post), ("our reply to it", reply))
        return [
            {"role": "system", "content": fill(self._prompt, {"language": language_name(into)})},
            {
                "role": "user",
                "content": "\n\n".join(fenced(*each, mark) for each in data if each[1]),
            },
        ]


def _checked(original: str, translated: str, into: str) -> str:
    """The translation, if it can be one: a text for each text, with all that has to stay."""
    if not original:
        return ""
    try:
        text = clean(translated, what="translation")
    except BadInput as exc:
        raise ModelGarbled("The model left out a translation.") from exc
    if len(text) > _LONGER * len(original) + _SPARE:
        raise ModelGarbled("The model's translation is far too long.")
    if guess_language(text) not in ("", into):
        raise ModelGarbled("The model translated into another language.")
    if Counter(_FIXED.findall(original)) != Counter(_FIXED.findall(text)):
        raise ModelGarbled("The model's translation leaves something out, or adds to it.")
    return text
