"""Bytes of a page as a tree of elements, or the reason why there is none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

from charset_normalizer import from_bytes
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.extract.inventory import Inventory, take_inventory
from pipelines.shape import over_limit

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
    text, encoding = decode(body, content_type)
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


# -------------------------------------------------------------------------------------------------- character encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {
    # What browsers read where a page says this (https://encoding.spec.whatwg.org/#names-and-labels).
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_SEVEN_BIT = frozenset(("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr", "hz", "utf-7"))
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})|<\?xml[^>]{0,100}encoding=["']([\w:.-]{1,40})""",
    re.IGNORECASE,
)
_HTTP_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text and the codec that gave it.

    Order: byte order mark; UTF-8 where the bytes are valid UTF-8 (chance does not produce it, and labels are often
    wrong); the HTTP label; the page's own label; detection. A label that is not a text codec counts for nothing.

    >>> decode("Ärger".encode("cp1252"), "text/html; charset=iso-8859-1")
    ('Ärger', 'cp1252')
    >>> decode("Ärger".encode(), "text/html; charset=rot13")
    ('Ärger', 'utf-8')
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name
    labels = [name for name in (_http_label(content_type), _meta_label(body)) if name]
    for name in labels:
        if name in _SEVEN_BIT or (name.startswith(("utf-16", "utf-32")) and b"\0" in body[:1000]):
            return body.decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    for name in labels:
        try:
            return body.decode(name), name
        except UnicodeDecodeError:
            continue
    for name in [*labels, "utf-8"]:
        text = body.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken <= 3 or broken * 500 < len(text) - sum(map(len, body.decode("ascii", "ignore").split())):
            return text, name
    guess = from_bytes(body[:5000] + body[-5000:] if len(body) > 10_000 else body).best()
    name = guess.encoding if guess else (labels[0] if labels else "utf-8")
    return body.decode(name, "replace"), name


def _codec(label: str) -> str | None:
    """The canonical name of a text codec, widened as browsers do; None for a label that names no text codec."""
    try:
        found = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding:  # noqa: SLF001  rot13, uu, bz2: the only sign there is
        return None
    if found.name in (
        "idna",
        "punycode",
        "undefined",
        "unicode_escape",
        "raw_unicode_escape",
        "unicode-escape",
        "raw-unicode-escape",
        "mbcs",
        "oem",
    ):
        return None
    return _SUPERSETS.get(found.name, found.name)


def _http_label(content_type: str) -> str | None:
    found = _HTTP_CHARSET.search(content_type)
    return _codec(found[1]) if found else None


def _meta_label(body: bytes) -> str | None:
    found = _META_CHARSET.search(body, 0, 8192)
    name = _codec((found[1] or found[2]).decode("ascii", "ignore")) if found else None
    # A page whose label could be read as ASCII is not in a two-byte encoding.
    return "utf-8" if name and name.startswith(("utf-16", "utf-32")) else name


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
    if b"&#1" in markup or b"&#x" in markup or b"&#X" in markup:
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
