from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from crawler.feeds.titles import text_of_html
from pipelines.model import Entry, ParsedFeed, Stated

URL = "http://h.test/dir/feed"


def read(body: str | bytes, content_type: str = "application/xml", url: str = URL) -> ParsedFeed:
    feed = parse_feed(body.encode() if isinstance(body, str) else body, url, content_type)
    assert feed is not None
    return feed


def rss(*items: str, head: str = "<title>T</title><link>http://h.test/</link>") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {spaces}><channel>{head}{body}</channel></rss>'


def atom(*entries: str, head: str = "<title>T</title><id>urn:x</id>", base: str = "") -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {base}>{head}{body}</feed>'


def json_feed(*items: object, version: str = "https://jsonfeed.org/version/1.1", **head: object) -> str:
    return json.dumps({"version": version, "title": "T", "items": items, **head})


def only(feed: ParsedFeed) -> Entry:
    assert len(feed.entries) == 1
    return feed.entries[0]


def item(text: str) -> Entry:
    return only(read(rss(text)))


def entry(text: str, **kwargs: str) -> Entry:
    return only(read(atom(text, **kwargs)))


# ------------------------------------------------------------------------------------------------- the dialects

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://h.test/"><title>T</title></channel>
 <item rdf:about="http://h.test/1"><title>A</title><link>http://h.test/1</link>
 <dc:date>2026-01-02T10:00:00+02:00</dc:date></item></rdf:RDF>"""
SITEMAP = (
    """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://h.test/1</loc></url></urlset>"""
)
ITEM = "<title>A</title><link>http://h.test/1</link>"


@pytest.mark.parametrize(
    ("body", "format_"),
    [
        (f"<rss version='0.91'><channel><title>T</title><item>{ITEM}</item></channel></rss>", "rss091u"),
        (f"<rss version='0.92'><channel><title>T</title><item>{ITEM}</item></channel></rss>", "rss092"),
        (f"<rss><channel><title>T</title><item>{ITEM}</item></channel></rss>", "rss"),
        (rss(ITEM), "rss20"),
        (RDF, "rdf10"),
        (atom("<title>A</title><link href='http://h.test/1'/>"), "atom10"),
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><link href='http://h.test/1'/></entry></feed>",
            "atom03",
        ),
        (f"<channel><title>T</title><item>{ITEM}</item></channel>", "cdf"),
        ("<CHANNEL HREF='http://h.test/'><ITEM HREF='http://h.test/1' LASTMOD='2026-01-02'/></CHANNEL>", "cdf"),
        (json_feed({"id": "1", "url": "http://h.test/1"}), "json11"),
        (json_feed({"id": "1", "url": "http://h.test/1"}, version="https://jsonfeed.org/version/1"), "json10"),
        (SITEMAP, "sitemap"),
    ],
    ids=["rss091", "rss092", "rss", "rss20", "rdf", "atom10", "atom03", "bare", "cdf", "json11", "json10", "sitemap"],
)
def test_every_dialect_is_read(body: str, format_: str) -> None:
    feed = read(body)
    assert feed.format == format_
    assert only(feed).url == "http://h.test/1"


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "<html><head><title>x</title></head><body>x</body></html>",
        "<!DOCTYPE html><html><body><rss-widget></rss-widget></body></html>",
        "{}",
        '{"version": 3}',
        '{"version": "1.1", "items": []}',
        '{"version": "https://jsonfeed.org/version/2", "items": []}',
        '{"version": "https://jsonfeed.org/version/1.1", "items": [' + "[" * 100_000,
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<opml version='2.0'><body/></opml>",
        "just words",
        "/etc/passwd",
        "http://h.test/feed",
        "\x00\x01\x02",
    ],
)
def test_what_is_no_feed_is_none(body: str) -> None:
    assert parse_feed(body.encode(), URL, "application/rss+xml") is None


def test_a_body_that_looks_like_a_path_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text(rss(ITEM))
    assert parse_feed(str(path).encode(), URL, "") is None


def test_a_feed_without_items_is_a_feed() -> None:
    assert read(rss()).entries == ()
    assert read(json_feed()).entries == ()


def test_the_feed_says_what_it_is() -> None:
    feed = read(rss(head="<title>T &amp;amp; Co</title><link>http://h.test/</link><language>de-AT</language>"))
    assert (feed.title, feed.homepage, feed.language) == ("T & Co", "http://h.test/", "de-AT")
    feed = read(json_feed(home_page_url="/", language="fr"))
    assert (feed.title, feed.homepage, feed.language) == ("T", "http://h.test/", "fr")


