"""Whether our reading of a feed agrees with what feedparser's tests state of it.

Statements whose path has a place in our model are statements of a property. Where our model says the same thing in
another way by design, what is expected is put into that form first:

    title, summary    plain text: mark-up and entities are read where feedparser calls the value HTML
    content           mark-up as it came, not made safe for a browser: compared by its text and by its http links
    date              a moment in UTC: a tuple of numbers by value, a string as the raw string that is kept with it
    authors           names without their addresses
    link, picture     the first alternate link; of the pictures the first
    description       the summary, and the content where an entry has no other (feedparser repeats it there)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from expectations import Path, Statement

from crawler.feeds.titles import plain, text_of_html
from pipelines.model import Entry, ParsedFeed

Record = Mapping[str, Any]

_HTML = ("text/html", "application/xhtml+xml")
_ADDRESS = re.compile(r"\s*\([^()]*@[^()]*\)|\s*\(https?://[^()]*\)")
_FEED = ("feed",)
_ENTRY = ("entries", "N")
_PLACES: Mapping[tuple[str, ...], str] = {
    (*_FEED, "title"): "feed title",
    (*_FEED, "title_detail", "value"): "feed title",
    (*_FEED, "link"): "homepage",
    (*_FEED, "links", "N", "href"): "homepage",
    (*_FEED, "language"): "language",
    (*_FEED, "ttl"): "ttl",
    (*_FEED, "generator"): "generator",
    (*_ENTRY, "title"): "title",
    (*_ENTRY, "title_detail", "value"): "title",
    (*_ENTRY, "link"): "link",
    (*_ENTRY, "links", "N", "href"): "link",
    (*_ENTRY, "id"): "guid",
    (*_ENTRY, "published"): "date",
    (*_ENTRY, "updated"): "date",
    (*_ENTRY, "created"): "date",
    (*_ENTRY, "content", "N", "value"): "content",
    (*_ENTRY, "summary"): "summary",
    (*_ENTRY, "summary_detail", "value"): "summary",
    (*_ENTRY, "author"): "authors",
    (*_ENTRY, "author_detail", "name"): "authors",
    (*_ENTRY, "authors", "N", "name"): "authors",
    (*_ENTRY, "enclosures", "N", "href"): "picture",
    (*_ENTRY, "media_thumbnail", "N", "href"): "picture",
    (*_ENTRY, "image", "href"): "picture",
}


def property_of(path: Path, result: Record) -> str | None:
    """The property that a path is of; None where our model has no place for it.

    result: feedparser's, which says what kind a link is, and which of several contents is the longest.
    """
    name = _PLACES.get(tuple("N" if isinstance(part, int) else part.removesuffix("_parsed") for part in path))
    if "links" in path:
        record = result["feed"] if path[0] == "feed" else _entry_of(result, path)
        chosen = [link.get("rel") == "alternate" for link in record.get("links") or ()]
    elif "enclosures" in path:
        links = _entry_of(result, path).get("links") or ()
        chosen = [str(link.get("type")).startswith("image/") for link in links if link.get("rel") == "enclosure"]
    elif "content" in path:
        sizes = [len(content.get("value") or "") for content in _entry_of(result, path).get("content") or ()]
        chosen = [size == max(sizes) for size in sizes]
    else:
        return name
    return name if True in chosen and chosen.index(True) in path[3 if path[0] == "entries" else 2 :] else None


def _entry_of(result: Record, path: Path) -> Record:
    entries, number = result.get("entries") or [], path[1]
    return entries[number] if isinstance(number, int) and number < len(entries) else {}


def agrees(name: str, statement: Statement, feed: ParsedFeed | None, result: Record) -> bool:
    """Whether our reading says what is stated of the property."""
    path = statement.path
    if feed is None:
        return False
    if path[0] == "feed":
        return _OF_FEEDS[name](statement.expected, feed, result["feed"])
    number = path[1]
    if not isinstance(number, int) or number >= len(feed.entries):
        return False
    entry = feed.entries[number]
    if name == "date":
        return _date_agrees(str(path[2]), statement.expected, entry)
    return _OF_ENTRIES[name](statement.expected, entry, _entry_of(result, path))


def _line(expected: str, detail: Record | None) -> str:
    return plain(text_of_html(expected) if (detail or {}).get("type") in _HTML else expected)


_OF_FEEDS: Mapping[str, Callable[[Any, ParsedFeed, Record], bool]] = {
    "feed title": lambda expected, ours, theirs: (ours.title or "") == _line(expected, theirs.get("title_detail")),
    "homepage": lambda expected, ours, _: ours.homepage == expected,
    "language": lambda expected, ours, _: (ours.language or "") == (expected or ""),
    "ttl": lambda expected, ours, _: ours.stated.ttl_minutes == int(expected),
    "generator": lambda expected, ours, _: ours.generator == expected,
}


def _date_agrees(key: str, expected: Any, entry: Entry) -> bool:
    """What is "published" is the publication; "updated" and "created" are it, too, where nothing else is."""
    moments = [(entry.date_published, entry.date_published_raw)]
    if not key.startswith("published"):
        moments.append((entry.date_modified, entry.date_modified_raw))
    if isinstance(expected, tuple):
        year, month, day, hour, minute, second, *_ = expected
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) in [moment for moment, _ in moments]
    return expected in [raw for _, raw in moments]


def _content_agrees(expected: str, ours: Entry, theirs: Record) -> bool:
    detail = next(each for each in theirs["content"] if each.get("value") == max(_values(theirs), key=len))
    content = ours.content_html or ""
    if detail.get("type") == "text/plain":
        return plain(text_of_html(content)) == plain(expected)
    same_text = plain(text_of_html(content)) == plain(text_of_html(expected))
    return same_text and _links(content) == _links(expected)


def _values(entry: Record) -> list[str]:
    return [content.get("value") or "" for content in entry["content"]]


def _summary_agrees(expected: str, ours: Entry, theirs: Record) -> bool:
    html = "content" in theirs or (theirs.get("summary_detail") or {}).get("type") in _HTML
    found = ours.summary if ours.summary is not None else text_of_html(ours.content_html or "")
    return plain(found) == plain(text_of_html(expected) if html else expected)


_OF_ENTRIES: Mapping[str, Callable[[Any, Entry, Record], bool]] = {
    "title": lambda expected, ours, theirs: (ours.title or "") == _line(expected, theirs.get("title_detail")),
    "link": lambda expected, ours, _: ours.url == expected,
    "guid": lambda expected, ours, _: ours.guid == expected,
    "content": _content_agrees,
    "summary": _summary_agrees,
    "authors": lambda expected, ours, _: _ADDRESS.sub("", str(expected)) in ours.authors,
    "picture": lambda expected, ours, _: ours.image_url == expected,
}


class _Links(HTMLParser):
    """Collects where the links and images of a text lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = {"a": "href", "img": "src"}.get(tag)
        self.found.update(value for name, value in attrs if name == wanted and value and value.startswith("http"))


def _links(markup: str) -> set[str]:
    reader = _Links()
    reader.feed(markup)
    return reader.found
