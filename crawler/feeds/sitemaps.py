"""Sitemaps, news sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree

from crawler.feeds.links import absolute
from crawler.feeds.titles import plain
from pipelines.model import Entry, ParsedFeed
from pipelines.web.characters import clean_text
from pipelines.web.dates import parse_date

MAX_ENTRIES = 50_000
"""The protocol's own limit."""
MAX_CHILDREN = 50


def parse(text: str, url: str) -> ParsedFeed | None:
    """The pages that a sitemap names, or the sitemaps that an index names, newest first."""
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    problems = (f"line {parser.error_log[0].line}: {plain(parser.error_log[0].message)}",) if parser.error_log else ()
    records = [_record(element) for element in root.iterchildren() if isinstance(element.tag, str)]
    if _local(root) == "sitemapindex":
        return ParsedFeed(format="sitemapindex", children=_children(records, url), problems=problems)
    entries = tuple(_entry(record, url) for record in records[:MAX_ENTRIES] if record.get("loc"))
    named = [record for record in records if record.get("publication_name")]
    languages = {record["language"] for record in records if record.get("language")}
    return ParsedFeed(
        format="sitemap",
        title=named[0]["publication_name"] if named else None,
        language=languages.pop() if len(languages) == 1 else None,
        entries=entries,
        problems=problems,
    )


_LEAVES = frozenset({"loc", "lastmod", "publication_date", "title", "language"})


def _record(element: etree._Element) -> dict[str, str]:
    """The leaves of a <url> or <sitemap> element by local name, the first of each; images and videos are left out."""
    record: dict[str, str] = {}
    for leaf in element.iter():
        name, parent = _local(leaf), leaf.getparent()
        if parent is not None and _local(parent) in ("image", "video"):
            continue
        if name == "name" and parent is not None and _local(parent) == "publication":
            name = "publication_name"
        if name in _LEAVES or name == "publication_name":
            value = plain("".join(str(piece) for piece in leaf.itertext()))
            if value:
                record.setdefault(name, value)
    return record


def _entry(record: dict[str, str], url: str) -> Entry:
    """lastmod is a modification; it is never taken for the date of publication."""
    published, modified = record.get("publication_date"), record.get("lastmod")
    return Entry(
        guid=None,
        url=absolute(record["loc"], url),
        title=clean_text(record.get("title", "")) or None,
        date_published=parse_date(published),
        date_published_raw=published,
        date_modified=parse_date(modified),
        date_modified_raw=modified,
    )


def _children(records: list[dict[str, str]], url: str) -> tuple[str, ...]:
    """At most 50, newest lastmod first; those without one follow in their order."""
    long_ago = datetime(1, 1, 1, tzinfo=UTC)
    newest_first = sorted(records, key=lambda record: parse_date(record.get("lastmod")) or long_ago, reverse=True)
    links = dict.fromkeys(absolute(record.get("loc"), url) for record in newest_first)
    return tuple(link for link in links if link)[:MAX_CHILDREN]


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""
