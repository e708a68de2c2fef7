"""The page archive: every response as it arrived, in a second file beside the database (news-pages.db)."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import zstandard

from pipelines.clock import from_text, to_text
from pipelines.model import Page
from pipelines.store.migrations import NEWS, PAGES, claim
from pipelines.store.readings import Readings
from pipelines.store.writer import BUSY_WAIT_S, Synchronous, Writer
from pipelines.web import urls

logger = logging.getLogger(__name__)

ZSTD_LEVEL = 2
"""Of 150 real pages of 425 kB, level 3 makes 62 kB of each in 2.0 ms, level 2 makes 64 kB in 1.15 ms; the crawl's own
process has no time to spare."""

_WITHOUT_BODY = (
    "id, url, site, fetched_at, status, headers, content_type, redirects, cookies, page_key, origin,"
    " body_bytes, NULL AS body"
)

_UPDATE = """
UPDATE pages SET
    fetched_at = :fetched_at, status = :status, headers = :headers, content_type = :content_type,
    redirects = :redirects, cookies = :cookies, page_key = coalesce(:page_key, page_key), origin = :origin
WHERE url = :url AND sha256 = :sha256
RETURNING id
"""

_INSERT = """
INSERT INTO pages (
    url, site, fetched_at, status, headers, content_type, redirects, cookies, page_key, origin, sha256, body_bytes,
    body
) VALUES (
    :url, :site, :fetched_at, :status, :headers, :content_type, :redirects, :cookies, :page_key, :origin, :sha256,
    :body_bytes, :body
)
RETURNING id
"""


def archive_path(database: Path) -> Path:
    """The archive's file beside a database.

    >>> archive_path(Path("data/news.db")).as_posix()
    'data/news-pages.db'
    """
    return database.with_name(f"{database.stem}-pages{database.suffix or '.db'}")


def claim_archive(database: Path) -> None:
    """Check that both files can be used, before either is made. Raises as claim does."""
    claim(database, NEWS)
    claim(archive_path(database), PAGES)


class PageArchive:
    """Stores pages; the same bytes under the same URL are one row. The database's lock covers it."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._closed = False
        self._compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()
        self.readings = Readings(writer)

    @classmethod
    def open(cls, path: Path, *, synchronous: Synchronous = "NORMAL", lock_wait_s: float = BUSY_WAIT_S) -> PageArchive:
        """Open or create the archive file. Raises StoreError, ForeignFile, OlderFile, NewerFile."""
        return cls(Writer(path, kind=PAGES, synchronous=synchronous, busy_timeout_s=lock_wait_s))

    @classmethod
    def beside(
        cls, database: Path, *, synchronous: Synchronous = "NORMAL", lock_wait_s: float = BUSY_WAIT_S
    ) -> PageArchive:
        """Open the archive that belongs to a database. Raises as open does."""
        return cls.open(archive_path(database), synchronous=synchronous, lock_wait_s=lock_wait_s)

    def store(self, page: Page) -> int:
        """Keep a page, before anything has looked into it; the id of its row.

        The same bytes again: fetched_at, status and headers move on. Other bytes under the URL are another row.
        """
        values = _row_values(page)
        with self.writer.unit():
            row = self.writer.execute(_UPDATE, values).fetchone()
            if row is None:
                more = {"site": urls.site_of(page.url), "body": self._compressor.compress(page.body)}
                row = self.writer.execute(_INSERT, values | more).fetchone()
        return int(row["id"])

    def load(self, page_id: int, *, body: bool = True) -> Page | None:
        """The page with this id, with or without its body; None if there is none, or its row is torn."""
        columns = "*" if body else _WITHOUT_BODY
        sql = f"SELECT {columns} FROM pages WHERE id = :id"  # noqa: S608  columns are ours
        row = self.writer.execute(sql, {"id": page_id}).fetchone()
        return None if row is None else self._read(row)

    def latest(self, url: str) -> Page | None:
        """What was last fetched from exactly this URL; None if nothing was."""
        row = self.writer.execute(
            "SELECT * FROM pages WHERE url = :url ORDER BY fetched_at DESC, id DESC LIMIT 1", {"url": url}
        ).fetchone()
        return None if row is None else self._read(row)

    def before(self, page: Page) -> Page | None:
        """What was last fetched from the page's URL before it: other bytes, or the same; None if nothing was."""
        row = self.writer.execute(
            "SELECT * FROM pages WHERE url = :url AND fetched_at <= :fetched_at "
            "ORDER BY sha256 = :sha256, fetched_at DESC, id DESC LIMIT 1",
            _row_values(page),
        ).fetchone()
        return None if row is None else self._read(row)

    def validators(self, url: str, until: datetime) -> tuple[tuple[tuple[str, str], ...], str] | None:
        """The headers of what was last fetched from exactly this URL, by then, and its SHA-256; None if nothing was."""
        row = self.writer.execute(
            "SELECT headers, sha256 FROM pages WHERE url = :url AND origin = 'web' AND fetched_at <= :until "
            "ORDER BY fetched_at DESC, id DESC LIMIT 1",
            {"url": url, "until": to_text(until)},
        ).fetchone()
        if row is None:
            return None
        return tuple((name, value) for name, value in json.loads(row["headers"])), str(row["sha256"])

    def iter_pages(self, site: str | None = None) -> Iterator[Page]:
        """The last fetched page of each URL, by URL; of one site, or all. Pages may be stored meanwhile."""
        wanted = "SELECT DISTINCT url FROM pages WHERE site = :site ORDER BY url"
        if site is None:
            wanted = "SELECT DISTINCT url FROM pages ORDER BY url"
        for row in self.writer.execute(wanted, {"site": site}).fetchall():
            page = self.latest(row["url"])
            if page is not None:
                yield page

    def sites(self) -> dict[str, int]:
        """The number of distinct URLs archived, by site."""
        rows = self.writer.execute(
            "SELECT site, count(DISTINCT url) AS pages FROM pages WHERE site IS NOT NULL GROUP BY site ORDER BY site"
        )
        return {row["site"]: row["pages"] for row in rows}

    def commit(self) -> None:
        """Make every page so far lasting; nothing happens once closed."""
        if not self._closed:
            self.writer.commit()

    def close(self) -> None:
        """Commit and close; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self.writer.close()

    def _read(self, row: sqlite3.Row) -> Page | None:
        """None for a row that a failing disk has changed: it costs its page alone, and a line in the log."""
        try:
            return self._page(row)
        except (zstandard.ZstdError, ValueError, TypeError) as error:
            logger.warning("page %d of the archive, %s, cannot be read: %s", row["id"], row["url"], error)
            return None

    def _page(self, row: sqlite3.Row) -> Page:
        return Page(
            url=row["url"],
            fetched_at=from_text(row["fetched_at"]),
            body=self._decompressor.decompress(row["body"], max_output_size=row["body_bytes"]) if row["body"] else b"",
            content_type=row["content_type"],
            status=row["status"],
            headers=tuple((name, value) for name, value in json.loads(row["headers"])),
            origin=row["origin"],
            redirects=tuple(json.loads(row["redirects"])),
            cookies=tuple(json.loads(row["cookies"])),
            page_key=row["page_key"],
        )


def _row_values(page: Page) -> dict[str, object]:
    return {
        "url": page.url,
        "fetched_at": to_text(page.fetched_at),
        "status": page.status,
        "headers": json.dumps(page.headers, ensure_ascii=False),
        "content_type": page.content_type,
        "redirects": json.dumps(page.redirects, ensure_ascii=False),
        "cookies": json.dumps(page.cookies, ensure_ascii=False),
        "page_key": page.page_key,
        "origin": page.origin,
        "sha256": hashlib.sha256(page.body).hexdigest(),
        "body_bytes": len(page.body),
    }
