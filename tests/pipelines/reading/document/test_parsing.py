"""Bytes become a tree, a text or a reason, whatever they are."""

from __future__ import annotations

import pytest

from pipelines.reading.document.parsing import Document, PlainText, Unreadable, read_document

URL = "http://harbour.test/news/1"


def html(text: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>"


def test_numeric_references_to_c1_controls_are_windows_characters() -> None:
    document = read_document(b"<html><body><p>Tide &#150; table</p></body></html>", "text/html", URL)
    assert isinstance(document, Document)
    assert "Tide – table" in str(document.tree.text_content())


def test_control_characters_are_dropped() -> None:
    document = read_document(b"<html><body><p>a\0b\x01c</p></body></html>", "text/html", URL)
    assert isinstance(document, Document)
    assert "abc" in str(document.tree.text_content())


REFUSED = {
    "nothing": (b"", "text/html", "empty"),
    "white space": (b" \r\n\t", "text/html", "empty"),
    "pdf": (b"%PDF-1.7 ...", "text/html", "not_html"),
    "pdf by its type": (b"<p>x</p>", "application/pdf", "not_html"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/html", "not_html"),
    "json": (b'{"a": "<p>"}', "application/json; charset=utf-8", "not_html"),
    "binary": (bytes(range(256)) * 400, "text/html", "not_html"),
    "feed": (b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>", "text/xml", "not_html"),
    "no mark-up": (b"just words", "text/html", "not_html"),
    "many attributes": (
        b"<p " + b" ".join(b"a%d=1" % i for i in range(40_000)) + b">x",
        "text/html",
        "extraction_limit",
    ),
    "many tags": (b"<b>" * 160_000, "text/html", "extraction_limit"),
}


@pytest.mark.parametrize(("body", "content_type", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_page_has_a_reason(body: bytes, content_type: str, reason: str) -> None:
    refused = read_document(body, content_type, URL)
    assert isinstance(refused, Unreadable)
    assert refused.reason == reason
    assert "\n" not in refused.detail


def test_a_long_data_uri_is_no_reason_to_refuse() -> None:
    body = f'<html><body><img src="data:image/png;base64,{"A b=" * 20_000}"><p>x</p></body></html>'
    assert isinstance(read_document(body.encode(), "text/html", URL), Document)


def test_plain_text_stays_text() -> None:
    assert read_document(b"one < two\n\nthree", "text/plain", URL) == PlainText("one < two\n\nthree", "utf-8")


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("", URL),
        ('<base href="/other/">', "http://harbour.test/other/"),
        ('<base href="http://[bad">', URL),
        ('<base href="javascript:x">', URL),
    ],
    ids=["none", "relative", "malformed", "not http"],
)
def test_base_url_is_the_pages_or_its_base_element(base: str, expected: str) -> None:
    document = read_document(html("x", base).encode(), "text/html", URL)
    assert isinstance(document, Document)
    assert document.base_url == expected
