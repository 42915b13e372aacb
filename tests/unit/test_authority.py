"""Who may promise what: sums, percentages, kinds of remedies and days, in several languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.facts import FactState, KnownFact
from bot.findings import Finding, FindingKind, Severity
from bot.gates import gate_findings
from bot.people import Role
from bot.profile import Profile, Remedy
from bot.rubric import Rubric
from bot.situation import Situation
from bot.yamlfile import read_yaml

RUBRIC = read_yaml(Path(__file__).parents[2] / "prompts" / "rubric.yaml", Rubric)
LEAD = Role.LEAD
HOTEL = Profile(
    "Harbour Hotel", "hotel", "in our hotel", "The team", "Ms Hill",
    facts={"transfer": "The airport shuttle is free of charge for our own guests."},
    authority=(
        Remedy("refund of a part of the bill", 30, "GBP", within_days=14),
        Remedy("refund of one night", 150, "GBP", by=LEAD, within_days=30),
        Remedy("a voucher", 50, "GBP"),
        Remedy("a voucher", 40, "EUR"),
        Remedy("a discount on the next stay", 10, "%"),
        Remedy("a discount on the next stay", 25, "%", by=LEAD),
        Remedy("a free breakfast"),
        Remedy("a late check-out"),
    ),
)  # fmt: skip


def found(reply: str, profile: Profile = HOTEL, **known: object) -> list[Finding]:
    """What the reply promises beyond a responder's scope."""
    situation = Situation(profile, **known)  # type: ignore[arg-type]
    findings = gate_findings(reply, situation, RUBRIC)
    assert all(f.text == reply[f.start : f.end] for f in findings)
    return [f for f in findings if f.kind is FindingKind.OVERPROMISE]


def the_one(reply: str, **known: object) -> Finding:
    """The only finding."""
    (finding,) = found(reply, **known)  # type: ignore[arg-type]
    return finding


@pytest.mark.parametrize(
    "reply",
    [
        "We will refund you £20.",
        "We will refund you £30 by Friday.",
        "We'll send you a voucher for £50.",
        "We can offer you a voucher of 40 euros.",
        "You'll get 10% off your next stay.",
        "Breakfast is on us on your next visit, and you'll have a free breakfast on top.",
        "We will refund you £25 within two weeks.",
        "We'd love to give you a late check-out.",
    ],
)
def test_a_responders_own_scope_needs_nobody(reply: str) -> None:
    """No finding at all."""
    assert found(reply) == []


@pytest.mark.parametrize(
    ("reply", "text", "says"),
    [
        ("We will refund you £60.", "£60", "£60 is more than a responder may promise (£30)"),
        ("Wir erstatten Ihnen 149,50 Pfund.", "149,50 Pfund", "A refund of £149.50"),
        ("You will get 20 % off your next stay.", "20 %", "A discount of 20 % is more"),
        ("We will refund one night.", "refund", "“refund of one night” is for a lead to promise"),
        ("We'll refund you £20 within 21 days.", "within 21 days", "later than a responder may"),
        ("We would like to offer you a free night.", "free night", "“free night” is not among"),
        ("We'll send a replacement on Monday.", "replacement", "A replacement is not among"),
        ("You'll get compensation from us.", "compensation", "Compensation is not among"),
        ("We'll refund you fifty pounds.", "fifty pounds", "A refund of £50 is more"),
        ("We'll refund you £25 per person.", "£25", "A sum for each is for a lead"),
        ("Wir erstatten Ihnen 25 Pfund pro Person.", "25 Pfund", "A sum for each is for a lead"),
        ("We'll give you a £25 voucher for each of your guests.", "£25", "A sum for each"),
        ("The whole bill is on us.", "whole bill is on us", "of the whole, is for a lead"),
        ("We'll give you all your money back.", "money back", "of the whole, is for a lead"),
        ("Dinner is on us, for all twelve of you.", "Dinner is on us", "for each, or of the"),
    ],
)  # fmt: skip
def test_what_a_lead_may_promise_asks_once_and_waits_for_one(
    reply: str, text: str, says: str
) -> None:
    """Sums, percentages, kinds and days between the two scopes, or outside of the table."""
    finding = the_one(reply)
    assert (finding.text, finding.severity, finding.lead_may) == (text, Severity.WARN, True)
    assert says in finding.why
    assert finding.lead_may


