"""What one database knows of a feed, copied into another one, to be polled there without a trace in the first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.model import Entry, FeedEvent, FeedState
from pipelines.store.health import read
from pipelines.store.store import Store

MOST_ENTRIES = 1000
"""The latest ones of a feed: a gap is found by what it listed last."""
_ELSEWHERE: Mapping[str, None] = dict.fromkeys(("same_as", "article_id", "lease_run_id"))
"""Columns that point to rows which are not copied."""

_LATEST = "SELECT * FROM entries WHERE feed_id = :feed_id ORDER BY first_seen DESC, date_published DESC, id LIMIT :most"
_KNOWN = "SELECT * FROM entries WHERE feed_id = :feed_id AND coalesce(guid, '') = :guid AND url = :url"


def copy_feed(path: Path, store: Store, url: str) -> bool:
    """Copies a feed, by its configured URL, and its latest entries; whether the database has it.

    Rows keep their ids. Raises StoreError.
    """

    def ask(connection: sqlite3.Connection) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
        feed = connection.execute("SELECT * FROM feeds WHERE url = :url", {"url": url}).fetchone()
        if feed is None:
            return None
        values = dict(feed)
        latest = connection.execute(_LATEST, {"feed_id": values["id"], "most": MOST_ENTRIES})
        return values, [dict(row) for row in latest]

    found = read(path, ask)
    if found is None:
        return False
    with store.writer.unit():
        store.writer.database.table("feeds").insert(found[0] | {"same_as": None})
        _insert_entries(store, found[1])
    return True


def copy_entries(path: Path, store: Store, feed_id: int, entries: Iterable[Entry]) -> None:
    """Copies those of the entries that the database knows from the feed. Raises StoreError."""

    def ask(connection: sqlite3.Connection) -> list[dict[str, Any]]:
        found = (
            connection.execute(_KNOWN, {"feed_id": feed_id, "guid": entry.guid or "", "url": entry.url or ""})
            for entry in entries
        )
        return [dict(row) for cursor in found for row in cursor]

    known = read(path, ask)
    with store.writer.unit():
        _insert_entries(store, known or [])


def _insert_entries(store: Store, rows: Iterable[dict[str, Any]]) -> None:
    table = store.writer.database.table("entries")
    for row in rows:
        table.insert({name: _ELSEWHERE.get(name, value) for name, value in row.items()}, ignore=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What became of a feed in the copy."""

    state: FeedState
    entries_new: int
    events: tuple[FeedEvent, ...]
    """Without those by which it came into the copy."""


def aftermath(store: Store, feed_id: int) -> Aftermath:
    """What the polls of the copy have made of a feed. Raises StoreError."""
    values = {"feed_id": feed_id}
    new = store.writer.execute("SELECT total(entries_new) AS n FROM polls WHERE feed_id = :feed_id", values).fetchone()
    events = store.writer.execute(
        "SELECT event, detail, old, new FROM feed_events WHERE feed_id = :feed_id "
        "AND event NOT IN ('added', 'listed', 'paused', 'resumed') ORDER BY id",
        values,
    )
    return Aftermath(
        state=store.feeds.state(feed_id),
        entries_new=int(new["n"]),
        events=tuple(FeedEvent(**dict(event)) for event in events),
    )
