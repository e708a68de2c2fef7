"""Feeds: which are due, what is remembered of each, and each poll with what it makes of its feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import (
    Entry,
    FeedChange,
    FeedEvent,
    FeedPoll,
    FeedState,
    Proposal,
    Stated,
    Taken,
)
from pipelines.store.entries import Entries
from pipelines.store.feed_events import FeedEvents
from pipelines.store.runs import Runs
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


class Due(NamedTuple):
    """A feed that is to be asked."""

    id: int
    fetch_url: str


class Feeds:
    """Says which feeds are due, and records each poll."""

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
            self._events.note(poll.feed_id, event)

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
                self._events.note(
                    proposal.feed_id,
                    FeedEvent(
                        event="proposed",
                        detail="its site names this feed now; put it into the feeds file if it is the right one",
                        old=row["fetch_url"],
                        new=proposal.url,
                    ),
                )


def _listed(poll: FeedPoll) -> int:
    """Entries in the poll's body; 0 without one."""
    if poll.listed is not None:
        return poll.listed
    return len(poll.feed.entries) if poll.feed is not None else 0
