"""Bounds for what a feed states: a field by the megabyte would be stored, indexed and shown."""

from __future__ import annotations

from dataclasses import replace

from pipelines.model import Entry, ParsedFeed
from pipelines.web.urls import MAX_URL_LENGTH

LONGEST_TITLE = 10_000
LONGEST_GUID = 8_192
LONGEST_URL = 20_000
"""Characters of an entry; of what is longer the beginning is kept. A link of more than 8,192 is refused as one that
cannot be fetched. The entry's texts are bounded by the feed's own size."""
LONGEST_DATE = 200
LONGEST_NAME, MOST_AUTHORS = 500, 100
LONGEST_WORD = 500
"""Of the feed's own title, language and generator."""


def bounded(feed: ParsedFeed) -> ParsedFeed:
    """The feed, none of whose fields is longer than anybody means it."""
    return replace(
        feed,
        title=_cut(feed.title, LONGEST_WORD),
        language=_cut(feed.language, LONGEST_WORD),
        generator=_cut(feed.generator, LONGEST_WORD),
        homepage=_link(feed.homepage),
        self_url=_link(feed.self_url),
        older=_link(feed.older),
        entries=tuple(map(_entry, feed.entries)),
    )


def _entry(entry: Entry) -> Entry:
    return replace(
        entry,
        title=_cut(entry.title, LONGEST_TITLE),
        guid=_cut(entry.guid, LONGEST_GUID),
        url=_cut(entry.url, LONGEST_URL),
        date_published_raw=_cut(entry.date_published_raw, LONGEST_DATE),
        date_modified_raw=_cut(entry.date_modified_raw, LONGEST_DATE),
        authors=tuple(name[:LONGEST_NAME] for name in entry.authors[:MOST_AUTHORS]),
        image_url=_link(entry.image_url),
    )


def _cut(text: str | None, most: int) -> str | None:
    return None if text is None else text[:most]


def _link(url: str | None) -> str | None:
    """None for what is too long to be asked for: the beginning of a link leads elsewhere."""
    return url if url is None or len(url) <= MAX_URL_LENGTH else None
