"""The gates: slots, contacts, private routes, claims, length, language, apologies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.facts import FactState, KnownFact
from bot.findings import Finding, FindingKind, Severity
from bot.gates import gate_findings, open_slots
from bot.profile import Platform, Profile, Remedy
from bot.rubric import Rubric
from bot.situation import Situation
from bot.triage import Category, Confidence, Sensitivity, Triage
from bot.yamlfile import read_yaml

RUBRIC = read_yaml(Path(__file__).parents[2] / "prompts" / "rubric.yaml", Rubric)
HOTEL = Profile(
    "Harbour Hotel", "hotel", "in our hotel", "The team", "Ms Hill",
    contacts=("stay@harbour.example", "+44 20 7946 0333", "https://harbour.example"),
    authority=(Remedy("a voucher", 50, "GBP"),),
)  # fmt: skip
COMPLAINT = Triage(Category.COMPLAINT, 3, Confidence.SURE)


def found(kind: FindingKind, reply: str, **known: object) -> list[Finding]:
    """The gate findings of one kind."""
    situation = Situation(HOTEL, **known)  # type: ignore[arg-type]
    findings = gate_findings(reply, situation, RUBRIC)
    assert all(f.text == reply[f.start : f.end] and f.reader == "gate" for f in findings)
    return [f for f in findings if f.kind is kind]


@pytest.mark.parametrize(
    "slot",
    ["[who]", "[by when]", "{name}", "{{guest}}", "<date>", "<your name>", "XX", "XXX", "TBD",
     "TBC", "____", "$name", "(insert time)", "TODO", "???", "[]"],
)  # fmt: skip
def test_open_slots_are_found_exactly(slot: str) -> None:
    """Whatever way a gap is written, it blocks until somebody fills it."""
    reply = f"Hi, {slot} will call you."
    (finding,) = found(FindingKind.UNFILLED_SLOT, reply)
    assert finding.text == slot
    assert finding.severity is Severity.BLOCK


@pytest.mark.parametrize(
    "text",
    ["We <3 this.", "Thanks xx", "Size XXL is back.", "He wrote “no [sic] soup”.", "a < b > c"],
)
def test_what_only_looks_like_a_slot_is_none(text: str) -> None:
    """Hearts, kisses and sizes are left alone."""
    assert open_slots(text) == []


@pytest.mark.parametrize(
    ("reply", "contact"),
    [
        ("Write to boss@elsewhere.example please.", "boss@elsewhere.example"),
        ("See www.other.example/form.", "www.other.example/form"),
        ("Look at https://evil.example/x?y=1", "https://evil.example/x?y=1"),
        ("Ring us on 020 7946 0999.", "020 7946 0999"),
        ("Ring +49 30 1234567 today.", "+49 30 1234567"),
        ("Our friends at @fastfix will help.", "@fastfix"),
        ("Book at cheaprooms.com now", "cheaprooms.com"),
    ],
)
def test_contacts_the_profile_does_not_know_are_named(reply: str, contact: str) -> None:
    """A wrong number in public sends customers to strangers."""
    assert [f.text for f in found(FindingKind.UNKNOWN_CONTACT, reply)] == [contact]


@pytest.mark.parametrize(
    "reply",
    [
        "Write to stay@harbour.example or see harbour.example.",
        "Ring 020 7946 0333 any time.",
        "@sam.w you're right, the lift was out.",
        "Flight 1234 left at 10:30 on 12.11.2026 for £1,250.00.",
        "Order 5550001234 is on its way, room 204 is ready.",
        "We opened at 9.Nobody told you.",
    ],
)
def test_known_contacts_and_plain_numbers_are_clean(reply: str) -> None:
    """The profile's own contacts, the customer's handle, times and amounts pass."""
    assert found(FindingKind.UNKNOWN_CONTACT, reply) == []


@pytest.mark.parametrize(
    "reply",
    [
        "Please DM us.",
        "Hi Ana, sorry to hear this. Please call our customer care team.",
        "We take this seriously. Send us a private message so we can help.",
        "Thank you for your feedback. Kindly open a support ticket.",
        "Contact head office.",
        "Sorry about that! Drop us an email.",
    ],
)
def test_only_a_way_out_of_sight_is_flagged(reply: str) -> None:
    """Formulas around a private route do not make it an answer."""
    assert len(found(FindingKind.PRIVATE_ONLY, reply)) == 1


@pytest.mark.parametrize(
    "reply",
    [
        "The lift has been repaired since noon. Please DM us your booking number for the refund.",
        "We have taken the night off your bill; message us if it does not show by Friday.",
        "Breakfast starts at seven from Monday on, as you asked. Call me any time.",
        "The lift broke at noon and nobody carried your bags. Jo will ring you by six today.",
    ],
)
def test_a_private_route_beside_a_public_step_is_clean(reply: str) -> None:
    """What readers can learn stands in public; the data go to a private place."""
    assert found(FindingKind.PRIVATE_ONLY, reply) == []


def test_in_grave_matters_a_line_of_care_and_a_private_route_are_right() -> None:
    """Safe mode and private houses are excused from saying more in public; a question is, too."""
    reply = "What you describe should not happen to anyone. Please write to us."
    health = replace(COMPLAINT, sensitivities=(Sensitivity.HEALTH,))
    assert found(FindingKind.PRIVATE_ONLY, reply, triage=health) == []
    question = replace(COMPLAINT, category=Category.QUESTION)
    assert found(FindingKind.PRIVATE_ONLY, "Please call us.", triage=question) == []


def test_runs_that_no_address_or_price_has_are_cut_short() -> None:
    """An open run would be tried from each of its characters, which takes for ever."""
    kind = FindingKind.UNKNOWN_CONTACT
    assert [f.text for f in found(kind, f"Write to {'a' * 64}@b.cz.")] == [f"{'a' * 64}@b.cz"]
    assert found(kind, f"Write to {'a' * 65}@b.cz.") == []
    assert found(kind, f"See {'a' * 64}.cz.") == []
    (far,) = found(kind, "See " + "a." * 30 + "com.")
    assert far.text == "a." * 9 + "com"
    (sum_,) = found(FindingKind.OVERPROMISE, f"We will refund you {'9' * 40} pounds.")
    assert sum_.text == "9" * 13 + " pounds"


def test_claims_need_a_confirmed_fact_once_facts_are_known() -> None:
    """Without facts it is a reminder at most; with facts, what they do not hold is a warning."""
    kind, reply = FindingKind.UNVERIFIED_CLAIM, "We checked the cameras at the door."
    assert found(kind, reply) == []
    assert [f.severity for f in found(kind, reply, triage=COMPLAINT)] == [Severity.TIP]
    lift = (KnownFact(FactState.CONFIRMED, "lift repaired at noon"),)
    (finding,) = found(kind, reply, facts=lift)
    assert finding.severity is Severity.WARN
    assert found(kind, "We've repaired the lift.", facts=lift) == []
    checking = (KnownFact(FactState.CHECKING, "cameras at the door"),)
    assert len(found(kind, reply, facts=checking)) == 1


def test_too_long_names_the_limit() -> None:
    """Over the platform's length warns from the first character too many; 150 words is a tip."""
    place = Platform("short", "Shortpost", 20)
    (finding,) = found(FindingKind.TOO_LONG, "This is a bit too long.", platform=place)
    assert (finding.start, finding.severity) == (20, Severity.WARN)
    assert "20" in finding.why
    (finding,) = found(FindingKind.TOO_LONG, "word " * 151)
    assert finding.severity is Severity.TIP
    assert found(FindingKind.TOO_LONG, "word " * 150) == []


