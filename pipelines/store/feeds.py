"""The feeds and polls tables: which feeds are followed, when each is asked next, and what it answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from pipelines.clock import Clock, to_text
from pipelines.model import FeedPoll, FeedSource, FeedState
from pipelines.store.entries import Entries
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

EVERY_MINUTES = 60
"""Between polls of a feed for which the user names no interval."""
LONGEST_WAIT = timedelta(hours=24)
"""A failing feed is asked at least this often, unless its own interval or the publisher says otherwise."""

_SUCCESSES = ("new", "unchanged", "not_modified")
_FAILURES = ("failed", "not_a_feed")

_ADD = """
INSERT INTO feeds (url, fetch_url, title, listed_title, tags, every_minutes, full_text, status)
VALUES (:url, :url, :title, :title, :tags, :every_minutes, :full_text, :status)
"""

_CHANGE = """
UPDATE feeds SET
    title = coalesce(:title, title), listed_title = :title, tags = :tags, every_minutes = :every_minutes,
    full_text = :full_text, status = :status, listed = 1,
    next_fetch_attempt = CASE WHEN :again THEN NULL ELSE next_fetch_attempt END
WHERE id = :id
"""

# Feeds that are paused or not listed any more hold back their entries that nobody has asked for yet.
_HOLD = "UPDATE entries SET state = 'held' WHERE state = 'waiting' AND feed_id = :id"
_UNHOLD = "UPDATE entries SET state = 'waiting' WHERE state = 'held' AND feed_id = :id"

_DUE = """
SELECT id, url, fetch_url, status, full_text, every_minutes, validators, consecutive_failures FROM feeds
WHERE listed AND status <> 'paused'
    AND (status <> 'gone' OR url = :only)
    AND (:only IS NULL OR url = :only)
    AND (:only IS NOT NULL OR :everything OR next_fetch_attempt IS NULL OR next_fetch_attempt <= :now)
ORDER BY next_fetch_attempt, id
"""

_SUCCEED = """
UPDATE feeds SET
    status = 'active', consecutive_failures = 0, last_error = NULL,
    next_fetch_attempt = :next, last_fetch_attempt = :at, last_fetch_success = :at,
    last_new_entry = CASE WHEN :entries_new > 0 THEN :at ELSE last_new_entry END,
    fetch_url = coalesce(:fetch_url, fetch_url), validators = coalesce(:validators, validators),
    title = coalesce(listed_title, :title, title), homepage = coalesce(:homepage, homepage),
    format = coalesce(:format, format)
WHERE id = :feed_id
"""

_FAIL = """
UPDATE feeds SET
    status = :status, consecutive_failures = consecutive_failures + 1, last_error = :error,
    next_fetch_attempt = :next, last_fetch_attempt = :at,
    fetch_url = coalesce(:fetch_url, fetch_url), validators = coalesce(:validators, validators)
