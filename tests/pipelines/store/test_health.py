from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from older import contents, make_older

from pipelines.clock import Clock
from pipelines.errors import ForeignFile, NewerFile, OlderFile, StoreError
from pipelines.model import Entry, FeedPoll, FeedSource, ParsedFeed
from pipelines.run.polls import record_poll
from pipelines.store.health import read, read_health
from pipelines.store.store import Store
from pipelines.store.trial import aftermath, copy_feeds

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL, OTHER = "http://bote.test/feed.xml", "http://kurier.test/feed.xml"


def entries(*numbers: int) -> tuple[Entry, ...]:
    return tuple(Entry(guid=f"g{n}", url=f"http://bote.test/{n}", title=f"Item {n}") for n in numbers)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A database with a feed of three entries and one that was never polled, closed, in a folder of its own."""
    (tmp_path / "desk").mkdir()
    path = tmp_path / "desk" / "news.db"
    with Store.open(path, clock=Clock(real=lambda: NOW)) as store:
        store.runs.begin("feeds", {})
        store.subscriptions.sync((FeedSource(url=URL, tags=("x",)), FeedSource(url=OTHER)))
        feed = ParsedFeed(format="rss20", title="Bote", homepage="http://bote.test/", entries=entries(1, 2, 3))
        record_poll(
            store, FeedPoll(feed_id=1, url=URL, fetched_at=NOW, outcome="new", feed=feed, validators='{"v": {}}'), NOW
        )
        store.runs.finish("finished", None, {})
    return path


def test_what_is_known_of_each_feed_is_read(db: Path) -> None:
    bote, kurier = read_health(db)
    assert (bote.url, bote.title, bote.homepage, bote.format) == (URL, "Bote", "http://bote.test/", "rss20")
    assert (bote.status, bote.listed, bote.entries, bote.filed, bote.open) == ("active", True, 3, 0, 3)
    assert bote.last_new_entry == bote.last_fetch_success == NOW
    assert (kurier.last_fetch_attempt, kurier.next_fetch_attempt, kurier.entries) == (None, None, 0)


def test_reading_leaves_no_trace(db: Path) -> None:
    before = contents(db.parent)
    read_health(db)
    assert contents(db.parent) == before


def test_a_database_that_is_being_written_to_is_read(db: Path) -> None:
    with Store.open(db, clock=Clock(real=lambda: NOW)) as store:
        store.subscriptions.sync((FeedSource(url="http://new.test/"),))
        store.writer.commit()
        assert [feed.url for feed in read_health(db) if feed.listed] == ["http://new.test/"]


def test_no_database_and_an_empty_one_have_no_feeds(tmp_path: Path) -> None:
    assert read_health(tmp_path / "news.db") == ()
    assert not list(tmp_path.iterdir())
    (tmp_path / "empty.db").touch()
    assert read_health(tmp_path / "empty.db") == ()


def test_a_database_without_the_latest_columns_is_read_as_far_as_it_goes(db: Path) -> None:
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("DROP VIEW feed_health")
        connection.execute("ALTER TABLE feeds DROP COLUMN interval_minutes")
        connection.execute("CREATE VIEW feed_health AS SELECT id AS feed_id, url FROM feeds")
    bote, _ = read_health(db)
    assert (bote.url, bote.status, bote.interval_minutes, bote.concern) == (URL, "active", None, None)


def test_a_file_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    text, other, newer = tmp_path / "a.txt", tmp_path / "b.db", tmp_path / "c.db"
    older = make_older(tmp_path / "d.db")
    text.write_text("no database at all " * 100)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE x (y)")
    with Store.open(newer, clock=Clock()) as store, store.writer.unit():
        store.writer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('copydesk', '9999', 'x')"
        )
    for path, error in ((text, ForeignFile), (other, ForeignFile), (older, OlderFile), (newer, NewerFile)):
        with pytest.raises(error):
            read_health(path)
    with pytest.raises(StoreError, match="cannot be opened"):
        read_health(tmp_path)


def test_what_was_read_while_the_file_changed_is_read_again(db: Path) -> None:
    asked = []

    def ask(connection: sqlite3.Connection) -> int:
        asked.append(connection)
        if len(asked) == 1:
            with closing(sqlite3.connect(db)) as another, another:
                another.execute("UPDATE feeds SET title = 'New'")
        return len(asked)

    assert read(db, ask) == 2


# ------------------------------------------------------------------------------------------------- a copy to poll in


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "copy.db", clock=Clock(real=lambda: NOW)) as store:
        yield store


def test_a_copy_knows_what_the_database_knows_of_a_feed_and_leaves_no_trace_there(db: Path, copy: Store) -> None:
    before = contents(db.parent)
    assert copy_feeds(db, copy, [URL, "http://never.test/"]) == {URL}
    state = copy.feeds.state(1)
    assert (state.url, state.validators, state.listed_entries, state.last_full_answer) == (URL, '{"v": {}}', 3, NOW)
    copy.runs.begin("check", {})
    poll = FeedPoll(
        feed_id=1, url=URL, fetched_at=NOW, outcome="new", feed=ParsedFeed(format="rss20", entries=entries(3, 4))
    )
    assert record_poll(copy, poll, NOW) == 1
    assert aftermath(copy, 1).entries_new == 1
    assert contents(db.parent) == before


def test_what_a_crawl_has_written_by_now_is_copied(db: Path, copy: Store) -> None:
    with Store.open(db, clock=Clock(real=lambda: NOW)) as store:
        store.subscriptions.sync((FeedSource(url="http://new.test/"),))
        store.writer.commit()
        assert copy_feeds(db, copy, ["http://new.test/"]) == {"http://new.test/"}


def test_without_a_database_nothing_is_copied(db: Path, copy: Store) -> None:
    assert copy_feeds(db.parent / "none.db", copy, [URL]) == frozenset()
