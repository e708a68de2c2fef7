"""How much mark-up parsers and walks are given: every limit with its reason, and what of a page is beyond it.

A page is looked at by one walk over its bytes before any parser sees it; crawler/feeds/bodies.py looks at a feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_TAGS = 80_000
""""<" characters. The largest of 2,500 news pages has 38,000; trafilatura needs over 30 s for 100,000 linked lines."""
MAX_DEPTH = 1_000
"""Elements inside one another. Chromium stops at 512; trafilatura loses text below 255, which the tree here keeps."""
MAX_ATTRIBUTES = 1_000
"""Of one element; a parser compares each with each."""
MAX_ALL_ATTRIBUTES = 200_000
"""Of all elements of a page of more than MANY_BYTES. At most 40 bytes of a tree for each byte of mark-up: 64 MB."""
MANY_BYTES = 1_000_000
LONG_TAG = 8_000
"""Bytes of a tag from which its attributes are counted at all; data: URIs and JSON make long tags too."""

MAX_WALKED_DEPTH = 150
"""Elements deeper than this are read as plain text of the one that holds them. The walk takes two Python frames a
level, and real pages stay below 100 levels."""
MAX_ARTICLES = 300
"""trafilatura looks for the outermost ones in a time that explodes with their depth: 1,458 within one another, 7 s."""
MAX_HEAD_BYTES = 100_000
"""Of a page, in which its meta elements are looked for; they stand in the head."""
MAX_LINKED_BYTES = 2_000_000
"""Of a page whose links to feeds are looked for, in the process that the crawl waits in."""

MAX_FEED_BYTES = 50_000_000
"""Inflated; also the limit that sitemaps.org sets for one sitemap."""
MAX_FEED_DEPTH = 200
"""Elements inside one another; a feed's own are five, and XHTML in it is as deep as a page."""
MAX_FEED_ATTRIBUTES = 500
"""In one element; 40,000 keep feedparser busy for 38 s."""
MAX_FEED_NAME = 300
"""Characters of an element's name; one of 10 MB takes 2 GB."""
MAX_UNENDED = 200
"""Tags that do not end in a title or summary: html.parser looks through all that follows for the end of each."""
MAX_FEED_TEXT = 60_000
"""Characters of an entry's text that may be a teaser; nobody teases at this length, and it is read where the crawl
waits for it."""

_QUOTED = re.compile(rb""""[^"]*"|'[^']*'""")
_VALUE = re.compile(rb"""=\s*(?:""|[^\s"'/]*)""")
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]+")
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_UNREAD = re.compile(rb"<!--|<(?:script|style|template|textarea|noscript)(?=[\s/>])")
# Void elements, and those that end where another of their kind begins: a thousand open ones are no nesting.
_FLAT = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th tbody "
    b"thead tfoot colgroup rp rt html head body".split()
)


def over_limit(markup: bytes) -> str | None:
    """Why this mark-up is not given to a parser; None for a page like others. In linear time, whatever it holds.

    Scripts hold comparisons and pieces of mark-up, so that a page which seems too much is looked at without them.
    """
    tags = markup.count(b"<")
    if tags > MAX_TAGS:
        return f"{tags:,} tags, more than {MAX_TAGS:,}"
    return _too_much(markup) and _too_much(_without_scripts(markup.lower()))


def _too_much(markup: bytes) -> str | None:
    for tag in _long_tags(markup):
        attributes = _count_attributes(tag)
        if attributes > MAX_ATTRIBUTES:
            return f"an element with {attributes:,} attributes, more than {MAX_ATTRIBUTES:,}"
    if len(markup) > MANY_BYTES:
        pieces = markup.split(b"<")
        attributes = _count_attributes(b" ".join(piece.partition(b">")[0] for piece in pieces)) - len(pieces)
        if attributes > MAX_ALL_ATTRIBUTES:
            return f"{attributes:,} attributes, more than {MAX_ALL_ATTRIBUTES:,}"
    return f"elements nested more than {MAX_DEPTH:,} deep" if _is_deep(markup) else None


def _without_scripts(markup: bytes) -> bytes:
    """The mark-up without scripts, styles and comments; one that does not end stays, and all behind it.

    markup: in lower case.
    """
    shown: list[bytes] = []
    at = 0
    while opening := _UNREAD.search(markup, at):
        ending = b"-->" if opening[0] == b"<!--" else b"</" + opening[0][1:]
        end = markup.find(ending, opening.end())
        if end < 0:
            break
        shown.append(markup[at : opening.start()])
        at = end + len(ending)
    return b"".join([*shown, markup[at:]])


def _count_attributes(tag: bytes) -> int:
    """The words of a tag that are no values, its name among them; a "/" parts two as white space does."""
    return len(_VALUE.sub(b" ", _QUOTED.sub(b'""', tag)).replace(b"/", b" ").split())


def _is_deep(markup: bytes) -> bool:
    """Whether more than MAX_DEPTH elements are open at once; an end tag ends what was left open inside its element."""
    opened: list[bytes] = []
    for slash, name in _TAG.findall(markup):
        if name in _FLAT or (name := name.lower()) in _FLAT:
            continue
        if not slash:
            opened.append(name)
            if len(opened) > MAX_DEPTH:
                return True
        elif opened and opened[-1] == name:
            opened.pop()
        elif name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
    return False


def _long_tags(markup: bytes) -> Iterator[bytes]:
    """Tags of more than LONG_TAG bytes, from their "<" to the next "<" or ">".

    Each covers a whole stride, so that only what lies around a stride without "<" and ">" is looked at.
    """
    stride = LONG_TAG // 2
    end = 0
    for start in range(0, len(markup), stride):
        if start < end or _next_angle(markup, start, start + stride) < start + stride:
            continue
        opening = markup.rfind(b"<", end, start)
        end = _next_angle(markup, start, len(markup))
        if opening >= 0 and end - opening > LONG_TAG and _LONG_TAG.fullmatch(markup, opening, end):
            yield markup[opening:end]


def _next_angle(markup: bytes, start: int, end: int) -> int:
    """Where the next "<" or ">" stands; the end if there is none before it."""
    places = (markup.find(b"<", start, end), markup.find(b">", start, end))
    return min((place for place in places if place >= 0), default=end)
