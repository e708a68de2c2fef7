"""Which known pages are due, and how often a feed's word brings one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.clock import Clock, to_text
from pipelines.following.revisits import after_revisit, next_revisit
from pipelines.model import (
    Entry,
    FeedPoll,
    FeedSource,
    ParsedFeed,
    Revisited,
    RevisitMode,
    RevisitOutcome,
    RevisitState,
)
from pipelines.run.polls import record_poll
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = "https://bote.test/feed.xml"
H = timedelta(hours=1)


class Hands:
    """A time of day that is moved by hand."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db", clock=Clock(real=hands)) as store:
        store.runs.begin("feeds", {})
        store.subscriptions.sync([FeedSource(url=FEED)])
        yield store


def file(store: Store, number: int, *, due: datetime | None = None, since: datetime = NOON) -> str:
    """An article as filing leaves it; its URL."""
    url, values = f"https://bote.test/{number}", {"id": number, "noon": to_text(NOON)}
    with store.writer.unit():
        store.writer.execute("INSERT INTO stories (id, first_seen) VALUES (:id, :noon)", values)
        store.writer.execute(
            "INSERT INTO articles (id, url, url_key, article_body, word_count, story_id, first_seen, last_fetched, "
            "extractor, text_hash, page_key) VALUES (:id, :url, :key, '', 0, :id, :noon, :noon, '', '', :key)",
            values | {"url": url, "key": url.partition("://")[2]},
        )
        store.writer.execute(
            "INSERT INTO article_urls (url, article_id, kind, url_key, first_seen) "
            "VALUES (:url, :id, 'link', :key, :noon)",
            values | {"url": url, "key": url.partition("://")[2]},
        )
        store.rechecks.watch(number, "bote.test", since, NOON, due)
    return url


def leased(store: Store, mode: RevisitMode = "polite") -> list[int]:
    found = []
    while (revisit := store.rechecks.lease("bote.test", mode)) is not None:
        found.append(revisit.article_id)
    return found


def settle(store: Store, number: int, outcome: RevisitOutcome, now: datetime, mode: RevisitMode = "polite") -> None:
    revisit, watch = store.rechecks.lease("bote.test", mode), store.rechecks.watched(number)
    assert revisit is not None
    assert watch is not None
    after = after_revisit(watch, outcome, now)
    due = next_revisit(after, mode, now, seed=number)
    store.rechecks.settle(Revisited(revisit=revisit, outcome=outcome, seen_at=now), after, "bote.test", due)


def test_what_is_due_is_leased_once_the_youngest_first_and_what_a_feed_says_before(store: Store, hands: Hands) -> None:
    file(store, 1, due=NOON + H, since=NOON - 5 * H)
    file(store, 2, due=NOON + H)
    file(store, 3, due=NOON + 3 * H)
    file(store, 4)
    assert store.rechecks.hosts("polite") == []
    hands.now = NOON + 2 * H
    store.rechecks.announce(4, hands.now)
    assert store.rechecks.hosts("polite") == ["bote.test"]
    assert leased(store) == [4, 2, 1]
    assert (store.rechecks.hosts("polite"), store.rechecks.leased()) == ([], 3)


def test_what_was_leased_and_not_settled_is_due_in_the_next_run(store: Store, hands: Hands) -> None:
    file(store, 1, due=NOON)
    assert leased(store) == [1]
    assert leased(store) == []
    store.rechecks.release_all()
    assert leased(store) == [1]


def test_switched_off_only_feeds_bring_a_page_again(store: Store) -> None:
    file(store, 1, due=NOON)
    file(store, 2)
    store.rechecks.announce(2, NOON)
    assert leased(store, "off") == [2]


def test_a_feed_s_word_does_not_put_off_what_is_due(store: Store, hands: Hands) -> None:
    file(store, 1, due=NOON + H)
    store.rechecks.announce(1, NOON + 5 * H)
    hands.now = NOON + H
    assert leased(store) == [1]


def test_a_joined_article_leaves_the_list(store: Store) -> None:
    file(store, 1, due=NOON)
    store.writer.execute("DELETE FROM articles WHERE id = 1")
    assert store.rechecks.watched(1) is None
    assert leased(store) == []


def test_a_feed_that_dates_its_entries_anew_at_each_poll_raises_no_storm(store: Store, hands: Hands) -> None:
    url, asked = file(store, 1), 0
    entry = Entry(guid="1", url=url, title="Bridge closed", date_modified=NOON - H)
    for quarter in range(4 * 48):
        hands.now = NOON + quarter * H / 4
        stamped = ParsedFeed(format="atom10", entries=(replace(entry, date_modified=hands.now),))
        polled = FeedPoll(feed_id=1, url=FEED, fetched_at=hands.now, outcome="new", feed=stamped)
        record_poll(store, polled, hands.now)
        if store.rechecks.hosts("off"):
            settle(store, 1, "unchanged", hands.now, "off")
            asked += 1
    assert 4 <= asked <= 8


def test_an_archive_from_before_rechecks_takes_a_feed_s_word(store: Store, hands: Hands) -> None:
    url = file(store, 1)
    store.writer.execute("DELETE FROM rechecks")
    hands.now = NOON + H
    entry = Entry(guid="1", url=url, title="Bridge closed", date_modified=hands.now)
    parsed = ParsedFeed(format="atom10", entries=(entry,))
    record_poll(store, FeedPoll(feed_id=1, url=FEED, fetched_at=hands.now, outcome="new", feed=parsed), hands.now)
    revisit = store.rechecks.lease("bote.test", "off")
    assert revisit is not None
    assert (revisit.url, revisit.cause, revisit.entry) == (url, "feed", entry)
    assert store.rechecks.watched(1) == RevisitState(since=NOON, fetched_at=NOON)
