"""Pages that send their readers on, and those that only seem to."""

from __future__ import annotations

import pytest

from crawler.network.refresh import Refresh, led_on, may_lead_on, parse_refresh

A = "http://go.test/a/1"
PROSE = (
    "<p>The ferry to Gannet Isle stays in port until the wind has turned, the harbour master said on Friday.</p>" * 9
)


def page(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html><head><title>One moment</title>{head}</head><body>{body}</body></html>".encode()


def meta(content: str) -> str:
    return f'<meta http-equiv="refresh" content="{content}">'


@pytest.mark.parametrize(
    ("value", "url", "seconds"),
    [
        ("0;url=/x", "/x", 0),
        ("0; URL='/x'", "/x", 0),
        ('5, "/x" and more', "/x", 5),
        (" 3 /x", "/x", 3),
        ("2.9;url=/x", "/x", 2),
        (".5;url = /x", "/x", 0),
        ("1;\turl\n=\n/x ", "/x", 1),
        ("0;/x", "/x", 0),
        ("0;urn:x", "urn:x", 0),
        ("0;url/x", "url/x", 0),
        ("0;url='/x", "/x", 0),
        ("0;url=", "", 0),
        ("300", "", 300),
        ("1" * 5_000, "", 111_111_111),
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(value: str, url: str, seconds: float) -> None:
    assert parse_refresh(value) == Refresh(url=url, seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", ";url=/x", "url=/x", "-1;url=/x", "0x;url=/x", "٣;url=/x"])
def test_what_states_no_time_states_nothing(value: str) -> None:
    assert parse_refresh(value) is None


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (page(meta("0;url=/b")), "http://go.test/b"),
        (page(meta("10; url=http://other.test/c#d")), "http://other.test/c#d"),
        (page("<META content=\"0;URL='b'\" HTTP-EQUIV='Refresh'>"), "http://go.test/a/b"),
        (page("<meta content=0;url=b http-equiv=refresh>"), "http://go.test/a/b"),
        (page('<base href="http://base.test/x/">' + meta("0;url=b")), "http://base.test/x/b"),
        (
            page("<noscript>" + meta("0;url=/b") + "</noscript><script>location.replace('/b')</script>"),
            "http://go.test/b",
        ),
        (page(body=meta("2;url=///b.test/c")), "http://b.test/c"),
        (page(meta("whenever") + meta("0;url=/b") + meta("0;url=/c")), "http://go.test/b"),
        (page(meta("0;url=javascript:alert(1)")), "javascript:alert(1)"),
        (meta("1;url=/b").encode(), "http://go.test/b"),
        (
            page(meta("5;url=/b"), "<ul>" + "<li><a href=/x>One of the many parts of this paper</a>" * 60),
            "http://go.test/b",
        ),
        (page(meta("0;url=/b"), PROSE), "http://go.test/b"),
        (page(meta("0;url=/ä")), "http://go.test/ä"),
    ],
)
def test_a_page_that_only_sends_its_reader_on_is_a_redirect(body: bytes, target: str) -> None:
    assert led_on(A, body, "text/html; charset=utf-8", None) == target


@pytest.mark.parametrize(
    "body",
    [
        page(meta("300;url=/b")),
        page(meta("11;url=/b")),
        page(meta("0")),
        page(meta("0;url=/a/1#top")),
        page(meta("5;url=/b"), PROSE),
        page("<noscript>" + meta("0;url=/b?nojs=1") + "</noscript>", PROSE),
        page(body="<!-- " + meta("0;url=/b") + " -->"),
        page(body="<template>" + meta("0;url=/b") + "</template>"),
        page(body="<textarea>" + meta("0;url=/b") + "</textarea>"),
        page("<script>document.write('" + meta("0;url=/b") + "')</script>"),
        page(body=f"<p>Write &lt;meta http-equiv=refresh content=0;url=/b&gt;.</p>{PROSE}"),
        page('<meta http-equiv="content-type" content="text/html"><meta name="refresh" content="0;url=/b">'),
        page(meta("0;url=http://[::1")),
        page(meta("0;url=bote://article/1"), PROSE),
        page(meta("0;url=mailto:desk@bote.test"), PROSE),
        page(meta("1;url=javascript:show()"), PROSE),
        page(meta("0;url=intent://bote.test/a/1#Intent;scheme=bote;end"), PROSE),
    ],
)
def test_a_page_that_is_there_to_be_read_is_none(body: bytes) -> None:
    assert led_on(A, body, "text/html", None) is None


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/rss+xml", b"<rss><item><description><![CDATA[<meta http-equiv=refresh content='0;url=/b'>"),
        (
            "text/html",
            b"<?xml version='1.0'?>\n<rss version='2.0'><![CDATA[<meta http-equiv=refresh content='0;url=/b'>",
        ),
        ("", b"\xef\xbb\xbf <feed xmlns='x'><meta http-equiv='refresh' content='0;url=/b'/>"),
        ("text/html", b'[{"content_html": "<meta http-equiv=refresh content=0;url=/b>"}]'),
        ("text/plain", page(meta("0;url=/b"))),
    ],
)
def test_what_is_no_page_leads_nowhere(kind: str, body: bytes) -> None:
    assert not may_lead_on(body, kind)
    assert led_on(A, body, kind, None) is None


@pytest.mark.parametrize(
    ("header", "body", "target"),
    [
        ("0; url=/b", page(), "http://go.test/b"),
        ("8;url=/b", page(), "http://go.test/b"),
        ("8;url=/b", page(body=PROSE), None),
        ("60;url=/b", page(meta("0;url=/c")), None),
        ("soon", page(meta("0;url=/c")), "http://go.test/c"),
        ("0; url=/b", b"", "http://go.test/b"),
    ],
)
def test_a_header_says_it_before_the_page(header: str, body: bytes, target: str | None) -> None:
    assert led_on(A, body, "text/html", header) == target


def test_a_page_that_set_a_cookie_and_loads_itself_anew_is_asked_again() -> None:
    assert led_on(A, page(meta("1")), "text/html", None, anew=True) == A
    assert led_on(A, page(meta("1"), PROSE), "text/html", None, anew=True) is None


def test_hostile_pages_are_seen_through_quickly() -> None:
    for body in (
        page("<meta http-equiv=refresh content='0;url=/b'" * 40_000),
        b"http-equiv refresh " * 100_000,
        page("<meta http-equiv=refresh " + "content='' " * 50_000 + ">"),
        page(meta("0;url=/b") + "<div>" * 60_000),
        page(meta(" " * 500_000 + "0;url=/b")),
        page(meta("0" + ";" * 500_000)),
    ):
        led_on(A, body, "text/html", None)