@pytest.mark.parametrize(
    ("post", "reply", "flagged"),
    [
        ("La sopa estaba fría y no nos atendió nadie", "We are sorry that the soup was cold", True),
        ("Die Suppe war kalt und wir sind sauer", "We are sorry that the soup was cold.", True),
        (
            "The soup was cold and you were rude",
            "Lo sentimos, la sopa no está bien y es culpa",
            True,
        ),
        ("Supper was cold", "We are sorry that it was cold.", False),
        ("¿Hay wifi?", "Sí, la clave está en la mesa.", False),
    ],
)
def test_the_reply_speaks_the_customers_language(post: str, reply: str, flagged: bool) -> None:
    """Only where both languages are clear and differ."""
    assert bool(found(FindingKind.WRONG_LANGUAGE, reply, post=post)) is flagged


def test_one_apology_is_enough() -> None:
    """The fourth sorry is one tip; two are fine."""
    kind = FindingKind.GROVELLING
    assert found(kind, "Sorry for the wait, and sorry for the soup.") == []
    assert len(found(kind, "Sorry, sorry, so sorry. Please accept our apologies.")) == 1


def test_nothing_but_formulas_is_no_answer_to_a_complaint() -> None:
    """Thanks for the feedback alone is dismissive; for praise it is polite."""
    reply = "Thank you for your feedback. We value your opinion."
    assert len(found(FindingKind.DISMISSIVE, reply, triage=COMPLAINT)) == 1
    praise = replace(COMPLAINT, category=Category.PRAISE)
    assert found(FindingKind.DISMISSIVE, reply, triage=praise) == []
