from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlite_utils

from pipelines.errors import ForeignFile, NewerFile, StoreError
from pipelines.store.migrations import NEWS, PAGES
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


def test_an_old_file_is_brought_up_to_date_with_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with opened(path) as connection:
        database = sqlite_utils.Database(connection)
        NEWS.migrations.apply(database, stop_before="0002_search")
        connection.execute(f"PRAGMA application_id = {NEWS.application_id}")
        connection.execute("INSERT INTO stories (first_seen) VALUES ('')")
        connection.execute(ARTICLE, {"id": 1, "url": "u", "headline": "Brücke gesperrt", "body": "Der Fluss steigt."})
    writer = Writer(path)
    found = writer.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'brucke'").fetchall()
    views = {row["name"] for row in writer.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    writer.close()
    assert [row[0] for row in found] == [1]
    assert {"url_status", "feed_health", "removals_by_rule"} <= views


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


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    create(path)
    with opened(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('copydesk', '9999_later', '')"
        )
    with pytest.raises(NewerFile, match=r"later copydesk \(it has 9999_later\); upgrade copydesk"):
        Writer(path)


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
