"""The runs table: one row per crawl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

from pipelines.clock import Clock, to_text
from pipelines.store.writer import Writer

RunStatus = Literal["finished", "interrupted", "failed"]


class Runs:
    """Begins and ends the run that everything else is stored under."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock
        self._current: int | None = None
        self.follows_unfinished = False
        """Whether the run before this one was killed, or ended in another way than finished: set by begin()."""

    @property
    def current(self) -> int:
        """The id of the run that begin() began. Raises RuntimeError before that."""
        if self._current is None:
            raise RuntimeError("no run has begun: call runs.begin() first")
        return self._current

    @property
    def current_or_none(self) -> int | None:
        """The id of the run; None where none has begun."""
        return self._current

    def begin(self, spider: str, versions: Mapping[str, str]) -> int:
        """Start a run, visible to readers at once.

        A row that still says running was killed: it becomes interrupted; when it ended is not known and stays NULL.
        """
        now = to_text(self._clock.now())
        with self._writer.unit():
            before = self._writer.execute("SELECT status FROM runs ORDER BY id DESC LIMIT 1").fetchone()
            self.follows_unfinished = before is not None and before["status"] != "finished"
            self._writer.execute(
                "UPDATE runs SET status = 'interrupted', reason = 'killed' WHERE status = 'running'",
            )
            row = self._writer.execute(
                "INSERT INTO runs (spider, started_at, versions) VALUES (:spider, :now, :versions) RETURNING id",
                {"spider": spider, "now": now, "versions": _to_json(versions)},
            ).fetchone()
        self._writer.commit()
        self._current = int(row["id"])
        return self._current

    def update_counts(self, counts: Mapping[str, object]) -> None:
        """Replace the running counts."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE runs SET counts = :counts WHERE id = :id", {"counts": _to_json(counts), "id": self.current}
            )

    def finish(self, status: RunStatus, reason: str | None, counts: Mapping[str, object]) -> None:
        """End the run, visible to readers at once."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE runs SET status = :status, reason = :reason, counts = :counts, finished_at = :now "
                "WHERE id = :id",
                {
                    "status": status,
                    "reason": reason,
                    "counts": _to_json(counts),
                    "now": to_text(self._clock.now()),
                    "id": self.current,
                },
            )
        self._writer.commit()


def _to_json(values: Mapping[str, object]) -> str:
    """Keys sorted; what JSON does not know is written as its text."""
    return json.dumps(dict(values), sort_keys=True, ensure_ascii=False, default=str)
