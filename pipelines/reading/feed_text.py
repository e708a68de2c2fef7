"""A feed's own text as a page: where the feed is followed for it, or the page shows less than the feed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime

from pipelines.model import Entry, Page
from pipelines.web.urls import strip_fragment

MORE = 1.5
"""Length of a feed's text over that of its page, from which the page may show but the beginning of it."""
MUCH_MORE_CHARS = 400
BEGINNING = 0.8
"""Share of the page's runs of words that must stand in the feed's text."""
_TAG = re.compile(r"<[^>]*>")


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
    from pipelines.reading.teasers import teaser_sign

    if sign := teaser_sign(entry, usual_chars):
        return OwnText(stands_in=False, remark=f"the feed has only a teaser: {sign}")
    return OwnText(stands_in=True)


def may_say_more(entry: Entry, shown: str) -> bool:
    """Whether the feed's text is so much longer than what its page shows that it is worth to be read, too."""
    length = len(_TAG.sub("", html.unescape(entry.content_html or "")))
    return length >= MORE * len(shown) + MUCH_MORE_CHARS


def is_beginning(shown: str, whole: str) -> bool:
    """Whether what a page shows is the beginning of what its feed has: a wall that says nothing of itself."""
    from pipelines.stories.fingerprints import fingerprint
    from pipelines.stories.shingles import are_in, count_of

    here, there = fingerprint(shown), fingerprint(whole)
    if len(here.words) * MORE > len(there.words):
        return False
    return count_of(are_in(here.shingles, there.shingles)) >= BEGINNING * len(here.shingles)


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
