"""Each field follows the most trusted source, and its rivals are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from lxml.html import document_fromstring

from pipelines.model import Entry, Metadata, Page
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.document.walk import read_blocks
from pipelines.reading.metadata.bylines import agencies_in, names_in
from pipelines.reading.metadata.candidates import gather_evidence, read_canonical
from pipelines.reading.metadata.fields import read_metadata
from pipelines.reading.metadata.headings import shown_headings
from pipelines.reading.metadata.headlines import site_names, strip_site
from pipelines.reading.metadata.jsonld import article_node, read_nodes
from pipelines.reading.metadata.language import language_of

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "http://ledger.test/news/1"


def ld(node: object) -> str:
    return f'<script type="application/ld+json">{node if isinstance(node, str) else json.dumps(node)}</script>'


def read(head: str, body: str = "", entry: Entry | None = None, url: str = URL) -> Metadata:
    markup = f"<html><head>{head}</head><body>{body}<p>text</p></body></html>".encode()
    page = Page(url=url, fetched_at=NOW, body=markup, entry=entry)
    document = read_document(page.body, page.content_type, page.url)
    assert isinstance(document, Document)
    canonical = read_canonical(document.elements, document.base_url)
    blocks = read_blocks(document.tree, document.base_url).blocks
    headings = shown_headings(blocks, [block.role == "paragraph" for block in blocks], document.base_url)
    evidence = gather_evidence(document, page, canonical=canonical, language="en", headings=headings)
    return read_metadata(evidence, "en")


NODE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Dredging &amp; tides",
    "datePublished": "2026-03-04T23:30:00-05:00",
    "dateModified": "2026-03-05T09:00:00-05:00",
    "author": [{"@type": "Person", "name": "Ines Varga"}, {"@type": "Person", "name": "By Otto Lindqvist"}],
    "articleSection": "Port",
    "keywords": ["dredging", "tides"],
    "isAccessibleForFree": "False",
    "image": {"@type": "ImageObject", "url": "/i/1.jpg"},
    "description": "What  happened.",
}


def test_json_ld_gives_every_field() -> None:
    found = read(ld(NODE))
    assert found.headline == "Dredging & tides"
    assert found.authors == ("Ines Varga", "Otto Lindqvist")
    assert found.date_published == datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
    assert found.date_published_raw == "2026-03-04T23:30:00-05:00"
    assert found.date_modified == datetime(2026, 3, 5, 14, tzinfo=UTC)
    assert found.article_section == "Port"
    assert found.keywords == ("dredging", "tides")
    assert found.is_accessible_for_free is False
    assert found.image_url == "http://ledger.test/i/1.jpg"
    assert found.description == "What happened."
    assert found.provenance["date_published"].source == "json-ld"
    assert found.provenance["date_published"].precision == "second"


HALF = r"Regatta \ud83d"
HALVES = {
    "headline": ("headline", "headline", "Regatta \ufffd"),
    "author": ("author", "authors", ("Regatta \ufffd",)),
    "keywords": ("keywords", "keywords", ("Regatta \ufffd",)),
    "section": ("articleSection", "article_section", "Regatta \ufffd"),
    "description": ("description", "description", "Regatta \ufffd"),
    "image": ("image", "image_url", "http://ledger.test/news/Regatta \ufffd"),
    "key": (HALF, "headline", "Mole"),
}


@pytest.mark.parametrize(("name", "field", "expected"), HALVES.values(), ids=HALVES.keys())
@pytest.mark.parametrize("ending", ["}", ",}", "}\n// end"])
def test_half_a_character_in_json_ld_is_a_replacement_character(
    name: str, field: str, expected: object, ending: str
) -> None:
    script = f'{{"@type": "NewsArticle", "headline": "Mole", "{name}": "{HALF}"{ending}'
    found = read(ld(script))
    assert getattr(found, field) == expected
    assert HALF not in repr(found)
    msgspec.msgpack.encode(found)


def test_what_is_salvaged_of_json_ld_is_whole_too() -> None:
    found = read(ld(r'{"@type": "NewsArticle", "headline": "Mole \udea2", "author": {"name": "Ines \ud83d"}, "x": }'))
    assert (found.headline, found.authors) == ("Mole \ufffd", ("Ines \ufffd",))


def test_escapes_of_both_halves_are_the_character() -> None:
    assert read(ld({**NODE, "headline": "Regatta 🚢"})).headline == "Regatta 🚢"


WRITTEN = json.dumps(NODE)
CARELESS = {
    "graph": json.dumps({"@graph": [{"@type": "WebSite", "name": "x"}, NODE]}),
    "list": json.dumps([[NODE]]),
    "type list": json.dumps({**NODE, "@type": ["NewsArticle", "Thing"]}),
    "html comment": f"<!-- {WRITTEN} -->",
    "cdata": f"//<![CDATA[\n{WRITTEN}\n//]]>",
    "trailing comma": WRITTEN[:-1] + ",}",
    "control character": WRITTEN.replace("What  happened", "What\nhappened"),
    "closing semicolon": WRITTEN + ";",
    "cut off": WRITTEN[:-2],
    "main entity": json.dumps({"@type": "WebPage", "mainEntity": NODE}),
}


@pytest.mark.parametrize("script", CARELESS.values(), ids=CARELESS)
def test_careless_json_ld_is_read_all_the_same(script: str) -> None:
    found = read(ld(script))
    assert found.headline == "Dredging & tides"
    assert found.date_published == datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
    assert found.authors[:1] == ("Ines Varga",)


@pytest.mark.parametrize(
    "script", ["", "{", "[]", "null", "3", '"x"', '{"@type": 3}', "[" * 5000, '{"@graph": {"@graph": []}}']
)
def test_hopeless_json_ld_is_nothing(script: str) -> None:
    tree = document_fromstring(f"<html><head>{ld(script)}</head></html>")
    assert article_node(read_nodes(tree.iter("script"))) == {}


def test_of_several_articles_the_one_that_names_the_page_is_read() -> None:
    other = {**NODE, "headline": "Another story", "url": "http://ledger.test/news/2"}
    assert read(ld([other, {**NODE, "mainEntityOfPage": URL}])).headline == "Dredging & tides"


def test_references_inside_the_graph_are_followed() -> None:
    person = {"@type": "Person", "@id": "#p", "name": "Ines Varga"}
    assert read(ld({"@graph": [{**NODE, "author": {"@id": "#p"}}, person]})).authors == ("Ines Varga",)


def test_rivals_stand_in_provenance_in_order_of_trust() -> None:
    head = (
        ld(NODE)
        + '<meta property="article:published_time" content="2026-03-04"><meta name="author" content="Pell Hammond">'
    )
    entry = Entry(guid=None, url=None, date_published_raw="Thu, 05 Mar 2026 04:30:00 GMT", authors=("Ines Varga",))
    choice = read(head, entry=entry).provenance
    assert [(c.source, c.raw) for c in choice["date_published"].others] == [
        ("meta:article:published_time", "2026-03-04")
    ]
    assert [c.source for c in choice["authors"].others] == ["meta:author", "feed"]


# ------------------------------------------------------------------------------------------------------------ dates

DATES = {
    "meta": (
        '<meta property="article:published_time" content="2026-03-04T10:00:00+02:00">',
        "",
        "2026-03-04T08:00:00+00:00",
    ),
    "time without zone is UTC": ('<meta name="date" content="2026-03-04 10:00:00">', "", "2026-03-04T10:00:00+00:00"),
    "day is midnight of that day": ('<meta name="pubdate" content="2026-03-04">', "", "2026-03-04T00:00:00+00:00"),
    "microdata": (
        "",
        '<span itemprop="datePublished" content="2026-03-04T10:00Z">yesterday</span>',
        "2026-03-04T10:00:00+00:00",
    ),
    "time element": ("", '<time datetime="2026-03-04T10:00Z">4 March</time>', "2026-03-04T10:00:00+00:00"),
    "time elements in a list of others": (
        "",
        "<ul>" + '<li><time datetime="2026-03-04">4 March</time></li>' * 3 + "</ul>",
        None,
    ),
    "a time element in a list of facts": (
        "",
        '<ul><li><time datetime="2026-03-04">4 March</time></li></ul>',
        "2026-03-04T00:00:00+00:00",
    ),
    "nothing": ("", "", None),
    "nonsense": ('<meta name="date" content="next Tuesday">', "", None),
    "month alone": ('<meta name="date" content="March 2026">', "", None),
    "a date that is none, then one": (
        '<meta property="article:published_time" content="{{date}}"><meta name="date" content="2026-03-04">',
        "",
        "2026-03-04T00:00:00+00:00",
    ),
}


@pytest.mark.parametrize(("head", "body", "expected"), DATES.values(), ids=DATES)
def test_date_published_is_what_the_page_states(head: str, body: str, expected: str | None) -> None:
    at = read(head, body, url="http://ledger.test/news/one").date_published
    assert (at and at.isoformat()) == expected


def test_a_date_in_the_future_is_none_and_its_raw_string_kept() -> None:
    found = read('<meta name="date" content="2026-03-12T00:00:00Z">')
    assert (found.date_published, found.date_published_raw) == (None, "2026-03-12T00:00:00Z")


def test_the_feeds_date_counts_after_the_pages_meta_and_before_its_text() -> None:
    entry = Entry(
        guid=None,
        url=None,
        date_published=datetime(2026, 3, 1, 9, tzinfo=UTC),
        date_published_raw="1 Mar 2026 09:00 GMT",
    )
    body = '<time datetime="2026-02-02">2 February</time>'
    assert read("", body, entry).date_published == datetime(2026, 3, 1, 9, tzinfo=UTC)
    meta = '<meta name="date" content="2026-03-02">'
    assert read(meta, body, entry).date_published == datetime(2026, 3, 2, tzinfo=UTC)


# ----------------------------------------------------------------------------------------- headlines, names, languages

TITLES = {
    "bar": ("Sea wall reopened | Harbour Ledger", "Sea wall reopened"),
    "dash": ("Sea wall reopened - Harbour Ledger", "Sea wall reopened"),
    "section and site": ("Sea wall reopened | Port | Harbour Ledger", "Sea wall reopened"),
    "leading": ("Harbour Ledger: Sea wall reopened", "Harbour Ledger: Sea wall reopened"),
    "leading with space": ("Harbour Ledger | Sea wall has reopened", "Sea wall has reopened"),
    "domain": ("Sea wall reopened – ledger.test", "Sea wall reopened"),
    "a dash of its own": ("Sea wall - a history of the harbour", "Sea wall - a history of the harbour"),
}


@pytest.mark.parametrize(("title", "expected"), TITLES.values(), ids=TITLES)
def test_the_sites_name_is_no_part_of_a_headline(title: str, expected: str) -> None:
    sites = site_names(["Harbour Ledger"], "http://www.ledger.test/")
    assert strip_site(title, sites, [title, "Sea wall reopened"]) == expected


HEADLINES = {
    "og:title": ('<meta property="og:title" content="A &amp; B on the quay"><title>x</title>', "", "A & B on the quay"),
    "escaped mark-up stays": (
        '<meta property="og:title" content="The &quot;&lt;b&gt;bold&lt;/b&gt;&quot; plan">',
        "",
        'The "<b>bold</b>" plan',
    ),
    "h1 before title": ("<title>Sea wall - Port - Ledger</title>", "<h1>Sea <i>wall</i></h1>", "Sea wall"),
    "title alone": ('<title>Sea wall | Ledger</title><meta property="og:site_name" content="Ledger">', "", "Sea wall"),
    "og:title that is the site": ('<meta property="og:title" content="Ledger">', "<h1>Sea wall</h1>", "Sea wall"),
    "a day set apart": ("<title>Sea wall holds again : 04.03.2026, 10.19 Uhr</title>", "", "Sea wall holds again"),
    "a day of its own": ("<title>The flood of 4 March 2026</title>", "", "The flood of 4 March 2026"),
    "none": ("", "", None),
}


@pytest.mark.parametrize(("head", "body", "expected"), HEADLINES.values(), ids=HEADLINES)
def test_headline_is_plain_text(head: str, body: str, expected: str | None) -> None:
    assert read(head, body).headline == expected


def test_the_feeds_title_is_the_last_resort() -> None:
    assert read("", entry=Entry(guid=None, url=None, title="From the feed")).headline == "From the feed"


NAMES = {
    "by": (["By Ines Varga"], ["Ines Varga"]),
    "and": (["Ines Varga and Otto Lindqvist"], ["Ines Varga", "Otto Lindqvist"]),
    "commas": (["Ines Varga, Otto Lindqvist und Pell Hammond"], ["Ines Varga", "Otto Lindqvist", "Pell Hammond"]),
    "role": (["Ines Varga, Harbour Correspondent"], ["Ines Varga"]),
    "place": (["Ines Varga, Eastquay"], ["Ines Varga"]),
    "turned round": (["Varga, Ines"], ["Ines Varga"]),
    "brackets": (["Ines Varga (text)"], ["Ines Varga"]),
    "twice": (["Ines Varga", "INES VARGA"], ["Ines Varga"]),
    "url": (["https://ledger.test/people/ines", "Ines Varga"], ["Ines Varga"]),
    "mail": (["ines@ledger.test"], []),
    "German von": (["Von Ines Varga"], ["Ines Varga"]),
    "von as a name": (["Von Hammond"], ["Von Hammond"]),
    "placeholder": (["admin"], []),
    "Cyrillic": (["Автор: Инес Варга"], ["Инес Варга"]),
}


@pytest.mark.parametrize(("raws", "expected"), NAMES.values(), ids=NAMES)
def test_authors_are_names(raws: list[str], expected: list[str]) -> None:
    assert list(names_in(raws)) == expected


def test_agencies_are_credited_under_one_name() -> None:
    assert agencies_in(["AFP, Agence France-Presse; Reuters/dpa"]) == ("AFP", "Reuters", "dpa")
    assert read('<meta name="author" content="Reuters">').credit_text == "Reuters"


def test_the_sites_own_name_is_an_author_only_where_nobody_else_is() -> None:
    head = '<meta property="og:site_name" content="Harbour Ledger">' + ld(
        {**NODE, "author": {"name": "Harbour Ledger"}}
    )
    assert read(head).authors == ("Harbour Ledger",)
    assert read(head + '<meta name="author" content="Ines Varga">').authors == ("Ines Varga",)


def test_a_byline_in_the_mark_up_counts_but_those_of_other_articles_do_not() -> None:
    body = (
        "<article><div class='byline'>by <a>Ines Varga</a></div></article><aside><a rel=author>Pell Hammond</a></aside>"
    )
    assert read("", body).authors == ("Ines Varga",)


FIELDS = ("headline", "datePublished", "author", "articleSection", "keywords", "image", "description", "url", "@type")


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_is_without_bounds(field: str) -> None:
    endless = "http://ledger.test/" + "dredging " * 100_000
    found = read(ld({"@type": "NewsArticle", field: endless}) + f'<meta property="og:{field}" content="{endless}">')
    assert len(repr(found)) < 12_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Hafenrat hat am Montag die Reparatur der Mauer verschoben, wie die Behörde mitteilte.", "de"),
        ("港湾局は月曜日、北側の防波堤の改修を延期すると発表した。住民は説明を求めている。", "ja"),
        ("Портовое управление отложило ремонт северной дамбы, сообщил в понедельник совет.", "ru"),
        ("Too short.", None),
        ("12 34 56 " * 20, None),
    ],
    ids=["de", "ja", "ru", "short", "no letters"],
)
def test_language_is_the_texts(text: str, expected: str | None) -> None:
    assert language_of(text, "fr") == expected
