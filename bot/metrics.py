"""Operational numbers in the Prometheus text format. No customer's words, no names."""

from __future__ import annotations

from bot.store import Store


async def metrics(store: Store) -> str:
    """Cases by status, jobs that wait and jobs that are stuck."""
    numbers = await store.numbers()
    lines = ["# HELP coach_cases Cases by status.", "# TYPE coach_cases gauge"]
    lines += [f'coach_cases{{status="{s}"}} {n}' for s, n in sorted(numbers.cases.items())]
    lines += [
        "# HELP coach_jobs Jobs by state.",
        "# TYPE coach_jobs gauge",
        f'coach_jobs{{state="waiting"}} {numbers.waiting_jobs}',
        f'coach_jobs{{state="stuck"}} {numbers.stuck_jobs}',
    ]
    return "\n".join(lines) + "\n"
