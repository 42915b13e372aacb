"""A person's own reply is mended: their words stay where they are good, and little is added."""

from __future__ import annotations

import pytest

from bot.findings import FindingKind, Severity
from bot.readers import Reading
from bot.rewriting import Rewriting
from bot.rubric import Criterion, Mark
from bot.scorecard import hint, scorecard
from tests.render.samples import PASTA, coach

PARCEL = "My parcel is three weeks late, and it was a birthday present."
GOOD = "We're sorry that the pasta was cold."
RUDE = (
    "You should have told the waiter. It was a busy evening. Please delete this review.",
    "Nobody laughed at you, you must have imagined it. You idiots never tip anyway.",
    "Calm down, it was just pasta. We guarantee that this will never happen again.",
    "Sorry if you felt offended. Read our terms, and we will see you in court.",
    "That was Kevin, he is lazy, and we will fire him. Bravo, you found a cold noodle.",
)


def read(reply: str, post: str = PASTA, platform: str = "google") -> Reading:
    """How a reply to the post reads."""
    return coach().read(reply, coach().size_up(post, platform=platform))


def mended(reply: str, post: str = PASTA, platform: str = "google") -> str:
    """What becomes of a reply to the post."""
    about = coach().size_up(post, platform=platform)
    return Rewriting(coach()).rewrite(reply, about, coach().read(reply, about))


@pytest.mark.parametrize("reply", RUDE)
def test_what_is_flagged_is_gone(reply: str) -> None:
    """The mended reply has nothing that stops or warns, open slots apart."""
    found = read(mended(reply) or GOOD).findings
    kinds = {f.kind for f in found if f.severity is not Severity.TIP}
    assert kinds <= {FindingKind.UNFILLED_SLOT}


@pytest.mark.parametrize("reply", RUDE)
def test_a_good_sentence_among_bad_ones_stays_word_for_word(reply: str) -> None:
    """What people wrote well is theirs."""
    assert GOOD in mended(f"{GOOD} {reply}")
    assert GOOD in mended(f"{reply} {GOOD}")


def test_a_good_reply_is_left_alone() -> None:
    """There is no rewrite for its own sake."""
    assert not mended(
        "Thank you for telling us, Dana. We're sorry that the pasta was cold and that you were "
        "laughed at. Marta will talk to the team today and answer you here by Friday. What would "
        "put it right for you?"
    )


def test_what_is_missing_is_added_and_what_is_known_to_nobody_becomes_a_slot() -> None:
    """An apology for what happened, who answers by when, and a question."""
    text = mended("We were short-staffed on Friday, but that is no reason for cold pasta.", PASTA)
    marks = read(text).assessment
    for wanted in (Criterion.APOLOGY, Criterion.NEXT_STEP, Criterion.QUESTION):
        assert marks[wanted].mark is Mark.MET
    assert "but that is no reason for cold pasta." in text
    assert "[who]" in text


def test_what_is_there_is_not_added_again() -> None:
    """One sorry, one question, one next step."""
    own = "I'm sorry about the parcel. Ines calls you tomorrow at noon. What else would help?"
    text = mended(f"{own} It's your own fault, though.", PARCEL)
    assert text.lower().count("sorry") == 1
    assert text.count("?") == 1
    assert "[who]" not in text


def test_a_promise_without_name_and_time_stays_and_gets_both() -> None:
    """ "We will look into it soon" is theirs; only who and when is missing."""
    text = mended("I'm sorry that the pasta was cold. We will look into it soon.")
    assert "We will look into it soon. [who]" in text


def test_greeting_and_signature_stay_where_they_are() -> None:
    """New sentences stand between them."""
    text = mended("Dear Dana,\n\nCalm down, it was just pasta.\n\nBest wishes,\nAlex at Lina's")
    assert text.startswith("Dear Dana,\n\n")
    assert text.endswith("\n\nBest wishes,\nAlex at Lina's")
    assert mended("Hi Dana, thanks for your feedback. Alex").startswith("Hi Dana, thank you for")


def test_where_nothing_good_is_left_there_is_no_rewrite() -> None:
    """That would be our draft, and nobody asked for one."""
    assert not mended("You idiots.")
    assert not mended("ok")


def test_on_a_short_platform_only_what_is_needed_most_is_added() -> None:
    """The rest would not be taken there."""
    reply = (
        "The oven broke that night, the grill an hour later, and the two cooks who were left "
        "could not keep up with forty orders at once."
    )
    text = mended(reply, platform="x")
    assert len(text) <= 280
    assert "sorry" in text
    assert "What would" not in text


def test_an_unknown_number_becomes_the_one_of_the_house() -> None:
    """The same kind of contact, so that the sentence stays whole."""
    assert "Ring 020 7946 0142 for more." in mended("We are sorry. Ring 0118 496 0017 for more.")


