"""A body's bytes as text that is safe to give to a parser."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.feeds import effort, entities
from crawler.feeds.dialect import Opened
from pipelines.web.charsets import FEED, decode
from pipelines.web.markup import MAX_FEED_ATTRIBUTES, MAX_FEED_BYTES, MAX_FEED_DEPTH, MAX_FEED_NAME

_SITEMAPS = frozenset({"urlset", "sitemapindex"})

_GZIP = b"\x1f\x8b"
_PIECE_BYTES = 1 << 14
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CHARREF = re.compile(r"&#(?:(?:[xX]([0-9a-fA-F]+)|([0-9]+));?)?")
_COMMENTED_JSON = re.compile(r"(?:\s|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+[{\[]")
_PAIR = re.compile(
    r"&#(?:[xX]0*([dD][89abAB][0-9a-fA-F]{2})|0*(5[56]\d{3}));&#(?:[xX]0*([dD][c-fC-F][0-9a-fA-F]{2})|0*(5[67]\d{3}));"
)
"""A character as two references, by what knows UTF-16 alone."""
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|rdf|feed|urlset|sitemapindex|channel)(?=[\s/>])", re.IGNORECASE | re.ASCII
)
_TAG = re.compile(r"(/?)([A-Za-z_][^\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*+)")
_ATTRIBUTE = re.compile(r"[\w:.-]\s*+=")
JUNK_CHARS = 20_000
"""How far into the text the root may stand: PHP warnings, comments and licences come before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A body that no parser should see."""

    problem: str


def open_body(body: bytes, content_type: str) -> Opened | Unreadable:
    """The body's text, inflated and decoded; or why it is not looked at."""
    inflated = _inflate(body)
    if isinstance(inflated, Unreadable):
        return inflated
    body, problem = inflated
    decoded = decode(body, content_type, FEED)
    text, problems = decoded.text, [*([problem] if problem else []), *decoded.problems]
    if found := _CONTROL.search(text):
        problems.append(f"control character U+{ord(found[0]):04X}")
        text = _CONTROL.sub("", text)
    text = text.lstrip("\ufeff \t\r\n")
    if is_json(text):
        return Opened(text=text, root="", problems=tuple(problems))
    start = _root_start(text)
    if start is None:
        return Opened(text=text, root="", problems=tuple(problems))
    text, problem = entities.resolve(text[start:], declared_in=text[:start])
    if problem:
        problems.append(problem)
    match = _ROOT.match(text)
    root = match[1].lower() if match else ""
    if root not in _SITEMAPS:
        affordable = effort.affordable(text)
        if affordable is None:
            return Unreadable(problem="mark-up that would take minutes to read")
        text, problem = affordable
        problems += [problem] if problem else []
    text = _CHARREF.sub(_tame_charref, _PAIR.sub(_joined, text))
    return _refuse_by_shape(text) or Opened(text=text, root=root, problems=tuple(problems))


def is_json(text: str) -> bool:
    """Whether a text, decoded and trimmed, can be a JSON object or list and cannot be XML; comments may come first."""
    return text.startswith(("{", "[")) or (text.startswith("/") and _COMMENTED_JSON.match(text) is not None)


def _inflate(body: bytes) -> tuple[bytes, str | None] | Unreadable:
    """The bytes without gzip, up to where that ends or is damaged, and what is wrong with it."""
    problem = None
    if body.startswith(_GZIP):
        stream, inflated = zlib.decompressobj(wbits=31), bytearray()
        try:
            for at in range(0, len(body), _PIECE_BYTES):
                inflated += stream.decompress(body[at : at + _PIECE_BYTES], MAX_FEED_BYTES + 1 - len(inflated))
                if len(inflated) > MAX_FEED_BYTES or stream.eof:
                    break
            problem = None if stream.eof else "its gzip ends early"
        except zlib.error as error:
            problem = f"broken gzip: {error}"
            if not inflated:
                return Unreadable(problem=problem)
        body = bytes(inflated)
    if len(body) > MAX_FEED_BYTES:
        return Unreadable(problem=f"larger than {MAX_FEED_BYTES} bytes")
    return body, problem


def _root_start(text: str) -> int | None:
    """Where a feed's root element begins. What stands before it is cut off: no parser sees a doctype."""
    bare = re.sub(r"<!--.*?(?:-->|\Z)", lambda match: " " * len(match[0]), text[:JUNK_CHARS], flags=re.DOTALL)
    root = _ROOT.search(bare)
    if not root:
        # A long internal subset may stand before it: a bomb, or a very thorough publisher.
        root = _ROOT.search(text, JUNK_CHARS) if re.match(r"(<\?[^>]*>|\s)*<!DOCTYPE", bare) else None
    if not root or re.match(r"(<\?[^>]*>|<!DOCTYPE[^>]*>|\s)*<html[\s>]", bare, re.IGNORECASE):
        return None
    return root.start()


def _joined(pair: re.Match[str]) -> str:
    """The one reference for two halves; both as they are where they are none of one pair."""
    high, low = int(pair[1] or "0", 16) or int(pair[2]), int(pair[3] or "0", 16) or int(pair[4])
    fits = 0xD800 <= high < 0xDC00 <= low < 0xE000
    return f"&#{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00};" if fits else pair[0]


def _tame_charref(match: re.Match[str]) -> str:
    """A character reference as XML spells it, U+FFFD for half of a pair; nothing for any other one that names no
    character which XML may hold.

    What only begins like one is escaped, a bare ampersand before a bad one as well: it would be one with what follows,
    once the bad one between them is gone.
    """
    digits = match[1] or match[2]
    if digits is None:
        return "&amp;#"
    number = int(digits, 16 if match[1] else 10) if len(digits) < 9 else 0
    if 0xD800 <= number < 0xE000:
        number = 0xFFFD
    good = number in (9, 10, 13) or 0x20 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    if good:
        return f"&#{number};"
    return "amp;" if match.string.startswith("&", match.start() - 1) and match.start() else ""


def _refuse_by_shape(text: str) -> Unreadable | None:
    """What would keep a parser busy for minutes: elements with thousands of attributes, or nested by the thousand."""
    for piece in text.split("<")[1:]:
        if piece.count("=") > MAX_FEED_ATTRIBUTES:
            tag = _TAG.match(piece)
            if tag and len(_ATTRIBUTE.findall(tag[3])) > MAX_FEED_ATTRIBUTES:
                return Unreadable(problem=f"an element with more than {MAX_FEED_ATTRIBUTES} attributes")
    open_elements: list[str] = []
    for closes, name, empty in tags(text):
        if len(name) > MAX_FEED_NAME:
            return Unreadable(problem=f"an element whose name has more than {MAX_FEED_NAME} characters")
        if not closes and not empty:
            open_elements.append(name)
            if len(open_elements) > MAX_FEED_DEPTH:
                return Unreadable(problem=f"elements nested more than {MAX_FEED_DEPTH} deep")
        elif closes and name in open_elements:
            # What was left open inside it (<br>, <p>) ends with it.
            del open_elements[len(open_elements) - 1 - open_elements[::-1].index(name) :]
    return None


def tags(text: str) -> Iterator[tuple[bool, str, bool]]:
    """(closes, name, is empty) of each tag that stands outside CDATA sections and comments."""
    parts = text.split("<![CDATA[")
    for number, part in enumerate(parts):
        markup = part if number == 0 else part.partition("]]>")[2]
        for piece in markup.split("<")[1:]:
            tag = _TAG.match(piece)
            if tag:
                yield bool(tag[1]), tag[2], tag[3].endswith("/") or piece[tag.end(2) :].startswith("/")
