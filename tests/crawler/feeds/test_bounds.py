"""No field of a feed is stored by the megabyte, whatever dialect states it."""

from __future__ import annotations

import json

import pytest

from crawler.feeds import parse_feed
from crawler.feeds.bounds import LONGEST_GUID, LONGEST_TITLE, LONGEST_URL, LONGEST_WORD, MOST_AUTHORS, bounded
from pipelines.model import Entry, ParsedFeed
from pipelines.web.urls import MAX_URL_LENGTH, fault_of

LONG = "mole " * 100_000
FAR = "http://h.test/" + "x" * 500_000
RSS = f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{LONG}</title><link>{FAR}</link>
<language>{LONG}</language><generator>{LONG}</generator><item><title>{LONG}</title><link>{FAR}</link><guid>{LONG}</guid>
<pubDate>{LONG}</pubDate><dc:creator>{LONG}</dc:creator><enclosure url="{FAR}.jpg"/></item></channel></rss>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": LONG,
        "home_page_url": FAR,
        "feed_url": FAR,
        "next_url": FAR,
        "language": LONG,
        "items": [
            {"id": LONG, "url": FAR, "title": LONG, "date_published": LONG, "date_modified": LONG, "image": FAR}
            | {"authors": [{"name": LONG}, *({"name": f"Ines Varga {n}"} for n in range(5_000))]}
        ],
    }
)
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{FAR}</loc><lastmod>{LONG}</lastmod>
<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><news:title>{LONG}</news:title>
<news:publication_date>{LONG}</news:publication_date></news:news></url></urlset>"""


@pytest.mark.parametrize("body", [RSS, JSON, SITEMAP], ids=["rss", "json", "sitemap"])
def test_what_is_stated_has_bounds(body: str) -> None:
    feed = parse_feed(body.encode(), "http://h.test/feed", "")
    assert feed is not None
    [entry] = feed.entries
    assert (len(entry.title or ""), len(entry.url or "")) == (LONGEST_TITLE, LONGEST_URL)
    assert max(len(text or "") for text in (entry.guid, entry.date_published_raw, entry.date_modified_raw)) < 10_000
    assert (entry.image_url, feed.homepage, feed.self_url, feed.older) == (None, None, None, None)
    assert len(entry.authors) <= MOST_AUTHORS
    assert max(map(len, (*entry.authors, feed.title or "", feed.language or "", feed.generator or ""))) <= LONGEST_WORD
    assert "more than 8,192" in (fault_of(entry.url) or "")


def test_what_is_within_bounds_stays_as_it_is() -> None:
    link = "http://h.test/" + "x" * (MAX_URL_LENGTH - 14)
    entry = Entry(guid="g" * LONGEST_GUID, url=link, title="t" * LONGEST_TITLE, image_url=link)
    feed = ParsedFeed(format="rss20", title="t" * LONGEST_WORD, homepage=link, older=link, entries=(entry,))
    assert bounded(feed) == feed
