"""An archive's rows without what differs between two crawls of the same web: numbers, times, the runs themselves."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import zstandard

Rows = Counter[tuple[object, ...]]
"""Each row begins with its table's name; how often it is there."""

_OF_ARTICLE = "(SELECT url FROM articles WHERE id = article_id)"
_NEWS = {
    "articles": "url, url_key, site, headline, description, article_body, authors, credit_text, date_published, "
    "date_modified, in_language, article_section, keywords, image_url, word_count, text_hash, article_type, extractor, "
    "round(confidence, 6), (SELECT group_concat(url, ' ') FROM (SELECT url FROM articles AS copy "
    "WHERE copy.story_id = articles.story_id ORDER BY url))",
    "article_urls": f"url, kind, {_OF_ARTICLE}",
    "sightings": f"url, text_hash, headline, date_published, article_body, {_OF_ARTICLE}",
    "entries": f"feed_id, guid, url, title, date_published, state, {_OF_ARTICLE}",
    "removals": f"{_OF_ARTICLE}, position, kind, text, url, rule",
    "images": f"{_OF_ARTICLE}, position, url, caption, credit",
    "revisions": f"{_OF_ARTICLE}, headline, article_body, change",
    "corrections": f"{_OF_ARTICLE}, text",
    "rejections": "url, reason, http_status, resolved_at IS NULL",
    "rechecks": f"{_OF_ARTICLE}, checks, unchanged, edits, failures, outcome",
    "site_profiles": "site, version, pages, profile, applied_at IS NULL",
    "feeds": "url, status, title, format, validators, consecutive_failures",
}
_PAGES = {"pages": "url, status, sha256, page_key, origin, body_bytes", "readings": "page_key, site, taught, article"}


def files_of(db: Path) -> tuple[Path, Path]:
    """The database and its page archive."""
    return db, db.with_name(f"{db.stem}-pages.db")


_SEEN_BY_PEOPLE = {
    "sightings": f"url_key, text_hash, headline, date_published, article_body, {_OF_ARTICLE}",
    "site_profiles": "site, version, pages, applied_at IS NULL",
    "pages": "page_key, status, sha256, origin, body_bytes",
    "readings": "page_key, site, taught",
}
"""Without what copydesk packs for itself, and without which of two spellings of an address answered first."""


def rows_of(db: Path, *, packed: bool = True) -> Rows:
    """packed: whether what copydesk packs for itself counts too, byte for byte."""
    found: Rows = Counter()
    for file, known in zip(files_of(db), (_NEWS, _PAGES), strict=True):
        tables = known if packed else {name: _SEEN_BY_PEOPLE.get(name, columns) for name, columns in known.items()}
        with closing(sqlite3.connect(file)) as connection:
            for table, columns in tables.items():
                found.update((table, *row) for row in connection.execute(f"SELECT {columns} FROM {table}"))
    return found


def damages(db: Path) -> Iterator[str]:
    """What SQLite has against either file, and pages that do not inflate to the bytes that they are said to hold."""
    for file in files_of(db):
        with closing(sqlite3.connect(file)) as connection:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                yield f"{file.name}: {verdict}"
            if orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
                yield f"{file.name}: {len(orphans)} rows point nowhere, of {orphans[0][0]}"
    inflate = zstandard.ZstdDecompressor()
    with closing(sqlite3.connect(files_of(db)[1])) as connection:
        for url, digest, size, body in connection.execute("SELECT url, sha256, body_bytes, body FROM pages"):
            whole = inflate.decompress(body, max_output_size=size)
            if hashlib.sha256(whole).hexdigest() != digest:
                yield f"{url}: other bytes than were stored"


def compare(found: Rows, expected: Rows) -> Iterator[str]:
    """What is missing and what is there beside it, by table."""
    for what, odd in (("missing", expected - found), ("too many or other", found - expected)):
        for table, number in sorted(Counter(row[0] for row in odd.elements()).items()):
            example = min((row for row in odd if row[0] == table), key=repr)
            yield f"{table}: {number} {what} ({' | '.join(str(value)[:60] for value in example[1:7])})"
