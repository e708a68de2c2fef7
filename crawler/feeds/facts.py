"""What a feed is like, for somebody who wants to know whether to follow it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from statistics import median
from typing import Literal

from crawler import feeds
from crawler.feeds import Dialect, parse_feed
from crawler.feeds.titles import text_of_html
from pipelines.language.scripts import spelt_length
from pipelines.model import Entry, ParsedFeed, Stated
from pipelines.reading.feed_text import own_text
from pipelines.web.urls import url_key

PRELOAD = (__name__, "pipelines.reading.teasers", *feeds.PRELOAD)
"""What a worker needs for it."""
Text = Literal["full", "teasers", "titles"]

LOOKED_AT = 30
"""Entries whose text is measured."""
SHARE_FULL = 0.8
"""Of these entries, so many must have their full text: a feed has pictures of the day, too."""
FULL_LETTERS = 600
"""Letters in the middle from which a feed's texts may be whole: some hundred words."""
LETTERS_A_WORD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFacts:
    """A feed at a glance."""

    format: str
    title: str | None
    homepage: str | None
    language: str | None
    entries: int
    undated: int
    newest: datetime | None
    oldest: datetime | None
    text: Text
    """full: `full_text = "feed"` would do. teasers: the pages have to be asked for. titles: there is no text at all."""
    words: int
    """Words of an entry's own text, in the middle."""
    children: tuple[str, ...]
    """The sitemaps that a sitemap index names."""
    problems: tuple[str, ...]
    stated: Stated
    self_url: str | None
    older: str | None
    generator: str | None
    entries_digest: str | None
    """Equal for feeds that list the same pages, in whatever format; None where no entry has a link."""

    @property
    def is_news(self) -> bool:
        """Whether it can be followed for news: a sitemap that dates none of its pages is a list of all of them."""
        return self.format != "sitemap" or self.undated < self.entries


def look_into(body: bytes, url: str, content_type: str, others: Iterable[Dialect] = ()) -> FeedFacts | None:
    """parse_feed, and what its result is like; None where it is no feed. A worker's task."""
    feed = parse_feed(body, url, content_type, others)
    return None if feed is None else facts_of(feed)


def facts_of(feed: ParsedFeed) -> FeedFacts:
    """The facts of a parsed feed."""
    published = [entry.date_published for entry in feed.entries]
    if feed.format != "sitemap":  # a page's lastmod says nothing of news
        published = [entry.date_published or entry.date_modified for entry in feed.entries]
    dates = [date for date in published if date is not None]
    text, words = _text(feed.entries[:LOOKED_AT])
    return FeedFacts(
        format=feed.format,
        title=feed.title,
        homepage=feed.homepage,
        language=feed.language,
        entries=len(feed.entries),
        undated=len(feed.entries) - len(dates),
        newest=max(dates, default=None),
        oldest=min(dates, default=None),
        text=text,
        words=words,
        children=feed.children,
        problems=feed.problems,
        stated=feed.stated,
        self_url=feed.self_url,
        older=feed.older,
        generator=feed.generator,
        entries_digest=_digest(feed.entries),
    )


def _text(entries: tuple[Entry, ...]) -> tuple[Text, int]:
    """How much of the articles the entries carry, and the words of the one in the middle."""
    texts = [text_of_html(entry.content_html or entry.summary or "") for entry in entries]
    letters = median(map(spelt_length, texts)) if texts else 0
    words = round(letters / LETTERS_A_WORD)
    if not any(texts):
        return "titles", 0
    whole = sum(own_text(entry, None).stands_in for entry in entries)
    return ("full" if whole >= SHARE_FULL * len(entries) and letters >= FULL_LETTERS else "teasers"), words


def _digest(entries: tuple[Entry, ...]) -> str | None:
    keys = sorted({url_key(entry.url) for entry in entries if entry.url})
    return blake2b("\n".join(keys).encode("utf-8", "replace"), digest_size=8).hexdigest() if keys else None
