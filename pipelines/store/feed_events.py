"""What has happened to feeds: each change of one's state, as a row."""

from __future__ import annotations

from pipelines.clock import Clock, to_text
from pipelines.model import FeedEvent
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

_EVENT = """
INSERT INTO feed_events (feed_id, run_id, happened_at, event, detail, old, new)
VALUES (:feed_id, :run_id, :at, :event, :detail, :old, :new)
"""


class FeedEvents:
    """The table feed_events."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

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
