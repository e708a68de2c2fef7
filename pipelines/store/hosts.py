"""The hosts table: which hosts asked for time, and until when."""

from __future__ import annotations

from datetime import datetime

from pipelines.clock import Clock, from_text, to_text
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

_HOLD = """
INSERT INTO hosts (host, held_until, reason, run_id) VALUES (:host, :until, :reason, :run_id)
ON CONFLICT (host) DO UPDATE SET
    held_until = max(held_until, excluded.held_until), reason = excluded.reason, run_id = excluded.run_id
"""


class Hosts:
    """Keeps what a host asked for by Retry-After beyond the run in which it did."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    def hold(self, host: str, until: datetime, reason: str) -> None:
        """Leave the host alone until then; a longer hold stays."""
        with self._writer.unit():
            values = {"host": host, "until": to_text(until), "reason": reason, "run_id": self._runs.current}
            self._writer.execute(_HOLD, values)

    def held(self) -> dict[str, tuple[datetime, str]]:
        """The hosts that are to be left alone now: until when, and why. Holds that have passed are forgotten."""
        with self._writer.unit():
            self._writer.execute("DELETE FROM hosts WHERE held_until <= :now", {"now": to_text(self._clock.now())})
            rows = self._writer.execute("SELECT host, held_until, reason FROM hosts").fetchall()
        return {row["host"]: (from_text(row["held_until"]), row["reason"]) for row in rows}
