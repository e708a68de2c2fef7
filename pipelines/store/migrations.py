"""How each of our two kinds of database file came to its present shape, and which files are ours at all.

A released migration never changes; what comes next is appended.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.errors import ForeignFile, NewerFile, OlderFile, StoreError
from pipelines.store.peek import peek

if TYPE_CHECKING:
    import sqlite_utils

    Migration = Callable[[sqlite_utils.Database], None]

MADE_BEFORE = (
    "was made by a copydesk before 0.1.0, which this one cannot read; move the database and its -pages file away, and "
    "crawl again"
)
"""What is said of an OlderFile."""


class Migrations:
    """What has to be done to a file, by name, in this order.

    sqlite-utils does it and keeps the table of what was done. It is imported where something is to be done: it brings
    numpy, and most runs only look whether their file is up to date.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._all: dict[str, Migration] = {}

    def __call__(self, *, name: str) -> Callable[[Migration], Migration]:
        """Appends the function below it."""

        def append(migration: Migration) -> Migration:
            self._all[name] = migration
            return migration

        return append

    def __iter__(self) -> Iterator[tuple[str, Migration]]:
        return iter(self._all.items())

    def applied(self, connection: sqlite3.Connection) -> list[str]:
        """The names of those that a file has had, in their order; what a later copydesk has appended among them."""
        if connection.execute(_HAS_TABLE).fetchone() is None:
            return []
        return [name for (name,) in connection.execute(_APPLIED, {"set": self.name})]

    def pending(self, connection: sqlite3.Connection) -> list[str]:
        """The names of those that a file has not had."""
        applied = self.applied(connection)
        return [name for name in self._all if name not in applied]

    def apply(self, connection: sqlite3.Connection) -> None:
        """Does what is pending."""
        import sqlite_utils

        migrations = sqlite_utils.Migrations(self.name)
        for name, migration in self:
            migrations(name=name)(migration)
        migrations.apply(sqlite_utils.Database(connection))


_HAS_TABLE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'"
_APPLIED = "SELECT name FROM _sqlite_migrations WHERE migration_set = :set ORDER BY rowid"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind of database file."""

    name: str
    """As an error message calls it."""
    application_id: int
    """Bytes 68 to 71 of the file (PRAGMA application_id): four ASCII letters, so that `file` shows them."""
    migrations: Migrations
    retired: str
    """A migration that every file made before 0.1.0 has, and none since."""


_news = Migrations("copydesk")
_pages = Migrations("copydesk-pages")

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
    known = {name for name, _ in kind.migrations}
    unknown = [name for name in applied if name not in known]
    if unknown:
        raise NewerFile(f"{path}: was written by a later copydesk (it has {', '.join(unknown)}); upgrade copydesk")


def _look(connection: sqlite3.Connection, kind: FileKind) -> tuple[int, int, list[str]]:
    """The application id, the number of tables and the like, the names of the migrations."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return found, tables, kind.migrations.applied(connection)


def migrate(connection: sqlite3.Connection, kind: FileKind) -> None:
    """Apply what is pending, inside the caller's transaction."""
    if not kind.migrations.pending(connection):
        return
    kind.migrations.apply(connection)
    connection.execute(f"PRAGMA application_id = {kind.application_id}")


def _run_script(database: sqlite_utils.Database, name: str) -> None:
    database.executescript(files("pipelines.store").joinpath(name).read_text(encoding="utf-8"))


@_news(name="0.1.0")
def _create_database(database: sqlite_utils.Database) -> None:
    _run_script(database, "schema.sql")
    _run_script(database, "views.sql")


@_pages(name="0.1.0")
def _create_page_archive(database: sqlite_utils.Database) -> None:
    _run_script(database, "pages.sql")