# ----------------------------------------------------------------------------------------- the body as it arrives


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b"\n\n  <?xml version='1.0' encoding='utf-8'?>" + text.encode(),
        lambda text: b"<br />\n<b>Warning</b>: x on line 3<br />\n<?xml version='1.0'?>" + text.encode(),
        lambda text: b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><!-- <html> -->" + text.encode(),
        lambda text: b"<?xml version='1.0' encoding='iso-8859-1'?>" + text.encode("latin-1"),
        lambda text: b"<?xml version='1.0' encoding='iso-8859-1'?>" + text.encode(),
        lambda text: b"<?xml version='1.0' encoding='utf-8'?>" + text.encode("latin-1"),
        lambda text: b"<?xml version='1.0' encoding='rot13'?>" + text.encode(),
        lambda text: ("<?xml version='1.0' encoding='utf-16'?>" + text).encode("utf-16"),
        lambda text: ("<?xml version='1.0'?>" + text).encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: gzip.compress(text.encode()),
    ],
    ids=[
        "bom", "blank", "php", "prolog", "latin1", "says-latin1-is-utf8", "says-utf8-is-latin1", "rot13", "utf16",
        "utf16-no-bom", "utf32", "gzip",
    ],
)  # fmt: skip
@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/html; charset=us-ascii", "", "text/xml"])
def test_a_feed_is_read_in_whatever_wrapping(wrap: Callable[[str], bytes], content_type: str) -> None:
    assert only(read(wrap(rss("<title>Größe</title><link>/1</link>")), content_type)).title == "Größe"


def test_utf8_with_a_damaged_character_stays_utf8() -> None:
    body = rss("<title>Größe und Fülle der Häfen, à la crème</title>").encode().replace("è".encode(), b"\xc3")
    feed = read(b"<?xml version='1.0' encoding='iso-8859-1'?>" + body)
    assert only(feed).title == "Größe und Fülle der Häfen, à la cr\ufffdme"
    assert feed.problems == ("bytes that are not utf-8",)


@pytest.mark.parametrize("encoding", ["cp037", "cp500", "ebcdic-cp-be"])
def test_a_mainframe_may_publish_too(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>" + rss("<title>Zoll: 3 [neu]</title>")
    assert only(read(text.encode(encoding.replace("ebcdic-cp-be", "cp500")))).title == "Zoll: 3 [neu]"


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ('<!ENTITY t "Tide">', "Tide &x; café"),
        ("<!ENTITY t 'Tide'><!ENTITY x \"5 o'clock\">", "Tide 5 o'clock café"),
        ('<!ENTITY t "Tide"><!ENTITY t "other"><!ENTITY eacute "E">', "Tide &x; cafE"),
        ('<!ENTITY t "a < b">', "&t; &x; café"),
        ('<!ENTITY t "&x;"><!ENTITY x "Tide">', "&t; Tide café"),
        ('<!ENTITY amp "no">', "&t; &x; café"),
    ],
)
def test_a_feeds_own_entities_count_where_they_are_plain_text(declared: str, title: str) -> None:
    body = f"<!DOCTYPE rss [{declared}]>" + rss("<title>&t; &x; caf&eacute;</title>")
    assert only(read(body)).title == title


def test_entities_that_would_blow_a_feed_up_are_not_obeyed() -> None:
    body = f'<!DOCTYPE rss [<!ENTITY t "{"x" * 200}">]>' + rss("<title>" + "&t;" * 6000 + "</title>")
    feed = read(body)
    assert len(only(feed).title or "") < 30_000
    assert "entity declarations, not obeyed" in feed.problems


def test_a_broken_feed_still_has_entries() -> None:
    feed = read(
        "<rss version='2.0'><channel><title>Fish & chips</title>"
        "<item><title>A & more</title><link>http://h.test/1</link><br></item><item><link>http://h.test/2</link>"
    )
    assert [e.url for e in feed.entries] == ["http://h.test/1", "http://h.test/2"]
    assert feed.entries[0].title == "A & more"
    assert feed.problems


@pytest.mark.parametrize("reference", ["&#8;", "&#x1;", "&#99999999999999;", "\x08", "&#0;"])
def test_characters_that_xml_forbids_are_left_out(reference: str) -> None:
    assert item(f"<title>a{reference}b</title>{ITEM[16:]}").title == "ab"


