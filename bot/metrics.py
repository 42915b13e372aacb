"""Operational numbers in the Prometheus text format. No customer's words, no names."""

from __future__ import annotations

from collections.abc import Iterator

from bot.second_reader import SecondReader
from bot.store import Store


async def metrics(store: Store, reader: SecondReader | None = None) -> str:
    """Cases by status, jobs that wait and jobs that are stuck, and how the second reader fares."""
    numbers = await store.numbers()
    lines = ["# HELP coach_cases Cases by status.", "# TYPE coach_cases gauge"]
    lines += [f'coach_cases{{status="{s}"}} {n}' for s, n in sorted(numbers.cases.items())]
    lines += [
        "# HELP coach_jobs Jobs by state.",
        "# TYPE coach_jobs gauge",
        f'coach_jobs{{state="waiting"}} {numbers.waiting_jobs}',
        f'coach_jobs{{state="stuck"}} {numbers.stuck_jobs}',
    ]
    lines += _second_readings(reader) if reader else ()
    return "\n".join(lines) + "\n"


def _second_readings(reader: SecondReader) -> Iterator[str]:
    yield "# HELP coach_second_readings_total Second readings of this process by outcome."
    yield "# TYPE coach_second_readings_total counter"
    for outcome, number in sorted(reader.outcomes.items()):
        yield f'coach_second_readings_total{{outcome="{outcome}"}} {number}'
    yield "# HELP coach_second_discarded_total Flags of the model without words of the reply."
    yield "# TYPE coach_second_discarded_total counter"
    yield f"coach_second_discarded_total {reader.discarded}"
