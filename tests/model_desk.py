"""What the tests of the door to the model share: a model, its server, and a clock that is set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import BaseModel

from bot.model import Model, ModelOptions
from tests.conftest import SettableClock
from tests.openai_server import Ledger, OpenAIServer, openai_server

KEY = "sk-very-secret"
POST = "The soup was cold, says Ann"
QUESTION = [{"role": "system", "content": "Judge."}, {"role": "user", "content": POST}]
FINE = '{"word": "yes"}'


class Word(BaseModel):
    """The smallest possible answer."""

    word: str


class Desk:
    """A model with everything around it that a test looks at."""

    def __init__(self, server: OpenAIServer, clock: SettableClock) -> None:
        self.server, self.clock = server, clock
        self.ledger, self.naps = Ledger(), list[float]()
        self.models: list[Model] = []
        self.model = self.another()

    def another(self, **options: Any) -> Model:
        """A model with other options."""
        chosen = {"base_url": self.server.url, "api_key": KEY, "name": "mini", **options}
        model = Model(
            ModelOptions(**chosen), spending=self.ledger, clock=self.clock, sleep=self._nap
        )
        self.models.append(model)
        return model

    async def ask(self, model: Model | None = None, organisation: str = "org") -> str:
        """One question; the word that comes back."""
        return (await (model or self.model).answer(organisation, QUESTION, Word)).value.word

    async def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)


@asynccontextmanager
async def model_desk(clock: SettableClock) -> AsyncIterator[Desk]:
    """A desk whose server says yes."""
    async with openai_server() as server:
        server.says(FINE)
        desk = Desk(server, clock)
        yield desk
        for model in desk.models:
            await model.close()
