"""A question to a database file that leaves no trace: no lock, nothing written, no file left beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def peek(path: Path, question: Callable[[sqlite3.Connection], T]) -> T:
    """The answer to a question. Raises sqlite3.Error."""
    if not Path(f"{path}-wal").exists():
        written = path.stat().st_mtime_ns
        with suppress(sqlite3.DatabaseError):
            answer = _ask(path, question, immutable=True)
            if path.stat().st_mtime_ns == written:
                return answer
    return _ask(path, question, immutable=False)


def _ask(path: Path, question: Callable[[sqlite3.Connection], T], *, immutable: bool) -> T:
    """Asks over a connection that cannot write.

    immutable: nobody else has the file open (there is no -wal beside it). Only then does SQLite leave no -wal and -shm
    behind, and reads from a folder that is not to be written to. A crawl that begins meanwhile may garble the answer,
    so the question is asked once more where the file has changed.
    """
    mode = "immutable=1" if immutable else "mode=ro"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return question(connection)