def test_a_sum_beyond_everybody_becomes_a_gap() -> None:
    """What may be promised is for a person to say."""
    text = mended("I'm sorry that the pasta was cold. We will refund you £500. Alex")
    assert "£500" not in text
    assert "We will refund you [" in text


def test_whoever_grieves_gets_no_thanks_and_no_question() -> None:
    """Stock phrases go, and none of ours comes in their place."""
    text = mended("Thanks for your feedback! We strive for excellence.", "My mum died after this.")
    assert not text
    text = mended(
        "Thanks for your feedback! Marta rings you tonight.", "My mum died after eating here."
    )
    assert "Marta rings you tonight." in text
    assert "hanks" not in text
    assert "?" not in text


def test_praise_gets_no_apology() -> None:
    """Only what the kind of post asks for is added."""
    text = mended("Thanks.", "Lovely tiramisu and the kindest waiter, thank you!")
    assert text
    assert "sorry" not in text.lower()


def test_without_the_post_nothing_is_taken_for_a_complaint() -> None:
    """Kind words stay as they are; where somebody says sorry, the rest is added."""
    assert not mended("Thanks so much, see you soon!", "")
    assert "[who]" in mended("Sorry if you were upset.", "")


def test_a_german_reply_is_mended_in_german() -> None:
    """No English sentence gets into it."""
    text = mended("Danke für Ihre Nachricht. Sie hätten etwas sagen müssen.", "Die Suppe war kalt.")
    assert text.startswith("Danke für Ihre Nachricht.")
    assert "müssen" not in text or "Wir hätten" in text
    assert "[who]" not in text


@pytest.mark.parametrize(
    "reply", ["[" * 400, "\n\n\n.", "🙂" * 300, "Hi,", "Dear " * 200, "a. " * 900]
)
def test_odd_texts_come_to_an_end(reply: str) -> None:
    """Whatever was typed, the answer is a text or nothing."""
    text = mended(reply)
    assert not text or all(
        f.severity is not Severity.BLOCK or f.kind is FindingKind.UNFILLED_SLOT
        for f in read(text).findings
    )


def test_the_hint_is_the_riskiest_finding_or_the_gap_that_costs_most() -> None:
    """One hint at a time; the scorecard says the rest in plain words."""
    rubric = coach().playbook.rubric
    risky = hint(read("Thank you for this. Please delete this review."), rubric)
    assert risky
    assert risky.quote == "Please delete this review"
    told = "Thank you for telling us about the pasta. What would put this right for you?"
    gap = hint(read(told), rubric)
    assert gap
    assert (gap.title, gap.quote) == (rubric.kinds[FindingKind.MISSING_APOLOGY].title, "")
    lines = {line.title: line.says for line in scorecard(told, read(told).assessment, rubric)}
    assert lines["Thanks"] == "Thanks: there."
    assert lines["Apologizes"].startswith("Apologizes: not there yet. Say sorry once")


def test_a_reason_stays_and_is_owned() -> None:
    """Taking it out would leave the customer with fewer facts and more phrases."""
    text = mended("You should have told the waiter. It was a busy evening.")
    assert "It was a busy evening. Whatever the reason, this is ours to solve." in text
    assert "waiter" not in text


def test_phrases_of_ours_do_not_pile_up() -> None:
    """One sentence in the place of what was flagged is enough; the rest of it just goes."""
    rude = "You should have booked. Any child would know that. Please delete this review."
    text = mended(f"{rude} The heating runs again.")
    assert "The heating runs again." in text
    ours = [f.suggestion for f in read(rude).findings if f.suggestion]
    assert len([words for words in ours if words in text]) <= 1


def test_an_empty_apology_becomes_one_for_what_the_post_says() -> None:
    """No gap is left where the post fills it."""
    text = mended("Sorry if you felt offended. The kitchen has a second oven since Monday.")
    assert "cold pasta" in text
    assert "[what happened]" not in text


@pytest.mark.parametrize(
    "sign_off",
    [
        "Regards, the management.",
        "Kind regards, Tom Baker.",
        "Best wishes from the whole team.",
        "Yours sincerely, Ms Baker",
        "The team.",
    ],
)
def test_a_sign_off_on_the_last_line_stays_last(sign_off: str) -> None:
    """With a full stop behind it, it is a sign-off all the same."""
    text = mended(f"We're sorry that the pasta was cold. Calm down. {sign_off}")
    assert "[who]" in text
    assert text.endswith(sign_off)


def test_thanks_at_the_end_are_no_sign_off() -> None:
    """What is added comes behind a sentence of theirs."""
    text = mended("We're sorry that the pasta was cold. Calm down. Thanks for telling us about it.")
    assert not text.endswith("about it.")
