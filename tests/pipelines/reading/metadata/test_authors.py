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
    "a label at the end": (f"{H1}{TEXT}<p>Auteur : Inès Varga</p>", ("Inès Varga",)),
    "a label of both sexes": (f"{H1}{TEXT}<ul><li><b>Autorin/Autor</b> Ines Varga</li></ul>", ("Ines Varga",)),
    "a label of another language": (f"{H1}{TEXT}<p>Подготовила: Инес Варга</p>", ("Инес Варга",)),
    "one word, stated": (f"{H1}<p><span>Written by</span> <b>Ines</b></p>{TEXT}", ("Ines",)),
    "stated before a day": (f"{H1}{TEXT}<p>Posted by Ines at March 4, 2026 11:15 AM</p>", ("Ines",)),
    "before a section": (f"{H1}<p>March 4, 2026 by Ines Varga in <a href=/c>Harbour</a></p>{TEXT}", ("Ines Varga",)),
    "beside a day": (f"{H1}<p>04.03.2026 - Ines Varga</p>{TEXT}", ("Ines Varga",)),
    "before a day": (f"{H1}<p><span>Ines Varga |</span> <span>4 Mart 2026</span></p>{TEXT}", ("Ines Varga",)),
    "with a job and a day": (f"{H1}<p>Ines Varga | Senior Writer | March 4, 2026</p>{TEXT}", ("Ines Varga",)),
    "with a portrait": (
        f"{H1}<a href=/iv><img alt='Headshot of Ines Varga'><b>Ines Varga</b></a>{TEXT}",
        ("Ines Varga",),
    ),
    "a box at the end": (
        (f"{H1}{TEXT}<section><img alt='Ines Varga'><h3>Ines Varga</h3>"
        "<p>Ines Varga is the head of the harbour desk and has a boat.</p></section>"),
        ("Ines Varga",),
    ),
    "the author's own aside": (
        f"{H1}<aside class=post-author><span>4 March 2026</span> <b>Ines Varga</b></aside>{TEXT}",
        ("Ines Varga",),
    ),
    "a list": (
        f"{H1}<ul><li>By <a href=/1>Ines Varga</a></li><li><a href=/2>Otto Lindqvist</a></li></ul>{TEXT}",
        ("Ines Varga", "Otto Lindqvist"),
    ),
    "nothing between them": (
        f"{H1}<p class=byline><a href=/1>Ines Varga</a><a href=/2>Otto Lindqvist</a></p>{TEXT}",
        ("Ines Varga", "Otto Lindqvist"),
    ),
    "an editor beside the writer": (
        (f"{H1}<p>Written by <a href=/authors/iv>Ines Varga</a></p>"
        f"<p>Edited by <a href=/authors/ol>Otto Lindqvist</a></p>{TEXT}"),
        ("Ines Varga",),
    ),
    "a photographer alone": (f"{H1}<p class=byline>Photography by Otto Lindqvist</p>{TEXT}", ()),
    "an illustrator's name in an element of its own": (
        f"{H1}<p class=byline><span>Illustration:</span> <span>Otto Lindqvist</span></p>{TEXT}",
        (),
    ),
    "a section beside a day": (f"{H1}<p><a href=/c/harbour>Harbour News</a> 4 March 2026</p>{TEXT}", ()),
    "the reader's own page": (f"{H1}<a href=/users/register>Free Account</a>{TEXT}", ()),
    "words that the text has as well": (f"{H1}<p class=byline>The Harbour Office</p>{TEXT}", ()),
    "a portrait of whom the text tells": (f"{H1}{TEXT * 2}<img alt='Pell Hammond'><p>Pell Hammond</p>{TEXT}", ()),
    "the next story's byline": (f"{H1}{TEXT * 2}<a href=/news/2>The ferry sails<br>A column by Pell Hammond</a>", ()),
    "Japanese": (f"{H1}<p class=meta>文：港野灯子</p>{TEXT}", ("港野灯子",)),
    "Japanese, with a place": (f"{H1}<p>【ベルモラ＝港野灯子】</p>{TEXT}", ("港野灯子",)),
    "Chinese": (f"{H1}<p>本报记者 林望潮 通讯员 周望</p>{TEXT}", ("林望潮", "周望")),
    "Chinese, with a place": (f"{H1}<p>〔記者林望潮／台北報導〕</p>{TEXT}", ("林望潮",)),
    "Chinese, the editor": (f"{H1}<p>责任编辑：林望潮</p>{TEXT}", ()),
    "Korean": (f"{H1}<p>[벨모라=나루온 특파원]</p>{TEXT}", ("나루온",)),
    "Korean, without a space": (f"{H1}<p>나루온기자</p>{TEXT}", ("나루온",)),
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


