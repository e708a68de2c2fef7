"""Bytes of a page as a tree of elements, or the reason why there is none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.reading.document.inventory import Inventory, take_inventory
from pipelines.web.charsets import PAGE, decode
from pipelines.web.markup import over_limit

_NOT_TEXT = re.compile(
    r"(?:image|video|audio|font)/"
    r"|application/(?:pdf|zip|gzip|json|ld\+json|javascript|ecmascript|msword|vnd\."
    r"|x-(?!httpd|unknown))"
    r"|application/(?:rss|atom|rdf|manifest|activity|feed)\+|text/(?:css|javascript|csv|calendar|vcard)"
)
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x7fELF", b"BZh",
    b"wOF", b"ID3",
)  # fmt: skip
_OTHER_XML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex|svg|opml)\b", re.DOTALL
)
_CALLS_ITSELF_HTML = re.compile(rb"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_C1_REFERENCE = re.compile(rb"&#(?:(1[2345]\d)|[xX]([89][0-9a-fA-F]));")
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Document:
    """A page that can be read."""

    tree: HtmlElement
    elements: Inventory
    base_url: str
    """What relative links are relative to: the page's URL, or its <base href>."""
    encoding: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """A page without mark-up."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a page cannot be read."""

    reason: Literal["not_html", "empty", "extraction_limit"]
    detail: str


def read_document(body: bytes, content_type: str, url: str) -> Document | PlainText | Unreadable:
    """The page's tree, or its text where it is text/plain. Never raises, whatever the bytes."""
    media_type = content_type.partition(";")[0].strip().lower()
    if refused := _not_a_text(body, media_type):
        return refused
    decoded = decode(body, content_type, PAGE)
    text, encoding = decoded.text, decoded.codec
    if media_type == "text/plain":
        return PlainText(_CONTROL.sub("", text), encoding)
    markup = _clean_utf8(text, body if encoding == "utf-8" else b"")
    if why := over_limit(markup):
        return Unreadable("extraction_limit", why)
    found = _OTHER_XML.match(_CONTROL.sub("", text[:2000]))
    if found or b"<" not in markup:
        return Unreadable("not_html", f"a document of <{found[1]}>" if found else "no mark-up")
    tree = _parse(markup)
    if tree is None:
        return Unreadable("empty", "no elements")
    elements = take_inventory(tree)
    return Document(tree, elements, _base_url(elements, url), encoding)


def _not_a_text(body: bytes, media_type: str) -> Unreadable | None:
    if _NOT_TEXT.match(media_type):
        return Unreadable("not_html", f"the server calls it {media_type}")
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        return Unreadable("empty", "no content")
    if body.lstrip()[:8].startswith(_MAGIC) or _is_binary(body):
        return Unreadable("not_html", "binary content")
    return None


def _is_binary(body: bytes) -> bool:
    """Whether control characters make up more than a hundredth of the bytes, a tenth of what calls itself HTML.

    UTF-16 and UTF-32 aside.
    """
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    sample = body[:4096] + body[-4096:] if len(body) > 8192 else body
    if sample.count(b"<\0") + sample.count(b"\0<") > len(sample) // 400:
        return False
    controls = len(sample) - len(sample.translate(None, bytes((*range(8), *range(14, 27), 28, 29, 30, 31))))
    return controls * (10 if _CALLS_ITSELF_HTML.search(sample) else 100) > len(sample)


# --------------------------------------------------------------------------------------------------------- the tree

_PLAIN_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""Every element an HtmlElement. lxml.html chooses a class by tag, in Python, each time that an element is looked at:
5,000 times a page, for forms and inputs that nobody here fills in."""


def _clean_utf8(text: str, body: bytes) -> bytes:
    """The text in UTF-8 without what no document may hold: as bytes, control characters go in a fifth of the time.

    body: the bytes that the text was decoded from, if they were UTF-8.
    """
    markup = body if body and "\ufffd" not in text else text.encode("utf-8", "ignore")
    markup = markup.translate(None, _CONTROL_BYTES)
    if b"\xef" in markup:
        for character in _NO_CHARACTERS:
            markup = markup.replace(character, b"")
    return markup


def _parse(markup: bytes) -> HtmlElement | None:
    markup = _C1_REFERENCE.sub(_c1_character, markup)
    markup = _XML_DECLARATION.sub(b"", markup, count=1)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)
    parser.set_element_class_lookup(_PLAIN_ELEMENTS)
    try:
        return document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _c1_character(found: re.Match[bytes]) -> bytes:
    """Numeric references to C1 controls mean the windows-1252 character, in browsers and in practice."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    if not 0x80 <= number <= 0x9F:
        return found[0]
    return bytes((number,)).decode("cp1252", "ignore").encode()


def _base_url(elements: Inventory, url: str) -> str:
    href = next((str(e.get("href")) for e in elements.base if e.get("href")), "")
    try:
        base = urljoin(url, href.strip())
    except ValueError:
        return url
    return base if base.startswith(("http://", "https://")) else url
