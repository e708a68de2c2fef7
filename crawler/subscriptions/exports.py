"""Feeds as other programs read them: OPML 2.0 (https://opml.org/spec2.opml), feeds.toml, text, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from lxml import etree

from crawler.subscriptions.feedsfile import toml_of
from pipelines.model import FeedSource

Export = Literal["opml", "toml", "text", "json"]
SUFFIXES: dict[str, Export] = {
    ".opml": "opml",
    ".xml": "opml",
    ".toml": "toml",
    ".txt": "text",
    ".json": "json",
}
_NO_XML = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A configured feed, and what is known of it."""

    source: FeedSource
    title: str | None = None
    """The file's, else the feed's own."""
    homepage: str | None = None


def format_for(path: Path | None) -> Export:
    """The format that a file's name asks for; OPML where it asks for none."""
    return SUFFIXES.get(path.suffix.lower(), "opml") if path is not None else "opml"


def export(feeds: Sequence[Exported], form: Export) -> str:
    """The feeds as the text of a file, in their order."""
    return _FORMS[form](feeds)


def unheld(feeds: Iterable[Exported], form: Export) -> int:
    """How many feeds have settings that the format has no place for."""
    if form in ("toml", "json"):
        return 0
    kept = ("url", "title", "tags") if form == "opml" else ("url",)
    bare = FeedSource(url="")
    return sum(
        any(getattr(feed.source, name) != getattr(bare, name) for name in asdict(bare) if name not in kept)
        for feed in feeds
    )


def _opml(feeds: Sequence[Exported]) -> str:
    """A folder for each run of feeds with the same tag, so that they stay in order; more tags stand in `category`.

    A category is a list with commas, of paths with slashes: a tag that has either becomes a folder too.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds followed by copydesk"
    body = etree.SubElement(root, "body")
    for path, group in groupby(feeds, key=lambda feed: _folders(feed.source.tags)):
        folder = body
        for name in path:
            folder = etree.SubElement(folder, "outline", text=_xml(name))
        for feed in group:
            folder.append(_outline(feed, path))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode", pretty_print=True)


def _folders(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tag for place, tag in enumerate(tags) if place == 0 or not _fits_category(tag))


def _fits_category(tag: str) -> bool:
    return not set(",/") & set(tag)


def _outline(feed: Exported, folders: tuple[str, ...]) -> etree._Element:
    source = feed.source
    name = _xml(feed.title or source.url)
    element = etree.Element("outline", type="rss", text=name, title=name, xmlUrl=_xml(source.url))
    if feed.homepage:
        element.set("htmlUrl", _xml(feed.homepage))
    if set(source.tags) - set(folders):
        element.set("category", _xml(",".join(tag for tag in source.tags if _fits_category(tag))))
    return element


def _xml(text: str) -> str:
    """The text with blanks for what XML cannot hold."""
    return _NO_XML.sub(" ", text)


def _toml(feeds: Sequence[Exported]) -> str:
    return toml_of([feed.source for feed in feeds])


def _text(feeds: Sequence[Exported]) -> str:
    return "".join(f"{feed.source.url}\n" for feed in feeds)


def _json(feeds: Sequence[Exported]) -> str:
    rows = [asdict(feed.source) | {"title": feed.title, "homepage": feed.homepage} for feed in feeds]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


_FORMS: dict[Export, Callable[[Sequence[Exported]], str]] = {
    "opml": _opml,
    "toml": _toml,
    "text": _text,
    "json": _json,
}
