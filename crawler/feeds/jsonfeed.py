"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/).

What is of another type than the standard says is read where it says the same (a number for a title, a name for an
author), and costs no other field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import escape

import msgspec

from crawler.feeds.links import absolute, is_http, is_picture
from crawler.feeds.loosejson import mended
from crawler.feeds.titles import plain
from pipelines.model import Entry, ParsedFeed
from pipelines.web.characters import clean_text, whole_json
from pipelines.web.dates import parse_date

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.(\d))?/?", re.IGNORECASE)
MAX_PROBLEMS = 20
MAX_BUILT = 100_000
"""Bytes of a list or object that is looked into; nobody has so many authors."""
MAX_NAMED = 200
"""Authors, links or attachments of one list."""

_ABSENT = msgspec.Raw(b"null")


class _Item(msgspec.Struct, frozen=True):
    id: msgspec.Raw = _ABSENT
    url: msgspec.Raw = _ABSENT
    external_url: msgspec.Raw = _ABSENT
    title: msgspec.Raw = _ABSENT
    content_html: msgspec.Raw = _ABSENT
    content_text: msgspec.Raw = _ABSENT
    summary: msgspec.Raw = _ABSENT
    image: msgspec.Raw = _ABSENT
    banner_image: msgspec.Raw = _ABSENT
    attachments: msgspec.Raw = _ABSENT
    date_published: msgspec.Raw = _ABSENT
    date_modified: msgspec.Raw = _ABSENT
    authors: msgspec.Raw = _ABSENT
    author: msgspec.Raw = _ABSENT
    """Version 1.0."""


class _Feed(msgspec.Struct, frozen=True):
    version: msgspec.Raw = _ABSENT
    title: msgspec.Raw = _ABSENT
    home_page_url: msgspec.Raw = _ABSENT
    language: msgspec.Raw = _ABSENT
    feed_url: msgspec.Raw = _ABSENT
    next_url: msgspec.Raw = _ABSENT
    items: msgspec.Raw = _ABSENT
    authors: msgspec.Raw = _ABSENT
    author: msgspec.Raw = _ABSENT


_FEED = msgspec.json.Decoder(_Feed)
_ITEM = msgspec.json.Decoder(_Item)
_RAW = msgspec.json.Decoder(msgspec.Raw)
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANY = msgspec.json.Decoder()
_KINDS = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number", str: "text"}
_SIGNS = ("content_html", "content_text", "date_published")
"""Fields that make an item one of JSON Feed's where the version does not say so: other formats call them otherwise."""


