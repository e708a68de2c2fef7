from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.clock import Clock, to_text
from pipelines.model import Entry, FeedPoll, FeedSource, FeedState, ParsedFeed, PollOutcome, Proposal, Rejection, Stated
from pipelines.run.polls import record_poll, record_proposal
from pipelines.store.store import Store

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTE = "https://bote.test/feed.xml"
KURIER = "https://kurier.test/rss"
BRIDGE = Entry(guid="b-1", url="https://bote.test/bridge", title="Bridge closed", date_published=NOON)
TIMEOUT = Rejection(
    url="https://bote.test/bridge",
    reason="timeout",
    detail="no answer within 30 s",
    seen_at=NOON,
    page_key="bote.test/bridge",
    not_before=NOON + timedelta(hours=2),
)


class Hands:
    """A time of day that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def store(tmp_path: Path, hands: Hands) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db", clock=Clock(real=hands)) as store:
        store.runs.begin("feeds", {})
        store.subscriptions.sync([FeedSource(url=BOTE), FeedSource(url=KURIER)])
        yield store


def rows(store: Store, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in store.writer.execute(sql)]


def feed(store: Store, url: str = BOTE) -> dict[str, Any]:
    return next(row for row in rows(store, "SELECT * FROM feeds") if row["url"] == url)


def poll(store: Store, *entries: Entry, url: str = BOTE, outcome: PollOutcome = "new", **more: Any) -> int:
    parsed = ParsedFeed(format="rss20", title="Der Bote", homepage="https://bote.test/", entries=entries)
    return record_poll(
        store,
        FeedPoll(
            feed_id=feed(store, url)["id"],
            url=url,
            fetched_at=more.pop("fetched_at", NOON),
            outcome=outcome,
            feed=parsed if outcome == "new" else None,
            **more,
        ),
        store.feeds._clock.now(),
    )


def file_article(store: Store, url: str, article_id: int = 1) -> None:
    """An article as filing leaves it, seen from here."""
    key = url.partition("://")[2]
    with store.writer.unit():
        store.writer.execute("INSERT INTO stories (id, first_seen) VALUES (:id, '')", {"id": article_id})
        store.writer.execute(
            "INSERT INTO articles (id, url, url_key, headline, article_body, word_count, story_id, first_seen, "
            "last_fetched, extractor, text_hash, page_key) "
            "VALUES (:id, :url, :key, 'Bridge closed', 'The bridge is closed.', 4, :id, :noon, :noon, '', '', '')",
            {"id": article_id, "url": url, "key": key, "noon": to_text(NOON)},
        )
        store.writer.execute(
            "INSERT INTO article_urls (url, article_id, kind, url_key, first_seen) "
            "VALUES (:url, :id, 'canonical', :key, '')",
            {"url": url, "id": article_id, "key": key},
        )


# ------------------------------------------------------------------------------------------------ the configured list


def test_the_same_list_again_changes_nothing(store: Store) -> None:
    sources = [
        FeedSource(url=BOTE, title="Bote", tags=("local",), every_minutes=15, full_text="feed"),
        FeedSource(url=KURIER, enabled=False),
        FeedSource(url=BOTE, title="the second line of one URL"),
    ]
    store.subscriptions.sync(sources)
    before, changes = rows(store, "SELECT * FROM feeds"), store.writer.connection.total_changes
    store.subscriptions.sync(sources)
    assert rows(store, "SELECT * FROM feeds") == before
    assert store.writer.connection.total_changes == changes
    assert [(row["title"], row["tags"], row["every_minutes"], row["status"]) for row in before] == [
        ("Bote", '["local"]', 15, "active"),
        (None, "[]", None, "paused"),
    ]


def test_a_feed_that_is_not_listed_keeps_its_rows_and_is_not_asked(store: Store) -> None:
    poll(store, BRIDGE)
    store.subscriptions.sync([FeedSource(url=KURIER)])
    assert feed(store)["listed"] == 0
    assert len(rows(store, "SELECT * FROM entries")) == 1
    assert [state.fetch_url for state in store.feeds.due(everything=True)] == [KURIER]
    assert store.subscriptions.known_urls() == [KURIER]


def test_a_feed_that_is_listed_again_is_due_even_if_it_was_gone(store: Store) -> None:
    poll(store, outcome="gone", http_status=410)
    store.subscriptions.sync([FeedSource(url=KURIER)])
    store.subscriptions.sync([FeedSource(url=KURIER), FeedSource(url=BOTE)])
    assert feed(store)["status"] == "active"
    assert BOTE in [state.fetch_url for state in store.feeds.due()]


def test_a_paused_feed_holds_its_entries_until_it_is_enabled(store: Store) -> None:
    poll(store, BRIDGE)
    store.subscriptions.sync([FeedSource(url=BOTE, enabled=False), FeedSource(url=KURIER)])
    assert (feed(store)["status"], store.frontier.hosts()) == ("paused", [])
    store.subscriptions.sync([FeedSource(url=BOTE), FeedSource(url=KURIER)])
    assert (feed(store)["status"], store.frontier.hosts()) == ("active", ["bote.test"])


@pytest.mark.parametrize(("listed", "expected"), [("My Bote", "My Bote"), (None, "Der Bote")])
def test_the_users_title_outranks_the_feeds(store: Store, listed: str | None, expected: str) -> None:
    store.subscriptions.sync([FeedSource(url=BOTE, title=listed), FeedSource(url=KURIER)])
    poll(store, BRIDGE)
    assert feed(store)["title"] == expected


# ------------------------------------------------------------------------------------------------------ what is due


def test_a_new_feed_is_due_at_once_and_then_after_its_interval(store: Store, hands: Hands) -> None:
    store.subscriptions.sync([FeedSource(url=BOTE, every_minutes=15), FeedSource(url=KURIER)])
    assert [state.fetch_url for state in store.feeds.due()] == [BOTE, KURIER]
    poll(store, BRIDGE)
    poll(store, url=KURIER)
    learned = feed(store, KURIER)["interval_minutes"]
    assert 14 < learned <= 24 * 60
    due = {}
    for minutes in (14.0, 15.0, learned - 1, learned + 1):
        hands.now = NOON + timedelta(minutes=minutes)
        due[minutes] = KURIER in [state.fetch_url for state in store.feeds.due()]
    assert list(due.values()) == [False, False, False, True]
    assert feed(store)["next_fetch_attempt"] == to_text(NOON + timedelta(minutes=15))


def test_everything_asks_all_but_gone_and_paused_feeds(store: Store) -> None:
    gone, paused = "https://gone.test/rss", "https://paused.test/rss"
    urls = (BOTE, KURIER, gone)
    store.subscriptions.sync([*(FeedSource(url=url) for url in urls), FeedSource(url=paused, enabled=False)])
    for url in (BOTE, KURIER):
        poll(store, url=url)
    poll(store, url=gone, outcome="gone")
    assert store.feeds.due() == []
    assert {state.fetch_url for state in store.feeds.due(everything=True)} == {BOTE, KURIER}
    assert [state.fetch_url for state in store.feeds.due(only=KURIER)] == [KURIER]
    assert [state.fetch_url for state in store.feeds.due(only=gone)] == [gone]
    assert store.feeds.due(only=paused) == []
    assert store.feeds.due(only="https://unknown.test/") == []


def test_a_failure_keeps_its_class_and_its_error(store: Store) -> None:
    for _ in range(2):
        poll(store, outcome="failed", http_status=503, failure="http_5xx", error="HTTP 503")
    row = feed(store)
    assert (row["status"], row["last_error"], row["last_failure"]) == ("failing", "HTTP 503", "http_5xx")
    assert (row["consecutive_failures"], row["last_fetch_success"]) == (2, None)
    assert row["next_fetch_attempt"] > to_text(NOON)
    assert [row["failure"] for row in rows(store, "SELECT failure FROM polls")] == ["http_5xx", "http_5xx"]


def test_each_change_of_state_is_a_row_and_only_those(store: Store) -> None:
    poll(store, BRIDGE)
    poll(store, BRIDGE)
    for _ in range(2):
        poll(store, outcome="failed", failure="dns", error="no such host")
    poll(store, outcome="not_modified")
    store.subscriptions.sync([FeedSource(url=BOTE, enabled=False), FeedSource(url=KURIER)])
    store.subscriptions.sync([FeedSource(url=BOTE), FeedSource(url=KURIER)])
    store.subscriptions.sync([FeedSource(url=KURIER)])
    store.subscriptions.sync([FeedSource(url=BOTE), FeedSource(url=KURIER)])
    poll(store, outcome="gone", http_status=410)
    events = rows(store, f"SELECT event FROM feed_events WHERE feed_id = {feed(store)['id']} ORDER BY id")
    assert [row["event"] for row in events] == [
        "added",
        "failing",
        "recovered",
        "paused",
        "resumed",
        "unlisted",
        "listed",
        "gone",
    ]


def test_two_subscriptions_that_list_the_same_are_one_feed(store: Store) -> None:
    entries = [Entry(guid=str(n), url=f"https://bote.test/{n}") for n in range(6)]
    poll(store, *entries)
    assert feed(store)["same_as"] is None
    poll(store, *entries[:4], url=KURIER)
    assert feed(store, KURIER)["same_as"] is None
    poll(store, *entries, url=KURIER)
    assert feed(store, KURIER)["same_as"] == feed(store)["id"]
    [event] = rows(store, "SELECT old, new FROM feed_events WHERE event = 'same_feed'")
    assert (event["old"], event["new"]) == (KURIER, BOTE)


def test_a_section_is_not_its_paper(store: Store) -> None:
    paper = [Entry(guid=str(n), url=f"https://bote.test/{n}") for n in range(30)]
    poll(store, *paper)
    poll(store, *paper[10:18], url=KURIER)
    assert feed(store, KURIER)["same_as"] is None


def test_a_proposal_is_kept_and_not_asked(store: Store) -> None:
    number = feed(store)["id"]
    for _ in range(2):
        record_proposal(store, Proposal(feed_id=number, looked_at=NOON, url="https://bote.test/new.xml", key=""))
    row = feed(store)
    assert (row["proposed_url"], row["fetch_url"], row["looked_for"]) == (
        "https://bote.test/new.xml",
        BOTE,
        to_text(NOON),
    )
    assert len(rows(store, "SELECT * FROM feed_events WHERE event = 'proposed'")) == 1


def test_a_feed_without_items_is_active_and_unchanged(store: Store) -> None:
    assert poll(store) == 0
    assert feed(store)["status"] == "active"
    assert [row["outcome"] for row in rows(store, "SELECT outcome FROM polls")] == ["unchanged"]


def test_moved_is_an_intermediate_answer(store: Store) -> None:
    poll(store, outcome="moved", http_status=301, error="led to https://bote.test/new.xml")
    row = feed(store)
    assert (row["url"], row["fetch_url"]) == (BOTE, BOTE)
    assert (row["next_fetch_attempt"], row["last_fetch_attempt"]) == (None, None)


def test_a_feed_s_state_comes_back_as_it_was_kept(store: Store) -> None:
    [number, _] = [row["id"] for row in rows(store, "SELECT id FROM feeds ORDER BY id")]
    before = store.feeds.state(number)
    new = FeedState(
        id=number,
        url="https://bote.test/other.xml",
        fetch_url="https://bote.test/new.xml",
        listed_title="My Bote",
        every_minutes=15,
        full_text="feed",
        status="failing",
        title="Der Bote",
        homepage="https://bote.test/",
        format="atom10",
        stated=Stated(ttl_minutes=30, skip_hours=(1, 2)),
        next_fetch_attempt=NOON + timedelta(hours=1),
        interval_minutes=14.2,
        last_fetch_attempt=NOON,
        last_fetch_success=NOON - timedelta(hours=1),
        last_full_answer=NOON - timedelta(hours=2),
        last_new_entry=NOON - timedelta(hours=3),
        consecutive_failures=3,
        last_failure="dns",
        last_error="no such host",
        validators="opaque",
        not_modified_in_a_row=2,
        unconditional="proven",
        listed_entries=20,
        rhythm="{}",
        moved_to="https://bote.test/moved.xml",
        moved_times=1,
        looked_for=NOON - timedelta(days=1),
        proposed_url="https://bote.test/proposed.xml",
    )
    same = [each.name for each in fields(FeedState) if getattr(before, each.name) == getattr(new, each.name)]
    assert same == ["id"], "give this field a value here that is not its default"
    store.feeds.keep(before, new, ())
    assert store.feeds.state(number) == new
    assert store.feeds.state(number + 1).url == KURIER


def test_what_a_poll_leaves_as_it_is_stays_byte_for_byte(store: Store) -> None:
    store.writer.execute("UPDATE feeds SET next_fetch_attempt = '2026-03-01 14:00:00', stated = '{ }'")
    before = store.feeds.state(feed(store)["id"])
    assert before.next_fetch_attempt == NOON + timedelta(hours=2)
    store.feeds.keep(before, replace(before, status="failing"), ())
    row = feed(store)
    assert (row["status"], row["next_fetch_attempt"], row["stated"]) == ("failing", "2026-03-01 14:00:00", "{ }")


def test_a_poll_is_stored_whole_or_not_at_all(store: Store) -> None:
    store.writer.execute("CREATE TEMP TRIGGER full_disk BEFORE UPDATE ON feeds BEGIN SELECT raise(ABORT, 'no'); END")
    with pytest.raises(Exception, match="no"):
        poll(store, BRIDGE, validators="opaque")
    assert rows(store, "SELECT * FROM entries") == rows(store, "SELECT * FROM polls") == []


# --------------------------------------------------------------------------------------------------------- entries


def test_new_is_told_from_unchanged(store: Store, hands: Hands) -> None:
    assert poll(store, BRIDGE) == 1
    hands.now += timedelta(hours=1)
    assert poll(store, BRIDGE, fetched_at=hands.now) == 0
    outcomes = rows(store, "SELECT outcome, entries_seen, entries_new FROM polls ORDER BY id")
    assert [tuple(row.values()) for row in outcomes] == [("new", 1, 1), ("unchanged", 1, 0)]
    [entry] = rows(store, "SELECT * FROM entries")
    assert (entry["first_seen"], entry["last_seen"]) == (to_text(NOON), to_text(hands.now))
    assert feed(store)["last_new_entry"] == to_text(NOON)


def test_distinct_links_under_one_guid_are_distinct_entries(store: Store) -> None:
    assert poll(store, BRIDGE, replace(BRIDGE, url="https://bote.test/harbour"), replace(BRIDGE, guid=None)) == 3


def test_one_identity_twice_in_a_body_is_one_entry(store: Store) -> None:
    assert poll(store, BRIDGE, replace(BRIDGE, title="Again")) == 1
    assert [row["title"] for row in rows(store, "SELECT title FROM entries")] == ["Bridge closed"]


def test_changed_details_are_taken_over(store: Store) -> None:
    poll(store, BRIDGE)
    poll(store, replace(BRIDGE, title="Bridge open", authors=("Ina Kroll",), summary="At last."))
    [row] = rows(store, "SELECT title, authors, summary, state FROM entries")
    assert tuple(row.values()) == ("Bridge open", '["Ina Kroll"]', "At last.", "waiting")


@pytest.mark.parametrize(
    ("change", "due"),
    [
        pytest.param({"date_modified": NOON + timedelta(minutes=1)}, True, id="modified later"),
        pytest.param({"date_published": NOON + timedelta(minutes=1)}, True, id="published later"),
        pytest.param({"date_published": NOON - timedelta(minutes=1)}, False, id="dated back"),
        pytest.param({"date_published": None}, False, id="date withdrawn"),
        pytest.param({"title": "Bridge shut"}, True, id="title"),
        pytest.param({"title": "Bridge: closed!"}, False, id="title's punctuation"),
        pytest.param({"summary": "Nobody crosses."}, False, id="a summary where there was none"),
    ],
)
def test_an_edit_brings_the_article_s_page_again(store: Store, change: dict[str, Any], due: bool) -> None:
    poll(store, BRIDGE)
    file_article(store, "https://bote.test/bridge")
    store.frontier.settle("bote.test/bridge", 1)
    poll(store, replace(BRIDGE, **change))
    [row] = rows(store, "SELECT state, article_id FROM entries")
    assert (row["state"], row["article_id"]) == ("done", 1)
    assert (store.frontier.hosts(), store.rechecks.hosts("off")) == ([], ["bote.test"] if due else [])


@pytest.mark.parametrize(
    ("modified", "due"), [(NOON + timedelta(hours=1), True), (NOON - timedelta(hours=1), False), (None, False)]
)
def test_another_feed_s_word_on_a_known_article_counts_where_it_is_later_than_the_page(
    store: Store, modified: datetime | None, due: bool
) -> None:
    file_article(store, "https://bote.test/bridge")
    poll(store, replace(BRIDGE, date_modified=modified), url=KURIER)
    assert store.rechecks.hosts("off") == (["bote.test"] if due else [])


@pytest.mark.parametrize(
    ("moved", "again"), [(2, 2), (8, 0)], ids=["two edits", "the feed stamps the time of the poll"]
)
def test_a_feed_that_dates_everything_anew_has_not_edited_anything(store: Store, moved: int, again: int) -> None:
    known = [replace(BRIDGE, guid=f"b-{n}", url=f"https://bote.test/{n}") for n in range(8)]
    for n, entry in enumerate(known):
        file_article(store, str(entry.url), n + 1)
    poll(store, *known)
    later = NOON + timedelta(hours=1)
    poll(store, *(replace(entry, date_published=later) if n < moved else entry for n, entry in enumerate(known)))
    assert len(rows(store, "SELECT 1 FROM rechecks WHERE cause = 'feed'")) == again


def test_a_link_to_a_known_article_is_done_and_noted(store: Store) -> None:
    file_article(store, "https://bote.test/bridge")
    poll(store, replace(BRIDGE, url="http://www.bote.test/bridge?utm_source=rss#top"))
    [row] = rows(store, "SELECT state, article_id FROM entries")
    assert (row["state"], row["article_id"]) == ("done", 1)
    links = rows(store, "SELECT url, kind FROM article_urls WHERE article_id = 1 ORDER BY url")
    assert [tuple(link.values()) for link in links] == [
        ("http://www.bote.test/bridge?utm_source=rss", "link"),
        ("https://bote.test/bridge", "canonical"),
    ]


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        (None, "no link"),
        ("javascript:void(0)", "not an http or https link: javascript:"),
        ("data:text/html,<p>x", "not an http or https link: data:"),
        ("https://bote.test/" + "x" * 70_000, "the link has 70,018 characters"),
    ],
    ids=["none", "javascript", "data", "too long"],
)
def test_a_link_that_cannot_be_fetched_has_its_row_and_its_reason(store: Store, url: str | None, detail: str) -> None:
    poll(store, replace(BRIDGE, url=url))
    [entry] = rows(store, "SELECT url, state, page_key FROM entries")
    [rejection] = rows(store, "SELECT url, reason, detail FROM rejections")
    assert (entry["url"], entry["state"]) == (url or "", "refused")
    assert (rejection["url"], rejection["reason"]) == (entry["url"], "bad_link")
    assert rejection["detail"].startswith(detail)
    assert store.frontier.hosts() == []


def test_another_spelling_of_a_refused_page_is_refused_for_the_same_reason(store: Store) -> None:
    poll(store, BRIDGE)
    store.rejections.record(replace(TIMEOUT, reason="paywall", detail="for subscribers", not_before=None))
    other = "http://www.bote.test/bridge?utm_medium=rss"
    poll(store, replace(BRIDGE, url=other), url=KURIER)
    found = rows(store, "SELECT url, reason, detail FROM rejections ORDER BY id")
    assert [tuple(row.values()) for row in found] == [
        ("https://bote.test/bridge", "paywall", "for subscribers"),
        (other, "paywall", "for subscribers"),
    ]
    assert {row["state"] for row in rows(store, "SELECT state FROM entries")} == {"refused"}


def test_another_spelling_of_a_page_that_must_wait_waits_as_well(store: Store) -> None:
    poll(store, BRIDGE)
    store.frontier.lease("bote.test", 10)
    store.rejections.record(TIMEOUT)
    poll(store, replace(BRIDGE, url="http://www.bote.test/bridge"), url=KURIER)
    assert store.frontier.hosts() == []
    assert len(rows(store, "SELECT DISTINCT not_before, attempts FROM entries")) == 1


def test_an_entry_of_a_page_under_way_joins_its_lease(store: Store) -> None:
    poll(store, BRIDGE)
    store.frontier.lease("bote.test", 10)
    poll(store, BRIDGE, url=KURIER)
    assert (store.frontier.hosts(), store.frontier.leased()) == ([], 1)


@pytest.mark.parametrize("state", ["waiting", "done"])
def test_a_page_that_a_body_lists_a_thousand_times_is_looked_up_once(store: Store, state: str) -> None:
    assert BRIDGE.url is not None
    if state == "done":
        file_article(store, BRIDGE.url)

    def steps(number: int) -> int:
        """SQLite's virtual machine steps, in hundreds: a measure that no busy machine disturbs."""
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        entries = [replace(BRIDGE, guid=f"{number} {n}", url=f"{BRIDGE.url}?utm_source={n}") for n in range(number)]
        store.writer.connection.set_progress_handler(tick, 100)
        poll(store, *entries)
        store.writer.connection.set_progress_handler(None, 100)
        return count

    few = steps(100)
    assert steps(1_000) < 20 * few
    assert len(rows(store, f"SELECT * FROM entries WHERE state = '{state}'")) == 1_100
    assert len(rows(store, "SELECT DISTINCT page_key FROM entries")) == 1