@pytest.mark.parametrize(
    ("reply", "text", "says"),
    [
        ("We will refund you £500.", "£500", "more than anybody here may promise (£150)"),
        ("We will refund you £1,250.00.", "£1,250.00", "A refund of £1,250"),
        ("We will refund you £2k.", "£2k", "A refund of £2,000"),
        ("We'll send you a voucher for £80.", "£80", "A voucher of £80"),
        ("We'll refund you CHF 20.", "CHF 20", "Nobody here may promise a sum in CHF."),
        ("We take 30% off your bill.", "30%", "A discount of 30 % is more than anybody here"),
        ("We'll refund you two hundred pounds.", "two hundred pounds", "A refund of £200"),
        ("We will pay you one grand.", "one grand", "£1,000 is more"),
        ("We'll refund you £two hundred.", "£two hundred", "A refund of £200"),
        ("We'll refund you £ 2 0 0.", "£ 2 0 0", "A refund of £200"),
        ("We'll refund you £2OO.", "£2OO", "A refund of £200"),
        ("Nous vous rembourserons deux cents euros.", "deux cents euros", "A refund of €200"),
        ("Le rimborseremo duecento euro.", "duecento euro", "A refund of €200"),
        ("Wir erstatten Ihnen zweihundert Pfund.", "zweihundert Pfund", "A refund of £200"),
        ("We'll refund you ₹9000.", "₹9000", "Nobody here may promise a sum in INR."),
        ("We'll refund you 2,000 rupees.", "2,000 rupees", "a sum in INR."),
        ("We refund you £200.", "£200", "A refund of £200"),
        ("I'm refunding you £200 today.", "£200", "A refund of £200"),
        ("Your £500 refund is on its way.", "£500", "A refund of £500"),
        ("Your refund of £500 leaves us today.", "£500", "A refund of £500"),
        ("You'll have £500 back by Friday.", "£500", "£500 is more than anybody"),
        ("A £500 voucher is waiting for you at the bar.", "£500", "A voucher of £500"),
        ("Expect £500 in your account.", "£500", "£500 is more than anybody"),
        ("Wir geben dir 500 € zurück.", "500 €", "€500 is more than anybody"),
        ("Vi ridaremo 500 euro.", "500 euro", "€500 is more than anybody"),
        ("We'll take half off your next bill.", "half off", "A discount of 50 %"),
        ("We'll refund you £20 in six weeks.", "in six weeks", "later than anybody here"),
        ("Wir erstatten Ihnen 1.250,00 €.", "1.250,00 €", "A refund of €1,250"),
        ("Nous vous rembourserons 300 €.", "300 €", "A refund of €300"),
        ("Le devolveremos 90 euros.", "90 euros", "A refund of €90"),
        ("Le rimborseremo 90 euro.", "90 euro", "A refund of €90"),
        ("We zullen u 90 euro terugbetalen.", "90 euro", "A refund of €90"),
        ("Vamos reembolsar 90 euros, iremos hoje.", "90 euros", "A refund of €90"),
    ],
)
def test_what_nobody_may_promise_blocks(reply: str, text: str, says: str) -> None:
    """Above every scope, in a currency that the table does not hold, or too far ahead."""
    finding = the_one(reply)
    assert (finding.text, finding.severity, finding.lead_may) == (text, Severity.BLOCK, False)
    assert says in finding.why


@pytest.mark.parametrize(
    "reply",
    [
        "We can't give you a voucher for £80.",
        "We have refunded you £500; you will see it on Friday.",
        "Wir haben Ihnen 500 € erstattet.",
        "Die 500 € können wir Ihnen leider nicht erstatten.",
        "Dinner for two is £45, and you will get a table at eight.",
        "Would a replacement help you?",
        "If your insurance pays, you'll get a replacement from them.",
        "The replacement pump arrives on Friday and we are fitting it at once.",
        "We take full credit for the jokes.",
        "It is on us to put this right, and we will.",
        "Feel free to write to us; you will hear from me today.",
        "You will have the compensation that is set by law.",
        "As our own guest you'll have the airport shuttle free of charge.",
        "Send it back within 60 days and you'll get a refund.",
        "Students get 10 percent off.",
        "We are 100% sure you'll get a discount.",
        "We refunded you £500 on Monday.",
        "You had every right to expect more for £45.",
        "For £45 you should expect hot food.",
        "We're sending you the menu of our £35 lunch.",
        "Wir geben Ihnen recht: 45 € sind viel für kalte Nudeln.",
        "Nous nous rendons compte que 45 € est une somme.",
        "We read each review, and we'll refund you £20.",
        "Thank you for all of your patience; we'll refund you £20.",
        "Your £500 refund was sent on Monday.",
        "You'll be back for the £45 dinner, we hope.",
        "Our bank says that your £500 refund is on its way.",
    ],
)
def test_what_only_looks_like_a_promise_is_left_alone(reply: str) -> None:
    """Refusals, deeds, prices, questions, others' remedies, house rules, ways of speaking."""
    assert found(reply) == []


