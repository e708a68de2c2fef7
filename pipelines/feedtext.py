"""A feed's own text as a page: where the feed is followed for it, or the page shows less than the feed."""

from __future__ import annotations

import html
from datetime import datetime

from pipelines.model import Entry, Page
from pipelines.urls import strip_fragment

MIN_FEED_TEXT = 200
"""Characters of mark-up from which a feed's own text may stand in for a page that was refused."""


def stands_in(entry: Entry | None) -> bool:
    """Whether the feed has enough of the text to stand in for its page."""
    return entry is not None and len(entry.content_html or "") >= MIN_FEED_TEXT


def feed_text_page(entry: Entry, *, url: str, fetched_at: datetime, page_key: str | None) -> Page:
    """The entry's own text (content:encoded and the like) as a page of its own."""
    title = html.escape(entry.title or "")
    body = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><article><h1>{title}</h1>{entry.content_html}</article></main></body></html>"
    )
    return Page(
        url=strip_fragment(url),
        fetched_at=fetched_at,
        body=body.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        origin="feed",
        entry=entry,
        page_key=page_key,
    )
