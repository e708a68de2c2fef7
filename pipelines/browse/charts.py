"""A chart of something per day, as numbers for an SVG that the server writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.browse.formatting import number, said_day

HEIGHT = 100
STEP = 10
"""Width that a day gets, its gap of 2 included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day."""

    x: int
    height: float
    label: str
    """What a reader is told who cannot see it, or points at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The days in order, those without anything included."""

    bars: tuple[Bar, ...]
    width: int
    most: int
    first: str
    last: str
    summary: str


def chart_days(per_day: Mapping[str, int], last: str | None, *, days: int, what: str) -> Chart | None:
    """The `days` up to the day `last` (YYYY-MM-DD); None where there is nothing to show.

    >>> chart_days({"2026-03-14": 3}, "2026-03-15", days=3, what="articles").summary
    'articles per day from 13 March 2026 to 15 March 2026, at most 3 on 14 March 2026'
    """
    if last is None or not any(per_day.values()):
        return None
    end = date.fromisoformat(last)
    window = [(end - timedelta(days=back)).isoformat() for back in reversed(range(days))]
    counts = [per_day.get(day, 0) for day in window]
    most = max(counts, default=0)
    if most == 0:
        return None
    return Chart(
        bars=tuple(
            Bar(x=i * STEP, height=round(HEIGHT * count / most, 1), label=f"{said_day(day)}: {number(count)}")
            for i, (day, count) in enumerate(zip(window, counts, strict=True))
        ),
        width=days * STEP - 2,
        most=most,
        first=said_day(window[0]),
        last=said_day(window[-1]),
        summary=f"{what} per day from {said_day(window[0])} to {said_day(window[-1])}, "
        f"at most {number(most)} on {said_day(window[counts.index(most)])}",
    )
