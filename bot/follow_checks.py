"""Whether somebody would be reminded: what `coach doctor` says of `prompts/follow_up.yaml`."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.checks import Check, of_teams, off, ok, problem
from bot.errors import SetupError
from bot.follow_up import Days, FollowUpRules
from bot.opening import house
from bot.settings import Settings

WHAT = "Follow-up"


def check_follow_up(rules: FollowUpRules, settings: Settings) -> Check:
    """When the house is open, and who is told what is overdue."""
    try:
        house(rules, settings.zone, datetime.now(UTC).date())
    except SetupError as exc:
        return problem(WHAT, str(exc))
    says = f"{_opening(rules)} ({settings.time_zone}), {_holidays(rules)}"
    if not (settings.slack or settings.teams):
        told = (
            "nobody is reminded: neither Slack nor Teams is connected. "
            "`coach cases --due` lists what is due"
        )
        return off(WHAT, f"{says}; {told}")
    if silent := _silent(settings):
        told = (
            f"in {' and '.join(silent)} nobody is told what is overdue, but where its card stands "
            "in a conversation. Set LEADS or REVIEW_CONVERSATION"
        )
        return off(WHAT, f"{says}; {told}")
    return ok(WHAT, f"{says}; what is overdue goes to {_whom(settings)}")


def _silent(settings: Settings) -> list[str]:
    """The platforms on which neither leads nor a review conversation are named."""
    connected = {"slack": settings.slack, "teams": settings.teams}
    leads = {"teams" if of_teams(lead) else "slack" for lead in settings.lead_ids}
    return [
        name.capitalize()
        for name, used in connected.items()
        if used and name not in leads and not settings.review_in(name)
    ]


def _whom(settings: Settings) -> str:
    return "the leads" if settings.lead_ids else "the card, or the review conversation"


def _opening(rules: FollowUpRules) -> str:
    """`open Monday to Friday 09:00-18:00`: days with the same hours together."""
    names = [name.capitalize() for name in Days.__slots__]
    runs: list[tuple[list[str], str]] = []
    for name, hours in zip(names, rules.hours.rows, strict=True):
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(name)
        else:
            runs.append(([name], hours))
    said = [f"{_days(days)} {hours}" for days, hours in runs if hours]
    around = ", clocks run round the clock" if rules.round_the_clock else ""
    return f"open {', '.join(said)}{around}"


def _days(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _holidays(rules: FollowUpRules) -> str:
    return f"public holidays of {rules.country}" if rules.country else "no public holidays"
