"""What may go when an archive grows old or large: the oldest raw pages, the oldest articles; and what they leave.

A pruned article leaves its addresses: in `pruned`, by key, and as `too_old` in `rejections`; so it is not fetched anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.clock import Clock, to_text
from pipelines.model import WasText
from pipelines.store.runs import Runs
from pipelines.store.stories import was_text
from pipelines.store.writer import Writer
from pipelines.web.urls import url_key

PRUNED = "its article was here, and was pruned"
"""rejections.detail where the page of a pruned article is met again."""

# length() of a BLOB is in the row's header: no page is read for it.
_PAGES = """
SELECT pages.id, coalesce(pages.site, '') AS site, pages.fetched_at,
    length(pages.body) + coalesce((
        SELECT sum(length(readings.article)) FROM readings WHERE readings.page_id = pages.id
    ), 0) AS bytes
FROM pages ORDER BY pages.fetched_at, pages.id
"""
_ARTICLES = """
SELECT id, coalesce(site, '') AS site FROM articles WHERE first_seen < :before ORDER BY first_seen, id
"""
_KEYS = """
SELECT url_key, url FROM article_urls WHERE article_id = :id
UNION SELECT url_key, url FROM sightings WHERE article_id = :id
UNION SELECT url_key, url FROM articles WHERE id = :id
UNION SELECT page_key AS url_key, url FROM entries WHERE article_id = :id AND page_key IS NOT NULL
ORDER BY url_key, url
"""
_REMEMBER = """
INSERT INTO pruned (url_key, url, pruned_at, run_id) VALUES (:url_key, :url, :now, :run_id)
ON CONFLICT (url_key) DO NOTHING
"""
_REFUSE = """
INSERT INTO rejections (url, run_id, reason, detail, seen_at) VALUES (:url, :run_id, 'too_old', :detail, :now)
ON CONFLICT (url, reason) DO UPDATE SET
    run_id = excluded.run_id, detail = excluded.detail, seen_at = excluded.seen_at, resolved_at = NULL
"""
# What the feed said of it goes too.
_ENTRIES = """
UPDATE entries SET state = 'refused', article_id = NULL, not_before = NULL, attempts = 0, lease_run_id = NULL,
    summary = NULL, content_html = NULL
WHERE article_id = :id
"""


@dataclass(frozen=True, slots=True)
class OldPage:
    """A raw page that may go."""

    id: int
    site: str
    """"" where it has none."""
    bytes: int
    """As it is stored, its reading included."""


@dataclass(frozen=True, slots=True)
class OldArticle:
    """An article that may go."""

    id: int
    site: str


def old_pages(pages: Writer, *, before: datetime | None, most_bytes: int | None) -> list[OldPage]:
    """The raw pages last fetched before then, and, oldest first, as many more as make the store small enough."""
    rows = [dict(row) for row in pages.execute(_PAGES)]
    left = sum(row["bytes"] for row in rows)
    cutoff = to_text(before) if before is not None else ""
    found = []
    for row in rows:
        if row["fetched_at"] >= cutoff and (most_bytes is None or left <= most_bytes):
            break
        found.append(OldPage(row["id"], row["site"], row["bytes"]))
        left -= row["bytes"]
    return found


def old_articles(news: Writer, *, before: datetime) -> list[OldArticle]:
    """The articles that were first seen before then."""
    return [OldArticle(row["id"], row["site"]) for row in news.execute(_ARTICLES, {"before": to_text(before)})]


def drop_pages(pages: Writer, ids: Iterable[int]) -> None:
    """Deletes raw pages with their readings."""
    with pages.unit():
        pages.execute(
            "DELETE FROM pages WHERE id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps(list(ids))}
        )


def drop_pages_of(pages: Writer, urls: Sequence[str]) -> int:
    """Deletes what is kept of these addresses; the number of raw pages."""
    with pages.unit():
        gone = pages.execute(
            "DELETE FROM pages WHERE url IN (SELECT value FROM json_each(:urls)) RETURNING id",
            {"urls": json.dumps(list(urls))},
        ).fetchall()
    return len(gone)


class Pruned:
    """Deletes articles, and knows the pages of those that were."""

    def __init__(self, writer: Writer, clock: Clock, runs: Runs) -> None:
        self._writer = writer
        self._clock = clock
        self._runs = runs
        self._are_any = writer.execute("SELECT 1 FROM pruned LIMIT 1").fetchone() is not None
        """Only this connection writes: most archives never prune, and are asked three times for each page."""

    def knows(self, urls: Iterable[str]) -> bool:
        """Whether one of these addresses is that of a pruned article."""
        if not self._are_any:
            return False
        keys = json.dumps([url_key(url) for url in urls])
        sql = "SELECT 1 FROM pruned WHERE url_key IN (SELECT value FROM json_each(:keys)) LIMIT 1"
        return self._writer.execute(sql, {"keys": keys}).fetchone() is not None

    def addresses(self, article_id: int) -> list[str]:
        """Every address of an article and of its pages."""
        return sorted({row["url"] for row in self._writer.execute(_KEYS, {"id": article_id})})

    def drop(self, article_id: int, detail: str) -> WasText | None:
        """Deletes an article with all its parts, and remembers its addresses; what stories knew of it. None where there
        is none. Part of the caller's unit, in which its story is regrouped."""
        by_id = {"id": article_id}
        row: sqlite3.Row | None = self._writer.execute("SELECT * FROM articles WHERE id = :id", by_id).fetchone()
        if row is None:
            return None
        values = {"now": to_text(self._clock.now()), "run_id": self._runs.current, "detail": detail}
        self._are_any = True
        for address in self._writer.execute(_KEYS, by_id).fetchall():
            self._writer.execute(_REMEMBER, values | {"url_key": address["url_key"], "url": address["url"]})
            self._writer.execute(_REFUSE, values | {"url": address["url"]})
        self._writer.execute(_ENTRIES, by_id)
        self._writer.execute("DELETE FROM articles WHERE id = :id", by_id)
        return was_text(row)