PEOPLE = {
    "parts": ({"@type": "Person", "givenName": "Ines", "familyName": "Varga"}, ["Ines Varga"]),
    "three parts": (
        {"@type": "Person", "familyName": "Varga", "additionalName": "Maria", "givenName": "Ines"},
        ["Ines Maria Varga"],
    ),
    "parts in lists": ({"givenName": ["Ines", "Maria"], "familyName": {"@value": "Varga"}}, ["Ines Maria Varga"]),
    "Japanese parts": ({"@type": "Person", "givenName": "灯子", "familyName": "港野"}, ["港野灯子"]),
    "an address and parts": (
        {"@type": "Person", "name": "https://ledger.test/iv", "givenName": "Ines", "familyName": "Varga"},
        ["Ines Varga"],
    ),
    "a name that is a person": ({"@type": "Person", "name": {"@type": "Person", "name": "Ines Varga"}}, ["Ines Varga"]),
    "several names": ({"@type": "Person", "name": ["Ines Varga", "Otto Lindqvist"]}, ["Ines Varga", "Otto Lindqvist"]),
    "a value": ({"@type": "Person", "name": {"@value": "Ines Varga", "@language": "en"}}, ["Ines Varga"]),
    "a list of values": ([{"@value": "Ines Varga"}, {"@value": "Otto Lindqvist"}], ["Ines Varga", "Otto Lindqvist"]),
    "a container": ({"@list": [{"name": "Ines Varga"}, "Otto Lindqvist"]}, ["Ines Varga", "Otto Lindqvist"]),
    "a role": ({"@type": "Role", "roleName": "reporter", "author": {"@type": "Person", "name": "Ines Varga"}},
               ["Ines Varga"]),
    "a map by language": ({"@type": "Person", "name": {"ru": "Инес Варга", "en": "Ines Varga"}}, ["Ines Varga"]),
    "one name in two languages": (
        {"name": [{"@language": "ru", "@value": "Инес Варга"}, {"@language": "en", "@value": "Ines Varga"}]},
        ["Ines Varga"],
    ),
    "lists in lists": ([[["Ines Varga"]]], ["Ines Varga"]),
    "nothing between them": ({"@type": "Person", "name": "Ines VargaOtto Lindqvist"}, ["Ines Varga", "Otto Lindqvist"]),
    "an address alone": ({"@type": "Person", "name": "https://ledger.test/people/ines"}, []),
    "a reference to nothing": ({"@id": "#nobody"}, []),
    "no name": ({"@type": "Person", "name": None, "url": "https://ledger.test/people/ines"}, []),
    "too deep": (json.loads("[" * 50 + '"Ines Varga"' + "]" * 50), []),
}  # fmt: skip


@pytest.mark.parametrize(("author", "expected"), PEOPLE.values(), ids=PEOPLE)
def test_a_persons_name_is_read_however_it_is_written(author: object, expected: list[str]) -> None:
    assert list(read(ld(author), H1 + TEXT).authors) == expected


