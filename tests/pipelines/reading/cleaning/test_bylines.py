"""Bylines, dates and the headline among the lines of a story."""

from __future__ import annotations

import pytest

from pipelines.model import Article, Block, Candidate, Chosen, CleanArticle, Metadata
from pipelines.reading.cleaning.bylines import byline_names
from pipelines.reading.cleaning.dates import is_date_line
from pipelines.reading.cleaning.normaliser import normalise

PROSE = (
    (
        "The night market at Tarn has moved indoors, where the stalls stand under the arches of "
        "the old tannery until the thaw."
    ),
    (
        "Traders drew lots for the places beside the stoves, and two of them swapped theirs at "
        "once for a barrel of herring."
    ),
    "The doors open at six, and the last tram waits until the lamps are out.",
)


def read(*lines: str | Block, **metadata: object) -> CleanArticle:
    blocks = [line if isinstance(line, Block) else Block(role="paragraph", text=line) for line in lines]
    return normalise(
        Article(url="http://tarn.test/a", canonical=None, metadata=Metadata(**metadata), blocks=tuple(blocks))
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        pytest.param("By Ines Varga", ("Ines Varga",), id="en"),
        pytest.param("BY INES VARGA AND OTTO LINDQVIST", ("INES VARGA", "OTTO LINDQVIST"), id="en-capitals"),
        pytest.param("Von Ines Varga", ("Ines Varga",), id="de"),
        pytest.param("Von Ines Varga 18.03.2026, 09:30 Uhr", ("Ines Varga",), id="de-date"),
        pytest.param("By Ines Varga, 4 March 2026, 10:15", ("Ines Varga",), id="en-date"),
        pytest.param("【小森千鶴】 2026年03月06日 18時30分", ("小森千鶴",), id="ja-bracket-date"),
        pytest.param("记者 林知秋、周望", ("林知秋", "周望"), id="zh-reporters"),
        pytest.param("記者 小森千鶴", ("小森千鶴",), id="ja-reporter"),
        pytest.param("【小森千鶴、浜口健】 2026年03月19日 07時45分", ("小森千鶴", "浜口健"), id="ja-brackets-date"),
        pytest.param("Par Lise Armand et Noor Haddad", ("Lise Armand", "Noor Haddad"), id="fr"),
        pytest.param("Por Inés Varga", ("Inés Varga",), id="es"),
        pytest.param("di Lise Armand", ("Lise Armand",), id="it"),
        pytest.param("Door Lise van der Armand", ("Lise van der Armand",), id="nl"),
        pytest.param("Автор: Инес Варга", ("Инес Варга",), id="ru"),
        pytest.param("بقلم: نور حداد", ("نور حداد",), id="ar"),
        pytest.param("作者：林小雨", ("林小雨",), id="zh"),
        pytest.param("Ines Varga, staff writer", ("Ines Varga",), id="job"),
        pytest.param("By Ines VargaOtto Lindqvist", ("Ines Varga", "Otto Lindqvist"), id="nothing-between"),
        pytest.param("文：港野灯子", ("港野灯子",), id="ja-label"),
        pytest.param("取材・文＝港野灯子 写真＝波岡汐里", ("港野灯子",), id="ja-photographer"),
        pytest.param("［港野灯子，ベルモラ新報］", ("港野灯子",), id="ja-paper"),
        pytest.param("港野灯子記者", ("港野灯子",), id="ja-job"),
        pytest.param("文：ジョン・スミス", ("ジョン・スミス",), id="ja-katakana"),
        pytest.param("新华社记者 林望潮", ("林望潮",), id="zh-agency"),
        pytest.param("〔記者林望潮／台北報導〕", ("林望潮",), id="zh-place"),
        pytest.param("作者：约翰·史密斯", ("约翰·史密斯",), id="zh-from-elsewhere"),
        pytest.param("나루온 기자 naru@ilbo.test", ("나루온",), id="ko-mail"),
        pytest.param("글·사진 나루온 기자", ("나루온",), id="ko-label"),
        pytest.param("[벨모라=나루온 특파원]", ("나루온",), id="ko-place"),
        pytest.param("나루온·서미도 기자", ("나루온", "서미도"), id="ko-two"),
    ],
)
def test_a_byline_is_cut_and_names_the_authors(line: str, authors: tuple[str, ...]) -> None:
    result = read(line, *PROSE)
    assert [r.kind for r in result.removals] == ["byline"]
    assert result.metadata.authors == authors


def test_a_byline_of_nobody_names_nobody() -> None:
    result = read("By Staff Writer", *PROSE)
    assert ([r.kind for r in result.removals], result.metadata.authors) == (["byline"], ())


def test_a_line_that_is_the_pages_authors_is_a_byline() -> None:
    result = read("Ines Varga | Otto Lindqvist", *PROSE, authors=("Ines Varga", "Otto Lindqvist"))
    assert [r.rule for r in result.removals] == ["byline.authors"]


