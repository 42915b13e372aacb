"""The model's rewrite of a person's own reply: it mends, and keeps their words where it can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from bot import briefing
from bot.coach import Coach
from bot.errors import BadInput, ModelGarbled
from bot.facts import FactState, KnownFact
from bot.findings import Finding, FindingKind, Severity
from bot.masking import Masking
from bot.model import Model
from bot.model_gates import Secrets, model_findings
from bot.prompt_files import fenced, fill, new_mark
from bot.situation import Situation
from bot.structured import Message
from bot.text import clean
from bot.wording import stems

_READ = 12_000  # characters of a post; the rest of a huge one adds nothing but tokens
_LONGEST = 5_000  # characters of a reply
_KEPT = 0.5  # share of a person's good words that have to be in it still


class Mended(BaseModel):
    """What the model returns; `mark` shows that it read our page to the point."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})

    mark: str
    reply: str


class ModelRewriter:
    """Asks once; what does not pass every gate is not offered."""

    def __init__(self, coach: Coach, model: Model) -> None:
        self._coach, self._model = coach, model

    async def rewrite(self, organisation: str, reply: str, about: Situation, *, mended: str) -> str:
        """The mended reply, or a `ModelError`; `mended` is what was made of it offline."""
        mark, fence = new_mark(), new_mark()
        masking = Masking(
            customer=[about.post[:_READ]],
            staff=[reply, mended, about.wrong, *(fact.text for fact in about.facts)],
            known=briefing.public_words(about.profile),
        )
        wrong = [f for f in self._coach.flags(reply, about) if f.text]
        page = fill(
            self._coach.playbook.prompts["rewrite"], self._told(about, masking, wrong, mark)
        )
        post = masking.hide(about.post[:_READ]) or "(The post is not known.)"
        facts = briefing.facts(about, masking.hide)
        messages: list[Message] = [
            {"role": "system", "content": page},
            {"role": "user", "content": fenced("the customer's post", post, fence)},
            {"role": "user", "content": fenced("what staff say about it", facts, fence)},
            {"role": "user", "content": fenced("the rough version", masking.hide(mended), fence)},
            {"role": "user", "content": fenced("the reply to mend", masking.hide(reply), fence)},
        ]
        answer = await self._model.answer(organisation, messages, Mended)
        if answer.value.mark.strip() != mark:
            raise ModelGarbled("The model did not read the reply as it was asked to.")
        text = self._cleaned(masking.publish(answer.value.reply))
        prompts = self._coach.playbook.prompts.values()
        secrets = Secrets((mark, fence), (*prompts, page), (reply, mended))
        if not (self._is_fine(text, reply, about, secrets) and _keeps(text, reply, wrong)):
            raise ModelGarbled("The model's rewrite is no better than the reply.")
        return text

    def _told(
        self, about: Situation, masking: Masking, wrong: Iterable[Finding], mark: str
    ) -> Mapping[str, str]:
        playbook, profile, hide = self._coach.playbook, about.profile, masking.hide
        listed = "\n".join(f"- “{hide(f.text)}”: {hide(f.why)}" for f in wrong)
        return {
            "house": briefing.house(profile),
            "contacts": briefing.contacts(profile),
            "remedies": briefing.remedies(profile),
            "platform": briefing.platform(about),
            "language": briefing.language(about),
            "words": briefing.words(about, hide),
            "criteria": briefing.criteria(playbook, about),
            "kinds": briefing.kinds(playbook),
            "findings": listed or "Nothing is flagged; only add what is missing.",
            "mark": mark,
        }

    def _cleaned(self, text: str) -> str:
        if len(text) > _LONGEST:
            raise ModelGarbled("The model's rewrite is far too long.")
        try:
            return clean(text, what="reply")
        except BadInput as exc:
            raise ModelGarbled("The model wrote nothing.") from exc

    def _is_fine(self, text: str, reply: str, about: Situation, secrets: Secrets) -> bool:
        """Whether nothing in it is flagged; what the person wrote counts as said by staff."""
        own = KnownFact(FactState.CONFIRMED, reply)
        told = replace(about, facts=(*about.facts, own))
        found = (
            *self._coach.flags(text, about),
            *model_findings(text, told, self._coach.playbook.rubric, secrets),
        )
        return all(
            f.severity is Severity.TIP or f.kind is FindingKind.UNFILLED_SLOT or f.lead_may
            for f in found
        )


def _keeps(text: str, reply: str, wrong: Iterable[Finding]) -> bool:
    """Whether enough of the words that nobody flagged are in it still."""
    good = reply
    for finding in sorted(wrong, key=lambda f: f.start, reverse=True):
        good = good[: finding.start] + " " + good[finding.end :]
    theirs = stems(good)
    return len(theirs & stems(text)) >= _KEPT * len(theirs)
