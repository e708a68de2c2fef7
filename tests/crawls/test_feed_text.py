"""Feeds that carry their articles, and feeds that only seem to: whole crawls over a scripted web."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Folder
from invented import page, prose
from scripted import Reply, Web, serving

FEED = "http://gazette.test/feed.xml"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(Web()) as web:
        yield web


def start(web: Web, folder: Path, full_text: str) -> Folder:
    (folder / "feeds.toml").write_text(f'[[feeds]]\nurl = "{FEED}"\nfull_text = "{full_text}"\n')
    return Folder(folder, web.proxy)


def crawl(news: Folder) -> None:
    done = news.crawl("feeds", "-s", "COPYDESK_NOW=2026-03-02T20:00:00+00:00", "-s", "COPYDESK_TRIES=1")
    assert done.returncode == 0, done.stdout


def feed(**contents: str) -> Reply:
    items = "".join(
        f"<item><title>Story {name} of the harbour</title><link>http://gazette.test/{name}</link><guid>{name}</guid>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
        for name, content in contents.items()
    )
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return Reply(f"<rss version='2.0' {space}><channel><title>Gazette</title>{items}</channel></rss>")


def whole(name: str) -> str:
    address = f"http://gazette.test/{name}"
    return (
        "".join(f"<p>{text}</p>" for text in prose(f"feed {name}"))
        + f'<p>The post <a href="{address}">Story {name} of the harbour</a> appeared first on '
        + '<a href="http://gazette.test">Gazette</a>.</p>'
    )


def teaser(name: str) -> str:
    return f'<p>{prose(name, 1)[0]} <a href="http://gazette.test/{name}">Continue reading</a></p>'


def test_of_a_feed_followed_for_its_texts_pages_are_asked_for_where_it_has_only_a_teaser(
    web: Web, tmp_path: Path
) -> None:
    news = start(web, tmp_path, "feed")
    web.routes |= {
        FEED: feed(a=whole("a"), b=teaser("b")),
        "http://gazette.test/a": Reply(page("a"), 200, HTML),
        "http://gazette.test/b": Reply(page("b"), 200, HTML),
    }
    crawl(news)
    assert (len(web.of("http://gazette.test/a")), len(web.of("http://gazette.test/b"))) == (0, 1)
    by_feed, by_page = news.rows("SELECT article_body, provenance FROM articles ORDER BY url")
    assert by_feed["article_body"].split("\n\n") == prose("feed a")
    assert json.loads(by_feed["provenance"])["article_body"]["source"] == "feed"
    assert set(prose("b")) <= set(by_page["article_body"].split("\n\n"))
    assert "article_body" not in json.loads(by_page["provenance"])
    footers = news.rows("SELECT kind, text FROM removals WHERE rule = 'promo.feed-footer'")
    assert [(row["kind"], row["text"][:8]) for row in footers] == [("promo", "The post")]


def test_where_a_page_refuses_its_feed_s_text_is_used_if_it_is_whole(web: Web, tmp_path: Path) -> None:
    news = start(web, tmp_path, "page")
    web.routes |= {
        FEED: feed(a=whole("a"), b=teaser("b")),
        "http://gazette.test/a": Reply("no", 403),
        "http://gazette.test/b": Reply("no", 403),
    }
    crawl(news)
    (article,) = news.rows("SELECT url, article_body, provenance FROM articles")
    assert article["article_body"].split("\n\n") == prose("feed a")
    told = json.loads(article["provenance"])["article_body"]
    assert (told["source"], told["raw"]) == ("feed", "http_status: HTTP 403")
    (refused,) = news.rows("SELECT url, reason, detail FROM rejections")
    assert refused == {
        "url": "http://gazette.test/b",
        "reason": "http_status",
        "detail": "HTTP 403; the feed has only a teaser: it ends with 'Continue reading'",
    }


def test_a_text_that_is_too_short_for_its_feed_does_not_stand_in(web: Web, tmp_path: Path) -> None:
    news = start(web, tmp_path, "page")
    short = f"<p>{prose('z', 1)[0]}</p>"
    long = {name: whole(name) * 2 for name in "abcdef"}
    web.routes[FEED] = feed(z=short, **long)
    crawl(news)
    assert news.value("SELECT count(*) FROM articles") == 6
    assert "times as long" in news.value("SELECT detail FROM rejections")


def test_a_feed_followed_for_texts_that_it_has_not_says_so(web: Web, tmp_path: Path) -> None:
    news = start(web, tmp_path, "feed")
    web.routes[FEED] = Reply("<rss version='2.0'><channel><title>x</title><item><link>http://gazette.test/a</link>")
    crawl(news)
    assert news.value("SELECT detail FROM rejections").startswith("HTTP 404; the feed has only a teaser")


def test_a_page_that_shows_only_the_beginning_gives_way_to_its_feed_s_whole_text(web: Web, tmp_path: Path) -> None:
    news = start(web, tmp_path, "page")
    cut = "".join(f"<p>{text}</p>" for text in prose("feed a")[:2])
    wall = f"<html><head><title>Story a</title></head><body><article><h1>Story a</h1>{cut}</article></body></html>"
    web.routes |= {
        FEED: feed(a=whole("a"), b=whole("b")),
        "http://gazette.test/a": Reply(wall, 200, HTML),
        "http://gazette.test/b": Reply(page("another"), 200, HTML),
    }
    crawl(news)
    cut_short, another = news.rows("SELECT article_body, provenance FROM articles ORDER BY url")
    assert cut_short["article_body"].split("\n\n") == prose("feed a")
    assert json.loads(cut_short["provenance"])["article_body"]["raw"] == "the page shows only the beginning"
    assert set(prose("another")) <= set(another["article_body"].split("\n\n"))