def test_characters_that_show_nothing_are_in_no_title_and_stay_in_a_guid() -> None:
    unseen = "Har&#173;bour&#x200B; &#x200E;wall"
    entry = item(f"<title>{unseen}</title><description>{unseen}</description><guid>{unseen}</guid>")
    assert (entry.title, entry.summary) == ("Harbour wall", "Harbour wall")
    assert entry.guid == "Har\u00adbour\u200b \u200ewall"
    in_json = only(read(json_feed({"id": "1", "title": "Har\u00adbour", "authors": [{"name": "I\u200bnes"}]})))
    assert (in_json.title, in_json.authors) == ("Harbour", ("Ines",))


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("&#xD83D;", "a\ufffdb"),
        ("&#56994;", "a\ufffdb"),
        ("&#xD83D;&#xDEA2;", "a🚢b"),
        ("&#55357;&#56994;", "a🚢b"),
        ("&#xDEA2;&#xD83D;", "a\ufffd\ufffdb"),
        ("&#xD83D; &#xDEA2;", "a\ufffd \ufffdb"),
        ("<![CDATA[&#xD83D;]]>", "a\ufffdb"),
        ("&amp;#xD83D;", "a\ufffdb"),
    ],
)
def test_half_a_character_is_a_replacement_character(reference: str, expected: str) -> None:
    entry = item(f"<title>a{reference}b</title><description>a{reference}b</description>")
    assert (entry.title, entry.summary) == (expected, expected)


def test_half_a_character_in_a_sitemap_is_a_replacement_character() -> None:
    title = '<news:title xmlns:news="n">a&#xD83D;b</news:title>'
    feed = parse_feed(SITEMAP.replace("<loc>", f"{title}<loc>").encode(), URL, "")
    assert feed is not None
    assert feed.entries[0].title == "a\ufffdb"


def test_html_entities_are_understood_without_a_doctype() -> None:
    assert item("<title>caf&eacute;&nbsp;x</title>").title == "café x"


# ---------------------------------------------------------------------------------------------- hostile bodies

BOMB = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE r [<!ENTITY l0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">{BOMB}]>',
        f'<!-- <rss> --><!DOCTYPE r [<!ENTITY l0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">{BOMB}]>',
        f'<!DOCTYPE r [<!-- <rss > --><!ENTITY l0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">{BOMB}]>',
        f'<!DOCTYPE r [<!ENTITY l0 "<rss >"><!ENTITY x SYSTEM "file:///etc/passwd">{BOMB}]>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
    ],
    ids=["plain", "comment", "subset-comment", "markup-in-entity", "parameter", "external-subset"],
)
@pytest.mark.parametrize("kind", ["rss", "sitemap"])
def test_entities_are_neither_expanded_nor_fetched(doctype: str, kind: str) -> None:
    body = rss("<title>t&l9;&x;</title><link>http://h.test/1</link>")
    if kind == "sitemap":
        body = SITEMAP.replace("<loc>", "<news:title xmlns:news='n'>t&l9;&x;</news:title><loc>")
    feed = parse_feed(f'<?xml version="1.0"?>{doctype}{body}'.encode(), URL, "")
    for each in feed.entries if feed else ():
        assert "root:" not in (each.title or "")
        assert "lol" not in (each.title or "")


@pytest.mark.parametrize(
    "body",
    [
        rss("<x " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>"),
        rss(f"<description><![CDATA[<p {' '.join(f'a{n}=1' for n in range(40_000))}>]]></description>"),
        rss("<a>" * 50_000),
        SITEMAP.replace("<loc>", "<x>" * 50_000 + "<loc>"),
    ],
    ids=["attributes", "attributes-in-html", "nesting", "nesting-in-sitemap"],
)
def test_a_body_made_to_exhaust_its_reader_is_refused_at_once(body: str) -> None:
    started = time.monotonic()
    assert parse_feed(body.encode(), URL, "") is None
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("body", [b"0" * 60_000_000, gzip.compress(b"0" * 60_000_000)], ids=["plain", "gzip"])
def test_a_body_above_50_mb_is_refused(body: bytes) -> None:
    assert parse_feed(body, URL, "") is None


def test_html_that_leaves_elements_open_is_not_nesting() -> None:
    many = [
        f"<title>{n}</title><link>/{n}</link><br><description><![CDATA[{'<p>' * 300}]]></description>"
        for n in range(300)
    ]
    assert len(read(rss(*many)).entries) == 300


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-32", "cp037", "rot13"])
@pytest.mark.parametrize("blanks", ["", " ", "  ", "   "], ids=len)
def test_readable_bytes_are_read_whatever_wide_encoding_their_labels_claim(label: str, blanks: str) -> None:
    body = f"<?xml version='1.0' encoding='{label}'?>{rss(f'<title>Bridge</title>{blanks}')}".encode()
    feed = parse_feed(body, URL, f"text/xml; charset={label}")
    assert feed is not None
    assert [each.title for each in feed.entries] == ["Bridge"]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"<rss version='2.0'><channel><item>", b"<feed>", b"<urlset>", b"{"])
)
def test_no_bytes_make_it_raise(body: bytes, start: bytes) -> None:
    parse_feed(start + body, URL, "text/xml; charset=" + body[:9].decode("latin-1"))


