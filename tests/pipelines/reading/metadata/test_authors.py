"""Authors are those that the page names, wherever it names them; nobody is made one by a comment or a menu."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipelines.model import Metadata, Page
from pipelines.reading.document.parsing import Document, read_document
from pipelines.reading.metadata.bylines import names_in
from pipelines.reading.metadata.candidates import gather_evidence, read_canonical
from pipelines.reading.metadata.fields import read_metadata

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "http://ledger.test/news/sea-wall-holds"
H1 = "<h1>The sea wall holds</h1>"
TEXT = "<p>" + "The wall held through the night, the harbour office said. " * 30 + "</p>"


def read(head: str, body: str) -> Metadata:
    markup = f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    page = Page(url=URL, fetched_at=NOW, body=markup)
    document = read_document(page.body, page.content_type, page.url)
    assert isinstance(document, Document)
    canonical = read_canonical(document.elements, document.base_url)
    return read_metadata(gather_evidence(document, page, canonical=canonical, language="en"), "en")


def ld(author: object) -> str:
    node = {"@type": "NewsArticle", "headline": "The sea wall holds", "author": author}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


SHOWN = {
    "marked and linked": (
        f"{H1}<div class=authorInfo><a href=/autoren/ines-varga>Ines Varga</a></div>{TEXT}",
        ("Ines Varga",),
    ),
    "class of camel case": (f"{H1}<span class=documentAuthor>Ines Varga</span>{TEXT}", ("Ines Varga",)),
    "label in the text": (f"{H1}<p>Von Ines Varga und Otto Lindqvist</p>{TEXT}", ("Ines Varga", "Otto Lindqvist")),
    "label before it": (f"{H1}<dl><dt>Auteur :</dt><dd>Inès Varga</dd></dl>{TEXT}", ("Inès Varga",)),
    "behind a day": (f"{H1}<p>Posted on March 4, 2026 by Ines Varga</p>{TEXT}", ("Ines Varga",)),
    "test id": (f"{H1}<div data-testid=prism-byline><a href=/about/newsteam/iv>I.V. Varga</a></div>{TEXT}",
                ("I.V. Varga",)),
    "one word, marked twice": (f"{H1}<span class='author vcard'><a href=/author/levi>LV</a></span>{TEXT}", ("LV",)),
    "two of a kind": (
        f"{H1}<a class=author href=/author/iv>Ines Varga</a> <a class=author href=/author/ol>Otto Lindqvist</a>{TEXT}",
        ("Ines Varga", "Otto Lindqvist"),
    ),
    "a desk": (f"{H1}<span class=byline>von Redaktion, </span>{TEXT}", ("Redaktion",)),
    "comments": (f"{H1}{TEXT}<ol class=comments><li class=comment-author>Pell Hammond says:</li></ol>", ()),
    "teasers": (
        H1 + TEXT + "".join(f"<div class=teaser><a href=/n/{n}>Story</a> <span class=author>Pell Hammond</span></div>"
                            for n in range(3)),
        (),
    ),
    "a headline with a preposition": (f"<h2>Von Häfen, Mauern und Menschen</h2>{H1}{TEXT}", ()),
    "prose": (f"{H1}{TEXT}<p>By the harbour stood Ines Varga.</p>", ()),
    "nobody": (H1 + TEXT, ()),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), SHOWN.values(), ids=SHOWN)
def test_a_name_beside_the_headline_is_the_writers_where_nothing_states_one(
    body: str, expected: tuple[str, ...]
) -> None:
    assert read("", body).authors == expected


def test_a_stated_person_is_not_doubted() -> None:
    body = f"{H1}<span class=author><a href=/author/ol>Otto Lindqvist</a></span>{TEXT}"
    assert read(ld({"@type": "Person", "name": "Ines Varga"}), body).authors == ("Ines Varga",)


def test_an_organisation_gives_way_to_a_person_and_stands_where_there_is_none() -> None:
    owner = {"@type": "Organization", "name": "Quay Media Group"}
    meta = '<meta name="author" content="Ines Varga">'
    assert read(ld(owner) + meta, H1 + TEXT).authors == ("Ines Varga",)
    assert read(ld([owner]), H1 + TEXT).authors == ("Quay Media Group",)
    both = [{"@type": "Person", "name": "Ines Varga"}, {"@type": "Organization", "name": "SDA"}]
    assert read(ld(both), H1 + TEXT).authors == ("Ines Varga", "SDA")


def test_what_is_no_persons_name_gives_way_to_one_beside_the_headline() -> None:
    body = f"{H1}<p class=author>Ines Varga</p>{TEXT}"
    found = read('<meta name="author" content="ledger-online">', body)
    assert found.authors == ("Ines Varga",)
    assert found.provenance["authors"].source == "text"


def test_a_papers_own_authors_go_before_those_it_cites() -> None:
    cited = "".join(f'<meta name="author" content="P. Cited{n}">' for n in range(9))
    assert read(cited + '<meta name="citation_author" content="Ines Varga">', H1 + TEXT).authors == ("Ines Varga",)


PHRASES = {
    "says": (["Ines Varga says:"], ["Ines Varga"]),
    "all posts": (["View all posts by Ines Varga"], ["Ines Varga"]),
    "more articles": (["Ines Varga", "More articles by Ines Varga"], ["Ines Varga"]),
    "German": (["Veröffentlicht von Ines Varga"], ["Ines Varga"]),
    "follow": (["Ines Varga", "Folge Ines Varga auf dem Fuß"], ["Ines Varga"]),
    "handle": (["Ines Varga @inesvarga"], ["Ines Varga"]),
    "job": (["Ines Varga Staff Writer"], ["Ines Varga"]),
    "a desk's name": (["Ledger staff reporter"], ["Ledger staff reporter"]),
    "nobody": (["No Author"], []),
    "another who shares a name": (["Ines Varga", "Tom Varga"], ["Ines Varga", "Tom Varga"]),
}


@pytest.mark.parametrize(("raws", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrases_around_a_name_are_no_part_of_it(raws: list[str], expected: list[str]) -> None:
    assert list(names_in(raws)) == expected
