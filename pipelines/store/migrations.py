"""How each of our two kinds of database file came to its present shape, and which files are ours at all.

A released migration never changes; what comes next is appended.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import sqlite_utils

from pipelines.errors import ForeignFile, NewerFile, StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of database file."""

    name: str
    """As an error message calls it."""
    application_id: int
    """Bytes 68 to 71 of the file (PRAGMA application_id): four ASCII letters, so that `file` shows them."""
    migrations: sqlite_utils.Migrations


_news = sqlite_utils.Migrations("copydesk")
_pages = sqlite_utils.Migrations("copydesk-pages")

NEWS = FileKind(name="copydesk database", application_id=int.from_bytes(b"Copy"), migrations=_news)
PAGES = FileKind(name="copydesk page archive", application_id=int.from_bytes(b"CopP"), migrations=_pages)


def claim(database: sqlite_utils.Database, path: Path, kind: FileKind) -> None:
    """Check that the file is empty or of this kind, without changing it. Raises ForeignFile, NewerFile, StoreError."""
    try:
        found = database.conn.execute("PRAGMA application_id").fetchone()[0]
        tables = database.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        applied = [migration.name for migration in kind.migrations.applied(database)]
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error):
            raise StoreError(f"{path}: is damaged ({error}); put a copy from the last backup in its place") from error
        raise ForeignFile(f"{path}: is not an SQLite database ({error}); name another file") from error
    if found != kind.application_id and (tables or found):
        raise ForeignFile(f"{path}: is an SQLite database, but not a {kind.name}; name another file")
    known = {migration.name for migration in kind.migrations.pending(sqlite_utils.Database(memory=True))}
    unknown = [name for name in applied if name not in known]
    if unknown:
        raise NewerFile(f"{path}: was written by a later copydesk (it has {', '.join(unknown)}); upgrade copydesk")


def migrate(database: sqlite_utils.Database, kind: FileKind) -> None:
    """Apply what is pending, inside the caller's transaction."""
    if not kind.migrations.pending(database):
        return
    kind.migrations.apply(database)
    database.conn.execute(f"PRAGMA application_id = {kind.application_id}")


def _run_script(database: sqlite_utils.Database, name: str) -> None:
    database.executescript(files("pipelines.store").joinpath(name).read_text(encoding="utf-8"))


@_news(name="0001_tables")
def _create_tables(database: sqlite_utils.Database) -> None:
    _run_script(database, "schema.sql")


@_news(name="0002_search")
def _create_search(database: sqlite_utils.Database) -> None:
    """Full-text search over articles.

    The update trigger is ours: that of sqlite-utils would index a text again whenever only last_fetched moves on.
    """
    columns = ["headline", "description", "article_body"]
    database.table("articles").enable_fts(columns, tokenize="unicode61 remove_diacritics 2")
    _run_script(database, "search.sql")


@_news(name="0003_views")
def _create_views(database: sqlite_utils.Database) -> None:
    _run_script(database, "views.sql")


@_news(name="0004_site_profiles")
def _create_site_profiles(database: sqlite_utils.Database) -> None:
    _run_script(database, "site_profiles.sql")


@_news(name="0005_following")
def _create_following(database: sqlite_utils.Database) -> None:
    _run_script(database, "following.sql")


@_news(name="0006_stories")
def _create_stories(database: sqlite_utils.Database) -> None:
    _run_script(database, "stories.sql")


@_news(name="0007_rechecks")
def _create_rechecks(database: sqlite_utils.Database) -> None:
    _run_script(database, "rechecks.sql")


@_news(name="0008_same_article")
def _create_same_article(database: sqlite_utils.Database) -> None:
    _run_script(database, "same_article.sql")


@_news(name="0009_feeds_by_address")
def _create_feeds_by_address(database: sqlite_utils.Database) -> None:
    """Whoever else is asked for at an address is looked for whenever a feed brings something: among 20,000 by index."""
    database.execute("CREATE INDEX feeds_by_address ON feeds (fetch_url) WHERE listed")


@_news(name="0010_url_parameters")
def _create_url_parameters(database: sqlite_utils.Database) -> None:
    _run_script(database, "url_parameters.sql")


@_news(name="0011_pruned")
def _create_pruned(database: sqlite_utils.Database) -> None:
    _run_script(database, "pruned.sql")


@_news(name="0012_browse")
def _index_what_people_read(database: sqlite_utils.Database) -> None:
    _run_script(database, "browse.sql")


@_news(name="0013_site_rules")
def _create_site_rules(database: sqlite_utils.Database) -> None:
    _run_script(database, "site_rules.sql")


@_pages(name="0001_pages")
def _create_pages(database: sqlite_utils.Database) -> None:
    _run_script(database, "pages.sql")


@_pages(name="0002_readings")
def _create_readings(database: sqlite_utils.Database) -> None:
    _run_script(database, "readings.sql")
