"""The other writer of blind pairs: the same model, told no more than to write a polite reply."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot import briefing
from bot.errors import BadInput, ModelGarbled
from bot.masking import Masking
from bot.model import Model
from bot.prompt_files import fill, load_prompt
from bot.situation import Situation
from bot.text import clean

_VARIABLES = frozenset(
    {"house", "sign_off", "platform", "language", "facts", "knowledge", "contacts"}
)


class Reply(BaseModel):
    """What the model returns."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})

    reply: str


class PlainWriter:
    """Knows of house and case what our own writer knows, so that only the coaching differs."""

    def __init__(self, prompts: Path, model: Model) -> None:
        """`prompts` is the folder that holds `plain.md`; a broken one is a `SetupError`."""
        self._prompt, self._model = load_prompt(prompts / "plain.md", _VARIABLES), model

    async def write(self, organisation: str, situation: Situation) -> str:
        """A reply as it could stand in public, or a `ModelError`.

        Identifiers are masked before the call, and put in neutral words after it, as for ours.
        """
        profile = situation.profile
        masking = Masking(
            customer=[situation.post],
            staff=[fact.text for fact in situation.facts],
            known=briefing.public_words(profile),
            language=situation.language,
        )
        told = {
            "house": briefing.house(profile),
            "sign_off": profile.sign_off,
            "platform": briefing.platform(situation),
            "language": briefing.language(situation),
            "facts": briefing.facts(situation, masking.hide),
            "knowledge": briefing.knowledge(profile),
            "contacts": briefing.contacts(profile),
        }
        answer = await self._model.answer(
            organisation,
            [
                {"role": "system", "content": fill(self._prompt, told)},
                {"role": "user", "content": masking.hide(situation.post)},
            ],
            Reply,
        )
        try:
            return clean(masking.publish(answer.value.reply), what="reply")
        except BadInput as exc:
            raise ModelGarbled("The model wrote no reply.") from exc