def parse(text: str, url: str) -> ParsedFeed | None:
    """The feed; None when the JSON is no JSON Feed, or is broken and has no entry that can be read."""
    text, fields = whole_json(text), _Fields()
    try:
        feed = _framed(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        fields.note(str(error))
        try:
            feed = _framed(mended(text))
        except (msgspec.MsgspecError, RecursionError, UnicodeError):
            return None
    stated = fields.value(feed.version, "version")
    version = _VERSION.fullmatch(stated.strip()) if isinstance(stated, str) else None
    items = list(_items(feed.items, fields))
    if not items and (fields.problems or version is None):
        return None
    if version is None:
        if all(getattr(item, sign) is _ABSENT for _, item in items for sign in _SIGNS):
            return None
        fields.note("it does not say that it is a JSON Feed")
    house_authors = fields.names(feed.authors, "authors") or fields.names(feed.author, "author")
    return ParsedFeed(
        format=f"json1{version[1] or 0}" if version else "json10",
        title=fields.text(feed.title, "title"),
        homepage=absolute(fields.link(feed.home_page_url, "home_page_url"), url),
        language=fields.text(feed.language, "language"),
        entries=tuple(_entry(item, url, house_authors, fields.within(number)) for number, item in items),
        self_url=_http(fields.link(feed.feed_url, "feed_url"), url),
        older=_http(fields.link(feed.next_url, "next_url"), url),
        problems=tuple(fields.problems),
    )


def _framed(text: str) -> _Feed:
    """The feed's own fields; a list stands for the items of a feed that has no others. Raises MsgspecError."""
    return _FEED.decode(text) if text.startswith("{") else _Feed(items=_RAW.decode(text))


def _items(raw: msgspec.Raw, fields: _Fields) -> Iterator[tuple[int, _Item]]:
    """The items that are objects, with their numbers. An object that stands for the list has them as its values, as PHP
    writes a list with holes, or is the one item."""
    found: Iterable[msgspec.Raw] = ()
    with suppress(msgspec.MsgspecError, RecursionError):
        found = _LIST.decode(raw)
    begin = bytes(memoryview(raw)[:1])
    if begin not in (b"[", b"n"):
        fields.note("items is no list")
    if begin == b"{":
        with suppress(msgspec.MsgspecError, RecursionError):
            values = _OBJECT.decode(raw)
            found = (raw,) if values.keys() & {"id", "url", *_SIGNS} else values.values()
    for number, each in enumerate(found, 1):
        try:
            yield number, _ITEM.decode(each)
        except (msgspec.MsgspecError, RecursionError) as error:
            fields.within(number).note(str(error))


def _entry(item: _Item, url: str, house_authors: tuple[str, ...], fields: _Fields) -> Entry:
    guid = fields.line(item.id, "id", may_be_number=True)
    published, modified = (
        fields.line(raw, name, may_be_number=True)
        for raw, name in ((item.date_published, "date_published"), (item.date_modified, "date_modified"))
    )
    link = absolute(fields.link(item.url, "url"), url) or absolute(fields.link(item.external_url, "external_url"), url)
    content = fields.string(item.content_html, "content_html")
    if not (content or "").strip() and (text := fields.string(item.content_text, "content_text")):
        content = html_of_text(text)
    return Entry(
        guid=guid,
        url=link or (guid if is_http(guid) else None),
        title=fields.text(item.title, "title"),
        date_published=parse_date(published),
        date_published_raw=published,
        date_modified=parse_date(modified),
        date_modified_raw=modified,
        authors=fields.names(item.authors, "authors") or fields.names(item.author, "author") or house_authors,
        summary=fields.text(item.summary, "summary"),
        content_html=content or None,
        image_url=_image(item, url, fields),
    )


def _image(item: _Item, url: str, fields: _Fields) -> str | None:
    links = [fields.link(item.image, "image"), fields.link(item.banner_image, "banner_image")]
    for each in _several(fields.value(item.attachments, "attachments")):
        link, kind = (each.get("url"), each.get("mime_type")) if isinstance(each, dict) else (each, None)
        kind = kind if isinstance(kind, str) else None
        links += [link] if isinstance(link, str) and is_picture(link, kind=kind) else []
    return next((found for link in links if (found := _http(link, url))), None)


def _http(link: str | None, url: str) -> str | None:
    """The link, absolute; None for what cannot be asked for."""
    found = absolute(link, url)
    return found if is_http(found) else None


def html_of_text(text: str) -> str:
    """Plain text as paragraphs; a blank line ends one."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)


class _Fields:
    """Reads fields, each by itself, and notes those that are not of their type."""

    def __init__(self, problems: list[str] | None = None, where: str = "") -> None:
        self.problems = [] if problems is None else problems
        self._where = where

    def within(self, number: int) -> _Fields:
        """For the fields of an item."""
        return _Fields(self.problems, f"item {number}: ")

    def note(self, problem: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(self._where + plain(problem))

    def value(self, raw: msgspec.Raw, name: str) -> object:
        """What stands there; None for nothing, and for a list or an object by the megabyte."""
        written = memoryview(raw)
        if len(written) <= MAX_BUILT or bytes(written[:1]) == b'"':
            with suppress(msgspec.MsgspecError, RecursionError):
                return _ANY.decode(raw)
        self.note(f"{name} cannot be read")
        return None

    def string(self, raw: msgspec.Raw, name: str, *, may_be_number: bool = False) -> str | None:
        """Text as it stands; a number as text."""
        value = self.value(raw, name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not isinstance(value, str | None) and not (is_number and may_be_number):
            self.note(f"{name} is {_KINDS[type(value)]}")
        return value if isinstance(value, str) else str(value) if is_number else None

    def line(self, raw: msgspec.Raw, name: str, *, may_be_number: bool = False) -> str | None:
        """What is compared, on one line; None where there is nothing."""
        return plain(self.string(raw, name, may_be_number=may_be_number) or "") or None

    def text(self, raw: msgspec.Raw, name: str) -> str | None:
        """What is read, on one line; None where there is none."""
        return clean_text(self.string(raw, name) or "") or None

    def link(self, raw: msgspec.Raw, name: str) -> str | None:
        """The first link of what may be one, a list of them, or an object that has one."""
        value = self.value(raw, name)
        if not isinstance(value, str | None):
            self.note(f"{name} is {_KINDS[type(value)]}")
        links = (each.get("url") or each.get("href") if isinstance(each, dict) else each for each in _several(value))
        return next((link for link in links if isinstance(link, str) and link.strip()), None)

    def names(self, raw: msgspec.Raw, name: str) -> tuple[str, ...]:
        """The names of authors, who may be objects or names, one or a list; an address alone is no name."""
        value = self.value(raw, name)
        people = _several(value)
        if any(not isinstance(each, dict) for each in people) or isinstance(value, dict if name == "authors" else list):
            self.note(f"{name} is not as the standard has it")
        named = (each.get("name") if isinstance(each, dict) else each for each in people)
        names = (clean_text(name) for name in named if isinstance(name, str))
        return tuple(dict.fromkeys(name for name in names if name and not ("@" in name and " " not in name)))


def _several(value: object) -> list[object]:
    """The value as a list, of which not all may be looked at."""
    return value[:MAX_NAMED] if isinstance(value, list) else [] if value is None else [value]
