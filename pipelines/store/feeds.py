"""The feeds and polls tables: which feeds are followed, when each is asked next, and what it answered."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import (
    Entry,
    FeedChange,
    FeedEvent,
    FeedEventKind,
    FeedPoll,
    FeedSource,
    FeedState,
    Proposal,
    Stated,
    Taken,
)
from pipelines.store.entries import Entries
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

_SUCCESSES = ("new", "unchanged", "not_modified")

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

_DUE = """
SELECT id, fetch_url FROM feeds
WHERE listed AND status <> 'paused'
    AND (status <> 'gone' OR url = :only)
    AND (:only IS NULL OR url = :only)
    AND (:only IS NOT NULL OR :everything OR next_fetch_attempt IS NULL OR next_fetch_attempt <= :now)
ORDER BY next_fetch_attempt, id
"""

_NEXT = """
SELECT min(next_fetch_attempt) AS due FROM feeds
WHERE listed AND status NOT IN ('paused', 'gone') AND next_fetch_attempt > :now
"""

_STATE = """
SELECT id, url, fetch_url, status, full_text, every_minutes, validators, homepage, consecutive_failures,
    last_fetch_attempt, last_fetch_success, last_full_answer, not_modified_in_a_row, unconditional, listed_entries,
    rhythm, stated, interval_minutes, moved_to, moved_times, looked_for
FROM feeds WHERE id = :id
"""
_MOMENTS = ("last_fetch_attempt", "last_fetch_success", "last_full_answer", "looked_for")

_SET = """
UPDATE feeds SET
    status = :status, next_fetch_attempt = :next, interval_minutes = :interval_minutes, last_fetch_attempt = :at,
    consecutive_failures = :consecutive_failures, last_failure = :last_failure, last_error = :last_error,
    fetch_url = :fetch_url, moved_to = :moved_to, moved_times = :moved_times, unconditional = :unconditional,
    not_modified_in_a_row = :not_modified_in_a_row, last_full_answer = :last_full_answer,
    listed_entries = :listed_entries, validators = coalesce(:validators, validators), rhythm = :rhythm,
    last_new_entry = CASE WHEN :entries_new > 0 THEN :at ELSE last_new_entry END,
    last_fetch_success = CASE WHEN :succeeded THEN :at ELSE last_fetch_success END,
    proposed_url = CASE WHEN :succeeded THEN NULL ELSE proposed_url END
WHERE id = :feed_id
"""

_DESCRIBE = """
UPDATE feeds SET
    title = coalesce(listed_title, :title, title), homepage = coalesce(:homepage, homepage),
    format = coalesce(:format, format), stated = :stated
WHERE id = :feed_id
"""

# A poll of a part, or of what a gap lost, or one that led elsewhere: what it taught.
_REMEMBER = """
UPDATE feeds SET
    validators = coalesce(:validators, validators), rhythm = :rhythm,
    last_new_entry = CASE WHEN :entries_new > 0 THEN :at ELSE last_new_entry END
