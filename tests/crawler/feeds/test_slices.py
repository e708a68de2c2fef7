"""A feed's body cut into its entries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from crawler.feeds.slices import Slices, cut, digests, without

URL = "http://bote.test/feed"


def rss(*titles: str, built: str = "today") -> bytes:
    items = "".join(
        f"<item><title>{t}</title><link>http://bote.test/{t}</link><description><![CDATA[<p>{t}</p>]]></description></item>\n"
        for t in titles
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title><lastBuildDate>{built}</lastBuildDate>'
        f"<items-note>x</items-note>{items}</channel></rss>"
    ).encode()


def rdf(*titles: str) -> bytes:
    seq = "".join(f'<rdf:li rdf:resource="http://bote.test/{t}"/>' for t in titles)
    items = "".join(
        f'<item rdf:about="http://bote.test/{t}"><title>{t}</title><link>http://bote.test/{t}</link></item>'
        for t in titles
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="{URL}"><title>Bote</title><items><rdf:Seq>{seq}</rdf:Seq></items></channel>'
        f"{items}</rdf:RDF>"
    ).encode()


def atom(*titles: str) -> bytes:
    entries = "".join(
        f'<a:entry xml:base="{t}/"><a:id>urn:{t}</a:id><a:title>{t}</a:title><a:link href="x"/></a:entry> '
        for t in titles
    )
    return (
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="http://bote.test/news/"><a:title>Bote</a:title>'
        f"{entries}</a:feed>"
    ).encode()


def sitemap(*titles: str) -> bytes:
    urls = "".join(f"<url><loc>http://bote.test/{t}</loc></url>" for t in titles)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


FORMATS = [rss, rdf, atom, sitemap]
names = st.lists(st.text("abcdefg", min_size=1, max_size=4), min_size=1, max_size=8, unique=True)


def cut_surely(body: bytes) -> Slices:
    slices = cut(body)
    assert slices is not None
    return slices


@pytest.mark.parametrize("make", FORMATS)
@given(titles=names, known=st.integers(0, 8))
def test_a_parse_of_what_is_left_gives_the_entries_that_are_not_known(make, titles: list[str], known: int) -> None:  # type: ignore[no-untyped-def]
    body = make(*titles)
    slices = cut_surely(body)
    assert slices.head + b"".join(a + b for a, b in zip(slices.items, slices.between, strict=True)) == body
    assert without(slices, set()) == (body, len(titles))
    reduced, left = without(slices, set(digests(slices)[:known]))
    whole, part = parse_feed(body, URL, "text/xml"), parse_feed(reduced, URL, "text/xml")
    assert whole is not None
    assert part is not None
    assert part.entries == whole.entries[known:]
    assert left == len(part.entries)
    assert (part.title, part.format) == (whole.title, whole.format) or make is sitemap


def test_a_build_date_and_a_counter_are_no_news() -> None:
    plain = cut_surely(rss("one", "two"))
    assert digests(cut_surely(rss("one", "two", built="tomorrow"))) == digests(plain)
    counted = rss("one", "two").replace(b"</link>", b"</link>  <slash:comments>7</slash:comments>")
    assert digests(cut_surely(counted)) == digests(cut_surely(counted.replace(b">7<", b">12<")))
    assert digests(cut_surely(rss("one", "2"))) != digests(plain)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
        rss("one").decode().encode("utf-16"),
        b"<rss><channel></channel></rss>",
        rss("one").replace(b"</item>", b""),
        rss("one", "two").replace(b"</item>", b"", 1),
        rss("one").replace(b"<p>one</p>", b"</item>"),
        rss("one").replace(b"<p>one</p>", b"<item>"),
        rss("one", "two").replace(b"<title>one", b"<!-- <title>one"),
        rss("one").replace(b"<items-note>", b"<![CDATA[<item>x</item>"),
        rss(*map(str, range(1200))),
    ],
)
def test_what_cannot_be_cut_safely_is_left_whole(body: bytes) -> None:
    assert cut(body) is None


@pytest.mark.parametrize(
    "piece", [b"<item", b"<item>", b"<item ", b"<", b"<item></item>", b"</item>", b"<![CDATA[", b"<!--"]
)
def test_hostile_bodies_are_seen_through_quickly(piece: bytes) -> None:
    body = b"<item>" + piece * (5_000_000 // len(piece) - 2)
    assert cut(body) is None  # at once, or this test does not end
