"""Reading while somebody else writes, and never writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.clock import Clock
from pipelines.errors import ForeignFile, StoreError
from pipelines.store.migrations import PAGES
from pipelines.store.reader import Reader, is_in_use
from pipelines.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Store.open(tmp_path / "news.db", clock=Clock()).close()
    return tmp_path / "news.db"


def test_a_reader_cannot_write(path: Path) -> None:
    with Reader(path) as reader:
        with pytest.raises(StoreError, match="may not be written to"):
            reader.execute("DELETE FROM runs")
        with pytest.raises(RuntimeError, match="reading only"), reader.unit():
            pass


def test_one_state_does_not_see_what_is_committed_meanwhile(path: Path) -> None:
    with Store.open(path, clock=Clock()) as store, Reader(path) as reader:
        with reader.one_state():
            before = reader.value("SELECT count(*) FROM runs")
            store.runs.begin("feeds", {})
            assert reader.value("SELECT count(*) FROM runs") == before
        assert reader.value("SELECT count(*) FROM runs") == before + 1


def test_a_held_database_is_in_use_until_it_is_closed(path: Path) -> None:
    assert not is_in_use(path)
    store = Store.open(path, clock=Clock())
    assert is_in_use(path)
    store.close()
    assert not is_in_use(path)


def test_asking_makes_no_lock_file(tmp_path: Path) -> None:
    assert not is_in_use(tmp_path / "nothing.db")
    assert list(tmp_path.iterdir()) == []


def test_the_other_kind_of_file_is_refused(path: Path) -> None:
    with pytest.raises(ForeignFile, match="page archive"):
        Reader(path, kind=PAGES)


def test_a_file_whose_migrations_are_pending_is_not_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0.1.0'")
    with pytest.raises(StoreError, match="earlier copydesk"):
        Reader(path)
