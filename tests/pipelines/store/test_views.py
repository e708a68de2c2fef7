from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.clock import Clock
from pipelines.model import Entry, FeedPoll, FeedSource, ParsedFeed, Rejection
from pipelines.run.polls import record_poll
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://bote.test/feed.xml"
SITE = "https://bote.test/"


def reject(store: Store, name: str, not_before: datetime | None = None) -> None:
    store.rejections.record(
        Rejection(
            url=SITE + name,
            reason="http_status",
            detail="HTTP 404",
            seen_at=NOON,
            http_status=404,
            page_key=f"bote.test/{name}",
            not_before=not_before,
        )
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Six entries with six fates, and an article that stands under a second URL."""
    with Store.open(tmp_path / "news.db", clock=Clock(real=lambda: NOON)) as store:
        store.runs.begin("feeds", {})
        store.subscriptions.sync([FeedSource(url=FEED)])
        entries = [Entry(guid=None, url=SITE + name) for name in ("filed", "lost", "later", "leased", "waiting")]
        parsed = ParsedFeed(format="rss20", entries=(*entries, Entry(guid="x", url="javascript:void(0)")))
        record_poll(store, FeedPoll(feed_id=1, url=FEED, fetched_at=NOON, outcome="new", feed=parsed), NOON)
        store.frontier.lease("bote.test", 4)
        with store.writer.unit():
            store.writer.execute("INSERT INTO stories (id, first_seen) VALUES (1, '')")
            store.writer.execute(
                "INSERT INTO articles (id, url, url_key, headline, article_body, word_count, story_id, first_seen, "
                "last_fetched, extractor, text_hash, page_key) VALUES (1, :url, 'bote.test/canonical', 'Ferry runs "
                "again', '', 0, 1, '', '2026-03-01', '', '', '')",
                {"url": SITE + "canonical"},
            )
            for kind, name in (("link", "filed"), ("canonical", "canonical")):
                store.writer.execute(
                    "INSERT INTO article_urls (url, article_id, kind, url_key, first_seen) "
                    "VALUES (:url, 1, :kind, :key, '')",
                    {"url": SITE + name, "kind": kind, "key": f"bote.test/{name}"},
                )
            for text in ("Read more: Ice", "Read more: Fog"):
                store.writer.execute(
                    "INSERT INTO removals (article_id, position, kind, text, rule) "
                    "VALUES (1, 0, 'read_more', :text, 'related-link.phrase')",
                    {"text": text},
                )
        reject(store, "filed")
        store.rejections.resolve(store.frontier.settle("bote.test/filed", 1))
        reject(store, "lost")
        reject(store, "later", NOON + timedelta(hours=2))
        yield store


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (SITE + "filed", ("article", None, "Ferry runs again", "link", "done")),
        (SITE + "canonical", ("article", None, "Ferry runs again", "canonical", None)),
        (SITE + "lost", ("rejected", "http_status", None, None, "refused")),
        (SITE + "later", ("rejected", "http_status", None, None, "waiting")),
        (SITE + "leased", ("being fetched", None, None, None, "leased")),
        (SITE + "waiting", ("waiting", None, None, None, "waiting")),
        ("javascript:void(0)", ("rejected", "bad_link", None, None, "refused")),
    ],
    ids=lambda value: value.rpartition("/")[2] if isinstance(value, str) else "",
)
def test_url_status_says_what_became_of_a_url(store: Store, url: str, expected: tuple[object, ...]) -> None:
    sql = "SELECT outcome, reason, headline, kind, state FROM url_status WHERE url = :url"
    assert [tuple(row) for row in store.writer.execute(sql, {"url": url})] == [expected]


def test_url_status_has_one_row_for_each_url(store: Store) -> None:
    urls = [row["url"] for row in store.writer.execute("SELECT url FROM url_status")]
    assert len(urls) == len(set(urls)) == 7


def test_feed_health_counts_what_became_of_the_entries(store: Store) -> None:
    sql = "SELECT url, status, entries, filed, refused, open FROM feed_health"
    assert [tuple(row) for row in store.writer.execute(sql)] == [(FEED, "active", 6, 1, 2, 3)]


def test_removals_by_rule_counts_blocks_and_articles(store: Store) -> None:
    [row] = store.writer.execute("SELECT * FROM removals_by_rule").fetchall()
    assert tuple(row) == ("related-link.phrase", "read_more", 2, 1, '["Read more: Fog","Read more: Ice"]')
