"""What a reviewer sees of a case, on whatever surface."""

from __future__ import annotations

from dataclasses import replace

from bot import commands as c
from bot.card_words import Translation
from bot.case import DraftState
from bot.events import Origin
from bot.facts import FactState
from bot.findings import Finding, FindingKind, Severity, Verdict
from bot.post_words import act_now
from bot.profile import Duty
from bot.readers import Reading
from bot.tone import Tone
from bot.triage import (
    Aspect,
    Category,
    Confidence,
    LegalClock,
    LegalMatter,
    Particular,
    Sensitivity,
    Triage,
)
from bot.views import ERASED, dump_reading, flags
from tests.cases import ALEX, LEE, MIA, happy
from tests.render.samples import KIND, PASTA, RUDE, START, Told, coach

MILD = Triage(Category.COMPLAINT, 2, Confidence.SURE, language="en")


def test_the_card_says_whose_post_it_is_and_when_the_clock_started() -> None:
    """Author, place, link and time of the post stand on the card, and all its words."""
    card = Told().drafted().card
    assert (card.author, card.platform) == ("Dana K.", "Google reviews")
    assert card.link == "https://reviews.example.org/r/7"
    assert card.posted_at is not None
    assert card.posted_at < START
    assert (card.post, card.language) == (PASTA, "en")


def test_without_the_time_of_the_post_the_clock_starts_when_it_came_in() -> None:
    """Both times are there, so that a surface can say which one counts."""
    card = Told(posted_at=None).card
    assert card.posted_at is None
    assert card.opened_at == START


def test_a_question_asked_back_holds_up_the_approval() -> None:
    """Nobody can approve before the answer, and the riskiest line says who waits for whom."""
    told = Told().wrote(KIND)
    assert {"approve", "ask"} <= told.card.may
    told.do(c.AskForwarder(told.words("Was it table 7?")), by=LEE)
    card = told.card
    assert card.riskiest == "Lee asked Alex: “Was it table 7?” The reply waits for the answer."
    assert "answer" in card.may
    assert not {"approve", "ask"} & card.may
    told.do(c.AnswerQuestion(told.words("Yes")), by=ALEX)
    assert "approve" in told.card.may


def test_a_block_found_after_the_approval_stops_the_posting() -> None:
    """A second reading may find something late; then the text cannot be copied."""
    told = Told().wrote(KIND).approved()
    assert "copy" in told.card.may
    card = told.reread(RUDE).card
    assert card.riskiest.startswith("Please don't post this yet.")
    assert "copy" not in card.may
    assert "withdraw" in card.may
    assert any("second reading" in caution for caution in card.cautions)


def test_a_post_that_gives_orders_to_the_coach_is_marked() -> None:
    """Whoever approves should know that the post tried to steer the reply."""
    orders = Triage(Category.COMPLAINT, 2, Confidence.SURE, injection=True)
    assert Told(triage=orders).drafted().card.cautions == (
        "This post tries to give the coach orders. Please read the reply with that in mind.",
    )
    assert not Told().drafted().card.cautions


def test_posted_is_not_yet_the_end() -> None:
    """Answered is not solved; a reply that stands in public can be solved or corrected."""
    card = Told().wrote(KIND).approved().posted("https://reviews.example.org/a/1").card
    assert card.riskiest.startswith("Answered is not solved")
    assert {"solve", "correct", "own", "facts"} <= card.may
    assert not {"approve", "copy", "ask"} & card.may
    assert card.sent_link == "https://reviews.example.org/a/1"


def test_a_published_reply_can_be_corrected_even_when_the_case_is_over() -> None:
    """A bad reply stands there for everybody, whatever our own list says."""
    told = Told().wrote(KIND).approved().posted().do(happy(), by=LEE)
    assert told.card.may == {"reopen", "correct", "came_back", "solve"}


def test_a_correction_says_what_it_puts_right() -> None:
    """Whoever reviews the correction sees why it is needed."""
    told = Told().wrote(KIND).approved().posted()
    told.do(c.Correct(1, told.words("The refund was 20, not 40.")), by=LEE)
    caution = "This corrects what stands in public: The refund was 20, not 40."
    assert told.card.cautions == (caution,)


def test_it_is_said_who_has_the_case_and_who_approved() -> None:
    """Names, so that nobody does it twice."""
    told = Told().wrote(KIND).do(c.Claim(), by=MIA)
    assert told.card.claimed_by == "Mia"
    assert told.approved().card.approved_by == ("Lee",)


def test_how_a_draft_was_made_is_told_in_words() -> None:
    """Model, time and versions, without any of the customer's words."""
    made: dict[str, object] = {"model": "m-1", "seconds": 3.21, "tokens_in": 9, "prompt": "ab12"}
    told = Told().drafted({**made, "tokens_out": 4, "rubric": "cd", "repairs": 1})
    assert dict(told.card.made) == {
        "Written": "Written without the model",
        "Model": "m-1",
        "Took": "3.2 seconds",
        "Tokens": "9 in, 4 out",
        "Sent back": "1 time(s), after our own checks",
        "Prompt": "ab12",
        "Rubric": "cd",
        "Playbook": "v1",
    }


