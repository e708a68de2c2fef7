"""RSS, RDF and Atom, by feedparser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from crawler.feeds.jsonfeed import html_of_text
from crawler.feeds.links import absolute, absolute_in, is_http, is_picture
from crawler.feeds.parser import WRITTEN, read
from crawler.feeds.salvage import breaks_off
from crawler.feeds.stated import read_stated
from crawler.feeds.titles import plain, text_of_html
from pipelines.model import Entry, ParsedFeed
from pipelines.web.characters import clean_text
from pipelines.web.dates import parse_date

_FORMATS = {"rss10": "rdf10", "rss090": "rdf090"}
"""Where feedparser's name hides that the feed is RDF."""
ARTICLE_CHARS = 800
"""A description of several paragraphs and this much text is the article's own."""
FOOTER_WORDS = 15
"""Beside the title; the name of the site is among them."""
_NO_TEXT = ("image/", "audio/", "video/", "font/")
_HTML = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})


def parse(text: str, url: str) -> ParsedFeed | None:
    """The feed; None when feedparser finds none.

    text: begins with the root element; has no doctype.
    """
    result, problem = read(text, url)
    feed: Mapping[str, Any] = result.get("feed") or {}
    version = result.get("version") or _cdf(text, feed, result)
    if not version:
        return None
    is_atom = version.startswith("atom")
    house_authors = _authors(feed) if is_atom else ()
    language = plain(_own(feed, "language") or "") or None
    entries = [_entry(entry, url, is_atom, house_authors, language) for entry in result.get("entries", ())]
    if problem and entries and entries[-1].url is None and breaks_off(text):
        entries.pop()  # its link was still to come
    return ParsedFeed(
        format=_FORMATS.get(version, version),
        title=_text(feed, "title"),
        homepage=_homepage(feed, url),
        language=language,
        entries=tuple(entries),
        problems=(problem,) if problem else (),
        stated=read_stated(feed, text),
        self_url=_related(feed, url, "self"),
        older=_related(feed, url, "prev-archive") or _related(feed, url, "next"),
        generator=plain(str(_own(feed, "generator") or ""))[:200] or None,
    )


