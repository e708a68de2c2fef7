from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.clock import Clock
from pipelines.model import Entry, FeedPoll, FeedSource, ParsedFeed, Rejection
from pipelines.run.polls import record_poll
from pipelines.store import entries, frontier, rejections
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEEDS = ("https://bote.test/feed.xml", "https://kurier.test/rss")
LINKS = (
    "https://bote.test/1",
    "https://bote.test/2",
    "https://kurier.test/1",
    "http://www.bote.test/1?utm_source=x",
    "https://bote.test/3",
)


class Hands:
    """A time of day that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def poll(store: Store, feed_id: int, *links: str) -> None:
    listed = tuple(Entry(guid=None, url=link, title=f"Entry {link}") for link in links)
    parsed = ParsedFeed(format="rss20", entries=listed)
    record_poll(store, FeedPoll(feed_id=feed_id, url=FEEDS[0], fetched_at=NOON, outcome="new", feed=parsed), NOON)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db", clock=Clock(real=hands)) as store:
        store.runs.begin("feeds", {})
        store.subscriptions.sync([FeedSource(url=FEEDS[0]), FeedSource(url=FEEDS[1], full_text="feed")])
        poll(store, 1, *LINKS[:2])
        poll(store, 2, *LINKS[2:])
        yield store


def keys(store: Store, host: str, limit: int) -> list[str]:
    return [lease.page_key for lease in store.frontier.lease(host, limit)]


def test_hosts_are_those_that_have_something_to_lease(store: Store) -> None:
    hosts = store.frontier.hosts()
    assert "bote.test" in hosts
    assert "kurier.test" in hosts
    for host in hosts:
        store.frontier.lease(host, 10)
    assert store.frontier.hosts() == []


def test_pages_are_leased_in_the_order_they_were_met_and_once_each(store: Store) -> None:
    assert keys(store, "bote.test", 2) == ["bote.test/1", "bote.test/2"]
    assert keys(store, "bote.test", 2) == ["bote.test/3"]
    assert keys(store, "bote.test", 2) == []
    assert store.frontier.counts() == {"leased": 4, "waiting": 1}


def test_a_lease_tells_what_the_spider_needs(store: Store) -> None:
    [lease] = store.frontier.lease("bote.test", 1)
    assert (lease.url, lease.entry.title, lease.attempts) == (LINKS[0], f"Entry {LINKS[0]}", 0)
    assert (lease.feed_url, lease.full_text) == (FEEDS[0], "page")
    [lease] = store.frontier.lease("kurier.test", 1)
    assert (lease.feed_url, lease.full_text) == (FEEDS[1], "feed")


def test_all_entries_of_a_page_settle_together(store: Store) -> None:
    store.writer.execute("INSERT INTO stories (id, first_seen) VALUES (1, '')")
    store.writer.execute(
        "INSERT INTO articles (id, url, url_key, article_body, word_count, story_id, first_seen, last_fetched, "
        "extractor, text_hash, page_key) VALUES (5, 'u', 'u', '', 0, 1, '', '', '', '', '')"
    )
    store.frontier.lease("bote.test", 1)
    assert store.frontier.settle("bote.test/1", 5) == [LINKS[3], LINKS[0]]
    assert store.frontier.counts() == {"waiting": 3, "done": 2}
    assert store.frontier.leased() == 0


@pytest.mark.parametrize(
    ("not_before", "due"), [(None, NOON), (NOON + timedelta(hours=2), NOON + timedelta(hours=2))], ids=["now", "later"]
)
def test_a_page_given_back_waits(store: Store, hands: Hands, not_before: datetime | None, due: datetime) -> None:
    keys(store, "bote.test", 10)
    store.frontier.give_back("bote.test/2", not_before)
    assert store.frontier.next_due() == not_before
    hands.now = due - timedelta(seconds=1)
    early = [] if not_before else ["bote.test/2"]
    waiting = store.frontier.waiting()
    assert ("bote.test" in store.frontier.hosts()) is bool(early)
    assert keys(store, "bote.test", 10) == early
    hands.now = due
    assert keys(store, "bote.test", 10) + early == ["bote.test/2"]
    assert waiting == 1 + len(early)


def test_retries_come_after_what_is_fresh(store: Store, hands: Hands) -> None:
    keys(store, "bote.test", 1)
    late = NOON + timedelta(hours=2)
    store.rejections.record(
        Rejection(url=LINKS[0], reason="timeout", detail="", seen_at=NOON, page_key="bote.test/1", not_before=late)
    )
    hands.now = late
    leases = store.frontier.lease("bote.test", 10)
    assert [(lease.page_key, lease.attempts) for lease in leases] == [
        ("bote.test/2", 0),
        ("bote.test/3", 0),
        ("bote.test/1", 1),
    ]


def test_after_a_crash_the_next_run_gets_the_leases_back(tmp_path: Path) -> None:
    clock = Clock(real=lambda: NOON)
    killed = Store.open(tmp_path / "news.db", clock=clock)
    killed.runs.begin("feeds", {})
    killed.subscriptions.sync([FeedSource(url=FEEDS[0])])
    poll(killed, 1, LINKS[0])
    keys(killed, "bote.test", 10)
    killed.writer.commit()
    poll(killed, 1, LINKS[1])
    killed.writer.connection.close()
    killed._lock.release()
    with Store.open(tmp_path / "news.db", clock=clock) as store:
        store.runs.begin("feeds", {})
        assert store.frontier.hosts() == []
        store.frontier.release_all()
        assert keys(store, "bote.test", 10) == ["bote.test/1"]


def test_leases_of_feeds_paused_meanwhile_are_held(store: Store) -> None:
    keys(store, "kurier.test", 10)
    store.subscriptions.sync([FeedSource(url=FEEDS[0]), FeedSource(url=FEEDS[1], enabled=False)])
    store.frontier.release_all()
    assert "kurier.test" not in store.frontier.hosts()
    assert store.frontier.counts() == {"held": 3, "waiting": 2}


def test_the_entry_behind_a_page_can_be_read_again(store: Store) -> None:
    entry = store.frontier.entry("bote.test/1")
    assert entry is not None
    assert entry.url == LINKS[0]
    assert store.frontier.entry("bote.test/none") is None


def plan(store: Store, sql: str) -> str:
    params = {"host": "bote.test", "now": "2026", "page_key": "k", "run_id": 1, "url": "u"}
    params |= {"feed_id": 1, "guid": "", "not_before": None}
    rows = store.writer.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    return "\n".join(row["detail"] for row in rows)


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        (frontier.HOSTS, "entries_frontier"),
        (frontier.FRESH, "entries_frontier"),
        (frontier.RETRIED, "entries_frontier"),
        (frontier.TAKE, "entries_by_page"),
        (frontier.TAKEN, "entries_by_page"),
        (frontier.WAITING, "entries_later"),
        (frontier.NEXT_DUE, "entries_later"),
        (entries.FIND, "entries_identity"),
        (entries.SIBLING, "entries_by_page"),
        (rejections.ANSWER_ENTRIES, "entries_by_page"),
        ("SELECT * FROM url_status WHERE url = :url", "entries_by_url"),
        ("SELECT state, count(*) FROM entries GROUP BY state", "COVERING INDEX entries_by_state"),
    ],
    ids=[
        "hosts",
        "fresh",
        "retried",
        "take",
        "taken",
        "waiting",
        "next_due",
        "find",
        "sibling",
        "answer",
        "url_status",
        "counts",
    ],
)
def test_queries_look_up_an_index(store: Store, sql: str, index: str) -> None:
    found = plan(store, sql)
    assert index in found
    scans = [line for line in found.splitlines() if line.startswith("SCAN") and "USING" not in line]
    assert all(line in {"SCAN hosts", "SCAN met", "SCAN CONSTANT ROW"} for line in scans), found
    if "ORDER BY id" in sql or "ORDER BY not_before" in sql:
        assert "TEMP B-TREE" not in found


def test_leasing_stays_quick_with_many_entries(store: Store) -> None:
    def steps(host: str) -> int:
        """SQLite's virtual machine steps, in hundreds: a measure that no busy machine disturbs."""
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        store.writer.connection.set_progress_handler(tick, 100)
        store.frontier.hosts()
        store.frontier.lease(host, 3)
        store.writer.connection.set_progress_handler(None, 100)
        return count

    few = steps("bote.test")
    fill: dict[str, Any] = {"late": "2027-01-01T00:00:00+00:00"}
    with store.writer.unit():
        store.writer.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO entries (feed_id, guid, url, first_seen, last_seen, page_key, host, not_before)
            SELECT 1, 'g' || i, 'u' || i, '', '', 'big.test/' || i, 'big.test',
                CASE WHEN i <= 15000 THEN :late END
            FROM n
            """,
            fill,
        )
    assert steps("big.test") <= few + 10
