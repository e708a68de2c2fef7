"""How long a crawl stays: once through what is due, until nothing is due for a while, or until it is told to leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

RunMode = Literal["once", "until-idle", "continuous"]

LOOK_EVERY_S = 15.0
"""How often a crawl that stays asks which feeds are due; no feed is asked more often than once in some minutes."""
LEARN_EVERY_S = 3600.0
"""A crawl that stays and is never idle studies its sites this often."""


def seconds_to_wait(mode: RunMode, moments: Iterable[datetime | None], now: datetime, idle_s: float) -> float | None:
    """How long to wait when nothing is due now; None where the crawl ends.

    moments: when the next feed, the next page and the next host may be asked. idle_s: a wait longer than this ends a
    crawl that stays until it is idle.

    >>> from datetime import UTC, timedelta
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    >>> [seconds_to_wait("until-idle", [noon + timedelta(seconds=s), None], noon, 60) for s in (7, 61)]
    [7.0, None]
    """
    if mode == "once":
        return None
    seconds = min(((moment - now).total_seconds() for moment in moments if moment is not None), default=None)
    if mode == "continuous":
        return LOOK_EVERY_S if seconds is None else min(LOOK_EVERY_S, max(0.5, seconds))
    return None if seconds is None or seconds > idle_s else max(0.5, seconds)