def test_every_draft_is_listed_with_what_people_said_of_it() -> None:
    """The coach's drafts can be rated; what a colleague wrote is not put to a vote."""
    told = Told().drafted()
    assert "rate" in told.card.may
    told.do(c.Rate(1, good=True), by=ALEX).do(c.Rate(1, good=False), by=LEE)
    told.wrote(KIND)
    first, second = told.card.versions
    assert (first.good, first.bad, first.state) == (1, 1, DraftState.SUPERSEDED)
    assert (second.good, second.bad, second.text) == (0, 0, KIND)
    assert "rate" not in told.card.may


def test_the_card_offers_what_fits_the_text() -> None:
    """Gaps are filled where there are some, findings set aside where there are some."""
    gappy, rude = Told().drafted().card, Told().wrote(RUDE).card
    assert "gaps" in gappy.may
    assert "gaps" not in rude.may
    assert "dismiss" in rude.may


def test_nobody_collects_facts_while_somebody_is_in_danger() -> None:
    """The card of a person at risk has a helpline and no facts."""
    card = Told("I want to kill myself because of what your staff did to me").drafted().card
    assert card.helpline
    assert "facts" not in card.may


def test_while_a_reply_is_being_posted_nothing_else_is_offered() -> None:
    """First it has to be said whether it was posted."""
    assert Told().wrote(KIND).approved().copied().card.may == {"copy", "posted", "not_posted"}


def test_what_can_be_done_about_an_unwanted_post_depends_on_the_place() -> None:
    """Some places let a business hide a post, others only report it."""
    spam = Triage(Category.SPAM, 1, Confidence.SURE)
    assert "reported" in Told(triage=spam).card.moderation
    assert "hidden" in Told(triage=spam, platform="facebook").card.moderation
    assert not Told().card.moderation


def test_erased_words_are_not_quoted_in_pieces() -> None:
    """After erasure the card says so, and quotes neither post nor reply."""
    told = Told().knows("two cooks were ill", FactState.CHECKING).drafted()
    told.texts.clear()
    card = told.card
    assert (card.customer, card.reply) == (ERASED, ERASED)
    assert not any(quote.text for quote in card.evidence)
    assert [state for _, state, _ in card.facts] == ["checking"]


def test_the_history_tells_who_did_what() -> None:
    """One line an event, in order."""
    told = [(entry.who, entry.what) for entry in Told().drafted().card.history]
    assert told[0] == ("Alex", "forwarded the post")
    assert told[-1] == ("Coach", "wrote draft 1")


def test_a_finding_that_was_set_aside_is_not_riskiest_any_more() -> None:
    """What a person looked at and disagrees with stays quiet."""
    told = Told().wrote("Thank you, Dana. It was a busy evening, and we are sorry. Alex")
    warning = next(f for f in told.card.findings if f.finding.severity is Severity.WARN)
    told.do(c.DismissFinding(1, warning.key), by=MIA)
    assert warning.key not in [f.key for f in told.card.findings]
    assert told.card.riskiest != warning.finding.why


def test_cards_can_be_compared() -> None:
    """Two looks at the same case are equal, so that a card is only updated when it changed."""
    told = Told().drafted()
    assert told.card == told.card
    assert told.card != replace(told.card, claimed_by="Mia")


def test_what_happened_is_told_in_the_words_of_the_post() -> None:
    """What, when, how often: labels and pieces, so that nobody has to search the post."""
    told = Told(
        triage=replace(
            MILD,
            particulars=(
                Particular(Aspect.WHEN, 0, 10),
                Particular(Aspect.WHAT, 15, 25),
                Particular(Aspect.WHAT, 15, 25),
            ),
            sensitivities=(Sensitivity.MINORS, Sensitivity.MONEY),
        )
    )
    assert told.card.particulars == (("What", "cold pasta"), ("When", "45 minutes"))
    assert told.card.touches == ("a child", "money")
    told.texts.clear()
    assert told.card.particulars == ()


def test_a_legal_deadline_is_told_to_whoever_looks_after_it() -> None:
    """Once for each matter, with the words that may start it."""
    post = "Delete all my data. And again: delete all my data!"
    clock = LegalClock(LegalMatter.DATA_REQUEST, 0, 18)
    triage = replace(MILD, legal_clocks=(clock, replace(clock, start=31, end=49)))
    profile = coach().playbook.profile("")
    assert Told(post, triage=triage).card.act_now == (
        "May start a legal deadline (data request): “Delete all my data”. "
        f"Tell {profile.owner(LegalMatter.DATA_REQUEST)}, today.",
    )
    assert act_now(post, triage, replace(profile, owners={}, senior_contact=""))[0].endswith(
        "Tell whoever looks after that here today."
    )


