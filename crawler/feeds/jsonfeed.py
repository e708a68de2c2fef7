"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import re
from html import escape

import msgspec

from crawler.feeds.links import absolute, is_http, is_picture
from crawler.feeds.titles import plain
from pipelines.model import Entry, ParsedFeed
from pipelines.web.dates import parse_date

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.(\d))?/?", re.IGNORECASE)
MAX_PROBLEMS = 20


class _Author(msgspec.Struct, frozen=True):
    name: str | None = None


class _Attachment(msgspec.Struct, frozen=True):
    url: str | None = None
    mime_type: str | None = None


class _Item(msgspec.Struct, frozen=True):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: str | None = None
    banner_image: str | None = None
    attachments: tuple[_Attachment, ...] | None = None
    date_published: str | None = None
    date_modified: str | None = None
    authors: tuple[_Author, ...] | None = None
    author: _Author | None = None
    """Version 1.0."""


class _BareItem(msgspec.Struct, frozen=True):
    """What is left of an item when one of its other fields is not what the standard says."""

    id: str | int | float | None = None
    url: str | None = None


class _Feed(msgspec.Struct, frozen=True):
    version: str
    title: object = None
    home_page_url: object = None
    language: object = None
    feed_url: object = None
    next_url: object = None
    items: list[msgspec.Raw] = []
    authors: object = None
    author: object = None


_FEED = msgspec.json.Decoder(_Feed)
_ITEM = msgspec.json.Decoder(_Item)
_BARE_ITEM = msgspec.json.Decoder(_BareItem)


def parse(text: str, url: str) -> ParsedFeed | None:
    """The feed; None when the JSON is not a JSON Feed. An item that cannot be read becomes a problem."""
    try:
        feed = _FEED.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    version = _VERSION.fullmatch(feed.version.strip())
    if not version:
        return None
    house_authors = _house_authors(feed)
    entries: list[Entry] = []
    problems: list[str] = []
    for number, raw in enumerate(feed.items, 1):
        item, problem = _read_item(raw)
        if problem and len(problems) < MAX_PROBLEMS:
            problems.append(f"item {number}: {problem}")
        if item is not None:
            entries.append(_entry(item, url, house_authors))
    return ParsedFeed(
        format=f"json1{version[1] or 0}",
        title=_text(feed.title),
        homepage=absolute(feed.home_page_url, url) if isinstance(feed.home_page_url, str) else None,
        language=_text(feed.language),
        entries=tuple(entries),
        problems=tuple(problems),
        self_url=_http(feed.feed_url, url),
        older=_http(feed.next_url, url),
    )


def _http(link: object, url: str) -> str | None:
    """The link, absolute; None for what cannot be asked for."""
    found = absolute(link, url) if isinstance(link, str) else None
    return found if is_http(found) else None


def _read_item(raw: msgspec.Raw) -> tuple[_Item | None, str | None]:
    try:
        return _ITEM.decode(raw), None
    except (msgspec.MsgspecError, RecursionError) as error:
        problem = plain(str(error))
    try:
        bare = _BARE_ITEM.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return None, problem
    return _Item(id=bare.id, url=bare.url), problem


def _entry(item: _Item, url: str, house_authors: tuple[str, ...]) -> Entry:
    guid = None if item.id is None else str(item.id).strip() or None
    published = item.date_published
    link = absolute(item.url, url) or absolute(item.external_url, url) or (guid if is_http(guid) else None)
    content = item.content_html
    if not (content or "").strip() and item.content_text:
        content = html_of_text(item.content_text)
    return Entry(
        guid=guid,
        url=link,
        title=_text(item.title),
        date_published=parse_date(published),
        date_published_raw=published or None,
        date_modified=parse_date(item.date_modified),
        date_modified_raw=item.date_modified or None,
        authors=_names(item.authors or (item.author,)) or house_authors,
        summary=_text(item.summary),
        content_html=content or None,
        image_url=_image(item, url),
    )


def _image(item: _Item, url: str) -> str | None:
    attached = (each.url for each in item.attachments or () if is_picture(each.url, kind=each.mime_type))
    links = (_http(link, url) for link in (item.image, item.banner_image, *attached))
    return next((link for link in links if link), None)


def html_of_text(text: str) -> str:
    """Plain text as paragraphs; a blank line ends one."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


def _house_authors(feed: _Feed) -> tuple[str, ...]:
    """The feed's own authors, who stand for each item that names none."""
    try:
        return _names(msgspec.convert(feed.authors or [feed.author or {}], tuple[_Author, ...]))
    except msgspec.ValidationError:
        return ()


def _names(authors: tuple[_Author | None, ...]) -> tuple[str, ...]:
    names = (plain(author.name or "") for author in authors if author)
    return tuple(dict.fromkeys(name for name in names if name))


def _text(value: object) -> str | None:
    return (plain(value) or None) if isinstance(value, str) else None
