"""The front page: what is in the archive, how the last run went, what needs attention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.browse.charts import chart_days
from pipelines.browse.formatting import days_before, read_json
from pipelines.browse.request_context import Answer, RequestContext, together
from pipelines.language.counted import counted

CHART_DAYS = 60
RECENT_DAYS = 30
"""Gaps and redesigns need attention for this long before the last run."""
SHOWN = 6
"""Rows of one kind that need attention; of the rest there is the number."""

COUNTS: Mapping[str, tuple[str, str]] = {
    "polls": ("feed polled", "feeds polled"),
    "entries.new": ("new entry", "new entries"),
    "pages.new": ("new article", "new articles"),
    "pages.revised": ("edit", "edits"),
    "pages.duplicate": ("duplicate", "duplicates"),
    "rejections": ("refusal", "refusals"),
    "sites.learned": ("site learned", "sites learned"),
}
"""runs.counts in words, in this order; a name without a dot stands for the sum of all that begin with it."""


async def show(visit: RequestContext) -> Answer:
    ask = visit.archive.ask
    (totals,), runs = await together(ask("front", "totals"), ask("front", "last_run"))
    run = runs[0] if runs else None
    last = totals["last_published"]
    since = days_before(run["started_at"] if run else last, RECENT_DAYS)
    feeds, gaps, changed, redesigns, per_day, latest, stories = await together(
        ask("front", "failing_feeds"),
        ask("front", "gaps", since=since),
        ask("front", "changed_sites"),
        ask("front", "redesigns", since=since),
        ask("front", "per_day", since=days_before(last, CHART_DAYS)),
        ask("front", "latest"),
        ask("front", "stories"),
    )
    counts = {row["day"]: row["articles"] for row in per_day}
    return Answer(
        "front.html",
        {
            "title": "What is in here",
            "totals": totals,
            "run": run,
            "did": said_counts(read_json(run["counts"], {})) if run else [],
            "feeds": feeds,
            "gaps": gaps,
            "changed": changed,
            "redesigns": redesigns,
            "shown": SHOWN,
            "chart": chart_days(counts, last[:10] if last else None, days=CHART_DAYS, what="Articles"),
            "latest": latest,
            "stories": stories,
        },
    )


def said_counts(counts: Any) -> list[str]:
    """
    >>> said_counts({"entries.new": 23, "rejections.robots": 1, "rejections.dns": 2, "pages.same": 4})
    ['23 new entries', '3 refusals']
    """
    if not isinstance(counts, dict):
        return []
    said = []
    for name, (one, many) in COUNTS.items():
        total = sum(
            value
            for key, value in counts.items()
            if isinstance(value, int) and (key == name or ("." not in name and key.startswith(f"{name}.")))
        )
        if total:
            said.append(counted(total, one, many))
    return said
