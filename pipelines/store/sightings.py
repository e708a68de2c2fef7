"""The pages of an article: what each said, under which URLs they were met, and what follows from all of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from pipelines.clock import to_text
from pipelines.model import Filing, UrlKind
from pipelines.store.article_rows import moment, to_json, with_rivals
from pipelines.store.writer import Writer
from pipelines.web.urls import kind_of, preferred_spelling, strip_fragment, url_key


class Sightings:
    """sightings and article_urls. All of it is part of the caller's unit."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def keep_texts(self, article_ids: Iterable[int], but: str) -> None:
        """The pages whose text these rows show have it for themselves, before the rows show another."""
        for article_id in article_ids:
            self._writer.execute(
                """
                UPDATE sightings SET article_body = a.article_body FROM articles AS a
                WHERE a.id = :id AND sightings.article_id = a.id AND sightings.text_hash = a.text_hash
                    AND sightings.article_body IS NULL AND sightings.url_key <> :but
                """,
                {"id": article_id, "but": but},
            )

    def drop_shown_texts(self, article_id: int) -> None:
        self._writer.execute(
            """
            UPDATE sightings SET article_body = NULL FROM articles AS a
            WHERE a.id = :id AND sightings.article_id = a.id AND sightings.article_body = a.article_body
            """,
            {"id": article_id},
        )

    def see(self, filing: Filing, article_id: int) -> None:
        """The page's sighting, and the URLs under which it was met: they are this article's now."""
        seen = to_text(filing.fetched_at)
        before = self._writer.execute(
            "SELECT url FROM sightings WHERE url_key = :key", {"key": filing.page_key}
        ).fetchone()
        page_url = filing.article.url
        self._writer.execute(
            """
            INSERT INTO sightings (url_key, url, article_id, canonical_key, text_hash, headline, date_published,
                http_status, first_fetched, last_fetched, profile_id, rules, article_body)
            VALUES (:url_key, :url, :article_id, :canonical_key, :text_hash, :headline, :date, :status, :seen, :seen,
                :profile_id, :rules, nullif(:body, (SELECT article_body FROM articles WHERE id = :article_id)))
            ON CONFLICT (url_key) DO UPDATE SET url = excluded.url, article_id = excluded.article_id,
                article_body = excluded.article_body,
                canonical_key = excluded.canonical_key, text_hash = excluded.text_hash, headline = excluded.headline,
                date_published = excluded.date_published, http_status = excluded.http_status,
                profile_id = excluded.profile_id, rules = excluded.rules,
                first_fetched = min(first_fetched, excluded.first_fetched),
                last_fetched = max(last_fetched, excluded.last_fetched)
            """,
            {
                "url_key": filing.page_key,
                "url": preferred_spelling(page_url, before["url"]) if before else page_url,
                "article_id": article_id,
                "canonical_key": filing.canonical_key,
                "text_hash": filing.text_hash,
                "headline": filing.article.metadata.headline,
                "date": moment(filing.article.metadata.date_published),
                "status": filing.status,
                "profile_id": filing.article.profile_id,
                "rules": filing.article.rules,
                "body": filing.article.article_body,
                "seen": seen,
            },
        )
        for url, kind in filing.urls:
            self.own(strip_fragment(url), kind, article_id, seen)

    def own(self, url: str, kind: UrlKind, article_id: int, seen: str) -> None:
        self._writer.execute(
            """
            INSERT INTO article_urls (url, article_id, kind, url_key, first_seen)
            VALUES (:url, :article_id, :kind, :key, :seen)
            ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id, kind = excluded.kind,
                first_seen = min(first_seen, excluded.first_seen)
            WHERE article_id <> excluded.article_id OR kind <> excluded.kind OR first_seen > excluded.first_seen
            """,
            {"url": url, "article_id": article_id, "kind": kind, "key": url_key(url), "seen": seen},
        )

    def settle(self, article_id: int, seen: str) -> None:
        """What follows from all pages of an article together: the kinds of its URLs, the rivals in its provenance.

        Computed anew from the rows each time, so that it does not depend on the order in which they came.
        """
        row = self._writer.execute(
            "SELECT url, page_key, provenance FROM articles WHERE id = :id", {"id": article_id}
        ).fetchone()
        if row is None:
            raise KeyError(article_id)
        pages = self._writer.execute(
            "SELECT * FROM sightings WHERE article_id = :id ORDER BY url", {"id": article_id}
        ).fetchall()
        self.own(row["url"], "canonical", article_id, seen)
        self._settle_kinds(article_id, row, pages)
        provenance = with_rivals(json.loads(row["provenance"]), row["page_key"], pages)
        text = to_json(provenance)
        if text != row["provenance"]:
            sql = "UPDATE articles SET provenance = :text WHERE id = :id"
            self._writer.execute(sql, {"text": text, "id": article_id})

    def _settle_kinds(self, article_id: int, row: sqlite3.Row, pages: list[sqlite3.Row]) -> None:
        """An address that the article lost, and under which nobody met it, goes."""
        others = {page["url_key"] for page in pages} - {row["page_key"]}
        met = {strip_fragment(page["url"]) for page in pages}
        for known in self._writer.execute(
            "SELECT url, url_key, kind FROM article_urls WHERE article_id = :id", {"id": article_id}
        ).fetchall():
            url, kind = known["url"], known["kind"]
            if url == row["url"] or (kind == "redirect" and known["url_key"] not in others | {row["page_key"]}):
                continue
            if kind == "canonical" and url not in met and not self._is_link(url):
                self._writer.execute("DELETE FROM article_urls WHERE url = :url", {"url": url})
                continue
            now = kind_of(url, row["url"], "duplicate" if known["url_key"] in others else "link")
            if now != kind:
                self._writer.execute("UPDATE article_urls SET kind = :kind WHERE url = :url", {"kind": now, "url": url})

    def _is_link(self, url: str) -> bool:
        return self._writer.execute("SELECT 1 FROM entries WHERE url = :url", {"url": url}).fetchone() is not None
