"""A feed body, decoded: RSS, Atom, RDF, JSON Feed and sitemaps. The only package that uses feedparser.

    body -> bodies.open_body (bytes to safe text) -> dialects: syndication | jsonfeed | sitemaps -> ParsedFeed
                entities                                       parser (feedparser), salvage (of what is broken)  bounds

Pure: no clock, no network, no files. It runs in a worker process under a deadline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crawler.feeds.dialect import Dialect, Opened
from pipelines.model import Entry, ParsedFeed

__all__ = ["PRELOAD", "Dialect", "Opened", "parse_feed"]

PRELOAD = ("crawler.feeds.bodies", "crawler.feeds.bounds", "crawler.feeds.dialects", "pipelines.model.conformity")
"""What a worker needs to parse a feed, and the crawl's own process does not."""


def parse_feed(body: bytes, url: str, content_type: str, others: Iterable[Dialect] = ()) -> ParsedFeed | None:
    """The feed that the body holds; None when it is no feed, or one made to exhaust its reader.

    url: where the body was found in the end; relative links are resolved against it where the feed names no base.
    content_type: as the server stated it. Only its charset is looked at, and that only where the bytes do not say.
    others: dialects that are not ours, and come before them. Raises what they raise, and TypeError for what is no
    ParsedFeed.

    What is wrong with the body and can be read around stands in `problems`.
    """
    from crawler.feeds.bodies import Unreadable, open_body
    from crawler.feeds.bounds import bounded
    from crawler.feeds.dialects import DIALECTS
    from pipelines.model.conformity import conforming

    opened = open_body(body, content_type)
    if isinstance(opened, Unreadable):
        return None
    dialect = next((each for each in (*others, *DIALECTS) if each.recognises(opened)), None)
    feed = dialect.parse(opened.text, url) if dialect is not None else None
    if feed is None:
        return None
    feed = bounded(feed if dialect in DIALECTS else conforming(feed, ParsedFeed))
    return replace(feed, entries=_distinct(feed.entries), problems=(*opened.problems, *feed.problems))


def _distinct(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries, the first of those with one guid and link; distinct links under one guid are distinct entries."""
    first: dict[tuple[str | None, str | None], Entry] = {}
    for entry in entries:
        first.setdefault((entry.guid, entry.url), entry)
    return tuple(first.values())
