"""Drafts in German, and the short answers in languages that nobody here writes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.correction import correction
from bot.draft_texts import addressed, check_texts
from bot.errors import SetupError
from bot.language import guess_language
from bot.situation import Situation
from bot.triage import Category, Confidence, Triage
from tests.unit.test_composer import situation
from tests.unit.test_composer_variety import compose, flagged
from tests.unit.test_triage_reader import book

POST = "Die Rolltreppe am Nordeingang steht seit Pfingsten still, und wir schleppen Kinderwagen."


def german(post: str = POST, *, address: str = "", **changes: object) -> Situation:
    triage = Triage(Category.COMPLAINT, 2, Confidence.SURE, language="de")
    at = replace(situation(post), triage=replace(triage, **changes))  # type: ignore[arg-type]
    profile = replace(at.profile, address={"de": address} if address else {}, languages=("en",))
    return replace(at, profile=profile)


@pytest.mark.parametrize("category", [c for c in Category if c not in {
    Category.SPAM, Category.GUIDELINE_BREACH, Category.PERSON_AT_RISK}])  # fmt: skip
@pytest.mark.parametrize("severity", [2, 4])
def test_every_kind_of_post_gets_a_german_draft(category: Category, severity: int) -> None:
    """In German throughout, flagged for nothing, slots in German."""
    recent: list[str] = []
    at = german(category=category, severity=severity)
    for _ in range(5):
        recent.append(compose(at, recent).text)
    for text in recent:
        assert guess_language(text) in {"de", ""}, text
        assert flagged(at, text) == []
        assert not re.search(r"\[who\]|\[by when\]|[<>|{}]", text)


def test_a_german_complaint_is_answered_by_what_it_says() -> None:
    """In German quotation marks, or as a detail in the nominative."""
    assert "Rolltreppe" in compose(german()).text
    text = compose(german("Wir haben 45 Minuten gewartet.")).text
    assert "45 Minuten Wartezeit" in text


@pytest.mark.parametrize(
    ("address", "other"),
    [("Sie", r"\b(?:du|dir|dich|deine?)\b"), ("du", r"\b(?:Sie|Ihnen|Ihre[rn]?)\b")],
)
def test_the_profile_decides_between_sie_and_du(address: str, other: str) -> None:
    """Never both in one text; "Sie" where the profile says nothing."""
    recent: list[str] = []
    for number in range(12):
        at = german(f"Die Rolltreppe {number} steht wieder still", address=address)
        recent.append(compose(at, recent).text)
    assert [text for text in recent if re.search(other, text)] == []


def test_a_team_that_reads_no_german_gets_it_in_english() -> None:
    """Sentence by sentence; nothing where the team reads it anyway, or where it is English."""
    at = german()
    composed = compose(at)
    assert "sorry" in composed.translation
    assert "[who]" in composed.translation
    assert guess_language(composed.translation.replace(POST, "")) in {"en", ""}
    reads = replace(at, profile=replace(at.profile, languages=("en", "de")))
    assert compose(reads).translation == ""
    english = replace(at, triage=replace(at.triage, language="en"))  # type: ignore[type-var]
    assert compose(english).translation == ""


def test_every_german_sentence_has_its_meaning_beside_it() -> None:
    """Nobody approves what they cannot read."""
    texts = book().texts.languages["de"]
    tones = [v for tone in texts.tones.values() for v in tone.parts.values()]
    for variants in (*texts.parts.values(), *tones):
        for text in variants:
            own, _, english = text.partition(" // ")
            assert own
            assert english
            assert own.count("[") == english.count("["), text


@pytest.mark.parametrize("language", ["es", "fr", "pt", "nl", "it", "ru", "ja", "zh", "ar"])
def test_a_holding_reply_is_in_the_customers_language_and_said_in_english(language: str) -> None:
    """It says that a speaker of the language will answer; the team can read it."""
    at = german("…", language=language)
    composed = compose(at)
    assert composed.text.startswith(
        tuple(
            addressed(text, informal=False) for text in book().texts.holding[language]["complaint"]
        )
    )
    assert "an answer here [by when] from [who], in " in composed.translation


def test_tu_and_vous_follow_the_profile() -> None:
    """Formal by default."""
    at = german("…", language="fr", category=Category.QUESTION)
    assert "votre question" in compose(at).text
    informal = replace(at, profile=replace(at.profile, address={"fr": "tu"}))
    assert "ta question" in compose(informal).text


def test_an_answer_in_another_language_quotes_nothing_of_the_post() -> None:
    """German words in an English reply, or the other way round, help nobody."""
    at = replace(german(), wanted_language="en")
    assert guess_language(compose(at).text) == "en"


def test_a_missing_german_sentence_stops_the_start() -> None:
    """The file and the key are named."""
    texts = book().texts
    other = texts.languages["de"]
    parts = {key: variants for key, variants in other.parts.items() if key != "ask"}
    broken = replace(texts, languages={"de": replace(other, parts=parts)})
    with pytest.raises(SetupError, match=r"composer_de\.yaml, ask"):
        check_texts(broken)


def test_a_correction_is_in_the_language_of_the_post() -> None:
    """What was wrong stands in the words of the staff."""
    composed = correction(replace(german(), wrong="es war am Dienstag"), book().texts)
    assert composed.text.startswith("Eine Berichtigung unserer Antwort: Es war am Dienstag.")
    assert composed.translation.startswith("A correction to our reply: Es war am Dienstag.")


@pytest.mark.parametrize("language", ["es", "fr", "pt", "nl", "it", "ru", "ja", "zh", "ar"])
@pytest.mark.parametrize("category", [Category.COMPLAINT, Category.QUESTION, Category.PRAISE])
def test_holding_replies_vary(language: str, category: Category) -> None:
    """Six in a row are six texts."""
    at, recent = german("…", language=language, category=category), list[str]()
    for _ in range(6):
        recent.append(compose(at, recent).text)
    assert len(set(recent)) == 6


def test_a_question_is_answered_from_facts_in_its_own_language_only() -> None:
    """German facts of the house are no answer to an English question."""
    at = german("Are dogs allowed on the terrace?", category=Category.QUESTION, language="en")
    known = {"dogs": "Hunde sind auf der Terrasse willkommen, aber nicht im Saal."}
    foreign = replace(at, profile=replace(at.profile, facts=known))
    assert "Hunde" not in compose(foreign).text
    assert "[who]" in compose(foreign).text
