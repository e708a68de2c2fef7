"""A body's bytes as text, whatever its labels say; the codec that a label names."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import lru_cache

from w3lib.encoding import to_unicode

from pipelines.web.unlabelled import guess


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body as text; what is no character of the codec's is U+FFFD."""

    text: str
    """Without the byte order mark."""
    codec: str
    """Python's name of it."""
    problems: tuple[str, ...] = ()
    """What was wrong with the encoding, in words; a wrong label over valid UTF-8 is so common that it is none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Where documents of one kind name their encoding."""

    declaration: re.Pattern[bytes]
    """The first group that matched is the label."""
    reach: int
    """How many bytes from the start the declaration is looked for."""
    header_first: bool
    """Whether the Content-Type's label comes before the document's own."""


_XML = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w:.-]{1,40})""")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{1,40})|""" + _XML.pattern, re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{1,40})""", re.IGNORECASE)

PAGE = Kind(_META, 8192, header_first=True)
"""HTML 13.2.3.2 has the header first, and so do browsers: who wrote the page saw what came of it."""
FEED = Kind(_XML, 1024, header_first=False)
"""RFC 7303 3 has the header first here too. But a header is often a server's default for all its files, nobody sees
what comes of it, and the declaration is by the program that wrote the bytes."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = (
    (re.compile(rb"(?:[\t\r\n ]\0\0\0)*<\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0[\t\r\n ])*\0\0\0<"), "utf-32-be"),
    (re.compile(rb"(?:[\t\r\n ]\0)*[<{]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\r\n ])*\0[<{]\0[^\0]"), "utf-16-be"),
)
"""How a document begins that has no byte order mark, as XML 1.0 appendix F has it."""
_EBCDIC = b"\x4c\x6f\xa7\x94"
""""<?xm" on mainframes."""
_SIGNS = (("iso2022_", b"\x1b"), ("hz", b"~{"), ("utf-16", b"\0"), ("utf-32", b"\0"))
"""Encodings whose text passes for ASCII, and what none of their texts goes without."""


def decode(body: bytes, content_type: str, kind: Kind) -> Decoded:
    """The text. Never raises, whatever the bytes and labels.

    Bytes speak before labels: a byte order mark or a beginning that is in no ASCII, then the signs of a labelled
    encoding that passes for ASCII, then UTF-8 (no other encoding's text passes for it by chance), a damaged character
    here and there included. Only then do the labels count, and where none fits, a guess.

    >>> decode("Ärger".encode("cp1252"), "text/html; charset=iso-8859-1", PAGE)
    Decoded(text='Ärger', codec='cp1252', problems=())
    >>> decode("Ärger".encode(), "text/html; charset=rot13", PAGE).codec
    'utf-8'
    """
    if codec := stated_by_bytes(body) or _passing_for_ascii(body, content_type, kind):
        return Decoded(to_unicode(body, codec), codec)
    try:
        return Decoded(body.decode(), "utf-8")
    except UnicodeDecodeError:
        return _damaged(body, "utf-8", 3) or _not_utf8(body, _labels(body, content_type, kind))


def stated_by_bytes(body: bytes) -> str | None:
    """The codec that the first bytes tell: by their byte order mark, or as "<" in UTF-16, UTF-32, EBCDIC; else None."""
    for bom, codec in BOMS:
        if body.startswith(bom):
            return codec
    for pattern, codec in _WIDE:
        if pattern.match(body):
            return codec
    start = body[:1024].lstrip()
    if not start.startswith(_EBCDIC):
        return None
    declared = codec_of(declared_label(start.decode("cp037").encode("ascii", "replace"), FEED) or "")
    return declared if declared and "<?xm".encode(declared, "replace") == _EBCDIC else "cp037"


def _passing_for_ascii(body: bytes, content_type: str, kind: Kind) -> str | None:
    """The labelled codec of a text whose bytes could be ASCII, and have what the codec's text has; else None."""
    head = b"" if body[:1000].lstrip().startswith((b"<", b"{")) else body[:1000]
    if b"\x1b" in body or b"~" in body or b"\0" in head:  # single bytes are found at once
        for codec in _labels(body, content_type, kind):
            if any(codec.startswith(name) and sign in (body if sign.strip(b"\0") else head) for name, sign in _SIGNS):
                return codec
    return None


def declared_label(body: bytes, kind: Kind) -> str | None:
    """The document's own name of its encoding; None without one."""
    found = kind.declaration.search(body, 0, kind.reach)
    return found[found.lastindex or 0].decode("ascii", "replace") if found else None


def _labels(body: bytes, content_type: str, kind: Kind) -> list[str]:
    """The codecs that header and document name, in the order in which they count."""
    stated = _HEADER.search(content_type)
    labels = (stated[1] if stated else None, declared_label(body, kind))
    return [codec for label in labels[:: 1 if kind.header_first else -1] if label and (codec := codec_of(label))]