# ------------------------------------------------------------------------------------------------------ rejections


def test_a_rejection_answers_every_entry_of_its_page_under_its_own_url(store: Store) -> None:
    other = "http://www.bote.test/bridge?utm_source=rss"
    poll(store, BRIDGE)
    poll(store, replace(BRIDGE, url=other), url=KURIER)
    store.frontier.lease("bote.test", 10)
    store.rejections.record(TIMEOUT)
    assert {row["url"] for row in rows(store, "SELECT url FROM rejections")} == {BRIDGE.url, other}
    [entry] = rows(store, "SELECT DISTINCT state, not_before, attempts, lease_run_id FROM entries")
    assert tuple(entry.values()) == ("waiting", "2026-03-01T14:00:00+00:00", 1, None)


def test_the_same_reason_again_moves_its_row_on(store: Store) -> None:
    store.rejections.record(TIMEOUT)
    store.rejections.resolve(["https://bote.test/bridge"])
    assert store.rejections.known("https://bote.test/bridge") == ()
    store.rejections.record(replace(TIMEOUT, detail="no answer within 60 s", seen_at=NOON + timedelta(days=1)))
    [row] = rows(store, "SELECT detail, seen_at, resolved_at FROM rejections")
    assert tuple(row.values()) == ("no answer within 60 s", "2026-03-02T12:00:00+00:00", None)
    assert [known.reason for known in store.rejections.known("https://bote.test/bridge")] == ["timeout"]


def test_an_article_outlives_the_failure_of_another_link_to_it(store: Store) -> None:
    poll(store, BRIDGE)
    file_article(store, "https://bote.test/bridge")
    store.frontier.settle("bote.test/bridge", 1)
    store.rejections.record(replace(TIMEOUT, reason="http_status", detail="HTTP 404", not_before=None))
    [row] = rows(store, "SELECT state, article_id FROM entries")
    assert (row["state"], row["article_id"]) == ("done", 1)
    [status] = rows(store, "SELECT outcome, reason FROM url_status WHERE url = 'https://bote.test/bridge'")
    assert tuple(status.values()) == ("article", "http_status")