WHERE id = :feed_id
"""

_POLL = """
INSERT INTO polls (
    feed_id, run_id, url, fetched_at, outcome, http_status, entries_seen, entries_new, error, failure, conditional,
    gap_from, gap_to, gap_estimate, recovers
) VALUES (
    :feed_id, :run_id, :url, :at, :outcome, :http_status, :entries_seen, :entries_new, :error, :failure, :conditional,
    :gap_from, :gap_to, :gap_estimate,
    CASE WHEN :found_in <> 'feed' THEN (
        SELECT max(id) FROM polls WHERE feed_id = :feed_id AND gap_to IS NOT NULL
    ) END
)
"""

_EVENT = """
INSERT INTO feed_events (feed_id, run_id, happened_at, event, detail, old, new)
VALUES (:feed_id, :run_id, :at, :event, :detail, :old, :new)
"""

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


class Due(NamedTuple):
    """A feed that is to be asked."""

    id: int
    fetch_url: str


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
            rows = {row["url"]: row for row in self._writer.execute(_CONFIGURED).fetchall()}
            for url, source in by_url.items():
                row = rows.get(url)
                if row is None:
                    values = _source_values(source) | {"status": _status(source, None)}
                    added = self._writer.execute(_ADD, values).fetchone()
                    self.note(added["id"], FeedEvent(event="added", detail="listed for the first time", new=url))
                elif _differs(row, source):
                    self._change(row, source)
            for url, row in rows.items():
                if row["listed"] and url not in by_url:
                    self._writer.execute("UPDATE feeds SET listed = 0 WHERE id = :id", {"id": row["id"]})
                    self.note(row["id"], FeedEvent(event="unlisted", detail="no longer in the feeds file"))
                    self._writer.execute(_HOLD, {"id": row["id"]})

    def due(self, *, everything: bool = False, only: str | None = None) -> list[Due]:
        """The feeds to ask now, the longest overdue first; never a paused or unlisted one.

        everything: whatever their time, but not those that are gone. only: that one, by its configured URL, even if it
        is gone; an empty list where it is not known, not listed or paused.
        """
        now = to_text(self._clock.now())
        rows = self._writer.execute(_DUE, {"now": now, "everything": everything, "only": only})
        return [Due(*row) for row in rows]

    def next_due(self) -> datetime | None:
        """When the next of the feeds that are not due now is; None where there is none."""
        row = self._writer.execute(_NEXT, {"now": to_text(self._clock.now())}).fetchone()
        return from_text(row["due"]) if row["due"] else None

    def state(self, feed_id: int) -> FeedState:
        """What is remembered of a feed. Raises KeyError."""
        row = self._writer.execute(_STATE, {"id": feed_id}).fetchone()
        if row is None:
            raise KeyError(feed_id)
        values: dict[str, Any] = dict(row)
        for name in _MOMENTS:
            values[name] = from_text(values[name]) if values[name] else None
        values["stated"] = msgspec.json.decode(values["stated"], type=Stated)
        return FeedState(**values)

    def known_urls(self) -> list[str]:
        """The listed feeds' URLs as configured, paused and gone ones included."""
        rows = self._writer.execute("SELECT url FROM feeds WHERE listed ORDER BY id")
        return [row["url"] for row in rows]

    def take_in(self, poll: FeedPoll) -> Taken:
        """Store the entries of a poll. Part of the caller's unit."""
        entries = poll.feed.entries if poll.feed is not None and poll.outcome in _SUCCESSES else ()
        left_out = max(0, _listed(poll) - len(entries)) if poll.found_in == "feed" else 0
        return self._entries.record(poll.feed_id, entries, found_in=poll.found_in, left_out=left_out)

    def latest_entries(self, feed_id: int, limit: int) -> tuple[Entry, ...]:
        """What a feed listed last, newest first (entries.latest)."""
        return self._entries.latest(feed_id, limit)

    def keep(self, poll: FeedPoll, change: FeedChange, *, new: int) -> None:
        """Store a poll and what it makes of its feed. Part of the caller's unit, with take_in: they stand or fall
        together, else a later 304 would hide the entries that were lost."""
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
            "entries_seen": _listed(poll),
            "entries_new": new,
            "error": poll.error,
            "failure": poll.failure,
            "conditional": poll.conditional,
            "gap_from": to_text(poll.gap.start) if poll.gap else None,
            "gap_to": to_text(poll.gap.end) if poll.gap else None,
            "gap_estimate": poll.gap.missed if poll.gap else None,
            "found_in": poll.found_in,
        }
        self._writer.execute(_POLL, values)
        values |= {"validators": poll.validators, "rhythm": change.rhythm}
        if poll.part or poll.found_in != "feed" or poll.outcome == "moved":
            self._writer.execute(_REMEMBER, values)
            return
        self._writer.execute(
            _SET,
            values
            | {
                "status": change.status,
                "next": to_text(change.next_fetch_attempt) if change.next_fetch_attempt else None,
                "interval_minutes": change.interval_minutes,
                "consecutive_failures": change.consecutive_failures,
                "last_failure": change.last_failure,
                "last_error": change.last_error,
                "fetch_url": change.fetch_url,
                "moved_to": change.moved_to,
                "moved_times": change.moved_times,
                "unconditional": change.unconditional,
                "not_modified_in_a_row": change.not_modified_in_a_row,
                "last_full_answer": to_text(change.last_full_answer) if change.last_full_answer else None,
                "listed_entries": change.listed_entries,
                "succeeded": change.succeeded,
            },
        )
        if poll.feed is not None:
            self._writer.execute(
                _DESCRIBE,
                {
                    "feed_id": poll.feed_id,
                    "title": poll.feed.title,
                    "homepage": poll.feed.homepage,
                    "format": poll.feed.format,
                    "stated": msgspec.json.encode(poll.feed.stated).decode(),
                },
            )
        for event in change.events:
            self.note(poll.feed_id, event)

    def note(self, feed_id: int, event: FeedEvent) -> None:
        """Store a change of a feed's state."""
        with self._writer.unit():
            self._writer.execute(
                _EVENT,
                {
                    "feed_id": feed_id,
                    "run_id": self._runs.current_or_none,
                    "at": to_text(self._clock.now()),
                    "event": event.event,
                    "detail": event.detail,
                    "old": event.old,
                    "new": event.new,
                },
            )

    def propose(self, proposal: Proposal) -> None:
        """Store what a look at a dead feed's site found; nothing is asked there before the user says so."""
        with self._writer.unit():
            row = self._writer.execute(
                "SELECT fetch_url, proposed_url FROM feeds WHERE id = :id", {"id": proposal.feed_id}
            ).fetchone()
            self._writer.execute(
                "UPDATE feeds SET looked_for = :at, proposed_url = coalesce(:url, proposed_url) WHERE id = :id",
                {"id": proposal.feed_id, "at": to_text(proposal.looked_at), "url": proposal.url},
            )
            if proposal.url is not None and proposal.url != row["proposed_url"]:
                self.note(
                    proposal.feed_id,
                    FeedEvent(
                        event="proposed",
                        detail="its site names this feed now; put it into the feeds file if it is the right one",
                        old=row["fetch_url"],
                        new=proposal.url,
                    ),
                )

    def compare(self, feed_id: int) -> None:
        """Note in same_as whether another subscription, listed earlier, turns out to be the same feed."""
        with self._writer.unit():
            mine = self._writer.execute(
                "SELECT url, fetch_url, same_as FROM feeds WHERE id = :id", {"id": feed_id}
            ).fetchone()
            twin, why = self._twin(feed_id, mine["fetch_url"])
            if twin == mine["same_as"] or (twin is not None and twin > feed_id):
                return
            self._writer.execute("UPDATE feeds SET same_as = :twin WHERE id = :id", {"id": feed_id, "twin": twin})
            if twin is not None:
                other = self._writer.execute("SELECT url FROM feeds WHERE id = :id", {"id": twin}).fetchone()
                self.note(feed_id, FeedEvent(event="same_feed", detail=why, old=mine["url"], new=other["url"]))

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

    def _change(self, row: sqlite3.Row, source: FeedSource) -> None:
        again = not row["listed"]
        status = _status(source, row)
        self._writer.execute(
            _CHANGE, _source_values(source) | {"id": row["id"], "status": status, "again": again and source.enabled}
        )
        self._writer.execute(_HOLD if status == "paused" else _UNHOLD, {"id": row["id"]})
        if again:
            self.note(
                row["id"], FeedEvent(event="listed", detail="in the feeds file again", old=row["status"], new=status)
            )
        elif status != row["status"]:
            event: FeedEventKind = "paused" if status == "paused" else "resumed"
            self.note(row["id"], FeedEvent(event=event, detail="by the feeds file", old=row["status"], new=status))


def _listed(poll: FeedPoll) -> int:
    """Entries in the poll's body; 0 without one."""
    if poll.listed is not None:
        return poll.listed
    return len(poll.feed.entries) if poll.feed is not None else 0


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
