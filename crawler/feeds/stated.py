"""What a feed's channel says about when it may be asked again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipelines.model import Stated

_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_MINUTES = 525_600
HEAD_CHARS = 20_000
"""The channel's own elements stand before its items; feedparser keeps the last hour and day of a list only."""


def read_stated(feed: Mapping[str, Any], text: str) -> Stated:
    """ttl and sy:* as feedparser has them, skipHours and skipDays from the text. What makes no sense is left out.

    RSS 2.0 counts hours from 0 to 23, RSS 0.91 from 1 to 24: 24 is midnight.
    """
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    times = max(_number(feed.get("sy_updatefrequency")) or 1, 1)
    hours = (_number(text) for text in _listed(text, "skipHours", "hour"))
    days = (text.strip().lower() for text in _listed(text, "skipDays", "day"))
    return Stated(
        ttl_minutes=_number(feed.get("ttl")) or None,
        update_minutes=max(period // times, 1) if period else None,
        skip_hours=tuple(sorted({hour % 24 for hour in hours if hour is not None and hour <= 24})),
        skip_days=tuple(sorted({_DAYS.index(day) for day in days if day in _DAYS})),
    )


def _number(value: object) -> int | None:
    match = re.fullmatch(r"\s*(\d{1,6})(?:\.0*)?\s*", str(value or ""))
    return min(int(match[1]), MAX_MINUTES) if match else None


def _listed(text: str, outer: str, inner: str) -> list[str]:
    """The texts of <inner> within the first <outer>."""
    head = text[:HEAD_CHARS]
    found = re.search(rf"<{outer}\s*>(.{{0,2000}}?)</{outer}\s*>", head, re.IGNORECASE | re.DOTALL)
    return re.findall(rf"<{inner}\s*>([^<]{{0,20}})<", found[1], re.IGNORECASE) if found else []