MARKUP = st.lists(
    st.sampled_from(
        ["<title>", "</title>",
         "<link>", "<guid>", "<![CDATA[", "]]>", "&#", "&#x110000;", "&amp;", "x", "<a b='", "'>",
         "<content:encoded>",
         "<!", "<?", "-->", "<dc:date>", "2026-01-01", "http://[x", "</item>", "<item>", "\x00", "é"]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_no_markup_makes_it_raise(pieces: list[str]) -> None:
    parse_feed(rss("".join(pieces)).encode(), URL, "")


# -------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("<link>http://o.test/1</link>", "http://o.test/1"),
        ("<link> \n../1 </link>", "http://h.test/1"),
        ("<link>http://h.test/1</link><fb:origLink>http://o.test/1</fb:origLink>", "http://o.test/1"),
        ("<fb:origLink>http://o.test/1</fb:origLink><link>http://h.test/1</link>", "http://o.test/1"),
        ("<guid>http://h.test/g</guid>", "http://h.test/g"),
        ("<guid isPermaLink='true'>/g</guid>", "http://h.test/g"),
        ("<guid isPermaLink='false'>http://h.test/g</guid><link/>", "http://h.test/g"),
        ("<guid>http://h.test/g</guid><link>http://h.test/1</link>", "http://h.test/1"),
        ("<link>http://h.test/1</link><guid>http://h.test/g</guid>", "http://h.test/1"),
        ("<guid isPermaLink='false'>http://h.test/g</guid>", None),
        ("<guid>42</guid>", None),
        ("<guid isPermaLink='false'>42</guid>", None),
        ("<enclosure url='http://h.test/x.mp3'/>", None),
        ("<title>no link</title>", None),
        ("<link>javascript:alert(1)</link>", "javascript:alert(1)"),
        ("<link>data:text/html,x</link>", "data:text/html,x"),
        ("<link>http://h.test/a b?c=d&amp;e#f</link>", "http://h.test/a b?c=d&e#f"),
        ("<link/><atom:link href='/1'/>", "http://h.test/1"),
    ],
)
def test_the_link_of_an_rss_item(text: str, url: str | None) -> None:
    assert item(text + "<description>x</description>").url == url


@pytest.mark.parametrize(
    ("text", "base", "url"),
    [
        ("<link rel='enclosure' href='x.mp3'/><link rel='alternate' href='1'/>", "", "http://h.test/dir/1"),
        ("<link href='1'/>", "xml:base='http://b.test/news/'", "http://b.test/news/1"),
        ("<link href='1'/>", "xml:base='/news/'", "http://h.test/news/1"),
        ("<id>http://h.test/1</id>", "", "http://h.test/1"),
        ("<id>urn:1</id>", "", None),
        ("<id>urn:1</id><link rel='self' href='/1.atom'/>", "", None),
        ("<id>urn:1</id><link rel='alternate' href='/1'/>", "", "http://h.test/1"),
    ],
)
def test_the_link_of_an_atom_entry(text: str, base: str, url: str | None) -> None:
    assert entry(text + "<title>x</title>", base=base).url == url


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"id": "1", "url": "/1"}, "http://h.test/1"),
        ({"id": 1, "external_url": "http://o.test/1"}, "http://o.test/1"),
        ({"id": "http://h.test/1"}, "http://h.test/1"),
        ({"id": "1"}, None),
        ({"url": "http://h.test/1", "title": 5}, "http://h.test/1"),
    ],
)
def test_the_link_of_a_json_item(fields: dict[str, object], url: str | None) -> None:
    assert only(read(json_feed(fields))).url == url


def test_a_guid_does_not_change_with_the_address_of_the_feed() -> None:
    body = rss("<guid>42</guid><title>x</title>")
    assert only(read(body)).guid == "42"
    assert only(read(body, url="https://moved.test/feed")).guid == "42"