WHERE id = :feed_id
"""

_POLL = """
INSERT INTO polls (feed_id, run_id, url, fetched_at, outcome, http_status, entries_seen, entries_new, error)
VALUES (:feed_id, :run_id, :url, :at, :outcome, :http_status, :entries_seen, :entries_new, :error)
"""


class Feeds:
    """Follows the configured list, says which feeds are due, and records each poll."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs
        self._entries = Entries(writer, clock, runs)

    def sync(self, sources: Iterable[FeedSource]) -> None:
        """Make the table follow the configured list; the same list again changes nothing.

        A new feed is due at once, and so is one that is listed again, even if it was gone. A feed that is not listed
        keeps its rows with listed = 0. Of two lines with one URL the first counts.
        """
        by_url: dict[str, FeedSource] = {}
        for source in sources:
            by_url.setdefault(source.url, source)
        with self._writer.unit():
            rows = {row["url"]: row for row in self._writer.execute("SELECT * FROM feeds").fetchall()}
            for url, source in by_url.items():
                row = rows.get(url)
                if row is None:
                    self._writer.execute(_ADD, _source_values(source) | {"status": _status(source, None)})
                elif _differs(row, source):
                    self._change(row, source)
            for url, row in rows.items():
                if row["listed"] and url not in by_url:
                    self._writer.execute("UPDATE feeds SET listed = 0 WHERE id = :id", {"id": row["id"]})
                    self._writer.execute(_HOLD, {"id": row["id"]})

    def due(self, *, everything: bool = False, only: str | None = None) -> list[FeedState]:
        """The feeds to ask now, the longest overdue first; never a paused or unlisted one.

        everything: whatever their time, but not those that are gone. only: that one, by its configured URL, even if it
        is gone; an empty list where it is not known, not listed or paused.
        """
        now = to_text(self._clock.now())
        rows = self._writer.execute(_DUE, {"now": now, "everything": everything, "only": only})
        return [FeedState(**dict(row)) for row in rows]

    def known_urls(self) -> list[str]:
        """The listed feeds' URLs as configured, paused and gone ones included."""
        rows = self._writer.execute("SELECT url FROM feeds WHERE listed ORDER BY id")
        return [row["url"] for row in rows]

    def record(self, poll: FeedPoll) -> int:
        """Store a poll with its entries and validators as one unit; the number of new entries."""
        with self._writer.unit():
            feed = self._writer.execute("SELECT * FROM feeds WHERE id = :id", {"id": poll.feed_id}).fetchone()
            entries = poll.feed.entries if poll.feed is not None and poll.outcome in _SUCCESSES else ()
            new = self._entries.record(poll.feed_id, entries) if entries else 0
            outcome = poll.outcome
            if outcome in {"new", "unchanged"}:
                outcome = "new" if new else "unchanged"
            values: dict[str, object] = {
                "feed_id": poll.feed_id,
                "run_id": self._runs.current,
                "url": poll.url,
                "at": to_text(poll.fetched_at),
                "outcome": outcome,
                "http_status": poll.http_status,
                "entries_seen": len(entries),
                "entries_new": new,
                "error": poll.error,
                "fetch_url": poll.fetch_url,
                "validators": poll.validators,
            }
            self._writer.execute(_POLL, values)
            self._update_feed(feed, poll, values)
        return new

    def _change(self, row: sqlite3.Row, source: FeedSource) -> None:
        again = not row["listed"]
        status = _status(source, row)
        self._writer.execute(
            _CHANGE, _source_values(source) | {"id": row["id"], "status": status, "again": again and source.enabled}
        )
        self._writer.execute(_HOLD if status == "paused" else _UNHOLD, {"id": row["id"]})

    def _update_feed(self, feed: sqlite3.Row, poll: FeedPoll, values: dict[str, object]) -> None:
        if poll.outcome == "moved":  # an intermediate answer: the attempt goes on at the new address
            self._writer.execute(
                "UPDATE feeds SET fetch_url = coalesce(:fetch_url, fetch_url) WHERE id = :feed_id", values
            )
        elif poll.outcome == "gone":
            error = poll.error or f"gone (HTTP {poll.http_status})"
            self._writer.execute(_FAIL, values | {"status": "gone", "error": error, "next": None})
        elif poll.outcome in _FAILURES:
            next_at = to_text(_retry_at(self._clock.now(), feed, poll.not_before))
            error = poll.error or poll.outcome
            self._writer.execute(_FAIL, values | {"status": "failing", "error": error, "next": next_at})
        else:
            next_at = to_text(_later(self._clock.now() + _interval(feed), poll.not_before))
            parsed = poll.feed
            about: dict[str, object] = {
                "title": parsed.title if parsed else None,
                "homepage": parsed.homepage if parsed else None,
                "format": parsed.format if parsed else None,
            }
            self._writer.execute(_SUCCEED, values | about | {"next": next_at})


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


def _interval(feed: sqlite3.Row) -> timedelta:
    return timedelta(minutes=feed["every_minutes"] or EVERY_MINUTES)


def _retry_at(now: datetime, feed: sqlite3.Row, not_before: datetime | None) -> datetime:
    """The wait doubles with each failure before this one, up to a day; an interval longer than a day stays as it is."""
    interval = _interval(feed)
    wait = interval * 2 ** min(feed["consecutive_failures"], 20)
    return _later(now + max(interval, min(wait, LONGEST_WAIT)), not_before)


def _later(moment: datetime, not_before: datetime | None) -> datetime:
    return moment if not_before is None else max(moment, not_before)
