"""A feed body, decoded: RSS, Atom, RDF, JSON Feed and sitemaps. The only package that uses feedparser.

    body -> bodies.open_body (bytes to safe text) -> syndication | jsonfeed | sitemaps -> ParsedFeed
                entities                             parser (feedparser), salvage (of what is broken)      bounds

Pure: no clock, no network, no files. It runs in a worker process under a deadline.
"""

from __future__ import annotations

from dataclasses import replace

from crawler.feeds import jsonfeed, sitemaps, syndication
from crawler.feeds.bodies import Unreadable, is_json, open_body
from crawler.feeds.bounds import bounded
from pipelines.model import Entry, ParsedFeed

__all__ = ["parse_feed"]


def parse_feed(body: bytes, url: str, content_type: str) -> ParsedFeed | None:
    """The feed that the body holds; None when it is no feed, or one made to exhaust its reader.

    url: where the body was found in the end; relative links are resolved against it where the feed names no base.
    content_type: as the server stated it. Only its charset is looked at, and that only where the bytes do not say.

    What is wrong with the body and can be read around stands in `problems`.
    """
    opened = open_body(body, content_type)
    if isinstance(opened, Unreadable):
        return None
    if is_json(opened.text):
        feed = jsonfeed.parse(opened.text, url)
    elif opened.root in ("urlset", "sitemapindex"):
        feed = sitemaps.parse(opened.text, url)
    elif opened.root:
        feed = syndication.parse(opened.text, url)
    else:
        return None
    if feed is None:
        return None
    feed = bounded(feed)
    return replace(feed, entries=_distinct(feed.entries), problems=(*opened.problems, *feed.problems))


def _distinct(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, the first of those with one guid and link; distinct links under one guid are distinct entries."""
    first: dict[tuple[str | None, str | None], Entry] = {}
    for entry in entries:
        first.setdefault((entry.guid, entry.url), entry)
    return tuple(first.values())
