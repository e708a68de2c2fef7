"""The papers' feeds: RSS 2.0, Atom and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from crawler.demo.papers import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a feed says about one article."""

    url: str
    title: str
    published: datetime
    modified: datetime | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()

    @property
    def changed(self) -> datetime:
        """When it was edited last, else published."""
        return self.modified or self.published


def rss(paper: Paper, notices: Sequence[Notice]) -> bytes:
    """An RSS 2.0 document."""
    items = "".join(
        f"<item><title>{escape(n.title)}</title><link>{escape(n.url)}</link><guid>{escape(n.url)}</guid>"
        f"<pubDate>{format_datetime(n.published.astimezone(UTC))}</pubDate>"
        + (f"<description>{escape(n.summary)}</description>" if n.summary else "")
        + "</item>\n"
        for n in notices
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{paper.name}</title>'
        f"<link>{paper.url('/')}</link><description>All news of {paper.name}</description>\n{items}</channel></rss>\n"
    ).encode()


def atom(paper: Paper, notices: Sequence[Notice]) -> bytes:
    """An Atom 1.0 document."""
    entries = "".join(
        f"<entry><id>{escape(n.url)}</id><title>{escape(n.title)}</title><link href='{escape(n.url)}'/>"
        f"<published>{n.published.isoformat()}</published><updated>{n.changed.isoformat()}</updated>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in n.authors)
        + "</entry>\n"
        for n in notices
    )
    updated = max(n.changed for n in notices).isoformat()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{paper.name}</title>'
        f"<id>{paper.url('/')}</id><link href='{paper.url('/')}'/><updated>{updated}</updated>\n{entries}</feed>\n"
    ).encode()


def json_feed(paper: Paper, notices: Sequence[Notice]) -> bytes:
    """A JSON Feed 1.1 document."""
    items = [
        {
            "id": n.url,
            "url": n.url,
            "title": n.title,
            "date_published": n.published.isoformat(),
            "date_modified": n.changed.isoformat(),
            "authors": [{"name": name} for name in n.authors],
            **({"summary": n.summary} if n.summary else {}),
        }
        for n in notices
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.name,
        "home_page_url": paper.url("/"),
        "items": items,
    }
    return json.dumps(feed, indent=1).encode()
