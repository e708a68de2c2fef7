"""The feeds that a home page announces."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from crawler.feeds.links import absolute, is_http

MAX_BYTES = 2_000_000
MAX_FEEDS = 20
TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml",
    "application/x.atom+xml", "application/xml+rss", "application/rss",
})  # fmt: skip
LOOSE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
"""Types that other things have too: oEmbed, an API. They count when the address looks like a feed's."""
_LOOKS_LIKE_FEED = re.compile(r"feed|rss|atom", re.IGNORECASE)
_COMMENTS = re.compile(
    r"comment|coment|kommenta|commenti|reactie|yorum|коммент|комент|تعليق|评论|評論|コメント", re.IGNORECASE
)


def find_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """The feeds that the page's link elements name, absolute and each once: main feeds in page order, comments last.

    Empty for what is no HTML, and for a page that announces none.
    """
    parser = etree.HTMLParser(recover=True, encoding="utf-8", remove_comments=True, no_network=True)
    text = body[:MAX_BYTES].decode("utf-8", "replace").replace("\x00", "")
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    bases = [href for base in root.iter("base") if (href := base.get("href"))]
    base_url = absolute(bases[0], url) if bases else url
    main: dict[str, None] = {}
    comments: dict[str, None] = {}
    for link in root.iter("link"):
        href = absolute(link.get("href"), base_url or url)
        if href is None or not is_http(href) or not _announces_feed(link, href):
            continue
        is_comments = _COMMENTS.search(f"{link.get('title') or ''} {urlsplit(href).path}")
        (comments if is_comments else main).setdefault(href)
    return tuple(dict.fromkeys((*main, *comments)))[:MAX_FEEDS]


def _announces_feed(link: etree._Element, href: str) -> bool:
    rel = (link.get("rel") or "").lower().split()
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if "alternate" not in rel and "feed" not in rel:
        return False
    return kind in TYPES or ((kind in LOOSE_TYPES or "feed" in rel) and bool(_LOOKS_LIKE_FEED.search(href)))
