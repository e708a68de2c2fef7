"""Our dialects: how each is recognised, and what parses it."""

from __future__ import annotations

from crawler.feeds import jsonfeed, sitemaps, syndication
from crawler.feeds.bodies import is_json
from crawler.feeds.dialect import Dialect, Opened


def _is_json(opened: Opened) -> bool:
    return is_json(opened.text)


def _is_sitemap(opened: Opened) -> bool:
    return opened.root in ("urlset", "sitemapindex")


def _is_syndication(opened: Opened) -> bool:
    return opened.root != ""


DIALECTS = (
    Dialect(name="JSON Feed", recognises=_is_json, parse=jsonfeed.parse),
    Dialect(name="sitemap", recognises=_is_sitemap, parse=sitemaps.parse),
    Dialect(name="RSS, RDF, Atom", recognises=_is_syndication, parse=syndication.parse),
)
"""Ours. The first that recognises a body parses it; those that COPYDESK_FEED_DIALECTS names are asked before."""
