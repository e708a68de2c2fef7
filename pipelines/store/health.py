"""What a database says of its feeds, read without a trace: no lock, no migration, no file left beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pipelines.clock import from_text
from pipelines.errors import StoreError
from pipelines.model import FeedStatus
from pipelines.store.migrations import NEWS, claim
from pipelines.store.peek import peek

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """A row of the view feed_health, and more of the feeds table. What an earlier copydesk did not note is None."""

    url: str
    fetch_url: str
    title: str | None
    homepage: str | None
    format: str | None
    status: FeedStatus
    listed: bool
    concern: str | None
    consecutive_failures: int
    last_failure: str | None
    last_error: str | None
    last_fetch_attempt: datetime | None
    last_fetch_success: datetime | None
    last_new_entry: datetime | None
    interval_minutes: float | None
    next_fetch_attempt: datetime | None
    proposed_url: str | None
    same_as_url: str | None
    entries: int
    filed: int
    refused: int
    open: int


_MOMENTS = ("last_fetch_attempt", "last_fetch_success", "last_new_entry", "next_fetch_attempt")
HEALTH = "SELECT feeds.*, health.* FROM feed_health AS health JOIN feeds ON feeds.id = health.feed_id"


def read_health(path: Path) -> tuple[FeedHealth, ...]:
    """Every feed of the database, in the order in which they came; none where there is no database yet.

    Raises as read does.
    """
    return read(path, lambda connection: tuple(map(health_of, connection.execute(f"{HEALTH} ORDER BY feeds.id")))) or ()


def health_of(record: sqlite3.Row) -> FeedHealth:
    """A row of HEALTH."""
    row = dict(record)
    values: dict[str, Any] = {name: row.get(name) for name in FeedHealth.__dataclass_fields__}
    for name in _MOMENTS:
        values[name] = from_text(values[name]) if values[name] else None
    return FeedHealth(**values | {"listed": bool(values["listed"])})


def read(path: Path, question: Callable[[sqlite3.Connection], T]) -> T | None:
    """The answer of a database to a question; None where there is none yet, not even an empty one.

    Raises StoreError, ForeignFile, OlderFile and NewerFile.
    """
    if not path.exists():
        return None
    claim(path, NEWS)
    try:
        return peek(path, lambda connection: question(connection) if _has_feeds(connection) else None)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


def _has_feeds(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'feed_health'").fetchone() is not None
