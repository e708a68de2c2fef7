"""Feeds that lie, move, die and lose entries, and hosts that ask for time: whole crawls over a scripted web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Folder
from scripted import Ask, Reply, Web, rss, serving

FEED = "http://bote.test/feed.xml"


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as web:
        yield web


@pytest.fixture
def news(web: Web, tmp_path: Path) -> Folder:
    (tmp_path / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\n')
    return Folder(tmp_path, web.proxy)


def crawl(news: Folder, now: str, *args: str) -> None:
    done = news.crawl("feeds", "-s", f"COPYDESK_NOW=2026-03-{now}:00+00:00", "-s", "COPYDESK_TRIES=1", *args)
    assert done.returncode == 0, done.stdout


def test_a_server_whose_304_lies_is_found_out_and_not_believed_again(news: Folder, web: Web) -> None:
    listed = range(30)

    def feed(ask: Ask) -> Reply:
        stale = "if-none-match" in ask.headers
        return Reply(rss(listed), 304 if stale else 200, {"ETag": '"same"' if ask.count < 3 else '"other"'})

    web.routes[FEED] = feed
    crawl(news, "02T20:00")
    listed = range(20, 40)
    crawl(news, "03T02:00", "-a", "due=all")
    assert news.value("SELECT count(*) FROM entries") == 30
    crawl(news, "04T12:00", "-a", "due=all")
    assert news.value("SELECT count(*) FROM entries") == 40
    assert "ETag" in news.value("SELECT unconditional FROM feeds")
    assert news.value("SELECT count(*) FROM feed_events WHERE event = 'unconditional'") == 1
    crawl(news, "04T18:00", "-a", "due=all")
    assert ["if-none-match" in ask.headers for ask in web.of(FEED)] == [False, True, False, False]


def test_a_lie_with_new_validators_is_proven_by_the_old_ones(news: Folder, web: Web) -> None:
    listed = range(30)

    def feed(ask: Ask) -> Reply:
        if "if-none-match" in ask.headers:
            return Reply(status=304)
        return Reply(rss(listed), 200, {"ETag": f'"{ask.count}"'})

    web.routes[FEED] = feed
    crawl(news, "02T20:00")
    listed = range(20, 40)
    crawl(news, "03T02:00", "-a", "due=all")
    crawl(news, "04T12:00", "-a", "due=all")
    assert "validators" in news.value("SELECT unconditional FROM feeds")


def test_an_honest_304_stays_believed(news: Folder, web: Web) -> None:
    listed = range(30)

    def feed(ask: Ask) -> Reply:
        etag = f'"{listed.stop}"'
        return Reply(rss(listed), 304 if ask.headers.get("if-none-match") == etag else 200, {"ETag": etag})

    web.routes[FEED] = feed
    crawl(news, "02T20:00")
    crawl(news, "03T02:00", "-a", "due=all")
    listed = range(20, 40)
    crawl(news, "04T12:00", "-a", "due=all")
    assert news.value("SELECT count(*) FROM entries") == 40
    assert news.value("SELECT unconditional FROM feeds") is None


def test_a_build_date_is_no_news_and_one_new_entry_is_one(news: Folder, web: Web) -> None:
    web.routes[FEED] = lambda ask: Reply(rss(range(10), head=f"<lastBuildDate>{ask.count}</lastBuildDate>"))
    crawl(news, "02T20:00")
    crawl(news, "02T21:00", "-a", "due=all")
    web.routes[FEED] = Reply(rss(range(1, 11)))
    crawl(news, "02T22:00", "-a", "due=all")
    polls = news.rows("SELECT outcome, entries_seen, entries_new FROM polls ORDER BY id")
    assert [tuple(poll.values()) for poll in polls] == [("new", 10, 10), ("unchanged", 10, 0), ("new", 10, 1)]
    assert news.value("SELECT count(*) FROM entries") == 11


def test_what_a_gap_lost_is_found_in_the_feeds_older_pages(news: Folder, web: Web) -> None:
    web.routes[FEED] = Reply(rss(range(5, 0, -1)))
    crawl(news, "01T18:00")
    head = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="http://bote.test/feed.xml?p={}"/>'
    web.routes[FEED] = Reply(rss(range(25, 20, -1), head=head.format(2)))
    web.routes[f"{FEED}?p=2"] = Reply(rss(range(20, 10, -1), head=head.format(3)))
    web.routes[f"{FEED}?p=3"] = Reply(rss(range(10, 0, -1), head=head.format(4)))
    crawl(news, "02T14:00", "-a", "due=all")
    (gap,) = news.rows("SELECT * FROM feed_gaps")
    assert (gap["entries_missed"], gap["entries_recovered"]) == (15, 15)
    assert (gap["gap_from"], gap["gap_to"]) == ("2026-03-01T17:00:00+00:00", "2026-03-02T09:00:00+00:00")
    assert news.value("SELECT count(DISTINCT url) FROM entries") == 25
    assert news.value("SELECT count(*) FROM entries WHERE found_in = 'archive'") == 15
    assert not web.of(f"{FEED}?p=4")
    crawl(news, "02T15:00", "-a", "due=all")
    assert news.value("SELECT count(*) FROM feed_gaps") == 1


def test_what_a_gap_lost_is_found_in_the_sites_news_sitemap(news: Folder, web: Web) -> None:
    web.routes[FEED] = Reply(rss(range(5, 0, -1)))
    crawl(news, "01T18:00")
    web.routes[FEED] = Reply(rss(range(15, 10, -1)))
    web.routes["http://bote.test/robots.txt"] = Reply(
        "User-agent: *\nAllow: /\nSitemap: http://bote.test/all.xml\nSitemap: http://bote.test/news-sitemap.xml\n",
        headers={"Content-Type": "text/plain"},
    )
    urls = "".join(
        f"<url><loc>http://bote.test/{n}</loc><news:news><news:publication_date>2026-03-0{1 + (12 + n) // 24}T"
        f"{(12 + n) % 24:02}:00:00Z</news:publication_date><news:title>Item {n}</news:title></news:news></url>"
        for n in range(-12, 16)
    )
    web.routes["http://bote.test/news-sitemap.xml"] = Reply(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )
    crawl(news, "02T14:00", "-a", "due=all")
    recovered = news.rows("SELECT url FROM entries WHERE found_in = 'sitemap' ORDER BY id")
    assert {row["url"] for row in recovered} == {f"http://bote.test/{n}" for n in range(6, 11)}


@pytest.mark.parametrize(("status", "adopted"), [(301, True), (308, True), (302, False), (307, False)])
def test_only_a_permanent_redirect_is_adopted(news: Folder, web: Web, status: int, adopted: bool) -> None:
    web.routes[FEED] = Reply(status=status, headers={"Location": "/new.xml"})
    web.routes["http://bote.test/new.xml"] = Reply(rss(range(3)))
    for hour in range(3):
        assert news.rows("SELECT fetch_url FROM feeds") == [{"fetch_url": FEED}] if hour else True
        crawl(news, f"02T1{hour}:00", "-a", "due=all")
    assert news.value("SELECT fetch_url FROM feeds") == ("http://bote.test/new.xml" if adopted else FEED)
    crawl(news, "02T20:00", "-a", "due=all")
    assert len(web.of(FEED)) == (3 if adopted else 4)
    assert news.value("SELECT count(*) FROM entries") == 3


def test_a_dead_feeds_site_is_looked_at_and_what_it_names_is_only_proposed(news: Folder, web: Web) -> None:
    web.routes[FEED] = Reply(rss(range(3)))
    crawl(news, "01T20:00")
    web.routes[FEED] = Reply(status=404)
    web.routes["http://bote.test/"] = Reply(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>',
        headers={"Content-Type": "text/html"},
    )
    web.routes["http://bote.test/rss"] = Reply(rss(range(4)))
    for day in range(3, 8):
        crawl(news, f"0{day}T20:00", "-a", "due=all")
    (feed,) = news.rows("SELECT * FROM feeds")
    assert (feed["status"], feed["last_failure"], feed["fetch_url"]) == ("failing", "http_4xx", FEED)
    assert feed["proposed_url"] == "http://bote.test/rss"
    assert len(web.of("http://bote.test/")) == 1
    assert news.value("SELECT concern FROM feed_health") == "failing; its site names another feed"


def test_a_host_that_asks_for_time_gets_it_and_each_of_its_pages_is_accounted_for(news: Folder, web: Web) -> None:
    busy, other = "http://bote.test/2", "http://kurier.test/feed.xml"
    with news.feeds.open("a") as file:
        file.write(f'[[feeds]]\nurl = "{other}"\n')
    web.routes[FEED] = Reply(rss([1, 2, 3, 4]))
    web.routes[other] = Reply(rss([1, 2], host="kurier.test"))
    for n in (1, 2, 3, 4):
        web.routes[f"http://bote.test/{n}"] = Reply(status=429, headers={"Retry-After": "7200"})
    crawl(news, "02T10:00", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    pages = [ask.url for ask in web.asked if ask.url.startswith("http://bote.test/") and ask.url[-1].isdigit()]
    assert len(pages) == 1
    reasons = news.rows("SELECT reason, http_status FROM rejections WHERE url LIKE 'http://bote.test/%'")
    assert [row["reason"] for row in reasons] == ["http_status"] * 4
    assert news.value("SELECT count(*) FROM rejections WHERE url LIKE 'http://kurier.test/%'") == 2
    assert news.value("SELECT held_until FROM hosts").startswith("2026-03-02T12:00:")
    asked = len(web.asked)
    crawl(news, "02T11:58")
    assert {ask.url for ask in web.asked[asked:]} <= {other}
    crawl(news, "02T12:01", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    assert len(web.of(busy)) + len(web.of("http://bote.test/1")) == 2
    assert news.value("SELECT count(*) FROM feeds WHERE status = 'active'") == 2
