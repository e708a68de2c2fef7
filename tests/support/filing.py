"""Pages through decide and Articles into a database, as a crawl files them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.identity.identity import decide
from pipelines.model import Chosen, CleanArticle, Entry, Filing, Image, Metadata, Page, Removal
from pipelines.run.linking import link_to_story
from pipelines.store.articles import Articles
from pipelines.store.stories import Stories
from pipelines.store.writer import Writer
from pipelines.stories.fingerprints import fingerprint, pack

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SUBJECTS = ("bridge harbour crane", "orchard cider press", "tram depot switch", "library roof copper")


def text_of(subject: int) -> tuple[str, ...]:
    """A text of four paragraphs that shares nothing with those of other subjects."""
    words = SUBJECTS[subject].split()
    return tuple(
        " ".join(f"{word}{subject}{paragraph}{i}" for i in range(5) for word in words) + "." for paragraph in range(4)
    )


@dataclass(frozen=True)
class Shown:
    """One page of a made-up site."""

    path: str
    subject: int = 0
    line: str | None = None
    """A line more than the subject's text."""
    canonical: str | None = None
    day: int | None = None
    headline: str | None = None
    host: str = "www.bote.test"
    redirects: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"

    def article(self) -> CleanArticle:
        published = NOON.replace(day=self.day) if self.day else None
        paragraphs = text_of(self.subject) + ((self.line,) if self.line else ())
        canonical = (
            f"http://{self.host}{self.canonical}" if self.canonical and self.canonical[0] == "/" else self.canonical
        )
        return CleanArticle(
            url=self.url,
            canonical=canonical,
            metadata=Metadata(
                headline=self.headline or f"Headline of {self.path}",
                date_published=published,
                date_published_raw=str(self.day) if self.day else None,
                provenance={"date_published": Chosen(source="json-ld", raw=str(self.day))} if self.day else {},
            ),
            paragraphs=paragraphs,
            removals=(Removal(kind="promo", text=f"Promo of {self.path}", rule="test", position=1),),
            images=(Image(position=0, url=f"{self.url}.jpg"),),
            extractor="test 1",
        )


class Archive:
    """A database with the steps of a crawl."""

    def __init__(self, path: Path) -> None:
        self.writer = Writer(path)
        self.articles = Articles(self.writer)
        self.stories = Stories(self.writer)

    def file(self, shown: Shown, *, hours: int = 0, reprocessed: bool = False, entry_url: str | None = None) -> Filing:
        page = Page(
            url=shown.url,
            fetched_at=NOON + timedelta(hours=hours),
            body=b"",
            redirects=shown.redirects,
            entry=Entry(guid=None, url=entry_url) if entry_url else None,
        )
        filing = decide(shown.article(), page, self.articles, reprocessed=reprocessed)
        with self.writer.unit():
            placed = self.articles.file(filing)
            text = filing.text_hash, pack(fingerprint(filing.article.article_body))
            link_to_story(self.stories, placed, text, window_days=30, now=page.fetched_at)
        return filing

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.writer.execute(sql)]

    def row(self) -> dict[str, Any]:
        (row,) = self.rows("SELECT * FROM articles")
        return row

    def urls(self) -> dict[str, str]:
        return {row["url"]: row["kind"] for row in self.rows("SELECT url, kind FROM article_urls")}

    def summary(self) -> list[Mapping[str, Any]]:
        """Everything but ids and times of fetching; stories and pages as the URLs that they hold together."""
        out: list[Mapping[str, Any]] = []
        for row in self.rows("SELECT * FROM articles ORDER BY url"):
            kept = {k: v for k, v in row.items() if k not in {"id", "story_id", "first_seen", "last_fetched"}}
            story = f"SELECT url FROM articles WHERE story_id = {row['story_id']} ORDER BY url"
            kept["story"] = [r["url"] for r in self.rows(story)]
            for table, columns in (
                ("article_urls", "url, kind, url_key"),
                ("sightings", "url, url_key, canonical_key, text_hash, headline, date_published"),
                ("removals", "text, position"),
                ("images", "url, position"),
                ("revisions", "change"),
            ):
                kept[table] = self.rows(f"SELECT {columns} FROM {table} WHERE article_id = {row['id']} ORDER BY 1")
            out.append(kept)
        return out


@contextmanager
def an_archive(path: Path) -> Iterator[Archive]:
    archive = Archive(path)
    try:
        yield archive
    finally:
        archive.writer.close()
