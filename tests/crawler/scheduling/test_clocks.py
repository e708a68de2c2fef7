"""Clocks that jump: set back between two runs, or ahead by a day in which the machine slept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawling import Folder
from scripted import Reply, Web, rss, serving

from crawler.scheduling.in_flight import InFlight
from crawler.scheduling.scheduler import Scheduler
from crawler.scheduling.throttle import Limits, Throttle
from pipelines.clock import Clock
from pipelines.store.postponed import SLACK
from pipelines.store.store import Store

FEED = "http://bote.test/feed.xml"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Hands:
    """A time of day that is moved by hand."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_a_clock_that_was_years_ahead_leaves_nothing_waiting_for_years(tmp_path: Path) -> None:
    with serving(Web({FEED: Reply(rss([1, 2])), "http://bote.test/1": Reply(status=503)})) as web:
        news = Folder(tmp_path, web.proxy)
        news.feeds.write_text(f'[[feeds]]\nurl = "{FEED}"\n', "utf-8")
        ahead = news.crawl("feeds", "-s", "COPYDESK_NOW=2036-03-01T12:00", "-s", "COPYDESK_TRIES=1")
        right = news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-01T12:00", "-s", "COPYDESK_TRIES=1")
        again = news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-01T12:01", "-s", "COPYDESK_TRIES=1")
        assert [run.returncode for run in (ahead, right, again)] == [0, 0, 0]
        assert "an earlier run's clock was ahead" in right.stdout
        assert (len(web.of(FEED)), len(web.of("http://bote.test/1"))) == (2, 2)
        assert news.value("SELECT count(*) FROM entries") == 2
        assert news.value("SELECT max(next_fetch_attempt) FROM feeds") < "2027"


def test_a_clock_that_is_put_right_by_minutes_changes_nothing(tmp_path: Path) -> None:
    hands = Hands()
    with Store.open(tmp_path / "news.db", clock=Clock(real=hands)) as store:
        store.runs.begin("feeds", {})
        hands.now = NOON - SLACK
        assert not store.postponed.recall()
        hands.now -= timedelta(seconds=1)
        assert store.postponed.recall()


def test_a_host_that_asked_for_an_hour_is_asked_when_the_machine_wakes_a_day_later() -> None:
    """CLOCK_MONOTONIC stands still while a machine sleeps; the time of day does not."""
    hands = Hands()
    throttle = Throttle(Limits(places=4, per_host=1, delay_s=0), monotonic=lambda: 5.0)
    scheduler = Scheduler(throttle, InFlight(), window=8, patience_s=10, now=hands, monotonic=lambda: 5.0)
    scheduler.hold("bote.test", NOON + timedelta(hours=1))
    assert scheduler.held_until("bote.test", "page") is not None
    hands.now += timedelta(days=1)
    assert scheduler.held_until("bote.test", "page") is None


def test_a_crawl_that_stays_polls_at_once_what_fell_due_while_the_machine_slept(tmp_path: Path) -> None:
    hands = Hands()
    with Store.open(tmp_path / "news.db", clock=Clock(real=hands)) as store:
        assert store.feeds.due() == []