REFERENCES = {
    "another block": ([{"@id": "#iv"}], {"@type": "Person", "@id": "#iv", "givenName": "Ines", "familyName": "Varga"}),
    "a node with a name alone": ({"@id": "#iv"}, {"@id": "#iv", "name": "Ines Varga"}),
    "relative to the page": ({"@id": f"{URL}#iv"}, {"@id": "#iv", "@type": "Person", "name": "Ines Varga"}),
    "relative to the host": ({"@id": "/people/iv"}, {"@id": "http://ledger.test/people/iv", "name": "Ines Varga"}),
    "inside another property": (
        {"@id": "#iv"},
        {"@type": "WebPage", "about": {"reviewedBy": {"@type": "Person", "@id": "#iv", "name": "Ines Varga"}}},
    ),
    "a name that is a reference": (
        {"@type": "Person", "name": {"@id": "#n"}},
        {"@id": "#n", "@type": "Person", "name": "Ines Varga"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("author", "node"), REFERENCES.values(), ids=REFERENCES)
def test_a_person_is_found_by_reference_wherever_it_is_described(author: object, node: dict[str, object]) -> None:
    other = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    assert read(ld(author) + other, H1 + TEXT).authors == ("Ines Varga",)
    assert read(other + ld(author), H1 + TEXT).authors == ("Ines Varga",)


OWN = {
    "an organisation": (ld({"@type": "NewsMediaOrganization", "name": "Eastquay Today"}), "Eastquay Today"),
    "the site's initials": (
        '<meta property="og:site_name" content="LED"><meta name="author" content="Lagoon Evening Daily">',
        "Lagoon Evening Daily",
    ),
    "the site's name and more": (
        '<meta property="og:site_name" content="Quay Gazette"><meta name="author" content="Lower Quay Gazette">',
        "Lower Quay Gazette",
    ),
}


@pytest.mark.parametrize(("head", "own"), OWN.values(), ids=OWN)
def test_the_sites_name_gives_way_to_a_writer_whom_the_page_shows(head: str, own: str) -> None:
    body = f"{H1}<p>By <a href=/staff/iv>Ines Varga</a></p>{TEXT}"
    assert read(head, body).authors == ("Ines Varga",)
    assert read(head, H1 + TEXT).authors == (own,)


def test_who_made_the_pictures_is_no_author_though_json_ld_says_so() -> None:
    both = ld([{"@type": "Person", "name": "Ines Varga"}, {"@type": "Person", "name": "Otto Lindqvist"}])
    body = (
        f"{H1}<div><p itemprop=author>By Ines Varga</p><p itemprop=author>Photography by Otto Lindqvist</p></div>{TEXT}"
    )
    assert read(both, body).authors == ("Ines Varga",)
    assert read(both, H1 + TEXT).authors == ("Ines Varga", "Otto Lindqvist")


def test_an_employer_behind_a_name_is_a_credit_and_no_author() -> None:
    found = read('<meta name="author" content="Ines Varga, Associated Press">', H1 + TEXT)
    assert (found.authors, found.credit_text) == (("Ines Varga",), "AP")


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
    "staff": (["Staff"], []),
    "newsroom": (["Newsroom", "The Editors", "admin"], ["The Editors"]),
    "a mail address": (["ines.varga@ledger.test"], []),
    "a name and its mail address": (["Ines Varga ines.varga@ledger.test"], ["Ines Varga"]),
    "an address": (["Ines Varga https://ledger.test/iv"], ["Ines Varga"]),
    "capitals": (["BY INES VARGA AND OTTO LINDQVIST"], ["INES VARGA", "OTTO LINDQVIST"]),
    "capitals and not": (["INES VARGA", "Ines Varga"], ["Ines Varga"]),
    "role": (["Ines Varga, Political Editor"], ["Ines Varga"]),
    "roles": (["Ines Varga, Chief Technology Officer and Head of Harbours"], ["Ines Varga"]),
    "role without a comma": (["Ines Varga Senior Harbour Reporter"], ["Ines Varga"]),
    "role alone": (["Executive Harbour Editor"], ["Executive Harbour Editor"]),
    "in a place": (["Ines Varga in London and Otto Lindqvist in Paris"], ["Ines Varga", "Otto Lindqvist"]),
    "German place": (["Von Ines Varga, Berlin"], ["Ines Varga"]),
    "Spanish place": (["Por Inés Varga | Madrid"], ["Inés Varga"]),
    "place of two words": (["Ines Varga, New York"], ["Ines Varga"]),
    "biography": (["Ines Varga is a reporter at the Ledger"], ["Ines Varga"]),
    "employer": (["Ines Varga | Ledger Media For ledger.test"], ["Ines Varga"]),
    "agency without a comma": (["Ines Varga The Associated Press"], ["Ines Varga"]),
    "station": (["Ines Varga, MDR QUAY"], ["Ines Varga"]),
    "initials behind a slash": (["Ines Varga/SP-X"], ["Ines Varga"]),
    "degree": (["Ines Varga M.P.H., R.D."], ["Ines Varga"]),
    "initials": (["Ines C.J."], ["Ines C.J."]),
    "photographer": (["Words by Ines Varga, photography by Otto Lindqvist"], ["Ines Varga"]),
    "French photographer": (["Texte : Inès Varga ; photos : Otto Lindqvist"], ["Inès Varga"]),
    "Russian photographer": (["Текст: Инес Варга, фото: Отто Линд"], ["Инес Варга"]),
    "illustration": (["Illustration by Otto Lindqvist"], []),
    "German pictures": (["Foto: Otto Lindqvist"], []),
    "translator": (["Traducido por Otto Lindqvist"], []),
    "writer of both": (["Photos and story by Ines Varga"], ["Ines Varga"]),
    "and in Spanish names": (["José Ortega y Gasset"], ["José Ortega y Gasset"]),
    "and in Dutch": (["Ines Varga en Otto Lindqvist"], ["Ines Varga", "Otto Lindqvist"]),
    "in, which is and in Dutch": (["Inés Varga en Territorio"], ["Inés Varga"]),
    "a middle initial": (["Maria E Garcia"], ["Maria E Garcia"]),
    "a capital inside a name": (
        ["Ronald McDonald Smith", "Danielle DeSiato"],
        ["Ronald McDonald Smith", "Danielle DeSiato"],
    ),
    "nothing between two": (["Ines VargaOtto Lindqvist"], ["Ines Varga", "Otto Lindqvist"]),
    "Japanese with a paper": (["港野灯子（新報）、波岡汐里 記者"], ["港野灯子", "波岡汐里"]),
    "Korean reporter": (["나루온 기자"], ["나루온"]),
    "Chinese editor": (["编辑：林望潮"], []),
    "another who shares a name": (["Ines Varga", "Tom Varga"], ["Ines Varga", "Tom Varga"]),
}


@pytest.mark.parametrize(("raws", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrases_around_a_name_are_no_part_of_it(raws: list[str], expected: list[str]) -> None:
    assert list(names_in(raws)) == expected
