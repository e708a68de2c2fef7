"""The index on which it is decided what a page is: what the rows of articles and of their pages say."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pipelines.clock import from_text
from pipelines.model import Sighting, StoredArticle, TextMatch
from pipelines.store.article_rows import article_of, sighting_of
from pipelines.store.writer import Writer


class ArticleIndex:
    """dedup's Index."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def sighting(self, url_key: str) -> Sighting | None:
        """What the page with this key said when it was read last."""
        row = self._one("SELECT * FROM sightings WHERE url_key = :key", key=url_key)
        return sighting_of(row) if row else None

    def claimants(self, canonical_key: str) -> tuple[Sighting, ...]:
        """The pages whose canonical claim names this key."""
        sql = "SELECT * FROM sightings WHERE canonical_key = :key ORDER BY url_key"
        return tuple(sighting_of(row) for row in self._all(sql, key=canonical_key))

    def article(self, article_id: int) -> StoredArticle:
        """The row. Raises KeyError."""
        row = self._one("SELECT * FROM articles WHERE id = :id", id=article_id)
        if row is None:
            raise KeyError(article_id)
        return article_of(row)

    def article_at(self, url_key: str) -> StoredArticle | None:
        """The row whose URL has this key."""
        row = self._one("SELECT * FROM articles WHERE url_key = :key", key=url_key)
        return article_of(row) if row else None

    def page_fetched(self, url_key: str) -> datetime | None:
        """The last fetch of a page that these rows know of; None of a page that was not read. The archive may have a
        later one, which a crash kept from being filed."""
        row = self._one("SELECT last_fetched FROM sightings WHERE url_key = :key", key=url_key)
        return None if row is None else from_text(row["last_fetched"])

    def last_fetched(self, article_id: int) -> datetime | None:
        """When one of the article's pages was fetched last; None without the row."""
        row = self._one("SELECT last_fetched FROM articles WHERE id = :id", id=article_id)
        return None if row is None else from_text(row["last_fetched"])

    def same_text(self, text_hash: str) -> tuple[TextMatch, ...]:
        """The sightings of this text, on whatever site, in the order of their articles."""
        rows = self._all(
            """
            SELECT s.article_id, a.site, s.headline
            FROM sightings AS s JOIN articles AS a ON a.id = s.article_id
            WHERE s.text_hash = :hash ORDER BY s.article_id, s.url_key
            """,
            hash=text_hash,
        )
        return tuple(
            TextMatch(article_id=row["article_id"], site=row["site"], headline=row["headline"]) for row in rows
        )

    def _one(self, sql: str, **params: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._writer.execute(sql, params).fetchone()
        return row

    def _all(self, sql: str, **params: object) -> list[sqlite3.Row]:
        return self._writer.execute(sql, params).fetchall()
