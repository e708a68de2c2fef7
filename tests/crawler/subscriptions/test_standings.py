from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.subscriptions.standings import Standing, State, selected, standings, summary
from crawler.subscriptions.tables import show_standings
from pipelines.model import FeedSource
from pipelines.store.health import FeedHealth

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "http://bote.test/feed.xml"
LISTED = FeedSource(url=URL)
WELL = FeedHealth(
    url=URL,
    fetch_url=URL,
    title="Bote [bold]",
    homepage=None,
    format="rss20",
    status="active",
    listed=True,
    concern=None,
    consecutive_failures=0,
    last_failure=None,
    last_error=None,
    last_fetch_attempt=NOW - timedelta(minutes=20),
    last_fetch_success=NOW - timedelta(minutes=20),
    last_new_entry=NOW - timedelta(hours=3),
    interval_minutes=30.0,
    next_fetch_attempt=NOW + timedelta(minutes=10),
    proposed_url=None,
    same_as_url=None,
    entries=40,
    filed=38,
    refused=1,
    open=1,
)
FAILING = replace(
    WELL,
    status="failing",
    concern="failing: http_5xx",
    consecutive_failures=3,
    last_error="HTTP 503 \x1b[31m",
    next_fetch_attempt=NOW - timedelta(minutes=1),
)


def standing(source: FeedSource | None, health: FeedHealth | None) -> Standing:
    return Standing(url=URL, source=source, health=health)


@pytest.mark.parametrize(
    ("source", "health", "state"),
    [
        pytest.param(LISTED, WELL, "active", id="well"),
        pytest.param(LISTED, FAILING, "failing", id="failing"),
        pytest.param(LISTED, replace(WELL, status="gone"), "gone", id="gone"),
        pytest.param(LISTED, None, "new", id="not met yet"),
        pytest.param(LISTED, replace(WELL, last_fetch_attempt=None), "new", id="met, not asked yet"),
        pytest.param(replace(LISTED, enabled=False), WELL, "paused", id="paused since the last crawl"),
        pytest.param(LISTED, replace(WELL, status="paused"), "active", id="enabled since the last crawl"),
        pytest.param(None, WELL, "unlisted", id="taken out"),
        pytest.param(LISTED, replace(WELL, listed=False, status="gone"), "active", id="put back since the last crawl"),
    ],
)
def test_the_file_has_the_first_word_on_a_feeds_state(
    source: FeedSource | None, health: FeedHealth | None, state: State
) -> None:
    assert standing(source, health).state == state


def test_what_is_wrong_is_said_in_one_line() -> None:
    moved = replace(FAILING, proposed_url="http://bote.test/new", concern="failing; its site names another feed")
    assert standing(LISTED, FAILING).concern == "failing: http_5xx; 3 failures in a row: HTTP 503 \x1b[31m"
    assert (standing(LISTED, moved).concern or "").endswith("; perhaps http://bote.test/new")
    assert standing(LISTED, replace(WELL, concern="had gaps")).is_trouble
    assert not standing(LISTED, WELL).is_trouble
    assert standing(None, FAILING).concern is None


def test_feeds_of_the_file_come_first_and_the_others_only_when_asked_for() -> None:
    other, left = FeedSource(url="http://other.test/"), replace(WELL, url="http://left.test/")
    feeds = standings([other, LISTED], [left, FAILING])
    assert [feed.url for feed in feeds] == ["http://other.test/", URL, "http://left.test/"]
    assert [feed.url for feed in selected(feeds, only=None, trouble=False)] == ["http://other.test/", URL]
    assert [feed.url for feed in selected(feeds, only=None, trouble=True)] == [URL]
    assert [feed.url for feed in selected(feeds, only="unlisted", trouble=False)] == ["http://left.test/"]
    assert selected(feeds, only="new", trouble=True) == ()
    assert summary(feeds) == "2 feeds: 1 new, 1 failing; 1 more in the database, no longer listed"


def test_elsewhere_than_on_a_terminal_a_feed_is_one_plain_line() -> None:
    shown = show_standings([standing(LISTED, WELL), standing(LISTED, FAILING)], NOW).splitlines()
    columns = [line.split("  ") for line in shown]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in columns]
    assert cells[0] == [
        *("state", "last new", "interval", "next", "failures"),
        *("entries", "filed", "feed", "title", "concern"),
    ]
    assert cells[1] == ["active", "3 h ago", "30 min", "in 10 min", "0", "40", "95%", URL, "Bote [bold]"]
    assert cells[2][:5] == ["failing", "3 h ago", "30 min", "due", "3"]
    assert "\x1b" not in "".join(shown)


def test_on_a_terminal_the_state_has_a_colour_and_what_a_feed_says_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = show_standings([standing(LISTED, FAILING)], NOW)
    assert "\x1b[31mfailing" in shown
    assert "HTTP 503 [31m" in shown
    assert "Bote [bold]" in shown
