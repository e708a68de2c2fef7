"""The dialects that feeds are written in: how each is recognised, and what parses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.feeds import jsonfeed, sitemaps, syndication
from crawler.feeds.bodies import Opened, is_json
from pipelines.model import ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One way to write a feed. Both functions run in a worker, under a deadline, and stand at the top of a module."""

    name: str
    recognises: Callable[[Opened], bool]
    """By the body's text, and by its root where that is one of RSS, RDF, Atom, CDF or a sitemap."""
    parse: Callable[[str, str], ParsedFeed | None]
    """Of the text and the URL at which it was found, against which relative links are resolved; None: no feed after
    all."""


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
