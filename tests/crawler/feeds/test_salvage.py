"""Feeds that are not well-formed: a fault costs the entry that it stands in, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from pipelines.model import Entry, ParsedFeed

URL = "http://bote.test/feed"
HEAD = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Bote</title><link>http://bote.test/</link>\n"
)
END = "</channel></rss>"


def item(number: int, description: str = "", extra: str = "") -> str:
    text = description or f"<![CDATA[<p>text {number}</p>]]>"
    return (
        f"<item><title>T{number}</title><link>http://bote.test/{number}</link><guid>g{number}</guid>"
        f"<description>{text}</description>{extra}</item>\n"
    )


def read(text: str) -> ParsedFeed:
    feed = parse_feed(text.encode(), URL, "text/xml")
    assert feed is not None
    return feed


def around(fault: str) -> tuple[Entry, ...]:
    return read(HEAD + item(1) + item(2) + fault + item(4) + item(5) + END).entries


WHOLE = {number: read(HEAD + item(number) + END).entries[0] for number in range(1, 6)}

FAULTS = {
    "ampersand": item(3, "a & b"),
    "unknown entity": item(3, "a &foo; b"),
    "less than": item(3, "1 < 2 and <3"),
    "cdata without end": item(3).replace("]]>", ""),
    "cdata in cdata": item(3, "<![CDATA[ a <![CDATA[ b ]]> c ]]>"),
    "description without end": item(3).replace("</description>", ""),
    "title without end": item(3).replace("</title>", ""),
    "link without end": item(3).replace("</link>", ""),
    "item without end": item(3).replace("</item>", ""),
    "html": item(3, "<p>a<br>b <img src=x> <b>c<p>"),
    "crossed": item(3, "<b><i>x</b></i>"),
    "attribute without quotes": item(3, extra="<enclosure url=http://bote.test/x.jpg type=image/jpeg>"),
    "attribute without end": item(3, extra='<enclosure url="http://bote.test/x.jpg length="1"/>'),
    "comment without end": item(3, extra="<!-- oops"),
    "dashes in a comment": item(3, extra="<!-- a -- b -->"),
    "end tag of nothing": item(3, extra="</foo>"),
    "second declaration": item(3) + '<?xml version="1.0"?>',
    "doctype": item(3) + "<!DOCTYPE html>",
    "undeclared namespace": item(3, extra="<dc:creator>Ada Falk</dc:creator><x:y>z</x:y>"),
    "script": item(3, '<script>if (a<b && c>d) { document.write("</div>"); }</script>'),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_entries_before_and_after_a_fault_are_as_in_a_whole_feed(fault: str) -> None:
    entries = around(fault)
    assert [entry.guid for entry in entries] == ["g1", "g2", "g3", "g4", "g5"]
    assert [entries[at] for at in (0, 1, 3, 4)] == [WHOLE[number] for number in (1, 2, 4, 5)]


@pytest.mark.parametrize(
    "fault",
    ["cdata without end", "description without end", "title without end", "link without end", "item without end"],
)
def test_what_merely_did_not_end_is_read_whole(fault: str) -> None:
    assert around(FAULTS[fault])[2] == WHOLE[3]


def test_a_broken_feed_says_what_is_wrong_with_it() -> None:
    assert any("not well-formed" in problem for problem in read(HEAD + item(1, "a & b") + item(2) + END).problems)


def test_prefixes_that_were_not_declared_mean_what_they_always_mean() -> None:
    assert around(FAULTS["undeclared namespace"])[2].authors == ("Ada Falk",)


def test_a_fault_in_the_head_leaves_the_entries() -> None:
    feed = read(HEAD.replace("Bote", "Bote & Sohn <b>") + item(1) + item(2) + END)
    assert feed.entries == (WHOLE[1], WHOLE[2])
    assert feed.homepage == "http://bote.test/"


@pytest.mark.parametrize("chars", range(1, 110, 4))
def test_of_a_feed_that_breaks_off_nothing_half_is_taken(chars: int) -> None:
    text = HEAD + item(1) + item(2)
    entries = read(text[:-chars]).entries
    assert entries[0] == WHOLE[1]
    for entry in entries[1:]:
        assert entry.url == WHOLE[2].url
        assert entry.title in (None, WHOLE[2].title)
        assert entry.guid in (None, WHOLE[2].guid)


def test_an_entry_that_shows_markup_is_one_entry_in_a_broken_feed_too() -> None:
    shown = item(2, "<![CDATA[<pre><item><title>x</title></item></pre>]]>")
    entries = read(HEAD + item(1, "a & b") + shown + item(3) + END).entries
    assert [entry.guid for entry in entries] == ["g1", "g2", "g3"]


def test_a_cdata_section_may_hold_the_opening_of_another() -> None:
    feed = read(HEAD + item(1, "<![CDATA[<p>he wrote <![CDATA[ there</p>]]>") + item(2) + END)
    assert [entry.guid for entry in feed.entries] == ["g1", "g2"]
    assert feed.problems == ()


def test_atom_and_rdf_are_salvaged_as_well() -> None:
    entry = "<entry><id>urn:{0}</id><title>{1}</title><link href='http://bote.test/{0}'/></entry>"
    feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='http://bote.test/x/'><title>B</title>"
        + entry.format(1, "a")
        + entry.format(2, "b & <c")
        + entry.format(3, "d")
        + "</feed>"
    )
    assert [(each.guid, each.url) for each in feed.entries] == [
        (f"urn:{n}", f"http://bote.test/{n}") for n in (1, 2, 3)
    ]
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="http://bote.test/"><title>B</title></channel>'
        + "".join(
            f'<item rdf:about="u{n}"><title>a & {n}</title><link>http://bote.test/{n}</link></item>' for n in (1, 2)
        )
        + "</rdf:RDF>"
    )
    feed = read(rdf)
    assert (feed.format, [each.title for each in feed.entries]) == ("rdf10", ["a & 1", "a & 2"])


PIECES = st.lists(
    st.sampled_from(
        [
            "<item>", "</item>", "<title>a", "</title>", "<link>", "<![CDATA[", "]]>", "<!--", "-->", "&", "<b", "x",
            "<dc:x>", "</rss>", "<description>", "</", "/>", "'", '"',
        ]
    ),
    max_size=40,
)  # fmt: skip


@given(PIECES)
def test_no_broken_feed_makes_it_raise(pieces: list[str]) -> None:
    parse_feed((HEAD + item(1) + "".join(pieces)).encode(), URL, "")
