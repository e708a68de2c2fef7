"""How each of our two kinds of database file came to its present shape, and which files are ours at all.

A released migration never changes; what comes next is appended.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import sqlite_utils

from pipelines.errors import ForeignFile, NewerFile, OlderFile, StoreError
from pipelines.store.peek import peek

MADE_BEFORE = (
    "was made by a copydesk before 0.1.0, which this one cannot read; move the database and its -pages file away, and "
    "crawl again"
)
"""What is said of an OlderFile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of database file."""

    name: str
    """As an error message calls it."""
    application_id: int
    """Bytes 68 to 71 of the file (PRAGMA application_id): four ASCII letters, so that `file` shows them."""
    migrations: sqlite_utils.Migrations
    retired: str
    """A migration that every file made before 0.1.0 has, and none since."""


_news = sqlite_utils.Migrations("copydesk")
_pages = sqlite_utils.Migrations("copydesk-pages")

NEWS = FileKind(
    name="copydesk database",
    application_id=int.from_bytes(b"Copy"),
    migrations=_news,
    retired="0001_tables",
)
PAGES = FileKind(
    name="copydesk page archive",
    application_id=int.from_bytes(b"CopP"),
    migrations=_pages,
    retired="0001_pages",
)


def claim(path: Path, kind: FileKind) -> None:
    """Check that the file is of this kind, empty, or not there, and leave no trace.

    Raises ForeignFile, OlderFile, NewerFile, StoreError.
    """
    if not os.path.exists(path):  # noqa: PTH110  Path.exists() raises in a folder that may not be entered
        return
    try:
        found, tables, applied = peek(path, lambda connection: _look(connection, kind))
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error):
            raise StoreError(f"{path}: is damaged ({error}); put a copy from the last backup in its place") from error
        raise ForeignFile(f"{path}: is not an SQLite database ({error}); name another file") from error
    if found != kind.application_id and (tables or found):
        raise ForeignFile(f"{path}: is an SQLite database, but not a {kind.name}; name another file")
    if kind.retired in applied:
        raise OlderFile(f"{path}: {MADE_BEFORE}")
    known = {migration.name for migration in kind.migrations.pending(sqlite_utils.Database(memory=True))}
    unknown = [name for name in applied if name not in known]
    if unknown:
        raise NewerFile(f"{path}: was written by a later copydesk (it has {', '.join(unknown)}); upgrade copydesk")


def _look(connection: sqlite3.Connection, kind: FileKind) -> tuple[int, int, list[str]]:
    """The application id, the number of tables and the like, the names of the migrations."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return found, tables, [migration.name for migration in kind.migrations.applied(sqlite_utils.Database(connection))]


def migrate(database: sqlite_utils.Database, kind: FileKind) -> None:
    """Apply what is pending, inside the caller's transaction."""
    if not kind.migrations.pending(database):
        return
    kind.migrations.apply(database)
    database.conn.execute(f"PRAGMA application_id = {kind.application_id}")


def _run_script(database: sqlite_utils.Database, name: str) -> None:
    database.executescript(files("pipelines.store").joinpath(name).read_text(encoding="utf-8"))


@_news(name="0.1.0")
def _create_database(database: sqlite_utils.Database) -> None:
    _run_script(database, "schema.sql")
    _run_script(database, "views.sql")


@_pages(name="0.1.0")
def _create_page_archive(database: sqlite_utils.Database) -> None:
    _run_script(database, "pages.sql")
