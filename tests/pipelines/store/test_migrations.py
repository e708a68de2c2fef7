from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils
from older import contents, make_older

from pipelines.errors import ForeignFile, NewerFile, OlderFile, StoreError
from pipelines.store.migrations import NEWS, PAGES, FileKind, Migrations
from pipelines.store.reader import Reader
from pipelines.store.writer import Writer

ARTICLE = """
INSERT INTO articles (id, url, url_key, headline, article_body, word_count, story_id, first_seen, last_fetched,
    extractor, text_hash, page_key)
VALUES (:id, :url, :url, :headline, :body, 3, 1, '', '', '', '', '')
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def create(path: Path) -> None:
    Writer(path).close()


def later_kind(kind: FileKind) -> FileKind:
    """As a later copydesk has it: with one more migration."""
    later = Migrations(kind.migrations.name)
    for name, known in kind.migrations:
        later(name=name)(known)

    @later(name="0.2.0_notes")
    def _add_notes(database: sqlite_utils.Database) -> None:
        database.execute("CREATE TABLE notes (text TEXT)")
        database.execute("INSERT INTO notes SELECT 'runs before: ' || count(*) FROM runs")
        database.execute("ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT 'none'")

    return replace(kind, migrations=later)


def test_a_migration_that_is_appended_reaches_a_file_made_now(tmp_path: Path) -> None:
    path, later = tmp_path / "news.db", later_kind(NEWS)
    create(path)
    with opened(path) as connection:
        connection.execute("INSERT INTO runs (spider, started_at) VALUES ('feeds', '2026')")
    with pytest.raises(StoreError, match="earlier copydesk"):
        Reader(path, kind=later)
    Writer(path, kind=later).close()
    with Reader(path, kind=later) as reader:
        assert reader.rows("SELECT spider, note FROM runs") == [{"spider": "feeds", "note": "none"}]
        assert reader.value("SELECT text FROM notes") == "runs before: 1"
        applied = [row["name"] for row in reader.rows("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert applied == ["0.1.0", "0.2.0_notes"]
    before = path.read_bytes()
    Writer(path, kind=later).close()
    assert path.read_bytes() == before


def test_what_a_later_copydesk_made_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    Writer(path, kind=later_kind(NEWS)).close()
    before = contents(tmp_path)
    for open_it in (Writer, Reader):
        with pytest.raises(NewerFile, match=r"later copydesk \(it has 0\.2\.0_notes\); upgrade copydesk"):
            open_it(path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("open_it", [Writer, Reader])
@pytest.mark.parametrize(("kind", "migrations"), [(NEWS, 1), (NEWS, 13), (PAGES, 1), (PAGES, 2)])
def test_what_was_made_before_0_1_0_is_refused_and_left_alone(
    tmp_path: Path, open_it: type[Writer], kind: FileKind, migrations: int
) -> None:
    path = make_older(tmp_path / "old.db", kind, migrations=migrations)
    before = contents(tmp_path)
    with pytest.raises(OlderFile, match=r"old\.db: was made by a copydesk before 0\.1\.0, .* and crawl again$"):
        open_it(path, kind=kind)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("open_it", [Writer, Reader])
def test_what_a_killed_crawl_left_beside_an_older_file_stays_as_well(tmp_path: Path, open_it: type[Writer]) -> None:
    (tmp_path / "killed").mkdir()
    path = make_older(tmp_path / "old.db")
    with opened(path) as connection:
        connection.execute("INSERT INTO feeds (url) VALUES ('http://kurier.test/')")
        connection.commit()
        for name in ("old.db", "old.db-wal", "old.db-shm"):
            shutil.copy(tmp_path / name, tmp_path / "killed" / name)
    before = contents(tmp_path / "killed")
    assert before["old.db-wal"]
    with pytest.raises(OlderFile):
        open_it(tmp_path / "killed" / "old.db")
    after = contents(tmp_path / "killed")
    del before["old.db-shm"], after["old.db-shm"]  # SQLite's scratch pad
    assert after == before


def test_opening_again_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    create(path)
    before = path.read_bytes()
    create(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "news.db").touch()
    create(tmp_path / "news.db")
    with opened(tmp_path / "news.db") as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == NEWS.application_id


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "photos.db"
    with opened(path) as connection:
        connection.execute("CREATE TABLE photos (id)")
    before = path.read_bytes()
    with pytest.raises(ForeignFile, match=r"photos\.db: is an SQLite database, but not a copydesk database"):
        Writer(path)
    assert path.read_bytes() == before


def test_something_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Notes on the harbour story.\n" * 100)
    with pytest.raises(ForeignFile, match=r"notes\.txt: is not an SQLite database"):
        Writer(path)
    assert path.read_text() == "Notes on the harbour story.\n" * 100


def test_the_page_archive_is_not_taken_for_the_database(tmp_path: Path) -> None:
    Writer(tmp_path / "news-pages.db", kind=PAGES).close()
    with pytest.raises(ForeignFile, match="not a copydesk database"):
        Writer(tmp_path / "news-pages.db")


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"attic does not exist"):
        Writer(tmp_path / "attic" / "news.db")


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Writer(tmp_path)


def test_search_keeps_in_step_with_articles(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "news.db")

    def found(words: str) -> list[int]:
        rows = writer.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH :words", {"words": words})
        return [row[0] for row in rows]

    with writer.unit():
        writer.execute("INSERT INTO stories (first_seen) VALUES ('')")
        writer.execute(ARTICLE, {"id": 7, "url": "u", "headline": "Ferry delayed", "body": "Fog over the sound."})
    assert found("ferry fog") == [7]
    with writer.unit():
        writer.execute("UPDATE articles SET headline = 'Train delayed' WHERE id = 7")
        writer.execute("UPDATE articles SET last_fetched = '2026' WHERE id = 7")
    assert (found("ferry"), found("train")) == ([], [7])
    with writer.unit():
        writer.execute("DELETE FROM articles WHERE id = 7")
        writer.execute("INSERT INTO articles_fts (articles_fts) VALUES ('integrity-check')")
    assert found("train") == []
    writer.close()
