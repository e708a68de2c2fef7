"""What a run put off by a clock that was ahead: it would wait for years once the clock has been set right."""

from __future__ import annotations

from datetime import timedelta

from pipelines.clock import Clock, to_text
from pipelines.store.writer import Writer

SLACK = timedelta(hours=1)
"""Clocks that are put right by less only make things wait for as much longer."""
LONGEST_RETRY = timedelta(hours=48)
"""No page is put off for longer (crawler.network.outcomes has 24 hours)."""

_WAS_AHEAD = "SELECT count(*) AS runs FROM runs WHERE started_at > :later"
_RECALL = (
    "UPDATE feeds SET next_fetch_attempt = :now WHERE last_fetch_attempt > :later AND next_fetch_attempt > :now",
    "UPDATE entries SET not_before = :now WHERE state = 'waiting' AND not_before > :retried",
    "UPDATE rechecks SET due = :now WHERE due > :now AND (fetched_at > :later OR checked_at > :later)",
    "DELETE FROM hosts WHERE run_id IN (SELECT id FROM runs WHERE started_at > :later)",
)


class Postponed:
    """Feeds, pages, checks and hosts whose next time was reckoned by a clock that was ahead of this run's."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    def recall(self) -> bool:
        """Make them due; whether there was a run that began later than now. Called when a run begins."""
        now = self._clock.now()
        moments: dict[str, object] = {
            "now": to_text(now),
            "later": to_text(now + SLACK),
            "retried": to_text(now + LONGEST_RETRY),
        }
        if not self._writer.execute(_WAS_AHEAD, moments).fetchone()["runs"]:
            return False
        with self._writer.unit():
            for statement in _RECALL:
                self._writer.execute(statement, moments)
        return True
