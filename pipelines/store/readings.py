"""The readings table of the archive: each page as the extractor saw it, before its site's profile had a say."""

from __future__ import annotations

from pipelines.model import Page, Reading
from pipelines.store.writer import Writer
from pipelines.web.urls import site_of, url_key


class Readings:
    """One reading for each page key: of what was last fetched."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def keep(self, page: Page, reading: Reading | None) -> None:
        """Store a page's reading in place of the one before; None removes that. The page is in the archive already."""
        key, site = url_key(page.url), site_of(page.url)
        with self._writer.unit():
            if reading is None or site is None:
                self._writer.execute("DELETE FROM readings WHERE page_key = :key", {"key": key})
                return
            self._writer.execute(
                """
                INSERT INTO readings (page_key, page_id, site, taught, article)
                SELECT :key, id, :site, :taught, :article FROM pages WHERE url = :url
                ORDER BY fetched_at DESC, id DESC LIMIT 1
                ON CONFLICT (page_key) DO UPDATE SET page_id = excluded.page_id, site = excluded.site,
                    taught = excluded.taught, article = excluded.article
                """,
                {"key": key, "url": page.url, "site": site, "taught": int(reading.taught), "article": reading.article},
            )

    def is_taught(self, url: str) -> bool | None:
        """Whether the page's reading has trafilatura's word in it; None without a reading."""
        row = self._writer.execute(
            "SELECT taught FROM readings WHERE page_key = :key", {"key": url_key(url)}
        ).fetchone()
        return None if row is None else bool(row["taught"])

    def sites(self) -> tuple[str, ...]:
        """The sites of which pages have been read."""
        rows = self._writer.execute("SELECT DISTINCT site FROM readings WHERE site IS NOT NULL ORDER BY site")
        return tuple(row["site"] for row in rows)

    def count_taught(self, site: str) -> int:
        """The site's pages that can be learned from."""
        row = self._writer.execute(
            "SELECT count(*) AS pages FROM readings WHERE site = :site AND taught = 1", {"site": site}
        ).fetchone()
        return int(row["pages"])

    def sample(self, site: str, limit: int) -> list[str]:
        """Page keys of the site's pages that can be learned from: of the latest days, and at most so many."""
        rows = self._writer.execute(
            """
            SELECT readings.page_key FROM readings JOIN pages ON pages.id = readings.page_id
            WHERE readings.site = :site AND readings.taught = 1
            ORDER BY date(pages.fetched_at) DESC, pages.sha256, readings.page_key LIMIT :limit
            """,
            {"site": site, "limit": limit},
        )
        return sorted(row["page_key"] for row in rows)

    def taught(self, site: str) -> list[str]:
        """Page keys of the site's pages that can be learned from, in alphabetical order."""
        rows = self._writer.execute(
            "SELECT page_key FROM readings WHERE site = :site AND taught = 1 ORDER BY page_key", {"site": site}
        )
        return [row["page_key"] for row in rows]

    def keys(self, site: str) -> list[str]:
        """Page keys of all of the site's readings, in alphabetical order."""
        rows = self._writer.execute(
            "SELECT page_key FROM readings WHERE site = :site ORDER BY page_key", {"site": site}
        )
        return [row["page_key"] for row in rows]

    def load(self, page_key: str) -> tuple[int, Reading] | None:
        """The reading of a page, and the id of its row in pages; None without one."""
        row = self._writer.execute("SELECT * FROM readings WHERE page_key = :key", {"key": page_key}).fetchone()
        if row is None:
            return None
        return row["page_id"], Reading(taught=bool(row["taught"]), article=row["article"])