def _cdf(text: str, feed: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """The format's name for a channel without a frame (Microsoft's Channel Definition Format), else "".

    feedparser reads it and does not say so.
    """
    is_channel = text[:8].lower() == "<channel" and (feed.get("title") or feed.get("link") or result.get("entries"))
    return "cdf" if is_channel else ""


def _relation(link: Mapping[str, Any]) -> str:
    """The link's relation in lower case; a registered one may be written as its URI (RFC 4287 4.2.7.2)."""
    rel = str(link.get("rel") or "alternate").strip().lower()
    return rel.removeprefix("http://www.iana.org/assignments/relation/")


def _alternate(record: Mapping[str, Any]) -> str | None:
    """The link to the page that the entry, or the feed, stands for; None without one.

    RSS has an element for it. Of several alternates in Atom's way the first that is HTML counts, then the first that
    states no type, then the first: others are the same thing as JSON, as PDF, as sound.
    """
    links = [link for link in _own(record, "links") or () if _relation(link) == "alternate"]
    best = min((link for link in links if (link.get("href") or "").strip()), key=_rank, default=None)
    return None if best is None else str(best["href"])


def _rank(link: Mapping[str, Any]) -> int:
    written = link.get(WRITTEN)
    if written != "typed":
        return 0 if written == "text" else 2
    return 1 if str(link.get("type")).partition(";")[0].strip().lower() in _HTML else 3


def _homepage(feed: Mapping[str, Any], url: str) -> str | None:
    found = absolute(_alternate(feed) or _own(feed, "link"), url)
    return found if is_http(found) else None


def _related(feed: Mapping[str, Any], url: str, rel: str) -> str | None:
    """The first link of the feed with this relation, absolute; None for what cannot be asked for."""
    for link in _own(feed, "links") or ():
        if _relation(link) == rel:
            found = absolute(link.get("href"), url)
            return found if is_http(found) else None
    return None


def _image(entry: Mapping[str, Any], url: str) -> str | None:
    """The entry's own picture: media:content, media:thumbnail, an enclosure, itunes:image; None without one."""
    enclosures = [link for link in _own(entry, "links") or () if _relation(link) == "enclosure"]
    named = [
        *((each.get("url"), each.get("medium"), each.get("type")) for each in _own(entry, "media_content") or ()),
        *((each.get("url"), "image", None) for each in _own(entry, "media_thumbnail") or ()),
        *((each.get("href"), None, each.get("type")) for each in enclosures),
        ((_own(entry, "image") or {}).get("href"), "image", None),
    ]
    for link, medium, kind in named:
        if is_picture(link, medium=medium, kind=kind) and is_http(found := absolute(link, url)):
            return found
    return None


def _own(record: Mapping[str, Any], key: str) -> Any:
    """The value under this very key: a FeedParserDict answers with `published` when asked for `updated`."""
    return dict.get(record, key) if isinstance(record, dict) else None


def _entry(
    entry: Mapping[str, Any], url: str, is_atom: bool, house_authors: tuple[str, ...], language: str | None
) -> Entry:
    guid = _guid(entry, url)
    published, updated, created = (_date(entry, key, language) for key in ("published", "updated", "created"))
    modified = updated if is_atom or published[1] else (None, None)
    if not published[1] or not (is_atom or published[0]):  # of what RSS has, the first that can be read
        dated = (published, updated, created)
        published = next((d for d in dated if d[0]), next((d for d in dated if d[1]), published))
    title, content, summary = _text(entry, "title"), _content(entry, url), _text(entry, "summary")
    if content is None and (content := _long_description(entry, summary, url)):
        summary = None
    elif content is not None and not _own(entry, "summary_detail"):
        summary = None  # feedparser repeats the content there
    return Entry(
        guid=guid,
        url=_link(entry, guid, url),
        title=title,
        date_published=published[0],
        date_published_raw=published[1],
        date_modified=modified[0],
        date_modified_raw=modified[1],
        authors=_authors(entry) or house_authors,
        summary=_without_footer(summary, title),
        content_html=content,
        image_url=_image(entry, url),
    )


def _link(entry: Mapping[str, Any], guid: str | None, url: str) -> str | None:
    """feedburner:origLink, else the alternate link, else a guid that is a permalink."""
    original = _own(entry, "feedburner_origlink")
    if isinstance(original, str) and original.strip():
        return absolute(original, url)
    if alternate := _alternate(entry):
        return absolute(alternate, url)
    link = _own(entry, "link")
    if isinstance(link, str) and link.strip() and link.strip() != guid:
        return absolute(link, url)
    if link is None and _own(entry, "guidislink") is False:
        return None  # isPermaLink="false"
    return guid if is_http(guid) else None


def _guid(entry: Mapping[str, Any], url: str) -> str | None:
    """The guid as it stands; a path that is the entry's only link, absolute, as that link is."""
    guid = plain(str(_own(entry, "id") or "")) or None
    return absolute(guid, url) if guid and guid.startswith("/") and _own(entry, "guidislink") else guid


def _date(entry: Mapping[str, Any], key: str, language: str | None) -> tuple[datetime | None, str | None]:
    """The moment and the raw string. feedparser's own reading does not count: a page's date is read otherwise."""
    raw = plain(str(_own(entry, key) or ""))[:200] or None
    return parse_date(raw, language), raw


def _content(entry: Mapping[str, Any], url: str) -> str | None:
    """The longest of the entry's contents as HTML, its links absolute; None without one that is a text."""
    contents = []
    for content in _own(entry, "content") or ():
        value, kind = content.get("value") or "", str(content.get("type") or "text/html").lower()
        if value.strip() and not kind.startswith(_NO_TEXT):
            contents.append((html_of_text(value) if kind == "text/plain" else value, content.get("base")))
    longest, base = max(contents, key=lambda each: len(each[0]), default=(None, None))
    return None if longest is None else absolute_in(longest, base or url)


def _long_description(entry: Mapping[str, Any], text: str | None, url: str) -> str | None:
    """The description as HTML where it is an article: RSS had no other place for one."""
    detail = _own(entry, "summary_detail") or {}
    if text is None or detail.get("type") not in _HTML or len(text) < ARTICLE_CHARS or "\n\n" not in text:
        return None
    return absolute_in(str(_own(entry, "summary")), detail.get("base") or url)


def _without_footer(summary: str | None, title: str | None) -> str | None:
    """The summary without WordPress's "The post (title) appeared first on ...", in any language."""
    text, _, last = (summary or "").rpartition("\n\n")
    if text and title and title in last and len(last.replace(title, "", 1).split()) <= FOOTER_WORDS:
        return text
    return summary


def _authors(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Names only, each once; an address without a name is left out."""
    authors: Iterable[Mapping[str, Any]] = _own(record, "authors") or ()
    names = (clean_text(str(author.get("name") or "")) for author in authors)
    return tuple(dict.fromkeys(name for name in names if name and not ("@" in name and " " not in name)))


def _text(record: Mapping[str, Any], key: str) -> str | None:
    value = _own(record, key)
    if not isinstance(value, str):
        return None
    detail = _own(record, f"{key}_detail") or {}
    kind = str(detail.get("type") or ("text/html" if key == "summary" else "text/plain"))
    text = text_of_html(value) if kind in _HTML else clean_text(value)
    return (clean_text(text) if key == "title" else text) or None