def test_a_crisis_says_whom_to_tell_now() -> None:
    """The owner of crises, or of the press where it asks."""
    profile = replace(
        coach().playbook.profile(""), owners={Duty.CRISIS: "Jo Hart", Duty.PRESS: "Sam Lee"}
    )
    crisis = Triage(Category.CRISIS, 5, Confidence.SURE)
    assert act_now("", crisis, profile) == ("Tell Jo Hart now.",)
    press = replace(crisis, sensitivities=(Sensitivity.PRESS,))
    assert act_now("", press, profile) == ("Tell Sam Lee now.",)
    lina = replace(profile, owners={Duty.CRISIS: "Lina Ferrante, owner"})
    assert act_now("", crisis, lina) == ("Tell Lina Ferrante, owner, now.",)


def test_where_the_coach_is_not_sure_it_asks_with_the_kinds_to_choose_from() -> None:
    """Its guess comes first; once a person has said it, nothing is asked."""
    card = Told(triage=replace(MILD, confidence=Confidence.UNSURE)).card
    assert card.asks
    assert card.kinds[0] == ("complaint", "A complaint")
    assert {key for key, _ in card.kinds} == set(Category)
    assert (card.strategy, card.approach) == ("Perhaps a complaint", "ask_first")
    sure = Told(triage=MILD).card
    assert (sure.asks, sure.kinds) == ("", ())


def test_tones_and_languages_are_offered_where_a_draft_of_ours_stands() -> None:
    """What a person wrote is theirs; the customer's language is not offered twice."""
    told = Told().drafted()
    assert "tone" in told.card.may
    assert told.card.tones == tuple(Tone)
    languages = dict(told.card.languages)
    assert languages["it"] == "Italian"
    assert languages["de"] == "German"
    assert "en" not in languages
    told.do(c.RequestDraft(Tone.WARMER, "fr"), by=ALEX)
    assert "fr" not in dict(told.card.languages)
    assert told.card.history[-1].what == "asked for another draft: warmer, in French"
    own = Told().wrote(KIND).card
    assert ("tone" in own.may, own.tones, own.languages) == (False, (), ())


def test_a_translation_stands_beside_the_reply_and_says_who_made_it() -> None:
    """A machine's work is marked as such; without one the reviewer is asked whether they can read
    it."""
    told = Told("C'était froid.")
    kept = {"language": "en", "post": "It was cold.", "reply": "We are sorry.", "model": "m-1"}
    told.do(c.ProposeDraft(Origin.MODEL, told.words("Désolés.", {"translation": kept}), (), "v1"))
    translation = told.card.translation
    assert translation == Translation(
        "English", "It was cold.", "We are sorry.", "Translated by a machine"
    )
    unread = told.words("Nous sommes désolés.")
    told.do(c.ProposeDraft(Origin.MODEL, unread, (), "v1", unread="fr"))
    assert "This is in French" in told.card.cautions[0]
    machine = "Translated by a machine"
    assert told.card.translation == Translation("English", "It was cold.", "", machine)
    later = told.words("", {"translation": {**kept, "reply": "We are very sorry."}})
    told.do(c.RecordTranslation(2, told.case.draft(2).content.digest, later))
    assert not told.card.cautions
    assert told.card.translation == Translation(
        "English", "It was cold.", "We are very sorry.", machine
    )


def test_a_post_that_only_was_foreign_is_readable_too() -> None:
    """The reply needs no translation; the post does."""
    told = Told("C'était froid.")
    kept = {"language": "en", "post": "It was cold.", "reply": "", "model": "m-1"}
    content = told.words("We are sorry.", {"translation": kept})
    told.do(c.ProposeDraft(Origin.MODEL, content, (), "v1"))
    assert told.card.translation == Translation(
        "English", "It was cold.", "", "Translated by a machine"
    )


def test_what_came_of_replies_like_this_one_is_told() -> None:
    """How many there were, and how many customers were satisfied in the end."""
    told = Told().drafted({"past": ["satisfied", "still unhappy", ""]})
    assert told.card.past == (
        "Written with an eye on 3 replies of ours to posts like this; 1 customer was satisfied."
    )
    assert not Told().drafted().card.past


def test_what_a_lead_can_settle_says_so() -> None:
    """A promise beyond a responder's scope is no dead end."""
    beyond = Finding(
        FindingKind.OVERPROMISE, Severity.WARN, 0, 4, "£60", "More than you may promise.", "",
        "gate", lead_may=True,
    )  # fmt: skip
    told = Told()
    reading = Reading((beyond,), {}, Verdict.WARN)
    content = told.words("£60 for you.", dump_reading(reading))
    flagged = flags(told.case.id, reading)
    told.do(c.ProposeDraft(Origin.PERSON, content, flagged, "v1"), by=MIA)
    assert [f.note for f in told.card.findings] == ["A lead's approval makes this fine."]
    assert not any(f.note for f in Told().wrote(RUDE).card.findings)