def test_what_staff_confirmed_may_be_promised() -> None:
    """Sums as they stand, and kinds; what is only being checked may not."""
    agreed = (KnownFact(FactState.CONFIRMED, "Ms Hill agreed to 500 pounds and a replacement"),)
    assert found("We will refund you £500.", facts=agreed) == []
    assert found("We'll send a replacement on Monday.", facts=agreed) == []
    assert the_one("We will refund you £501.", facts=agreed).severity is Severity.BLOCK
    checking = (KnownFact(FactState.CHECKING, "whether 500 pounds can go back"),)
    assert the_one("We will refund you £500.", facts=checking).severity is Severity.BLOCK


def test_a_sum_that_the_customer_names_is_for_a_lead() -> None:
    """It may be their own money, or a wish without an end: a person of weight decides."""
    finding = the_one("We will refund you €500.", post="I want my 500 euros back")
    assert (finding.severity, finding.lead_may) == (Severity.WARN, True)


def test_the_better_wording_is_a_gap_for_a_sum_that_is_allowed() -> None:
    """Only a person knows how much it should be."""
    assert the_one("We will refund you £60.").suggestion == "[up to £30]"
    assert the_one("We'll refund you CHF 20.").suggestion == ""


def test_every_sum_is_looked_at_by_itself() -> None:
    """One of two is fine, and each has its own place."""
    findings = found("We'll refund you £20 today. You will get a voucher for £60 and one for £70.")
    assert [f.text for f in findings] == ["£60", "£70"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("We'll refund you £20 and another £20 and another £25.", "£65, more than"),
        ("We'll refund you £20. We'll also refund you another £20.", "£40, more than"),
        ("We'll refund you £20 for the pasta and £20 for the wine.", "£40, more than"),
    ],
)
def test_sums_are_added_up(reply: str, says: str) -> None:
    """Each of them is fine; together they are for a lead."""
    finding = the_one(reply)
    assert says in finding.why
    assert finding.lead_may


def test_together_they_may_be_beyond_everybody() -> None:
    """Nine refunds of £20."""
    reply = "We'll refund you £20" + " and another £20" * 8 + "."
    assert the_one(reply).severity is Severity.BLOCK


@pytest.mark.parametrize(
    "reply",
    [
        "We'll refund you £20. Your refund of £20 leaves us today.",
        "We'll refund you £25 and send a voucher for £40.",
        "We can offer you £20 or a voucher for £25.",
        "We'll refund you £10 and £15, so £25 in all.",
    ],
)
def test_one_promise_is_not_counted_twice(reply: str) -> None:
    """Said again, of two kinds with limits of their own, one of two, or with its total."""
    assert found(reply) == []


def test_a_dollar_sign_stands_for_the_dollars_of_the_profile() -> None:
    """Whether they are Canadian, Australian or others."""
    profile = replace(HOTEL, authority=(Remedy("a voucher", 50, "CAD"),))
    assert found("We will give you $50 back.", profile) == []
    assert len(found("We will give you $51 back.", profile)) == 1


def test_a_remedy_without_a_limit_has_none() -> None:
    """Of its kind; another kind of remedy is still held to the table."""
    profile = replace(HOTEL, authority=(Remedy("refund of the order"), Remedy("voucher", 5, "GBP")))
    assert found("We will refund you £800.", profile) == []
    assert found("We will refund you 800 euros.", profile) == []
    assert the_one("You'll get a voucher for £8.", profile=profile).severity is Severity.BLOCK


def test_without_a_table_only_sums_are_held_back() -> None:
    """Nobody has said which kinds are fine, so nobody is bothered about kinds."""
    bare = replace(HOTEL, authority=())
    assert found("We'll send a replacement on Monday.", bare) == []
    assert the_one("We will refund you £5.", profile=bare).severity is Severity.BLOCK
