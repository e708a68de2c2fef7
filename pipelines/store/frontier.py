"""The frontier: the pages that entries wait for, by host, and the leases under which this run fetches them.

It is the entries table seen by page_key and state. Every statement is an index lookup: a million entries may wait.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from statistics import median

from pipelines.clock import Clock, from_text, to_text
from pipelines.model import Entry, Lease
from pipelines.store.entries import read_entry
from pipelines.store.runs import Runs
from pipelines.store.writer import Writer

# INDEXED BY: without statistics SQLite prefers entries_by_state here, and reads every waiting entry.

# Jumps from host to host; DISTINCT would read every waiting entry.
HOSTS = """
WITH RECURSIVE hosts (host) AS (
    SELECT min(host) FROM entries INDEXED BY entries_frontier WHERE state = 'waiting'
    UNION ALL
    SELECT (
        SELECT min(host) FROM entries INDEXED BY entries_frontier WHERE state = 'waiting' AND host > hosts.host
    )
    FROM hosts WHERE hosts.host IS NOT NULL
)
SELECT host FROM hosts
WHERE EXISTS (
    SELECT 1 FROM entries INDEXED BY entries_frontier
    WHERE state = 'waiting' AND host = hosts.host AND not_before IS NULL
) OR EXISTS (
    SELECT 1 FROM entries INDEXED BY entries_frontier
    WHERE state = 'waiting' AND host = hosts.host AND not_before <= :now
)
"""
# Two statements, since NULL and a range are two places of the index.
FRESH = """
SELECT page_key FROM entries INDEXED BY entries_frontier
WHERE state = 'waiting' AND host = :host AND not_before IS NULL ORDER BY id
"""
RETRIED = """
SELECT page_key FROM entries INDEXED BY entries_frontier
WHERE state = 'waiting' AND host = :host AND not_before <= :now ORDER BY not_before, id
"""
WAITING = """
SELECT
    (SELECT count(*) FROM entries INDEXED BY entries_by_state WHERE state = 'waiting')
    - (SELECT count(*) FROM entries INDEXED BY entries_later WHERE state = 'waiting' AND not_before > :now) AS due
"""
NEXT_DUE = """
SELECT min(not_before) AS due FROM entries INDEXED BY entries_later WHERE state = 'waiting' AND not_before > :now
"""
IS_DUE = """
SELECT 1 FROM entries INDEXED BY entries_by_page
WHERE page_key = :page_key AND state = 'waiting' AND (not_before IS NULL OR not_before <= :now) LIMIT 1
"""
OF_FEEDS = """
SELECT DISTINCT page_key, host FROM entries INDEXED BY entries_by_state
WHERE state = 'waiting' AND feed_id IN (SELECT value FROM json_each(:feeds))
    AND (not_before IS NULL OR not_before <= :now)
"""
TAKE = """
UPDATE entries SET state = 'leased', lease_run_id = :run_id WHERE page_key = :page_key AND state = 'waiting'
"""
TAKEN = """
SELECT entries.*, feeds.url AS feed_url, feeds.full_text
FROM entries JOIN feeds ON feeds.id = entries.feed_id
WHERE entries.page_key = :page_key AND entries.state = 'leased'
ORDER BY entries.id LIMIT 1
"""
TEXTS = """
SELECT length(content_html) AS chars FROM entries
WHERE id IN (
    SELECT id FROM entries
    WHERE feed_id = (SELECT feed_id FROM entries WHERE page_key = :page_key ORDER BY id LIMIT 1)
    ORDER BY id DESC LIMIT 20
) AND page_key <> :page_key AND content_html IS NOT NULL
"""
FEWEST_TEXTS = 5
# The lease of an entry whose feed was paused or unlisted meanwhile is held back.
_RELEASE = """
UPDATE entries SET
    lease_run_id = NULL,
    state = CASE
        WHEN (SELECT listed AND status <> 'paused' FROM feeds WHERE feeds.id = entries.feed_id) THEN 'waiting'
        ELSE 'held'
    END
