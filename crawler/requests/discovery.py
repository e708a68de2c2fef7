"""The feeds of a site: those that a page announces, and where else there may be some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree
from protego import Protego

from crawler.feeds.links import absolute, is_http
from crawler.network.robotstxt import is_exhausting, read_text
from pipelines.language.wordlists import any_of, word_lists
from pipelines.web.trees import base_href, look_into
from pipelines.web.urls import host_of, site_of, strip_fragment

MAX_FEEDS = 20
USUAL_PATHS = ("/feed", "/rss.xml", "/atom.xml", "/index.xml", "/rss", "/feed.xml")
"""WordPress; what most generators of static sites write; and what papers with software of their own take."""
TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/rss+xml",
    "application/x.atom+xml", "application/xml+rss", "application/rss",
})  # fmt: skip
LOOSE_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
"""Types that other things have too: oEmbed, an API. They count when the address looks like a feed's."""
_FEED_PATH = re.compile(r"(^|[/._-])(rss|atom|rdf|feeds?)(?![a-z])")
_LOOKS_LIKE_FEED = re.compile(r"feed|rss|atom", re.IGNORECASE)
_COMMENTS = re.compile(any_of(word_lists(__name__)["comments"]), re.IGNORECASE)


def find_feeds(body: bytes, url: str) -> tuple[str, ...]:
    """The feeds that the page's link elements name, absolute and each once: main feeds in page order, comments last.

    Empty for what is no HTML, and for a page that announces none.
    """
    main: dict[str, None] = {}
    comments: dict[str, None] = {}
    for link, href in _hrefs(body, url, "link"):
        if _announces_feed(link, href):
            is_comments = _COMMENTS.search(f"{link.get('title') or ''} {urlsplit(href).path}")
            (comments if is_comments else main).setdefault(href)
    return tuple(dict.fromkeys((*main, *comments)))[:MAX_FEEDS]


def find_linked(body: bytes, url: str) -> tuple[str, ...]:
    """The links of the page that look as if they led to feeds of its site, in page order: a guess, to be tried."""
    site = site_of(url)
    found = (href for _, href in _hrefs(body, url, "a") if _FEED_PATH.search(urlsplit(href).path.lower()))
    return tuple(dict.fromkeys(strip_fragment(href) for href in found if site_of(href) == site))[:MAX_FEEDS]


def find_sitemaps(robots: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, those for news first."""
    text = read_text(robots, "text/plain")
    named = () if text is None or is_exhausting(text) else Protego.parse(text).sitemaps
    return tuple(sorted((url for url in dict.fromkeys(named) if is_http(url)), key=lambda url: not is_for_news(url)))


def is_for_news(sitemap: str) -> bool:
    """Whether a sitemap's address says that it is one of news."""
    return "news" in sitemap.lower()


def guess_feeds(url: str) -> tuple[str, ...]:
    """Where feeds of a site usually stand, and one of the section that the page is in."""
    try:
        path = urlsplit(url).path
        section = [f"/{path.strip('/')}/feed"] if path.strip("/") and "." not in path.rpartition("/")[2] else []
        return tuple(dict.fromkeys(urljoin(url, usual) for usual in (*section, *USUAL_PATHS)))
    except ValueError:
        return ()


def _hrefs(body: bytes, url: str, tag: str) -> Iterator[tuple[etree._Element, str]]:
    """The elements with a link to follow, and that link, absolute; none of a page made to keep a parser busy."""
    root = look_into(body)
    if root is None:
        return
    base_url = absolute(base_href(root), url)
    for element in root.iter(tag):
        href = absolute(element.get("href"), base_url or url)
        if href is not None and is_http(href) and host_of(href) is not None:
            yield element, href


def _announces_feed(link: etree._Element, href: str) -> bool:
    rel = (link.get("rel") or "").lower().split()
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    if "alternate" not in rel and "feed" not in rel:
        return False
    return kind in TYPES or ((kind in LOOSE_TYPES or "feed" in rel) and bool(_LOOKS_LIKE_FEED.search(href)))
