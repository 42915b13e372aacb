"""Courtesies and questions to the bot, apart from what customers write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.small_talk import interjection, small_talk


@pytest.mark.parametrize(
    "text",
    [
        "thanks!",
        "Thank you so much",
        "ok",
        "OK great, thanks",
        "Hello there 👋",
        "good morning",
        "hi bot",
        "what can you do?",
        "Who are you?",
        "how does this work?",
        "can you help me?",
        "help me",
        "Danke sehr!",
        "yes",
        "👍",
        "👍🏽 🙏",
        ":+1::skin-tone-3:",
    ],
)
def test_what_is_said_to_the_bot(text: str) -> None:
    """A greeting, thanks, a sign, or a question about itself."""
    assert small_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for nothing",
        "Thank you for the lovely evening",
        "hello, my pasta was cold",
        "ok food, rude staff",
        "Great!",
        "Perfect",
        "Are you open on Sunday?",
        "Who are you to judge me?",
        "can you help me with my booking?",
        "what can you do about the noise?",
        "How does this voucher work?",
        "help me, the pasta was cold",
        "Never again",
        "No thanks",
        "😡",
        "👍👍👍👍",
        "★☆☆☆☆",
        "thanks https://a.example",
        "",
        "thanks " * 7,
    ],
)
def test_what_may_be_a_customers(text: str) -> None:
    """In doubt it is a post."""
    assert not small_talk(text)


@pytest.mark.parametrize("text", ["", "👍", ":eyes:", "…", "ok", "Thanks!", "hm", "oh ok"])
def test_what_answers_nothing(text: str) -> None:
    """It says that a question was seen, and no more."""
    assert interjection(text)


@pytest.mark.parametrize("text", ["no", "Yes", "7", "table 7", "ok, we refunded it", "never"])
def test_what_may_answer(text: str) -> None:
    """Also a single word, or a number."""
    assert not interjection(text)


@given(st.text(max_size=200))
def test_every_text_is_read(text: str) -> None:
    """Whatever people type."""
    small_talk(text)
    interjection(text)
