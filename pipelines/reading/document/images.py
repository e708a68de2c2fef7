"""Images as the page names them, and the elements that show one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml.html import HtmlElement

from pipelines.model import PageImage
from pipelines.web.urls import MAX_URL_LENGTH

_SHOWN = ("img", "amp-img", "picture", "video", "iframe", "svg", "noscript", "figcaption", "audio")
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_LABELLED_LENGTH = 1500  # characters; what holds more than an image and its label
_PLAIN_URL = re.compile(
    r"https?://[a-zA-Z0-9.-]+(?::[0-9]+)?/[^\0-\x20;?#]*(?:\?[^\0-\x20#]+)?(?:#[^\0-\x20]+)?"
)  # what urljoin() returns unchanged, in a quarter of its time


def absolute(base_url: str, href: str | None) -> str | None:
    """An absolute http(s) URL; None for anything else, and for what is too long to be asked for."""
    if not href or len(href) > MAX_URL_LENGTH:
        return None
    href = href.strip()
    if _PLAIN_URL.fullmatch(href):
        return href
    if href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urljoin(base_url, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) else None


_BLANK = 8  # characters of white space in an image's own item
_LINES_EACH = 2


def read_image(element: HtmlElement, base_url: str) -> PageImage | None:
    """The image that an <img> shows; None for a tracking pixel, and where none of its sources is an address."""
    if element.get("width") in ("0", "1") or element.get("height") in ("0", "1"):
        return None
    for candidate in _candidates(element):
        if candidate and not candidate.startswith("data:") and (url := absolute(base_url, candidate)):
            return PageImage(url=url, alt=" ".join((element.get("alt") or "").split()))
    return None


def _candidates(element: HtmlElement) -> Iterator[str | None]:
    """Best first: what a lazy loader would show, then the source, then the widest of a set."""
    yield from map(element.get, _SOURCES)
    for name in _SETS:
        yield largest_of(element.get(name))
    parent = element.getparent()
    if parent is not None and parent.tag == "picture":
        for source in parent.iter("source"):
            for name in _SETS:
                yield largest_of(source.get(name))


def largest_of(srcset: str | None) -> str | None:
    """The URL of a srcset's widest candidate.

    >>> largest_of("/a.jpg 320w, /b.jpg 1280w")
    '/b.jpg'
    """
    best, width = None, -1.0
    for candidate in re.split(r",\s+", srcset or ""):
        url, _, size = candidate.strip().partition(" ")
        try:
            found = float(size.strip()[:-1] or 0)
        except ValueError:
            found = 0.0
        if url and found > width:
            best, width = url, found
    return best


def shows_something(figure: HtmlElement) -> bool:
    """Whether a <figure> holds a picture, a film or an embedded page; tables and quotes stand in figures too."""
    if next(figure.iter("table", "blockquote", "pre"), None) is not None:
        return False
    return next(figure.iter(*_SHOWN), None) is not None


def shows_and_says_little(element: HtmlElement) -> bool | None:
    """Whether an element holds an image and little text; None where it holds no image."""
    if next(element.iter("img", "amp-img", "video", "iframe", "picture"), None) is None:
        return None
    return not is_longer(element, _LABELLED_LENGTH)


def lists_pictures(element: HtmlElement) -> bool:
    """Whether a list's items are pictures and the few lines below each: nothing but an image in the first, no links."""
    items = [item for item in element if item.tag == "li"]
    if len(items) < 2 or next(items[0].iter("img", "amp-img"), None) is None or is_longer(items[0], _BLANK):
        return False
    pictures = sum(next(item.iter("img", "amp-img"), None) is not None for item in items)
    return (
        len(items) - pictures <= _LINES_EACH * pictures
        and next(element.iter("a"), None) is None
        and not is_longer(element, _LABELLED_LENGTH * pictures)
    )


def is_longer(element: HtmlElement, size: int) -> bool:
    """Whether an element's text has more characters than this; looks no further than needed."""
    total = 0
    for piece in element.itertext():
        total += len(piece)
        if total > size:
            return True
    return False
