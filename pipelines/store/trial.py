"""A copy of what a database knows of feeds, to poll them without a trace in the database; what became of them there."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlite_utils

from pipelines.model import FeedEvent, FeedState
from pipelines.store.health import read
from pipelines.store.store import Store

_FEEDS = "SELECT * FROM feeds WHERE url IN ({urls})"
_ENTRIES = "SELECT * FROM entries WHERE feed_id IN (SELECT id FROM feeds WHERE url IN ({urls}))"
_ELSEWHERE = frozenset(("same_as", "article_id", "lease_run_id"))
"""Columns that point to rows which are not copied."""

_EVENTS = """
SELECT event, detail, old, new FROM feed_events
WHERE feed_id = :feed_id AND run_id = :run_id AND event NOT IN ('added', 'listed', 'paused', 'resumed') ORDER BY id
"""
_NEW = "SELECT total(entries_new) AS n FROM polls WHERE feed_id = :feed_id AND run_id = :run_id"


def copy_feeds(path: Path, copy: Store, urls: Sequence[str]) -> frozenset[str]:
    """Copies what a database knows of feeds, in one state, while a crawl may go on; the URLs of those that it knows.

    The articles of their entries are not copied, which may be a thousand times as much. Raises StoreError, ForeignFile,
    OlderFile and NewerFile.
    """

    def ask(connection: sqlite3.Connection) -> frozenset[str]:
        connection.execute("BEGIN")
        feeds, entries = (
            [
                {name: None if name in _ELSEWHERE else row[name] for name in row.keys()}  # noqa: SIM118  a Row's values
                for row in connection.execute(select.format(urls=", ".join("?" * len(urls))), urls)
            ]
            for select in (_FEEDS, _ENTRIES)
        )
        with copy.writer.unit():
            database = sqlite_utils.Database(copy.writer.connection)
            database.table("feeds").insert_all(feeds)
            database.table("entries").insert_all(entries)
        return frozenset(str(feed["url"]) for feed in feeds)

    return read(path, ask) or frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What became of a feed in the copy."""

    state: FeedState
    entries_new: int
    events: tuple[FeedEvent, ...]
    """Without those by which it came to be listed there."""


def aftermath(store: Store, feed_id: int) -> Aftermath:
    """What the polls of the copy's run have made of a feed. Raises StoreError."""
    values = {"feed_id": feed_id, "run_id": store.runs.current}
    new = store.writer.execute(_NEW, values).fetchone()
    events = tuple(FeedEvent(**dict(event)) for event in store.writer.execute(_EVENTS, values))
    return Aftermath(state=store.feeds.state(feed_id), entries_new=int(new["n"]), events=events)