WHERE state = 'leased'
"""


class Frontier:
    """Leases pages to this run and takes back what became of them; refusals go through Rejections.record."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs

    def release_all(self) -> None:
        """Give back what earlier runs leased and did not answer; called when a run begins."""
        with self._writer.unit():
            self._writer.execute(_RELEASE)

    def hosts(self) -> list[str]:
        """The hosts of which lease() would give something now, in alphabetical order."""
        return [row["host"] for row in self._writer.execute(HOSTS, {"now": self._now()})]

    def lease(self, host: str, limit: int) -> list[Lease]:
        """Take up to limit pages of a host for this run: the entry met first comes first, retries come last.

        All waiting entries of a page are leased together, whatever feed or spelling they came with.
        """
        with self._writer.unit():
            return [self._take(page_key) for page_key in self._waiting_keys(host, limit)]

    def lease_first(self, page_keys: Iterable[str]) -> list[Lease]:
        """Take the first of these pages that may be asked for now, if there is one."""
        with self._writer.unit():
            for page_key in page_keys:
                params = {"page_key": page_key, "now": self._now()}
                if self._writer.execute(IS_DUE, params).fetchone() is not None:
                    return [self._take(page_key)]
            return []

    def of_feeds(self, feed_ids: Collection[int]) -> dict[str, str]:
        """The pages that may be asked for now and that these feeds have listed, each with its host."""
        rows = self._writer.execute(OF_FEEDS, {"feeds": json.dumps(sorted(feed_ids)), "now": self._now()})
        return {row["page_key"]: row["host"] for row in rows}

    def still_waiting(self, page_keys: Collection[str]) -> set[str]:
        """Those of the pages that wait, even if they may not be asked for yet."""
        rows = self._writer.execute(
            "SELECT page_key FROM entries WHERE page_key IN (SELECT value FROM json_each(:keys)) AND state = 'waiting'",
            {"keys": json.dumps(list(page_keys))},
        )
        return {row["page_key"] for row in rows}

    def give_back(self, page_key: str, not_before: datetime | None = None) -> None:
        """Let a page wait again that was not fetched, though nothing was wrong with it; until not_before if set."""
        with self._writer.unit():
            self._writer.execute(
                "UPDATE entries SET state = 'waiting', lease_run_id = NULL, not_before = :not_before "
                "WHERE page_key = :page_key AND state = 'leased'",
                {"page_key": page_key, "not_before": to_text(not_before) if not_before else None},
            )

    def settle(self, page_key: str, article_id: int) -> list[str]:
        """The page became this article: so did every entry of it, whose distinct links are returned."""
        with self._writer.unit():
            rows = self._writer.execute(
                "UPDATE entries SET state = 'done', article_id = :article_id, not_before = NULL, attempts = 0, "
                "lease_run_id = NULL WHERE page_key = :page_key RETURNING url",
                {"page_key": page_key, "article_id": article_id},
            ).fetchall()
        return sorted({row["url"] for row in rows})

    def links(self, page_key: str) -> tuple[str, ...]:
        """The distinct links under which entries mean this page, in alphabetical order."""
        rows = self._writer.execute(
            "SELECT DISTINCT url FROM entries WHERE page_key = :page_key ORDER BY url", {"page_key": page_key}
        )
        return tuple(row["url"] for row in rows)

    def entry(self, page_key: str) -> Entry | None:
        """The entry met first for a page: the evidence for reading an archived page again. None without one."""
        row = self._writer.execute(
            "SELECT * FROM entries WHERE page_key = :page_key ORDER BY id LIMIT 1", {"page_key": page_key}
        ).fetchone()
        return None if row is None else read_entry(row)

    def in_feed(self, page_key: str) -> bool:
        """Whether a feed, and not only a sitemap, has listed the page."""
        row = self._writer.execute(
            "SELECT 1 FROM entries JOIN feeds ON feeds.id = entries.feed_id "
            "WHERE entries.page_key = :page_key AND entries.found_in <> 'sitemap' "
            "AND coalesce(feeds.format, '') NOT IN ('sitemap', 'sitemapindex') LIMIT 1",
            {"page_key": page_key},
        ).fetchone()
        return row is not None

    def usual_text(self, page_key: str) -> int | None:
        """Median characters of mark-up of the latest texts in the page's feed, its own aside; None with few of them."""
        rows = self._writer.execute(TEXTS, {"page_key": page_key}).fetchall()
        return round(median(row["chars"] for row in rows)) if len(rows) >= FEWEST_TEXTS else None

    def counts(self) -> dict[str, int]:
        """The number of entries by state: waiting, held, leased, done, refused; absent where there are none."""
        rows = self._writer.execute("SELECT state, count(*) AS entries FROM entries GROUP BY state")
        return {row["state"]: row["entries"] for row in rows}

    def waiting(self) -> int:
        """The number of entries that could be leased now."""
        row = self._writer.execute(WAITING, {"now": self._now()}).fetchone()
        return int(row["due"])

    def leased(self) -> int:
        """The number of pages that this run has leased and that have no outcome yet."""
        row = self._writer.execute(
            "SELECT count(DISTINCT page_key) AS pages FROM entries WHERE state = 'leased' AND lease_run_id = :run_id",
            {"run_id": self._runs.current},
        ).fetchone()
        return int(row["pages"])

    def next_due(self) -> datetime | None:
        """When the earliest of the pages that must wait may be asked for; None if none must wait."""
        row = self._writer.execute(NEXT_DUE, {"now": self._now()}).fetchone()
        return None if row["due"] is None else from_text(row["due"])

    def _waiting_keys(self, host: str, limit: int) -> list[str]:
        keys: dict[str, None] = {}
        for statement in (FRESH, RETRIED):
            cursor = self._writer.execute(statement, {"host": host, "now": self._now()})
            for row in cursor:
                if len(keys) >= limit:
                    break
                keys[row["page_key"]] = None
            cursor.close()
        return list(keys)

    def _take(self, page_key: str) -> Lease:
        self._writer.execute(TAKE, {"page_key": page_key, "run_id": self._runs.current})
        row = self._writer.execute(TAKEN, {"page_key": page_key}).fetchone()
        return Lease(
            page_key=page_key,
            host=row["host"],
            url=row["url"],
            entry=read_entry(row),
            feed_url=row["feed_url"],
            full_text=row["full_text"],
            attempts=row["attempts"],
        )

    def _now(self) -> str:
        return to_text(self._clock.now())
