"""The one connection that writes to a database file, and when what it wrote becomes visible to readers.

sqlite-utils' atomic() begins DEFERRED, and then fails at once when another program writes, whatever the busy timeout.
So BEGIN IMMEDIATE and COMMIT belong to this class alone; within them sqlite-utils uses savepoints.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from operator import length_hint
from pathlib import Path
from typing import Literal

from pipelines.errors import StoreError
from pipelines.store.migrations import NEWS, FileKind, claim, migrate
from pipelines.web.characters import whole

Synchronous = Literal["NORMAL", "FULL"]

BUSY_WAIT_S = 30.0
"""How long another program may hold the file before that is a failure."""
CACHE_KB = 16_000
"""Pages kept at hand: those that a batch changes. SQLite's own 2 MB are less, and a page that leaves the cache before
its batch ends is written twice. What a unit may have to undo stays in memory too: a file of it takes 100 kB an
article."""


class Writer:
    """Writes to one file in units that are never half written, committed in batches.

    commit_rows, commit_s: a batch ends after that many units, or that many seconds after its first one, whichever
    comes first; the seconds are kept only if somebody calls commit_if_due() regularly.
    before_commit: called at the start of every commit; what these rows point to in another file is committed there.
    """

    def __init__(
        self,
        path: Path,
        *,
        kind: FileKind = NEWS,
        commit_rows: int = 200,
        commit_s: float = 1.0,
        synchronous: Synchronous = "NORMAL",
        busy_timeout_s: float = BUSY_WAIT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open (or create) the file, and bring it up to date. Raises StoreError, ForeignFile, OlderFile, NewerFile."""
        self.path = path
        self.before_commit: Callable[[], None] | None = None
        self._commit_rows = commit_rows
        self._commit_s = commit_s
        self._busy_timeout_s = busy_timeout_s
        self._monotonic = monotonic
        self._in_unit = False
        self._units = 0
        self._begun_at = 0.0
        claim(path, kind)
        self.connection = _connect(path, busy_timeout_s)
        try:
            self._prepare(kind, synchronous)
        except BaseException:
            self.connection.close()
            raise

    @property
    def in_transaction(self) -> bool:
        """Whether there are rows that other connections do not see yet."""
        return self.connection.in_transaction

    def execute(self, sql: str, params: Mapping[str, object] | None = None) -> sqlite3.Cursor:
        """Run one statement with named parameters; a write belongs inside unit().

        Lone surrogates, which UTF-8 cannot hold, are stored as U+FFFD. Raises StoreError when the file fails.
        """
        try:
            return self.connection.execute(sql, params or {})
        except UnicodeEncodeError:
            known = params or {}
            text = {name: whole(value) if isinstance(value, str) else value for name, value in known.items()}
            return self.connection.execute(sql, text)
        except sqlite3.DatabaseError as error:
            if _is_file_failure(error):
                raise self._failure(error) from error
            raise

    def executemany(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Run one statement for each row of named parameters; as execute."""
        waiting = list(rows)
        left = iter(waiting)
        try:
            self.connection.executemany(sql, left)
        except UnicodeEncodeError:  # of the row that was taken last
            for row in waiting[len(waiting) - length_hint(left) - 1 :]:
                self.execute(sql, row)
        except sqlite3.DatabaseError as error:
            if _is_file_failure(error):
                raise self._failure(error) from error
            raise

    @contextmanager
    def unit(self) -> Iterator[None]:
        """A group of writes that is stored whole or not at all.

        An inner unit is part of the outer one: what raises in it must leave the outer one too.
        """
        if self._in_unit:
            yield
            return
        self._begin()
        self.execute("SAVEPOINT unit")
        self._in_unit = True
        try:
            yield
        except BaseException as error:
            self._undo(error)
            raise
        else:
            self.execute("RELEASE unit")
        finally:
            self._in_unit = False
        self._units += 1
        self.commit_if_due()

    def commit(self) -> None:
        """Make everything so far visible and lasting. Raises StoreError; RuntimeError inside a unit."""
        if self._in_unit:
            raise RuntimeError("commit() inside a unit would store half of it")
        if self.before_commit is not None:
            self.before_commit()
        if self.in_transaction:
            self.execute("COMMIT")
        self._units = 0

    def commit_if_due(self) -> None:
        """Commit when the batch is full or old enough; nothing happens inside a unit."""
        if self._in_unit or not self.in_transaction:
            return
        if self._units >= self._commit_rows or self._monotonic() - self._begun_at >= self._commit_s:
            self.commit()

    def close(self) -> None:
        """Commit, then close the connection; it is closed even if the commit fails."""
        try:
            self.commit()
        finally:
            self.connection.close()

    def _prepare(self, kind: FileKind, synchronous: Synchronous) -> None:
        """Set what SQLite does not default to, and apply the pending migrations in one transaction."""
        memory = (f"cache_size = -{CACHE_KB}", "temp_store = MEMORY")
        rows = ("foreign_keys = ON", "recursive_triggers = ON")
        for pragma in ("journal_mode = WAL", f"synchronous = {synchronous}", *rows, *memory):
            self.execute(f"PRAGMA {pragma}")
        self._begin()
        try:
            migrate(self.connection, kind)
        except sqlite3.OperationalError as error:  # a full disk, an SQLite without FTS5
            raise StoreError(f"{self.path}: could not be brought up to date: {error}") from error
        # SQLite opens a file that it may not write to for reading, and BEGIN IMMEDIATE passes; this does not.
        self.execute("UPDATE _sqlite_migrations SET name = name WHERE 0")
        self.commit()

    def _begin(self) -> None:
        if self.in_transaction:
            return
        self.execute("BEGIN IMMEDIATE")
        self._begun_at = self._monotonic()
        self._units = 0

    def _undo(self, error: BaseException) -> None:
        if not self.in_transaction:  # a full disk may end the whole transaction, savepoints included
            lost, self._units = self._units, 0
            if lost == 0 and isinstance(error, StoreError):
                return
            raise StoreError(f"{self.path}: {lost} items of the last batch could not be stored: {error}") from error
        self.execute("ROLLBACK TO unit")
        self.execute("RELEASE unit")

    def _failure(self, error: sqlite3.DatabaseError) -> StoreError:
        if "locked" in str(error):
            return StoreError(
                f"{self.path}: another program has been writing to it for more than {self._busy_timeout_s:g} s; "
                "close that program and run again"
            )
        if "readonly" in str(error):
            return StoreError(f"{self.path}: may not be written to; change its owner or mode, or name another file")
        return StoreError(f"{self.path}: {error}")


def _connect(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the directory {path.parent} does not exist; create it first")
    try:
        connection = sqlite3.connect(path.absolute(), timeout=busy_timeout_s, isolation_level=None)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be opened for writing: {error}") from error
    connection.row_factory = sqlite3.Row
    return connection


def _is_file_failure(error: sqlite3.DatabaseError) -> bool:
    """Whether the file or the disk failed, and not the statement's values."""
    return isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError
