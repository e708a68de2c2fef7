from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DAY, LATER, Reader, article_row, make_archive, story_row
from hypothesis import given
from hypothesis import strategies as st

from pipelines.browse.query import Query, safe_match
from pipelines.browse.searching import PAGE

ATOM = "{http://www.w3.org/2005/Atom}"
MANY = 2 * PAGE + 3
ALL_BRIDGES = ["Bridge closed", "Ferry runs", "Old bridge opinion"]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    path = make_archive(
        tmp_path_factory.mktemp("search") / "papers.db",
        *(story_row(number) for number in range(1, MANY + 1)),
        article_row(1, headline="Bridge closed", site="one.test", authors='["Ada Ö. \\"Quill\\""]', in_language="en",
                    article_section="Roads", credit_text="HarborWire", date_published=LATER),
        article_row(2, headline="Ferry runs", article_body="The bridge on High Street is closed.", site="two.test",
                    authors='["Ben Oak"]', in_language="de", date_published="2026-03-10T08:00:00+00:00"),
        article_row(3, headline="Old bridge opinion", date_published=None, site="one.test"),
        *(article_row(n, headline=f"Filler {n}", date_published=f"2026-02-{n % 28 + 1:02}T00:00:00+00:00")
          for n in range(4, MANY + 1)),
    )  # fmt: skip
    with Reader(path) as found:
        yield found


def headlines(reader: Reader, query: str) -> list[str]:
    return reader.page(f"/papers/-/search?{query}").texts("//ol[@class='hits']/li/h2")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("q=bridge", ALL_BRIDGES, id="newest first, undated last"),
        pytest.param("q=bridge+-opinion", ["Bridge closed", "Ferry runs"], id="without"),
        pytest.param("q=%22high+street%22", ["Ferry runs"], id="a phrase"),
        pytest.param("q=brid*+clos*", ["Bridge closed", "Ferry runs"], id="beginnings"),
        pytest.param("q=bridge&site=one.test", ["Bridge closed", "Old bridge opinion"], id="site"),
        pytest.param("q=bridge&site=one.test&language=en", ["Bridge closed"], id="filters combine"),
        pytest.param("section=Roads", ["Bridge closed"], id="section, without words"),
        pytest.param("author=Ada+%C3%96.+%22Quill%22", ["Bridge closed"], id="author"),
        pytest.param("author=Ada", [], id="a part of an author's name is not the author"),
        pytest.param("day=2026-03-10", ["Ferry runs"], id="day"),
        pytest.param("credit=HarborWire", ["Bridge closed"], id="credit"),
        pytest.param("q=nowhere", [], id="nothing"),
        pytest.param("q=%22*%28", [], id="no word"),
    ],
)
def test_search_finds(reader: Reader, query: str, found: list[str]) -> None:
    assert headlines(reader, query) == found


def test_best_match_comes_first_when_asked_for(reader: Reader) -> None:
    assert set(headlines(reader, "q=bridge&order=best")) == set(ALL_BRIDGES)


def test_what_was_looked_for_is_marked(reader: Reader) -> None:
    page = reader.page("/papers/-/search?q=bridge")
    assert {mark.casefold() for mark in page.texts("//mark")} == {"bridge"}
    assert "The bridge on High Street is closed." in page.text


def test_facets_count_what_was_found(reader: Reader) -> None:
    page = reader.page("/papers/-/search?q=bridge")
    assert page.texts("//aside//section[h2='Site']//li") == ["one.test 2", "two.test 1"]
    assert page.texts("//aside//section[h2='Language']//li") == ["de 1", "en 1"]


def test_facet_narrows_and_its_chip_widens_again(reader: Reader) -> None:
    page = reader.page("/papers/-/search?q=bridge&site=one.test&language=en")
    assert "/papers/-/search?q=bridge&language=en" in page.links()
    assert "/papers/-/search?q=bridge&site=one.test" in page.links()


@pytest.mark.parametrize("query", ["", "q=paragraph", "q=paragraph&order=best"])
def test_pages_follow_one_another_without_loss_or_repetition(reader: Reader, query: str) -> None:
    seen: list[str] = []
    path: str | None = f"/papers/-/search?{query}"
    while path:
        page = reader.page(path)
        seen += page.tree.xpath("//ol[@class='hits']//h2/a/@href")
        path = next(iter(page.tree.xpath("//a[@rel='next']/@href")), None)
    expected = MANY if not query else MANY - 1
    assert len(seen) == len(set(seen)) == expected


@pytest.mark.parametrize("after", ["x", "~", "2026~99999999999999999999", "~1", "-5", "9" * 40])
def test_nonsense_behind_which_to_go_on_is_no_error(reader: Reader, after: str) -> None:
    assert reader.get(f"/papers/-/search?after={after}").status_code == 200
    assert reader.get(f"/papers/-/search?q=bridge&order=best&after={after}").status_code == 200


@given(words=st.text(alphabet="ab\"'*()-^:+{}\\ ANDORT~\n", max_size=20))
def test_no_words_can_make_a_wrong_expression(words: str) -> None:
    match = safe_match(words)
    if match is not None:
        connection = sqlite3.connect(":memory:")
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (a)")
        connection.execute("SELECT * FROM t WHERE t MATCH ?", [match]).fetchall()
        connection.close()


def test_address_of_a_search_says_all_of_it() -> None:
    asked = Query(words="a b", chosen=(("site", "x&y"),), order="best")
    assert asked.address == "q=a+b&site=x%26y&order=best"


def test_the_same_question_can_be_put_to_datasette(reader: Reader) -> None:
    links = reader.page("/papers/-/search?q=bridge&site=one.test&author=Ben+Oak&day=2026-03-10").links()
    for link in (link for link in links if "/papers/articles" in link):
        assert reader.get(link).status_code == 200


# ---------------------------------------------------------------------------------------------------------------- Atom


def test_search_is_an_atom_feed(reader: Reader) -> None:
    response = reader.get("/papers/-/search.atom?q=bridge")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.text)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Bridge closed",
        "Ferry runs",
        "Old bridge opinion",
    ]
    assert entries[0].findtext(f"{ATOM}author/{ATOM}name") == 'Ada Ö. "Quill"'
    assert entries[0].findtext(f"{ATOM}updated") == LATER
    assert entries[2].findtext(f"{ATOM}updated") == DAY


def test_feed_of_nothing_is_still_a_feed(reader: Reader) -> None:
    feed = ET.fromstring(reader.get("/papers/-/search.atom?q=nowhere").text)
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated")


def test_what_xml_cannot_hold_is_left_out_of_the_feed(tmp_path: Path) -> None:
    archive = make_archive(
        tmp_path / "odd.db", story_row(1), article_row(1, headline="A\x0b\x1b & <b>", article_body="x\ufffe")
    )
    with Reader(archive) as reader:
        feed = ET.fromstring(reader.get("/odd/-/search.atom").text)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "A & <b>"
