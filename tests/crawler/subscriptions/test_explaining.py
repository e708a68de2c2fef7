from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.subscriptions.checking import Check, Exchange
from crawler.subscriptions.explaining import Line, explain, next_poll
from pipelines.clock import Clock
from pipelines.model import Entry, FeedPoll, FeedSource, ParsedFeed, Stated
from pipelines.run.polls import record_poll
from pipelines.store.store import Store
from pipelines.store.trial import aftermath

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "http://bote.test/feed.xml"
WELL = FeedPoll(feed_id=1, url=URL, fetched_at=NOW, outcome="new", http_status=200)


@pytest.fixture
def store(tmp_path: Any) -> Any:
    with Store.open(tmp_path / "copy.db", clock=Clock(real=lambda: NOW)) as opened:
        opened.runs.begin("check", {})
        yield opened


BUSY = ParsedFeed(
    format="rss20",
    entries=tuple(
        Entry(guid=str(n), url=f"http://bote.test/{n}", date_published=NOW - timedelta(minutes=3 * n))
        for n in range(60)
    ),
)


def check_of(store: Store, poll: FeedPoll, source: FeedSource | None = None) -> Check:
    """A check that has this answer."""
    source = source or FeedSource(url=URL)
    store.subscriptions.sync((replace(source, enabled=True),))
    made = Check(source=source, before=store.feeds.state(1), is_known=False, polls=[poll])
    record_poll(store, poll, NOW)
    made.became = aftermath(store, 1)
    return made


def stating(**stated: Any) -> ParsedFeed:
    return ParsedFeed(format="rss20", stated=Stated(**stated))


@pytest.mark.parametrize(
    ("poll", "source", "why"),
    [
        pytest.param(WELL, {}, "as its entries come (learned ", id="learned"),
        pytest.param(WELL, {"every_minutes": 5}, "every_minutes = 5 in the feeds file", id="the user's word"),
        pytest.param(
            replace(WELL, feed=stating(ttl_minutes=60)), {}, "as its publisher states (learned ", id="stated"
        ),
        pytest.param(
            replace(WELL, fresh_until=NOW + timedelta(hours=9)), {}, "as its publisher states (learned ", id="fresh"
        ),
        pytest.param(
            replace(WELL, feed=BUSY, listed=4), {}, "before entries may be lost unseen (learned ", id="about to be lost"
        ),
        pytest.param(replace(WELL, not_before=NOW + timedelta(days=2)), {}, "as its Retry-After asks", id="asked"),
        pytest.param(
            replace(WELL, feed=stating(skip_hours=(10, 11, 12, 13))),
            {},
            "as its entries come, and not in the hours or days that it skips",
            id="skips",
        ),
        pytest.param(
            replace(WELL, outcome="failed", failure="dns", error="x"), {}, "after 1 failure in a row of the kind dns",
            id="failed",
        ),
        pytest.param(
            replace(WELL, outcome="gone", failure="http_4xx", error="gone"), {}, "never: the server says", id="gone"
        ),
        pytest.param(WELL, {"enabled": False}, "never: it is paused", id="paused"),
    ],
)  # fmt: skip
def test_what_decides_when_a_feed_is_asked_next_is_named(
    store: Store, poll: FeedPoll, source: dict[str, Any], why: str
) -> None:
    check = check_of(store, poll, FeedSource(url=URL, **source))
    following = next_poll(check, NOW)
    assert following.why.startswith(why)
    assert check.became is not None
    if "never" not in why:
        assert following.at == check.became.state.next_fetch_attempt


def test_an_explanation_goes_in_the_order_of_things_and_cannot_steer_a_terminal(store: Store) -> None:
    check = check_of(store, replace(WELL, outcome="failed", failure="http_4xx", error="HTTP \x1b[2J404"))
    check.exchanges += [
        Exchange(
            url=URL, errand="poll", conditions={"If-None-Match": '"a\x1b"'}, status=301, headers={"location": "/x"}
        ),
        Exchange(url="http://bote.test/x", errand="poll", conditions={}, status=404, headers={"X-Y": "z"}, size=1200),
    ]
    lines = list(explain(check, NOW))
    assert "\x1b" not in "".join(line.text for line in lines)
    assert lines[:7] == [
        Line("asked", URL),
        Line("sent", 'If-None-Match: "a"'),
        Line("answer", "HTTP 301"),
        Line("", "Location: /x"),
        Line("asked", "http://bote.test/x"),
        Line("sent", "no conditions: the whole feed is asked for"),
        Line("answer", "HTTP 404, 1.2 kB"),
    ]
    assert lines[7] == Line("outcome", "failed (http_4xx): HTTP [2J404")
    assert [line.label for line in lines[8:]] == ["hint", "would note", "next poll"]


def test_a_feed_that_was_not_asked_has_failed(store: Store) -> None:
    store.subscriptions.sync((FeedSource(url=URL),))
    check = Check(source=FeedSource(url=URL), before=store.feeds.state(1), is_known=False)
    assert check.has_failed
    outcome = "not asked: its host has asked for time, or the check was stopped"
    assert [line.text for line in explain(check, NOW)] == [outcome, "not known"]
