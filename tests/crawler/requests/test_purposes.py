"""What an answer to a poll gives cause to ask besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.requests import purposes
from crawler.requests.purposes import MAX_OLDER_PAGES, Poll
from pipelines.model import Entry, FeedState, Gap, ParsedFeed

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FEED = FeedState(id=1, url="http://bote.test/rss.xml", fetch_url="http://bote.test/rss.xml", status="active")
POLL = Poll(feed=FEED, asked=FEED.fetch_url, url=FEED.fetch_url)
GAP = Gap(start=NOW - timedelta(hours=10), end=NOW - timedelta(hours=2), missed=5)
PAGE = b'<link rel="alternate" type="application/rss+xml" href="/%b"><p>The mole is closed.</p>'


def feed_of(*hours_ago: float, next_page: str | None = None) -> ParsedFeed:
    entries = tuple(
        Entry(guid=str(hours), url=f"http://bote.test/{hours}", date_published=NOW - timedelta(hours=hours))
        for hours in hours_ago
    )
    return ParsedFeed(format="atom10", entries=entries, older=next_page)


def test_what_a_gap_lost_is_looked_for_in_older_pages_else_in_sitemaps() -> None:
    older = purposes.recovery(POLL, feed_of(1, next_page="http://bote.test/rss.xml?page=2"), GAP)
    assert (older.purpose, older.url, older.page) == ("older", "http://bote.test/rss.xml?page=2", 1)
    robots = purposes.recovery(POLL, feed_of(1), GAP)
    assert (robots.purpose, robots.url) == ("robots", "http://bote.test/robots.txt")
    named = purposes.sitemaps(robots, b"Sitemap: http://bote.test/news-sitemap.xml\n")
    assert [(each.purpose, each.url, each.gap) for each in named] == [
        ("sitemap", "http://bote.test/news-sitemap.xml", GAP)
    ]


def test_an_older_page_on_another_host_is_not_asked() -> None:
    assert purposes.recovery(POLL, feed_of(1, next_page="http://other.test/feed?page=2"), GAP).purpose == "robots"


@pytest.mark.parametrize(
    ("hours", "page", "further"),
    [
        pytest.param((3, 5), 1, True, id="all of the page is of the gap"),
        pytest.param((3, 12), 1, False, id="it reaches back before the gap"),
        pytest.param((0.5,), 1, False, id="none of it is of the gap"),
        pytest.param((3, 5), MAX_OLDER_PAGES, False, id="the last page that is asked for"),
    ],
)
def test_older_pages_are_asked_for_until_the_gap_is_crossed(hours: tuple[float, ...], page: int, further: bool) -> None:
    older = replace(POLL, purpose="older", gap=GAP, page=page)
    entries, more = purposes.recovered(older, feed_of(*hours, next_page=f"http://bote.test/rss.xml?page={page + 2}"))
    assert [entry.guid for entry in entries] == [str(each) for each in hours if 2 <= each <= 10]
    assert [each.page for each in more] == ([page + 1] if further else [])


def test_the_feeds_that_a_page_names_are_tried_one_after_the_other() -> None:
    first = purposes.named_by(POLL, PAGE % b"news.xml" + PAGE % b"sport.xml")
    assert first is not None
    assert (first.purpose, first.url) == ("discovered", "http://bote.test/news.xml")
    second = purposes.named_by(first, b"no feed either")
    assert second is not None
    assert second.url == "http://bote.test/sport.xml"
    assert purposes.named_by(second, b"nor this") is None


def test_a_dead_feeds_site_is_asked_once_in_a_while() -> None:
    site = purposes.site_of_dead(POLL, "http_4xx", NOW, gone=True)
    assert site is not None
    assert (site.purpose, site.url) == ("site", "http://bote.test/")
    assert purposes.site_of_dead(POLL, "http_5xx", NOW) is None  # the first failure of one that may be back tomorrow
    lately = replace(POLL, feed=replace(FEED, looked_for=NOW - timedelta(hours=1)))
    assert purposes.site_of_dead(lately, "http_4xx", NOW, gone=True) is None


def test_the_dead_feed_itself_is_no_proposal() -> None:
    site = replace(POLL, purpose="site", asked="http://bote.test/", url="http://bote.test/")
    assert purposes.named_by_site(site, PAGE % b"rss.xml") is None
    candidate = purposes.named_by_site(site, PAGE % b"rss.xml" + PAGE % b"new.xml")
    assert candidate is not None
    assert (candidate.purpose, candidate.url) == ("candidate", "http://bote.test/new.xml")