def test_a_guid_that_is_a_path_and_the_only_link_is_that_link() -> None:
    got = item("<guid>/2026/g</guid>")
    assert got.guid == got.url == "http://h.test/2026/g"
    got = item("<guid isPermaLink='false'>/2026/g</guid>")
    assert (got.guid, got.url) == ("/2026/g", None)
    got = item("<link>/1</link><guid>/2026/g</guid>")
    assert (got.guid, got.url) == ("/2026/g", "http://h.test/1")


def test_distinct_links_under_one_guid_are_distinct_entries_and_repeats_are_one() -> None:
    same = "<guid isPermaLink='false'>1</guid><link>/a</link><title>{}</title>"
    feed = read(rss(same.format(1), same.replace("/a", "/b").format(2), same.format(3)))
    assert [(e.guid, e.url, e.title) for e in feed.entries] == [
        ("1", "http://h.test/a", "1"),
        ("1", "http://h.test/b", "2"),
    ]


def test_a_json_item_that_cannot_be_read_is_a_problem_and_no_more() -> None:
    feed = read(json_feed("x", {"id": "1", "url": "/1"}, None))
    assert [e.guid for e in feed.entries] == ["1"]
    assert len(feed.problems) == 2
    assert feed.problems[0].startswith("item 1: ")


# ------------------------------------------------------------------------------------------------ text and names


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("A", "A"),
        ("a &lt;b&gt;bold&lt;/b&gt; AT&amp;amp;T", "a bold AT&T"),
        ("<![CDATA[<em>x</em> &amp; y]]>", "x & y"),
        ("1 &lt; 2", "1 < 2"),
        (" two\n lines ", "two lines"),
        ("a\u0007b", "ab"),
        ("e\u0301", "é"),
        ("", None),
    ],
)
def test_an_rss_title_is_plain_text(title: str, plain: str | None) -> None:
    assert item(f"<title>{title}</title>{ITEM[16:]}").title == plain


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("<title>lit &lt;b&gt;</title>", "lit <b>"),
        ("<title type='html'>q &amp;lt;b&amp;gt; &lt;i&gt;it&lt;/i&gt;</title>", "q <b> it"),
        (
            "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> &lt;c&gt;</div></title>",
            "a b <c>",
        ),
        ("<title type='html'>a&lt;br&gt;b&lt;script&gt;alert(1)&lt;/script&gt;</title>", "a b"),
    ],
    ids=["text", "html", "xhtml", "script"],
)
def test_an_atom_title_is_plain_text_by_its_type(title: str, plain: str) -> None:
    assert entry(title).title == plain


def test_the_full_text_is_kept_as_html_with_absolute_links() -> None:
    content = escape('<p>x <a href="rel">r</a><script>s()</script></p>')
    got = item(f"{ITEM}<description>sum &lt;i&gt;x&lt;/i&gt;</description><content:encoded>{content}</content:encoded>")
    assert got.content_html == '<p>x <a href="http://h.test/dir/rel">r</a><script>s()</script></p>'
    assert got.summary == "sum x"


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("<content type='html'>&lt;p&gt;x&lt;/p&gt;</content>", "<p>x</p>"),
        ("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div></content>", "<p>x</p>"),
        ("<content type='text'>a &lt; b\n\nc</content>", "<p>a &lt; b</p><p>c</p>"),
        ("<content src='http://h.test/x' type='text/html'/>", None),
        ("<summary>x</summary>", None),
    ],
    ids=["html", "xhtml", "text", "src", "none"],
)
def test_the_content_of_an_atom_entry_is_html(content: str, html: str | None) -> None:
    assert entry(f"<title>t</title>{content}").content_html == html


def test_content_is_not_repeated_as_the_summary() -> None:
    assert entry("<title>t</title><content type='html'>&lt;p&gt;x&lt;/p&gt;</content>").summary is None


def test_a_description_that_is_an_article_is_the_content() -> None:
    text = f"<p>{'The mole holds. ' * 40}</p><p>{'The gale went north. ' * 20}<a href='/map'>map</a></p>"
    got = item(f"{ITEM}<description>{escape(text)}</description>")
    assert got.content_html == text.replace("/map", "http://h.test/map")
    assert got.summary is None
    got = item(f"{ITEM}<description>{escape(text[:400])}</description>")
    assert got.content_html is None
    assert (got.summary or "").startswith("The mole holds.")


