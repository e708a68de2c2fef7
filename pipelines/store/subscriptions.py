"""Subscriptions: the feeds table made to follow the configured list."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from pipelines.model import FeedEvent, FeedEventKind, FeedSource
from pipelines.store.feed_events import FeedEvents
from pipelines.store.writer import Writer

_ADD = """
INSERT INTO feeds (url, fetch_url, title, listed_title, tags, every_minutes, full_text, status)
VALUES (:url, :url, :title, :title, :tags, :every_minutes, :full_text, :status)
RETURNING id
"""

_CHANGE = """
UPDATE feeds SET
    title = coalesce(:title, title), listed_title = :title, tags = :tags, every_minutes = :every_minutes,
    full_text = :full_text, status = :status, listed = 1,
    next_fetch_attempt = CASE WHEN :again THEN NULL ELSE next_fetch_attempt END
WHERE id = :id
"""

_CONFIGURED = "SELECT id, url, listed, status, listed_title, tags, every_minutes, full_text FROM feeds"

# Feeds that are paused or not listed any more hold back their entries that nobody has asked for yet.
_HOLD = "UPDATE entries SET state = 'held' WHERE state = 'waiting' AND feed_id = :id"
_UNHOLD = "UPDATE entries SET state = 'waiting' WHERE state = 'held' AND feed_id = :id"


class Subscriptions:
    """The feeds that are followed, as they are configured."""

    def __init__(self, writer: Writer, events: FeedEvents) -> None:
        self._writer = writer
        self._events = events

    def sync(self, sources: Iterable[FeedSource]) -> None:
        """Make the table follow the configured list; the same list again changes nothing.

        A new feed is due at once, and so is one that is listed again, even if it was gone. A feed that is not listed
        keeps its rows with listed = 0. Of two lines with one URL the first counts.
        """
        by_url: dict[str, FeedSource] = {}
        for source in sources:
            by_url.setdefault(source.url, source)
        with self._writer.unit():
            rows = {row["url"]: row for row in self._writer.execute(_CONFIGURED).fetchall()}
            for url, source in by_url.items():
                row = rows.get(url)
                if row is None:
                    values = _source_values(source) | {"status": _status(source, None)}
                    added = self._writer.execute(_ADD, values).fetchone()
                    self._events.note(
                        added["id"], FeedEvent(event="added", detail="listed for the first time", new=url)
                    )
                elif _differs(row, source):
                    self._change(row, source)
            for url, row in rows.items():
                if row["listed"] and url not in by_url:
                    self._writer.execute("UPDATE feeds SET listed = 0 WHERE id = :id", {"id": row["id"]})
                    self._events.note(row["id"], FeedEvent(event="unlisted", detail="no longer in the feeds file"))
                    self._writer.execute(_HOLD, {"id": row["id"]})

    def known_urls(self) -> list[str]:
        """The listed feeds' URLs as configured, paused and gone ones included."""
        rows = self._writer.execute("SELECT url FROM feeds WHERE listed ORDER BY id")
        return [row["url"] for row in rows]

    def _change(self, row: sqlite3.Row, source: FeedSource) -> None:
        again = not row["listed"]
        status = _status(source, row)
        self._writer.execute(
            _CHANGE, _source_values(source) | {"id": row["id"], "status": status, "again": again and source.enabled}
        )
        self._writer.execute(_HOLD if status == "paused" else _UNHOLD, {"id": row["id"]})
        if again:
            self._events.note(
                row["id"], FeedEvent(event="listed", detail="in the feeds file again", old=row["status"], new=status)
            )
        elif status != row["status"]:
            event: FeedEventKind = "paused" if status == "paused" else "resumed"
            self._events.note(
                row["id"], FeedEvent(event=event, detail="by the feeds file", old=row["status"], new=status)
            )


def _source_values(source: FeedSource) -> dict[str, object]:
    return {
        "url": source.url,
        "title": source.title,
        "tags": json.dumps(source.tags, ensure_ascii=False),
        "every_minutes": source.every_minutes,
        "full_text": source.full_text,
    }


def _status(source: FeedSource, row: sqlite3.Row | None) -> str:
    """The status that the configured line leads to; row is what is stored, None for a new feed."""
    if not source.enabled:
        return "paused"
    if row is None or row["status"] == "paused" or not row["listed"]:
        return "active"
    return str(row["status"])


def _differs(row: sqlite3.Row, source: FeedSource) -> bool:
    values = _source_values(source)
    return (
        not row["listed"]
        or (row["status"] == "paused") == source.enabled
        or row["listed_title"] != values["title"]
        or any(row[name] != values[name] for name in ("tags", "every_minutes", "full_text"))
    )
