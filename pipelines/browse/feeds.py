"""The feed page: how a feed was polled, what it brought, what it lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.browse.charts import chart_days
from pipelines.browse.formatting import days_before, lapse, names
from pipelines.browse.request_context import Answer, NotHere, RequestContext, together

CHART_DAYS = 60

EVENTS: Mapping[str, str] = {
    "added": "Added",
    "unlisted": "Not listed any more",
    "listed": "Listed again",
    "paused": "Paused",
    "resumed": "Resumed",
    "failing": "Began to fail",
    "recovered": "Recovered",
    "gone": "Gone",
    "returned": "Returned",
    "discovered": "Found on the page that was listed",
    "moved": "Moved",
    "proposed": "Its site names another feed",
    "unconditional": "Its 304 is not believed any more",
    "gap": "Entries were lost",
    "same_feed": "The same as another feed",
}
"""feed_events.event."""


async def show(visit: RequestContext) -> Answer:
    ask, number = visit.archive.ask, visit.number
    feed = await visit.archive.ask_one("feed", "feed", id=number)
    if feed is None:
        raise NotHere("There is no feed of this number.")
    (tally,), polls, gaps, events, entries = await together(
        ask("feed", "tally", id=number),
        ask("feed", "polls", id=number),
        ask("feed", "gaps", id=number),
        ask("feed", "events", id=number),
        ask("feed", "entries", id=number),
    )
    last = polls[0]["fetched_at"] if polls else None
    per_day = await ask("feed", "per_day", id=number, since=days_before(last, CHART_DAYS))
    counts = {row["day"]: row["entries"] for row in per_day}
    return Answer(
        "feed.html",
        {
            "title": feed["title"] or feed["url"],
            "feed": feed,
            "tags": names(feed["tags"]),
            "state": said_state(feed),
            "rhythm": said_interval(feed),
            "tally": tally,
            "polls": polls,
            "strip": list(reversed(polls)),
            "gaps": gaps,
            "events": events,
            "event_names": EVENTS,
            "entries": entries,
            "chart": chart_days(counts, last[:10] if last else None, days=CHART_DAYS, what="New entries"),
        },
    )


async def show_all(visit: RequestContext) -> Answer:
    feeds = await visit.archive.ask("feed", "feeds")
    rows = [{**feed, "state": said_state(feed), "interval": said_interval(feed)} for feed in feeds]
    return Answer("feeds.html", {"title": "Feeds", "feeds": rows})


def said_state(feed: Mapping[str, Any]) -> str:
    """
    >>> said_state({"listed": 1, "status": "failing", "last_failure": "dns"})
    'failing: dns'
    """
    if not feed["listed"]:
        return "not listed any more"
    if feed["status"] == "failing" and feed["last_failure"]:
        return f"failing: {feed['last_failure']}"
    return str(feed["status"])


def said_interval(feed: Mapping[str, Any]) -> str:
    """
    >>> said_interval({"interval_minutes": 90.0})
    'every 1.5 hours'
    """
    minutes = feed["interval_minutes"]
    return f"every {lapse(minutes / 60)}" if minutes else "not known yet"