@pytest.mark.parametrize("words", ["The post {} appeared first on Bote.", "Der Beitrag {} erschien zuerst auf Bote."])
def test_where_an_entry_appeared_first_is_no_summary_of_it(words: str) -> None:
    footer = words.format("<a href='http://h.test/1'>The mole holds</a>")
    text = escape(f"<p>It held all night.</p><p>{footer}</p>")
    assert item(f"<title>The mole holds</title><description>{text}</description>").summary == "It held all night."
    assert item(f"<title>It held</title><description>{text}</description>").summary != "It held all night."


def test_json_text_becomes_paragraphs() -> None:
    got = only(read(json_feed({"id": "1", "content_text": "a < b\n\nc", "summary": "s"})))
    assert (got.content_html, got.summary) == ("<p>a &lt; b</p><p>c</p>", "s")
    got = only(read(json_feed({"id": "1", "content_text": "a", "content_html": "<p>h</p>"})))
    assert got.content_html == "<p>h</p>"


def test_authors_are_names() -> None:
    people = "<dc:creator>Joe</dc:creator><dc:creator>Ann</dc:creator><author>bob@x.test (Bob B)</author>"
    assert item(ITEM + people).authors == ("Joe", "Ann", "Bob B")
    assert item(ITEM + "<author>bob@x.test</author>").authors == ()
    got = entry("<title>t</title><author><name>A</name><email>a@x</email></author><author><name>B</name></author>")
    assert got.authors == ("A", "B")


