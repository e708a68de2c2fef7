"""What a database file says of its own state, for whoever looks for what may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.clock import from_text
from pipelines.store.reader import Reader

_MOMENTS = (("runs", "started_at"), ("runs", "finished_at"), ("polls", "fetched_at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The latest moment that the rows speak of as past."""

    moment: Any
    """A datetime; None in an empty database."""
    where: str
    """Table and column."""


def check_file(reader: Reader) -> str:
    """SQLite's quick_check: "ok", or what is wrong first. It reads the whole file."""
    return str(reader.value("PRAGMA quick_check(1)"))


def latest_moment(reader: Reader) -> Latest:
    """What was done last, by the rows."""
    found = []
    for table, column in _MOMENTS:
        text = reader.value(f"SELECT max({column}) FROM {table}")  # noqa: S608  names are ours
        if text:
            found.append((from_text(text), f"{table}.{column}"))
    moment, where = max(found, default=(None, ""))
    return Latest(moment=moment, where=where)


def last_run(reader: Reader) -> dict[str, Any] | None:
    """The last run's row; None without one."""
    rows = reader.rows("SELECT id, spider, status, reason, started_at FROM runs ORDER BY id DESC LIMIT 1")
    return rows[0] if rows else None


def refused_by_robots(reader: Reader) -> list[dict[str, Any]]:
    """Feeds most of whose entries robots.txt forbids to read, with the share: nothing will come of them."""
    return reader.rows(
        """
        SELECT feeds.url AS feed, count(*) AS entries, sum(robots.id IS NOT NULL) AS refused
        FROM feeds JOIN entries ON entries.feed_id = feeds.id
        LEFT JOIN rejections AS robots
            ON robots.url = entries.url AND robots.reason = 'robots' AND robots.resolved_at IS NULL
        WHERE feeds.listed GROUP BY feeds.id HAVING entries >= 5 AND refused > entries / 2 ORDER BY feeds.url
        """
    )


def wal_bytes(path: Path) -> int:
    """The size of the write-ahead log beside a database."""
    wal = path.with_name(f"{path.name}-wal")
    return wal.stat().st_size if wal.is_file() else 0
