"""A post that comes as a picture: read by a model that sees, and corrected by a person."""

from __future__ import annotations

import json
from pathlib import Path

from tests.openai_server import Say, openai_server
from tests.slack_bot import slack_bot
from tests.slack_site import slack_site

_PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def test_what_was_read_is_asked_back_and_becomes_a_case(tmp_path: Path) -> None:
    """“I read this, correct?” opens the form with the words, which can still be changed."""
    async with slack_site() as site, openai_server() as server:
        server.script = [Say(json.dumps({"text": "Cold pasta, and nobody cared."}))]
        model = {"openai_base_url": server.url, "openai_sees": True}
        async with slack_bot(site, tmp_path, **model) as bot:
            ana = site.person("U1", "ana")
            await ana.upload(ana.dm, _PNG)
            await bot.work()
            asked = ana.sees_private(ana.dm)[-1]
            assert "I read this, correct?" in asked.words
            assert "Cold pasta, and nobody cared." in asked.words
            await ana.click(asked, "Yes, coach me")
            assert "Cold pasta, and nobody cared." in str(ana.view().values)
            assert (await ana.submit()).ok
            case = await bot.case()
            assert case.post == "Cold pasta, and nobody cared."


async def test_words_beside_a_picture_are_its_note(tmp_path: Path) -> None:
    """The post is what stands in the picture; the remark on it goes with the case."""
    async with slack_site() as site, openai_server() as server:
        server.script = [Say(json.dumps({"text": "Cold pasta, and nobody cared."}))]
        model = {"openai_base_url": server.url, "openai_sees": True}
        async with slack_bot(site, tmp_path, **model) as bot:
            ana = site.person("U1", "ana")
            await ana.upload(ana.dm, _PNG, comment="a regular of ours")
            await bot.work()
            assert await bot.cases() == []
            await ana.click(ana.sees_private(ana.dm)[-1], "Yes, coach me")
            assert (await ana.submit()).ok
            view = await bot.case()
            assert view.post == "Cold pasta, and nobody cared."
            assert view.case.post
            assert view.texts[view.case.post.id].extra["note"] == "a regular of ours"
            assert view.case.came_from
            assert view.case.came_from.conversation == ana.dm


async def test_a_picture_that_cannot_be_read_is_answered(tmp_path: Path) -> None:
    """A refusal of the model, or a file that Slack does not give, asks for the text."""
    async with slack_site() as site, openai_server() as server:
        server.script = [Say(refusal="I can't help with that.")]
        model = {"openai_base_url": server.url, "openai_sees": True}
        async with slack_bot(site, tmp_path, **model) as bot:
            ana = site.person("U1", "ana")
            await ana.upload(ana.dm, _PNG)
            await bot.work()
            assert "couldn't read this picture" in ana.sees_private(ana.dm)[-1].words
            site.fail("files.info", error="file_not_found")
            await ana.upload(ana.dm, _PNG)
            await bot.work()
            assert "couldn't read this picture" in ana.sees_private(ana.dm)[-1].words
            assert await bot.cases() == []


async def test_without_a_model_that_sees_the_text_is_asked_for(tmp_path: Path) -> None:
    """Nobody waits for something that does not come."""
    async with slack_site() as site, slack_bot(site, tmp_path) as bot:
        ana = site.person("U1", "ana")
        await ana.upload(ana.dm, _PNG)
        await bot.work()
        assert "can't read pictures yet" in ana.sees_private(ana.dm)[-1].words