def test_the_authors_of_the_feed_stand_for_entries_that_name_none() -> None:
    head = "<title>T</title><author><name>House</name></author>"
    assert entry("<title>t</title>", head=head).authors == ("House",)
    assert only(read(json_feed({"id": "1"}, authors=[{"name": "House"}]))).authors == ("House",)
    own = json_feed({"id": "1", "author": {"name": "Own"}}, author={"name": "House"})
    assert only(read(own)).authors == ("Own",)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a</p><p>b", "a\n\nb"),
        ("a<br>b", "a\n\nb"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<style>x</style>a<!-- c -->", "a"),
        ("<![if x]>a", "a"),
        ("a<!-- b -- c >d", "ad"),
        ("a<!-- never ends", "a"),
        ("a<!-- b <p> --> c", "a c"),
        ("a<iframe src='x'>b", "ab"),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert text_of_html(markup) == text


# -------------------------------------------------------------------------------------------------------- dates


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_date_comes_with_its_raw_string() -> None:
    got = item(ITEM + "<pubDate>Mon, 05 Jan 2026 10:00:00 CET</pubDate>")
    assert (got.date_published, got.date_published_raw) == (moment(2026, 1, 5, 9), "Mon, 05 Jan 2026 10:00:00 CET")
    assert (got.date_modified, got.date_modified_raw) == (None, None)


def test_a_date_that_cannot_be_read_leaves_its_raw_string() -> None:
    got = item(ITEM + "<pubDate>some day</pubDate>")
    assert (got.date_published, got.date_published_raw) == (None, "some day")


def test_no_date_is_none() -> None:
    got = item(ITEM)
    assert (got.date_published, got.date_published_raw) == (None, None)


def test_an_atom_entry_with_only_updated_gives_that() -> None:
    got = entry("<title>t</title><updated>2026-01-01T10:00:00+02:00</updated>")
    assert got.date_published == got.date_modified == moment(2026, 1, 1, 8)
    got = entry("<title>t</title><published>2026-01-01T10:00:00</published><updated>2026-02-01T10:00:00Z</updated>")
    assert (got.date_published, got.date_modified) == (moment(2026, 1, 1, 10), moment(2026, 2, 1, 10))


def test_the_dc_date_of_rdf_is_the_publication() -> None:
    got = only(read(RDF))
    assert (got.date_published, got.date_modified) == (moment(2026, 1, 2, 8), None)


# ----------------------------------------------------------------------------------------------------- sitemaps

NEWS = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>http://h.test/i.jpg</image:loc><image:title>no</image:title></image:image>
<loc> /1 </loc><lastmod>2026-02-01</lastmod><news:news><news:publication><news:name>The Day</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-01-01T10:00:00Z</news:publication_date>
<news:title>A &amp; B</news:title></news:news></url><url><lastmod>2026-01-01</lastmod></url></urlset>"""


def test_a_news_sitemap_gives_titles_and_dates() -> None:
    feed = read(NEWS)
    assert (feed.format, feed.title, feed.language, feed.problems) == ("sitemap", "The Day", "en", ())
    assert only(feed) == Entry(
        guid=None,
        url="http://h.test/1",
        title="A & B",
        date_published=moment(2026, 1, 1, 10),
        date_published_raw="2026-01-01T10:00:00Z",
        date_modified=moment(2026, 2, 1),
        date_modified_raw="2026-02-01",
    )


def test_a_lastmod_is_no_publication() -> None:
    got = only(read(SITEMAP.replace("</loc>", "</loc><lastmod>2026-01-01</lastmod>")))
    assert (got.date_published, got.date_modified) == (None, moment(2026, 1, 1))


def index(*children: str) -> str:
    return "<sitemapindex>" + "".join(f"<sitemap>{child}</sitemap>" for child in children) + "</sitemapindex>"


def test_a_sitemap_index_names_its_children_newest_first() -> None:
    feed = read(
        index(
            "<loc>/undated.xml</loc>",
            "<loc>/old.xml</loc><lastmod>2020-01-01</lastmod>",
            "<loc>/new.xml.gz</loc><lastmod>2026-01-01T10:00:00Z</lastmod>",
            "<loc>/old.xml</loc>",
            "<lastmod>2026-01-01</lastmod>",
        )
    )
    assert feed.format == "sitemapindex"
    assert feed.entries == ()
    assert feed.children == tuple(f"http://h.test/{name}" for name in ("new.xml.gz", "old.xml", "undated.xml"))


def test_a_sitemap_index_names_at_most_50_children() -> None:
    assert len(read(index(*(f"<loc>/{n}.xml</loc>" for n in range(80)))).children) == 50


def test_a_sitemap_that_breaks_off_is_read_up_to_there() -> None:
    feed = read(SITEMAP[: -len("</url></urlset>")])
    assert only(feed).url == "http://h.test/1"
    assert feed.problems


def channel(head: str, items: str = "") -> bytes:
    spaces = (
        'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<rss version="2.0" {spaces}><channel><title>Bote</title>{head}{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("head", "stated"),
    [
        ("", Stated()),
        ("<ttl>30</ttl>", Stated(ttl_minutes=30)),
        ("<ttl>soon</ttl>", Stated()),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", Stated(update_minutes=60)),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            Stated(update_minutes=360),
        ),
        ("<skipHours><hour>1</hour><hour>24</hour><hour>x</hour></skipHours>", Stated(skip_hours=(0, 1))),
        ("<skipDays><day>Sunday</day><day>saturday</day></skipDays>", Stated(skip_days=(5, 6))),
    ],
)
def test_what_a_feed_says_about_when_to_ask(head: str, stated: Stated) -> None:
    feed = parse_feed(channel(head), "http://bote.test/feed.xml", "text/xml")
    assert feed is not None
    assert feed.stated == stated


def test_where_a_feed_lives_what_made_it_and_where_its_older_entries_are() -> None:
    head = (
        '<atom:link rel="self" href="/feed"/><atom:link rel="next" href="/feed?p=2"/>'
        "<generator>https://wordpress.org/?v=6</generator>"
    )
    feed = parse_feed(channel(head), "http://bote.test/feed.xml", "text/xml")
    assert feed is not None
    assert (feed.self_url, feed.older) == ("http://bote.test/feed", "http://bote.test/feed?p=2")
    assert feed.generator == "https://wordpress.org/?v=6"
    archived = parse_feed(
        channel(head + '<atom:link rel="prev-archive" href="/2025.xml"/>'), "http://bote.test/feed.xml", "text/xml"
    )
    assert archived is not None
    assert archived.older == "http://bote.test/2025.xml"


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<media:content url="/a.jpg" medium="image"/>', "http://bote.test/a.jpg"),
        ('<media:content url="/a.mp4" type="video/mp4"/><media:thumbnail url="/t.jpg"/>', "http://bote.test/t.jpg"),
        ('<enclosure url="/e.png" type="image/png" length="1"/>', "http://bote.test/e.png"),
        ('<enclosure url="/e.mp3" type="audio/mpeg" length="1"/>', None),
        ('<media:content url="javascript:x" medium="image"/>', None),
        ('<media:group><media:content url="/g.jpg" medium="image"/></media:group>', "http://bote.test/g.jpg"),
        ('<media:group><media:thumbnail url="/h.jpg"/></media:group>', "http://bote.test/h.jpg"),
        ('<media:content url="/b.webp?w=1"/>', "http://bote.test/b.webp?w=1"),
        ('<enclosure url="/e.JPEG"/>', "http://bote.test/e.JPEG"),
        ('<enclosure url="/e.mp3"/>', None),
        ('<itunes:image href="/p.png"/>', "http://bote.test/p.png"),
    ],
)
def test_an_entrys_own_picture(inside: str, expected: str | None) -> None:
    body = channel("", f"<item><title>a</title><link>/a</link>{inside}</item>")
    feed = parse_feed(body, "http://bote.test/feed.xml", "text/xml")
    assert feed is not None
    assert feed.entries[0].image_url == expected


def test_json_feeds_name_their_next_page_and_pictures() -> None:
    body = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "feed_url": "/feed.json", '
        b'"next_url": "/2.json", "items": [{"id": "1", "url": "/1", "image": "/1.jpg"}]}'
    )
    feed = parse_feed(body, "http://bote.test/feed.json", "application/feed+json")
    assert feed is not None
    assert (feed.self_url, feed.older) == ("http://bote.test/feed.json", "http://bote.test/2.json")
    assert feed.entries[0].image_url == "http://bote.test/1.jpg"


def test_a_picture_that_is_attached_to_a_json_item_is_its_picture() -> None:
    attached = [{"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": "/b.png", "mime_type": "image/png"}]
    assert only(read(json_feed({"id": "1", "attachments": attached}))).image_url == "http://h.test/b.png"


# ------------------------------------------------------------------------------------------------ alternate links

JSON_LINK = '<link rel="alternate" type="application/json" href="/1.json"/>'
PDF_LINK = '<link type="application/pdf" href="/1.pdf"/>'
SOUND = '<link rel="alternate" type="audio/mpeg" href="/1.mp3"/>'
UNTYPED = '<link href="/untyped"/>'
IANA = "http://www.iana.org/assignments/relation/"


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param(JSON_LINK + '<link rel="alternate" type="text/html" href="/1"/>', "/1", id="html-last"),
        pytest.param(PDF_LINK + UNTYPED + '<link type="text/html" href="/1"/>', "/1", id="html-behind-untyped"),
        pytest.param(PDF_LINK + '<link type="TEXT/HTML; charset=utf-8" href="/1"/>', "/1", id="parameters-and-case"),
        pytest.param(SOUND + '<link type="application/xhtml+xml" href="/1"/>', "/1", id="xhtml"),
        pytest.param(SOUND + PDF_LINK + UNTYPED, "/untyped", id="untyped-before-the-rest"),
        pytest.param(SOUND + PDF_LINK, "/1.mp3", id="first-of-the-rest"),
        pytest.param(
            '<link type="text/html" hreflang="fr" href="/fr"/><link type="text/html" hreflang="de" href="/de"/>',
            "/fr",
            id="first-of-equals",
        ),
        pytest.param(JSON_LINK + '<link rel="ALTERNATE" type="text/html" href="/1"/>', "/1", id="rel-in-capitals"),
        pytest.param(JSON_LINK + f'<link rel="{IANA}alternate" type="text/html" href="/1"/>', "/1", id="rel-as-uri"),
        pytest.param(JSON_LINK + '<link rel="" type="text/html" href="/1"/>', "/1", id="rel-empty"),
        pytest.param('<link type="text/html"/>' + JSON_LINK, "/1.json", id="html-without-href"),
        pytest.param('<link rel="related" type="text/html" href="/2"/>' + JSON_LINK, "/1.json", id="another-relation"),
        pytest.param('<link rel="replies" type="text/html" href="/c"/>' + UNTYPED, "/untyped", id="comments"),
    ],
)
def test_of_several_alternates_the_page_is_taken(links: str, expected: str) -> None:
    entry = f"<entry><id>tag:h.test,2026:1</id><title>Mole</title>{links}</entry>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tide</title>{links}{entry}</feed>'
    feed = parse_feed(body.encode(), "http://h.test/feed", "")
    assert feed is not None
    assert feed.entries[0].url == f"http://h.test{expected}"
    assert feed.homepage == f"http://h.test{expected}"


@pytest.mark.parametrize("kind", ["application/json", "text/html", "image/webp"])
@pytest.mark.parametrize("is_first", [True, False])
def test_link_element_of_rss_comes_before_alternates_beside_it(kind: str, is_first: bool) -> None:
    beside = (
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="alternate" type="{kind}" href="http://h.test/b"/>'
    )
    own = "<link>http://h.test/1</link>"
    assert item(beside + own if is_first else own + beside).url == "http://h.test/1"


def test_entry_with_an_enclosure_alone_has_no_page() -> None:
    feed = parse_feed(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:h.test,2026:1</id>'
        b'<link rel="enclosure" type="audio/mpeg" href="http://h.test/1.mp3"/></entry></feed>',
        "http://h.test/feed",
        "",
    )
    assert feed is not None
    assert feed.entries[0].url is None
