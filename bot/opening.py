"""Puts together when a house is open: its own hours, and the public holidays of its country."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, tzinfo

from bot.errors import SetupError
from bot.follow_up import FollowUp, FollowUpRules, span_of
from bot.office_hours import OfficeHours, Span

FILE = "follow_up.yaml"
_AHEAD = 6  # years for which holidays are known; a longer run of the bot loads them anew


def house(rules: FollowUpRules, zone: tzinfo, today: date) -> FollowUp:
    """The rules together with the hours; a `SetupError` names what cannot be used."""
    closed = _holidays(rules.country, today) | frozenset(rules.closed_on)
    opened = tuple(_span("hours", text) for text in rules.hours.rows)
    if not any(opened):
        raise SetupError("the house is never open", file=FILE, key="hours")
    days = tuple(sorted(set(rules.check_in_days)))
    if days and days[0] < 1:
        problem = f"{days[0]} is no number of days; 1 is the day after the reply"
        raise SetupError(problem, file=FILE, key="check_in_days")
    rules = replace(rules, check_in_days=days)
    return FollowUp(rules, OfficeHours(zone, opened, closed, _quiet(rules.quiet)))


def _quiet(text: str) -> Span | None:
    span = _parsed("quiet", text)
    if span and span[0] == span[1]:
        raise SetupError(f"“{text}” leaves no time to tell anybody", file=FILE, key="quiet")
    return span


def _span(key: str, text: str) -> Span | None:
    span = _parsed(key, text)
    if span and span[0] >= span[1] != time():
        raise SetupError(f"“{text}” ends before it begins", file=FILE, key=key)
    return span


def _parsed(key: str, text: str) -> Span | None:
    try:
        return span_of(text)
    except ValueError as exc:
        problem = f"“{text}” should read like 09:00-18:00"
        raise SetupError(problem, file=FILE, key=key) from exc


def _holidays(country: str, today: date) -> frozenset[date]:
    """The public holidays of `DE`, or with a region of `DE-BY`, from the year before on."""
    if not country:
        return frozenset()
    import holidays  # takes a while to load, so only where it is used

    name, _, region = country.upper().partition("-")
    years = range(today.year - 1, today.year + _AHEAD)
    try:
        return frozenset(holidays.country_holidays(name, subdiv=region or None, years=years))
    except NotImplementedError as exc:
        problem = f"“{country}” is not known; it looks like DE, or with a region DE-BY"
        raise SetupError(problem, file=FILE, key="country") from exc
