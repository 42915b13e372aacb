"""The offline triage and the model's, read together; and what the model is asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from bot.second_reader import SecondReading
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.writers import PictureText, Written, merged_triage
from tests.openai_server import reply

OFFLINE = Triage(Category.COMPLAINT, 3, Confidence.FAIRLY_SURE, sensitivities=(Sensitivity.STAFF,))


def says(**changes: Any) -> Written:
    """What a model could say of a post."""
    return Written.model_validate_json(reply("…", **changes))


def test_the_graver_reading_of_each_counts() -> None:
    """Severity, sensitivities and orders only ever grow."""
    both = merged_triage(OFFLINE, says(severity=4, sensitivities=["health"], injection=True))
    assert both.severity == 4
    assert both.sensitivities == (Sensitivity.STAFF, Sensitivity.HEALTH)
    assert both.injection
    assert merged_triage(OFFLINE, says(severity=1)).severity == 3
    assert merged_triage(OFFLINE, says(severity=99)).severity == 5
    assert merged_triage(OFFLINE, says(severity=-3)).severity == 3


def test_the_models_category_counts_only_in_doubt() -> None:
    """Never where the coach is sure, there are orders, or it would take a person out of danger."""
    question = says(category="question")
    assert merged_triage(OFFLINE, question).category is Category.QUESTION
    sure = replace(OFFLINE, confidence=Confidence.SURE)
    assert merged_triage(sure, question).category is Category.COMPLAINT
    ordered = replace(OFFLINE, injection=True)
    assert merged_triage(ordered, question).category is Category.COMPLAINT
    for category in (Category.CRISIS, Category.PERSON_AT_RISK):
        grave = replace(OFFLINE, category=category, confidence=Confidence.UNSURE)
        assert merged_triage(grave, question).category is category


@pytest.mark.parametrize("category", ["spam", "guideline_breach", "troll"])
def test_a_model_alone_silences_nobody(category: str) -> None:
    """A customer who was wronged is not sorted away by a word of a machine."""
    assert merged_triage(OFFLINE, says(category=category)).reply_advised


@pytest.mark.parametrize("schema", [Written, SecondReading, PictureText])
def test_what_is_asked_for_is_strict(schema: type[BaseModel]) -> None:
    """Servers take a strict schema only if every object names all of its keys and no others."""
    whole = schema.model_json_schema()
    for shape in (whole, *whole.get("$defs", {}).values()):
        if shape["type"] == "object":
            assert shape["additionalProperties"] is False
            assert sorted(shape["required"]) == sorted(shape["properties"])


def test_two_who_agree_are_surer() -> None:
    """But not more than fairly."""
    unsure = replace(OFFLINE, confidence=Confidence.UNSURE)
    assert merged_triage(unsure, says()).confidence is Confidence.FAIRLY_SURE
