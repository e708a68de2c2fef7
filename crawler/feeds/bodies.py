"""A body's bytes as text that is safe to give to a parser."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from w3lib.encoding import http_content_type_encoding, resolve_encoding

MAX_BYTES = 50_000_000
"""Inflated; also the limit that sitemaps.org sets for one sitemap."""
MAX_ATTRIBUTES = 500
"""In one element; 40,000 keep feedparser busy for 38 s."""
MAX_DEPTH = 200

_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first bytes of "<?" or "<x" without a byte order mark, as XML 1.0 appendix F has them.
_WIDE = (
    (re.compile(rb"<\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00\x00\x00<"), "utf-32-be"),
    (re.compile(rb"[<{]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[<{]\x00[^\x00]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "utf-7"})
"""Python codecs that decode bytes to text and are no character encoding of the web."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CHARREF = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));?")
_ROOT = re.compile(
    r"<(?:[A-Za-z_][\w.-]{0,40}:)?(rss|rdf|feed|urlset|sitemapindex|channel)(?=[\s/>])", re.IGNORECASE | re.ASCII
)
_TAG = re.compile(r"(/?)([A-Za-z_][^\s/>]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*+)")
_ATTRIBUTE = re.compile(r"[\w:.-]\s*+=")
JUNK_CHARS = 20_000
"""How far into the text the root may stand: PHP warnings, comments and licences come before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A body as text: begins with the root element; declarations, doctype and control characters are gone."""

    text: str
    root: str
    """Local name of the root element in lower case; "" when the text is no XML feed."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A body that no parser should see."""

    problem: str


def open_body(body: bytes, content_type: str) -> Opened | Unreadable:
    """The body's text, inflated and decoded; or why it is not looked at."""
    inflated = _inflate(body)
    if isinstance(inflated, Unreadable):
        return inflated
    text, problems = _decode(inflated, content_type)
    if found := _CONTROL.search(text):
        problems.append(f"control character U+{ord(found[0]):04X}")
        text = _CONTROL.sub("", text)
    text = text.lstrip("\ufeff \t\r\n")
    if is_json(text):
        return Opened(text=text, root="", problems=tuple(problems))
    start, has_entities = _root_start(text)
    if start is None:
        return Opened(text=text, root="", problems=tuple(problems))
    if has_entities:
        problems.append("entity declarations, not obeyed")
    text = _CHARREF.sub(_tame_charref, text[start:])
    if refusal := _refuse_by_shape(text):
        return refusal
    match = _ROOT.match(text)
    return Opened(text=text, root=match[1].lower() if match else "", problems=tuple(problems))


def is_json(text: str) -> bool:
    """Whether a text, decoded and trimmed, can be a JSON object and cannot be XML."""
    return text.startswith("{")


def _inflate(body: bytes) -> bytes | Unreadable:
    if body.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        try:
            body = stream.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            return Unreadable(problem=f"broken gzip: {error}")
    if len(body) > MAX_BYTES:
        return Unreadable(problem=f"larger than {MAX_BYTES} bytes")
    return body


def _decode(body: bytes, content_type: str) -> tuple[str, list[str]]:
    """The text, and what was wrong with its encoding.

    Bytes speak before labels: a byte order mark, then valid UTF-8 that is not plain ASCII (no other encoding's text
    passes for it by chance), then the declaration, then the header, then windows-1252.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace"), []
    start = body[:1024].lstrip(b"\t\r\n ")
    for pattern, encoding in _WIDE:
        if pattern.match(start):
            return body.decode(encoding, "replace"), []
    declared = _DECLARED.search(start)
    labels = [
        declared[1].decode() if declared else None,
        http_content_type_encoding(content_type),
    ]
    names = [name for label in labels if label and (name := _charset(label))]
    if not body.isascii():
        names.insert(0, "utf-8")
    problems = []
    for name in [*names, "utf-8", "cp1252"]:
        try:
            text = body.decode(name)
        except (LookupError, ValueError):
            continue
        if names and name not in names:
            problems.append(f"not {names[-1]}, read as {name}")
        return text, problems
    wanted = names[1] if len(names) > 1 else "utf-8"
    return body.decode(wanted, "replace"), [f"bytes that are not {wanted}"]


def _charset(label: str) -> str | None:
    """Python's name for a charset label, by the WHATWG table; None for what is no charset (rot13, idna)."""
    try:
        name = resolve_encoding(label)
        if name is None or name in _NOT_CHARSETS:
            return None
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return name


def _root_start(text: str) -> tuple[int | None, bool]:
    """Where a feed's root element begins, and whether entities are declared before it.

    What stands before the root is cut off with it: no parser sees a doctype.
    """
    bare = re.sub(r"<!--.*?(?:-->|\Z)", lambda match: " " * len(match[0]), text[:JUNK_CHARS], flags=re.DOTALL)
    root = _ROOT.search(bare)
    if not root:
        # A long internal subset may stand before it: a bomb, or a very thorough publisher.
        root = _ROOT.search(text, JUNK_CHARS) if re.match(r"(<\?[^>]*>|\s)*<!DOCTYPE", bare) else None
    if not root or re.match(r"(<\?[^>]*>|<!DOCTYPE[^>]*>|\s)*<html[\s>]", bare, re.IGNORECASE):
        return None, False
    return root.start(), "<!ENTITY" in text[: root.start()]


def _tame_charref(match: re.Match[str]) -> str:
    """A character reference, unless it names no character that XML may hold."""
    digits = match[1] or match[2]
    number = int(digits, 16 if match[1] else 10) if len(digits) < 9 else 0
    good = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    return match[0] if good else ""


def _refuse_by_shape(text: str) -> Unreadable | None:
    """What would keep a parser busy for minutes: elements with thousands of attributes, or nested by the thousand."""
    for piece in text.split("<")[1:]:
        if piece.count("=") > MAX_ATTRIBUTES:
            tag = _TAG.match(piece)
            if tag and len(_ATTRIBUTE.findall(tag[3])) > MAX_ATTRIBUTES:
                return Unreadable(problem=f"an element with more than {MAX_ATTRIBUTES} attributes")
    open_elements: list[str] = []
    for closes, name, empty in _tags(text):
        if not closes and not empty:
            open_elements.append(name)
            if len(open_elements) > MAX_DEPTH:
                return Unreadable(problem=f"elements nested more than {MAX_DEPTH} deep")
        elif closes and name in open_elements:
            # What was left open inside it (<br>, <p>) ends with it.
            del open_elements[len(open_elements) - 1 - open_elements[::-1].index(name) :]
    return None


def _tags(text: str) -> Iterator[tuple[bool, str, bool]]:
    """(closes, name, is empty) of each tag that stands outside CDATA sections and comments."""
    parts = text.split("<![CDATA[")
    for number, part in enumerate(parts):
        markup = part if number == 0 else part.partition("]]>")[2]
        for piece in markup.split("<")[1:]:
            tag = _TAG.match(piece)
            if tag:
                yield bool(tag[1]), tag[2], tag[3].endswith("/") or piece[tag.end(2) :].startswith("/")