def test_an_agencys_byline_is_a_credit_and_no_author() -> None:
    result = read("By AFP", *PROSE)
    assert (result.metadata.authors, result.metadata.credit_text) == ((), "AFP")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("By Friday the stoves were lit.", id="by-friday"),
        pytest.param("Von Berlin nach Tarn sind es neun Stunden.", id="von"),
        pytest.param("Di notte il mercato dorme, ma i forni no.", id="di"),
        pytest.param("By the time the doors open, the queue reaches the tram.", id="clause"),
        pytest.param("Par Toutatis !", id="exclamation"),
        pytest.param("記者会見は三時に始まる", id="ja-press-conference"),
        pytest.param("文章の書き方", id="ja-word"),
        pytest.param("記者会見", id="ja-word-alone"),
        pytest.param("记者获悉，此事正在调查", id="zh-clause"),
        pytest.param("港口记者站", id="zh-word"),
        pytest.param("기자 회견", id="ko-press-conference"),
        pytest.param("【速報】", id="ja-brackets"),
    ],
)
def test_a_sentence_that_opens_like_a_byline_stays(line: str) -> None:
    assert read(line, *PROSE).paragraphs == (line, *PROSE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Published 3 March 2026, 10:15 GMT", id="en"),
        pytest.param("Updated: March 3, 2026 at 10:15 a.m. EST", id="en-us"),
        pytest.param("Last modified on Tue 3 Mar 2026 10.15 CET", id="last-modified"),
        pytest.param("12.03.2026 | 10:15", id="numbers"),
        pytest.param("Stand: 12.03.2026, 10:15 Uhr", id="de"),
        pytest.param("Publié le 3 mars 2026 à 10h15", id="fr"),
        pytest.param("Publicado el 3 de marzo de 2026", id="es"),
        pytest.param("Pubblicato il 3 marzo 2026", id="it"),
        pytest.param("3 марта 2026, 10:15", id="ru"),
        pytest.param("3 Mart 2026 Salı", id="tr"),
        pytest.param("2026年3月3日 10時15分", id="ja"),
        pytest.param("입력 2026.03.03 10:15", id="ko"),
        pytest.param("发布时间：2026-03-03 10:15", id="zh"),
        pytest.param("نشر في 3 مارس 2026", id="ar"),
    ],
)
def test_a_date_alone_is_a_date_line(text: str) -> None:
    assert is_date_line(text)
    assert [r.kind for r in read(text, *PROSE).removals] == ["date_line"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("10 people were hurt in 2025", id="sentence"),
        pytest.param("On 3 March 2026 the market burned.", id="dated-sentence"),
        pytest.param("2026: a year without herring", id="year-heading"),
        pytest.param("At 10:15 the bell rang", id="clock"),
    ],
)
def test_a_line_that_tells_what_happened_is_no_date_line(text: str) -> None:
    assert not is_date_line(text)


def test_the_headline_is_not_a_paragraph() -> None:
    heading = Block(role="heading", text="Night market moves under the arches")
    result = read(heading, *PROSE, headline="Night market moves under the arches")
    assert [r.kind for r in result.removals] == ["headline"]
    assert result.paragraphs == PROSE


def test_a_headline_with_its_kicker_is_the_headline() -> None:
    heading = Block(role="heading", text="Winter in Tarn: Night market moves under the arches")
    assert read(heading, *PROSE, headline="Night market moves under the arches").paragraphs == PROSE


def test_the_headline_that_another_source_of_the_page_gives_is_no_paragraph() -> None:
    heading = Block(role="heading", text="Under the arches")
    rivals = Chosen(
        source="meta:og:title", raw="Herring moves", others=(Candidate(source="h1", raw="Under the arches"),)
    )
    result = read(heading, *PROSE, headline="Herring moves indoors", provenance={"headline": rivals})
    assert [r.kind for r in result.removals] == ["headline"]


def test_a_sub_heading_that_another_source_gives_stays() -> None:
    rivals = Chosen(
        source="meta:og:title", raw="Herring moves", others=(Candidate(source="h1", raw="Under the arches"),)
    )
    heading = Block(role="heading", text="Under the arches")
    provenance = {"headline": rivals}
    assert (
        heading.text in read(*PROSE, heading, PROSE[0] + " Now.", headline="Herring", provenance=provenance).paragraphs
    )


def test_a_standfirst_that_the_description_repeats_stays() -> None:
    line = "Stalls stand under the arches until the thaw, and the herring stays cold."
    assert read(line, *PROSE, description=line).paragraphs == (line, *PROSE)


def test_names_are_read_from_a_byline() -> None:
    assert byline_names("By Ines Varga (@ines), Otto Lindqvist") == ("Ines Varga", "Otto Lindqvist")


def test_the_headline_goes_though_the_page_gives_it_with_the_sites_name_behind() -> None:
    headline = "The night market moves indoors"
    assert read(headline, *PROSE, headline=f"{headline} - Tarn Post").paragraphs == PROSE
