"""Files as copydesk made them before 0.1.0."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import sqlite_utils

from pipelines.store.archive import archive_path
from pipelines.store.migrations import NEWS, PAGES, FileKind

MIGRATIONS = {
    NEWS.name: (
        "0001_tables", "0002_search", "0003_views", "0004_site_profiles", "0005_following", "0006_stories",
        "0007_rechecks", "0008_same_article", "0009_feeds_by_address", "0010_url_parameters", "0011_pruned",
        "0012_browse", "0013_site_rules",
    ),
    PAGES.name: ("0001_pages", "0002_readings"),
}  # fmt: skip


def make_older(path: Path, kind: FileKind = NEWS, *, migrations: int = 99) -> Path:
    """A file of its first so many migrations: their names, and a table."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA application_id = {kind.application_id}")
        connection.execute("CREATE TABLE feeds (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE)")
        connection.execute("INSERT INTO feeds (url) VALUES ('http://bote.test/feed.xml')")
        older = sqlite_utils.Migrations(kind.migrations.name)
        for name in MIGRATIONS[kind.name][:migrations]:
            older(name=name)(lambda database: None)
        older.apply(sqlite_utils.Database(connection))
    return path


def make_older_archive(folder: Path, name: str = "news.db") -> Path:
    """Both files, in a folder of their own."""
    folder.mkdir()
    make_older(archive_path(folder / name), PAGES)
    return make_older(folder / name)


def contents(folder: Path) -> dict[str, bytes]:
    """What is in a folder, file by file."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
