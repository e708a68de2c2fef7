from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from pipelines.errors import StoreError
from pipelines.store.writer import Writer


class Hands:
    """A monotonic clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def add_story(writer: Writer, first_seen: str = "2026-03-01T00:00:00+00:00") -> None:
    writer.execute("INSERT INTO stories (first_seen) VALUES (:at)", {"at": first_seen})


def break_off_after_a_story(writer: Writer) -> None:
    with writer.unit():
        add_story(writer, "second")
        raise ZeroDivisionError


def fill_disk(writer: Writer) -> None:
    with writer.unit():
        add_story(writer)
        add_story(writer, "x" * 1_000_000)


def count_as_reader(path: Path) -> int:
    reader = sqlite3.connect(path)
    try:
        return int(reader.execute("SELECT count(*) FROM stories").fetchone()[0])
    finally:
        reader.close()


def test_a_batch_becomes_visible_when_its_rows_are_full(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", commit_rows=3, monotonic=Hands())
    seen = []
    for _ in range(4):
        with writer.unit():
            add_story(writer)
        seen.append(count_as_reader(tmp_path / "news.db"))
    writer.close()
    assert seen == [0, 0, 3, 3]
    assert count_as_reader(tmp_path / "news.db") == 4


def test_a_batch_becomes_visible_when_its_second_is_over(tmp_path: Path) -> None:
    hands = Hands()
    writer = Writer(tmp_path / "news.db", commit_s=1.0, monotonic=hands)
    with writer.unit():
        add_story(writer)
    hands.now = 0.9
    writer.commit_if_due()
    before = count_as_reader(tmp_path / "news.db")
    hands.now = 1.0
    writer.commit_if_due()
    assert (before, count_as_reader(tmp_path / "news.db")) == (0, 1)
    assert not writer.in_transaction
    writer.close()


def test_the_writer_reads_its_own_uncommitted_rows(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", monotonic=Hands())
    with writer.unit():
        add_story(writer)
    assert writer.execute("SELECT count(*) AS stories FROM stories").fetchone()["stories"] == 1
    writer.close()


def test_a_unit_that_raises_takes_back_only_itself(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", monotonic=Hands())
    with writer.unit():
        add_story(writer, "first")
    with pytest.raises(ZeroDivisionError):
        break_off_after_a_story(writer)
    with writer.unit():
        add_story(writer, "third")
    writer.close()
    reader = sqlite3.connect(tmp_path / "news.db")
    assert [row[0] for row in reader.execute("SELECT first_seen FROM stories")] == ["first", "third"]
    reader.close()


def test_an_inner_unit_is_undone_with_the_outer_one(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", commit_rows=1)
    with contextlib.suppress(ZeroDivisionError), writer.unit():
        with writer.unit():
            add_story(writer)
        assert count_as_reader(tmp_path / "news.db") == 0
        raise ZeroDivisionError
    writer.close()
    assert count_as_reader(tmp_path / "news.db") == 0


def test_commit_inside_a_unit_is_a_bug(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")
    with writer.unit():
        writer.commit_if_due()
        with pytest.raises(RuntimeError, match="half"):
            writer.commit()
    writer.close()


def test_the_other_file_is_committed_first(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", monotonic=Hands())
    seen: list[int] = []
    writer.before_commit = lambda: seen.append(count_as_reader(tmp_path / "news.db"))
    with writer.unit():
        add_story(writer)
    writer.close()
    assert seen == [0]


def test_what_was_not_committed_is_lost_in_a_crash_and_nothing_else(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", commit_rows=2, monotonic=Hands())
    for _ in range(3):
        with writer.unit():
            add_story(writer)
    writer.connection.close()
    assert count_as_reader(tmp_path / "news.db") == 2


def test_another_programs_lock_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    writer = Writer(path, busy_timeout_s=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"news\.db: another program has been writing to it") as caught, writer.unit():
        add_story(writer)
    assert "\n" not in str(caught.value)
    other.execute("ROLLBACK")
    other.close()
    with writer.unit():
        add_story(writer)
    writer.close()
    assert count_as_reader(path) == 1


def test_a_full_disk_is_one_clear_line_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", monotonic=Hands())
    writer.execute("PRAGMA max_page_count = 1")  # SQLite keeps the pages that are there
    with pytest.raises(StoreError, match=r"news\.db: .*full") as caught, writer.unit():
        fill_disk(writer)
    assert "\n" not in str(caught.value)
    writer.execute("PRAGMA max_page_count = 1000000")
    with writer.unit():
        add_story(writer)
    writer.close()
    assert count_as_reader(tmp_path / "news.db") == 1


def test_lone_surrogates_are_stored_as_replacement_characters(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")
    with writer.unit():
        add_story(writer, "a\ud83dz")
    assert writer.execute("SELECT first_seen FROM stories").fetchone()[0] == "a\ufffdz"
    writer.close()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_many_rows_are_stored_once_each_whichever_of_them_cannot_be_encoded(tmp_path: Path, at: int) -> None:
    sent = ["a", "b", "c"]
    sent[at] = "\ud83dz"
    writer = Writer(tmp_path / "news.db")
    with writer.unit():
        sql = "INSERT INTO stories (first_seen) VALUES (:seen)"
        writer.executemany(sql, ({"seen": seen} for seen in sent))
    stored = [row["first_seen"] for row in writer.execute("SELECT first_seen FROM stories ORDER BY id")]
    assert stored == [seen.replace("\ud83d", "\ufffd") for seen in sent]
    writer.close()


def test_many_rows_on_a_full_disk_are_one_clear_line(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db", monotonic=Hands())
    writer.execute("PRAGMA max_page_count = 1")
    many = ({"seen": "x" * 10_000} for _ in range(1_000))
    with pytest.raises(StoreError, match=r"news\.db: .*full"), writer.unit():
        writer.executemany("INSERT INTO stories (first_seen) VALUES (:seen)", many)
    writer.close()
    assert count_as_reader(tmp_path / "news.db") == 0


@pytest.mark.parametrize(("setting", "expected"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1)])
def test_sqlite_is_set_as_it_should_be_by_default(tmp_path: Path, setting: str, expected: object) -> None:
    writer = Writer(tmp_path / "news.db")
    assert writer.execute(f"PRAGMA {setting}").fetchone()[0] == expected
    writer.close()
