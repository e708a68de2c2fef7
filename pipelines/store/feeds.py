"""Feeds: which are due, the state of each, and each poll with its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import Entry, FeedEvent, FeedPoll, FeedState, Taken
from pipelines.store.entries import Entries
from pipelines.store.feed_events import FeedEvents
from pipelines.store.runs import Runs
from pipelines.store.typed_rows import changed_columns, columns, read_row
from pipelines.store.writer import Writer

_SUCCESSES = ("new", "unchanged", "not_modified")

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

_STATE = f"SELECT {columns(FeedState)} FROM feeds WHERE id = :id"  # noqa: S608  names are ours

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


class Due(NamedTuple):
    """A feed, and where it is asked."""

    id: int
    fetch_url: str


class Feeds:
    """Says which feeds are due, and keeps the state of each and its polls."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs, events: FeedEvents) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs
        self._events = events
        self._entries = Entries(writer, clock, runs)

    def due(self, *, everything: bool = False, only: str | None = None) -> list[Due]:
        """The feeds to ask now, the longest overdue first; never a paused or unlisted one.

        everything: whatever their time, but not those that are gone. only: that one, by its configured URL, even if it
        is gone; an empty list where it is not known, not listed or paused.
        """
        now = to_text(self._clock.now())
        rows = self._writer.execute(_DUE, {"now": now, "everything": everything, "only": only})
        return [Due(*row) for row in rows]

    def addresses(self) -> Iterator[Due]:
        """The feeds that are followed, whatever their time."""
        sql = "SELECT id, fetch_url FROM feeds WHERE listed AND status NOT IN ('paused', 'gone') ORDER BY id"
        for row in self._writer.execute(sql):
            yield Due(*row)

    def next_due(self) -> datetime | None:
        """When the next of the feeds that are not due now is; None where there is none."""
        row = self._writer.execute(_NEXT, {"now": to_text(self._clock.now())}).fetchone()
        return from_text(row["due"]) if row["due"] else None

    def state(self, feed_id: int) -> FeedState:
        """What is known of a feed. Raises KeyError."""
        row = self._writer.execute(_STATE, {"id": feed_id}).fetchone()
        if row is None:
            raise KeyError(feed_id)
        return read_row(FeedState, row)

    def take_in(self, poll: FeedPoll) -> Taken:
        """Store the entries of a poll. Part of the caller's unit."""
        entries = poll.feed.entries if poll.feed is not None and poll.outcome in _SUCCESSES else ()
        left_out = max(0, _listed(poll) - len(entries)) if poll.found_in == "feed" else 0
        return self._entries.record(poll.feed_id, entries, found_in=poll.found_in, left_out=left_out)

    def latest_entries(self, feed_id: int, limit: int) -> tuple[Entry, ...]:
        """What a feed listed last, newest first (entries.latest)."""
        return self._entries.latest(feed_id, limit)

    def note(self, poll: FeedPoll, *, new: int) -> None:
        """Store a poll, which brought so many new entries. Part of the caller's unit."""
        outcome = poll.outcome
        if outcome in {"new", "unchanged"}:
            outcome = "new" if new else "unchanged"
        self._writer.execute(
            _POLL,
            {
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
            },
        )

    def keep(self, before: FeedState, after: FeedState, events: Iterable[FeedEvent]) -> None:
        """Store what has become of a feed. Part of the caller's unit, with take_in and note: they stand or fall
        together, else a later 304 would hide the entries that were lost."""
        changed = changed_columns(before, after)
        if changed:
            assigned = ", ".join(f"{name} = :{name}" for name in changed)
            sql = f"UPDATE feeds SET {assigned} WHERE id = :feed_id"  # noqa: S608  names are ours
            self._writer.execute(sql, changed | {"feed_id": before.id})
        for event in events:
            self._events.note(before.id, event)


def _listed(poll: FeedPoll) -> int:
    """Entries in the poll's body; 0 without one."""
    if poll.listed is not None:
        return poll.listed
    return len(poll.feed.entries) if poll.feed is not None else 0
