"""The gate to feedparser: a feed's text as its dictionaries, of a broken feed with the entries around the fault."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from crawler.feeds.salvage import Pieces, cut, fault, mended, with_namespaces
from crawler.feeds.titles import plain

WRITTEN = "copydesk:written"
"""Key of a link: "text" for one that is an element's text, as in RSS; "typed" or "untyped", as it states a type or not,
for one that is an attribute."""
MAX_ILL = 20
"""Entries of a feed that are read by themselves, each by a parser of its own; with more, the whole is read as it is."""


def read(text: str, url: str) -> tuple[Mapping[str, Any], str | None]:
    """feedparser's result, and what is wrong with the text; an empty result where feedparser finds no feed.

    feedparser reads a body that is not well-formed by a parser which guesses, from the fault on to the end. Here only
    the entry with the fault is given to that parser.
    """
    problem = fault(text)
    if problem is None:
        return _parse(text, url)
    text = with_namespaces(text)
    result = None
    if fault(text) is not None and (pieces := cut(text)) is not None:
        result = _salvaged(pieces, url)
    return result or _parse(text, url)[0], problem


def _salvaged(pieces: Pieces, url: str) -> Mapping[str, Any] | None:
    """The result with the entries that are well-formed, or can be made so, read at once, the others one by one.

    None where that does not pay, or the pieces turn out not to be one entry each.
    """
    sound: dict[int, str] = {}
    ill: dict[int, str] = {}
    for number, piece in enumerate(pieces.entries):
        repaired = piece if fault(pieces.alone(piece)) is None else mended(piece)
        is_sound = repaired is piece or fault(pieces.alone(repaired)) is None
        (sound if is_sound else ill)[number] = repaired
    if len(ill) > min(MAX_ILL, len(pieces.entries) - 1):
        return None
    result, _ = _parse(pieces.joined(list(sound.values())), url)
    if len(result.get("entries", ())) != len(sound):
        return None
    entries = dict(zip(sound, result["entries"], strict=True))
    for number, piece in ill.items():
        if found := _parse(pieces.alone(piece), url)[0].get("entries"):
            entries[number] = found[0]
    return {**result, "entries": [entries[number] for number in sorted(entries)]}


def _start_link(parser: Any, attributes: dict[str, str]) -> None:
    """feedparser's own, after a note of how the link is written."""
    from feedparser.namespaces._base import Namespace

    named = {"href", "url", "uri"} & attributes.keys()
    attributes[WRITTEN] = "typed" if attributes.get("type") else "untyped" if named else "text"
    Namespace._start_link(parser, attributes)  # noqa: SLF001


def _parse(text: str, url: str) -> tuple[Mapping[str, Any], str | None]:
    """Whatever feedparser raises is a problem of the body.

    It is imported here, since only workers come this far. It is given a stream of bytes, since a string may be opened
    as a file; the media type, since text/xml without a charset would mean ASCII. Its list of elements that hold
    relative URIs loses "id": the guid "42" would become a link, and another one when the feed moves. A link keeps a
    word on how it is written, since each without a type gets text/html. Its search for an XML parser that no Python has
    any more looks through all folders of modules, for each feed.
    """
    import feedparser
    from feedparser import api
    from feedparser.mixin import _FeedParserMixin

    _FeedParserMixin.can_be_relative_uri = _FeedParserMixin.can_be_relative_uri - {"id"}
    _FeedParserMixin._start_link = _start_link  # noqa: SLF001
    api.PREFERRED_XML_PARSERS = []
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    body = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        result = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # noqa: BLE001  its loose parser raises what the body makes it raise
        return {}, f"{type(error).__name__}: {error}"
    problem = result.get("bozo_exception") if result.get("bozo") else None
    return result, plain(str(problem)).removeprefix("<unknown>:")[:300] if problem else None
