"""Duplicate subscriptions: two that turn out to be one feed."""

from __future__ import annotations

import sqlite3

from pipelines.model import FeedEvent
from pipelines.store.feed_events import FeedEvents
from pipelines.store.writer import Writer

SAME_ENTRIES = 20
"""Latest entries that two subscriptions are compared by."""
FEWEST_SAME = 5
SAME_SHARE = 0.9
"""Of the latest entries of either, so many must be the other's for the two to count as one feed."""

TELLS_NOTHING = 100
"""A page with so many entries stands in many feeds, and says nothing of two; its later entries are not looked at."""

# The other listed feeds that have most of this one's latest entries.
_SHARERS = """
WITH latest AS MATERIALIZED (
    SELECT DISTINCT page_key FROM (
        SELECT page_key FROM entries
        WHERE feed_id = :feed_id AND page_key IS NOT NULL ORDER BY first_seen DESC, id LIMIT :most
    )
)
SELECT entries.feed_id, count(DISTINCT entries.page_key) AS shared, (SELECT count(*) FROM latest) AS own
FROM latest JOIN entries ON entries.id IN (
    SELECT id FROM entries AS one WHERE one.page_key = latest.page_key LIMIT :tells_nothing
)
JOIN feeds ON feeds.id = entries.feed_id AND feeds.listed
WHERE entries.feed_id <> :feed_id AND (SELECT count(*) FROM latest) >= :fewest
GROUP BY entries.feed_id
HAVING shared >= :fewest AND shared >= :share * own
ORDER BY entries.feed_id LIMIT 5
"""


class DuplicateSubscriptions:
    """feeds.same_as."""

    def __init__(self, writer: Writer, events: FeedEvents) -> None:
        self._writer = writer
        self._events = events

    def compare(self, feed_id: int) -> None:
        """Note in same_as whether another subscription, listed earlier, turns out to be the same feed."""
        with self._writer.unit():
            mine = self._writer.execute(
                "SELECT url, fetch_url, same_as FROM feeds WHERE id = :id", {"id": feed_id}
            ).fetchone()
            duplicate, why = self._twin(feed_id, mine["fetch_url"])
            if duplicate == mine["same_as"] or (duplicate is not None and duplicate > feed_id):
                return
            self._writer.execute(
                "UPDATE feeds SET same_as = :other WHERE id = :id", {"id": feed_id, "other": duplicate}
            )
            if duplicate is not None:
                other = self._writer.execute("SELECT url FROM feeds WHERE id = :id", {"id": duplicate}).fetchone()
                self._events.note(feed_id, FeedEvent(event="same_feed", detail=why, old=mine["url"], new=other["url"]))

    def _twin(self, feed_id: int, fetch_url: str) -> tuple[int | None, str]:
        row = self._writer.execute(
            "SELECT min(id) AS id FROM feeds WHERE fetch_url = :url AND id <> :id AND listed",
            {"url": fetch_url, "id": feed_id},
        ).fetchone()
        if row["id"] is not None:
            return row["id"], "both are asked for at one address"
        for sharer in self._sharers(feed_id):
            if any(back["feed_id"] == feed_id for back in self._sharers(sharer["feed_id"])):
                return sharer["feed_id"], f"{sharer['shared']} of their latest {sharer['own']} entries are the same"
        return None, ""

    def _sharers(self, feed_id: int) -> list[sqlite3.Row]:
        values = {"feed_id": feed_id, "most": SAME_ENTRIES, "fewest": FEWEST_SAME, "share": SAME_SHARE}
        return self._writer.execute(_SHARERS, values | {"tells_nothing": TELLS_NOTHING}).fetchall()
