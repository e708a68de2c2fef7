from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.requests.discovery import find_feeds, find_linked, find_sitemaps, guess_feeds

URL = "http://h.test/dir/"


def head(*links: str) -> bytes:
    return f"<html><head>{''.join(links)}</head><body><p>Welcome</p></body></html>".encode()


RSS = '<link rel="alternate" type="application/rss+xml" {}>'


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate" type="application/rss+xml" href="/f">',
        '<link rel="Alternate home" type="Application/Atom+XML; charset=utf-8" href="http://h.test/f">',
        "<LINK HREF=/f TYPE=application/feed+json REL=alternate>",
        '<link rel="alternate" type="application/rss+xml" href="../f">',
        '<base href="http://h.test/x/"><link rel="alternate" type="application/rss+xml" href="../f">',
    ],
    ids=["rss", "atom", "json", "relative", "base"],
)
def test_an_announced_feed_is_found_absolute(link: str) -> None:
    assert find_feeds(head(link), URL) == ("http://h.test/f",)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="stylesheet" type="application/rss+xml" href="/f">',
        '<link rel="alternate" type="text/html" href="/f">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">',
        '<link rel="alternate" type="text/xml+oembed" href="/feed/oembed">',
        '<link rel="alternate" type="application/rss+xml">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" href="http://[::1">',
        '<link rel="alternate" type="application/rss+xml" href="http://h.test:99999/rss">',
        '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">',
        '<!-- <link rel="alternate" type="application/rss+xml" href="/f"> -->',
    ],
)
def test_what_is_no_feed_is_not_found(link: str) -> None:
    assert find_feeds(head(link), URL) == ()


def test_a_loose_type_counts_when_the_address_looks_like_a_feed() -> None:
    assert find_feeds(head('<link rel="alternate" type="text/xml" href="/rss">'), URL) == ("http://h.test/rss",)


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("windows-1251", "Комментарии"),
        ("gbk", "评论"),
        ("shift_jis", "コメント"),
        ("utf-16", "تعليق"),
        ("utf-8", "Kommentare"),
    ],
)
def test_comments_are_told_by_their_title_in_the_page_s_own_encoding(encoding: str, title: str) -> None:
    feeds = RSS.format(f'href="/1" title="{title}"') + RSS.format('href="/2" title="Alles"')
    page = f"<html><head><meta charset={encoding}>{feeds}</head></html>".encode(encoding)
    assert find_feeds(page, URL) == ("http://h.test/2", "http://h.test/1")


def test_main_feeds_come_first_and_comments_last() -> None:
    page = head(
        RSS.format('href="/comments/feed/" title="All comments"'),
        RSS.format('href="/main" title="News"'),
        RSS.format('href="/x" title="Kommentare"'),
        RSS.format('href="/sport" title="Sport"'),
        RSS.format('href="/main"'),
    )
    assert find_feeds(page, URL) == tuple(f"http://h.test/{p}" for p in ("main", "sport", "comments/feed/", "x"))


def test_a_link_in_the_body_is_found_too() -> None:
    assert find_feeds(b"<p>x" + RSS.format('href="/f"').encode(), URL) == ("http://h.test/f",)


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<div>" * 50_000, b'{"a": 1}', b"<?xml version='1.0'?>"])
def test_a_body_without_links_announces_nothing(body: bytes) -> None:
    assert find_feeds(body, URL) == ()


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(body: bytes) -> None:
    assert find_feeds(b"<html><link rel=alternate type=application/rss+xml href=" + body, URL) is not None


def test_links_that_look_like_feeds_of_the_site_are_found() -> None:
    hrefs = (
        "/rss", "/service/rss/sport.xml", "feed/", "http://feeds.h.test/top.rss", "/rss#top", "/atom.xml",
        "/rss-preise", "/feedback", "/rssi", "http://reader.test/feed?u=http://h.test/rss", "mailto:feed@h.test",
    )  # fmt: skip
    page = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    assert find_linked(page.encode(), URL) == (
        "http://h.test/rss",
        "http://h.test/service/rss/sport.xml",
        "http://h.test/dir/feed/",
        "http://feeds.h.test/top.rss",
        "http://h.test/atom.xml",
        "http://h.test/rss-preise",
    )


def test_sitemaps_of_a_robots_txt_are_named_news_first() -> None:
    robots = (
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nsitemap: http://h.test/all.xml\n"
        b"Sitemap: http://h.test/News.xml\nSitemap: http://h.test/all.xml\nSitemap: /relative.xml\n"
    )
    assert find_sitemaps(robots) == ("http://h.test/News.xml", "http://h.test/all.xml")
    assert find_sitemaps(b"<html>") == ()


def test_usual_places_are_at_the_root_and_below_the_page() -> None:
    assert guess_feeds("http://h.test/sport/?x=1")[:3] == (
        "http://h.test/sport/feed",
        "http://h.test/feed",
        "http://h.test/rss.xml",
    )
    assert guess_feeds("http://h.test/a/story.html") == guess_feeds("http://h.test")
