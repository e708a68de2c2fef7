"""A feed's own text as a page: where the feed is followed for it, or the page shows less than the feed."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import datetime

from pipelines.model import Entry, Page
from pipelines.teasers import teaser_sign
from pipelines.urls import strip_fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """What an entry's own text is good for."""

    stands_in: bool
    """It may stand in for the page."""
    remark: str = ""
    """What a refused page's rejection says of it: that it is a teaser. "" for no text at all."""


def own_text(entry: Entry | None, usual_chars: int | None) -> OwnText:
    """Judges the text that the feed has of the entry. usual_chars: the length of the feed's other texts, if known."""
    if entry is None or not entry.content_html:
        return OwnText(stands_in=False)
    if sign := teaser_sign(entry, usual_chars):
        return OwnText(stands_in=False, remark=f"the feed has only a teaser: {sign}")
    return OwnText(stands_in=True)


def feed_text_page(entry: Entry, *, url: str, fetched_at: datetime, page_key: str | None, instead: str) -> Page:
    """The entry's own text (content:encoded and the like) as a page of its own. instead: why it stands for the page."""
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
        instead=instead,
    )
