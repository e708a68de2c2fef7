"""How an archive is doing, asked of its rows: runs, feeds in trouble, hosts that wait, what came in on which day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.clock import from_text, to_text
from pipelines.store.archive import archive_path
from pipelines.store.frontier import WAITING
from pipelines.store.reader import Reader, is_in_use

GROWTH_DAYS = 14
OLDER_IN_A_ROW = 500
"""So many articles in a row from before the first day, and those before them are from before it too."""

_RUNS = "SELECT id, spider, started_at, finished_at, status, reason, counts FROM runs ORDER BY id DESC LIMIT :last"
_TROUBLE = """
SELECT url, concern, consecutive_failures, last_error, last_fetch_success, next_fetch_attempt
FROM feed_health WHERE listed AND concern IS NOT NULL AND status <> 'paused'
ORDER BY status NOT IN ('gone', 'failing'), consecutive_failures DESC, url
"""
_HELD = "SELECT host, held_until, reason FROM hosts WHERE held_until > :now ORDER BY held_until, host"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run."""

    id: int
    spider: str
    started_at: datetime
    finished_at: datetime | None
    """None while it runs, and where it was killed."""
    status: str
    reason: str | None
    counts: Mapping[str, int] = field(default_factory=dict)

    def total(self, group: str) -> int:
        """All counts of a group: "pages", "rejections", "polls"."""
        return sum(n for name, n in self.counts.items() if name.startswith(group + "."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How an archive is doing."""

    database: str
    articles: int
    feeds: int
    """Listed ones."""
    running: bool
    """Whether a crawl holds the database."""
    runs: tuple[RunLine, ...]
    """The latest first."""
    trouble: tuple[Mapping[str, Any], ...]
    """Feeds that need attention, the worst first: rows of feed_health."""
    held: tuple[Mapping[str, Any], ...]
    """Hosts that asked for time."""
    entries: Mapping[str, int]
    """Entries by state: waiting, held, leased, done, refused."""
    due: int
    """Those of the waiting that may be asked for now."""
    growth: Mapping[str, int]
    """New articles by day, the earliest of the last days first."""
    database_bytes: int
    """With its -wal file."""
    pages_bytes: int

    @property
    def last_ended(self) -> RunLine | None:
        """The last run that is over."""
        return next((run for run in self.runs if not (self.running and run.status == "running")), None)


def look_over(reader: Reader, now: datetime, *, last: int = 10) -> Overview:
    """The overview at this moment, with so many runs."""
    running = is_in_use(reader.path)
    with reader.one_state():
        states = reader.rows("SELECT state, count(*) AS entries FROM entries GROUP BY state")
        return Overview(
            database=str(reader.path),
            articles=int(reader.value("SELECT count(*) FROM articles")),
            feeds=int(reader.value("SELECT count(*) FROM feeds WHERE listed")),
            running=running,
            runs=tuple(_run(row) for row in reader.rows(_RUNS, {"last": last})),
            trouble=tuple(reader.rows(_TROUBLE)),
            held=tuple(reader.rows(_HELD, {"now": to_text(now)})),
            entries={row["state"]: row["entries"] for row in states},
            due=int(reader.value(WAITING, {"now": to_text(now)})),
            growth=growth(reader, now.date()),
            database_bytes=bytes_of(reader.path),
            pages_bytes=bytes_of(archive_path(reader.path)),
        )


def latest_run(reader: Reader) -> RunLine | None:
    """The run that began last; None where there is none."""
    rows = reader.rows(_RUNS, {"last": 1})
    return _run(rows[0]) if rows else None


def growth(reader: Reader, today: date, days: int = GROWTH_DAYS) -> dict[str, int]:
    """New articles of each of the last days, today the last.

    Reads articles from the last backwards: first_seen stands behind the text in its row, so that all of them would
    cost a walk through the whole file.
    """
    first = today - timedelta(days=days - 1)
    found: Counter[date] = Counter()
    older = 0
    for row in reader.execute("SELECT first_seen FROM articles ORDER BY id DESC"):
        day = from_text(row["first_seen"]).date()
        older = 0 if day >= first else older + 1
        if older >= OLDER_IN_A_ROW:
            break
        found[day] += 1
    return {day.isoformat(): found[day] for day in (first + timedelta(days=n) for n in range(days))}


def bytes_of(path: Path) -> int:
    """The size of a database file and of what is still to be merged into it; 0 where it is not there."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _run(row: Mapping[str, Any]) -> RunLine:
    return RunLine(
        id=row["id"],
        spider=row["spider"],
        started_at=from_text(row["started_at"]),
        finished_at=from_text(row["finished_at"]) if row["finished_at"] else None,
        status=row["status"],
        reason=row["reason"],
        counts={name: n for name, n in json.loads(row["counts"]).items() if isinstance(n, int)},
    )
