"""What `coach doctor` says of profiles and platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.checks import Check
from bot.coach import Coach
from bot.playbook import DEFAULT_BRAND, Sample
from bot.profile import Duty, Privacy, Profile, Remedy, Voice
from bot.prompt_checks import check_prompts
from bot.prompts import load_playbook
from tests.serving import ROOT

PLAYBOOK = load_playbook(ROOT / "prompts")
COACH = Coach(PLAYBOOK)
LINA = PLAYBOOK.profiles[DEFAULT_BRAND]


def told(profiles: Mapping[str, Profile], samples: tuple[Sample, ...] = ()) -> list[Check]:
    """What is said of these profiles, and of samples beside them."""
    return check_prompts(replace(PLAYBOOK, profiles=profiles, samples=samples), COACH)


def the_one(**changes: object) -> Check:
    """The only line about a profile that was changed so."""
    (check,) = told({DEFAULT_BRAND: replace(LINA, **changes)})  # type: ignore[arg-type]
    return check


def test_nothing_is_odd_about_the_samples() -> None:
    """One line for all of them."""
    (check,) = told(PLAYBOOK.profiles, PLAYBOOK.samples)
    assert (check.state, check.says) == ("ok", f"{len(PLAYBOOK.profiles)}, nothing missing")


@pytest.mark.parametrize(
    ("changes", "what", "state", "says"),
    [
        ({"contacts": ()}, "Contacts", "off", "none given"),
        ({"contacts": (*LINA.contacts, "at the bar")}, "Contacts", "problem", "“at the bar”"),
        ({"helplines": {"DE": "0800 1110111"}}, "Helplines", "problem", "none for GB"),
        ({"country": ""}, "Helplines", "problem", "no country"),
        ({"owners": {Duty.LAW: "Lina"}}, "Owners", "off", "nobody for data, safety, press, crisis"),
        ({"sign_off": " "}, "Sign-off", "off", "none"),
        ({"sign_off": "Lina " * 40}, "Sign-off", "off", "200 of 500 characters on Threads"),
        ({"senior_contact": ""}, "Senior contact", "off", "none"),
        ({"languages": ("en", "xx")}, "Languages", "problem", "“xx”"),
        ({"address": {"german": "Sie"}}, "Languages", "problem", "“german”"),
        ({"authority": ()}, "Authority", "off", "none"),
        ({"authority": (Remedy("a refund", 5),)}, "Authority", "problem", "“a refund” up to 5"),
        ({"facts": {"menu": "See menu.example.com."}}, "Facts", "off", "example.com” in menu"),
        ({"private": True}, "Privacy", "off", "without a route"),
        ({"privacy": Privacy(route="our desk")}, "Privacy", "off", "private is false"),
    ],
)  # fmt: skip
def test_what_is_odd_is_one_plain_line(
    changes: dict[str, object], what: str, state: str, says: str
) -> None:
    """The matter, the profile, what is odd, and what it means."""
    check = the_one(**changes)
    assert (check.what, check.state) == (what, state)
    assert check.says.startswith(LINA.name)
    assert says in check.says
    assert check.says.endswith(".")


def test_the_house_is_held_to_its_own_rules() -> None:
    """An example reply is imitated, so what the coach would stop must not stand in one."""
    rude = Voice(examples=("Thank you, Sam.", "You should learn to read, you idiot."))
    check = the_one(voice=rude)
    assert (check.what, check.state) == ("Voice", "problem")
    assert "example 2, “" in check.says
    assert "example 1" not in check.says
    generous = Voice(examples=("We're sorry, Sam. We will refund you £60 today.",))
    assert the_one(voice=generous).state == "off"
    loud = Voice(examples=("Please reach out to us.",), instead={"reach out": "write"})
    assert "example 1 says “reach out” instead of “write”" in the_one(voice=loud).says


def test_profiles_with_the_same_gap_share_a_line() -> None:
    """A dozen brands make no dozen lines."""
    bare = replace(LINA, owners={})
    (check,) = told({DEFAULT_BRAND: bare, "second": replace(bare, name="Bar Lina")})
    assert check.says.startswith("Trattoria Lina, Bar Lina: nobody for data")


def test_samples_name_what_there_is() -> None:
    """Else the playground would answer for somebody else."""
    samples = (Sample("A pot", "It leaks", platform="pottery", brand="kiln"),)
    (check,) = told({DEFAULT_BRAND: LINA}, samples)
    assert check.state == "problem"
    assert "“A pot” names the platform pottery; “A pot” names the brand kiln" in check.says


def test_a_house_that_says_nothing_about_posts_hears_of_it() -> None:
    """Nobody could note then that a post was hidden."""
    silent = replace(PLAYBOOK, guidelines="# How we answer\nCalmly.")
    *_, told = check_prompts(silent, COACH)
    assert (told.what, told.state) == ("Guidelines", "off")
    assert "“What may not stand on our pages”" in told.says
