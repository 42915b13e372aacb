"""A picture of a post: a model that sees writes down its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.coach import Coach
from bot.errors import BadInput, ModelRefused
from bot.prompts import load_playbook
from bot.writers import PictureReader
from tests.conftest import SettableClock
from tests.openai_server import served_model

COACH = Coach(load_playbook(Path(__file__).parents[2] / "prompts"))


async def test_a_model_that_sees_reads_a_picture(clock: SettableClock) -> None:
    """The picture travels as data, and its words come back clean."""
    async with served_model(clock, sees=True) as (model, server):
        server.says(json.dumps({"text": " Cold\u200b pasta! \r\n"}))
        read = await PictureReader(COACH, model).read_picture("org", b"png", "image/png")
        assert read == "Cold pasta!"
        (part,) = server.requests[0]["messages"][1]["content"]
        assert part["image_url"]["url"] == "data:image/png;base64,cG5n"


async def test_pictures_that_cannot_be_read_are_said_so(clock: SettableClock) -> None:
    """A model that does not see, a file that is no picture, a picture without words."""
    async with served_model(clock) as (model, server):
        with pytest.raises(ModelRefused, match="paste the text"):
            await PictureReader(COACH, model).read_picture("org", b"png", "image/png")
    async with served_model(clock, sees=True) as (model, server):
        reader = PictureReader(COACH, model)
        with pytest.raises(BadInput, match="paste the text"):
            await reader.read_picture("org", b"%PDF", "application/pdf")
        assert server.requests == []
        server.says('{"text": ""}')
        with pytest.raises(BadInput):
            await reader.read_picture("org", b"png", "image/png")
