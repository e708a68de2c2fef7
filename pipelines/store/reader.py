"""A database file opened for reading: nothing is written and no lock is held, so that a crawl may go on meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from filelock import FileLock, Timeout

from pipelines.errors import StoreError
from pipelines.store.migrations import NEWS, FileKind, claim
from pipelines.store.writer import Writer


class Reader(Writer):
    """What a Writer is to those who only ask: the same execute(), and no unit().

    So every class of the store that takes a Writer answers its questions through this one too.
    """

    def __init__(self, path: Path, *, kind: FileKind = NEWS, busy_timeout_s: float = 30.0) -> None:
        """Opens the file. Raises StoreError, ForeignFile, OlderFile, NewerFile; StoreError too where migrations are
        pending, since nothing is brought up to date here."""
        if not path.is_file():
            raise StoreError(f"{path}: there is no such {kind.name}; `scrapy crawl feeds` makes it")
        claim(path, kind)
        self.path = path
        self.before_commit = None
        self._busy_timeout_s = busy_timeout_s
        self._in_unit = False
        self._units = 0
        self.connection = _connect(path, busy_timeout_s)
        try:
            pending = kind.migrations.pending(self.connection)
        except BaseException:
            self.connection.close()
            raise
        if pending:
            self.connection.close()
            raise StoreError(f"{path}: was written by an earlier copydesk; the next crawl brings it up to date")

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Raises RuntimeError: whoever comes here is about to write."""
        raise RuntimeError(f"{self.path} is open for reading only")
        yield

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Everything asked inside is answered from the state at its begin, whatever a crawl writes meanwhile."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            self.execute("ROLLBACK")

    def rows(self, sql: str, params: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """All rows of a SELECT, by column."""
        return [dict(row) for row in self.execute(sql, params)]

    def value(self, sql: str, params: Mapping[str, object] | None = None) -> Any:
        """The first column of the first row; None without one."""
        row = self.execute(sql, params).fetchone()
        return None if row is None else row[0]

    def close(self) -> None:
        """Closes the connection."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def is_in_use(path: Path) -> bool:
    """Whether a crawl, or whatever else writes, holds the database now."""
    lock_file = path.resolve().with_name(f"{path.resolve().name}.lock")
    if not lock_file.is_file():
        return False
    lock = FileLock(lock_file, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:  # another user's: it cannot be told
        return False
    lock.release()
    return False


def _connect(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """Read-only. Where the folder may not be written to either, SQLite cannot make its -shm file: then, if nobody else
    has the file open, it is read as it stands."""
    address = path.resolve().as_uri()
    unshared = not path.with_name(f"{path.name}-wal").exists()
    for mode in ("mode=ro", "immutable=1") if unshared else ("mode=ro",):
        connection = sqlite3.connect(f"{address}?{mode}", uri=True, timeout=busy_timeout_s, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.OperationalError:
            connection.close()
            continue
        return connection
    raise StoreError(f"{path}: cannot be opened for reading")
