"""A body's bytes as text, whatever its labels say."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import http_content_type_encoding, resolve_encoding

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
_EBCDIC = b"\x4c\x6f\xa7\x94"
""""<?xm" on mainframes."""
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "utf-7"})
"""Python codecs that decode bytes to text and are no character encoding of the web."""
_HIGH = bytes(range(0x80, 0x100))


def decode(body: bytes, content_type: str) -> tuple[str, list[str]]:
    """The text, and what was wrong with its encoding.

    Bytes speak before labels: a byte order mark, then UTF-8 that is not plain ASCII (no other encoding's text passes
    for it by chance), a damaged character here and there included, then the declaration, then the header, then
    windows-1252.
    """
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace"), []
    start = body[:1024].lstrip(b"\t\r\n ")
    for pattern, encoding in _WIDE:
        if pattern.match(start):
            return body.decode(encoding, "replace"), []
    if start.startswith(_EBCDIC):
        return body.decode(_ebcdic(start), "replace"), []
    if not body.isascii() and (read := _utf8(body)) is not None:
        return read
    declared = _DECLARED.search(start)
    labels = [declared[1].decode() if declared else None, http_content_type_encoding(content_type)]
    names = [name for label in labels if label and (name := _charset(label))]
    # What begins with a readable "<" is in no encoding that spells it otherwise: .NET calls UTF-8 utf-16.
    possible = [name for name in names if "<".encode(name, "replace") == b"<"]
    for name in [*possible, "utf-8", "cp1252"]:
        try:
            text = body.decode(name)
        except (LookupError, ValueError):
            continue
        wrong = not body.isascii() if not names else name not in names
        return text, [f"not {names[-1] if names else 'utf-8'}, read as {name}"] if wrong else []
    wanted = possible[0] if possible else "utf-8"
    return body.decode(wanted, "replace"), [f"bytes that are not {wanted}"]


def _utf8(body: bytes) -> tuple[str, list[str]] | None:
    """The body as UTF-8; None where most of what is not ASCII is not UTF-8.

    Text that was cut by the byte leaves half a character; read by another encoding, all others would be garbled for it.
    """
    try:
        return body.decode(), []
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - bad - len(body.translate(None, _HIGH))
    return (text, ["bytes that are not utf-8"]) if good > bad else None


def _ebcdic(start: bytes) -> str:
    """The code page that the declaration names, if it is one of that family."""
    declared = _DECLARED.search(start.decode("cp037").encode("ascii", "replace"))
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "cp037"
        return name if "<?xm".encode(name) == _EBCDIC else "cp037"
    except (LookupError, ValueError):
        return "cp037"


def _charset(label: str) -> str | None:
    """Python's name for a charset label, by the WHATWG table; None for what is no charset (rot13, idna)."""
    try:
        name = resolve_encoding(label)
        if name is None or name in _NOT_CHARSETS:
            return None
        b"a".decode(name, "replace")  # of no bytes at all every codec makes text
    except (LookupError, ValueError):
        return None
    return name