def _not_utf8(body: bytes, labels: list[str]) -> Decoded:
    # What can be read up to its label is in no encoding that spells "<" otherwise: .NET calls UTF-8 utf-16.
    possible = [codec for codec in labels if codec != "utf-8" and "<".encode(codec, "replace") == b"<"]
    for codec in possible:
        try:
            return Decoded(body.decode(codec), codec)
        except UnicodeDecodeError:
            continue
    for codec in labels:
        if read := _damaged(body, codec, 1 if codec == "utf-8" else 3):
            return read
    guessed = guess(body)
    problem = f"not {labels[0] if labels else 'utf-8'}, read as {guessed}"
    return Decoded(to_unicode(body, guessed), guessed, (problem,))


def _damaged(body: bytes, codec: str, times: int) -> Decoded | None:
    """The text, damaged characters in it; None where the others beyond ASCII are not that many times as many.

    Text that was cut by the byte leaves half a character; read by another encoding, all others would be garbled for it.
    A single byte that is no character says more: its table has no such letter.
    """
    text = to_unicode(body, codec)
    bad = text.count("\ufffd") - (body.count(b"\xef\xbf\xbd") if codec == "utf-8" else 0)
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    times = times if len(text) < len(body) else 20
    return Decoded(text, codec, (f"bytes that are not {codec}",)) if good > times * bad else None


# -------------------------------------------------------------------------------------------------------- labels

_WIDENED = {
    # What browsers read where a label says this (https://encoding.spec.whatwg.org/#names-and-labels).
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "utf-16": "utf-16-le", "utf-32": "utf-32-le",
}  # fmt: skip
_NO_CHARSETS = frozenset({
    "idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "charmap", "mbcs", "oem", "utf-7",
})  # fmt: skip
"""Python codecs that decode bytes to text and are no character encoding of the web; browsers dropped UTF-7."""
_NAMES = {
    # Names of that list, and of pages, that Python has not.
    "suneugreek": "iso8859_7", "visual": "iso8859_8", "logical": "iso8859_8", "koi": "koi8_r", "koi8": "koi8_r",
    "koi8ru": "koi8_u", "koi8u": "koi8_u", "mac": "mac_roman", "macukrainian": "mac_cyrillic", "cp31j": "cp932",
    "cnbig5": "big5", "isoir149": "euc_kr", "ksc56011989": "euc_kr", "eucpkdfmtjapanese": "euc_jp", "zhcn": "gb18030",
    "unicode": "utf_16_le", "unicodefeff": "utf_16_le", "unicodefffe": "utf_16_be", "ucs2": "utf_16_le",
    "iso10646ucs2": "utf_16_le",
}  # fmt: skip
_SPELLINGS = (
    (re.compile(r":\d{4}$"), ""),  # iso_8859-2:1987
    (re.compile(r"[^a-z0-9]+"), ""),  # cp-1251, koi8r
    (re.compile(r"^(?:x+|cs)(?=..)"), ""),  # x-gbk, x-x-big5, csGB2312
    (re.compile(r"^(?:windows|win|mscp|ms|ibm|dos|cp)(?=\d)"), "cp"),
    (re.compile(r"^(?:iso)?8859(\d{1,2})[ei]?$"), r"iso8859\1"),  # ISO-8859-8-I, 8859-2
    (re.compile(r"^isolatin(?=\d)"), "latin"),
    (re.compile(r"^unicode\d*(?=utf8$)"), ""),
)


def _spelled(label: str) -> str:
    """The label as all its spellings have it in common.

    >>> _spelled("Windows_1251"), _spelled("cp-1251"), _spelled("x-win1251")
    ('cp1251', 'cp1251', 'cp1251')
    """
    label = label.lower()
    for pattern, instead in _SPELLINGS:
        label = pattern.sub(instead, label)
    return label


_CODECS = {_spelled(name): codec for alias, codec in aliases.items() for name in (codec, alias)} | _NAMES


@lru_cache(maxsize=256)
def codec_of(label: str) -> str | None:
    """Python's name of the codec that a label names, widened as browsers do; None for what is no charset (rot13, idna).

    Knows the labels of the WHATWG list but those that no text may be read by, and what the web makes of them.

    >>> codec_of("ISO_8859-1"), codec_of("win-1255"), codec_of("base64")
    ('cp1252', 'cp1255', None)
    """
    label = _spelled(label)
    try:
        found = codecs.lookup(_CODECS.get(label, label))
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding or found.name in _NO_CHARSETS:  # noqa: SLF001  uu, bz2: the only sign there is
        return None
    return _WIDENED.get(found.name, found.name)
